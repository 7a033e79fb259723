//! Types of events in a program's rules: what stores name by an id, and what each earns.

use super::body::{Object, words};
use super::check::{Faults, referred};
use super::rules_commission::{CommissionRule, checked_commission};
use crate::http::api::shape::{EventTypeRef, Text100};
use serde::{Deserialize, Serialize};
use tributary_core::program::{EventKind as CoreEventKind, EventType as CoreEventType};
use tributary_core::{EventTypeId, ProgramId, TenantId};
use tributary_engine::db::Tx;
use tributary_engine::{Error, Result, program};

const EVENTS_MAX: usize = 100; // a category each; more is a catalogue

words! {
    /// What kind of event it is: `transaction` (something was bought), `lead` or `custom`.
    EventKind = CoreEventKind { "transaction" => Transaction, "lead" => Lead, "custom" => Custom }
}

/// A type of events with a commission of its own. Stores name it by its id with an order, a line of one, or a lead.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct EventType {
    /// Its id; it stays with it through all versions of the rules.
    #[schema(example = "evn_01k9zjv4c8e1r7t2b5m6n3q0xw")]
    id: String,
    /// The same id as a UUID, for systems that know no others.
    #[schema(example = "019a7f2d-9308-70c7-9a56-b81a95703bbc")]
    uuid: String,
    /// What people call it.
    #[schema(example = "Sale")]
    name: String,
    /// What kind of event it is.
    kind: EventKind,
    /// What such an event earns. A lead has no base, so only a fixed amount is worth something there.
    commission: CommissionRule,
}

impl From<CoreEventType> for EventType {
    fn from(event: CoreEventType) -> Self {
        let uuid = EventTypeId::parse(&event.id).map(|id| id.to_uuid()).unwrap_or_default();
        let (kind, commission) = (event.kind.into(), event.commission.into());
        Self { id: event.id, uuid, name: event.name, kind, commission }
    }
}

/// An event type as the rules should have it: with an id one that is there, without one a new one.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewEventType {
    /// The id of one that this program has, or had.
    #[schema(value_type = Option<EventTypeRef>, example = "evn_01k9zjv4c8e1r7t2b5m6n3q0xw")]
    id: Option<String>,
    /// What people call it, 1 to 100 characters.
    #[schema(value_type = Text100, example = "Sale")]
    name: String,
    /// What kind of event it is.
    kind: EventKind,
    /// What such an event earns.
    #[schema(value_type = CommissionRule)]
    commission: Object<CommissionRule>,
}

/// Judges all event types of a change.
pub(super) fn checked(faults: &mut Faults, events: &[Object<NewEventType>]) -> Vec<CoreEventType> {
    faults.count("/events", events.len(), EVENTS_MAX);
    let mut all: Vec<CoreEventType> = Vec::new();
    for (index, event) in events.iter().enumerate() {
        let pointer = format!("/events/{index}");
        let NewEventType { id, name, kind, commission } = &event.0;
        faults.text(&format!("{pointer}/name"), name, 100);
        let id = id.as_deref().map(|id| EventTypeId::parse_uuid(id.trim()).map(|id| id.to_string()));
        let commission = checked_commission(faults, commission, &format!("{pointer}/commission"));
        let (Ok(id), Some(commission)) = (id.clone().transpose(), commission) else {
            if id.is_some_and(|id| id.is_err()) {
                faults.add(
                    format!("{pointer}/id"),
                    "format",
                    "Use the id of an event type: evn_… or its UUID.",
                );
            }
            continue;
        };
        let one = CoreEventType {
            id: id.unwrap_or_default(),
            name: name.trim().to_owned(),
            kind: (*kind).into(),
            commission,
        };
        check_twice(faults, &pointer, &all, &one);
        all.push(one);
    }
    all
}

/// Callers who know no ids mean an event type by its name.
fn check_twice(faults: &mut Faults, pointer: &str, all: &[CoreEventType], one: &CoreEventType) {
    let twice = "This stands in the list already.";
    if all.iter().any(|other| other.name.to_lowercase() == one.name.to_lowercase()) {
        faults.add(format!("{pointer}/name"), "duplicate", twice);
    }
    if all.iter().any(|other| !one.id.is_empty() && other.id == one.id) {
        faults.add(format!("{pointer}/id"), "duplicate", twice);
    }
}

/// Judges what only the database knows: ids are given here, never chosen.
///
/// # Errors
/// [`Error::Invalid`] for an id of no event type of this program.
pub(super) fn check_ids(
    tx: &mut Tx<'_>,
    (tenant, program): (&TenantId, &ProgramId),
    events: &[CoreEventType],
) -> Result<()> {
    for (index, event) in events.iter().enumerate().filter(|(_, event)| !event.id.is_empty()) {
        let pointer = format!("/events/{index}/id");
        let id = EventTypeId::parse(&event.id).map_err(|_| Error::NotFound("event type"));
        let found = id.and_then(|id| program::program_of_event(tx, tenant, &id));
        if referred(found, &pointer)?.program != *program {
            return Err(Error::clash(pointer, "unknown", "There is no such event type in this program."));
        }
    }
    Ok(())
}
