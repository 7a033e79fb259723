//! Which categories an order's lines are of. Stores tell an order without them, so they are looked up among the store's products when
//! the order is first heard of, and become part of the fact: what somebody files elsewhere later reaches nothing that
//! was told before.

use super::NewFact;
use crate::db::Tx;
use crate::error::Result;
use crate::product;
use tributary_core::fact::{Line, OrderFact, OrderStated, Recorded};

/// The fact with its lines' categories, where any have to be filled in. Where no product is known this asks once per commit.
///
/// # Errors
/// What the database says.
pub(crate) fn categorised(
    tx: &mut Tx<'_>,
    known: &[Recorded<OrderFact>],
    new: &NewFact,
) -> Result<Option<NewFact>> {
    let OrderFact::Stated { order, origin, restored } = &new.fact else { return Ok(None) };
    let lacks = |line: &Line| line.product.is_some() && line.categories.is_empty();
    if !order.lines.iter().any(lacks) || !product::any(tx, &new.order.tenant)? {
        return Ok(None);
    }
    let mut filed = order.as_ref().clone();
    for line in filed.lines.iter_mut().filter(|line| lacks(line)) {
        line.categories = match first_told(known, line) {
            Some(categories) => categories,
            None => now(tx, new, line)?,
        };
    }
    let fact = OrderFact::Stated { order: Box::new(filed), origin: *origin, restored: *restored };
    Ok(Some(NewFact { fact, ..new.clone() }))
}

/// The categories with which a line was first told, none among them.
fn first_told(known: &[Recorded<OrderFact>], line: &Line) -> Option<Vec<String>> {
    let mut stated = known.iter().filter_map(|entry| match &entry.fact {
        OrderFact::Stated { order, .. } => Some(order.as_ref()),
        _ => None,
    });
    let same = |order: &OrderStated| {
        let mut lines = order.lines.iter();
        let found = lines.find(|one| one.external_id == line.external_id && one.product == line.product);
        found.map(|one| one.categories.clone())
    };
    stated.find_map(same)
}

/// Those of the product now.
fn now(tx: &mut Tx<'_>, new: &NewFact, line: &Line) -> Result<Vec<String>> {
    let Some(product) = &line.product else { return Ok(Vec::new()) };
    product::category_words(tx, (&new.order.tenant, &new.order.store), product)
}
