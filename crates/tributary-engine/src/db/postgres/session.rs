//! One connection to the server: opened when it is needed, statements prepared once, and what nobody waits for sent together
//! with what somebody does.
//!
//! The client is made for async code, and only so it can send several statements before the first is answered. A runtime of
//! the session's own drives it, on the thread that asks; nobody outside knows.

use super::super::held::Values;
use super::super::place::Server;
use super::super::row::Row;
use super::super::value::Value;
use super::{dialect, pipeline, tls};
use crate::error::{Error, Result};
use futures_util::{SinkExt, TryStreamExt, future};
use std::collections::HashMap;
use std::pin::pin;
use std::sync::Arc;
use tokio::runtime::{Builder, Runtime};
use tokio_postgres::binary_copy::BinaryCopyInWriter;
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, Statement};

/// Each commit is on the server's disk when it answers, whatever the server's own setting says. Whoever is cut off holds
/// nobody up for long, and nobody waits for ever.
const SETTINGS: &str = "SET synchronous_commit = on; SET idle_in_transaction_session_timeout = '10s';
    SET lock_timeout = '10s'; SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 2; SET tcp_keepalives_count = 3";

/// A connection. It is lost when the server stops, and opened again by the next who needs it.
pub(in crate::db) struct Session {
    server: Server,
    tls: tls::Connector,
    runtime: Runtime,
    open: Option<Open>,
    /// The transaction cannot go on, but may be tried again from its start.
    pub(super) again: bool,
    /// The server refused a statement of it: until a savepoint is gone back to, a COMMIT would answer well and keep nothing.
    pub(super) refused: bool,
}

struct Open {
    client: Arc<Client>,
    /// By the addresses of their texts, which are there as long as the program, and whether many rows are meant.
    prepared: HashMap<(usize, bool), Statement>,
    /// What nobody waits for; it is sent before whatever is asked next.
    unsent: Vec<pipeline::Unsent>,
}

type Asked<T> = std::result::Result<T, tokio_postgres::Error>;

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Session({})", self.server)
    }
}

