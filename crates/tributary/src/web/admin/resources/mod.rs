//! Resources: what partners have to work with. Products as the store tells them, and creatives as somebody makes them here.

mod acts;
mod ask;
mod creative_form;
mod creatives;
mod list;
mod reading;
mod rows;

pub(in crate::web) use creatives::{about, face};
pub(in crate::web) use rows::earns;

use super::export;
use super::upload::FORM_BYTES;
use crate::app::App;
use crate::imports::BYTES_MAX;
use crate::lang::number;
use crate::t;
use crate::web::kit::page::Tab;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

/// The list of products.
pub(super) const HREF: &str = "/admin/resources";

/// Which address leads where.
pub(super) fn routes() -> Router<App> {
    // Several pictures may come at once; each is judged by itself.
    let most = usize::try_from(BYTES_MAX + FORM_BYTES).unwrap_or(usize::MAX);
    Router::new()
        .route("/admin/resources/creatives", get(creatives::page).post(creative_form::create))
        .layer(DefaultBodyLimit::max(most))
        .route("/admin/resources/creatives/new", get(creative_form::new))
        .route("/admin/resources/creatives/{id}", get(creative_form::edit).post(creative_form::change))
        .route("/admin/resources/creatives/{id}/show", post(creatives::show))
        .route("/admin/resources/creatives/{id}/archive", post(creatives::archive))
        .route("/admin/resources", get(list::page))
        .route("/admin/resources/sync", post(acts::sync))
        .route("/admin/resources/cancel", post(acts::cancel))
        .merge(export::routes("/admin/resources", list::file))
}

/// The kinds of resources, with how many there are.
fn tabs(here: &str, (products, creatives): (i64, i64)) -> Vec<Tab> {
    let tab = |label: &str, href: &str, count: i64| Tab {
        label: label.to_owned(),
        href: href.to_owned(),
        active: here == href,
        count: Some(number::count(count)),
    };
    vec![tab(t!("Products"), HREF, products), tab(t!("Pictures and texts"), creatives::HREF, creatives)]
}
