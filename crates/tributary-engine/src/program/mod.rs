//! Programs and the versions of their rules.

mod event_type;
mod page;
pub mod promo;
mod sql;

pub use event_type::{Found, of_kind, program_of_event};
pub use page::{PublicPage, open_page, open_pages, page_of, set_page};

use crate::clock::Clock;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::page::{Cursor, Page};
use crate::{chance, params, store};
use std::collections::BTreeMap;
use tributary_core::presets::Preset;
use tributary_core::program::{RuleVersion, Rules};
use tributary_core::{ProgramId, StoreId, TenantId, Timestamp};

/// As long as a note on a version may be: a sentence or two.
pub const NOTE_CHARS_MAX: usize = 500;

/// A program with the rules that are in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program {
    /// Its id.
    pub id: ProgramId,
    /// The store whose orders it judges.
    pub store: StoreId,
    /// Its name.
    pub name: String,
    /// The preset it started from.
    pub preset: String,
    /// The newest version of its rules.
    pub current: RuleVersion,
    /// Who made that version.
    pub changed_by: String,
}

/// Starts a program from a preset.
///
/// # Errors
/// [`Error::Invalid`] for an unknown preset, [`Error::Conflict`] when the store has a program.
pub fn create(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    store: &StoreId,
    new: &NewProgram,
    now: Timestamp,
) -> Result<ProgramId> {
    let Some(preset) = Preset::named(&new.preset) else {
        let known: Vec<&str> = tributary_core::presets::PRESETS.iter().map(|p| p.name).collect();
        return Err(Error::field("/preset", "unknown", format!("Use one of: {}.", known.join(", "))));
    };
    let id = ProgramId::from_bits(chance::ordered_bits(now)?);
    let inserted = tx.exec(sql::INSERT, params![tenant, &id, store, &new.name, preset.name, now]);
    match inserted {
        Err(error) if error.is_unique() => {
            return Err(Error::Conflict("this store already has a program".to_owned()));
        }
        other => other?,
    };
    let rules = preset.rules_in(store::load(tx, tenant, store)?.currency);
    add_version(tx, tenant, &id, &rules, new.by.as_str(), now)?;
    Ok(id)
}

/// Who makes a version, and why.
#[derive(Debug, Clone, Copy)]
pub struct Author<'a> {
    /// Who.
    pub by: &'a str,
    /// Why, in their own words.
    pub note: &'a str,
}

impl<'a> From<&'a str> for Author<'a> {
    fn from(by: &'a str) -> Self {
        Self { by, note: "" }
    }
}

impl<'a> From<&'a String> for Author<'a> {
    fn from(by: &'a String) -> Self {
        Self::from(by.as_str())
    }
}

/// What a program is made from.
#[derive(Debug, Clone)]
pub struct NewProgram {
    /// Its name.
    pub name: String,
    /// The preset to start from.
    pub preset: String,
    /// Who makes it.
    pub by: String,
}

/// Puts new rules in force from now on: what was heard of before stays under the old ones. An order
/// stamped with this very second and heard of after falls under the new ones.
///
/// # Errors
/// What the database says; [`Error::Invalid`] when two promotions overlap.
pub fn add_version<'a>(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    program: &ProgramId,
    rules: &Rules,
    author: impl Into<Author<'a>>,
    now: Timestamp,
) -> Result<i64> {
    let Author { by, note } = author.into();
    let note: String = note.trim().chars().take(NOTE_CHARS_MAX).collect();
    if let Some(referral) = &rules.referral {
        promo::check(&referral.promos, "/referral/promos")?;
    }
    let number = 1 + tx.int(sql::LAST_VERSION, params![tenant, program])?;
    let rules = event_type::with_ids(rules, now)?;
    let json = serde_json::to_string(&rules).map_err(|e| Error::Broken(e.to_string()))?;
    tx.exec(sql::INSERT_VERSION, params![tenant, program, number, now, &json, by, now, &note])?;
    event_type::note(tx, tenant, program, &rules)?;
    Ok(number)
}

/// All versions of a program's rules, oldest first.
///
/// # Errors
/// What the database says.
pub fn versions(tx: &mut Tx<'_>, tenant: &TenantId, program: &ProgramId) -> Result<Vec<RuleVersion>> {
    tx.known(sql::VERSIONS, params![tenant, program], |row| {
        Ok(RuleVersion { number: row.int(0)?, since: row.time(1)?, rules: row.json(2)? })
    })
}

/// One version's history line: who made it and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionMade {
    /// Its number.
    pub number: i64,
    /// Who made it.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// Why, in their own words.
    pub note: String,
}

/// Who made which version, newest first.
///
/// # Errors
/// What the database says.
pub fn history(tx: &mut Tx<'_>, tenant: &TenantId, program: &ProgramId) -> Result<Vec<VersionMade>> {
    tx.rows(sql::HISTORY, params![tenant, program], |row| {
        Ok(VersionMade { number: row.int(0)?, by: row.text(1)?, at: row.time(2)?, note: row.text(3)? })
    })
}

/// One program.
///
/// # Errors
/// [`Error::NotFound`].
pub fn load(tx: &mut Tx<'_>, tenant: &TenantId, id: &ProgramId) -> Result<Program> {
    tx.row(sql::LOAD, params![tenant, id], decode)?.ok_or(Error::NotFound("program"))
}

/// The program that judges a store's orders.
///
/// # Errors
/// [`Error::NotFound`].
pub fn of_store(tx: &mut Tx<'_>, tenant: &TenantId, store: &StoreId) -> Result<ProgramId> {
    tx.known_row(sql::OF_STORE, params![tenant, store], |row| row.parse(0))?.ok_or(Error::NotFound("program"))
}

/// A page of the tenant's programs.
///
/// # Errors
/// What the database says.
pub fn list(tx: &mut Tx<'_>, tenant: &TenantId, cursor: &Cursor) -> Result<Page<Program>> {
    let rows = tx.rows(sql::LIST, params![tenant, cursor.below(), cursor.fetch()], decode)?;
    Ok(cursor.page(rows, |program| program.id.to_string()))
}

/// What each of the tenant's programs is called.
///
/// # Errors
/// What the database says.
pub fn names(tx: &mut Tx<'_>, tenant: &TenantId) -> Result<BTreeMap<ProgramId, String>> {
    let rows = tx.rows(sql::NAMES, params![tenant], |row| Ok((row.parse(0)?, row.text(1)?)))?;
    Ok(rows.into_iter().collect())
}

fn decode(row: &crate::db::Row<'_>) -> Result<Program> {
    Ok(Program {
        id: row.parse(0)?,
        store: row.parse(1)?,
        name: row.text(2)?,
        preset: row.text(3)?,
        current: RuleVersion { number: row.int(4)?, since: row.time(5)?, rules: row.json(6)? },
        changed_by: row.text(7)?,
    })
}

impl crate::Engine {
    /// Changes a program's rules by `change`, as a new version; the same rules make no version.
    ///
    /// # Errors
    /// [`Error::NotFound`], or what `change` says.
    pub fn change_rules<'a>(
        tx: &mut Tx<'_>,
        tenant: &TenantId,
        program: &ProgramId,
        author: impl Into<Author<'a>>,
        clock: &Clock,
        change: impl Fn(&mut Rules) -> Result<()>,
    ) -> Result<Program> {
        let before = load(tx, tenant, program)?;
        let mut rules = before.current.rules.clone();
        change(&mut rules)?;
        if rules != before.current.rules {
            let since = clock.now();
            add_version(tx, tenant, program, &rules, author, since)?;
            clock.pass(since);
        }
        load(tx, tenant, program)
    }
}
