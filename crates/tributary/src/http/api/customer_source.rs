//! `/api/v1/customers/{id}/source`: whose a customer is, by a code that was typed or by somebody's decision.

use super::customer_wire::CustomerWhole;
use super::request::{Sent, answer};
use crate::app::App;
use crate::http::api::shape::{Plain100, Said500, Text100};
use crate::http::problem::Handled;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use tributary_core::CustomerId;
use tributary_engine::customer;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(type_code, assign))
}

/// A code that a customer typed.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TypedCode {
    /// As it was typed.
    #[schema(value_type = Text100, example = "SARA7")]
    code: String,
}

/// Type a code for a customer who belongs to nobody.
///
/// For programs that bind by typed codes. A customer who belongs to somebody is never bound to another in this way: the answer is
/// 409, and only an administrator changes it.
#[utoipa::path(post, path = "/api/v1/customers/{id}/source", tag = "customers", request_body = TypedCode,
    params(("id" = String, Path, description = "The customer's id.")), responses((status = 200, body = CustomerWhole)))]
async fn type_code(State(app): State<App>, sent: Sent) -> Handled<Response> {
    let (tenant, body) = sent.read::<TypedCode>("customers:write")?;
    let id: CustomerId = sent.asked().id("customer")?;
    super::checked(|faults| faults.text("/code", &body.code, 100))?;
    let (base_url, by) = (sent.asked().base_url().to_owned(), sent.by());
    let done = sent.once(&app, move |tx, now| {
        customer::type_code(tx, &tenant, (&id, &body.code), &by, now)?;
        answer(StatusCode::OK, &CustomerWhole::load(tx, &tenant, &id, (&base_url, now))?)
    });
    done.await
}

/// What an administrator decides.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewSource {
    /// The code of whoever they belong to from now on; empty: nobody.
    #[schema(value_type = Plain100, example = "SARA7")]
    code: String,
    /// Why, for the history.
    #[schema(value_type = Said500, example = "She called: her friend's code was misspelt.")]
    note: String,
}

/// Decide by hand whose a customer is.
///
/// It holds from now on: orders from before are decided as they were. The history says who did it and why.
#[utoipa::path(put, path = "/api/v1/customers/{id}/source", tag = "customers", request_body = NewSource,
    params(("id" = String, Path, description = "The customer's id.")), responses((status = 200, body = CustomerWhole)))]
async fn assign(State(app): State<App>, sent: Sent) -> Handled<Response> {
    let (tenant, body) = sent.read::<NewSource>("customers:write")?;
    let id: CustomerId = sent.asked().id("customer")?;
    let (base_url, actor) = (sent.asked().base_url().to_owned(), sent.actor());
    let done = sent.once(&app, move |tx, now| {
        customer::assign(tx, (&tenant, &actor), (&id, &body.code, &body.note), now)?;
        answer(StatusCode::OK, &CustomerWhole::load(tx, &tenant, &id, (&base_url, now))?)
    });
    done.await
}
