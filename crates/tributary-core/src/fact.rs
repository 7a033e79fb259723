//! Facts about an order: what was told to us, when, and by whom. They are only ever appended.

use crate::id::{FactId, PartnerId};
use crate::money::Currency;
use crate::order::Status;
use crate::ruling::Decline;
use crate::time::Timestamp;

/// A fact with the place it has among all facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded<F> {
    /// Its id; ledger transactions name it as their cause.
    pub id: FactId,
    /// Its place in the order of arrival.
    pub seq: i64,
    /// When it arrived.
    pub received_at: Timestamp,
    /// What it says.
    pub fact: F,
}

/// How an order's state reached us. A later one is believed over an earlier one of the same moment;
/// what a browser says is never believed over what a server says, whatever its moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum Origin {
    /// Told by a script in the buyer's browser: anybody can send it.
    Script,
    /// Read from a file that a person brought: what another system noted of it. Anything a shop says of the same moment
    /// is believed over it.
    File,
    /// Pushed by the shop; may be late, doubled or out of order.
    Webhook,
    /// Sent to our API.
    Api,
    /// Read by us from the shop: the shop's own last word.
    Read,
}

impl Origin {
    /// Whether somebody who holds a secret of ours said it.
    #[must_use]
    pub fn is_server(self) -> bool {
        self != Self::Script
    }
}

/// What kind of conversion an order is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum OrderKind {
    /// Something was bought.
    #[default]
    Order,
    /// Somebody signed up or asked for something: there is no amount to take a part of.
    Lead,
}

impl OrderKind {
    /// The word for it in the API and the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Order => "order",
            Self::Lead => "lead",
        }
    }

    #[cfg(feature = "serde")]
    fn is_order(&self) -> bool {
        *self == Self::Order
    }
}

/// Everything that can be said about one order.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(tag = "fact", rename_all = "snake_case"))]
pub enum OrderFact {
    /// The order as the shop states it, whole.
    Stated {
        /// The order.
        order: Box<OrderStated>,
        /// How it reached us.
        origin: Origin,
        /// The shop says it has just come back from the trash.
        #[cfg_attr(feature = "serde", serde(default))]
        restored: bool,
    },
    /// The shop put it in the trash; it may come back.
    Trashed,
    /// The shop no longer has it, for good.
    Gone,
    /// A refund, in as much detail as its teller knows.
    Refunded {
        /// The refund.
        refund: RefundStated,
        /// How it reached us.
        origin: Origin,
    },
    /// A refund that was taken back; the shop never uses its id again.
    RefundDeleted {
        /// The shop's id of the refund.
        external_id: String,
    },
    /// A replay put the order under another version of the rules than its own time's.
    Judged {
        /// The number of the version.
        version: i64,
    },
    /// A person decided who gets the credit.
    Assigned {
        /// The partner; none: nobody gets it.
        partner: Option<PartnerId>,
        /// Who decided.
        by: String,
        /// Why.
        note: String,
    },
    /// A person gave the decision about the credit back to the rules.
    Released {
        /// Who.
        by: String,
        /// Why.
        note: String,
    },
    /// Whoever a program asks what a friend's order earns has answered, or did not in time.
    RewardAnswered(RewardAnswer),
    /// A person wrote something down; it changes nothing.
    Noted {
        /// Who.
        by: String,
        /// What.
        note: String,
    },
    /// A person said whether the commission stands, whoever gets the credit.
    Ruled {
        /// Why nothing is owed; none: it stands.
        declined: Option<Decline>,
        /// Who said so.
        by: String,
        /// In their own words.
        note: String,
    },
}

/// An order as the shop states it at one moment. Amounts are minor units of `currency`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct OrderStated {
    /// The shop's id of the order.
    pub external_id: String,
    /// The number that people see; often the same.
    pub number: String,
    /// Its status.
    pub status: Status,
    /// Its currency.
    pub currency: Currency,
    /// When it was placed.
    pub placed_at: Timestamp,
    /// How exact `placed_at` is, in milliseconds: WooCommerce stamps whole seconds.
    pub placed_step_ms: i64,
    /// When the shop last changed it, if it says so.
    pub modified_at: Option<Timestamp>,
    /// When it was paid, if it says so. Stays after a cancellation.
    pub paid_at: Option<Timestamp>,
    /// What the buyer pays in all; refunds do not lower it.
    pub total_minor: i64,
    /// Shipping before tax.
    pub shipping_minor: i64,
    /// All taxes.
    pub tax_minor: i64,
    /// Fees before tax; negative ones are store credit.
    pub fees: Vec<i64>,
    /// What was bought.
    pub lines: Vec<Line>,
    /// Coupon codes in the order they stand on the order.
    pub coupons: Vec<String>,
    /// The refunds the shop lists with the order; `None`: it does not list them here.
    pub refunds: Option<Vec<RefundStated>>,
    /// Who bought.
    pub customer: Customer,
    /// Where the bill goes.
    pub place: Place,
    /// What the order itself carries about its origin.
    pub evidence: Vec<Evidence>,
    /// Amounts whose text had more decimals than the currency: (field, text as sent).
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Vec::is_empty"))]
    pub rounded: Vec<(String, String)>,
    /// Order or lead.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "OrderKind::is_order"))]
    pub kind: OrderKind,
    /// The id of the event type it falls under, if the store named one.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub event: Option<String>,
}

