//! `/api/v1/postback_sources`: addresses that other systems call when something was sold, each in its own words.

use super::check::{Faults, referred};
use super::list::{self, List};
use super::request::{Asked, Paging, Sent, answer};
use crate::app::App;
use crate::call;
use crate::http::api::shape::{CurrencyCode, Dialect, EventTypeOrName, Mapping, StoreRef, Text200};
use crate::http::problem::{Handled, Problem};
use crate::inbound::amount::Unit;
use crate::inbound::postback::dialect::{self, DIALECTS, Value, named};
use axum::Json;
use axum::extract::State as Shared;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Wire, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use tributary_core::money::Currency;
use tributary_core::{PostbackSourceId, StoreId, TenantId};
use tributary_engine::audit::{self, Note};
use tributary_engine::clock::rfc3339;
use tributary_engine::db::Tx;
use tributary_engine::idempotency::Answer;
use tributary_engine::postback::{self, Source, State};
use tributary_engine::seal::Sealer;
use tributary_engine::{Error, Result, program, store};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(index, create)).routes(routes!(show, change)).routes(routes!(renew))
}

super::body::words! {
    /// How a source stands: what only `active` ones tell counts.
    PostbackState = State { "active" => Active, "paused" => Paused, "archived" => Archived }
}

super::body::words! {
    /// The unit of its amounts: `1250` is 12.50 in `minor` and 1,250.00 in `major`.
    PostbackUnit = Unit { "minor" => Minor, "major" => Major }
}

/// An address that another system calls.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct PostbackSource {
    /// Its id.
    #[schema(example = "pbs_01k9zjv4c8e1r7t2b5m6n3q0xw")]
    id: String,
    /// What people call it.
    name: String,
    /// The store whose orders it tells of.
    store: String,
    /// Whose words it uses.
    #[schema(example = "keitaro")]
    dialect: String,
    /// The unit of its amounts.
    unit: PostbackUnit,
    /// The currency of amounts that name none.
    #[schema(example = "EUR")]
    currency: String,
    /// The event of what names none.
    #[schema(required)]
    event: Option<String>,
    /// What it calls our values, beside what its dialect says.
    mapping: BTreeMap<String, String>,
    /// How it stands.
    state: PostbackState,
    /// The address to give to the sender, with macros of ours in braces and `TOKEN` for the token.
    url: String,
    /// When it was made.
    created_at: String,
    /// When it was changed.
    updated_at: String,
}

/// An address with its token, which is shown this once.
// Nothing is ever made of it: the token joins an answer that is kept without it. This is how both are described.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct PostbackSourceWithToken {
    #[serde(flatten)]
    source: PostbackSource,
    /// What whoever calls has to show; keep it, it is not shown again.
    token: String,
}

/// An address to make.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewPostbackSource {
    /// The store whose orders it tells of.
    #[schema(value_type = StoreRef, example = "sto_01k9zjv4c8e1r7t2b5m6n3q0xw")]
    store: StoreId,
    /// What people call it, 1 to 200 characters.
    #[schema(value_type = Text200, example = "Old tracker")]
    name: String,
    /// Whose words: `everflow`, `tune`, `voluum`, `keitaro`, `affise`, `redtrack`, `bemob` or `generic`.
    #[schema(value_type = Dialect, example = "keitaro")]
    dialect: String,
    /// The unit of its amounts. Nobody guesses it.
    unit: PostbackUnit,
    /// The currency of amounts that name none; the store's when missing.
    #[schema(value_type = Option<CurrencyCode>, example = "EUR")]
    currency: Option<Currency>,
    /// The id or name of the event of what names none.
    #[schema(value_type = Option<EventTypeOrName>)]
    event: Option<String>,
    /// What it calls our values (`click`, `order`, `amount`, `currency`, `status`, `event`, `coupon`, `customer`, `token`), where
    /// that is not what its dialect says.
    #[serde(default)]
    #[schema(value_type = Mapping, example = json!({ "click": "sub5" }))]
    mapping: BTreeMap<String, String>,
}

/// What to change about an address; what is missing stays.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PostbackSourceChange {
    /// What people call it.
    #[schema(value_type = Option<Text200>)]
    name: Option<String>,
    /// The unit of its amounts.
    unit: Option<PostbackUnit>,
    /// The currency of amounts that name none.
    #[schema(value_type = Option<CurrencyCode>)]
    currency: Option<Currency>,
    /// The event of what names none; null for none.
    #[serde(default, deserialize_with = "super::body::erasable")]
    #[schema(value_type = Option<EventTypeOrName>)]
    event: Option<Option<String>>,
    /// What it calls our values; the whole list.
    #[schema(value_type = Option<Mapping>)]
    mapping: Option<BTreeMap<String, String>>,
    /// `active`, `paused` or `archived`.
    state: Option<PostbackState>,
}

/// A token to renew.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PostbackRenewal {}

