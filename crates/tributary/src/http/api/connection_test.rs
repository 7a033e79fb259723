//! `POST /api/v1/connection/test`: a plugin's checklist. It says what it sees from its side; the answer says what is seen from here,
//! each with what to do.

use super::connections::store_of;
use super::money::Moment;
use super::request::Sent;
use crate::app::App;
use crate::call;
use crate::http::api::shape::{Any200, Any2000, MomentText, Plain200, WebAddress};
use crate::http::problem::{Handled, Problem};
use crate::http::redirect::destination;
use crate::inbound::connection::{self as checklist, Sample, State as Went, Tested};
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use tributary_engine::connection;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

const CHARS_MAX: usize = 200;
const BODY_CHARS_MAX: usize = 2_000;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(test))
}

/// What a plugin sees from its side.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ConnectionTest {
    /// The shop's own clock.
    #[schema(value_type = MomentText, example = "2026-05-01T12:00:00Z")]
    now: Moment,
    /// What the shop is made of.
    shop: Option<ShopMadeOf>,
    /// Something signed as webhooks are.
    signed: Option<SignedSample>,
    /// A page of the shop with a code in its address, to be looked at twice: is there a cache that swallows the visit?
    #[schema(value_type = Option<WebAddress>, example = "https://shop.example/?ref=sara")]
    look: Option<String>,
}

/// What a shop is made of, for whoever helps its owner.
#[derive(Debug, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ShopMadeOf {
    /// The plugin's version.
    #[schema(value_type = Option<Plain200>, example = "1.0.0")]
    plugin: Option<String>,
    /// PHP's.
    #[schema(value_type = Option<Plain200>, example = "8.3.1")]
    php: Option<String>,
    /// WordPress's.
    #[schema(value_type = Option<Plain200>)]
    wordpress: Option<String>,
    /// WooCommerce's.
    #[schema(value_type = Option<Plain200>)]
    woocommerce: Option<String>,
    /// Zen Cart's.
    #[schema(value_type = Option<Plain200>)]
    zencart: Option<String>,
    /// How orders are stored: `hpos` or `legacy`.
    #[schema(value_type = Option<Plain200>, example = "hpos")]
    storage: Option<String>,
    /// Which checkout there is: `blocks`, `classic` or `both`.
    #[schema(value_type = Option<Plain200>, example = "blocks")]
    checkout: Option<String>,
    /// Which page cache is known to be there.
    #[schema(value_type = Option<Plain200>)]
    cache: Option<String>,
}

impl ShopMadeOf {
    fn parts(&self) -> [(&'static str, &Option<String>); 8] {
        [
            ("plugin", &self.plugin),
            ("php", &self.php),
            ("wordpress", &self.wordpress),
            ("woocommerce", &self.woocommerce),
            ("zencart", &self.zencart),
            ("storage", &self.storage),
            ("checkout", &self.checkout),
            ("cache", &self.cache),
        ]
    }
}

/// A text and what it was signed with.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SignedSample {
    /// Any text.
    #[schema(value_type = Any2000)]
    body: String,
    /// Its HMAC-SHA256 under the webhook secret, in base64.
    #[schema(value_type = Any200)]
    signature: String,
}

/// The checklist.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct ConnectionChecks {
    /// In the order in which they are worth mending.
    checks: Vec<ConnectionCheck>,
}

/// One line of the checklist.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct ConnectionCheck {
    /// `key`, `clock`, `signature`, `store_address`, `webhook`, `rest` or `cookie`.
    name: &'static str,
    /// How it went.
    state: CheckState,
    /// What was seen, and what to do.
    detail: String,
}

super::body::words! {
    /// `ok`: as it should; `warn`: it works, but something is missing; `bad`: it does not work.
    CheckState = Went { "ok" => Ok, "warn" => Warn, "bad" => Bad }
}

/// Test the connection from the shop's side.
///
/// Nothing is changed but what is known of the shop's versions. Where `look` is given, that page of the shop is asked for twice.
#[utoipa::path(post, path = "/api/v1/connection/test", tag = "connections", request_body = ConnectionTest,
    responses((status = 200, body = ConnectionChecks)))]
async fn test(State(app): State<App>, sent: Sent) -> Handled<Json<ConnectionChecks>> {
    let (tenant, told) = sent.read::<ConnectionTest>("stores:write")?;
    let look = told.look.as_deref().map(page).transpose()?;
    let shop = told.shop.unwrap_or_default();
    checked(&shop, told.signed.as_ref())?;
    let own = sent.store();
    let store = call::read(&app.engine, move |tx| store_of(tx, &tenant, own.as_ref())).await?;
    let lacks = connection::SCOPES.into_iter().filter(|scope| !sent.asked().may(scope)).collect();
    let signed = told.signed.map(|SignedSample { body, signature }| Sample { body, signature });
    let tested = Tested { lacks, shop_clock: told.now.at, signed, look };
    let checks = checklist::check(&app, &store, &tested).await?;
    let (known, now) = (serde_json::to_string(&shop).unwrap_or_default(), app.now());
    call::write(&app.engine, move |tx| connection::tested(tx, &store, &known, now)).await?;
    let line = |one: checklist::Check| ConnectionCheck {
        name: one.name,
        state: one.state.into(),
        detail: one.detail,
    };
    Ok(Json(ConnectionChecks { checks: checks.into_iter().map(line).collect() }))
}

fn checked(shop: &ShopMadeOf, signed: Option<&SignedSample>) -> Handled<()> {
    super::checked(|faults| {
        for (name, text) in shop.parts() {
            if let Some(text) = text {
                faults.maybe_empty(&format!("/shop/{name}"), text, CHARS_MAX);
            }
        }
        let Some(SignedSample { body, signature }) = signed else { return };
        for (name, text, most) in [("body", body, BODY_CHARS_MAX), ("signature", signature, CHARS_MAX)] {
            if text.chars().count() > most {
                faults.add(format!("/signed/{name}"), "length", format!("Use at most {most} characters."));
            }
        }
    })
}

fn page(look: &str) -> Handled<String> {
    let url = destination::parse_told(look);
    url.map(String::from).map_err(|why| Problem::field("/look", why.code(), format!("Here {why}.")))
}
