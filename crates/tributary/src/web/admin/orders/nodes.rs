//! The Why timeline: evidence, the order's facts, the rules' choice, money, and what is still to come.

use super::tables::{cause_words, moved_for_partner};
use super::words::{declined, sentence};
use crate::web::admin::desk::amount;
use crate::web::admin::filter::words::status;
use crate::web::admin::moment::Moments;
use crate::web::admin::programs::words::priority_words;
use crate::web::kit::timeline::{Node, Weight};
use crate::web::kit::{Icon, chip};
use crate::{n, t};
use tributary_core::Timestamp;
use tributary_core::attribution::Candidate;
use tributary_core::due::Standing;
use tributary_core::fact::{OrderFact, OrderStated, Recorded, RewardAnswer};
use tributary_core::ledger::Account;
use tributary_core::touch::{DeadEnd, Source};
use tributary_engine::click::Click;
use tributary_engine::ledger::Transaction;
use tributary_engine::order::{Explanation, trial};

/// What of one moment comes first: evidence, then the order, the choice, the money, the future.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Click,
    Evidence,
    Fact,
    Choice,
    Money,
    Future,
}

type Placed = ((Timestamp, Step), Node);

/// Everything that happened, oldest first.
pub(super) fn timeline(told: &Explanation, clock: &Moments) -> Vec<Node> {
    let attribution = &told.decision.attribution;
    let mut placed: Vec<Placed> = Vec::new();
    placed.extend(attribution.candidates.iter().map(|one| touch(told, one, clock)));
    placed.extend(attribution.dead_ends.iter().map(|end| dead_end(told, end, clock)));
    placed.extend(facts(told, clock));
    placed.push(choice(told, clock));
    for transaction in &told.transactions {
        placed.extend(posts(transaction, is_commission).then(|| money(told, transaction, clock)));
        placed.extend(posts(transaction, is_reward).then(|| reward(told, transaction, clock)));
    }
    placed.extend(hold(told, clock));
    placed.extend(reward_hold(told, clock));
    placed.sort_by_key(|(key, _)| *key);
    placed.into_iter().map(|(_, node)| node).collect()
}

fn node(clock: &Moments, (at, step): (Timestamp, Step), (icon, title): (Icon, String)) -> Placed {
    let node = Node {
        time: Some(clock.stamp(at)),
        icon,
        title,
        detail: None,
        chips: Vec::new(),
        weight: Weight::Plain,
        raw: None,
    };
    ((at, step), node)
}

fn touch(told: &Explanation, one: &Candidate, clock: &Moments) -> Placed {
    let name = told.name(&one.touch.partner);
    let click = one.touch.click.as_ref().and_then(|id| told.clicks.get(id.as_str()));
    let code = one.touch.code.as_deref().unwrap_or(t!("a code"));
    let (icon, title) = match (one.touch.source, click) {
        (Source::Coupon, _) => {
            (Icon::Code, t!("Coupon {code} of {name} used at checkout", code = code, name = name))
        }
        (Source::Cookie, _) => {
            (Icon::Cookie, t!("{name}'s link clicked, kept in the store's cookie", name = name))
        }
        (_, Some(_)) => (Icon::Click, t!("{name}'s link clicked", name = name)),
        (_, None) => (Icon::Receipt, t!("The order itself names {code} of {name}", code = code, name = name)),
    };
    let step = if click.is_some() { Step::Click } else { Step::Evidence };
    let (key, bare) = node(clock, (one.touch.at, step), (icon, title));
    let seen = click.map(click_words);
    let lost = one.lost.map(|reason| t!("Not used: {why}", why = sentence(reason)));
    let detail: Vec<String> = [seen, lost].into_iter().flatten().collect();
    let chips = one.touch.click.iter().map(|id| chip::id(id.as_str())).collect();
    let weight = if one.lost.is_none() { Weight::Won } else { Weight::Lost };
    (key, Node { detail: Some(detail.join(" · ")).filter(|text| !text.is_empty()), chips, weight, ..bare })
}

