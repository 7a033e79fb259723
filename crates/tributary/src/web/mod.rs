//! The screens: server-rendered pages out of the kit. Start at [`router`].

mod acts;
pub mod admin;
mod chosen;
pub mod docs;
pub mod kit;
mod may;
pub(in crate::web) mod outsider;
pub(in crate::web) mod partner;
pub(in crate::web) mod public;
mod publisher;
mod refer;
mod stores;
pub mod view;

pub use crate::qr;

use crate::app::App;

/// Every page, and the files they are made of.
pub fn router(app: &App) -> axum::Router<App> {
    admin::router(app)
}
