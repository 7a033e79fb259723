//! Orders (`/admin/orders`): every order with filters in the address, what they add up to, and a search by number.

use super::columns::{chooser, chosen};
use super::narrow::{Names, bar};
use super::rows::list_row;
use super::words;
use crate::app::App;
use crate::lang::{self, msg};
use crate::web::admin::desk::{self, Desk, Place, amount};
use crate::web::admin::export;
use crate::web::admin::filter::Ask;
use crate::web::admin::period::Period;
use crate::web::admin::period::picker::{At, picker};
use crate::web::admin::refusal::Shown;
use crate::web::admin::session::SignedIn;
use crate::web::admin::views;
use crate::web::kit::table::Bulk;
use crate::web::kit::{Post, Tab, Toast, format_count};
use crate::web::view::orders::list::{self as view, OrdersView};
use crate::{n, t};
use axum::extract::{Query, RawQuery, State};
use axum::response::{IntoResponse, Redirect};
use serde::Deserialize;
use tributary_core::ruling::Decline;
use tributary_engine::Error;
use tributary_engine::db::Tx;
use tributary_engine::order::{self, OrderRow, Standing, Sums};
use tributary_engine::page::{Cursor, Page};
use tributary_engine::view::View;

/// The list's own address.
pub(super) const PATH: &str = "/admin/orders";
const TABS: [(&str, &str); 4] = [
    ("", msg("All")),
    ("review", msg("Needs review")),
    ("unattributed", msg("Unattributed")),
    ("refunded", msg("Refunded")),
];
/// Reasons with a button of their own below a list.
const BULK: [Decline; 3] = [Decline::SelfReferral, Decline::Duplicate, Decline::ChannelNotAllowed];

struct Found {
    page: Page<OrderRow>,
    sums: Vec<Sums>,
    tabs: Vec<i64>,
    names: Names,
    views: Vec<View>,
}

enum Looked {
    At(String),
    List(Box<Found>),
}

/// What was just done to rows of the list: `decline:duplicate:3`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Did {
    did: String,
}

/// `GET /admin/orders`
pub(super) async fn page(
    State(app): State<App>,
    me: SignedIn,
    Query(did): Query<Did>,
    RawQuery(query): RawQuery,
    ask: Ask,
) -> Shown {
    let asked = ask.clone();
    let (desk, looked) = desk::read(&app, me, move |tx, desk| look(tx, desk, &asked)).await?;
    match looked {
        Looked::At(href) => Ok(Redirect::to(&href).into_response()),
        Looked::List(found) => {
            let views = Some(views::bar(&desk, "orders", query.as_deref(), &found.views));
            let view = OrdersView { toast: toast(&did.did), views, ..shaped(&desk, &ask, &found) };
            Ok(desk.page(Place::Orders, t!("Orders"), &view::render(&view)))
        }
    }
}

/// A search that names an order leads to it; everything else is the list.
fn look(tx: &mut Tx<'_>, desk: &Desk, ask: &Ask) -> Result<Looked, Error> {
    let wanted = ask.q.trim();
    if !wanted.is_empty()
        && let Some(order) = order::newest_with(tx, desk.tenant(), &desk.store.id, wanted)?
    {
        return Ok(Looked::At(format!("/admin/orders/{}", order.id)));
    }
    find(tx, desk, ask).map(|found| Looked::List(Box::new(found)))
}

fn find(tx: &mut Tx<'_>, desk: &Desk, ask: &Ask) -> Result<Found, Error> {
    let tenant = desk.tenant();
    let after = Some(ask.after.clone()).filter(|after| !after.is_empty());
    let cursor = Cursor { after, ..Cursor::default() };
    // All tabs out of one reading.
    let all = order::standings(tx, tenant, &ask.with("tab", "").filter(desk))?;
    Ok(Found {
        page: order::list(tx, tenant, &ask.filter(desk), &cursor)?,
        sums: sums_on(&all, &ask.tab),
        tabs: TABS.iter().map(|(tab, _)| count(&sums_on(&all, tab))).collect(),
        names: Names::load(tx, desk)?,
        views: views::of(tx, desk, "orders")?,
    })
}

