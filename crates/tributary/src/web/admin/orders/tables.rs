//! The tables of the Why page: who had a claim, refunds, ledger lines with running totals, raw deliveries.

use super::nodes::source_words;
use super::row::channel;
use super::words::{declined, sentence};
use crate::t;
use crate::web::admin::desk::amount;
use crate::web::admin::filter::words::status;
use crate::web::admin::moment::Moments;
use crate::web::admin::raw::readable;
use crate::web::view::orders::why::{Candidate as CandidateView, Delivery, Posting, Refund};
use std::collections::BTreeMap;
use tributary_core::attribution::Candidate;
use tributary_core::fact::OrderFact;
use tributary_core::ledger::{Account, Bucket, Purse};
use tributary_engine::ledger::Transaction;
use tributary_engine::order::Explanation;

/// Everyone with a claim, the winner first.
pub(super) fn candidates(told: &Explanation, clock: &Moments) -> Vec<CandidateView> {
    let mut all: Vec<&Candidate> = told.decision.attribution.candidates.iter().collect();
    all.sort_by_key(|one| one.lost.is_some());
    let shaped = |one: &Candidate| CandidateView {
        partner: told.name(&one.touch.partner).to_owned(),
        href: Some(format!("/admin/partners/{}", one.touch.partner)),
        channel: channel(one.touch.source.via()),
        evidence: evidence(told, one),
        when: Some(clock.stamp(one.touch.at)),
        won: one.lost.is_none(),
        result: one.lost.map_or(t!("Won"), sentence).to_owned(),
    };
    all.into_iter().map(shaped).collect()
}

/// The evidence itself: `SARA10`, `/r/sara`.
fn evidence(told: &Explanation, one: &Candidate) -> String {
    let click = one.touch.click.as_ref().and_then(|id| told.clicks.get(id.as_str()));
    match (click, &one.touch.code) {
        (Some(click), _) if click.link.is_some() => format!("/t/{}", click.value),
        (Some(click), _) => format!("/r/{}", click.value),
        (None, Some(code)) => code.clone(),
        (None, None) => String::new(),
    }
}

/// Refunds, oldest first, each with what it took from the commission.
pub(super) fn refunds(told: &Explanation, clock: &Moments) -> Vec<Refund> {
    let mut counted: Vec<&str> = Vec::new();
    let mut rows = Vec::new();
    for refund in &told.decision.order.refunds {
        let Some(fact) = first_mention(told, &refund.external_id) else { continue };
        let fresh = !counted.contains(&fact.0);
        counted.push(fact.0);
        let taken: Vec<i64> = told
            .transactions
            .iter()
            .filter(|transaction| transaction.cause_id == fact.0)
            .map(moved_for_partner)
            .collect();
        let taken = taken.into_iter().sum::<i64>();
        rows.push(Refund {
            when: clock.stamp(fact.1),
            reference: refund.external_id.clone(),
            reason: Some(refund.reason.clone()).filter(|reason| !reason.is_empty()),
            amount: amount(-refund.amount_minor, told.row.currency),
            commission: (fresh && taken != 0).then(|| amount(taken, told.row.currency)),
        });
    }
    rows
}

/// The fact that first told of a refund, and when it arrived.
fn first_mention<'a>(told: &'a Explanation, refund: &str) -> Option<(&'a str, tributary_core::Timestamp)> {
    let tells = |fact: &OrderFact| match fact {
        OrderFact::Refunded { refund: known, .. } => known.external_id == refund,
        OrderFact::Stated { order, .. } => {
            order.refunds.iter().flatten().any(|known| known.external_id == refund)
        }
        _ => false,
    };
    let found = told.facts.iter().find(|(entry, _)| tells(&entry.fact));
    found.map(|(entry, _)| (entry.id.as_str(), entry.received_at))
}

/// How much more or less a transaction gives the partners, on hold or ready alike.
pub(super) fn moved_for_partner(transaction: &Transaction) -> i64 {
    let of_partner = |account: &str| account.starts_with("partner:");
    let postings = transaction.postings.iter().filter(|posting| of_partner(&posting.account));
    postings.map(tributary_engine::ledger::Posting::signed_minor).sum()
}

/// Why a transaction was posted.
pub(super) fn cause_words(told: &Explanation, transaction: &Transaction) -> String {
    let fact = told.facts.iter().find(|(entry, _)| entry.id.as_str() == transaction.cause_id);
    let why = match (transaction.cause.as_str(), fact) {
        ("fact", Some((entry, source))) => fact_words(&entry.fact, source),
        ("fact", None) => t!("Another order of the same customer changed").to_owned(),
        ("hold", _) => t!("The hold ended").to_owned(),
        ("code", _) => t!("A code on the order was given to a partner").to_owned(),
        ("customer" | "binding", _) => t!("It was told who sent the customer").to_owned(),
        ("click", _) => t!("A click came late").to_owned(),
        ("replay", _) => t!("The rules were replayed").to_owned(),
        (other, _) => other.to_owned(),
    };
    t!("{why} · rules version {n}", why = why, n = transaction.rule_version)
}

