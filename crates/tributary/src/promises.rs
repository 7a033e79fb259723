//! What a program promises customers, judged before it becomes a version of its rules: the API and the screens say the same of
//! it. Pointers are within the promise: `/levels/rates/2`. Start at [`judge`].

use crate::outbound;
use crate::t;
use tributary_core::money::Money;
use tributary_core::order::Status;
use tributary_core::referral::{
    Gift, Invitations, Levels, Lifelong, Promo, Referral, Reward, RewardWebhook, Welcome,
};
use tributary_core::{Currency, ProgramId, TenantId};
use tributary_engine::db::Tx;
use tributary_engine::program::promo::{self, Given};
use tributary_engine::{Error, Field, code, program, store};

const AMOUNT_MAX: i64 = 1_000_000_000_000_000; // as the API allows
const DAYS_MAX: i64 = 3_650; // ten years: longer is a slip of the finger
const HOLD_DAYS_MAX: i64 = 365;
const LEVELS_MAX: usize = 10;
const PROMOS_MAX: usize = 200; // each is looked at for each order
const STATUSES_MAX: usize = 50;
const LISTED_MAX: usize = 500;
const NAME_CHARS_MAX: usize = 100;
const MULTIPLIERS: std::ops::RangeInclusive<u32> = 100..=10_000; // once to a hundred times
const INVITATIONS_MAX: i64 = 1_000;
const AT_ONCE_MAX: i64 = 100;
const ANSWER_PERCENT_MAX: i64 = 10_000; // a hundredfold
const WAIT_MINUTES_MAX: i64 = 1_440; // a day
const SECRET_MAX: i64 = 1_000_000;

/// What a program's promises are counted in and on.
#[derive(Debug, Clone)]
pub struct Home {
    /// The store's currency.
    pub currency: Currency,
    /// The store's time zone.
    pub timezone: String,
}

impl Home {
    /// That of a program.
    ///
    /// # Errors
    /// What the database says.
    pub fn of(tx: &mut Tx<'_>, tenant: &TenantId, program: &ProgramId) -> Result<Self, Error> {
        let store = program::load(tx, tenant, program)?.store;
        let store = store::load(tx, tenant, &store)?;
        Ok(Self { currency: store.currency, timezone: store.timezone })
    }

    /// A promotion as somebody writes it: moments in RFC 3339, or as the store's own clock shows them, `2026-12-05T00:00`.
    ///
    /// # Errors
    /// Names the parts that cannot be read, below `pointer`.
    pub fn promo(&self, given: &GivenPromo<'_>, pointer: &str) -> Result<Promo, Vec<Field>> {
        let times = multiplier(given.multiplier);
        let read = Given {
            name: given.name.to_owned(),
            starts: given.starts_at.to_owned(),
            ends: given.ends_at.to_owned(),
            multiplier_percent: times.unwrap_or(100),
        };
        let mut faults = match promo::read(&read, &self.timezone, pointer) {
            Ok(promo) if times.is_some() => return Ok(promo),
            Ok(_) => Vec::new(),
            Err(Error::Invalid(faults)) => faults,
            Err(other) => vec![Field::new(pointer, "format", other.to_string())],
        };
        if times.is_none() {
            faults.push(Field::new(format!("{pointer}/multiplier"), "format", times_detail()));
        }
        Err(faults)
    }
}

/// A promotion as somebody writes it.
#[derive(Debug, Clone, Copy)]
pub struct GivenPromo<'a> {
    /// What customers read.
    pub name: &'a str,
    /// Its first moment.
    pub starts_at: &'a str,
    /// The first moment after it.
    pub ends_at: &'a str,
    /// By how much: `2`, `1.5`.
    pub multiplier: &'a str,
}

/// `1.5` as hundredths; nothing for what is no number with at most two decimals.
#[must_use]
pub fn multiplier(text: &str) -> Option<u32> {
    let (whole, part) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    let plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 6 || !plain(whole) || !plain(part) || part.len() > 2 {
        return None;
    }
    let whole: u32 = whole.parse().ok()?;
    let part: u32 = format!("{part:0<2}").parse().ok()?;
    whole.checked_mul(100)?.checked_add(part)
}

