//! What is said about a claim before it is answered: the store asks back, its partner replies.

use super::judge::{answered, checked};
use super::{Claim, State, load, sql};
use crate::audit::{self, Actor, Note};
use crate::db::{Row, Tx};
use crate::error::{Error, Result};
use crate::params;
use tributary_core::{ClaimId, TenantId, Timestamp};

/// More than this many words about one claim are no use to anybody.
const WORDS_MAX: usize = 20;

/// Who says something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The store.
    Store,
    /// The partner.
    Partner,
}

impl Side {
    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Store => "store",
            Self::Partner => "partner",
        }
    }
}

/// Something that was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// By whom.
    pub side: Side,
    /// What they are called: for the store's eyes only.
    pub by: String,
    /// What.
    pub text: String,
    /// When.
    pub at: Timestamp,
}

/// What was said about a claim so far.
///
/// # Errors
/// What the database says.
pub fn words(tx: &mut Tx<'_>, tenant: &TenantId, id: &ClaimId) -> Result<Vec<Word>> {
    tx.rows(sql::WORDS, params![tenant, id], decode)
}

fn decode(row: &Row<'_>) -> Result<Word> {
    let side = if row.text(0)? == Side::Store.as_str() { Side::Store } else { Side::Partner };
    Ok(Word { side, by: row.text(1)?, text: row.text(2)?, at: row.time(3)? })
}

/// The store asks its partner something before it answers.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Invalid`] without a question or when the claim was answered before.
pub fn ask(tx: &mut Tx<'_>, by: &Actor, id: &ClaimId, question: &str, now: Timestamp) -> Result<Claim> {
    let question = checked(question)?;
    if question.is_empty() {
        return Err(Error::field("/answer", "length", "Write what you want to know: they read it."));
    }
    let claim = load(tx, &by.tenant, id)?;
    say(tx, by, (&claim, Side::Store), question, now)?;
    let note = Note::on("claim.asked", id.as_str()).named(&claim.title());
    audit::note(tx, by, &note, now)?;
    load(tx, &by.tenant, id)
}

/// The partner says more about their claim.
///
/// # Errors
/// [`Error::Invalid`] without words or when the claim was answered before.
pub fn reply(tx: &mut Tx<'_>, by: &Actor, claim: &Claim, text: &str, now: Timestamp) -> Result<Claim> {
    let text = checked(text)?;
    if text.is_empty() {
        return Err(Error::field("/answer", "length", "Write your answer first."));
    }
    say(tx, by, (claim, Side::Partner), text, now)?;
    let note = Note::on("claim.replied", claim.id.as_str()).named(&claim.title());
    audit::note(tx, by, &note, now)?;
    load(tx, &claim.tenant, &claim.id)
}

/// Writes it down; from now on it waits for the other side.
fn say(tx: &mut Tx<'_>, by: &Actor, (claim, side): (&Claim, Side), text: &str, now: Timestamp) -> Result<()> {
    if !matches!(claim.state, State::Open | State::Asked) {
        return Err(answered());
    }
    if words(tx, &claim.tenant, &claim.id)?.len() >= WORDS_MAX {
        return Err(Error::clash(
            "/answer",
            "too_many",
            "Enough was said about this: it wants an answer now.",
        ));
    }
    let asked = i64::from(side == Side::Store);
    if tx.exec(sql::WAITS, params![&claim.tenant, &claim.id, asked])? == 0 {
        return Err(answered());
    }
    let row = params![&claim.tenant, &claim.id, side.as_str(), &by.name, text, now];
    tx.exec(sql::SAY, row).map(drop)
}
