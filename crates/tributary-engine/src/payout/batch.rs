//! Making a batch of what is due, looking it through, and finding it right.

use super::detail::{self, Known};
use super::due::{Due, due, good};
use super::moving::{last_place, post};
use super::{Batch, Payout, State, all_of, load_batch, settle, sql, told};
use crate::audit::{self, Actor, Note};
use crate::db::Tx;
use crate::error::{Error, Field, Result};
use crate::{chance, params};
use serde_json::json;
use std::collections::BTreeSet;
use tributary_core::payout::{Details, Moved, Place, Stage, Step, Waits};
use tributary_core::{BatchId, Currency, Payee, PayoutId, Timestamp};

const NOTE_CHARS_MAX: usize = 200; // a line

/// What a batch is made of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewBatch {
    /// Only of this currency.
    pub currency: Option<Currency>,
    /// Only to these; each must be due something.
    pub payees: Option<Vec<Payee>>,
    /// Not to these.
    pub without: Vec<Payee>,
    /// What the team notes.
    pub note: String,
}

/// Makes a batch of all that is due, each payout of all that is ready. What is in it is in no other: it has left what is ready, in this
/// transaction.
///
/// # Errors
/// [`Error::Invalid`] when nothing is due, or nothing to somebody who was named.
pub fn create(tx: &mut Tx<'_>, by: &Actor, new: &NewBatch, now: Timestamp) -> Result<Batch> {
    let note = new.note.trim();
    if note.chars().count() > NOTE_CHARS_MAX {
        return Err(Error::field("/note", "length", "Shorten the note to 200 characters."));
    }
    let all = due(tx, &by.tenant, now)?;
    named(new, &all)?;
    let chosen = all.into_iter().filter(|one| wanted(new, one));
    let chosen: Vec<(Due, i64)> =
        chosen.filter_map(|one| one.verdict.ok().map(|minor| (one, minor))).collect();
    if chosen.is_empty() {
        return Err(Error::clash("/payees", "nothing_due", "Nothing is due to anybody now."));
    }
    let id = BatchId::from_bits(chance::ordered_bits(now)?);
    let number = 1 + tx.int(sql::LAST_NUMBER, params![&by.tenant])?;
    tx.exec(sql::INSERT_BATCH, params![&by.tenant, &id, number, note, now, &by.name])?;
    let named = Note::on("payout_batch.created", id.as_str()).named(&called(number));
    audit::note(tx, by, &named.now(json!({ "count": chosen.len() })), now)?;
    for (one, minor) in &chosen {
        add(tx, by, (&id, one, *minor), now)?;
    }
    load_batch(tx, &by.tenant, &id)
}

/// Whoever was named is due something.
fn named(new: &NewBatch, all: &[Due]) -> Result<()> {
    let mut faults = Vec::new();
    for (at, payee) in new.payees.iter().flatten().enumerate() {
        let own = || all.iter().filter(|one| one.payee == *payee).filter(|one| in_currency(new, one));
        if own().any(|one| one.verdict.is_ok()) {
            continue;
        }
        let waits = own().find_map(|one| one.verdict.err()).unwrap_or(Waits::Nothing);
        faults.push(Field::clash(format!("/payees/{at}"), waits.code(), why(waits)));
    }
    if faults.is_empty() { Ok(()) } else { Err(Error::Invalid(faults)) }
}

/// Why somebody is paid nothing, and what to do.
fn why(waits: Waits) -> &'static str {
    match waits {
        Waits::Nothing => "Nothing is ready to be paid here.",
        Waits::Owes(_) => "More was taken back than is ready: what is earned next makes up for it.",
        Waits::BelowMinimum(_) => "What is ready is below the minimum: wait, or lower it.",
        Waits::NoDetails => "Nobody has said where this money is to go: ask for it.",
        Waits::ChangedDetails(_) => "Where this money goes was changed just now: it waits for three days.",
    }
}

fn in_currency(new: &NewBatch, one: &Due) -> bool {
    new.currency.is_none_or(|currency| currency == one.currency)
}

fn wanted(new: &NewBatch, one: &Due) -> bool {
    let named = new.payees.as_ref().is_none_or(|named| named.contains(&one.payee));
    named && in_currency(new, one) && !new.without.contains(&one.payee)
}

