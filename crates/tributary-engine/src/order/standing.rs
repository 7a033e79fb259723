//! Writes down how an order stands after a decision. All of it can be derived again from facts.

use super::{OrderKey, OrderRow, WorldOf, all_keys, carried, id_of, lead, load_world, sql};
use crate::click::{self, Origin};
use crate::code::{self, Kind, near_miss};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::{chance, params, partner, referral, sum};
use std::collections::BTreeSet;
use tributary_core::decide::{Decision, decide};
use tributary_core::money::split;
use tributary_core::program::Role;
use tributary_core::reason::Reason;
use tributary_core::review::review;
use tributary_core::touch::Source;
use tributary_core::{CodeId, LinkId, OrderId, PartnerId, TenantId, Timestamp};

/// Notes a decision on the order's row, and what it changes of the sums of its day; gives the order its id on first sight. What is
/// given back is the row as a list would read it: whoever tells of the order need not ask for what was just written.
///
/// # Errors
/// What the database says.
pub fn project(
    tx: &mut Tx<'_>,
    (key, stood): (&OrderKey, Option<&OrderId>),
    known: &WorldOf,
    decision: &Decision,
    now: Timestamp,
) -> Result<OrderRow> {
    let (id, before) = match stood {
        Some(id) => {
            let before = sum::of_order(tx, &key.tenant, id)?;
            tx.send(sql::CLEAR_COUPONS, params![&key.tenant, id])?;
            tx.send(sql::CLEAR_LINES, params![&key.tenant, id])?;
            (id.clone(), before)
        }
        None => (OrderId::from_bits(chance::ordered_bits(now)?), sum::Cells::new()),
    };
    let row = row_of(tx, key, (id, known, decision), now)?;
    write_row(tx, &key.tenant, &row, (known, decision), now)?;
    write_coupons(tx, key, &row.id, decision)?;
    lead::note(tx, key, &decision.order.stated)?;
    referral::note(tx, key, (&row.id, known, decision), stood.is_some())?;
    let sold = write_lines(tx, key, &row.id, decision)?;
    let after = sum::counted_now(tx, &key.tenant, &noted(&row, decision.earns), &sold)?;
    sum::note(tx, &key.tenant, &before, &after)?;
    Ok(row)
}

/// The row of an order that stands like this.
fn row_of(
    tx: &mut Tx<'_>,
    key: &OrderKey,
    (id, known, decision): (OrderId, &WorldOf, &Decision),
    now: Timestamp,
) -> Result<OrderRow> {
    let order = &decision.order;
    let stated = &order.stated;
    let credit = decision.attribution.credit.as_ref();
    let partner = credit.map(|credit| credit.partner.clone());
    let partner_name = match &partner {
        Some(partner) => partner::name_of(tx, &key.tenant, partner)?,
        None => None,
    };
    let (commission_minor, platform_minor) = shares_due(decision);
    let won = won_by(tx, key, known, decision)?;
    let owned = |code: &str| code.to_owned();
    Ok(OrderRow {
        id,
        store: key.store.clone(),
        program: known.world.program.clone(),
        external_id: key.external_id.clone(),
        number: stated.number.clone(),
        status: order.status.as_str().to_owned(),
        currency: stated.currency,
        placed_at: stated.placed_at,
        total_minor: stated.total_minor,
        base_minor: decision.base.minor,
        refunded_minor: order.refunded_minor(),
        provisional: decision.base.provisional,
        coupons: stated.coupons.clone(),
        partner,
        partner_name,
        via: credit.map(|credit| owned(credit.via)),
        nobody: decision.attribution.nobody.map(|reason| owned(reason.code())),
        rule_version: decision.rule_version,
        standing: decision.standing.map(|standing| owned(standing.as_str())),
        commission_minor,
        platform_minor,
        payable_at: decision.payable_at,
        customer_hint: stated.customer.email_hint.clone(),
        city: stated.place.city.clone(),
        state: stated.place.state.clone(),
        country: stated.place.country.clone(),
        updated_at: now,
        link: won.link,
        code: won.code,
        source: won.source,
        returning: known.world.returning_customer,
        declined: decision.declined().map(|decline| owned(decline.code())),
        review: review(decision).map(|review| owned(review.code())),
        near_code: near_code(tx, key, known, decision)?,
        products: stated.lines.iter().zip(&decision.base.lines).map(|(line, _)| line.quantity).sum(),
        kind: stated.kind,
        event: stated.event.clone(),
        unverified: order.unverified,
    })
}

