//! Becoming a publisher (`/publisher/join`): an account is made of a form, and the address is proved by the link in the mail.
//! Whoever has an account already gets the same answer, and a link to the account they have.

use super::frame;
use super::session::Shown;
use crate::app::App;
use crate::web::admin::account::attempts::Attempts;
use crate::web::admin::account::guest::{self, Peer};
use crate::web::admin::cookie;
use crate::web::admin::fields::{Fields, form_errors};
use crate::web::admin::guard::GuestPosted;
use crate::web::kit::FieldError;
use crate::web::public::chosen;
use crate::web::view::publisher::join::{self as view, JoinForm};
use crate::{call, lang, membership, t};
use axum::extract::{Extension, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use std::sync::Arc;
use tributary_engine::db::Tx;
use tributary_engine::publisher::{self, NewPublisher};
use tributary_engine::{Error, access};

/// What the address says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Ask {
    language: Option<String>,
}

/// `GET /publisher/join`
pub(super) async fn form(State(app): State<App>, headers: HeaderMap, Query(ask): Query<Ask>) -> Shown {
    if let Some(answer) = chosen(&app.settings, ask.language.as_deref(), "/publisher/join") {
        return Ok(answer);
    }
    let csrf = guest::guard(&headers)?;
    Ok(page(&app, StatusCode::OK, &JoinForm { csrf, ..JoinForm::default() }))
}

/// `POST /publisher/join`
pub(super) async fn send(
    State(app): State<App>,
    Extension(attempts): Extension<Arc<Attempts>>,
    peer: Peer,
    GuestPosted { fields }: GuestPosted,
) -> Shown {
    let next = Redirect::to("/publisher/sent").into_response();
    if !fields.get("fax").is_empty() {
        return Ok(next); // a program: it learns nothing
    }
    let errors = match attempts.count(&peer.ip.to_string(), app.now()) {
        Err(seconds) => vec![FieldError {
            field: String::new(),
            message: t!("That was often. Wait {seconds} seconds, then send it once more.", seconds = seconds),
        }],
        Ok(()) => match join(&app, &fields).await {
            Ok(()) => return Ok(next),
            Err(error) => form_errors(error)?,
        },
    };
    let form = JoinForm {
        csrf: fields.text("csrf"),
        name: fields.text("name"),
        email: fields.text("email"),
        site: fields.text("site"),
        errors,
    };
    Ok(page(&app, StatusCode::UNPROCESSABLE_ENTITY, &form))
}

async fn join(app: &App, fields: &Fields) -> Result<(), Error> {
    let new =
        NewPublisher { name: fields.text("name"), email: fields.text("email"), site: fields.text("site") };
    let (engine, base, language, now) =
        (app.engine.clone(), app.settings.own_url(), lang::current(), app.now());
    let joined = move |tx: &mut Tx<'_>| {
        let made = publisher::find_or_create(tx, &new, now)?;
        // The server's first tenant: whoever runs it.
        let Some(tenant) = access::tenants(tx)?.into_iter().next() else { return Ok(()) };
        membership::sign_in(tx, (&tenant, &engine.sealer), &made, (&base, language), now)
    };
    call::write(&app.engine, joined).await
}

fn page(app: &App, status: StatusCode, form: &JoinForm) -> Response {
    let guard = cookie::set(&app.settings, cookie::GUEST, &form.csrf);
    // Another language would forget what was typed, so it is offered before anything was.
    let here = if form.errors.is_empty() { "/publisher/join" } else { "" };
    let body = frame::guest(app, here, t!("Become a publisher"), &view::render(form));
    (status, [(header::SET_COOKIE, guard)], body).into_response()
}
