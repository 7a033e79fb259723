//! Countries and their revenue as a map of the world: the same rows as the list beside it.

use crate::lang;
use crate::t;
use crate::web::admin::desk::Desk;
use crate::web::kit::map::{self, Area, Map};
use crate::web::kit::page::Tab;
use tributary_engine::report::Row;

/// The switch between the list and the map: both addresses, and which is shown.
pub(in crate::web::admin) fn switch(list: String, map: String, drawn: bool) -> Vec<Tab> {
    let tab = |label: &str, href: String, active| Tab { label: label.into(), href, active, count: None };
    vec![tab(t!("List"), list, !drawn), tab(t!("Map"), map, drawn)]
}

/// The map of these countries; `href` leads to the rows of one.
pub(in crate::web::admin) fn world(desk: &Desk, rows: &[Row], href: &dyn Fn(&str) -> String) -> Map {
    let sold = || rows.iter().filter(|row| row.figures.orders > 0);
    let is_drawn = |row: &&Row| map::has(&row.key.to_ascii_uppercase());
    let area = |row: &Row| Area {
        code: row.key.to_ascii_uppercase(),
        name: lang::region(&row.key).to_owned(),
        text: desk.amount(row.figures.revenue_minor).text,
        minor: row.figures.revenue_minor,
        href: href(&row.key),
    };
    let areas: Vec<Area> = sold().filter(is_drawn).map(area).collect();
    let outside: i64 = sold().filter(|row| !is_drawn(row)).map(|row| row.figures.revenue_minor).sum();
    let currency = desk.store.currency;
    Map {
        summary: summary(&areas),
        areas,
        unit: t!("Revenue in {currency}", currency = currency.code()),
        exponent: u32::from(currency.exponent()),
        outside: (outside != 0).then(|| {
            t!(
                "{amount} more came from places that the map cannot show: too small, or not told.",
                amount = desk.amount(outside).text
            )
        }),
    }
}

fn summary(areas: &[Area]) -> String {
    match areas.iter().max_by_key(|area| area.minor) {
        Some(most) => {
            t!("Map of revenue by country. Most: {name}, {amount}.", name = most.name, amount = most.text)
        }
        None => t!("Map of revenue by country").to_owned(),
    }
}