/// Writes the order's row, and what only this server asks of it.
fn write_row(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    row: &OrderRow,
    (known, decision): (&WorldOf, &Decision),
    now: Timestamp,
) -> Result<()> {
    let order = &decision.order;
    let coupons = serde_json::to_string(&row.coupons).map_err(|e| Error::Broken(e.to_string()))?;
    tx.send(
        sql::UPSERT,
        params![
            tenant,
            &row.id,
            &row.store,
            &row.program,
            &row.external_id,
            &row.number,
            &row.status,
            row.currency.code(),
            row.placed_at,
            row.total_minor,
            row.base_minor,
            row.refunded_minor,
            row.provisional,
            &coupons,
            row.partner.as_ref(),
            row.via.as_deref(),
            row.nobody.as_deref(),
            row.rule_version,
            row.standing.as_deref(),
            row.commission_minor,
            row.platform_minor,
            row.payable_at,
            decision.matures_at(now),
            known.visitor.as_deref(),
            known.customer.as_deref(),
            row.customer_hint.as_deref(),
            &row.city,
            &row.state,
            &row.country,
            order.doubtful || order.has_bare_refund(),
            order.first_heard,
            row.updated_at,
            row.link.as_ref(),
            row.code.as_ref(),
            row.source.as_deref(),
            row.returning,
            row.declined.as_deref(),
            row.review.as_deref(),
            row.near_code.as_deref(),
            row.kind.as_str(),
            row.event.as_deref(),
            row.unverified,
            order.stated.customer.external_id.as_deref(),
            decision.qualified_at,
            decision.earns,
            known.other_visitor.as_deref(),
        ],
    )
}

/// What sums are told apart by.
fn noted(row: &OrderRow, earns: bool) -> sum::Noted {
    let name = |id: Option<&str>| id.unwrap_or_default().to_owned();
    sum::Noted {
        currency: row.currency.code().to_owned(),
        placed_at: row.placed_at,
        names: [
            row.program.to_string(),
            name(row.partner.as_ref().map(PartnerId::as_str)),
            name(row.via.as_deref()),
            name(row.link.as_ref().map(LinkId::as_str)),
            name(row.code.as_ref().map(CodeId::as_str)),
            name(row.source.as_deref()),
            row.country.clone(),
            row.state.clone(),
            row.city.clone(),
        ],
        returning: row.returning,
        refunded: row.refunded_minor > 0,
        review: row.review.is_some() || row.near_code.is_some(),
        earns,
        base_minor: row.base_minor,
        commission_minor: row.commission_minor,
    }
}

/// What is due to the partner and to the platform; nothing while the order does not count.
#[must_use]
pub fn shares_due(decision: &Decision) -> (i64, i64) {
    let Some(earned) = decision.earned.as_ref().filter(|_| decision.owes_commission()) else { return (0, 0) };
    let of = |role| earned.shares.iter().filter(|(r, _)| *r == role).map(|(_, minor)| minor).sum();
    (of(Role::Partner), of(Role::Platform))
}

/// The known code that an order's unknown one was probably meant to be; nothing once a person decided.
fn near_code(
    tx: &mut Tx<'_>,
    key: &OrderKey,
    known: &WorldOf,
    decision: &Decision,
) -> Result<Option<String>> {
    let (order, attribution) = (&decision.order, &decision.attribution);
    let decided = order.assignment.is_some() || order.ruling.is_some();
    if decided || attribution.nobody != Some(Reason::UnknownCode) {
        return Ok(None);
    }
    let all = code::words(tx, &key.tenant, &known.world.program)?;
    let unknown = attribution.dead_ends.iter().filter(|end| end.reason == Reason::UnknownCode);
    let near = |text: &str| {
        let meant = near_miss::suggest(text, all.iter().map(String::as_str));
        meant.first().map(|code| (*code).to_owned())
    };
    Ok(unknown.into_iter().find_map(|end| near(&end.value)))
}

/// By what an order was won; nothing where a person decided, or nobody is credited.
///
/// # Errors
/// What the database says.
pub fn won_by(tx: &mut Tx<'_>, key: &OrderKey, known: &WorldOf, decision: &Decision) -> Result<Origin> {
    let winner = decision.attribution.candidates.iter().find(|candidate| candidate.lost.is_none());
    let Some(touch) = winner.map(|winner| &winner.touch) else { return Ok(Origin::default()) };
    if let Some(click) = &touch.click {
        return click::origin(tx, &key.tenant, click);
    }
    let written = touch.code.as_deref().filter(|_| touch.link.is_none());
    let kind = if touch.source == Source::Coupon { Kind::Coupon } else { Kind::Referral };
    let code = match written {
        Some(text) => code::find(tx, &key.tenant, &known.world.program, text, kind)?.map(|code| code.id),
        None => None,
    };
    Ok(Origin { link: touch.link.clone(), code, source: None })
}

/// What a line sold, and its part of what the order earns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinePart {
    /// How many were sold and not given back. A line that was paid back in full sold none; of others
    /// those count that no refund says came back.
    pub units: i64,
    /// Its part of the partner's commission; the lines add up to the order.
    pub earned_minor: i64,
}

