//! What there is to say about a claim, now: the order, who has it and why, and the publisher's own clicks around it. Of others
//! the partner is told nothing but how they won.

use super::{Claim, sql};
use crate::conversion;
use crate::db::{Row, Tx};
use crate::error::{Error, Result};
use crate::order::{self, OrderRow};
use crate::params;
use tributary_core::decide::Decision;
use tributary_core::reason::Reason;
use tributary_core::{ClickId, OrderId, PartnerId, Timestamp};

const DAY_MS: i64 = 24 * 3_600_000;
/// How far the amount's order may be from the moment that somebody remembers.
const NEAR_MS: i64 = DAY_MS;
/// Clicks so long before the purchase are shown.
const BEFORE_MS: i64 = 30 * DAY_MS;
const CLICKS_MAX: i64 = 20;
/// More orders than this with the same amount say nothing.
const ORDERS_MAX: i64 = 2;

/// What the evidence comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// The store has not reported such an order.
    NotReported,
    /// Several orders fit: the number is needed.
    Several,
    /// The publisher has it.
    Yours,
    /// Another partner has it, by this way: `coupon`, `click`, `manual` …
    Another(String),
    /// Nobody has it, for this reason.
    Nobody(Reason),
}

impl Verdict {
    /// The word for it.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotReported => "not_reported",
            Self::Several => "several",
            Self::Yours => "yours",
            Self::Another(_) => "credited_to_another",
            Self::Nobody(_) => "credited_to_nobody",
        }
    }
}

/// The order that a claim is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Its id.
    pub order: OrderId,
    /// Its number.
    pub number: String,
    /// When it was placed.
    pub placed_at: Timestamp,
    /// Who has it: for the store's eyes only.
    pub holder: Option<PartnerId>,
    /// Why the publisher's own evidence on it did not win, where there is some.
    pub own_reason: Option<Reason>,
    /// Why it earns nothing although it is the publisher's, in the words of conversions.
    pub conversion_reason: Option<String>,
}

/// One of the publisher's own clicks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnClick {
    /// Its id.
    pub id: ClickId,
    /// When.
    pub at: Timestamp,
    /// What became of it: `counted`, `paused`, `not_a_person` …
    pub outcome: String,
    /// Whether it is the one that the claim names.
    pub named: bool,
}

/// What there is to say about a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// What it comes to.
    pub verdict: Verdict,
    /// The order, if exactly one fits.
    pub found: Option<Found>,
    /// The publisher's clicks before it, newest first.
    pub clicks: Vec<OwnClick>,
}

/// Looks up what there is to say about a claim.
///
/// # Errors
/// What the database says.
pub fn evidence(tx: &mut Tx<'_>, claim: &Claim, now: Timestamp) -> Result<Evidence> {
    let mut orders = orders(tx, claim)?;
    let around = orders.first().map(|order| order.placed_at).or(claim.bought_at).unwrap_or(claim.created_at);
    let clicks = clicks(tx, claim, around)?;
    let (Some(order), true) = (orders.pop(), orders.is_empty()) else {
        let verdict = if orders.is_empty() { Verdict::NotReported } else { Verdict::Several };
        return Ok(Evidence { verdict, found: None, clicks });
    };
    let decision = order::explain(tx, &claim.tenant, &order.id, now)?.decision;
    let own = conversion::of_order(tx, &claim.tenant, &order.id)?;
    let own = own.into_iter().find(|one| one.partner == claim.partner);
    let found = Found {
        holder: decision.attribution.credit.as_ref().map(|credit| credit.partner.clone()),
        own_reason: own_reason(&decision, claim),
        conversion_reason: own.and_then(|one| one.content.reason),
        order: order.id,
        number: order.number,
        placed_at: order.placed_at,
    };
    Ok(Evidence { verdict: verdict(&decision, claim), found: Some(found), clicks })
}

/// The order of a claim's program with a number, for whoever knows it better than the partner.
///
/// # Errors
/// [`Error::Invalid`] when there is none, or more than one.
pub fn order_numbered(tx: &mut Tx<'_>, claim: &Claim, number: &str) -> Result<OrderId> {
    let mut ids = numbered(tx, claim, number.trim().trim_start_matches('#'))?;
    match (ids.pop(), ids.is_empty()) {
        (Some(id), true) => Ok(id),
        (Some(_), false) => Err(Error::field(
            "/number",
            "several",
            "Several orders have this number: open the one that is meant.",
        )),
        (None, _) => Err(Error::field("/number", "unknown", "No order of this program has this number.")),
    }
}

fn numbered(tx: &mut Tx<'_>, claim: &Claim, number: &str) -> Result<Vec<OrderId>> {
    tx.rows(sql::BY_NUMBER, params![&claim.tenant, &claim.program, number, ORDERS_MAX], |row| row.parse(0))
}

/// The orders that fit.
fn orders(tx: &mut Tx<'_>, claim: &Claim) -> Result<Vec<OrderRow>> {
    let ids = match (&claim.number, claim.bought_at, claim.amount) {
        (Some(number), ..) => numbered(tx, claim, number)?,
        (None, Some(at), Some(amount)) => {
            let (from, to) = (at.plus_ms(-NEAR_MS), at.plus_ms(NEAR_MS));
            let params = params![
                &claim.tenant,
                &claim.program,
                from,
                to,
                amount.minor,
                amount.currency.code(),
                ORDERS_MAX
            ];
            tx.rows(sql::BY_AMOUNT, params, |row| row.parse(0))?
        }
        _ => Vec::new(),
    };
    ids.iter().map(|id| order::load(tx, &claim.tenant, id)).collect()
}

fn clicks(tx: &mut Tx<'_>, claim: &Claim, around: Timestamp) -> Result<Vec<OwnClick>> {
    let named = claim.click.as_deref().and_then(|click| ClickId::parse(click).ok());
    let decode = |row: &Row<'_>| {
        let id: ClickId = row.parse(0)?;
        Ok(OwnClick { named: named.as_ref() == Some(&id), at: row.time(1)?, outcome: row.text(2)?, id })
    };
    let (from, to) = (around.plus_ms(-BEFORE_MS), around.plus_ms(DAY_MS));
    let params = params![&claim.tenant, &claim.partner, &claim.program, from, to, CLICKS_MAX];
    let mut clicks = tx.rows(sql::CLICKS, params, decode)?;
    if let Some(id) = named.as_ref().filter(|id| clicks.iter().all(|click| click.id != **id)) {
        let params = params![&claim.tenant, &claim.partner, &claim.program, id];
        clicks.extend(tx.row(sql::CLICK, params, decode)?);
    }
    Ok(clicks)
}

fn verdict(decision: &Decision, claim: &Claim) -> Verdict {
    match (&decision.attribution.credit, decision.attribution.nobody) {
        (Some(credit), _) if credit.partner == claim.partner => Verdict::Yours,
        (Some(credit), _) => Verdict::Another(credit.via.to_owned()),
        (None, reason) => Verdict::Nobody(reason.unwrap_or(Reason::NoTouch)),
    }
}

/// Why the publisher's last evidence on the order did not win.
fn own_reason(decision: &Decision, claim: &Claim) -> Option<Reason> {
    let candidates = decision.attribution.candidates.iter().rev();
    candidates
        .filter(|candidate| candidate.touch.partner == claim.partner)
        .find_map(|candidate| candidate.lost)
}
