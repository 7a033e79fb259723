//! `GET /api/v1/commissions`: what partners earn, order by order. The platform's shares stand on the
//! orders and in the ledger.

use super::list::{self, List};
use super::money::Money;
use super::request::{Asked, Paging};
use crate::app::App;
use crate::call;
use crate::http::api::shape::PartnerRef;
use crate::http::problem::Handled;
use axum::extract::State;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use tributary_core::due::Standing;
use tributary_core::{OrderId, PartnerId};
use tributary_engine::clock::rfc3339;
use tributary_engine::order::{self, Filter, OrderRow};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(index))
}

/// What a partner earns on one order.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = PartnerCommission)]
pub(crate) struct PartnerCommission {
    /// The order it is for.
    #[schema(example = "ord_01k9zjv4c8e1r7t2b5m6n3q0xw")]
    order: String,
    /// The store's id of the order.
    external_id: String,
    /// The program that judged it.
    program: String,
    /// Who earns it.
    partner: String,
    /// How much, now.
    amount: Money,
    /// How it stands.
    status: Standings,
    /// By which evidence.
    #[schema(example = "coupon")]
    via: String,
    /// The version of the rules that said so.
    rule_version: i64,
    /// When the order was placed.
    placed_at: String,
    /// When it becomes payable.
    payable_at: String,
}

super::body::words! {
    /// How a commission stands.
    Standings = Standing {
        "pending" => Pending, "approved" => Approved, "declined" => Declined, "reversed" => Reversed,
    }
}

/// Only a credited order has a commission.
fn commission(row: OrderRow) -> PartnerCommission {
    let status = match row.standing.as_deref() {
        Some("approved") => Standings::Approved,
        Some("declined") => Standings::Declined,
        Some("reversed") => Standings::Reversed,
        _ => Standings::Pending,
    };
    PartnerCommission {
        order: row.id.to_string(),
        external_id: row.external_id,
        program: row.program.to_string(),
        partner: row.partner.map(String::from).unwrap_or_default(),
        amount: Money::new(row.commission_minor, row.currency),
        status,
        via: row.via.unwrap_or_default(),
        rule_version: row.rule_version,
        placed_at: rfc3339(row.placed_at),
        payable_at: rfc3339(row.payable_at),
    }
}

/// Which commissions are wanted; nothing given means all.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Wanted {
    /// Of this partner.
    #[param(value_type = Option<PartnerRef>)]
    partner: Option<PartnerId>,
    /// That stand so.
    status: Option<Standings>,
}

/// List commissions, newest order first.
#[utoipa::path(get, path = "/api/v1/commissions", tag = "commissions", params(Paging, Wanted),
    responses((status = 200, body = List<PartnerCommission>)))]
async fn index(State(app): State<App>, asked: Asked) -> Handled<Response> {
    let tenant = asked.tenant("ledger:read")?;
    let Wanted { partner, status } = asked.query()?;
    let standing = status.map(|status| Standing::from(status).as_str().to_owned());
    let filter = Filter { partner, standing, attributed: Some(true), ..Filter::default() };
    let cursor = asked.cursor(list::id::<OrderId>)?;
    let page = call::read(&app.engine, move |tx| order::list(tx, &tenant, &filter, &cursor)).await?;
    Ok(list::render(&asked, page, commission))
}
