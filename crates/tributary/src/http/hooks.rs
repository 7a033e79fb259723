//! `POST /hooks/woocommerce/{store}`: kept, answered, judged after.

use crate::app::App;
use crate::http::problem::{Handled, Problem};
use crate::inbound::receive::{Arrived, Receipt, receive};
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use serde_json::{Value, json};
use tributary_core::StoreId;

/// Takes a WooCommerce webhook.
///
/// # Errors
/// 404 for an unknown store, 401 for a body that no secret of the store signed; it is kept all the
/// same, and marked as refused.
pub async fn woocommerce(
    State(app): State<App>,
    Path(store): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Handled<Json<Value>> {
    let store = StoreId::parse(&store).map_err(|_| Problem::not_found("store"))?;
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let arrived = Arrived {
        store,
        topic: header("x-wc-webhook-topic"),
        content_type: header("content-type"),
        delivery_id: header("x-wc-webhook-delivery-id"),
        signature: header("x-wc-webhook-signature"),
        body: body.to_vec(),
    };
    match receive(&app, arrived).await? {
        Receipt::Kept(id) => Ok(Json(json!({ "received": id.as_str() }))),
        Receipt::Refused(why) => Err(refused(why)),
    }
}

fn refused(why: &'static str) -> Problem {
    let detail = match why {
        "unsigned" => {
            "The body is not signed: give the webhook a secret, and give the same one to this store."
        }
        _ => "No secret of this store signed this body: copy the webhook's secret to this store.",
    };
    let mut problem = Problem::new(StatusCode::UNAUTHORIZED, why, "Not signed by this store", detail);
    let field = Problem::field("X-WC-Webhook-Signature", why, detail);
    problem.errors = field.errors;
    problem
}