impl OrderStated {
    /// A state with nothing in it, as of something that is told without a time of its own: for whoever fills it in.
    #[must_use]
    pub fn blank(external_id: &str, currency: Currency, placed_at: Timestamp) -> Self {
        Self {
            external_id: external_id.to_owned(),
            number: external_id.to_owned(),
            status: Status::Completed,
            currency,
            placed_at,
            placed_step_ms: 1,
            modified_at: None,
            paid_at: None,
            total_minor: 0,
            shipping_minor: 0,
            tax_minor: 0,
            fees: Vec::new(),
            lines: Vec::new(),
            coupons: Vec::new(),
            refunds: None,
            customer: Customer::default(),
            place: Place::default(),
            evidence: Vec::new(),
            rounded: Vec::new(),
            kind: OrderKind::Order,
            event: None,
        }
    }

    /// What a lead is called in its store: the same person may sign up for several things. However it is told of, this is what
    /// makes it the same lead.
    #[must_use]
    pub fn lead_id(event: Option<&str>, reference: &str) -> String {
        format!("lead:{}:{reference}", event.unwrap_or_default())
    }
}

/// One line of an order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Line {
    /// The shop's id of the line.
    pub external_id: String,
    /// The shop's id of the product; the parent of a variation.
    pub product: Option<String>,
    /// Categories of the product, where the shop tells them.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Vec::is_empty"))]
    pub categories: Vec<String>,
    /// The name as the buyer saw it.
    pub name: String,
    /// Stock keeping unit.
    pub sku: Option<String>,
    /// How many.
    pub quantity: i64,
    /// After all discounts, before tax.
    pub total_minor: i64,
    /// The id of the event type this line falls under, if it is another than the order's.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub event: Option<String>,
}

impl Line {
    /// One piece of something that is not told: for whoever fills it in.
    #[must_use]
    pub fn blank(external_id: &str, total_minor: i64) -> Self {
        Self {
            external_id: external_id.to_owned(),
            product: None,
            categories: Vec::new(),
            name: String::new(),
            sku: None,
            quantity: 1,
            total_minor,
            event: None,
        }
    }
}

/// A refund as the shop states it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct RefundStated {
    /// The shop's id of the refund.
    pub external_id: String,
    /// What the buyer got back in all, taxes and shipping included; not negative.
    pub amount_minor: i64,
    /// What it was for; `None`: only the amount is known so far.
    pub detail: Option<RefundDetail>,
    /// What somebody wrote.
    #[cfg_attr(feature = "serde", serde(default))]
    pub reason: String,
}

/// What a refund was for. All amounts are positive.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct RefundDetail {
    /// Lines given back: (the line's external id, its part before tax).
    pub lines: Vec<(String, i64)>,
    /// Everything else that is named: taxes, shipping and fees.
    pub other_minor: i64,
    /// Pieces that came back, where the shop counts them: (the line's external id, how many). A line
    /// that is not named gave none back, as far as anybody knows.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Vec::is_empty"))]
    pub pieces: Vec<(String, i64)>,
}

/// Who bought, without a plain e-mail address: facts outlive the wish to be forgotten.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Customer {
    /// The shop's id of the customer; `None` for a guest.
    pub external_id: Option<String>,
    /// Keyed hash of the normalised address; equal for equal addresses, useless without the key.
    pub email_key: Option<String>,
    /// Enough to recognise it: `b…@example.com`.
    pub email_hint: Option<String>,
}

/// What somebody outside answered about the reward of a friend's order. Only the first answer counts.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct RewardAnswer {
    /// The reward by the rules alone, about which was asked.
    pub asked_minor: i64,
    /// The reward that was answered; `None`: none came in time, or the rules' own is to stand.
    pub said_minor: Option<i64>,
    /// Who was asked, for people: the host of the address.
    pub who: String,
    /// The id of the request.
    pub request: String,
}

/// A place of the billing address.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Place {
    /// City.
    pub city: String,
    /// State or region.
    pub state: String,
    /// ISO 3166 country, two letters.
    pub country: String,
}

/// What an order carries about its origin, before anybody looked it up.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Evidence {
    /// How it was carried.
    pub kind: EvidenceKind,
    /// A click id, as found.
    pub click: Option<String>,
    /// A referral code or link slug, as found.
    pub code: Option<String>,
    /// Where it was found, for people: `utm_content`, `session_entry`, `_tributary_click`.
    pub found_in: String,
}

/// How evidence was carried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum EvidenceKind {
    /// The shop named the click.
    Click,
    /// The shop stamped its referral cookie on the order.
    Cookie,
    /// UTM parameters or the session's entry page in the order's own records.
    Order,
}
