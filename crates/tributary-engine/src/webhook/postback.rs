//! A publisher's own endpoints: told of the conversions of one partner in one program, and of nothing else. What becomes of
//! each telling is as with any endpoint. All functions are of one partner of one tenant; another's are not found.

use super::delivery::{decode, replay_of, show_of};
use super::endpoint::{apply, checked_among, load_any, rotate_any};
use super::{
    Change, Delivery, DeliveryState, Endpoint, Format, Method, Owner, REPLAYED_MAX, State, Template, Told,
    new_secret, queue_for, sql,
};
use crate::conversion::{Content, Conversion, Reach, Status, brief};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::event::{self, Event};
use crate::page::{Cursor, Page};
use crate::seal::Sealer;
use crate::{access, chance, params, program, store};
use serde_json::json;
use tributary_core::{ClickId, OrderId, ProgramId, Timestamp, WebhookDeliveryId, WebhookEndpointId};

/// The most that a publisher has in one program.
pub const OWN_MAX: i64 = 10;

/// What a publisher's endpoint is made from. The address was checked by the edge as far as it can be called.
#[derive(Debug, Clone)]
pub struct NewOwn {
    /// Of whose conversions.
    pub program: ProgramId,
    /// Where to; with macros where it is a postback.
    pub url: String,
    /// Which kinds of [`event::OF_PUBLISHERS`], or `*`.
    pub wants: Vec<String>,
    /// What is sent.
    pub format: Format,
    /// How.
    pub method: Method,
}

/// Makes an endpoint, and a secret for it.
///
/// # Errors
/// [`Error::Invalid`] names the field, [`Error::Conflict`] when there are too many.
pub fn create_own(
    tx: &mut Tx<'_>,
    (of, sealer): (&Reach, &Sealer),
    new: &NewOwn,
    now: Timestamp,
) -> Result<Endpoint> {
    let wants = checked_among(&new.wants, &event::OF_PUBLISHERS)?;
    check(&new.url, new.format, new.method)?;
    if tx.int(sql::COUNT_OF, params![&of.tenant, &of.partner, &new.program])? >= OWN_MAX {
        return Err(Error::Conflict(format!(
            "there are {OWN_MAX} endpoints in this program already: archive one first"
        )));
    }
    let id = WebhookEndpointId::from_bits(chance::ordered_bits(now)?);
    let secret = sealer.seal(&new_secret()?)?;
    let row = params![
        &of.tenant,
        &id,
        &new.url,
        &wants,
        &secret,
        now,
        &of.partner,
        &new.program,
        new.format.as_str(),
        new.method.as_str()
    ];
    tx.exec(sql::INSERT_OF, row)?;
    load_own(tx, of, &id)
}

const NO_GET: &str = "Use POST: the standard sends a body. GET is for postbacks.";

fn check(url: &str, format: Format, method: Method) -> Result<()> {
    match format {
        Format::Postback => {
            Template::parse(url).map(drop).map_err(|bad| Error::field("/url", "macro", bad.to_string()))
        }
        Format::Standard if method == Method::Get => Err(Error::field("/method", "unknown", NO_GET)),
        Format::Standard => Ok(()),
    }
}

/// One endpoint of a partner's.
///
/// # Errors
/// [`Error::NotFound`], for the store's own and for another partner's too.
pub fn load_own(tx: &mut Tx<'_>, of: &Reach, id: &WebhookEndpointId) -> Result<Endpoint> {
    let found = load_any(tx, &of.tenant, id)?;
    let own = found.owner.as_ref().is_some_and(|owner| owner.partner == of.partner);
    if own { Ok(found) } else { Err(Error::NotFound("postback")) }
}

/// All endpoints of a partner's, newest first.
///
/// # Errors
/// What the database says.
pub fn list_own(tx: &mut Tx<'_>, of: &Reach) -> Result<Vec<Endpoint>> {
    tx.rows(sql::LIST_OF, params![&of.tenant, &of.partner], super::endpoint::decode)
}

/// What to change about a publisher's endpoint; what is missing stays.
#[derive(Debug, Clone, Default)]
pub struct OwnChange {
    /// Where to, which kinds, how it stands.
    pub change: Change,
    /// How it is called.
    pub method: Option<Method>,
}

/// Changes an endpoint of a partner's.
///
/// # Errors
/// As [`create_own`], and [`Error::NotFound`].
pub fn change_own(
    tx: &mut Tx<'_>,
    of: &Reach,
    (id, wanted): (&WebhookEndpointId, &OwnChange),
    now: Timestamp,
) -> Result<Endpoint> {
    let before = load_own(tx, of, id)?;
    let OwnChange { change, method } = wanted;
    let wants = checked_among(change.wants.as_ref().unwrap_or(&before.wants), &event::OF_PUBLISHERS)?;
    let method = method.unwrap_or(before.method);
    if before.format == Format::Standard && method == Method::Get {
        return Err(Error::clash("/method", "unknown", NO_GET));
    }
    check(change.url.as_ref().unwrap_or(&before.url), before.format, method)?;
    let revives =
        before.state == State::Archived && change.state.is_some_and(|state| state != State::Archived);
    let program = before.owner.as_ref().map(|owner| &owner.program);
    if revives && tx.int(sql::COUNT_OF, params![&of.tenant, &of.partner, program])? >= OWN_MAX {
        return Err(Error::Conflict(format!(
            "there are {OWN_MAX} endpoints in this program already: archive one first"
        )));
    }
    tx.exec(sql::SET_METHOD, params![&of.tenant, id, method.as_str()])?;
    apply(tx, (&of.tenant, &before), (&wants, change), now)
}