fn wire(source: Source, base_url: &str) -> PostbackSource {
    let example = named(&source.dialect).map_or("", |dialect| dialect.example);
    PostbackSource {
        url: format!("{base_url}/postback/{}?{}", source.id, addressed(example, &source)),
        id: source.id.to_string(),
        name: source.name,
        store: source.store.to_string(),
        dialect: source.dialect,
        unit: Unit::parse(&source.unit).unwrap_or(Unit::Major).into(),
        currency: source.currency.to_string(),
        event: source.event,
        mapping: source.mapping,
        state: source.state.into(),
        created_at: rfc3339(source.created_at),
        updated_at: rfc3339(source.updated_at),
    }
}

/// A dialect's example in the words of one sender.
fn addressed(example: &str, source: &Source) -> String {
    let one = |pair: &str| {
        let macro_of = |value: &Value| {
            let filled =
                if *value == Value::Token { "TOKEN".to_owned() } else { format!("{{{}}}", value.as_str()) };
            pair.ends_with(&format!("={filled}")).then_some(filled)
        };
        let found = Value::ALL.iter().find_map(|value| Some((value, macro_of(value)?)));
        match found.and_then(|(value, filled)| Some((source.mapping.get(value.as_str())?, filled))) {
            Some((name, filled)) => format!("{name}={filled}"),
            None => pair.to_owned(),
        }
    };
    example.split('&').map(one).collect::<Vec<_>>().join("&")
}

/// List sources of postbacks, newest first.
#[utoipa::path(get, path = "/api/v1/postback_sources", tag = "postbacks", params(Paging),
    responses((status = 200, body = List<PostbackSource>)))]
async fn index(Shared(app): Shared<App>, asked: Asked) -> Handled<Response> {
    let tenant = asked.tenant("stores:read")?;
    let _: super::Nothing = asked.query()?;
    let cursor = asked.cursor(list::id::<PostbackSourceId>)?;
    let page = call::read(&app.engine, move |tx| postback::list(tx, &tenant, &cursor)).await?;
    let base_url = asked.base_url().to_owned();
    Ok(list::render(&asked, page, |source| wire(source, &base_url)))
}

/// Add a source of postbacks.
///
/// The answer has the address to give to the sender, and the token that belongs into it.
#[utoipa::path(post, path = "/api/v1/postback_sources", tag = "postbacks", request_body = NewPostbackSource,
    responses((status = 201, body = PostbackSourceWithToken)))]
async fn create(Shared(app): Shared<App>, sent: Sent) -> Handled<Response> {
    let (tenant, body) = sent.read::<NewPostbackSource>("stores:write")?;
    let dialect = known(&body.dialect)?;
    super::checked(|faults| {
        faults.text("/name", &body.name, 200);
        mapped(faults, &body.mapping);
    })?;
    let (sealer, actor, of) = (app.engine.sealer.clone(), sent.actor(), tenant.clone());
    let base_url = sent.asked().base_url().to_owned();
    let made = sent.once_told(
        &app,
        move |tx, now| {
            let store = referred(store::load(tx, &tenant, &body.store), "/store")?;
            let new = postback::NewSource {
                currency: body.currency.unwrap_or(store.currency),
                event: event(tx, &tenant, &store.id, body.event.as_deref())?,
                store: store.id,
                name: body.name.trim().to_owned(),
                dialect: dialect.name.to_owned(),
                unit: Unit::from(body.unit).as_str().to_owned(),
                mapping: body.mapping.clone(),
            };
            let source = postback::create(tx, (&tenant, &sealer), &new, now)?;
            let note = Note::on("postback_source.created", source.id.as_str()).named(&source.name);
            audit::note(tx, &actor, &note.now(noted(&source)), now)?;
            answer(StatusCode::CREATED, &wire(source, &base_url))
        },
        with_token(of, app.engine.sealer.clone()),
    );
    made.await
}

/// Read a source of postbacks.
#[utoipa::path(get, path = "/api/v1/postback_sources/{id}", tag = "postbacks",
    params(("id" = String, Path, description = "The source's id.")),
    responses((status = 200, body = PostbackSource)))]
async fn show(Shared(app): Shared<App>, asked: Asked) -> Handled<Json<PostbackSource>> {
    let tenant = asked.tenant("stores:read")?;
    let id: PostbackSourceId = asked.id("postback source")?;
    let source = call::read(&app.engine, move |tx| postback::load(tx, &tenant, &id)).await?;
    Ok(Json(wire(source, asked.base_url())))
}

/// Change, pause, resume or archive a source of postbacks.
#[utoipa::path(patch, path = "/api/v1/postback_sources/{id}", tag = "postbacks",
    request_body = PostbackSourceChange, params(("id" = String, Path, description = "The source's id.")),
    responses((status = 200, body = PostbackSource)))]
