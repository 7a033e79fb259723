//! The one place that turns an error into an answer: RFC 9457 problem documents.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use tributary_engine::{Error, Field};

/// A problem document.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Problem {
    /// Where this kind of problem is described.
    #[serde(rename = "type")]
    pub kind: String,
    /// What kind it is, in words.
    pub title: &'static str,
    /// The HTTP status.
    pub status: u16,
    /// A word for machines.
    pub code: &'static str,
    /// What is wrong here and what to do.
    pub detail: String,
    /// Each wrong field.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldProblem>,
}

/// A wrong field.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct FieldProblem {
    /// JSON pointer into the request's body, or the name of a parameter.
    pub pointer: String,
    /// A word for machines.
    pub code: &'static str,
    /// What is wrong and what to do.
    pub detail: String,
}

/// A handler's result.
pub type Handled<T> = Result<T, Problem>;

impl Problem {
    /// A problem of some kind.
    pub fn new(
        status: StatusCode,
        code: &'static str,
        title: &'static str,
        detail: impl Into<String>,
    ) -> Self {
        Self {
            kind: format!("/docs/api#{code}"),
            title,
            status: status.as_u16(),
            code,
            detail: detail.into(),
            errors: Vec::new(),
        }
    }

    /// Nothing is here.
    #[must_use]
    pub fn not_found(noun: &str) -> Self {
        let detail = format!("There is no such {noun}, or it is not yours.");
        Self::new(StatusCode::NOT_FOUND, "not_found", "Not found", detail)
    }

    /// One field is wrong.
    pub fn field(pointer: impl Into<String>, code: &'static str, detail: impl Into<String>) -> Self {
        Error::field(pointer, code, detail).into()
    }
}

impl From<Field> for FieldProblem {
    fn from(field: Field) -> Self {
        Self { pointer: field.pointer, code: field.code, detail: field.detail }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Invalid(fields) => {
                let detail = Error::Invalid(fields.clone()).to_string();
                // What is right by itself and only goes against what is stored is a conflict (RFC 9110, 15.5.10).
                let (status, code, title) = if fields.iter().all(|field| field.clashes) {
                    (StatusCode::CONFLICT, "conflict", "Conflict")
                } else {
                    (StatusCode::UNPROCESSABLE_ENTITY, "validation_failed", "Some fields need fixing")
                };
                let errors = fields.into_iter().map(FieldProblem::from).collect();
                Self { errors, ..Self::new(status, code, title, detail) }
            }
            Error::NotFound(noun) => Self::not_found(noun),
            gone @ Error::Gone(_) => Self::new(StatusCode::GONE, "gone", "Forgotten", gone.to_string()),
            Error::Conflict(why) => Self::new(StatusCode::CONFLICT, "conflict", "Conflict", why),
            Error::Denied(why) => Self::new(StatusCode::FORBIDDEN, "forbidden", "Not allowed", why),
            Error::Busy => Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "busy",
                "Busy",
                "The server has more to do than it can take: send this again in a second.",
            ),
            Error::Unavailable(why) => {
                tracing::warn!(why, "a request could not be answered");
                let detail =
                    "The database does not answer. Nothing was changed: send this again in a second.";
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "database_unavailable", "Database away", detail)
            }
            broken => {
                tracing::error!(error = %broken, "a request failed");
                let detail = "Something broke on our side. Nothing was changed; the log has the details.";
                Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "Our mistake", detail)
            }
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, Json(&self)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
        }
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}
