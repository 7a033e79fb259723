//! Marking a batch as paid, undoing that for a while, and voiding with a reason.

use super::batch::{called, moved_on, step};
use super::moving::post;
use super::{Batch, Payout, State, all_of, letter, load, load_batch, sql, told};
use crate::audit::{self, Actor, Note};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::params;
use serde_json::json;
use tributary_core::payout::{Moved, Place, Stage, Step};
use tributary_core::{BatchId, PayoutId, Timestamp};

const REASON_CHARS_MAX: usize = 500; // a sentence or two; the partner reads it
const REFERENCE_CHARS_MAX: usize = 100;
const DAY_CHARS: usize = 10; // 2026-06-02

/// How a batch was paid.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Paid {
    /// The day on which the money left, as `2026-06-02`.
    pub on: String,
    /// What the bank or PayPal calls it; stands for one batch.
    pub reference: Option<String>,
}

/// Marks a batch as paid. Partners are written to a little later, so that a slip of the finger can be undone before.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Conflict`] when it is not ready, [`Error::Invalid`] names the field.
pub fn pay(tx: &mut Tx<'_>, by: &Actor, (id, paid): (&BatchId, &Paid), now: Timestamp) -> Result<Batch> {
    let batch = load_batch(tx, &by.tenant, id)?;
    step(&batch, Step::Pay)?;
    let on = day(&paid.on, now)?;
    let reference = paid.reference.as_deref().map(str::trim).filter(|text| !text.is_empty());
    if reference.is_some_and(|text| text.chars().count() > REFERENCE_CHARS_MAX) {
        return Err(Error::field("/reference", "length", "Shorten this to 100 characters."));
    }
    match tx.exec(sql::PAY, params![&by.tenant, id, now, &on, reference]) {
        Err(error) if error.is_unique() => Err(Error::clash(
            "/reference",
            "taken",
            "Another payout has this reference: each payment has its own.",
        )),
        other => moved_on(other?),
    }?;
    let open = standing(tx, by, id, State::Open)?;
    if open.is_empty() {
        return Err(Error::Conflict("nobody is left in this payout: void it".to_owned()));
    }
    for payout in &open {
        moved(tx, by, (payout, State::Paid, None), now)?;
    }
    let note = Note::on("payout_batch.paid", id.as_str()).named(&called(batch.number));
    audit::note(tx, by, &note.now(json!({ "day": on, "reference": reference })), now)?;
    letter::ask(tx, &by.tenant, id, now)?;
    load_batch(tx, &by.tenant, id)
}

/// The money has not left after all: the batch is ready again.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Conflict`] when it is not paid, or was for too long.
pub fn undo(tx: &mut Tx<'_>, by: &Actor, id: &BatchId, now: Timestamp) -> Result<Batch> {
    let batch = load_batch(tx, &by.tenant, id)?;
    step(&batch, Step::Undo { paid_at: batch.paid_at.unwrap_or(Timestamp::MIN), now })?;
    for payout in standing(tx, by, id, State::Paid)? {
        moved(tx, by, (&payout, State::Open, None), now)?;
    }
    moved_on(tx.exec(sql::UNDO, params![&by.tenant, id])?)?;
    let note = Note::on("payout_batch.undone", id.as_str()).named(&called(batch.number));
    audit::note(tx, by, &note, now)?;
    letter::ask(tx, &by.tenant, id, now)?;
    load_batch(tx, &by.tenant, id)
}

/// Calls a batch off, with a reason that partners read who were told of it: all that is in it is ready again.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Conflict`] when it was voided before, [`Error::Invalid`] without a reason.
pub fn void(tx: &mut Tx<'_>, by: &Actor, (id, reason): (&BatchId, &str), now: Timestamp) -> Result<Batch> {
    let batch = load_batch(tx, &by.tenant, id)?;
    step(&batch, Step::Void)?;
    let reason = checked(reason)?;
    for payout in all_of(tx, &by.tenant, id)?.into_iter().filter(|payout| payout.state != State::Voided) {
        moved(tx, by, (&payout, State::Voided, Some(reason)), now)?;
    }
    moved_on(tx.exec(sql::VOID, params![&by.tenant, id, now, reason])?)?;
    let note = Note::on("payout_batch.voided", id.as_str()).named(&called(batch.number));
    audit::note(tx, by, &note.now(json!({ "reason": reason })), now)?;
    letter::ask(tx, &by.tenant, id, now)?;
    load_batch(tx, &by.tenant, id)
}

