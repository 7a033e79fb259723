//! Which tables the program's own statements name. Their texts never change, so each thread reads them once.

use std::collections::HashMap;

/// Everything that a thread has learnt of statements. Each has a number: its place in the order in which they were met.
#[derive(Debug, Default)]
pub(super) struct Book {
    /// By a text's address.
    numbers: HashMap<usize, usize>,
    statements: Vec<Statement>,
}

#[derive(Debug)]
struct Statement {
    sql: &'static str,
    /// The table it writes to.
    target: Option<&'static str>,
    /// By a writing statement's number: whether this one names its table.
    names: Vec<Option<bool>>,
    /// How many statements were known when it was last asked which of them name its table, and which do.
    named_by: (usize, Vec<usize>),
}

impl Book {
    pub(super) fn number(&mut self, sql: &'static str) -> usize {
        let Self { numbers, statements } = self;
        *numbers.entry(sql.as_ptr().addr()).or_insert_with(|| {
            let met = statements.iter().position(|met| signature(met.sql) == signature(sql));
            met.unwrap_or_else(|| {
                let (names, named_by) = (Vec::new(), (0, Vec::new()));
                statements.push(Statement { sql, target: target(sql), names, named_by });
                statements.len() - 1
            })
        })
    }

    pub(super) fn sql(&self, statement: usize) -> &'static str {
        self.statements[statement].sql
    }

    /// Whether a statement names the table that another one writes to.
    pub(super) fn names(&mut self, statement: usize, writing: usize) -> bool {
        let target = self.statements[writing].target;
        let Statement { sql, names, .. } = &mut self.statements[statement];
        if names.len() <= writing {
            names.resize(writing + 1, None);
        }
        *names[writing].get_or_insert_with(|| target.is_some_and(|table| reaches(sql, table)))
    }

    /// All other statements that name the table which this one writes to; nothing where it says no table.
    pub(super) fn named_by(&mut self, writing: usize) -> Option<&[usize]> {
        self.statements[writing].target?;
        let known = self.statements.len();
        if self.statements[writing].named_by.0 < known {
            let others = (0..known).filter(|other| *other != writing);
            let named = others.filter(|other| self.names(*other, writing)).collect();
            self.statements[writing].named_by = (known, named);
        }
        Some(&self.statements[writing].named_by.1)
    }
}

/// The name with which a statement signs itself; each has one of its own. Not its address: the same text may stand twice in a
/// program, and then a head that was set under one would not be known under the other.
fn signature(sql: &'static str) -> &'static str {
    let end = sql.bytes().skip(2).position(|letter| letter == b'*');
    end.and_then(|end| sql.get(..end + 2)).unwrap_or(sql)
}

/// A table's name stands behind one of these words, and a column may be called like a table. (No statement joins by commas:
/// `db/statements.rs` sees to it.)
fn reaches(sql: &str, table: &str) -> bool {
    let letter = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    let mut words = sql.split(|other| !letter(other)).filter(|word| !word.is_empty());
    let mut before = "";
    words.any(|word| {
        let opens = matches!(before, "FROM" | "JOIN" | "INTO" | "UPDATE" | "ONLY");
        before = word;
        opens && word == table
    })
}

/// The table that a statement writes to.
fn target(sql: &'static str) -> Option<&'static str> {
    let starts = ["INSERT INTO ", "DELETE FROM ", "UPDATE "];
    let rest = starts.iter().find_map(|start| sql.split_once(start)).map(|(_, rest)| rest)?;
    rest.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_').find(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADD: &str =
        "/* test.add */ INSERT INTO total (k, n) VALUES ($1, $2) ON CONFLICT (k) DO UPDATE SET n = 1";
    const READ: &str = "/* test.read */ SELECT n FROM total";
    const CHANGE: &str = "/* test.change */ UPDATE other SET n = 1";

    #[test]
    fn a_statement_says_to_which_table_it_writes() {
        assert_eq!(target(ADD), Some("total"));
        assert_eq!(target(CHANGE), Some("other"));
        assert_eq!(target("/* a.b */ DELETE FROM rows WHERE a = 1"), Some("rows"));
        assert_eq!(target(READ), None);
    }

    #[test]
    fn a_table_stands_behind_a_word_that_opens_it() {
        let nested = "/* test.rows */ SELECT 1 FROM a WHERE EXISTS (SELECT 1\n JOIN rows ON true)";
        assert!(reaches(nested, "rows"));
        assert!(!reaches("/* test.column */ SELECT t.rows FROM totals t", "rows"));
    }

    #[test]
    fn the_same_text_at_two_addresses_is_one_statement() {
        let twice: &'static str = READ.to_owned().leak();
        let mut book = Book::default();
        assert_eq!(book.number(READ), book.number(twice));
    }

    #[test]
    fn statements_that_are_met_later_are_found_too() {
        let mut book = Book::default();
        let (add, change) = (book.number(ADD), book.number(CHANGE));
        assert_eq!(book.named_by(add), Some(&[][..]));
        let read = book.number(READ);
        assert_eq!(book.named_by(add), Some(&[read][..]));
        assert_eq!(book.named_by(change), Some(&[][..]));
        assert_eq!(book.named_by(read), None, "it writes nothing");
    }
}
