//! The switch between live and test data (`POST /admin/test-mode`). It is the session's, so every link keeps it; signing in
//! begins with what is live. The twin is made when somebody first looks at it.

use super::cookie;
use super::guard::Posted;
use super::refusal::Shown;
use super::session::is_local;
use crate::app::App;
use crate::call;
use crate::web::chosen;
use axum::Router;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect};
use axum::routing::post;
use tributary_core::TenantId;
use tributary_engine::access::{self, Session};
use tributary_engine::{Error, twin};

/// Where the switch is sent.
pub(super) const PATH: &str = "/admin/test-mode";

pub(super) fn routes() -> Router<App> {
    Router::new().route("/admin/test-mode", post(switch))
}

/// `POST /admin/test-mode`
async fn switch(State(app): State<App>, headers: HeaderMap, Posted { me, fields }: Posted) -> Shown {
    let on = fields.get("on") == "1";
    if on {
        twin_of(&app, &me.session.home).await?;
    }
    let token = cookie::read(&headers, cookie::SESSION).unwrap_or_default();
    call::write(&app.engine, move |tx| Session::look_at_test(tx, &token, on)).await?;
    // A page about one thing is about nothing on the other side.
    let next = fields.some("next").map(|next| chosen::taken_off(&next)).filter(|next| !next.contains('_'));
    let next = fields.some("to").or(next).filter(|next| is_local(next));
    Ok(Redirect::to(&next.unwrap_or_else(|| "/admin".to_owned())).into_response())
}

/// The twin of a live tenant, which links and codes in memory know from now on.
pub(super) async fn twin_of(app: &App, live: &TenantId) -> Result<TenantId, Error> {
    let of = live.clone();
    if let Some(known) = call::read(&app.engine, move |tx| access::twin(tx, &of)).await? {
        return Ok(known);
    }
    let (live, sealer, now) = (live.clone(), app.engine.sealer.clone(), app.now());
    let made = call::write(&app.engine, move |tx| twin::of(tx, (&live, &sealer), now)).await?;
    call::refresh_snapshot(&app.engine).await?;
    Ok(made)
}
