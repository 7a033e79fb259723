//! What is due (`/admin/payouts`), batches, and the least that is paid, each behind its tab.

use super::{HREF, href, payee_href, words};
use crate::app::App;
use crate::lang::{self, msg, number};
use crate::payouts::letters::day;
use crate::web::admin::desk::{self, Desk, Place, amount};
use crate::web::admin::filter;
use crate::web::admin::refusal::{Refusal, Shown};
use crate::web::admin::session::SignedIn;
use crate::web::kit::chip::{self, Status};
use crate::web::kit::page::Tab;
use crate::web::kit::{FieldError, Post, Toast};
use crate::web::view::payouts::due::{self as view, BatchRow, Body, DueRow, MinimumRow, PayoutsView};
use crate::{n, t};
use axum::extract::{Query, State};
use maud::Markup;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use tributary_core::Currency;
use tributary_core::payout::Waits;
use tributary_engine::Error;
use tributary_engine::db::Tx;
use tributary_engine::page::{Cursor, Page};
use tributary_engine::payout::{self, Batch, Due, Total};

const TABS: [(&str, &str); 3] =
    [("", msg("Due")), ("batches", msg("Batches")), ("minimums", msg("Minimums"))];

/// What the address says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Ask {
    tab: String,
    did: String,
    after: String,
    count: i64,
}

/// What only the chosen tab needs.
enum Found {
    Due(Vec<Due>),
    Batches(Page<(Batch, Vec<Total>)>),
    Minimums(BTreeMap<Currency, i64>, BTreeSet<Currency>),
}

/// `GET /admin/payouts`
pub(super) async fn page(State(app): State<App>, me: SignedIn, Query(ask): Query<Ask>) -> Shown {
    let (desk, view) = read(&app, me, ask).await?;
    Ok(desk.page(Place::Payouts, t!("Payouts"), &view::render(&view)))
}

/// The page again after something could not be done.
pub(super) async fn again(
    app: &App,
    me: SignedIn,
    tab: &str,
    (errors, typed): (Vec<FieldError>, Option<(String, String)>),
) -> Shown {
    let (desk, mut view) = read(app, me, Ask { tab: tab.to_owned(), ..Ask::default() }).await?;
    match &mut view.body {
        Body::Minimums { rows, errors: shown, .. } => {
            if let Some((currency, value)) = typed {
                rows.iter_mut()
                    .filter(|row| row.currency == currency)
                    .for_each(|row| row.value.clone_from(&value));
            }
            *shown = errors;
        }
        _ => view.problem = errors.into_iter().next().map(|error| error.message),
    }
    let status = axum::http::StatusCode::UNPROCESSABLE_ENTITY;
    Ok(desk.page_with(status, (Place::Payouts, t!("Payouts")), &view::render(&view)))
}

async fn read(app: &App, me: SignedIn, ask: Ask) -> Result<(Desk, PayoutsView), Refusal> {
    let (asked, now) = (ask.clone(), app.now());
    let read = desk::read(app, me, move |tx, desk| find(tx, desk, &asked, now));
    let (desk, found) = read.await?;
    let tab = |(word, label): (&str, &'static str)| Tab {
        label: lang::text(label).to_owned(),
        href: if word.is_empty() { HREF.to_owned() } else { format!("{HREF}?tab={word}") },
        active: word == ask.tab,
        count: None,
    };
    let body = match &found {
        Found::Due(rows) => due(&desk, rows),
        Found::Batches(page) => batches(&desk, page),
        Found::Minimums(known, owed) => minimums(&desk, known, owed),
    };
    Ok((desk, PayoutsView { tabs: TABS.map(tab).to_vec(), toast: toast(&ask), problem: None, body }))
}

fn find(tx: &mut Tx<'_>, desk: &Desk, ask: &Ask, now: tributary_core::Timestamp) -> Result<Found, Error> {
    let tenant = desk.tenant();
    match ask.tab.as_str() {
        "batches" => {
            let after = Some(ask.after.clone()).filter(|after| !after.is_empty());
            let page = payout::batches(tx, tenant, &Cursor { after, ..Cursor::default() })?;
            let rows = page.rows.into_iter().map(|batch| {
                let totals = payout::totals(tx, tenant, &batch.id)?;
                Ok((batch, totals))
            });
            Ok(Found::Batches(Page { rows: rows.collect::<Result<Vec<_>, Error>>()?, next: page.next }))
        }
        "minimums" => {
            let owed = payout::due(tx, tenant, now)?.into_iter().map(|due| due.currency);
            Ok(Found::Minimums(payout::minimums(tx, tenant)?, owed.collect()))
        }
        _ => Ok(Found::Due(payout::due(tx, tenant, now)?)),
    }
}

fn toast(ask: &Ask) -> Option<Toast> {
    let text = match ask.did.as_str() {
        "asked" => n!("{n} partner was asked by mail.", "{n} partners were asked by mail.", ask.count),
        "minimum" => t!("Saved.").to_owned(),
        _ => return None,
    };
    Some(Toast { text, undo: None, link: None })
}

