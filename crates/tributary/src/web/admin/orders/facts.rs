//! The side of the Why page: what is known of the order, its customer and the rules that judged it.

use super::nodes::source_words;
use crate::web::admin::filter::words;
use crate::web::admin::moment::Moments;
use crate::web::admin::programs::words::{counts_words, priority_words, touch_words};
use crate::{n, t};
use tributary_core::fact::OrderStated;
use tributary_engine::order::Explanation;

type Pairs = Vec<(String, String)>;

/// The order itself.
pub(super) fn facts(told: &Explanation, clock: &Moments) -> Pairs {
    let (row, order) = (&told.row, &told.decision.order);
    let stated: &OrderStated = &order.stated;
    let told_last = told.facts.iter().find(|(entry, _)| entry.id == order.state_fact);
    let moment = |at: Option<tributary_core::Timestamp>| at.map(|at| clock.exact(at).text);
    let rounded = stated.rounded.iter().map(|(field, text)| format!("{field} {text}"));
    present(vec![
        (t!("In the store"), Some(words::status(order.status.as_str()))),
        (t!("Paid"), moment(stated.paid_at)),
        (t!("Changed"), moment(stated.modified_at)),
        (t!("Coupons"), some(row.coupons.join(", "))),
        (t!("Billed to"), some(place(told))),
        (t!("Source"), told_last.map(|(_, source)| source_words(source))),
        (t!("Rounded"), some(rounded.collect::<Vec<_>>().join(", "))),
        (t!("Id in the store"), Some(row.external_id.clone())),
        (t!("Id here"), Some(row.id.to_string())),
    ])
}

fn place(told: &Explanation) -> String {
    let parts = [&told.row.city, &told.row.state, &told.row.country];
    let parts: Vec<&str> = parts.into_iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    parts.join(", ")
}

/// The customer, masked.
pub(super) fn customer(told: &Explanation) -> Pairs {
    let customer = &told.decision.order.stated.customer;
    present(vec![
        (t!("E-mail"), Some(told.row.customer_hint.clone().unwrap_or_else(|| t!("not told").to_owned()))),
        (
            t!("Account"),
            Some(match &customer.external_id {
                Some(id) => t!("number {id} in the store", id = id),
                None => t!("none, a guest").to_owned(),
            }),
        ),
        (
            t!("Known before"),
            Some(if told.row.returning { t!("yes, returning") } else { t!("no, new") }.to_owned()),
        ),
    ])
}

/// The rules that judged it.
pub(super) fn rule(told: &Explanation, clock: &Moments) -> Pairs {
    let rules = &told.rules;
    let version = told.versions.iter().find(|version| version.number == told.decision.rule_version);
    present(vec![
        (t!("Version"), Some(told.decision.rule_version.to_string())),
        (t!("In force since"), version.map(|version| clock.exact(version.since).text)),
        (t!("Priority"), Some(priority_words(&rules.priority))),
        (t!("A click counts"), Some(n!("{n} day", "{n} days", i64::from(rules.window_days)))),
        (t!("Among clicks"), Some(touch_words(rules.touch).to_owned())),
        (t!("Earns when"), Some(counts_words(&rules.counts_when))),
        (t!("Hold"), Some(n!("{n} day", "{n} days", i64::from(rules.hold_days)))),
    ])
}

fn some(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}

fn present(pairs: Vec<(&str, Option<String>)>) -> Pairs {
    pairs.into_iter().filter_map(|(name, text)| Some((name.to_owned(), text?))).collect()
}
