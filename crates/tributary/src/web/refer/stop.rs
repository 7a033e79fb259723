//! No more mail, please: the link in each mail that is no matter of an order. A person presses a button; a mail program posts
//! by itself (RFC 8058), without a cookie and without our form, so this one form is guarded by its address alone.

use super::page::framed;
use crate::app::App;
use crate::call;
use crate::t;
use crate::web::admin::refusal::Refusal;
use crate::web::kit::public as frame;
use crate::web::view::refer as view;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use tributary_engine::invitation::stop::{self, Scope, Stop};
use tributary_engine::page::{Cursor, LIMIT_MAX};
use tributary_engine::store;

/// `GET /refer/stop/{token}`
pub(super) async fn look(State(app): State<App>, Path(token): Path<String>) -> Result<Response, Refusal> {
    let Some(wish) = Stop::read(&token, app.engine.sealer.people_key()) else { return unknown(&app) };
    let name = name(&app, &wish).await?;
    let body = view::stop(&token, &what(wish.scope, &name));
    Ok(frame::page(&framed(&app, &name, None), t!("No more mail"), &body).into_response())
}

/// `POST /refer/stop/{token}`
pub(super) async fn stop(State(app): State<App>, Path(token): Path<String>) -> Result<Response, Refusal> {
    let Some(wish) = Stop::read(&token, app.engine.sealer.people_key()) else { return unknown(&app) };
    let (now, kept) = (app.now(), wish.clone());
    call::write(&app.engine, move |tx| stop::stop(tx, &kept, now)).await?;
    let name = name(&app, &wish).await?;
    Ok(frame::page(&framed(&app, &name, None), t!("No more mail"), &view::stopped(&name)).into_response())
}

/// What stops, in words.
fn what(scope: Scope, store: &str) -> String {
    match scope {
        Scope::Invitations => {
            t!("You get no more invitations that customers of {store} have sent to friends.", store = store)
        }
        Scope::News => t!(
            "{store} writes you no more about promotions. Mails about your own rewards still come.",
            store = store
        ),
    }
}

async fn name(app: &App, wish: &Stop) -> Result<String, Refusal> {
    let tenant = wish.tenant.clone();
    let read = call::read(&app.engine, move |tx| {
        Ok(store::list(tx, &tenant, &Cursor { after: None, limit: LIMIT_MAX })?.rows.pop())
    });
    Ok(read.await?.map_or_else(|| "Tributary".to_owned(), |store| store.name))
}

fn unknown(app: &App) -> Result<Response, Refusal> {
    let page = frame::page(&framed(app, "Tributary", None), t!("No more mail"), &view::no_such_stop());
    Ok((StatusCode::NOT_FOUND, page).into_response())
}
