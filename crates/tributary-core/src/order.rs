//! What an order is now: all its facts folded into one state, whatever order they arrived in.

use crate::attribution::CLOCK_SKEW_MAX_MS;
use crate::fact::{Evidence, Line, OrderFact, OrderStated, Origin, Recorded, RefundStated, RewardAnswer};
use crate::id::{FactId, PartnerId};
use crate::ruling::{Ruling, ruling};
use crate::time::{DAY_MS, Timestamp};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// An order's status in the shop's words; plugins add their own.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(from = "String", into = "String"))]
pub enum Status {
    /// An abandoned checkout; not an order yet.
    Draft,
    /// Waiting for payment.
    Pending,
    /// Waiting for somebody.
    OnHold,
    /// Paid, to be sent.
    Processing,
    /// Done.
    Completed,
    /// Called off.
    Cancelled,
    /// Wholly given back.
    Refunded,
    /// Payment failed.
    Failed,
    /// In the trash.
    Trash,
    /// No longer in the shop.
    Deleted,
    /// A status of a plugin.
    Other(Box<str>),
}

impl Status {
    /// Reads a status; WooCommerce's `wc-` is dropped.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let text = text.trim().to_ascii_lowercase();
        match text.strip_prefix("wc-").unwrap_or(&text) {
            "checkout-draft" | "auto-draft" | "draft" => Self::Draft,
            "pending" => Self::Pending,
            "on-hold" => Self::OnHold,
            "processing" => Self::Processing,
            "completed" => Self::Completed,
            "cancelled" | "canceled" => Self::Cancelled,
            "refunded" => Self::Refunded,
            "failed" => Self::Failed,
            "trash" => Self::Trash,
            "deleted" => Self::Deleted,
            other => Self::Other(other.into()),
        }
    }

    /// The word for it in the API and on screens.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Draft => "checkout-draft",
            Self::Pending => "pending",
            Self::OnHold => "on-hold",
            Self::Processing => "processing",
            Self::Completed => "completed",
            Self::Cancelled => "cancelled",
            Self::Refunded => "refunded",
            Self::Failed => "failed",
            Self::Trash => "trash",
            Self::Deleted => "deleted",
            Self::Other(word) => word,
        }
    }

    /// Whether nothing can be due in it, whatever a program says.
    #[must_use]
    pub const fn ends_order(&self) -> bool {
        matches!(self, Self::Cancelled | Self::Refunded | Self::Failed | Self::Trash | Self::Deleted)
    }
}

impl From<String> for Status {
    fn from(text: String) -> Self {
        Self::parse(&text)
    }
}

impl From<Status> for String {
    fn from(status: Status) -> String {
        status.as_str().to_owned()
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A person's decision about the credit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    /// The partner; none: nobody.
    pub partner: Option<PartnerId>,
    /// Who decided.
    pub by: String,
    /// Why.
    pub note: String,
    /// When.
    pub at: Timestamp,
}

/// An order as all its facts together say it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderNow {
    /// The state that is believed.
    pub stated: OrderStated,
    /// The fact that state came from.
    pub state_fact: FactId,
    /// How that state reached us.
    pub origin: Origin,
    /// Its status, trash and deletion included.
    pub status: Status,
    /// Its refunds, oldest id first, each in the best detail known.
    pub refunds: Vec<RefundStated>,
    /// The last decision of a person, if there is one.
    pub assignment: Option<Assignment>,
    /// A person's last word on the commission, if there is one.
    pub ruling: Option<Ruling>,
    /// The rule version that a replay put it under, if one did.
    pub judged_by: Option<i64>,
    /// What was answered about its reward, if somebody was asked.
    pub answer: Option<RewardAnswer>,
    /// When the first fact about it arrived.
    pub first_heard: Timestamp,
    /// Only browsers have told of it so far, and no person has said that it stands: nothing is paid.
    pub unverified: bool,
    /// Evidence that only browsers told, of an order that a server states; else empty. It counts after
    /// all evidence of the state itself.
    pub reported: Vec<Evidence>,
    /// Two states claim the same moment, or an unstamped trash note is all we have: ask the shop.
    pub doubtful: bool,
}

