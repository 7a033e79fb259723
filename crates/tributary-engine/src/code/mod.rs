//! Codes: what a partner tells people to type. Unique case-folded, never given to anybody else.

mod alias;
mod sql;

pub use alias::{TAKE_BACK_MS, alias, alias_of, heed, ignore, take_back};

use crate::db::{Row, Tx};
use crate::error::{Error, Result};
use crate::page::{Cursor, Page};
use crate::{chance, params, partner, pipeline, program};
use tributary_core::{CodeId, PartnerId, ProgramId, TenantId, Timestamp};

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
        Err(error) if error.is_unique() => Err(Error::field("/code", "taken", "This code is already taken.")),
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
    tx.row(sql::LOAD, params![tenant, id], decode)?.ok_or(Error::NotFound("code"))
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
    let mut found = tx.rows(sql::FIND, params![tenant, program, fold(code)], decode)?;
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
    let rows = tx.rows(sql::LIST, params![tenant, cursor.below(), of, cursor.fetch()], decode)?;
    Ok(cursor.page(rows, |code| code.id.to_string()))
}

pub(crate) fn decode(row: &Row<'_>) -> Result<Code> {
    let kind = row.text(3)?;
    Ok(Code {
        id: row.parse(0)?,
        program: row.parse(1)?,
        partner: row.parse(2)?,
        kind: Kind::parse(&kind).ok_or_else(|| Error::Broken(format!("code kind {kind} is unknown")))?,
        code: row.text(4)?,
        created_at: row.time(5)?,
    })
}
