//! What an address asks of the list of links and codes, and back to an address.

use crate::web::admin::filter::query;
use crate::web::admin::period::Period;
use serde::Deserialize;

/// What an address asks for. Empty texts mean nothing, as forms send them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(super) struct Ask {
    /// `codes`, `aliases` or `archived`; links else.
    pub(super) tab: String,
    pub(super) period: String,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) q: String,
    pub(super) partner: String,
    pub(super) sort: String,
    /// How many rows to skip.
    pub(super) after: String,
    /// What was just done, and to what.
    pub(super) did: String,
    pub(super) undo: String,
}

impl Ask {
    fn pairs(&self) -> Vec<(&'static str, String)> {
        let texts = [
            ("tab", &self.tab),
            ("period", &self.period),
            ("from", &self.from),
            ("to", &self.to),
            ("q", &self.q),
            ("partner", &self.partner),
            ("sort", &self.sort),
            ("after", &self.after),
        ];
        let texts = texts.into_iter().filter(|(_, text)| !text.is_empty());
        texts.map(|(name, text)| (name, text.clone())).collect()
    }

    /// What a form must carry along, but for what it asks itself.
    pub(super) fn kept(&self, asked: &[&str]) -> Vec<(String, String)> {
        let kept = self.pairs().into_iter().filter(|(name, _)| !asked.contains(name) && *name != "after");
        kept.map(|(name, value)| (name.to_owned(), value)).collect()
    }

    /// The address.
    pub(super) fn href(&self) -> String {
        query(super::HREF, &self.pairs())
    }

    /// The same from its first page.
    pub(super) fn first(&self) -> Self {
        Self { after: String::new(), ..self.clone() }
    }

    /// The period of the figures.
    pub(super) fn period(&self) -> Period {
        Period::of(&self.period, &self.from, &self.to).unwrap_or_default()
    }
}
