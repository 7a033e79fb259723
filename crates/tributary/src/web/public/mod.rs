//! Pages for people who are not partners yet: a program as they see it, and the form with which they apply; and where friends of
//! customers land.

mod apply;
mod friend;
mod language;
mod program;

use crate::app::App;
use axum::Router;
use axum::extract::Extension;
use axum::routing::get;
use std::sync::Arc;

use super::admin::account::attempts::Attempts;

/// Of one place in a minute: a class that applies together, not a program.
const APPLICATIONS_MAX: u32 = 20;

/// The addresses of these pages.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/join/{program}", get(program::page))
        .route("/join/{program}/apply", get(apply::form).post(apply::send))
        .route("/join/{program}/sent", get(apply::sent))
        .route("/r/{code}/{click}", get(friend::page))
        .layer(Extension(Arc::new(Attempts::per_minute(APPLICATIONS_MAX))))
}

pub(in crate::web) use language::chosen;
pub(in crate::web) use program::{earned_words, hold_words, terms_words};
