//! `/api/v1/imports`: rows from elsewhere, understood, tried out, carried out and taken back.

use super::import_wire::{FurtherRows, Go, Import, ImportChange, ImportRow, NewImport, check_rows};
use super::list::{self, List};
use super::request::{Asked, Paging, Sent, answer};
use crate::app::App;
use crate::call;
use crate::http::api::check::referred;
use crate::http::api::shape::ImportVerdict;
use crate::http::problem::{Handled, Problem};
use crate::imports::rejects;
use axum::Json;
use axum::extract::State as Shared;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use tributary_core::{ImportId, StoreId, TenantId};
use tributary_engine::db::Tx;
use tributary_engine::import::{self, Verdict};
use tributary_engine::page::{Cursor, LIMIT_MAX, Page};
use tributary_engine::{Error, Result, store};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(index, create))
        .routes(routes!(show, change))
        .routes(routes!(rows, append))
        .routes(routes!(run))
        .routes(routes!(undo))
        .routes(routes!(rejected))
}

/// List imports, newest first.
#[utoipa::path(get, path = "/api/v1/imports", tag = "imports", params(Paging),
    responses((status = 200, body = List<Import>)))]
async fn index(Shared(app): Shared<App>, asked: Asked) -> Handled<Response> {
    let tenant = asked.tenant("imports:read")?;
    let _: super::Nothing = asked.query()?;
    let cursor = asked.cursor(list::id::<ImportId>)?;
    let page = call::read(&app.engine, move |tx| import::list(tx, &tenant, &cursor)).await?;
    Ok(list::render(&asked, page, Import::from))
}

/// Bring rows.
///
/// Nothing happens to them yet: say what the columns mean where their names do not tell, then look at what would happen, then
/// run it. Longer files go in several requests, or by the screens and the command line.
#[utoipa::path(post, path = "/api/v1/imports", tag = "imports", request_body = NewImport,
    responses((status = 201, body = Import)))]
async fn create(Shared(app): Shared<App>, sent: Sent) -> Handled<Response> {
    let (tenant, body) = sent.read::<NewImport>("imports:write")?;
    let system = body.system()?;
    let (name, wanted) = (body.name.clone(), body.store.clone());
    let tables = call::slowly(move || body.tables()).await?;
    let actor = sent.actor();
    let made = sent.once(&app, move |tx, now| {
        let store = store_of(tx, &tenant, wanted.as_ref())?;
        let new = import::NewImport { system, name: name.clone(), store };
        let id = import::begin(tx, &actor, &new, now)?;
        let mut after = 0;
        for (_, rows) in &tables {
            after = import::add(tx, (&tenant, &id), rows, after)?;
        }
        let parts = tables.iter().map(|(part, _)| part.clone()).collect();
        answer(StatusCode::CREATED, &Import::from(import::received(tx, (&tenant, &id), parts, now)?))
    });
    made.await
}

fn store_of(tx: &mut Tx<'_>, tenant: &TenantId, wanted: Option<&StoreId>) -> Result<StoreId> {
    if let Some(id) = wanted {
        return Ok(referred(store::load(tx, tenant, id), "/store")?.id);
    }
    let all = Cursor { after: None, limit: LIMIT_MAX };
    store::list(tx, tenant, &all)?.rows.pop().map(|store| store.id).ok_or(Error::NotFound("store"))
}

/// Read an import.
#[utoipa::path(get, path = "/api/v1/imports/{id}", tag = "imports",
    params(("id" = String, Path, description = "The import's id.")), responses((status = 200, body = Import)))]
async fn show(Shared(app): Shared<App>, asked: Asked) -> Handled<Json<Import>> {
    let tenant = asked.tenant("imports:read")?;
    let id: ImportId = asked.id("import")?;
    let import = call::read(&app.engine, move |tx| import::load(tx, &tenant, &id)).await?;
    Ok(Json(import.into()))
}

/// Say what the columns mean, and try the import out.
///
/// It is `mapped` while that goes on, and `previewed` once its counts are those of all rows.
#[utoipa::path(patch, path = "/api/v1/imports/{id}", tag = "imports", request_body = ImportChange,
    params(("id" = String, Path, description = "The import's id.")), responses((status = 200, body = Import)))]
async fn change(Shared(app): Shared<App>, sent: Sent) -> Handled<Response> {
    let (tenant, body) = sent.read::<ImportChange>("imports:write")?;
    let id: ImportId = sent.asked().id("import")?;
    let changed = sent.once(&app, move |tx, now| {
        let mut plan = import::load(tx, &tenant, &id)?.plan;
        body.put(&mut plan)?;
        let mapped = import::map(tx, (&tenant, &id), &plan, now).map_err(of_stored)?;
        answer(StatusCode::OK, &Import::from(mapped))
    });
    changed.await
}

