//! A log told apart by state: a tab for each state with its number, and the addresses of its pages.

use crate::web::kit::{Tab, format_count};

/// A log's own address, and the place on the page where it stands.
pub(super) struct Log {
    pub(super) path: &'static str,
    /// With its `#`; empty for the whole page.
    pub(super) anchor: &'static str,
}

impl Log {
    /// Where a state's rows are, from a cursor on.
    pub(super) fn href(&self, state: &str, after: &str) -> String {
        let parts = [("state", state), ("after", after)];
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(parts.iter().filter(|(_, text)| !text.is_empty()));
        let query = query.finish();
        let question = if query.is_empty() { "" } else { "?" };
        format!("{}{question}{query}{}", self.path, self.anchor)
    }

    /// A tab for each state; the empty one stands for all.
    pub(super) fn tabs(&self, states: &[(&str, &str)], open: &str, counts: &[(&str, i64)]) -> Vec<Tab> {
        let count = |state: &str| {
            let of = counts.iter().filter(|(known, _)| state.is_empty() || *known == state);
            format_count(of.map(|(_, count)| count).sum())
        };
        let tab = |(state, label): &(&str, &str)| Tab {
            label: (*label).into(),
            href: self.href(state, ""),
            active: open == *state,
            count: Some(count(state)),
        };
        states.iter().map(tab).collect()
    }
}
