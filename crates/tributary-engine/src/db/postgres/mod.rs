//! PostgreSQL: the same two queues, a writer with group commit and a few readers, all on plain threads.
//!
//! Writes are SERIALIZABLE, so what is true of one file with one writer is true of many nodes on one server. What the
//! server refuses all the same is done again from the start, which is why a write may run more than once.

mod dialect;
mod migrate;
mod pipeline;
mod reader;
mod session;
mod tls;
mod writer;

#[cfg(test)]
pub(super) use dialect::{REFUSE, statement, step};
pub(super) use session::Session;

use super::door::{self, Queues};
use super::group::Together;
use super::place::Server;
use super::tx::Tx;
use crate::error::{Error, Result};
use std::sync::Arc;
use std::thread;

/// Each waits for the network most of the time.
const READERS: usize = 4;

/// Starts the threads; they connect when they are first asked.
pub(super) fn start(server: &Server, queues: Queues) -> Result<()> {
    for _ in 0..READERS {
        let mut session = Session::new(server)?;
        let reads = Arc::clone(&queues.reads);
        door::spawn("tributary-reader", move || {
            door::step_back();
            reader::run(&mut session, &reads);
        })?;
    }
    let mut session = Session::new(server)?;
    door::spawn("tributary-writer", move || {
        let mut how = Together::default();
        let mut looks = writer::Looks::default();
        while let Some(group) = queues.group() {
            let writes = u64::try_from(group.len()).unwrap_or_default();
            writer::write(&mut session, group, &mut how);
            looks.after(&mut session, writes);
            queues.ring();
        }
    })
}

/// Brings the schema up to date, and runs what must be true before anybody else asks.
pub(super) fn prepare(server: &Server, first: impl FnOnce(&mut Tx<'_>) -> Result<()> + Send) -> Result<()> {
    // On a thread of its own: whoever opens a database may be async code.
    thread::scope(|scope| {
        let prepared = scope.spawn(|| {
            let mut session = Session::new(server)?;
            migrate::run(&mut session)?;
            session.begin(&[writer::BEGIN])?;
            first(&mut Tx::server(&mut session))?;
            session.run("COMMIT")
        });
        prepared.join().unwrap_or_else(|_| Err(Error::Broken("opening the database panicked".to_owned())))
    })
}
