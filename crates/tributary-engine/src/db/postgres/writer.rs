//! Writes on a server: several in one SERIALIZABLE transaction, begun anew as often as others get in the way.

use super::super::door::{Write, tell_all};
use super::super::tx::Tx;
use super::session::Session;
use crate::error::{Error, Result};
use std::thread;
use std::time::Duration;

const BEGIN: &str = "BEGIN ISOLATION LEVEL SERIALIZABLE";
/// After so many tries somebody else has to stop first, and the callers hear Busy.
const TRIES: u32 = 12;
/// The longest rest before another try.
const REST_MAX_MS: u64 = 200;

type Group = Vec<Box<dyn Write>>;

pub(super) fn write(session: &mut Session, group: &mut Group) {
    for attempt in 0..TRIES {
        if let Err(error) = session.begin(BEGIN) {
            tracing::warn!(%error, "the database is away");
            return tell_all(std::mem::take(group), &|| Error::Unavailable(error.to_string()));
        }
        let closed = once(session, group);
        if session.again {
            drop(session.run("ROLLBACK"));
            rest(attempt);
            continue;
        }
        return told(std::mem::take(group), closed);
    }
    tracing::error!("a group of writes was refused {TRIES} times");
    tell_all(std::mem::take(group), &|| Error::Busy);
}

/// All of them in one transaction: how each one's savepoint closed, or why the whole came to nothing.
fn once(session: &mut Session, group: &mut Group) -> Result<Vec<Result<()>>> {
    let is_alone = group.len() == 1;
    let mut closed = Vec::with_capacity(group.len());
    for write in group.iter_mut() {
        if is_alone {
            let keep = write.run(&mut Tx::server(session));
            if !keep {
                session.run("ROLLBACK")?;
                return Ok(vec![Ok(())]);
            }
            closed.push(Ok(()));
        } else {
            closed.push(in_savepoint(session, write.as_mut()));
        }
        if session.again || session.is_lost() {
            break;
        }
    }
    if session.is_lost() {
        return Err(Error::Unavailable("the connection ended within a transaction".to_owned()));
    }
    if !session.again {
        session.run("COMMIT")?;
    }
    Ok(closed)
}

fn in_savepoint(session: &mut Session, write: &mut dyn Write) -> Result<()> {
    session.run("SAVEPOINT one")?;
    let keep = write.run(&mut Tx::server(session));
    session.run(if keep { "RELEASE one" } else { "ROLLBACK TO one; RELEASE one" })
}

fn told(group: Group, closed: Result<Vec<Result<()>>>) {
    match closed {
        Ok(closed) => group.into_iter().zip(closed).for_each(|(write, closed)| write.tell(closed)),
        Err(Error::Unavailable(why)) => {
            tracing::warn!(why, "a group of writes was interrupted");
            tell_all(group, &|| Error::Unavailable(why.clone()));
        }
        Err(error) => {
            tracing::error!(%error, "a group of writes failed");
            tell_all(group, &|| Error::Broken(error.to_string()));
        }
    }
}

/// Longer each time, and of another length on each node, lest they meet again.
fn rest(attempt: u32) {
    let most = REST_MAX_MS.min(2 << attempt.min(10));
    let [part] = crate::chance::bytes().unwrap_or([128]);
    thread::sleep(Duration::from_millis(most * (u64::from(part) + 64) / 320));
}
