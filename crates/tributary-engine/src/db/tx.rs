//! A transaction: the only thing that statements meet.

use super::held::{Due, Held, kept};
use super::postgres::Session;
use super::row::Row;
use super::value::Value;
use crate::error::{Error, Result};
use std::rc::Rc;

/// An open transaction, on either engine.
#[derive(Debug)]
pub struct Tx<'c> {
    open: Open<'c>,
    /// Of a transaction that writes; without it everything is written and asked at once.
    held: Option<&'c mut Held>,
}

#[derive(Debug)]
enum Open<'c> {
    File(&'c rusqlite::Connection),
    Server(&'c mut Session),
}

impl<'c> Tx<'c> {
    pub(super) const fn file(connection: &'c rusqlite::Connection) -> Self {
        Self { open: Open::File(connection), held: None }
    }

    pub(super) const fn server(session: &'c mut Session) -> Self {
        Self { open: Open::Server(session), held: None }
    }

    /// With what its transaction has not written yet; [`Self::settle`] has to be called before the commit.
    pub(super) fn holding(mut self, held: &'c mut Held) -> Self {
        self.held = Some(held);
        self
    }

    /// Whether it is a server's.
    pub(crate) const fn is_server(&self) -> bool {
        matches!(self.open, Open::Server(_))
    }

    /// Writes all that waits.
    pub(super) fn settle(&mut self) -> Result<()> {
        let due = self.held.as_deref_mut().map(Held::due);
        self.write(due.unwrap_or_default())?;
        match &mut self.open {
            Open::File(_) => Ok(()),
            Open::Server(session) => session.settle(),
        }
    }

    /// Writes what waits for a table that a statement names.
    fn settle_before(&mut self, sql: &'static str) -> Result<()> {
        #[cfg(test)]
        asked::one();
        match self.held.as_deref_mut().map(|held| held.due_before(sql)) {
            Some(due) if !due.is_empty() => self.write(due),
            _ => Ok(()),
        }
    }

    fn write(&mut self, all: Vec<Due>) -> Result<()> {
        for Due { sql, rows } in all {
            match &mut self.open {
                Open::File(connection) => {
                    let mut statement = connection.prepare_cached(sql)?;
                    for row in &rows {
                        bind(&mut statement, row)?;
                        statement.raw_execute()?;
                    }
                }
                Open::Server(session) => session.send_many(sql, rows)?,
            }
        }
        Ok(())
    }

    /// Before statements of which nobody knows what they do.
    fn settle_and_forget(&mut self) -> Result<()> {
        self.settle()?;
        if let Some(held) = &mut self.held {
            held.forget();
        }
        Ok(())
    }

    /// Before a statement that writes at once.
    fn about_to_write(&mut self, sql: &'static str) -> Result<()> {
        self.settle_before(sql)?;
        if let Some(held) = &mut self.held {
            held.wrote(sql);
        }
        Ok(())
    }

    /// Runs statements about the schema, which no parameter can be part of.
    pub(super) fn run(&mut self, sql: &str) -> Result<()> {
        self.settle_and_forget()?;
        match &mut self.open {
            Open::File(connection) => Ok(connection.execute_batch(sql)?),
            Open::Server(session) => session.run(sql),
        }
    }

    /// The one number that a statement answers.
    pub(super) fn count(&mut self, sql: &str) -> Result<i64> {
        self.settle_and_forget()?;
        match &mut self.open {
            Open::File(connection) => Ok(connection.query_row(sql, [], |row| row.get(0))?),
            Open::Server(session) => session.count(sql),
        }
    }

    /// Every row of a statement without parameters, one at a time.
    pub(super) fn each(&mut self, sql: &str, mut see: impl FnMut(&Row<'_>) -> Result<()>) -> Result<()> {
        self.settle_and_forget()?;
        match &mut self.open {
            Open::File(connection) => {
                let mut statement = connection.prepare(sql)?;
                let mut rows = statement.raw_query();
                while let Some(row) = rows.next()? {
                    see(&Row::file(row))?;
                }
                Ok(())
            }
            Open::Server(session) => session.each(sql, see),
        }
    }

    /// Appends lines to a table of a server, as `COPY … FROM STDIN` takes them.
    pub(super) fn copy_lines(&mut self, sql: &str, lines: &[u8]) -> Result<()> {
        self.settle_and_forget()?;
        match &mut self.open {
            Open::File(_) => Err(Error::Broken("a file takes no lines".to_owned())),
            Open::Server(session) => session.copy_lines(sql, lines),
        }
    }

    /// Runs a statement; says how many rows it touched.
    ///
    /// # Errors
    /// What the database says; [`Error::is_unique`] tells a refused duplicate. After an error nothing more can be
    /// done in this transaction: PostgreSQL takes it back as a whole.
    pub fn exec(&mut self, sql: &'static str, params: &[Value<'_>]) -> Result<usize> {
        self.about_to_write(sql)?;
        match &mut self.open {
            Open::File(connection) => {
                let mut statement = connection.prepare_cached(sql)?;
                bind(&mut statement, params)?;
                Ok(statement.raw_execute()?)
            }
            Open::Server(session) => session.exec(sql, params),
        }
    }

    /// Runs an `INSERT INTO table (columns) VALUES (…)` once per row; a server takes all of them in one COPY.
    ///
    /// # Errors
    /// As [`Self::exec`].
    pub fn append<const N: usize>(&mut self, sql: &'static str, rows: &[[Value<'_>; N]]) -> Result<()> {
        self.about_to_write(sql)?;
        match &mut self.open {
            Open::Server(session) if rows.len() > 1 => session.append(sql, rows),
            _ => rows.iter().try_for_each(|row| self.exec(sql, row).map(drop)),
        }
    }

    /// Runs a statement of which nobody waits to hear; a server gets it together with what is asked next. What is wrong with it
    /// is told then, or at the commit.
    ///
    /// # Errors
    /// As [`Self::exec`], or of what was sent before.
    pub fn send(&mut self, sql: &'static str, params: &[Value<'_>]) -> Result<()> {
        self.about_to_write(sql)?;
        match &mut self.open {
            Open::File(_) => self.exec(sql, params).map(drop),
            Open::Server(session) => session.send(sql, kept(params)),
        }
    }

    /// Runs an `INSERT INTO table (columns) VALUES (…)` before anybody asks for the table, or at the commit; a server gets many
    /// such rows at once. As [`Self::send`] it is for rows that nothing refuses.
    ///
    /// # Errors
    /// As [`Self::send`].
    pub fn later(&mut self, sql: &'static str, row: &[Value<'_>]) -> Result<()> {
        match (&self.open, &mut self.held) {
            (Open::Server(_), Some(held)) => {
                held.later(sql, kept(row));
                Ok(())
            }
            _ => self.exec(sql, row).map(drop),
        }
    }

    /// Adds amounts to what stands under a key, by an `INSERT … VALUES (key, amounts) ON CONFLICT … DO UPDATE SET n = n + …`. All
    /// writes that share a commit add to the same few sums; each is written once, before anybody asks for the table.
    ///
    /// # Errors
    /// As [`Self::send`].
    pub fn add(&mut self, sql: &'static str, key: &[Value<'_>], amounts: &[i64]) -> Result<()> {
        if let Some(held) = &mut self.held {
            held.add(sql, kept(key), amounts);
            return Ok(());
        }
        let row: Vec<_> =
            key.iter().cloned().chain(amounts.iter().map(|amount| Value::Int(*amount))).collect();
        self.exec(sql, &row).map(drop)
    }

    /// Sets what stands under a key, by an `INSERT … VALUES (key, values) ON CONFLICT … DO UPDATE`. It is written once per
    /// commit, and until then [`Self::cell`] knows it.
    ///
    /// # Errors
    /// As [`Self::send`].
    pub fn set(&mut self, sql: &'static str, key: &[Value<'_>], values: &[Value<'_>]) -> Result<()> {
        if let Some(held) = &mut self.held {
            held.set(sql, kept(key), kept(values));
            return Ok(());
        }
        let row: Vec<_> = key.iter().chain(values).cloned().collect();
        self.exec(sql, &row).map(drop)
    }

    /// What this transaction knows to stand under a key, of [`Self::set`] or [`Self::know`].
    #[must_use]
    pub fn cell(&self, sql: &'static str, key: &[Value<'_>]) -> Option<&[Value<'static>]> {
        self.held.as_deref()?.cell(sql, &kept(key)).map(Vec::as_slice)
    }

    /// Remembers what stands under a key; forgotten when another statement writes to a table that `sql` names.
    pub fn know(&mut self, sql: &'static str, key: &[Value<'_>], values: &[Value<'_>]) {
        if let Some(held) = &mut self.held {
            held.know(sql, kept(key), kept(values));
        }
    }

    /// As [`Self::rows`], but what was answered to the same question in this transaction, by whichever of its writes, is not
    /// asked again until a table that it names is written: for what many writes need and few change.
    ///
    /// # Errors
    /// What the database or `decode` says.
    pub fn known<T: Clone + 'static>(
        &mut self,
        sql: &'static str,
        params: &[Value<'_>],
        decode: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        let Some(held) = &self.held else { return self.rows(sql, params, decode) };
        let question = kept(params);
        if let Some(answer) = held.answer::<T>(sql, &question) {
            return Ok(answer.to_vec());
        }
        let rows = Rc::new(self.rows(sql, params, decode)?);
        if let Some(held) = &mut self.held {
            held.answered(sql, question, Rc::clone(&rows));
        }
        Ok(Rc::try_unwrap(rows).unwrap_or_else(|rows| rows.to_vec()))
    }

    /// Nobody need ask this question, because the answer follows from another: there is nothing.
    pub fn known_to_be_none<T: Clone + 'static>(&mut self, sql: &'static str, params: &[Value<'_>]) {
        if let Some(held) = &mut self.held {
            held.answered(sql, kept(params), Rc::new(Vec::<T>::new()));
        }
    }

    /// The first row of what is [`Self::known`].
    ///
    /// # Errors
    /// What the database or `decode` says.
    pub fn known_row<T: Clone + 'static>(
        &mut self,
        sql: &'static str,
        params: &[Value<'_>],
        decode: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Option<T>> {
        Ok(self.known(sql, params, decode)?.into_iter().next())
    }

    /// All rows of a query.
    ///
    /// # Errors
    /// What the database or `decode` says.
    pub fn rows<T>(
        &mut self,
        sql: &'static str,
        params: &[Value<'_>],
        mut decode: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        self.settle_before(sql)?;
        match &mut self.open {
            Open::File(connection) => {
                let mut statement = connection.prepare_cached(sql)?;
                bind(&mut statement, params)?;
                let mut rows = statement.raw_query();
                let mut decoded = Vec::new();
                while let Some(row) = rows.next()? {
                    decoded.push(decode(&Row::file(row))?);
                }
                Ok(decoded)
            }
            Open::Server(session) => session.rows(sql, params, decode),
        }
    }

    /// The first row of a query.
    ///
    /// # Errors
    /// What the database or `decode` says.
    pub fn row<T>(
        &mut self,
        sql: &'static str,
        params: &[Value<'_>],
        decode: impl FnOnce(&Row<'_>) -> Result<T>,
    ) -> Result<Option<T>> {
        self.settle_before(sql)?;
        match &mut self.open {
            Open::File(connection) => {
                let mut statement = connection.prepare_cached(sql)?;
                bind(&mut statement, params)?;
                let mut rows = statement.raw_query();
                rows.next()?.map(|row| decode(&Row::file(row))).transpose()
            }
            Open::Server(session) => session.row(sql, params, decode),
        }
    }

    /// The one integer of a query that always has a row, such as a count.
    ///
    /// # Errors
    /// What the database says.
    pub fn int(&mut self, sql: &'static str, params: &[Value<'_>]) -> Result<i64> {
        let found = self.row(sql, params, |row| row.int(0))?;
        found.ok_or_else(|| Error::Broken("a count came back empty".to_owned()))
    }
}

/// Binds each parameter by the number in its name. SQLite takes `$3` for a name and would hand out
/// its own numbers in the order of first appearance: `SET state = $3 … WHERE id = $1` bound backwards.
fn bind(statement: &mut rusqlite::Statement<'_>, params: &[Value<'_>]) -> Result<()> {
    let wrong = |name: &str| Error::Broken(format!("a statement and its parameters disagree at {name:?}"));
    if statement.parameter_count() != params.len() {
        return Err(wrong("the count"));
    }
    for at in 1..=statement.parameter_count() {
        let name = statement.parameter_name(at).unwrap_or_default();
        let number = name.strip_prefix('$').and_then(|number| number.parse::<usize>().ok());
        let param = number.and_then(|number| params.get(number.checked_sub(1)?));
        let param = param.ok_or_else(|| wrong(name))?.clone();
        statement.raw_bind_parameter(at, param)?;
    }
    Ok(())
}

/// How many statements this thread has asked: what takes as many takes as long, and nobody need look at a clock.
#[cfg(test)]
pub(crate) mod asked {
    use std::cell::Cell;

    thread_local! {
        static ASKED: Cell<usize> = const { Cell::new(0) };
    }

    pub(super) fn one() {
        ASKED.set(ASKED.get() + 1);
    }

    /// So many so far.
    pub(crate) fn so_far() -> usize {
        ASKED.get()
    }
}
