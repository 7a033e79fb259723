//! A customer's own code: made on first need, and made anew on wish; the earlier one goes on leading to the same customer.

use super::sql;
use crate::code::{self, Kind, NewCode};
use crate::customer::Customer;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::partner::{self, NewPartner};
use crate::{chance, params, program};
use tributary_core::{PartnerId, TenantId, Timestamp};

const TRIES_MAX: i64 = 20;

/// The code that a customer has now, if any.
pub(super) fn present(tx: &mut Tx<'_>, tenant: &TenantId, customer: &Customer) -> Result<Option<String>> {
    let Some(partner) = &customer.partner else { return Ok(None) };
    let codes = code::all(tx, tenant, Kind::Referral, Some(partner))?;
    Ok(codes.into_iter().find(|code| code.archived_at.is_none()).map(|code| code.code))
}

/// The code of a customer, made where there is none; and whether it was made just now.
///
/// # Errors
/// What the database says.
pub fn code_of(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    customer: &Customer,
    people_key: &[u8; 32],
    now: Timestamp,
) -> Result<(String, bool)> {
    if let Some(code) = present(tx, tenant, customer)? {
        return Ok((code, false));
    }
    let partner = match &customer.partner {
        Some(partner) => partner.clone(),
        None => stand_in(tx, tenant, customer, people_key, now)?,
    };
    give(tx, (tenant, customer, &partner), now).map(|code| (code, true))
}

/// Gives a customer another code.
///
/// # Errors
/// [`Error::NotFound`] when there is none yet.
pub fn regenerate(tx: &mut Tx<'_>, tenant: &TenantId, customer: &Customer, now: Timestamp) -> Result<String> {
    let partner = customer.partner.clone().ok_or(Error::NotFound("code"))?;
    for code in code::all(tx, tenant, Kind::Referral, Some(&partner))? {
        code::archive(tx, tenant, &code.id, now)?;
    }
    give(tx, (tenant, customer, &partner), now)
}

fn stand_in(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    customer: &Customer,
    people_key: &[u8; 32],
    now: Timestamp,
) -> Result<PartnerId> {
    let name = [&customer.name, &customer.login].into_iter().find(|name| !name.is_empty());
    let new = NewPartner {
        name: name.cloned().unwrap_or_else(|| "Customer".to_owned()),
        email: None,
        kind: "customer".to_owned(),
        by: "system".to_owned(),
    };
    let made = partner::create(tx, tenant, &new, people_key, now)?;
    tx.exec(sql::SET_PARTNER, params![tenant, &customer.id, &made.id])?;
    Ok(made.id)
}

fn give(
    tx: &mut Tx<'_>,
    (tenant, customer, partner): (&TenantId, &Customer, &PartnerId),
    now: Timestamp,
) -> Result<String> {
    let program = program::of_store(tx, tenant, &customer.store)?;
    let word: String = [&customer.login, &customer.name]
        .into_iter()
        .find(|text| !text.is_empty())
        .cloned()
        .unwrap_or_default();
    let word: String = word.chars().filter(char::is_ascii_alphanumeric).take(12).collect::<String>();
    let word = if word.is_empty() { "FRIEND".to_owned() } else { word.to_uppercase() };
    for _ in 0..TRIES_MAX {
        let number = chance::bits()? % 9_000 + 1_000;
        let new = NewCode {
            program: program.clone(),
            partner: partner.clone(),
            kind: Kind::Referral,
            code: format!("{word}{number}"),
        };
        if code::find(tx, tenant, &program, &new.code, Kind::Referral)?.is_none() {
            return Ok(code::create(tx, tenant, &new, now)?.code);
        }
    }
    Err(Error::Conflict("no code is free for this customer".to_owned()))
}
