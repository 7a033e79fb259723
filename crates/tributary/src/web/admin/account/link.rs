//! Signing in by a link in a mail (`/login/link`): asked for with an address, looked at, then used once. Whoever asks
//! learns nothing about who is known here.

use super::attempts::Attempts;
use super::guest::{self, Peer};
use super::{letters, login};
use crate::app::App;
use crate::call;
use crate::lang::{self, Lang};
use crate::t;
use crate::web::admin::guard::GuestPosted;
use crate::web::admin::refusal::Shown;
use crate::web::view::account::link as view;
use crate::web::view::account::login::LoginView;
use axum::extract::{Extension, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use std::sync::Arc;
use tributary_core::Timestamp;
use tributary_engine::access::{self, Purpose, SIGN_IN_MINUTES, Token, User};
use tributary_engine::db::Tx;
use tributary_engine::partner::plausible_email;
use tributary_engine::{Engine, Error, mail};

/// `GET /forgot`
pub(super) async fn form(State(app): State<App>, headers: HeaderMap) -> Shown {
    let guard = guest::guard(&headers)?;
    let body = view::ask(&view::AskView {
        csrf: guard.clone(),
        action: "/login/link".into(),
        sends: app.settings.mailer.is_some(),
    });
    Ok(guest::page(&app, StatusCode::OK, (t!("Forgotten password"), &guard), &body))
}

/// `POST /login/link`: the same answer for everybody, at once; the mail is written behind it.
pub(super) async fn ask(
    State(app): State<App>,
    Extension(attempts): Extension<Arc<Attempts>>,
    peer: Peer,
    GuestPosted { fields }: GuestPosted,
) -> Shown {
    let (email, csrf) = (fields.text("email"), fields.text("csrf"));
    let again = LoginView { csrf: csrf.clone(), email: email.clone(), ..LoginView::default() };
    if app.settings.mailer.is_none() {
        return Ok(Redirect::to("/login").into_response());
    }
    if !plausible_email(&email) {
        let problem = t!("Give the e-mail address that you sign in with.").to_owned();
        let view = LoginView { problem: Some(problem), ..again };
        return Ok(login::page(&app, StatusCode::UNPROCESSABLE_ENTITY, view));
    }
    for who in [format!("link {}", email.to_lowercase()), format!("link from {}", peer.ip)] {
        if let Err(seconds) = attempts.count(&who, app.now()) {
            return Ok(login::too_many(&app, again, seconds));
        }
    }
    tokio::spawn(write(app.clone(), email.clone(), lang::current()));
    let body = view::sent(&email, SIGN_IN_MINUTES);
    Ok(guest::page(&app, StatusCode::OK, (t!("Check your mail"), &csrf), &body))
}

async fn write(app: App, email: String, reader: Lang) {
    let (engine, base, now) = (app.engine.clone(), app.settings.own_url(), app.now());
    let written =
        call::write(&app.engine, move |tx| queue(tx, (&engine, &base), (&email, reader), now)).await;
    if let Err(error) = written {
        tracing::error!(%error, "a link to sign in could not be written");
    }
}

fn queue(
    tx: &mut Tx<'_>,
    (engine, base): (&Engine, &str),
    (email, reader): (&str, Lang),
    now: Timestamp,
) -> Result<(), Error> {
    let Some(user) = User::by_email(tx, email)? else { return Ok(()) };
    let token = Token { tenant: user.tenant.clone(), user: user.id.clone() };
    let secret = access::open_link(tx, Purpose::SignIn, &token, now)?;
    let lang = user.language.as_deref().and_then(Lang::parse).unwrap_or(reader);
    let letter =
        lang::within(lang, || letters::sign_in(format!("{base}/login/link/{secret}"), now).to(&user.email));
    mail::queue(tx, (&user.tenant, &engine.sealer), &letter, now).map(drop)
}

/// `GET /login/link/{token}`: uses nothing up, for mail programs look before people do.
pub(super) async fn look(State(app): State<App>, headers: HeaderMap, Path(secret): Path<String>) -> Shown {
    let (asked, now) = (secret.clone(), app.now());
    let user = call::read(&app.engine, move |tx| {
        let token = access::look_at_link(tx, Purpose::SignIn, &asked, now)?;
        token.map(|token| User::by_id(tx, &token.tenant, &token.user)).transpose()
    })
    .await?;
    let Some(user) = user.flatten() else { return Ok(ended(&app, &headers)?) };
    let guard = guest::guard(&headers)?;
    let body = view::enter(&view::EnterView {
        csrf: guard.clone(),
        action: format!("/login/link/{secret}"),
        email: user.email,
    });
    Ok(guest::page(&app, StatusCode::OK, (t!("Sign in"), &guard), &body))
}

/// `POST /login/link/{token}`
pub(super) async fn enter(
    State(app): State<App>,
    headers: HeaderMap,
    Path(secret): Path<String>,
    peer: Peer,
    _: GuestPosted,
) -> Shown {
    let now = app.now();
    let entered = call::write(&app.engine, move |tx| {
        let Some(token) = access::use_link(tx, Purpose::SignIn, &secret, now)? else { return Ok(None) };
        let Some(user) = User::by_id(tx, &token.tenant, &token.user)? else { return Ok(None) };
        let session = access::sign_in(tx, &user, ("link", &peer.agent), now)?;
        Ok(Some((user, session)))
    });
    match entered.await? {
        Some((user, session)) => Ok(login::welcomed(&app, &user, &session, "/admin")),
        None => Ok(ended(&app, &headers)?),
    }
}

fn ended(app: &App, headers: &HeaderMap) -> Result<Response, Error> {
    let guard = guest::guard(headers)?;
    let body = view::ended(SIGN_IN_MINUTES);
    Ok(guest::page(app, StatusCode::GONE, (t!("This link no longer works"), &guard), &body))
}
