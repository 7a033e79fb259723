//! A small world to decide about, told in sentences. All times are milliseconds from the order's own.
//!
//! Compiled twice: into the unit tests of the crate and into this binary.
#![allow(dead_code, reason = "each of the two crates uses another part of it")]
#![expect(
    clippy::arithmetic_side_effects,
    reason = "tests: an overflow is a panic, and a panic fails the test"
)]

use crate::decide::{Decision, Undecided, World, decide};
use crate::fact::{
    Customer, Line, OrderFact, OrderKind, OrderStated, Origin, Place, Recorded, RefundDetail, RefundStated,
};
use crate::ledger::{Account, Bucket, Purse};
use crate::order::Status;
use crate::presets::Preset;
use crate::program::{Commission, EventKind, EventType, Exception, RuleVersion, Rules};
use crate::reason::Reason;
use crate::referral::{Friend, Granted, Qualified, Referral, Sponsor};
use crate::time::{DAY_MS, Timestamp};
use crate::touch::{DeadEnd, Source, Touch};
use crate::{ClickId, Currency, CustomerId, FactId, Money, PartnerId, ProgramId, Rate};

/// 2026-03-01T12:00:00Z: when an order is placed unless it says otherwise.
pub(crate) const PLACED: Timestamp = Timestamp::from_ms(1_772_366_400_000);
pub(crate) const SECOND: i64 = 1_000;
pub(crate) const MINUTE: i64 = 60_000;
const NAMES: [&str; 4] = ["sara", "noor", "omar", "lina"];

pub(crate) const fn days(count: i64) -> i64 {
    count * DAY_MS
}

pub(crate) fn money(code: &str) -> Currency {
    Currency::parse(code).expect("a currency")
}

pub(crate) fn percent(text: &str) -> Rate {
    Rate::parse_percent(text).expect("a percentage")
}

pub(crate) fn partner(name: &str) -> PartnerId {
    let (bits, _) = (1..).zip(NAMES).find(|(_, known)| *known == name).expect("a known partner");
    PartnerId::from_bits(bits)
}

pub(crate) fn name_of(id: &PartnerId) -> &'static str {
    NAMES.iter().find(|name| partner(name) == *id).expect("a known partner")
}

pub(crate) fn customer(bits: u128) -> CustomerId {
    CustomerId::from_bits(bits)
}

pub(crate) fn program() -> ProgramId {
    ProgramId::from_bits(1)
}