impl Session {
    pub(in crate::db) fn new(server: &Server) -> Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| Error::Io("no way to wait for a server".to_owned(), error))?;
        let tls = tls::Connector::new(server)?;
        Ok(Self { server: server.clone(), tls, runtime, open: None, again: false, refused: false })
    }

    /// Connects, unless it is connected.
    fn connect(&mut self) -> Result<()> {
        if !self.is_lost() {
            return Ok(());
        }
        self.open = None;
        let connected = self.runtime.block_on(self.tls.connect(&self.server.config));
        let (client, connection) = connected.map_err(not_reached)?;
        // What it ends with, the client tells whoever asks next.
        drop(self.runtime.spawn(connection));
        self.runtime.block_on(client.batch_execute(SETTINGS))?;
        self.open = Some(Open { client: Arc::new(client), prepared: HashMap::new(), unsent: Vec::new() });
        Ok(())
    }

    /// Begins a transaction. A connection that ended while nobody asked is found out here, and opened once more.
    pub(in crate::db) fn begin(&mut self, how: &[&str]) -> Result<()> {
        (self.again, self.refused) = (false, false);
        let mut once = || self.connect().and_then(|()| how.iter().try_for_each(|word| self.run(word)));
        once().or_else(|_| once())
    }

    pub(super) fn is_lost(&self) -> bool {
        self.open.as_ref().is_none_or(|open| open.client.is_closed())
    }

    /// Runs statements without parameters.
    pub(in crate::db) fn run(&mut self, sql: &str) -> Result<()> {
        self.with(async |open| open.client.batch_execute(sql).await)
    }

    /// What was about to be sent is not.
    pub(super) fn forget_unsent(&mut self) {
        if let Some(open) = &mut self.open {
            open.unsent.clear();
        }
    }

    /// The one number that a statement without parameters answers.
    pub(in crate::db) fn count(&mut self, sql: &str) -> Result<i64> {
        self.with(async |open| open.client.query_one(sql, &[]).await?.try_get(0))
    }

    /// Every row of a statement without parameters, one at a time.
    pub(in crate::db) fn each(
        &mut self,
        sql: &str,
        mut see: impl FnMut(&Row<'_>) -> Result<()>,
    ) -> Result<()> {
        self.with(async |open| {
            let rows = open.client.query_raw(sql, std::iter::empty::<&dyn ToSql>()).await?;
            let mut rows = pin!(rows);
            while let Some(row) = rows.try_next().await? {
                if let Err(error) = see(&Row::server(&row)) {
                    return Ok(Err(error));
                }
            }
            Ok(Ok(()))
        })?
    }

    /// Appends lines to a table, as `COPY … FROM STDIN` takes them.
    pub(in crate::db) fn copy_lines(&mut self, sql: &str, lines: &[u8]) -> Result<()> {
        self.with(async |open| {
            let mut copy = pin!(open.client.copy_in(sql).await?);
            // What the server did not take it says at the end.
            drop(copy.send(bytes::Bytes::copy_from_slice(lines)).await);
            copy.finish().await.map(drop)
        })
    }

    /// Sends a statement with whatever is asked next; what is wrong with it is told then.
    pub(in crate::db) fn send(&mut self, sql: &'static str, params: Values) -> Result<()> {
        self.with_unsent(async move |open| {
            let statement = open.statement(sql, &params).await?;
            open.unsent.push(pipeline::Unsent::one(statement, params));
            Ok(())
        })
    }

    /// Sends an insert of many rows in the same way.
    pub(in crate::db) fn send_many(&mut self, sql: &'static str, rows: Vec<Values>) -> Result<()> {
        let text =
            dialect::many(sql).ok_or_else(|| Error::Broken(format!("no insert of plain rows: {sql}")))?;
        self.with_unsent(async move |open| {
            let Some(first) = rows.first() else { return Ok(()) };
            let statement = open.many(sql, &text, first).await?;
            open.unsent.push(pipeline::Unsent::many(statement, rows));
            Ok(())
        })
    }

    /// Sends what nobody waited for, and waits for it.
    pub(in crate::db) fn settle(&mut self) -> Result<()> {
        if self.open.as_ref().is_none_or(|open| open.unsent.is_empty()) {
            return Ok(());
        }
        self.with(async |_| Ok(()))
    }

    pub(in crate::db) fn exec(&mut self, sql: &'static str, params: &[Value<'_>]) -> Result<usize> {
        self.with(async |open| {
            let statement = open.statement(sql, params).await?;
            let rows = open.client.execute_raw(&statement, params.iter().map(as_sql)).await?;
            Ok(usize::try_from(rows).unwrap_or(usize::MAX))
        })
    }

    /// All rows of one table in one COPY.
    pub(in crate::db) fn append<const N: usize>(&mut self, sql: &str, rows: &[[Value<'_>; N]]) -> Result<()> {
        let Some(first) = rows.first() else { return Ok(()) };
        let copy =
            dialect::copy(sql).ok_or_else(|| Error::Broken(format!("no insert of plain rows: {sql}")))?;
        let kinds: Vec<Type> = first.iter().map(Value::kind).collect();
        self.with(async |open| {
            let mut copy = pin!(BinaryCopyInWriter::new(open.client.copy_in(&copy).await?, &kinds));
            for row in rows {
                copy.as_mut().write(&row.each_ref().map(as_sql)).await?;
            }
            copy.finish().await.map(drop)
        })
    }

    pub(in crate::db) fn rows<T>(
        &mut self,
        sql: &'static str,
        params: &[Value<'_>],
        mut decode: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        self.with(async |open| {
            let statement = open.statement(sql, params).await?;
            let rows = open.client.query_raw(&statement, params.iter().map(as_sql)).await?;
            let mut rows = pin!(rows);
            let mut decoded = Vec::new();
            while let Some(row) = rows.try_next().await? {
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
        let first = self.with(async |open| {
            let statement = open.statement(sql, params).await?;
            let rows = open.client.query_raw(&statement, params.iter().map(as_sql)).await?;
            pin!(rows).try_next().await
        })?;
        first.map(|row| decode(&Row::server(&row))).transpose()
    }

    /// Does something with the connection, after what nobody waited for.
    fn with<T>(&mut self, ask: impl AsyncFnOnce(&mut Open) -> Asked<T>) -> Result<T> {
        self.with_unsent(async move |open| {
            let unsent = std::mem::take(&mut open.unsent);
            if unsent.is_empty() {
                return ask(open).await;
            }
            let client = Arc::clone(&open.client);
            // Each sends when it is first polled, so they go out in this order.
            let (sent, asked) = future::join(pipeline::send(&client, &unsent), ask(open)).await;
            sent.and(asked)
        })
    }

    /// Does something with the connection; what the server says is sorted by what can be done about it.
    fn with_unsent<T>(&mut self, ask: impl AsyncFnOnce(&mut Open) -> Asked<T>) -> Result<T> {
        let Some(open) = &mut self.open else {
            return Err(Error::Unavailable("not connected".to_owned()));
        };
        self.runtime.block_on(ask(open)).map_err(|error| {
            let code = error.code().map_or("", tokio_postgres::error::SqlState::code);
            // Serialization failure, deadlock: of two that cannot both be, this one goes again.
            // A plan that a migration outlived (0A000) is made anew.
            self.again |= matches!(code, "40001" | "40P01" | "0A000");
            self.refused = true;
            if let Some(open) = self.open.as_mut().filter(|_| code == "0A000") {
                open.prepared.clear();
            }
            Error::from(error)
        })
    }
}

/// Whoever does not speak as a server would is no server, or one that is about to go.
fn not_reached(error: tokio_postgres::Error) -> Error {
    match Error::from(error) {
        Error::Server { code, message } if code.is_empty() => Error::Unavailable(message),
        other => other,
    }
}

impl Open {
    async fn statement(&mut self, sql: &'static str, params: &[Value<'_>]) -> Asked<Statement> {
        let place = (sql.as_ptr().addr(), false);
        if let Some(statement) = self.prepared.get(&place) {
            return Ok(statement.clone());
        }
        let kinds: Vec<Type> = params.iter().map(Value::kind).collect();
        let statement = self.client.prepare_typed(&dialect::statement(sql), &kinds).await?;
        self.prepared.insert(place, statement.clone());
        Ok(statement)
    }

    /// The same statement for many rows at once.
    async fn many(&mut self, sql: &'static str, text: &str, first: &Values) -> Asked<Statement> {
        let place = (sql.as_ptr().addr(), true);
        if let Some(statement) = self.prepared.get(&place) {
            return Ok(statement.clone());
        }
        let kinds: Vec<Type> = first.iter().map(Value::kind_of_many).collect();
        let statement = self.client.prepare_typed(text, &kinds).await?;
        self.prepared.insert(place, statement.clone());
        Ok(statement)
    }
}

fn as_sql<'v>(value: &'v Value<'_>) -> &'v (dyn ToSql + Sync) {
    value
}
