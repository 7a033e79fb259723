//! What a backup says about itself: `backup.json`.

use super::{CLICKS, CLICKS_END, Content, DATABASE, KEY, sql};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::params;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;

/// Its name.
pub const MANIFEST: &str = "backup.json";

/// What is in a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The program that made it.
    pub tributary: String,
    /// How many steps its schema has taken.
    pub schema: i64,
    /// When, in UTC.
    pub made_at: String,
    /// Rows of each table, but for those in `left_out`.
    pub rows: BTreeMap<String, i64>,
    /// The end of every chain of every tenant.
    pub heads: Vec<Head>,
    /// BLAKE3 of every file.
    pub files: BTreeMap<String, String>,
    /// Tables that are empty on purpose.
    pub left_out: Vec<String>,
}

/// The end of a chain: whoever has the same one has the same rows before it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// Whose.
    pub tenant: String,
    /// What is chained: `fact`, `click`, `ledger`, `audit`.
    pub chain: String,
    /// How many rows.
    pub seq: i64,
    /// The hash of the last one and everything before it.
    pub hash: String,
}

/// The end of every chain.
///
/// # Errors
/// What the database says.
pub fn heads(tx: &mut Tx<'_>) -> Result<Vec<Head>> {
    tx.rows(sql::HEADS, params![], |row| {
        Ok(Head { tenant: row.text(0)?, chain: row.text(1)?, seq: row.int(2)?, hash: row.text(3)? })
    })
}

impl Manifest {
    /// Reads what a backup says about itself.
    ///
    /// # Errors
    /// When there is none in `directory`, or it cannot be read, or it names a file that no backup has.
    pub fn read(directory: &Path) -> Result<Self> {
        let path = directory.join(MANIFEST);
        let text = std::fs::read(&path).map_err(|error| {
            let what = format!(
                "{} is no backup: name the directory that tributary backup made; {MANIFEST} in it cannot be read",
                directory.display()
            );
            Error::Io(what, error)
        })?;
        let damaged = |what: &dyn std::fmt::Display| {
            Error::Broken(format!("{} is damaged: {what}; use another backup", path.display()))
        };
        let manifest: Self = serde_json::from_slice(&text).map_err(|error| damaged(&error))?;
        match manifest.files.keys().find(|name| !is_ours(name)) {
            Some(strange) => return Err(damaged(&format!("it names a file {strange:?}"))),
            None if !manifest.files.contains_key(DATABASE) => return Err(damaged(&"it names no database")),
            None if !manifest.files.contains_key(KEY) => return Err(damaged(&"it names no key")),
            None => {}
        }
        Ok(manifest)
    }

    /// What must be in the database.
    #[must_use]
    pub fn content(&self) -> Content {
        Content { rows: self.rows.clone(), heads: self.heads.clone() }
    }

    /// The files with clicks.
    pub fn clicks(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str).filter(|name| *name != DATABASE && *name != KEY)
    }
}

/// Whether a file may be part of a backup. A name from outside must not lead out of the directory.
fn is_ours(name: &str) -> bool {
    let clicks = name.strip_prefix(CLICKS).and_then(|rest| rest.strip_prefix('/'));
    name == DATABASE || name == KEY || clicks.is_some_and(is_of_clicks)
}

/// Whether a file in the directory of clicks is one that is kept.
pub(super) fn is_of_clicks(name: &str) -> bool {
    let plain = |char: char| char.is_ascii_alphanumeric() || matches!(char, '-' | '_' | '.');
    let (stem, end) = name.rsplit_once('.').unwrap_or_default();
    CLICKS_END.contains(&end) && !stem.is_empty() && !stem.starts_with('.') && name.chars().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_from_outside_leads_nowhere_else() {
        assert!(is_ours("tributary.db") && is_ours("secret.key") && is_ours("clicks/0000000001-a.seg"));
        for name in
            ["", "../x", "/etc/x", "clicks", "clicks/", "clicks/../x.seg", "clicks/a/b.seg", "clicks/.seg"]
        {
            assert!(!is_ours(name), "{name}");
        }
    }
}