/// What each line of an order sold and earned.
#[must_use]
pub fn line_parts(decision: &Decision) -> Vec<LinePart> {
    let per_line = decision.earned.as_ref().map(|earned| earned.lines.iter().map(|line| line.minor));
    let mut weights: Vec<i64> = per_line.map(Iterator::collect).unwrap_or_default();
    if weights.iter().all(|minor| *minor <= 0) {
        weights = decision.base.lines.iter().map(|line| line.minor).collect();
    }
    let earned = split(shares_due(decision).0, &weights);
    let lines = decision.order.stated.lines.iter().zip(&decision.base.lines).zip(earned);
    lines
        .map(|((line, base), earned_minor)| {
            let given_back = base.before_refunds_minor > 0 && base.minor == 0;
            let kept = line.quantity.max(0) - decision.order.pieces_back(line);
            LinePart { units: if given_back { 0 } else { kept }, earned_minor }
        })
        .collect()
}

fn write_coupons(tx: &mut Tx<'_>, key: &OrderKey, id: &OrderId, decision: &Decision) -> Result<()> {
    for code in carried(&decision.order) {
        tx.later(sql::INSERT_COUPON, params![&key.tenant, &key.store, code, id])?;
    }
    Ok(())
}

/// Writes the order's lines; gives back what is sold of each product.
fn write_lines(tx: &mut Tx<'_>, key: &OrderKey, id: &OrderId, decision: &Decision) -> Result<Vec<sum::Sold>> {
    let mut sold: Vec<sum::Sold> = Vec::new();
    let lines = decision.order.stated.lines.iter().zip(&decision.base.lines);
    let parts = line_parts(decision);
    for (((line, base), part), position) in lines.zip(&parts).zip(0_i64..) {
        let product = line.product.as_deref().unwrap_or(&line.name);
        let at = sold.iter().position(|one| one.product == product).unwrap_or_else(|| {
            sold.push(sum::Sold { product: product.to_owned(), ..sum::Sold::default() });
            sold.len() - 1
        });
        sold[at].add(part.units, base.minor, part.earned_minor, line.quantity);
        tx.later(
            sql::INSERT_LINE,
            params![
                &key.tenant,
                id,
                position,
                line.product.as_deref(),
                &line.name,
                line.quantity,
                line.total_minor,
                base.minor,
                part.units,
                part.earned_minor
            ],
        )?;
    }
    Ok(sold)
}

/// Notes every order of a tenant anew as its facts say; no money moves.
///
/// # Errors
/// What the database says.
pub fn project_all(tx: &mut Tx<'_>, tenant: &TenantId, now: Timestamp) -> Result<()> {
    let keys = all_keys(tx, tenant)?;
    derive_moments(tx, (tenant, &keys), now)?;
    for key in keys {
        let known = load_world(tx, &key)?;
        if let Ok(decision) = decide(&known.world, now) {
            let stood = id_of(tx, &key)?;
            project(tx, (&key, stood.as_ref()), &known, &decision, now)?;
        }
    }
    // What cannot be decided has not qualified, and is not looked at again each time.
    tx.exec(sql::DERIVED, params![tenant]).map(drop)
}

/// Of a customer's orders the first earns, so the moments of all are known before any of them is noted.
fn derive_moments(tx: &mut Tx<'_>, (tenant, keys): (&TenantId, &[OrderKey]), now: Timestamp) -> Result<()> {
    let underived = tx.rows(sql::UNDERIVED_KEYS, params![tenant], |row| {
        Ok(OrderKey { tenant: tenant.clone(), store: row.parse(0)?, external_id: row.text(1)? })
    })?;
    let underived: BTreeSet<OrderKey> = underived.into_iter().collect();
    for key in keys.iter().filter(|key| underived.contains(key)) {
        let known = load_world(tx, key)?;
        let moment = decide(&known.world, now).ok().and_then(|decision| decision.qualified_at);
        tx.exec(sql::SET_QUALIFIED, params![tenant, &key.store, &key.external_id, moment])?;
    }
    Ok(())
}

/// Whether orders of an older file are still to be noted anew.
///
/// # Errors
/// What the database says.
pub fn are_underived(tx: &mut Tx<'_>, tenant: &TenantId) -> Result<bool> {
    Ok(tx.row(sql::UNDERIVED, params![tenant], |_| Ok(()))?.is_some())
}

/// Notes that the shop was asked and had nothing to add.
///
/// # Errors
/// What the database says.
pub fn forget_reading(tx: &mut Tx<'_>, key: &OrderKey) -> Result<()> {
    tx.exec(sql::FORGET_READING, params![&key.tenant, &key.store, &key.external_id])?;
    Ok(())
}

/// Whether the shop should be asked about an order: its state is in doubt, or a refund's detail is
/// unknown.
///
/// # Errors
/// What the database says.
pub fn needs_read(tx: &mut Tx<'_>, key: &OrderKey) -> Result<bool> {
    let asked =
        tx.row(sql::NEEDS_READ, params![&key.tenant, &key.store, &key.external_id], |row| row.int(0))?;
    Ok(asked == Some(1))
}
