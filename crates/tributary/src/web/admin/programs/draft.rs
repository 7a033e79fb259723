//! Rules as a form holds them: texts as typed, read from an address or a form, and put into rules.

use super::draft_events::EventRow;
use super::draft_lifelong as lifelong;
use crate::app::destination::{AllowedHosts, parse_stored};
use crate::lang::msg;
use std::collections::BTreeSet;
use tributary_core::base::BaseKind;
use tributary_core::money::{Money, Rate};
use tributary_core::order::Status;
use tributary_core::program::{
    Commission, Exception, Purpose, Role, Rules, SelfPurchase, SeveralCoupons, Share, Signal, TouchPolicy,
    WindowKind,
};
use tributary_core::{Currency, PartnerId};
use tributary_engine::Error;
use tributary_engine::error::Field;

const PAID: [Status; 2] = [Status::Processing, Status::Completed];
const COMPLETED: [Status; 1] = [Status::Completed];
/// Most days, and what is said of more. Ten years: longer is a slip of the finger.
const WINDOW_DAYS: (u32, &str) = (3_650, msg("Give whole days, from 0 to 3,650."));
const HOLD_DAYS: (u32, &str) = (365, msg("Give whole days, from 0 to 365."));
const ROWS_MAX: usize = 500; // as the API allows; each is looked at for each line of an order

/// What the form calls each kind of evidence.
pub(super) const SIGNALS: [(&str, Signal); 5] = [
    ("coupon", Signal::Coupon),
    ("cookie", Signal::Cookie),
    ("last_click", Signal::LastClick),
    ("order_evidence", Signal::OrderEvidence),
    ("binding", Signal::Binding),
];

/// One exception, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) partner: String,
    pub(super) product: String,
    pub(super) category: String,
    pub(super) rate: String,
}

