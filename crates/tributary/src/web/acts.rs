//! Which act a form is, by the address it is sent to, and which pages are nothing but a form. What is not listed is
//! work, so a form that somebody adds is closed to viewers from its first day.

use axum::extract::MatchedPath;
use axum::http::Method;
use axum::http::request::Parts;
use tributary_engine::access::Act;

/// The longest beginning that fits decides.
const ACTS: [(&str, Act); 13] = [
    ("/logout", Act::Own),
    ("/admin/account", Act::Own),
    ("/admin/views", Act::Own),
    ("/admin/test-mode", Act::Own),
    ("/admin/developers", Act::Keys),
    ("/admin/settings/team", Act::Team),
    ("/admin/demo", Act::Team),
    ("/admin/connect/key", Act::Keys),
    ("/admin/payouts", Act::Pay),
    ("/admin/settings", Act::Stores),
    ("/admin/settings/emails", Act::Work),
    ("/admin/connect", Act::Stores),
    ("/admin", Act::Work),
];

/// Pages that exist for their form alone: whoever may not send it is not led there.
const FORMS: [(&str, Act); 16] = [
    ("/admin/partners/new", Act::Work),
    ("/admin/links/new", Act::Work),
    ("/admin/codes/new", Act::Work),
    ("/admin/programs/{id}/edit", Act::Work),
    ("/admin/programs/{id}/referral/edit", Act::Work),
    ("/admin/programs/{id}/promos/new", Act::Work),
    ("/admin/programs/{id}/promos/{id}/edit", Act::Work),
    ("/admin/resources/creatives/new", Act::Work),
    ("/admin/resources/creatives/{id}", Act::Work),
    ("/admin/demo/remove", Act::Team),
    // No form, but it says in full where partners' money goes.
    ("/admin/payouts/{id}/file", Act::Pay),
    ("/admin/payouts/{id}/sepa", Act::Pay),
    ("/admin/developers/webhooks/new", Act::Keys),
    ("/admin/developers/webhooks/{id}/edit", Act::Keys),
    // Rows of files have addresses of people in them.
    ("/admin/settings/data/{id}", Act::Stores),
    ("/admin/settings/data/{id}/rejects", Act::Stores),
];

/// Forms in the middle of pages, by the anchor that leads to them.
const ANCHORS: [(&str, Act); 4] = [
    ("decide", Act::Work),
    ("webhook-secret-form", Act::Stores),
    ("customer-secret-form", Act::Stores),
    ("reading", Act::Stores),
];

/// The act of the form that an anchor leads to; none for other places of a page.
pub(super) fn of_anchor(anchor: &str) -> Option<Act> {
    ANCHORS.iter().find(|(known, _)| *known == anchor).map(|(_, act)| *act)
}

/// The act of a form that was sent.
pub(super) fn of_form(parts: &Parts) -> Act {
    of(matched(parts))
}

/// What whoever asks for a page must be allowed to do, where the page is for a form.
pub(super) fn of_request(parts: &Parts) -> Option<Act> {
    (parts.method != Method::POST).then(|| of_page(matched(parts))).flatten()
}

fn matched(parts: &Parts) -> &str {
    parts.extensions.get::<MatchedPath>().map_or_else(|| parts.uri.path(), MatchedPath::as_str)
}

/// The act of the form that a page is for; none for pages that people look at.
pub(super) fn of_page(path: &str) -> Option<Act> {
    let same = |pattern: &str| {
        let (want, is): (Vec<&str>, Vec<&str>) = (pattern.split('/').collect(), path.split('/').collect());
        want.len() == is.len() && want.iter().zip(is).all(|(want, is)| *want == "{id}" || *want == is)
    };
    FORMS.iter().find(|(pattern, _)| same(pattern)).map(|(_, act)| *act)
}

/// The act of a form, by where it goes.
pub(super) fn of(path: &str) -> Act {
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
            ("/admin/developers/keys", Act::Keys),
            ("/admin/test-mode", Act::Own),
            ("/admin/connect/key", Act::Keys),
            ("/admin/connect/secret", Act::Stores),
            ("/admin/settings/general", Act::Stores),
            ("/admin/orders/{id}/assign", Act::Work),
            ("/admin/payouts/{id}/void", Act::Pay),
            ("/admin/whatever/comes", Act::Work),
        ] {
            assert_eq!(of(path), act, "{path}");
        }
    }

    #[test]
    fn a_page_that_is_a_form_is_told_by_its_address_whatever_its_id() {
        assert_eq!(of_page("/admin/partners/new"), Some(Act::Work));
        assert_eq!(of_page("/admin/programs/prog_1/edit"), Some(Act::Work));
        assert_eq!(of_page("/admin/programs/{id}/edit"), Some(Act::Work));
        assert_eq!(of_page("/admin/demo/remove"), Some(Act::Team));
        for looked_at in ["/admin/partners", "/admin/partners/par_1", "/admin/programs/prog_1/edit/x", "/"] {
            assert_eq!(of_page(looked_at), None, "{looked_at}");
        }
    }
}
