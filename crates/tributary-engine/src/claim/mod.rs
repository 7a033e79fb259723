//! Claims: a publisher misses a sale. What there is to say about it is looked up whenever somebody looks ([`evidence`]), so it
//! is never older than the facts; what a person answers is kept, and accepting is the assignment of the order by hand.

mod evidence;
mod judge;
mod sql;
mod wire;

pub use evidence::{Evidence, Found, OwnClick, Verdict, evidence};
pub use judge::{accept, decline};
use wire::tell;

use crate::audit::{self, Actor, Note};
use crate::conversion::Reach;
use crate::db::{Row, Tx};
use crate::error::{Error, Field, Result};
use crate::page::{Cursor, Page};
use crate::{chance, params, program, store};
use tributary_core::money::Money;
use tributary_core::{ClaimId, OrderId, PartnerId, ProgramId, TenantId, Timestamp};

/// The most that wait of one publisher at one store.
pub const OPEN_MAX: i64 = 50;
/// The most that one makes in a day at one store: each is a question about an order that may be somebody else's.
pub const DAY_MAX: i64 = 20;
const DAY_MS: i64 = 24 * 3_600_000;
const NUMBER_CHARS_MAX: usize = 100;
const NOTE_CHARS_MAX: usize = 2_000;

/// How a claim stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Nobody has answered yet.
    Open,
    /// The order is the publisher's now.
    Accepted,
    /// It is not.
    Declined,
}

impl State {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Open, Self::Accepted, Self::Declined];

    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Accepted => "accepted",
            Self::Declined => "declined",
        }
    }
}

impl TryFrom<String> for State {
    type Error = String;

    fn try_from(text: String) -> std::result::Result<Self, String> {
        let found = Self::ALL.into_iter().find(|state| state.as_str() == text);
        found.ok_or_else(|| format!("{text} is no state"))
    }
}

/// A sale that a publisher misses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Whose store.
    pub tenant: TenantId,
    /// Its id.
    pub id: ClaimId,
    /// In which program.
    pub program: ProgramId,
    /// Who misses it.
    pub partner: PartnerId,
    /// The order's number, if they know it.
    pub number: Option<String>,
    /// When it was bought.
    pub bought_at: Option<Timestamp>,
    /// For how much.
    pub amount: Option<Money>,
    /// After which click, as they have it.
    pub click: Option<String>,
    /// What they say about it.
    pub note: String,
    /// How it stands.
    pub state: State,
    /// What was answered.
    pub answer: Option<String>,
    /// The order that was given to them.
    pub order: Option<OrderId>,
    /// When somebody judged it, and who.
    pub judged: Option<(Timestamp, String)>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// What a claim is made from.
#[derive(Debug, Clone, Default)]
pub struct NewClaim {
    /// The order's number.
    pub number: Option<String>,
    /// When it was bought.
    pub bought_at: Option<Timestamp>,
    /// For how much, in minor units of the store's currency.
    pub amount_minor: Option<i64>,
    /// After which click.
    pub click: Option<String>,
    /// What they say about it.
    pub note: String,
}

/// Makes a claim.
///
/// # Errors
/// [`Error::Invalid`] names every field, [`Error::Conflict`] when there are too many.
pub fn create(
    tx: &mut Tx<'_>,
    (of, by): (&Reach, &Actor),
    (program, new): (&ProgramId, &NewClaim),
    now: Timestamp,
) -> Result<Claim> {
    check(new, now)?;
    has_room(tx, of, now)?;
    let store = program::load(tx, &of.tenant, program)?.store;
    let currency = store::load(tx, &of.tenant, &store)?.currency;
    let id = ClaimId::from_bits(chance::ordered_bits(now)?);
    let text = |text: &Option<String>| {
        text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
    };
    let row = params![
        &of.tenant,
        &id,
        program,
        &of.partner,
        text(&new.number).map(|number| number.trim_start_matches('#').to_owned()),
        new.bought_at,
        new.amount_minor,
        new.amount_minor.map(|_| currency.code()),
        text(&new.click),
        new.note.trim(),
        now
    ];
    tx.exec(sql::INSERT, row)?;
    let claim = load(tx, &of.tenant, &id)?;
    audit::note(tx, by, &Note::on("claim.created", id.as_str()).named(&claim.title()), now)?;
    tell(tx, "claim.created", &claim, now)?;
    Ok(claim)
}

