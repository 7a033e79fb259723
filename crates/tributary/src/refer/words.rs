//! A program's promise in words: what the friend gets, what the customer gets, and until when it is more.

use crate::lang::number;
use crate::{n, t};
use tributary_core::referral::{Gift, Promo, Referral, Reward, Welcome};
use tributary_core::{Currency, Timestamp};

const DAY_MS: i64 = 86_400_000;
const HOUR_MS: i64 = 3_600_000;
const MINUTE_MS: i64 = 60_000;

/// `50 SEK`, `12.50 SEK`: without noughts that say nothing.
#[must_use]
pub fn money(minor: i64, currency: Currency) -> String {
    let exponent = u32::from(currency.exponent());
    let unit = 10_i64.pow(exponent.min(8));
    let number =
        if minor % unit == 0 { number::decimal(minor / unit, 0) } else { number::decimal(minor, exponent) };
    format!("{number} {}", currency.code())
}

/// What a friend gets off the first order; nothing where there is no coupon.
#[must_use]
pub fn gift(referral: &Referral) -> Option<String> {
    referral.welcome.as_ref().map(|welcome| match welcome.gift {
        Gift::Fixed { amount } => money(amount.minor, amount.currency),
        Gift::Percent { rate } => number::percent(rate.ppm() / 100),
    })
}

/// What the customer gets for a friend.
#[must_use]
pub fn reward(referral: &Referral) -> String {
    match referral.reward {
        Reward::Fixed { amount } => money(amount.minor, amount.currency),
        Reward::Percent { rate, .. } => number::percent(rate.ppm() / 100),
    }
}

/// `Give 50 SEK, get 100 SEK`.
#[must_use]
pub fn title(referral: &Referral) -> String {
    match gift(referral) {
        Some(gift) => t!("Give {gift}, get {reward}", gift = gift, reward = reward(referral)),
        None => t!("Get {reward} for each friend", reward = reward(referral)),
    }
}

/// What both get, in a sentence.
#[must_use]
pub fn about(referral: &Referral, store: &str) -> String {
    let of_order = matches!(referral.reward, Reward::Percent { .. });
    let reward = reward(referral);
    match (gift(referral), of_order) {
        (Some(gift), false) => t!(
            "Friends get {gift} off their first order at {store}. When it is done, you get {reward} in store credit.",
            gift = gift,
            store = store,
            reward = reward
        ),
        (Some(gift), true) => t!(
            "Friends get {gift} off their first order at {store}. When it is done, you get {reward} of it in store credit.",
            gift = gift,
            store = store,
            reward = reward
        ),
        (None, false) => t!(
            "When a friend's first order at {store} is done, you get {reward} in store credit.",
            store = store,
            reward = reward
        ),
        (None, true) => t!(
            "When a friend's first order at {store} is done, you get {reward} of it in store credit.",
            store = store,
            reward = reward
        ),
    }
}

/// How it works, in three steps: heading and text.
#[must_use]
pub fn steps(referral: &Referral) -> [(String, String); 3] {
    let second = match gift(referral) {
        Some(gift) => t!("They sign up through it and get {gift} off.", gift = gift),
        None => t!("They sign up through it and order.").to_owned(),
    };
    [
        (t!("Send your link").to_owned(), t!("By message, mail, or wherever you talk.").to_owned()),
        (t!("A friend orders").to_owned(), second),
        (
            t!("You get your reward").to_owned(),
            t!("{reward} of store credit, once the order is done.", reward = reward(referral)),
        ),
    ]
}

/// What is shared, unless the customer changes it; `{LINK}` stands for the link.
#[must_use]
pub fn share_text(referral: &Referral, store: &str) -> String {
    match gift(referral) {
        Some(gift) => t!("Try {store}, here is {gift} off your first order:", store = store, gift = gift),
        None => t!("Try {store}, I like it:", store = store),
    }
}

/// `×2`, `×1.5`.
#[must_use]
pub fn times(promo: &Promo) -> String {
    let percent = promo.multiplier_percent;
    let digits = match percent % 100 {
        0 => number::decimal(i64::from(percent / 100), 0),
        tenths if tenths % 10 == 0 => number::decimal(i64::from(percent / 10), 1),
        _ => number::decimal(i64::from(percent), 2),
    };
    format!("×{digits}")
}

/// `1 d 03:12`: what is left until a moment, as the page counts it down.
#[must_use]
pub fn left(until: Timestamp, now: Timestamp) -> String {
    let ms = until.since_ms(now).max(0);
    let (days, hours, minutes) = (ms / DAY_MS, ms % DAY_MS / HOUR_MS, ms % HOUR_MS / MINUTE_MS);
    let clock = format!("{hours:02}:{minutes:02}");
    if days == 0 { clock } else { format!("{} {clock}", n!("{n} d", "{n} d", days)) }
}

/// `{n} d`: how the page writes days while it counts down.
#[must_use]
pub fn days_template() -> String {
    n!("{n} d", "{n} d", 3).replace('3', "{n}")
}

/// What a welcome coupon asks for, in sentences.
#[must_use]
pub fn conditions(welcome: &Welcome) -> String {
    let mut all = vec![t!("For your first order.").to_owned()];
    if let Some(least) = welcome.minimum {
        all.push(t!("From {amount} on.", amount = money(least.minor, least.currency)));
    }
    if let Some(days) = welcome.valid_days {
        all.push(n!("It ends in {n} day.", "It ends in {n} days.", i64::from(days)));
    }
    all.join(" ")
}

/// A name of which only its owner's friends know the rest: `A•••• K.`; empty where nothing is known.
#[must_use]
pub fn masked(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    let initial = |word: &str| word.chars().next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    match words.as_slice() {
        [] => String::new(),
        [one] => format!("{}••••", initial(one)),
        [first, .., last] => format!("{}•••• {}.", initial(first), initial(last)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tributary_core::Money;

    #[test]
    fn a_promise_is_said_in_as_few_words_as_it_has() {
        let sek = Currency::parse("SEK").unwrap();
        let mut rules = Referral::new(sek);
        assert_eq!(title(&rules), "Give 50 SEK, get 100 SEK");
        rules.welcome = None;
        rules.reward = Reward::Fixed { amount: Money::new(1_250, sek) };
        assert_eq!(title(&rules), "Get 12.50 SEK for each friend");
        assert_eq!(money(-40_000, sek), "\u{2212}400 SEK");
        assert_eq!(money(1_234_567, Currency::parse("JPY").unwrap()), "1,234,567 JPY");
    }

    #[test]
    fn a_name_shows_its_first_letters_only() {
        for (name, shown) in
            [("", ""), ("ada", "A••••"), ("Ada Lovelace King", "A•••• K."), ("  åsa  öst ", "Å•••• Ö.")]
        {
            assert_eq!(masked(name), shown);
        }
        assert_eq!(masked("ئالىم"), "ئ••••");
    }

    #[test]
    fn what_is_left_is_counted_as_the_page_counts_it() {
        let at = |ms| Timestamp::from_ms(ms);
        assert_eq!(left(at(DAY_MS + 3 * HOUR_MS + 12 * MINUTE_MS + 59_000), at(0)), "1 d 03:12");
        assert_eq!(left(at(59_999), at(0)), "00:00");
        assert_eq!(left(at(0), at(5)), "00:00");
        let promo = |percent| Promo {
            name: String::new(),
            starts_at: at(0),
            ends_at: at(1),
            multiplier_percent: percent,
        };
        assert_eq!([200, 150, 125].map(|p| times(&promo(p))), ["×2", "×1.5", "×1.25"]);
    }
}
