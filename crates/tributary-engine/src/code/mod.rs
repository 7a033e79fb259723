//! Codes: what a partner tells people to type. Unique case-folded, never given to anybody else.

mod alias;
pub mod coupon;
pub mod near_miss;
mod sql;

pub use alias::{TAKE_BACK_MS, alias, alias_of, aliases, heed, ignore, take_back};
pub use coupon::{Discount, InShop, Offer, ShopState};

use crate::db::{Row, Tx};
use crate::error::{Error, Result};
use crate::page::{Cursor, Page};
use crate::{chance, params, partner, pipeline, program};
use std::collections::BTreeMap;
use tributary_core::{CodeId, PartnerId, ProgramId, StoreId, TenantId, Timestamp};

/// What a code is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Stands in a link: `/r/sara`.
    Referral,
    /// Is typed at the checkout: `SARA10`.
    Coupon,
}

impl Kind {
    /// The word for it in the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Referral => "referral",
            Self::Coupon => "coupon",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Referral, Self::Coupon].into_iter().find(|kind| kind.as_str() == word)
    }
}

/// A code and whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// Its id.
    pub id: CodeId,
    /// The program it counts in.
    pub program: ProgramId,
    /// Whose it is.
    pub partner: PartnerId,
    /// What it is for.
    pub kind: Kind,
    /// As people write it.
    pub code: String,
    /// When it was given.
    pub created_at: Timestamp,
    /// What a coupon gives, as far as we know.
    pub offer: Offer,
    /// How a coupon stands in the shop.
    pub in_shop: InShop,
    /// Since when it is hidden from lists; it keeps resolving and crediting.
    pub archived_at: Option<Timestamp>,
}

/// What a code is made from.
#[derive(Debug, Clone)]
pub struct NewCode {
    /// The program it counts in.
    pub program: ProgramId,
    /// Whose it is.
    pub partner: PartnerId,
    /// What it is for.
    pub kind: Kind,
    /// As people write it.
    pub code: String,
}

/// A code as it is compared: shops send coupons in lower case, people type as they like.
#[must_use]
pub fn fold(code: &str) -> String {
    code.trim().to_lowercase()
}

/// Gives a partner a code; orders that carry it already are decided anew.
///
/// # Errors
/// [`Error::Invalid`] for a bad or taken code, [`Error::NotFound`] for a foreign partner or program.
pub fn create(tx: &mut Tx<'_>, tenant: &TenantId, new: &NewCode, now: Timestamp) -> Result<Code> {
    let code = new.code.trim();
    if code.is_empty() || code.chars().count() > 100 || code.chars().any(char::is_control) {
        return Err(Error::field("/code", "length", "Give a code of 1 to 100 characters."));
    }
    if new.kind == Kind::Referral && !fits_url(code) {
        return Err(Error::field(
            "/code",
            "format",
            "A referral code stands in a link: use letters, digits, - _ and . only.",
        ));
    }
    partner::load(tx, tenant, &new.partner)?;
    program::load(tx, tenant, &new.program)?;
    let id = CodeId::from_bits(chance::ordered_bits(now)?);
    let row = params![tenant, &id, &new.program, &new.partner, new.kind.as_str(), code, fold(code), now];
    match tx.exec(sql::INSERT, row) {
        Err(error) if error.is_unique() => Err(Error::clash("/code", "taken", "This code is already taken.")),
        Err(error) => Err(error),
        Ok(_) => {
            pipeline::given(tx, (tenant, &new.program), (code, id.as_str()), now)?;
            load(tx, tenant, &id)
        }
    }
}

/// Whether a text can stand in a path as it is.
#[must_use]
pub fn fits_url(text: &str) -> bool {
    text.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))
}

/// One code.
///
/// # Errors
/// [`Error::NotFound`].
pub fn load(tx: &mut Tx<'_>, tenant: &TenantId, id: &CodeId) -> Result<Code> {
    tx.row(sql::LOAD, params![tenant, id], decode_whole)?.ok_or(Error::NotFound("code"))
}

/// Whose a code is, in any spelling; a code of the wanted kind first, else of the other.
///
/// # Errors
/// What the database says.
pub fn find(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    program: &ProgramId,
    code: &str,
    wanted: Kind,
) -> Result<Option<Code>> {
    let mut found = tx.known(sql::FIND, params![tenant, program, fold(code)], decode_whole)?;
    found.sort_by_key(|code| code.kind != wanted);
    Ok(found.into_iter().next())
}

/// A page of codes, newest first.
///
/// # Errors
/// What the database says.
pub fn list(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    of: Option<&PartnerId>,
    cursor: &Cursor,
) -> Result<Page<Code>> {
    let rows = tx.rows(sql::LIST, params![tenant, cursor.below(), of, cursor.fetch()], decode_whole)?;
    Ok(cursor.page(rows, |code| code.id.to_string()))
}

/// Every code of a kind, of all partners or of one, newest first; archived ones too.
///
/// # Errors
/// What the database says.
pub fn all(tx: &mut Tx<'_>, tenant: &TenantId, kind: Kind, of: Option<&PartnerId>) -> Result<Vec<Code>> {
    tx.rows(sql::ALL, params![tenant, kind.as_str(), of], decode_whole)
}

/// How many orders carry each coupon of a store: (folded code, orders). An order counts once, however many lines it has.
///
/// # Errors
/// What the database says.
pub fn uses(tx: &mut Tx<'_>, tenant: &TenantId, store: &StoreId) -> Result<BTreeMap<String, i64>> {
    let rows = tx.rows(sql::USES, params![tenant, store], |row| Ok((row.text(0)?, row.int(1)?)))?;
    Ok(rows.into_iter().collect())
}

/// Hides a code from lists; it keeps resolving and crediting.
///
/// # Errors
/// [`Error::NotFound`].
pub fn archive(tx: &mut Tx<'_>, tenant: &TenantId, id: &CodeId, now: Timestamp) -> Result<()> {
    found(tx.exec(sql::ARCHIVE, params![tenant, id, now])?)
}

/// Shows an archived code again.
///
/// # Errors
/// [`Error::NotFound`].
pub fn restore(tx: &mut Tx<'_>, tenant: &TenantId, id: &CodeId) -> Result<()> {
    found(tx.exec(sql::RESTORE, params![tenant, id])?)
}

fn found(rows: usize) -> Result<()> {
    if rows == 0 { Err(Error::NotFound("code")) } else { Ok(()) }
}

fn decode_whole(row: &Row<'_>) -> Result<Code> {
    Ok(Code {
        offer: coupon::decode_offer(row, 6)?,
        in_shop: coupon::decode_in_shop(row, 10)?,
        archived_at: row.opt_int(15)?.map(Timestamp::from_ms),
        ..decode(row)?
    })
}

/// As far as following it needs.
pub(crate) fn decode(row: &Row<'_>) -> Result<Code> {
    let kind = row.text(3)?;
    Ok(Code {
        id: row.parse(0)?,
        program: row.parse(1)?,
        partner: row.parse(2)?,
        kind: Kind::parse(&kind).ok_or_else(|| Error::Broken(format!("code kind {kind} is unknown")))?,
        code: row.text(4)?,
        created_at: row.time(5)?,
        offer: Offer::default(),
        in_shop: InShop::default(),
        archived_at: None,
    })
}

/// Every code and slug of a program, as people write them.
///
/// # Errors
/// What the database says.
pub fn words(tx: &mut Tx<'_>, tenant: &TenantId, program: &ProgramId) -> Result<Vec<String>> {
    tx.rows(sql::WORDS, params![tenant, program], |row| row.text(0))
}
