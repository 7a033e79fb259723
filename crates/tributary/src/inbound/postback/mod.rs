//! Postbacks: a call to an address of ours that says in the words of some other system that something was sold. Kept raw with
//! what became of it, whatever that is; the answer says it, too. Start at [`receive::receive`].

pub mod dialect;
mod read;
pub mod receive;
mod take;

use tributary_core::OrderId;

/// What the topic of a kept postback begins with.
pub const TOPIC: &str = "postback.";

/// What became of a postback.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It changed what is known of this order.
    Applied(OrderId),
    /// It was known already.
    Duplicate(Option<OrderId>),
    /// Its sender asked that it be ignored.
    Ignored,
    /// It cannot be used.
    Rejected(Refusal),
}

impl Outcome {
    /// The word for it: an outcome, or the reason of a refusal.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Applied(_) => "applied",
            Self::Duplicate(_) => "duplicate",
            Self::Ignored => "ignored",
            Self::Rejected(refusal) => refusal.code(),
        }
    }

    /// Whether the sender did nothing wrong.
    #[must_use]
    pub const fn is_well(&self) -> bool {
        !matches!(self, Self::Rejected(_))
    }
}

/// Why a postback cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// It shows no token, or another.
    BadToken,
    /// Nobody listens to this source now.
    Inactive,
    /// It names neither a click nor an order that is known.
    MissingClick,
    /// Nobody made the click that it names.
    UnknownClick,
    /// The click is of another program.
    ForeignClick,
    /// Its amount cannot be read.
    BadAmount(String),
    /// It has no amount, and nothing else that something could be earned from.
    MissingAmount,
    /// Its currency is none.
    BadCurrency,
    /// Nobody knows its status.
    UnknownStatus,
    /// The program has no such event.
    UnknownEvent,
    /// The store itself tells of this order, and knows more.
    KnownByStore,
    /// A value is too long, or the store has no program.
    Invalid(String),
}

impl Refusal {
    /// The word for machines.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::BadToken => "bad_token",
            Self::Inactive => "inactive",
            Self::MissingClick => "missing_click",
            Self::UnknownClick => "unknown_click",
            Self::ForeignClick => "foreign_click",
            Self::BadAmount(_) => "bad_amount",
            Self::MissingAmount => "missing_amount",
            Self::BadCurrency => "bad_currency",
            Self::UnknownStatus => "unknown_status",
            Self::UnknownEvent => "unknown_event",
            Self::KnownByStore => "known_by_store",
            Self::Invalid(_) => "invalid",
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn detail(&self) -> String {
        let text = match self {
            Self::BadToken => "Show the token of this address.",
            Self::Inactive => "This address is paused or archived.",
            Self::MissingClick => "Name the click, or an order that was told before.",
            Self::UnknownClick => "Nobody made this click: send the id that came with the visitor, as it is.",
            Self::ForeignClick => "The click is of another program.",
            Self::BadAmount(why) | Self::Invalid(why) => return why.clone(),
            Self::MissingAmount => "Send an amount, or let the address stand for an event that is a lead.",
            Self::BadCurrency => "Use a code of ISO 4217, such as EUR.",
            Self::UnknownStatus => "Use a status of the dialect, or map it.",
            Self::UnknownEvent => "The program has no event of this id or name.",
            Self::KnownByStore => "The store itself tells of this order.",
        };
        text.to_owned()
    }
}
