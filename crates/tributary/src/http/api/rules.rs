//! A program's rules as the API writes them, and what a change of them may say.

use super::body::{Object, erasable, words};
use super::check::{Faults, referred};
use super::event_types::{self, EventType, NewEventType};
use super::money::Money;
use super::rules_commission::{CommissionRule, checked_commission};
use super::rules_lifelong::{LifelongChange, LifelongRules};
use super::rules_referral::{ReferralChange, ReferralRules};
use crate::http::api::shape::{
    CountedStatus, HostEntry, MoneyFromZero, PartnerRef, Percent, Text200, WebAddress,
};
use crate::http::redirect::destination::{AllowedHosts, parse_told};
use crate::promises::Home;
use serde::{Deserialize, Serialize};
use tributary_core::base::BaseKind as CoreBase;
use tributary_core::money::Rate;
use tributary_core::order::Status;
use tributary_core::program::{
    Commission as CoreCommission, EventType as CoreEventType, Exception as CoreException,
    Purpose as CorePurpose, Role as CoreRole, Rules as CoreRules, SelfPurchase as CoreSelfPurchase,
    SeveralCoupons as CoreSeveralCoupons, Share as CoreShare, Signal as CoreSignal, TouchPolicy, WindowKind,
};
use tributary_core::{PartnerId, ProgramId, TenantId};
use tributary_engine::db::Tx;
use tributary_engine::{Result, partner};

const WINDOW_DAYS_MAX: u32 = 3650;
const HOLD_DAYS_MAX: u32 = 365;
const EXCEPTIONS_MAX: usize = 500; // each is looked at for each line of an order
const HOSTS_MAX: usize = 200;
const HOST_CHARS_MAX: usize = 259; // a name of 253 and a port
const STATUSES_MAX: usize = 50;
const WEIGHT_MAX: u32 = 1_000_000;

words! {
    /// What can point at a partner.
    Signal = CoreSignal {
        "coupon" => Coupon, "cookie" => Cookie, "last_click" | "click" => LastClick,
        "order_evidence" => OrderEvidence, "binding" => Binding,
    }
}
words! {
    /// Which of a visitor's clicks counts.
    TouchRule = TouchPolicy { "first" => First, "last" => Last }
}
words! {
    /// Whether a further click of the same partner starts the window anew.
    Window = WindowKind { "sliding" => Sliding, "fixed" => Fixed }
}
words! {
    /// Which coupon counts when an order carries coupons of several partners.
    SeveralCoupons = CoreSeveralCoupons { "first" => First, "last" => Last, "skip" => Skip }
}
words! {
    /// Whether a partner may earn on an own purchase.
    SelfPurchase = CoreSelfPurchase { "reject" => Reject, "allow" => Allow }
}
words! {
    /// What visitors are promised: nothing (`affiliate`), or a `reward` such as cashback.
    Purpose = CorePurpose { "affiliate" => Affiliate, "reward" => Reward }
}
words! {
    /// What a percentage is taken of: the goods after discounts without taxes and shipping, or the order's total.
    BaseKind = CoreBase { "goods" => Goods, "total" => Total }
}
words! {
    /// Who shares a commission.
    Role = CoreRole { "partner" => Partner, "platform" => Platform }
}

/// Lines or partners that earn otherwise than the rest; the most specific one counts.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Exception {
    /// Only for this partner.
    #[schema(value_type = Option<PartnerRef>)]
    partner: Option<PartnerId>,
    /// Only for this product, by the shop's id.
    #[schema(value_type = Option<Text200>)]
    product: Option<String>,
    /// Only for products of this category, by the shop's id or name.
    #[schema(value_type = Option<Text200>)]
    category: Option<String>,
    /// The percentage instead.
    #[schema(value_type = Percent, example = "5")]
    rate: Rate,
}

/// One share of each commission.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Share {
    /// Who gets it.
    role: Role,
    /// Its weight among all shares: 50 and 50 are halves.
    #[schema(example = 50, minimum = 1, maximum = 1_000_000)]
    weight: u32,
}

