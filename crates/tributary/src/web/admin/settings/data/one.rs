//! One import (`/admin/settings/data/{id}`): what its page shows follows from how it stands.

use super::{columns, words};
use crate::app::App;
use crate::imports::rejects as file;
use crate::web::admin::desk::{self, Desk, Place};
use crate::web::admin::fields::form_errors;
use crate::web::admin::guard::Posted;
use crate::web::admin::refusal::{Refusal, Shown};
use crate::web::admin::session::SignedIn;
use crate::web::kit::FieldError;
use crate::web::kit::progress::Progress;
use crate::web::view::settings::data::PATH;
use crate::web::view::settings::data::one::{self as view, OneView, RowView, Stage};
use crate::{call, t};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use tributary_core::{ImportId, TenantId, Timestamp};
use tributary_engine::audit::Actor;
use tributary_engine::db::Tx;
use tributary_engine::import::{self, Import, Kind, Plan, Row, State as Stands, Verdict};
use tributary_engine::{Error, Result as Engine};

/// Rows that a page shows.
const SHOWN: i64 = 20;
/// Seconds after which a page of something that goes on asks again.
const AGAIN: &str = "2";
const REFRESH: HeaderName = HeaderName::from_static("refresh");

/// What the address asks for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Ask {
    columns: String,
}

/// `GET /admin/settings/data/{id}`
pub(super) async fn page(
    State(app): State<App>,
    me: SignedIn,
    Path(id): Path<String>,
    Query(ask): Query<Ask>,
) -> Shown {
    show(&app, me, (parsed(&id)?, !ask.columns.is_empty()), None).await
}

/// `POST /admin/settings/data/{id}/map`
pub(super) async fn map(
    State(app): State<App>,
    Path(id): Path<String>,
    Posted { me, fields }: Posted,
) -> Shown {
    let id = parsed(&id)?;
    let (tenant, of, now) = (me.session.tenant.clone(), id.clone(), app.now());
    let stored = call::read(&app.engine, move |tx| import::load(tx, &tenant, &of)).await?;
    let plan = match columns::read(stored.plan.clone(), &fields) {
        Ok(plan) => plan,
        Err(error) => return show(&app, me, (id, true), Some((stored.plan, form_errors(error)?))).await,
    };
    let (tenant, of, wanted) = (me.session.tenant.clone(), id.clone(), plan.clone());
    match call::write(&app.engine, move |tx| import::map(tx, (&tenant, &of), &wanted, now)).await {
        Ok(_) => Ok(Redirect::to(&format!("{PATH}/{id}")).into_response()),
        Err(error) => {
            let errors = form_errors(columns::placed(&plan, error))?;
            show(&app, me, (id, true), Some((plan, errors))).await
        }
    }
}

/// `POST /admin/settings/data/{id}/run`
pub(super) async fn run(State(app): State<App>, Path(id): Path<String>, Posted { me, .. }: Posted) -> Shown {
    let (id, by, now) = (parsed(&id)?, Actor::from(&me.session), app.now());
    let of = id.clone();
    call::write(&app.engine, move |tx| import::run(tx, &by, &of, now)).await?;
    Ok(Redirect::to(&format!("{PATH}/{id}")).into_response())
}

/// `POST /admin/settings/data/{id}/undo`
pub(super) async fn undo(State(app): State<App>, Path(id): Path<String>, Posted { me, .. }: Posted) -> Shown {
    let (id, by, now) = (parsed(&id)?, Actor::from(&me.session), app.now());
    let of = id.clone();
    call::write(&app.engine, move |tx| import::undo(tx, &by, &of, now)).await?;
    Ok(Redirect::to(&format!("{PATH}/{id}")).into_response())
}

/// `POST /admin/settings/data/{id}/discard`
pub(super) async fn discard(
    State(app): State<App>,
    Path(id): Path<String>,
    Posted { me, .. }: Posted,
) -> Shown {
    let (id, tenant) = (parsed(&id)?, me.session.tenant.clone());
    call::write(&app.engine, move |tx| import::discard(tx, &tenant, &id)).await?;
    Ok(Redirect::to(&format!("{PATH}?did=discarded")).into_response())
}

/// `GET /admin/settings/data/{id}/rejects`
pub(super) async fn rejects(State(app): State<App>, me: SignedIn, Path(id): Path<String>) -> Shown {
    let (id, tenant) = (parsed(&id)?, me.session.tenant.clone());
    let named = format!("attachment; filename=\"rejects-{id}.csv\"");
    let written = call::read(&app.engine, move |tx| file::file(tx, &tenant, &id)).await?;
    let headers =
        [(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, named)];
    Ok((headers, written).into_response())
}

fn parsed(id: &str) -> Result<ImportId, Refusal> {
    ImportId::parse(id).map_err(|_| Refusal::Engine(Error::NotFound("import")))
}

