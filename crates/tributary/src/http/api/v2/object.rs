//! Transactions and leads as `/api/v2` answers with them.

use super::state::WHOLE;
use serde::Serialize;
use tributary_core::fact::{Line, OrderKind};
use tributary_core::{EventTypeId, OrderId, StoreId, TenantId, Timestamp};
use tributary_engine::click::{Click, refs};
use tributary_engine::clock::rfc3339;
use tributary_engine::db::Tx;
use tributary_engine::order::{self, Explanation};
use tributary_engine::{Result, partner, publisher, store};

/// What is answered: one object in `data`.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct Data<T: utoipa::ToSchema> {
    /// The object.
    pub(super) data: T,
}

/// A transaction as it stands.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = RetrackTransaction)]
pub(super) struct Transaction {
    #[serde(flatten)]
    shared: Shared,
    /// The store's own number of it.
    order_number: String,
    /// What the buyer paid in all, in minor units.
    order_sum: i64,
    /// The taxes in it.
    vat_sum: i64,
    /// What was bought, where the store told.
    products: Vec<ProductSold>,
}

/// A lead as it stands.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = RetrackLead)]
pub(super) struct Lead {
    #[serde(flatten)]
    shared: Shared,
    /// The store's own name of it.
    reference: String,
}

/// What both have.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = RetrackShared)]
pub(super) struct Shared {
    /// Its id.
    #[schema(example = "019a7f2d-9308-70c7-9a56-b81a95703bbc")]
    uuid: String,
    /// What the publisher earns, in minor units.
    #[schema(example = 4000)]
    commission: i64,
    /// ISO 4217.
    #[schema(example = "SEK")]
    currency: String,
    /// Voucher codes.
    vouchers: Vec<String>,
    /// `pending`, `approved` or `declined`.
    #[schema(example = "approved")]
    status: &'static str,
    /// Why nobody earns from it, in a word; null while somebody does.
    #[schema(required)]
    reason: Option<String>,
    /// The event type that its store named.
    #[schema(required)]
    event: Option<EventNamed>,
    /// When it was placed, UTC.
    #[schema(example = "2026-05-01 12:00:00")]
    created_at: String,
    /// When it last changed here, UTC.
    updated_at: String,
    /// The click that won it.
    #[schema(required)]
    click: Option<ClickTold>,
    /// Who earns from it.
    #[schema(required)]
    publisher: Option<Publisher>,
    /// The store.
    advertiser: Advertiser,
}

/// An event type.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = RetrackEvent)]
pub(super) struct EventNamed {
    /// Its id.
    uuid: String,
    /// Its name; null when the rules do not know it any more.
    #[schema(required)]
    name: Option<String>,
}

/// A click.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = RetrackClick)]
pub(super) struct ClickTold {
    /// Its id, as it travels through the store.
    #[schema(example = "clk_5m6n3q0xw01k9zjv4c8e1r7t2b")]
    uuid: String,
    /// The publisher's own id of it.
    #[schema(required, rename = "ref")]
    #[serde(rename = "ref")]
    ref1: Option<String>,
    /// Another one.
    #[schema(required)]
    ref2: Option<String>,
    /// Another one.
    #[schema(required)]
    ref3: Option<String>,
    /// Where it led.
    #[schema(required)]
    deeplink: Option<String>,
    /// Always null: addresses are never kept.
    #[schema(required)]
    ip_address: Option<String>,
    /// The browser's own name.
    #[schema(required)]
    browser: Option<String>,
    /// The page it came from.
    #[schema(required)]
    referer: Option<String>,
    /// Always null: where somebody was is not kept with a click.
    #[schema(required)]
    country: Option<String>,
    /// When, UTC.
    created_at: String,
}

/// Who earns.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = RetrackPublisher)]
pub(super) struct Publisher {
    /// The publisher's id; of a partner who is no publisher the partner's.
    uuid: String,
    /// The name.
    name: String,
    /// Since when, UTC.
    created_at: String,
}

/// The store.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = RetrackAdvertiser)]
pub(super) struct Advertiser {
    /// Its id.
    uuid: String,
    /// Its name.
    name: String,
}

/// One product that was bought.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = RetrackProductSold)]
pub(super) struct ProductSold {
    /// Its own event type, if it has one.
    #[schema(required)]
    event: Option<String>,
    /// The store's own name of it.
    #[schema(required)]
    reference: Option<String>,
    /// How many.
    quantity: i64,
    /// What people call it.
    name: String,
    /// All pieces without taxes, in minor units.
    net_sum: i64,
}

