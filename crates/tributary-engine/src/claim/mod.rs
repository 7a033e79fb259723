//! Claims: a partner misses an order. What there is to say about it is looked up whenever somebody looks ([`evidence`]), so it
//! is never older than the facts; what a person answers is kept, and accepting is the assignment of the order by hand. Before they
//! answer they may ask back ([`ask`]), and the partner replies.

mod evidence;
mod judge;
mod sql;
mod wire;
mod words;

pub use evidence::{Evidence, Found, OwnClick, Verdict, evidence, order_numbered};
pub use judge::{accept, decline};
use wire::tell;
pub use words::{Side, Word, ask, reply, words};

use crate::audit::{self, Actor, Note};
use crate::conversion::Reach;
use crate::db::{Row, Tx};
use crate::error::{Error, Result};
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
    /// It waits for the store.
    Open,
    /// The store has asked back; it waits for the partner.
    Asked,
    /// The order is the publisher's now.
    Accepted,
    /// It is not.
    Declined,
}

impl State {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Open, Self::Asked, Self::Accepted, Self::Declined];

    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Asked => "asked",
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
    /// The language in which it was made, if that is known.
    pub language: String,
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
    /// The language that they read.
    pub language: String,
}

/// Makes a claim. Whoever claims the same order twice has one claim: what they say the second time is added to it.
///
/// # Errors
/// [`Error::Invalid`] names every field, and says when there are too many.
pub fn create(
    tx: &mut Tx<'_>,
    (of, by): (&Reach, &Actor),
    (program, new): (&ProgramId, &NewClaim),
    now: Timestamp,
) -> Result<Claim> {
    check(new, now)?;
    let store = program::load(tx, &of.tenant, program)?.store;
    let currency = store::load(tx, &of.tenant, &store)?.currency;
    let id = ClaimId::from_bits(chance::ordered_bits(now)?);
    let text = |text: &Option<String>| {
        text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
    };
    let number = text(&new.number).map(|number| number.trim_start_matches('#').to_owned());
    let same = same(program, new, number.as_deref());
    let row = params![
        &of.tenant,
        &id,
        program,
        &of.partner,
        number,
        new.bought_at,
        new.amount_minor,
        new.amount_minor.map(|_| currency.code()),
        text(&new.click),
        new.note.trim(),
        &same,
        &new.language,
        now
    ];
    if tx.exec(sql::INSERT, row)? == 0 {
        return again(tx, (of, by), (&same, new.note.trim()), now);
    }
    has_room(tx, of, now)?;
    let claim = load(tx, &of.tenant, &id)?;
    audit::note(tx, by, &Note::on("claim.created", id.as_str()).named(&claim.title()), now)?;
    tell(tx, "claim.created", &claim, now)?;
    Ok(claim)
}

/// What makes two claims of a partner one: the order as they know it.
fn same(program: &ProgramId, new: &NewClaim, number: Option<&str>) -> String {
    match (number, new.bought_at, new.amount_minor) {
        (Some(number), ..) => format!("{program} #{}", number.to_lowercase()),
        (None, at, minor) => {
            let day = at.map_or(0, |at| at.ms().div_euclid(DAY_MS));
            format!("{program} {day} {}", minor.unwrap_or_default())
        }
    }
}

/// The claim that was made before.
fn again(
    tx: &mut Tx<'_>,
    (of, by): (&Reach, &Actor),
    (same, note): (&str, &str),
    now: Timestamp,
) -> Result<Claim> {
    let id: Option<ClaimId> =
        tx.row(sql::SAME, params![&of.tenant, &of.partner, same], |row| row.parse(0))?;
    let claim = load(tx, &of.tenant, &id.ok_or(Error::NotFound("claim"))?)?;
    let waits = matches!(claim.state, State::Open | State::Asked);
    if !waits || note.is_empty() || note == claim.note {
        return Ok(claim);
    }
    reply(tx, by, &claim, note, now)
}

fn check(new: &NewClaim, now: Timestamp) -> Result<()> {
    let mut faults = Vec::new();
    let mut wrong = |error: Error| {
        if let Error::Invalid(fields) = error {
            faults.extend(fields);
        }
    };
    let said = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.trim().is_empty());
    let long = |text: &str, max: usize| text.trim().chars().count() > max;
    if !said(&new.number) && (new.bought_at.is_none() || new.amount_minor.is_none()) {
        wrong(Error::field(
            "/order_number",
            "missing",
            "Give the order's number, or the moment and the amount of the purchase.",
        ));
    }
    if new.number.as_ref().is_some_and(|number| long(number, NUMBER_CHARS_MAX)) {
        wrong(Error::field("/order_number", "length", "Shorten this to 100 characters."));
    }
    if new.bought_at.is_some_and(|at| at > now) {
        wrong(Error::field("/bought_at", "range", "Use a moment in the past."));
    }
    if new.amount_minor.is_some_and(|minor| minor <= 0) {
        wrong(Error::field("/amount", "range", "Use an amount above zero."));
    }
    if new.click.as_ref().is_some_and(|click| long(click, NUMBER_CHARS_MAX)) {
        wrong(Error::field("/click", "length", "Shorten this to 100 characters."));
    }
    if long(&new.note, NOTE_CHARS_MAX) {
        wrong(Error::field("/note", "length", "Shorten this to 2,000 characters."));
    }
    if faults.is_empty() { Ok(()) } else { Err(Error::Invalid(faults)) }
}

/// Asked when the claim is there already, so it counts itself.
fn has_room(tx: &mut Tx<'_>, of: &Reach, now: Timestamp) -> Result<()> {
    if tx.int(sql::OPEN_OF, params![&of.tenant, &of.partner])? > OPEN_MAX {
        return Err(Error::clash(
            "/order_number",
            "too_many",
            "50 of your claims wait for this store already. Wait for some of its answers.",
        ));
    }
    if tx.int(sql::SINCE_OF, params![&of.tenant, &of.partner, now.plus_ms(-DAY_MS)])? > DAY_MAX {
        return Err(Error::clash(
            "/order_number",
            "too_many",
            "You made 20 claims at this store within a day. Go on tomorrow.",
        ));
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

/// A page of a partner's claims, newest first.
///
/// # Errors
/// What the database says.
pub fn list_of(tx: &mut Tx<'_>, of: &Reach, cursor: &Cursor) -> Result<Page<Claim>> {
    let params = params![&of.tenant, &of.partner, cursor.below(), cursor.fetch()];
    let rows = tx.rows(sql::LIST_OF, params, decode)?;
    Ok(cursor.page(rows, |claim| claim.id.to_string()))
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
        language: row.text(16)?,
    })
}
