//! Lists by cursor: `data`, `next_cursor`, `has_more`, and the same as a `Link` header.

use super::request::Asked;
use crate::http::api::shape::PartnerRef;
use axum::Json;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use tributary_core::{FactId, PartnerId};
use tributary_engine::page::Page;

/// A page of a list, newest first.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct List<T: utoipa::ToSchema> {
    /// The rows.
    data: Vec<T>,
    /// Send it as `cursor` for the next page; null on the last one.
    #[schema(required)]
    next_cursor: Option<String>,
    /// Whether there is a next page.
    has_more: bool,
}

impl<T: utoipa::ToSchema> List<T> {
    /// A page that is shaped already.
    pub(super) fn of(page: Page<T>) -> Self {
        Self { has_more: page.next.is_some(), next_cursor: page.next, data: page.rows }
    }
}

/// Whose rows are wanted.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct OfPartner {
    /// Of this partner.
    #[param(value_type = Option<PartnerRef>)]
    pub(super) partner: Option<PartnerId>,
}

/// Renders a page.
pub(super) fn render<Row, Wire: Serialize + utoipa::ToSchema>(
    asked: &Asked,
    page: Page<Row>,
    row: impl Fn(Row) -> Wire,
) -> Response {
    let link = page.next.as_deref().map(|next| format!("<{}>; rel=\"next\"", asked.next_page(next)));
    let body = List {
        has_more: page.next.is_some(),
        next_cursor: page.next,
        data: page.rows.into_iter().map(row).collect(),
    };
    let mut response = Json(body).into_response();
    if let Some(link) = link.and_then(|link| HeaderValue::from_str(&link).ok()) {
        response.headers_mut().insert(header::LINK, link);
    }
    response
}

/// Whether a cursor is the id of some row of this kind.
pub(super) fn id<T: TryFrom<String>>(cursor: &str) -> bool {
    T::try_from(cursor.to_owned()).is_ok()
}

/// Clicks are listed by their place in the chain.
pub(super) fn place(cursor: &str) -> bool {
    cursor.parse::<i64>().is_ok_and(|place| place >= 0)
}

/// An event's id has the body of a fact's.
pub(super) fn event_id(cursor: &str) -> bool {
    cursor.strip_prefix("evt_").is_some_and(|body| FactId::parse(&format!("fct_{body}")).is_ok())
}
