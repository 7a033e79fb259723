//! What a partner was paid, and where their money goes.

use super::detail::Found as Page;
use crate::lang;
use crate::t;
use crate::web::admin::desk::{Desk, amount};
use crate::web::admin::payouts::{details, statement_href, words};
use crate::web::view::partners::detail::Body;
use crate::web::view::partners::payouts::PayoutLine;
use maud::html;
use std::collections::BTreeMap;
use tributary_core::{Currency, PartnerId, Payee};
use tributary_engine::Error;
use tributary_engine::db::Tx;
use tributary_engine::page::{Cursor, LIMIT_MAX};
use tributary_engine::payout::{self, Filter, Known, Payout};

/// What the tab shows.
pub(super) struct Found {
    rows: Vec<Payout>,
    paid: BTreeMap<Currency, i64>,
    known: Option<Known>,
}

pub(super) fn find(tx: &mut Tx<'_>, desk: &Desk, id: &PartnerId) -> Result<Found, Error> {
    let payee = Payee::from(id.clone());
    let filter = Filter { payee: Some(payee.clone()), ..Filter::default() };
    Ok(Found {
        rows: payout::list(tx, desk.tenant(), &filter, &Cursor { after: None, limit: LIMIT_MAX })?.rows,
        paid: payout::paid_to(tx, desk.tenant(), &payee)?,
        known: payout::details(tx, desk.tenant(), &payee)?,
    })
}

/// The tab.
pub(super) fn body(desk: &Desk, page: &Page, found: &Found) -> Body {
    let post = details::post(desk, &Payee::from(page.partner.id.clone()));
    let form = details::form(post, found.known.as_ref(), (desk.clock.now(), |at| desk.clock.day(at)));
    Body::Payouts {
        rows: found.rows.iter().map(|one| payout_line(desk, one)).collect(),
        paid: found.paid.iter().map(|(currency, minor)| amount(*minor, *currency).text).collect(),
        form: Box::new(form),
    }
}

/// A payout as the page of whoever is paid shows it.
pub(in crate::web::admin) fn payout_line(desk: &Desk, one: &Payout) -> PayoutLine {
    let reason = one.reason.as_deref().map(lang::known);
    PayoutLine {
        href: statement_href(&one.id),
        name: t!("Payout {number}", number = one.number),
        when: desk.clock.stamp(one.created_at),
        method: (words::method(one.method).to_owned(), one.hint.clone()),
        amount: amount(one.amount_minor, one.currency),
        state: html! { (words::state(one.state)) @if let Some(reason) = &reason { div.meta { bdi { (reason) } } } },
    }
}
