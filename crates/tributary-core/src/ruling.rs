//! What a person says about an order besides its facts: who gets the credit, and whether the commission stands. Each
//! word is a fact of its own, the last of its kind counts, and every one can be taken back by [`restoring`].

use crate::fact::{OrderFact, Recorded};
use crate::id::FactId;
use crate::time::Timestamp;

/// Why a commission was declined: a closed list, with a note beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum Decline {
    /// The customer got the money back.
    Refund,
    /// The order was called off.
    OrderCancelled,
    /// The partner bought it.
    SelfReferral,
    /// The customer was the store's already.
    ExistingCustomer,
    /// The same purchase is credited once already.
    Duplicate,
    /// The click was too long before it.
    OutsideWindow,
    /// The code was not for this partner to share.
    CodeNotAllowed,
    /// The order is too small.
    BelowMinimum,
    /// The partner used a way of promoting that the program does not allow.
    ChannelNotAllowed,
    /// It was no real order.
    TestOrder,
    /// None of these: the note says why.
    Manual,
}

impl Decline {
    /// All of them, in the order in which people choose.
    pub const ALL: [Self; 11] = [
        Self::SelfReferral,
        Self::ExistingCustomer,
        Self::Duplicate,
        Self::CodeNotAllowed,
        Self::ChannelNotAllowed,
        Self::OutsideWindow,
        Self::BelowMinimum,
        Self::Refund,
        Self::OrderCancelled,
        Self::TestOrder,
        Self::Manual,
    ];

    /// The word for it in addresses and the API.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Refund => "refund",
            Self::OrderCancelled => "order_cancelled",
            Self::SelfReferral => "self_referral",
            Self::ExistingCustomer => "existing_customer",
            Self::Duplicate => "duplicate",
            Self::OutsideWindow => "outside_window",
            Self::CodeNotAllowed => "code_not_allowed",
            Self::BelowMinimum => "below_minimum",
            Self::ChannelNotAllowed => "channel_not_allowed",
            Self::TestOrder => "test_order",
            Self::Manual => "manual",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == word)
    }
}

/// A person's last word on an order's commission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ruling {
    /// Why nothing is owed; none: it stands as it is.
    pub declined: Option<Decline>,
    /// Who said so.
    pub by: String,
    /// In their own words.
    pub note: String,
    /// When.
    pub at: Timestamp,
}

/// The last word on the commission, if there is one.
#[must_use]
pub fn ruling(facts: &[Recorded<OrderFact>]) -> Option<Ruling> {
    let last =
        facts.iter().filter(|entry| of_kind(&entry.fact) == Some(Kind::Commission)).max_by_key(|e| e.seq)?;
    let OrderFact::Ruled { declined, by, note } = &last.fact else { return None };
    Some(Ruling { declined: *declined, by: by.clone(), note: note.clone(), at: last.received_at })
}

/// What a person's word is about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Credit,
    Commission,
}

const fn of_kind(fact: &OrderFact) -> Option<Kind> {
    match fact {
        OrderFact::Assigned { .. } | OrderFact::Released { .. } => Some(Kind::Credit),
        OrderFact::Ruled { .. } => Some(Kind::Commission),
        _ => None,
    }
}

/// The last word of a person on an order.
#[must_use]
pub fn last_word(facts: &[Recorded<OrderFact>]) -> Option<&Recorded<OrderFact>> {
    facts.iter().filter(|entry| of_kind(&entry.fact).is_some()).max_by_key(|entry| entry.seq)
}

/// The fact that puts things back as they were before a person's word, said by `by`; none when that word is not the
/// last of its kind any more, or is no person's word.
#[must_use]
pub fn restoring(
    facts: &[Recorded<OrderFact>],
    word: &FactId,
    (by, note): (&str, &str),
) -> Option<OrderFact> {
    let taken_back = facts.iter().find(|entry| entry.id == *word)?;
    let kind = of_kind(&taken_back.fact)?;
    let same = |entry: &&Recorded<OrderFact>| of_kind(&entry.fact) == Some(kind);
    if facts.iter().filter(same).any(|entry| entry.seq > taken_back.seq) {
        return None;
    }
    let before = facts.iter().filter(same).filter(|entry| entry.seq < taken_back.seq).max_by_key(|e| e.seq);
    let (by, note) = (by.to_owned(), note.to_owned());
    Some(match (before.map(|entry| &entry.fact), kind) {
        (Some(OrderFact::Assigned { partner, .. }), _) => {
            OrderFact::Assigned { partner: partner.clone(), by, note }
        }
        (Some(OrderFact::Ruled { declined, .. }), _) => OrderFact::Ruled { declined: *declined, by, note },
        (_, Kind::Credit) => OrderFact::Released { by, note },
        (_, Kind::Commission) => OrderFact::Ruled { declined: None, by, note },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::PartnerId;

    fn told(facts: Vec<OrderFact>) -> Vec<Recorded<OrderFact>> {
        let numbered = facts.into_iter().zip(1_i64..);
        let recorded = |(fact, seq): (OrderFact, i64)| Recorded {
            id: FactId::from_bits(u128::from(seq.unsigned_abs())),
            seq,
            received_at: Timestamp::from_ms(seq),
            fact,
        };
        numbered.map(recorded).collect()
    }

    fn assigned(partner: u128) -> OrderFact {
        let partner = Some(PartnerId::from_bits(partner));
        OrderFact::Assigned { partner, by: "ada".into(), note: "met at the fair".into() }
    }

    fn ruled(declined: Option<Decline>) -> OrderFact {
        OrderFact::Ruled { declined, by: "ada".into(), note: String::new() }
    }

    #[test]
    fn every_reason_is_read_as_it_is_written() {
        for one in Decline::ALL {
            assert_eq!(Decline::parse(one.code()), Some(one));
        }
        assert_eq!(Decline::parse("because"), None);
    }

    #[test]
    fn a_word_is_taken_back_by_the_one_before_it() {
        let facts = told(vec![assigned(1), ruled(Some(Decline::Duplicate)), assigned(2)]);
        let back = |at: usize| restoring(&facts, &facts[at].id, ("bo", "Undo"));
        let Some(OrderFact::Assigned { partner, by, .. }) = back(2) else { panic!("{:?}", back(2)) };
        assert_eq!((partner, by.as_str()), (Some(PartnerId::from_bits(1)), "bo"));
        assert!(matches!(back(1), Some(OrderFact::Ruled { declined: None, .. })), "{:?}", back(1));
        assert_eq!(back(0), None, "a later word stands");
    }

    #[test]
    fn the_first_word_is_taken_back_to_the_rules() {
        let facts = told(vec![OrderFact::Trashed, assigned(1)]);
        assert!(matches!(restoring(&facts, &facts[1].id, ("bo", "")), Some(OrderFact::Released { .. })));
        assert_eq!(restoring(&facts, &facts[0].id, ("bo", "")), None, "the store's word is not ours");
        assert_eq!(last_word(&facts).map(|entry| entry.seq), Some(2));
    }
}