/// The page; with what was chosen and what is wrong with it, after a form that could not be taken.
async fn show(
    app: &App,
    me: SignedIn,
    (id, columns): (ImportId, bool),
    again: Option<(Plan, Vec<FieldError>)>,
) -> Shown {
    let found = desk::read(app, me, move |tx, desk| find(tx, desk.tenant(), &id, columns));
    let (desk, (mut import, rows)) = found.await?;
    let status = if again.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let (plan, errors) = again.unzip();
    import.plan = plan.unwrap_or(import.plan);
    let busy = import.state.is_busy();
    let view = shaped(&desk, (&import, &rows), columns, errors.unwrap_or_default());
    let mut response = desk.page_with(status, (Place::Settings, &import.name), &view::render(&view));
    if busy {
        renew(&mut response);
    }
    Ok(response)
}

fn renew(response: &mut Response) {
    response.headers_mut().insert(REFRESH, HeaderValue::from_static(AGAIN));
}

fn find(tx: &mut Tx<'_>, tenant: &TenantId, id: &ImportId, columns: bool) -> Engine<(Import, Vec<Row>)> {
    let import = import::load(tx, tenant, id)?;
    let rows = match import.state {
        Stands::Uploaded => import::rows(tx, (tenant, id), 0, columns::LOOKED_AT)?,
        Stands::Previewed if columns => import::rows(tx, (tenant, id), 0, columns::LOOKED_AT)?,
        Stands::Previewed => import::rows(tx, (tenant, id), 0, SHOWN)?,
        Stands::Finished | Stands::Failed => import::rows_of(tx, (tenant, id), Verdict::Wrong, (0, SHOWN))?,
        _ => Vec::new(),
    };
    Ok((import, rows))
}

fn shaped(desk: &Desk, (import, rows): (&Import, &[Row]), columns: bool, errors: Vec<FieldError>) -> OneView {
    let counts = import.counts;
    let each = [
        (Verdict::New, counts.new),
        (Verdict::Update, counts.updated),
        (Verdict::Skip, counts.skipped),
        (Verdict::Joined, counts.joined),
        (Verdict::Wrong, counts.wrong),
    ];
    let shown = each.into_iter().filter(|(verdict, count)| *count > 0 || *verdict != Verdict::Joined);
    OneView {
        id: import.id.to_string(),
        name: import.name.clone(),
        stage: stage(desk, (import, rows), columns, errors),
        counts: shown
            .map(|(verdict, count)| {
                let (status, word) = words::verdict(verdict);
                (status, word, count)
            })
            .collect(),
        wrong: counts.wrong,
        changing: counts.new + counts.updated + counts.joined,
        rows: rows.iter().map(|one| row(import, one)).collect(),
        orders: import.plan.parts.iter().any(|part| part.kind == Kind::Orders),
        csrf: desk.csrf(),
    }
}

fn stage(desk: &Desk, (import, rows): (&Import, &[Row]), columns: bool, errors: Vec<FieldError>) -> Stage {
    let form = |errors| Stage::Columns(Box::new(columns::view(desk, import, rows, errors)));
    match import.state {
        Stands::Uploaded => form(errors),
        Stands::Previewed if columns => form(errors),
        Stands::Previewed => Stage::Preview,
        Stands::Receiving => Stage::Busy(under_way(import, t!("The file arrives"))),
        Stands::Mapped => Stage::Busy(under_way(import, t!("Trying it out"))),
        Stands::Running => Stage::Busy(under_way(import, t!("Importing"))),
        Stands::Undoing => Stage::Busy(under_way(import, t!("Taking it back"))),
        Stands::Finished => {
            let until = import.undo_until().filter(|until| *until > desk.clock.now());
            Stage::Done { undo_until: until.map(|until: Timestamp| desk.clock.exact(until)) }
        }
        Stands::Failed => Stage::Failed {
            trouble: words::reason(import.trouble.as_deref().unwrap_or_default()),
            undo: import.undo_until().is_some_and(|until| until > desk.clock.now()),
        },
        Stands::Undone => Stage::Undone,
    }
}

fn under_way(import: &Import, label: &str) -> Progress {
    Progress { label: label.to_owned(), done: import.done(), all: import.total, note: None }
}

/// What a row is about: the first of its cells that hold something.
fn row(import: &Import, one: &Row) -> RowView {
    let (status, word) = words::verdict(one.verdict.unwrap_or(Verdict::Skip));
    let part = import.plan.parts.get(one.part);
    let fields = part.map(|part| import::fields(part.kind)).unwrap_or_default();
    let cells = fields.iter().filter_map(|field| one.cells.get(*part?.mapping.get(field.name)?));
    let what: Vec<&str> = cells.map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).take(3).collect();
    let blamed = one.field.as_deref().map(words::field).filter(|field| !field.is_empty());
    let reason = words::reason(one.detail.as_deref().unwrap_or_default());
    RowView {
        line: one.line,
        what: if what.is_empty() { "–".to_owned() } else { what.join(" · ") },
        href: one.object.as_deref().and_then(page_of),
        status,
        word,
        reason: blamed.map_or_else(|| reason.clone(), |field| format!("{field}: {reason}")),
    }
}

/// The page of what a row became.
fn page_of(object: &str) -> Option<String> {
    let kinds = [("par_", "partners"), ("ord_", "orders"), ("cod_", "codes")];
    let (_, place) = kinds.into_iter().find(|(start, _)| object.starts_with(start))?;
    Some(format!("/admin/{place}/{object}"))
}