fn due(desk: &Desk, rows: &[Due]) -> Body {
    let mut sums: BTreeMap<Currency, (i64, i64)> = BTreeMap::new();
    for (currency, minor) in rows.iter().filter_map(|row| Some((row.currency, row.verdict.ok()?))) {
        let (sum, count) = sums.entry(currency).or_default();
        (*sum, *count) = (sum.saturating_add(minor), *count + 1);
    }
    let sum = |(currency, (minor, count)): (Currency, (i64, i64))| {
        let amount = amount(minor, currency).text;
        n!("{amount} in {n} payout", "{amount} in {n} payouts", count, amount = amount)
    };
    let has_due = !sums.is_empty();
    let asked = rows.iter().any(|row| row.can_be_asked(desk.clock.now()));
    Body::Due {
        sums: sums.into_iter().map(sum).collect(),
        waits: waiting(rows),
        rows: rows.iter().map(|row| due_row(desk, row)).collect(),
        create: has_due.then(|| Post::to(HREF, desk.csrf())),
        remind: asked.then(|| Post::to(format!("{HREF}/remind"), desk.csrf())),
        chosen: Post::to(HREF, desk.csrf()).with("only", "1"),
    }
}

/// How many wait for what.
fn waiting(rows: &[Due]) -> Vec<String> {
    let count = |wanted: &dyn Fn(Waits) -> bool| {
        let found = rows.iter().filter_map(|row| row.verdict.err()).filter(|waits| wanted(*waits)).count();
        i64::try_from(found).unwrap_or(i64::MAX)
    };
    let below = count(&|waits| matches!(waits, Waits::BelowMinimum(_)));
    let missing = count(&|waits| waits == Waits::NoDetails);
    let changed = count(&|waits| matches!(waits, Waits::ChangedDetails(_)));
    let owes = count(&|waits| matches!(waits, Waits::Owes(_)));
    [
        (below, n!("{n} below the minimum", "{n} below the minimum", below)),
        (missing, n!("{n} without payout details", "{n} without payout details", missing)),
        (changed, n!("{n} with details changed just now", "{n} with details changed just now", changed)),
        (owes, n!("{n} with more taken back than earned", "{n} with more taken back than earned", owes)),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(_, words)| words)
    .collect()
}

/// What is paid now, or why nothing is.
pub(super) fn state(desk: &Desk, row: &Due) -> Markup {
    match row.verdict {
        Ok(_) => chip::status(Status::Approved, t!("Due")),
        Err(waits @ (Waits::NoDetails | Waits::ChangedDetails(_))) => {
            chip::status(Status::Review, &words::waits(waits, row.currency, |at| desk.clock.day(at)))
        }
        Err(waits) => {
            chip::status(Status::Pending, &words::waits(waits, row.currency, |at| desk.clock.day(at)))
        }
    }
}

fn due_row(desk: &Desk, row: &Due) -> DueRow {
    let money = |minor| amount(minor, row.currency);
    DueRow {
        id: row.payee.to_string(),
        href: payee_href(&row.payee),
        name: words::payee(&row.payee, &row.name),
        method: row
            .details
            .as_ref()
            .map(|known| (words::method(known.method).to_owned(), known.hint.clone())),
        ready: money(row.payable_minor),
        pending: money(row.pending_minor),
        in_payout: (row.in_payout_minor != 0).then(|| money(row.in_payout_minor)),
        minimum: money(row.minimum_minor),
        state: state(desk, row),
    }
}

fn batches(desk: &Desk, page: &Page<(Batch, Vec<Total>)>) -> Body {
    let next = page.next.clone();
    let next = next.map(|after| filter::query(HREF, &[("tab", "batches".to_owned()), ("after", after)]));
    Body::Batches { rows: page.rows.iter().map(|row| batch_row(desk, row)).collect(), next }
}

fn batch_row(desk: &Desk, (batch, totals): &(Batch, Vec<Total>)) -> BatchRow {
    let mut sums: BTreeMap<Currency, i64> = BTreeMap::new();
    for total in totals {
        let sum = sums.entry(total.currency).or_default();
        *sum = sum.saturating_add(total.minor);
    }
    BatchRow {
        href: href(&batch.id),
        name: name(batch),
        state: words::stage(batch.stage),
        payouts: number::count(totals.iter().map(|total| total.count).sum()),
        totals: sums.into_iter().map(|(currency, minor)| amount(minor, currency)).collect(),
        made: desk.clock.stamp(batch.created_at),
        by: batch.created_by.clone(),
        paid_on: batch.paid_on.as_deref().map(day).unwrap_or_default(),
    }
}

/// What people call a batch.
pub(super) fn name(batch: &Batch) -> String {
    if batch.note.is_empty() {
        t!("Payout {number}", number = batch.number)
    } else {
        t!("Payout {number}: {note}", number = batch.number, note = batch.note)
    }
}

/// The store's currency, those that something is owed in, and those that have a minimum.
fn minimums(desk: &Desk, known: &BTreeMap<Currency, i64>, owed: &BTreeSet<Currency>) -> Body {
    let mut all: BTreeSet<Currency> = owed.clone();
    all.extend(known.keys().copied());
    all.insert(desk.store.currency);
    let row = |currency: Currency| MinimumRow {
        currency: currency.code().to_owned(),
        value: tributary_core::Money::new(known.get(&currency).copied().unwrap_or(0), currency).decimal(),
    };
    Body::Minimums {
        rows: all.into_iter().map(row).collect(),
        post: Post::to(format!("{HREF}/minimum"), desk.csrf()),
        errors: Vec::new(),
    }
}
