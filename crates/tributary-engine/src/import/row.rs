//! Rows of imports: as they came, with what became of each, and what is needed to take that back.

use super::{Import, sql, written};
use crate::db::{Row as Columns, Tx};
use crate::error::{Error, Result};
use crate::params;
use serde::{Deserialize, Serialize};
use tributary_core::fact::OrderStated;
use tributary_core::{CodeId, FactId, ImportId, PartnerId, TenantId};

/// What becomes of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Something new.
    New,
    /// Something that is here, changed.
    Update,
    /// Nothing to do.
    Skip,
    /// It can't be used.
    Wrong,
    /// A further line of an order above.
    Joined,
}

impl Verdict {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::New, Self::Update, Self::Skip, Self::Wrong, Self::Joined];

    /// The word for it in the API and the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Update => "update",
            Self::Skip => "skip",
            Self::Wrong => "wrong",
            Self::Joined => "joined",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verdict| verdict.as_str() == word)
    }
}

/// A row and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its number among all of the import.
    pub number: i64,
    /// Its table, counted from nought.
    pub part: usize,
    /// Its line in the file.
    pub line: i64,
    /// Its cells as they came.
    pub cells: Vec<String>,
    /// What becomes of it; none before it was looked at.
    pub verdict: Option<Verdict>,
    /// The field that is to blame.
    pub field: Option<String>,
    /// Why, and what to do.
    pub detail: Option<String>,
    /// The id of what it became.
    pub object: Option<String>,
    pub(super) before: Option<Before>,
}

/// How things stood before a row changed them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "did", rename_all = "snake_case")]
pub(super) enum Before {
    /// A partner was made, with these codes.
    Made { partner: PartnerId, codes: Vec<CodeId> },
    /// A partner was changed.
    Changed(Box<Change>),
    /// Only noted what the other system calls a partner.
    Linked { partner: PartnerId },
    /// A code was given.
    Given { code: CodeId },
    /// An order was taken: how the file before had it, and what was said about it.
    Taken { order: String, was: Option<Box<OrderStated>>, words: Vec<FactId> },
}

/// What changed about a partner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Change {
    pub(super) partner: PartnerId,
    pub(super) was: Face,
    pub(super) is: Face,
    /// Whether they were paused, where that changed.
    pub(super) was_paused: Option<bool>,
    /// The address that was noted as theirs for the first time, by its key.
    pub(super) address: Option<String>,
    pub(super) codes: Vec<CodeId>,
}

/// What a file can say of a partner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Face {
    pub(super) name: String,
    pub(super) email: Option<String>,
    pub(super) group: String,
    pub(super) place: String,
    pub(super) note: String,
}

/// What was found out about a row, and what it changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Outcome {
    pub(super) verdict: Verdict,
    pub(super) field: Option<&'static str>,
    pub(super) detail: Option<String>,
    pub(super) object: Option<String>,
    pub(super) about: Option<PartnerId>,
    pub(super) before: Option<Before>,
}

impl Outcome {
    pub(super) fn of(verdict: Verdict) -> Self {
        Self { verdict, field: None, detail: None, object: None, about: None, before: None }
    }
}

/// Rows after a number.
///
/// # Errors
/// What the database says.
pub fn rows(
    tx: &mut Tx<'_>,
    (tenant, id): (&TenantId, &ImportId),
    after: i64,
    limit: i64,
) -> Result<Vec<Row>> {
    tx.rows(sql::ROWS_AFTER, params![tenant, id, after, limit], decode)
}

/// Rows of one verdict after a number.
///
/// # Errors
/// What the database says.
pub fn rows_of(
    tx: &mut Tx<'_>,
    (tenant, id): (&TenantId, &ImportId),
    verdict: Verdict,
    (after, limit): (i64, i64),
) -> Result<Vec<Row>> {
    tx.rows(sql::ROWS_OF_VERDICT, params![tenant, id, verdict.as_str(), after, limit], decode)
}

/// Rows from a number down, the last first.
pub(super) fn backwards(
    tx: &mut Tx<'_>,
    (tenant, id): (&TenantId, &ImportId),
    from: i64,
    limit: i64,
) -> Result<Vec<Row>> {
    tx.rows(sql::ROWS_BACKWARDS, params![tenant, id, from, limit], decode)
}

/// The rows that are known by a key.
pub(super) fn by_key(
    tx: &mut Tx<'_>,
    (tenant, id): (&TenantId, &ImportId),
    key: &str,
    limit: i64,
) -> Result<Vec<Row>> {
    tx.rows(sql::ROWS_BY_KEY, params![tenant, id, key, limit], decode)
}

/// Notes what became of a row.
pub(super) fn settle(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    import: &Import,
    number: i64,
    found: &Outcome,
) -> Result<()> {
    let before = found.before.as_ref().map(written).transpose()?;
    let row = params![
        tenant,
        &import.id,
        number,
        found.verdict.as_str(),
        found.field,
        found.detail.as_deref(),
        found.object.as_deref(),
        found.about.as_ref().map(PartnerId::as_str),
        before.as_deref()
    ];
    tx.exec(sql::SET_VERDICT, row).map(drop)
}

fn decode(row: &Columns<'_>) -> Result<Row> {
    let before = row.opt_text(8)?;
    let broken = |e: serde_json::Error| Error::Broken(format!("a row of an import is damaged: {e}"));
    Ok(Row {
        number: row.int(0)?,
        part: usize::try_from(row.int(1)?).unwrap_or(usize::MAX),
        line: row.int(2)?,
        cells: row.json(3)?,
        verdict: row.opt_text(4)?.as_deref().and_then(Verdict::parse),
        field: row.opt_text(5)?,
        detail: row.opt_text(6)?,
        object: row.opt_text(7)?,
        before: before.map(|text| serde_json::from_str(&text)).transpose().map_err(broken)?,
    })
}
