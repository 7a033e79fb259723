//! Writes on a server: several in one SERIALIZABLE transaction.
//!
//! All writers of all nodes take turns. What they write hangs on the heads of the same chains, so two at once would only
//! refuse each other; measured, two nodes that did were ten times slower than two that wait. A turn is many writes.

use super::super::door::{Write, tell_all};
use super::super::tx::Tx;
use super::session::Session;
use crate::error::{Error, Result};

/// Before the transaction begins, for it sees what was there when it began. A node that dies loses its turn with its
/// connection.
const TAKE_TURN: &str = "SELECT pg_advisory_lock(7813579)";
pub(super) const BEGIN: &str = "BEGIN ISOLATION LEVEL SERIALIZABLE";
const COMMIT: &str = "COMMIT; SELECT pg_advisory_unlock(7813579)";
const ROLLBACK: &str = "ROLLBACK; SELECT pg_advisory_unlock(7813579)";
/// Somebody without a turn (a person, another program) may still get in the way; after so many tries callers hear Busy.
const TRIES: u32 = 12;

type Group = Vec<Box<dyn Write>>;

/// Writes all of it in one transaction, and tells everybody.
pub(super) fn write(session: &mut Session, mut group: Group) {
    for _ in 0..TRIES {
        if let Err(error) = session.begin(&[TAKE_TURN, BEGIN]) {
            tracing::warn!(%error, "no turn to write");
            return tell_all(group, &|| Error::Unavailable(error.to_string()));
        }
        let closed = once(session, &mut group);
        let again = session.again;
        if again || closed.is_err() {
            drop(session.run(ROLLBACK));
        }
        if !again {
            return told(group, closed);
        }
    }
    tracing::error!("a group of writes was refused {TRIES} times");
    tell_all(group, &|| Error::Busy);
}

/// All of them in one transaction: how each one's savepoint closed, or why the whole came to nothing.
fn once(session: &mut Session, group: &mut Group) -> Result<Vec<Result<()>>> {
    let is_alone = group.len() == 1;
    let mut closed = Vec::with_capacity(group.len());
    let mut keep = true;
    for write in group.iter_mut() {
        if is_alone {
            keep = write.run(&mut Tx::server(session));
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
        session.run(if keep { COMMIT } else { ROLLBACK })?;
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
