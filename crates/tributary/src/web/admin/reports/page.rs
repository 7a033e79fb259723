//! The page of reports (`/admin/reports`) and its file: one section, its filters, its chart and its grids.

use super::ask::{AXES, Ask, PATH, Section};
use super::grid::Grid;
use super::{customers, performance, places, products, referrals};
use crate::app::App;
use crate::lang;
use crate::t;
use crate::web::admin::desk::{self, Desk, Place};
use crate::web::admin::export::{self, Batch, Export, Format};
use crate::web::admin::filter;
use crate::web::admin::overview::figures::{self, Chosen, Series};
use crate::web::admin::overview::world::switch;
use crate::web::admin::period::Spans;
use crate::web::admin::period::picker::{At, picker};
use crate::web::admin::refusal::Shown;
use crate::web::admin::session::SignedIn;
use crate::web::admin::views;
use crate::web::kit::filter::{Bar, Chip};
use crate::web::kit::table::Footer;
use crate::web::kit::{Map, Tab};
use crate::web::view::reports::{self as view, ChartView, GridView, ReportView};
use axum::extract::{Query, RawQuery, State};
use axum::response::Redirect;
use serde::Deserialize;
use std::collections::BTreeMap;
use tributary_engine::Error;
use tributary_engine::db::Tx;
use tributary_engine::report::{self, Axis};
use tributary_engine::view::View;

struct Found {
    /// In the report's own currency.
    desk: Desk,
    spans: Spans,
    series: Option<Series>,
    grids: Vec<Grid>,
    map: Option<Map>,
    names: BTreeMap<String, String>,
    currencies: Vec<String>,
    views: Vec<View>,
}

/// Which of a section's grids a file is of, or goes on; by its place, the first one where none is named.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Which {
    grid: String,
}

impl Which {
    fn place(&self) -> usize {
        self.grid.parse().unwrap_or_default()
    }
}

/// `GET /admin/reports`
pub(super) async fn page(
    State(app): State<App>,
    me: SignedIn,
    RawQuery(query): RawQuery,
    Query(which): Query<Which>,
    ask: Ask,
) -> Shown {
    let asked = ask.clone();
    let (desk, found) = desk::read(&app, me, move |tx, desk| find(tx, desk, &asked)).await?;
    let views = Some(views::bar(&desk, "reports", query.as_deref(), &found.views));
    let view = ReportView { views, ..shaped(&desk, (&ask, which.place()), &found) };
    Ok(desk.page(Place::Reports, t!("Reports"), &view::render(&view)))
}

/// `GET /admin/reports/customers-referral`
pub(super) async fn customers_referral(_: SignedIn) -> Redirect {
    Redirect::to(&filter::query(PATH, &[("section", "referrals".to_owned())]))
}

/// `GET /admin/reports.csv`, `GET /admin/reports.xlsx`: one grid of the section; the first one, or another by its place.
pub(super) async fn file(
    State(app): State<App>,
    me: SignedIn,
    format: Format,
    Query(which): Query<Which>,
    ask: Ask,
) -> Shown {
    let (asked, place) = (ask.clone(), which.place());
    let read = move |tx: &mut Tx<'_>, desk: &Desk| Ok(one(tx, desk, (&asked, place))?.file_columns());
    let (desk, columns) = desk::read(&app, me, read).await?;
    let (of, asked) = (desk.clone(), ask.clone());
    let read = move |tx: &mut Tx<'_>, _: Option<String>| {
        let rows = one(tx, &of, (&asked, place))?.file_rows(&asked.desk(&of));
        Ok(Batch { rows, next: None })
    };
    let title = ask.section.name();
    Export::new(&desk, "report", title).columns(columns).pages(read).send(&app, format).await
}

fn find(tx: &mut Tx<'_>, desk: &Desk, ask: &Ask) -> Result<Found, Error> {
    let first = report::beginning(tx, desk.tenant())?;
    let spans = ask.period().compared(&desk.clock, ask.with, first);
    let of = ask.desk(desk);
    let charted = ask.section == Section::Performance;
    let wanted = ask.wanted(desk);
    let series = if charted { Some(figures::series_of(tx, &of, &wanted, &spans)?) } else { None };
    let grids = grids_of(tx, desk, ask)?;
    let currencies = report::currencies(tx, desk.tenant(), desk.only.as_ref(), spans.whole())?;
    Ok(Found {
        desk: of,
        series,
        grids,
        map: if ask.map { places::map(tx, desk, ask)? } else { None },
        names: names(tx, desk, ask)?,
        views: views::of(tx, desk, "reports")?,
        currencies: currencies.into_iter().map(|(currency, _)| currency.code().to_owned()).collect(),
        spans,
    })
}

