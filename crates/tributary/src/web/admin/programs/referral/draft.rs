//! What customers are promised as a form holds it: texts as typed, read from an address or a form, and put into rules.

use crate::lang::msg;
use crate::promises::{self, Home};
use crate::web::admin::programs::draft::{amount, decimal};
use tributary_core::base::BaseKind;
use tributary_core::money::{Money, Rate};
use tributary_core::order::Status;
use tributary_core::program::TouchPolicy;
use tributary_core::referral::{
    BoundBy, CapAt, Gift, Invitations, Levels, Referral, Reward, RewardWebhook, Welcome,
};
use tributary_engine::{Error, Field};

const AMOUNT: &str = msg("Give an amount such as 12.50.");
const RATE: &str = msg("Give a percentage from 0 to 100, such as 12.5.");
const DAYS: &str = msg("Give whole days.");
const WHOLE: &str = msg("Give a whole number.");
const LEVELS: &str = msg("Give percentages from 0 to 100 with commas between them: 10, 5, 2.");

/// The form, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Draft {
    texts: Vec<(&'static str, String)>,
}

impl Draft {
    /// The promise as it stands.
    pub(super) fn of(it: &Referral) -> Self {
        let choose = |is: bool, yes: &str, no: &str| if is { yes } else { no }.to_owned();
        let money = |amount: Option<Money>| amount.map(decimal).unwrap_or_default();
        let days = |days: Option<u32>| days.map(|days| days.to_string()).unwrap_or_default();
        let (reward_kind, reward) = match it.reward {
            Reward::Fixed { amount } => ("fixed", decimal(amount)),
            Reward::Percent { rate, of: BaseKind::Goods } => ("goods", rate.to_string()),
            Reward::Percent { rate, of: BaseKind::Total } => ("total", rate.to_string()),
        };
        let (gift_kind, gift) = match it.welcome.as_ref().map(|welcome| welcome.gift) {
            None => ("none", String::new()),
            Some(Gift::Fixed { amount }) => ("fixed", decimal(amount)),
            Some(Gift::Percent { rate }) => ("percent", rate.to_string()),
        };
        let (welcome, asks) = (it.welcome.as_ref(), it.webhook.as_ref());
        let rates: Vec<String> = it.levels.rates.iter().map(ToString::to_string).collect();
        Self {
            texts: vec![
                ("enabled", choose(it.enabled, "yes", "no")),
                ("reward_kind", reward_kind.to_owned()),
                ("reward", reward),
                ("cap", money(it.cap)),
                ("cap_at", choose(it.cap_at == CapAt::BeforePromo, "before", "after")),
                ("counts_when", counts(&it.counts_when).to_owned()),
                ("hold_days", it.hold_days.to_string()),
                ("budget", money(it.budget)),
                ("credit_days", days(it.credit_days)),
                ("window_days", it.window_days.to_string()),
                ("touch", choose(it.touch == TouchPolicy::First, "first", "last")),
                ("bound_by", choose(it.bound_by == BoundBy::Registration, "registration", "order")),
                ("gift_kind", gift_kind.to_owned()),
                ("gift", gift),
                ("minimum", money(welcome.and_then(|welcome| welcome.minimum))),
                ("valid_days", days(welcome.and_then(|welcome| welcome.valid_days))),
                ("levels", choose(it.levels.enabled, "yes", "no")),
                ("rates", rates.join(", ")),
                ("inactive", choose(it.levels.skip_inactive, "skip", "lose")),
                ("invitations", choose(it.invitations.enabled, "yes", "no")),
                ("per_day", it.invitations.per_day.to_string()),
                ("per_submit", it.invitations.per_submit.to_string()),
                ("asks", asks.map(|asks| asks.url.clone()).unwrap_or_default()),
                ("least", asks.map_or(100, |asks| asks.least_percent).to_string()),
                ("most", asks.map_or(100, |asks| asks.most_percent).to_string()),
                ("wait", asks.map_or(60, |asks| asks.wait_minutes).to_string()),
                ("secret", asks.map_or(1, |asks| asks.secret).to_string()),
            ],
        }
    }

