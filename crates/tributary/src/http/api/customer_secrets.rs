//! `/api/v1/stores/{id}/customer_secret`: what a shop signs its customers' tokens with.

use super::request::{Sent, answer};
use crate::app::App;
use crate::http::problem::Handled;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use tributary_core::StoreId;
use tributary_engine::audit::{self, Note};
use tributary_engine::clock::rfc3339;
use tributary_engine::idempotency::Answer;
use tributary_engine::panel::secret;
use tributary_engine::{Error, store};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(rotate))
}

/// How the next secret follows the present one.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CustomerSecretRotation {
    /// For so many hours tokens of the earlier secrets are still taken, 0 to 168.
    #[serde(default = "a_day")]
    #[schema(default = 24, minimum = 0, maximum = 168)]
    overlap_hours: i64,
}

const fn a_day() -> i64 {
    24
}

/// A store's customer secret.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct CustomerSecret {
    /// The store.
    store: String,
    /// The secret: the key of HMAC-SHA256, as it stands here. Only said with the answer to the request that made it.
    #[schema(required, example = "csec_abcdefghijkmnpqrstuvwxyz23456789abcdefg")]
    secret: Option<String>,
    /// When the earlier ones end.
    earlier_end_at: String,
}

/// Make the next customer secret; the earlier ones end after a while.
#[utoipa::path(post, path = "/api/v1/stores/{id}/customer_secret", tag = "stores",
    request_body = CustomerSecretRotation, params(("id" = String, Path, description = "The store's id.")),
    responses((status = 201, body = CustomerSecret)))]
async fn rotate(State(app): State<App>, sent: Sent) -> Handled<Response> {
    let (tenant, body) = sent.read::<CustomerSecretRotation>("stores:write")?;
    let id: StoreId = sent.asked().id("store")?;
    let hours = body.overlap_hours;
    super::checked(|faults| faults.range("/overlap_hours", hours, 0, secret::OVERLAP_HOURS_MAX))?;
    let (actor, sealer, read) = (sent.actor(), app.engine.sealer.clone(), app.engine.sealer.clone());
    let (told_of, clock) = ((tenant.clone(), id.clone()), app.engine.clone());
    let effect = move |tx: &mut tributary_engine::db::Tx<'_>, now| {
        let store = store::load(tx, &tenant, &id)?;
        audit::note(
            tx,
            &actor,
            &Note::on("store.customer_secret_made", id.as_str()).named(&store.name),
            now,
        )?;
        secret::rotate(tx, (&store, &sealer), hours, now)?;
        let end = rfc3339(tributary_core::Timestamp::from_ms(now.ms() + hours * 3_600_000));
        answer(
            StatusCode::CREATED,
            &CustomerSecret { store: id.to_string(), secret: None, earlier_end_at: end },
        )
    };
    let told = move |tx: &mut tributary_engine::db::Tx<'_>, kept: Answer| {
        let store = store::load(tx, &told_of.0, &told_of.1)?;
        let newest = secret::newest(tx, (&store, &read), clock.now())?;
        let mut body: Json = serde_json::from_str(&kept.body).map_err(|e| Error::Broken(e.to_string()))?;
        if kept.status == 201 {
            body["secret"] = Json::from(newest);
        }
        Ok(Answer { body: body.to_string(), ..kept })
    };
    sent.once_told(&app, effect, told).await
}