fn check(new: &NewClaim, now: Timestamp) -> Result<()> {
    let mut faults = Vec::new();
    let said = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.trim().is_empty());
    let long = |text: &str, max: usize| text.trim().chars().count() > max;
    if !said(&new.number) && (new.bought_at.is_none() || new.amount_minor.is_none()) {
        let detail = "Give the order's number, or the moment and the amount of the purchase.";
        faults.push(Field::new("/order_number", "missing", detail));
    }
    if new.number.as_ref().is_some_and(|number| long(number, NUMBER_CHARS_MAX)) {
        faults.push(Field::new("/order_number", "length", "Shorten this to 100 characters."));
    }
    if new.bought_at.is_some_and(|at| at > now) {
        faults.push(Field::new("/bought_at", "range", "Use a moment in the past."));
    }
    if new.amount_minor.is_some_and(|minor| minor <= 0) {
        faults.push(Field::new("/amount", "range", "Use an amount above zero."));
    }
    if new.click.as_ref().is_some_and(|click| long(click, NUMBER_CHARS_MAX)) {
        faults.push(Field::new("/click", "length", "Shorten this to 100 characters."));
    }
    if long(&new.note, NOTE_CHARS_MAX) {
        faults.push(Field::new("/note", "length", "Shorten this to 2,000 characters."));
    }
    if faults.is_empty() { Ok(()) } else { Err(Error::Invalid(faults)) }
}

fn has_room(tx: &mut Tx<'_>, of: &Reach, now: Timestamp) -> Result<()> {
    if tx.int(sql::OPEN_OF, params![&of.tenant, &of.partner])? >= OPEN_MAX {
        return Err(Error::Conflict(format!(
            "{OPEN_MAX} of your claims wait for this store's answer already"
        )));
    }
    if tx.int(sql::SINCE_OF, params![&of.tenant, &of.partner, now.plus_ms(-DAY_MS)])? >= DAY_MAX {
        return Err(Error::Conflict(format!(
            "you made {DAY_MAX} claims at this store within a day: go on tomorrow"
        )));
    }
    Ok(())
}

/// One claim of a tenant.
///
/// # Errors
/// [`Error::NotFound`].
pub fn load(tx: &mut Tx<'_>, tenant: &TenantId, id: &ClaimId) -> Result<Claim> {
    tx.row(sql::LOAD, params![tenant, id], decode)?.ok_or(Error::NotFound("claim"))
}

/// A page of a tenant's claims, newest first.
///
/// # Errors
/// What the database says.
pub fn list(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    (program, state): (Option<&ProgramId>, Option<State>),
    cursor: &Cursor,
) -> Result<Page<Claim>> {
    let state = state.map(State::as_str);
    let rows = tx.rows(sql::LIST, params![tenant, state, cursor.below(), cursor.fetch(), program], decode)?;
    Ok(cursor.page(rows, |claim| claim.id.to_string()))
}

/// How many wait for the store's answer.
///
/// # Errors
/// What the database says.
pub fn open(tx: &mut Tx<'_>, tenant: &TenantId, program: Option<&ProgramId>) -> Result<i64> {
    tx.int(sql::COUNT_OPEN, params![tenant, program])
}

/// A page of a publisher's claims at all stores, newest first.
///
/// # Errors
/// What the database says.
pub fn list_own(tx: &mut Tx<'_>, reach: &[Reach], cursor: &Cursor) -> Result<Page<Claim>> {
    let mut rows = Vec::new();
    for of in reach {
        let params = params![&of.tenant, &of.partner, cursor.below(), cursor.fetch()];
        rows.extend(tx.rows(sql::LIST_OF, params, decode)?);
    }
    rows.sort_by(|a, b| b.id.cmp(&a.id));
    Ok(cursor.page(rows, |claim| claim.id.to_string()))
}

/// One claim of a publisher.
///
/// # Errors
/// [`Error::NotFound`], for another's too.
pub fn load_own(tx: &mut Tx<'_>, reach: &[Reach], id: &ClaimId) -> Result<Claim> {
    for of in reach {
        let found = tx.row(sql::LOAD, params![&of.tenant, id], decode)?;
        if let Some(claim) = found.filter(|claim| claim.partner == of.partner) {
            return Ok(claim);
        }
    }
    Err(Error::NotFound("claim"))
}

impl Claim {
    /// What people call it.
    #[must_use]
    pub fn title(&self) -> String {
        self.number.as_ref().map_or_else(|| self.id.to_string(), |number| format!("#{number}"))
    }
}

fn decode(row: &Row<'_>) -> Result<Claim> {
    let amount = row.opt_int(6)?.zip(row.opt_parse(7)?);
    let judged_at = row.opt_int(14)?.map(Timestamp::from_ms);
    Ok(Claim {
        tenant: row.parse(0)?,
        id: row.parse(1)?,
        program: row.parse(2)?,
        partner: row.parse(3)?,
        number: row.opt_text(4)?,
        bought_at: row.opt_int(5)?.map(Timestamp::from_ms),
        amount: amount.map(|(minor, currency)| Money::new(minor, currency)),
        click: row.opt_text(8)?,
        note: row.text(9)?,
        state: row.parse(10)?,
        answer: row.opt_text(11)?,
        order: row.opt_parse(12)?,
        judged: judged_at.zip(row.opt_text(13)?),
        created_at: row.time(15)?,
    })
}
