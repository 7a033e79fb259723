//! A partner's account: every booking, and what was owed after it.

use super::detail::Found as Page;
use crate::t;
use crate::web::admin::desk::{Desk, amount};
use crate::web::admin::filter;
use crate::web::kit::Amount;
use crate::web::view::partners::detail::{AccountLine, Body};
use tributary_core::PartnerId;
use tributary_core::ledger::{Account, Bucket};
use tributary_engine::Error;
use tributary_engine::db::Tx;
use tributary_engine::ledger::{self, Line};

const PAGE: i64 = 50;

/// A page of the account.
pub(super) struct Found {
    lines: Vec<Line>,
    next: Option<i64>,
}

/// Reads the page after so many lines.
pub(super) fn find(tx: &mut Tx<'_>, desk: &Desk, id: &PartnerId, after: &str) -> Result<Found, Error> {
    let skip = after.parse().unwrap_or(0_i64).max(0);
    let mut lines = ledger::statement(tx, (desk.tenant(), id), (skip, PAGE + 1))?;
    let full = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let next = (lines.len() > full).then_some(skip + PAGE);
    lines.truncate(full);
    Ok(Found { lines, next })
}

/// The tab.
pub(super) fn body(desk: &Desk, page: &Page, found: &Found) -> Body {
    let next = |skip: i64| {
        filter::query(&page.href(), &[("tab", "earnings".to_owned()), ("after", skip.to_string())])
    };
    let open = page.balances.iter().filter(|(_, _, minor)| *minor != 0);
    Body::Earnings {
        balances: open
            .map(|(account, currency, minor)| (bucket(account).to_owned(), amount(*minor, *currency).text))
            .collect(),
        rows: found.lines.iter().map(|line| row(desk, line)).collect(),
        next: found.next.map(next),
    }
}

fn bucket(account: &str) -> &'static str {
    match Account::parse(account) {
        Ok(Account::Partner(_, Bucket::Pending)) => t!("On hold"),
        Ok(Account::Partner(_, Bucket::InPayout)) => t!("In a payout"),
        _ => t!("Ready to pay"),
    }
}

fn row(desk: &Desk, line: &Line) -> AccountLine {
    // What only moves from hold to ready, or into a payout, is no loss.
    let lost = line.pending_minor + line.payable_minor + line.in_payout_minor < 0;
    let moved = |minor: i64| {
        (minor != 0).then(|| {
            let amount = amount(minor, line.currency);
            Amount { negative: amount.negative && lost, ..amount }
        })
    };
    AccountLine {
        when: desk.clock.stamp(line.booked_at),
        href: match &line.order {
            Some(order) => format!("/admin/orders/{order}"),
            None => format!("/admin/payouts/statement/{}", line.cause_id),
        },
        order: if line.order.is_some() { line.number.clone() } else { t!("Payout").to_owned() },
        why: why(line).to_owned(),
        pending: moved(line.pending_minor),
        payable: moved(line.payable_minor),
        in_payout: moved(line.in_payout_minor),
        owed: amount(line.owed_minor, line.currency),
    }
}

/// Why money moved, in words.
fn why(line: &Line) -> &'static str {
    match (line.cause.as_str(), line.pending_minor + line.payable_minor) {
        ("payout", _) => t!("Put into a payout"),
        ("payout_paid", _) => t!("Paid"),
        ("payout_undone", _) => t!("Not paid after all"),
        ("payout_voided", _) => t!("Payout voided: ready again"),
        ("hold", _) => t!("The hold has ended"),
        ("code", ..0) => t!("Taken back: a code was given or taken back"),
        ("code", _) => t!("Earned by a code given later"),
        ("replay", _) => t!("Judged again under other rules"),
        (_, ..0) => t!("Taken back: refunded, cancelled or changed"),
        _ => t!("Earned by an order"),
    }
}
