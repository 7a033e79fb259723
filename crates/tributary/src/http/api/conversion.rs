//! What every way of telling a conversion shares: whose it is, and how a telling is taken all the way. Start at [`Home::of`] and [`tell`].

use super::inbox::{Subject, Told};
use tributary_core::fact::{Evidence, EvidenceKind, OrderFact, OrderStated, Origin};
use tributary_core::order::{OrderNow, fold};
use tributary_core::time::DAY_MS;
use tributary_core::{ClickId, EventTypeId, OrderId, ProgramId, TenantId, Timestamp};
use tributary_engine::db::Tx;
use tributary_engine::order::{self, NewFact, OrderKey};
use tributary_engine::store::Store;
use tributary_engine::{Error, Field, Result, click, pipeline, program, store};

/// What a caller calls the fields that name an event type: of the order, and of its lines.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pointers {
    pub(super) event: &'static str,
    pub(super) lines: &'static str,
}

/// As API v1 has them.
pub(super) const POINTERS: Pointers = Pointers { event: "/event", lines: "/lines" };

/// Each event type that an order names is one of its program.
///
/// # Errors
/// [`Error::Invalid`] for one that is not.
pub(super) fn check_events(
    tx: &mut Tx<'_>,
    (tenant, own): (&TenantId, &ProgramId),
    order: &OrderStated,
    pointers: &Pointers,
) -> Result<()> {
    let lines = order.lines.iter().enumerate();
    let of_lines =
        lines.filter_map(|(at, line)| Some((format!("{}/{at}/event", pointers.lines), line.event.as_ref()?)));
    let of_order = order.event.as_ref().map(|id| (pointers.event.to_owned(), id));
    for (pointer, id) in of_order.into_iter().chain(of_lines) {
        let id = EventTypeId::parse(id).map_err(|_| Error::NotFound("event type"));
        let found = id.and_then(|id| program::program_of_event(tx, tenant, &id));
        let detail = "There is no such event type in the program of this store.";
        match found {
            Ok(found) if found.program == *own => {}
            Ok(_) => return Err(Error::clash(pointer, "unknown", detail)),
            Err(Error::NotFound(_)) => return Err(Error::field(pointer, "unknown", detail)),
            Err(other) => return Err(other),
        }
    }
    Ok(())
}

/// The store and program that a conversion is of.
#[derive(Debug, Clone)]
pub(super) struct Home {
    pub(super) store: Store,
    pub(super) program: ProgramId,
}

impl Home {
    /// The home of an event type, else of a click.
    ///
    /// # Errors
    /// [`Error::Invalid`] that names both where neither is known here. What belongs to another tenant is not known.
    pub(super) fn of(
        tx: &mut Tx<'_>,
        tenant: &TenantId,
        event: Option<&EventTypeId>,
        click: Option<&str>,
    ) -> Result<Self> {
        if let Some(event) = event {
            return match program::program_of_event(tx, tenant, event) {
                Ok(found) => {
                    Ok(Self { store: store::load(tx, tenant, &found.store)?, program: found.program })
                }
                Err(Error::NotFound(noun)) => {
                    Err(Error::field("/event", "unknown", format!("There is no such {noun}.")))
                }
                Err(other) => Err(other),
            };
        }
        let found = click.map(|click| Self::of_click(tx, tenant, click)).transpose()?.flatten();
        found.ok_or_else(|| {
            let detail =
                "Name an event type of a program, or a click of one: one of them says which store it is.";
            let unknown = |pointer: &str| Field::new(pointer, "required", detail);
            Error::Invalid(vec![unknown("/event"), unknown("/click")])
        })
    }

    /// The home of a click, if it is one of this tenant's.
    ///
    /// # Errors
    /// What the database says.
    pub(super) fn of_click(tx: &mut Tx<'_>, tenant: &TenantId, click: &str) -> Result<Option<Self>> {
        let Ok(id) = ClickId::parse(click.split('.').next().unwrap_or(click)) else { return Ok(None) };
        let Some(click) = click::recorded_or_told(tx, tenant, &id)? else { return Ok(None) };
        let home = program::load(tx, tenant, &click.program)?;
        Ok(Some(Self { store: store::load(tx, tenant, &home.store)?, program: home.id }))
    }
}

/// A click that a caller named.
pub(super) fn named_click(click: &str) -> Evidence {
    let click = Some(click.to_owned());
    Evidence { kind: EvidenceKind::Click, click, code: None, found_in: "click".to_owned() }
}

/// When something counts as placed that was told without a time: when a server first told it, else when a browser did,
/// if that was within a day; else now. Who names an order days before it is placed has guessed its number.
pub(super) fn placed_at(known: Option<&OrderNow>, now: Timestamp) -> Timestamp {
    match known {
        Some(known) if known.origin.is_server() => known.stated.placed_at,
        Some(known) if now.since_ms(known.stated.placed_at) <= DAY_MS => known.stated.placed_at.min(now),
        _ => now,
    }
}

/// What is known of an order.
///
/// # Errors
/// What the database says.
pub(super) fn known(tx: &mut Tx<'_>, key: &OrderKey) -> Result<Option<OrderNow>> {
    Ok(fold(&order::facts_of(tx, key)?))
}

/// A whole state, and who tells it.
#[derive(Debug, Clone)]
pub(super) struct Telling {
    pub(super) key: OrderKey,
    pub(super) order: OrderStated,
    pub(super) source: String,
}

/// Takes a state all the way and keeps what was sent; gives the order's id here, and whether it is new.
///
/// # Errors
/// As [`pipeline::apply`].
pub(super) fn tell(
    tx: &mut Tx<'_>,
    telling: Telling,
    told: &Told,
    now: Timestamp,
) -> Result<(OrderId, bool)> {
    let Telling { key, order, source } = telling;
    let before = order::id_of(tx, &key)?;
    let fact = OrderFact::Stated { order: Box::new(order), origin: Origin::Api, restored: false };
    let new = NewFact { order: key, fact, source, occasion: String::new() };
    let outcome = pipeline::apply(tx, &new, now)?;
    let OrderKey { tenant, store, external_id } = &new.order;
    told.keep(tx, Subject { tenant, store, external_id }, &outcome, now)?;
    let is_new = before.is_none();
    let id = match (outcome, before) {
        (pipeline::Outcome::Applied(id), _) | (_, Some(id)) => Some(id),
        _ => order::id_of(tx, &new.order)?,
    };
    Ok((id.ok_or_else(|| Error::Broken("a stated order has no row".to_owned()))?, is_new))
}
