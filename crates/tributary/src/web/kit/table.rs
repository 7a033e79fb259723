//! Tables: the first column links, figures stand at the inline end, and at phone width every row becomes a
//! two-line card (primary and amount above, the rest below). Sorting, ticking rows, a row's menu and the footer are
//! there when they are given.

use super::columns::{Columns, chooser};
use super::icon::Icon;
use super::menu::{self, Item};
use super::post::Post;
use crate::t;
use maud::{Markup, html};

/// Where a column's text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Align {
    /// Words.
    #[default]
    Start,
    /// Figures.
    End,
}

/// What becomes of a column at phone width.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Phone {
    /// First line, at the start.
    Primary,
    /// First line, at the end.
    Amount,
    /// Second line, in order.
    #[default]
    Meta,
    /// Second line, with the column's label before it: for figures that mean nothing alone.
    Labelled,
    /// Second line, at the end: usually the status.
    Trail,
    /// Not shown.
    Hide,
}

/// Which way a column is sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Smallest first.
    Up,
    /// Largest first.
    Down,
}

/// One column.
#[derive(Debug, Clone, Default)]
pub struct Column {
    /// Its heading.
    pub label: String,
    /// Where its text stands.
    pub align: Align,
    /// What becomes of it at phone width.
    pub phone: Phone,
    /// The address sorted by it, or by it the other way.
    pub sort: Option<String>,
    /// How the rows are sorted by it now.
    pub sorted: Option<Way>,
}

impl Column {
    /// A column of words.
    pub fn text(label: &str, phone: Phone) -> Self {
        Self { label: label.into(), phone, ..Self::default() }
    }

    /// A column of figures.
    pub fn figure(label: &str, phone: Phone) -> Self {
        Self { label: label.into(), align: Align::End, phone, ..Self::default() }
    }
}

impl Column {
    /// The same, sortable: its address, and how it is sorted now.
    #[must_use]
    pub fn sortable(self, href: impl Into<String>, sorted: Option<Way>) -> Self {
        Self { sort: Some(href.into()), sorted, ..self }
    }
}

/// How much a row counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Weight {
    /// As any other.
    #[default]
    Plain,
    /// The chosen one.
    Won,
    /// Considered and passed over.
    Lost,
}

/// One row; cells in the order of the columns.
#[derive(Debug, Clone, Default)]
pub struct Row {
    /// Where a click on the row leads. The first cell must hold the same link for keyboards.
    pub href: Option<String>,
    /// Cells.
    pub cells: Vec<Markup>,
    /// How much the row counts.
    pub weight: Weight,
    /// What its tick sends, where rows can be ticked.
    pub id: String,
    /// What it is called, for its tick and its menu.
    pub name: String,
    /// What can be done with it.
    pub menu: Vec<Item>,
    /// Opens beside the list instead of in its place.
    pub sheet: bool,
}

/// What can be done with the ticked rows.
#[derive(Debug, Clone, Default)]
pub struct Bulk {
    /// Where it is sent: `id` per ticked row, `act` from the button.
    pub post: Post,
    /// Value and label of each button.
    pub acts: Vec<(String, String)>,
}

/// What stands below the rows.
#[derive(Debug, Clone, Default)]
pub struct Footer {
    /// `1–50 of 1,284`.
    pub count: String,
    /// Address of the next page.
    pub next: Option<String>,
    /// The rows as files: kind and address of each.
    pub files: Vec<(String, String)>,
    /// Which columns are shown.
    pub columns: Option<Columns>,
}

/// A list.
#[derive(Debug, Clone, Default)]
pub struct Table {
    /// Read by screen readers before the rows.
    pub caption: String,
    /// Columns.
    pub columns: Vec<Column>,
    /// Rows.
    pub rows: Vec<Row>,
    /// One row of sums.
    pub total: Option<Vec<Markup>>,
    /// Count and next page.
    pub footer: Option<Footer>,
    /// What can be done with ticked rows.
    pub bulk: Option<Bulk>,
}

/// Ties the ticks to the form below the rows; there is one such table on a page.
const BULK: &str = "bulk";

