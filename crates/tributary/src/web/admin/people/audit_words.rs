//! The audit log in words: actions, kinds of things, and what changed.

use crate::lang::{self, msg};
use crate::web::view::people::audit::Change;
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};
use tributary_engine::audit::Entry;

const ACTIONS: [(&str, &str); 37] = [
    ("user.created", msg("Person added")),
    ("user.invited", msg("Person invited")),
    ("user.invited_again", msg("Invitation sent again")),
    ("user.uninvited", msg("Invitation cancelled")),
    ("user.joined", msg("Invitation accepted")),
    ("user.role_changed", msg("Role changed")),
    ("user.removed", msg("Person removed")),
    ("user.restored", msg("Person restored")),
    ("user.renamed", msg("Own name changed")),
    ("user.password_changed", msg("Own password changed")),
    ("user.signed_in", msg("Signed in")),
    ("user.sign_in_refused", msg("Sign-in refused")),
    ("user.signed_out_elsewhere", msg("Signed out everywhere else")),
    ("key.created", msg("API key made")),
    ("key.revoked", msg("API key revoked")),
    ("store.created", msg("Store added")),
    ("store.changed", msg("Store changed")),
    ("store.secret_added", msg("Webhook secret added")),
    ("store.reading_set", msg("Access to the store set")),
    ("program.created", msg("Program started")),
    ("program.changed", msg("Program changed")),
    ("program.rules_changed", msg("Rules changed")),
    ("partner.created", msg("Partner added")),
    ("partner.changed", msg("Partner changed")),
    ("partner.paused", msg("Partner paused")),
    ("partner.resumed", msg("Partner resumed")),
    ("partner.archived", msg("Partner archived")),
    ("partner.restored", msg("Partner restored")),
    ("partner.signed_in", msg("Partner signed in")),
    ("code.created", msg("Code given")),
    ("code.archived", msg("Code archived")),
    ("link.created", msg("Link made")),
    ("link.archived", msg("Link archived")),
    ("order.assigned", msg("Order assigned by hand")),
    ("order.declined", msg("Order declined by hand")),
    ("view.created", msg("View saved")),
    ("export.made", msg("Rows exported")),
];

const KINDS: [(&str, &str); 8] = [
    ("user", msg("Person")),
    ("partner", msg("Partner")),
    ("code", msg("Code")),
    ("link", msg("Link")),
    ("order", msg("Order")),
    ("program", msg("Program")),
    ("store", msg("Store")),
    ("key", msg("API key")),
];

/// An action in words; one that nobody gave words yet, as it is called.
pub(super) fn action_words(action: &str) -> String {
    let known = ACTIONS.iter().find(|(known, _)| *known == action);
    known.map_or_else(|| action.to_owned(), |(_, words)| lang::text(words).to_owned())
}

/// Every kind of thing, with its words.
pub(super) fn kinds() -> [(&'static str, &'static str); 8] {
    KINDS.map(|(kind, words)| (kind, lang::text(words)))
}

/// A kind of thing in words.
pub(super) fn kind_words(kind: &str) -> &'static str {
    KINDS.iter().find(|(known, _)| *known == kind).map_or("", |(_, words)| lang::text(words))
}

/// What acts, where it is no person.
pub(super) fn actor_kind_words(kind: &str) -> Option<&'static str> {
    const WORDS: [(&str, &str); 4] = [
        ("key", msg("API key")),
        ("partner", msg("Partner")),
        ("guest", msg("Not signed in")),
        ("system", msg("This server")),
    ];
    WORDS.iter().find(|(known, _)| *known == kind).map(|(_, words)| lang::text(words))
}

/// What was otherwise before, member by member. Names of members are those of the API.
pub(super) fn changes(entry: &Entry) -> Vec<Change> {
    let (before, after) = (members(entry.before.as_ref()), members(entry.after.as_ref()));
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let all = names.into_iter().map(|name| Change {
        name: name.clone(),
        before: before.get(name).cloned(),
        after: after.get(name).cloned(),
    });
    all.filter(|change| change.before != change.after).collect()
}

/// Every member that says something, by its name; one inside another by both names.
fn members(of: Option<&Json>) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for (name, value) in of.and_then(Json::as_object).into_iter().flatten() {
        let name = name.replace('_', " ");
        match value {
            Json::Object(_) => {
                found.extend(
                    members(Some(value)).into_iter().map(|(inner, text)| (format!("{name}: {inner}"), text)),
                );
            }
            other => drop(found.insert(name, plain(other))),
        }
    }
    found.retain(|_, text| !text.is_empty());
    found
}

/// A value as people read it: texts without quotes, nothing for null.
fn plain(value: &Json) -> String {
    match value {
        Json::Null => String::new(),
        Json::String(text) => text.clone(),
        Json::Array(all) => all.iter().map(plain).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

/// All members in one line, for files.
pub(super) fn member_words(value: &Json) -> String {
    let Some(members) = value.as_object() else { return plain(value) };
    let all: Vec<String> = members.iter().map(|(name, value)| format!("{name}: {}", plain(value))).collect();
    all.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_what_changed_is_told_and_every_action_has_its_own_words() {
        let line = member_words(&json!({ "role": "owner", "scopes": ["a", "b"] }));
        assert_eq!(line, "role: owner; scopes: a, b");
        let all = members(Some(&json!({ "commission": { "kind": "percent", "rate": "12" }, "note": null })));
        assert_eq!(all.get("commission: rate").map(String::as_str), Some("12"));
        assert_eq!(all.len(), 2);
        let words: BTreeSet<&str> = ACTIONS.iter().map(|(_, words)| *words).collect();
        assert_eq!(words.len(), ACTIONS.len());
        assert_eq!(action_words("new.thing"), "new.thing");
    }
}