impl OrderNow {
    /// What all refunds together gave back, in minor units.
    #[must_use]
    pub fn refunded_minor(&self) -> i64 {
        self.refunds.iter().fold(0, |sum, refund| sum.saturating_add(refund.amount_minor))
    }

    /// How many pieces of a line came back, as far as its refunds tell; never more than there were.
    #[must_use]
    pub fn pieces_back(&self, line: &Line) -> i64 {
        let told = self.refunds.iter().filter_map(|refund| refund.detail.as_ref());
        let of_line = told.flat_map(|detail| &detail.pieces).filter(|(id, _)| *id == line.external_id);
        let back = of_line.fold(0_i64, |sum, (_, pieces)| sum.saturating_add((*pieces).max(0)));
        back.min(line.quantity.max(0))
    }

    /// The moment at which an order counts as placed, for rules, pauses and visits: the last that its
    /// stamp may mean, since shops stamp whole seconds, but before we heard of it, since their clocks
    /// run ahead. So nothing that happens later reaches back to what was decided.
    #[must_use]
    pub fn own_moment(&self) -> Timestamp {
        let end = self.stated.placed_at.plus_ms(self.stated.placed_step_ms.max(1));
        end.min(self.first_heard).plus_ms(-1)
    }

    /// Whether a refund's detail is still to be read.
    #[must_use]
    pub fn has_bare_refund(&self) -> bool {
        self.refunds.iter().any(|refund| refund.detail.is_none() && refund.amount_minor != 0)
    }
}

/// Evidence kept of what browsers report of one order; a real one reports one click.
const REPORTED_MAX: usize = 16;

/// What decides between two states: whether a server says so, then the shop's own moment of change, then how we learnt it, then
/// what can only grow (refunds, ids of items), and last the content, so that between two webhooks
/// the outcome never hangs on which came first.
type Weight<'a> = (bool, Timestamp, Origin, i64, usize, Option<u64>, &'a Status, &'a OrderStated, &'a FactId);

fn weight<'a>(entry: &'a Recorded<OrderFact>, order: &'a OrderStated, origin: Origin) -> Weight<'a> {
    let moment = order.modified_at.unwrap_or(entry.received_at);
    let arrival = if origin == Origin::Webhook { 0 } else { entry.seq };
    let newest_item = order.lines.iter().filter_map(|line| line.external_id.parse::<u64>().ok()).max();
    let refunds = order.refunds.as_ref().map_or(0, Vec::len);
    (origin.is_server(), moment, origin, arrival, refunds, newest_item, &order.status, order, &entry.id)
}

/// Folds an order's facts, in any order, into what it is now; `None` while no state is known.
#[must_use]
pub fn fold(facts: &[Recorded<OrderFact>]) -> Option<OrderNow> {
    let states = || {
        facts.iter().filter_map(|entry| match &entry.fact {
            OrderFact::Stated { order, origin, restored } => {
                Some((entry, order.as_ref(), *origin, *restored))
            }
            _ => None,
        })
    };
    let (entry, stated, origin, _) =
        states().max_by(|a, b| weight(a.0, a.1, a.2).cmp(&weight(b.0, b.1, b.2)))?;
    let tied = origin == Origin::Webhook
        && states().any(|(_, other, how, _)| {
            how.is_server() && other.modified_at == stated.modified_at && other != stated
        });
    let tied_with_read = origin == Origin::Read
        && states().any(|(later, other, how, _)| {
            how == Origin::Webhook
                && later.seq > entry.seq
                && other.modified_at == stated.modified_at
                && other != stated
        });
    let trashed = trashed(facts, stated);
    let gone = gone(facts);
    let status = if gone {
        Status::Deleted
    } else if trashed {
        Status::Trash
    } else {
        stated.status.clone()
    };
    let noted = facts.iter().any(|entry| entry.fact == OrderFact::Trashed);
    let unread = !gone && noted && !facts.iter().any(|entry| is_read_after_notes(facts, entry));
    let ruling = ruling(facts);
    Some(OrderNow {
        stated: stated.clone(),
        state_fact: entry.id.clone(),
        origin,
        status,
        refunds: refunds(facts, stated),
        assignment: assignment(facts),
        unverified: !origin.is_server() && ruling.as_ref().is_none_or(|ruling| ruling.declined.is_some()),
        ruling,
        reported: reported(facts, stated, origin),
        judged_by: judged_by(facts),
        answer: answer(facts),
        first_heard: first_heard(facts, origin)?,
        doubtful: !gone && (tied || tied_with_read || unread),
    })
}

