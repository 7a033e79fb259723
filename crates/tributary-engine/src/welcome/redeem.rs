//! Welcome coupons on orders: what the core must know of them, what is kept of what it decides, and which other orders hang on it.

use super::{code, discount, gift, load, sql};
use crate::code::fold;
use crate::db::Tx;
use crate::error::Result;
use crate::order::OrderKey;
use crate::{customer, event, params};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use tributary_core::fact::{OrderFact, OrderStated, Recorded};
use tributary_core::reason::Reason;
use tributary_core::referral::welcome::{Redemption, Welcomed};
use tributary_core::{CouponId, CustomerId, Money, Timestamp};

/// The welcome coupons that an order carries. Codes that look otherwise are not looked for.
///
/// # Errors
/// What the database says.
pub fn on_order(tx: &mut Tx<'_>, key: &OrderKey, order: &OrderStated) -> Result<Vec<Welcomed>> {
    let mut welcomed = Vec::new();
    for fold in codes([order]) {
        let found = tx.row(sql::ON_ORDER, params![&key.tenant, &key.store, &fold], |row| {
            let currency = row.parse(4)?;
            let minimum = row.opt_int(5)?.map(|minor| Money::new(minor, currency));
            let coupon = Welcomed {
                coupon: row.parse(0)?,
                code: row.text(1)?,
                gift: gift(discount(&row.text(2)?, row.int(3)?)?, currency)?,
                minimum,
                expires_at: row.opt_int(6)?.map(Timestamp::from_ms),
                void_at: row.opt_int(7)?.map(Timestamp::from_ms),
                theirs: false,
                first_order: true,
                used: false,
            };
            Ok((coupon, row.parse::<CustomerId>(8)?, row.opt_text(9)?))
        })?;
        let Some((coupon, friend, account)) = found else { continue };
        let asked = params![
            &key.tenant,
            &key.store,
            &friend,
            account.as_deref(),
            order.placed_at,
            &key.external_id,
            &fold
        ];
        let earlier = tx.rows(sql::EARLIER, asked, |row| Ok(row.int(0)? == 1))?;
        let bought = &order.customer;
        let by_account = account.is_some() && account == bought.external_id;
        let theirs = match &bought.email_key {
            Some(address) if !by_account => {
                customer::addresses(tx, &key.tenant, &friend)?.had(address, order.placed_at)
            }
            _ => by_account,
        };
        welcomed.push(Welcomed {
            theirs,
            first_order: earlier.is_empty(),
            used: earlier.contains(&true),
            ..coupon
        });
    }
    Ok(welcomed)
}

/// The codes on these states that may be welcome coupons, folded.
fn codes<'a>(states: impl IntoIterator<Item = &'a OrderStated>) -> BTreeSet<String> {
    let coupons = states.into_iter().flat_map(|order| &order.coupons).map(|code| fold(code));
    coupons.filter(|fold| code::may_be(fold)).collect()
}

/// Whether a store ever gave a welcome coupon: while it did not, no order costs anything for them.
fn are_given(tx: &mut Tx<'_>, key: &OrderKey) -> Result<bool> {
    Ok(tx.known_row(sql::ANY, params![&key.tenant, &key.store], |_| Ok(()))?.is_some())
}

/// The orders whose coupons hang on how an order stands, of which these facts are known: those of its customer, and those that carry
/// the same code.
///
/// # Errors
/// What the database says.
pub fn others(tx: &mut Tx<'_>, key: &OrderKey, facts: &[Recorded<OrderFact>]) -> Result<BTreeSet<OrderKey>> {
    let mut others = BTreeSet::new();
    if !are_given(tx, key)? {
        return Ok(others);
    }
    let states: Vec<&OrderStated> = facts
        .iter()
        .filter_map(|entry| match &entry.fact {
            OrderFact::Stated { order, .. } => Some(&**order),
            _ => None,
        })
        .collect();
    let mut ties: BTreeSet<(Option<&str>, Option<&str>, Option<String>)> = BTreeSet::new();
    for state in &states {
        let customer = &state.customer;
        ties.insert((customer.email_key.as_deref(), customer.external_id.as_deref(), None));
    }
    ties.extend(codes(states.iter().copied()).into_iter().map(|code| (None, None, Some(code))));
    for (email_key, account, code) in ties.into_iter().filter(|ties| *ties != (None, None, None)) {
        let tie = params![&key.tenant, &key.store, &key.external_id, email_key, account, code];
        for external_id in tx.rows(sql::OTHERS, tie, |row| row.text(0))? {
            others.insert(OrderKey { external_id, ..key.clone() });
        }
    }
    Ok(others)
}

/// Keeps what was decided about the coupons of an order, and tells what changed.
///
/// # Errors
/// What the database says.
pub fn note(tx: &mut Tx<'_>, key: &OrderKey, decided: &[Redemption], now: Timestamp) -> Result<()> {
    if !are_given(tx, key)? {
        return Ok(());
    }
    let of_order = params![&key.tenant, &key.store, &key.external_id];
    let kept = tx.rows(sql::USES_OF_ORDER, of_order, |row| {
        Ok((row.parse::<CouponId>(0)?, (row.int(1)? == 1, row.text(2)?)))
    })?;
    let mut kept: BTreeMap<CouponId, (bool, String)> = kept.into_iter().collect();
    for redemption in decided {
        let broken: Vec<&str> = redemption.broken.iter().map(|reason| Reason::code(*reason)).collect();
        let stands = (redemption.redeemed, broken.join(" "));
        let before = kept.remove(&redemption.coupon);
        if before.as_ref() == Some(&stands) {
            continue;
        }
        keep(tx, key, (&redemption.coupon, &stands))?;
        let kind = match before {
            _ if redemption.redeemed => Some("coupon.redeemed"),
            Some((_, before)) if before == stands.1 => None,
            _ => Some("coupon.flagged").filter(|_| !broken.is_empty()),
        };
        if let Some(kind) = kind {
            let coupon = load(tx, &key.tenant, &redemption.coupon)?;
            let object = coupon.brief((Some(&key.external_id), &broken));
            let data = json!({ "object": object, "previous": null });
            event::emit(tx, &key.tenant, kind, &data, now)?;
        }
    }
    for gone in kept.keys() {
        tx.exec(sql::DROP_USE, params![&key.tenant, &key.store, &key.external_id, gone])?;
    }
    Ok(())
}

/// Whoever used the coupon before has lost it to an earlier order, and is decided anew.
fn keep(
    tx: &mut Tx<'_>,
    key: &OrderKey,
    (coupon, (redeemed, broken)): (&CouponId, &(bool, String)),
) -> Result<()> {
    if *redeemed {
        tx.exec(sql::GIVE_UP, params![&key.tenant, coupon, &key.external_id])?;
    }
    let row = params![&key.tenant, &key.store, &key.external_id, coupon, *redeemed, broken];
    tx.exec(sql::NOTE_USE, row).map(drop)
}
