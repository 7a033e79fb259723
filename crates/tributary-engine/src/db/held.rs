//! What a group of writes has not written yet, and what it knows: sums that many of its writes add to, heads that each of them
//! moves on, rows that nobody reads before the commit, and answers that hold until something they are made of is written.
//!
//! Nobody notices: before a statement runs, everything that waits for a table which the statement names is written.

use super::named::Book;
use super::value::Value;
use std::any::Any;
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

/// A row, or the part of one that says which it is.
pub(super) type Values = Vec<Value<'static>>;

/// More answers than this are none that come again.
const ANSWERS_MAX: usize = 4096;

thread_local! {
    static BOOK: Rc<RefCell<Book>> = Rc::default();
}

/// What waits and what is known. It belongs to one transaction.
pub(super) struct Held {
    book: Rc<RefCell<Book>>,
    waiting: Vec<Waiting>,
    /// By the number of a statement.
    known: Vec<Known>,
    answered: usize,
}

/// What is known by the parameters of one statement.
#[derive(Default)]
struct Known {
    answers: HashMap<Values, Rc<dyn Any>>,
    cells: HashMap<Values, Values>,
}

/// The rows of one statement that are still to be written.
pub(super) struct Due {
    pub(super) sql: &'static str,
    pub(super) rows: Vec<Values>,
}

struct Waiting {
    statement: usize,
    rows: Rows,
}

enum Rows {
    /// As they came.
    Plain(Vec<Values>),
    /// Per key, what is to be added.
    Sums(BTreeMap<Values, Vec<i64>>),
    /// Per key, what stands there from now on.
    Heads(BTreeMap<Values, Values>),
}

impl Default for Held {
    fn default() -> Self {
        Self { book: BOOK.with(Rc::clone), waiting: Vec::new(), known: Vec::new(), answered: 0 }
    }
}

impl std::fmt::Debug for Held {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Held({} statements wait)", self.waiting.len())
    }
}

pub(super) fn kept(values: &[Value<'_>]) -> Values {
    values.iter().map(Value::kept).collect()
}

impl Held {
    /// A row that may be written later.
    pub(super) fn later(&mut self, sql: &'static str, row: Values) {
        if let Rows::Plain(rows) = self.rows(sql, || Rows::Plain(Vec::new())) {
            rows.push(row);
        }
        self.wrote(sql);
    }

    /// Amounts that are to be added to what stands under a key.
    pub(super) fn add(&mut self, sql: &'static str, key: Values, amounts: &[i64]) {
        if let Rows::Sums(sums) = self.rows(sql, || Rows::Sums(BTreeMap::new())) {
            let sum = sums.entry(key).or_insert_with(|| vec![0; amounts.len()]);
            sum.iter_mut().zip(amounts).for_each(|(sum, amount)| *sum += amount);
        }
        self.wrote(sql);
    }

    /// What stands under a key from now on, and is known.
    pub(super) fn set(&mut self, sql: &'static str, key: Values, values: Values) {
        self.wrote(sql);
        self.know(sql, key.clone(), values.clone());
        if let Rows::Heads(heads) = self.rows(sql, || Rows::Heads(BTreeMap::new())) {
            heads.insert(key, values);
        }
    }

    /// What is known to stand under a key.
    pub(super) fn cell(&self, sql: &'static str, key: &Values) -> Option<&Values> {
        self.known.get(self.number(sql))?.cells.get(key)
    }

    pub(super) fn know(&mut self, sql: &'static str, key: Values, values: Values) {
        self.of(sql).cells.insert(key, values);
    }

    /// An answer that was given before and still holds.
    pub(super) fn answer<T: 'static>(&self, sql: &'static str, params: &Values) -> Option<Rc<Vec<T>>> {
        let answer = self.known.get(self.number(sql))?.answers.get(params)?;
        Rc::clone(answer).downcast().ok()
    }

    pub(super) fn answered<T: 'static>(&mut self, sql: &'static str, params: Values, rows: Rc<Vec<T>>) {
        if self.answered >= ANSWERS_MAX {
            self.known.iter_mut().for_each(|known| known.answers.clear());
            self.answered = 0;
        }
        self.answered += 1;
        self.of(sql).answers.insert(params, rows);
    }

    /// A statement writes: what was known of its table is not known any more, but for the cells that it sets itself.
    pub(super) fn wrote(&mut self, sql: &'static str) {
        let Self { book, known, .. } = self;
        let mut book = book.borrow_mut();
        let statement = book.number(sql);
        let Some(named_by) = book.named_by(statement) else {
            drop(book);
            return self.forget();
        };
        for other in named_by {
            if let Some(known) = known.get_mut(*other) {
                known.answers.clear();
                known.cells.clear();
            }
        }
    }

    /// What has to be written before a statement can run.
    pub(super) fn due_before(&mut self, sql: &'static str) -> Vec<Due> {
        let Self { book, waiting, .. } = self;
        let mut book = book.borrow_mut();
        let statement = book.number(sql);
        let waits = waiting.iter_mut().filter(|waiting| !waiting.is_empty());
        let named = waits.filter(|waiting| book.names(statement, waiting.statement));
        let due: Vec<(usize, Vec<Values>)> =
            named.map(|waiting| (waiting.statement, waiting.due())).collect();
        due.into_iter().map(|(statement, rows)| Due { sql: book.sql(statement), rows }).collect()
    }

    /// All that waits.
    pub(super) fn due(&mut self) -> Vec<Due> {
        let Self { book, waiting, .. } = self;
        let book = book.borrow();
        let waits = waiting.iter_mut().filter(|waiting| !waiting.is_empty());
        waits.map(|waiting| Due { sql: book.sql(waiting.statement), rows: waiting.due() }).collect()
    }

    /// Nothing is known any more.
    pub(super) fn forget(&mut self) {
        self.known.clear();
        self.answered = 0;
    }

    fn number(&self, sql: &'static str) -> usize {
        self.book.borrow_mut().number(sql)
    }

    fn of(&mut self, sql: &'static str) -> &mut Known {
        let statement = self.number(sql);
        if self.known.len() <= statement {
            self.known.resize_with(statement + 1, Known::default);
        }
        &mut self.known[statement]
    }

    fn rows(&mut self, sql: &'static str, new: impl FnOnce() -> Rows) -> &mut Rows {
        let statement = self.number(sql);
        let at = self.waiting.iter().position(|waiting| waiting.statement == statement);
        let at = at.unwrap_or_else(|| {
            self.waiting.push(Waiting { statement, rows: new() });
            self.waiting.len() - 1
        });
        &mut self.waiting[at].rows
    }
}

