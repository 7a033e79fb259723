//! Aliases: a further spelling of a code or of a link's slug, for what people got wrong in print.
//!
//! An alias is a code row like any other, so the same index decides that it is nobody else's; what it stands for is
//! kept beside it. Clicks through it count for the original, and orders that carry it are settled as if it were.

use super::{Code, Kind, NewCode, create, find, fold, load, sql};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::{link, params, pipeline};
use tributary_core::{CodeId, PartnerId, ProgramId, TenantId, Timestamp};

/// How long a new alias can be taken back: afterwards people may rely on it.
pub const TAKE_BACK_MS: i64 = 10 * 60_000;

/// Makes `value` mean what `original` means, a code or a link's slug of the same program.
///
/// # Errors
/// [`Error::NotFound`] when nobody has `original`; [`Error::Invalid`] when `value` is taken or cannot be a code.
pub fn alias(
    tx: &mut Tx<'_>,
    (tenant, program): (&TenantId, &ProgramId),
    (value, original): (&str, &str),
    now: Timestamp,
) -> Result<Code> {
    let taken = || Error::clash("/code", "taken", "This code is already taken.");
    let known = |tx: &mut Tx<'_>, text: &str| meaning(tx, (tenant, program), text);
    let (of, partner, kind) = known(tx, original)?.ok_or(Error::NotFound("code"))?;
    if known(tx, value)?.is_some() {
        return Err(taken());
    }
    let kind = if super::fits_url(value.trim()) { kind } else { Kind::Coupon };
    let new = NewCode { program: program.clone(), partner, kind, code: value.to_owned() };
    // Made known as an alias first: settling the orders that carry it must find it so.
    let code = create(tx, tenant, &new, now)?;
    tx.exec(sql::INSERT_ALIAS, params![tenant, &code.id, &of])?;
    Ok(code)
}

/// The id, owner and kind of what a text means in a program; an alias means its original.
fn meaning(
    tx: &mut Tx<'_>,
    (tenant, program): (&TenantId, &ProgramId),
    text: &str,
) -> Result<Option<(String, PartnerId, Kind)>> {
    if let Some(code) = find(tx, tenant, program, text, Kind::Referral)? {
        let of = alias_of(tx, tenant, &code.id)?.unwrap_or_else(|| code.id.to_string());
        return Ok(Some((of, code.partner, code.kind)));
    }
    let link = link::find(tx, tenant, program, text)?;
    Ok(link.map(|link| (link.id.to_string(), link.partner, Kind::Referral)))
}

/// What an alias stands for, the id of a code or link; nothing for a code of its own.
///
/// # Errors
/// What the database says.
pub fn alias_of(tx: &mut Tx<'_>, tenant: &TenantId, code: &CodeId) -> Result<Option<String>> {
    tx.row(sql::ALIAS_OF, params![tenant, code], |row| row.text(0))
}

/// Every alias and what it stands for: id of the code, id of its original.
///
/// # Errors
/// What the database says.
pub fn aliases(tx: &mut Tx<'_>, tenant: &TenantId) -> Result<Vec<(CodeId, String)>> {
    tx.rows(sql::ALIASES, params![tenant], |row| Ok((row.parse(0)?, row.text(1)?)))
}

/// Takes back an alias just made; orders that carry it are settled without it. Clicks it brought stay what they were.
///
/// # Errors
/// [`Error::NotFound`] for what is no alias, [`Error::Conflict`] when it is too late.
pub fn take_back(tx: &mut Tx<'_>, tenant: &TenantId, id: &CodeId, now: Timestamp) -> Result<Code> {
    let code = load(tx, tenant, id)?;
    alias_of(tx, tenant, id)?.ok_or(Error::NotFound("code"))?;
    if now.since_ms(code.created_at) > TAKE_BACK_MS {
        return Err(Error::Conflict("the alias may be in use by now; it stays".to_owned()));
    }
    tx.exec(sql::DELETE_ALIAS, params![tenant, id])?;
    tx.exec(sql::DELETE, params![tenant, id])?;
    pipeline::given(tx, (tenant, &code.program), (&code.code, id.as_str()), now)?;
    Ok(code)
}

/// Never asks about an unknown code again.
///
/// # Errors
/// What the database says.
pub fn ignore(tx: &mut Tx<'_>, tenant: &TenantId, (code, by): (&str, &str), now: Timestamp) -> Result<()> {
    tx.exec(sql::IGNORE, params![tenant, fold(code), by, now]).map(drop)
}

/// Asks about it again.
///
/// # Errors
/// What the database says.
pub fn heed(tx: &mut Tx<'_>, tenant: &TenantId, code: &str) -> Result<()> {
    tx.exec(sql::HEED, params![tenant, fold(code)]).map(drop)
}
