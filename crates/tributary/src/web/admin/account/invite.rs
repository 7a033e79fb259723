//! An invitation (`/invite/{token}`): who invites, to what role, and the form to join.

use super::guest::{self, Peer};
use super::login;
use crate::app::App;
use crate::call;
use crate::t;
use crate::web::admin::desk::first_store;
use crate::web::admin::fields::{Fields, form_errors};
use crate::web::admin::guard::GuestPosted;
use crate::web::admin::people::role_name;
use crate::web::admin::refusal::Shown;
use crate::web::kit::FieldError;
use crate::web::view::account::invite::{self as view, InviteView};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use tributary_engine::Error;
use tributary_engine::access::{self, Invitation};

/// `GET /invite/{token}`
pub(super) async fn form(State(app): State<App>, headers: HeaderMap, Path(secret): Path<String>) -> Shown {
    let guard = guest::guard(&headers)?;
    show(&app, (&guard, &secret), (&Fields::default(), Vec::new())).await
}

/// `POST /invite/{token}`
pub(super) async fn join(
    State(app): State<App>,
    Path(secret): Path<String>,
    peer: Peer,
    GuestPosted { fields }: GuestPosted,
) -> Shown {
    let guard = fields.text("csrf");
    let password = fields.text("password");
    let hash = match call::slowly(move || access::hash_password(&password)).await {
        Ok(hash) => hash,
        Err(error) => return show(&app, (&guard, &secret), (&fields, form_errors(error)?)).await,
    };
    let (asked, name, now) = (secret.clone(), fields.text("name"), app.now());
    let joined = call::write(&app.engine, move |tx| {
        let user = access::join(tx, &asked, (&name, &hash), now)?;
        let session = access::sign_in(tx, &user, ("invitation", &peer.agent), now)?;
        Ok((user, session))
    });
    match joined.await {
        Ok((user, session)) => Ok(login::welcomed(&app, &user, &session, "/admin")),
        Err(Error::NotFound(_)) => show(&app, (&guard, &secret), (&fields, Vec::new())).await,
        Err(error) => show(&app, (&guard, &secret), (&fields, form_errors(error)?)).await,
    }
}

async fn show(
    app: &App,
    (guard, secret): (&str, &str),
    (fields, errors): (&Fields, Vec<FieldError>),
) -> Shown {
    let (asked, now) = (secret.to_owned(), app.now());
    let found = call::read(&app.engine, move |tx| {
        let Some(invitation) = access::invitation(tx, &asked, now)? else { return Ok(None) };
        let store = first_store(tx, &invitation.tenant)?;
        Ok(Some((invitation, store.name)))
    });
    let title = t!("Invitation");
    let Some((Invitation { email, role, invited_by, .. }, store)) = found.await? else {
        return Ok(guest::page(app, StatusCode::GONE, (title, guard), &view::ended()));
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let view = InviteView {
        csrf: guard.into(),
        action: format!("/invite/{secret}"),
        store,
        invited_by,
        role: role_name(role),
        email,
        name: fields.text("name"),
        errors,
    };
    Ok(guest::page(app, status, (title, guard), &view::render(&view)))
}
