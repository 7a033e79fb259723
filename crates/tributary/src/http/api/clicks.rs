//! `GET /api/v1/clicks`: every click, whoever made it. Recording one is the redirect's business.

use super::list::{self, List, OfPartner};
use super::request::{Asked, Paging};
use crate::app::App;
use crate::call;
use crate::http::problem::Handled;
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use serde::Serialize;
use tributary_core::ClickId;
use tributary_engine::click;
use tributary_engine::clock::rfc3339;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(index)).routes(routes!(show))
}

/// A click.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Click {
    /// Its id, which travels to the shop and comes back with the order.
    #[schema(example = "clk_5m6n3q0xw01k9zjv4c8e1r7t2b")]
    id: String,
    /// The program it counts in.
    program: String,
    /// Whose it is; null for an unknown code.
    #[schema(required)]
    partner: Option<String>,
    /// The link that was clicked.
    #[schema(required)]
    link: Option<String>,
    /// The code that stood in the address.
    #[schema(required)]
    code: Option<String>,
    /// The slug or code as it stood in the address.
    value: String,
    /// When.
    at: String,
    /// Who made it: `human`, `suspect`, `bot`, `preview`, `prefetch`, `head` or `subresource`.
    traffic: String,
    /// What became of it: `counted`, `unknown_code`, `paused`, `ended`, `no_consent` or `not_a_person`.
    outcome: String,
    /// The browser it came from, as far as its cookie tells; empty where the visitor said no.
    visitor: String,
    /// `mobile`, `tablet` or `desktop`.
    device: String,
    /// The page it came from.
    #[schema(required)]
    referrer: Option<String>,
    /// Where it was sent.
    landing: String,
    /// Why the address asked for was refused, if it was.
    #[schema(required)]
    refused: Option<String>,
    #[serde(flatten)]
    refs: Refs,
}

/// A publisher's own ids of a click.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Refs {
    /// The publisher's own id of the visitor or the click.
    #[schema(required)]
    #[serde(rename = "ref")]
    ref1: Option<String>,
    /// A second one.
    #[schema(required)]
    ref2: Option<String>,
    /// A third one.
    #[schema(required)]
    ref3: Option<String>,
    /// A fourth one.
    #[schema(required)]
    ref4: Option<String>,
    /// A fifth one.
    #[schema(required)]
    ref5: Option<String>,
    /// A sixth one.
    #[schema(required)]
    ref6: Option<String>,
}

impl Refs {
    /// Those of a click, as it keeps them.
    pub(crate) fn of(kept: Option<&str>) -> Self {
        let [ref1, ref2, ref3, ref4, ref5, ref6] = click::refs::read(kept);
        Self { ref1, ref2, ref3, ref4, ref5, ref6 }
    }
}

impl From<click::Click> for Click {
    fn from(click: click::Click) -> Self {
        Self {
            refs: Refs::of(click.refs.as_deref()),
            id: click.id.to_string(),
            program: click.program.to_string(),
            partner: click.partner.map(String::from),
            link: click.link.map(String::from),
            code: click.code.map(String::from),
            value: click.value,
            at: rfc3339(click.at),
            traffic: click.traffic,
            outcome: click.outcome,
            visitor: click.visitor,
            device: click.device,
            referrer: click.referrer,
            landing: click.landing,
            refused: click.refused,
        }
    }
}

/// List clicks, newest first.
#[utoipa::path(get, path = "/api/v1/clicks", tag = "clicks", params(Paging, OfPartner),
    responses((status = 200, body = List<Click>)))]
async fn index(State(app): State<App>, asked: Asked) -> Handled<Response> {
    let tenant = asked.tenant("clicks:read")?;
    let OfPartner { partner } = asked.query()?;
    let cursor = asked.cursor(list::place)?;
    let page = call::read(&app.engine, move |tx| click::list(tx, &tenant, partner.as_ref(), &cursor)).await?;
    Ok(list::render(&asked, page, Click::from))
}

/// Read a click.
#[utoipa::path(get, path = "/api/v1/clicks/{id}", tag = "clicks",
    params(("id" = String, Path, description = "The click's id.")), responses((status = 200, body = Click)))]
async fn show(State(app): State<App>, asked: Asked) -> Handled<Json<Click>> {
    let tenant = asked.tenant("clicks:read")?;
    let id: ClickId = asked.id("click")?;
    let click = call::read(&app.engine, move |tx| click::get(tx, &tenant, &id)).await?;
    Ok(Json(click.into()))
}
