//! Filters in words: a chip for each that is set, with the address that takes it off.

use super::Ask;
use crate::lang::{self, msg};
use crate::t;
use crate::web::admin::desk::amount;
use std::collections::BTreeMap;
use tributary_core::{Currency, due::Standing, reason::Reason};
use tributary_engine::order::{ANY, NONE};

/// A filter that is set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::web::admin) struct Chip {
    /// Its name in the address.
    pub(in crate::web::admin) name: &'static str,
    /// What it filters by: `Partner`.
    pub(in crate::web::admin) label: String,
    /// By which value: `Sara Lind`.
    pub(in crate::web::admin) value: String,
    /// The same without it.
    pub(in crate::web::admin) without: Ask,
}

/// Every filter that is set, but for the period, which has a picker, and the text, which has a field. `names` gives
/// ids their names.
pub(in crate::web::admin) fn chips(
    ask: &Ask,
    names: &BTreeMap<String, String>,
    currency: Currency,
) -> Vec<Chip> {
    let chip = |(name, value): (&'static str, String)| {
        let named = names.get(&value).cloned().unwrap_or_else(|| value.clone());
        let (label, value) = worded(name, (&value, named), currency)?;
        Some(Chip { name, label: label.to_owned(), value, without: ask.with(name, "") })
    };
    ask.pairs().into_iter().filter_map(chip).collect()
}

fn worded(name: &str, (value, named): (&str, String), currency: Currency) -> Option<(&'static str, String)> {
    Some(match name {
        "partner" => (t!("Partner"), named),
        "program" => (t!("Program"), named),
        "status" => (t!("In the store"), status(value)),
        "standing" => (t!("Commission"), standing(value).to_owned()),
        "via" => (t!("How"), way(value).to_owned()),
        "link" => (t!("Link"), some_or_none(value, named)),
        "code" => (t!("Code"), some_or_none(value, named)),
        "source" if value == "direct" => (t!("Source"), t!("Direct").to_owned()),
        "source" => (t!("Source"), some_or_none(value, named)),
        "product" => (t!("Product"), named),
        "country" => (t!("Country"), some_or_none(value, lang::region(&named).to_owned())),
        "region" => (t!("Region"), some_or_none(value, named)),
        "city" => (t!("City"), some_or_none(value, named)),
        "customer" if value == "new" => (t!("Customer"), t!("New").to_owned()),
        "customer" => (t!("Customer"), t!("Returning").to_owned()),
        "currency" => (t!("Currency"), named),
        "reason" => (t!("Why not"), why_not(value).to_owned()),
        "earns" => (t!("Commission"), t!("Some").to_owned()),
        "amount" => (t!("Total"), bounded(value, currency)?),
        _ => return None,
    })
}

fn some_or_none(value: &str, named: String) -> String {
    match value {
        NONE => t!("None").to_owned(),
        ANY => t!("Any").to_owned(),
        _ => named,
    }
}

fn bounded(value: &str, currency: Currency) -> Option<String> {
    let money = |minor: i64| amount(minor, currency).text;
    match super::bounds(value, currency) {
        (Some(least), _) => Some(t!("{amount} or more", amount = money(least))),
        (None, Some(most)) => Some(t!("{amount} or less", amount = money(most))),
        (None, None) => None,
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
pub(in crate::web::admin) const WHY_NOT: [(Reason, &str); 15] = [
    (Reason::NoTouch, msg("No click or code")),
    (Reason::UnknownCode, msg("Code not assigned")),
    (Reason::UnknownClick, msg("Unknown click")),
    (Reason::ForeignClick, msg("Another program's click")),
    (Reason::NoConsent, msg("No consent")),
    (Reason::MembershipEnded, msg("Membership ended")),
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
            country: "SE".into(),
            tab: "review".into(),
            ..Ask::default()
        };
        let names = BTreeMap::from([("par_1".to_owned(), "Sara Lind".to_owned())]);
        let chips = chips(&ask, &names, Currency::parse("USD").unwrap());
        let labels: Vec<_> = chips.iter().map(|chip| (chip.label.as_str(), chip.value.as_str())).collect();
        assert_eq!(labels, [("Partner", "Sara Lind"), ("Country", "Sweden"), ("Total", "50.00 USD or more")]);
        assert_eq!(chips[0].without, Ask { partner: String::new(), ..ask });
    }
}