    /// The same with what an address or a form says; what it does not say stays.
    pub(super) fn with(mut self, sent: &[(String, String)]) -> Self {
        for (name, text) in &mut self.texts {
            if let Some((_, typed)) = sent.iter().rev().find(|(key, _)| key == name) {
                typed.trim().clone_into(text);
            }
        }
        self
    }

    /// What stands in a field.
    pub(super) fn text(&self, name: &str) -> &str {
        self.texts.iter().find(|(known, _)| *known == name).map_or("", |(_, text)| text)
    }

    /// Everything the form holds, as it is sent.
    pub(super) fn texts(&self) -> &[(&'static str, String)] {
        &self.texts
    }

    /// The promise that the form says; promotions stay as they are.
    ///
    /// # Errors
    /// [`Error::Invalid`] names every field that needs another look.
    pub(super) fn put(&self, old: &Referral, home: &Home) -> Result<Referral, Error> {
        let mut typed = Typed { draft: self, home, faults: Vec::new() };
        let new = Referral {
            enabled: self.is("enabled", "yes"),
            reward: typed.reward().unwrap_or(old.reward),
            cap: typed.amount("cap"),
            cap_at: if self.is("cap_at", "before") { CapAt::BeforePromo } else { CapAt::AfterPromo },
            counts_when: statuses(self.text("counts_when")).unwrap_or_else(|| old.counts_when.clone()),
            hold_days: typed.whole("hold_days", DAYS),
            window_days: typed.whole("window_days", DAYS),
            touch: if self.is("touch", "first") { TouchPolicy::First } else { TouchPolicy::Last },
            bound_by: match self.is("bound_by", "order") {
                true => BoundBy::RegistrationOrOrder,
                false => BoundBy::Registration,
            },
            welcome: typed.welcome(),
            promos: old.promos.clone(),
            levels: Levels {
                enabled: self.is("levels", "yes"),
                rates: typed.rates(),
                skip_inactive: self.is("inactive", "skip"),
            },
            budget: typed.amount("budget"),
            credit_days: typed.maybe_whole("credit_days", DAYS),
            invitations: Invitations {
                enabled: self.is("invitations", "yes"),
                per_day: typed.whole("per_day", WHOLE),
                per_submit: typed.whole("per_submit", WHOLE),
            },
            webhook: typed.webhook(),
        };
        let mut faults = typed.faults;
        if faults.is_empty() {
            faults = promises::judge(&new, home);
            faults.iter_mut().for_each(|fault| fault.pointer = field_of(&fault.pointer));
        }
        if faults.is_empty() { Ok(new) } else { Err(Error::Invalid(faults)) }
    }

    fn is(&self, name: &str, word: &str) -> bool {
        self.text(name) == word
    }
}

/// A form being read, and what needs another look.
struct Typed<'a> {
    draft: &'a Draft,
    home: &'a Home,
    faults: Vec<Field>,
}

