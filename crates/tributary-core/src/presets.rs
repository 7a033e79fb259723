//! Presets: how known systems behave, as data.

use crate::base::BaseKind;
use crate::money::{Currency, Rate};
use crate::order::Status;
use crate::program::{
    Commission, EventKind, EventType, Purpose, Role, Rules, SelfPurchase, SeveralCoupons, Share, Signal,
    TouchPolicy, WindowKind,
};
use crate::referral::{Lifelong, LifelongMode, Referral};

/// A named starting point for a program's rules.
#[derive(Debug)]
pub struct Preset {
    /// What `--preset` and the API call it.
    pub name: &'static str,
    /// What it is, in a sentence.
    pub summary: &'static str,
    priority: &'static [Signal],
    window_days: u32,
    touch: TouchPolicy,
    window: WindowKind,
    cleared_by_order: bool,
    counts_when: &'static [Status],
    percent: u8,
    base: BaseKind,
    hold_days: u32,
    split: &'static [Share],
    events: &'static [(&'static str, EventKind)],
    /// Whether customers are rewarded who tell their friends.
    refers: bool,
    lifelong: LifelongMode,
}

const WHOLE_TO_PARTNER: &[Share] = &[Share { role: Role::Partner, weight: 100 }];
const HALVES: &[Share] =
    &[Share { role: Role::Partner, weight: 50 }, Share { role: Role::Platform, weight: 50 }];

/// All presets. Sources: the behaviour of RefTrackr 1.0.0, of Infumar's affiliate tracking, and of Retrack's
/// network as its help pages tell it: the click of the last 10 days, reported by the store with the order,
/// a commission per event, and no hold that they name; of WP Wallet System's referral program, and of Zen Cart's
/// customer referral in its two modes. Those three pay partners nothing, so neither do their presets: `docs/presets.md`.
pub const PRESETS: &[Preset] = &[
    Preset {
        name: "reftrackr",
        summary: "Coupon, then cookie, then last click; 7 days, sliding; an order uses the click up.",
        priority: &[Signal::Coupon, Signal::Cookie, Signal::LastClick],
        window_days: 7,
        touch: TouchPolicy::Last,
        window: WindowKind::Sliding,
        cleared_by_order: true,
        counts_when: &[Status::Processing, Status::Completed],
        percent: 10,
        base: BaseKind::Goods,
        hold_days: 0,
        split: WHOLE_TO_PARTNER,
        events: &[],
        refers: false,
        lifelong: LifelongMode::Off,
    },
    Preset {
        name: "infumar",
        summary: "30 days after a click; a part of the order's total when completed; half each for influencer and platform.",
        priority: &[Signal::Cookie, Signal::LastClick, Signal::Coupon],
        window_days: 30,
        touch: TouchPolicy::Last,
        window: WindowKind::Sliding,
        cleared_by_order: false,
        counts_when: &[Status::Completed],
        percent: 10,
        base: BaseKind::Total,
        hold_days: 0,
        split: HALVES,
        events: &[],
        refers: false,
        lifelong: LifelongMode::Off,
    },
    Preset {
        name: "retrack",
        summary: "Last click, 10 days, sliding; coupons come last; a sale and a lead have their own rates.",
        priority: &[Signal::LastClick, Signal::Cookie, Signal::Coupon],
        window_days: 10,
        touch: TouchPolicy::Last,
        window: WindowKind::Sliding,
        cleared_by_order: false,
        counts_when: &[Status::Processing, Status::Completed],
        percent: 10,
        base: BaseKind::Goods,
        hold_days: 0,
        split: WHOLE_TO_PARTNER,
        events: &[("Sale", EventKind::Transaction), ("Lead", EventKind::Lead)],
        refers: false,
        lifelong: LifelongMode::Off,
    },
    Preset {
        name: "wallet-referral",
        summary: "Customers refer friends: first touch, 7 days, bound at sign-up, 100 on the first completed order, a coupon of 50.",
        priority: &[Signal::Cookie, Signal::LastClick, Signal::Coupon],
        window_days: 7,
        touch: TouchPolicy::First,
        window: WindowKind::Fixed,
        cleared_by_order: false,
        counts_when: &[Status::Completed],
        percent: 0,
        base: BaseKind::Goods,
        hold_days: 0,
        split: WHOLE_TO_PARTNER,
        events: &[],
        refers: true,
        lifelong: LifelongMode::Off,
    },
    Preset {
        name: "zencart-1",
        summary: "The first coupon with which a customer places an order binds them for life.",
        priority: &[Signal::Binding, Signal::Coupon],
        window_days: 1,
        touch: TouchPolicy::Last,
        window: WindowKind::Sliding,
        cleared_by_order: false,
        counts_when: &[Status::Processing, Status::Completed],
        percent: 0,
        base: BaseKind::Goods,
        hold_days: 0,
        split: WHOLE_TO_PARTNER,
        events: &[],
        refers: false,
        lifelong: LifelongMode::FirstCoupon,
    },
    Preset {
        name: "zencart-2",
        summary: "A code typed at the sign-up, or later while there is none, binds a customer for life.",
        priority: &[Signal::Binding],
        window_days: 1,
        touch: TouchPolicy::Last,
        window: WindowKind::Sliding,
        cleared_by_order: false,
        counts_when: &[Status::Processing, Status::Completed],
        percent: 0,
        base: BaseKind::Goods,
        hold_days: 0,
        split: WHOLE_TO_PARTNER,
        events: &[],
        refers: false,
        lifelong: LifelongMode::TypedCode,
    },
];

impl Preset {
    /// The preset of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        PRESETS.iter().find(|preset| preset.name == name)
    }

    /// Its rules, ready to be the first version of a program whose store has this currency.
    #[must_use]
    pub fn rules_in(&self, currency: Currency) -> Rules {
        // Whoever starts from this preset has switched it on by that: only the settings screen of the original begins off.
        let referral = self.refers.then(|| Referral { enabled: true, ..Referral::new(currency) });
        Rules { referral, ..self.rules() }
    }

    /// Its rules, but for what is promised in a store's own currency.
    #[must_use]
    pub fn rules(&self) -> Rules {
        Rules {
            priority: self.priority.to_vec(),
            window_days: self.window_days,
            touch: self.touch,
            window: self.window,
            several_coupons: SeveralCoupons::First,
            cleared_by_order: self.cleared_by_order,
            self_purchase: SelfPurchase::Reject,
            counts_when: self.counts_when.to_vec(),
            hold_days: self.hold_days,
            commission: Commission::Percent { rate: Rate::percent(self.percent) },
            base: self.base,
            exceptions: Vec::new(),
            first_order_only: false,
            cap: None,
            split: self.split.to_vec(),
            allowed_hosts: Vec::new(),
            redirect_page: None,
            purpose: Purpose::Affiliate,
            referral: None,
            lifelong: Lifelong { mode: self.lifelong, listed: Vec::new() },
            events: self.events.iter().map(|(name, kind)| self.event(name, *kind)).collect(),
        }
    }

    /// An event type that has no id yet: the engine gives it one with the program. A percentage of a lead
    /// is nothing, so its owner says what one is worth.
    fn event(&self, name: &str, kind: EventKind) -> EventType {
        let rate = if kind == EventKind::Lead { Rate::percent(0) } else { Rate::percent(self.percent) };
        EventType { id: String::new(), name: name.to_owned(), kind, commission: Commission::Percent { rate } }
    }
}
