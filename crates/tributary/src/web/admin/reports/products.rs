//! Products: pieces, not lines; each order once.

use super::ask::Ask;
use super::grid::{Grid, Kind, Value};
use crate::t;
use crate::web::admin::desk::Desk;
use tributary_engine::Error;
use tributary_engine::db::Tx;
use tributary_engine::report::{self, InCategory, Product};

/// The products that were sold, and, where the store has told where it files them, what they come to by category.
pub(super) fn grids(tx: &mut Tx<'_>, desk: &Desk, ask: &Ask) -> Result<Vec<Grid>, Error> {
    let products = report::products(tx, desk.tenant(), &ask.wanted(desk))?;
    let filed = report::by_category(tx, desk.tenant(), desk.only.as_ref(), &products)?;
    let mut grids = vec![sold(desk, ask, &products)];
    grids.extend((!filed.is_empty()).then(|| by_category(&filed)));
    Ok(grids)
}

/// A product of two categories stands in both, so there is no sum.
fn by_category(filed: &[InCategory]) -> Grid {
    // Nothing narrows orders to a category, so these figures lead nowhere.
    let line = |one: &InCategory| {
        let &InCategory { ordered, units, revenue_minor, commission_minor, .. } = one;
        let counted = Value::Count(one.products, String::new());
        row(&one.name, None, counted, ([ordered, units, revenue_minor, commission_minor], ""))
    };
    let rows = filed.iter().map(line).collect();
    let caption = t!("By category; a product of two counts in both");
    Grid { caption: caption.to_owned(), columns: columns(t!("Category"), t!("Products")), rows, total: None }
}

fn sold(desk: &Desk, ask: &Ask, products: &[Product]) -> Grid {
    let sums = |one: &Product| [one.ordered, one.units, one.revenue_minor, one.commission_minor];
    let line = |product: &Product| {
        let narrowed = [("product", product.key.as_str())];
        let behind = ask.behind(desk, &narrowed);
        let counted = Value::Count(product.orders, behind.orders());
        row(&product.name, Some(behind.orders()), counted, (sums(product), &behind.lines()))
    };
    let total =
        products.iter().map(sums).fold([0; 4], |all, one| std::array::from_fn(|at| all[at] + one[at]));
    // An order of two products stands in two rows: a sum of orders would count it twice.
    let total = row(t!("Total"), None, Value::None, (total, &ask.behind(desk, &[]).lines()));
    Grid {
        caption: t!("What was sold").to_owned(),
        columns: columns(t!("Product"), t!("In orders")),
        rows: products.iter().map(line).collect(),
        total: Some(total),
    }
}

/// A row: how many pieces were ordered and were not given back, and what they brought; all of it leads to the lines behind.
fn row(
    name: &str,
    leads: Option<String>,
    counted: Value,
    ([ordered, units, revenue_minor, commission_minor], lines): ([i64; 4], &str),
) -> Vec<Value> {
    let count = |pieces| Value::Count(pieces, lines.to_owned());
    let money = |minor| Value::Money(minor, lines.to_owned());
    let name = Value::Name(name.to_owned(), leads);
    let pieces = [count(ordered), count(ordered - units), count(units)];
    [name, counted].into_iter().chain(pieces).chain([money(revenue_minor), money(commission_minor)]).collect()
}

fn columns(name: &str, counted: &str) -> Vec<(String, Kind)> {
    let figures = [
        (t!("Ordered"), Kind::Count),
        (t!("Given back"), Kind::Count),
        (t!("Units sold"), Kind::Count),
        (t!("Revenue"), Kind::Money),
        (t!("Commission"), Kind::Money),
    ];
    let all = [(name, Kind::Name), (counted, Kind::Count)].into_iter().chain(figures);
    all.map(|(label, kind)| (label.to_owned(), kind)).collect()
}
