//! Customers and referrals: who refers friends, whom they sent, everybody, what moved store credit; and one of them.

mod acts;
mod ask;
mod cell;
mod detail;
mod list;
mod reasons;
mod rows;
mod wallet;
mod words;

use super::export;
use crate::app::App;
use axum::Router;
use axum::routing::{get, post};
use tributary_core::CustomerId;
use tributary_engine::Error;
use tributary_engine::customer::list::Person;

/// The list.
pub(super) const HREF: &str = "/admin/customers";

/// Which address leads where.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/admin/customers", get(list::page))
        .route("/admin/customers/{id}", get(detail::page))
        .route("/admin/customers/{id}/code", post(acts::code))
        .route("/admin/customers/{id}/source", post(acts::source))
        .route("/admin/customers/{id}/credit", post(acts::credit))
        .route("/admin/customers/{id}/coupon", post(acts::coupon))
        .route("/admin/customers/{id}/wallet", get(wallet::page))
        .merge(export::routes("/admin/customers/{id}/wallet", wallet::file))
        .merge(export::routes("/admin/customers", list::file))
}

/// A customer's page.
pub(super) fn href(id: &CustomerId) -> String {
    format!("{HREF}/{id}")
}

/// The id in an address.
fn read_id(id: &str) -> Result<CustomerId, Error> {
    CustomerId::parse(id).map_err(|_| Error::NotFound("customer"))
}

/// What tells a customer from others of the same name: the address, or the store's id of the account.
fn told_apart(person: &Person) -> String {
    match (&person.email, &person.external_id) {
        (Some(email), _) => email.clone(),
        (None, Some(account)) => format!("#{account}"),
        (None, None) => person.email_hint.clone(),
    }
}
