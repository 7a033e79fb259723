//! What an act changed, in words: every member that is otherwise, as it was and as it is.

use super::role_name;
use crate::lang::{self, Lang, msg};
use crate::t;
use crate::web::admin::orders::declined;
use crate::web::admin::programs::{Names, rules_between};
use crate::web::view::people::audit::Change;
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};
use tributary_core::presets::Preset;
use tributary_core::program::Rules;
use tributary_core::ruling::Decline;
use tributary_engine::access::Role;
use tributary_engine::audit::Entry;

/// The act whose members are rules, which have words of their own.
const RULES: &str = "program.rules_changed";

/// Members of notes, and what people call them.
const MEMBERS: [(&str, &str); 49] = [
    ("amount", msg("Amount")),
    ("answer", msg("Answer")),
    ("automatic", msg("Approve everybody at once")),
    ("before", msg("Older than")),
    ("click", msg("Click")),
    ("clicks", msg("Clicks")),
    ("code", msg("Code")),
    ("count", msg("How many")),
    ("currency", msg("Currency")),
    ("day", msg("Day")),
    ("declined", msg("Declined")),
    ("destination", msg("Leads to")),
    ("dialect", msg("Dialect")),
    ("domain", msg("Site")),
    ("email", msg("E-mail")),
    ("event", msg("Event")),
    ("events", msg("Events")),
    ("group", msg("Group")),
    ("hint", msg("Money goes to")),
    ("kept", msg("Kept for their orders")),
    ("kind", msg("Kind")),
    ("label", msg("Label")),
    ("language", msg("Default language")),
    ("mapping", msg("Mapping")),
    ("method", msg("Method")),
    ("name", msg("Name")),
    ("note", msg("Note")),
    ("of", msg("Stands for")),
    ("open", msg("Open for applications")),
    ("partner", msg("Partner")),
    ("place", msg("Place")),
    ("platform", msg("Runs on")),
    ("preset", msg("Started like")),
    ("product", msg("Product")),
    ("reason", msg("Reason")),
    ("reference", msg("Reference")),
    ("role", msg("Role")),
    ("scopes", msg("What it may do")),
    ("shown", msg("Shown to partners")),
    ("slug", msg("Address")),
    ("state", msg("State")),
    ("store", msg("Store")),
    ("text", msg("Text")),
    ("timezone", msg("Time zone")),
    ("title", msg("Title")),
    ("unit", msg("Unit")),
    ("url", msg("Website")),
    ("version", msg("Version")),
    ("with", msg("Signed in with")),
];

/// Values that are words of the API, and what people call them.
const VALUES: [(&str, &str, &str); 14] = [
    ("kind", "coupon", msg("Coupon")),
    ("kind", "referral", msg("Link")),
    ("kind", "influencer", msg("Influencer")),
    ("kind", "affiliate", msg("Affiliate")),
    ("kind", "publisher", msg("Publisher")),
    ("kind", "customer", msg("Customer")),
    ("method", "paypal", msg("PayPal")),
    ("method", "bank", msg("Bank account")),
    ("scopes", "all", msg("Everything")),
    ("with", "password", msg("Password")),
    ("with", "link", msg("Link by mail")),
    ("with", "invitation", msg("Invitation")),
    ("with", "setup", msg("Setup")),
    ("with", "demo", msg("Demo")),
];

/// What was otherwise before, member by member.
pub(super) fn changes(entry: &Entry, partners: &Names) -> Vec<Change> {
    let (before, after) = (entry.before.as_ref(), entry.after.as_ref());
    let rules = (entry.action == RULES).then(|| rules(before, after, partners)).flatten();
    rules.unwrap_or_else(|| plainly(before, after))
}

/// One side of all changes in one line, for files.
pub(super) fn line(changes: &[Change], side: impl Fn(&Change) -> Option<&String>) -> String {
    let told = changes.iter().filter_map(|change| Some(format!("{}: {}", change.name, side(change)?)));
    told.collect::<Vec<_>>().join("; ")
}

fn plainly(before: Option<&Json>, after: Option<&Json>) -> Vec<Change> {
    let (before, after) = (members(before), members(after));
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let all = names.into_iter().map(|name| Change {
        name: name.clone(),
        before: before.get(name).cloned(),
        after: after.get(name).cloned(),
    });
    all.filter(|change| change.before != change.after).collect()
}