/// The rules of a program.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct Rules {
    /// What an order earns.
    commission: CommissionRule,
    /// What a percentage is taken of, after refunds.
    base: BaseKind,
    /// How long a click counts, in days of 24 hours.
    window_days: u32,
    /// Whether each click starts the window anew.
    window: Window,
    /// First or last touch.
    touch: TouchRule,
    /// Evidence from strongest to weakest; what is not listed never wins.
    priority: Vec<Signal>,
    /// Which of several partners' coupons counts.
    several_coupons: SeveralCoupons,
    /// Whether an order uses up the visitor's clicks before it.
    cleared_by_order: bool,
    /// Whether partners may earn on their own purchases.
    self_purchase: SelfPurchase,
    /// The statuses in which an order earns.
    counts_when: Vec<String>,
    /// Days from the order until a commission is payable.
    hold_days: u32,
    /// What earns otherwise.
    exceptions: Vec<Exception>,
    /// Whether only a customer's first order earns.
    first_order_only: bool,
    /// The most one order earns, before it is split.
    #[schema(required)]
    cap: Option<Money>,
    /// How a commission is shared.
    split: Vec<Share>,
    /// Hosts that `?to=` may lead to; empty: none.
    allowed_hosts: Vec<String>,
    /// The shop's redirect page, to which visitors are sent with `click` and `deeplink`; null: straight on.
    #[schema(required)]
    redirect_page: Option<String>,
    /// What visitors are promised.
    purpose: Purpose,
    /// Types of events with commissions of their own.
    events: Vec<EventType>,
    /// What customers get who tell their friends; null: it was never set.
    #[schema(required)]
    referral: Option<ReferralRules>,
    /// Whether a code binds customers for life.
    lifelong: LifelongRules,
}

impl From<CoreRules> for Rules {
    fn from(rules: CoreRules) -> Self {
        Self {
            commission: rules.commission.into(),
            base: rules.base.into(),
            window_days: rules.window_days,
            window: rules.window.into(),
            touch: rules.touch.into(),
            priority: rules.priority.into_iter().map(Signal::from).collect(),
            several_coupons: rules.several_coupons.into(),
            cleared_by_order: rules.cleared_by_order,
            self_purchase: rules.self_purchase.into(),
            counts_when: rules.counts_when.into_iter().map(String::from).collect(),
            hold_days: rules.hold_days,
            exceptions: rules.exceptions.into_iter().map(Exception::from).collect(),
            first_order_only: rules.first_order_only,
            cap: rules.cap.map(Money::from),
            split: rules.split.into_iter().map(Share::from).collect(),
            allowed_hosts: rules.allowed_hosts,
            redirect_page: rules.redirect_page,
            purpose: rules.purpose.into(),
            events: rules.events.into_iter().map(EventType::from).collect(),
            referral: rules.referral.map(ReferralRules::from),
            lifelong: rules.lifelong.into(),
        }
    }
}

impl From<CoreException> for Exception {
    fn from(CoreException { partner, product, category, rate }: CoreException) -> Self {
        Self { partner, product, category, rate }
    }
}

impl From<Exception> for CoreException {
    fn from(Exception { partner, product, category, rate }: Exception) -> Self {
        Self { partner, product, category, rate }
    }
}

impl From<CoreShare> for Share {
    fn from(share: CoreShare) -> Self {
        Self { role: share.role.into(), weight: share.weight }
    }
}

impl From<Share> for CoreShare {
    fn from(share: Share) -> Self {
        Self { role: share.role.into(), weight: share.weight }
    }
}

/// What to change about a program's rules; what is missing stays.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RulesChange {
    /// What an order earns.
    #[schema(value_type = Option<CommissionRule>)]
    commission: Option<Object<CommissionRule>>,
    /// What a percentage is taken of, after refunds.
    base: Option<BaseKind>,
    /// How long a click counts, in days of 24 hours.
    #[schema(minimum = 1, maximum = 3650)]
    window_days: Option<u32>,
    /// Whether each click starts the window anew.
    window: Option<Window>,
    /// First or last touch.
    touch: Option<TouchRule>,
    /// Evidence from strongest to weakest; what is not listed never wins.
    #[schema(min_items = 1)]
    priority: Option<Vec<Signal>>,
    /// Which of several partners' coupons counts.
    several_coupons: Option<SeveralCoupons>,
    /// Whether an order uses up the visitor's clicks before it.
    cleared_by_order: Option<bool>,
    /// Whether partners may earn on their own purchases.
    self_purchase: Option<SelfPurchase>,
    /// The statuses in which an order earns.
    #[schema(value_type = Option<Vec<CountedStatus>>, max_items = 50)]
    counts_when: Option<Vec<String>>,
    /// Days from the order until a commission is payable.
    #[schema(maximum = 365)]
    hold_days: Option<u32>,
    /// What earns otherwise.
    #[schema(value_type = Option<Vec<Exception>>, max_items = 500)]
    exceptions: Option<Vec<Object<Exception>>>,
    /// Whether only a customer's first order earns.
    first_order_only: Option<bool>,
    /// The most one order earns, before it is split; null for no limit.
    #[serde(default, deserialize_with = "erasable")]
    #[schema(value_type = Option<MoneyFromZero>)]
    cap: Option<Option<Money>>,
    /// How a commission is shared.
    #[schema(value_type = Option<Vec<Share>>, min_items = 1)]
    split: Option<Vec<Object<Share>>>,
    /// Hosts that `?to=` may lead to; empty: none.
    #[schema(value_type = Option<Vec<HostEntry>>, max_items = 200)]
    allowed_hosts: Option<Vec<String>>,
    /// The shop's redirect page, an absolute address; null: visitors are sent straight on.
    #[serde(default, deserialize_with = "erasable")]
    #[schema(value_type = Option<WebAddress>, example = "https://shop.example/retrack")]
    redirect_page: Option<Option<String>>,
    /// What visitors are promised.
    purpose: Option<Purpose>,
    /// All types of events; what is not in the list is taken away.
    #[schema(value_type = Option<Vec<NewEventType>>, max_items = 100)]
    events: Option<Vec<Object<NewEventType>>>,
    /// What customers get who tell their friends.
    #[schema(value_type = Option<ReferralChange>)]
    referral: Option<Object<ReferralChange>>,
    /// Whether a code binds customers for life.
    #[schema(value_type = Option<LifelongChange>)]
    lifelong: Option<Object<LifelongChange>>,
}

