//! The closed list of reasons a decision can give, in machine words and in a sentence.

/// Why a candidate did not win, or why nobody did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum Reason {
    /// Another signal stands higher in the program's priority list.
    LowerPriority,
    /// The program does not use this kind of signal.
    SignalNotUsed,
    /// The click was too long before the order.
    OutsideWindow,
    /// The click came after the order.
    ClickAfterOrder,
    /// A later click counts.
    LaterTouch,
    /// An earlier click counts.
    EarlierTouch,
    /// An earlier order of the same visitor used this click up.
    ClearedByOrder,
    /// The partner was paused.
    PartnerPaused,
    /// The partner bought it.
    SelfPurchase,
    /// A bot, preview, prefetch or sub-resource made the click.
    NotAPerson,
    /// Another coupon on the order counts.
    OtherCoupon,
    /// The order carries coupons of several partners and the program counts none.
    SeveralCoupons,
    /// A person decided otherwise.
    DecidedByHand,
    /// Nobody has this code.
    UnknownCode,
    /// No such click is known.
    UnknownClick,
    /// The click belongs to another program.
    ForeignClick,
    /// The visitor said no to being remembered when they clicked.
    NoConsent,
    /// The publisher was not in the program any more when it was clicked.
    MembershipEnded,
    /// The order carries no coupon, click, cookie or other evidence of a partner.
    NoTouch,
    /// It is not a customer's first order.
    NotFirstOrder,
    /// Only a browser reported it, and the store's own evidence counts first.
    ReportedByBrowser,
    /// The welcome coupon was given to somebody else.
    CouponNotTheirs,
    /// An earlier order has used the welcome coupon.
    CouponUsed,
    /// The welcome coupon is for a first order, and this is not the first.
    CouponNotFirstOrder,
    /// The welcome coupon had been taken back when the order was placed.
    CouponVoid,
    /// The welcome coupon had ended when the order was placed.
    CouponExpired,
    /// The goods come to less than the welcome coupon asks for.
    CouponBelowMinimum,
    /// The code is a customer's who tells friends, and earns by rewards instead of commissions.
    ReferrerOnly,
    /// Customers who tell friends earned nothing under the rules in force.
    ReferralOff,
    /// Nobody is known to have sent the customer.
    NoSponsor,
    /// The customer was bound to whoever sent them only after the order.
    BoundAfterOrder,
    /// The customer who bought has the address of the one who is said to have sent them.
    OwnPurchase,
    /// Another order of the customer counted first.
    NotFirstQualifyingOrder,
    /// The order is not in a status in which a friend's order earns.
    NotQualifiedYet,
    /// Whoever the program asks about rewards has not answered yet.
    AwaitingAnswer,
    /// A person declined what the order earns.
    RewardDeclined,
    /// The reward, its cap or its budget is of another currency than the order.
    OtherCurrency,
    /// The order was paid back or called off.
    TakenBack,
    /// There is nothing in the order of which a reward could be a part.
    NothingToEarn,
    /// The customer who would get it was paused.
    SponsorInactive,
    /// The program's budget for rewards is spent.
    BudgetSpent,
}

