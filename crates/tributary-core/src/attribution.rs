//! Decides which touch gets the credit for an order, and says of every other why not.
//!
//! Start at [`attribute`]. A touch is first judged alone (person, partner, time), then clicks
//! contest the visitor like holders of one cookie, then the priority list ranks what is left.

use crate::fact::OrderStated;
use crate::id::PartnerId;
use crate::order::Assignment;
use crate::program::{Rules, SelfPurchase, SeveralCoupons, Signal, TouchPolicy, WindowKind};
use crate::reason::Reason;
use crate::time::{DAY_MS, Timestamp};
use crate::touch::{DeadEnd, Source, Touch};

/// How far a shop's clock may run behind ours: a click the order itself names was there before it.
pub const CLOCK_SKEW_MAX_MS: i64 = 5 * 60 * 1000;

/// Everything attribution looks at.
#[derive(Debug, Clone)]
pub struct Question<'a> {
    /// The order as it is believed to be.
    pub order: &'a OrderStated,
    /// The touches found for it.
    pub touches: &'a [Touch],
    /// Evidence that leads nowhere.
    pub dead_ends: &'a [DeadEnd],
    /// When earlier orders of the same visitor were placed.
    pub earlier_orders: &'a [Timestamp],
    /// A person's decision, if there is one.
    pub assignment: Option<&'a Assignment>,
    /// The rules in force.
    pub rules: &'a Rules,
}

/// A touch and what became of it; `lost: None` is the winner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The evidence.
    pub touch: Touch,
    /// Why it did not win.
    pub lost: Option<Reason>,
}

/// The winner of an attribution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credit {
    /// Who gets the credit.
    pub partner: PartnerId,
    /// `coupon`, `cookie`, `click`, `order_evidence` or `manual`.
    pub via: &'static str,
}

/// The outcome: a credit or a reason for nobody, and all candidates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribution {
    /// Who gets the credit.
    pub credit: Option<Credit>,
    /// Why nobody does; `None` when somebody does.
    pub nobody: Option<Reason>,
    /// Every touch, in the order of time, each with its outcome.
    pub candidates: Vec<Candidate>,
    /// Evidence that led nowhere.
    pub dead_ends: Vec<DeadEnd>,
}

/// Judges all touches of an order under a program's rules.
#[must_use]
pub fn attribute(question: &Question<'_>) -> Attribution {
    let mut candidates: Vec<Candidate> = question
        .touches
        .iter()
        .map(|touch| Candidate { touch: touch.clone(), lost: judge_alone(question, touch) })
        .collect();
    candidates.sort_by(|a, b| key(&a.touch).cmp(&key(&b.touch)));
    set_aside_reported(&mut candidates);
    let best = contest(&mut candidates, question).or_else(|| {
        take_up_reported(&mut candidates);
        contest(&mut candidates, question)
    });
    decide_by_hand(candidates, best, question)
}

fn contest(candidates: &mut [Candidate], question: &Question<'_>) -> Option<usize> {
    for rank in 0..question.rules.priority.len() {
        contest_visitor(candidates, rank, question);
    }
    contest_coupons(candidates, question.rules.several_coupons);
    rank_signals(candidates, question.rules)
}

/// Anybody can send what a browser reports. So it takes part in no contest, whatever its kind and its
/// time, until all that the store itself says has led nowhere: no forged click beats a stated one.
fn set_aside_reported(candidates: &mut [Candidate]) {
    for candidate in candidates.iter_mut().filter(|c| c.touch.reported && c.lost.is_none()) {
        candidate.lost = Some(Reason::ReportedByBrowser);
    }
}

fn take_up_reported(candidates: &mut [Candidate]) {
    for candidate in candidates.iter_mut().filter(|c| c.lost == Some(Reason::ReportedByBrowser)) {
        candidate.lost = None;
    }
}

/// A total order of touches that does not depend on how they were found.
fn key(touch: &Touch) -> (Timestamp, Source, Option<&str>, &str, Option<&str>) {
    let click = touch.click.as_ref().map(crate::ClickId::as_str);
    (touch.at, touch.source, click, touch.partner.as_str(), touch.code.as_deref())
}