/// The first answer about its reward.
fn answer(facts: &[Recorded<OrderFact>]) -> Option<RewardAnswer> {
    let answers = facts.iter().filter_map(|entry| match &entry.fact {
        OrderFact::RewardAnswered(answer) => Some((entry.seq, answer)),
        _ => None,
    });
    answers.min_by_key(|(seq, _)| *seq).map(|(_, answer)| answer.clone())
}

/// When an order was first heard of. Once a server states it, what browsers said does not count: else
/// anybody could put an order before the clicks that led to it, by naming its number early.
fn first_heard(facts: &[Recorded<OrderFact>], believed: Origin) -> Option<Timestamp> {
    let counts = |fact: &OrderFact| !believed.is_server() || !is_reported(fact);
    facts.iter().filter(|entry| counts(&entry.fact)).map(|entry| entry.received_at).min()
}

const fn is_reported(fact: &OrderFact) -> bool {
    matches!(fact, OrderFact::Stated { origin: Origin::Script, .. })
}

/// What browsers told of a stated order's origin, the first heard first, and nothing that the state says
/// itself. A page reports an order when it is bought: who reports one before it is placed has guessed its
/// number, and who does so days later has looked for one that nobody is credited with.
fn reported(facts: &[Recorded<OrderFact>], believed: &OrderStated, origin: Origin) -> Vec<Evidence> {
    if !origin.is_server() {
        return Vec::new();
    }
    let earliest = believed.placed_at.plus_ms(0_i64.saturating_sub(CLOCK_SKEW_MAX_MS));
    let latest = believed.placed_at.plus_ms(DAY_MS);
    let mut scripts: Vec<(i64, &OrderStated)> = facts
        .iter()
        .filter(|entry| entry.received_at >= earliest && entry.received_at <= latest)
        .filter_map(|entry| match &entry.fact {
            OrderFact::Stated { order, origin: Origin::Script, .. } => Some((entry.seq, order.as_ref())),
            _ => None,
        })
        .collect();
    scripts.sort_by_key(|(seq, _)| *seq);
    let mut found: Vec<Evidence> = Vec::new();
    for evidence in scripts.into_iter().flat_map(|(_, order)| &order.evidence) {
        if !believed.evidence.contains(evidence) && !found.contains(evidence) {
            found.push(evidence.clone());
        }
    }
    found.truncate(REPORTED_MAX);
    found
}

/// A trash note carries no time of its own. It holds until a state arrives that the shop built
/// after it: one read by us, one it calls restored, or one it changed since.
fn trashed(facts: &[Recorded<OrderFact>], believed: &OrderStated) -> bool {
    let last_note = facts.iter().filter(|e| e.fact == OrderFact::Trashed).map(|e| e.seq).max();
    let Some(noted) = last_note else { return believed.status == Status::Trash };
    let known_before = facts
        .iter()
        .filter(|entry| entry.seq < noted)
        .filter_map(|entry| match &entry.fact {
            OrderFact::Stated { order, origin, .. } if origin.is_server() => order.modified_at,
            _ => None,
        })
        .max();
    let back = facts.iter().filter(|entry| entry.seq > noted).any(|entry| match &entry.fact {
        OrderFact::Stated { order, origin, restored } => {
            order.status != Status::Trash
                && origin.is_server()
                && (*restored || *origin != Origin::Webhook || order.modified_at > known_before)
        }
        _ => false,
    });
    !back || believed.status == Status::Trash
}

