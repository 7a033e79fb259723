//! Payouts: what is due, batches and the least that is paid; one batch; the platform; where money goes; statements.

mod acts;
mod batch;
pub(in crate::web) mod details;
mod due;
mod files;
mod platform;
pub(in crate::web) mod statement;
pub(in crate::web) mod words;

use super::partners::HREF as PARTNERS;
use crate::app::App;
use axum::Router;
use axum::routing::{get, post};
use tributary_core::{BatchId, Payee, PayoutId};
use tributary_engine::Error;

/// What is due.
pub(super) const HREF: &str = "/admin/payouts";

/// Which address leads where.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/admin/payouts", get(due::page).post(acts::create))
        .route("/admin/payouts/remind", post(acts::remind))
        .route("/admin/payouts/minimum", post(acts::minimum))
        .route("/admin/payouts/details/{id}", post(details::save))
        .route("/admin/payouts/statement/{id}", get(statement::page))
        .route("/admin/payouts/platform/{id}", get(platform::page))
        .route("/admin/payouts/{id}", get(batch::page))
        .route("/admin/payouts/{id}/file", get(files::file))
        .route("/admin/payouts/{id}/approve", post(acts::approve))
        .route("/admin/payouts/{id}/exclude", post(acts::exclude))
        .route("/admin/payouts/{id}/pay", post(acts::pay))
        .route("/admin/payouts/{id}/undo", post(acts::undo))
        .route("/admin/payouts/{id}/void", post(acts::void))
        .route("/admin/payouts/{id}/void-one", post(acts::void_one))
}

/// A batch's page.
fn href(id: &BatchId) -> String {
    format!("{HREF}/{id}")
}

/// Where a payee's payouts are, and where their money goes.
fn payee_href(payee: &Payee) -> String {
    match payee {
        Payee::Partner(partner) => format!("{PARTNERS}/{partner}?tab=payouts"),
        Payee::Platform(program) => format!("{HREF}/platform/{program}"),
    }
}

/// A payout's statement.
pub(super) fn statement_href(id: &PayoutId) -> String {
    format!("{HREF}/statement/{id}")
}

fn read_batch(id: &str) -> Result<BatchId, Error> {
    BatchId::parse(id).map_err(|_| Error::NotFound("payout batch"))
}

fn read_payout(id: &str) -> Result<PayoutId, Error> {
    PayoutId::parse(id).map_err(|_| Error::NotFound("payout"))
}
