//! `/api/v1/memberships`: publishers in a tenant's programs.

use super::check::referred;
use super::list::{self, List};
use super::request::{Asked, Paging, Sent, answer};
use crate::app::App;
use crate::call;
use crate::http::api::shape::{Any200, Any2000, EmailAddress, ProgramRef, Said200, Said2000};
use crate::http::problem::Handled;
use crate::lang::Lang;
use crate::membership::{self, Desk};
use axum::Json;
use axum::extract::State as Shared;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use tributary_core::{MembershipId, ProgramId, Timestamp};
use tributary_engine::clock::rfc3339;
use tributary_engine::db::Tx;
use tributary_engine::publisher::{self, Filter, NewPublisher, Reviewed, State};
use tributary_engine::{Result, program};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(index, invite))
        .routes(routes!(show))
        .routes(routes!(accept))
        .routes(routes!(decline))
        .routes(routes!(end))
}

super::body::words! {
    /// How a membership stands: only an `active` one earns.
    MembershipState = State {
        "asked" => Asked, "active" => Active, "declined" => Declined, "ended" => Ended,
    }
}

/// One publisher in one program.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Membership {
    /// Its id.
    #[schema(example = "mem_01k9zjv4c8e1r7t2b5m6n3q0xw")]
    id: String,
    /// The program.
    program: String,
    /// The publisher.
    publisher: MembershipPublisher,
    /// The partner that stands for the publisher, once it was accepted.
    #[schema(required)]
    partner: Option<String>,
    /// The publisher's link, once it was accepted.
    #[schema(required)]
    link: Option<String>,
    /// How it stands.
    state: MembershipState,
    /// When it was asked for last.
    asked_at: String,
    /// When it was judged last.
    #[schema(required)]
    judged_at: Option<String>,
    /// Who judged it.
    #[schema(required)]
    judged_by: Option<String>,
    /// Why it was declined or ended.
    #[schema(required)]
    reason: Option<String>,
}

/// A publisher, as tenants see it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct MembershipPublisher {
    /// Its id.
    #[schema(example = "pub_01k9zjv4c8e1r7t2b5m6n3q0xw")]
    id: String,
    /// The same as a UUID, as `/track/v2/click` takes it too.
    uuid: String,
    /// Its name.
    name: String,
    /// Its address.
    email: String,
    /// The site whose members it sends, in its own words.
    site: String,
}

impl From<Reviewed> for Membership {
    fn from(Reviewed { membership, publisher }: Reviewed) -> Self {
        let (judged_at, judged_by) = membership.judged.unzip();
        Self {
            id: membership.id.to_string(),
            program: membership.program.to_string(),
            publisher: MembershipPublisher {
                uuid: publisher.id.to_uuid(),
                id: publisher.id.to_string(),
                name: publisher.name,
                email: publisher.email,
                site: publisher.site,
            },
            partner: membership.partner.map(String::from),
            link: membership.link.map(String::from),
            state: membership.state.into(),
            asked_at: rfc3339(membership.asked_at),
            judged_at: judged_at.map(rfc3339),
            judged_by,
            reason: membership.reason,
        }
    }
}

/// Which memberships are wanted.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Wanted {
    /// Those of this program.
    #[param(value_type = Option<ProgramRef>)]
    program: Option<ProgramId>,
    /// Those that stand so.
    state: Option<MembershipState>,
}

/// A publisher to let in.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct Invitation {
    /// Into this program.
    #[schema(value_type = ProgramRef)]
    program: ProgramId,
    /// What a new account is called; one that is there keeps its name.
    #[schema(value_type = Said200, example = "Kickback Club")]
    name: String,
    /// The publisher's address.
    #[schema(value_type = EmailAddress, example = "hello@kickback.example")]
    email: String,
    /// The site of a new account.
    #[schema(value_type = Option<Any200>)]
    site: Option<String>,
}

/// Nothing more to say.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct Acceptance {}

/// Why a publisher is turned down.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct Refusal {
    /// The publisher reads it.
    #[schema(value_type = Said2000)]
    reason: String,
}

/// Why a membership ends.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct Ending {
    /// The publisher reads it.
    #[schema(value_type = Option<Any2000>)]
    reason: Option<String>,
}

/// List memberships, newest first.
#[utoipa::path(get, path = "/api/v1/memberships", tag = "memberships", params(Paging, Wanted),
    responses((status = 200, body = List<Membership>)))]
async fn index(Shared(app): Shared<App>, asked: Asked) -> Handled<Response> {
    let tenant = asked.tenant("partners:read")?;
    let Wanted { program, state } = asked.query()?;
    let filter = Filter { program, state: state.map(State::from) };
    let cursor = asked.cursor(list::id::<MembershipId>)?;
    let page = call::read(&app.engine, move |tx| publisher::list(tx, &tenant, &filter, &cursor)).await?;
    Ok(list::render(&asked, page, Membership::from))
}

