//! Compares what is shown of an order, column by column, with what its facts say. Screens, reports,
//! holds and the search for earlier orders all read these columns.

use super::orders::Derived;
use super::sql;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::order::{carried, line_parts, shares_due, won_by};
use crate::{params, referral};
use tributary_core::Timestamp;
use tributary_core::due::Standing;
use tributary_core::review::{Review, review};

/// The names of what differs.
pub(super) fn differences(
    tx: &mut Tx<'_>,
    derived: &Derived<'_>,
    now: Timestamp,
) -> Result<Vec<&'static str>> {
    let key = derived.key;
    let expected = expected(tx, derived)?;
    let row = tx.row(sql::ROW, params![&key.tenant, &key.store, &key.external_id], |row| {
        (0..expected.len() + 2).map(|at| row.raw(at)).collect::<Result<Vec<String>>>()
    })?;
    let row = row.ok_or_else(|| Error::Broken("its row is missing".to_owned()))?;
    let (plain, timed) = row.split_at(expected.len());
    let mut different: Vec<&'static str> = expected
        .iter()
        .zip(plain)
        .filter_map(|((name, text), shown)| (text != shown).then_some(*name))
        .collect();
    let [standing, matures_at] = timed else { return Ok(different) };
    if !fits(derived, standing, now) {
        different.push("standing");
    }
    if !ends_in_time(derived, matures_at, now) {
        different.push("end of hold");
    }
    if coupons_differ(tx, derived)? {
        different.push("index of codes");
    }
    if lines_differ(tx, derived)? {
        different.push("lines");
    }
    if rewards_differ(tx, derived)? {
        different.push("rewards");
    }
    if uses_differ(tx, derived)? {
        different.push("use of welcome coupons");
    }
    Ok(different)
}

