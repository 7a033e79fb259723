//! Orders that hang on each other: an order uses up its visitor's clicks, and makes its customer a
//! returning one. When one appears, or moves, the later ones are decided anew.

use super::{OrderKey, WorldOf, sql};
use crate::click::Click;
use crate::db::Tx;
use crate::error::Result;
use crate::{params, program};
use std::collections::BTreeSet;
use tributary_core::decide::Decision;
use tributary_core::fact::OrderStated;
use tributary_core::{ClickId, OrderId, TenantId, Timestamp};

/// What ties an order to others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ties {
    placed_at: Timestamp,
    /// Both names of the browser.
    visitors: [Option<String>; 2],
    customer: Option<String>,
    /// What only browsers told ties nothing, until it is confirmed.
    unverified: bool,
    /// The store's id of the customer's account.
    account: Option<String>,
    /// When it qualified as a friend's order.
    qualified_at: Option<Timestamp>,
}

impl Ties {
    /// What ties an order to others by what is known of it.
    #[must_use]
    pub fn of(known: &WorldOf, decision: &Decision) -> Self {
        let order = &decision.order;
        Self {
            placed_at: order.stated.placed_at,
            visitors: [known.visitor.clone(), known.other_visitor.clone()],
            customer: known.customer.clone(),
            unverified: order.unverified,
            account: order.stated.customer.external_id.clone(),
            qualified_at: decision.qualified_at,
        }
    }

    /// What friends' rewards hang on.
    #[must_use]
    pub fn marks(&self) -> Marks<'_> {
        let address = self.customer.as_deref().filter(|mark| !mark.starts_with("id:"));
        Marks {
            who: (self.account.as_deref(), address),
            placed_at: self.placed_at,
            qualified_at: self.qualified_at,
        }
    }

    fn without_friends(&self) -> (Timestamp, [Option<&str>; 2], Option<&str>, bool) {
        let visitors = self.visitors.each_ref().map(Option::as_deref);
        (self.placed_at, visitors, self.customer.as_deref(), self.unverified)
    }
}

/// Whose an order is, and when it was placed and qualified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Marks<'a> {
    /// The customer's account, and their address.
    pub who: (Option<&'a str>, Option<&'a str>),
    /// When it was placed.
    pub placed_at: Timestamp,
    /// When it qualified as a friend's order.
    pub qualified_at: Option<Timestamp>,
}

/// The id of an order and what ties it to others as it stands; nothing while it is not known.
///
/// # Errors
/// What the database says.
pub fn standing_of(tx: &mut Tx<'_>, key: &OrderKey) -> Result<Option<(OrderId, Ties)>> {
    tx.known_row(sql::TIES, params![&key.tenant, &key.store, &key.external_id], |row| {
        let ties = Ties {
            placed_at: row.time(1)?,
            visitors: [row.opt_text(2)?, row.opt_text(7)?],
            customer: row.opt_text(3)?,
            unverified: row.int(4)? == 1,
            account: row.opt_text(5)?,
            qualified_at: row.opt_int(6)?.map(Timestamp::from_ms),
        };
        Ok((row.parse(0)?, ties))
    })
}

/// An order of which there is no fact stands nowhere, so nobody need look for it.
pub fn stands_nowhere(tx: &mut Tx<'_>, key: &OrderKey) {
    let asked = params![&key.tenant, &key.store, &key.external_id];
    tx.known_to_be_none::<(OrderId, Ties)>(sql::TIES, asked);
}

/// What ties an order to others from now on, and its customer's later orders, which its world knows.
pub type After = (Ties, Vec<String>);

/// The later orders whose decision may have changed because this one's ties did.
///
/// # Errors
/// What the database says.
pub fn touched(
    tx: &mut Tx<'_>,
    key: &OrderKey,
    (before, after): (Option<Ties>, Option<After>),
) -> Result<Vec<OrderKey>> {
    // Undecided, it stands as it stood.
    let Some((after, known)) = after else { return Ok(Vec::new()) };
    if before.as_ref().map(Ties::without_friends) == Some(after.without_friends()) {
        return Ok(Vec::new());
    }
    let mut later = BTreeSet::from_iter(known);
    if let Some(before) = before {
        of_customer(tx, key, &before, &mut later)?;
        of_visitor(tx, key, &before, &mut later)?;
    }
    of_visitor(tx, key, &after, &mut later)?;
    Ok(later.into_iter().map(|external_id| OrderKey { external_id, ..key.clone() }).collect())
}

/// The later orders of a lead's customer: whatever is new about the lead may be the click that led to them.
///
/// # Errors
/// What the database says.
pub fn led(tx: &mut Tx<'_>, key: &OrderKey, lead: &OrderStated) -> Result<Vec<OrderKey>> {
    let Some(customer) = lead.customer.external_id.as_deref() else { return Ok(Vec::new()) };
    let later = later_with(tx, sql::LATER_OF_LEAD, key, customer, lead.placed_at)?;
    Ok(later.into_iter().map(|external_id| OrderKey { external_id, ..key.clone() }).collect())
}

fn of_customer(tx: &mut Tx<'_>, key: &OrderKey, ties: &Ties, later: &mut BTreeSet<String>) -> Result<()> {
    if let Some(customer) = ties.customer.as_deref() {
        later.extend(later_with(tx, sql::LATER_OF_CUSTOMER, key, customer, ties.placed_at)?);
    }
    Ok(())
}

/// Orders use up clicks only where some version of the rules says so.
fn of_visitor(tx: &mut Tx<'_>, key: &OrderKey, ties: &Ties, later: &mut BTreeSet<String>) -> Result<()> {
    if ties.visitors == [None, None] {
        return Ok(());
    }
    let program = program::of_store(tx, &key.tenant, &key.store)?;
    let versions = program::versions(tx, &key.tenant, &program)?;
    if versions.iter().any(|version| version.rules.cleared_by_order) {
        for visitor in ties.visitors.iter().flatten() {
            later.extend(later_with(tx, sql::LATER_OF_VISITOR, key, visitor, ties.placed_at)?);
        }
    }
    Ok(())
}

/// A shop stamps whole seconds, and means any moment within.
const STAMP_MS: i64 = 1_000;

/// The orders of these clicks' browsers that were placed after them: recorded late, a click may have won one of them.
///
/// # Errors
/// What the database says.
pub fn of_browsers(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    clicks: &[Click],
) -> Result<BTreeSet<(OrderKey, ClickId)>> {
    let mut found = BTreeSet::new();
    let newest = tx.row(sql::NEWEST_PLACED, params![tenant], |row| row.time(0))?;
    let Some(newest) = newest.map(|at| at.plus_ms(STAMP_MS)) else { return Ok(found) };
    for click in clicks.iter().filter(|click| click.at <= newest && click.partner.is_some()) {
        let since = click.at.plus_ms(-STAMP_MS);
        let orders = tx.rows(sql::OF_BROWSER_SINCE, params![tenant, &click.visitor, since], |row| {
            Ok(OrderKey { tenant: tenant.clone(), store: row.parse(0)?, external_id: row.text(1)? })
        })?;
        found.extend(orders.into_iter().map(|order| (order, click.id.clone())));
    }
    Ok(found)
}

fn later_with(
    tx: &mut Tx<'_>,
    statement: &'static str,
    key: &OrderKey,
    tie: &str,
    placed_at: Timestamp,
) -> Result<Vec<String>> {
    tx.rows(statement, params![&key.tenant, &key.store, tie, placed_at, &key.external_id], |row| row.text(0))
}
