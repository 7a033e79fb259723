//! An order as a row of a list: the money's state in a word, and the way it came.

use super::words;
use crate::t;
use crate::web::admin::desk::amount;
use crate::web::admin::filter::words::{status, why_not};
use crate::web::admin::moment::Moments;
use crate::web::kit::{Channel, Status};
use crate::web::view::orders::OrderRow as RowView;
use tributary_core::due::Standing;
use tributary_core::ruling::Decline;
use tributary_engine::order::{OrderRow, trial};

/// The row of an order.
pub(in crate::web::admin) fn row(order: &OrderRow, clock: &Moments) -> RowView {
    let (status, word) = standing(order, clock);
    let earns = order.partner.is_some();
    RowView {
        href: format!("/admin/orders/{}", order.id),
        when: clock.stamp(order.placed_at),
        order: order.number.clone(),
        test: trial::is_trial(&order.external_id),
        partner: order.partner_name.clone(),
        how: order.via.as_deref().map(|via| (channel(via), detail(order))),
        amount: amount(order.total_minor, order.currency),
        commission: earns.then(|| amount(order.commission_minor, order.currency)),
        status,
        status_word: Some(word),
    }
}

/// Where an order's money stands, as colour and words.
pub(super) fn standing(order: &OrderRow, clock: &Moments) -> (Status, String) {
    let is = |standing: Standing| order.standing.as_deref() == Some(standing.as_str());
    let nothing_due = order.commission_minor == 0 && order.platform_minor == 0;
    let in_store = || status(&order.status);
    if let (true, Some(reason)) =
        (order.partner.is_some(), order.declined.as_deref().and_then(Decline::parse))
    {
        (Status::Declined, t!("Declined: {reason}", reason = words::declined(reason)))
    } else if is(Standing::Reversed) {
        (Status::Reversed, t!("Reversed").to_owned())
    } else if is(Standing::Declined) {
        (Status::Declined, t!("Declined: {reason}", reason = in_store()))
    } else if is(Standing::Pending) && nothing_due {
        (Status::Pending, t!("Pending: {reason}", reason = in_store()))
    } else if is(Standing::Pending) {
        (Status::Pending, t!("Pending · payable {day}", day = clock.day(order.payable_at)))
    } else if is(Standing::Approved) {
        (Status::Approved, t!("Approved").to_owned())
    } else {
        (Status::Info, why_not(order.nobody.as_deref().unwrap_or_default()).to_owned())
    }
}

/// The kind of evidence by its word in the API.
pub(super) fn channel(via: &str) -> Channel {
    match via {
        "coupon" => Channel::Coupon,
        "cookie" => Channel::Cookie,
        "order_evidence" => Channel::OrderEvidence,
        "manual" => Channel::Manual,
        _ => Channel::Click,
    }
}

/// The coupon that credited, where there is only one it can be.
pub(super) fn detail(order: &OrderRow) -> String {
    match (order.via.as_deref(), order.coupons.as_slice()) {
        (Some("coupon"), [only]) => only.to_uppercase(),
        _ => String::new(),
    }
}
