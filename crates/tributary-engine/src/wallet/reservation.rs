//! Store credit set aside for a purchase: held, then captured in part or whole, or given back. What is held too long is given back by
//! itself. Each step is done once, however often it is asked for.

use super::{Moving, spendable, sql, too_little};
use crate::customer::{self, Customer};
use crate::db::{Row, Tx};
use crate::error::{Error, Result};
use crate::ledger::Cause;
use crate::page::{Cursor, Page};
use crate::{chance, params};
use tributary_core::ledger::{Account, Purse};
use tributary_core::{Currency, CustomerId, Money, ReservationId, StoreId, TenantId, Timestamp};

/// How long a reservation lasts where nobody says.
pub const LASTS_MS: i64 = 30 * 60_000;
/// The shortest that one may ask for.
pub const LASTS_MS_MIN: i64 = 60_000;
/// The longest: a month.
pub const LASTS_MS_MAX: i64 = 31 * 86_400_000;
/// The longest reference.
pub const REFERENCE_CHARS_MAX: usize = 200;

/// How a reservation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReservationState {
    /// The credit is set aside.
    Held,
    /// It was spent, at least in part; the rest went back.
    Captured,
    /// It was given back.
    Released,
    /// It was held too long and went back by itself.
    Expired,
}

impl ReservationState {
    const ALL: [Self; 4] = [Self::Held, Self::Captured, Self::Released, Self::Expired];

    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Captured => "captured",
            Self::Released => "released",
            Self::Expired => "expired",
        }
    }

    fn parse(word: &str) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|state| state.as_str() == word);
        found.ok_or_else(|| Error::Broken(format!("reservation state {word} is unknown")))
    }
}

/// Store credit set aside for a purchase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reservation {
    /// Its id.
    pub id: ReservationId,
    /// The store.
    pub store: StoreId,
    /// Whose.
    pub customer: CustomerId,
    /// What the caller calls it.
    pub reference: String,
    /// The store's id of the order it is for, if it was told.
    pub order: Option<String>,
    /// How much.
    pub amount: Money,
    /// How much of it was spent.
    pub captured_minor: i64,
    /// How it stands.
    pub state: ReservationState,
    /// When it was made.
    pub created_at: Timestamp,
    /// The first moment without it.
    pub expires_at: Timestamp,
    /// When it was captured or went back.
    pub settled_at: Option<Timestamp>,
}

/// Store credit to set aside.
#[derive(Debug, Clone)]
pub struct NewReservation {
    /// Whose.
    pub customer: CustomerId,
    /// How much.
    pub amount: Money,
    /// What the caller calls it; the same twice is one reservation.
    pub reference: String,
    /// The store's id of the order it is for.
    pub order: Option<String>,
    /// How long it lasts.
    pub lasts_ms: i64,
    /// Who asks, for people.
    pub by: String,
}

/// Sets store credit aside. The same reference again answers the same reservation, however it stands by now.
///
/// # Errors
/// [`Error::Invalid`] when there is too little, [`Error::Conflict`] when the reference came with another wallet or amount.
pub fn reserve(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    new: &NewReservation,
    now: Timestamp,
) -> Result<Reservation> {
    check(new)?;
    let whose = customer::load(tx, tenant, &new.customer)?;
    let Money { minor, currency } = new.amount;
    let id = ReservationId::from_bits(chance::ordered_bits(now)?);
    let row = params![
        tenant,
        &id,
        &whose.store,
        &whose.id,
        &new.reference,
        new.order.as_deref(),
        currency.code(),
        minor,
        &new.by,
        now,
        now.plus_ms(new.lasts_ms)
    ];
    if tx.exec(sql::RESERVE, row)? == 0 {
        return same(tx, tenant, (&whose, new));
    }
    let available = spendable(tx, (tenant, &whose.id), currency, now)?;
    if minor > available {
        return Err(too_little(available, currency));
    }
    let moving = moving(&whose, &id, currency);
    let amounts = [(moving.purse(Purse::Available), -minor), (moving.purse(Purse::Held), minor)];
    moving.post(tx, tenant, amounts, now)?;
    load_reservation(tx, tenant, &id)
}

fn check(new: &NewReservation) -> Result<()> {
    if new.amount.minor <= 0 {
        return Err(Error::field("/amount", "range", "Give an amount above 0."));
    }
    if new.reference.trim().is_empty() || new.reference.chars().count() > REFERENCE_CHARS_MAX {
        let detail =
            format!("Give a text of 1 to {REFERENCE_CHARS_MAX} characters that is new for each purchase.");
        return Err(Error::field("/reference", "length", detail));
    }
    if !(LASTS_MS_MIN..=LASTS_MS_MAX).contains(&new.lasts_ms) {
        let (least, most) = (LASTS_MS_MIN / 1000, LASTS_MS_MAX / 1000);
        let detail = format!("Give {least} to {most} seconds.");
        return Err(Error::field("/expires_in_seconds", "range", detail));
    }
    Ok(())
}

/// What a reference stands for already, if it stands for the same.
fn same(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    (whose, new): (&Customer, &NewReservation),
) -> Result<Reservation> {
    let called = params![tenant, &whose.store, &new.reference];
    let known = tx.row(sql::RESERVATION_CALLED, called, decode)?;
    let known = known.ok_or_else(|| Error::Broken("a reservation was not kept".to_owned()))?;
    if known.customer == whose.id && known.amount == new.amount {
        return Ok(known);
    }
    Err(Error::Conflict(format!(
        "this reference stands for {} of another amount or wallet: use a new one for a new purchase",
        known.id
    )))
}