/// A change that has been judged.
#[derive(Debug)]
pub(super) struct CheckedChange {
    change: RulesChange,
    commission: Option<CoreCommission>,
    allowed_hosts: Option<Vec<String>>,
    redirect_page: Option<Option<String>>,
    events: Option<Vec<CoreEventType>>,
}

impl RulesChange {
    /// Judges the change.
    ///
    /// # Errors
    /// [`tributary_engine::Error::Invalid`] names each field that cannot be used.
    pub(super) fn checked(self) -> Result<CheckedChange> {
        let mut faults = Faults::default();
        let commission =
            self.commission.as_ref().and_then(|one| checked_commission(&mut faults, one, "/commission"));
        self.check_numbers(&mut faults);
        self.check_lists(&mut faults);
        let allowed_hosts = self.allowed_hosts.as_ref().map(|hosts| checked_hosts(&mut faults, hosts));
        let page = |page: &Option<String>| page.as_ref().and_then(|page| checked_page(&mut faults, page));
        let redirect_page = self.redirect_page.as_ref().map(page);
        let events = self.events.as_ref().map(|events| event_types::checked(&mut faults, events));
        faults.done()?;
        Ok(CheckedChange { commission, allowed_hosts, redirect_page, events, change: self })
    }

    fn check_numbers(&self, faults: &mut Faults) {
        let mut within = |pointer: &str, number: Option<u32>, min: i64, max: u32| {
            number.into_iter().for_each(|n| faults.range(pointer, n.into(), min, max.into()));
        };
        within("/window_days", self.window_days, 1, WINDOW_DAYS_MAX);
        within("/hold_days", self.hold_days, 0, HOLD_DAYS_MAX);
        if let Some(Some(cap)) = self.cap {
            faults.amount("/cap", cap, cap.currency, 0);
        }
    }

    fn check_lists(&self, faults: &mut Faults) {
        if let Some(priority) = &self.priority {
            check_set(faults, "/priority", priority, |a, b| a == b);
        }
        if let Some(statuses) = &self.counts_when {
            faults.count("/counts_when", statuses.len(), STATUSES_MAX);
            for (index, status) in statuses.iter().enumerate() {
                check_status(faults, &format!("/counts_when/{index}"), status);
            }
        }
        if let Some(split) = &self.split {
            check_set(faults, "/split", split, |a, b| a.role == b.role);
            for (index, share) in split.iter().enumerate() {
                let pointer = format!("/split/{index}/weight");
                faults.range(&pointer, share.weight.into(), 1, WEIGHT_MAX.into());
            }
        }
        let exceptions = self.exceptions.iter().flatten();
        faults.count("/exceptions", exceptions.clone().count(), EXCEPTIONS_MAX);
        for (index, exception) in exceptions.enumerate() {
            check_exception(faults, &format!("/exceptions/{index}"), exception);
        }
    }
}

/// A list that must say something, and nothing twice.
fn check_set<T>(faults: &mut Faults, pointer: &str, list: &[T], same: impl Fn(&T, &T) -> bool) {
    if list.is_empty() {
        faults.add(pointer, "length", "Give at least one entry.");
    }
    for (index, entry) in list.iter().enumerate() {
        if list.iter().take(index).any(|earlier| same(earlier, entry)) {
            faults.add(format!("{pointer}/{index}"), "duplicate", "This stands in the list already.");
        }
    }
}

fn check_status(faults: &mut Faults, pointer: &str, text: &str) {
    faults.text(pointer, text, 50);
    let status = Status::parse(text);
    if status.ends_order() || status == Status::Draft {
        faults.add(pointer, "range", "No order earns in this status, whatever a program says.");
    }
}

