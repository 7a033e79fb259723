//! What an address of the live page asks for.

use crate::lang::msg;
use crate::web::admin::desk::Desk;
use crate::web::admin::links::code_new::href;
use serde::Deserialize;
use tributary_core::PartnerId;
use tributary_engine::live::{Kind, Place, Wanted};

/// The kinds, by their word in the address and on the page.
pub(super) const KINDS: [(&str, Option<Kind>, &str); 5] = [
    ("", None, msg("All")),
    ("click", Some(Kind::Clicks), msg("Clicks")),
    ("unknown", Some(Kind::Unknown), msg("Unknown codes")),
    ("order", Some(Kind::Orders), msg("Orders")),
    ("refund", Some(Kind::Refunds), msg("Refunds")),
];

/// What the address asks for. Empty texts and what is unknown mean nothing.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Ask {
    /// A kind's word.
    #[serde(rename = "type")]
    pub(super) kind: String,
    /// A partner's id.
    pub(super) partner: String,
    /// `1`: clicks of machines too.
    pub(super) bots: String,
    /// Older than this place.
    pub(super) before: String,
    /// For the stream: what comes after this place.
    pub(super) after: String,
    /// For the stream: `1` answers what there is, and ends.
    pub(super) once: String,
    /// What was just done, and what takes it back.
    pub(super) did: String,
    pub(super) undo: String,
}

impl Ask {
    /// The engine's filter.
    pub(super) fn wanted(&self, desk: &Desk) -> Wanted {
        Wanted {
            program: desk.only.clone(),
            kind: self.kind(),
            partner: PartnerId::parse(&self.partner).ok(),
            machines: self.bots == "1",
        }
    }

    /// The place before which rows are wanted, if it is not the newest.
    pub(super) fn before(&self) -> Option<Place> {
        Place::parse(&self.before)
    }

    /// The address of the page with this filter.
    pub(super) fn href(&self) -> String {
        href("/admin/live", &self.query(&[]))
    }

    /// The same, older than a place.
    pub(super) fn older(&self, place: Place) -> String {
        href("/admin/live", &self.query(&[("before", &place.to_string())]))
    }

    /// The stream of what comes after a place.
    pub(super) fn stream(&self, after: Place) -> String {
        href("/admin/live/stream", &self.query(&[("after", &after.to_string())]))
    }

    /// The one kind that is wanted.
    pub(super) fn kind(&self) -> Option<Kind> {
        KINDS.iter().find(|(word, ..)| *word == self.kind).and_then(|(_, kind, _)| *kind)
    }

    /// Whether anything is left out on purpose.
    pub(super) fn is_filtered(&self) -> bool {
        self.kind().is_some() || PartnerId::parse(&self.partner).is_ok()
    }

    fn query<'a>(&'a self, more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
        let own = [("type", self.kind.as_str()), ("partner", &self.partner), ("bots", &self.bots)];
        own.into_iter().chain(more.iter().copied()).collect()
    }
}
