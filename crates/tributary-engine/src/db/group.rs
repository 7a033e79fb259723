//! Writes that share a commit, on either engine: together, and, when one of them fails, once more with each in a savepoint.

use super::door::Write;
use super::held::Held;
use super::tx::Tx;
use crate::error::{Error, Result};

/// The writer's open transaction.
pub(super) trait Transaction {
    /// What statements meet.
    fn tx(&mut self) -> Tx<'_>;
    /// Runs a word about the transaction itself.
    fn say(&mut self, word: &'static str) -> Result<()>;
    /// What was about to be sent is not.
    fn forget_unsent(&mut self) {}
    /// Whether a statement was refused after which nothing more stays, even where the write that made it went on.
    fn is_refused(&self) -> bool {
        false
    }
    /// Whether it is of any use to go on.
    fn goes_on(&self) -> bool;
}

/// Whether a group is tried without savepoints: each costs two statements, and what several writes add to the same sums could
/// not be written once. One write that fails has the whole group run again, so whoever fails often is kept apart for a while.
#[derive(Debug, Default)]
pub(super) struct Together {
    apart: u32,
}

/// So many groups are kept apart after one that failed.
const APART: u32 = 16;

impl Together {
    pub(super) fn try_it(&mut self, writes: usize) -> bool {
        let together = self.apart == 0 || writes == 1;
        self.apart = self.apart.saturating_sub(1);
        together
    }

    pub(super) const fn failed(&mut self) {
        self.apart = APART;
    }
}

/// Runs all of them; whether all of them want to stay. Then all that waited is written.
///
/// # Errors
/// What the database says of what waited.
pub(super) fn together(of: &mut impl Transaction, group: &mut [Box<dyn Write>]) -> Result<bool> {
    let mut held = Held::default();
    for write in group {
        if !write.run(&mut of.tx().holding(&mut held)) || !of.goes_on() {
            return Ok(false);
        }
    }
    settled(of, &mut held).map(|()| true)
}

/// Writes all that waited; nothing may have been refused.
fn settled(of: &mut impl Transaction, held: &mut Held) -> Result<()> {
    of.tx().holding(held).settle()?;
    if of.is_refused() {
        return Err(Error::Broken("a write went on after the database had refused a statement".to_owned()));
    }
    Ok(())
}

/// Runs each in a savepoint: how each one's closed.
pub(super) fn apart(of: &mut impl Transaction, group: &mut [Box<dyn Write>]) -> Vec<Result<()>> {
    let mut closed = Vec::with_capacity(group.len());
    for write in group {
        closed.push(in_savepoint(of, write.as_mut()));
        if !of.goes_on() {
            break;
        }
    }
    closed
}

fn in_savepoint(of: &mut impl Transaction, write: &mut dyn Write) -> Result<()> {
    of.say("SAVEPOINT one")?;
    let mut held = Held::default();
    let keep = write.run(&mut of.tx().holding(&mut held));
    let settled = if keep { settled(of, &mut held) } else { Ok(()) };
    let stays = keep && settled.is_ok();
    if !stays {
        of.forget_unsent();
    }
    of.say(if stays { "RELEASE one" } else { "ROLLBACK TO one; RELEASE one" })?;
    settled
}
