//! Facts about a customer: what was told to us of where they come from. They are only ever appended, and hold no address and
//! no name: facts outlive the wish to be forgotten.

use crate::fact::Origin;
use crate::id::ClickId;
use crate::time::Timestamp;

/// Everything that can be said about where one customer comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(tag = "fact", rename_all = "snake_case"))]
pub enum CustomerFact {
    /// Somebody has an account in the shop.
    Registered(SignUp),
    /// A code was typed after the sign-up.
    Typed {
        /// The code, as it was typed.
        code: String,
        /// When.
        at: Timestamp,
    },
    /// An order was really placed that may bind whoever placed it.
    Placed(FirstPlaced),
    /// A person said whose the customer is from then on.
    Assigned {
        /// The code; empty: the customer is nobody's.
        code: String,
        /// When.
        at: Timestamp,
        /// Who said so.
        by: String,
        /// Why.
        note: String,
    },
    /// Name and address were forgotten; it changes nothing else.
    Forgotten {
        /// Who asked for it.
        by: String,
    },
}

/// A sign-up as it was told.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct SignUp {
    /// When the account was made, if whoever told it knows.
    pub at: Option<Timestamp>,
    /// The click that was named, and the same browser's others that were known then.
    pub clicks: Vec<ClickId>,
    /// The code that was typed or came along.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub code: Option<String>,
    /// How it reached us.
    pub origin: Origin,
}

/// An order in the first state in which it was really placed: paid, or to be paid on delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct FirstPlaced {
    /// The shop's id of the order.
    pub order: String,
    /// When it was placed.
    pub at: Timestamp,
    /// When the shop said so: of two tellings the earlier one counts.
    pub stated_at: Timestamp,
    /// Its coupons, in their order.
    pub coupons: Vec<String>,
    /// The clicks it names.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Vec::is_empty"))]
    pub clicks: Vec<ClickId>,
    /// The codes it carries that are no coupons.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Vec::is_empty"))]
    pub codes: Vec<String>,
    /// The last moment that its stamp may mean, for the rules in force.
    pub moment: Timestamp,
    /// When it was first heard of.
    pub first_heard: Timestamp,
}
