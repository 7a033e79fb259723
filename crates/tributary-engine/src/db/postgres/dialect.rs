//! The few words in which SQLite and PostgreSQL differ. Statements are one text for both; where only PostgreSQL has a
//! word for something, it stands in a comment `/*pg … */`, which SQLite skips. Schema steps are translated by rule.

use std::borrow::Cow;
use std::fmt::Write;

/// What refuses a change of rows that only grow. `TG_ARGV[0]` is what it says.
pub(in crate::db) const REFUSE: &str =
    "CREATE OR REPLACE FUNCTION tributary_refuse() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN RAISE EXCEPTION '%', TG_ARGV[0]; END $$";

/// A statement as the server takes it.
pub(in crate::db) fn statement(sql: &str) -> Cow<'_, str> {
    let mut parts = sql.split("/*pg ");
    let first = parts.next().unwrap_or_default();
    let mut text = Cow::Borrowed(first);
    for part in parts {
        let (word, rest) = part.split_once("*/").unwrap_or((part, ""));
        let text = text.to_mut();
        text.push_str(word);
        text.push_str(rest);
    }
    text
}

/// The COPY that does what `INSERT INTO table (columns) VALUES (…)` does, many times.
pub(super) fn copy(insert: &str) -> Option<String> {
    let (_, rest) = insert.split_once("INSERT INTO ")?;
    let (into, values) = rest.split_once("VALUES (")?;
    let plain = values.strip_suffix(')')?.split(", ").all(|value| value.starts_with('$'));
    plain.then(|| format!("COPY {} FROM STDIN BINARY", into.trim()))
}

/// The same statement for many rows: each parameter is a column.
pub(super) fn many(insert: &str) -> Option<String> {
    let (into, rest) = insert.split_once("VALUES (")?;
    let (values, after) = rest.split_once(')')?;
    let plain = values.split(',').all(|value| value.trim().starts_with('$'));
    plain.then(|| format!("{into}SELECT * FROM UNNEST({values}){after}"))
}

/// A schema step as the server takes it. Between lines `-- sqlite` and `-- end` stands what only an old file needs;
/// a line that begins with `--pg ` is for the server alone.
pub(in crate::db) fn step(step: &str) -> String {
    let mut text = String::with_capacity(step.len());
    let mut skips = false;
    for line in step.lines() {
        match line.trim_end() {
            "-- sqlite" => skips = true,
            "-- end" => skips = false,
            _ if skips => {}
            line => match line.strip_prefix("--pg ") {
                Some(own) => text.push_str(own),
                None => text.push_str(&translated(line)),
            },
        }
        text.push('\n');
    }
    text
}

fn translated(line: &str) -> Cow<'_, str> {
    if let Some(guard) = guard(line) {
        return guard.into();
    }
    if line.trim_start().starts_with("--") {
        return line.into();
    }
    // Ids and words are compared byte by byte, as SQLite does, whatever the server's locale.
    let types = [(" INTEGER", " BIGINT"), (" TEXT", " TEXT COLLATE \"C\""), (" BLOB", " BYTEA")];
    let line = types.iter().fold(line.to_owned(), |line, (ours, theirs)| line.replace(ours, theirs));
    line.replace(") STRICT, WITHOUT ROWID;", ");").replace(") STRICT;", ");").into()
}

/// `CREATE TRIGGER name BEFORE UPDATE ON table BEGIN SELECT RAISE(ABORT, 'words'); END;`
fn guard(line: &str) -> Option<String> {
    let (head, rest) = line.split_once(" BEGIN SELECT RAISE(ABORT, ")?;
    let words = rest.strip_suffix("); END;")?;
    let name = head.strip_prefix("CREATE TRIGGER ")?.split(' ').next()?;
    let refuse = format!("EXECUTE FUNCTION tributary_refuse({words});");
    let mut guard = format!("{head} FOR EACH ROW {refuse}");
    if let Some((_, table)) = head.split_once(" BEFORE DELETE ON ") {
        // TRUNCATE knows no rows.
        let _ = write!(
            guard,
            "\nCREATE TRIGGER {name}_whole BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {refuse}"
        );
    }
    Some(guard)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_only_the_server_knows_stands_in_a_comment() {
        assert_eq!(statement("/* a.b */ SELECT 1"), "/* a.b */ SELECT 1");
        let claim = "/* a.b */ SELECT 1 LIMIT 2 /*pg FOR UPDATE SKIP LOCKED*/";
        assert_eq!(statement(claim), "/* a.b */ SELECT 1 LIMIT 2 FOR UPDATE SKIP LOCKED");
    }

    #[test]
    fn an_insert_of_plain_rows_is_a_copy() {
        let insert = "/* a.b */\n    INSERT INTO t (a,\n      b)\n    VALUES ($1, $2)";
        assert_eq!(
            copy(insert).unwrap().split_whitespace().collect::<Vec<_>>().join(" "),
            "COPY t (a, b) FROM STDIN BINARY"
        );
        assert_eq!(copy("INSERT INTO t (a) VALUES ($1) ON CONFLICT (a) DO NOTHING"), None);
        assert_eq!(copy("INSERT INTO t (a) VALUES (1 + $1)"), None);
    }

    #[test]
    fn an_insert_of_plain_rows_takes_columns() {
        let insert =
            "INSERT INTO t (a, n) VALUES ($1, $2) ON CONFLICT (a) DO UPDATE SET n = t.n + excluded.n";
        let many = "INSERT INTO t (a, n) SELECT * FROM UNNEST($1, $2) ON CONFLICT (a) DO UPDATE SET n = t.n + excluded.n";
        assert_eq!(super::many(insert).unwrap(), many);
        assert_eq!(super::many("INSERT INTO t (a) VALUES (1 + $1)"), None);
    }

    #[test]
    fn a_step_is_translated_line_by_line() {
        let ours = "CREATE TABLE t (\n  a TEXT NOT NULL,\n  n INTEGER,\n  b BLOB\n) STRICT;\n-- sqlite\nUPDATE t;\n-- end\n\
            --pg CREATE INDEX i ON t (a);";
        let theirs = "CREATE TABLE t (\n  a TEXT COLLATE \"C\" NOT NULL,\n  n BIGINT,\n  b BYTEA\n);\n\n\n\n\
            CREATE INDEX i ON t (a);\n";
        assert_eq!(step(ours), theirs);
    }

    #[test]
    fn a_guard_refuses_rows_and_the_whole_table() {
        let ours = "CREATE TRIGGER t_stays BEFORE DELETE ON t BEGIN SELECT RAISE(ABORT, 'stays'); END;";
        let theirs = "CREATE TRIGGER t_stays BEFORE DELETE ON t FOR EACH ROW EXECUTE FUNCTION tributary_refuse('stays');
CREATE TRIGGER t_stays_whole BEFORE TRUNCATE ON t FOR EACH STATEMENT EXECUTE FUNCTION tributary_refuse('stays');";
        assert_eq!(translated(ours), theirs);
    }
}
