//! Compares what publishers see of an order with what its facts say.

use super::orders::Derived;
use super::{Report, sql};
use crate::conversion::{self, Content, Conversion, Status};
use crate::db::Tx;
use crate::error::Result;
use crate::{params, publisher};
use tributary_core::{TenantId, Timestamp};

/// What holds for all conversions of a tenant: each has its order, and the next place is a new one.
pub(super) fn check(tx: &mut Tx<'_>, tenant: &TenantId, report: &mut Report) -> Result<()> {
    for order in tx.rows(sql::CONVERSIONS_ALONE, params![tenant], |row| row.raw(0))? {
        report.note(format!("conversion {order}"), "is shown, but there is no such order");
    }
    for last in tx.rows(sql::PLACES_BEHIND, params![tenant], |row| row.int(0))? {
        report.note(
            format!("conversions of {tenant}"),
            format!("go past {last}, the last place that was given"),
        );
    }
    Ok(())
}

/// What is wrong about the conversions of one order.
pub(super) fn problems(tx: &mut Tx<'_>, derived: &Derived<'_>, now: Timestamp) -> Result<Vec<String>> {
    let (tenant, decision) = (&derived.key.tenant, derived.decision);
    let shown = conversion::of_order(tx, tenant, derived.id)?;
    let credit = decision.attribution.credit.as_ref().map(|credit| &credit.partner);
    let mut problems = Vec::new();
    if let Some(partner) = credit
        && publisher::is_member(tx, tenant, (&derived.known.world.program, partner))?
    {
        let says = conversion::content(tx, tenant, (derived.known, decision), partner)?;
        let own = shown.iter().find(|one| one.partner == *partner);
        if !own.is_some_and(|own| fits(&own.content, &says, now)) {
            problems.push(format!("its conversion of {partner} is shown otherwise than its facts say"));
        }
    }
    for lost in shown.iter().filter(|one| credit != Some(&one.partner) && !is_lost(one)) {
        problems.push(format!("its conversion of {} is shown as if it were credited", lost.partner));
    }
    Ok(problems)
}

/// A hold that ended since the last settling still shows as pending; that is no fault.
fn fits(shown: &Content, says: &Content, now: Timestamp) -> bool {
    let ended = says.status == Status::Approved && says.confirm_by <= now && shown.status == Status::Pending;
    let shown = if ended { Content { status: says.status, ..shown.clone() } } else { shown.clone() };
    shown == *says
}

/// Of an order that went elsewhere nothing is earned; what else is shown is of the time before.
fn is_lost(one: &Conversion) -> bool {
    let reason = one.content.reason.as_deref();
    let elsewhere = matches!(reason, Some("credited_to_another" | "credited_to_nobody"));
    elsewhere && one.content.status == Status::Declined && one.content.commission_minor == 0
}
