//! Puts a draft in force (`POST /admin/programs/{id}`), from now on, with a note why.

use super::edit::{self, Typed};
use super::{href, number, parsed};
use crate::app::App;
use crate::call;
use crate::lang::msg;
use crate::promises::Home;
use crate::web::admin::fields::{Fields, form_errors};
use crate::web::admin::guard::Posted;
use crate::web::admin::refusal::Shown;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use tributary_core::ProgramId;
use tributary_core::program::Rules;
use tributary_engine::access::Session;
use tributary_engine::audit::{self, Actor};
use tributary_engine::clock::Clock;
use tributary_engine::db::Tx;
use tributary_engine::program::{self, Author, Program};
use tributary_engine::{Engine, Error, partner};

/// `POST /admin/programs/{id}`
pub(super) async fn save(State(app): State<App>, Path(id): Path<String>, posted: Posted) -> Shown {
    let Posted { me, fields } = posted;
    let id = parsed(&id)?;
    let (session, sent, program, clock) =
        (me.session.clone(), fields.clone(), id.clone(), app.engine.clock.clone());
    let written =
        call::write(&app.engine, move |tx| put(tx, (&session, &program), (&sent, &clock), drafted)).await;
    match written {
        Ok(program) => {
            call::refresh_snapshot(&app.engine).await?;
            let href = format!("{}?made={}", href(&program.id), program.current.number);
            Ok(Redirect::to(&href).into_response())
        }
        Err(error) => {
            let typed = Typed {
                note: fields.text("note"),
                errors: form_errors(error)?,
                ..Typed::read(fields.get("draft"))
            };
            edit::shown(&app, me, (id, typed), StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

/// Puts what a form drafted in force: `drafted` makes rules of what was typed and of those it starts from.
pub(super) fn put(
    tx: &mut Tx<'_>,
    (session, id): (&Session, &ProgramId),
    (sent, clock): (&Fields, &Clock),
    drafted: impl Fn(&Typed, &Rules, &Home) -> Result<Rules, Error>,
) -> Result<Program, Error> {
    let tenant = &session.tenant;
    let before = program::load(tx, tenant, id)?;
    if number(sent.get("version")) != Some(before.current.number) {
        return Err(Error::Conflict(
            msg("Somebody changed the rules while this page was open. Look again at what would change, then save.")
                .to_owned(),
        ));
    }
    let note = sent.some("note").ok_or_else(|| {
        Error::field("/note", "required", msg("Say in a sentence why: it stands beside this version."))
    })?;
    let typed = Typed::read(sent.get("draft"));
    let base = match typed.from() {
        Some(from) => {
            let all = program::versions(tx, tenant, id)?;
            all.into_iter().find(|version| version.number == from).ok_or(Error::NotFound("version"))?.rules
        }
        None => before.current.rules.clone(),
    };
    let rules = drafted(&typed, &base, &Home::of(tx, tenant, id)?)?;
    check_partners(tx, session, &rules)?;
    let author = Author { by: &session.email, note: &note };
    let after = Engine::change_rules(tx, tenant, id, author, clock, |current| {
        current.clone_from(&rules);
        Ok(())
    })?;
    audit::rules_changed(tx, &Actor::from(session), (&before, &after), clock.now())?;
    Ok(after)
}

/// The rules that the form of all rules says.
fn drafted(typed: &Typed, base: &Rules, home: &Home) -> Result<Rules, Error> {
    let mut rules = base.clone();
    typed.draft(base).put(&mut rules, home.currency)?;
    Ok(rules)
}

fn check_partners(tx: &mut Tx<'_>, session: &Session, rules: &Rules) -> Result<(), Error> {
    for id in rules.exceptions.iter().filter_map(|one| one.partner.as_ref()) {
        partner::load(tx, &session.tenant, id)?;
    }
    Ok(())
}
