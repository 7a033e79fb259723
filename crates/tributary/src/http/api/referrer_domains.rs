//! `/api/v1/stores/{id}/referrer_domains`: sites that stand for a code.

use super::list::List;
use super::request::{Asked, Sent, answer};
use crate::app::App;
use crate::call;
use crate::http::api::shape::{Plain100, Site};
use crate::http::problem::Handled;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use tributary_core::StoreId;
use tributary_engine::audit::{self, Note};
use tributary_engine::clock::rfc3339;
use tributary_engine::page::Page;
use tributary_engine::{bound, store};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(index, put))
}

/// A site and the code for which it stands.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct ReferrerDomain {
    /// The site, without `www.`
    #[schema(example = "blog.example")]
    domain: String,
    /// The code.
    #[schema(example = "SARA10")]
    code: String,
    /// When it was first said.
    created_at: String,
    /// When it was last changed.
    changed_at: String,
}

impl From<bound::Domain> for ReferrerDomain {
    fn from(one: bound::Domain) -> Self {
        Self {
            domain: one.domain,
            code: one.code,
            created_at: rfc3339(one.created_at),
            changed_at: rfc3339(one.changed_at),
        }
    }
}

/// For which code a site stands.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewReferrerDomain {
    /// Exactly this site; `www.` makes no difference.
    #[schema(value_type = Site, example = "blog.example")]
    domain: String,
    /// The code; empty: none any more.
    #[schema(value_type = Plain100, example = "SARA10")]
    code: String,
}

/// List a store's sites and their codes, by name: all of them, at most 1,000.
#[utoipa::path(get, path = "/api/v1/stores/{id}/referrer_domains", tag = "stores",
    params(("id" = String, Path, description = "The store's id.")),
    responses((status = 200, body = List<ReferrerDomain>)))]
async fn index(State(app): State<App>, asked: Asked) -> Handled<Json<List<ReferrerDomain>>> {
    let tenant = asked.tenant("stores:read")?;
    let id: StoreId = asked.id("store")?;
    let all = call::read(&app.engine, move |tx| {
        store::load(tx, &tenant, &id)?;
        bound::domains(tx, (&tenant, &id))
    });
    let rows = all.await?.into_iter().map(ReferrerDomain::from).collect();
    Ok(Json(List::of(Page { rows, next: None })))
}

/// Say for which code a site stands.
///
/// A visitor who comes from exactly that site, without a code in the address, counts as one who came by the code. A site has one
/// code; said again, the new one takes its place. A store has at most 1,000 sites.
#[utoipa::path(put, path = "/api/v1/stores/{id}/referrer_domains", tag = "stores", request_body = NewReferrerDomain,
    params(("id" = String, Path, description = "The store's id.")),
    responses((status = 200, body = List<ReferrerDomain>)))]
async fn put(State(app): State<App>, sent: Sent) -> Handled<Response> {
    let (tenant, body) = sent.read::<NewReferrerDomain>("stores:write")?;
    let id: StoreId = sent.asked().id("store")?;
    let (actor, by) = (sent.actor(), sent.by());
    let done = sent.once(&app, move |tx, now| {
        store::load(tx, &tenant, &id)?;
        let of = (&tenant, &id);
        if body.code.trim().is_empty() {
            bound::drop_domain(tx, of, &body.domain)?;
        } else {
            bound::put_domain(tx, of, (&body.domain, &body.code, &by), now)?;
        }
        let told = serde_json::json!({ "domain": bound::site(&body.domain), "code": body.code.trim() });
        audit::note(tx, &actor, &Note::on("referrer_domain.changed", id.as_str()).now(told), now)?;
        let rows = bound::domains(tx, of)?.into_iter().map(ReferrerDomain::from).collect();
        answer(StatusCode::OK, &List::of(Page { rows, next: None }))
    });
    done.await
}
