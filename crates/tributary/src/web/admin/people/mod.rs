//! People and what they did: the team and its roles, the audit log.

mod audit;
mod audit_changes;
#[cfg(test)]
mod audit_source;
mod audit_words;
mod team;

pub(super) use audit_words::action_words as action_name;
pub(super) use team::role_name;

use crate::app::App;
use crate::web::admin::export;
use axum::Router;
use axum::routing::{get, post};

/// Every address about people.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/admin/settings/team", get(team::page).post(team::invite))
        .route("/admin/settings/team/{id}/role", post(team::set_role))
        .route("/admin/settings/team/{id}/remove", post(team::remove))
        .route("/admin/settings/team/{id}/restore", post(team::restore))
        .route("/admin/settings/team/{id}/again", post(team::invite_again))
        .route("/admin/settings/team/{id}/cancel", post(team::cancel))
        .route("/admin/settings/audit", get(audit::page))
        .merge(export::routes("/admin/settings/audit", audit::file))
}
