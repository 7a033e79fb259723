//! A transaction and its rows: the only types that statements meet.

use crate::error::{Error, Result};
use rusqlite::types::{ToSqlOutput, ValueRef};
use std::borrow::Cow;
use tributary_core::Timestamp;

/// A parameter: null, integer, text or bytes. Money is minor units, time Unix milliseconds.
#[derive(Debug, Clone)]
pub enum Value<'a> {
    /// Nothing.
    Null,
    /// Money, time, counts, bools.
    Int(i64),
    /// Ids, words, JSON.
    Text(Cow<'a, str>),
    /// Raw bytes.
    Blob(&'a [u8]),
}

impl rusqlite::ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Int(int) => ValueRef::Integer(*int),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Blob(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl<'a> From<&'a String> for Value<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl From<i64> for Value<'_> {
    fn from(int: i64) -> Self {
        Self::Int(int)
    }
}

impl From<bool> for Value<'_> {
    fn from(bool: bool) -> Self {
        Self::Int(i64::from(bool))
    }
}

impl From<Timestamp> for Value<'_> {
    fn from(at: Timestamp) -> Self {
        Self::Int(at.ms())
    }
}

impl<'a> From<&'a [u8]> for Value<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Self::Blob(bytes)
    }
}

impl<'a, T> From<Option<T>> for Value<'a>
where
    Value<'a>: From<T>,
{
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Self::from)
    }
}

macro_rules! id_values {
    ($($id:ident),*) => { $(
        impl<'a> From<&'a tributary_core::$id> for Value<'a> {
            fn from(id: &'a tributary_core::$id) -> Self {
                Self::Text(Cow::Borrowed(id.as_str()))
            }
        }
    )* };
}

id_values!(
    AuditId,
    ApplicationId,
    ClickId,
    CodeId,
    DeliveryId,
    FactId,
    KeyId,
    LinkId,
    MailId,
    OrderId,
    PartnerId,
    ProgramId,
    SessionId,
    StoreId,
    TenantId,
    TransactionId,
    UserId,
    ViewId
);

/// An open transaction.
#[derive(Debug)]
pub struct Tx<'c> {
    connection: &'c rusqlite::Connection,
}

impl<'c> Tx<'c> {
    pub(super) const fn new(connection: &'c rusqlite::Connection) -> Self {
        Self { connection }
    }

    /// Runs a statement about the schema, which no parameter can be part of.
    pub(super) fn run(&mut self, sql: &str) -> Result<()> {
        Ok(self.connection.execute_batch(sql)?)
    }

    /// The one number that a statement answers.
    pub(super) fn count(&mut self, sql: &str) -> Result<i64> {
        Ok(self.connection.query_row(sql, [], |row| row.get(0))?)
    }

    /// Runs a statement; says how many rows it touched.
    ///
    /// # Errors
    /// What the database says; [`Error::is_unique`] tells a refused duplicate.
    pub fn exec(&mut self, sql: &'static str, params: &[Value<'_>]) -> Result<usize> {
        let mut statement = self.connection.prepare_cached(sql)?;
        bind(&mut statement, params)?;
        Ok(statement.raw_execute()?)
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
        let mut statement = self.connection.prepare_cached(sql)?;
        bind(&mut statement, params)?;
        let mut rows = statement.raw_query();
        let mut decoded = Vec::new();
        while let Some(row) = rows.next()? {
            decoded.push(decode(&Row { row })?);
        }
        Ok(decoded)
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
        let mut statement = self.connection.prepare_cached(sql)?;
        bind(&mut statement, params)?;
        let mut rows = statement.raw_query();
        rows.next()?.map(|row| decode(&Row { row })).transpose()
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

/// One row of an answer, read by position.
#[derive(Debug)]
pub struct Row<'r> {
    row: &'r rusqlite::Row<'r>,
}

impl Row<'_> {
    /// An integer.
    ///
    /// # Errors
    /// When the column holds something else.
    pub fn int(&self, at: usize) -> Result<i64> {
        Ok(self.row.get(at)?)
    }

    /// An integer or null.
    ///
    /// # Errors
    /// When the column holds something else.
    pub fn opt_int(&self, at: usize) -> Result<Option<i64>> {
        Ok(self.row.get(at)?)
    }

    /// A text.
    ///
    /// # Errors
    /// When the column holds something else.
    pub fn text(&self, at: usize) -> Result<String> {
        Ok(self.row.get(at)?)
    }

    /// Whatever stands there, as text, even where it is damaged; empty for null.
    ///
    /// # Errors
    /// When there is no such column.
    pub fn raw(&self, at: usize) -> Result<String> {
        Ok(match self.row.get_ref(at)? {
            ValueRef::Null => String::new(),
            ValueRef::Integer(int) => int.to_string(),
            ValueRef::Real(real) => real.to_string(),
            ValueRef::Text(bytes) | ValueRef::Blob(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        })
    }

    /// A text or null.
    ///
    /// # Errors
    /// When the column holds something else.
    pub fn opt_text(&self, at: usize) -> Result<Option<String>> {
        Ok(self.row.get(at)?)
    }

    /// Bytes.
    ///
    /// # Errors
    /// When the column holds something else.
    pub fn blob(&self, at: usize) -> Result<Vec<u8>> {
        Ok(self.row.get(at)?)
    }

    /// A moment.
    ///
    /// # Errors
    /// When the column holds something else.
    pub fn time(&self, at: usize) -> Result<Timestamp> {
        self.int(at).map(Timestamp::from_ms)
    }

    /// An id, currency or other typed text.
    ///
    /// # Errors
    /// When the text is none.
    pub fn parse<T: TryFrom<String>>(&self, at: usize) -> Result<T>
    where
        T::Error: std::fmt::Display,
    {
        let text = self.text(at)?;
        T::try_from(text).map_err(|e| Error::Broken(format!("column {at} is damaged: {e}")))
    }

    /// The same, or null.
    ///
    /// # Errors
    /// When the text is none.
    pub fn opt_parse<T: TryFrom<String>>(&self, at: usize) -> Result<Option<T>>
    where
        T::Error: std::fmt::Display,
    {
        let text = self.opt_text(at)?;
        text.map(|text| T::try_from(text).map_err(|e| Error::Broken(format!("column {at} is damaged: {e}"))))
            .transpose()
    }

    /// JSON.
    ///
    /// # Errors
    /// When the text is not of this shape.
    pub fn json<T: serde::de::DeserializeOwned>(&self, at: usize) -> Result<T> {
        let text = self.text(at)?;
        serde_json::from_str(&text).map_err(|e| Error::Broken(format!("column {at} is damaged: {e}")))
    }
}
