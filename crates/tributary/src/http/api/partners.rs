//! `/api/v1/partners`: anyone who promotes.

use super::list::{self, List};
use super::request::{Asked, Paging, Sent, answer};
use crate::app::App;
use crate::call;
use crate::http::api::shape::{AnyText, EmailAddress, PartnerKind, PartnerStatus, Text200};
use crate::http::problem::Handled;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use tributary_core::PartnerId;
use tributary_engine::audit;
use tributary_engine::clock::rfc3339;
use tributary_engine::db::Tx;
use tributary_engine::partner;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(index, create)).routes(routes!(show, change))
}

/// Anyone who promotes.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Partner {
    /// Its id.
    #[schema(example = "par_01k9zjv4c8e1r7t2b5m6n3q0xw")]
    id: String,
    /// The name as shown.
    name: String,
    /// Where to write to.
    #[schema(required)]
    email: Option<String>,
    /// What kind of partner.
    #[schema(example = "influencer")]
    kind: String,
    /// `active` or `paused`: a paused partner wins no order placed in that time.
    #[schema(example = "active")]
    status: &'static str,
    /// When added.
    created_at: String,
}

impl From<partner::Partner> for Partner {
    fn from(partner: partner::Partner) -> Self {
        Self {
            id: partner.id.to_string(),
            name: partner.name,
            email: partner.email,
            kind: partner.kind,
            status: if partner.paused { "paused" } else { "active" },
            created_at: rfc3339(partner.created_at),
        }
    }
}

/// A partner to add.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewPartner {
    /// The name as shown, 1 to 200 characters.
    #[schema(value_type = Text200, example = "Sara Berg")]
    name: String,
    /// Where to write to; also tells own purchases.
    #[schema(value_type = Option<EmailAddress>, example = "sara@example.com")]
    email: Option<String>,
    /// `influencer`, `affiliate`, `publisher` or `customer`.
    #[schema(value_type = PartnerKind, example = "influencer")]
    kind: String,
}

/// What to change about a partner; what is missing stays.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PartnerChange {
    /// `active` or `paused`, from this second on.
    #[schema(value_type = Option<PartnerStatus>)]
    status: Option<String>,
    /// The name as shown.
    #[schema(value_type = Option<Text200>)]
    name: Option<String>,
}

/// Which partners are wanted.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Wanted {
    /// Of this kind. Those who stand for customers are left out unless they are asked for.
    #[param(value_type = Option<AnyText>)]
    kind: Option<String>,
    /// With this in their name, their address, or one of their codes.
    #[param(value_type = Option<AnyText>)]
    q: Option<String>,
}

/// List partners, newest first.
#[utoipa::path(get, path = "/api/v1/partners", tag = "partners", params(Paging, Wanted),
    responses((status = 200, body = List<Partner>)))]
async fn index(State(app): State<App>, asked: Asked) -> Handled<Response> {
    let tenant = asked.tenant("partners:read")?;
    let Wanted { kind, q } = asked.query()?;
    let cursor = asked.cursor(list::id::<PartnerId>)?;
    let wanted = move |tx: &mut Tx<'_>| match q.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
        Some(text) => partner::matching(tx, &tenant, (kind.as_deref(), text), &cursor),
        None => partner::of_kind(tx, &tenant, kind.as_deref(), &cursor),
    };
    let page = call::read(&app.engine, wanted).await?;
    Ok(list::render(&asked, page, Partner::from))
}

/// Add a partner.
#[utoipa::path(post, path = "/api/v1/partners", tag = "partners", request_body = NewPartner,
    responses((status = 201, body = Partner)))]
async fn create(State(app): State<App>, sent: Sent) -> Handled<Response> {
    let (tenant, body) = sent.read::<NewPartner>("partners:write")?;
    let email = body.email.map(|email| email.trim().to_owned()).filter(|email| !email.is_empty());
    let new = partner::NewPartner { name: body.name, email, kind: body.kind, by: sent.by() };
    super::checked(|faults| faults.text("/name", &new.name, 200))?;
    let (sealer, actor) = (app.engine.sealer.clone(), sent.actor());
    let added = sent.once_routed(&app, move |tx, now| {
        let partner = partner::create(tx, &tenant, &new, sealer.people_key(), now)?;
        audit::partner_created(tx, &actor, &partner, now)?;
        answer(StatusCode::CREATED, &Partner::from(partner))
    });
    added.await
}

/// Read a partner.
#[utoipa::path(get, path = "/api/v1/partners/{id}", tag = "partners",
    params(("id" = String, Path, description = "The partner's id.")), responses((status = 200, body = Partner)))]
async fn show(State(app): State<App>, asked: Asked) -> Handled<Json<Partner>> {
    let tenant = asked.tenant("partners:read")?;
    let id: PartnerId = asked.id("partner")?;
    let partner = call::read(&app.engine, move |tx| partner::load(tx, &tenant, &id)).await?;
    Ok(Json(partner.into()))
}

/// Rename, pause or resume a partner.
#[utoipa::path(patch, path = "/api/v1/partners/{id}", tag = "partners", request_body = PartnerChange,
    params(("id" = String, Path, description = "The partner's id.")), responses((status = 200, body = Partner)))]
async fn change(State(app): State<App>, sent: Sent) -> Handled<Response> {
    let (tenant, body) = sent.read::<PartnerChange>("partners:write")?;
    let id: PartnerId = sent.asked().id("partner")?;
    super::checked(|faults| body.name.iter().for_each(|name| faults.text("/name", name, 200)))?;
    let (by, actor) = (sent.by(), sent.actor());
    let changed = sent.once_routed(&app, move |tx, now| {
        let stood = partner::load(tx, &tenant, &id)?;
        let before = Partner::from(stood.clone());
        if let Some(name) = &body.name {
            partner::rename(tx, &tenant, &id, name)?;
        }
        if let Some(status) = body.status.as_deref().filter(|status| *status != before.status) {
            partner::set_status(tx, &tenant, &id, status, &by, now)?;
        }
        let after = partner::load(tx, &tenant, &id)?;
        audit::partner_changed(tx, &actor, (&stood, &after), now)?;
        answer(StatusCode::OK, &Partner::from(after))
    });
    changed.await
}
