//! Customers: who bought for the first time, who came back, and which partner brings which. A customer is new as long
//! as no earlier order of theirs is known.

use super::ask::Ask;
use super::grid::{Grid, Kind, Value};
use super::{performance, places};
use crate::t;
use crate::web::admin::desk::Desk;
use std::collections::BTreeMap;
use tributary_engine::Error;
use tributary_engine::db::Tx;
use tributary_engine::order::Filter;
use tributary_engine::report::{self, Axis, Figures};

/// New and returning.
pub(super) fn grid(tx: &mut Tx<'_>, desk: &Desk, ask: &Ask) -> Result<Grid, Error> {
    let rows = report::rows(tx, desk.tenant(), Axis::Customer, &ask.wanted(desk))?;
    let mut sum = Figures::default();
    let mut lines = Vec::with_capacity(rows.len());
    for row in &rows {
        sum += row.figures;
        let narrowed = [("customer", row.key.as_str())];
        let behind = ask.behind(desk, &narrowed);
        let name = if row.key == "returning" { t!("Returning customers") } else { t!("New customers") };
        lines.push(
            [
                vec![Value::Name(name.to_owned(), Some(behind.orders()))],
                places::figures(&row.figures, &behind),
            ]
            .concat(),
        );
    }
    let total =
        [vec![Value::Name(t!("Total").to_owned(), None)], places::figures(&sum, &ask.behind(desk, &[]))]
            .concat();
    let columns = [
        (t!("Customers"), Kind::Name),
        (t!("Orders"), Kind::Count),
        (t!("Revenue"), Kind::Money),
        (t!("Average order"), Kind::Money),
        (t!("Commission"), Kind::Money),
    ];
    Ok(Grid {
        caption: t!("New and returning customers").to_owned(),
        columns: columns.map(|(label, kind)| (label.to_owned(), kind)).to_vec(),
        rows: lines,
        total: Some(total),
    })
}

/// The same per partner.
pub(super) fn by_partner(tx: &mut Tx<'_>, desk: &Desk, ask: &Ask) -> Result<Grid, Error> {
    let mut partners: BTreeMap<(String, String), [Figures; 2]> = BTreeMap::new();
    for (place, returning) in [false, true].into_iter().enumerate() {
        let wanted = ask.wanted(desk);
        // A filter for one kind of customer leaves nothing of the other.
        if wanted.returning.is_some_and(|only| only != returning) {
            continue;
        }
        let wanted = Filter { returning: Some(returning), ..wanted };
        for row in report::rows(tx, desk.tenant(), Axis::Partner, &wanted)? {
            let name = performance::name(Axis::Partner, &row.key, &row.name);
            if let Some(figures) = partners.entry((row.key, name)).or_default().get_mut(place) {
                *figures += row.figures;
            }
        }
    }
    let mut rows: Vec<_> = partners.into_iter().collect();
    rows.sort_by_key(|(_, [new, _])| -new.revenue_minor);
    let mut sums = [Figures::default(); 2];
    for (_, figures) in &rows {
        sums.iter_mut().zip(figures).for_each(|(sum, figures)| *sum += *figures);
    }
    let line = |((key, name), figures): &((String, String), [Figures; 2])| {
        split(desk, ask, (Some(key), name), figures)
    };
    Ok(Grid {
        caption: t!("Customers per partner").to_owned(),
        columns: columns(),
        rows: rows.iter().map(line).collect(),
        total: Some(split(desk, ask, (None, t!("Total")), &sums)),
    })
}

fn columns() -> Vec<(String, Kind)> {
    [
        (t!("Partner"), Kind::Name),
        (t!("Orders of new customers"), Kind::Count),
        (t!("Revenue of new customers"), Kind::Money),
        (t!("Orders of returning customers"), Kind::Count),
        (t!("Revenue of returning customers"), Kind::Money),
    ]
    .map(|(label, kind)| (label.to_owned(), kind))
    .to_vec()
}

fn split(
    desk: &Desk,
    ask: &Ask,
    (key, name): (Option<&String>, &str),
    [new, returning]: &[Figures; 2],
) -> Vec<Value> {
    let href = |customer: &str| {
        let partner = key.map_or(ask.filter.partner.as_str(), String::as_str);
        ask.behind(desk, &[("customer", customer), ("partner", partner)]).orders()
    };
    vec![
        Value::Name(name.to_owned(), key.map(|key| ask.with("partner", key).href())),
        Value::Count(new.orders, href("new")),
        Value::Money(new.revenue_minor, href("new")),
        Value::Count(returning.orders, href("returning")),
        Value::Money(returning.revenue_minor, href("returning")),
    ]
}