/// The table. Put it straight into a card without a body. Roles are spelled out because the phone layout
/// changes `display`, which makes some browsers forget them.
pub fn table(table: &Table) -> Markup {
    let bulk = table.bulk.as_ref().filter(|bulk| bulk.post.allowed());
    let ticks = bulk.is_some();
    let menus = table.rows.iter().any(|row| !menu::allowed(&row.menu).is_empty());
    html! {
        div.table-wrap {
            table.table.cards role="table" {
                caption.visually-hidden { (table.caption) }
                thead role="rowgroup" { tr role="row" {
                    @if ticks { th.tick scope="col" role="columnheader" { (tick_all()) } }
                    @for column in &table.columns { (heading(column)) }
                    @if menus { th.acts scope="col" role="columnheader" { span.visually-hidden { (t!("Actions")) } } }
                } }
                tbody role="rowgroup" { @for row in &table.rows { (body_row(table, row, (ticks, menus))) } }
                @if let Some(total) = &table.total {
                    tfoot role="rowgroup" { tr role="row" {
                        @if ticks { td role="cell" {} }
                        (cells(&table.columns, total))
                        @if menus { td role="cell" {} }
                    } }
                }
            }
        }
        @if let Some(bulk) = bulk { (bulk_bar(bulk)) }
        @if let Some(footer) = &table.footer { (foot(footer)) }
    }
}

fn heading(column: &Column) -> Markup {
    let class = (column.align == Align::End).then_some("end");
    let (order, icon) = match column.sorted {
        Some(Way::Up) => (Some("ascending"), Some(Icon::ArrowUp)),
        Some(Way::Down) => (Some("descending"), Some(Icon::ArrowDown)),
        None => (None, None),
    };
    html! {
        th scope="col" role="columnheader" class=[class] aria-sort=[order] {
            @match &column.sort {
                Some(href) => a.sort href=(href) { (column.label) @if let Some(icon) = icon { (icon) } },
                None => (column.label),
            }
        }
    }
}

// Ticks every row; only a script can, so only a script shows it.
fn tick_all() -> Markup {
    html! { input type="checkbox" data-tick-all hidden aria-label=(t!("Choose all rows")); }
}

fn body_row(table: &Table, row: &Row, (ticks, menus): (bool, bool)) -> Markup {
    let weight = match row.weight {
        Weight::Plain => None,
        Weight::Won => Some("won"),
        Weight::Lost => Some("lost"),
    };
    html! {
        tr role="row" class=[weight] data-href=[&row.href] data-sheet[row.sheet] {
            @if ticks {
                td.tick role="cell" {
                    label.tick-box {
                        input type="checkbox" name="id" value=(row.id) form=(BULK)
                            aria-label=(t!("Choose {name}", name = row.name));
                    }
                }
            }
            (cells(&table.columns, &row.cells))
            @if menus { td.acts role="cell" { (menu::row(&row.name, &row.menu)) } }
        }
    }
}

fn bulk_bar(bulk: &Bulk) -> Markup {
    let words = t!("{n} chosen", n = "0");
    let inside = html! {
        span data-ticked=(t!("{n} chosen", n = "#")) { (words) }
        @for (act, label) in &bulk.acts { button.btn type="submit" name="act" value=(act) { (label) } }
    };
    bulk.post.form_with_id(BULK, "bulk", &inside)
}

fn foot(footer: &Footer) -> Markup {
    html! {
        div.table-foot {
            span { (footer.count) }
            @if let Some(next) = &footer.next {
                a.card-link href=(next) rel="next" data-more { (t!("Load more")) (Icon::Down) }
            }
            @if let Some(columns) = &footer.columns { (chooser(columns)) }
            @if !footer.files.is_empty() {
                @let items: Vec<Item> = footer.files.iter().map(|(label, href)| Item::file(label, href)).collect();
                (menu::with_icon(Some(Icon::Download), t!("Export"), &items))
            }
        }
    }
}

fn cells(columns: &[Column], cells: &[Markup]) -> Markup {
    html! {
        @for (column, cell) in columns.iter().zip(cells) {
            td role="cell" class=(class(column))
                data-label=[(column.phone == Phone::Labelled).then_some(&column.label)] { (cell) }
        }
    }
}

fn class(column: &Column) -> String {
    let phone = match column.phone {
        Phone::Primary => "p-primary",
        Phone::Amount => "p-amount",
        Phone::Meta | Phone::Labelled => "p-meta",
        Phone::Trail => "p-trail",
        Phone::Hide => "p-hide",
    };
    if column.align == Align::End { format!("end {phone}") } else { phone.into() }
}
