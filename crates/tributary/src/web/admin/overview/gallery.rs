//! The gallery of components (`/admin/kit`), for people who build screens.

use crate::app::App;
use crate::web::admin::desk::{self, Place};
use crate::web::admin::refusal::Shown;
use crate::web::admin::session::SignedIn;
use crate::web::view::gallery;
use axum::extract::State;

/// `GET /admin/kit`
pub(in crate::web::admin) async fn page(State(app): State<App>, me: SignedIn) -> Shown {
    if !app.is_demo() && !cfg!(debug_assertions) {
        return Ok(crate::web::admin::not_found().await);
    }
    let (desk, ()) = desk::read(&app, me, |_, _| Ok(())).await?;
    Ok(desk.page(Place::Elsewhere, "Kit", &gallery::render()))
}