fn times_detail() -> &'static str {
    t!("Give a number from 1 to 100 with at most two decimals, such as 2 or 1.5.")
}

/// `1.5` from 150.
#[must_use]
pub fn multiplier_text(percent: u32) -> String {
    let (whole, part) = (percent / 100, percent % 100);
    match part {
        0 => whole.to_string(),
        _ => format!("{whole}.{}", format!("{part:02}").trim_end_matches('0')),
    }
}

/// The promotion that two have in common moments with, if any: the places of both.
#[must_use]
pub fn clash(promos: &[Promo]) -> Option<(usize, usize)> {
    promos.iter().enumerate().find_map(|(at, one)| {
        let earlier = promos.iter().take(at);
        let other =
            earlier.enumerate().find(|(_, it)| it.starts_at < one.ends_at && one.starts_at < it.ends_at);
        other.map(|(other, _)| (at, other))
    })
}

/// Everything that is wrong with what customers are promised who tell their friends.
#[must_use]
pub fn judge(referral: &Referral, home: &Home) -> Vec<Field> {
    let mut faults = Faults { found: Vec::new(), currency: Some(home.currency) };
    if let Reward::Fixed { amount } = referral.reward {
        faults.amount("/reward/amount", Some(amount), 0);
    }
    faults.amount("/cap", referral.cap, 0);
    faults.amount("/budget", referral.budget, 0);
    faults.statuses(&referral.counts_when);
    faults.range("/hold_days", referral.hold_days, 0, HOLD_DAYS_MAX);
    faults.range("/window_days", referral.window_days, 1, DAYS_MAX);
    if let Some(days) = referral.credit_days {
        faults.range("/credit_days", days, 1, DAYS_MAX);
    }
    if let Some(welcome) = &referral.welcome {
        faults.welcome(welcome);
    }
    faults.promos(&referral.promos);
    faults.levels(&referral.levels);
    faults.invitations(referral.invitations);
    if let Some(webhook) = &referral.webhook {
        faults.webhook(webhook);
    }
    faults.found
}

/// Everything that is wrong with how codes bind for life.
#[must_use]
pub fn judge_lifelong(lifelong: &Lifelong) -> Vec<Field> {
    let mut faults = Faults::default();
    if lifelong.listed.len() > LISTED_MAX {
        faults.add("/listed", "length", t!("Use at most {n} entries.", n = LISTED_MAX));
    }
    for (at, listed) in lifelong.listed.iter().enumerate() {
        let pointer = format!("/listed/{at}");
        faults.text(&pointer, listed);
        let fold = code::fold(listed);
        if lifelong.listed.iter().take(at).any(|other| code::fold(other) == fold) {
            faults.add(pointer, "duplicate", t!("This stands in the list already."));
        }
    }
    faults.found
}

/// What is wrong so far.
#[derive(Default)]
struct Faults {
    found: Vec<Field>,
    currency: Option<Currency>,
}

impl Faults {
    fn add(&mut self, pointer: impl Into<String>, code: &'static str, detail: impl Into<String>) {
        self.found.push(Field::new(pointer, code, detail));
    }

    fn range(&mut self, pointer: &str, number: u32, min: i64, max: i64) {
        if !(min..=max).contains(&i64::from(number)) {
            self.add(pointer, "range", t!("Give a whole number from {min} to {max}.", min = min, max = max));
        }
    }

    fn amount(&mut self, pointer: &str, amount: Option<Money>, min: i64) {
        let Some(amount) = amount else { return };
        if let Some(currency) = self.currency.filter(|currency| *currency != amount.currency) {
            let detail = t!("All amounts here are in {currency}.", currency = currency);
            self.add(format!("{pointer}/currency"), "currency_mismatch", detail);
        }
        if !(min..=AMOUNT_MAX).contains(&amount.minor) {
            let detail =
                if min == 0 { t!("Give an amount of 0 or more.") } else { t!("Give an amount above 0.") };
            self.add(format!("{pointer}/amount"), "range", detail);
        }
    }

