//! Orders (`/admin/orders`): every order with filters in the address, what they add up to, and a search by number.

use super::row::row;
use crate::app::App;
use crate::web::admin::desk::{self, Desk, Place, amount};
use crate::web::admin::export;
use crate::web::admin::filter::{Ask, filter, href};
use crate::web::admin::links::code_new::names;
use crate::web::admin::period::Period;
use crate::web::admin::refusal::Shown;
use crate::web::admin::session::SignedIn;
use crate::web::kit::{Tab, format_count};
use crate::web::view::orders::{self as view, Chosen, OrdersView};
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect};
use tributary_engine::Error;
use tributary_engine::db::Tx;
use tributary_engine::order::{self, OrderRow, Sums};
use tributary_engine::page::{Cursor, Page};

const STATUSES: [&str; 8] =
    ["pending", "on-hold", "processing", "completed", "refunded", "cancelled", "failed", "trash"];
const TABS: [(&str, &str); 4] =
    [("", "All"), ("credited", "Credited"), ("not_credited", "Not credited"), ("refunded", "Refunded")];

struct Found {
    page: Page<OrderRow>,
    sums: Vec<Sums>,
    tabs: Vec<i64>,
    partners: Vec<(String, String)>,
}

enum Looked {
    At(String),
    List(Box<Found>),
}

/// `GET /admin/orders`
pub(super) async fn page(State(app): State<App>, me: SignedIn, Query(ask): Query<Ask>) -> Shown {
    let asked = ask.clone();
    let (desk, looked) = desk::read(&app, me, move |tx, desk| look(tx, desk, &asked)).await?;
    match looked {
        Looked::At(href) => Ok(Redirect::to(&href).into_response()),
        Looked::List(found) => {
            Ok(desk.page(Place::Orders, "Orders", &view::render(&shaped(&desk, &ask, &found))))
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
    let chosen = filter(desk, ask);
    let mut tabs = Vec::new();
    for (tab, _) in TABS {
        let of_tab = filter(desk, &Ask { tab: tab.into(), ..ask.clone() });
        tabs.push(count(&order::sums(tx, tenant, &of_tab)?));
    }
    Ok(Found {
        page: order::list(tx, tenant, &chosen, &cursor)?,
        sums: order::sums(tx, tenant, &chosen)?,
        tabs,
        partners: names(tx, desk)?,
    })
}

fn count(sums: &[Sums]) -> i64 {
    sums.iter().map(|sum| sum.orders).sum()
}

fn shaped(desk: &Desk, ask: &Ask, found: &Found) -> OrdersView {
    let filtered = href(&Ask { tab: String::new(), after: String::new(), ..ask.clone() }) != "/admin/orders";
    let next = found.page.next.clone().map(|after| href(&Ask { after, ..ask.clone() }));
    OrdersView {
        tabs: tabs(ask, &found.tabs),
        rows: found.page.rows.iter().map(|order| row(order, &desk.clock)).collect(),
        count: counted(found),
        next,
        files: export::offers(&href(ask)),
        clear_href: (filtered || !ask.tab.is_empty()).then(|| "/admin/orders".to_owned()),
        connect_href: "/admin/connect".into(),
        filters: filters(ask, &found.partners),
        chosen: chosen(ask),
        kept: [("tab", &ask.tab), ("via", &ask.via), ("earns", &ask.earns), ("currency", &ask.currency)]
            .map(|(name, value)| (name.to_owned(), value.clone()))
            .to_vec(),
        unfound: Some(ask.q.trim().to_owned()).filter(|wanted| !wanted.is_empty()),
    }
}

fn tabs(ask: &Ask, counts: &[i64]) -> Vec<Tab> {
    let of = |((tab, label), count): (&(&str, &str), &i64)| Tab {
        label: (*label).into(),
        href: href(&Ask { tab: (*tab).into(), after: String::new(), ..ask.clone() }),
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
    let periods = Period::ALL.map(|period| (period.word().to_owned(), sentence(period.last())));
    let statuses = STATUSES.map(|status| (status.to_owned(), sentence(status)));
    vec![
        choice("period", "Period", "Any time", &ask.period, periods.to_vec()),
        choice("partner", "Partner", "Any partner", &ask.partner, partners.to_vec()),
        choice("status", "Status in the store", "Any status", &ask.status, statuses.to_vec()),
    ]
}

/// Filters that come from a click elsewhere, as chips that can be taken off.
fn chosen(ask: &Ask) -> Vec<Chosen> {
    let none = String::new;
    let chip = |label: String, without: Ask| Chosen { label, href: href(&without) };
    let base = Ask { after: none(), ..ask.clone() };
    let mut chips = Vec::new();
    if !ask.via.is_empty() {
        let word = crate::web::admin::overview::way(&ask.via).0;
        chips.push(chip(format!("By {}", word.to_lowercase()), Ask { via: none(), ..base.clone() }));
    }
    if ask.earns == "1" {
        chips.push(chip("Earning".into(), Ask { earns: none(), ..base.clone() }));
    }
    if !ask.currency.is_empty() {
        chips.push(chip(format!("In {}", ask.currency), Ask { currency: none(), ..base }));
    }
    chips
}

fn sentence(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