fn judge_alone(question: &Question<'_>, touch: &Touch) -> Option<Reason> {
    let rules = question.rules;
    let clicked = touch.click.is_some();
    if touch.referrer {
        Some(Reason::ReferrerOnly)
    } else if rank(touch, rules).is_none() {
        Some(Reason::SignalNotUsed)
    } else if touch.own_purchase && rules.self_purchase == SelfPurchase::Reject {
        Some(Reason::SelfPurchase)
    } else if touch.paused {
        Some(Reason::PartnerPaused)
    } else if !touch.by_person {
        Some(Reason::NotAPerson)
    } else if clicked && came_after(question.order, touch) {
        Some(Reason::ClickAfterOrder)
    } else if clicked && is_cleared(question, touch) {
        Some(Reason::ClearedByOrder)
    } else {
        None
    }
}

/// Its place in the priority list. A shop's cookie names the last click of a browser, and where the first one counts that is one of
/// several: so there all clicks of the browser stand where the better of the two stands, or the last would win as the cookie.
fn rank(touch: &Touch, rules: &Rules) -> Option<usize> {
    let own = touch.source.rank(&rules.priority)?;
    let place = |signal| rules.priority.iter().position(|listed| *listed == signal);
    let clicks = [place(Signal::Cookie), place(Signal::LastClick)];
    let together = rules.touch == TouchPolicy::First && touch.click.is_some() && clicks.contains(&Some(own));
    if together { clicks.into_iter().flatten().min() } else { Some(own) }
}

/// Whether the click came after the order. A shop's stamp is only as exact as its step; and a click
/// that the order names cannot be younger than the order, so there only gross differences count.
fn came_after(order: &OrderStated, touch: &Touch) -> bool {
    let named = touch.source != Source::Visitor;
    let slack = if named { CLOCK_SKEW_MAX_MS } else { order.placed_step_ms.max(1) };
    touch.at >= order.placed_at.plus_ms(slack)
}

/// Whether an earlier order used the click up: it was before that order, by the step of the shop's
/// stamps, just as [`came_after`] judged it then. So no click counts for two orders.
fn is_cleared(question: &Question<'_>, touch: &Touch) -> bool {
    let step_ms = question.order.placed_step_ms.max(1);
    let used_up = |placed: &Timestamp| touch.at < placed.plus_ms(step_ms);
    question.rules.cleared_by_order && question.earlier_orders.iter().any(used_up)
}

/// Lets the clicks of one rank contest the visitor as cookies would: each click in turn takes, keeps
/// or renews the hold, and whoever holds when the order is placed has won the contest.
fn contest_visitor(candidates: &mut [Candidate], rank: usize, question: &Question<'_>) {
    let window_ms = i64::from(question.rules.window_days).saturating_mul(DAY_MS);
    let placed_at = question.order.placed_at;
    let contests = |c: &Candidate| {
        c.lost.is_none() && c.touch.click.is_some() && self::rank(&c.touch, question.rules) == Some(rank)
    };
    let first = question.rules.touch == TouchPolicy::First;
    let mut hold: Option<Hold> = None;
    let mut kept_out: Vec<usize> = Vec::new();
    for (index, candidate) in candidates.iter().enumerate().filter(|(_, c)| contests(c)) {
        let at = candidate.touch.at;
        let live = hold.take().filter(|hold| at < hold.ends);
        if first && live.as_ref().is_some_and(|hold| hold.partner != candidate.touch.partner) {
            kept_out.push(index);
        }
        hold = Some(next_hold(live, index, candidate, at.plus_ms(window_ms), question.rules));
    }
    let holder = hold.filter(|hold| placed_at < hold.ends);
    let beaten = if first { Reason::EarlierTouch } else { Reason::LaterTouch };
    for (index, candidate) in candidates.iter_mut().enumerate().filter(|(_, c)| contests(c)) {
        let expired = placed_at >= candidate.touch.at.plus_ms(window_ms);
        let contested = holder.is_some() || kept_out.contains(&index);
        if holder.as_ref().is_none_or(|hold| hold.index != index) {
            candidate.lost = Some(if expired || !contested { Reason::OutsideWindow } else { beaten });
        }
    }
}

