//! What is noted of the acts that several doors have: the screens and the API.

use super::{Actor, Note, difference, note};
use crate::code::Code;
use crate::db::Tx;
use crate::error::Result;
use crate::link::Link;
use crate::order::OrderRow;
use crate::partner::{self, Partner};
use crate::program::Program;
use serde_json::{Value as Json, json};
use tributary_core::{PartnerId, Timestamp};

/// A partner was added.
///
/// # Errors
/// What the database says.
pub fn partner_created(tx: &mut Tx<'_>, by: &Actor, partner: &Partner, now: Timestamp) -> Result<()> {
    let after = json!({ "email": partner.email, "kind": partner.kind });
    let made = Note::on("partner.created", partner.id.as_str()).named(&partner.name).now(after);
    note(tx, by, &made, now).map(drop)
}

/// A partner was renamed, paused or resumed; the same twice notes nothing.
///
/// # Errors
/// What the database says.
pub fn partner_changed(
    tx: &mut Tx<'_>,
    by: &Actor,
    (before, after): (&Partner, &Partner),
    now: Timestamp,
) -> Result<()> {
    if before.paused != after.paused {
        let action = if after.paused { "partner.paused" } else { "partner.resumed" };
        note(tx, by, &Note::on(action, after.id.as_str()).named(&after.name), now)?;
    }
    if before.archived_at.is_some() != after.archived_at.is_some() {
        let action = if after.archived_at.is_some() { "partner.archived" } else { "partner.restored" };
        note(tx, by, &Note::on(action, after.id.as_str()).named(&after.name), now)?;
    }
    let told = |partner: &Partner| {
        json!({
            "name": partner.name,
            "email": partner.email,
            "group": partner.group,
            "place": partner.place,
            "note": partner.note,
        })
    };
    let (was, is) = difference(&told(before), &told(after));
    if was != is {
        let changed = Note::on("partner.changed", after.id.as_str()).named(&after.name);
        note(tx, by, &changed.was(was).now(is), now)?;
    }
    Ok(())
}

/// A partner was given a code.
///
/// # Errors
/// What the database says.
pub fn code_created(tx: &mut Tx<'_>, by: &Actor, code: &Code, now: Timestamp) -> Result<()> {
    let partner = partner::load(tx, &by.tenant, &code.partner)?;
    let after = json!({ "partner": partner.name, "kind": code.kind.as_str() });
    note(tx, by, &Note::on("code.created", code.id.as_str()).named(&code.code).now(after), now).map(drop)
}

/// A link was made.
///
/// # Errors
/// What the database says.
pub fn link_created(tx: &mut Tx<'_>, by: &Actor, link: &Link, now: Timestamp) -> Result<()> {
    let partner = partner::load(tx, &by.tenant, &link.partner)?;
    let after = json!({ "partner": partner.name, "destination": link.destination });
    note(tx, by, &Note::on("link.created", link.id.as_str()).named(&link.slug).now(after), now).map(drop)
}

/// A program was started.
///
/// # Errors
/// What the database says.
pub fn program_created(tx: &mut Tx<'_>, by: &Actor, program: &Program, now: Timestamp) -> Result<()> {
    let after = json!({ "preset": program.preset });
    let made = Note::on("program.created", program.id.as_str()).named(&program.name).now(after);
    note(tx, by, &made, now).map(drop)
}

/// A program's rules were changed; the same rules note nothing.
///
/// # Errors
/// What the database says.
pub fn rules_changed(
    tx: &mut Tx<'_>,
    by: &Actor,
    (before, after): (&Program, &Program),
    now: Timestamp,
) -> Result<()> {
    if before.current.number == after.current.number {
        return Ok(());
    }
    let (was, is) = difference(&before.current.rules, &after.current.rules);
    let with = |rules: Json, number: i64| match rules {
        Json::Object(mut members) => {
            members.insert("version".to_owned(), number.into());
            Json::Object(members)
        }
        other => other,
    };
    let changed = Note::on("program.rules_changed", after.id.as_str()).named(&after.name);
    let changed = changed.was(with(was, before.current.number)).now(with(is, after.current.number));
    note(tx, by, &changed, now).map(drop)
}

/// Somebody decided by hand who gets the credit for an order; to be called before it takes effect.
///
/// # Errors
/// What the database says.
pub fn order_assigned(
    tx: &mut Tx<'_>,
    by: &Actor,
    (order, partner, why): (&OrderRow, Option<&PartnerId>, &str),
    now: Timestamp,
) -> Result<()> {
    let name = match partner {
        Some(id) => Some(partner::load(tx, &by.tenant, id)?.name),
        None => None,
    };
    let action = if name.is_some() { "order.assigned" } else { "order.declined" };
    let decided = Note::on(action, order.id.as_str()).named(&order.number);
    let decided = decided.was(json!({ "partner": order.partner_name }));
    note(tx, by, &decided.now(json!({ "partner": name, "reason": why })), now).map(drop)
}
