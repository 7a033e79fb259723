//! What is noted of webhooks: whom somebody wants to be told, and what this server did about it by itself.

use super::{Actor, Note, difference, note};
use crate::db::Tx;
use crate::error::Result;
use crate::webhook::{Endpoint, State};
use serde_json::json;
use tributary_core::{Timestamp, WebhookEndpointId};

/// An endpoint was made.
///
/// # Errors
/// What the database says.
pub fn webhook_created(tx: &mut Tx<'_>, by: &Actor, endpoint: &Endpoint, now: Timestamp) -> Result<()> {
    let made = Note::on("webhook_endpoint.created", endpoint.id.as_str()).named(&endpoint.url);
    note(tx, by, &made.now(json!({ "url": endpoint.url, "events": endpoint.wants })), now).map(drop)
}

/// An endpoint was changed; the same twice notes nothing.
///
/// # Errors
/// What the database says.
pub fn webhook_changed(
    tx: &mut Tx<'_>,
    by: &Actor,
    (before, after): (&Endpoint, &Endpoint),
    now: Timestamp,
) -> Result<()> {
    let action = match after.state {
        _ if before.state == after.state => None,
        State::Active => Some("webhook_endpoint.resumed"),
        State::Paused => Some("webhook_endpoint.paused"),
        State::Archived => Some("webhook_endpoint.archived"),
        State::Disabled => None, // nobody does that by hand
    };
    if let Some(action) = action {
        note(tx, by, &Note::on(action, after.id.as_str()).named(&after.url), now)?;
    }
    let told = |endpoint: &Endpoint| json!({ "url": endpoint.url, "events": endpoint.wants });
    let (was, is) = difference(&told(before), &told(after));
    if was != is {
        let changed = Note::on("webhook_endpoint.changed", after.id.as_str()).named(&after.url);
        note(tx, by, &changed.was(was).now(is), now)?;
    }
    Ok(())
}

/// An endpoint was disabled by its own answers.
///
/// # Errors
/// What the database says.
pub fn webhook_disabled(
    tx: &mut Tx<'_>,
    by: &Actor,
    (id, url): (&WebhookEndpointId, &str),
    now: Timestamp,
) -> Result<()> {
    note(tx, by, &Note::on("webhook_endpoint.disabled", id.as_str()).named(url), now).map(drop)
}

/// An endpoint got a new secret.
///
/// # Errors
/// What the database says.
pub fn webhook_renewed(tx: &mut Tx<'_>, by: &Actor, endpoint: &Endpoint, now: Timestamp) -> Result<()> {
    let renewed = Note::on("webhook_endpoint.secret_renewed", endpoint.id.as_str());
    note(tx, by, &renewed.named(&endpoint.url), now).map(drop)
}

/// Somebody looked at an endpoint's secret.
///
/// # Errors
/// What the database says.
pub fn webhook_shown(tx: &mut Tx<'_>, by: &Actor, endpoint: &Endpoint, now: Timestamp) -> Result<()> {
    let shown = Note::on("webhook_endpoint.secret_shown", endpoint.id.as_str());
    note(tx, by, &shown.named(&endpoint.url), now).map(drop)
}

/// A test was sent to an endpoint.
///
/// # Errors
/// What the database says.
pub fn webhook_tested(tx: &mut Tx<'_>, by: &Actor, endpoint: &Endpoint, now: Timestamp) -> Result<()> {
    let tested = Note::on("webhook_endpoint.tested", endpoint.id.as_str());
    note(tx, by, &tested.named(&endpoint.url), now).map(drop)
}

/// What an endpoint was told is told again.
///
/// # Errors
/// What the database says.
pub fn webhook_replayed(tx: &mut Tx<'_>, by: &Actor, endpoint: &Endpoint, now: Timestamp) -> Result<()> {
    let replayed = Note::on("webhook_endpoint.replayed", endpoint.id.as_str());
    note(tx, by, &replayed.named(&endpoint.url), now).map(drop)
}
