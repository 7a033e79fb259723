//! What brought most in a period, as ranked bars: partners, products, places, ways. Each bar leads to its orders.

use crate::lang;
use crate::web::admin::desk::Desk;
use crate::web::admin::filter::{Ask, words};
use crate::web::kit::{Bar, Icon};
use crate::{n, t};
use tributary_engine::order::NONE;
use tributary_engine::report::{Figures, Product, Row};

const BARS_MAX: usize = 6; // as many as fit beside each other's card

/// The partners who brought most.
pub(super) fn partners(desk: &Desk, earning: &Ask, rows: &[Row]) -> Vec<Bar> {
    let bar = |row: &Row| Bar {
        label: row.name.clone(),
        avatar: true,
        meta: Some(orders_and_epc(desk, &row.figures)),
        ..of(desk, (earning, "partner"), row)
    };
    ranked(rows).map(bar).collect()
}

/// The products sold most.
pub(super) fn products(desk: &Desk, earning: &Ask, products: &[Product]) -> Vec<Bar> {
    let bar = |one: &Product| Bar {
        label: one.name.clone(),
        href: Some(earning.with("product", &one.key).href("/admin/orders")),
        icon: Some(Icon::Package),
        meta: Some(n!("{n} piece", "{n} pieces", one.units)),
        value: desk.amount(one.revenue_minor).text,
        size: one.revenue_minor,
        ..Bar::default()
    };
    products.iter().take(BARS_MAX).map(bar).collect()
}

/// The countries that orders went to.
pub(super) fn places(desk: &Desk, earning: &Ask, rows: &[Row]) -> Vec<Bar> {
    let bar = |row: &Row| Bar {
        label: if row.key == NONE { t!("Unknown").into() } else { lang::region(&row.key).to_owned() },
        icon: Some(Icon::Place),
        ..of(desk, (earning, "country"), row)
    };
    ranked(rows).map(bar).collect()
}

/// The ways by which orders were credited.
pub(super) fn ways(desk: &Desk, earning: &Ask, rows: &[Row]) -> Vec<Bar> {
    let bar = |row: &Row| Bar {
        label: words::way(&row.key).into(),
        icon: Some(way_icon(&row.key)),
        ..of(desk, (earning, "via"), row)
    };
    ranked(rows).map(bar).collect()
}

fn ranked(rows: &[Row]) -> impl Iterator<Item = &Row> {
    rows.iter().filter(|row| row.figures.orders > 0).take(BARS_MAX)
}

fn of(desk: &Desk, (earning, name): (&Ask, &str), row: &Row) -> Bar {
    Bar {
        href: Some(earning.with(name, &row.key).href("/admin/orders")),
        meta: Some(n!("{n} order", "{n} orders", row.figures.orders)),
        value: desk.amount(row.figures.revenue_minor).text,
        size: row.figures.revenue_minor,
        ..Bar::default()
    }
}

/// `22 orders · 2.19 USD per click`; a partner without clicks has no rate.
fn orders_and_epc(desk: &Desk, figures: &Figures) -> String {
    let orders = n!("{n} order", "{n} orders", figures.orders);
    match figures.commission_minor.checked_div(figures.clicks) {
        Some(each) => t!("{orders} · {amount} per click", orders = orders, amount = desk.amount(each).text),
        None => orders,
    }
}

fn way_icon(via: &str) -> Icon {
    match via {
        "coupon" => Icon::Code,
        "cookie" => Icon::Cookie,
        "order_evidence" => Icon::Receipt,
        "manual" => Icon::Hand,
        _ => Icon::Click,
    }
}
