//! Writes down how an order stands after a decision. All of it can be derived again from facts.

use super::{OrderKey, WorldOf, all_keys, carried, id_of, lead, load_world, sql};
use crate::click::{self, Origin};
use crate::code::{self, Kind, near_miss};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::{chance, params, referral, sum};
use tributary_core::decide::{Decision, decide};
use tributary_core::money::split;
use tributary_core::program::Role;
use tributary_core::reason::Reason;
use tributary_core::review::{Review, review};
use tributary_core::ruling::Decline;
use tributary_core::touch::Source;
use tributary_core::{CodeId, LinkId, OrderId, TenantId, Timestamp};

/// Notes a decision on the order's row, and what it changes of the sums of its day; gives the order its id on first sight.
///
/// # Errors
/// What the database says.
pub fn project(
    tx: &mut Tx<'_>,
    (key, stood): (&OrderKey, Option<&OrderId>),
    known: &WorldOf,
    decision: &Decision,
    now: Timestamp,
) -> Result<OrderId> {
    let (id, before) = match stood {
        Some(id) => {
            let before = sum::of_order(tx, &key.tenant, id)?;
            tx.send(sql::CLEAR_COUPONS, params![&key.tenant, id])?;
            tx.send(sql::CLEAR_LINES, params![&key.tenant, id])?;
            (id.clone(), before)
        }
        None => (OrderId::from_bits(chance::ordered_bits(now)?), sum::Cells::new()),
    };
    let noted = write_row(tx, key, (&id, known, decision), now)?;
    write_coupons(tx, key, &id, decision)?;
    lead::note(tx, key, &decision.order.stated)?;
    referral::note(tx, key, (&id, known, decision), stood.is_some())?;
    let sold = write_lines(tx, key, &id, decision)?;
    let after = sum::counted_now(tx, &key.tenant, &noted, &sold)?;
    sum::note(tx, &key.tenant, &before, &after)?;
    Ok(id)
}

/// Writes the order's row; gives back what sums are told apart by.
fn write_row(
    tx: &mut Tx<'_>,
    key: &OrderKey,
    (id, known, decision): (&OrderId, &WorldOf, &Decision),
    now: Timestamp,
) -> Result<sum::Noted> {
    let order = &decision.order;
    let stated = &order.stated;
    let credit = decision.attribution.credit.as_ref();
    let coupons = serde_json::to_string(&stated.coupons).map_err(|e| Error::Broken(e.to_string()))?;
    let (partner_minor, platform_minor) = shares_due(decision);
    let won = won_by(tx, key, known, decision)?;
    let near = near_code(tx, key, known, decision)?;
    let review = review(decision).map(Review::code);
    tx.send(
        sql::UPSERT,
        params![
            &key.tenant,
            id,
            &key.store,
            &known.world.program,
            &key.external_id,
            &stated.number,
            order.status.as_str(),
            stated.currency.code(),
            stated.placed_at,
            stated.total_minor,
            decision.base.minor,
            order.refunded_minor(),
            decision.base.provisional,
            &coupons,
            credit.map(|credit| &credit.partner),
            credit.map(|credit| credit.via),
            decision.attribution.nobody.map(tributary_core::reason::Reason::code),
            decision.rule_version,
            decision.standing.map(tributary_core::due::Standing::as_str),
            partner_minor,
            platform_minor,
            decision.payable_at,
            decision.matures_at(now),
            known.visitor.as_deref(),
            known.customer.as_deref(),
            stated.customer.email_hint.as_deref(),
            &stated.place.city,
            &stated.place.state,
            &stated.place.country,
            order.doubtful || order.has_bare_refund(),
            order.first_heard,
            now,
            won.link.as_ref(),
            won.code.as_ref(),
            won.source.as_deref(),
            known.world.returning_customer,
            decision.declined().map(Decline::code),
            review,
            near.as_deref(),
            stated.kind.as_str(),
            stated.event.as_deref(),
            order.unverified,
            stated.customer.external_id.as_deref(),
            decision.qualified_at,
        ],
    )?;
    let in_review = review.is_some() || near.is_some();
    Ok(noted(known, decision, &won, in_review))
}

/// What sums are told apart by.
fn noted(known: &WorldOf, decision: &Decision, won: &Origin, in_review: bool) -> sum::Noted {
    let (order, stated) = (&decision.order, &decision.order.stated);
    let credit = decision.attribution.credit.as_ref();
    let (partner_minor, platform_minor) = shares_due(decision);
    let name = |id: Option<&str>| id.unwrap_or_default().to_owned();
    sum::Noted {
        currency: stated.currency.code().to_owned(),
        placed_at: stated.placed_at,
        names: [
            known.world.program.to_string(),
            name(credit.map(|credit| credit.partner.as_str())),
            name(credit.map(|credit| credit.via)),
            name(won.link.as_ref().map(LinkId::as_str)),
            name(won.code.as_ref().map(CodeId::as_str)),
            name(won.source.as_deref()),
            stated.place.country.clone(),
            stated.place.state.clone(),
            stated.place.city.clone(),
        ],
        returning: known.world.returning_customer,
        refunded: order.refunded_minor() > 0,
        review: in_review,
        earns: partner_minor + platform_minor > 0,
        base_minor: decision.base.minor,
        commission_minor: partner_minor,
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
    for key in all_keys(tx, tenant)? {
        let known = load_world(tx, &key)?;
        if let Ok(decision) = decide(&known.world, now) {
            let stood = id_of(tx, &key)?;
            project(tx, (&key, stood.as_ref()), &known, &decision, now)?;
        }
    }
    // What cannot be decided has not qualified, and is not looked at again each time.
    tx.exec(sql::DERIVED, params![tenant]).map(drop)
}

/// Whether orders of a file from before schema 23 are still to be noted anew.
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