/// `From instagram.com · mobile · /r/sara`.
fn click_words(click: &Click) -> String {
    let landing = click.landing.split(['?', '#']).next().unwrap_or_default();
    let device = match click.device.as_str() {
        "mobile" => t!("on a phone"),
        "tablet" => t!("on a tablet"),
        _ => t!("on a computer"),
    };
    match click.referrer.as_deref().and_then(host) {
        Some(host) => t!("From {host} to {page}, {device}", host = host, page = landing, device = device),
        None => t!("Directly to {page}, {device}", page = landing, device = device),
    }
}

fn host(url: &str) -> Option<String> {
    url::Url::parse(url).ok()?.host_str().map(str::to_owned)
}

fn dead_end(told: &Explanation, end: &DeadEnd, clock: &Moments) -> Placed {
    let title = match end.source {
        Source::Coupon => t!("Coupon {code} leads to no partner", code = end.value),
        Source::Cookie => t!("Cookie value {code} leads to no partner", code = end.value),
        _ => t!("Reference {code} leads to no partner", code = end.value),
    };
    let (key, bare) = node(clock, (told.row.placed_at, Step::Evidence), (Icon::Help, title));
    (key, Node { detail: Some(sentence(end.reason).to_owned()), weight: Weight::Lost, ..bare })
}

/// The facts in the order of arrival; a state says what it changed.
fn facts(told: &Explanation, clock: &Moments) -> Vec<Placed> {
    let mut before: Option<&OrderStated> = None;
    let mut placed = Vec::new();
    for (entry, source) in &told.facts {
        let (icon, title, weight) = told_by(told, entry, before);
        if let OrderFact::Stated { order, .. } = &entry.fact {
            before = Some(order);
        }
        let (key, bare) = node(clock, (entry.received_at, Step::Fact), (icon, title));
        let raw = serde_json::to_string_pretty(&entry.fact).ok();
        placed.push((key, Node { detail: Some(source_words(source)), weight, raw, ..bare }));
    }
    placed
}

fn told_by(
    told: &Explanation,
    entry: &Recorded<OrderFact>,
    before: Option<&OrderStated>,
) -> (Icon, String, Weight) {
    let money = |minor: i64| amount(minor, told.row.currency).text;
    match &entry.fact {
        OrderFact::Stated { order, restored: true, .. } => (
            Icon::Undo,
            t!("Order restored: {status}", status = status(order.status.as_str())),
            Weight::Plain,
        ),
        OrderFact::Stated { order, .. } => (Icon::Orders, stated(order, before), Weight::Plain),
        OrderFact::Trashed => (Icon::Ban, t!("Order put in the trash").to_owned(), Weight::Bad),
        OrderFact::Gone => (Icon::Ban, gone(told), Weight::Bad),
        OrderFact::Refunded { refund, .. } => {
            let back = money(refund.amount_minor);
            let title = if refund.reason.is_empty() {
                t!("Refunded {amount}", amount = back)
            } else {
                t!("Refunded {amount}: {reason}", amount = back, reason = refund.reason)
            };
            (Icon::Undo, title, Weight::Bad)
        }
        OrderFact::RefundDeleted { external_id } => {
            (Icon::Undo, t!("Refund {number} taken back", number = external_id), Weight::Plain)
        }
        OrderFact::Judged { version } => {
            (Icon::Rule, t!("Put under version {n} of the rules by a replay", n = version), Weight::Plain)
        }
        OrderFact::Assigned { partner, by, note } => {
            let title = match partner {
                Some(partner) => {
                    t!("{who} credited {name}: {note}", who = by, name = told.name(partner), note = note)
                }
                None => t!("{who} credited nobody: {note}", who = by, note = note),
            };
            (Icon::Hand, title, Weight::Warn)
        }
        OrderFact::Released { by, .. } => {
            (Icon::Undo, t!("{who} let the rules decide again", who = by), Weight::Plain)
        }
        OrderFact::RewardAnswered(answer) => (Icon::Gift, answered(answer, &money), Weight::Plain),
        OrderFact::Noted { by, note } => {
            (Icon::Message, t!("{who} noted: {note}", who = by, note = note), Weight::Plain)
        }
        OrderFact::Ruled { declined: Some(reason), by, .. } => {
            let reason = declined(*reason);
            (Icon::Ban, t!("{who} declined the commission: {reason}", who = by, reason = reason), Weight::Bad)
        }
        OrderFact::Ruled { declined: None, by, .. } => {
            (Icon::Hand, t!("{who} looked at it and let it stand", who = by), Weight::Plain)
        }
    }
}

