//! `/api/v1/publisher/conversions` and `…/clicks`: what became of the sales a publisher sent, as changes without gaps.

use super::money::{Moment, Money, moment};
use super::publisher_request::Asks;
use super::request::Paging;
use crate::app::App;
use crate::call;
use crate::http::api::shape::{AnyText, MomentText, PlacesOrMoment, ProgramRef};
use crate::http::problem::{Handled, Problem};
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use tributary_core::{ClickId, OrderId, ProgramId, Timestamp};
use tributary_engine::clock::rfc3339;
use tributary_engine::conversion::{self, Changes, Places, Status, Wanted as Filter, reach_of};
use tributary_engine::{Error, click};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(index)).routes(routes!(show)).routes(routes!(show_click))
}

super::body::words! {
    /// How a conversion stands for the publisher.
    ConversionStatus = Status { "pending" => Pending, "approved" => Approved, "declined" => Declined }
}

/// A sale or lead as the publisher who brought it may see it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Conversion {
    /// Its id; the same for as long as it lives.
    #[schema(example = "ord_01k9zjv4c8e1r7t2b5m6n3q0xw")]
    id: String,
    /// The program that judged it.
    program: String,
    /// Whom the publisher is in this program.
    partner: String,
    /// `transaction` or `lead`.
    kind: String,
    /// The event type, where the program tells several apart.
    #[schema(required)]
    event: Option<String>,
    /// The order's number in the store.
    order_number: String,
    /// What the commission is taken of, after refunds.
    sale: Money,
    /// What it earns.
    commission: Money,
    /// How it stands.
    status: ConversionStatus,
    /// Why, in a word, where there is something to say: `cancelled`, `refunded`, `not_counted`, `unverified`,
    /// `credited_to_another`, `credited_to_nobody`, `not_first_order`, `declined_by_store` or the store's own reason.
    #[schema(required, example = "refunded")]
    reason: Option<String>,
    /// The click that brought it.
    #[schema(required)]
    click: Option<String>,
    /// When that was.
    #[schema(required)]
    clicked_at: Option<String>,
    /// The publisher's own ids of the click: `ref`, `ref2` … in their places.
    refs: Vec<Option<String>>,
    /// When the order was placed.
    created_at: String,
    /// When it was first heard of.
    reported_at: String,
    /// When it last changed.
    updated_at: String,
    /// When it is confirmed by itself, unless the store says otherwise before.
    confirm_by: String,
}

impl From<conversion::Conversion> for Conversion {
    fn from(one: conversion::Conversion) -> Self {
        let refs = one.refs();
        let content = one.content;
        Self {
            id: one.order.to_string(),
            program: content.program.to_string(),
            partner: one.partner.to_string(),
            kind: content.kind,
            event: content.event,
            order_number: content.number,
            sale: Money::new(content.sale_minor, content.currency),
            commission: Money::new(content.commission_minor, content.currency),
            status: content.status.into(),
            reason: content.reason,
            click: content.click.map(String::from),
            clicked_at: content.clicked_at.map(rfc3339),
            refs,
            created_at: rfc3339(content.created_at),
            reported_at: rfc3339(content.reported_at),
            updated_at: rfc3339(one.updated_at),
            confirm_by: rfc3339(content.confirm_by),
        }
    }
}

/// What changed, oldest change first.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct ConversionChanges {
    /// The conversions as they stand now.
    data: Vec<Conversion>,
    /// Where to read on: keep it, and send it as `updated_after` next time. It never ends.
    next_cursor: String,
    /// Whether there is more already.
    has_more: bool,
}

/// Which conversions are wanted; nothing given means all.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct ChangesWanted {
    /// What changed since: the `next_cursor` of an answer before, which misses nothing, or a moment as in RFC 3339, by this
    /// server's clock. A moment is answered with all that was committed after it, and with some that was committed before.
    #[param(value_type = Option<PlacesOrMoment>)]
    updated_after: Option<String>,
    /// That stand so.
    #[param(inline)]
    status: Option<ConversionStatus>,
    /// Of this program.
    #[param(value_type = Option<ProgramRef>)]
    program: Option<ProgramId>,
    /// With this among the publisher's own ids of the click, without regard to case.
    #[serde(rename = "ref")]
    #[param(rename = "ref", value_type = Option<AnyText>)]
    reference: Option<String>,
    /// Placed at or after.
    #[param(value_type = Option<MomentText>)]
    created_after: Option<Moment>,
    /// Placed before.
    #[param(value_type = Option<MomentText>)]
    created_before: Option<Moment>,
}

impl ChangesWanted {
    fn filter(self) -> Filter {
        Filter {
            status: self.status.map(Status::from),
            program: self.program,
            reference: self.reference,
            created_from: self.created_after.map(|moment| moment.at),
            created_to: self.created_before.map(|moment| moment.at),
            ..Filter::default()
        }
    }
}

