//! Presets: how known systems behave, as data.

use crate::money::Rate;
use crate::order::Status;
use crate::program::{
    Commission, EventKind, EventType, Purpose, Role, Rules, SelfPurchase, SeveralCoupons, Share, Signal,
    TouchPolicy, WindowKind,
};
use crate::referral::Lifelong;

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
    hold_days: u32,
    split: &'static [Share],
    events: &'static [(&'static str, EventKind)],
}

const WHOLE_TO_PARTNER: &[Share] = &[Share { role: Role::Partner, weight: 100 }];
const HALVES: &[Share] =
    &[Share { role: Role::Partner, weight: 50 }, Share { role: Role::Platform, weight: 50 }];

/// All presets. Sources: the behaviour of RefTrackr 1.0.0, of Infumar's affiliate tracking, and of Retrack's
/// network as its help pages tell it: the click of the last 10 days, reported by the store with the order,
/// a commission per event, and no hold that they name.
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
        hold_days: 0,
        split: WHOLE_TO_PARTNER,
        events: &[],
    },
    Preset {
        name: "infumar",
        summary: "30 days after a click; counts when completed; half each for influencer and platform.",
        priority: &[Signal::Cookie, Signal::LastClick, Signal::Coupon],
        window_days: 30,
        touch: TouchPolicy::Last,
        window: WindowKind::Sliding,
        cleared_by_order: false,
        counts_when: &[Status::Completed],
        percent: 10,
        hold_days: 0,
        split: HALVES,
        events: &[],
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
        hold_days: 0,
        split: WHOLE_TO_PARTNER,
        events: &[("Sale", EventKind::Transaction), ("Lead", EventKind::Lead)],
    },
];

impl Preset {
    /// The preset of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        PRESETS.iter().find(|preset| preset.name == name)
    }

    /// Its rules, ready to be a program's first version.
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
            exceptions: Vec::new(),
            first_order_only: false,
            cap: None,
            split: self.split.to_vec(),
            allowed_hosts: Vec::new(),
            redirect_page: None,
            purpose: Purpose::Affiliate,
            referral: None,
            lifelong: Lifelong::default(),
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
