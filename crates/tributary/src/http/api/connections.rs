//! `/api/v1/connections` and `/api/v1/connection`: how a shop's plugin gets its key, and what it may ask about itself. The owner's
//! side of it is `/admin/connect`.

use super::body;
use super::request::{Asked, Sent, answer, check_headers, too_large};
use crate::app::App;
use crate::call;
use crate::http::api::shape::{ConnectCode, Verifier};
use crate::http::problem::{Handled, Problem};
use crate::plugins;
use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{ConnectInfo, Extension, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::Value as Wire;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use tributary_core::{StoreId, TenantId};
use tributary_engine::clock::rfc3339;
use tributary_engine::connection::{self, Secrets, Shown};
use tributary_engine::db::Tx;
use tributary_engine::idempotency::Answer;
use tributary_engine::page::Cursor;
use tributary_engine::store::{self, Store};
use tributary_engine::{Error, Result, program};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

const SECRET_CHARS: usize = 39; // of a code, behind its prefix
const VERIFIER_CHARS: std::ops::RangeInclusive<usize> = 43..=128; // RFC 7636, 4.1
const WOOCOMMERCE: &str = "woocommerce";
const REMEMBERED_DAYS: u32 = 30; // where no program says how long

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(connect)).routes(routes!(show)).routes(routes!(renew))
}

/// What a plugin shows to get its key.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ConnectionProof {
    /// The code that came back with the owner.
    #[schema(value_type = ConnectCode, example = "con_abcdefghijkmnpqrstuvwxyz23456789abcdefg")]
    code: String,
    /// What the challenge is the hash of: 43 to 128 letters, digits and `-._~`.
    #[schema(value_type = Verifier, example = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")]
    verifier: String,
}

/// A connection just made. The key and the secrets are said this once.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct NewConnection {
    #[serde(flatten)]
    connection: Connection,
    /// The bearer of all other requests; it is good for this store only.
    #[schema(example = "tributary_live_sk_abcdefghijkmnpqrstuvwxyz23456789abcdefg")]
    api_key: String,
    /// What to sign webhooks with.
    webhook_secret: String,
    /// What to sign customers' tokens with.
    customer_secret: String,
}

/// A shop's plugin and its store here.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Connection {
    /// The store.
    #[schema(example = "sto_01k9zjv4c8e1r7t2b5m6n3q0xw")]
    store: String,
    /// Its name.
    name: String,
    /// Its address.
    url: String,
    /// What the shop runs on; null where nothing was connected yet.
    #[schema(required, example = "woocommerce")]
    platform: Option<String>,
    /// Where its webhooks lead.
    webhook_url: String,
    /// The script for its pages.
    script: String,
    /// This server's version.
    version: &'static str,
    /// For how many days the shop is to remember a visit.
    cookie_days: u32,
    /// Since when it is connected.
    #[schema(required)]
    connected_at: Option<String>,
    /// The plugin for its shop as this server brings it along; null where it has none. A newer one than the shop's is worth telling its
    /// owner.
    #[schema(required)]
    plugin: Option<PluginOffered>,
}

/// A plugin that this server brings along.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct PluginOffered {
    /// Its version.
    #[schema(example = "1.0.0")]
    version: String,
    /// Where its zip is.
    #[schema(example = "https://go.shop.example/downloads/tributary-woocommerce.zip?v=1.0.0")]
    url: String,
}

/// Renews what a store signs with.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ConnectionRenewal {}

/// What a store signs with from now on.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct ConnectionSecrets {
    /// The store.
    store: String,
    /// What to sign webhooks with; the earlier one is not taken any more.
    #[schema(required)]
    webhook_secret: Option<String>,
    /// What to sign customers' tokens with; tokens of the earlier ones are taken for another day.
    #[schema(required)]
    customer_secret: Option<String>,
}

/// Change a code for a connection.
///
/// No key is needed: the owner has just allowed it, and only the shop that asked knows the verifier. A code is good once, for ten
/// minutes. The key of an earlier connection of the store ends.
#[utoipa::path(post, path = "/api/v1/connections", tag = "connections", security(()), request_body = ConnectionProof,
    responses((status = 201, body = NewConnection)))]
async fn connect(
    State(app): State<App>,
    peer: Option<Extension<ConnectInfo<SocketAddr>>>,
    headers: HeaderMap,
    sent: std::result::Result<Bytes, BytesRejection>,
) -> Handled<Response> {
    let peer = peer.map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |Extension(ConnectInfo(peer))| peer.ip());
    if !app.script.admits(app.settings.client_ip(peer, &headers), app.now()) {
        let detail = "This address asks too much: wait ten seconds.";
        return Err(Problem::new(StatusCode::TOO_MANY_REQUESTS, "too_fast", "Too fast", detail));
    }
    check_headers(&headers)?;
    let ConnectionProof { code, verifier } = body::parse(&sent.map_err(|_| too_large())?)?;
    checked(&code, &verifier)?;
    let (shown, sealer, now) = (Shown { code, verifier }, app.engine.sealer.clone(), app.now());
    let base = app.settings.base_url(&headers);
    let made = call::write(&app.engine, move |tx| {
        let made = connection::redeem(tx, &sealer, &shown, now)?;
        let connection = described(tx, &made.store, &base)?;
        let Secrets { webhook, customer } = made.secrets;
        Ok(NewConnection {
            connection,
            api_key: made.api_key,
            webhook_secret: webhook,
            customer_secret: customer,
        })
    });
    let kept_nowhere = [(header::CACHE_CONTROL, "no-store")];
    Ok((StatusCode::CREATED, kept_nowhere, Json(made.await?)).into_response())
}

