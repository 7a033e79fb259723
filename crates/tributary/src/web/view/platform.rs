//! What an operator of the platform sees: all brands (`/platform`), and one of them (`/platform/brands/{id}`). Figures alone.

use crate::t;
use crate::web::kit::Amount;
use crate::web::kit::empty::{Empty, none_yet};
use crate::web::kit::page::{self, Header};
use crate::web::kit::period::{self, PeriodPicker};
use crate::web::kit::table::{Column, Phone, Row, Table, table};
use maud::{Markup, html};

/// What something came to in a currency.
#[derive(Debug, Clone, Default)]
pub struct Sums {
    /// Orders that earn.
    pub orders: String,
    /// What their commissions are taken of.
    pub revenue: Amount,
    /// Their commissions in all.
    pub commission: Amount,
    /// The platform's part.
    pub earned: Amount,
    /// Of the platform's, on hold now.
    pub pending: Amount,
    /// Ready now, or on its way.
    pub ready: Amount,
    /// Paid in the period.
    pub paid: Amount,
}

/// A brand.
#[derive(Debug, Clone, Default)]
pub struct BrandRow {
    /// Its page.
    pub href: String,
    /// What it is called.
    pub name: String,
    /// How many stores it has.
    pub stores: String,
    /// What it came to.
    pub sums: Sums,
}

/// All that was in one currency.
#[derive(Debug, Clone, Default)]
pub struct CurrencyTable {
    /// Which.
    pub currency: String,
    /// A row per brand.
    pub rows: Vec<BrandRow>,
    /// What they add up to.
    pub total: Sums,
}

/// Everything the list shows.
#[derive(Debug, Clone, Default)]
pub struct PlatformView {
    /// The period of the figures.
    pub period: PeriodPicker,
    /// Per currency.
    pub tables: Vec<CurrencyTable>,
    /// Brands of which nothing is in them: page, name, stores.
    pub quiet: Vec<(String, String, String)>,
}

/// The rules of one of a brand's programs.
#[derive(Debug, Clone, Default)]
pub struct ProgramTerms {
    /// What it is called.
    pub name: String,
    /// What an order earns, and who gets which part.
    pub sentence: Markup,
    /// The same of an order of 100.
    pub example: Option<String>,
}

/// The months of one currency.
#[derive(Debug, Clone, Default)]
pub struct MonthTable {
    /// Which.
    pub currency: String,
    /// Months with what they came to, the newest first.
    pub rows: Vec<(String, Sums)>,
    /// What they add up to.
    pub total: Sums,
}

/// Everything the page of a brand shows.
#[derive(Debug, Clone, Default)]
pub struct BrandView {
    /// What it is called.
    pub name: String,
    /// Stores, and since when.
    pub sub: String,
    /// Its programs.
    pub programs: Vec<ProgramTerms>,
    /// Twelve months, per currency.
    pub tables: Vec<MonthTable>,
}

/// The list's body.
pub fn list(v: &PlatformView) -> Markup {
    html! {
        (page::header(&Header {
            title: t!("All brands").to_owned(),
            sub: Some(html! { (t!("What is on hold or ready is of now; everything else is of orders and payouts of the period.")) }),
            controls: Some(period::picker(&v.period)),
            ..Header::default()
        }))
        div.stack {
            @for one in &v.tables { (page::card_flush(&one.currency, None, &brands(one))) }
            @if v.tables.is_empty() {
                section.card.card-flush { (none_yet(&Empty { text: t!("No brand has orders that earn in this period.").into(), ..Empty::default() })) }
            }
            @if !v.quiet.is_empty() { (page::card_flush(t!("Nothing in this period"), None, &quiet(&v.quiet))) }
        }
    }
}

