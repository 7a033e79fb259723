//! The hosted share panel (`/refer`): for shops that link to it instead of drawing it in their own page. A customer comes with a
//! token of the shop, or by a link in a mail, and stays for an hour.

mod acts;
mod enter;
mod page;
mod session;
mod stop;

use crate::app::App;
use crate::web::admin::account::attempts::Attempts;
use axum::Router;
use axum::extract::Extension;
use axum::routing::{get, post};
use std::sync::Arc;

/// The addresses of these pages.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/refer", get(page::page))
        .route("/refer/login", post(enter::send))
        .route("/refer/sent", get(enter::sent))
        .route("/refer/enter", get(enter::look).post(enter::enter))
        .route("/refer/logout", post(enter::leave))
        .route("/refer/code", post(acts::regenerate))
        .route("/refer/invitations", post(acts::invite))
        .route("/refer/nudge", post(acts::nudge))
        .route("/refer/stop/{token}", get(stop::look).post(stop::stop))
        .layer(Extension(Arc::new(Attempts::default())))
}
