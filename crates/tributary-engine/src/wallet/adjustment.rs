//! Store credit that a person gives or takes, with the reason. It never takes more than there is.

use super::{Moving, REFERENCE_CHARS_MAX, spendable, sql, too_little};
use crate::audit::{self, Actor, Note};
use crate::customer::{self, Customer};
use crate::db::{Row, Tx};
use crate::error::{Error, Result};
use crate::ledger::Cause;
use crate::{chance, params};
use serde_json::json;
use tributary_core::ledger::{Account, Purse};
use tributary_core::{AdjustmentId, CustomerId, Money, Timestamp};

const REASON_CHARS_MAX: usize = 500; // a sentence or two
const MINOR_MAX: i64 = 1_000_000_000_000_000; // what the API takes elsewhere

/// Store credit that a person gave or took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adjustment {
    /// Its id.
    pub id: AdjustmentId,
    /// Whose.
    pub customer: CustomerId,
    /// What the caller calls it.
    pub reference: Option<String>,
    /// How much; below zero it was taken.
    pub amount: Money,
    /// Why.
    pub reason: String,
    /// By whom.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// Store credit to give or take.
#[derive(Debug, Clone)]
pub struct NewAdjustment {
    /// Whose.
    pub customer: CustomerId,
    /// How much; below zero it is taken.
    pub amount: Money,
    /// Why.
    pub reason: String,
    /// What the caller calls it; the same twice is one adjustment.
    pub reference: Option<String>,
}

/// Gives or takes store credit.
///
/// # Errors
/// [`Error::Invalid`] without a reason, or when there is too little; [`Error::Conflict`] when the reference came with another
/// wallet or amount.
pub fn adjust(tx: &mut Tx<'_>, by: &Actor, new: &NewAdjustment, now: Timestamp) -> Result<Adjustment> {
    let tenant = &by.tenant;
    check(new)?;
    let whose = customer::load(tx, tenant, &new.customer)?;
    let Money { minor, currency } = new.amount;
    let id = AdjustmentId::from_bits(chance::ordered_bits(now)?);
    let row = params![
        tenant,
        &id,
        &whose.store,
        &whose.id,
        new.reference.as_deref(),
        currency.code(),
        minor,
        new.reason.trim(),
        &by.name,
        now
    ];
    if tx.exec(sql::ADJUST, row)? == 0 {
        return same(tx, (by, &whose), new);
    }
    let available = spendable(tx, (tenant, &whose.id), currency, now)?;
    if available.saturating_add(minor) < 0 {
        return Err(too_little(available, currency));
    }
    let moving = Moving { whose: &whose, cause: Cause { kind: "adjustment", id: id.to_string() }, currency };
    let cost = Account::Expense(moving.program(tx, tenant)?);
    moving.post(tx, tenant, [(moving.purse(Purse::Available), minor), (cost, -minor)], now)?;
    let what = json!({ "amount": minor, "currency": currency.code(), "reason": new.reason.trim() });
    audit::note(tx, by, &Note::on("wallet.adjusted", whose.id.as_str()).named(name(&whose)).now(what), now)?;
    Ok(Adjustment {
        id,
        customer: whose.id,
        reference: new.reference.clone(),
        amount: new.amount,
        reason: new.reason.trim().to_owned(),
        by: by.name.clone(),
        at: now,
    })
}

fn check(new: &NewAdjustment) -> Result<()> {
    if new.amount.minor == 0 || !(-MINOR_MAX..=MINOR_MAX).contains(&new.amount.minor) {
        return Err(Error::field("/amount", "range", "Give an amount above 0."));
    }
    let reason = new.reason.trim();
    if reason.is_empty() || reason.chars().count() > REASON_CHARS_MAX {
        let detail = format!("Say why, in 1 to {REASON_CHARS_MAX} characters.");
        return Err(Error::field("/reason", "length", detail));
    }
    let length = new.reference.as_deref().map(|reference| reference.chars().count());
    if length.is_some_and(|length| !(1..=REFERENCE_CHARS_MAX).contains(&length)) {
        let detail = format!("Give 1 to {REFERENCE_CHARS_MAX} characters, or leave it out.");
        return Err(Error::field("/reference", "length", detail));
    }
    Ok(())
}

/// What a reference stands for already, if it stands for the same.
fn same(tx: &mut Tx<'_>, (by, whose): (&Actor, &Customer), new: &NewAdjustment) -> Result<Adjustment> {
    let called = params![&by.tenant, &whose.store, new.reference.as_deref()];
    let known = tx.row(sql::ADJUSTMENT_CALLED, called, decode)?;
    let known = known.ok_or_else(|| Error::Broken("an adjustment was not kept".to_owned()))?;
    if known.customer == whose.id && known.amount == new.amount {
        return Ok(known);
    }
    let detail =
        "this reference stands for an adjustment of another amount or wallet: use a new one".to_owned();
    Err(Error::Conflict(detail))
}

/// What people call a customer.
fn name(whose: &Customer) -> &str {
    [&*whose.name, &*whose.login].into_iter().find(|name| !name.is_empty()).unwrap_or(&whose.email_hint)
}

fn decode(row: &Row<'_>) -> Result<Adjustment> {
    Ok(Adjustment {
        id: row.parse(0)?,
        customer: row.parse(1)?,
        reference: row.opt_text(2)?,
        amount: Money::new(row.int(4)?, row.parse(3)?),
        reason: row.text(5)?,
        by: row.text(6)?,
        at: row.time(7)?,
    })
}
