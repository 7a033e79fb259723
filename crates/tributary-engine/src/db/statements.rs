//! Every statement in every `sql.rs` is prepared against a migrated database, and signs itself.

use super::Db;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn sql_files(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            sql_files(&path, found);
        } else if path.file_name().is_some_and(|name| name == "sql.rs") {
            found.push(path);
        }
    }
}

/// The statements of a file: what stands between `= "` and `";`.
fn statements(file: &Path) -> Vec<String> {
    let text = fs::read_to_string(file).unwrap();
    let starts = text.split("&str = \"").skip(1);
    starts.map(|rest| rest.split("\";").next().unwrap().to_owned()).collect()
}

#[test]
fn every_statement_prepares_and_signs_itself_with_a_name_of_its_own() {
    let dir = std::env::temp_dir().join(format!("tributary-statements-{}", std::process::id()));
    fs::create_dir_all(&dir).unwrap();
    let db = Db::open(&dir.join("tributary.db")).unwrap();
    let connection = rusqlite::Connection::open(db.path()).unwrap();
    let mut files = Vec::new();
    sql_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    let mut names = BTreeSet::new();
    for file in &files {
        let noun = file.parent().unwrap().file_name().unwrap().to_str().unwrap().to_owned();
        let made: &[&str] = match noun.as_str() {
            "order" => crate::order::MADE,
            "report" => crate::report::MADE,
            _ => &[],
        };
        for sql in statements(file).into_iter().chain(made.iter().map(|&sql| sql.to_owned())) {
            let signature = sql.strip_prefix("/* ").and_then(|rest| rest.split(" */").next()).unwrap_or("");
            let place = format!("{} {signature:?}", file.display());
            assert!(signature.starts_with(&format!("{noun}.")), "{place} does not sign itself");
            assert!(names.insert(signature.to_owned()), "{place} has the name of another");
            connection.prepare(&sql).unwrap_or_else(|e| panic!("{place}: {e}"));
        }
    }
    assert!(names.len() > 80, "only {} statements were found", names.len());
    drop(db);
    fs::remove_dir_all(dir).unwrap();
}
