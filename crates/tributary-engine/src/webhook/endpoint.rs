//! Endpoints: addresses outside that are told what happens, each with its own secret.

use super::{new_secret, queue_for, sample, sql};
use crate::db::{Row, Tx};
use crate::error::{Error, Result};
use crate::event;
use crate::page::{Cursor, Page};
use crate::seal::Sealer;
use crate::{chance, params};
use serde_json::json;
use tributary_core::{PartnerId, ProgramId, TenantId, Timestamp, WebhookDeliveryId, WebhookEndpointId};

/// What stands for every kind of event, those of later versions included.
pub const ALL_KINDS: &str = "*";
/// The most that are not archived: each event is written once for each of them.
pub const ENDPOINTS_MAX: i64 = 20;
/// How long the secret before is good unless somebody says otherwise.
pub const OVERLAP_HOURS: i64 = 24;
/// The longest that it can be.
pub const OVERLAP_HOURS_MAX: i64 = 168;

const HOUR_MS: i64 = 3_600_000;

/// How an endpoint stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It is told what happens.
    Active,
    /// Somebody stopped it; what was queued before waits.
    Paused,
    /// It said that nobody listens there any more, or failed for days.
    Disabled,
    /// Nobody wants it any more.
    Archived,
}

impl State {
    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Paused => "paused",
            Self::Disabled => "disabled",
            Self::Archived => "archived",
        }
    }
}

impl TryFrom<String> for State {
    type Error = String;

    fn try_from(text: String) -> std::result::Result<Self, String> {
        let all = [Self::Active, Self::Paused, Self::Disabled, Self::Archived];
        let found = all.into_iter().find(|state| state.as_str() == text);
        found.ok_or_else(|| format!("{text} is no state"))
    }
}

/// An address outside that is told what happens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// Its id.
    pub id: WebhookEndpointId,
    /// Where to.
    pub url: String,
    /// Which kinds of events, or [`ALL_KINDS`].
    pub wants: Vec<String>,
    /// How it stands.
    pub state: State,
    /// Why it is disabled: `gone` or `failing`.
    pub reason: Option<String>,
    /// Until when the secret before is good.
    pub overlap_until: Option<Timestamp>,
    /// How many tries failed since the last that did not.
    pub failures: i64,
    /// Since when.
    pub failing_since: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was changed.
    pub updated_at: Timestamp,
    /// Whose it is, where it is not the store's own.
    pub owner: Option<Owner>,
    /// What is sent.
    pub format: Format,
    /// How.
    pub method: Method,
}

/// A partner whose endpoint it is, and of which program it hears.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    /// Whom the publisher is in the tenant.
    pub partner: PartnerId,
    /// Of whose conversions.
    pub program: ProgramId,
}

super::words! {
    /// What is sent to an endpoint.
    Format {
        /// The event as JSON, as Standard Webhooks says.
        Standard = "standard",
        /// The address with its macros filled in.
        Postback = "postback",
    }
}

super::words! {
    /// How an address is called.
    Method {
        /// With all that is told in the address.
        Get = "GET",
        /// With the event as JSON in the body.
        Post = "POST",
    }
}

/// What an endpoint is made from. The address was checked by the edge.
#[derive(Debug, Clone)]
pub struct NewEndpoint {
    /// Where to.
    pub url: String,
    /// Which kinds of events, or [`ALL_KINDS`].
    pub wants: Vec<String>,
}

/// Makes an endpoint, and a secret for it.
///
/// # Errors
/// [`Error::Invalid`] for an unknown kind of event, [`Error::Conflict`] when there are too many.
pub fn create(
    tx: &mut Tx<'_>,
    (tenant, sealer): (&TenantId, &Sealer),
    new: &NewEndpoint,
    now: Timestamp,
) -> Result<Endpoint> {
    let wants = checked(&new.wants)?;
    has_room(tx, tenant)?;
    let id = WebhookEndpointId::from_bits(chance::ordered_bits(now)?);
    let secret = sealer.seal(&new_secret()?)?;
    tx.exec(sql::INSERT, params![tenant, &id, &new.url, &wants, &secret, now])?;
    load(tx, tenant, &id)
}

