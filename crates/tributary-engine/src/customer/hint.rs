//! Looks up whom clicks and codes point at, ready to be judged by the core.

use super::{Customer, addresses, by_account, chain_at, of_partner};
use crate::click;
use crate::code::{self, Kind};
use crate::db::Tx;
use crate::error::Result;
use crate::partner;
use tributary_core::referral::binding::{Hint, Holder, Via};
use tributary_core::{ClickId, PartnerId, ProgramId, TenantId, Timestamp};

/// As far as a chain is walked to see that it has no circle.
const CHAIN_MAX: usize = 10_000;

/// About whom hints are looked up.
#[derive(Debug, Clone, Copy)]
pub(super) struct Looking<'a> {
    pub(super) tenant: &'a TenantId,
    pub(super) program: &'a ProgramId,
    pub(super) customer: &'a Customer,
}

/// Where a hint was told, and when it may bind.
#[derive(Debug, Clone, Copy)]
pub(super) struct Told {
    pub(super) via: Via,
    pub(super) at: Timestamp,
    pub(super) place: (i64, usize),
    pub(super) reported: bool,
}

/// Whom a click points at; nothing of one that is not known, was no person's, or belongs to another program.
pub(super) fn of_click(
    tx: &mut Tx<'_>,
    looking: Looking<'_>,
    told: Told,
    id: &ClickId,
) -> Result<Option<Hint>> {
    let Some(click) = click::recorded_or_told(tx, looking.tenant, id)? else { return Ok(None) };
    let counts = matches!(click.outcome.as_str(), "counted" | "paused") && click.by_person();
    let Some(partner) = click.partner.filter(|_| counts && click.program == *looking.program) else {
        return Ok(None);
    };
    let holder = holder_of(tx, looking, &partner)?;
    let paused =
        click.outcome == "paused" || partner::standing_at(tx, looking.tenant, &partner, told.at)?.paused;
    let hint = hint(tx, looking, told, (click.value, holder))?;
    Ok(Some(Hint { at: click.at, click: Some(click.id), paused, ..hint }))
}

/// Whom a code points at: nobody, perhaps.
pub(super) fn of_code(tx: &mut Tx<'_>, looking: Looking<'_>, told: Told, text: &str) -> Result<Hint> {
    let wanted = if told.via == Via::Coupon { Kind::Coupon } else { Kind::Referral };
    let found = code::find(tx, looking.tenant, looking.program, text, wanted)?;
    let (holder, partner) = match found {
        Some(code) => (holder_of(tx, looking, &code.partner)?, Some(code.partner)),
        None if told.via == Via::Coupon => (Holder::Nobody, None),
        // Links from before there were codes name the account.
        None => match by_account(tx, (looking.tenant, &looking.customer.store), text)? {
            Some(customer) => (Holder::Customer(customer.id), customer.partner),
            None => (Holder::Nobody, None),
        },
    };
    let paused = match &partner {
        Some(partner) => partner::standing_at(tx, looking.tenant, partner, told.at)?.paused,
        None => false,
    };
    let hint = hint(tx, looking, told, (text.trim().to_owned(), holder))?;
    Ok(Hint { paused, ..hint })
}

fn holder_of(tx: &mut Tx<'_>, looking: Looking<'_>, partner: &PartnerId) -> Result<Holder> {
    Ok(match of_partner(tx, looking.tenant, partner)? {
        Some(customer) => Holder::Customer(customer.id),
        None => Holder::Partner(partner.clone()),
    })
}

fn hint(tx: &mut Tx<'_>, looking: Looking<'_>, told: Told, (code, holder): (String, Holder)) -> Result<Hint> {
    let Looking { tenant, customer, .. } = looking;
    let (mut own, mut circle) = (false, false);
    if let Holder::Customer(sponsor) = &holder {
        let shares = addresses(tx, tenant, &customer.id)?.share(&addresses(tx, tenant, sponsor)?, told.at);
        own = customer.id == *sponsor || shares;
        for moment in [told.at, Timestamp::MAX] {
            circle |= chain_at(tx, tenant, sponsor, (moment, CHAIN_MAX))?.contains(&customer.id);
        }
    }
    let Told { via, at, place, reported } = told;
    Ok(Hint { via, at, place, code, click: None, holder, paused: false, own, circle, reported })
}