/// Calls one payout of a batch off, as when a bank sent it back.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Conflict`] when it was voided before, [`Error::Invalid`] without a reason.
pub fn void_one(tx: &mut Tx<'_>, by: &Actor, id: &PayoutId, reason: &str, now: Timestamp) -> Result<Payout> {
    let payout = load(tx, &by.tenant, id)?;
    if payout.state == State::Voided || load_batch(tx, &by.tenant, &payout.batch)?.stage == Stage::Voided {
        return Err(Error::Conflict("this payout was voided before".to_owned()));
    }
    let reason = checked(reason)?;
    moved(tx, by, (&payout, State::Voided, Some(reason)), now)?;
    let note = Note::on("payout.voided", payout.batch.as_str()).named(&payout.payee_name);
    audit::note(tx, by, &note.now(json!({ "reason": reason })), now)?;
    letter::ask(tx, &by.tenant, &payout.batch, now)?;
    load(tx, &by.tenant, id)
}

fn standing(tx: &mut Tx<'_>, by: &Actor, id: &BatchId, state: State) -> Result<Vec<Payout>> {
    Ok(all_of(tx, &by.tenant, id)?.into_iter().filter(|payout| payout.state == state).collect())
}

/// Moves one payout on, with its money, and tells of it.
fn moved(
    tx: &mut Tx<'_>,
    by: &Actor,
    (payout, to, reason): (&Payout, State, Option<&str>),
    now: Timestamp,
) -> Result<()> {
    let place = |state| match state {
        State::Open => Place::InPayout,
        State::Paid => Place::Paid,
        State::Voided => Place::Payable,
    };
    let (from, settled) = (payout.state, (to != State::Open).then_some(now));
    let row = params![&by.tenant, &payout.id, from.as_str(), to.as_str(), settled, reason];
    moved_on(tx.exec(sql::SETTLE, row)?)?;
    let Payout { payee, batch, amount_minor, currency, .. } = payout;
    let money = Moved { payee, batch, minor: *amount_minor, currency: *currency };
    post(tx, (&by.tenant, &payout.id), &money, (place(from), place(to)), now)?;
    let kind = match to {
        State::Open => "payout.reopened",
        State::Paid => "payout.paid",
        State::Voided => "payout.voided",
    };
    told::tell(tx, &by.tenant, (&payout.id, kind, Some(payout)), now)
}

/// A day as `2026-06-02`, today or before; a day more for whoever is ahead of us.
fn day(text: &str, now: Timestamp) -> Result<String> {
    let text = Some(text.trim()).filter(|text| text.len() == DAY_CHARS);
    let day = text.and_then(|text| text.parse::<jiff::civil::Date>().ok()).ok_or_else(|| {
        Error::field("/paid_on", "format", "Give the day on which the money left, such as 2026-06-02.")
    })?;
    let stamp = jiff::Timestamp::from_millisecond(now.plus_days(1).ms()).unwrap_or(jiff::Timestamp::MAX);
    if day > stamp.to_zoned(jiff::tz::TimeZone::UTC).date() {
        return Err(Error::field(
            "/paid_on",
            "format",
            "Give the day on which the money left: today or before.",
        ));
    }
    Ok(day.to_string())
}

fn checked(reason: &str) -> Result<&str> {
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > REASON_CHARS_MAX {
        return Err(Error::field(
            "/reason",
            "length",
            "Say why, in 1 to 500 characters: the partner reads it.",
        ));
    }
    Ok(reason)
}