fn has_room(tx: &mut Tx<'_>, tenant: &TenantId) -> Result<()> {
    if tx.int(sql::COUNT, params![tenant])? < ENDPOINTS_MAX {
        return Ok(());
    }
    Err(Error::Conflict(format!("there are {ENDPOINTS_MAX} endpoints already: archive one first")))
}

/// The list as it is kept: without doubles.
fn checked(wants: &[String]) -> Result<String> {
    checked_among(wants, &event::KINDS)
}

/// The same among some kinds.
pub(super) fn checked_among(wants: &[String], kinds: &[&str]) -> Result<String> {
    if wants.is_empty() {
        let detail = format!("Name at least one kind of event, or \"{ALL_KINDS}\" for all.");
        return Err(Error::field("/events", "length", detail));
    }
    let known = |want: &String| want == ALL_KINDS || kinds.contains(&want.as_str());
    if let Some(at) = wants.iter().position(|want| !known(want)) {
        let detail = format!("Use \"{ALL_KINDS}\" for all, or one of: {}.", kinds.join(", "));
        return Err(Error::field(format!("/events/{at}"), "unknown", detail));
    }
    let mut kept: Vec<&String> = Vec::new();
    for want in wants {
        if !kept.contains(&want) {
            kept.push(want);
        }
    }
    serde_json::to_string(&kept).map_err(|e| Error::Broken(e.to_string()))
}

/// One endpoint of the store's own.
///
/// # Errors
/// [`Error::NotFound`], for a publisher's too.
pub fn load(tx: &mut Tx<'_>, tenant: &TenantId, id: &WebhookEndpointId) -> Result<Endpoint> {
    let found = load_any(tx, tenant, id)?;
    if found.owner.is_none() { Ok(found) } else { Err(Error::NotFound("webhook endpoint")) }
}

/// One endpoint, whosever it is.
pub(super) fn load_any(tx: &mut Tx<'_>, tenant: &TenantId, id: &WebhookEndpointId) -> Result<Endpoint> {
    tx.row(sql::LOAD, params![tenant, id], decode)?.ok_or(Error::NotFound("webhook endpoint"))
}

/// A page of endpoints, newest first.
///
/// # Errors
/// What the database says.
pub fn list(tx: &mut Tx<'_>, tenant: &TenantId, cursor: &Cursor) -> Result<Page<Endpoint>> {
    let rows = tx.rows(sql::LIST, params![tenant, cursor.below(), cursor.fetch()], decode)?;
    Ok(cursor.page(rows, |endpoint| endpoint.id.to_string()))
}

/// What to change about an endpoint; what is missing stays.
#[derive(Debug, Clone, Default)]
pub struct Change {
    /// Where to.
    pub url: Option<String>,
    /// Which kinds of events.
    pub wants: Option<Vec<String>>,
    /// How it stands from now on.
    pub state: Option<State>,
}

/// Changes an endpoint; says how it is from now on. What is archived gives up what it has not told yet.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Invalid`] for an unknown kind of event or for what only receivers bring about.
pub fn change(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    id: &WebhookEndpointId,
    change: &Change,
    now: Timestamp,
) -> Result<Endpoint> {
    let before = load(tx, tenant, id)?;
    let wants = checked(change.wants.as_ref().unwrap_or(&before.wants))?;
    if before.state == State::Archived && change.state.is_some_and(|state| state != State::Archived) {
        has_room(tx, tenant)?;
    }
    apply(tx, (tenant, &before), (&wants, change), now)
}

/// The same of an endpoint whosever it is, once it was checked.
pub(super) fn apply(
    tx: &mut Tx<'_>,
    (tenant, before): (&TenantId, &Endpoint),
    (wants, change): (&str, &Change),
    now: Timestamp,
) -> Result<Endpoint> {
    let id = &before.id;
    let url = change.url.as_ref().unwrap_or(&before.url);
    let state = change.state.unwrap_or(before.state);
    if state == State::Disabled && before.state != State::Disabled {
        let detail = "Only its own answers disable an endpoint: use paused.";
        return Err(Error::field("/state", "unknown", detail));
    }
    let reason = before.reason.as_ref().filter(|_| state == State::Disabled);
    tx.exec(sql::CHANGE, params![tenant, id, url, wants, state.as_str(), reason, now])?;
    if state == State::Archived {
        tx.exec(sql::ABANDON, params![tenant, id, now, "The endpoint was archived."])?;
    }
    load_any(tx, tenant, id)
}

