//! An explanation as a page of text: verdict, maths, candidates with reasons, refunds, postings.

use crate::cli::words::{account, amount, columns, moment};
use tributary_core::attribution::Candidate;
use tributary_core::base::BaseKind;
use tributary_core::decide::Decision;
use tributary_core::due::Standing;
use tributary_core::fact::{OrderFact, OrderKind, RefundStated};
use tributary_core::money::Rate;
use tributary_core::program::Role;
use tributary_core::{Currency, PartnerId};
use tributary_engine::order::{Explanation, LineRow};

/// The whole page.
pub(super) fn of(explained: &Explanation) -> String {
    let parts = [
        head(explained),
        section("Verdict", &verdict(explained)),
        section("How the money came about", &columns(&maths(explained))),
        section("Lines", &columns(&lines(explained))),
        section("Candidates", &columns(&candidates(explained))),
        section("Evidence that leads nowhere", &columns(&dead_ends(explained))),
        section("Refunds", &columns(&refunds(explained))),
        section("Postings", &columns(&postings(explained))),
        section("Facts", &columns(&facts(explained))),
    ];
    parts.concat()
}

/// Nothing to show, no heading.
fn section(title: &str, body: &str) -> String {
    if body.is_empty() { String::new() } else { format!("\n{title}\n{body}") }
}

fn head(explained: &Explanation) -> String {
    let row = &explained.row;
    format!(
        "Order #{} ({}, {} in the store)\n  {}, placed {}, {} in all\n",
        row.number,
        row.id,
        row.external_id,
        row.status,
        moment(row.placed_at),
        amount(row.total_minor, row.currency),
    )
}

fn verdict(explained: &Explanation) -> String {
    let decision = &explained.decision;
    let attribution = &decision.attribution;
    let under = format!("under rule version {}", decision.rule_version);
    let Some(credit) = &attribution.credit else {
        let why = attribution.nobody.map_or("", |reason| reason.sentence());
        return format!("  Credited to nobody, {under}. {why}\n");
    };
    let mut text =
        format!("  Credited to {} by {}, {under}.\n", explained.name(&credit.partner), way(credit.via));
    let currency = explained.row.currency;
    let earned = decision.earned.as_ref().map_or(0, |earned| earned.minor);
    text.push_str(&format!("  Commission {}: {}.\n", amount(earned, currency), standing(decision)));
    if let Some(withheld) = decision.withheld {
        text.push_str(&format!("  It is withheld. {}\n", withheld.sentence()));
    }
    if let Some(by_hand) = &decision.order.assignment {
        text.push_str(&format!("  Decided by {} on {}: {}\n", by_hand.by, moment(by_hand.at), by_hand.note));
    }
    text
}

fn standing(decision: &Decision) -> String {
    let at = moment(decision.payable_at);
    match decision.standing {
        Some(Standing::Pending) if decision.order.unverified => {
            "pending until a server or a person confirms what a browser told".to_owned()
        }
        Some(Standing::Pending) => format!("pending, payable from {at}"),
        Some(Standing::Approved) => format!("approved, payable since {at}"),
        Some(over) => over.as_str().to_owned(),
        None => "none".to_owned(),
    }
}

fn way(via: &str) -> &str {
    match via {
        "order_evidence" => "the order's own evidence",
        "manual" => "hand",
        other => other,
    }
}

/// From what was bought to what each party gets; lines of nothing are left out.
fn maths(explained: &Explanation) -> Vec<Vec<String>> {
    let (decision, currency) = (&explained.decision, explained.row.currency);
    let base = &decision.base;
    let row = |what: &str, minor: i64| vec![what.to_owned(), amount(minor, currency)];
    let optional = [
        ("less store credit", base.credit_minor),
        ("less refunds that name lines", base.refunded_by_line_minor),
        ("less refunds in proportion", base.refunded_in_proportion_minor),
    ];
    let mut rows = vec![match base.of {
        BaseKind::Goods => row("lines after discounts, before tax", base.lines_minor),
        BaseKind::Total => row("the order's total", base.before_refunds_minor),
    }];
    rows.extend(optional.iter().filter(|(_, minor)| *minor != 0).map(|(what, minor)| row(what, -minor)));
    let provisional = if base.provisional { " (provisional: a refund's detail is unknown)" } else { "" };
    rows.push(row(&format!("base{provisional}"), base.minor));
    let Some(earned) = &decision.earned else { return rows };
    let event = earned.event.as_deref().and_then(|id| explained.rules.event(id));
    let how = match event.filter(|_| explained.row.kind == OrderKind::Lead) {
        Some(event) => format!(", a lead of the type {}", event.name),
        None => rate_of(&rates(explained)),
    };
    rows.push(row(&format!("commission{how}"), earned.before_cap_minor));
    if earned.capped {
        rows.push(row("at most, by the program's cap", earned.minor));
    }
    for (role, minor) in &earned.shares {
        rows.push(row(&format!("to the {}", role_word(*role)), *minor));
    }
    rows
}

fn rates(explained: &Explanation) -> Vec<Rate> {
    let lines = explained.decision.earned.iter().flat_map(|earned| &earned.lines);
    let mut rates: Vec<Rate> = lines.filter_map(|line| line.rate).collect();
    rates.sort();
    rates.dedup();
    rates
}