/// The form, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Draft {
    /// The fields that hold one text each, in the order of the form.
    texts: Vec<(&'static str, String)>,
    /// Kinds of evidence, strongest first, and whether each is used.
    pub(super) priority: Vec<(&'static str, bool)>,
    /// Exceptions.
    pub(super) rows: Vec<Row>,
    /// Types of events.
    pub(super) events: Vec<EventRow>,
}

impl Draft {
    /// Rules as they stand.
    pub(super) fn of(rules: &Rules) -> Self {
        let (kind, rate) = match &rules.commission {
            Commission::Percent { rate } => ("percent", rate.to_string()),
            Commission::Fixed { amount } => ("fixed", decimal(*amount)),
        };
        let yes = |is: bool, yes: &str, no: &str| if is { yes } else { no }.to_owned();
        let texts = vec![
            ("kind", kind.to_owned()),
            ("rate", rate),
            ("base", yes(rules.base == BaseKind::Total, "total", "goods")),
            ("cap", rules.cap.map(decimal).unwrap_or_default()),
            ("orders", yes(rules.first_order_only, "first", "all")),
            ("window_days", rules.window_days.to_string()),
            ("window", yes(rules.window == WindowKind::Fixed, "fixed", "sliding")),
            ("touch", yes(rules.touch == TouchPolicy::First, "first", "last")),
            ("cleared", yes(rules.cleared_by_order, "yes", "no")),
            ("several", several(rules.several_coupons).to_owned()),
            ("own", yes(rules.self_purchase == SelfPurchase::Allow, "allow", "reject")),
            ("counts_when", counts(&rules.counts_when).to_owned()),
            ("hold_days", rules.hold_days.to_string()),
            ("share", super::words::partner_percent(rules).to_string()),
            ("hosts", rules.allowed_hosts.join("\n")),
            ("page", rules.redirect_page.clone().unwrap_or_default()),
            ("purpose", yes(rules.purpose == Purpose::Reward, "reward", "affiliate")),
            ("lifelong", lifelong::word(rules.lifelong.mode).to_owned()),
            ("listed", rules.lifelong.listed.join("\n")),
        ];
        let rows = rules.exceptions.iter().map(row).collect();
        let events = rules.events.iter().map(EventRow::of).collect();
        Self { texts, priority: priority(&rules.priority), rows, events }
    }

    /// The same with what an address or a form says; what it does not say stays.
    pub(super) fn with(mut self, sent: &[(String, String)]) -> Self {
        let all = |name: &str| -> Vec<&str> {
            sent.iter().filter(|(key, _)| key == name).map(|(_, text)| text.trim()).collect()
        };
        for (name, text) in &mut self.texts {
            if let Some(typed) = all(name).last() {
                *text = (*typed).to_owned();
            }
        }
        let owned = |name: &str| all(name).into_iter().map(str::to_owned).collect();
        self.events = EventRow::read(&owned).unwrap_or(self.events);
        if !all("priority").is_empty() {
            let used: BTreeSet<&str> = all("use").into_iter().collect();
            let known =
                all("priority").into_iter().filter_map(|word| SIGNALS.iter().find(|(name, _)| *name == word));
            self.priority = known.map(|(name, _)| (*name, used.contains(name))).collect();
        }
        if !all("rows").is_empty() {
            let (partner, product, category, rate) =
                (all("x_partner"), all("x_product"), all("x_category"), all("x_rate"));
            let at =
                |texts: &[&str], index: usize| texts.get(index).map_or_else(String::new, |t| (*t).to_owned());
            self.rows = (0..rate.len().min(ROWS_MAX))
                .map(|i| Row {
                    partner: at(&partner, i),
                    product: at(&product, i),
                    category: at(&category, i),
                    rate: at(&rate, i),
                })
                .collect();
        }
        self
    }

    /// Does what a button of the form says: `up:cookie`, `down:cookie`, `add`, `remove:2`.
    pub(super) fn pressed(mut self, button: &str) -> Self {
        let (verb, what) = button.split_once(':').unwrap_or((button, ""));
        let place = self.priority.iter().position(|(name, _)| *name == what);
        match (verb, place) {
            ("up", Some(at)) if at > 0 => self.priority.swap(at - 1, at),
            ("down", Some(at)) if at + 1 < self.priority.len() => self.priority.swap(at, at + 1),
            ("add-event", _) => self.events.push(EventRow::new()),
            ("remove-event", _) => {
                if let Some(at) = what.parse().ok().filter(|at| *at < self.events.len()) {
                    self.events.remove(at);
                }
            }
            ("add", _) => self.rows.push(Row::default()),
            ("remove", _) => {
                if let Some(at) = what.parse().ok().filter(|at| *at < self.rows.len()) {
                    self.rows.remove(at);
                }
            }
            _ => {}
        }
        self
    }

    /// What stands in a field.
    pub(super) fn text(&self, name: &str) -> &str {
        self.texts.iter().find(|(known, _)| *known == name).map_or("", |(_, text)| text)
    }

    /// The fields that hold one text each.
    pub(super) fn texts(&self) -> &[(&'static str, String)] {
        &self.texts
    }

    /// Everything the form holds, as it is sent.
    pub(super) fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = self.texts.clone();
        for (name, used) in &self.priority {
            pairs.push(("priority", (*name).to_owned()));
            if *used {
                pairs.push(("use", (*name).to_owned()));
            }
        }
        pairs.push(("rows", self.rows.len().to_string()));
        for row in &self.rows {
            pairs.push(("x_partner", row.partner.clone()));
            pairs.push(("x_product", row.product.clone()));
            pairs.push(("x_category", row.category.clone()));
            pairs.push(("x_rate", row.rate.clone()));
        }
        pairs.extend(EventRow::pairs(&self.events));
        pairs
    }

    /// Puts what the form says into rules; what it cannot say stays.
    ///
    /// # Errors
    /// [`Error::Invalid`] names every field that needs another look.
    pub(super) fn put(&self, rules: &mut Rules, currency: Currency) -> Result<(), Error> {
        let mut faults = Faults::default();
        self.put_commission(rules, currency, &mut faults);
        if let Some(days) = faults.days("window_days", self.text("window_days"), WINDOW_DAYS) {
            rules.window_days = days;
        }
        if let Some(days) = faults.days("hold_days", self.text("hold_days"), HOLD_DAYS) {
            rules.hold_days = days;
        }
        self.put_choices(rules);
        let used = self.priority.iter().filter(|(_, used)| *used);
        rules.priority =
            used.filter_map(|(name, _)| SIGNALS.iter().find(|(n, _)| n == name)).map(|(_, s)| *s).collect();
        if rules.priority.is_empty() {
            faults.note("priority", "required", msg("Use at least one kind of evidence."));
        }
        self.put_split(rules, &mut faults);
        self.put_hosts(rules, &mut faults);
        self.put_page(rules, &mut faults);
        self.put_rows(rules, &mut faults);
        EventRow::put(&self.events, rules, currency, &mut faults);
        lifelong::put(self, rules, &mut faults);
        faults.0.is_empty().then_some(()).ok_or(Error::Invalid(faults.0))
    }

    fn put_commission(&self, rules: &mut Rules, currency: Currency, faults: &mut Faults) {
        const RATE: &str = msg("Give a percentage from 0 to 100, such as 12.5.");
        const AMOUNT: &str = msg("Give an amount such as 12.50.");
        if self.text("kind") == "fixed" {
            let own = match rules.commission {
                Commission::Fixed { amount } => amount.currency,
                Commission::Percent { .. } => currency,
            };
            match amount(self.text("rate"), own) {
                Some(amount) => rules.commission = Commission::Fixed { amount },
                None => faults.note("rate", "format", AMOUNT),
            }
        } else {
            match Rate::parse_percent(self.text("rate")) {
                Ok(rate) => rules.commission = Commission::Percent { rate },
                Err(_) => faults.note("rate", "range", RATE),
            }
        }
        let own = rules.cap.map_or(currency, |cap| cap.currency);
        match (self.text("cap"), amount(self.text("cap"), own)) {
            ("", _) => rules.cap = None,
            (_, Some(cap)) => rules.cap = Some(cap),
            (_, None) => faults.note("cap", "format", AMOUNT),
        }
    }

    fn put_choices(&self, rules: &mut Rules) {
        let is = |name: &str, word: &str| self.text(name) == word;
        rules.first_order_only = is("orders", "first");
        rules.base = if is("base", "total") { BaseKind::Total } else { BaseKind::Goods };
        rules.window = if is("window", "fixed") { WindowKind::Fixed } else { WindowKind::Sliding };
        rules.touch = if is("touch", "first") { TouchPolicy::First } else { TouchPolicy::Last };
        rules.purpose = if is("purpose", "reward") { Purpose::Reward } else { Purpose::Affiliate };
        rules.cleared_by_order = is("cleared", "yes");
        rules.self_purchase = if is("own", "allow") { SelfPurchase::Allow } else { SelfPurchase::Reject };
        rules.several_coupons = match self.text("several") {
            "last" => SeveralCoupons::Last,
            "skip" => SeveralCoupons::Skip,
            _ => SeveralCoupons::First,
        };
        match self.text("counts_when") {
            "paid" => rules.counts_when = PAID.to_vec(),
            "completed" => rules.counts_when = COMPLETED.to_vec(),
            _ => (), // another set of statuses, made by the API: left as it is
        }
    }

    fn put_split(&self, rules: &mut Rules, faults: &mut Faults) {
        let share = self.text("share").parse::<u32>().ok().filter(|share| *share <= 100);
        let Some(partner) = share else {
            return faults.note("share", "range", msg("Give whole percent, from 0 to 100."));
        };
        if i64::from(partner) == super::words::partner_percent(rules) {
            return; // the weights may be finer than percent
        }
        let mut split = vec![Share { role: Role::Partner, weight: partner }];
        if partner < 100 {
            split.push(Share { role: Role::Platform, weight: 100 - partner });
        }
        rules.split = split;
    }

    fn put_hosts(&self, rules: &mut Rules, faults: &mut Faults) {
        let lines: Vec<&str> = self.text("hosts").split_whitespace().collect();
        match AllowedHosts::parse(&lines) {
            Ok(hosts) => rules.allowed_hosts = hosts.iter().map(str::to_owned).collect(),
            Err(bad) => faults.note("hosts", "format", &format!("{}: {}.", bad.entry, bad.fault)),
        }
    }

    fn put_page(&self, rules: &mut Rules, faults: &mut Faults) {
        rules.redirect_page = match self.text("page") {
            "" => None,
            page => match parse_stored(page) {
                Ok(url) => Some(url.to_string()),
                Err(_) => {
                    let detail = msg("Give a whole address, such as https://shop.example/retrack.");
                    return faults.note("page", "format", detail);
                }
            },
        };
    }

    fn put_rows(&self, rules: &mut Rules, faults: &mut Faults) {
        let mut exceptions = Vec::new();
        for (at, row) in self.rows.iter().enumerate().filter(|(_, row)| **row != Row::default()) {
            let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
            let partner = some(&row.partner).map(|id| PartnerId::parse(&id)).transpose();
            let (Ok(partner), Ok(rate)) = (partner, Rate::parse_percent(&row.rate)) else {
                let name = format!("x_rate-{at}");
                faults.note(
                    &name,
                    "range",
                    msg("Give this exception a percentage from 0 to 100, such as 12.5."),
                );
                continue;
            };
            let one = Exception { partner, product: some(&row.product), category: some(&row.category), rate };
            if one.partner.is_none() && one.product.is_none() && one.category.is_none() {
                let name = format!("x_rate-{at}");
                faults.note(
                    &name,
                    "required",
                    msg("Say for which partner, product or category this exception is."),
                );
            }
            exceptions.push(one);
        }
        rules.exceptions = exceptions;
    }
}

/// What needs another look.
#[derive(Debug, Default)]
pub(super) struct Faults(Vec<Field>);

impl Faults {
    pub(super) fn note(&mut self, name: &str, code: &'static str, detail: &str) {
        self.0.push(Field::new(format!("/{name}"), code, detail));
    }

    fn days(&mut self, name: &str, text: &str, (most, range): (u32, &str)) -> Option<u32> {
        let days = text.parse::<u32>().ok().filter(|days| *days <= most);
        if days.is_none() {
            self.note(name, "range", range);
        }
        days
    }
}

/// An amount as somebody types it; nothing below zero.
pub(in crate::web::admin) fn amount(text: &str, currency: Currency) -> Option<Money> {
    let text = text.replace(',', ".");
    Money::parse_decimal(&text, currency).ok().filter(|money| money.minor >= 0)
}

/// `12.50`, as it is typed.
pub(super) fn decimal(money: Money) -> String {
    let exponent = usize::from(money.currency.exponent());
    let unit = 10_i64.pow(u32::from(money.currency.exponent()));
    match exponent {
        0 => money.minor.to_string(),
        _ => format!("{}.{:0exponent$}", money.minor / unit, money.minor % unit),
    }
}

/// All kinds of evidence: the used ones in their order, then the others. Order data ranks as a click until it is
/// listed, so it is offered only where it is.
fn priority(used: &[Signal]) -> Vec<(&'static str, bool)> {
    let name = |signal: &Signal| SIGNALS.iter().find(|(_, known)| known == signal).map(|(name, _)| *name);
    let mut all: Vec<(&'static str, bool)> = used.iter().filter_map(name).map(|name| (name, true)).collect();
    for (name, signal) in SIGNALS {
        if !matches!(signal, Signal::OrderEvidence | Signal::Binding) && !used.contains(&signal) {
            all.push((name, false));
        }
    }
    all
}

const fn several(several: SeveralCoupons) -> &'static str {
    match several {
        SeveralCoupons::First => "first",
        SeveralCoupons::Last => "last",
        SeveralCoupons::Skip => "skip",
    }
}

fn counts(statuses: &[Status]) -> &'static str {
    match statuses {
        statuses if statuses == COMPLETED => "completed",
        statuses if statuses == PAID => "paid",
        _ => "",
    }
}

fn row(one: &Exception) -> Row {
    Row {
        partner: one.partner.as_ref().map(ToString::to_string).unwrap_or_default(),
        product: one.product.clone().unwrap_or_default(),
        category: one.category.clone().unwrap_or_default(),
        rate: one.rate.to_string(),
    }
}

#[cfg(test)]
#[path = "draft_tests.rs"]
mod tests;
