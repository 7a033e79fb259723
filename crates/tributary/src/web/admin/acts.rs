//! Which act a form is, by the address it is sent to. What is not listed is work, so a form that somebody adds is
//! closed to viewers from its first day.

use axum::extract::MatchedPath;
use axum::http::request::Parts;
use tributary_engine::access::Act;

/// The longest beginning that fits decides.
const ACTS: [(&str, Act); 10] = [
    ("/logout", Act::Own),
    ("/admin/account", Act::Own),
    ("/admin/views", Act::Own),
    ("/admin/settings/team", Act::Team),
    ("/admin/demo", Act::Team),
    ("/admin/settings/keys", Act::Keys),
    ("/admin/connect/key", Act::Keys),
    ("/admin/settings", Act::Stores),
    ("/admin/connect", Act::Stores),
    ("/admin", Act::Work),
];

/// The act of a form that was sent.
pub(super) fn of_request(parts: &Parts) -> Act {
    let matched = parts.extensions.get::<MatchedPath>().map(MatchedPath::as_str);
    of(matched.unwrap_or_else(|| parts.uri.path()))
}

fn of(path: &str) -> Act {
    let fits =
        |start: &str| path.strip_prefix(start).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let longest = ACTS.iter().filter(|(start, _)| fits(start)).max_by_key(|(start, _)| start.len());
    longest.map_or(Act::Work, |(_, act)| *act)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_act_is_told_by_its_address_and_what_is_new_is_work() {
        for (path, act) in [
            ("/logout", Act::Own),
            ("/admin/account/password", Act::Own),
            ("/admin/accounts", Act::Work),
            ("/admin/settings/team/{id}/role", Act::Team),
            ("/admin/settings/keys", Act::Keys),
            ("/admin/connect/key", Act::Keys),
            ("/admin/connect/secret", Act::Stores),
            ("/admin/settings/general", Act::Stores),
            ("/admin/orders/{id}/assign", Act::Work),
            ("/admin/whatever/comes", Act::Work),
        ] {
            assert_eq!(of(path), act, "{path}");
        }
    }
}
