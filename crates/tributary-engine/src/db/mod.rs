//! The database door: one SQL text, values of four kinds, closures over one transaction.
//!
//! Writes queue up for one writer thread, which runs several of them per commit, each in its own
//! savepoint: one `fsync` answers many. Reads go to a few reader threads. Nobody waits for anything
//! but the database while holding a transaction.

mod empty;
mod migrate;
mod sql;
mod sqlite;
mod tx;

#[cfg(test)]
mod statements;

pub use empty::{empty, rows_by_table};
pub use sqlite::Db;
pub use tx::{Row, Tx, Value};

/// Builds the parameters of a statement.
#[macro_export]
macro_rules! params {
    ($($value:expr),* $(,)?) => { &[$($crate::db::Value::from($value)),*] };
}