/// Let a publisher in.
///
/// One who has no account gets one. Whoever was declined before, or had left, is in again. The publisher gets a mail with a
/// link to sign in.
#[utoipa::path(post, path = "/api/v1/memberships", tag = "memberships", request_body = Invitation,
    responses((status = 201, body = Membership)))]
async fn invite(Shared(app): Shared<App>, sent: Sent) -> Handled<Response> {
    let (tenant, body) = sent.read::<Invitation>("partners:write")?;
    let who = NewPublisher { name: body.name, email: body.email, site: body.site.unwrap_or_default() };
    let act = at_desk(&app, &sent, move |tx, desk, now| {
        referred(program::load(tx, &tenant, &body.program), "/program")?;
        let made = membership::invite(tx, desk, (&body.program, &who), now)?;
        publisher::reviewed(tx, &tenant, &made.id)
    });
    sent.once_routed(&app, move |tx, now| answer(StatusCode::CREATED, &Membership::from(act(tx, now)?))).await
}

/// Read a membership.
#[utoipa::path(get, path = "/api/v1/memberships/{id}", tag = "memberships",
    params(("id" = String, Path, description = "The membership's id.")),
    responses((status = 200, body = Membership)))]
async fn show(Shared(app): Shared<App>, asked: Asked) -> Handled<Json<Membership>> {
    let tenant = asked.tenant("partners:read")?;
    let id: MembershipId = asked.id("membership")?;
    let found = call::read(&app.engine, move |tx| publisher::reviewed(tx, &tenant, &id)).await?;
    Ok(Json(found.into()))
}

/// Accept a publisher who asked, or was declined before.
///
/// The publisher becomes a partner of kind `publisher`, with a link, and gets a mail.
#[utoipa::path(post, path = "/api/v1/memberships/{id}/accept", tag = "memberships", request_body = Acceptance,
    params(("id" = String, Path, description = "The membership's id.")),
    responses((status = 200, body = Membership)))]
async fn accept(Shared(app): Shared<App>, sent: Sent) -> Handled<Response> {
    let (tenant, Acceptance {}) = sent.read::<Acceptance>("partners:write")?;
    let id: MembershipId = sent.asked().id("membership")?;
    let act = at_desk(&app, &sent, move |tx, desk, now| {
        membership::accept(tx, desk, &id, now)?;
        publisher::reviewed(tx, &tenant, &id)
    });
    sent.once_routed(&app, move |tx, now| answer(StatusCode::OK, &Membership::from(act(tx, now)?))).await
}

/// Decline a publisher who asked.
///
/// The publisher gets a mail with the reason, and may ask again.
#[utoipa::path(post, path = "/api/v1/memberships/{id}/decline", tag = "memberships", request_body = Refusal,
    params(("id" = String, Path, description = "The membership's id.")),
    responses((status = 200, body = Membership)))]
async fn decline(Shared(app): Shared<App>, sent: Sent) -> Handled<Response> {
    let (tenant, body) = sent.read::<Refusal>("partners:write")?;
    let id: MembershipId = sent.asked().id("membership")?;
    let act = at_desk(&app, &sent, move |tx, desk, now| {
        membership::decline(tx, desk, (&id, &body.reason), now)?;
        publisher::reviewed(tx, &tenant, &id)
    });
    sent.once_routed(&app, move |tx, now| answer(StatusCode::OK, &Membership::from(act(tx, now)?))).await
}

/// End a membership.
///
/// Its link leads on, and what it brings from now on earns nothing.
#[utoipa::path(post, path = "/api/v1/memberships/{id}/end", tag = "memberships", request_body = Ending,
    params(("id" = String, Path, description = "The membership's id.")),
    responses((status = 200, body = Membership)))]
async fn end(Shared(app): Shared<App>, sent: Sent) -> Handled<Response> {
    let (tenant, body) = sent.read::<Ending>("partners:write")?;
    let id: MembershipId = sent.asked().id("membership")?;
    let reason = body.reason.unwrap_or_default();
    let act = at_desk(&app, &sent, move |tx, desk, now| {
        membership::end(tx, desk, (&id, &reason), now)?;
        publisher::reviewed(tx, &tenant, &id)
    });
    sent.once_routed(&app, move |tx, now| answer(StatusCode::OK, &Membership::from(act(tx, now)?))).await
}

/// What a key's act needs, given to it each time it runs.
fn at_desk(
    app: &App,
    sent: &Sent,
    act: impl Fn(&mut Tx<'_>, &Desk<'_>, Timestamp) -> Result<Reviewed> + Send + 'static,
) -> impl Fn(&mut Tx<'_>, Timestamp) -> Result<Reviewed> + Send + 'static {
    let (by, sealer, base) = (sent.actor(), app.engine.sealer.clone(), app.settings.own_url());
    move |tx, now| {
        let desk = Desk { by: &by, sealer: &sealer, base: &base, language: Lang::English };
        act(tx, &desk, now)
    }
}
