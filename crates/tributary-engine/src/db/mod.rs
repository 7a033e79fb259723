//! The database door: one SQL text, values of four kinds, closures over one transaction, two engines.
//!
//! Writes queue up for one writer thread, which runs several of them per commit: one `fsync` answers many, and what
//! they add to the same sums is written once. Reads go to a few reader threads. Nobody waits for anything
//! but the database while holding a transaction. What differs between SQLite and PostgreSQL stays in here.

mod copy;
mod door;
mod empty;
mod group;
mod held;
mod look;
mod migrate;
mod named;
mod place;
mod postgres;
mod row;
mod sql;
mod sqlite;
mod tx;
mod value;

#[cfg(test)]
mod contract;
#[cfg(test)]
mod distribution;
#[cfg(test)]
mod statements;

pub use copy::{into_file, out_of_file};
pub use door::Db;
pub use empty::{empty, rows_by_table};
pub use look::{About, Look, schema_version};
pub use migrate::{bring_up_to_date, newest_schema};
pub use place::{Place, Server};
pub use row::Row;
pub use tx::Tx;
#[cfg(test)]
pub(crate) use tx::asked;
pub use value::{Kind, Parameter, Value};

/// Builds the parameters of a statement.
#[macro_export]
macro_rules! params {
    ($($value:expr),* $(,)?) => { &[$($crate::db::Value::from($value)),*] };
}