fn fact_words(fact: &OrderFact, source: &str) -> String {
    match fact {
        OrderFact::Stated { order, .. } if order.refunds.iter().flatten().next().is_some() => {
            t!("Order with refunds: {status}", status = status(order.status.as_str()))
        }
        OrderFact::Stated { order, .. } => t!("Order: {status}", status = status(order.status.as_str())),
        OrderFact::Trashed => t!("Order in the trash").to_owned(),
        OrderFact::Gone => t!("Order deleted").to_owned(),
        OrderFact::Refunded { refund, .. } => t!("Refund {number}", number = refund.external_id),
        OrderFact::RefundDeleted { external_id } => t!("Refund {number} taken back", number = external_id),
        OrderFact::Judged { .. } => t!("Judged by other rules").to_owned(),
        OrderFact::RewardAnswered(answer) => t!("Answer of {who} about the reward", who = answer.who),
        OrderFact::Assigned { .. } | OrderFact::Released { .. } | OrderFact::Noted { .. } => {
            source_words(source)
        }
        OrderFact::Ruled { declined: Some(reason), .. } => {
            t!("Declined: {reason}", reason = declined(*reason))
        }
        OrderFact::Ruled { declined: None, .. } => t!("Commission stands").to_owned(),
    }
}

/// Ledger lines, oldest first, each with its account's running total.
pub(super) fn postings(told: &Explanation, clock: &Moments) -> Vec<Posting> {
    let mut running: BTreeMap<&str, i64> = BTreeMap::new();
    let mut rows = Vec::new();
    for transaction in &told.transactions {
        for posting in &transaction.postings {
            let sum = running.entry(&posting.account).or_insert(0);
            *sum = sum.saturating_add(posting.signed_minor());
            rows.push(Posting {
                when: clock.stamp(transaction.booked_at),
                text: cause_words(told, transaction),
                account: account_words(told, &posting.account),
                amount: amount(posting.signed_minor(), posting.currency),
                running: amount(*sum, posting.currency),
            });
        }
    }
    rows
}

fn account_words(told: &Explanation, account: &str) -> String {
    match Account::parse(account) {
        Ok(Account::Partner(partner, Bucket::Pending)) => t!("{name}, on hold", name = told.name(&partner)),
        Ok(Account::Partner(partner, Bucket::InPayout)) => {
            t!("{name}, being paid", name = told.name(&partner))
        }
        Ok(Account::Partner(partner, _)) => t!("{name}, ready to pay", name = told.name(&partner)),
        Ok(Account::Platform(_, Bucket::Pending)) => t!("Platform, on hold").to_owned(),
        Ok(Account::Platform(..)) => t!("Platform, ready to pay").to_owned(),
        Ok(Account::Expense(_)) => t!("Cost of the program").to_owned(),
        Ok(Account::Wallet(_, purse)) => wallet_words(purse).to_owned(),
        Ok(Account::Redeemed(_)) => t!("Paid with store credit").to_owned(),
        Ok(Account::Coupon(_)) => t!("Given off to friends").to_owned(),
        Ok(Account::Payout(_)) => t!("Paid to partners").to_owned(),
        Err(_) => account.to_owned(),
    }
}

fn wallet_words(purse: Purse) -> &'static str {
    match purse {
        Purse::Pending => t!("Store credit, on hold"),
        Purse::Available => t!("Store credit"),
        Purse::Held => t!("Store credit, set aside"),
        Purse::Debt => t!("Store credit, owed back"),
    }
}

/// What became of a delivery.
fn became(state: &str) -> &str {
    match state {
        "applied" => t!("Applied"),
        "duplicate" => t!("Known already"),
        "waiting" => t!("Waiting"),
        "rejected" => t!("Refused"),
        other => other,
    }
}

/// What the store sent about it, without what says who the customer is.
pub(super) fn deliveries(told: &Explanation, clock: &Moments) -> Vec<Delivery> {
    let shaped = |one: &tributary_engine::delivery::Delivery| Delivery {
        when: clock.stamp(one.received_at),
        topic: one.sent.topic.clone().unwrap_or_else(|| t!("no topic").to_owned()),
        outcome: match &one.reason {
            Some(reason) => format!("{}: {reason}", became(&one.state)),
            None => became(&one.state).to_owned(),
        },
        body: readable(&one.sent.body),
    };
    told.deliveries.iter().map(shaped).collect()
}
