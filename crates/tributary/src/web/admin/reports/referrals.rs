//! Customers Referral: what customers bought, by the code to which they are bound: that of the order's own time, or, if wanted, the one they
//! have now. A code chosen shows its orders beneath.

use super::ask::Ask;
use super::grid::{Grid, Kind, Value};
use crate::t;
use crate::web::admin::desk::Desk;
use crate::web::admin::filter::words::status;
use crate::web::kit::Tab;
use tributary_core::Timestamp;
use tributary_engine::Error;
use tributary_engine::bound::{self, Behind, ByCode, Reading, Wanted, Whose};
use tributary_engine::db::Tx;

/// As many orders as the page and its file show of one code.
const ORDERS_MAX: i64 = 5_000;
/// In the address: those of nobody. A code stands behind an equals sign, so that any text can be one.
const NOBODY: &str = "none";

/// Whose orders an address asks for.
fn whose(ask: &Ask) -> Whose {
    match ask.whose.strip_prefix('=') {
        Some(code) => Whose::Code(code.to_owned()),
        None if ask.whose == NOBODY => Whose::Nobody,
        None => Whose::All,
    }
}

fn wanted(desk: &Desk, ask: &Ask) -> Wanted {
    let span = ask.filter.filter(desk);
    Wanted {
        store: desk.store.id.clone(),
        from: span.from.unwrap_or(Timestamp::from_ms(0)),
        to: span.to.unwrap_or(Timestamp::MAX),
        reading: if ask.now { Reading::Now } else { Reading::AtOrder },
        whose: whose(ask),
        status: span.status,
        only_coupon: ask.only_coupon,
    }
}

/// A row for each code.
pub(super) fn grid(tx: &mut Tx<'_>, desk: &Desk, ask: &Ask) -> Result<Grid, Error> {
    let currency = ask.currency(desk);
    let mut rows = bound::by_code(tx, desk.tenant(), &wanted(desk, ask))?;
    rows.retain(|row| row.currency.is_none_or(|of| of == currency));
    let sum = |value: fn(&ByCode) -> i64| rows.iter().map(value).sum::<i64>();
    let here = ask.href();
    let total = vec![
        Value::Name(t!("Total").to_owned(), None),
        // Whoever had two codes in the period stands in two rows.
        Value::None,
        Value::None,
        Value::Count(sum(|row| row.orders), here.clone()),
        Value::Money(sum(|row| row.total_minor), here.clone()),
        Value::Money(sum(|row| row.refunded_minor), here.clone()),
        Value::Money(sum(|row| row.base_minor), here),
    ];
    let columns = [
        (t!("Code"), Kind::Name),
        (t!("Customers"), Kind::Count),
        (t!("Customers who ordered"), Kind::Count),
        (t!("Orders"), Kind::Count),
        (t!("Paid in all"), Kind::Money),
        (t!("Given back"), Kind::Money),
        (t!("Revenue"), Kind::Money),
    ];
    Ok(Grid {
        caption: t!("Customers and orders by code").to_owned(),
        columns: columns.map(|(label, kind)| (label.to_owned(), kind)).to_vec(),
        rows: rows.iter().map(|row| of_code(ask, row)).collect(),
        total: (!rows.is_empty()).then_some(total),
    })
}

fn of_code(ask: &Ask, row: &ByCode) -> Vec<Value> {
    let (word, name) = match &row.code {
        Some(code) => (format!("={code}"), code.clone()),
        None => (NOBODY.to_owned(), t!("No code").to_owned()),
    };
    let href = Ask { whose: word, ..ask.clone() }.href();
    vec![
        Value::Name(name, Some(href.clone())),
        Value::Count(row.customers, href.clone()),
        Value::Count(row.buyers, href.clone()),
        Value::Count(row.orders, href.clone()),
        Value::Money(row.total_minor, href.clone()),
        Value::Money(row.refunded_minor, href.clone()),
        Value::Money(row.base_minor, href),
    ]
}

/// The orders of the code that was chosen; nothing while none is.
pub(super) fn orders(tx: &mut Tx<'_>, desk: &Desk, ask: &Ask) -> Result<Option<Grid>, Error> {
    let caption = match whose(ask) {
        Whose::All => return Ok(None),
        Whose::Nobody => t!("Orders of customers without a code").to_owned(),
        Whose::Code(code) => t!("Orders of customers with the code {code}", code = code),
    };
    let currency = ask.currency(desk);
    let mut rows = bound::orders(tx, desk.tenant(), &wanted(desk, ask), ORDERS_MAX)?;
    rows.retain(|order| order.currency == currency);
    let columns = [
        (t!("Order"), Kind::Name),
        (t!("Placed"), Kind::Name),
        (t!("In the store"), Kind::Name),
        (t!("Coupon"), Kind::Name),
        (t!("Customer"), Kind::Name),
        (t!("Paid in all"), Kind::Money),
        (t!("Given back"), Kind::Money),
    ];
    Ok(Some(Grid {
        caption,
        columns: columns.map(|(label, kind)| (label.to_owned(), kind)).to_vec(),
        rows: rows.iter().map(|order| of_order(desk, order)).collect(),
        total: None,
    }))
}

fn of_order(desk: &Desk, order: &Behind) -> Vec<Value> {
    let href = format!("/admin/orders/{}", order.id);
    let plain = |text: String| if text.is_empty() { Value::None } else { Value::Name(text, None) };
    let placed = desk.clock.local(order.placed_at);
    vec![
        Value::Name(format!("#{}", order.number.trim_start_matches('#')), Some(href.clone())),
        plain(format!("{} {:02}:{:02}", placed.date(), placed.hour(), placed.minute())),
        plain(status(&order.status)),
        plain(order.coupons.join(", ")),
        plain(order.customer_hint.clone()),
        Value::Money(order.total_minor, href.clone()),
        Value::Money(order.refunded_minor, href),
    ]
}

/// How the report is read: by which code, and whether only orders with the coupon count.
pub(super) fn ways(ask: &Ask) -> Vec<Tab> {
    let tab = |label: &str, to: Ask, active: bool| Tab {
        label: label.to_owned(),
        href: to.href(),
        active,
        count: None,
    };
    vec![
        tab(t!("Code at the time of the order"), Ask { now: false, ..ask.clone() }, !ask.now),
        tab(t!("Code the customer has now"), Ask { now: true, ..ask.clone() }, ask.now),
    ]
}

/// All codes, or the chosen one; and whether only orders with its coupon count.
pub(super) fn trail(ask: &Ask) -> Vec<Tab> {
    let tab = |label: String, to: Ask, active: bool| Tab { label, href: to.href(), active, count: None };
    let name = match whose(ask) {
        Whose::All => return Vec::new(),
        Whose::Nobody => t!("No code").to_owned(),
        Whose::Code(code) => code,
    };
    let all = Ask { whose: String::new(), only_coupon: false, ..ask.clone() };
    let every = Ask { only_coupon: false, ..ask.clone() };
    let only = Ask { only_coupon: true, ..ask.clone() };
    let mut tabs = vec![tab(t!("All codes").to_owned(), all, false), tab(name, every, !ask.only_coupon)];
    if ask.whose != NOBODY {
        tabs.push(tab(t!("Only with that coupon").to_owned(), only, ask.only_coupon));
    }
    tabs
}
