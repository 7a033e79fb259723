//! What an import is about to do: which tables the file has, which column means what, and what was chosen.

use super::field::{self, Kind};
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use tributary_core::{Currency, StoreId};

/// Where the file comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum System {
    /// Anything that writes tables.
    Csv,
    /// RefTrackr.
    RefTrackr,
    /// AffiliateWP.
    AffiliateWp,
}

impl System {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Csv, Self::RefTrackr, Self::AffiliateWp];

    /// The word for it in the API and the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::RefTrackr => "reftrackr",
            Self::AffiliateWp => "affiliatewp",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|system| system.as_str() == word)
    }
}

/// What is owed for orders that come from a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Owed {
    /// Nothing: it was settled where they come from.
    #[default]
    Nothing,
    /// What the program's rules say.
    Rules,
}

/// Which comes first in a date such as 03/04/2026.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Dates {
    /// Nobody said: such a date is refused where it could be either.
    #[default]
    Either,
    /// The day.
    Day,
    /// The month.
    Month,
}

/// What was chosen for the whole file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Options {
    /// What is owed for its orders.
    pub owed: Owed,
    /// Whether what is here already is changed to what the file says; else it is left as it is.
    pub update: bool,
    /// Which comes first in a date.
    pub dates: Dates,
    /// What kind of partner its partners are, where no column says it.
    pub partner_kind: String,
    /// The currency of amounts, where no column says it.
    pub currency: Currency,
}

/// One table of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// What it is called there.
    pub name: String,
    /// What its rows are.
    pub kind: Kind,
    /// What its columns are called.
    pub columns: Vec<String>,
    /// How many rows it has.
    pub rows: i64,
    /// Which column, counted from nought, holds which field.
    pub mapping: BTreeMap<String, usize>,
}

/// All of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The store whose partners and orders they are.
    pub store: StoreId,
    /// The tables, in the order in which they are taken.
    pub parts: Vec<Part>,
    /// What was chosen.
    pub options: Options,
}

impl Part {
    /// A table with its columns matched as far as their names tell.
    #[must_use]
    pub fn new(system: System, kind: Kind, name: &str, columns: Vec<String>) -> Self {
        let mapping = field::matched(system, kind, &columns);
        Self { name: name.to_owned(), kind, columns, rows: 0, mapping }
    }

    /// The field that a column holds, if any.
    #[must_use]
    pub fn field_of(&self, column: usize) -> Option<&str> {
        self.mapping.iter().find(|(_, at)| **at == column).map(|(field, _)| field.as_str())
    }
}

impl Plan {
    /// Whether it can be carried out at all.
    ///
    /// # Errors
    /// [`Error::Invalid`] names the field that no column holds.
    pub fn check(&self) -> Result<()> {
        for (at, part) in self.parts.iter().enumerate() {
            let pointer = |field: &str| format!("/mapping/{at}/{field}");
            let mut taken = BTreeSet::new();
            for (name, column) in &part.mapping {
                if !field::of(part.kind).iter().any(|field| field.name == name) {
                    return Err(Error::field(
                        pointer(name),
                        "unknown",
                        "There is no such field: see the list of fields.",
                    ));
                }
                if *column >= part.columns.len() || !taken.insert(*column) {
                    return Err(Error::field(
                        pointer(name),
                        "range",
                        "Choose a column of the file, each for one field.",
                    ));
                }
            }
            for group in field::required(part.kind) {
                if !group.iter().any(|field| part.mapping.contains_key(*field)) {
                    let first = group.first().copied().unwrap_or_default();
                    return Err(Error::field(
                        pointer(first),
                        "required",
                        "Choose the column that holds this.",
                    ));
                }
            }
        }
        if !crate::partner::KINDS.contains(&self.options.partner_kind.as_str())
            || self.options.partner_kind == crate::partner::REFERRER
        {
            return Err(Error::field("/partner_kind", "unknown", "Use influencer, affiliate or publisher."));
        }
        Ok(())
    }
}