impl Reason {
    /// The word for it in the API.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::LowerPriority => "lower_priority",
            Self::SignalNotUsed => "signal_not_used",
            Self::OutsideWindow => "outside_window",
            Self::ClickAfterOrder => "click_after_order",
            Self::LaterTouch => "later_touch",
            Self::EarlierTouch => "earlier_touch",
            Self::ClearedByOrder => "cleared_by_order",
            Self::PartnerPaused => "partner_paused",
            Self::SelfPurchase => "self_purchase",
            Self::NotAPerson => "not_a_person",
            Self::OtherCoupon => "other_coupon",
            Self::SeveralCoupons => "several_coupons",
            Self::DecidedByHand => "decided_by_hand",
            Self::UnknownCode => "unknown_code",
            Self::UnknownClick => "unknown_click",
            Self::ForeignClick => "foreign_click",
            Self::NoConsent => "no_consent",
            Self::MembershipEnded => "membership_ended",
            Self::NoTouch => "no_touch",
            Self::NotFirstOrder => "not_first_order",
            Self::ReportedByBrowser => "reported_by_browser",
            Self::CouponNotTheirs => "coupon_not_theirs",
            Self::CouponUsed => "coupon_used",
            Self::CouponNotFirstOrder => "coupon_not_first_order",
            Self::CouponVoid => "coupon_void",
            Self::CouponExpired => "coupon_expired",
            Self::CouponBelowMinimum => "coupon_below_minimum",
            Self::ReferrerOnly => "referrer_only",
            Self::ReferralOff => "referral_off",
            Self::NoSponsor => "no_sponsor",
            Self::BoundAfterOrder => "bound_after_order",
            Self::OwnPurchase => "own_purchase",
            Self::NotFirstQualifyingOrder => "not_first_qualifying_order",
            Self::NotQualifiedYet => "not_qualified_yet",
            Self::AwaitingAnswer => "awaiting_answer",
            Self::RewardDeclined => "reward_declined",
            Self::OtherCurrency => "other_currency",
            Self::TakenBack => "taken_back",
            Self::NothingToEarn => "nothing_to_earn",
            Self::SponsorInactive => "sponsor_inactive",
            Self::BudgetSpent => "budget_spent",
        }
    }

    /// A sentence for people.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::LowerPriority => "Another kind of evidence has priority in this program.",
            Self::SignalNotUsed => "This program does not use this kind of evidence.",
            Self::OutsideWindow => "The click was too long before the order for this program's window.",
            Self::ClickAfterOrder => "The click came after the order was placed.",
            Self::LaterTouch => "A later click counts instead: here the last touch wins.",
            Self::EarlierTouch => "An earlier click counts: here the first touch wins.",
            Self::ClearedByOrder => "An earlier order of this visitor already used the click.",
            Self::PartnerPaused => "The partner was paused at that time.",
            Self::SelfPurchase => "The partner bought it: own purchases do not earn here.",
            Self::NotAPerson => "The click came from a bot, a preview or a prefetch.",
            Self::OtherCoupon => "Another coupon on the same order counts.",
            Self::SeveralCoupons => "Coupons of several partners are on the order, and then none counts.",
            Self::DecidedByHand => "Somebody decided this order by hand.",
            Self::UnknownCode => "No partner has this code.",
            Self::UnknownClick => "No click with this id is known.",
            Self::ForeignClick => "The click belongs to another program.",
            Self::NoConsent => "The visitor said no to being remembered when they clicked.",
            Self::MembershipEnded => "The publisher was not in the program any more when it was clicked.",
            Self::NoTouch => "The order carries no coupon, click or other evidence of a partner.",
            Self::NotFirstOrder => "Only a customer's first order earns, and this is not the first.",
            Self::ReportedByBrowser => {
                "Only the browser reported it, and the store's own evidence counts first."
            }
            Self::CouponNotTheirs => "The welcome coupon was given to somebody else.",
            Self::CouponUsed => "An earlier order has used the welcome coupon.",
            Self::CouponNotFirstOrder => {
                "The welcome coupon is for a first order, and this is not the first."
            }
            Self::CouponVoid => "The welcome coupon had been taken back when the order was placed.",
            Self::CouponExpired => "The welcome coupon had ended when the order was placed.",
            Self::CouponBelowMinimum => "The goods come to less than the welcome coupon asks for.",
            Self::ReferrerOnly => {
                "It is the code of a customer who tells friends: it earns rewards, not commissions."
            }
            Self::ReferralOff => "Rewards for telling friends were off when the order was placed.",
            Self::NoSponsor => "No customer is known to have sent this one.",
            Self::BoundAfterOrder => {
                "The customer came to belong to whoever sent them only after this order."
            }
            Self::OwnPurchase => {
                "The friend has the same address as the customer who sent them: own purchases earn nothing."
            }
            Self::NotFirstQualifyingOrder => {
                "Another order of this customer counted first, and only the first earns."
            }
            Self::NotQualifiedYet => "The order is not in a status in which a friend's order earns.",
            Self::AwaitingAnswer => "Whoever this program asks about rewards has not answered yet.",
            Self::RewardDeclined => "Somebody declined what this order earns.",
            Self::OtherCurrency => "The reward, its cap or its budget is in another currency than the order.",
            Self::TakenBack => "The order was paid back or called off, and so was what it earned.",
            Self::NothingToEarn => "There is nothing in the order to take a reward of.",
            Self::SponsorInactive => "This customer was paused when the order was placed.",
            Self::BudgetSpent => "The budget for rewards was spent before this order.",
        }
    }
}
