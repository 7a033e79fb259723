//! What a customer does: invites friends, reminds one, gets another code.

use super::caller::Caller;
use crate::app::App;
use crate::http::api::body;
use crate::http::api::shape::{Any500, InvitedAddress};
use crate::http::problem::{Handled, Problem};
use crate::{lang, refer};
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use tributary_engine::invitation::Wish;
use utoipa::ToSchema;

/// Friends to invite.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ReferInvite)]
pub(super) struct Invite {
    /// Their addresses.
    #[schema(value_type = Vec<InvitedAddress>, min_items = 1, example = json!(["ada@example.com"]))]
    addresses: Vec<String>,
    /// A word from the customer, at most 500 characters, without links.
    #[serde(default)]
    #[schema(value_type = Any500)]
    message: String,
}

/// What became of it. Whether somebody is a customer already, or wants no mail, is not told.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[schema(as = ReferInvited)]
pub(super) struct Invited {
    /// So many invitations are on their way.
    sent: i64,
    /// So many this customer had invited before.
    known: i64,
}

/// A code that was just made.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = ReferCode)]
pub(super) struct NewCode {
    /// The code.
    #[schema(example = "BOB22")]
    code: String,
    /// The link with it.
    link: String,
}

/// Invite friends by e-mail.
#[utoipa::path(post, path = "/refer/v1/invitations", tag = "refer", security(("customer" = [])),
    request_body = Invite, responses((status = 202, body = Invited)))]
pub(super) async fn invite(
    State(app): State<App>,
    caller: Caller,
    bytes: Bytes,
) -> Handled<(StatusCode, Json<Invited>)> {
    let asked: Invite = body::parse(&bytes)?;
    let wish = Wish {
        addresses: asked.addresses,
        message: asked.message,
        language: caller.language().tag().to_owned(),
    };
    let outcome = refer::invite(&app, &caller.reader, wish).await.map_err(|error| said(&caller, error))?;
    Ok((StatusCode::ACCEPTED, Json(Invited { sent: outcome.sent, known: outcome.known })))
}

/// Remind a friend; once in seven days.
#[utoipa::path(post, path = "/refer/v1/invitations/{id}/nudge", tag = "refer", security(("customer" = [])),
    params(("id" = String, Path, description = "The invitation's id.")), responses((status = 204)))]
pub(super) async fn nudge(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> Handled<StatusCode> {
    refer::nudge(&app, &caller.reader, &id).await.map_err(|error| said(&caller, error))?;
    Ok(StatusCode::NO_CONTENT)
}

/// Get another code; the earlier one goes on leading to the customer.
#[utoipa::path(post, path = "/refer/v1/code", tag = "refer", security(("customer" = [])),
    responses((status = 201, body = NewCode)))]
pub(super) async fn regenerate(
    State(app): State<App>,
    caller: Caller,
) -> Handled<(StatusCode, Json<NewCode>)> {
    let code = refer::regenerate(&app, &caller.reader).await.map_err(|error| said(&caller, error))?;
    let link = format!("{}/r/{code}", caller.base_url);
    Ok((StatusCode::CREATED, Json(NewCode { code, link })))
}

/// A problem in the customer's language: the script shows it as it is.
fn said(caller: &Caller, error: tributary_engine::Error) -> Problem {
    let mut problem = Problem::from(error);
    lang::within(caller.language(), || {
        problem.detail = lang::known(&problem.detail);
        for one in &mut problem.errors {
            one.detail = lang::known(&one.detail);
        }
    });
    problem
}