impl Typed<'_> {
    fn note(&mut self, name: &str, detail: &'static str) {
        self.faults.push(Field::new(format!("/{name}"), "format", detail));
    }

    fn amount(&mut self, name: &str) -> Option<Money> {
        let text = self.draft.text(name);
        let read = amount(text, self.home.currency);
        if read.is_none() && !text.is_empty() {
            self.note(name, AMOUNT);
        }
        read.filter(|_| !text.is_empty())
    }

    fn maybe_whole(&mut self, name: &str, wrong: &'static str) -> Option<u32> {
        if self.draft.text(name).is_empty() { None } else { Some(self.whole(name, wrong)) }
    }

    fn whole(&mut self, name: &str, wrong: &'static str) -> u32 {
        let read = self.draft.text(name).parse();
        if read.is_err() {
            self.note(name, wrong);
        }
        read.unwrap_or_default()
    }

    fn rate(&mut self, name: &str) -> Option<Rate> {
        let rate = Rate::parse_percent(&self.draft.text(name).replace(',', ".")).ok();
        if rate.is_none() {
            self.note(name, RATE);
        }
        rate
    }

    fn needed(&mut self, name: &str) -> Option<Money> {
        if self.draft.text(name).is_empty() {
            self.note(name, AMOUNT);
        }
        self.amount(name)
    }

    fn reward(&mut self) -> Option<Reward> {
        let of = match self.draft.text("reward_kind") {
            "goods" => BaseKind::Goods,
            "total" => BaseKind::Total,
            _ => return self.needed("reward").map(|amount| Reward::Fixed { amount }),
        };
        self.rate("reward").map(|rate| Reward::Percent { rate, of })
    }

    fn welcome(&mut self) -> Option<Welcome> {
        let gift = match self.draft.text("gift_kind") {
            "fixed" => self.needed("gift").map(|amount| Gift::Fixed { amount }),
            "percent" => self.rate("gift").map(|rate| Gift::Percent { rate }),
            _ => return None,
        };
        let (minimum, valid_days) = (self.amount("minimum"), self.maybe_whole("valid_days", DAYS));
        gift.map(|gift| Welcome { gift, minimum, valid_days })
    }

    fn webhook(&mut self) -> Option<RewardWebhook> {
        let url = self.draft.text("asks");
        (!url.is_empty()).then(|| RewardWebhook {
            url: url.to_owned(),
            least_percent: self.whole("least", WHOLE),
            most_percent: self.whole("most", WHOLE),
            wait_minutes: self.whole("wait", WHOLE),
            secret: self.whole("secret", WHOLE),
        })
    }

    fn rates(&mut self) -> Vec<Rate> {
        let parts = self.draft.text("rates").split([',', ';']).map(str::trim).filter(|part| !part.is_empty());
        let read: Result<Vec<Rate>, _> = parts.map(Rate::parse_percent).collect();
        if read.is_err() {
            self.note("rates", LEVELS);
        }
        read.unwrap_or_default()
    }
}

/// The field of the form that a part of a promise stands in.
fn field_of(pointer: &str) -> String {
    const FIELDS: [(&str, &str); 13] = [
        ("/reward", "reward"),
        ("/counts_when", "counts_when"),
        ("/welcome/gift", "gift"),
        ("/welcome/minimum", "minimum"),
        ("/welcome/valid_days", "valid_days"),
        ("/levels", "rates"),
        ("/invitations/per_day", "per_day"),
        ("/invitations/per_submit", "per_submit"),
        ("/webhook/url", "asks"),
        ("/webhook/least_percent", "least"),
        ("/webhook/most_percent", "most"),
        ("/webhook/wait_minutes", "wait"),
        ("/webhook/secret", "secret"),
    ];
    let known = FIELDS.iter().find(|(start, _)| pointer.starts_with(start));
    let bare = || pointer.trim_start_matches('/').split('/').next().unwrap_or_default().to_owned();
    format!("/{}", known.map_or_else(bare, |(_, name)| (*name).to_owned()))
}

fn counts(statuses: &[Status]) -> &'static str {
    match statuses {
        [Status::Completed] => "completed",
        [Status::Processing, Status::Completed] => "paid",
        _ => "",
    }
}