/// Spends what was set aside, or a part of it; the rest goes back.
///
/// # Errors
/// [`Error::Conflict`] when it went back already, or was captured with another amount; [`Error::Invalid`] for more than was set aside.
pub fn capture(
    tx: &mut Tx<'_>,
    (tenant, id): (&TenantId, &ReservationId),
    part: Option<Money>,
    now: Timestamp,
) -> Result<Reservation> {
    let known = load_reservation(tx, tenant, id)?;
    let part = part.unwrap_or(known.amount);
    if part.currency != known.amount.currency {
        let detail = format!("It was reserved in {}.", known.amount.currency);
        return Err(Error::clash("/amount/currency", "differs", detail));
    }
    if !(1..=known.amount.minor).contains(&part.minor) {
        let detail = format!("Capture 1 to {} minor units, or release it.", known.amount.minor);
        return Err(Error::clash("/amount", "range", detail));
    }
    match known.state {
        ReservationState::Captured if known.captured_minor == part.minor => return Ok(known),
        ReservationState::Captured => {
            let detail = format!("it was captured already, with {} minor units", known.captured_minor);
            return Err(Error::Conflict(detail));
        }
        ReservationState::Held if now < known.expires_at => {}
        _ => return Err(Error::Conflict("it went back to the wallet: reserve again".to_owned())),
    }
    settle(tx, (tenant, &known), (ReservationState::Captured, part.minor), now)?;
    load_reservation(tx, tenant, id)
}

/// Gives back what was set aside.
///
/// # Errors
/// [`Error::Conflict`] when it was captured.
pub fn release(
    tx: &mut Tx<'_>,
    (tenant, id): (&TenantId, &ReservationId),
    now: Timestamp,
) -> Result<Reservation> {
    let known = load_reservation(tx, tenant, id)?;
    match known.state {
        ReservationState::Released | ReservationState::Expired => return Ok(known),
        ReservationState::Captured => {
            return Err(Error::Conflict("it was captured: credit the wallet instead".to_owned()));
        }
        ReservationState::Held => {}
    }
    settle(tx, (tenant, &known), (ReservationState::Released, 0), now)?;
    load_reservation(tx, tenant, id)
}

/// Gives back what a customer's reservations have held too long.
pub(super) fn expire_of(
    tx: &mut Tx<'_>,
    (tenant, customer): (&TenantId, &CustomerId),
    now: Timestamp,
) -> Result<()> {
    let overdue: Vec<ReservationId> =
        tx.rows(sql::OVERDUE_OF, params![tenant, customer, now], |row| row.parse(0))?;
    overdue.iter().try_for_each(|id| expire(tx, (tenant, id), now))
}

/// Gives back what was held too long; nothing where somebody ended it meanwhile.
pub(super) fn expire(
    tx: &mut Tx<'_>,
    (tenant, id): (&TenantId, &ReservationId),
    now: Timestamp,
) -> Result<()> {
    let known = load_reservation(tx, tenant, id)?;
    if known.state != ReservationState::Held || now < known.expires_at {
        return Ok(());
    }
    settle(tx, (tenant, &known), (ReservationState::Expired, 0), now)
}

/// Ends a reservation that holds something: what was spent of it goes to the store, the rest back.
fn settle(
    tx: &mut Tx<'_>,
    (tenant, known): (&TenantId, &Reservation),
    (state, spent): (ReservationState, i64),
    now: Timestamp,
) -> Result<()> {
    if tx.exec(sql::SETTLE, params![tenant, &known.id, state.as_str(), spent, now])? == 0 {
        return Err(Error::Conflict("somebody else was faster: look at it again".to_owned()));
    }
    let whose = customer::load(tx, tenant, &known.customer)?;
    let moving = moving(&whose, &known.id, known.amount.currency);
    let amounts = [
        (moving.purse(Purse::Held), -known.amount.minor),
        (moving.purse(Purse::Available), known.amount.minor.saturating_sub(spent)),
        (Account::Redeemed(known.store.clone()), spent),
    ];
    moving.post(tx, tenant, amounts, now)
}

fn moving<'a>(whose: &'a Customer, id: &ReservationId, currency: Currency) -> Moving<'a> {
    Moving { whose, cause: Cause { kind: "reservation", id: id.to_string() }, currency }
}

/// A reservation by id.
///
/// # Errors
/// [`Error::NotFound`].
pub fn load_reservation(tx: &mut Tx<'_>, tenant: &TenantId, id: &ReservationId) -> Result<Reservation> {
    tx.row(sql::RESERVATION, params![tenant, id], decode)?.ok_or(Error::NotFound("reservation"))
}

/// A page of a customer's reservations, newest first.
///
/// # Errors
/// What the database says.
pub fn reservations(
    tx: &mut Tx<'_>,
    (tenant, customer): (&TenantId, &CustomerId),
    cursor: &Cursor,
) -> Result<Page<Reservation>> {
    let page = params![tenant, customer, cursor.below(), cursor.fetch()];
    let rows = tx.rows(sql::RESERVATIONS, page, decode)?;
    Ok(cursor.page(rows, |reservation| reservation.id.to_string()))
}

fn decode(row: &Row<'_>) -> Result<Reservation> {
    Ok(Reservation {
        id: row.parse(0)?,
        store: row.parse(1)?,
        customer: row.parse(2)?,
        reference: row.text(3)?,
        order: row.opt_text(4)?,
        amount: Money::new(row.int(6)?, row.parse(5)?),
        captured_minor: row.int(7)?,
        state: ReservationState::parse(&row.text(8)?)?,
        created_at: row.time(9)?,
        expires_at: row.time(10)?,
        settled_at: row.opt_int(11)?.map(Timestamp::from_ms),
    })
}