struct Hold {
    index: usize,
    partner: PartnerId,
    ends: Timestamp,
}

fn next_hold(
    live: Option<Hold>,
    index: usize,
    candidate: &Candidate,
    ends: Timestamp,
    rules: &Rules,
) -> Hold {
    let partner = candidate.touch.partner.clone();
    match live {
        Some(hold) if hold.partner == partner && rules.window == WindowKind::Fixed => {
            let index = if rules.touch == TouchPolicy::Last { index } else { hold.index };
            Hold { index, ..hold }
        }
        Some(hold) if hold.partner == partner && rules.touch == TouchPolicy::First => Hold { ends, ..hold },
        Some(hold) if hold.partner != partner && rules.touch == TouchPolicy::First => hold,
        _ => Hold { index, partner, ends },
    }
}

/// Among coupons of several partners the program says which counts; those of one partner agree.
fn contest_coupons(candidates: &mut [Candidate], policy: SeveralCoupons) {
    let eligible = |c: &Candidate| c.lost.is_none() && c.touch.source == Source::Coupon;
    let mut partners: Vec<&PartnerId> =
        candidates.iter().filter(|c| eligible(c)).map(|c| &c.touch.partner).collect();
    partners.sort();
    partners.dedup();
    let several = partners.len() > 1;
    let chosen = match policy {
        SeveralCoupons::Skip if several => None,
        SeveralCoupons::Last => candidates.iter().filter(|c| eligible(c)).max_by_key(|c| c.touch.position),
        _ => candidates.iter().filter(|c| eligible(c)).min_by_key(|c| c.touch.position),
    }
    .map(|chosen| chosen.touch.clone());
    for candidate in candidates.iter_mut().filter(|c| eligible(c)) {
        if chosen.as_ref() != Some(&candidate.touch) {
            let none = chosen.is_none();
            candidate.lost = Some(if none { Reason::SeveralCoupons } else { Reason::OtherCoupon });
        }
    }
}

/// The strongest signal left wins; between equal ones the later touch, as the contest left it.
fn rank_signals(candidates: &mut [Candidate], rules: &Rules) -> Option<usize> {
    let best = candidates
        .iter()
        .enumerate()
        .filter(|(_, c)| c.lost.is_none())
        .filter_map(|(index, c)| rank(&c.touch, rules).map(|rank| (rank, std::cmp::Reverse(index))))
        .min()
        .map(|(_, std::cmp::Reverse(index))| index);
    for (index, candidate) in candidates.iter_mut().enumerate() {
        if candidate.lost.is_none() && Some(index) != best {
            candidate.lost = Some(Reason::LowerPriority);
        }
    }
    best
}

fn decide_by_hand(
    mut candidates: Vec<Candidate>,
    best: Option<usize>,
    question: &Question<'_>,
) -> Attribution {
    let won = best
        .and_then(|index| candidates.get(index))
        .map(|c| Credit { partner: c.touch.partner.clone(), via: c.touch.source.via() });
    let Some(by_hand) = question.assignment else {
        let nobody = if won.is_some() { None } else { Some(why_nobody(&candidates, question.dead_ends)) };
        return Attribution { credit: won, nobody, candidates, dead_ends: question.dead_ends.to_vec() };
    };
    if let Some(beaten) = best.and_then(|index| candidates.get_mut(index)) {
        beaten.lost = Some(Reason::DecidedByHand);
    }
    let credit = by_hand.partner.clone().map(|partner| Credit { partner, via: "manual" });
    let nobody = if credit.is_some() { None } else { Some(Reason::DecidedByHand) };
    Attribution { credit, nobody, candidates, dead_ends: question.dead_ends.to_vec() }
}

/// The nearest miss explains best: the latest touch that was lost, else evidence that led nowhere.
fn why_nobody(candidates: &[Candidate], dead_ends: &[DeadEnd]) -> Reason {
    candidates
        .iter()
        .rev()
        .find_map(|candidate| candidate.lost)
        .or_else(|| dead_ends.iter().map(|end| end.reason).min())
        .unwrap_or(Reason::NoTouch)
}

#[cfg(test)]
#[path = "attribution_tests.rs"]
mod tests;
