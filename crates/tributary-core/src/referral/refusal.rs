//! The closed list of reasons for which nobody was bound, in machine words and in a sentence.

/// Why somebody was not bound to whom a click or code points at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum Refusal {
    /// The customer's own code.
    Oneself,
    /// The customer had ordered or had an account before.
    ExistingCustomer,
    /// The same address has another account in the store.
    DuplicateAddress,
    /// Nobody has this code.
    UnknownCode,
    /// The click was too long before the sign-up.
    ClickTooOld,
    /// Whoever sent them was paused.
    SponsorPaused,
    /// The program did not bind customers then.
    Off,
    /// It would close a circle of customers who sent each other.
    Circle,
    /// The program's list of coupons that bind lacks it.
    NotListed,
    /// Only a browser said so, and no server has confirmed it.
    Unconfirmed,
    /// They belonged to somebody already.
    AlreadyBound,
    /// Another click or code counts.
    OtherCounts,
}

impl Refusal {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::Oneself,
        Self::ExistingCustomer,
        Self::DuplicateAddress,
        Self::UnknownCode,
        Self::ClickTooOld,
        Self::SponsorPaused,
        Self::Off,
        Self::Circle,
        Self::NotListed,
        Self::Unconfirmed,
        Self::AlreadyBound,
        Self::OtherCounts,
    ];

    /// The word for it in the API and the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Oneself => "oneself",
            Self::ExistingCustomer => "existing_customer",
            Self::DuplicateAddress => "duplicate_address",
            Self::UnknownCode => "unknown_code",
            Self::ClickTooOld => "click_too_old",
            Self::SponsorPaused => "sponsor_paused",
            Self::Off => "off",
            Self::Circle => "circle",
            Self::NotListed => "not_listed",
            Self::Unconfirmed => "unconfirmed",
            Self::AlreadyBound => "already_bound",
            Self::OtherCounts => "other_counts",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|refusal| refusal.code() == word)
    }

    /// A sentence for people.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Oneself => "It is the customer's own code.",
            Self::ExistingCustomer => "They were a customer of the store already.",
            Self::DuplicateAddress => "The same address has another account in the store.",
            Self::UnknownCode => "Nobody has this code.",
            Self::ClickTooOld => "The click was too long before the sign-up.",
            Self::SponsorPaused => "Whoever sent them was paused at that time.",
            Self::Off => "The program did not bind customers in this way at that time.",
            Self::Circle => "It would close a circle of customers who sent each other.",
            Self::NotListed => "This coupon is not among those that bind.",
            Self::Unconfirmed => "Only the browser said so, and the store has not confirmed it.",
            Self::AlreadyBound => "They belonged to somebody already.",
            Self::OtherCounts => "Another click or code counts.",
        }
    }
}
