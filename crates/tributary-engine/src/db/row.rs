//! One row of an answer.

use super::value::{Kind, Value};
use crate::error::Error;
use rusqlite::types::ValueRef;
use std::borrow::Cow;
use tokio_postgres::types::{FromSql, Type};
use tributary_core::Timestamp;

type Trouble = Box<dyn std::error::Error + Sync + Send>;

/// One row of an answer, read by position.
#[derive(Debug)]
pub struct Row<'r>(Of<'r>);

#[derive(Debug)]
enum Of<'r> {
    File(&'r rusqlite::Row<'r>),
    Server(&'r tokio_postgres::Row),
}

/// Any whole number or truth, as SQLite hands them out.
struct Whole(i64);

impl<'a> FromSql<'a> for Whole {
    fn from_sql(kind: &Type, raw: &'a [u8]) -> Result<Self, Trouble> {
        Ok(Self(match *kind {
            Type::BOOL => i64::from(bool::from_sql(kind, raw)?),
            Type::INT2 => i64::from(i16::from_sql(kind, raw)?),
            Type::INT4 => i64::from(i32::from_sql(kind, raw)?),
            _ => i64::from_sql(kind, raw)?,
        }))
    }

    fn accepts(kind: &Type) -> bool {
        matches!(*kind, Type::BOOL | Type::INT2 | Type::INT4 | Type::INT8)
    }
}

/// Whatever stands there, as text.
struct Plain(String);

impl<'a> FromSql<'a> for Plain {
    fn from_sql(kind: &Type, raw: &'a [u8]) -> Result<Self, Trouble> {
        let is_whole = <Whole as FromSql<'_>>::accepts(kind);
        let whole = || Whole::from_sql(kind, raw).map(|Whole(int)| int.to_string());
        Ok(Self(if is_whole { whole()? } else { String::from_utf8_lossy(raw).into_owned() }))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

impl<'r> Row<'r> {
    pub(super) const fn file(row: &'r rusqlite::Row<'r>) -> Self {
        Self(Of::File(row))
    }

    pub(super) const fn server(row: &'r tokio_postgres::Row) -> Self {
        Self(Of::Server(row))
    }

    /// An integer, or 0 and 1 for what is true or not.
    ///
    /// # Errors
    /// When the column holds something else.
    pub fn int(&self, at: usize) -> crate::Result<i64> {
        match self.0 {
            Of::File(row) => Ok(row.get(at)?),
            Of::Server(row) => Ok(row.try_get::<_, Whole>(at)?.0),
        }
    }

    /// An integer or null.
    ///
    /// # Errors
    /// When the column holds something else.
    pub fn opt_int(&self, at: usize) -> crate::Result<Option<i64>> {
        match self.0 {
            Of::File(row) => Ok(row.get(at)?),
            Of::Server(row) => Ok(row.try_get::<_, Option<Whole>>(at)?.map(|whole| whole.0)),
        }
    }

    /// A text.
    ///
    /// # Errors
    /// When the column holds something else.
    pub fn text(&self, at: usize) -> crate::Result<String> {
        match self.0 {
            Of::File(row) => Ok(row.get(at)?),
            Of::Server(row) => Ok(row.try_get(at)?),
        }
    }

    /// Whatever stands there, as text, even where it is damaged; empty for null.
    ///
    /// # Errors
    /// When there is no such column.
    pub fn raw(&self, at: usize) -> crate::Result<String> {
        Ok(match self.0 {
            Of::File(row) => match row.get_ref(at)? {
                ValueRef::Null => String::new(),
                ValueRef::Integer(int) => int.to_string(),
                ValueRef::Real(real) => real.to_string(),
                ValueRef::Text(bytes) | ValueRef::Blob(bytes) => String::from_utf8_lossy(bytes).into_owned(),
            },
            Of::Server(row) => row.try_get::<_, Option<Plain>>(at)?.map_or_else(String::new, |plain| plain.0),
        })
    }

    /// Whatever stands there, in a column of this kind, to be put elsewhere.
    ///
    /// # Errors
    /// When it is of no kind that a column has, or no text.
    pub(super) fn value(&self, at: usize, kind: Kind) -> crate::Result<Value<'r>> {
        let foreign = || Error::Broken(format!("column {at} is damaged: it is no {kind:?}"));
        let null = Value::Null(kind);
        Ok(match self.0 {
            Of::File(row) => match row.get_ref(at)? {
                ValueRef::Null => null,
                ValueRef::Integer(int) => Value::Int(int),
                ValueRef::Text(text) => {
                    Value::Text(Cow::Borrowed(std::str::from_utf8(text).map_err(|_| foreign())?))
                }
                ValueRef::Blob(bytes) => Value::from(bytes),
                ValueRef::Real(_) => return Err(foreign()),
            },
            Of::Server(row) => match kind {
                Kind::Int => row.try_get::<_, Option<Whole>>(at)?.map_or(null, |whole| Value::Int(whole.0)),
                Kind::Text => row.try_get::<_, Option<&str>>(at)?.map_or(null, Value::from),
                Kind::Blob => row.try_get::<_, Option<&[u8]>>(at)?.map_or(null, Value::from),
            },
        })
    }

    /// A text or null.
    ///
    /// # Errors
    /// When the column holds something else.
    pub fn opt_text(&self, at: usize) -> crate::Result<Option<String>> {
        match self.0 {
            Of::File(row) => Ok(row.get(at)?),
            Of::Server(row) => Ok(row.try_get(at)?),
        }
    }

    /// Bytes.
    ///
    /// # Errors
    /// When the column holds something else.
    pub fn blob(&self, at: usize) -> crate::Result<Vec<u8>> {
        match self.0 {
            Of::File(row) => Ok(row.get(at)?),
            Of::Server(row) => Ok(row.try_get(at)?),
        }
    }

    /// A moment.
    ///
    /// # Errors
    /// When the column holds something else.
    pub fn time(&self, at: usize) -> crate::Result<Timestamp> {
        self.int(at).map(Timestamp::from_ms)
    }

    /// An id, currency or other typed text.
    ///
    /// # Errors
    /// When the text is none.
    pub fn parse<T: TryFrom<String>>(&self, at: usize) -> crate::Result<T>
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
    pub fn opt_parse<T: TryFrom<String>>(&self, at: usize) -> crate::Result<Option<T>>
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
    pub fn json<T: serde::de::DeserializeOwned>(&self, at: usize) -> crate::Result<T> {
        let text = self.text(at)?;
        serde_json::from_str(&text).map_err(|e| Error::Broken(format!("column {at} is damaged: {e}")))
    }
}