fn check_exception(faults: &mut Faults, pointer: &str, exception: &Exception) {
    let Exception { partner, product, category, .. } = exception;
    if partner.is_none() && product.is_none() && category.is_none() {
        faults.add(pointer, "required", "Say for which partner, product or category.");
    }
    product.iter().for_each(|product| faults.text(&format!("{pointer}/product"), product, 200));
    category.iter().for_each(|category| faults.text(&format!("{pointer}/category"), category, 200));
}

fn checked_page(faults: &mut Faults, page: &str) -> Option<String> {
    match parse_told(page.trim()) {
        Ok(url) => Some(url.to_string()),
        Err(why) => {
            faults.add("/redirect_page", why.code(), format!("Here {why}."));
            None
        }
    }
}

fn checked_hosts(faults: &mut Faults, hosts: &[String]) -> Vec<String> {
    faults.count("/allowed_hosts", hosts.len(), HOSTS_MAX);
    for (index, host) in hosts.iter().enumerate() {
        let pointer = format!("/allowed_hosts/{index}");
        match AllowedHosts::parse(&[host]) {
            Ok(_) => faults.maybe_empty(&pointer, host, HOST_CHARS_MAX),
            Err(bad) => faults.add(pointer, "host", format!("This {}.", bad.fault)),
        }
    }
    AllowedHosts::parse(hosts).map(|hosts| hosts.iter().map(str::to_owned).collect()).unwrap_or_default()
}

impl CheckedChange {
    /// Judges what only the database knows.
    ///
    /// # Errors
    /// [`tributary_engine::Error::Invalid`] for an unknown partner.
    pub(super) fn check_partners(&self, tx: &mut Tx<'_>, tenant: &TenantId) -> Result<()> {
        for (index, exception) in self.change.exceptions.iter().flatten().enumerate() {
            if let Some(partner) = &exception.partner {
                referred(partner::load(tx, tenant, partner), &format!("/exceptions/{index}/partner"))?;
            }
        }
        Ok(())
    }

    /// Judges what only the database knows of event types.
    ///
    /// # Errors
    /// [`tributary_engine::Error::Invalid`] for an id of no event type of this program.
    pub(super) fn check_events(&self, tx: &mut Tx<'_>, of: (&TenantId, &ProgramId)) -> Result<()> {
        event_types::check_ids(tx, of, self.events.as_deref().unwrap_or_default())
    }

    /// Puts what customers are promised into the rules.
    ///
    /// # Errors
    /// [`tributary_engine::Error::Invalid`] names each field that cannot be promised.
    pub(super) fn promise(&self, rules: &mut CoreRules, home: &Home) -> Result<()> {
        if let Some(change) = &self.change.referral {
            rules.referral = Some(change.upon(rules.referral.as_ref(), home)?);
        }
        if let Some(change) = &self.change.lifelong {
            rules.lifelong = change.upon(&rules.lifelong)?;
        }
        Ok(())
    }

    /// Puts this change into the rules, but for what customers are promised.
    pub(super) fn apply(&self, rules: &mut CoreRules) {
        let old = rules.clone();
        let change = &self.change;
        let statuses = |words: &Vec<String>| words.iter().map(|word| Status::parse(word)).collect();
        let exceptions = |list: &Vec<Object<Exception>>| list.iter().map(|e| e.0.clone().into()).collect();
        *rules = CoreRules {
            priority: change
                .priority
                .as_ref()
                .map_or(old.priority, |p| p.iter().map(|e| (*e).into()).collect()),
            window_days: change.window_days.unwrap_or(old.window_days),
            touch: change.touch.map_or(old.touch, Into::into),
            window: change.window.map_or(old.window, Into::into),
            several_coupons: change.several_coupons.map_or(old.several_coupons, Into::into),
            cleared_by_order: change.cleared_by_order.unwrap_or(old.cleared_by_order),
            self_purchase: change.self_purchase.map_or(old.self_purchase, Into::into),
            counts_when: change.counts_when.as_ref().map_or(old.counts_when, statuses),
            hold_days: change.hold_days.unwrap_or(old.hold_days),
            commission: self.commission.clone().unwrap_or(old.commission),
            base: change.base.map_or(old.base, Into::into),
            exceptions: change.exceptions.as_ref().map_or(old.exceptions, exceptions),
            first_order_only: change.first_order_only.unwrap_or(old.first_order_only),
            cap: change.cap.map_or(old.cap, |cap| cap.map(Into::into)),
            split: change.split.as_ref().map_or(old.split, |s| s.iter().map(|e| e.0.into()).collect()),
            allowed_hosts: self.allowed_hosts.clone().unwrap_or(old.allowed_hosts),
            redirect_page: self.redirect_page.clone().unwrap_or(old.redirect_page),
            purpose: change.purpose.map_or(old.purpose, Into::into),
            events: self.events.clone().unwrap_or(old.events),
            referral: old.referral,
            lifelong: old.lifelong,
        };
    }
}
