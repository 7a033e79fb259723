//! Filters in words: a chip for each that is set, with the address that takes it off.

use super::Ask;
use crate::lang::{self, msg};
use crate::t;
use crate::web::admin::desk::amount;
use std::collections::BTreeMap;
use tributary_core::{Currency, due::Standing, reason::Reason};

/// A filter that is set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::web::admin) struct Chip {
    /// Its name in the address.
    pub(in crate::web::admin) name: &'static str,
    /// What it says: `Partner: Sara Lind`.
    pub(in crate::web::admin) label: String,
    /// The same without it.
    pub(in crate::web::admin) without: Ask,
}

/// Every filter that is set, but for the period, which has a picker. `names` gives ids their names.
pub(in crate::web::admin) fn chips(
    ask: &Ask,
    names: &BTreeMap<String, String>,
    currency: Currency,
) -> Vec<Chip> {
    let chip = |(name, value): (&'static str, String)| {
        let named = names.get(&value).cloned().unwrap_or_else(|| value.clone());
        let label = label(name, (&value, &named), currency)?;
        Some(Chip { name, label, without: ask.with(name, "") })
    };
    ask.pairs().into_iter().filter_map(chip).collect()
}

fn label(name: &str, (value, named): (&str, &str), currency: Currency) -> Option<String> {
    Some(match name {
        "partner" => t!("Partner: {value}", value = named),
        "program" => t!("Program: {value}", value = named),
        "status" => t!("In the store: {value}", value = status(value)),
        "standing" => t!("Commission: {value}", value = standing(value)),
        "via" => t!("By: {value}", value = way(value)),
        "link" => t!("Link: {value}", value = named),
        "code" => t!("Code: {value}", value = named),
        "source" => t!("Source: {value}", value = if value == "direct" { t!("Direct") } else { value }),
        "product" => t!("Product: {value}", value = named),
        "country" => t!("Country: {value}", value = value),
        "region" => t!("Region: {value}", value = value),
        "city" => t!("City: {value}", value = value),
        "customer" if value == "new" => t!("New customers").to_owned(),
        "customer" => t!("Returning customers").to_owned(),
        "currency" => t!("In {currency}", currency = value),
        "reason" => t!("Why not: {value}", value = why_not(value)),
        "earns" => t!("With commission").to_owned(),
        "amount" => return bounds(value, currency),
        "q" => t!("Text: {value}", value = value),
        _ => return None,
    })
}

fn bounds(value: &str, currency: Currency) -> Option<String> {
    let (bound, minor) = value.split_once(':')?;
    let money = amount(minor.parse().ok()?, currency).text;
    match bound {
        "gte" => Some(t!("{amount} or more", amount = money)),
        "lte" => Some(t!("{amount} or less", amount = money)),
        _ => None,
    }
}

/// A store's status as people read it; a plugin's own status stays as it is.
pub(in crate::web::admin) fn status(word: &str) -> String {
    const WORDS: [(&str, &str); 9] = [
        ("pending", msg("Not paid yet")),
        ("on-hold", msg("On hold")),
        ("processing", msg("Processing")),
        ("completed", msg("Completed")),
        ("refunded", msg("Refunded")),
        ("cancelled", msg("Cancelled")),
        ("failed", msg("Failed")),
        ("trash", msg("In the trash")),
        ("deleted", msg("Deleted")),
    ];
    let known = WORDS.iter().find(|(known, _)| *known == word);
    known.map_or_else(|| word.to_owned(), |(_, text)| lang::text(text).to_owned())
}

/// The statuses that every store has.
pub(in crate::web::admin) const STATUSES: [&str; 8] =
    ["pending", "on-hold", "processing", "completed", "refunded", "cancelled", "failed", "trash"];

/// A commission's standing as people read it.
pub(in crate::web::admin) fn standing(word: &str) -> &'static str {
    const WORDS: [(Standing, &str); 4] = [
        (Standing::Pending, msg("Pending")),
        (Standing::Approved, msg("Approved")),
        (Standing::Declined, msg("Declined")),
        (Standing::Reversed, msg("Reversed")),
    ];
    let known = WORDS.iter().find(|(standing, _)| standing.as_str() == word);
    known.map_or(t!("None"), |(_, text)| lang::text(text))
}

/// A way of credit as people read it.
pub(in crate::web::admin) fn way(via: &str) -> &'static str {
    match via {
        "coupon" => t!("Coupon"),
        "cookie" => t!("Cookie"),
        "order_evidence" => t!("Order data"),
        "manual" => t!("By hand"),
        _ => t!("Click"),
    }
}

/// Why nobody is credited, in as few words as fit a chip.
pub(in crate::web::admin) fn why_not(code: &str) -> &'static str {
    let known = WHY_NOT.iter().find(|(reason, _)| reason.code() == code);
    known.map_or(t!("Not credited"), |(_, words)| lang::text(words))
}

/// Every reason that an order may have for nobody.
pub(in crate::web::admin) const WHY_NOT: [(Reason, &str); 13] = [
    (Reason::NoTouch, msg("No click or code")),
    (Reason::UnknownCode, msg("Code not assigned")),
    (Reason::UnknownClick, msg("Unknown click")),
    (Reason::ForeignClick, msg("Another program's click")),
    (Reason::OutsideWindow, msg("Click too old")),
    (Reason::ClickAfterOrder, msg("Click after the order")),
    (Reason::ClearedByOrder, msg("Click used up")),
    (Reason::PartnerPaused, msg("Partner paused")),
    (Reason::SelfPurchase, msg("Own purchase")),
    (Reason::NotAPerson, msg("Not a person")),
    (Reason::SeveralCoupons, msg("Several coupons")),
    (Reason::SignalNotUsed, msg("Evidence not used here")),
    (Reason::DecidedByHand, msg("Decided by hand")),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chip_says_what_it_filters_and_takes_it_off() {
        let ask = Ask {
            partner: "par_1".into(),
            amount: "gte:5000".into(),
            tab: "review".into(),
            ..Ask::default()
        };
        let names = BTreeMap::from([("par_1".to_owned(), "Sara Lind".to_owned())]);
        let chips = chips(&ask, &names, Currency::parse("USD").unwrap());
        let labels: Vec<&str> = chips.iter().map(|chip| chip.label.as_str()).collect();
        assert_eq!(labels, ["Partner: Sara Lind", "50.00 USD or more"]);
        assert_eq!(chips[0].without, Ask { partner: String::new(), ..ask });
    }
}
