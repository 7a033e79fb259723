//! One connection to the server: opened when it is needed, statements prepared once.

use super::super::place::Server;
use super::super::row::Row;
use super::super::value::Value;
use super::{dialect, tls};
use crate::error::{Error, Result};
use postgres::binary_copy::BinaryCopyInWriter;
use postgres::fallible_iterator::FallibleIterator;
use postgres::types::{ToSql, Type};
use postgres::{Client, Statement};
use std::collections::HashMap;
use std::io::Write;

/// Each commit is on the server's disk when it answers, whatever the server's own setting says. Whoever is cut off holds
/// nobody up for long, and nobody waits for ever.
const SETTINGS: &str = "SET synchronous_commit = on; SET idle_in_transaction_session_timeout = '10s';
    SET lock_timeout = '10s'; SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 2; SET tcp_keepalives_count = 3";

/// A connection. It is lost when the server stops, and opened again by the next who needs it.
pub(in crate::db) struct Session {
    server: Server,
    tls: tls::Connector,
    open: Option<Open>,
    /// The transaction cannot go on, but may be tried again from its start.
    pub(super) again: bool,
}

struct Open {
    client: Client,
    /// By the addresses of their texts, which are there as long as the program.
    prepared: HashMap<usize, Statement>,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Session({})", self.server)
    }
}

impl Session {
    pub(in crate::db) fn new(server: &Server) -> Result<Self> {
        Ok(Self { server: server.clone(), tls: tls::Connector::new(server)?, open: None, again: false })
    }

    /// Connects, unless it is connected.
    fn connect(&mut self) -> Result<()> {
        if self.open.as_ref().is_some_and(|open| !open.client.is_closed()) {
            return Ok(());
        }
        self.open = None;
        let mut client = self.tls.connect(&self.server.config).map_err(not_reached)?;
        client.batch_execute(SETTINGS)?;
        self.open = Some(Open { client, prepared: HashMap::new() });
        Ok(())
    }

    /// Begins a transaction. A connection that ended while nobody asked is found out here, and opened once more.
    pub(in crate::db) fn begin(&mut self, how: &[&str]) -> Result<()> {
        self.again = false;
        let mut once = || self.connect().and_then(|()| how.iter().try_for_each(|word| self.run(word)));
        once().or_else(|_| once())
    }

    pub(super) fn is_lost(&self) -> bool {
        self.open.as_ref().is_none_or(|open| open.client.is_closed())
    }

    /// Runs statements without parameters.
    pub(in crate::db) fn run(&mut self, sql: &str) -> Result<()> {
        self.with(|open| open.client.batch_execute(sql))
    }

    /// The one number that a statement without parameters answers.
    pub(in crate::db) fn count(&mut self, sql: &str) -> Result<i64> {
        self.with(|open| open.client.query_one(sql, &[])?.try_get(0))
    }

    /// Every row of a statement without parameters, one at a time.
    pub(in crate::db) fn each(
        &mut self,
        sql: &str,
        mut see: impl FnMut(&Row<'_>) -> Result<()>,
    ) -> Result<()> {
        self.with(|open| {
            let mut rows = open.client.query_raw(sql, std::iter::empty::<&dyn ToSql>())?;
            while let Some(row) = rows.next()? {
                if let Err(error) = see(&Row::server(&row)) {
                    return Ok(Err(error));
                }
            }
            Ok(Ok(()))
        })?
    }

    /// Appends lines to a table, as `COPY … FROM STDIN` takes them.
    pub(in crate::db) fn copy_lines(&mut self, sql: &str, lines: &[u8]) -> Result<()> {
        self.with(|open| {
            let mut copy = open.client.copy_in(sql)?;
            // What the server did not take it says at the end.
            drop(copy.write_all(lines));
            copy.finish().map(drop)
        })
    }

    pub(in crate::db) fn exec(&mut self, sql: &'static str, params: &[Value<'_>]) -> Result<usize> {
        self.with(|open| {
            let statement = open.statement(sql, params)?;
            let params: Vec<_> = params.iter().map(as_sql).collect();
            let rows = open.client.execute(&statement, &params)?;
            Ok(usize::try_from(rows).unwrap_or(usize::MAX))
        })
    }

    /// All rows of one table in one COPY.
    pub(in crate::db) fn append<const N: usize>(&mut self, sql: &str, rows: &[[Value<'_>; N]]) -> Result<()> {
        let Some(first) = rows.first() else { return Ok(()) };
        let copy =
            dialect::copy(sql).ok_or_else(|| Error::Broken(format!("no insert of plain rows: {sql}")))?;
        let kinds: Vec<Type> = first.iter().map(Value::kind).collect();
        self.with(|open| {
            let mut copy = BinaryCopyInWriter::new(open.client.copy_in(&copy)?, &kinds);
            for row in rows {
                copy.write(&row.each_ref().map(as_sql))?;
            }
            copy.finish().map(drop)
        })
    }

    pub(in crate::db) fn rows<T>(
        &mut self,
        sql: &'static str,
        params: &[Value<'_>],
        mut decode: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        self.with(|open| {
            let statement = open.statement(sql, params)?;
            let mut rows = open.client.query_raw(&statement, params.iter().map(as_sql))?;
            let mut decoded = Vec::new();
            while let Some(row) = rows.next()? {
                match decode(&Row::server(&row)) {
                    Ok(value) => decoded.push(value),
                    Err(error) => return Ok(Err(error)),
                }
            }
            Ok(Ok(decoded))
        })?
    }

    pub(in crate::db) fn row<T>(
        &mut self,
        sql: &'static str,
        params: &[Value<'_>],
        decode: impl FnOnce(&Row<'_>) -> Result<T>,
    ) -> Result<Option<T>> {
        let first = self.with(|open| {
            let statement = open.statement(sql, params)?;
            open.client.query_raw(&statement, params.iter().map(as_sql))?.next()
        })?;
        first.map(|row| decode(&Row::server(&row))).transpose()
    }

    /// Does something with the connection; what the server says is sorted by what can be done about it.
    fn with<T>(
        &mut self,
        ask: impl FnOnce(&mut Open) -> std::result::Result<T, postgres::Error>,
    ) -> Result<T> {
        let Some(open) = &mut self.open else {
            return Err(Error::Unavailable("not connected".to_owned()));
        };
        ask(open).map_err(|error| {
            let code = error.code().map_or("", postgres::error::SqlState::code);
            // Serialization failure, deadlock: of two that cannot both be, this one goes again.
            // A plan that a migration outlived (0A000) is made anew.
            self.again |= matches!(code, "40001" | "40P01" | "0A000");
            if code == "0A000" {
                open.prepared.clear();
            }
            Error::from(error)
        })
    }
}

/// Whoever does not speak as a server would is no server, or one that is about to go.
fn not_reached(error: postgres::Error) -> Error {
    match Error::from(error) {
        Error::Server { code, message } if code.is_empty() => Error::Unavailable(message),
        other => other,
    }
}

impl Open {
    fn statement(
        &mut self,
        sql: &'static str,
        params: &[Value<'_>],
    ) -> std::result::Result<Statement, postgres::Error> {
        let address = sql.as_ptr().addr();
        if let Some(statement) = self.prepared.get(&address) {
            return Ok(statement.clone());
        }
        let kinds: Vec<Type> = params.iter().map(Value::kind).collect();
        let statement = self.client.prepare_typed(&dialect::statement(sql), &kinds)?;
        self.prepared.insert(address, statement.clone());
        Ok(statement)
    }
}

fn as_sql<'v>(value: &'v Value<'_>) -> &'v (dyn ToSql + Sync) {
    value
}