/// What somebody outside said of a reward.
fn answered(answer: &RewardAnswer, money: &impl Fn(i64) -> String) -> String {
    match answer.said_minor {
        Some(minor) => t!("{who} answered: the reward is {amount}", who = answer.who, amount = money(minor)),
        None => t!("{who} gave no other amount: the reward stands as it is", who = answer.who),
    }
}

/// A test is removed by us, all else by the store.
fn gone(told: &Explanation) -> String {
    let is_test = trial::is_trial(&told.row.external_id);
    if is_test { t!("Test order removed") } else { t!("Order deleted from the store") }.to_owned()
}

/// What a state says that the one before did not.
fn stated(order: &OrderStated, before: Option<&OrderStated>) -> String {
    let now = status(order.status.as_str());
    let Some(before) = before else { return t!("Order received: {status}", status = now) };
    if before.status != order.status {
        return t!(
            "Status changed from {before} to {now}",
            before = status(before.status.as_str()),
            now = now
        );
    }
    let refunds = |order: &OrderStated| order.refunds.as_ref().map_or(0, Vec::len);
    if refunds(order) > refunds(before) {
        t!("Order sent again, with a refund").to_owned()
    } else if before.total_minor != order.total_minor || before.lines != order.lines {
        t!("Order edited in the store").to_owned()
    } else if before.coupons != order.coupons {
        t!("Coupons changed in the store").to_owned()
    } else {
        t!("Order sent again").to_owned()
    }
}

/// Where a fact came from, for people.
pub(super) fn source_words(source: &str) -> String {
    match source.split_once(' ') {
        Some(("signed", id)) => t!("Signed and sent by the store ({id})", id = id),
        Some(("webhook", id)) => t!("Told by the store's webhook ({id})", id = id),
        Some(("api", id)) => t!("Sent to the API with {key}", key = id.trim_start_matches("key ")),
        Some(("admin", who)) => t!("Decided here by {who}", who = who),
        Some(("test", who)) => t!("A test by {who}", who = who),
        Some(("script", _)) => t!("Reported by the buyer's browser").to_owned(),
        _ if source == "script" => t!("Reported by the buyer's browser").to_owned(),
        _ if source == "read" => t!("Read from the store").to_owned(),
        _ => t!("From {source}", source = source),
    }
}

fn choice(told: &Explanation, clock: &Moments) -> Placed {
    let decision = &told.decision;
    let title = match &told.rules_chose {
        Some(partner) => t!("The rules chose {name}", name = told.name(partner)),
        None => t!("The rules chose nobody").to_owned(),
    };
    let judged = told.facts.iter().map(|(entry, _)| entry.received_at).min().unwrap_or(told.row.placed_at);
    let (key, bare) = node(clock, (judged, Step::Choice), (Icon::Rule, title));
    let detail = n!(
        "Version {version}: {priority} decides; a click counts for {n} day",
        "Version {version}: {priority} decides; a click counts for {n} days",
        i64::from(told.rules.window_days),
        version = decision.rule_version,
        priority = priority_words(&told.rules.priority)
    );
    (key, Node { detail: Some(detail), ..bare })
}

const fn is_commission(account: &Account) -> bool {
    matches!(account, Account::Partner(..) | Account::Platform(..))
}

const fn is_reward(account: &Account) -> bool {
    matches!(account, Account::Wallet(..))
}

/// Whether a transaction moves anything on such an account.
fn posts(transaction: &Transaction, such: fn(&Account) -> bool) -> bool {
    transaction.postings.iter().any(|posting| Account::parse(&posting.account).is_ok_and(|one| such(&one)))
}

