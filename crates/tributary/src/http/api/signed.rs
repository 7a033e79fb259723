//! `POST /hooks/orders/{store}`: an order of a shop that signs what it sends, as Standard Webhooks 1.0.0 says, and so needs no
//! API key. The message's id is its idempotency key, so a signed message that somebody sends again has no second effect.

use super::orders::{self, Order, Waiting};
use super::request::Sent;
use crate::app::App;
use crate::call;
use crate::http::problem::{Handled, Problem};
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;
use tributary_core::StoreId;
use tributary_engine::delivery::{self, NewDelivery};
use tributary_engine::store::{self, Store};
use tributary_engine::webhook;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

const REFUSED_BYTES_KEPT: usize = 64 * 1024; // enough to recognise it; a stranger may not fill the disk
const ID_CHARS_MAX: usize = tributary_engine::idempotency::KEY_CHARS_MAX;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(order))
}

/// What a signed message says of itself.
struct Message {
    id: String,
    at_s: i64,
    signatures: String,
}

impl Message {
    fn of(headers: &HeaderMap) -> Option<Self> {
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
        let id = text("webhook-id").filter(|id| !id.is_empty() && id.len() <= ID_CHARS_MAX)?;
        let at_s = text("webhook-timestamp")?.parse().ok()?;
        Some(Self { id: id.to_owned(), at_s, signatures: text("webhook-signature")?.to_owned() })
    }
}

/// State an order, signed.
///
/// For shops that sign with a secret of the store (`whsec_…`, 24 to 64 bytes) instead of holding an API key. The body is that of
/// `POST /api/v1/orders`. Of several secrets any may sign, so they can be changed without a gap. A message is taken within
/// five minutes of its time, and once: sent again, it gets the same answer and has no second effect.
#[utoipa::path(post, path = "/hooks/orders/{store}", tag = "orders", request_body = orders::NewOrder,
    params(("store" = String, Path, description = "The store's id."),
        ("webhook-id" = Option<String>, Header, description = "The message's own id, at most 255 characters."),
        ("webhook-timestamp" = Option<String>, Header, description = "When it is sent, in seconds since 1970."),
        ("webhook-signature" = Option<String>, Header, description = "`v1,…`, several with a space between.")),
    responses((status = 201, body = Order, description = "New here"),
        (status = 200, body = Order, description = "Known before"),
        (status = 202, body = Waiting, description = "Kept, but an abandoned checkout is not an order yet")))]
async fn order(
    State(app): State<App>,
    Path(store): Path<String>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Handled<Response> {
    let id = StoreId::parse(&store).map_err(|_| Problem::not_found("store"))?;
    let sealer = app.engine.sealer.clone();
    let (store, secrets) = call::read(&app.engine, move |tx| {
        let store = store::by_id(tx, &id)?;
        let secrets = store::secrets(tx, &store, &sealer)?;
        Ok((store, secrets))
    })
    .await?;
    match judged(&app, &headers, &body, &secrets) {
        Ok(message) => {
            let sent = Sent::signed(&app, (&store, &message.id), (uri, headers), body);
            orders::take(&app, &sent, "signed.order", Some(&store.id)).await
        }
        Err(why) => {
            keep_refused(&app, store, &headers, (&body, why)).await?;
            Err(refused(why))
        }
    }
}

/// The message, if a secret of the store has signed this body within the last minutes; else why not, in a word.
fn judged(app: &App, headers: &HeaderMap, body: &Bytes, secrets: &[String]) -> Result<Message, &'static str> {
    let message = Message::of(headers).ok_or("unsigned")?;
    let text = std::str::from_utf8(body).map_err(|_| "signature_mismatch")?;
    let whole = (message.id.as_str(), message.at_s, text);
    let signed_at = |now_s| secrets.iter().any(|one| webhook::verify(one, whole, &message.signatures, now_s));
    if signed_at(app.now().ms().div_euclid(1_000)) {
        Ok(message)
    } else if signed_at(message.at_s) {
        Err("not_of_now")
    } else {
        Err("signature_mismatch")
    }
}

async fn keep_refused(
    app: &App,
    store: Store,
    headers: &HeaderMap,
    (body, why): (&Bytes, &'static str),
) -> Handled<()> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let new = NewDelivery {
        tenant: store.tenant,
        store: store.id,
        topic: Some("signed.order".to_owned()),
        content_type: text("content-type"),
        delivery_id: text("webhook-id"),
        body: body.iter().copied().take(REFUSED_BYTES_KEPT).collect(),
        refused: Some(why),
    };
    let now = app.now();
    Ok(call::write(&app.engine, move |tx| delivery::keep(tx, &new, now).map(drop)).await?)
}

fn refused(why: &'static str) -> Problem {
    let (header, detail) = match why {
        "unsigned" => (
            "webhook-signature",
            "Send webhook-id, webhook-timestamp and webhook-signature as Standard Webhooks says.",
        ),
        "not_of_now" => (
            "webhook-timestamp",
            "The message is more than five minutes off: sign it anew when it is sent again.",
        ),
        _ => {
            ("webhook-signature", "No secret of this store signed this message: give the store your secret.")
        }
    };
    let mut problem = Problem::new(StatusCode::UNAUTHORIZED, why, "Not signed by this store", detail);
    problem.errors = Problem::field(header, why, detail).errors;
    problem
}
