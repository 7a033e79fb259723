//! `GET` and `POST /postback/{id}`: another system says that something was sold, and hears in its own words what became of it.
//! Never a silent 200: the reason stands in the body and in `Tributary-Outcome`.

use crate::app::App;
use crate::http::problem::{Handled, Problem};
use crate::inbound::postback::dialect::Answer;
use crate::inbound::postback::receive::{Arrived, Receipt, receive};
use crate::inbound::postback::{Outcome, Refusal};
use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use tributary_core::PostbackSourceId;

const OUTCOME: HeaderName = HeaderName::from_static("tributary-outcome");
const WISHED_CHARS_MAX: usize = 100;

/// Takes a postback.
///
/// # Errors
/// 404 for an address that is nobody's: whose words to answer in is not known then.
pub(super) async fn take(
    State(app): State<App>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    body: Bytes,
) -> Handled<Response> {
    let source = PostbackSourceId::parse(&id).map_err(|_| Problem::not_found("postback source"))?;
    let arrived = Arrived { source, query: query.unwrap_or_default(), body: body.to_vec() };
    let receipt = receive(&app, arrived).await?;
    let (status, kind, text) = written(&receipt);
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (OUTCOME, HeaderValue::from_static(receipt.outcome.code())),
    ];
    Ok((status, headers, text).into_response())
}

fn written(receipt: &Receipt) -> (StatusCode, &'static str, String) {
    const JSON: &str = "application/json";
    const TEXT: &str = "text/plain; charset=utf-8";
    let Receipt { dialect, outcome, wished } = receipt;
    match dialect.answer {
        Answer::Json => (status(outcome), JSON, object(outcome)),
        Answer::Always200 => (StatusCode::OK, JSON, object(outcome)),
        Answer::Tune => (
            StatusCode::OK,
            TEXT,
            match outcome {
                Outcome::Rejected(refusal) => {
                    format!("success=false; err_msg={}: {}", refusal.code(), refusal.detail())
                }
                well => format!("success=true; outcome={}", well.code()),
            },
        ),
        Answer::Keitaro => (
            StatusCode::OK,
            TEXT,
            match outcome {
                Outcome::Rejected(refusal) => format!("{}: {}", refusal.code(), refusal.detail()),
                _ => wished.as_deref().map_or_else(|| "OK".to_owned(), plain),
            },
        ),
    }
}

fn object(outcome: &Outcome) -> String {
    let order = match outcome {
        Outcome::Applied(id) | Outcome::Duplicate(Some(id)) => Some(id.as_str()),
        _ => None,
    };
    let detail = match outcome {
        Outcome::Rejected(refusal) => Some(refusal.detail()),
        _ => None,
    };
    json!({ "ok": outcome.is_well(), "outcome": outcome.code(), "order": order, "detail": detail })
        .to_string()
}

const fn status(outcome: &Outcome) -> StatusCode {
    match outcome {
        Outcome::Rejected(Refusal::BadToken) => StatusCode::UNAUTHORIZED,
        Outcome::Rejected(Refusal::Inactive) => StatusCode::GONE,
        Outcome::Rejected(_) => StatusCode::UNPROCESSABLE_ENTITY,
        _ => StatusCode::OK,
    }
}

/// What the sender wants to hear, as far as it can be nothing but text.
fn plain(wished: &str) -> String {
    wished.chars().filter(|char| char.is_ascii_graphic() || *char == ' ').take(WISHED_CHARS_MAX).collect()
}
