//! Event types: their ids, and which program one is of.

use super::{load, sql};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::{chance, params};
use tributary_core::program::{EventKind, EventType, Rules};
use tributary_core::{EventTypeId, ProgramId, StoreId, TenantId, Timestamp};

/// Where an event type is at home.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The program whose rules say what it earns.
    pub program: ProgramId,
    /// The program's store.
    pub store: StoreId,
}

/// Event types that are new get their ids here, and keep them in every later version.
pub(super) fn with_ids(rules: &Rules, now: Timestamp) -> Result<Rules> {
    let mut rules = rules.clone();
    for event in rules.events.iter_mut().filter(|event| event.id.is_empty()) {
        event.id = EventTypeId::from_bits(chance::ordered_bits(now)?).to_string();
    }
    Ok(rules)
}

/// Notes whose these event types are. One that no version has any more is still found: orders name it.
pub(super) fn note(tx: &mut Tx<'_>, tenant: &TenantId, program: &ProgramId, rules: &Rules) -> Result<()> {
    for event in &rules.events {
        tx.exec(sql::INSERT_EVENT, params![tenant, &event.id, program])?;
    }
    Ok(())
}

/// The program and store of an event type.
///
/// # Errors
/// [`Error::NotFound`] for one of nobody, or of another tenant.
pub fn program_of_event(tx: &mut Tx<'_>, tenant: &TenantId, id: &EventTypeId) -> Result<Found> {
    let found = tx.known_row(sql::PROGRAM_OF_EVENT, params![tenant, id], |row| {
        Ok(Found { program: row.parse(0)?, store: row.parse(1)? })
    });
    found?.ok_or(Error::NotFound("event type"))
}

/// The event type of this kind that a caller means who knows no ids: the one of this name, in any case of
/// letters, else the first of its kind.
///
/// # Errors
/// What the database says.
pub fn of_kind(
    tx: &mut Tx<'_>,
    (tenant, program): (&TenantId, &ProgramId),
    kind: EventKind,
    name: &str,
) -> Result<Option<EventType>> {
    let rules = load(tx, tenant, program)?.current.rules;
    let named = rules.events.iter().find(|event| event.name.to_lowercase() == name.trim().to_lowercase());
    let first = || rules.events.iter().find(|event| event.kind == kind);
    Ok(named.or_else(first).cloned())
}
