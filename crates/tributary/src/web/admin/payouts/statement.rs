//! A statement (`/admin/payouts/statement/{id}`): what one payout pays. The partner's own page draws the same.

use super::{href, read_payout, words};
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
use tributary_core::{PayoutId, TenantId};
use tributary_engine::Result;
use tributary_engine::db::Tx;
use tributary_engine::payout::{self, Covered, Part, Payout};

const LINES_MAX: usize = 2_000; // forty pages of paper; the API has them all

/// What a statement is made of.
pub(in crate::web) struct Found {
    pub(in crate::web) payout: Payout,
    parts: Vec<Covered>,
}

/// Reads a payout with what it pays.
///
/// # Errors
/// [`tributary_engine::Error::NotFound`].
pub(in crate::web) fn find(tx: &mut Tx<'_>, tenant: &TenantId, id: &PayoutId) -> Result<Found> {
    let payout = payout::load(tx, tenant, id)?;
    let parts = payout::covered(tx, tenant, &payout)?;
    Ok(Found { payout, parts })
}

/// `GET /admin/payouts/statement/{id}`
pub(super) async fn page(State(app): State<App>, me: SignedIn, Path(id): Path<String>) -> Shown {
    let id = read_payout(&id)?;
    let (desk, found) = desk::read(&app, me, move |tx, desk| find(tx, desk.tenant(), &id)).await?;
    let back = (t!("Payout {number}", number = found.payout.number), href(&found.payout.batch));
    let view = shaped(&found, (&desk.store.name, &desk.clock), back);
    Ok(desk.page(Place::Payouts, &t!("Statement {number}", number = view.number), &view::render(&view)))
}

/// The statement, with the page above it.
pub(in crate::web) fn shaped(
    found: &Found,
    (store, clock): (&str, &Moments),
    back: (String, String),
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
    let more = found.parts.len().saturating_sub(LINES_MAX);
    let line = |one: &Covered| StatementLine {
        what: match &one.part {
            Part::Order { number, .. } => format!("#{number}"),
            Part::Voided { number } => t!("Payout {number}, which was voided", number = number),
        },
        day: match &one.part {
            Part::Order { placed_at, .. } => clock.day(*placed_at),
            Part::Voided { .. } => clock.day(one.booked_at),
        },
        amount: amount(one.minor, payout.currency),
    };
    StatementView {
        back,
        store: store.to_owned(),
        number: format!("{}-{}", payout.number, short(&payout.id)),
        state: words::state(payout.state),
        facts,
        lines: found.parts.iter().take(LINES_MAX).map(line).collect(),
        more: (more > 0).then(|| {
            n!(
                "{n} more order is in the total.",
                "{n} more orders are in the total.",
                i64::try_from(more).unwrap_or(i64::MAX)
            )
        }),
        total: amount(payout.amount_minor, payout.currency),
    }
}

/// The end of an id: enough to tell statements of one batch apart.
fn short(id: &PayoutId) -> String {
    let id = id.as_str();
    id.get(id.len().saturating_sub(6)..).unwrap_or(id).to_ascii_uppercase()
}
