//! Which orders a person should look at: where evidence contradicts itself, or smells. Whatever nobody decides stands
//! as it was decided, so nothing waits for anyone; see [`Review::default_is_credited`].

use crate::decide::Decision;
use crate::reason::Reason;

/// A person who saw a page and bought takes longer, in milliseconds.
pub const QUICK_MS_MAX: i64 = 5_000;

/// Why a person should look at an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Review {
    /// It carries coupons of several partners, and the program counts none then.
    SeveralCoupons,
    /// Its credited partner's click came only seconds before it.
    QuickOrder,
    /// A partner bought it themselves.
    SelfPurchase,
    /// The shop has told two different states of it.
    Doubtful,
    /// What a refund was for is not known, so its proportion stands for it.
    Provisional,
    /// Only a browser has told of it.
    Unverified,
}

impl Review {
    /// All of them, the most pressing first.
    pub const ALL: [Self; 6] = [
        Self::SeveralCoupons,
        Self::QuickOrder,
        Self::SelfPurchase,
        Self::Doubtful,
        Self::Provisional,
        Self::Unverified,
    ];

    /// The word for it in addresses.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::SeveralCoupons => "several_coupons",
            Self::QuickOrder => "quick_order",
            Self::SelfPurchase => "self_purchase",
            Self::Doubtful => "doubtful",
            Self::Provisional => "provisional",
            Self::Unverified => "unverified",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == word)
    }

    /// Whether a partner earns from it if nobody decides.
    #[must_use]
    pub const fn default_is_credited(self) -> bool {
        matches!(self, Self::QuickOrder | Self::Doubtful | Self::Provisional)
    }
}

/// Why a person should look at this order; nothing once one has.
#[must_use]
pub fn review(decision: &Decision) -> Option<Review> {
    let order = &decision.order;
    if order.assignment.is_some() || order.ruling.is_some() {
        return None;
    }
    let credited = decision.attribution.credit.is_some();
    let holds = |one: Review| match one {
        Review::SeveralCoupons => decision.attribution.nobody == Some(Reason::SeveralCoupons),
        Review::SelfPurchase => decision.attribution.nobody == Some(Reason::SelfPurchase),
        Review::QuickOrder => credited && is_quick(decision),
        Review::Doubtful => credited && order.doubtful,
        Review::Provisional => credited && decision.base.provisional && decision.base.minor > 0,
        Review::Unverified => credited && order.unverified && !order.status.ends_order(),
    };
    Review::ALL.into_iter().find(|one| holds(*one))
}

fn is_quick(decision: &Decision) -> bool {
    let won = decision.attribution.candidates.iter().find(|one| one.lost.is_none());
    let clicked = won.filter(|one| one.touch.click.is_some()).map(|one| one.touch.at);
    let step_ms = decision.order.stated.placed_step_ms;
    // A stamp of whole seconds may stand before a click of the same second.
    let gap = |at| decision.order.stated.placed_at.since_ms(at).saturating_add(step_ms);
    clicked.is_some_and(|at| (0..QUICK_MS_MAX).contains(&gap(at)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_read_as_it_is_written() {
        for one in Review::ALL {
            assert_eq!(Review::parse(one.code()), Some(one));
        }
    }
}