/// The figures' columns; what is on hold or ready is nobody's month.
fn columns(first: Vec<Column>, now: bool) -> Vec<Column> {
    let mut all = first;
    all.extend([
        Column::figure(t!("Orders"), Phone::Labelled),
        Column::figure(t!("Revenue"), Phone::Labelled),
        Column::figure(t!("Commission in all"), Phone::Labelled),
        Column::figure(t!("Platform's part"), Phone::Amount),
    ]);
    if now {
        all.push(Column::figure(t!("On hold"), Phone::Labelled));
        all.push(Column::figure(t!("Ready to pay"), Phone::Labelled));
    }
    all.push(Column::figure(t!("Paid"), Phone::Labelled));
    all
}

fn cells(first: Vec<Markup>, sums: &Sums, now: bool) -> Vec<Markup> {
    let mut all = first;
    all.push(html! { (sums.orders) });
    all.extend([&sums.revenue, &sums.commission, &sums.earned].map(|amount| html! { (amount) }));
    if now {
        all.extend([&sums.pending, &sums.ready].map(|amount| html! { (amount) }));
    }
    all.push(html! { (sums.paid) });
    all
}

fn brands(one: &CurrencyTable) -> Markup {
    let first =
        vec![Column::text(t!("Brand"), Phone::Primary), Column::figure(t!("Stores"), Phone::Labelled)];
    let row = |brand: &BrandRow| Row {
        href: Some(brand.href.clone()),
        name: brand.name.clone(),
        cells: cells(
            vec![html! { a href=(brand.href) { bdi { (brand.name) } } }, html! { (brand.stores) }],
            &brand.sums,
            true,
        ),
        ..Row::default()
    };
    let total = vec![html! { (t!("Total")) }, html! {}];
    table(&Table {
        caption: t!("Brands in {currency}", currency = one.currency),
        columns: columns(first, true),
        rows: one.rows.iter().map(row).collect(),
        total: Some(cells(total, &one.total, true)),
        ..Table::default()
    })
}

fn quiet(rows: &[(String, String, String)]) -> Markup {
    let row = |(href, name, stores): &(String, String, String)| Row {
        href: Some(href.clone()),
        name: name.clone(),
        cells: vec![html! { a href=(href) { bdi { (name) } } }, html! { (stores) }],
        ..Row::default()
    };
    let columns =
        vec![Column::text(t!("Brand"), Phone::Primary), Column::figure(t!("Stores"), Phone::Amount)];
    let rows = rows.iter().map(row).collect();
    table(&Table { caption: t!("Nothing in this period").into(), columns, rows, ..Table::default() })
}

/// The body of a brand's page.
pub fn brand(v: &BrandView) -> Markup {
    html! {
        (page::header(&Header {
            back: Some((t!("All brands").to_owned(), "/platform".to_owned())),
            title: v.name.clone(),
            sub: Some(html! { (v.sub) }),
            ..Header::default()
        }))
        div.stack {
            @for one in &v.programs { (page::card(&one.name, &terms(one))) }
            @for one in &v.tables {
                (page::card_flush(&t!("{currency}, month by month", currency = one.currency), None, &months(one)))
            }
            @if v.tables.is_empty() {
                section.card.card-flush { (none_yet(&Empty { text: t!("No orders of the last twelve months earn anything.").into(), ..Empty::default() })) }
            }
        }
    }
}

fn terms(one: &ProgramTerms) -> Markup {
    html! {
        p { (one.sentence) }
        @if let Some(example) = &one.example { p.meta { (example) } }
    }
}

fn months(one: &MonthTable) -> Markup {
    let row = |(month, sums): &(String, Sums)| Row {
        cells: cells(vec![html! { (month) }], sums, false),
        ..Row::default()
    };
    table(&Table {
        caption: t!("{currency}, month by month", currency = one.currency),
        columns: columns(vec![Column::text(t!("Month"), Phone::Primary)], false),
        rows: one.rows.iter().map(row).collect(),
        total: Some(cells(vec![html! { (t!("Total")) }], &one.total, false)),
        ..Table::default()
    })
}
