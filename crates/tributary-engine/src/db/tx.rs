//! A transaction: the only thing that statements meet.

use super::postgres::Session;
use super::row::Row;
use super::value::Value;
use crate::error::{Error, Result};

/// An open transaction, on either engine.
#[derive(Debug)]
pub struct Tx<'c>(Open<'c>);

#[derive(Debug)]
enum Open<'c> {
    File(&'c rusqlite::Connection),
    Server(&'c mut Session),
}

impl<'c> Tx<'c> {
    pub(super) const fn file(connection: &'c rusqlite::Connection) -> Self {
        Self(Open::File(connection))
    }

    pub(super) const fn server(session: &'c mut Session) -> Self {
        Self(Open::Server(session))
    }

    /// Whether it is a server's.
    pub(crate) const fn is_server(&self) -> bool {
        matches!(self.0, Open::Server(_))
    }

    /// Runs statements about the schema, which no parameter can be part of.
    pub(super) fn run(&mut self, sql: &str) -> Result<()> {
        match &mut self.0 {
            Open::File(connection) => Ok(connection.execute_batch(sql)?),
            Open::Server(session) => session.run(sql),
        }
    }

    /// The one number that a statement answers.
    pub(super) fn count(&mut self, sql: &str) -> Result<i64> {
        match &mut self.0 {
            Open::File(connection) => Ok(connection.query_row(sql, [], |row| row.get(0))?),
            Open::Server(session) => session.count(sql),
        }
    }

    /// Every row of a statement without parameters, one at a time.
    pub(super) fn each(&mut self, sql: &str, mut see: impl FnMut(&Row<'_>) -> Result<()>) -> Result<()> {
        match &mut self.0 {
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
        match &mut self.0 {
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
        match &mut self.0 {
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
        match &mut self.0 {
            Open::Server(session) if rows.len() > 1 => session.append(sql, rows),
            _ => rows.iter().try_for_each(|row| self.exec(sql, row).map(drop)),
        }
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
        match &mut self.0 {
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
        match &mut self.0 {
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
