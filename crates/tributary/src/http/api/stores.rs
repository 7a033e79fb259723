//! `/api/v1/stores`: shops that report orders, and the secrets they share with us.

use super::list::{self, List};
use super::request::{Asked, Paging, Sent, answer};
use crate::app::App;
use crate::call;
use crate::http::api::shape::{CurrencyCode, PresetName, Text200, Text500, TimeZone, WebAddress};
use crate::http::problem::{Handled, Problem};
use crate::http::redirect::destination;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use tributary_core::money::Currency;
use tributary_core::{ProgramId, StoreId, TenantId};
use tributary_engine::audit::{self, Note};
use tributary_engine::clock::rfc3339;
use tributary_engine::db::Tx;
use tributary_engine::{Error, Result, program, store};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

const SECRETS_MAX: usize = 20; // one per webhook, and some for rotation

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(index, create))
        .routes(routes!(show))
        .routes(routes!(add_secret))
        .routes(routes!(set_rest_key))
}

/// A shop that reports orders.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Store {
    /// Its id.
    #[schema(example = "sto_01k9zjv4c8e1r7t2b5m6n3q0xw")]
    id: String,
    /// Its name.
    name: String,
    /// Its address.
    url: String,
    /// Its own currency.
    #[schema(example = "SEK")]
    currency: String,
    /// Its IANA time zone.
    timezone: String,
    /// The program that judges its orders.
    #[schema(required)]
    program: Option<String>,
    /// Whether REST credentials are known, so that it can be read.
    readable: bool,
    /// Up to when its orders have been read.
    #[schema(required)]
    read_until: Option<String>,
}

/// A store to add.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewStore {
    /// Its name, 1 to 200 characters.
    #[schema(value_type = Text200, example = "Nordic Mugs")]
    name: String,
    /// Its address: a whole one, with http or https.
    #[schema(value_type = WebAddress, example = "https://shop.example")]
    url: String,
    /// Its own currency, ISO 4217.
    #[schema(value_type = CurrencyCode, example = "SEK")]
    currency: Currency,
    /// Its IANA time zone.
    #[schema(value_type = TimeZone, example = "Europe/Stockholm")]
    timezone: String,
    /// With any of these its webhooks may be signed. Never shown again.
    #[serde(default)]
    #[schema(value_type = Vec<Text500>, max_items = 20)]
    webhook_secrets: Vec<String>,
    /// Starts a program for it from this preset: `reftrackr`, `infumar` or `retrack`.
    #[schema(value_type = Option<PresetName>)]
    preset: Option<String>,
}

/// A secret with which a webhook is signed.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WebhookSecret {
    /// The secret; never shown again.
    #[schema(value_type = Text500)]
    secret: String,
}

/// A key of the store's REST API.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RestKey {
    /// The consumer key.
    #[schema(value_type = Text200, example = "ck_0123456789abcdef0123456789abcdef01234567")]
    key: String,
    /// The consumer secret; never shown again.
    #[schema(value_type = Text200)]
    secret: String,
}

/// List stores, newest first.
#[utoipa::path(get, path = "/api/v1/stores", tag = "stores", params(Paging),
    responses((status = 200, body = List<Store>)))]
async fn index(State(app): State<App>, asked: Asked) -> Handled<Response> {
    let tenant = asked.tenant("stores:read")?;
    let _: super::Nothing = asked.query()?;
    let cursor = asked.cursor(list::id::<StoreId>)?;
    let page = call::read(&app.engine, move |tx| {
        let page = store::list(tx, &tenant, &cursor)?;
        let with = page.rows.into_iter().map(|store| with_program(tx, store)).collect::<Result<Vec<_>>>();
        Ok(tributary_engine::page::Page { rows: with?, next: page.next })
    });
    Ok(list::render(&asked, page.await?, |store| store))
}

/// Add a store.
#[utoipa::path(post, path = "/api/v1/stores", tag = "stores", request_body = NewStore,
    responses((status = 201, body = Store)))]
async fn create(State(app): State<App>, sent: Sent) -> Handled<Response> {
    let (tenant, body) = sent.read::<NewStore>("stores:write")?;
    let new = checked(&body)?;
    let (by, actor, sealer) = (sent.by(), sent.actor(), app.engine.sealer.clone());
    let added = sent.once_routed(&app, move |tx, now| {
        let id = store::create(tx, &tenant, &new, now)?;
        let added = store::load(tx, &tenant, &id)?;
        audit::note(tx, &actor, &Note::on("store.created", id.as_str()).named(&added.name), now)?;
        for secret in &body.webhook_secrets {
            store::add_secret(tx, &added, &sealer, secret, now)?;
        }
        if let Some(preset) = &body.preset {
            let (name, preset) = (new.name.clone(), preset.clone());
            let program = program::NewProgram { name, preset, by: by.clone() };
            program::create(tx, &tenant, &id, &program, now)?;
        }
        answer(StatusCode::CREATED, &with_program(tx, added)?)
    });
    added.await
}

