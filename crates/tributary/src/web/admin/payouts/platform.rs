//! The platform as a payee (`/admin/payouts/platform/{program}`): its share of a program's commissions, what of it was paid, and where
//! the rest goes.

use super::{details, due, words};
use crate::app::App;
use crate::lang::number;
use crate::t;
use crate::web::admin::desk::{self, Desk, Place, amount};
use crate::web::admin::fields::Fields;
use crate::web::admin::partners::payouts::payout_line;
use crate::web::admin::programs::words::partner_percent;
use crate::web::admin::refusal::{Refusal, Shown};
use crate::web::admin::session::SignedIn;
use crate::web::kit::{FieldError, Toast};
use crate::web::view::payouts::platform::{self as view, OwnSum, PlatformView};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use serde::Deserialize;
use std::collections::BTreeMap;
use tributary_core::{Currency, Payee, ProgramId, Timestamp};
use tributary_engine::db::Tx;
use tributary_engine::page::{Cursor, LIMIT_MAX};
use tributary_engine::payout::{self, Due, Filter, Known, Payout};
use tributary_engine::program::{self, Program};
use tributary_engine::{Error, Result};

/// What the address says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Ask {
    did: String,
}

/// What the page is made of.
struct Found {
    program: Program,
    dues: Vec<Due>,
    rows: Vec<Payout>,
    paid: BTreeMap<Currency, i64>,
    known: Option<Known>,
}

/// `GET /admin/payouts/platform/{program}`
pub(super) async fn page(
    State(app): State<App>,
    me: SignedIn,
    Path(id): Path<String>,
    Query(ask): Query<Ask>,
) -> Shown {
    let id = ProgramId::parse(&id).map_err(|_| Error::NotFound("program"))?;
    let (desk, found) = read(&app, me, id).await?;
    let saved = || Toast { text: t!("Saved.").to_owned(), undo: None, link: None };
    let view = PlatformView { toast: (ask.did == "saved").then(saved), ..shaped(&desk, &found) };
    Ok(desk.page(Place::Payouts, &view.title, &view::render(&view)))
}

/// The page again, with what was typed.
pub(super) async fn again(
    app: &App,
    me: SignedIn,
    program: ProgramId,
    (fields, errors): (Fields, Vec<FieldError>),
) -> Shown {
    let (desk, found) = read(app, me, program).await?;
    let mut view = shaped(&desk, &found);
    view.form = details::typed(view.form, &fields, errors);
    let at = (Place::Payouts, view.title.as_str());
    Ok(desk.page_with(StatusCode::UNPROCESSABLE_ENTITY, at, &view::render(&view)))
}

async fn read(app: &App, me: SignedIn, id: ProgramId) -> std::result::Result<(Desk, Found), Refusal> {
    let now = app.now();
    desk::read(app, me, move |tx, desk| find(tx, desk, &id, now)).await
}

fn find(tx: &mut Tx<'_>, desk: &Desk, id: &ProgramId, now: Timestamp) -> Result<Found> {
    let (tenant, payee) = (desk.tenant(), Payee::Platform(id.clone()));
    let own = Filter { payee: Some(payee.clone()), ..Filter::default() };
    Ok(Found {
        program: program::load(tx, tenant, id)?,
        dues: payout::due_of(tx, (tenant, &payee), now)?,
        rows: payout::list(tx, tenant, &own, &Cursor { after: None, limit: LIMIT_MAX })?.rows,
        paid: payout::paid_to(tx, tenant, &payee)?,
        known: payout::details(tx, tenant, &payee)?,
    })
}

fn shaped(desk: &Desk, found: &Found) -> PlatformView {
    let payee = Payee::Platform(found.program.id.clone());
    let partner = partner_percent(&found.program.current.rules);
    let post = details::post(desk, &payee);
    PlatformView {
        title: words::payee(&payee, &found.program.name),
        split: t!(
            "Of each commission the partner gets {partner} and the platform {platform}.",
            partner = number::percent(partner * 100),
            platform = number::percent((100 - partner) * 100)
        ),
        toast: None,
        sums: found.dues.iter().map(|due| sum(desk, due)).collect(),
        rows: found.rows.iter().map(|one| payout_line(desk, one)).collect(),
        paid: found.paid.iter().map(|(currency, minor)| amount(*minor, *currency).text).collect(),
        form: details::form(post, found.known.as_ref(), (desk.clock.now(), |at| desk.clock.day(at))),
    }
}

fn sum(desk: &Desk, due: &Due) -> OwnSum {
    let money = |minor| amount(minor, due.currency);
    OwnSum {
        pending: money(due.pending_minor),
        ready: money(due.payable_minor),
        in_payout: money(due.in_payout_minor),
        state: due::state(desk, due),
    }
}