/// Rules in the words of the program's own page. Only what differs was noted: the rest is taken from any rules at all,
/// the same on both sides.
fn rules(before: Option<&Json>, after: Option<&Json>, partners: &Names) -> Option<Vec<Change>> {
    let (was, is) = (whole(before?)?, whole(after?)?);
    let version = |of: &Json| of.get("version").map(plain);
    let number = Change { name: t!("Version").to_owned(), before: version(before?), after: version(after?) };
    let told = rules_between(&was, &is, partners).into_iter().map(|change| Change {
        name: change.label.to_owned(),
        before: Some(change.before),
        after: Some(change.after),
    });
    Some(std::iter::once(number).chain(told).collect())
}

fn whole(differing: &Json) -> Option<Rules> {
    let mut all = serde_json::to_value(Preset::named("reftrackr")?.rules()).ok()?;
    for (name, value) in differing.as_object()? {
        all.as_object_mut()?.insert(name.clone(), value.clone());
    }
    all.as_object_mut()?.remove("version");
    serde_json::from_value(all).ok()
}

/// Every member that says something, by its name; one inside another by both names.
fn members(of: Option<&Json>) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for (name, value) in of.and_then(Json::as_object).into_iter().flatten() {
        match value {
            Json::Object(_) => {
                let inner = members(Some(value)).into_iter();
                found.extend(inner.map(|(inner, text)| (format!("{}: {inner}", member_words(name)), text)));
            }
            other => drop(found.insert(member_words(name), value_words(name, other))),
        }
    }
    found.retain(|_, text| !text.is_empty());
    found
}

fn member_words(name: &str) -> String {
    let known = MEMBERS.iter().find(|(known, _)| *known == name);
    known.map_or_else(|| name.replace('_', " "), |(_, words)| lang::text(words).to_owned())
}

/// A value as people read it: texts without quotes, nothing for null.
fn value_words(name: &str, value: &Json) -> String {
    match value {
        Json::Bool(yes) => if *yes { t!("yes") } else { t!("no") }.to_owned(),
        Json::Array(all) => all.iter().map(|one| value_words(name, one)).collect::<Vec<_>>().join(", "),
        Json::String(text) => text_words(name, text),
        other => plain(other),
    }
}

fn text_words(name: &str, text: &str) -> String {
    let known = VALUES.iter().find(|(of, value, _)| *of == name && *value == text);
    let words = match name {
        "role" => Role::parse(text).map(role_name),
        "language" => Lang::parse(text).map(Lang::own_name),
        "reason" | "declined" => Decline::parse(text).map(declined),
        _ => known.map(|(_, _, words)| lang::text(words)),
    };
    words.unwrap_or(text).to_owned()
}

fn plain(value: &Json) -> String {
    match value {
        Json::Null => String::new(),
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::admin::people::audit_source::{members as noted, sources};
    use serde_json::json;

    #[test]
    fn every_member_that_a_note_says_has_a_name_that_people_know() {
        let noted: BTreeSet<String> = sources().iter().flat_map(|source| noted(source)).collect();
        let lacking: Vec<_> =
            noted.iter().filter(|name| MEMBERS.iter().all(|(known, _)| known != name)).collect();
        assert!(lacking.is_empty(), "members without words: {lacking:?}");
    }

    #[test]
    fn only_what_changed_is_told_and_values_are_words_not_codes() {
        let told = plainly(
            Some(&json!({ "role": "manager", "open": false, "name": "Sara", "declined": null })),
            Some(&json!({ "role": "owner", "open": true, "name": "Sara", "declined": "self_referral" })),
        );
        let told: Vec<_> =
            told.iter().map(|c| (c.name.as_str(), c.before.as_deref(), c.after.as_deref())).collect();
        assert_eq!(
            told,
            [
                ("Declined", None, Some("Own purchase")),
                ("Open for applications", Some("no"), Some("yes")),
                ("Role", Some("Manager"), Some("Owner")),
            ]
        );
        let scopes = plainly(None, Some(&json!({ "scopes": ["orders:read", "all"], "kind": "coupon" })));
        assert_eq!(
            line(&scopes, |change| change.after.as_ref()),
            "Kind: Coupon; What it may do: orders:read, Everything"
        );
    }

    #[test]
    fn rules_are_told_in_the_words_of_the_programs_page() {
        let (was, is) =
            (json!({ "window_days": 7, "version": 1 }), json!({ "window_days": 30, "version": 2 }));
        let told = rules(Some(&was), Some(&is), &Names::new()).unwrap();
        let told: Vec<_> =
            told.iter().map(|c| (c.name.as_str(), c.before.as_deref(), c.after.as_deref())).collect();
        assert_eq!(
            told,
            [("Version", Some("1"), Some("2")), ("A click counts for", Some("7 days"), Some("30 days"))]
        );
    }
}
