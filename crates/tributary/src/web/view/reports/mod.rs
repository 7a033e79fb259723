//! Reports (`/admin/reports`) and the lists of rows behind their figures.

use crate::t;
use crate::web::kit::chart::{Chart, chart};
use crate::web::kit::empty::{Empty, no_match, none_yet};
use crate::web::kit::filter::{self, Bar};
use crate::web::kit::map::{Map, map};
use crate::web::kit::page::{self, Header, Tab};
use crate::web::kit::period::{PeriodPicker, picker};
use crate::web::kit::table::{Table, table};
use maud::{Markup, html};

/// A figure over time.
#[derive(Debug, Clone)]
pub struct ChartView {
    /// Which figure is drawn.
    pub figures: Vec<Tab>,
    /// The drawing.
    pub chart: Chart,
}

/// One table of a report.
#[derive(Debug, Clone, Default)]
pub struct GridView {
    /// What it shows.
    pub title: String,
    /// The table; none without rows.
    pub table: Option<Table>,
}

/// Everything the page shows.
#[derive(Debug, Clone, Default)]
pub struct ReportView {
    /// Period and comparison.
    pub picker: PeriodPicker,
    /// Parts of the page.
    pub sections: Vec<Tab>,
    /// Filters that are set.
    pub bar: Bar,
    /// Currencies of the period, where there are several.
    pub currencies: Vec<Tab>,
    /// A figure over time.
    pub chart: Option<ChartView>,
    /// By what rows are told apart.
    pub rows_by: Vec<Tab>,
    /// The way into places and back.
    pub trail: Vec<Tab>,
    /// A list or a map.
    pub ways: Vec<Tab>,
    /// The first table's rows on a map.
    pub map: Option<Map>,
    /// Tables.
    pub grids: Vec<GridView>,
    /// Filters are set; the address without them.
    pub clear_href: Option<String>,
    /// What a reader must know to believe the figures.
    pub note: &'static str,
    /// Saved views.
    pub views: Option<Markup>,
}

/// The page's body.
pub fn render(v: &ReportView) -> Markup {
    let controls = html! { (page::segments(t!("Currency"), &v.currencies)) (picker(&v.picker)) };
    let head = Header { title: t!("Reports").to_owned(), controls: Some(controls), ..Header::default() };
    html! {
        (page::header(&head))
        (page::tabs(t!("Reports"), &v.sections))
        @if let Some(views) = &v.views { (views) }
        (filter::bar(&v.bar))
        div.stack {
            @if let Some(charted) = &v.chart {
                section.card {
                    div.card-head { (page::segments(t!("Figure"), &charted.figures)) }
                    div.card-body { (chart(&charted.chart)) }
                }
            }
            @for (place, grid) in v.grids.iter().enumerate() { (card(v, place, grid)) }
            p.meta.report-note { (v.note) }
        }
    }
}

fn card(v: &ReportView, place: usize, grid: &GridView) -> Markup {
    html! {
        section.card {
            div.card-head.over-rows {
                h2 { (grid.title) }
                @if place == 0 {
                    (page::segments(t!("Rows by"), &v.rows_by))
                    (page::segments(t!("Places"), &v.trail))
                    @if grid.table.is_some() { (page::segments(t!("Shown as"), &v.ways)) }
                }
            }
            @if let Some(one) = v.map.as_ref().filter(|_| place == 0) { div.card-body { (map(one)) } }
            @match (&grid.table, &v.clear_href) {
                (Some(rows), _) => (table(rows)),
                (None, Some(href)) => (no_match(href)),
                (None, None) => (nothing()),
            }
        }
    }
}

fn nothing() -> Markup {
    none_yet(&Empty {
        text: t!("Not enough yet. This report starts to make sense after about 30 clicks.").to_owned(),
        action: Some((t!("New link").to_owned(), "/admin/links/new".to_owned())),
        other: None,
    })
}

/// The rows behind a figure.
#[derive(Debug, Clone, Default)]
pub struct ListView {
    /// What they are.
    pub title: String,
    /// Name and address of the page above.
    pub back: (String, String),
    /// Their period.
    pub picker: PeriodPicker,
    /// Filters that are set.
    pub bar: Bar,
    /// The rows.
    pub rows: Table,
}

/// The list's body.
pub fn list(v: &ListView) -> Markup {
    let head = Header {
        title: v.title.clone(),
        back: Some(v.back.clone()),
        controls: Some(picker(&v.picker)),
        ..Header::default()
    };
    html! {
        (page::header(&head))
        (filter::bar(&v.bar))
        section.card {
            @match (&v.bar.clear_href, v.rows.rows.is_empty()) {
                (_, false) => (table(&v.rows)),
                (Some(href), true) => (no_match(href)),
                (None, true) => (none_yet(&Empty { text: t!("Nothing in this period yet.").to_owned(), ..Empty::default() })),
            }
        }
    }
}
