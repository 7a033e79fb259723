//! One batch (`/admin/payouts/{id}`): its payouts, what to look at, its files, what was done to it.

use super::due::name;
use super::{href, read_batch, statement_href, words};
use crate::app::App;
use crate::lang;
use crate::payouts::files::{Kind, Plan, plans};
use crate::payouts::letters::day;
use crate::web::admin::desk::{self, Desk, Place, amount};
use crate::web::admin::fields::Fields;
use crate::web::admin::filter;
use crate::web::admin::people::action_name;
use crate::web::admin::refusal::{Refusal, Shown};
use crate::web::admin::session::SignedIn;
use crate::web::kit::{FieldError, Post, Toast};
use crate::web::view::payouts::batch::{self as view, BatchView, Done, FileLink, Line, PayForm, Sum};
use crate::{n, t};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use maud::{Markup, html};
use serde::Deserialize;
use std::collections::BTreeSet;
use tributary_core::BatchId;
use tributary_core::payout::{Stage, Step, Waits};
use tributary_engine::Error;
use tributary_engine::audit::{self, Entry, Filter};
use tributary_engine::db::Tx;
use tributary_engine::page::{Cursor, LIMIT_MAX};
use tributary_engine::payout::{self, Batch, Due, Payout, State as Stands, Total};

/// What the address says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Ask {
    did: String,
}

/// What the page is made of.
struct Found {
    batch: Batch,
    payouts: Vec<Payout>,
    totals: Vec<Total>,
    history: Vec<Entry>,
    /// What else those have who are in it.
    dues: Vec<Due>,
}

/// `GET /admin/payouts/{id}`
pub(super) async fn page(
    State(app): State<App>,
    me: SignedIn,
    Path(id): Path<String>,
    Query(ask): Query<Ask>,
) -> Shown {
    let (desk, found) = read(&app, me, read_batch(&id)?).await?;
    let view = BatchView { toast: toast(&desk, &found.batch, &ask.did), ..shaped(&desk, &found) };
    Ok(desk.page(Place::Payouts, &view.title, &view::render(&view)))
}

/// The page again after something could not be done.
pub(super) async fn again(
    app: &App,
    me: SignedIn,
    id: BatchId,
    (errors, typed): (Vec<FieldError>, Fields),
) -> Shown {
    let (desk, found) = read(app, me, id).await?;
    let mut view = BatchView { errors, ..shaped(&desk, &found) };
    if let Some(form) = &mut view.pay {
        form.reference = typed.text("reference");
        form.day = typed.some("paid_on").unwrap_or_else(|| form.day.clone());
    }
    let at = (Place::Payouts, view.title.as_str());
    Ok(desk.page_with(StatusCode::UNPROCESSABLE_ENTITY, at, &view::render(&view)))
}

async fn read(app: &App, me: SignedIn, id: BatchId) -> Result<(Desk, Found), Refusal> {
    let now = app.now();
    desk::read(app, me, move |tx, desk| find(tx, desk, &id, now)).await
}

fn find(tx: &mut Tx<'_>, desk: &Desk, id: &BatchId, now: tributary_core::Timestamp) -> Result<Found, Error> {
    let tenant = desk.tenant();
    let batch = payout::load_batch(tx, tenant, id)?;
    let payouts = payout::all_of(tx, tenant, id)?;
    let about = Filter { object: Some(id.to_string()), ..Filter::default() };
    let mut history = audit::list(tx, tenant, &about, &Cursor { after: None, limit: LIMIT_MAX })?.rows;
    history.reverse();
    let looks = matches!(batch.stage, Stage::Draft | Stage::Ready);
    let within: BTreeSet<_> = payouts.iter().map(|one| one.payee.clone()).collect();
    let dues = if looks { payout::due(tx, tenant, now)? } else { Vec::new() };
    let dues = dues.into_iter().filter(|due| within.contains(&due.payee)).collect();
    Ok(Found { totals: payout::totals(tx, tenant, id)?, batch, payouts, history, dues })
}

fn toast(desk: &Desk, batch: &Batch, did: &str) -> Option<Toast> {
    let text = match did {
        "created" => t!("Payout made: look through it, then approve it."),
        "approved" => t!("Approved. Its files are ready."),
        "excluded" => t!("Taken out: the money is ready for the next payout."),
        "paid" => t!("Payout marked paid."),
        "undone" => t!("Undone: the payout is not paid."),
        "voided" | "one" => t!("Voided: the money is ready to be paid again."),
        _ => return None,
    };
    let undo = (did == "paid").then(|| undo(desk, batch)).flatten();
    Some(Toast { text: text.to_owned(), undo, link: None })
}

fn to(desk: &Desk, batch: &Batch, act: &str) -> Post {
    Post::to(format!("{}/{act}", href(&batch.id)), desk.csrf())
}

/// While it can be undone.
fn undo(desk: &Desk, batch: &Batch) -> Option<Post> {
    let step = Step::Undo { paid_at: batch.paid_at?, now: desk.clock.now() };
    batch.stage.after(step).map(|_| to(desk, batch, "undo"))
}

