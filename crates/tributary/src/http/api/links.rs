//! `/api/v1/links`: addresses that lead to a page of the shop and say whose click it was.

use super::check::referred;
use super::list::{self, List, OfPartner};
use super::request::{Asked, Paging, Sent, answer};
use crate::app::App;
use crate::call;
use crate::http::api::shape::{PartnerRef, ProgramRef, Slug, WebAddress};
use crate::http::problem::{Handled, Problem};
use crate::http::redirect::destination;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use tributary_core::{LinkId, PartnerId, ProgramId};
use tributary_engine::audit;
use tributary_engine::clock::rfc3339;
use tributary_engine::{link, partner, program};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(index, create)).routes(routes!(show))
}

/// A tracking link.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Link {
    /// Its id.
    #[schema(example = "lnk_01k9zjv4c8e1r7t2b5m6n3q0xw")]
    id: String,
    /// Whose it is.
    partner: String,
    /// The program it counts in.
    program: String,
    /// What stands in the address.
    slug: String,
    /// Where it leads.
    destination: String,
    /// What to share.
    url: String,
    /// When it was made.
    created_at: String,
}

impl Link {
    fn new(link: link::Link, base_url: &str) -> Self {
        Self {
            id: link.id.to_string(),
            partner: link.partner.to_string(),
            program: link.program.to_string(),
            url: format!("{base_url}/t/{}", link.slug),
            slug: link.slug,
            destination: link.destination,
            created_at: rfc3339(link.created_at),
        }
    }
}

/// A link to make.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewLink {
    /// Whose it becomes.
    #[schema(value_type = PartnerRef, example = "par_01k9zjv4c8e1r7t2b5m6n3q0xw")]
    partner: PartnerId,
    /// The program it counts in.
    #[schema(value_type = ProgramRef, example = "prg_01k9zjv4c8e1r7t2b5m6n3q0xw")]
    program: ProgramId,
    /// What stands in the address; chosen by chance when missing.
    #[schema(value_type = Option<Slug>, example = "sara-spring")]
    slug: Option<String>,
    /// Where it leads: a whole address with http or https.
    #[schema(value_type = WebAddress, example = "https://shop.example/spring")]
    destination: String,
}

/// List links, newest first.
#[utoipa::path(get, path = "/api/v1/links", tag = "links", params(Paging, OfPartner),
    responses((status = 200, body = List<Link>)))]
async fn index(State(app): State<App>, asked: Asked) -> Handled<Response> {
    let tenant = asked.tenant("links:read")?;
    let OfPartner { partner } = asked.query()?;
    let cursor = asked.cursor(list::id::<LinkId>)?;
    let page = call::read(&app.engine, move |tx| link::list(tx, &tenant, partner.as_ref(), &cursor)).await?;
    Ok(list::render(&asked, page, |link| Link::new(link, asked.base_url())))
}

/// Make a link.
#[utoipa::path(post, path = "/api/v1/links", tag = "links", request_body = NewLink,
    responses((status = 201, body = Link)))]
async fn create(State(app): State<App>, sent: Sent) -> Handled<Response> {
    let (tenant, NewLink { partner, program, slug, destination }) = sent.read("links:write")?;
    let refused =
        |why: destination::Refusal| Problem::field("/destination", why.code(), format!("Here {why}."));
    let destination = destination::parse_told(&destination).map_err(refused)?.to_string();
    let new = link::NewLink { program, partner, slug, destination };
    let (base_url, actor) = (sent.asked().base_url().to_owned(), sent.actor());
    let made = sent.once_routed(&app, move |tx, now| {
        referred(partner::load(tx, &tenant, &new.partner), "/partner")?;
        referred(program::load(tx, &tenant, &new.program), "/program")?;
        let link = link::create(tx, &tenant, &new, now)?;
        audit::link_created(tx, &actor, &link, now)?;
        answer(StatusCode::CREATED, &Link::new(link, &base_url))
    });
    made.await
}

/// Read a link.
#[utoipa::path(get, path = "/api/v1/links/{id}", tag = "links",
    params(("id" = String, Path, description = "The link's id.")), responses((status = 200, body = Link)))]
async fn show(State(app): State<App>, asked: Asked) -> Handled<Json<Link>> {
    let tenant = asked.tenant("links:read")?;
    let id: LinkId = asked.id("link")?;
    let link = call::read(&app.engine, move |tx| link::load(tx, &tenant, &id)).await?;
    Ok(Json(Link::new(link, asked.base_url())))
}
