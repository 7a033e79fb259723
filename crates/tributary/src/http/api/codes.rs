//! `/api/v1/codes`: what a partner tells people to type.

use super::check::referred;
use super::list::{self, List, OfPartner};
use super::request::{Asked, Paging, Sent, answer};
use crate::app::App;
use crate::call;
use crate::http::api::shape::{PartnerRef, ProgramRef, Text100};
use crate::http::problem::Handled;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use tributary_core::{CodeId, PartnerId, ProgramId, TenantId, Timestamp};
use tributary_engine::audit;
use tributary_engine::clock::rfc3339;
use tributary_engine::db::Tx;
use tributary_engine::{Result, code, partner, program};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(index, create)).routes(routes!(show))
}

super::body::words! {
    /// What a code is for.
    CodeKind = Kind { "referral" => Referral, "coupon" => Coupon }
}

use code::Kind;

/// A code and whose it is.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Code {
    /// Its id.
    #[schema(example = "cod_01k9zjv4c8e1r7t2b5m6n3q0xw")]
    id: String,
    /// Whose it is.
    partner: String,
    /// The program it counts in.
    program: String,
    /// What it is for.
    kind: CodeKind,
    /// As people write it.
    code: String,
    /// Where a referral code is clicked; null for a coupon.
    #[schema(required)]
    url: Option<String>,
    /// When it was given.
    created_at: String,
}

impl Code {
    fn new(code: code::Code, base_url: &str) -> Self {
        let url = (code.kind == Kind::Referral).then(|| format!("{base_url}/r/{}", code.code));
        Self {
            id: code.id.to_string(),
            partner: code.partner.to_string(),
            program: code.program.to_string(),
            kind: code.kind.into(),
            code: code.code,
            url,
            created_at: rfc3339(code.created_at),
        }
    }
}

/// A code to give.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewCode {
    /// Whose it becomes.
    #[schema(value_type = PartnerRef, example = "par_01k9zjv4c8e1r7t2b5m6n3q0xw")]
    partner: PartnerId,
    /// The program it counts in.
    #[schema(value_type = ProgramRef, example = "prg_01k9zjv4c8e1r7t2b5m6n3q0xw")]
    program: ProgramId,
    /// What it is for.
    kind: CodeKind,
    /// As people write it, 1 to 100 characters; compared without regard to case.
    #[schema(value_type = Text100, example = "SARA10")]
    code: String,
}

/// List codes, newest first.
#[utoipa::path(get, path = "/api/v1/codes", tag = "codes", params(Paging, OfPartner),
    responses((status = 200, body = List<Code>)))]
async fn index(State(app): State<App>, asked: Asked) -> Handled<Response> {
    let tenant = asked.tenant("codes:read")?;
    let OfPartner { partner } = asked.query()?;
    let cursor = asked.cursor(list::id::<CodeId>)?;
    let page = call::read(&app.engine, move |tx| code::list(tx, &tenant, partner.as_ref(), &cursor)).await?;
    Ok(list::render(&asked, page, |code| Code::new(code, asked.base_url())))
}

/// Give a partner a code.
///
/// Orders that already carry the code are judged again at once.
#[utoipa::path(post, path = "/api/v1/codes", tag = "codes", request_body = NewCode,
    responses((status = 201, body = Code)))]
async fn create(State(app): State<App>, sent: Sent) -> Handled<Response> {
    let (tenant, body) = sent.read::<NewCode>("codes:write")?;
    let base_url = sent.asked().base_url().to_owned();
    let actor = sent.actor();
    let given = sent.once_routed(&app, move |tx, now| {
        let code = give(tx, &tenant, &body, now)?;
        audit::code_created(tx, &actor, &code, now)?;
        answer(StatusCode::CREATED, &Code::new(code, &base_url))
    });
    given.await
}

fn give(tx: &mut Tx<'_>, tenant: &TenantId, body: &NewCode, now: Timestamp) -> Result<code::Code> {
    referred(partner::load(tx, tenant, &body.partner), "/partner")?;
    referred(program::load(tx, tenant, &body.program), "/program")?;
    let new = code::NewCode {
        program: body.program.clone(),
        partner: body.partner.clone(),
        kind: body.kind.into(),
        code: body.code.clone(),
    };
    code::create(tx, tenant, &new, now)
}

/// Read a code.
#[utoipa::path(get, path = "/api/v1/codes/{id}", tag = "codes",
    params(("id" = String, Path, description = "The code's id.")), responses((status = 200, body = Code)))]
async fn show(State(app): State<App>, asked: Asked) -> Handled<Json<Code>> {
    let tenant = asked.tenant("codes:read")?;
    let id: CodeId = asked.id("code")?;
    let code = call::read(&app.engine, move |tx| code::load(tx, &tenant, &id)).await?;
    Ok(Json(Code::new(code, asked.base_url())))
}
