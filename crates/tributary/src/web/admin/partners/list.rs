//! Partners (`/admin/partners`): who promotes, their links and codes, what they brought and what they are owed.

use crate::app::App;
use crate::web::admin::desk::{self, Desk, Place};
use crate::web::admin::period::Period;
use crate::web::admin::refusal::Shown;
use crate::web::admin::session::SignedIn;
use crate::web::kit::format_count;
use crate::web::view::partners::list::{self as view, Created, PartnerRow, PartnersView};
use axum::extract::{Query, State};
use serde::Deserialize;
use std::collections::BTreeMap;
use tributary_core::PartnerId;
use tributary_engine::code::{Code, Kind};
use tributary_engine::db::Tx;
use tributary_engine::page::{Cursor, LIMIT_MAX};
use tributary_engine::partner::{self, Partner};
use tributary_engine::report::{self, PartnerTotals};
use tributary_engine::{Error, code, ledger};

/// The list's figures are of this period.
const PERIOD: Period = Period::FourWeeks;

/// What the address asks for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(in crate::web::admin) struct Ask {
    after: String,
    /// The partner that was just made.
    made: String,
}

/// A partner with what is theirs.
#[derive(Debug, Clone)]
pub(in crate::web::admin) struct Known {
    /// Who.
    pub(in crate::web::admin) partner: Partner,
    /// Their codes, newest first.
    pub(in crate::web::admin) codes: Vec<Code>,
    /// What they are owed in the store's currency, on hold and ready.
    pub(in crate::web::admin) owed_minor: i64,
}

struct Found {
    rows: Vec<Known>,
    next: Option<String>,
    totals: BTreeMap<PartnerId, PartnerTotals>,
    clicks: BTreeMap<PartnerId, i64>,
}

/// `GET /admin/partners`
pub(in crate::web::admin) async fn page(
    State(app): State<App>,
    me: SignedIn,
    Query(ask): Query<Ask>,
) -> Shown {
    let asked = ask.clone();
    let (desk, found) = desk::read(&app, me, move |tx, desk| find(tx, desk, &asked)).await?;
    let view = shaped(&desk, &ask, &found);
    Ok(desk.page(Place::Partners, "Partners", &view::render(&view)))
}

fn find(tx: &mut Tx<'_>, desk: &Desk, ask: &Ask) -> Result<Found, Error> {
    let tenant = desk.tenant();
    let after = Some(ask.after.clone()).filter(|after| !after.is_empty());
    let page = partner::list(tx, tenant, &Cursor { after, ..Cursor::default() })?;
    let span = PERIOD.spans(&desk.clock).whole();
    let totals = report::partners(tx, tenant, desk.store.currency, span)?;
    let mut rows = Vec::new();
    for partner in page.rows {
        rows.push(known(tx, desk, partner)?);
    }
    Ok(Found {
        rows,
        next: page.next,
        totals: totals.into_iter().map(|one| (one.partner.clone(), one)).collect(),
        clicks: report::clicks_by_partner(tx, tenant, span)?,
    })
}

/// Reads what is a partner's.
pub(in crate::web::admin) fn known(tx: &mut Tx<'_>, desk: &Desk, partner: Partner) -> Result<Known, Error> {
    let all = Cursor { after: None, limit: LIMIT_MAX };
    let codes = code::list(tx, desk.tenant(), Some(&partner.id), &all)?.rows;
    let balances = ledger::balances(tx, desk.tenant(), Some(&partner.id))?;
    let own = balances.iter().filter(|(_, currency, _)| *currency == desk.store.currency);
    Ok(Known { owed_minor: own.map(|(_, _, minor)| minor).sum(), partner, codes })
}

impl Known {
    /// The partner's first code of a kind.
    pub(in crate::web::admin) fn code(&self, kind: Kind) -> Option<&str> {
        self.codes.iter().rev().find(|code| code.kind == kind).map(|code| code.code.as_str())
    }
}

/// The whole referral link of a code.
pub(in crate::web::admin) fn link_of(desk: &Desk, code: &str) -> String {
    format!("{}/r/{code}", desk.me.base_url)
}

/// An address without its scheme, for reading.
pub(in crate::web::admin) fn short(url: &str) -> &str {
    url.split_once("://").map_or(url, |(_, rest)| rest)
}

fn shaped(desk: &Desk, ask: &Ask, found: &Found) -> PartnersView {
    let made = found.rows.iter().find(|known| known.partner.id.as_str() == ask.made);
    let count = i64::try_from(found.rows.len()).unwrap_or(i64::MAX);
    let noun = if count == 1 { "partner" } else { "partners" };
    PartnersView {
        tabs: Vec::new(),
        created: made.map(|known| created(desk, known)),
        rows: found.rows.iter().map(|known| row(desk, known, found)).collect(),
        count: format!(
            "{} {noun} · clicks, orders and revenue of the {}",
            format_count(count),
            PERIOD.name().to_lowercase()
        ),
        next: found.next.as_ref().map(|after| format!("/admin/partners?after={after}")),
        new_href: super::NEW_HREF.into(),
    }
}

fn created(desk: &Desk, known: &Known) -> Created {
    let code = known.code(Kind::Referral).unwrap_or_default();
    Created {
        name: known.partner.name.clone(),
        link: link_of(desk, code),
        coupon: known.code(Kind::Coupon).map(str::to_owned),
    }
}

fn row(desk: &Desk, known: &Known, found: &Found) -> PartnerRow {
    let partner = &known.partner;
    let totals = found.totals.get(&partner.id);
    let link = known.code(Kind::Referral).map(|code| link_of(desk, code)).unwrap_or_default();
    PartnerRow {
        href: Some(format!("/admin/partners/{}", partner.id)),
        name: partner.name.clone(),
        email: partner.email.clone(),
        link_text: short(&link).to_owned(),
        link,
        coupon: known.code(Kind::Coupon).map(str::to_owned),
        clicks: found.clicks.get(&partner.id).copied().unwrap_or_default(),
        orders: totals.map_or(0, |one| one.orders),
        revenue: desk.amount(totals.map_or(0, |one| one.revenue_minor)),
        owed: desk.amount(known.owed_minor),
        state: partner.paused.then(|| "Paused".to_owned()),
    }
}