async fn change(Shared(app): Shared<App>, sent: Sent) -> Handled<Response> {
    let (tenant, body) = sent.read::<PostbackSourceChange>("stores:write")?;
    let id: PostbackSourceId = sent.asked().id("postback source")?;
    super::checked(|faults| {
        body.name.iter().for_each(|name| faults.text("/name", name, 200));
        body.mapping.iter().for_each(|mapping| mapped(faults, mapping));
    })?;
    let (actor, base_url) = (sent.actor(), sent.asked().base_url().to_owned());
    let changed = sent.once(&app, move |tx, now| {
        let before = postback::load(tx, &tenant, &id)?;
        let mut to = before.clone();
        if let Some(named) = &body.event {
            to.event = event(tx, &tenant, &before.store, named.as_deref())?;
        }
        put(&body, &mut to);
        let after = postback::change(tx, &to, now)?;
        let (was, is) = audit::difference(&noted(&before), &noted(&after));
        if was != is {
            let note = Note::on("postback_source.changed", id.as_str()).named(&after.name);
            audit::note(tx, &actor, &note.was(was).now(is), now)?;
        }
        answer(StatusCode::OK, &wire(after, &base_url))
    });
    changed.await
}

/// Renew the token of a source of postbacks.
///
/// The one before is good for nothing at once.
#[utoipa::path(post, path = "/api/v1/postback_sources/{id}/renew", tag = "postbacks",
    request_body = PostbackRenewal, params(("id" = String, Path, description = "The source's id.")),
    responses((status = 200, body = PostbackSourceWithToken)))]
async fn renew(Shared(app): Shared<App>, sent: Sent) -> Handled<Response> {
    let (tenant, _) = sent.read::<PostbackRenewal>("stores:write")?;
    let id: PostbackSourceId = sent.asked().id("postback source")?;
    let (sealer, actor, of) = (app.engine.sealer.clone(), sent.actor(), tenant.clone());
    let base_url = sent.asked().base_url().to_owned();
    let renewed = sent.once_told(
        &app,
        move |tx, now| {
            postback::load(tx, &tenant, &id)?;
            let source = postback::renew(tx, (&tenant, &sealer), &id, now)?;
            let note = Note::on("postback_source.secret_renewed", id.as_str()).named(&source.name);
            audit::note(tx, &actor, &note, now)?;
            answer(StatusCode::OK, &wire(source, &base_url))
        },
        with_token(of, app.engine.sealer.clone()),
    );
    renewed.await
}

fn put(change: &PostbackSourceChange, to: &mut Source) {
    if let Some(name) = &change.name {
        name.trim().clone_into(&mut to.name);
    }
    if let Some(unit) = change.unit {
        Unit::from(unit).as_str().clone_into(&mut to.unit);
    }
    if let Some(currency) = change.currency {
        to.currency = currency;
    }
    if let Some(mapping) = &change.mapping {
        to.mapping.clone_from(mapping);
    }
    if let Some(state) = change.state {
        to.state = state.into();
    }
}

fn noted(source: &Source) -> Wire {
    json!({
        "name": source.name,
        "store": source.store.as_str(),
        "dialect": source.dialect,
        "unit": source.unit,
        "currency": source.currency.code(),
        "event": source.event,
        "mapping": source.mapping,
        "state": source.state.as_str(),
    })
}

fn known(dialect: &str) -> Handled<&'static dialect::Dialect> {
    named(dialect).ok_or_else(|| {
        let all: Vec<&str> = DIALECTS.iter().map(|dialect| dialect.name).collect();
        Problem::field("/dialect", "unknown", format!("Use one of: {}.", all.join(", ")))
    })
}

fn mapped(faults: &mut Faults, mapping: &BTreeMap<String, String>) {
    for (value, name) in mapping {
        let pointer = format!("/mapping/{value}");
        if !Value::ALL.iter().any(|known| known.as_str() == value) {
            let all: Vec<&str> = Value::ALL.iter().map(|value| value.as_str()).collect();
            faults.add(pointer, "unknown", format!("Map one of: {}.", all.join(", ")));
        } else {
            faults.text(&pointer, name, 100);
        }
    }
}

/// The id of an event of the store's program.
fn event(tx: &mut Tx<'_>, tenant: &TenantId, store: &StoreId, told: Option<&str>) -> Result<Option<String>> {
    let Some(told) = told else { return Ok(None) };
    let program = referred(program::of_store(tx, tenant, store), "/store")?;
    let rules = program::load(tx, tenant, &program)?.current.rules;
    match crate::inbound::event_type(&rules, told) {
        Some(event) => Ok(Some(event.id.clone())),
        None => Err(Error::clash("/event", "unknown", "The program has no event of this id or name.")),
    }
}

/// Puts a source's token into an answer about it. What is kept under an idempotency key has none.
fn with_token(
    tenant: TenantId,
    sealer: Arc<Sealer>,
) -> impl Fn(&mut Tx<'_>, Answer) -> Result<Answer> + Send + 'static {
    move |tx, answer| {
        let broken = |error: serde_json::Error| Error::Broken(error.to_string());
        let mut body: Wire = serde_json::from_str(&answer.body).map_err(broken)?;
        let id = body["id"].as_str().and_then(|id| PostbackSourceId::parse(id).ok());
        let id = id.ok_or_else(|| Error::Broken("a source's answer has no id".to_owned()))?;
        body["token"] = postback::secret(tx, (&tenant, &sealer), &id)?.into();
        Ok(Answer { body: body.to_string(), ..answer })
    }
}
