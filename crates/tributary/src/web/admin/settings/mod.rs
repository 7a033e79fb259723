//! Settings (`/admin/settings`): one page each, behind one list.

mod all_stores;
pub(super) mod choices;
mod data;
mod emails;
mod general;
mod states;
mod stores;
mod texts;
mod words;

pub(super) use stores::hook;

use crate::app::App;
use crate::web::admin::session::SignedIn;
use crate::web::chosen;
use axum::Router;
use axum::response::Redirect;
use axum::routing::{get, post};

/// Every address below `/admin/settings` that is about the store; people and the audit log have their own.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/admin/settings", get(index))
        .route("/admin/settings/general", get(general::page).post(general::save))
        .route("/admin/settings/stores", get(stores::page))
        .route("/admin/settings/stores/test", post(stores::test))
        .route("/admin/settings/stores/secret", post(stores::add_secret))
        .route("/admin/settings/stores/customer-secret", post(stores::rotate_customer_secret))
        .route("/admin/settings/stores/reading", post(stores::set_reading))
        .route("/admin/settings/emails", get(emails::page))
        .route("/admin/settings/emails/texts", get(texts::list))
        .route("/admin/settings/emails/texts/{kind}", get(texts::edit).post(texts::save))
        .route("/admin/settings/emails/{id}/retry", post(emails::retry))
        .route("/admin/settings/keys", get(keys))
        .merge(data::routes())
}

/// Where keys were before.
async fn keys(_: SignedIn) -> Redirect {
    Redirect::permanent("/admin/developers#keys")
}

async fn index(_: SignedIn) -> Redirect {
    Redirect::to(&chosen::named("/admin/settings/general"))
}
