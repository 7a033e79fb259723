//! A statement as a PDF file, in the reader's language, for owners and partners alike. Its days have their years, so that the same
//! statement is the same file whenever somebody takes it.

use super::statement::{Found, LINES_MAX, what};
use super::words;
use crate::lang::{self, date};
use crate::paper::{Paper, Words};
use crate::payouts::letters::day;
use crate::web::admin::desk::amount;
use crate::web::admin::moment::Moments;
use crate::{call, t};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use tributary_core::Timestamp;
use tributary_engine::Result;
use tributary_engine::payout::{Covered, Part};

/// How an address ends that has the file.
pub(in crate::web) const NAME: &str = "statement.pdf";

/// The file.
///
/// # Errors
/// What drawing says.
pub(in crate::web) async fn answer(found: &Found, (store, clock): (&str, &Moments)) -> Result<Response> {
    let (paper, number) = (paper(found, (store, clock)), found.number());
    let file = call::slowly(move || paper.pdf()).await?;
    let headers = [
        (header::CONTENT_TYPE, "application/pdf".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"statement-{number}.pdf\"")),
    ];
    Ok((headers, file).into_response())
}

fn paper(found: &Found, (store, clock): (&str, &Moments)) -> Paper {
    let payout = &found.payout;
    let money = |minor| amount(minor, payout.currency).text;
    let on = |at: Timestamp| date::day_of_year(clock.local(at).date());
    let row = |one: &Covered| {
        let (words, at) = match &one.part {
            Part::Order { placed_at, .. } => (Words::named(named(found, &one.part)), *placed_at),
            Part::Voided { .. } => (Words::said(what(&one.part)), one.booked_at),
        };
        [words, Words::said(on(at)), Words::ltr(money(one.minor))]
    };
    Paper {
        lang: lang::current(),
        title: t!("Statement {number}", number = found.number()),
        under: vec![Words::named(store), Words::said(words::state_word(payout.state))],
        facts: facts(found, on(payout.created_at)),
        headings: [t!("Order"), t!("Date"), t!("Amount")].map(str::to_owned),
        rows: found.parts.iter().take(LINES_MAX).map(row).collect(),
        more: found.more(),
        total: (t!("Total").to_owned(), money(payout.amount_minor)),
    }
}

/// What a part is for, with its store where not all are of the same.
fn named(found: &Found, part: &Part) -> String {
    found.store(part).map_or_else(|| what(part), |store| format!("{} · {store}", what(part)))
}

fn facts(found: &Found, made: String) -> Vec<(String, Words)> {
    let payout = &found.payout;
    let method = words::method(payout.method);
    let mut facts = vec![
        (t!("To"), Words::named(&payout.payee_name)),
        // What is between the marks runs from left to right, whoever reads.
        (t!("Method"), Words::said(format!("{method} \u{2066}{}\u{2069}", payout.hint))),
        (t!("Made"), Words::said(made)),
    ];
    if let Some(on) = &payout.paid_on {
        facts.push((t!("The money left on"), Words::said(day(on))));
    }
    if let Some(reference) = &payout.reference {
        facts.push((t!("Reference"), Words::ltr(reference)));
    }
    if let Some(reason) = &payout.reason {
        facts.push((t!("Why it was voided"), Words::named(lang::known(reason))));
    }
    facts.into_iter().map(|(name, words)| (name.to_owned(), words)).collect()
}
