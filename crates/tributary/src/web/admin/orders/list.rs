//! Orders (`/admin/orders`): every order with filters in the address, what they add up to, and a search by number.

use super::row::row;
use crate::app::App;
use crate::lang::{self, msg};
use crate::t;
use crate::web::admin::desk::{self, Desk, Place, amount};
use crate::web::admin::export;
use crate::web::admin::filter::{self, Ask, words};
use crate::web::admin::links::code_new::names;
use crate::web::admin::period::Period;
use crate::web::admin::refusal::Shown;
use crate::web::admin::session::SignedIn;
use crate::web::admin::views;
use crate::web::kit::{Tab, format_count};
use crate::web::view::orders::{self as view, Chosen, OrdersView};
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Redirect};
use tributary_engine::Error;
use tributary_engine::db::Tx;
use tributary_engine::order::{self, OrderRow, Sums};
use tributary_engine::page::{Cursor, Page};
use tributary_engine::view::View;

/// The list's own address.
const PATH: &str = "/admin/orders";
/// Filters with a list to choose from.
const CHOICES: [&str; 3] = ["period", "partner", "status"];
const TABS: [(&str, &str); 3] =
    [("", msg("All")), ("unattributed", msg("Unattributed")), ("refunded", msg("Refunded"))];

struct Found {
    page: Page<OrderRow>,
    sums: Vec<Sums>,
    tabs: Vec<i64>,
    partners: Vec<(String, String)>,
    views: Vec<View>,
}

enum Looked {
    At(String),
    List(Box<Found>),
}

/// `GET /admin/orders`
pub(super) async fn page(State(app): State<App>, me: SignedIn, RawQuery(query): RawQuery, ask: Ask) -> Shown {
    let asked = ask.clone();
    let (desk, looked) = desk::read(&app, me, move |tx, desk| look(tx, desk, &asked)).await?;
    match looked {
        Looked::At(href) => Ok(Redirect::to(&href).into_response()),
        Looked::List(found) => {
            let views = views::bar(&desk, "orders", query.as_deref(), &found.views);
            let view = OrdersView { views: Some(views), ..shaped(&desk, &ask, &found) };
            Ok(desk.page(Place::Orders, t!("Orders"), &view::render(&view)))
        }
    }
}

/// A search that names an order leads to it; everything else is the list.
fn look(tx: &mut Tx<'_>, desk: &Desk, ask: &Ask) -> Result<Looked, Error> {
    let wanted = ask.q.trim();
    if !wanted.is_empty()
        && let Some(order) = order::newest_with(tx, desk.tenant(), wanted)?
    {
        return Ok(Looked::At(format!("/admin/orders/{}", order.id)));
    }
    find(tx, desk, ask).map(|found| Looked::List(Box::new(found)))
}

fn find(tx: &mut Tx<'_>, desk: &Desk, ask: &Ask) -> Result<Found, Error> {
    let tenant = desk.tenant();
    let after = Some(ask.after.clone()).filter(|after| !after.is_empty());
    let cursor = Cursor { after, ..Cursor::default() };
    let mut tabs = Vec::new();
    for (tab, _) in TABS {
        tabs.push(count(&order::sums(tx, tenant, &ask.with("tab", tab).filter(desk))?));
    }
    let filter = ask.filter(desk);
    Ok(Found {
        page: order::list(tx, tenant, &filter, &cursor)?,
        sums: order::sums(tx, tenant, &filter)?,
        tabs,
        partners: names(tx, desk)?,
        views: views::of(tx, desk, "orders")?,
    })
}

fn count(sums: &[Sums]) -> i64 {
    sums.iter().map(|sum| sum.orders).sum()
}

fn shaped(desk: &Desk, ask: &Ask, found: &Found) -> OrdersView {
    OrdersView {
        tabs: tabs(ask, &found.tabs),
        rows: found.page.rows.iter().map(|order| row(order, &desk.clock)).collect(),
        count: counted(found),
        next: found.page.next.as_ref().map(|after| ask.next(after).href(PATH)),
        clear_href: ask.narrows().then(|| ask.cleared().href(PATH)),
        files: export::offers(&ask.href(PATH)),
        connect_href: "/admin/connect".into(),
        filters: filters(ask, &found.partners),
        chosen: chosen(desk, ask, &found.partners),
        kept: kept(ask),
        unfound: Some(ask.q.trim().to_owned()).filter(|wanted| !wanted.is_empty()),
        views: None,
    }
}

/// What the form of filters must carry along.
fn kept(ask: &Ask) -> Vec<(String, String)> {
    let chosen_here = |name: &str| CHOICES.contains(&name) || ["after", "q"].contains(&name);
    let pairs = ask.pairs().into_iter().filter(|(name, _)| !chosen_here(name));
    pairs.map(|(name, value)| (name.to_owned(), value)).collect()
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

/// `412 orders · 42,819.00 SEK from partners · 4,118.00 SEK commission`, per currency.
fn counted(found: &Found) -> String {
    let orders = count(&found.sums);
    let mut parts =
        vec![format!("{} {}", format_count(orders), if orders == 1 { "order" } else { "orders" })];
    for sum in found.sums.iter().filter(|sum| sum.commission_minor != 0 || sum.revenue_minor != 0) {
        parts.push(format!("{} from partners", amount(sum.revenue_minor, sum.currency).text));
        parts.push(format!("{} commission", amount(sum.commission_minor, sum.currency).text));
    }
    parts.join(" · ")
}

fn filters(ask: &Ask, partners: &[(String, String)]) -> Vec<view::Choice> {
    let choice = |name: &str, label: &str, all: &str, chosen: &str, options: Vec<(String, String)>| {
        let options = [(String::new(), all.to_owned())].into_iter().chain(options).collect();
        view::Choice { name: name.into(), label: label.into(), options, chosen: chosen.into() }
    };
    let periods = Period::NAMED.map(|period| (period.word().to_owned(), period.name()));
    let statuses = words::STATUSES.map(|status| (status.to_owned(), words::status(status)));
    vec![
        choice("period", t!("Period"), t!("Any time"), &ask.period, periods.to_vec()),
        choice("partner", t!("Partner"), t!("Any partner"), &ask.partner, partners.to_vec()),
        choice("status", t!("Status in the store"), t!("Any status"), &ask.status, statuses.to_vec()),
    ]
}

/// Filters that come from a click elsewhere, as chips that can be taken off.
fn chosen(desk: &Desk, ask: &Ask, partners: &[(String, String)]) -> Vec<Chosen> {
    let names = partners.iter().cloned().collect();
    let chips = filter::chips(ask, &names, desk.store.currency);
    let elsewhere = chips.into_iter().filter(|chip| !CHOICES.contains(&chip.name));
    elsewhere.map(|chip| Chosen { label: chip.label, href: chip.without.href(PATH) }).collect()
}
