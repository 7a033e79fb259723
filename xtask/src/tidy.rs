//! The house rules that a compiler does not know, checked over every file that git would ship. Start at `findings`.

mod files;
mod lex;
mod named;
mod paths;
mod places;
mod rooms;
mod shape;
mod statements;

use std::fmt;
use std::path::Path;

use crate::Outcome;
use files::File;

/// One broken rule, at one place.
#[derive(Debug, PartialEq, Eq)]
struct Finding {
    path: String,
    line: usize,
    rule: String,
}

impl Finding {
    fn new(file: &File, line: usize, rule: impl Into<String>) -> Self {
        Self { path: file.path.clone(), line, rule: rule.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}: {}", self.path, self.line, self.rule)
    }
}

/// Prints every broken rule.
///
/// # Errors
/// A sentence with their number when there is any, or when the files cannot be listed.
pub(crate) fn run(root: &Path) -> Outcome {
    let files = files::load(root)?;
    let found = findings(&files);
    for finding in &found {
        eprintln!("{finding}");
    }
    match found.len() {
        0 => {
            println!("== tidy: good, {} files", files.len());
            Ok(())
        }
        count => Err(format!("step `tidy` failed: {count} broken house rules, named above")),
    }
}

fn findings(files: &[File]) -> Vec<Finding> {
    files.iter().flat_map(of_file).chain(named::check(files)).collect()
}

fn of_file(file: &File) -> Vec<Finding> {
    [shape::check, statements::check, rooms::check, places::check]
        .into_iter()
        .flat_map(|check| check(file))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_house_rules_hold_here() {
        let files = files::load(&crate::root()).unwrap();
        assert!(files.iter().any(|file| file.path == "xtask/src/tidy.rs"), "the list of files is wrong");
        let found: Vec<String> = findings(&files).iter().map(ToString::to_string).collect();
        assert!(found.is_empty(), "{} broken house rules:\n{}", found.len(), found.join("\n"));
    }

    #[test]
    fn a_finding_names_file_line_and_rule() {
        let file = File::new("a/b.rs", "");
        assert_eq!(Finding::new(&file, 7, "no").to_string(), "a/b.rs:7: no");
    }

    #[test]
    fn every_group_of_rules_is_asked() {
        let workplace = concat!("//! x\nlet a = \"SELECT 1\"; f64; // ", "/wo", "rk/x");
        let files =
            [File::new("crates/tributary-core/src/misc/a.rs", workplace), File::new("README.md", "fine")];
        let lines: Vec<usize> = findings(&files).iter().map(|finding| finding.line).collect();
        assert_eq!(lines, [1, 2, 2, 2]);
    }
}