/// Whether both can be what they are to be.
pub(super) fn checked(code: &str, verifier: &str) -> Handled<()> {
    let secret = code.strip_prefix(connection::CODE_PREFIX).unwrap_or_default();
    let is_code =
        secret.len() == SECRET_CHARS && secret.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'2'..=b'9'));
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    super::checked(|faults| {
        if !is_code {
            faults.add(
                "/code",
                "format",
                "Show the code as it came: con_ and letters. Press Connect in the shop again.",
            );
        }
        if !VERIFIER_CHARS.contains(&verifier.len()) || !verifier.bytes().all(plain) {
            faults.add("/verifier", "format", "Use 43 to 128 letters, digits and -._~, as RFC 7636 has it.");
        }
    })
}

/// Read the connection that a key belongs to.
///
/// With a key that is bound to no store it is that of the only store there is.
#[utoipa::path(get, path = "/api/v1/connection", tag = "connections", responses((status = 200, body = Connection)))]
async fn show(State(app): State<App>, headers: HeaderMap, asked: Asked) -> Handled<Json<Connection>> {
    let tenant = asked.tenant("stores:read")?;
    let _: super::Nothing = asked.query()?;
    let (own, base) = (asked.store().cloned(), app.settings.base_url(&headers));
    let found = call::read(&app.engine, move |tx| {
        let store = store_of(tx, &tenant, own.as_ref())?;
        described(tx, &store, &base)
    });
    Ok(Json(found.await?))
}

/// Make what a store signs with anew.
///
/// For a plugin whose key was pasted, or that has lost its secrets. The key stays as it is.
#[utoipa::path(post, path = "/api/v1/connection/renew", tag = "connections", request_body = ConnectionRenewal,
    responses((status = 200, body = ConnectionSecrets)))]
async fn renew(State(app): State<App>, sent: Sent) -> Handled<Response> {
    let (tenant, ConnectionRenewal {}) = sent.read("stores:write")?;
    let (own, actor, sealer, clock) =
        (sent.store(), sent.actor(), app.engine.sealer.clone(), app.engine.clone());
    let effect = move |tx: &mut Tx<'_>, now| {
        let store = store_of(tx, &tenant, own.as_ref())?;
        connection::renew(tx, &actor, (&store, &sealer), now)?;
        let told =
            ConnectionSecrets { store: store.id.to_string(), webhook_secret: None, customer_secret: None };
        answer(StatusCode::OK, &told)
    };
    let told = move |tx: &mut Tx<'_>, kept: Answer| {
        let broken = |error: serde_json::Error| Error::Broken(error.to_string());
        let mut body: Wire = serde_json::from_str(&kept.body).map_err(broken)?;
        if let Some(Ok(id)) = body["store"].as_str().map(StoreId::parse) {
            let store = store::by_id(tx, &id)?;
            let secrets = connection::secrets(tx, (&store, &clock.sealer), clock.now())?;
            body["webhook_secret"] = secrets.webhook.into();
            body["customer_secret"] = secrets.customer.into();
        }
        Ok(Answer { body: body.to_string(), ..kept })
    };
    sent.once_told(&app, effect, told).await
}

/// The store of a key: the one that it is bound to, else the only one.
pub(super) fn store_of(tx: &mut Tx<'_>, tenant: &TenantId, own: Option<&StoreId>) -> Result<Store> {
    if let Some(own) = own {
        return store::load(tx, tenant, own);
    }
    let mut stores = store::list(tx, tenant, &Cursor { after: None, limit: 2 })?.rows;
    match (stores.pop(), stores.pop()) {
        (Some(only), None) => Ok(only),
        (None, _) => {
            Err(Error::Conflict("There is no store yet: press Connect in the shop instead.".to_owned()))
        }
        (Some(_), Some(_)) => Err(Error::Conflict(
            "There are several stores, and this key is for all of them: press Connect in the shop instead."
                .to_owned(),
        )),
    }
}

fn described(tx: &mut Tx<'_>, store: &Store, base: &str) -> Result<Connection> {
    let known = connection::load(tx, store)?;
    let cookie_days = match program::of_store(tx, &store.tenant, &store.id) {
        Ok(program) => program::load(tx, &store.tenant, &program)?.current.rules.window_days,
        Err(Error::NotFound(_)) => REMEMBERED_DAYS,
        Err(other) => return Err(other),
    };
    // Who pasted a key has not said yet what the shop runs on.
    let platform = known.as_ref().map_or(WOOCOMMERCE, |known| known.platform.as_str());
    let offered = |plugin: &plugins::Plugin| PluginOffered {
        version: plugin.version().to_owned(),
        url: format!("{base}{}", plugin.path()),
    };
    Ok(Connection {
        plugin: plugins::of_platform(platform).map(offered),
        store: store.id.to_string(),
        name: store.name.clone(),
        url: store.url.clone(),
        webhook_url: format!("{base}/hooks/woocommerce/{}", store.id),
        script: format!("{base}/t.js"),
        version: env!("CARGO_PKG_VERSION"),
        cookie_days,
        connected_at: known.as_ref().map(|known| rfc3339(known.connected_at)),
        platform: known.map(|known| known.platform),
    })
}
