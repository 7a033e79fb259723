//! Tables: the first column links, figures stand at the inline end, and at phone width every row becomes a
//! two-line card (primary and amount above, the rest below).

use super::icon::Icon;
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

/// One column.
#[derive(Debug, Clone, Default)]
pub struct Column {
    /// Its heading.
    pub label: String,
    /// Where its text stands.
    pub align: Align,
    /// What becomes of it at phone width.
    pub phone: Phone,
}

impl Column {
    /// A column of words.
    pub fn text(label: &str, phone: Phone) -> Self {
        Self { label: label.into(), align: Align::Start, phone }
    }

    /// A column of figures.
    pub fn figure(label: &str, phone: Phone) -> Self {
        Self { label: label.into(), align: Align::End, phone }
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
}

/// The table. Put it straight into a card without a body. Roles are spelled out because the phone layout
/// changes `display`, which makes some browsers forget them.
pub fn table(table: &Table) -> Markup {
    html! {
        div.table-wrap {
            table.table.cards role="table" {
                caption.visually-hidden { (table.caption) }
                thead role="rowgroup" { tr role="row" {
                    @for column in &table.columns {
                        th scope="col" role="columnheader" class=[(column.align == Align::End).then_some("end")] {
                            (column.label)
                        }
                    }
                } }
                tbody role="rowgroup" { @for row in &table.rows { (body_row(&table.columns, row)) } }
                @if let Some(total) = &table.total {
                    tfoot role="rowgroup" { tr role="row" { (cells(&table.columns, total)) } }
                }
            }
        }
        @if let Some(footer) = &table.footer {
            div.table-foot {
                span { (footer.count) }
                @if !footer.files.is_empty() {
                    span.files {
                        (Icon::Download) (t!("Export"))
                        @for (kind, href) in &footer.files { a.card-link href=(href) download { (kind) } }
                    }
                }
                @if let Some(next) = &footer.next { a.card-link href=(next) rel="next" data-more { "Load more" (Icon::Down) } }
            }
        }
    }
}

fn body_row(columns: &[Column], row: &Row) -> Markup {
    let weight = match row.weight {
        Weight::Plain => None,
        Weight::Won => Some("won"),
        Weight::Lost => Some("lost"),
    };
    html! { tr role="row" class=[weight] data-href=[&row.href] { (cells(columns, &row.cells)) } }
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
