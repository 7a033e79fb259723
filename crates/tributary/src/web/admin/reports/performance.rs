//! Performance: what each partner, program, link, code or source brought.

use super::ask::{AXES, Ask, Behind};
use super::grid::{Grid, Kind, Value};
use crate::lang;
use crate::t;
use crate::web::admin::desk::Desk;
use tributary_engine::Error;
use tributary_engine::db::Tx;
use tributary_engine::order::NONE;
use tributary_engine::report::{self, Axis, Figures};

/// The rows of an axis.
pub(super) fn grid(tx: &mut Tx<'_>, desk: &Desk, ask: &Ask) -> Result<Grid, Error> {
    let wanted = ask.wanted(desk);
    let tells = report::tells_clicks(&wanted);
    let rows = report::rows(tx, desk.tenant(), ask.by, &wanted)?;
    let (word, heading) = axis(ask.by);
    let mut sum = Figures::default();
    let mut lines = Vec::with_capacity(rows.len());
    for row in &rows {
        sum += row.figures;
        let narrowed = [(word, row.key.as_str())];
        let behind = ask.behind(desk, &narrowed);
        let name = Value::Name(name(ask.by, &row.key, &row.name), Some(drill(ask, &row.key)));
        lines.push([vec![name], figures(&row.figures, &behind, tells)].concat());
    }
    let all = vec![Value::Name(t!("Total").to_owned(), None)];
    let total = [all, figures(&sum, &ask.behind(desk, &[]), tells)].concat();
    Ok(Grid {
        caption: t!("What each brought").to_owned(),
        columns: [vec![(heading.to_owned(), Kind::Name)], columns()].concat(),
        rows: lines,
        total: Some(total),
    })
}

fn columns() -> Vec<(String, Kind)> {
    [
        (t!("Clicks"), Kind::Count),
        (t!("Orders"), Kind::Count),
        (t!("By a click"), Kind::Count),
        (t!("Conversion"), Kind::Share),
        (t!("Revenue"), Kind::Money),
        (t!("Commission"), Kind::Money),
    ]
    .map(|(label, kind)| (label.to_owned(), kind))
    .to_vec()
}

/// Conversion counts only orders that a click won: a coupon needs no click, and would make it more than all.
fn figures(figures: &Figures, behind: &Behind<'_>, tells: bool) -> Vec<Value> {
    let clicks = if tells { Value::Count(figures.clicks, behind.clicks()) } else { Value::None };
    let share =
        if tells { Value::share(figures.by_click, figures.clicks, behind.by_click()) } else { Value::None };
    vec![
        clicks,
        Value::Count(figures.orders, behind.orders()),
        Value::Count(figures.by_click, behind.by_click()),
        share,
        Value::Money(figures.revenue_minor, behind.orders()),
        Value::Money(figures.commission_minor, behind.orders()),
    ]
}

/// Word in the address, and heading.
fn axis(by: Axis) -> (&'static str, &'static str) {
    let known = AXES.iter().find(|(axis, ..)| *axis == by);
    known.map_or(("partner", t!("Partner")), |(_, word, name)| (word, lang::text(name)))
}

/// A row's name leads to the same report of it alone, told apart by what comes next.
fn drill(ask: &Ask, key: &str) -> String {
    let (word, _) = axis(ask.by);
    let next = match ask.by {
        Axis::Partner | Axis::Program => Axis::Link,
        Axis::Source => Axis::Partner,
        _ => Axis::Source,
    };
    Ask { by: next, ..ask.with(word, key) }.href()
}

/// What people call a row.
pub(super) fn name(by: Axis, key: &str, name: &str) -> String {
    let none = key == NONE;
    match by {
        Axis::Link if none => t!("Without a link").to_owned(),
        Axis::Code if none => t!("Without a code").to_owned(),
        Axis::Source if none => t!("Without a click").to_owned(),
        Axis::Source if key == tributary_engine::click::DIRECT => t!("Direct").to_owned(),
        _ if none => t!("Nobody").to_owned(),
        _ => name.to_owned(),
    }
}
