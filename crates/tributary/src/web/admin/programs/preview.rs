//! What a draft would have done to the orders of the last 30 days; a reader's transaction, so nothing is posted.

use super::Found;
use super::changes;
use super::edit::Typed;
use crate::lang::number;
use crate::web::admin::desk::{Desk, amount};
use crate::web::view::programs::preview::{MovedRow, PreviewView, SaveForm};
use crate::{n, t};
use std::collections::BTreeMap;
use tributary_core::Currency;
use tributary_core::program::Rules;
use tributary_core::time::DAY_MS;
use tributary_engine::db::Tx;
use tributary_engine::replay::{self, Moved, Outcome, Preview, Trial};
use tributary_engine::{Error, partner};

const DAYS: i64 = 30;
const ROWS_MAX: usize = 25; // what somebody reads before saving

/// A draft that was tried.
#[derive(Debug)]
pub(super) struct Tried {
    rules: Rules,
    names: changes::Names,
    preview: Preview,
}

/// What the form sent.
#[derive(Debug, Clone)]
pub(super) struct Sent<'a> {
    /// Everything typed.
    pub(super) typed: &'a Typed,
    /// The draft it makes, as a form sends it.
    pub(super) pairs: Vec<(&'static str, String)>,
    /// Where the form goes that saves it.
    pub(super) action: String,
}

/// Tries rules on the orders of the last 30 days.
pub(super) fn tried(tx: &mut Tx<'_>, desk: &Desk, (found, rules): (&Found, &Rules)) -> Result<Tried, Error> {
    let mut names = found.names.clone();
    for id in rules.exceptions.iter().filter_map(|one| one.partner.as_ref()) {
        if !names.contains_key(id) {
            names.insert(id.clone(), partner::load(tx, desk.tenant(), id)?.name);
        }
    }
    let since = desk.clock.now().plus_ms(-DAYS * DAY_MS);
    let trial = Trial { program: &found.program.id, rules, since };
    let preview = match *rules == found.program.current.rules {
        true => Preview::default(),
        false => replay::preview(tx, desk.tenant(), trial)?,
    };
    Ok(Tried { rules: rules.clone(), names, preview })
}

/// What the page shows of it.
pub(super) fn shaped(desk: &Desk, found: &Found, tried: &Tried, sent: &Sent<'_>) -> PreviewView {
    let Preview { orders, cut, moved, redated, change, reward_change: rewards } = &tried.preview;
    let count = |many: usize| i64::try_from(many).unwrap_or(i64::MAX);
    let mut notes = Vec::new();
    if !rewards.is_empty() {
        let all = amounts(rewards, desk.store.currency);
        notes.push(t!("Rewards for customers who sent friends: {change}.", change = all));
    }
    if *redated > 0 {
        notes.push(n!(
            "{n} order would only become payable at another time.",
            "{n} orders would only become payable at another time.",
            count(*redated)
        ));
    }
    if *cut {
        notes.push(n!(
            "Only the latest {n} order was looked at.",
            "Only the latest {n} orders were looked at.",
            count(*orders)
        ));
    }
    PreviewView {
        changes: changes::between(&found.program.current.rules, &tried.rules, &tried.names),
        summary: summary(count(moved.len()), change, desk.store.currency),
        notes,
        moved: moved.iter().take(ROWS_MAX).map(|one| row(desk, one)).collect(),
        more: count(moved.len().saturating_sub(ROWS_MAX)),
        save: save(desk, found, sent),
    }
}

fn summary(moved: i64, change: &BTreeMap<Currency, i64>, own: Currency) -> String {
    if moved == 0 {
        return t!("On the last 30 days: no order would stand otherwise.").to_owned();
    }
    let all = amounts(change, own);
    n!(
        "On the last 30 days: {n} order would move, commissions {change}.",
        "On the last 30 days: {n} orders would move, commissions {change}.",
        moved,
        change = all
    )
}

/// `+312.00 USD and -5.00 EUR`, the store's own currency first.
fn amounts(change: &BTreeMap<Currency, i64>, own: Currency) -> String {
    let (first, rest): (Vec<_>, Vec<_>) = change.iter().partition(|(currency, _)| **currency == own);
    let mut amounts = first.into_iter().chain(rest).map(|(currency, minor)| signed(*minor, *currency));
    let first = amounts.next().unwrap_or_default();
    amounts.fold(first, |all, next| t!("{all} and {next}", all = all, next = next))
}

/// `+312.00 USD`.
fn signed(minor: i64, currency: Currency) -> String {
    let text = number::decimal(minor, u32::from(currency.exponent()));
    let plus = if minor > 0 { "+" } else { "" };
    format!("{plus}{text} {}", currency.code())
}

fn row(desk: &Desk, one: &Moved) -> MovedRow {
    let party = |outcome: &Outcome| {
        let who = outcome.partner.as_ref().map(|(_, name)| name.clone());
        (who, amount(outcome.commission_minor, one.currency))
    };
    let change = signed(one.after.commission_minor.saturating_sub(one.before.commission_minor), one.currency);
    let reward = one.after.reward_minor.saturating_sub(one.before.reward_minor);
    let change = match reward {
        0 => change,
        _ => t!("{change}, reward {reward}", change = change, reward = signed(reward, one.currency)),
    };
    MovedRow {
        href: format!("/admin/orders/{}", one.order),
        number: one.number.clone(),
        placed: desk.clock.stamp(one.placed_at),
        before: party(&one.before),
        after: party(&one.after),
        change,
    }
}

fn save(desk: &Desk, found: &Found, sent: &Sent<'_>) -> SaveForm {
    let mut draft = url::form_urlencoded::Serializer::new(String::new());
    if let Some(from) = sent.typed.from() {
        draft.append_pair("from", &from.to_string());
    }
    draft.extend_pairs(&sent.pairs);
    SaveForm {
        action: sent.action.clone(),
        csrf: desk.csrf(),
        draft: draft.finish(),
        version: found.program.current.number,
        note: sent.typed.note.clone(),
        errors: sent.typed.errors.clone(),
    }
}