/// An order without lines, in US dollars, from a shop that stamps whole seconds.
pub(crate) fn blank_order() -> OrderStated {
    OrderStated {
        external_id: "28".into(),
        number: "28".into(),
        status: Status::Processing,
        currency: money("USD"),
        placed_at: PLACED,
        placed_step_ms: SECOND,
        modified_at: Some(PLACED),
        paid_at: Some(PLACED),
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

pub(crate) fn line(id: impl std::fmt::Display, total_minor: i64) -> Line {
    Line {
        external_id: id.to_string(),
        product: Some(format!("p{id}")),
        categories: Vec::new(),
        name: format!("product {id}"),
        sku: None,
        quantity: 1,
        total_minor,
        event: None,
    }
}

/// Event types by id; whatever they are for, the rules reckon alike.
pub(crate) fn event_types(all: &[(&str, Commission)]) -> Vec<EventType> {
    let event = |(id, commission): &(&str, Commission)| EventType {
        id: (*id).to_owned(),
        name: format!("The {id}"),
        kind: EventKind::Transaction,
        commission: commission.clone(),
    };
    all.iter().map(event).collect()
}

pub(crate) fn bare(id: &str, amount_minor: i64) -> RefundStated {
    RefundStated { external_id: id.into(), amount_minor, detail: None, reason: String::new() }
}

pub(crate) fn detailed(id: &str, amount_minor: i64, lines: &[(&str, i64)], other_minor: i64) -> RefundStated {
    let lines = lines.iter().map(|(line, minor)| ((*line).to_owned(), *minor)).collect();
    let detail = RefundDetail { lines, other_minor, ..RefundDetail::default() };
    RefundStated { detail: Some(detail), ..bare(id, amount_minor) }
}

pub(crate) fn stated(order: OrderStated, origin: Origin) -> OrderFact {
    OrderFact::Stated { order: Box::new(order), origin, restored: false }
}

/// A fact at its place in the order of arrival; its id stays with it when it arrives elsewhere.
pub(crate) fn recorded(seq: i64, id: u128, fact: OrderFact) -> Recorded<OrderFact> {
    Recorded { id: FactId::from_bits(id), seq, received_at: PLACED.plus_ms(seq), fact }
}

/// Facts in the order in which they arrive.
pub(crate) fn arriving(facts: Vec<OrderFact>) -> Vec<Recorded<OrderFact>> {
    (1..).zip(facts).map(|(seq, fact)| recorded(seq, seq.unsigned_abs().into(), fact)).collect()
}

#[derive(Debug, Clone)]
pub(crate) struct Scenario {
    pub(crate) world: World,
    pub(crate) order: OrderStated,
    total: Option<i64>,
    later: Vec<OrderFact>,
    now: Timestamp,
}

/// A world with the program `reftrackr`: coupon, cookie, click; 7 days, sliding; 10 percent.
impl Scenario {
    pub(crate) fn new() -> Self {
        Self::preset("reftrackr")
    }

    pub(crate) fn preset(name: &str) -> Self {
        let rules = Preset::named(name).expect("a preset").rules();
        let world = World {
            program: program(),
            versions: vec![RuleVersion { number: 1, since: Timestamp::MIN, rules }],
            facts: Vec::new(),
            touches: Vec::new(),
            dead_ends: Vec::new(),
            earlier_orders: Vec::new(),
            returning_customer: false,
            welcomed: Vec::new(),
            friend: None,
        };
        Self { world, order: blank_order(), total: None, later: Vec::new(), now: PLACED.plus_ms(1) }
    }

    pub(crate) fn rules(mut self, change: impl FnOnce(&mut Rules)) -> Self {
        change(&mut self.world.versions.first_mut().expect("a version").rules);
        self
    }

    pub(crate) fn commission(self, commission: Commission) -> Self {
        self.rules(|rules| rules.commission = commission)
    }

    pub(crate) fn rate(self, text: &str) -> Self {
        self.commission(Commission::Percent { rate: percent(text) })
    }

    pub(crate) fn fixed(self, minor: i64, code: &str) -> Self {
        self.commission(Commission::Fixed { amount: Money::new(minor, money(code)) })
    }

    pub(crate) fn exception(self, exception: Exception) -> Self {
        self.rules(|rules| rules.exceptions.push(exception))
    }

    pub(crate) fn order_with(mut self, change: impl FnOnce(&mut OrderStated)) -> Self {
        change(&mut self.order);
        self
    }

    /// One more line; its id counts from 1 and its product is `p` and the id.
    pub(crate) fn order(mut self, total_minor: i64) -> Self {
        self.order.lines.push(line(self.order.lines.len() + 1, total_minor));
        self
    }

    pub(crate) fn total(mut self, minor: i64) -> Self {
        self.total = Some(minor);
        self
    }

    pub(crate) fn status(self, word: &str) -> Self {
        self.order_with(|order| order.status = Status::parse(word))
    }

    /// Customers who tell friends earn by the settings that are there from the start, changed like this.
    pub(crate) fn refers(self, change: impl FnOnce(&mut Referral)) -> Self {
        let mut referral = Referral { enabled: true, ..Referral::new(money("USD")) };
        change(&mut referral);
        self.rules(|rules| rules.referral = Some(referral)).status("completed")
    }

    /// The buyer, customer 0, was sent by these: nearest first, each with why they cannot earn.
    pub(crate) fn sent_by(mut self, chain: &[(u128, Option<Reason>)]) -> Self {
        let sponsor =
            |(bits, barred): &(u128, Option<Reason>)| Sponsor { customer: customer(*bits), barred: *barred };
        self.world.friend = Some(Friend {
            customer: customer(0),
            sponsors: chain.iter().map(sponsor).collect(),
            bound_later: false,
            other: None,
            granted: Granted::default(),
        });
        self
    }

    /// Another order of the same customer qualified so long after this one was placed.
    pub(crate) fn other_order(mut self, id: &str, offset_ms: i64) -> Self {
        let at = self.order.placed_at.plus_ms(offset_ms);
        let friend = self.world.friend.as_mut().expect("a friend");
        friend.other = Some(Qualified { at, external_id: id.into() });
        self
    }

    pub(crate) fn granted(mut self, own_minor: i64, all_minor: i64) -> Self {
        self.world.friend.as_mut().expect("a friend").granted = Granted { own_minor, all_minor };
        self
    }

    fn touch(mut self, name: &str, source: Source, offset_ms: Option<i64>) -> Self {
        let count = u128::try_from(self.world.touches.len()).expect("a few");
        self.world.touches.push(Touch {
            source,
            partner: partner(name),
            at: self.order.placed_at.plus_ms(offset_ms.unwrap_or(0)),
            click: offset_ms.map(|_| ClickId::from_bits(count)),
            link: None,
            code: None,
            position: 0,
            by_person: true,
            paused: false,
            own_purchase: false,
            reported: false,
            referrer: false,
        });
        self
    }

    /// An earlier click of the same visitor.
    pub(crate) fn click(self, name: &str, offset_ms: i64) -> Self {
        self.touch(name, Source::Visitor, Some(offset_ms))
    }

    /// A click that the shop names by its id.
    pub(crate) fn named_click(self, name: &str, offset_ms: i64) -> Self {
        self.touch(name, Source::Click, Some(offset_ms))
    }

    /// A cookie stamped on the order, of a click that is known.
    pub(crate) fn cookie(self, name: &str, offset_ms: i64) -> Self {
        self.touch(name, Source::Cookie, Some(offset_ms))
    }

    /// The order's own record of a click that is known.
    pub(crate) fn evidence(self, name: &str, offset_ms: i64) -> Self {
        self.touch(name, Source::OrderEvidence, Some(offset_ms))
    }

    pub(crate) fn coupon(mut self, code: &str, name: &str) -> Self {
        let position = self.order.coupons.len();
        self.order.coupons.push(code.into());
        self = self.touch(name, Source::Coupon, None);
        self.last_touch(|touch| {
            touch.code = Some(code.into());
            touch.position = position;
        })
    }

    pub(crate) fn last_touch(mut self, change: impl FnOnce(&mut Touch)) -> Self {
        change(self.world.touches.last_mut().expect("a touch"));
        self
    }

    pub(crate) fn paused(self) -> Self {
        self.last_touch(|touch| touch.paused = true)
    }

    pub(crate) fn dead_end(mut self, source: Source, value: &str, reason: Reason) -> Self {
        self.world.dead_ends.push(DeadEnd { source, value: value.into(), reason });
        self
    }

    pub(crate) fn earlier_order(mut self, offset_ms: i64) -> Self {
        self.world.earlier_orders.push(self.order.placed_at.plus_ms(offset_ms));
        self
    }

    pub(crate) fn then(mut self, fact: OrderFact) -> Self {
        self.later.push(fact);
        self
    }

    pub(crate) fn refund(self, refund: RefundStated) -> Self {
        self.then(OrderFact::Refunded { refund, origin: Origin::Webhook })
    }

    pub(crate) fn assign(self, name: Option<&str>) -> Self {
        let partner = name.map(partner);
        self.then(OrderFact::Assigned { partner, by: "owner".into(), note: "asked".into() })
    }

    /// The moment of the decision, from the order's own.
    pub(crate) fn at(mut self, offset_ms: i64) -> Self {
        self.now = self.order.placed_at.plus_ms(offset_ms);
        self
    }

    pub(crate) fn try_decide(mut self) -> Result<Outcome, Undecided> {
        let mut order = self.order;
        let parts = order.lines.iter().map(|line| line.total_minor).chain(order.fees.iter().copied());
        let sum = || parts.sum::<i64>() + order.shipping_minor + order.tax_minor;
        order.total_minor = self.total.unwrap_or_else(sum);
        let mut facts = vec![stated(order, Origin::Webhook)];
        facts.append(&mut self.later);
        self.world.facts = arriving(facts);
        decide(&self.world, self.now).map(|decision| Outcome { decision })
    }

    pub(crate) fn decide(self) -> Outcome {
        self.try_decide().expect("a decision")
    }
}

#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) decision: Decision,
}

impl Outcome {
    /// `sara by click`, or the reason for nobody.
    pub(crate) fn credit(&self) -> String {
        let attribution = &self.decision.attribution;
        match (&attribution.credit, attribution.nobody) {
            (Some(credit), None) => format!("{} by {}", name_of(&credit.partner), credit.via),
            (None, Some(reason)) => format!("nobody: {}", reason.code()),
            both => panic!("a credit or a reason, not {both:?}"),
        }
    }

    /// Every loser with its reason, in the order of time: `noor: later_touch`.
    pub(crate) fn losers(&self) -> Vec<String> {
        let lost = self.decision.attribution.candidates.iter().filter_map(|c| Some((c, c.lost?)));
        lost.map(|(c, why)| format!("{}: {}", name_of(&c.touch.partner), why.code())).collect()
    }

    pub(crate) fn owed(&self, account: &Account) -> i64 {
        self.decision.due.iter().filter(|(owner, ..)| *owner == account).map(|(_, _, minor)| minor).sum()
    }

    /// What the customers who sent the buyer get, by level, as `1:100 2:10`, or the reason for nobody.
    pub(crate) fn rewards(&self) -> String {
        let rewards = self.decision.rewards.as_ref().expect("friends are spoken of");
        match rewards.nobody {
            Some(reason) => reason.code().to_owned(),
            None => {
                let level = |level: &crate::referral::Level| match level.nothing {
                    Some(reason) => format!("{}:{}", level.number, reason.code()),
                    None => format!("{}:{}", level.number, level.minor),
                };
                rewards.levels.iter().map(level).collect::<Vec<_>>().join(" ")
            }
        }
    }

    /// What stands in a customer's wallet: on hold, and ready.
    pub(crate) fn wallet(&self, bits: u128) -> (i64, i64) {
        let purse = |purse| self.owed(&Account::Wallet(customer(bits), purse));
        (purse(Purse::Pending), purse(Purse::Available))
    }

    pub(crate) fn payable(&self, name: &str) -> i64 {
        self.owed(&Account::Partner(partner(name), Bucket::Payable))
    }

    pub(crate) fn platform(&self) -> i64 {
        self.owed(&Account::Platform(program(), Bucket::Payable))
    }

    pub(crate) fn earned(&self) -> i64 {
        self.decision.earned.as_ref().expect("somebody is credited").minor
    }
}
