//! Where SQL may stand, and what no SQL may say, because one text serves two engines.

use super::Finding;
use super::files::File;
use super::lex::{self, Literal};

const DB_ROOM: &str = "crates/tributary-engine/src/db/";

pub(super) fn check(file: &File) -> Vec<Finding> {
    if !file.path.starts_with("crates/") || file.path.starts_with(DB_ROOM) {
        return Vec::new();
    }
    if file.is_in("migrations") && file.extension() == "sql" {
        return dialect_of_migration(file);
    }
    if file.extension() != "rs" || is_test(file) {
        return Vec::new();
    }
    let literals = lex::split(&file.text).literals;
    if file.name() == "sql.rs" {
        dialect(file, &literals)
    } else if file.is_in("migrations") {
        Vec::new()
    } else {
        stray(file, &literals)
    }
}

/// Tests look behind the engine's back, and benchmarks set a hand-written reference beside it.
fn is_test(file: &File) -> bool {
    file.is_in("tests") || file.is_in("benches") || file.name() == "tests.rs"
}

fn stray(file: &File, literals: &[Literal]) -> Vec<Finding> {
    let rule = "SQL stands only in `sql.rs` files, migrations and the engine's db/";
    let sql = literals.iter().filter(|literal| is_statement(&literal.text));
    sql.map(|literal| Finding::new(file, literal.line, rule)).collect()
}

fn is_statement(text: &str) -> bool {
    let text = one_line(text);
    has(&text, "SELECT ")
        || has(&text, "INSERT INTO")
        || has(&text, "DELETE FROM")
        || (has(&text, "UPDATE ") && has(&text, "SET "))
}

/// Line ends, written or escaped, and runs of blanks become one blank.
fn one_line(text: &str) -> String {
    let text = text.replace("\\n", " ").replace("\\t", " ");
    let mut line = String::with_capacity(text.len());
    for char in text.chars() {
        let char = if char.is_whitespace() || char == '\\' { ' ' } else { char };
        if !(char == ' ' && line.ends_with(' ')) {
            line.push(char);
        }
    }
    line
}

/// Whether `word` stands in `text` and does not end or begin another word.
fn has(text: &str, word: &str) -> bool {
    let joins = |char: Option<char>| char.is_some_and(|char| char.is_alphanumeric() || char == '_');
    text.match_indices(word).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + word.len()..].chars().next();
        !joins(before) && (word.ends_with(' ') || !joins(after))
    })
}

fn dialect(file: &File, literals: &[Literal]) -> Vec<Finding> {
    let told = |literal: &Literal| {
        foreign(&literal.text).into_iter().map(|word| complaint(file, literal.line, word)).collect::<Vec<_>>()
    };
    literals.iter().flat_map(told).collect()
}

fn dialect_of_migration(file: &File) -> Vec<Finding> {
    let lines = file.text.lines().enumerate();
    let code = lines.map(|(index, line)| (index + 1, line.split("--").next().unwrap_or_default()));
    code.flat_map(|(line, code)| foreign(code).into_iter().map(move |word| complaint(file, line, word)))
        .collect()
}

fn complaint(file: &File, line: usize, word: &str) -> Finding {
    Finding::new(file, line, format!("`{word}` is not the same on both engines; say it another way"))
}

/// The words in `sql` that the two engines do not share.
fn foreign(sql: &str) -> Vec<&'static str> {
    let upper = sql.to_uppercase();
    let mut found = Vec::new();
    found.extend(has(&upper, "ILIKE").then_some("ILIKE"));
    found.extend(sql.contains("::").then_some("::"));
    found.extend(upper.contains("NOW()").then_some("now()"));
    found.extend(has(sql, "REAL").then_some("REAL"));
    found.extend(sql.contains("->>").then_some("->>"));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const SQL: &str = "crates/tributary-engine/src/order/sql.rs";
    const USE_CASE: &str = "crates/tributary-engine/src/order/mod.rs";

    fn count(path: &str, text: &str) -> usize {
        check(&File::new(path, text)).len()
    }

    #[test]
    fn sql_outside_its_room_is_found() {
        for statement in [
            "\"SELECT a FROM b\"",
            "\"/* a.b */ SELECT\n a\"",
            "r#\"INSERT INTO a\"#",
            "\"DELETE FROM a\"",
            "\"UPDATE a \\\n   SET b = 1\"",
            "\"UPDATE a\\nSET b = 1\"",
            "concat!(\"SELECT \", \"a\")",
        ] {
            assert_eq!(count(USE_CASE, statement), 1, "{statement}");
            assert_eq!(count("crates/tributary/src/http/api/orders.rs", statement), 1, "{statement}");
            assert_eq!(count(SQL, statement), 0, "{statement}");
            assert_eq!(count("crates/tributary-engine/src/db/sqlite.rs", statement), 0, "{statement}");
            assert_eq!(count("crates/tributary-engine/tests/contract/main.rs", statement), 0, "{statement}");
        }
    }

    #[test]
    fn prose_is_not_sql() {
        for prose in
            ["// SELECT a", "\"Select a plan\"", "\"UPDATE available\"", "\"DESELECT all\"", "SELECT "]
        {
            assert_eq!(count(USE_CASE, prose), 0, "{prose}");
        }
    }

    #[test]
    fn words_of_one_engine_are_found_in_statements() {
        for sql in ["a ILIKE b", "a::text", "a < now()", "a REAL", "a->>'b'", "a < NOW()"] {
            assert_eq!(count(SQL, &format!("const A: &str = \"{sql}\";")), 1, "{sql}");
            assert_eq!(count("crates/tributary-engine/migrations/0001.sql", sql), 1, "{sql}");
        }
    }

    #[test]
    fn rust_and_comments_around_statements_are_free() {
        let text = "use a::b; // now() ILIKE\nfn c() { now(); d::<REAL>(\"SELECT a AS unREALised\") }";
        assert_eq!(count(SQL, text), 0);
        assert_eq!(count("crates/tributary-engine/migrations/0001.sql", "SELECT a -- not a::b"), 0);
    }
}