/// A transaction by its id here.
pub(super) fn transaction(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    id: &OrderId,
    now: Timestamp,
) -> Result<Transaction> {
    let found = order::explain(tx, tenant, id, now)?;
    let stated = &found.decision.order.stated;
    Ok(Transaction {
        order_number: stated.external_id.clone(),
        order_sum: stated.total_minor,
        vat_sum: stated.tax_minor,
        products: stated.lines.iter().filter(|line| line.external_id != WHOLE).map(product).collect(),
        shared: shared(tx, tenant, &found)?,
    })
}

/// A lead by its id here.
pub(super) fn lead(tx: &mut Tx<'_>, tenant: &TenantId, id: &OrderId, now: Timestamp) -> Result<Lead> {
    let found = order::explain(tx, tenant, id, now)?;
    Ok(Lead { reference: found.row.number.clone(), shared: shared(tx, tenant, &found)? })
}

/// Whether an order is of this kind, so that leads are no transactions.
pub(super) fn of_kind(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    id: &OrderId,
    kind: OrderKind,
) -> Result<order::OrderRow> {
    let row = order::load(tx, tenant, id)?;
    let noun = if kind == OrderKind::Lead { "lead" } else { "transaction" };
    if row.kind == kind { Ok(row) } else { Err(tributary_engine::Error::NotFound(noun)) }
}

fn product(line: &Line) -> ProductSold {
    ProductSold {
        event: line.event.as_deref().map(uuid_of_event),
        reference: line.product.clone(),
        quantity: line.quantity,
        name: line.name.clone(),
        net_sum: line.total_minor,
    }
}

fn uuid_of_event(id: &str) -> String {
    EventTypeId::parse(id).map_or_else(|_| id.to_owned(), |id| id.to_uuid())
}

fn shared(tx: &mut Tx<'_>, tenant: &TenantId, found: &Explanation) -> Result<Shared> {
    let row = &found.row;
    let event = row.event.as_ref().map(|id| EventNamed {
        uuid: uuid_of_event(id),
        name: found.rules.event(id).map(|event| event.name.clone()),
    });
    let won = found.decision.attribution.candidates.iter().find(|candidate| candidate.lost.is_none());
    let click = won.and_then(|won| won.touch.click.as_ref()).and_then(|id| found.clicks.get(id.as_str()));
    Ok(Shared {
        uuid: row.id.to_uuid(),
        commission: row.commission_minor,
        currency: row.currency.to_string(),
        vouchers: row.coupons.clone(),
        status: status(row.standing.as_deref()),
        reason: row.declined.clone().or_else(|| row.nobody.clone()),
        event,
        created_at: stamp(row.placed_at),
        updated_at: stamp(row.updated_at),
        click: click.map(told),
        publisher: publisher_of(tx, tenant, found)?,
        advertiser: advertiser(tx, tenant, &row.store)?,
    })
}

/// In three words: what nobody is credited with is declined, as what was taken back is.
fn status(standing: Option<&str>) -> &'static str {
    match standing {
        Some("pending") => "pending",
        Some("approved") => "approved",
        _ => "declined",
    }
}

fn told(click: &Click) -> ClickTold {
    let [ref1, ref2, ref3, ..] = refs::read(click.refs.as_deref());
    ClickTold {
        uuid: click.id.to_string(),
        ref1,
        ref2,
        ref3,
        deeplink: Some(click.landing.clone()).filter(|landing| !landing.is_empty()),
        ip_address: None,
        browser: click.user_agent.clone(),
        referer: click.referrer.clone(),
        country: None,
        created_at: stamp(click.at),
    }
}

fn publisher_of(tx: &mut Tx<'_>, tenant: &TenantId, found: &Explanation) -> Result<Option<Publisher>> {
    let Some(credit) = &found.decision.attribution.credit else { return Ok(None) };
    let partner = partner::load(tx, tenant, &credit.partner)?;
    let member = publisher::publisher_of_partner(tx, tenant, &partner.id)?;
    let uuid = member.map_or_else(|| partner.id.to_uuid(), |publisher| publisher.to_uuid());
    Ok(Some(Publisher { uuid, name: partner.name, created_at: stamp(partner.created_at) }))
}

fn advertiser(tx: &mut Tx<'_>, tenant: &TenantId, id: &StoreId) -> Result<Advertiser> {
    let store = store::load(tx, tenant, id)?;
    Ok(Advertiser { uuid: store.id.to_uuid(), name: store.name })
}

/// `2026-05-01 12:00:00`, UTC.
fn stamp(at: Timestamp) -> String {
    rfc3339(at).chars().take(19).map(|char| if char == 'T' { ' ' } else { char }).collect()
}
