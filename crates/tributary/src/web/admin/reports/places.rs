//! Places: countries, then the regions of one, then the cities of one region.

use super::ask::{Ask, Behind, Section};
use super::grid::{Grid, Kind, Value};
use crate::lang;
use crate::t;
use crate::web::admin::desk::Desk;
use crate::web::admin::overview::world::world;
use crate::web::kit::{Map, Tab};
use tributary_engine::Error;
use tributary_engine::db::Tx;
use tributary_engine::order::NONE;
use tributary_engine::report::{self, Axis, Figures};

/// How far one has gone into places.
fn level(ask: &Ask) -> (Axis, &'static str, &'static str) {
    if ask.filter.country.is_empty() {
        (Axis::Country, "country", t!("Country"))
    } else if ask.filter.region.is_empty() {
        (Axis::Region, "region", t!("Region"))
    } else {
        (Axis::City, "city", t!("City"))
    }
}

/// The places of this level.
pub(super) fn grid(tx: &mut Tx<'_>, desk: &Desk, ask: &Ask) -> Result<Grid, Error> {
    let (axis, word, heading) = level(ask);
    let rows = report::rows(tx, desk.tenant(), axis, &ask.wanted(desk))?;
    let mut sum = Figures::default();
    let mut lines = Vec::with_capacity(rows.len());
    for row in &rows {
        sum += row.figures;
        let narrowed = [(word, row.key.as_str())];
        let behind = ask.behind(desk, &narrowed);
        let deeper = (axis != Axis::City).then(|| ask.with(word, &row.key).href());
        let name = told(axis, &row.key);
        let name = Value::Name(name, deeper.or_else(|| Some(behind.orders())));
        lines.push([vec![name], figures(&row.figures, &behind)].concat());
    }
    let total =
        [vec![Value::Name(t!("Total").to_owned(), None)], figures(&sum, &ask.behind(desk, &[]))].concat();
    let columns = [
        (heading, Kind::Name),
        (t!("Orders"), Kind::Count),
        (t!("Revenue"), Kind::Money),
        (t!("Average order"), Kind::Money),
        (t!("Commission"), Kind::Money),
    ];
    Ok(Grid {
        caption: t!("Where orders went").to_owned(),
        columns: columns.map(|(label, kind)| (label.to_owned(), kind)).to_vec(),
        rows: lines,
        total: Some(total),
    })
}

/// The countries on a map; each leads where its row leads. None once one has gone into a country.
pub(super) fn map(tx: &mut Tx<'_>, desk: &Desk, ask: &Ask) -> Result<Option<Map>, Error> {
    if ask.section != Section::Places || !ask.filter.country.is_empty() {
        return Ok(None);
    }
    let rows = report::rows(tx, desk.tenant(), Axis::Country, &ask.wanted(desk))?;
    Ok((!rows.is_empty()).then(|| world(&ask.desk(desk), &rows, &|code| ask.with("country", code).href())))
}

/// Orders, revenue, revenue per order and commission.
pub(super) fn figures(figures: &Figures, behind: &Behind<'_>) -> Vec<Value> {
    let orders = behind.orders();
    let average = figures.revenue_minor.checked_div(figures.orders);
    vec![
        Value::Count(figures.orders, orders.clone()),
        Value::Money(figures.revenue_minor, orders.clone()),
        average.map_or(Value::None, |average| Value::Money(average, orders.clone())),
        Value::Money(figures.commission_minor, orders),
    ]
}

/// A place as people read it.
fn told(axis: Axis, key: &str) -> String {
    match axis {
        _ if key == NONE => t!("Not told").to_owned(),
        Axis::Country => lang::region(key).to_owned(),
        _ => key.to_owned(),
    }
}

/// The way back: all countries, the country, the region.
pub(super) fn trail(ask: &Ask) -> Vec<Tab> {
    let tab = |label: String, ask: Ask, active: bool| Tab { label, href: ask.href(), active, count: None };
    let (country, region) = (&ask.filter.country, &ask.filter.region);
    let all = ask.with("country", "").with("region", "").with("city", "");
    let mut trail = vec![tab(t!("All countries").to_owned(), all, country.is_empty())];
    if !country.is_empty() {
        trail.push(tab(
            told(Axis::Country, country),
            ask.with("region", "").with("city", ""),
            region.is_empty(),
        ));
    }
    if !region.is_empty() {
        trail.push(tab(told(Axis::Region, region), ask.with("city", ""), true));
    }
    trail
}
