//! Applying (`/join/{program}/apply`): the application is kept first and judged afterwards.

use super::program::{Ask, Found, found, terms_words};
use crate::app::App;
use crate::lang::{self, msg};
use crate::web::admin::account::attempts::Attempts;
use crate::web::admin::account::guest::{self, Peer};
use crate::web::admin::cookie;
use crate::web::admin::fields::{Fields, form_errors};
use crate::web::admin::guard::GuestPosted;
use crate::web::admin::refusal::Shown;
use crate::web::kit::FieldError;
use crate::web::kit::public as frame;
use crate::web::partner::letters;
use crate::web::view::public::{self as view, ApplyForm};
use crate::{call, t};
use axum::extract::{Extension, Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use std::sync::Arc;
use tributary_engine::Error;
use tributary_engine::application::{self, Answers, Application};
use tributary_engine::audit::{self, Actor, Note};
use tributary_engine::db::Tx;

/// Who approves where nobody looks.
const BY_ITSELF: &str = "automatic";

/// `GET /join/{program}/apply`
pub(super) async fn form(
    State(app): State<App>,
    headers: HeaderMap,
    Path(slug): Path<String>,
    Query(ask): Query<Ask>,
) -> Shown {
    let found = found(&app, slug).await?;
    let here = format!("{}/apply", found.href());
    if let Some(answer) = super::chosen(&app.settings, ask.language.as_deref(), &here) {
        return Ok(answer);
    }
    if !found.page.open {
        return Ok(Redirect::to(&found.href()).into_response());
    }
    let csrf = guest::guard(&headers)?;
    Ok(page(&app, &found, StatusCode::OK, ApplyForm { csrf, ..ApplyForm::default() }))
}

/// `POST /join/{program}/apply`
pub(super) async fn send(
    State(app): State<App>,
    Extension(attempts): Extension<Arc<Attempts>>,
    peer: Peer,
    headers: HeaderMap,
    Path(slug): Path<String>,
    GuestPosted { fields }: GuestPosted,
) -> Shown {
    let found = found(&app, slug).await?;
    if !found.page.open {
        return Ok(Redirect::to(&found.href()).into_response());
    }
    let next = Redirect::to(&format!("{}/sent", found.href())).into_response();
    if !fields.get("fax").is_empty() {
        return Ok(next); // a program: it learns nothing
    }
    let errors = match attempts.count(&peer.ip.to_string(), app.now()) {
        Err(seconds) => vec![FieldError {
            field: String::new(),
            message: t!("That was often. Wait {seconds} seconds, then send it once more.", seconds = seconds),
        }],
        Ok(()) => match apply(&app, &found, &fields, &headers).await {
            Ok(()) => return Ok(next),
            Err(error) => form_errors(error)?,
        },
    };
    Ok(page(&app, &found, StatusCode::UNPROCESSABLE_ENTITY, ApplyForm { errors, ..typed(&fields) }))
}

/// `GET /join/{program}/sent`
pub(super) async fn sent(State(app): State<App>, Path(slug): Path<String>) -> Shown {
    let found = found(&app, slug).await?;
    let body = view::sent(found.page.automatic, &found.href());
    Ok(frame::page(&found.frame(&app, String::new()), t!("Apply"), &body).into_response())
}

/// Keeps the application, then judges it where nobody has to look.
async fn apply(app: &App, found: &Found, fields: &Fields, headers: &HeaderMap) -> Result<(), Error> {
    let answers = checked(fields)?;
    let (tenant, program, now) = (found.tenant.clone(), found.program.id.clone(), app.now());
    let kept = call::write(&app.engine, move |tx| {
        let made = application::submit(tx, &tenant, &program, &answers, now)?;
        let note = Note::on("application.sent", made.id.as_str()).named(&made.answers.name);
        audit::note(tx, &Actor::guest(&tenant, &made.answers.email), &note, now)?;
        Ok(made)
    });
    let kept = kept.await?;
    let base = app.settings.base_url(headers);
    if !found.page.automatic {
        return letters::received(app, &found.tenant, &kept).await;
    }
    approve(app, found, &kept, base).await?;
    call::refresh_snapshot(&app.engine).await
}

async fn approve(app: &App, found: &Found, kept: &Application, base: String) -> Result<(), Error> {
    let (tenant, id, now) = (found.tenant.clone(), kept.id.clone(), app.now());
    let program = kept.program.clone();
    let (engine, language) = (app.engine.clone(), lang::current());
    let approved = move |tx: &mut Tx<'_>| {
        let people_key = engine.sealer.people_key();
        let partner = application::approve(tx, &tenant, &id, (BY_ITSELF, people_key), now)?;
        let note = Note::on("application.approved", id.as_str()).named(&partner.name);
        audit::note(tx, &Actor::system(&tenant, BY_ITSELF), &note, now)?;
        letters::welcome(tx, (&tenant, &program, &engine.sealer), &partner, (&base, language), now)
    };
    call::write(&app.engine, approved).await
}

fn checked(fields: &Fields) -> Result<Answers, Error> {
    let answers = Answers {
        name: fields.text("name"),
        email: fields.text("email"),
        country: fields.text("country"),
        site: fields.text("site"),
        promotes: fields.text("promotes"),
        language: lang::current().tag().to_owned(),
    };
    let mut faults = match application::check(&answers) {
        Err(Error::Invalid(faults)) => faults,
        Err(other) => return Err(other),
        Ok(()) => Vec::new(),
    };
    if fields.get("agreed") != "1" {
        let detail = msg("Agree to the terms to apply.");
        faults.push(tributary_engine::Field::new("/agreed", "required", detail));
    }
    if faults.is_empty() { Ok(answers) } else { Err(Error::Invalid(faults)) }
}

fn typed(fields: &Fields) -> ApplyForm {
    ApplyForm {
        csrf: fields.text("csrf"),
        name: fields.text("name"),
        email: fields.text("email"),
        country: fields.text("country"),
        site: fields.text("site"),
        promotes: fields.text("promotes"),
        agreed: fields.get("agreed") == "1",
        ..ApplyForm::default()
    }
}

fn page(app: &App, found: &Found, status: StatusCode, form: ApplyForm) -> Response {
    let guard = cookie::set(&app.settings, cookie::GUEST, &form.csrf);
    let here = format!("{}/apply", found.href());
    let form = ApplyForm {
        action: here.clone(),
        back: found.href(),
        terms: terms_words(&found.program.current.rules),
        ..form
    };
    // Another language would forget what was typed, so it is offered before anything was.
    let here = if form.errors.is_empty() { here } else { String::new() };
    let body = frame::page(&found.frame(app, here), t!("Apply"), &view::apply(&form));
    (status, [(header::SET_COOKIE, guard)], body).into_response()
}