    fn text(&mut self, pointer: &str, text: &str) {
        if text.trim().is_empty() || text.chars().count() > NAME_CHARS_MAX {
            self.add(pointer, "length", t!("Give a text of 1 to {n} characters.", n = NAME_CHARS_MAX));
        } else if text.chars().any(char::is_control) {
            self.add(pointer, "format", t!("Leave out line breaks and other control characters."));
        }
    }

    fn statuses(&mut self, statuses: &[Status]) {
        if statuses.is_empty() || statuses.len() > STATUSES_MAX {
            let detail = t!("Give 1 to {n} statuses.", n = STATUSES_MAX);
            self.add("/counts_when", "length", detail);
        }
        for (at, status) in statuses.iter().enumerate() {
            let pointer = format!("/counts_when/{at}");
            self.text(&pointer, status.as_str());
            if status.ends_order() || *status == Status::Draft {
                self.add(pointer, "range", t!("No order earns in this status, whatever a program says."));
            }
        }
    }

    fn welcome(&mut self, welcome: &Welcome) {
        match welcome.gift {
            Gift::Fixed { amount } => self.amount("/welcome/gift/amount", Some(amount), 1),
            Gift::Percent { rate } if rate.ppm() == 0 => {
                self.add(
                    "/welcome/gift/rate",
                    "range",
                    t!("Give a percentage above 0, or no coupon at all."),
                );
            }
            Gift::Percent { .. } => (),
        }
        self.amount("/welcome/minimum", welcome.minimum, 1);
        if let Some(days) = welcome.valid_days {
            self.range("/welcome/valid_days", days, 1, DAYS_MAX);
        }
    }

    fn promos(&mut self, promos: &[Promo]) {
        if promos.len() > PROMOS_MAX {
            self.add("/promos", "length", t!("Use at most {n} entries.", n = PROMOS_MAX));
        }
        for (at, promo) in promos.iter().enumerate() {
            self.text(&format!("/promos/{at}/name"), &promo.name);
            if promo.ends_at <= promo.starts_at {
                self.add(format!("/promos/{at}/ends_at"), "order", t!("End it after it starts."));
            }
            if !MULTIPLIERS.contains(&promo.multiplier_percent) {
                self.add(format!("/promos/{at}/multiplier"), "range", times_detail());
            }
        }
        if let Some((at, other)) = clash(promos) {
            let name = promos.get(other).map(|other| other.name.as_str()).unwrap_or_default();
            let detail = t!(
                "This would run at the same time as “{name}”. Choose other moments, or end that one earlier.",
                name = name
            );
            self.add(format!("/promos/{at}/starts_at"), "overlap", detail);
        }
    }

    fn levels(&mut self, levels: &Levels) {
        if levels.rates.is_empty() || levels.rates.len() > LEVELS_MAX {
            self.add("/levels/rates", "length", t!("Give 1 to {n} levels.", n = LEVELS_MAX));
        }
    }

    fn invitations(&mut self, invitations: Invitations) {
        let Invitations { per_day, per_submit, .. } = invitations;
        self.range("/invitations/per_day", per_day, 1, INVITATIONS_MAX);
        self.range("/invitations/per_submit", per_submit, 1, AT_ONCE_MAX);
    }

    fn webhook(&mut self, webhook: &RewardWebhook) {
        // Bounds around the reward itself: else an answer could never be what the rules say.
        self.range("/webhook/least_percent", webhook.least_percent, 0, 100);
        self.range("/webhook/most_percent", webhook.most_percent, 100, ANSWER_PERCENT_MAX);
        self.range("/webhook/wait_minutes", webhook.wait_minutes, 1, WAIT_MINUTES_MAX);
        self.range("/webhook/secret", webhook.secret, 1, SECRET_MAX);
        if let Err(refusal) = outbound::check(&webhook.url, false) {
            self.add("/webhook/url", refusal.code(), refusal.to_string());
        }
    }
}

#[cfg(test)]
#[path = "promises_tests.rs"]
mod tests;