fn statuses(word: &str) -> Option<Vec<Status>> {
    match word {
        "completed" => Some(vec![Status::Completed]),
        "paid" => Some(vec![Status::Processing, Status::Completed]),
        _ => None, // another set of statuses, made by the API: left as it is
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tributary_core::Currency;

    fn home() -> Home {
        Home { currency: Currency::parse("SEK").unwrap(), timezone: "Europe/Stockholm".to_owned() }
    }

    fn typed(pairs: &[(&str, &str)]) -> Result<Referral, Error> {
        let old = Referral::new(home().currency);
        let sent: Vec<(String, String)> =
            pairs.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        Draft::of(&old).with(&sent).put(&old, &home())
    }

    #[test]
    fn a_form_left_as_it_is_changes_nothing() {
        assert_eq!(typed(&[]).unwrap(), Referral::new(home().currency));
    }

    #[test]
    fn everything_can_be_typed() {
        let it = typed(&[
            ("enabled", "yes"),
            ("reward_kind", "total"),
            ("reward", "12,5"),
            ("cap", "300"),
            ("cap_at", "after"),
            ("counts_when", "paid"),
            ("hold_days", "14"),
            ("budget", "10000"),
            ("credit_days", "365"),
            ("window_days", "30"),
            ("touch", "last"),
            ("bound_by", "order"),
            ("gift_kind", "percent"),
            ("gift", "20"),
            ("minimum", "99.50"),
            ("valid_days", "60"),
            ("levels", "yes"),
            ("rates", "10, 5; 2.5, 1"),
            ("inactive", "lose"),
            ("invitations", "yes"),
            ("per_day", "5"),
            ("per_submit", "3"),
            ("asks", "https://shop.example/rewards"),
            ("least", "50"),
            ("most", "300"),
            ("wait", "90"),
            ("secret", "2"),
        ])
        .unwrap();
        let money = |minor| Some(Money::new(minor, home().currency));
        assert!(it.enabled && it.levels.enabled && it.invitations.enabled && !it.levels.skip_inactive);
        let rate = Rate::parse_percent("12.5").unwrap();
        assert_eq!(it.reward, Reward::Percent { rate, of: BaseKind::Total });
        assert_eq!((it.cap, it.cap_at, it.budget), (money(30_000), CapAt::AfterPromo, money(1_000_000)));
        assert_eq!(it.counts_when, [Status::Processing, Status::Completed]);
        assert_eq!((it.hold_days, it.credit_days, it.window_days), (14, Some(365), 30));
        assert_eq!((it.touch, it.bound_by), (TouchPolicy::Last, BoundBy::RegistrationOrOrder));
        let welcome = it.welcome.unwrap();
        assert_eq!(welcome.gift, Gift::Percent { rate: Rate::percent(20) });
        assert_eq!((welcome.minimum, welcome.valid_days), (money(9_950), Some(60)));
        assert_eq!(it.levels.rates.len(), 4);
        assert_eq!((it.invitations.per_day, it.invitations.per_submit), (5, 3));
        let asks = it.webhook.unwrap();
        assert_eq!(asks.url, "https://shop.example/rewards");
        assert_eq!((asks.least_percent, asks.most_percent, asks.wait_minutes, asks.secret), (50, 300, 90, 2));
        let wrong =
            [("asks", "http://10.0.0.1/"), ("least", "101"), ("most", "99"), ("wait", "0"), ("secret", "x")];
        let asked = [("asks", "https://shop.example/"), ("least", "50"), ("most", "200"), ("wait", "60")];
        for (name, text) in wrong {
            let pairs: Vec<_> = asked.into_iter().chain([(name, text)]).collect();
            let Err(Error::Invalid(faults)) = typed(&pairs) else { panic!("{name} {text} was taken") };
            assert_eq!(faults[0].pointer, format!("/{name}"));
        }
        assert_eq!(typed(&[("gift_kind", "none")]).unwrap().welcome, None);
    }

    #[test]
    fn what_needs_another_look_is_named_as_the_form_names_it() {
        for (name, text) in [
            ("reward", "much"),
            ("cap", "-1"),
            ("hold_days", "366"),
            ("window_days", "0"),
            ("gift", "0"),
            ("minimum", "x"),
            ("rates", "10, many"),
            ("rates", ""),
            ("per_day", "0"),
            ("credit_days", "soon"),
        ] {
            let Err(Error::Invalid(faults)) = typed(&[(name, text)]) else {
                panic!("{name} {text} was taken")
            };
            let names: Vec<_> = faults.iter().map(|fault| fault.pointer.as_str()).collect();
            assert_eq!(names, [format!("/{name}")], "{text}");
        }
    }
}