/// Each column as it must read, in the order of the statement.
fn expected(tx: &mut Tx<'_>, derived: &Derived<'_>) -> Result<[(&'static str, String); 37]> {
    let (decision, known) = (derived.decision, derived.known);
    let (order, stated) = (&decision.order, &decision.order.stated);
    let credit = decision.attribution.credit.as_ref();
    let (partner_minor, platform_minor) = shares_due(decision);
    let coupons = serde_json::to_string(&stated.coupons).map_err(|e| Error::Broken(e.to_string()))?;
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    let won = won_by(tx, derived.key, known, decision)?;
    Ok([
        ("program", known.world.program.to_string()),
        ("number", stated.number.clone()),
        ("status", order.status.as_str().to_owned()),
        ("currency", stated.currency.to_string()),
        ("date", stated.placed_at.ms().to_string()),
        ("total", stated.total_minor.to_string()),
        ("base", decision.base.minor.to_string()),
        ("refunded amount", order.refunded_minor().to_string()),
        ("mark of provisional refunds", i64::from(decision.base.provisional).to_string()),
        ("list of coupons", coupons),
        ("partner", text(credit.map(|credit| credit.partner.as_str()))),
        ("way of attribution", text(credit.map(|credit| credit.via))),
        ("reason for nobody", text(decision.attribution.nobody.map(tributary_core::reason::Reason::code))),
        ("rule version", decision.rule_version.to_string()),
        ("commission", partner_minor.to_string()),
        ("platform's part", platform_minor.to_string()),
        ("date of payment", decision.payable_at.ms().to_string()),
        ("visitor", text(known.visitor.as_deref())),
        ("customer", text(known.customer.as_deref())),
        ("customer's hint", text(stated.customer.email_hint.as_deref())),
        ("city", stated.place.city.clone()),
        ("state", stated.place.state.clone()),
        ("country", stated.place.country.clone()),
        ("first hearing", order.first_heard.ms().to_string()),
        ("link", text(won.link.as_ref().map(tributary_core::LinkId::as_str))),
        ("code", text(won.code.as_ref().map(tributary_core::CodeId::as_str))),
        ("source", text(won.source.as_deref())),
        ("mark of a returning customer", i64::from(known.world.returning_customer).to_string()),
        ("reason for declining", text(decision.declined().map(tributary_core::ruling::Decline::code))),
        ("mark for a person", text(review(decision).map(Review::code))),
        ("kind", stated.kind.as_str().to_owned()),
        ("event", text(stated.event.as_deref())),
        ("mark of what only browsers told", i64::from(order.unverified).to_string()),
        ("customer's id in the store", text(stated.customer.external_id.as_deref())),
        ("date of qualifying", decision.qualified_at.map(|at| at.ms().to_string()).unwrap_or_default()),
        ("mark of what figures count", i64::from(decision.earns).to_string()),
        ("visitor's other name", text(known.other_visitor.as_deref())),
    ])
}

/// A hold that ended since the last settling still shows as pending; that is no fault.
fn fits(derived: &Derived<'_>, shown: &str, now: Timestamp) -> bool {
    let decision = derived.decision;
    let standing = decision.standing.map_or("", Standing::as_str);
    let ended = decision.standing == Some(Standing::Approved) && decision.payable_at <= now;
    shown == standing || (ended && shown == Standing::Pending.as_str())
}

fn ends_in_time(derived: &Derived<'_>, shown: &str, now: Timestamp) -> bool {
    let decision = derived.decision;
    let rewarded_at = decision.rewards.as_ref().map(|rewards| rewards.available_at);
    let ends = [Some(decision.payable_at), rewarded_at];
    let passed = ends.into_iter().flatten().any(|at| at <= now && shown == at.ms().to_string());
    match decision.matures_at(now) {
        Some(at) => passed || shown == at.ms().to_string(),
        None => passed || shown.is_empty(),
    }
}

fn coupons_differ(tx: &mut Tx<'_>, derived: &Derived<'_>) -> Result<bool> {
    let key = derived.key;
    let shown = tx.rows(sql::COUPONS, params![&key.tenant, &key.store, derived.id], |row| row.raw(0))?;
    Ok(!shown.iter().eq(&carried(&derived.decision.order)))
}

fn lines_differ(tx: &mut Tx<'_>, derived: &Derived<'_>) -> Result<bool> {
    let shown = tx.rows(sql::LINES, params![&derived.key.tenant, derived.id], |row| {
        (0..8).map(|at| row.raw(at)).collect::<Result<Vec<String>>>()
    })?;
    let parts = line_parts(derived.decision);
    let lines = derived.decision.order.stated.lines.iter().zip(&derived.decision.base.lines).zip(&parts);
    let stated: Vec<Vec<String>> = lines
        .zip(0_i64..)
        .map(|(((line, base), part), position)| {
            vec![
                position.to_string(),
                line.product.clone().unwrap_or_default(),
                line.name.clone(),
                line.quantity.to_string(),
                line.total_minor.to_string(),
                base.minor.to_string(),
                part.units.to_string(),
                part.earned_minor.to_string(),
            ]
        })
        .collect();
    Ok(shown != stated)
}

fn uses_differ(tx: &mut Tx<'_>, derived: &Derived<'_>) -> Result<bool> {
    let key = derived.key;
    let mut kept = tx.rows(sql::USES, params![&key.tenant, &key.store, &key.external_id], |row| {
        Ok((row.raw(0)?, row.raw(1)?, row.raw(2)?))
    })?;
    let mut decided: Vec<_> = derived
        .decision
        .welcomed
        .iter()
        .map(|one| {
            let broken: Vec<&str> = one.broken.iter().map(|reason| reason.code()).collect();
            (one.coupon.to_string(), i64::from(one.redeemed).to_string(), broken.join(" "))
        })
        .collect();
    kept.sort();
    decided.sort();
    Ok(kept != decided)
}

fn rewards_differ(tx: &mut Tx<'_>, derived: &Derived<'_>) -> Result<bool> {
    let shown = tx.rows(sql::REWARDS, params![&derived.key.tenant, derived.id], |row| {
        (0..10).map(|at| row.raw(at)).collect::<Result<Vec<String>>>()
    })?;
    let rows = referral::rows(derived.decision).into_iter().map(|row| {
        vec![
            row.position.to_string(),
            derived.known.world.program.to_string(),
            row.friend.to_string(),
            row.customer.to_string(),
            row.level.to_string(),
            derived.decision.order.stated.currency.to_string(),
            row.granted_minor.to_string(),
            row.minor.to_string(),
            row.nothing.unwrap_or_default().to_owned(),
            row.available_at.ms().to_string(),
        ]
    });
    Ok(!shown.into_iter().eq(rows))
}
