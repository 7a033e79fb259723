//! The screens: server-rendered pages out of the kit.

pub mod docs;
pub mod kit;
pub mod view;

/// Routes.
pub fn router() -> axum::Router<crate::app::App> {
    axum::Router::new()
}