/// From where somebody reads on.
enum Since {
    Places(Places),
    Moment(Timestamp),
}

fn since(text: &str) -> Handled<Since> {
    if let Some(places) = Places::parse(text) {
        return Ok(Since::Places(places));
    }
    let detail =
        "Use the `next_cursor` of an answer before, as it is, or a moment such as 2026-05-01T12:00:00Z.";
    moment(text).map(Since::Moment).ok_or_else(|| Problem::field("updated_after", "format", detail))
}

/// List conversions as they change, oldest change first.
///
/// For polling: keep `next_cursor` and send it as `updated_after` (or `cursor`) each time. Nothing is ever missed, whoever writes
/// meanwhile, and a conversion that changes again comes again. When nothing changed, `data` is empty and `next_cursor` is the same.
#[utoipa::path(get, path = "/api/v1/publisher/conversions", tag = "publisher", params(Paging, ChangesWanted),
    security(("publisher" = [])), responses((status = 200, body = ConversionChanges)))]
async fn index(State(app): State<App>, asks: Asks) -> Handled<Json<ConversionChanges>> {
    let wanted: ChangesWanted = asks.query()?;
    let cursor = asks.cursor(|text| Places::parse(text).is_some())?;
    let from = cursor.after.as_deref().or(wanted.updated_after.as_deref()).map(since).transpose()?;
    let (publisher, filter, limit) = (asks.publisher(), wanted.filter(), cursor.limit);
    let read = call::read(&app.engine, move |tx| {
        let reach = reach_of(tx, &publisher)?;
        let places = match from {
            Some(Since::Places(places)) => places,
            Some(Since::Moment(moment)) => conversion::places_at(tx, &reach, moment)?,
            None => Places::default(),
        };
        conversion::changed(tx, &reach, (&places, &filter), limit)
    });
    let Changes { rows, next, more } = read.await?;
    let data = rows.into_iter().map(Conversion::from).collect();
    Ok(Json(ConversionChanges { data, next_cursor: next.to_text(), has_more: more }))
}

/// Read a conversion.
#[utoipa::path(get, path = "/api/v1/publisher/conversions/{id}", tag = "publisher", security(("publisher" = [])),
    params(("id" = String, Path, description = "The conversion's id, also as a UUID.")),
    responses((status = 200, body = Conversion)))]
async fn show(State(app): State<App>, asks: Asks) -> Handled<Json<Conversion>> {
    let id = OrderId::parse_uuid(asks.raw_id()).map_err(|_| Problem::not_found("conversion"))?;
    let publisher = asks.publisher();
    let found = call::read(&app.engine, move |tx| {
        let reach = reach_of(tx, &publisher)?;
        conversion::load(tx, &reach, &id)
    });
    Ok(Json(found.await?.into()))
}

/// One of the publisher's own clicks.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct PublisherClick {
    /// Its id, which travels to the shop and comes back with the order.
    id: String,
    /// The program it counts in.
    program: String,
    /// When.
    at: String,
    /// What became of it: `counted`, `paused`, `not_a_person` …
    outcome: String,
    /// Who made it, as far as anybody can tell: `human`, `bot`, `preview` …
    traffic: String,
    /// `mobile`, `tablet` or `desktop`.
    device: String,
    /// Where it was sent.
    landing: String,
    /// Why the wanted destination was refused, if it was.
    #[schema(required)]
    refused: Option<String>,
    /// The publisher's own ids: `ref`, `ref2` … in their places.
    refs: Vec<Option<String>>,
}

impl From<click::Click> for PublisherClick {
    fn from(click: click::Click) -> Self {
        let refs = click.refs.as_deref().and_then(|text| serde_json::from_str(text).ok());
        Self {
            id: click.id.to_string(),
            program: click.program.to_string(),
            at: rfc3339(click.at),
            outcome: click.outcome,
            traffic: click.traffic,
            device: click.device,
            landing: click.landing,
            refused: click.refused,
            refs: refs.unwrap_or_default(),
        }
    }
}

/// Read one of your own clicks.
#[utoipa::path(get, path = "/api/v1/publisher/clicks/{id}", tag = "publisher", security(("publisher" = [])),
    params(("id" = String, Path, description = "The click's id.")),
    responses((status = 200, body = PublisherClick)))]
async fn show_click(State(app): State<App>, asks: Asks) -> Handled<Json<PublisherClick>> {
    let id: ClickId = asks.id("click")?;
    let publisher = asks.publisher();
    let found = call::read(&app.engine, move |tx| {
        for of in reach_of(tx, &publisher)? {
            let click = click::load(tx, &of.tenant, &id)?;
            if let Some(own) = click.filter(|click| click.partner.as_ref() == Some(&of.partner)) {
                return Ok(own);
            }
        }
        Err(Error::NotFound("click"))
    });
    Ok(Json(found.await?.into()))
}
