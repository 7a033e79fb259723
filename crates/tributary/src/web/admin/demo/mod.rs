//! Ends the demo (`/admin/demo/remove`): every row goes, and the same browser goes on to the setup.
//!
//! Only where the data is known to be made up: the server was started with `--demo`, and its directory bears the mark.

use super::cookie;
use super::desk::{self, Place};
use super::guard::Posted;
use super::refusal::{Refusal, Shown};
use super::session::SignedIn;
use crate::app::App;
use crate::web::kit::shell;
use crate::web::view::demo::{self as view, AskView, DoneView};
use crate::{call, demo, t};
use axum::Router;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Redirect};
use axum::routing::get;
use serde::Deserialize;
use tributary_engine::access;
use tributary_engine::click::Snapshot;
use tributary_engine::db;
use tributary_engine::{Error, Result};

/// The addresses of these screens.
pub(super) fn routes() -> Router<App> {
    Router::new().route("/admin/demo/remove", get(ask).post(remove)).route("/setup/emptied", get(done))
}

/// What the last page's address carries.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Ask {
    token: String,
}

/// `GET /admin/demo/remove`
async fn ask(State(app): State<App>, me: SignedIn) -> Shown {
    allowed(&app)?;
    let (desk, tables) = desk::read(&app, me, |tx, _| db::rows_by_table(tx)).await?;
    let view = AskView {
        action: "/admin/demo/remove".to_owned(),
        csrf: desk.csrf(),
        rows: tables.iter().map(|(_, rows)| rows).sum(),
        directory: directory(&app),
    };
    Ok(desk.page(Place::Elsewhere, t!("Remove demo data"), &view::ask(&view)))
}

/// `POST /admin/demo/remove`
async fn remove(State(app): State<App>, _: Posted) -> Shown {
    allowed(&app)?;
    // Nobody is redirected by what is about to go, so nothing is written for it afterwards.
    app.engine.put_snapshot(Snapshot::default());
    let now = app.now();
    let emptied = call::write(&app.engine, move |tx| {
        db::empty(tx)?;
        access::open_setup(tx, now)
    });
    let token = match emptied.await {
        Ok(token) => token,
        Err(error) => {
            call::refresh_snapshot(&app.engine).await?;
            return Err(error.into());
        }
    };
    demo::unmark(&app.engine.data)
        .map_err(|e| Error::Io("cannot unmark the demo's directory".to_owned(), e))?;
    app.demo_is_over();
    tracing::info!("the demo data was removed; the setup is open");
    let gone = cookie::clear(&app.settings, cookie::SESSION);
    let next = format!("/setup/emptied?token={token}");
    Ok(([(header::SET_COOKIE, gone)], Redirect::to(&next)).into_response())
}

/// `GET /setup/emptied`
async fn done(State(app): State<App>, Query(ask): Query<Ask>) -> Shown {
    let (token, now) = (ask.token.clone(), app.now());
    let read = move |tx: &mut db::Tx<'_>| -> Result<_> {
        Ok((access::setup_is_open(tx, &token, now)?, db::rows_by_table(tx)?))
    };
    let (open, tables) = call::read(&app.engine, read).await?;
    if !open {
        return Ok(super::not_found().await);
    }
    let but_links = tables.iter().filter(|(name, _)| name != "setup_link");
    let view = DoneView {
        rows: but_links.map(|(_, rows)| rows).sum(),
        tables: i64::try_from(tables.len()).unwrap_or(i64::MAX),
        setup: format!("/setup?token={}", ask.token),
        command: format!("tributary serve --data {}", directory(&app)),
    };
    Ok(shell::bare(t!("The demo data is gone"), &view::done(&view)).into_response())
}

fn allowed(app: &App) -> std::result::Result<(), Refusal> {
    if !app.is_demo() || !demo::is_marked(&app.engine.data) {
        return Err(Error::NotFound("demo").into());
    }
    Ok(())
}

fn directory(app: &App) -> String {
    let data = &app.engine.data;
    std::path::absolute(data).unwrap_or_else(|_| data.clone()).display().to_string()
}
