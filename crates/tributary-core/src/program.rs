//! A program's rules, as one immutable version. Changing a rule makes the next version.

use crate::base::BaseKind;
use crate::money::{Money, Rate};
use crate::order::Status;
use crate::referral::{Lifelong, Referral};
use crate::time::Timestamp;

/// What can point at a partner, in the words of the priority list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum Signal {
    /// A coupon code on the order that belongs to a partner.
    Coupon,
    /// The referral cookie as the shop stamped it on the order.
    Cookie,
    /// A click known by its id, or an earlier click of the same visitor.
    #[cfg_attr(feature = "serde", serde(alias = "click"))]
    LastClick,
    /// UTM parameters or the session's entry page, carried by the order. Unlisted: ranks as a click.
    OrderEvidence,
    /// The code that a customer is bound to for life.
    Binding,
}

/// Which of a visitor's clicks counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum TouchPolicy {
    /// The partner who came first keeps the visitor until the window ends.
    First,
    /// The partner who came last.
    Last,
}

/// Whether a further click of the same partner starts the window anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum WindowKind {
    /// Each click starts it anew.
    Sliding,
    /// It runs from the first click and ends when it ends.
    Fixed,
}

/// Which coupon counts when an order carries coupons of several partners.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum SeveralCoupons {
    /// The first on the order.
    First,
    /// The last on the order.
    Last,
    /// None of them.
    Skip,
}

/// Whether a partner may earn on an own purchase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum SelfPurchase {
    /// No.
    Reject,
    /// Yes.
    Allow,
}

/// What an order earns.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(tag = "kind", rename_all = "snake_case"))]
pub enum Commission {
    /// A part of the base.
    Percent {
        /// How much of it.
        rate: Rate,
    },
    /// The same amount for each order that has a base, reduced with the base by refunds.
    Fixed {
        /// How much.
        amount: Money,
    },
}

/// What kind of event an event type is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum EventKind {
    /// Something was bought.
    Transaction,
    /// Somebody signed up or asked for something; it has no amount.
    Lead,
    /// Anything else the store tells of.
    Custom,
}

/// A category of commissions with an id of its own: stores name it with an order, or with a line of one.
///
/// For each line the line's own event type counts, else the order's, else the program's commission. An
/// [`Exception`] names who or what, which says more than an event does: it wins over an event's percentage
/// as it wins over the program's. A fixed amount is earned once per order where the order names the event,
/// and once per line (not per piece) where the line does.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct EventType {
    /// Its id, which stays with it through all versions; empty until the engine gives it one.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// What kind of event it is.
    pub kind: EventKind,
    /// What such an event earns.
    pub commission: Commission,
}

/// What the visitors of a program's links are promised; their consent hangs on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum Purpose {
    /// Nothing: partners earn, visitors are only sent on.
    #[default]
    Affiliate,
    /// A reward such as cashback, which they asked for: without tracking it cannot be paid.
    Reward,
}

impl Purpose {
    #[cfg(feature = "serde")]
    fn is_affiliate(&self) -> bool {
        *self == Self::Affiliate
    }
}

/// Lines or partners that earn otherwise than the rest. The most specific one counts: every field
/// that is given must match, more given fields win, and between equals the earlier one.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Exception {
    /// Only for this partner.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub partner: Option<crate::PartnerId>,
    /// Only for this product, by the shop's id.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub product: Option<String>,
    /// Only for products of this category, by the shop's id or name.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub category: Option<String>,
    /// The percentage instead.
    pub rate: Rate,
}

/// Who shares a commission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum Role {
    /// The partner to whom the order is attributed.
    Partner,
    /// The platform that runs the program.
    Platform,
}

/// One share of each commission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Share {
    /// Who gets it.
    pub role: Role,
    /// Its weight among all shares: 50 and 50 are halves.
    pub weight: u32,
}

/// The rules of a program, one version of them.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Rules {
    /// Signals from strongest to weakest; an unlisted one never wins.
    pub priority: Vec<Signal>,
    /// How long a click counts, in days of 24 hours; its end is exclusive.
    pub window_days: u32,
    /// First or last touch.
    pub touch: TouchPolicy,
    /// Sliding or fixed window.
    pub window: WindowKind,
    /// Which of several partners' coupons counts.
    pub several_coupons: SeveralCoupons,
    /// Whether an order uses up the visitor's clicks before it.
    pub cleared_by_order: bool,
    /// Whether partners may earn on their own purchases.
    pub self_purchase: SelfPurchase,
    /// The statuses in which an order earns.
    pub counts_when: Vec<Status>,
    /// Days from the order until a commission is payable.
    pub hold_days: u32,
    /// What an order earns.
    pub commission: Commission,
    /// What a percentage is taken of.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "BaseKind::is_goods"))]
    pub base: BaseKind,
    /// What earns otherwise.
    #[cfg_attr(feature = "serde", serde(default))]
    pub exceptions: Vec<Exception>,
    /// Only a customer's first order earns.
    #[cfg_attr(feature = "serde", serde(default))]
    pub first_order_only: bool,
    /// The most one order earns, before it is split; another currency's orders are not capped.
    #[cfg_attr(feature = "serde", serde(default))]
    pub cap: Option<Money>,
    /// How a commission is shared; the weights need not add up to 100.
    pub split: Vec<Share>,
    /// Hosts that `?to=` may lead to. Empty: none.
    #[cfg_attr(feature = "serde", serde(default))]
    pub allowed_hosts: Vec<String>,
    /// The shop's redirect page: it keeps the click and sends the visitor on.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub redirect_page: Option<String>,
    /// What visitors are promised.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Purpose::is_affiliate"))]
    pub purpose: Purpose,
    /// Its types of events.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Vec::is_empty"))]
    pub events: Vec<EventType>,
    /// What customers get who tell their friends; `None`: it was never set.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub referral: Option<Referral>,
    /// Whether a code binds customers for life.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Lifelong::is_unset"))]
    pub lifelong: Lifelong,
}

impl Rules {
    /// What customers get who tell their friends, where that is in force.
    #[must_use]
    pub fn referral_in_force(&self) -> Option<&Referral> {
        self.referral.as_ref().filter(|referral| referral.enabled)
    }

    /// The event type of this id.
    #[must_use]
    pub fn event(&self, id: &str) -> Option<&EventType> {
        self.events.iter().find(|event| event.id == id)
    }
}

/// One version of a program's rules and since when it is in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleVersion {
    /// 1, 2, 3…
    pub number: i64,
    /// In force from this moment on.
    pub since: Timestamp,
    /// The rules themselves.
    pub rules: Rules,
}

/// The version for an order: the newest that was in force at the order's [own moment](crate::order::OrderNow::own_moment).
///
/// An order older than the program is judged by the version in force when we first heard of it:
/// that is when its owner asked for it to be counted.
#[must_use]
pub fn version_for(
    versions: &[RuleVersion],
    order_at: Timestamp,
    first_heard: Timestamp,
) -> Option<&RuleVersion> {
    let newest_at =
        |moment: Timestamp| versions.iter().filter(|v| v.since <= moment).max_by_key(|v| (v.since, v.number));
    newest_at(order_at)
        .or_else(|| newest_at(first_heard))
        .or_else(|| versions.iter().min_by_key(|v| v.number))
}