fn grids_of(tx: &mut Tx<'_>, desk: &Desk, ask: &Ask) -> Result<Vec<Grid>, Error> {
    Ok(match ask.section {
        Section::Performance => vec![performance::grid(tx, desk, ask)?],
        Section::Products => products::grids(tx, desk, ask)?,
        Section::Places => vec![places::grid(tx, desk, ask)?],
        Section::Customers => {
            vec![customers::grid(tx, desk, ask)?, customers::by_partner(tx, desk, ask)?]
        }
        Section::Referrals => {
            let mut grids = vec![referrals::grid(tx, desk, ask)?];
            grids.extend(referrals::orders(tx, desk, ask)?);
            grids
        }
    })
}

fn one(tx: &mut Tx<'_>, desk: &Desk, (ask, place): (&Ask, usize)) -> Result<Grid, Error> {
    grids_of(tx, desk, ask)?.into_iter().nth(place).ok_or(Error::NotFound("report"))
}

/// Names of the things that the address asks for, by their ids.
pub(super) fn names(tx: &mut Tx<'_>, desk: &Desk, ask: &Ask) -> Result<BTreeMap<String, String>, Error> {
    let asked = &ask.filter;
    let ids = [
        (Axis::Partner, &asked.partner),
        (Axis::Program, &asked.program),
        (Axis::Link, &asked.link),
        (Axis::Code, &asked.code),
        (Axis::Source, &asked.source),
    ];
    let mut names = BTreeMap::new();
    for (axis, id) in ids.into_iter().filter(|(_, id)| !id.is_empty()) {
        let name = report::name(tx, desk.tenant(), axis, id)?;
        names.insert(id.clone(), performance::name(axis, id, &name));
    }
    if !asked.product.is_empty() {
        let sold = report::products(tx, desk.tenant(), &ask.wanted(desk))?;
        names.extend(sold.into_iter().map(|product| (product.key, product.name)));
    }
    Ok(names)
}

fn shaped(desk: &Desk, (ask, goes_on): (&Ask, usize), found: &Found) -> ReportView {
    let own = ["section", "rows", "metric", "map", "whose", "reading", "only"];
    let mut kept = ask.kept();
    let shown = ask.pairs().into_iter().filter(|(name, _)| own.contains(name));
    kept.extend(shown.map(|(name, value)| (name.to_owned(), value)));
    let inside = ask.section == Section::Places && !ask.filter.country.is_empty();
    let trail = match ask.section {
        Section::Places if inside => places::trail(ask),
        Section::Referrals => referrals::trail(ask),
        _ => Vec::new(),
    };
    let bar = bar(desk, ask, &found.names, &Ask::href);
    ReportView {
        picker: picker(&desk.clock, (ask.period(), Some(ask.with)), At { path: PATH, kept: &kept }),
        sections: sections(ask),
        currencies: currencies(desk, ask, &found.currencies),
        chart: found.series.as_ref().map(|series| chart(ask, found, series)),
        rows_by: if ask.section == Section::Performance { rows_by(ask) } else { Vec::new() },
        trail,
        ways: match ask.section {
            Section::Places if !inside => ways(ask),
            Section::Referrals => referrals::ways(ask),
            _ => Vec::new(),
        },
        map: found.map.clone(),
        grids: grids((ask, goes_on), found),
        clear_href: bar.clear_href.clone(),
        bar,
        note: note(ask),
        views: None,
    }
}

fn sections(ask: &Ask) -> Vec<Tab> {
    let tab = |section: Section| Tab {
        label: section.name().to_owned(),
        href: Ask { section, ..ask.clone() }.href(),
        active: section == ask.section,
        count: None,
    };
    Section::ALL.map(tab).to_vec()
}

fn rows_by(ask: &Ask) -> Vec<Tab> {
    let tab = |(by, _, name): (Axis, &str, &'static str)| Tab {
        label: lang::text(name).to_owned(),
        href: Ask { by, ..ask.clone() }.href(),
        active: by == ask.by,
        count: None,
    };
    AXES.map(tab).to_vec()
}