/// Gives an endpoint of a partner's a new secret.
///
/// # Errors
/// [`Error::NotFound`].
pub fn rotate_own(
    tx: &mut Tx<'_>,
    (of, sealer): (&Reach, &Sealer),
    (id, overlap_hours): (&WebhookEndpointId, i64),
    now: Timestamp,
) -> Result<Endpoint> {
    load_own(tx, of, id)?;
    rotate_any(tx, (&of.tenant, sealer), (id, overlap_hours), now)
}

/// A page of what became of each telling, newest first.
///
/// # Errors
/// [`Error::NotFound`].
pub fn deliveries_own(
    tx: &mut Tx<'_>,
    of: &Reach,
    (id, state): (&WebhookEndpointId, Option<DeliveryState>),
    cursor: &Cursor,
) -> Result<Page<Delivery>> {
    load_own(tx, of, id)?;
    let state = state.map(DeliveryState::as_str);
    let params = params![&of.tenant, cursor.below(), state, cursor.fetch(), id, of.partner.as_str()];
    let rows = tx.rows(sql::DELIVERIES_OF, params, decode)?;
    Ok(cursor.page(rows, |delivery| delivery.id.to_string()))
}

/// One telling with what was sent.
///
/// # Errors
/// [`Error::NotFound`].
pub fn show_own(tx: &mut Tx<'_>, of: &Reach, id: &WebhookDeliveryId) -> Result<Told> {
    show_of(tx, (&of.tenant, of.partner.as_str()), id)
}

/// Tells once more.
///
/// # Errors
/// [`Error::NotFound`], or a conflict when its endpoint is not active.
pub fn replay_own(tx: &mut Tx<'_>, of: &Reach, id: &WebhookDeliveryId, now: Timestamp) -> Result<Delivery> {
    replay_of(tx, (&of.tenant, of.partner.as_str()), id, now)
}

/// Tells once more what failed since a moment; says how many.
///
/// # Errors
/// As [`replay_own`].
pub fn replay_failed_own(
    tx: &mut Tx<'_>,
    of: &Reach,
    (id, since): (&WebhookEndpointId, Timestamp),
    now: Timestamp,
) -> Result<usize> {
    load_own(tx, of, id)?.must_be_active()?;
    tx.exec(sql::REPLAY_FAILED, params![&of.tenant, id, since, now, REPLAYED_MAX])
}

/// Sends an endpoint a conversion that never was, to see whether it arrives.
///
/// # Errors
/// [`Error::NotFound`], or a conflict when it is not active.
pub fn send_test_own(
    tx: &mut Tx<'_>,
    of: &Reach,
    id: &WebhookEndpointId,
    now: Timestamp,
) -> Result<WebhookDeliveryId> {
    let endpoint = load_own(tx, of, id)?;
    endpoint.must_be_active()?;
    let owner = endpoint.owner.ok_or(Error::NotFound("postback"))?;
    let data = sample(tx, of, &owner, now)?.data;
    let event = event::write(tx, &of.tenant, "webhook_endpoint.tested", &data, now)?;
    queue_for(tx, &of.tenant, (id, &event), now)
}

/// The event of a conversion that never was, for tests and previews.
///
/// # Errors
/// [`Error::NotFound`] for a foreign program.
pub fn sample(tx: &mut Tx<'_>, of: &Reach, owner: &Owner, now: Timestamp) -> Result<Event> {
    let store = program::load(tx, &of.tenant, &owner.program)?.store;
    let conversion = Conversion {
        tenant: of.tenant.clone(),
        partner: of.partner.clone(),
        order: OrderId::from_bits(0),
        seq: 0,
        content: Content {
            program: owner.program.clone(),
            kind: "transaction".to_owned(),
            event: None,
            number: "TEST-1".to_owned(),
            currency: store::load(tx, &of.tenant, &store)?.currency,
            sale_minor: 10_000,
            commission_minor: 1_000,
            status: Status::Approved,
            reason: None,
            click: Some(ClickId::from_bits(0)),
            clicked_at: Some(now.plus_ms(-3_600_000)),
            refs: Some("[\"test-ref\",\"test-ref2\"]".to_owned()),
            created_at: now,
            reported_at: now,
            confirm_by: now,
        },
        updated_at: now,
    };
    let data = json!({ "object": brief(&conversion), "previous": null, "test": true });
    let test = access::is_test(tx, &of.tenant)?;
    Ok(Event { id: "evt_test".to_owned(), kind: "conversion.approved".to_owned(), at: now, data, test })
}