fn checked(body: &NewStore) -> Handled<store::NewStore> {
    let url = destination::parse_told(&body.url);
    let url = url.map_err(|why| Problem::field("/url", why.code(), format!("Here {why}.")))?;
    super::checked(|faults| {
        faults.text("/name", &body.name, 200);
        faults.count("/webhook_secrets", body.webhook_secrets.len(), SECRETS_MAX);
        for (index, secret) in body.webhook_secrets.iter().enumerate() {
            faults.text(&format!("/webhook_secrets/{index}"), secret, 500);
        }
    })?;
    Ok(store::NewStore {
        name: body.name.trim().to_owned(),
        url: url.to_string(),
        currency: body.currency,
        timezone: body.timezone.clone(),
    })
}

fn with_program(tx: &mut Tx<'_>, store: store::Store) -> Result<Store> {
    let program = match program::of_store(tx, &store.tenant, &store.id) {
        Ok(program) => Some(program),
        Err(Error::NotFound(_)) => None,
        Err(error) => return Err(error),
    };
    Ok(Store {
        id: store.id.to_string(),
        name: store.name,
        url: store.url,
        currency: store.currency.to_string(),
        timezone: store.timezone,
        program: program.as_ref().map(ProgramId::to_string),
        readable: store.readable,
        read_until: store.read_until.map(rfc3339),
    })
}

/// Read a store.
#[utoipa::path(get, path = "/api/v1/stores/{id}", tag = "stores",
    params(("id" = String, Path, description = "The store's id.")), responses((status = 200, body = Store)))]
async fn show(State(app): State<App>, asked: Asked) -> Handled<Json<Store>> {
    let tenant = asked.tenant("stores:read")?;
    let id: StoreId = asked.id("store")?;
    Ok(Json(call::read(&app.engine, move |tx| loaded(tx, &tenant, &id)).await?))
}

fn loaded(tx: &mut Tx<'_>, tenant: &TenantId, id: &StoreId) -> Result<Store> {
    let store = store::load(tx, tenant, id)?;
    with_program(tx, store)
}

/// Add a webhook secret; the earlier ones stay valid.
#[utoipa::path(post, path = "/api/v1/stores/{id}/webhook_secrets", tag = "stores",
    request_body = WebhookSecret, params(("id" = String, Path, description = "The store's id.")),
    responses((status = 201, body = Store)))]
async fn add_secret(State(app): State<App>, sent: Sent) -> Handled<Response> {
    let (tenant, body) = sent.read::<WebhookSecret>("stores:write")?;
    let id: StoreId = sent.asked().id("store")?;
    super::checked(|faults| faults.text("/secret", &body.secret, 500))?;
    let (sealer, actor) = (app.engine.sealer.clone(), sent.actor());
    let added = sent.once(&app, move |tx, now| {
        let store = store::load(tx, &tenant, &id)?;
        audit::note(tx, &actor, &Note::on("store.secret_added", id.as_str()).named(&store.name), now)?;
        store::add_secret(tx, &store, &sealer, &body.secret, now)?;
        answer(StatusCode::CREATED, &with_program(tx, store)?)
    });
    added.await
}

/// Set the key with which the store's REST API is read.
#[utoipa::path(put, path = "/api/v1/stores/{id}/rest_key", tag = "stores", request_body = RestKey,
    params(("id" = String, Path, description = "The store's id.")), responses((status = 200, body = Store)))]
async fn set_rest_key(State(app): State<App>, sent: Sent) -> Handled<Response> {
    let (tenant, RestKey { key, secret }) = sent.read("stores:write")?;
    let id: StoreId = sent.asked().id("store")?;
    super::checked(|faults| {
        faults.text("/key", &key, 200);
        faults.text("/secret", &secret, 200);
    })?;
    let key = store::RestKey { key, secret };
    let (sealer, actor) = (app.engine.sealer.clone(), sent.actor());
    let set = sent.once(&app, move |tx, now| {
        let store = store::load(tx, &tenant, &id)?;
        audit::note(tx, &actor, &Note::on("store.reading_set", id.as_str()).named(&store.name), now)?;
        store::set_rest_key(tx, &store, &sealer, &key)?;
        answer(StatusCode::OK, &loaded(tx, &tenant, &id)?)
    });
    set.await
}