/// Countries as a list, and on a map.
fn ways(ask: &Ask) -> Vec<Tab> {
    let at = |map: bool| Ask { map, ..ask.clone() }.href();
    switch(at(false), at(true), ask.map)
}

/// Filters that are set, each with the address without it; `href` is the page they stand on.
pub(super) fn bar(
    desk: &Desk,
    ask: &Ask,
    names: &BTreeMap<String, String>,
    href: &dyn Fn(&Ask) -> String,
) -> Bar {
    let of = |filter: filter::Ask| Ask { filter, ..ask.clone() };
    let chips = filter::chips(&ask.filter, names, desk.store.currency);
    let chips = chips.into_iter().filter(|chip| !["currency", "earns"].contains(&chip.name));
    let chip = |chip: filter::words::Chip| Chip {
        name: chip.name.to_owned(),
        label: chip.label,
        value: chip.value,
        href: href(&of(chip.without)),
    };
    let chips: Vec<Chip> = chips.map(chip).collect();
    let clear_href = (!chips.is_empty()).then(|| href(&ask.cleared()));
    Bar { action: PATH.to_owned(), chips, clear_href, ..Bar::default() }
}

/// A switch of currencies; amounts of several are never added up.
fn currencies(desk: &Desk, ask: &Ask, found: &[String]) -> Vec<Tab> {
    let shown = ask.currency(desk);
    let tab = |code: &String| Tab {
        label: code.clone(),
        href: ask.with("currency", if code == desk.store.currency.code() { "" } else { code }).href(),
        active: code == shown.code(),
        count: None,
    };
    if found.len() > 1 { found.iter().map(tab).collect() } else { Vec::new() }
}

fn chart(ask: &Ask, found: &Found, series: &Series) -> ChartView {
    // A click knows no country, product or customer: where such a filter is set, there is nothing of it to draw.
    let told = |chart: &Chosen| !chart.is_of_clicks() || report::tells_clicks(&ask.wanted(&found.desk));
    let chosen = Some(ask.chart).filter(told).unwrap_or_default();
    let tab = |chart: Chosen| Tab {
        label: chart.label().to_owned(),
        href: Ask { chart, ..ask.clone() }.href(),
        active: chart == chosen,
        count: None,
    };
    let wanted = (ask.period(), ask.with, chosen);
    ChartView {
        figures: Chosen::all().filter(told).map(tab).collect(),
        chart: figures::chart_of(&found.desk, wanted, (&found.spans, series)),
    }
}

/// The grids, each from its first row on, but for the one that goes on.
fn grids((ask, goes_on): (&Ask, usize), found: &Found) -> Vec<GridView> {
    let href = |place: usize, after: Option<usize>| {
        let mut pairs = ask.pairs();
        pairs.extend((place > 0).then(|| ("grid", place.to_string())));
        pairs.extend(after.map(|after| ("after", after.to_string())));
        filter::query(PATH, &pairs)
    };
    let skip = ask.filter.after.parse().unwrap_or(0_usize);
    let one = |(place, grid): (usize, &Grid)| GridView {
        title: grid.caption.clone(),
        table: (!grid.rows.is_empty()).then(|| {
            let (page, next) = grid.page(if place == goes_on { skip } else { 0 });
            let next = next.map(|after| href(place, Some(after)));
            let footer = Footer { next, files: export::offers(&href(place, None)), ..Footer::default() };
            page.table(&found.desk, Some(footer))
        }),
    };
    found.grids.iter().enumerate().map(one).collect()
}

/// What a reader must know to believe the figures.
fn note(ask: &Ask) -> &'static str {
    match ask.section {
        Section::Performance => {
            t!(
                "Orders and amounts are of credited orders that earn, after refunds. Conversion counts only orders that a click won; codes need no click."
            )
        }
        Section::Products => {
            t!(
                "Units are pieces, not lines. Pieces that came back are not sold, nor is a line that was paid back in full."
            )
        }
        Section::Places => t!("Places are those of the bill. Choose one to look into it."),
        Section::Customers => t!("A customer is new as long as no earlier order of theirs is known."),
        Section::Referrals => {
            t!(
                "All orders of these customers, in whatever status and with whatever coupon; drafts are left out. Customers who were forgotten stay in it."
            )
        }
    }
}
