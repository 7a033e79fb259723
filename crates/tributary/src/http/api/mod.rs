//! The API, version 1: which resource answers which path, and the document that says so.
//!
//! One file per resource; routes and document come from the same `#[utoipa::path]`, so neither can
//! lack what the other has. What all share: [`request`] (who asks), [`body`] and [`check`] (is it
//! right), [`list`] (pages), [`inbox`] (what stores told is kept).

pub mod body;
mod bound;
mod check;
mod clicks;
mod codes;
mod commissions;
mod connection_test;
mod connections;
mod conversion;
mod creatives;
mod customer_referrals;
mod customer_secrets;
mod customer_source;
mod customer_wire;
mod customers;
mod document;
mod dub;
mod event_types;
mod events;
mod explanation;
mod facts;
mod head;
mod import_wire;
mod imports;
mod inbox;
mod leads;
mod ledger;
mod links;
mod list;
mod memberships;
pub(in crate::http) mod money;
mod order_body;
mod orders;
mod partners;
mod payout_batches;
mod payout_details;
mod payouts;
mod postback_sources;
mod product_syncs;
mod products;
mod programs;
mod publisher_claims;
mod publisher_conversions;
mod publisher_postbacks;
mod publisher_programs;
mod publisher_request;
mod reckoning;
mod referrer_domains;
mod refunds;
mod request;
mod reservations;
mod rewarded;
mod reworded;
mod rules;
mod rules_commission;
mod rules_lifelong;
mod rules_referral;
mod rules_referral_parts;
pub(in crate::http) mod shape;
mod signed;
mod stores;
mod v2;
mod wallet_entries;
mod wallets;
mod webhook_deliveries;
mod webhook_endpoints;
mod welcome_coupons;

pub use document::openapi;
pub(crate) use explanation::Explanation;
pub use request::Sent;

use crate::app::App;
use crate::http::problem::{Handled, Problem};
use axum::Router;
use axum::http::{StatusCode, header};
use axum::routing::{any, get};
use check::Faults;
use utoipa_axum::router::OpenApiRouter;

/// Everything under `/api`. Its routes merge with others of the same paths and other methods.
pub fn router() -> Router<App> {
    let document = document::json();
    let json = [(header::CONTENT_TYPE, "application/json")];
    resources()
        .split_for_parts()
        .0
        .route("/api/v1/openapi.json", get(move || async move { (json, document) }))
        .method_not_allowed_fallback(not_allowed)
        .route("/api", any(unknown_path))
        .route("/api/{*rest}", any(unknown_path))
}

fn resources() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(stores::routes())
        .merge(connections::routes())
        .merge(connection_test::routes())
        .merge(customer_secrets::routes())
        .merge(programs::routes())
        .merge(partners::routes())
        .merge(memberships::routes())
        .merge(codes::routes())
        .merge(links::routes())
        .merge(creatives::routes())
        .merge(clicks::routes())
        .merge(orders::routes())
        .merge(signed::routes())
        .merge(explanation::routes())
        .merge(leads::routes())
        .merge(products::routes())
        .merge(product_syncs::routes())
        .merge(customers::routes())
        .merge(customer_source::routes())
        .merge(customer_referrals::routes())
        .merge(referrer_domains::routes())
        .merge(refunds::routes())
        .merge(commissions::routes())
        .merge(ledger::routes())
        .merge(payouts::routes())
        .merge(payout_details::routes())
        .merge(payout_batches::routes())
        .merge(wallets::routes())
        .merge(wallet_entries::routes())
        .merge(reservations::routes())
        .merge(welcome_coupons::routes())
        .merge(imports::routes())
        .merge(events::routes())
        .merge(postback_sources::routes())
        .merge(webhook_endpoints::routes())
        .merge(webhook_deliveries::routes())
        .merge(v2::routes())
        .merge(dub::routes())
        .merge(publisher_conversions::routes())
        .merge(publisher_programs::routes())
        .merge(publisher_claims::routes())
        .merge(publisher_postbacks::routes())
}

async fn unknown_path() -> Problem {
    let detail = "Nothing is here. The paths of this API are listed at /api/v1/openapi.json.";
    Problem::new(StatusCode::NOT_FOUND, "not_found", "Not found", detail)
}

/// The router itself adds the `Allow` header.
async fn not_allowed() -> Problem {
    let detail = "This path has other methods: see the Allow header.";
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", "Method not allowed", detail)
}

/// No parameters besides those of the page.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

/// Judges what a type cannot say.
fn checked(look: impl FnOnce(&mut Faults)) -> Handled<()> {
    let mut faults = Faults::default();
    look(&mut faults);
    Ok(faults.done()?)
}
