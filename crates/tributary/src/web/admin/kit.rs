//! The gallery of components (`/admin/kit`), for people who build screens.

use super::desk::{self, Place};
use super::refusal::Shown;
use super::session::SignedIn;
use crate::app::App;
use crate::web::view::kit_page;
use axum::extract::State;

/// `GET /admin/kit`
pub(super) async fn page(State(app): State<App>, me: SignedIn) -> Shown {
    if !app.settings.demo && !cfg!(debug_assertions) {
        return Ok(super::not_found().await);
    }
    let (desk, ()) = desk::read(&app, me, |_, _| Ok(())).await?;
    Ok(desk.page(Place::Elsewhere, "Kit", &kit_page::render()))
}
