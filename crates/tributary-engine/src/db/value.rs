//! What a statement takes: values of four kinds.

use bytes::BytesMut;
use rusqlite::types::{ToSqlOutput, ValueRef};
use std::borrow::Cow;
use std::error::Error;
use tokio_postgres::types::{IsNull, Type};
use tributary_core::Timestamp;

/// A parameter: null, integer, text or bytes. Money is minor units, time Unix milliseconds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value<'a> {
    /// Nothing, where something of a kind could stand.
    Null(Kind),
    /// Money, time, counts, bools.
    Int(i64),
    /// Ids, words, JSON.
    Text(Cow<'a, str>),
    /// Raw bytes.
    Blob(Cow<'a, [u8]>),
}

/// What stands in a column or parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Money, time, counts, bools.
    Int,
    /// Ids, words, JSON.
    Text,
    /// Raw bytes.
    Blob,
}

/// What can be a parameter, and of which kind it is even where it is missing.
pub trait Parameter {
    /// The kind.
    const KIND: Kind;
}

impl Value<'_> {
    /// The same, to be kept.
    pub(super) fn kept(&self) -> Value<'static> {
        match self {
            Self::Null(kind) => Value::Null(*kind),
            Self::Int(int) => Value::Int(*int),
            Self::Text(text) => Value::Text(Cow::Owned(text.clone().into_owned())),
            Self::Blob(bytes) => Value::Blob(Cow::Owned(bytes.clone().into_owned())),
        }
    }

    /// What PostgreSQL is told that it is. Without it `41 + $1` would be an `int4`, and fail above two milliards, and
    /// nobody would know what a null is.
    pub(super) const fn kind(&self) -> Type {
        match self {
            Self::Int(_) | Self::Null(Kind::Int) => Type::INT8,
            Self::Text(_) | Self::Null(Kind::Text) => Type::TEXT,
            Self::Blob(_) | Self::Null(Kind::Blob) => Type::BYTEA,
        }
    }

    /// The same of many.
    pub(super) const fn kind_of_many(&self) -> Type {
        match self {
            Self::Int(_) | Self::Null(Kind::Int) => Type::INT8_ARRAY,
            Self::Text(_) | Self::Null(Kind::Text) => Type::TEXT_ARRAY,
            Self::Blob(_) | Self::Null(Kind::Blob) => Type::BYTEA_ARRAY,
        }
    }
}

macro_rules! kinds {
    ($($kind:ident: $($type:ty),*;)*) => { $($(
        impl Parameter for $type {
            const KIND: Kind = Kind::$kind;
        }
    )*)* };
}

kinds! {
    Int: i64, bool, Timestamp;
    Text: &str, &String, String;
    Blob: &[u8];
}

impl tokio_postgres::types::ToSql for Value<'_> {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Self::Null(_) => return Ok(IsNull::Yes),
            Self::Int(int) => out.extend_from_slice(&int.to_be_bytes()),
            // No text of a server has it in it; whatever is kept as a fact has lost it before.
            Self::Text(text) if text.contains('\0') => {
                out.extend_from_slice(text.replace('\0', "\u{fffd}").as_bytes());
            }
            Self::Text(text) => out.extend_from_slice(text.as_bytes()),
            Self::Blob(bytes) => out.extend_from_slice(bytes),
        }
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true // the statement was prepared for this value's own type
    }

    tokio_postgres::types::to_sql_checked!();
}

impl rusqlite::ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null(_) => ValueRef::Null,
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
        Self::Blob(Cow::Borrowed(bytes))
    }
}

impl<'a, T> From<Option<T>> for Value<'a>
where
    T: Parameter,
    Value<'a>: From<T>,
{
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null(T::KIND), Self::from)
    }
}

impl Parameter for &tributary_core::Payee {
    const KIND: Kind = Kind::Text;
}

impl<'a> From<&'a tributary_core::Payee> for Value<'a> {
    fn from(payee: &'a tributary_core::Payee) -> Self {
        Self::Text(Cow::Borrowed(payee.as_str()))
    }
}

macro_rules! id_values {
    ($($id:ident),*) => { $(
        impl Parameter for &tributary_core::$id {
            const KIND: Kind = Kind::Text;
        }

        impl<'a> From<&'a tributary_core::$id> for Value<'a> {
            fn from(id: &'a tributary_core::$id) -> Self {
                Self::Text(Cow::Borrowed(id.as_str()))
            }
        }
    )* };
}

id_values!(
    AdjustmentId,
    AuditId,
    BatchId,
    PayoutId,
    ClaimId,
    ApplicationId,
    ClickId,
    CodeId,
    DeliveryId,
    FactId,
    KeyId,
    LinkId,
    MailId,
    MembershipId,
    CustomerId,
    BindingId,
    CouponId,
    ReservationId,
    ImportId,
    InvitationId,
    OrderId,
    PartnerId,
    PostbackSourceId,
    ProductId,
    ProductSyncId,
    ProgramId,
    PublisherId,
    SessionId,
    StoreId,
    TenantId,
    TransactionId,
    UserId,
    ViewId,
    EventTypeId,
    WebhookDeliveryId,
    WebhookEndpointId
);
