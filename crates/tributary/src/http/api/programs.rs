//! `/api/v1/programs`: the rules by which a store's orders are judged. Each change is a new version.

use super::check::referred;
use super::list::{self, List};
use super::request::{Asked, Paging, Sent, answer};
use super::rules::{Rules, RulesChange};
use crate::app::App;
use crate::call;
use crate::http::api::shape::{PresetName, StoreRef, Text200};
use crate::http::problem::Handled;
use crate::promises::Home;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use tributary_core::{ProgramId, StoreId};
use tributary_engine::audit;
use tributary_engine::clock::rfc3339;
use tributary_engine::{Engine, program, store};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(index, create)).routes(routes!(show, change))
}

/// A program with the rules that are in force.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Program {
    /// Its id.
    #[schema(example = "prg_01k9zjv4c8e1r7t2b5m6n3q0xw")]
    id: String,
    /// The store whose orders it judges.
    store: String,
    /// Its name.
    name: String,
    /// The preset it started from.
    preset: String,
    /// The version of the rules below: 1, 2, 3…
    rule_version: i64,
    /// Since when they are in force: for orders placed at or after this second.
    rules_since: String,
    /// Who put them in force.
    rules_changed_by: String,
    /// The rules.
    #[serde(flatten)]
    rules: Rules,
}

impl From<program::Program> for Program {
    fn from(program: program::Program) -> Self {
        Self {
            id: program.id.to_string(),
            store: program.store.to_string(),
            name: program.name,
            preset: program.preset,
            rule_version: program.current.number,
            rules_since: rfc3339(program.current.since),
            rules_changed_by: program.changed_by,
            rules: program.current.rules.into(),
        }
    }
}

/// A program to start.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewProgram {
    /// The store whose orders it will judge.
    #[schema(value_type = StoreRef, example = "sto_01k9zjv4c8e1r7t2b5m6n3q0xw")]
    store: StoreId,
    /// Its name, 1 to 200 characters.
    #[schema(value_type = Text200, example = "Influencers")]
    name: String,
    /// The preset to start from: `reftrackr`, `infumar`, `retrack`, `wallet-referral`, `zencart-1` or `zencart-2`.
    #[schema(value_type = PresetName, example = "reftrackr")]
    preset: String,
}

/// List programs, newest first.
#[utoipa::path(get, path = "/api/v1/programs", tag = "programs", params(Paging),
    responses((status = 200, body = List<Program>)))]
async fn index(State(app): State<App>, asked: Asked) -> Handled<Response> {
    let tenant = asked.tenant("programs:read")?;
    let _: super::Nothing = asked.query()?;
    let cursor = asked.cursor(list::id::<ProgramId>)?;
    let page = call::read(&app.engine, move |tx| program::list(tx, &tenant, &cursor)).await?;
    Ok(list::render(&asked, page, Program::from))
}

/// Start a program for a store that has none.
#[utoipa::path(post, path = "/api/v1/programs", tag = "programs", request_body = NewProgram,
    responses((status = 201, body = Program)))]
async fn create(State(app): State<App>, sent: Sent) -> Handled<Response> {
    let (tenant, NewProgram { store, name, preset }) = sent.read("programs:write")?;
    super::checked(|faults| faults.text("/name", &name, 200))?;
    let new = program::NewProgram { name: name.trim().to_owned(), preset, by: sent.by() };
    let actor = sent.actor();
    let started = sent.once_routed(&app, move |tx, now| {
        referred(store::load(tx, &tenant, &store), "/store")?;
        let id = program::create(tx, &tenant, &store, &new, now)?;
        let program = program::load(tx, &tenant, &id)?;
        audit::program_created(tx, &actor, &program, now)?;
        answer(StatusCode::CREATED, &Program::from(program))
    });
    started.await
}

/// Read a program and its rules.
#[utoipa::path(get, path = "/api/v1/programs/{id}", tag = "programs",
    params(("id" = String, Path, description = "The program's id.")), responses((status = 200, body = Program)))]
async fn show(State(app): State<App>, asked: Asked) -> Handled<Json<Program>> {
    let tenant = asked.tenant("programs:read")?;
    let id: ProgramId = asked.id("program")?;
    let program = call::read(&app.engine, move |tx| program::load(tx, &tenant, &id)).await?;
    Ok(Json(program.into()))
}

/// Change a program's rules.
///
/// What is given replaces the rule of that name, as a new version that judges the orders placed from
/// this second on; the same rules make no version. Orders already placed keep theirs.
#[utoipa::path(patch, path = "/api/v1/programs/{id}", tag = "programs", request_body = RulesChange,
    params(("id" = String, Path, description = "The program's id.")), responses((status = 200, body = Program)))]
async fn change(State(app): State<App>, sent: Sent) -> Handled<Response> {
    let (tenant, body) = sent.read::<RulesChange>("programs:write")?;
    let id: ProgramId = sent.asked().id("program")?;
    let change = body.checked()?;
    let (by, actor, clock) = (sent.by(), sent.actor(), app.engine.clock.clone());
    let changed = sent.once_routed(&app, move |tx, now| {
        let before = program::load(tx, &tenant, &id)?;
        change.check_partners(tx, &tenant)?;
        change.check_events(tx, (&tenant, &id))?;
        let home = Home::of(tx, &tenant, &id)?;
        let changing = |rules: &mut tributary_core::program::Rules| {
            change.apply(rules);
            change.promise(rules, &home)
        };
        let program = Engine::change_rules(tx, &tenant, &id, &by, &clock, changing)?;
        audit::rules_changed(tx, &actor, (&before, &program), now)?;
        answer(StatusCode::OK, &Program::from(program))
    });
    changed.await
}
