//! Products: pieces, not lines; each order once.

use super::ask::Ask;
use super::grid::{Grid, Kind, Value};
use crate::t;
use crate::web::admin::desk::Desk;
use tributary_engine::Error;
use tributary_engine::db::Tx;
use tributary_engine::report;

/// The products that were sold, and, where the store has told where it files them, what they come to by category.
pub(super) fn grids(tx: &mut Tx<'_>, desk: &Desk, ask: &Ask) -> Result<Vec<Grid>, Error> {
    let products = report::products(tx, desk.tenant(), &ask.wanted(desk))?;
    let filed = report::by_category(tx, desk.tenant(), desk.only.as_ref(), &products)?;
    let mut grids = vec![sold(desk, ask, &products)];
    grids.extend((!filed.is_empty()).then(|| by_category(&filed)));
    Ok(grids)
}

/// A product of two categories stands in both, so there is no sum.
fn by_category(filed: &[report::InCategory]) -> Grid {
    // Nothing narrows orders to a category, so these figures lead nowhere.
    let nowhere = String::new;
    let row = |one: &report::InCategory| {
        vec![
            Value::Name(one.name.clone(), None),
            Value::Count(one.products, nowhere()),
            Value::Count(one.ordered, nowhere()),
            Value::Count(one.ordered - one.units, nowhere()),
            Value::Count(one.units, nowhere()),
            Value::Money(one.revenue_minor, nowhere()),
            Value::Money(one.commission_minor, nowhere()),
        ]
    };
    let columns = [
        (t!("Category"), Kind::Name),
        (t!("Products"), Kind::Count),
        (t!("Ordered"), Kind::Count),
        (t!("Given back"), Kind::Count),
        (t!("Units sold"), Kind::Count),
        (t!("Revenue"), Kind::Money),
        (t!("Commission"), Kind::Money),
    ];
    Grid {
        caption: t!("By category; a product of two counts in both").to_owned(),
        columns: columns.map(|(label, kind)| (label.to_owned(), kind)).to_vec(),
        rows: filed.iter().map(row).collect(),
        total: None,
    }
}

fn sold(desk: &Desk, ask: &Ask, products: &[report::Product]) -> Grid {
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
    Grid {
        caption: t!("What was sold").to_owned(),
        columns: columns.map(|(label, kind)| (label.to_owned(), kind)).to_vec(),
        rows: products.iter().map(row).collect(),
        total: Some(total),
    }
}
