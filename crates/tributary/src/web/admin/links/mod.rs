//! Links and codes: what partners hand out.

mod acts;
mod ask;
mod clicks;
mod code;
pub(super) mod code_new;
mod handout;
mod line;
mod list;
mod new;
mod picture;
mod show;

pub(super) use handout::figures_of;

use super::export;
use crate::app::App;
use axum::Router;
use axum::routing::{get, post};

/// The list.
pub(super) const HREF: &str = "/admin/links";

/// The form for a new link.
pub(super) const NEW_HREF: &str = "/admin/links/new";

/// Which address leads where. What stands for a link is the id of a link or of a referral code.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/admin/links", get(list::page).post(new::create))
        .route("/admin/links/new", get(new::form))
        .route("/admin/links/preview", get(new::preview))
        .route("/admin/links/{id}", get(show::page).post(acts::relabel))
        .route("/admin/links/{id}/archive", post(acts::archive))
        .route("/admin/links/{id}/restore", post(acts::restore))
        .route("/admin/links/{id}/qr.svg", get(picture::svg))
        .route("/admin/links/{id}/qr.png", get(picture::png))
        .route("/admin/links/{id}/poster", get(picture::poster))
        .route("/admin/codes", post(code_new::create))
        .route("/admin/codes/new", get(code_new::form))
        .route("/admin/codes/check", post(code::check_all))
        .route("/admin/codes/{id}", get(code::page))
        .route("/admin/codes/{id}/make", post(code::make))
        .route("/admin/codes/{id}/check", post(code::check))
        .route("/admin/clicks", get(clicks::page))
        .merge(export::routes("/admin/clicks", clicks::file))
        .merge(export::routes("/admin/links", list::file))
}
