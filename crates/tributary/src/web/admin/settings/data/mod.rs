//! Data (`/admin/settings/data`): files from elsewhere, from their upload to taking back what they did.

mod columns;
mod one;
mod words;

use crate::app::App;
use crate::imports::{self, BYTES_MAX, Upload};
use crate::web::admin::desk::{self, Desk, Place};
use crate::web::admin::fields::form_errors;
use crate::web::admin::refusal::Shown;
use crate::web::admin::session::SignedIn;
use crate::web::admin::upload::{FORM_BYTES, Uploaded};
use crate::web::kit::{FieldError, Toast};
use crate::web::view::settings::data::{self as view, DataView, ImportRow, PATH};
use crate::{call, n, t};
use axum::Router;
use axum::extract::{DefaultBodyLimit, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use axum::routing::{get, post};
use serde::Deserialize;
use tributary_engine::audit::Actor;
use tributary_engine::import::{self, Import, Kind, System};
use tributary_engine::page::{Cursor, Page};

const SHOWN: i64 = 20;

/// Every address below `/admin/settings/data`.
pub(super) fn routes() -> Router<App> {
    let most = usize::try_from(BYTES_MAX + FORM_BYTES).unwrap_or(usize::MAX);
    Router::new()
        .route("/admin/settings/data", get(page).post(take))
        .layer(DefaultBodyLimit::max(most))
        .route("/admin/settings/data/{id}", get(one::page))
        .route("/admin/settings/data/{id}/map", post(one::map))
        .route("/admin/settings/data/{id}/run", post(one::run))
        .route("/admin/settings/data/{id}/undo", post(one::undo))
        .route("/admin/settings/data/{id}/discard", post(one::discard))
        .route("/admin/settings/data/{id}/rejects", get(one::rejects))
}

/// What the address asks for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Ask {
    after: String,
    did: String,
    what: String,
}

/// `GET /admin/settings/data`
async fn page(State(app): State<App>, me: SignedIn, Query(ask): Query<Ask>) -> Shown {
    show(&app, me, ask, Vec::new()).await
}

/// `POST /admin/settings/data`: files, and what they are.
async fn take(State(app): State<App>, uploaded: Uploaded) -> Shown {
    let Uploaded { me, fields, files } = uploaded;
    let ask = Ask { what: fields.text("what"), ..Ask::default() };
    let files = match files {
        Ok(files) => files,
        Err(error) => return show(&app, me, ask, form_errors(error)?).await,
    };
    let (tenant, asked) = (me.session.tenant.clone(), me.asked.clone());
    let store = call::read(&app.engine, move |tx| asked.store(tx, &tenant)).await?;
    let (system, kind) = what(&ask.what);
    let (engine, by) = (app.engine.clone(), Actor::from(&me.session));
    let taken = call::slowly(move || {
        let upload = Upload { system, kind, files: Uploaded::brought(&files) };
        imports::take(&engine, &by, &store.id, &upload)
    });
    match taken.await {
        Ok(import) => Ok(Redirect::to(&format!("{PATH}/{}", import.id)).into_response()),
        Err(error) => show(&app, me, ask, form_errors(error)?).await,
    }
}

/// The system, and what the rows are where it does not say it.
fn what(chosen: &str) -> (System, Option<Kind>) {
    match System::parse(chosen) {
        Some(system) => (system, None),
        None => (System::Csv, Some(Kind::parse(chosen).unwrap_or(Kind::Partners))),
    }
}

async fn show(app: &App, me: SignedIn, ask: Ask, errors: Vec<FieldError>) -> Shown {
    let after = Some(ask.after.clone()).filter(|after| !after.is_empty());
    let cursor = Cursor { after, limit: SHOWN };
    let (desk, found) = desk::read(app, me, move |tx, desk| import::list(tx, desk.tenant(), &cursor)).await?;
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let errors = errors.into_iter().map(|error| FieldError { field: "file".to_owned(), ..error }).collect();
    let view = shaped(&desk, ask, &found, errors);
    Ok(desk.page_with(status, (Place::Settings, t!("Data")), &view::render(&view)))
}

fn shaped(desk: &Desk, ask: Ask, found: &Page<Import>, errors: Vec<FieldError>) -> DataView {
    let discarded = Toast { text: t!("The file was discarded").into(), ..Toast::default() };
    DataView {
        rows: found.rows.iter().map(|one| row(desk, one)).collect(),
        next: found.next.as_ref().map(|next| format!("{PATH}?after={next}")),
        what: Some(ask.what)
            .filter(|what| !what.is_empty())
            .unwrap_or_else(|| Kind::Partners.as_str().to_owned()),
        csrf: desk.csrf(),
        errors,
        done: (ask.did == "discarded").then_some(discarded),
    }
}

fn row(desk: &Desk, one: &Import) -> ImportRow {
    let (status, word) = words::state(one.state);
    let of = desk.stores.iter().find(|store| store.id == one.plan.store);
    ImportRow {
        name: one.name.clone(),
        href: format!("{PATH}/{}", one.id),
        when: desk.clock.stamp(one.made_at),
        status,
        word,
        rows: match of.filter(|_| desk.named().is_some()) {
            Some(store) => format!("{} · {}", n!("{n} row", "{n} rows", one.total), store.name),
            None => n!("{n} row", "{n} rows", one.total),
        },
    }
}
