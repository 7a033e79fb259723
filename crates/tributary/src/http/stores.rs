//! `POST /api/v1/stores/{id}/reconcile`: reads the shop now instead of at the next interval.

use crate::app::App;
use crate::call;
use crate::http::auth::Bearer;
use crate::http::problem::{Handled, Problem};
use crate::inbound::reconcile::Reconciled;
use crate::inbound::{judge, reconcile, shop};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use tributary_core::StoreId;
use tributary_engine::store;

/// Reads a store's orders now and applies what webhooks missed.
///
/// # Errors
/// 404 for a foreign store, 409 when it cannot be read, with what was tried and what came back.
#[utoipa::path(post, path = "/api/v1/stores/{id}/reconcile", tag = "stores",
    params(("id" = String, Path, description = "The store.")),
    responses((status = 200, body = Reconciled)))]
pub async fn reconcile(
    State(app): State<App>,
    bearer: Bearer,
    Path(id): Path<String>,
) -> Handled<Json<Reconciled>> {
    let tenant = bearer.tenant_for("stores:write")?;
    let id = StoreId::parse(&id).map_err(|_| Problem::not_found("store"))?;
    let owned = id.clone();
    call::read(&app.engine, move |tx| store::load(tx, &tenant, &owned).map(drop)).await?;
    let reachable = shop::open(&app, &id).await?.ok_or_else(no_key)?;
    judge::judge_all(&app).await?;
    let done = reconcile::reconcile(&app, &reachable).await?;
    judge::judge_all(&app).await?;
    Ok(Json(done))
}

fn no_key() -> Problem {
    let detail = "This store has no REST credentials: add a consumer key and secret with read rights first.";
    Problem::new(StatusCode::CONFLICT, "no_rest_key", "Cannot read the shop", detail)
}