/// Gives an endpoint a new secret; messages are signed with both for a while.
///
/// # Errors
/// [`Error::NotFound`], or what the database says.
pub fn rotate(
    tx: &mut Tx<'_>,
    (tenant, sealer): (&TenantId, &Sealer),
    (id, overlap_hours): (&WebhookEndpointId, i64),
    now: Timestamp,
) -> Result<Endpoint> {
    load(tx, tenant, id)?;
    rotate_any(tx, (tenant, sealer), (id, overlap_hours), now)
}

/// The same of an endpoint whosever it is.
pub(super) fn rotate_any(
    tx: &mut Tx<'_>,
    (tenant, sealer): (&TenantId, &Sealer),
    (id, overlap_hours): (&WebhookEndpointId, i64),
    now: Timestamp,
) -> Result<Endpoint> {
    let until = now.plus_ms(overlap_hours.clamp(0, OVERLAP_HOURS_MAX) * HOUR_MS);
    let secret = sealer.seal(&new_secret()?)?;
    if tx.exec(sql::ROTATE, params![tenant, id, until, &secret, now])? == 0 {
        return Err(Error::NotFound("webhook endpoint"));
    }
    load_any(tx, tenant, id)
}

/// The secret of an endpoint.
///
/// # Errors
/// [`Error::NotFound`], or a secret that does not fit the key file.
pub fn secret(
    tx: &mut Tx<'_>,
    (tenant, sealer): (&TenantId, &Sealer),
    id: &WebhookEndpointId,
) -> Result<String> {
    let sealed = tx.row(sql::SECRETS, params![tenant, id], |row| row.text(1))?;
    sealer.unseal(&sealed.ok_or(Error::NotFound("webhook endpoint"))?)
}

/// Sends an endpoint an event of its own or a sample, whatever it wants, to see whether it arrives.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Invalid`] for a kind that there is not, or a conflict when it is not active.
pub fn send_test(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    (id, test): (&WebhookEndpointId, &Test<'_>),
    now: Timestamp,
) -> Result<WebhookDeliveryId> {
    let endpoint = load(tx, tenant, id)?;
    endpoint.must_be_active()?;
    let (kind, data) = match test.kind {
        None => {
            let object = json!({ "id": id.as_str(), "url": endpoint.url });
            ("webhook_endpoint.tested", json!({ "object": object, "note": test.note }))
        }
        Some(kind) => {
            let unknown =
                || Error::field("/type", "unknown", format!("Use one of: {}.", event::KINDS.join(", ")));
            let mut data = sample(kind).ok_or_else(unknown)?;
            data["note"] = json!(test.note);
            (kind, data)
        }
    };
    let event = event::write(tx, tenant, kind, &data, now)?;
    queue_for(tx, tenant, (id, &event), now)
}

/// A test to send.
#[derive(Debug, Clone, Copy, Default)]
pub struct Test<'a> {
    /// A sample of this kind; a `webhook_endpoint.tested` when missing.
    pub kind: Option<&'a str>,
    /// Words that come along.
    pub note: Option<&'a str>,
}

impl Endpoint {
    /// Nothing is sent to an endpoint that is not active.
    pub(super) fn must_be_active(&self) -> Result<()> {
        if self.state == State::Active {
            return Ok(());
        }
        Err(Error::Conflict(format!("the endpoint is {}: make it active first", self.state.as_str())))
    }
}

pub(super) fn decode(row: &Row<'_>) -> Result<Endpoint> {
    Ok(Endpoint {
        id: row.parse(0)?,
        url: row.text(1)?,
        wants: row.json(2)?,
        state: row.parse(3)?,
        reason: row.opt_text(4)?,
        overlap_until: row.opt_int(5)?.map(Timestamp::from_ms),
        failures: row.int(6)?,
        failing_since: row.opt_int(7)?.map(Timestamp::from_ms),
        created_at: row.time(8)?,
        updated_at: row.time(9)?,
        owner: row
            .opt_parse(10)?
            .zip(row.opt_parse(11)?)
            .map(|(partner, program)| Owner { partner, program }),
        format: row.parse(12)?,
        method: row.parse(13)?,
    })
}
