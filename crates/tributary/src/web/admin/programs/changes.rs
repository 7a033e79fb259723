//! What changed from one version of the rules to the next, in words.

use super::referral;
use super::words::{
    base_words, commission_words, counts_words, days_words, own_words, partner_percent, priority_words,
    purpose_words, rate_words, several_words, touch_words,
};
use crate::lang::number;
use crate::t;
use crate::web::admin::desk::amount;
use crate::web::view::programs::Change;
use std::collections::BTreeMap;
use tributary_core::PartnerId;
use tributary_core::program::{Exception, Rules, WindowKind};

/// Names of the partners that exceptions speak of.
pub(in crate::web::admin) type Names = BTreeMap<PartnerId, String>;

/// Each rule that differs, as it was and as it is.
pub(in crate::web::admin) fn between(before: &Rules, after: &Rules, names: &Names) -> Vec<Change> {
    let (old, new) = (lines(before, names), lines(after, names));
    let pairs = old.into_iter().zip(new);
    pairs
        .filter(|((_, before), (_, after))| before != after)
        .map(|((label, before), (_, after))| Change { label, before, after })
        .collect()
}

/// Every rule, by name.
fn lines(rules: &Rules, names: &Names) -> Vec<(&'static str, String)> {
    let none = || t!("none").to_owned();
    let or_none = |text: String| if text.is_empty() { none() } else { text };
    let cap = rules.cap.map(|cap| amount(cap.minor, cap.currency).text);
    let exceptions = rules.exceptions.iter().map(|one| exception_words(one, names));
    let events = rules
        .events
        .iter()
        .map(|event| t!("{what}: {rate}", what = event.name, rate = commission_words(&event.commission)));
    let share = partner_percent(rules);
    let mut all = vec![
        (t!("Commission"), commission_words(&rules.commission)),
        (t!("What a percentage is taken of"), base_words(rules.base).to_owned()),
        (t!("At most per order"), cap.unwrap_or_else(none)),
        (
            t!("Earns"),
            if rules.first_order_only { t!("first orders only") } else { t!("every order") }.to_owned(),
        ),
        (t!("Exceptions"), or_none(exceptions.collect::<Vec<_>>().join("; "))),
        (t!("A click counts for"), days_words(rules.window_days)),
        (t!("That time starts"), window_words(rules.window).to_owned()),
        (t!("Of several clicks counts"), touch_words(rules.touch).to_owned()),
        (t!("An order uses up clicks"), yes_no(rules.cleared_by_order)),
        (t!("Who decides"), priority_words(&rules.priority)),
        (t!("Several coupons"), several_words(rules.several_coupons).to_owned()),
        (t!("Own purchases"), own_words(rules.self_purchase).to_owned()),
        (t!("Earns when"), counts_words(&rules.counts_when)),
        (t!("Payable after"), days_words(rules.hold_days)),
        (t!("Partner's part"), number::percent(share * 100)),
        (t!("Links may lead to"), or_none(rules.allowed_hosts.join(", "))),
        (t!("Types of events"), or_none(events.collect::<Vec<_>>().join("; "))),
        (t!("Redirect page"), rules.redirect_page.clone().unwrap_or_else(none)),
        (t!("What visitors are promised"), purpose_words(rules.purpose).to_owned()),
    ];
    all.extend(referral::lines(rules));
    all
}

/// When a click's time starts.
pub(super) const fn window_word(window: WindowKind) -> &'static str {
    match window {
        WindowKind::Sliding => crate::lang::msg("with each click anew"),
        WindowKind::Fixed => crate::lang::msg("with the first click"),
    }
}

fn window_words(window: WindowKind) -> &'static str {
    crate::lang::text(window_word(window))
}

fn yes_no(yes: bool) -> String {
    if yes { t!("yes") } else { t!("no") }.to_owned()
}

/// `Sara Lind, product 101: 15 %`.
fn exception_words(one: &Exception, names: &Names) -> String {
    let partner = one.partner.as_ref().map(|id| names.get(id).cloned().unwrap_or_else(|| id.to_string()));
    let product = one.product.as_ref().map(|product| t!("product {product}", product = product));
    let category = one.category.as_ref().map(|category| t!("category {category}", category = category));
    let what: Vec<String> = [partner, product, category].into_iter().flatten().collect();
    t!("{what}: {rate}", what = what.join(", "), rate = rate_words(one.rate))
}

#[cfg(test)]
mod tests {
    use super::*;
    use tributary_core::presets::Preset;

    #[test]
    fn only_what_differs_is_told() {
        let before = Preset::named("reftrackr").unwrap().rules();
        assert!(between(&before, &before, &Names::new()).is_empty());
        let after = Rules { window_days: 30, hold_days: 1, ..before.clone() };
        let told = between(&before, &after, &Names::new());
        let told: Vec<_> = told.iter().map(|c| (c.label, c.before.as_str(), c.after.as_str())).collect();
        assert_eq!(told, [("A click counts for", "7 days", "30 days"), ("Payable after", "0 days", "1 day")]);
    }

    #[test]
    fn an_exception_names_its_partner() {
        let id = PartnerId::from_bits(7);
        let rate = tributary_core::money::Rate::percent(15);
        let one = Exception { partner: Some(id.clone()), product: Some("101".into()), category: None, rate };
        let names = Names::from([(id, "Sara Lind".to_owned())]);
        let told = exception_words(&one, &names);
        assert!(told.starts_with("Sara Lind, product 101: 15"), "{told}");
    }
}