/// What the orders of a tab add up to.
fn sums_on(all: &[Standing], tab: &str) -> Vec<Sums> {
    let is_on = |one: &&Standing| match tab {
        "review" => one.review,
        "unattributed" => !one.credited,
        "refunded" => one.refunded,
        _ => true,
    };
    order::summed(all.iter().filter(is_on))
}

fn count(sums: &[Sums]) -> i64 {
    sums.iter().map(|sum| sum.orders).sum()
}

fn shaped(desk: &Desk, ask: &Ask, found: &Found) -> OrdersView {
    let kept = ask.pairs().into_iter().filter(|(name, _)| !["period", "from", "to", "after"].contains(name));
    let kept: Vec<(String, String)> = kept.map(|(name, value)| (name.to_owned(), value)).collect();
    let period = ask.period().unwrap_or(Period::All);
    OrdersView {
        toast: None,
        any: found.tabs.iter().any(|count| *count > 0),
        tabs: tabs(ask, &found.tabs),
        bar: bar(desk, ask, &found.names),
        period: picker(&desk.clock, (period, None), At { path: PATH, kept: &kept }),
        columns: chosen(ask),
        chooser: chooser(ask),
        rows: found.page.rows.iter().map(|order| list_row(order, (desk, ask, &found.names))).collect(),
        count: counted(found),
        next: found.page.next.as_ref().map(|after| ask.next(after).href(PATH)),
        files: export::offers(&ask.href(PATH)),
        bulk: Some(bulk(desk, ask)),
        connect_href: "/admin/connect".into(),
        unfound: Some(ask.q.trim().to_owned()).filter(|q| !q.is_empty() && found.page.rows.is_empty()),
        about: about(ask),
        views: None,
    }
}

fn tabs(ask: &Ask, counts: &[i64]) -> Vec<Tab> {
    let of = |((tab, label), count): (&(&str, &'static str), &i64)| Tab {
        label: lang::text(label).into(),
        href: ask.with("tab", tab).href(PATH),
        active: ask.tab == *tab,
        count: Some(format_count(*count)),
    };
    TABS.iter().zip(counts).map(of).collect()
}

fn about(ask: &Ask) -> Option<String> {
    let text = match ask.tab.as_str() {
        "review" => t!(
            "Orders whose evidence contradicts itself or looks odd. None of them waits: what nobody decides stands."
        ),
        "unattributed" => t!("Orders that no partner earns from, each with its cause."),
        _ => return None,
    };
    Some(text.to_owned())
}

fn bulk(desk: &Desk, ask: &Ask) -> Bulk {
    let decline = |reason: Decline| {
        let label = t!("Decline: {reason}", reason = words::declined(reason));
        (format!("decline:{}", reason.code()), label)
    };
    let uphold = ("uphold".to_owned(), t!("Leave it as it is").to_owned());
    Bulk {
        post: Post::to("/admin/orders/bulk", desk.csrf()).with("back", ask.href(PATH)),
        acts: std::iter::once(uphold).chain(BULK.map(decline)).collect(),
    }
}

fn toast(did: &str) -> Option<Toast> {
    let (act, count) = did.rsplit_once(':')?;
    let count: i64 = count.parse().ok()?;
    let text = match act.split(':').next().unwrap_or_default() {
        "uphold" => n!("{n} order left as it is", "{n} orders left as they are", count),
        "decline" => n!("{n} order declined", "{n} orders declined", count),
        _ => return None,
    };
    Some(Toast { text, undo: None, link: None })
}

/// `412 orders · 42,819.00 SEK from partners · 4,118.00 SEK commission`, per currency.
fn counted(found: &Found) -> String {
    let mut parts = vec![n!("{n} order", "{n} orders", count(&found.sums))];
    for sum in found.sums.iter().filter(|sum| sum.commission_minor != 0 || sum.revenue_minor != 0) {
        parts.push(t!("{amount} from partners", amount = amount(sum.revenue_minor, sum.currency).text));
        parts.push(t!("{amount} commission", amount = amount(sum.commission_minor, sum.currency).text));
    }
    parts.join(" · ")
}
