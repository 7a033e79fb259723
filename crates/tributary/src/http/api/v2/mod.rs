//! `/api/v2`: Retrack's server-to-server API, for shops that speak it already. Requests are camelCase (snake_case is
//! taken too), answers are snake_case inside `data`, amounts are whole minor units, ids are UUIDs; clicks keep our ids.
//!
//! It says nothing that `/api/v1` does not say: an order is the same order on both. `input` is what comes, `state` what
//! it makes of an order, `object` what is answered, `kind` what transactions and leads do alike.

mod input;
mod kind;
mod leads;
mod object;
mod state;
mod transactions;

use super::reworded;
use crate::app::App;
use axum::middleware;
use utoipa_axum::router::OpenApiRouter;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(transactions::routes())
        .merge(leads::routes())
        .layer(middleware::map_response(reworded::laravel))
}

/// An order's id in a path, in either spelling.
#[derive(Debug, Clone)]
struct InPath(tributary_core::OrderId);

impl TryFrom<String> for InPath {
    type Error = tributary_core::id::BadId;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        tributary_core::OrderId::parse_uuid(&text).map(Self)
    }
}
