//! Whom a code of a customer leads to: looked up when somebody comes by it, since there may be a million of them.

use super::code::code_or_new;
use super::{Customer, load, of_partner, sql};
use crate::code::fold;
use crate::db::{Row, Tx};
use crate::error::Result;
use crate::{code, params, partner};
use tributary_core::{CodeId, PartnerId, ProgramId, StoreId, TenantId, Timestamp};

/// A customer who refers friends, as whoever comes by their code needs them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Referrer {
    /// The customer.
    pub customer: Customer,
    /// The program.
    pub program: ProgramId,
    /// The partner that stands for them.
    pub partner: PartnerId,
    /// The code that was used.
    pub code: CodeId,
    /// As they write their code now.
    pub value: String,
    /// Whether they are paused.
    pub paused: bool,
}

/// The customer whose code this is, or was, in any spelling.
///
/// # Errors
/// What the database says.
pub fn referrer(tx: &mut Tx<'_>, tenant: &TenantId, text: &str, now: Timestamp) -> Result<Option<Referrer>> {
    let decode = |row: &Row<'_>| Ok((row.parse(0)?, row.parse(1)?, row.parse(2)?));
    let found: Option<(CodeId, ProgramId, PartnerId)> =
        tx.row(sql::BY_CODE, params![tenant, fold(text)], decode)?;
    let Some((code, program, partner)) = found else { return Ok(None) };
    let Some(customer) = of_partner(tx, tenant, &partner)? else { return Ok(None) };
    let current = super::current_code(tx, tenant, &customer)?;
    let value = match current {
        Some(current) => current.code,
        None => code::load(tx, tenant, &code)?.code,
    };
    let paused = partner::standing_at(tx, tenant, &partner, now)?.paused;
    Ok(Some(Referrer { customer, program, partner, code, value, paused }))
}

/// The customer of an account whose number stands where a code should: links from before there were codes. Whatever has a
/// letter in it is no such number.
///
/// # Errors
/// What the database says.
pub fn by_account(
    tx: &mut Tx<'_>,
    (tenant, store): (&TenantId, &StoreId),
    text: &str,
) -> Result<Option<Customer>> {
    let text = text.trim();
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(None);
    }
    super::find(tx, (tenant, store), (Some(text), None))
}

impl Referrer {
    /// The same of an account's number, with a code if there was none yet.
    ///
    /// # Errors
    /// What the database says.
    pub fn of_account(
        tx: &mut Tx<'_>,
        (tenant, store): (&TenantId, &StoreId),
        text: &str,
        now: Timestamp,
    ) -> Result<Option<Self>> {
        let Some(customer) = by_account(tx, (tenant, store), text)? else { return Ok(None) };
        let (code, _) = code_or_new(tx, tenant, &customer.id, now)?;
        let customer = load(tx, tenant, &customer.id)?;
        let paused = partner::standing_at(tx, tenant, &code.partner, now)?.paused;
        let (program, partner, value) = (code.program, code.partner, code.code);
        Ok(Some(Self { customer, program, partner, code: code.id, value, paused }))
    }
}
