//! Problems as callers of other systems' APIs read them: the problem document stays as it is, and has their words beside.
//! One body serves both, since a problem may have members of its own (RFC 9457, 3.2).

use axum::body::{Body, to_bytes};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use serde::Serialize;
use serde_json::{Map, Value as Json, json};
use std::collections::BTreeMap;

const BODY_BYTES_MAX: usize = 1024 * 1024;

/// A problem document with what Laravel's clients look for: `message`, and `errors` by field.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct RetrackProblem {
    /// Where this kind of problem is described.
    #[serde(rename = "type")]
    kind: String,
    /// What kind it is, in words.
    title: String,
    /// The HTTP status.
    status: u16,
    /// A word for machines.
    code: String,
    /// What is wrong here and what to do.
    detail: String,
    /// The same as `detail`.
    message: String,
    /// What is wrong with each field, by its name: `products.0.price`.
    errors: BTreeMap<String, Vec<String>>,
}

/// A problem document with what Dub's clients look for.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct DubProblem {
    /// What went wrong, in Dub's words.
    error: DubError,
    /// Where this kind of problem is described.
    #[serde(rename = "type")]
    kind: String,
    /// What kind it is, in words.
    title: String,
    /// The HTTP status.
    status: u16,
    /// A word for machines.
    code: String,
    /// What is wrong here and what to do.
    detail: String,
}

/// What went wrong, in Dub's words.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct DubError {
    /// `bad_request`, `unauthorized`, `forbidden`, `not_found`, `conflict`, `unprocessable_entity`,
    /// `rate_limit_exceeded` or `internal_server_error`.
    code: String,
    /// A sentence.
    message: String,
    /// Where it is described.
    doc_url: String,
}

/// Adds what Laravel's clients look for.
pub(super) async fn laravel(response: Response) -> Response {
    let said = |problem: &mut Map<String, Json>| {
        let mut errors: Map<String, Json> = Map::new();
        for (pointer, detail) in fields(problem) {
            let name = pointer.trim_start_matches('/').replace('/', ".");
            let all = errors.entry(name).or_insert_with(|| json!([]));
            all.as_array_mut().into_iter().for_each(|all| all.push(json!(detail)));
        }
        let message = problem.get("detail").cloned().unwrap_or_default();
        problem.insert("message".to_owned(), message);
        problem.insert("errors".to_owned(), Json::Object(errors));
    };
    reworded(response, "application/problem+json", said).await
}

/// Adds what Dub's clients look for, and takes the content type that they insist on.
pub(super) async fn dub(response: Response) -> Response {
    let status = response.status();
    let said = move |problem: &mut Map<String, Json>| {
        let text = |name: &str| problem.get(name).and_then(Json::as_str).unwrap_or_default().to_owned();
        let error = json!({ "code": dub_code(status), "message": text("detail"), "doc_url": text("type") });
        problem.insert("error".to_owned(), error);
    };
    reworded(response, "application/json", said).await
}

const fn dub_code(status: StatusCode) -> &'static str {
    match status.as_u16() {
        401 => "unauthorized",
        403 => "forbidden",
        404 => "not_found",
        409 => "conflict",
        422 => "unprocessable_entity",
        429 => "rate_limit_exceeded",
        400..=499 => "bad_request",
        _ => "internal_server_error",
    }
}

fn fields(problem: &Map<String, Json>) -> Vec<(String, String)> {
    let all = problem.get("errors").and_then(Json::as_array).into_iter().flatten();
    let text =
        |field: &Json, name: &str| field.get(name).and_then(Json::as_str).unwrap_or_default().to_owned();
    all.map(|field| (text(field, "pointer"), text(field, "detail"))).collect()
}

async fn reworded(
    response: Response,
    content_type: &'static str,
    said: impl FnOnce(&mut Map<String, Json>),
) -> Response {
    let is_problem =
        response.headers().get(header::CONTENT_TYPE).is_some_and(|is| is == "application/problem+json");
    if !is_problem {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    // Our own words, and short ones: they are at hand.
    let bytes = to_bytes(body, BODY_BYTES_MAX).await.unwrap_or_default();
    let Ok(Json::Object(mut problem)) = serde_json::from_slice(&bytes) else {
        return Response::from_parts(parts, Body::from(bytes));
    };
    said(&mut problem);
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    Response::from_parts(parts, Body::from(Json::Object(problem).to_string()))
}