/// What customers who sent the buyer get, or give back.
fn reward(told: &Explanation, transaction: &Transaction, clock: &Moments) -> Placed {
    let postings = transaction.postings.iter();
    let of_customers = postings.filter(|posting| posting.account.starts_with("wallet:"));
    let minor: i64 = of_customers.map(tributary_engine::ledger::Posting::signed_minor).sum();
    let text = amount(minor.saturating_abs(), told.row.currency).text;
    let (icon, title, weight) = match minor {
        1.. => (Icon::Coins, t!("{amount} reward added", amount = text), Weight::Good),
        0 => (Icon::Wallet, t!("Reward ready to be spent").to_owned(), Weight::Good),
        _ => (Icon::Reversed, t!("{amount} reward taken back", amount = text), Weight::Bad),
    };
    let (key, bare) = node(clock, (transaction.booked_at, Step::Money), (icon, title));
    (key, Node { detail: Some(cause_words(told, transaction)), weight, ..bare })
}

fn reward_hold(told: &Explanation, clock: &Moments) -> Option<Placed> {
    let rewards = told.decision.rewards.as_ref().filter(|_| told.decision.owes_reward())?;
    let ahead = rewards.waits && rewards.available_at > clock.now();
    let title = t!("Reward ready to be spent").to_owned();
    let (key, bare) = node(clock, (rewards.available_at, Step::Future), (Icon::Hold, title));
    let time = Some(clock.exact(rewards.available_at));
    ahead.then_some((key, Node { time, weight: Weight::Future, ..bare }))
}

fn money(told: &Explanation, transaction: &Transaction, clock: &Moments) -> Placed {
    let minor = moved_for_partner(transaction);
    let text = amount(minor.saturating_abs(), told.row.currency).text;
    let (icon, title, weight) = match minor {
        1.. => (Icon::Coins, t!("{amount} commission added", amount = text), Weight::Good),
        0 => (Icon::Wallet, moved(told, transaction), Weight::Good),
        _ => (Icon::Reversed, t!("{amount} commission taken back", amount = text), Weight::Bad),
    };
    let (key, bare) = node(clock, (transaction.booked_at, Step::Money), (icon, title));
    (key, Node { detail: Some(cause_words(told, transaction)), weight, ..bare })
}

/// Whom or where a commission went that stayed as large as it was.
fn moved(told: &Explanation, transaction: &Transaction) -> String {
    let partners = |sign: i64| {
        let postings = transaction.postings.iter().filter(move |posting| posting.signed_minor() * sign > 0);
        postings.filter_map(|posting| match Account::parse(&posting.account) {
            Ok(Account::Partner(partner, _)) => Some(partner),
            _ => None,
        })
    };
    match partners(1).find(|to| partners(-1).all(|from| from != *to)) {
        Some(to) => t!("Commission moved to {name}", name = told.name(&to)),
        None => t!("Commission moved to ready to pay").to_owned(),
    }
}

fn hold(told: &Explanation, clock: &Moments) -> Option<Placed> {
    let decision = &told.decision;
    let ahead = decision.standing == Some(Standing::Pending)
        && decision.owes_commission()
        && !decision.order.unverified
        && decision.payable_at > clock.now();
    let title = n!(
        "Ready to pay after the hold of {n} day",
        "Ready to pay after the hold of {n} days",
        i64::from(told.rules.hold_days)
    );
    let (key, bare) = node(clock, (decision.payable_at, Step::Future), (Icon::Hold, title));
    let time = Some(clock.exact(decision.payable_at));
    ahead.then_some((key, Node { time, weight: Weight::Future, ..bare }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_told_in_words() {
        assert_eq!(source_words("webhook dlv_1"), "Told by the store's webhook (dlv_1)");
        assert_eq!(source_words("signed msg_1"), "Signed and sent by the store (msg_1)");
        assert_eq!(source_words("api key_1"), "Sent to the API with key_1");
        assert_eq!(source_words("read"), "Read from the store");
        assert_eq!(source_words("admin ada@example.com"), "Decided here by ada@example.com");
        assert_eq!(source_words("import"), "From import");
    }

    #[test]
    fn the_steps_of_one_moment_keep_their_order() {
        assert!(Step::Click < Step::Evidence && Step::Fact < Step::Choice && Step::Choice < Step::Money);
    }
}
