//! A report's rows as plain values: drawn as a table in which every figure leads to its rows, or written to a file.

use crate::lang::number;
use crate::t;
use crate::web::admin::desk::Desk;
use crate::web::admin::export::{Cell, Column as FileColumn};
use crate::web::kit::format_count;
use crate::web::kit::table::{Column, Footer, Phone, Row, Table};
use maud::{Markup, html};

/// Rows of a grid on one page, as of other lists.
const PAGE: usize = 50;
/// With fewer clicks a share says little.
pub(super) const CLICKS_MIN: i64 = 30;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Names.
    Name,
    /// Whole numbers.
    Count,
    /// Amounts of the report's currency.
    Money,
    /// Shares.
    Share,
}

/// One value and the address of the rows behind it; an empty one leads nowhere.
#[derive(Debug, Clone)]
pub(super) enum Value {
    /// Nothing to tell.
    None,
    /// A name, and where it leads.
    Name(String, Option<String>),
    /// A whole number.
    Count(i64, String),
    /// Minor units.
    Money(i64, String),
    /// Hundredths of a percent of so many.
    Share { bps: i64, of: i64, href: String },
}

/// A table of a report.
#[derive(Debug, Clone, Default)]
pub(super) struct Grid {
    /// What it shows.
    pub(super) caption: String,
    /// Headings.
    pub(super) columns: Vec<(String, Kind)>,
    /// Rows, best first.
    pub(super) rows: Vec<Vec<Value>>,
    /// The sum of the rows.
    pub(super) total: Option<Vec<Value>>,
}

impl Value {
    /// A part of a whole in hundredths of a percent; nothing to tell when the whole is nothing.
    pub(super) fn share(part: i64, whole: i64, href: String) -> Self {
        part.saturating_mul(10_000).checked_div(whole).map_or(Self::None, |bps| Self::Share {
            bps,
            of: whole,
            href,
        })
    }

    fn cell(&self, desk: &Desk) -> Cell {
        match self {
            Self::None => Cell::Empty,
            Self::Name(name, _) => Cell::text(name),
            Self::Count(count, _) => Cell::Count(*count),
            Self::Money(minor, _) => Cell::Money(*minor, desk.store.currency),
            Self::Share { bps, .. } => Cell::Percent(*bps),
        }
    }

    fn markup(&self, desk: &Desk) -> Markup {
        match self {
            Self::None => html! { span.meta { "–" } },
            Self::Name(name, Some(href)) => html! { a href=(href) { bdi { (name) } } },
            Self::Name(name, None) => html! { bdi { (name) } },
            Self::Count(0, _) => html! { span.meta { (format_count(0)) } },
            Self::Count(count, href) if href.is_empty() => html! { (format_count(*count)) },
            Self::Money(minor, href) if href.is_empty() => html! { (desk.amount(*minor)) },
            Self::Count(count, href) => html! { a.behind href=(href) { (format_count(*count)) } },
            Self::Money(0, _) => html! { span.meta { (desk.amount(0)) } },
            Self::Money(minor, href) => html! { a.behind href=(href) { (desk.amount(*minor)) } },
            Self::Share { bps, of, .. } if *of < CLICKS_MIN => html! {
                span.meta title=(t!("Fewer than 30 clicks: too few to tell")) { (number::share(*bps)) }
            },
            Self::Share { bps, href, .. } => html! { a.behind href=(href) { bdi { (number::share(*bps)) } } },
        }
    }
}

impl Grid {
    /// The table on the page.
    pub(super) fn table(&self, desk: &Desk, footer: Option<Footer>) -> Table {
        let column = |(place, (label, kind)): (usize, &(String, Kind))| match kind {
            Kind::Name if place == 0 => Column::text(label, Phone::Primary),
            Kind::Name => Column::text(label, Phone::Meta),
            Kind::Money if self.is_first_money(place) => Column::figure(label, Phone::Amount),
            _ => Column::figure(label, Phone::Labelled),
        };
        let cells = |values: &Vec<Value>| values.iter().map(|value| value.markup(desk)).collect::<Vec<_>>();
        let row = |values: &Vec<Value>| Row { cells: cells(values), ..Row::default() };
        Table {
            caption: self.caption.clone(),
            columns: self.columns.iter().enumerate().map(column).collect(),
            rows: self.rows.iter().map(row).collect(),
            total: self.total.as_ref().map(cells),
            footer,
            ..Table::default()
        }
    }

    /// Its rows from a place on, as many as a page has room for, and the place where the next begin. The sum stays that of all.
    pub(super) fn page(&self, skip: usize) -> (Self, Option<usize>) {
        let rows: Vec<Vec<Value>> = self.rows.iter().skip(skip).take(PAGE).cloned().collect();
        let end = skip.saturating_add(rows.len());
        let next = (end < self.rows.len() && !rows.is_empty()).then_some(end);
        (
            Self {
                rows,
                caption: self.caption.clone(),
                columns: self.columns.clone(),
                total: self.total.clone(),
            },
            next,
        )
    }

    fn is_first_money(&self, place: usize) -> bool {
        self.columns.iter().position(|(_, kind)| *kind == Kind::Money) == Some(place)
    }

    /// The columns of the file.
    pub(super) fn file_columns(&self) -> Vec<FileColumn> {
        let column = |(label, kind): &(String, Kind)| match kind {
            Kind::Name => FileColumn::text(label),
            Kind::Count => FileColumn::count(label),
            Kind::Money => FileColumn::money(label),
            Kind::Share => FileColumn::percent(label),
        };
        self.columns.iter().map(column).collect()
    }

    /// The rows of the file; sums are left to whoever reads it.
    pub(super) fn file_rows(&self, desk: &Desk) -> Vec<Vec<Cell>> {
        self.rows.iter().map(|row| row.iter().map(|value| value.cell(desk)).collect()).collect()
    }
}
