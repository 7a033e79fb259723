//! An order as a row of the full list: every value leads to all orders that share it.

use super::list::PATH;
use super::narrow::Names;
use super::row::{detail, row};
use super::words;
use crate::t;
use crate::web::admin::desk::{Desk, amount};
use crate::web::admin::filter::Ask;
use crate::web::admin::filter::words::{status, why_not};
use crate::web::kit::{Status, format_count};
use crate::web::view::orders::OrderRow as RowView;
use crate::web::view::orders::list::{Linked, ListRow};
use tributary_core::reason::Reason;
use tributary_engine::order::OrderRow;

/// The row of an order.
pub(super) fn list_row(order: &OrderRow, (desk, ask, names): (&Desk, &Ask, &Names)) -> ListRow {
    let clock = &desk.clock;
    let linked = |name: &str, value: &str, text: String| (text, ask.with(name, value).href(PATH));
    let place = |name: &str, value: &str| (!value.is_empty()).then(|| linked(name, value, value.to_owned()));
    let why = order.nobody.as_deref().filter(|_| order.partner.is_none());
    let review = words::review(order).map(|why| (why, words::default_outcome(order).to_owned()));
    ListRow {
        id: order.id.to_string(),
        order: short(order, desk, names),
        customer: (customer(order), order.returning),
        partner_href: order.partner.as_ref().map(|id| ask.with("partner", id.as_str()).href(PATH)),
        how_href: order.via.as_deref().map(|via| ask.with("via", via).href(PATH)),
        evidence: evidence(order, ask, names),
        products: format_count(order.products),
        places: [place("city", &order.city), place("country", &order.country)]
            .into_iter()
            .flatten()
            .collect(),
        why_not: why.map(|why| (linked("reason", why, why_not(why).to_owned()), fix(order, why))),
        review,
        refunded: (order.refunded_minor > 0).then(|| amount(-order.refunded_minor, order.currency)),
        payable: (order.commission_minor > 0).then(|| clock.day(order.payable_at)),
        in_store: linked("status", &order.status, status(&order.status)),
        source: order.source.as_deref().map(|word| linked("source", word, source(word).to_owned())),
        region: place("region", &order.state),
        revenue: amount(order.base_minor, order.currency),
        coupons: coupons(order),
    }
}

/// The customer, masked.
pub(super) fn customer(order: &OrderRow) -> String {
    order.customer_hint.clone().unwrap_or_else(|| t!("guest").to_owned())
}

/// Where the winning click came from, as people read it.
pub(super) fn source(word: &str) -> &str {
    if word == "direct" { t!("Direct") } else { word }
}

/// The codes on an order.
pub(super) fn coupons(order: &OrderRow) -> String {
    order.coupons.join(", ").to_uppercase()
}

/// The code or link beside the way, by name; a coupon that is nobody's as it stands on the order.
pub(super) fn beside(order: &OrderRow, names: &Names) -> String {
    let won = order.code.as_ref().map(|id| id.as_str()).or_else(|| order.link.as_ref().map(|id| id.as_str()));
    won.and_then(|id| names.all.get(id)).cloned().unwrap_or_else(|| detail(order))
}

/// With the code or link beside the way, and without the day of payment, which is a column of its own.
fn short(order: &OrderRow, desk: &Desk, names: &Names) -> RowView {
    let row = row(order, &desk.clock);
    RowView {
        how: row.how.map(|(channel, _)| (channel, beside(order, names))),
        status_word: row.status_word.filter(|_| row.status != Status::Pending || order.commission_minor == 0),
        ..row
    }
}

/// The code or link that won it, and all orders that it won.
pub(super) fn evidence(order: &OrderRow, ask: &Ask, names: &Names) -> Option<Linked> {
    let of = |name: &str, id: &str| {
        let text = names.all.get(id).cloned().unwrap_or_else(|| id.to_owned());
        (text, ask.with(name, id).href(PATH))
    };
    let code = order.code.as_ref().map(|id| of("code", id.as_str()));
    code.or_else(|| order.link.as_ref().map(|id| of("link", id.as_str())))
}

/// What to do about a cause: for the next orders where there is something to set, else for this one.
fn fix(order: &OrderRow, why: &str) -> Linked {
    let program = |rest: &str| format!("/admin/programs/{}{rest}", order.program);
    let is = |reason: Reason| reason.code() == why;
    if is(Reason::UnknownCode) {
        (t!("Give it to a partner").to_owned(), format!("{PATH}/{}", order.id))
    } else if is(Reason::OutsideWindow) {
        (t!("Change the window").to_owned(), program("/edit"))
    } else if is(Reason::SelfPurchase) || is(Reason::SeveralCoupons) || is(Reason::SignalNotUsed) {
        (t!("Change the rules").to_owned(), program("/edit"))
    } else if is(Reason::PartnerPaused) {
        (t!("See partners").to_owned(), "/admin/partners".to_owned())
    } else {
        (t!("Why?").to_owned(), format!("{PATH}/{}", order.id))
    }
}
