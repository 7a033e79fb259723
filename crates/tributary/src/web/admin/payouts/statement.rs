//! A statement (`/admin/payouts/statement/{id}`): what one payout pays. The partner's own page draws the same.

use super::{href, paper, read_payout, statement_href, words};
use crate::app::App;
use crate::payouts::letters::day;
use crate::web::admin::desk::{self, Place, amount};
use crate::web::admin::moment::Moments;
use crate::web::admin::refusal::Shown;
use crate::web::admin::session::SignedIn;
use crate::web::view::payouts::statement::{self as view, StatementLine, StatementView};
use crate::{lang, n, t};
use axum::extract::{Path, State};
use maud::html;
use std::collections::{BTreeMap, BTreeSet};
use tributary_core::{PayoutId, StoreId, TenantId};
use tributary_engine::db::Tx;
use tributary_engine::payout::{self, Covered, Part, Payout};
use tributary_engine::{Result, store};

pub(super) const LINES_MAX: usize = 2_000; // forty pages of paper; the API has them all

/// What a statement is made of.
pub(in crate::web) struct Found {
    pub(in crate::web) payout: Payout,
    pub(super) parts: Vec<Covered>,
    /// What the stores are called whose orders it pays.
    stores: BTreeMap<StoreId, String>,
}

impl Found {
    /// What people call it.
    pub(super) fn number(&self) -> String {
        format!("{}-{}", self.payout.number, short(&self.payout.id))
    }

    /// The stores whose orders it pays, in a line.
    pub(in crate::web) fn names(&self) -> Option<String> {
        let names: Vec<&str> = self.stores.values().map(String::as_str).collect();
        (!names.is_empty()).then(|| names.join(" · "))
    }

    /// The store of a part, where not all are of the same.
    pub(super) fn store(&self, part: &Part) -> Option<&str> {
        match part {
            Part::Order { store: Some(store), .. } if self.stores.len() > 1 => {
                self.stores.get(store).map(String::as_str)
            }
            _ => None,
        }
    }

    /// How many parts a page has no room for, in words.
    pub(super) fn more(&self) -> Option<String> {
        let more = self.parts.len().saturating_sub(LINES_MAX);
        (more > 0).then(|| {
            n!(
                "{n} more order is in the total.",
                "{n} more orders are in the total.",
                i64::try_from(more).unwrap_or(i64::MAX)
            )
        })
    }
}

/// Reads a payout with what it pays.
///
/// # Errors
/// [`tributary_engine::Error::NotFound`].
pub(in crate::web) fn find(tx: &mut Tx<'_>, tenant: &TenantId, id: &PayoutId) -> Result<Found> {
    let payout = payout::load(tx, tenant, id)?;
    let parts = payout::covered(tx, tenant, &payout)?;
    let of = |one: &Covered| match &one.part {
        Part::Order { store, .. } => store.clone(),
        Part::Voided { .. } => None,
    };
    let ids: BTreeSet<StoreId> = parts.iter().filter_map(of).collect();
    let named = ids.into_iter().map(|id| {
        let name = store::load(tx, tenant, &id)?.name;
        Ok((id, name))
    });
    let stores = named.collect::<Result<_>>()?;
    Ok(Found { payout, parts, stores })
}

/// `GET /admin/payouts/statement/{id}`
pub(super) async fn page(State(app): State<App>, me: SignedIn, Path(id): Path<String>) -> Shown {
    let id = read_payout(&id)?;
    let (desk, found) = desk::read(&app, me, move |tx, desk| find(tx, desk.tenant(), &id)).await?;
    let back = (t!("Payout {number}", number = found.payout.number), href(&found.payout.batch));
    let pdf = format!("{}/{}", statement_href(&found.payout.id), paper::NAME);
    let view = shaped(&found, (&desk.first().name, &desk.clock), (back, pdf));
    Ok(desk.page(Place::Payouts, &t!("Statement {number}", number = view.number), &view::render(&view)))
}

/// `GET /admin/payouts/statement/{id}/statement.pdf`
pub(super) async fn file(State(app): State<App>, me: SignedIn, Path(id): Path<String>) -> Shown {
    let id = read_payout(&id)?;
    let (desk, found) = desk::read(&app, me, move |tx, desk| find(tx, desk.tenant(), &id)).await?;
    Ok(paper::answer(&found, (&desk.first().name, &desk.clock)).await?)
}

/// The statement, with the page above it and where it is as a file.
pub(in crate::web) fn shaped(
    found: &Found,
    (store, clock): (&str, &Moments),
    (back, pdf): ((String, String), String),
) -> StatementView {
    let payout = &found.payout;
    let mut facts = vec![
        (t!("Payee").to_owned(), html! { bdi { (words::payee(&payout.payee, &payout.payee_name)) } }),
        (
            t!("Method").to_owned(),
            html! { (words::method(payout.method)) " " bdi dir="ltr" { (payout.hint) } },
        ),
        (t!("Made").to_owned(), html! { (clock.exact(payout.created_at)) }),
    ];
    if let Some(on) = &payout.paid_on {
        facts.push((t!("The money left on").to_owned(), html! { (day(on)) }));
    }
    if let Some(reference) = &payout.reference {
        facts.push((t!("Reference").to_owned(), html! { bdi dir="ltr" { (reference) } }));
    }
    if let Some(reason) = &payout.reason {
        facts.push((t!("Why it was voided").to_owned(), html! { bdi { (lang::known(reason)) } }));
    }
    let line = |one: &Covered| StatementLine {
        what: what(&one.part),
        store: found.store(&one.part).map(str::to_owned),
        day: match &one.part {
            Part::Order { placed_at, .. } => clock.day(*placed_at),
            Part::Voided { .. } => clock.day(one.booked_at),
        },
        amount: amount(one.minor, payout.currency),
    };
    StatementView {
        back,
        pdf,
        store: store.to_owned(),
        number: found.number(),
        state: words::state(payout.state),
        facts,
        lines: found.parts.iter().take(LINES_MAX).map(line).collect(),
        more: found.more(),
        total: amount(payout.amount_minor, payout.currency),
    }
}

/// What a part is for.
pub(super) fn what(part: &Part) -> String {
    match part {
        Part::Order { number, .. } => format!("#{number}"),
        Part::Voided { number } => t!("Payout {number}, which was voided", number = number),
    }
}

/// The end of an id: enough to tell statements of one batch apart.
fn short(id: &PayoutId) -> String {
    let id = id.as_str();
    id.get(id.len().saturating_sub(6)..).unwrap_or(id).to_ascii_uppercase()
}
