//! Writes on a server: several in one SERIALIZABLE transaction.
//!
//! All writers of all nodes take turns. What they write hangs on the heads of the same chains, so two at once would only
//! refuse each other; measured, two nodes that did were ten times slower than two that wait. A turn is many writes.

use super::super::door::{Write, tell_all};
use super::super::group::{Together, Transaction, apart, together};
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

/// What a server knows of tables that grow with each order. Of one that was just made it knows nothing, takes `tenant = $1`
/// for selective, and keeps to plans that walk all orders of a tenant until it looks by itself, after a minute or more;
/// measured, an order meanwhile cost twice as much.
const LOOK: &str =
    "ANALYZE orders, order_line, order_coupon, fact, posting, ledger_transaction, delivery, event";
/// After so many writes of a process the server is asked to look.
const LOOKS: [u64; 3] = [200, 2_000, 20_000];

type Group = Vec<Box<dyn Write>>;

/// Counts writes, and has the server look at what they made at the start.
#[derive(Debug, Default)]
pub(super) struct Looks {
    writes: u64,
}

impl Looks {
    pub(super) fn after(&mut self, session: &mut Session, writes: u64) {
        let before = self.writes;
        self.writes += writes;
        if LOOKS.iter().any(|look| before < *look && *look <= self.writes) {
            // Whoever does not own the tables may not; then it happens a little later.
            drop(session.run(LOOK));
        }
    }
}

impl Transaction for Session {
    fn tx(&mut self) -> Tx<'_> {
        Tx::server(self)
    }

    fn say(&mut self, word: &'static str) -> Result<()> {
        self.run(word)?;
        self.refused = false; // in a refused transaction only a way back is answered well
        Ok(())
    }

    fn forget_unsent(&mut self) {
        Self::forget_unsent(self);
    }

    fn is_refused(&self) -> bool {
        self.refused
    }

    fn goes_on(&self) -> bool {
        !self.again && !self.is_lost()
    }
}

/// Writes all of it in one transaction, and tells everybody.
pub(super) fn write(session: &mut Session, mut group: Group, how: &mut Together) {
    let mut tries = 0;
    let mut as_one = how.try_it(group.len());
    while tries < TRIES {
        if let Err(error) = session.begin(&[TAKE_TURN, BEGIN]) {
            tracing::warn!(%error, "no turn to write");
            return tell_all(group, &|| Error::Unavailable(error.to_string()));
        }
        let closed =
            if as_one { once_together(session, &mut group) } else { once_apart(session, &mut group) };
        if session.again || !matches!(closed, Ok(Some(_))) {
            session.forget_unsent();
            drop(session.run(ROLLBACK));
        }
        match closed {
            _ if session.again => tries += 1,
            Ok(Some(closed)) => return told(group, Ok(closed)),
            Ok(None) if group.len() == 1 => return told(group, Ok(Vec::new())),
            Err(error) if group.len() == 1 || !as_one || session.is_lost() => return told(group, Err(error)),
            Ok(None) | Err(_) => {
                how.failed();
                as_one = false;
            }
        }
    }
    tracing::error!("a group of writes was refused {TRIES} times");
    tell_all(group, &|| Error::Busy);
}

/// All of them at once; nothing when one of them did not want to stay.
fn once_together(session: &mut Session, group: &mut Group) -> Result<Option<Vec<Result<()>>>> {
    let keep = together(session, group)?;
    ended(session)?;
    if !keep {
        return Ok(None);
    }
    session.run(COMMIT)?;
    Ok(Some(Vec::new()))
}

/// Each in a savepoint.
fn once_apart(session: &mut Session, group: &mut Group) -> Result<Option<Vec<Result<()>>>> {
    let closed = apart(session, group);
    ended(session)?;
    if !session.again {
        session.run(COMMIT)?;
    }
    Ok(Some(closed))
}

fn ended(session: &Session) -> Result<()> {
    if session.is_lost() {
        return Err(Error::Unavailable("the connection ended within a transaction".to_owned()));
    }
    Ok(())
}

fn told(group: Group, closed: Result<Vec<Result<()>>>) {
    match closed {
        Ok(closed) => {
            let closed = closed.into_iter().chain(std::iter::repeat_with(|| Ok(())));
            group.into_iter().zip(closed).for_each(|(write, closed)| write.tell(closed));
        }
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