fn rate_of(rates: &[Rate]) -> String {
    match rates {
        [] => ", a fixed amount".to_owned(),
        [one] => format!(", {one} % rounded down"),
        _ => ", by line, rounded down".to_owned(),
    }
}

const fn role_word(role: Role) -> &'static str {
    match role {
        Role::Partner => "partner",
        Role::Platform => "platform",
    }
}

fn lines(explained: &Explanation) -> Vec<Vec<String>> {
    let currency = explained.row.currency;
    let earned = explained.decision.earned.as_ref();
    let row = |(at, line): (usize, &LineRow)| {
        let part = earned.and_then(|earned| earned.lines.get(at));
        let commission = part.map_or_else(String::new, |part| {
            let rate = part.rate.map_or_else(String::new, |rate| format!("{rate} % = "));
            let event = part.event.as_deref().and_then(|id| explained.rules.event(id));
            let event = event.map_or_else(String::new, |event| format!(" ({})", event.name));
            format!("commission {rate}{}{event}", amount(part.minor, currency))
        });
        vec![
            format!("{} × {}", line.quantity, line.name),
            amount(line.total_minor, currency),
            format!("base {}", amount(line.base_minor, currency)),
            commission,
        ]
    };
    explained.lines.iter().enumerate().map(row).collect()
}

fn candidates(explained: &Explanation) -> Vec<Vec<String>> {
    let row = |candidate: &Candidate| {
        let touch = &candidate.touch;
        let what = match (&touch.click, &touch.code) {
            (Some(click), Some(code)) => format!("{code} ({click})"),
            (Some(click), None) => click.to_string(),
            (None, code) => code.clone().unwrap_or_default(),
        };
        let outcome = candidate.lost.map_or_else(|| "won".to_owned(), |lost| lost.sentence().to_owned());
        vec![
            explained.name(&touch.partner).to_owned(),
            way(touch.source.via()).to_owned(),
            what,
            moment(touch.at),
            outcome,
        ]
    };
    explained.decision.attribution.candidates.iter().map(row).collect()
}

fn dead_ends(explained: &Explanation) -> Vec<Vec<String>> {
    let ends = explained.decision.attribution.dead_ends.iter();
    ends.map(|end| {
        vec![way(end.source.via()).to_owned(), end.value.clone(), end.reason.sentence().to_owned()]
    })
    .collect()
}

fn refunds(explained: &Explanation) -> Vec<Vec<String>> {
    let currency = explained.row.currency;
    let row = |refund: &RefundStated| {
        vec![
            refund.external_id.clone(),
            amount(refund.amount_minor, currency),
            refunded(refund, currency),
            refund.reason.clone(),
        ]
    };
    explained.decision.order.refunds.iter().map(row).collect()
}

fn refunded(refund: &RefundStated, currency: Currency) -> String {
    match &refund.detail {
        None => "detail not known yet".to_owned(),
        Some(detail) if detail.lines.is_empty() => "an amount, no lines".to_owned(),
        Some(detail) => {
            let of_line =
                |(line, minor): &(String, i64)| format!("line {line}: {}", amount(*minor, currency));
            detail.lines.iter().map(of_line).collect::<Vec<_>>().join(", ")
        }
    }
}

fn postings(explained: &Explanation) -> Vec<Vec<String>> {
    let name = |partner: &PartnerId| explained.name(partner).to_owned();
    let mut rows = Vec::new();
    for transaction in &explained.transactions {
        for posting in &transaction.postings {
            rows.push(vec![
                moment(transaction.booked_at),
                transaction.id.to_string(),
                format!("{} {}", transaction.cause, transaction.cause_id),
                posting.side.clone(),
                account(&posting.account, name),
                amount(posting.amount_minor, posting.currency),
            ]);
        }
    }
    rows
}

fn facts(explained: &Explanation) -> Vec<Vec<String>> {
    let words = |fact: &OrderFact| match fact {
        OrderFact::Stated { order, .. } => format!("the order as it stood: {}", order.status),
        OrderFact::Trashed => "put in the trash".to_owned(),
        OrderFact::Gone => "deleted for good".to_owned(),
        OrderFact::Refunded { refund, .. } => format!("refund {}", refund.external_id),
        OrderFact::RefundDeleted { external_id } => format!("refund {external_id} taken back"),
        OrderFact::Judged { version } => format!("put under rule version {version}"),
        OrderFact::Assigned { by, .. } => format!("decided by {by}"),
        OrderFact::Released { by, .. } => format!("given back to the rules by {by}"),
        OrderFact::RewardAnswered(answer) => format!("what {} answered about the reward", answer.who),
        OrderFact::Noted { by, .. } => format!("a note by {by}"),
        OrderFact::Ruled { declined: Some(reason), by, .. } => format!("declined by {by}: {}", reason.code()),
        OrderFact::Ruled { declined: None, by, .. } => format!("upheld by {by}"),
    };
    let facts = explained.facts.iter();
    facts
        .map(|(fact, source)| {
            vec![moment(fact.received_at), fact.id.to_string(), words(&fact.fact), source.clone()]
        })
        .collect()
}
