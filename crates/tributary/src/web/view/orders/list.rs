//! The list of orders (`/admin/orders`): every order the store sent, credited or not, each one click from its reason,
//! and each value one click from all orders that share it.

use super::{OrderRow, commission, how, number, partner, status};
use crate::lang::{self, msg};
use crate::t;
use crate::web::kit::banner::{Banner, Tone, notice};
use crate::web::kit::columns::{Columns, Pick};
use crate::web::kit::empty::{Empty, no_match, none_yet};
use crate::web::kit::filter::{self, Bar};
use crate::web::kit::money::Amount;
use crate::web::kit::page::{self, Header, Tab};
use crate::web::kit::period::{PeriodPicker, picker};
use crate::web::kit::table::{Bulk, Column, Footer, Phone, Row, Table, Way, table};
use crate::web::kit::toast::{Toast, toast};
use crate::web::may;
use maud::{Markup, html};

/// A text, and the list of all orders that share it.
pub type Linked = (String, String);

/// The address that sorts by a column, and how the rows are sorted by it now.
pub type Sorting = (String, Option<Way>);

/// One order with everything a column may show.
#[derive(Debug, Clone)]
pub struct ListRow {
    /// Id, for its tick.
    pub id: String,
    /// What every list shows.
    pub order: OrderRow,
    /// The customer, masked, and whether they ordered before.
    pub customer: (String, bool),
    /// All orders of the partner.
    pub partner_href: Option<String>,
    /// All orders that came this way.
    pub how_href: Option<String>,
    /// The code or link that won it.
    pub evidence: Option<Linked>,
    /// How many things were bought.
    pub products: String,
    /// City and country.
    pub places: Vec<Linked>,
    /// Why nobody is credited, and what would change it.
    pub why_not: Option<(Linked, Linked)>,
    /// Why a person should look at it, and what happens if nobody does.
    pub review: Option<(String, String)>,
    /// What the customer got back.
    pub refunded: Option<Amount>,
    /// When the commission becomes payable.
    pub payable: Option<String>,
    /// Status in the store.
    pub in_store: Linked,
    /// Where the winning click came from.
    pub source: Option<Linked>,
    /// Region of the bill.
    pub region: Option<Linked>,
    /// What the commission is of.
    pub revenue: Amount,
    /// The codes on it.
    pub coupons: String,
}

/// A column of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Col {
    /// Number.
    Order,
    /// When it was placed.
    Placed,
    /// Who bought.
    Customer,
    /// Who is credited.
    Partner,
    /// By which way.
    How,
    /// By which code or link.
    Evidence,
    /// How many things.
    Products,
    /// City and country.
    Place,
    /// Why nobody is credited.
    WhyNot,
    /// Why a person should look at it.
    Review,
    /// Total.
    Total,
    /// Commission.
    Commission,
    /// Where the money stands.
    Status,
    /// What was given back.
    Refunded,
    /// When it becomes payable.
    Payable,
    /// Status in the store.
    InStore,
    /// Where the click came from.
    Source,
    /// Region.
    Region,
    /// What the commission is of, after refunds.
    Revenue,
    /// The codes on it.
    Coupons,
    /// Our id of it.
    Id,
}

/// Word in the address, and heading.
const COLS: [(Col, &str, &str); 21] = [
    (Col::Order, "order", msg("Order")),
    (Col::Placed, "placed", msg("Date")),
    (Col::Customer, "customer", msg("Customer")),
    (Col::Partner, "partner", msg("Partner")),
    (Col::How, "how", msg("How")),
    (Col::Evidence, "evidence", msg("Code or link")),
    (Col::Products, "products", msg("Products")),
    (Col::Place, "place", msg("Place")),
    (Col::WhyNot, "why", msg("Why not")),
    (Col::Review, "review", msg("Look at")),
    (Col::Total, "total", msg("Total")),
    (Col::Revenue, "revenue", msg("Revenue")),
    (Col::Commission, "commission", msg("Commission")),
    (Col::Status, "status", msg("Status")),
    (Col::Refunded, "refunded", msg("Refunded")),
    (Col::Payable, "payable", msg("Payable")),
    (Col::InStore, "instore", msg("In the store")),
    (Col::Source, "source", msg("Source")),
    (Col::Region, "region", msg("Region")),
    (Col::Coupons, "coupons", msg("Coupons")),
    (Col::Id, "id", msg("Order id")),
];