/// Gone for good, unless we have read the order from the shop since.
fn gone(facts: &[Recorded<OrderFact>]) -> bool {
    let last = facts.iter().filter(|e| e.fact == OrderFact::Gone).map(|e| e.seq).max();
    let read = facts.iter().filter(|e| matches!(e.fact, OrderFact::Stated { origin: Origin::Read, .. }));
    last.is_some() && last > read.map(|e| e.seq).max()
}

fn is_read_after_notes(facts: &[Recorded<OrderFact>], entry: &Recorded<OrderFact>) -> bool {
    let last_note = facts.iter().filter(|e| e.fact == OrderFact::Trashed).map(|e| e.seq).max();
    matches!(&entry.fact, OrderFact::Stated { origin: Origin::Read, .. }) && Some(entry.seq) > last_note
}

/// The refunds that exist: those the believed state lists, if it lists any, and those told to our
/// API; less the deleted ones; each with the detail that any fact knows.
fn refunds(facts: &[Recorded<OrderFact>], believed: &OrderStated) -> Vec<RefundStated> {
    let mut known: BTreeMap<&str, Telling<'_>> = BTreeMap::new();
    let mut kept: BTreeSet<&str> =
        believed.refunds.iter().flatten().map(|r| r.external_id.as_str()).collect();
    for entry in facts {
        for telling in tellings(entry, believed) {
            let (.., refund) = telling;
            let best = known.entry(&refund.external_id).or_insert(telling);
            *best = telling.max(*best);
        }
        if let OrderFact::Refunded { refund, origin } = &entry.fact
            && (believed.refunds.is_none() || *origin == Origin::Api)
        {
            kept.insert(&refund.external_id);
        }
    }
    for entry in facts {
        if let OrderFact::RefundDeleted { external_id } = &entry.fact {
            kept.remove(external_id.as_str());
        }
    }
    let mut refunds: Vec<RefundStated> =
        kept.iter().filter_map(|id| known.get(id)).map(|(.., refund)| (*refund).clone()).collect();
    refunds.sort_by(|a, b| (a.external_id.len(), &a.external_id).cmp(&(b.external_id.len(), &b.external_id)));
    refunds
}

/// What decides between two tellings of one refund: detail, how we learnt it, when (webhooks come
/// in any order, so theirs says nothing), whether the believed state says so, and last the content.
type Telling<'a> = (bool, Origin, i64, bool, &'a RefundStated);

fn tellings<'a>(
    entry: &'a Recorded<OrderFact>,
    believed: &'a OrderStated,
) -> impl Iterator<Item = Telling<'a>> {
    let (told, origin, is_believed) = match &entry.fact {
        OrderFact::Refunded { refund, origin } => (std::slice::from_ref(refund), *origin, false),
        OrderFact::Stated { order, origin, .. } if origin.is_server() => {
            (order.refunds.as_deref().unwrap_or_default(), *origin, **order == *believed)
        }
        _ => (&[][..], Origin::Webhook, false),
    };
    let arrival = if origin == Origin::Webhook { 0 } else { entry.seq };
    told.iter().map(move |refund| (refund.detail.is_some(), origin, arrival, is_believed, refund))
}

fn judged_by(facts: &[Recorded<OrderFact>]) -> Option<i64> {
    let judged = facts.iter().filter_map(|entry| match entry.fact {
        OrderFact::Judged { version } => Some((entry.seq, version)),
        _ => None,
    });
    judged.max().map(|(_, version)| version)
}

fn assignment(facts: &[Recorded<OrderFact>]) -> Option<Assignment> {
    let of_credit =
        |e: &&Recorded<_>| matches!(e.fact, OrderFact::Assigned { .. } | OrderFact::Released { .. });
    let last = facts.iter().filter(of_credit).max_by_key(|e| e.seq)?;
    let OrderFact::Assigned { partner, by, note } = &last.fact else { return None };
    Some(Assignment { partner: partner.clone(), by: by.clone(), note: note.clone(), at: last.received_at })
}

#[cfg(test)]
#[path = "order_tests.rs"]
mod tests;
