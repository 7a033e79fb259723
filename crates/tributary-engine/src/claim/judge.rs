//! The two answers to a claim.

use super::{Claim, State, load, sql, tell};
use crate::audit::{self, Actor, Note};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::order::hand::{self, Speaker, Word};
use crate::{order, params};
use serde_json::json;
use tributary_core::{ClaimId, OrderId, Timestamp};

const ANSWER_CHARS_MAX: usize = 2_000; // an answer, not a book

/// Gives an order to the partner who misses it: the assignment by hand, with the answer as its note.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Conflict`] when it was judged before, [`Error::Invalid`] for an order of another program.
pub fn accept(
    tx: &mut Tx<'_>,
    by: &Actor,
    (id, order): (&ClaimId, &OrderId),
    answer: &str,
    now: Timestamp,
) -> Result<Claim> {
    let answer = checked(answer)?;
    let claim = load(tx, &by.tenant, id)?;
    if order::load(tx, &by.tenant, order)?.program != claim.program {
        return Err(Error::field(
            "/order",
            "foreign",
            "Use an order of the program that the claim is about.",
        ));
    }
    judge(tx, by, id, (State::Accepted, answer, Some(order)), now)?;
    let note = if answer.is_empty() { format!("Claim {}", claim.title()) } else { answer.to_owned() };
    let speaker = Speaker { by: by.name.clone(), source: format!("claim {id}"), note };
    hand::say(tx, (&by.tenant, order), Word::Credit(Some(claim.partner)), &speaker, now)?;
    settled(tx, by, id, ("claim.accepted", answer), now)
}

/// Turns a claim down, with a reason that its partner reads.
///
/// # Errors
/// [`Error::Invalid`] without a reason, [`Error::NotFound`], [`Error::Conflict`] when it was judged before.
pub fn decline(tx: &mut Tx<'_>, by: &Actor, id: &ClaimId, answer: &str, now: Timestamp) -> Result<Claim> {
    let answer = checked(answer)?;
    if answer.is_empty() {
        return Err(Error::field("/answer", "length", "Say why: they read it."));
    }
    judge(tx, by, id, (State::Declined, answer, None), now)?;
    settled(tx, by, id, ("claim.declined", answer), now)
}

pub(super) fn checked(answer: &str) -> Result<&str> {
    let answer = answer.trim();
    if answer.chars().count() > ANSWER_CHARS_MAX {
        return Err(Error::field("/answer", "length", "Shorten this to 2,000 characters."));
    }
    Ok(answer)
}

/// Whoever is first answers.
fn judge(
    tx: &mut Tx<'_>,
    by: &Actor,
    id: &ClaimId,
    (state, answer, order): (State, &str, Option<&OrderId>),
    now: Timestamp,
) -> Result<()> {
    let row = params![&by.tenant, id, state.as_str(), answer, order, &by.name, now];
    if tx.exec(sql::JUDGE, row)? > 0 {
        return Ok(());
    }
    load(tx, &by.tenant, id)?;
    Err(answered())
}

/// Whoever comes after the answer.
pub(super) fn answered() -> Error {
    Error::clash("/answer", "answered", "This claim was answered before.")
}

fn settled(
    tx: &mut Tx<'_>,
    by: &Actor,
    id: &ClaimId,
    (kind, answer): (&'static str, &str),
    now: Timestamp,
) -> Result<Claim> {
    let claim = load(tx, &by.tenant, id)?;
    let note = Note::on(kind, id.as_str()).named(&claim.title()).now(json!({ "answer": answer }));
    audit::note(tx, by, &note, now)?;
    tell(tx, kind, &claim, now)?;
    Ok(claim)
}