impl Waiting {
    fn is_empty(&self) -> bool {
        match &self.rows {
            Rows::Plain(rows) => rows.is_empty(),
            Rows::Sums(sums) => sums.is_empty(),
            Rows::Heads(heads) => heads.is_empty(),
        }
    }

    fn due(&mut self) -> Vec<Values> {
        match &mut self.rows {
            Rows::Plain(rows) => std::mem::take(rows),
            Rows::Sums(sums) => std::mem::take(sums)
                .into_iter()
                .map(|(key, sum)| key.into_iter().chain(sum.into_iter().map(Value::from)).collect())
                .collect(),
            Rows::Heads(heads) => std::mem::take(heads)
                .into_iter()
                .map(|(key, values)| key.into_iter().chain(values).collect())
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADD: &str =
        "/* test.add */ INSERT INTO total (k, n) VALUES ($1, $2) ON CONFLICT (k) DO UPDATE SET n = 1";
    const HEAD: &str = "/* test.head */ INSERT INTO head (k, n) VALUES ($1, $2)";
    const READ: &str = "/* test.read */ SELECT n FROM total";
    const OTHER: &str = "/* test.other */ SELECT n FROM other";
    const CHANGE: &str = "/* test.change */ UPDATE other SET n = 1";

    fn key(word: &'static str) -> Values {
        vec![Value::from(word)]
    }

    #[test]
    fn sums_are_gathered_per_key_and_due_only_before_their_table_is_named() {
        let mut held = Held::default();
        held.add(ADD, key("a"), &[2]);
        held.add(ADD, key("b"), &[5]);
        held.add(ADD, key("a"), &[3]);
        assert!(held.due_before(OTHER).is_empty());
        let due = held.due_before(READ);
        let row = |word, n: i64| vec![Value::from(word), Value::from(n)];
        assert_eq!(due.len(), 1);
        assert_eq!(due[0].rows, [row("a", 5), row("b", 5)]);
        assert!(held.due().is_empty(), "nothing is written twice");
    }

    #[test]
    fn an_answer_holds_until_a_table_it_names_is_written() {
        let mut held = Held::default();
        held.answered(OTHER, Vec::new(), Rc::new(vec![7_i64]));
        held.add(ADD, key("a"), &[1]);
        assert_eq!(held.answer::<i64>(OTHER, &Vec::new()).as_deref(), Some(&vec![7]));
        held.wrote(CHANGE);
        assert!(held.answer::<i64>(OTHER, &Vec::new()).is_none());
    }

    #[test]
    fn a_head_is_known_from_when_it_is_set_and_only_the_last_is_written() {
        let mut held = Held::default();
        held.know(HEAD, key("a"), vec![Value::from(1_i64)]);
        assert!(held.due().is_empty(), "what was read is not written");
        held.set(HEAD, key("a"), vec![Value::from(2_i64)]);
        held.set(HEAD, key("a"), vec![Value::from(3_i64)]);
        assert_eq!(held.cell(HEAD, &key("a")), Some(&vec![Value::from(3_i64)]));
        let due = held.due();
        assert_eq!(due[0].rows, [vec![Value::from("a"), Value::from(3_i64)]]);
        held.forget();
        assert_eq!(held.cell(HEAD, &key("a")), None);
    }

    #[test]
    fn a_column_that_is_called_like_a_table_is_no_table() {
        const COLUMN: &str =
            "/* test.column */ SELECT other, t.other FROM totals t JOIN rows r ON r.other = t.other";
        let mut held = Held::default();
        held.answered(COLUMN, Vec::new(), Rc::new(vec![7_i64]));
        held.wrote(CHANGE);
        held.add(ADD, key("a"), &[1]);
        assert!(held.answer::<i64>(COLUMN, &Vec::new()).is_some());
        assert!(held.due_before(COLUMN).is_empty(), "neither does `total` stand in `totals`");
    }
}