/// Puts what one payee is due into a batch.
fn add(
    tx: &mut Tx<'_>,
    by: &Actor,
    (batch, one, minor): (&BatchId, &Due, i64),
    now: Timestamp,
) -> Result<()> {
    let (tenant, payee) = (&by.tenant, &one.payee);
    let known = detail::details(tx, tenant, payee)?;
    let known = known.ok_or_else(|| Error::Broken("a payout has nowhere to go".to_owned()))?;
    let id = PayoutId::from_bits(chance::ordered_bits(now)?);
    let after = last_place(tx, (tenant, payee), one.currency)?;
    let moved = Moved { payee, batch, minor, currency: one.currency };
    let until = post(tx, (tenant, &id), &moved, (Place::Payable, Place::InPayout), now)?;
    let Known { method, hint, sealed, .. } = &known;
    let row = params![
        tenant,
        &id,
        batch,
        payee,
        one.currency.code(),
        minor,
        method.as_str(),
        sealed,
        hint,
        after,
        until,
        now
    ];
    match tx.exec(sql::INSERT, row) {
        Err(error) if error.is_unique() => {
            Err(Error::Conflict("this money is in another payout already".to_owned()))
        }
        other => other.map(drop),
    }?;
    told::tell(tx, tenant, (&id, told::CREATED, None), now)
}

/// Takes somebody out of a draft: their money is ready again, and the batch keeps the line.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Conflict`] when it is no draft any more.
pub fn exclude(
    tx: &mut Tx<'_>,
    by: &Actor,
    (batch, payout): (&BatchId, &PayoutId),
    reason: &str,
    now: Timestamp,
) -> Result<()> {
    if load_batch(tx, &by.tenant, batch)?.stage != Stage::Draft {
        return Err(Error::Conflict("this payout is no draft any more: void it with a reason".to_owned()));
    }
    if super::load(tx, &by.tenant, payout)?.batch != *batch {
        return Err(Error::NotFound("payout"));
    }
    settle::void_one(tx, by, payout, reason, now).map(drop)
}

/// Finds a batch right: from now on it has its files, and who is in it is for good. Where money goes is what is known now.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Conflict`] when it is no draft or nobody is left in it, [`Error::Invalid`] where somebody's details
/// were changed just now.
pub fn approve(tx: &mut Tx<'_>, by: &Actor, id: &BatchId, now: Timestamp) -> Result<Batch> {
    let batch = load_batch(tx, &by.tenant, id)?;
    step(&batch, Step::Approve)?;
    let open: Vec<Payout> =
        all_of(tx, &by.tenant, id)?.into_iter().filter(|payout| payout.state == State::Open).collect();
    if open.is_empty() {
        return Err(Error::Conflict("nobody is left in this payout".to_owned()));
    }
    let mut waiting = BTreeSet::new();
    for payout in &open {
        let known = detail::details(tx, &by.tenant, &payout.payee)?;
        match (good(known.as_ref()), known) {
            (Details::From(from), Some(known)) if from <= now => {
                let row = params![&by.tenant, &payout.id, known.method.as_str(), &known.sealed, &known.hint];
                tx.exec(sql::REDIRECT, row)?;
            }
            _ => drop(waiting.insert(payout.payee_name.clone())),
        }
    }
    if !waiting.is_empty() {
        let names: Vec<String> = waiting.into_iter().collect();
        let detail =
            format!("Where the money of {} goes was changed just now: take them out.", names.join(", "));
        return Err(Error::Conflict(detail));
    }
    moved_on(tx.exec(sql::APPROVE, params![&by.tenant, id, now])?)?;
    noted(tx, by, (&batch, "payout_batch.approved"), now)?;
    load_batch(tx, &by.tenant, id)
}

/// What people call a batch where its number alone says too little.
pub(super) fn called(number: i64) -> String {
    format!("#{number}")
}

/// Notes a step of a batch.
fn noted(tx: &mut Tx<'_>, by: &Actor, (batch, act): (&Batch, &'static str), now: Timestamp) -> Result<()> {
    let note = Note::on(act, batch.id.as_str()).named(&called(batch.number));
    audit::note(tx, by, &note, now).map(drop)
}

/// Whether a step can be taken from where a batch stands.
pub(super) fn step(batch: &Batch, step: Step) -> Result<Stage> {
    let detail = match step {
        Step::Approve => "this payout was approved or voided before",
        Step::Pay => "only an approved payout can be marked as paid",
        Step::Undo { .. } => {
            "this can be undone for an hour after it was marked as paid: void it with a reason"
        }
        Step::Void => "this payout was voided before",
    };
    batch.stage.after(step).ok_or_else(|| Error::Conflict(detail.to_owned()))
}

/// Whoever is first takes a step.
pub(super) fn moved_on(rows: usize) -> Result<()> {
    if rows > 0 {
        Ok(())
    } else {
        Err(Error::Conflict("this payout has changed meanwhile: look again".to_owned()))
    }
}