/// Which columns there are is stored: a mapping may be right for another file.
fn of_stored(error: Error) -> Error {
    match error {
        Error::Invalid(mut fields) => {
            fields.iter_mut().filter(|field| field.pointer.starts_with("/mapping")).for_each(|field| {
                field.clashes = true;
                // One table is the rule, and people name fields, not tables.
                if let Some((_, name)) = field.pointer.rsplit_once('/') {
                    field.pointer = format!("/mapping/{name}");
                }
            });
            Error::Invalid(fields)
        }
        other => other,
    }
}

/// Which rows are wanted.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Wanted {
    /// Of this verdict.
    #[param(value_type = Option<ImportVerdict>)]
    verdict: Option<String>,
}

/// List an import's rows with what becomes of them, in the order of the file.
#[utoipa::path(get, path = "/api/v1/imports/{id}/rows", tag = "imports", params(Paging, Wanted,
    ("id" = String, Path, description = "The import's id.")), responses((status = 200, body = List<ImportRow>)))]
async fn rows(Shared(app): Shared<App>, asked: Asked) -> Handled<Response> {
    let tenant = asked.tenant("imports:read")?;
    let id: ImportId = asked.id("import")?;
    let Wanted { verdict } = asked.query()?;
    let unknown = || Problem::field("verdict", "unknown", "Use new, update, skip, wrong or joined.");
    let verdict = verdict.map(|word| Verdict::parse(&word).ok_or_else(unknown)).transpose()?;
    let cursor = asked.cursor(list::place)?;
    let page = call::read(&app.engine, move |tx| page(tx, (&tenant, &id), verdict, &cursor)).await?;
    Ok(list::render(&asked, page, ImportRow::from))
}

fn page(
    tx: &mut Tx<'_>,
    (tenant, id): (&TenantId, &ImportId),
    verdict: Option<Verdict>,
    cursor: &Cursor,
) -> Result<Page<import::Row>> {
    import::load(tx, tenant, id)?;
    let after = cursor.after.as_deref().and_then(|after| after.parse().ok()).unwrap_or(0);
    let rows = match verdict {
        Some(verdict) => import::rows_of(tx, (tenant, id), verdict, (after, cursor.fetch()))?,
        None => import::rows(tx, (tenant, id), after, cursor.fetch())?,
    };
    Ok(cursor.page(rows, |row| row.number.to_string()))
}

/// Add rows to an import with one table.
///
/// It has to be tried out again after that.
#[utoipa::path(post, path = "/api/v1/imports/{id}/rows", tag = "imports", request_body = FurtherRows,
    params(("id" = String, Path, description = "The import's id.")), responses((status = 200, body = Import)))]
async fn append(Shared(app): Shared<App>, sent: Sent) -> Handled<Response> {
    let (tenant, body) = sent.read::<FurtherRows>("imports:write")?;
    let id: ImportId = sent.asked().id("import")?;
    super::checked(|faults| check_rows(faults, &body.rows))?;
    let appended = sent.once(&app, move |tx, now| {
        let import = import::append(tx, (&tenant, &id), body.rows.clone(), now)?;
        answer(StatusCode::OK, &Import::from(import))
    });
    appended.await
}

/// Carry an import out.
#[utoipa::path(post, path = "/api/v1/imports/{id}/run", tag = "imports", request_body = Go,
    params(("id" = String, Path, description = "The import's id.")), responses((status = 200, body = Import)))]
async fn run(Shared(app): Shared<App>, sent: Sent) -> Handled<Response> {
    let (_, Go {}) = sent.read::<Go>("imports:write")?;
    let id: ImportId = sent.asked().id("import")?;
    let actor = sent.actor();
    let begun = sent
        .once(&app, move |tx, now| answer(StatusCode::OK, &Import::from(import::run(tx, &actor, &id, now)?)));
    begun.await
}

/// Take back what an import did.
///
/// Partners and codes that it made go, unless something hangs on them; changed fields are put back; for its orders nothing is
/// due any more.
#[utoipa::path(post, path = "/api/v1/imports/{id}/undo", tag = "imports", request_body = Go,
    params(("id" = String, Path, description = "The import's id.")), responses((status = 200, body = Import)))]
async fn undo(Shared(app): Shared<App>, sent: Sent) -> Handled<Response> {
    let (_, Go {}) = sent.read::<Go>("imports:write")?;
    let id: ImportId = sent.asked().id("import")?;
    let actor = sent.actor();
    let begun = sent.once(&app, move |tx, now| {
        answer(StatusCode::OK, &Import::from(import::undo(tx, &actor, &id, now)?))
    });
    begun.await
}

/// Download the rows that could not be used, with the reason beside each.
#[utoipa::path(get, path = "/api/v1/imports/{id}/rejects", tag = "imports",
    params(("id" = String, Path, description = "The import's id.")),
    responses((status = 200, description = "CSV", body = String, content_type = "text/csv")))]
async fn rejected(Shared(app): Shared<App>, asked: Asked) -> Handled<Response> {
    let tenant = asked.tenant("imports:read")?;
    let id: ImportId = asked.id("import")?;
    let file = call::read(&app.engine, move |tx| rejects::file(tx, &tenant, &id)).await?;
    Ok(([(header::CONTENT_TYPE, "text/csv; charset=utf-8")], file).into_response())
}