impl Pick for Col {
    fn word(&self) -> &'static str {
        COLS.iter().find(|(col, ..)| col == self).map_or("", |(_, word, _)| word)
    }

    fn label(&self) -> &'static str {
        COLS.iter().find(|(col, ..)| col == self).map_or("", |(.., label)| lang::text(label))
    }
}

impl Col {
    /// All of them, in the order of the table.
    pub fn all() -> impl Iterator<Item = Self> {
        COLS.iter().map(|(col, ..)| *col)
    }

    /// Whether rows can be sorted by it.
    pub const fn sorts(self) -> bool {
        matches!(self, Self::Placed | Self::Total | Self::Commission)
    }

    const fn phone(self) -> Phone {
        match self {
            Self::Order => Phone::Primary,
            Self::Total => Phone::Amount,
            Self::Placed | Self::Partner | Self::WhyNot | Self::Review => Phone::Meta,
            Self::Status => Phone::Trail,
            _ => Phone::Hide,
        }
    }

    const fn is_figure(self) -> bool {
        matches!(self, Self::Products | Self::Total | Self::Revenue | Self::Commission | Self::Refunded)
    }
}

/// Everything the page shows.
#[derive(Debug, Clone, Default)]
pub struct OrdersView {
    /// What was just done.
    pub toast: Option<Toast>,
    /// All, needs review, unattributed, refunded.
    pub tabs: Vec<Tab>,
    /// Filters set, and to choose from.
    pub bar: Bar,
    /// Of when.
    pub period: PeriodPicker,
    /// Columns shown, with the address that sorts by each.
    pub columns: Vec<(Col, Option<Sorting>)>,
    /// Columns to choose from.
    pub chooser: Columns,
    /// The chosen tab's orders.
    pub rows: Vec<ListRow>,
    /// What they add up to.
    pub count: String,
    /// Next page.
    pub next: Option<String>,
    /// The same rows as files: kind and address.
    pub files: Vec<(String, String)>,
    /// What can be done with ticked rows.
    pub bulk: Option<Bulk>,
    /// Where to test the store's connection.
    pub connect_href: String,
    /// A search that found nothing.
    pub unfound: Option<String>,
    /// Saved views.
    pub views: Option<Markup>,
    /// What the tab holds, in a sentence.
    pub about: Option<String>,
    /// There are orders on some tab.
    pub any: bool,
}

/// The page's body.
pub fn render(v: &OrdersView) -> Markup {
    html! {
        @if let Some(one) = &v.toast { (toast(one)) }
        (page::header(&head(v)))
        @if let Some(wanted) = &v.unfound { div.stack.unfound { (unfound(wanted)) } }
        (page::tabs(t!("Orders by state"), &v.tabs))
        @if let Some(views) = &v.views { (views) }
        @if let Some(about) = &v.about { p.tab-about { (about) } }
        (filter::bar(&v.bar))
        section.card.wide { @if v.rows.is_empty() { (nothing(v)) } @else { (orders(v)) } }
    }
}

fn head(v: &OrdersView) -> Header {
    let controls = html! { (picker(&v.period)) };
    Header { title: t!("Orders").into(), controls: Some(controls), ..Header::default() }
}

fn unfound(wanted: &str) -> Markup {
    let text = t!(
        "There is no order {number}. Search by its number in the store, or by its id here.",
        number = wanted
    );
    notice(&Banner { tone: Tone::Warn, text, action: None })
}

fn nothing(v: &OrdersView) -> Markup {
    if let Some(href) = &v.bar.clear_href {
        return no_match(href);
    }
    if v.any && !v.tabs.first().is_some_and(|all| all.active) {
        return html! { p.quiet-empty { (t!("Nothing here. All clear.")) } };
    }
    none_yet(&Empty {
        text: t!("Orders arrive here as soon as your store sends them.").into(),
        action: Some((t!("Test connection").into(), v.connect_href.clone())),
        other: None,
    })
}