fn shaped(desk: &Desk, found: &Found) -> BatchView {
    let batch = &found.batch;
    let standing = found.payouts.iter().any(|one| one.state != Stands::Voided);
    let may = |step| batch.stage.after(step).is_some();
    let made =
        t!("Made by {name}, {when}", name = batch.created_by, when = desk.clock.stamp(batch.created_at).text);
    let today = desk.clock.local(desk.clock.now()).date().to_string();
    BatchView {
        title: name(batch),
        state: words::stage(batch.stage),
        sub: vec![made],
        toast: None,
        errors: Vec::new(),
        warnings: warnings(desk, found),
        approve: (may(Step::Approve) && standing).then(|| to(desk, batch, "approve")),
        pay: (may(Step::Pay) && standing).then(|| PayForm {
            post: to(desk, batch, "pay"),
            day: today,
            reference: String::new(),
        }),
        undo: undo(desk, batch),
        void: may(Step::Void).then(|| to(desk, batch, "void")),
        void_one: (matches!(batch.stage, Stage::Ready | Stage::Paid) && standing)
            .then(|| to(desk, batch, "void-one")),
        facts: facts(desk, batch),
        sums: found.totals.iter().map(sum).collect(),
        files: files(found),
        lines: found.payouts.iter().map(|one| line(desk, batch, one)).collect(),
        history: found.history.iter().map(|entry| done(desk, entry)).collect(),
    }
}

fn warnings(desk: &Desk, found: &Found) -> Vec<String> {
    let mut warnings = Vec::new();
    let draft = found.batch.stage == Stage::Draft;
    for due in &found.dues {
        let name = words::payee(&due.payee, &due.name);
        match due.verdict {
            Err(Waits::Owes(minor)) => warnings.push(t!(
                "Since this payout was made, {amount} was taken back from {name}. It comes off what {name} is paid next.",
                amount = amount(minor, due.currency).text,
                name = name
            )),
            Err(Waits::ChangedDetails(at)) if draft => warnings.push(t!(
                "{name} changed just now where the money goes. Take them out, or wait until {day}.",
                name = name,
                day = desk.clock.day(at)
            )),
            _ => {}
        }
    }
    if draft && found.payouts.iter().all(|one| one.state == Stands::Voided) {
        warnings.push(t!("Nobody is left in this payout. Void it.").to_owned());
    }
    warnings
}

fn facts(desk: &Desk, batch: &Batch) -> Vec<(String, Markup)> {
    let mut facts = Vec::new();
    if let Some(on) = &batch.paid_on {
        facts.push((t!("The money left on").to_owned(), html! { (day(on)) }));
    }
    if let Some(reference) = &batch.reference {
        facts.push((t!("Reference").to_owned(), html! { bdi.code dir="ltr" { (reference) } }));
    }
    if let Some(at) = batch.voided_at {
        facts.push((t!("Voided").to_owned(), html! { (desk.clock.exact(at)) }));
    }
    if let Some(reason) = &batch.reason {
        facts.push((t!("Reason").to_owned(), html! { bdi { (reason) } }));
    }
    facts
}

fn sum(total: &Total) -> Sum {
    Sum {
        method: words::method(total.method).to_owned(),
        count: lang::number::count(total.count),
        total: amount(total.minor, total.currency),
    }
}

fn files(found: &Found) -> Vec<FileLink> {
    if !matches!(found.batch.stage, Stage::Ready | Stage::Paid) {
        return Vec::new();
    }
    plans(&found.payouts).iter().map(|plan| file(&found.batch, plan)).collect()
}

fn file(batch: &Batch, plan: &Plan) -> FileLink {
    let currency = plan.wanted.currency;
    let what = match plan.wanted.kind {
        Kind::PayPal => t!("PayPal, {currency}", currency = currency),
        Kind::Bank => t!("Bank transfers, {currency}", currency = currency),
        Kind::List => t!("List of all, {currency}", currency = currency),
    };
    let rows = i64::try_from(plan.rows).unwrap_or(i64::MAX);
    let total = amount(plan.total_minor, currency).text;
    let pairs = [
        ("kind", plan.wanted.kind.as_str().to_owned()),
        ("currency", currency.code().to_owned()),
        ("part", plan.wanted.part.to_string()),
    ];
    FileLink {
        href: filter::query(&format!("{}/file", href(&batch.id)), &pairs),
        label: match plan.parts {
            1 => what,
            parts => {
                t!("{what}: part {part} of {parts}", what = what, part = plan.wanted.part, parts = parts)
            }
        },
        detail: n!("{n} row, {total}", "{n} rows, {total}", rows, total = total),
    }
}

fn line(desk: &Desk, batch: &Batch, one: &Payout) -> Line {
    let draft = batch.stage == Stage::Draft && one.state == Stands::Open;
    let reason = one.reason.as_deref().map(lang::known);
    Line {
        id: one.id.to_string(),
        href: statement_href(&one.id),
        name: words::payee(&one.payee, &one.payee_name),
        method: (words::method(one.method).to_owned(), one.hint.clone()),
        amount: amount(one.amount_minor, one.currency),
        state: html! { (words::state(one.state)) @if let Some(reason) = &reason { div.meta { bdi { (reason) } } } },
        gone: one.state == Stands::Voided,
        exclude: draft.then(|| to(desk, batch, "exclude").with("payout", one.id.as_str())),
    }
}

fn done(desk: &Desk, entry: &Entry) -> Done {
    let said = |name: &str| entry.after.as_ref().and_then(|after| after[name].as_str()).unwrap_or_default();
    let about = if entry.action.starts_with("payout.") { entry.object_name.as_str() } else { "" };
    let parts = [about, said("reference"), said("reason")];
    let parts = parts.into_iter().filter(|part| !part.is_empty()).map(lang::known).collect::<Vec<_>>();
    Done {
        when: desk.clock.exact(entry.at),
        what: action_name(&entry.action),
        by: entry.actor_name.clone(),
        note: parts.join(" · "),
    }
}
