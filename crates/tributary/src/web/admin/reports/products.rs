//! Products: pieces, not lines; each order once.

use super::ask::Ask;
use super::grid::{Grid, Kind, Value};
use crate::t;
use crate::web::admin::desk::Desk;
use tributary_engine::Error;
use tributary_engine::db::Tx;
use tributary_engine::report;

/// The products that were sold.
pub(super) fn grid(tx: &mut Tx<'_>, desk: &Desk, ask: &Ask) -> Result<Grid, Error> {
    let products = report::products(tx, desk.tenant(), &ask.wanted(desk))?;
    let sum = |value: fn(&report::Product) -> i64| products.iter().map(value).sum::<i64>();
    let row = |product: &report::Product| {
        let narrowed = [("product", product.key.as_str())];
        let behind = ask.behind(desk, &narrowed);
        vec![
            Value::Name(product.name.clone(), Some(behind.orders())),
            Value::Count(product.orders, behind.orders()),
            Value::Count(product.ordered, behind.lines()),
            Value::Count(product.ordered - product.units, behind.lines()),
            Value::Count(product.units, behind.lines()),
            Value::Money(product.revenue_minor, behind.lines()),
            Value::Money(product.commission_minor, behind.lines()),
        ]
    };
    let lines = ask.behind(desk, &[]).lines();
    let total = vec![
        Value::Name(t!("Total").to_owned(), None),
        // An order of two products stands in two rows: a sum of orders would count it twice.
        Value::None,
        Value::Count(sum(|product| product.ordered), lines.clone()),
        Value::Count(sum(|product| product.ordered - product.units), lines.clone()),
        Value::Count(sum(|product| product.units), lines.clone()),
        Value::Money(sum(|product| product.revenue_minor), lines.clone()),
        Value::Money(sum(|product| product.commission_minor), lines),
    ];
    let columns = [
        (t!("Product"), Kind::Name),
        (t!("In orders"), Kind::Count),
        (t!("Ordered"), Kind::Count),
        (t!("Given back"), Kind::Count),
        (t!("Units sold"), Kind::Count),
        (t!("Revenue"), Kind::Money),
        (t!("Commission"), Kind::Money),
    ];
    Ok(Grid {
        caption: t!("What was sold").to_owned(),
        columns: columns.map(|(label, kind)| (label.to_owned(), kind)).to_vec(),
        rows: products.iter().map(row).collect(),
        total: Some(total),
    })
}