fn orders(v: &OrdersView) -> Markup {
    let footer = Footer {
        count: v.count.clone(),
        next: v.next.clone(),
        files: v.files.clone(),
        columns: Some(v.chooser.clone()),
    };
    table(&Table {
        caption: t!("Orders").into(),
        columns: v.columns.iter().map(column).collect(),
        rows: v.rows.iter().map(|one| row(v, one)).collect(),
        footer: Some(footer),
        bulk: v.bulk.clone(),
        ..Table::default()
    })
}

fn column((col, sort): &(Col, Option<Sorting>)) -> Column {
    let label = col.label();
    let bare =
        if col.is_figure() { Column::figure(label, col.phone()) } else { Column::text(label, col.phone()) };
    match sort {
        Some((href, way)) => bare.sortable(href.clone(), *way),
        None => bare,
    }
}

fn row(v: &OrdersView, one: &ListRow) -> Row {
    Row {
        href: Some(one.order.href.clone()),
        cells: v.columns.iter().map(|(col, _)| cell(*col, one)).collect(),
        id: one.id.clone(),
        name: one.order.order.clone(),
        ..Row::default()
    }
}

fn cell(col: Col, one: &ListRow) -> Markup {
    let order = &one.order;
    match col {
        Col::Order => number(order),
        Col::Placed => html! { (order.when) },
        Col::Customer => customer(&one.customer),
        Col::Partner => sharing(one.partner_href.as_deref(), &partner(order.partner.as_deref())),
        Col::How => sharing(one.how_href.as_deref(), &how(order.how.as_ref())),
        Col::Evidence => html! {
            @match &one.evidence {
                Some((text, href)) => a.share href=(href) dir="ltr" { code { (text) } },
                None => span.meta { "–" },
            }
        },
        Col::Products => html! { (one.products) },
        Col::Place => html! {
            @for (at, (text, href)) in one.places.iter().enumerate() {
                @if at > 0 { ", " }
                a.share href=(href) { bdi { (text) } }
            }
        },
        Col::WhyNot => why_not(one),
        Col::Review => html! {
            @if let Some((why, outcome)) = &one.review { b.odd { (why) } " " span.meta { (outcome) } }
        },
        Col::Total => html! { (order.amount) },
        Col::Commission => commission(order),
        Col::Status => status(order),
        Col::Refunded => {
            html! { @match &one.refunded { Some(amount) => (amount), None => span.meta { "–" } } }
        }
        Col::Payable => html! { (one.payable.as_deref().unwrap_or("–")) },
        Col::InStore => linked(Some(&one.in_store)),
        Col::Source => linked(one.source.as_ref()),
        Col::Region => linked(one.region.as_ref()),
        Col::Revenue => html! { (one.revenue) },
        Col::Coupons if one.coupons.is_empty() => html! { span.meta { "–" } },
        Col::Coupons => html! { bdi.code dir="ltr" { (one.coupons) } },
        Col::Id => html! { bdi.code dir="ltr" { (one.id) } },
    }
}

fn linked(linked: Option<&Linked>) -> Markup {
    html! {
        @match linked {
            Some((text, href)) => a.share href=(href) { bdi { (text) } },
            None => span.meta { "–" },
        }
    }
}

fn sharing(href: Option<&str>, inside: &Markup) -> Markup {
    html! { @match href { Some(href) => a.share href=(href) { (inside) }, None => (inside) } }
}

fn customer((hint, returning): &(String, bool)) -> Markup {
    let words = if *returning { t!("Returning customer") } else { t!("New customer") };
    html! {
        span.who title=(words) {
            span.dot.new[!*returning] {} span.visually-hidden { (words) " " }
            bdi { (hint) }
        }
    }
}

fn why_not(one: &ListRow) -> Markup {
    html! {
        @if let Some(((why, href), (fix, fix_href))) = &one.why_not {
            a.share href=(href) { (why) } " "
            @if may::open(fix_href) { a.card-link href=(fix_href) { (fix) } }
        }
    }
}
