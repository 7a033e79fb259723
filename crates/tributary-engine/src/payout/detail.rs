//! Where everybody's money goes, and the least that is paid at once.

use super::{Destination, Method, due, sql};
use crate::audit::{self, Actor, Note};
use crate::db::{Row, Tx};
use crate::error::{Error, Result};
use crate::params;
use crate::seal::Sealer;
use serde_json::json;
use std::collections::BTreeMap;
use tributary_core::payout::CHANGED_MS;
use tributary_core::{Currency, Payee, TenantId, Timestamp};

const MINIMUM_MAX: i64 = 1_000_000_000_000_000; // what the API takes elsewhere

/// What is known of where a payee's money goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// How they are paid.
    pub method: Method,
    /// Enough for its owner to know it.
    pub hint: String,
    /// When it was given or changed.
    pub changed_at: Timestamp,
    /// From when on money goes there.
    pub good_from: Timestamp,
    /// The language in which it was given, empty where the team gave it.
    pub language: String,
    pub(super) sealed: String,
}

/// What is known of one payee.
///
/// # Errors
/// What the database says.
pub fn details(tx: &mut Tx<'_>, tenant: &TenantId, payee: &Payee) -> Result<Option<Known>> {
    Ok(tx.row(sql::DETAIL, params![tenant, payee], decode)?.map(|(_, known)| known))
}

/// The same of everybody.
pub(super) fn all(tx: &mut Tx<'_>, tenant: &TenantId) -> Result<BTreeMap<Payee, Known>> {
    Ok(tx.rows(sql::DETAILS, params![tenant], decode)?.into_iter().collect())
}

/// Where a payee's money goes, whole.
///
/// # Errors
/// [`Error::Broken`] where what was sealed does not fit the key file.
pub fn destination(
    tx: &mut Tx<'_>,
    (tenant, sealer): (&TenantId, &Sealer),
    payee: &Payee,
) -> Result<Option<Destination>> {
    let known = details(tx, tenant, payee)?;
    known.map(|known| Destination::unseal(sealer, &known.sealed)).transpose()
}

/// Says where a payee's money goes from now on. Where it went elsewhere before and a partner changes it, nothing goes there for
/// three days: the mail about the change may find somebody who knows nothing of it. The same twice changes nothing; answers whether
/// anything was changed.
///
/// # Errors
/// [`Error::NotFound`].
pub fn change_details(
    tx: &mut Tx<'_>,
    (by, sealer): (&Actor, &Sealer),
    payee: &Payee,
    (to, language): (&Destination, &str),
    now: Timestamp,
) -> Result<bool> {
    let tenant = &by.tenant;
    let (name, _) = due::person(tx, tenant, payee)?;
    let before = details(tx, tenant, payee)?;
    if destination(tx, (tenant, sealer), payee)?.as_ref() == Some(to) {
        return Ok(false);
    }
    let changed = before.is_some() && by.kind == "partner";
    // Whoever changes it again meanwhile waits again; somebody of the team has looked.
    let good_from = if changed { now.plus_ms(CHANGED_MS) } else { now };
    let (method, sealed, hint) = (to.method().as_str(), to.seal(sealer)?, to.hint());
    tx.exec(sql::SET_DETAIL, params![tenant, payee, method, &sealed, &hint, language, now, good_from])?;
    let said = |method: &str, hint: &str| json!({ "method": method, "hint": hint });
    let note = match payee {
        Payee::Partner(partner) => Note::on("partner.payout_details_changed", partner.as_str()),
        Payee::Platform(program) => Note::on("program.payout_details_changed", program.as_str()),
    };
    let note = note.named(&name).now(said(method, &hint));
    let note = match &before {
        Some(before) => note.was(said(before.method.as_str(), &before.hint)),
        None => note,
    };
    audit::note(tx, by, &note, now)?;
    Ok(true)
}

/// The least that is paid at once, per currency; what is not there is paid however little it is.
///
/// # Errors
/// What the database says.
pub fn minimums(tx: &mut Tx<'_>, tenant: &TenantId) -> Result<BTreeMap<Currency, i64>> {
    let rows = tx.rows(sql::MINIMUMS, params![tenant], |row| Ok((row.parse(0)?, row.int(1)?)))?;
    Ok(rows.into_iter().collect())
}

/// Sets the least that is paid at once in a currency.
///
/// # Errors
/// [`Error::Invalid`] below zero, or for more than there can be.
pub fn set_minimum(
    tx: &mut Tx<'_>,
    by: &Actor,
    (currency, minor): (Currency, i64),
    now: Timestamp,
) -> Result<()> {
    if !(0..=MINIMUM_MAX).contains(&minor) {
        return Err(Error::field("/minimum", "range", "Give an amount such as 25.00, or 0 for none."));
    }
    let before = minimums(tx, &by.tenant)?.get(&currency).copied().unwrap_or(0);
    if before == minor {
        return Ok(());
    }
    tx.exec(sql::SET_MINIMUM, params![&by.tenant, currency.code(), minor])?;
    let said = |minor| json!({ "amount": tributary_core::Money::new(minor, currency).decimal() });
    let note = Note::on("payout.minimum_changed", currency.code()).named(currency.code());
    audit::note(tx, by, &note.was(said(before)).now(said(minor)), now).map(drop)
}

fn decode(row: &Row<'_>) -> Result<(Payee, Known)> {
    let known = Known {
        method: row.parse(1)?,
        hint: row.text(2)?,
        changed_at: row.time(3)?,
        good_from: row.time(4)?,
        language: row.text(5)?,
        sealed: row.text(6)?,
    };
    Ok((row.parse(0)?, known))
}
