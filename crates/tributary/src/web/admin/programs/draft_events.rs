//! Types of events as the form holds them: rows of texts as typed, put into rules under the ids that they have.

use super::draft::{Faults, amount, decimal};
use crate::lang::msg;
use tributary_core::Currency;
use tributary_core::money::Rate;
use tributary_core::program::{Commission, EventKind, EventType, Rules};

const ROWS_MAX: usize = 100; // as the API allows

/// One type of events, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct EventRow {
    /// Empty for a new one.
    pub(super) id: String,
    pub(super) name: String,
    pub(super) kind: String,
    /// `percent` or `fixed`.
    pub(super) earns: String,
    pub(super) rate: String,
}

/// What the form calls each kind.
pub(super) const KINDS: [(&str, EventKind); 3] =
    [("transaction", EventKind::Transaction), ("lead", EventKind::Lead), ("custom", EventKind::Custom)];

impl EventRow {
    /// A type as it stands.
    pub(super) fn of(event: &EventType) -> Self {
        let (earns, rate) = match &event.commission {
            Commission::Percent { rate } => ("percent", rate.to_string()),
            Commission::Fixed { amount } => ("fixed", decimal(*amount)),
        };
        let kind = KINDS.iter().find(|(_, kind)| *kind == event.kind).map_or("custom", |(word, _)| word);
        Self {
            id: event.id.clone(),
            name: event.name.clone(),
            kind: kind.to_owned(),
            earns: earns.to_owned(),
            rate,
        }
    }

    /// An empty row, such as the button adds.
    pub(super) fn new() -> Self {
        Self { kind: "transaction".to_owned(), earns: "percent".to_owned(), ..Self::default() }
    }

    /// All rows of a form; nothing when it says nothing of them.
    pub(super) fn read(all: &dyn Fn(&str) -> Vec<String>) -> Option<Vec<Self>> {
        if all("events").is_empty() {
            return None;
        }
        let (id, name, kind, earns, rate) =
            (all("e_id"), all("e_name"), all("e_kind"), all("e_earns"), all("e_rate"));
        let at = |texts: &[String], index: usize| texts.get(index).cloned().unwrap_or_default();
        let row = |i: usize| Self {
            id: at(&id, i),
            name: at(&name, i),
            kind: at(&kind, i),
            earns: at(&earns, i),
            rate: at(&rate, i),
        };
        Some((0..name.len().min(ROWS_MAX)).map(row).collect())
    }

    /// What the form sends of all rows.
    pub(super) fn pairs(rows: &[Self]) -> Vec<(&'static str, String)> {
        let mut pairs = vec![("events", rows.len().to_string())];
        for Self { id, name, kind, earns, rate } in rows {
            let all =
                [("e_id", id), ("e_name", name), ("e_kind", kind), ("e_earns", earns), ("e_rate", rate)];
            pairs.extend(all.map(|(name, text)| (name, text.clone())));
        }
        pairs
    }

    /// Puts all rows into rules. An id that these rules do not have is of somebody else, and is not taken.
    pub(super) fn put(rows: &[Self], rules: &mut Rules, currency: Currency, faults: &mut Faults) {
        let mut events: Vec<EventType> = Vec::new();
        for (at, row) in rows.iter().enumerate() {
            let known = rules.event(&row.id).filter(|event| !event.id.is_empty());
            let own = match known.map(|event| &event.commission) {
                Some(Commission::Fixed { amount }) => amount.currency,
                _ => currency,
            };
            let same = |event: &EventType| event.name.to_lowercase() == row.name.to_lowercase();
            if row.name.is_empty() || row.name.chars().count() > 100 || events.iter().any(same) {
                let detail = msg("Give each type of events a name of its own.");
                faults.note(&format!("e_name-{at}"), "required", detail);
            }
            let Some(commission) = row.commission(own) else {
                let detail = msg("Give a percentage from 0 to 100, or an amount such as 12.50.");
                faults.note(&format!("e_rate-{at}"), "range", detail);
                continue;
            };
            let id = known.map(|event| event.id.clone()).unwrap_or_default();
            let kind = KINDS.iter().find(|(word, _)| *word == row.kind);
            let kind = kind.map_or(EventKind::Custom, |(_, kind)| *kind);
            events.push(EventType { id, name: row.name.clone(), kind, commission });
        }
        rules.events = events;
    }

    fn commission(&self, currency: Currency) -> Option<Commission> {
        if self.earns == "fixed" {
            return amount(&self.rate, currency).map(|amount| Commission::Fixed { amount });
        }
        Rate::parse_percent(&self.rate).ok().map(|rate| Commission::Percent { rate })
    }
}
