//! Signing in and out as a publisher: by a link in a mail, which is used up by a press, not by being looked at.

use super::frame;
use super::session::{COOKIE, Posted, Shown, SignedIn, Unseen};
use crate::app::App;
use crate::lang;
use crate::web::admin::account::attempts::Attempts;
use crate::web::admin::account::guest::{self, Peer};
use crate::web::admin::cookie;
use crate::web::admin::guard::GuestPosted;
use crate::web::outsider::cookie_for;
use crate::web::public::chosen;
use crate::web::view::publisher::enter::{self as view, AskForm};
use crate::{call, membership, t};
use axum::extract::{Extension, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use maud::Markup;
use serde::Deserialize;
use std::sync::Arc;
use tributary_engine::db::Tx;
use tributary_engine::publisher::Session;
use tributary_engine::{Error, access, publisher};

/// The publisher that the demo is made with.
const DEMO_EMAIL: &str = "hello@kickback.example";

/// What the addresses carry.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Ask {
    token: String,
    language: Option<String>,
}

/// `GET /publisher/enter`
pub(super) async fn ask(
    State(app): State<App>,
    me: Result<SignedIn, Unseen>,
    headers: HeaderMap,
    Query(ask): Query<Ask>,
) -> Shown {
    if let Some(answer) = chosen(&app.settings, ask.language.as_deref(), "/publisher/enter") {
        return Ok(answer);
    }
    if me.is_ok() {
        return Ok(Redirect::to("/publisher").into_response());
    }
    let csrf = guest::guard(&headers)?;
    let form = AskForm { csrf: csrf.clone(), demo: app.is_demo(), ..AskForm::default() };
    Ok(page(&app, (StatusCode::OK, &csrf), &view::ask(&form)))
}

/// `POST /publisher/enter`: says the same whether the address is known or not.
pub(super) async fn send(
    State(app): State<App>,
    Extension(attempts): Extension<Arc<Attempts>>,
    peer: Peer,
    GuestPosted { fields }: GuestPosted,
) -> Shown {
    let email = fields.text("email");
    if let Err(seconds) = attempts.count(&peer.ip.to_string(), app.now()) {
        let csrf = fields.text("csrf");
        let problem =
            t!("That was often. Wait {seconds} seconds, then send it once more.", seconds = seconds);
        let form = AskForm { csrf: csrf.clone(), email, problem: Some(problem), demo: app.is_demo() };
        return Ok(page(&app, (StatusCode::TOO_MANY_REQUESTS, &csrf), &view::ask(&form)));
    }
    let (engine, base, language, now) =
        (app.engine.clone(), app.settings.own_url(), lang::current(), app.now());
    let asked = move |tx: &mut Tx<'_>| {
        let Some(to) = publisher::find(tx, &email)? else { return Ok(()) };
        // The server's first tenant: whoever runs it.
        let Some(tenant) = access::live_tenants(tx)?.into_iter().next() else { return Ok(()) };
        membership::sign_in(tx, (&tenant, &engine.sealer), &to, (&base, language), now)
    };
    call::write(&app.engine, asked).await?;
    Ok(Redirect::to("/publisher/sent").into_response())
}

/// `GET /publisher/sent`
pub(super) async fn sent(State(app): State<App>) -> Shown {
    Ok(page(&app, (StatusCode::OK, ""), &view::sent()))
}

/// `GET /publisher/link?token=…`
pub(super) async fn look(State(app): State<App>, headers: HeaderMap, Query(ask): Query<Ask>) -> Shown {
    let (token, now) = (ask.token.clone(), app.now());
    let works = call::read(&app.engine, move |tx| publisher::link_works(tx, &token, now)).await?;
    let csrf = guest::guard(&headers)?;
    let (status, body) = match works {
        true => (StatusCode::OK, view::press(&csrf, &ask.token)),
        false => (StatusCode::GONE, view::over()),
    };
    Ok(page(&app, (status, &csrf), &body))
}

/// `POST /publisher/link`
pub(super) async fn enter(State(app): State<App>, GuestPosted { fields }: GuestPosted) -> Shown {
    let (token, now) = (fields.text("token"), app.now());
    match call::write(&app.engine, move |tx| publisher::enter(tx, &token, now)).await? {
        Some(token) => {
            let cookie = cookie_for::<Session>(&app.settings, &token);
            Ok(([(header::SET_COOKIE, cookie)], Redirect::to("/publisher")).into_response())
        }
        None => Ok(page(&app, (StatusCode::GONE, ""), &view::over())),
    }
}

/// `POST /publisher/demo`: into the demo with one press.
pub(super) async fn enter_demo(State(app): State<App>, _: GuestPosted) -> Shown {
    if !app.is_demo() {
        return Ok(crate::web::admin::not_found().await);
    }
    let now = app.now();
    let opened = call::write(&app.engine, move |tx| {
        let club = publisher::find(tx, DEMO_EMAIL)?.ok_or(Error::NotFound("demo publisher"))?;
        publisher::open_session(tx, &club.id, now)
    });
    let cookie = cookie_for::<Session>(&app.settings, &opened.await?);
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to("/publisher")).into_response())
}

/// `POST /publisher/leave`
pub(super) async fn leave(State(app): State<App>, headers: HeaderMap, _: Posted) -> Shown {
    let token = cookie::read(&headers, COOKIE).unwrap_or_default();
    call::write(&app.engine, move |tx| publisher::end_session(tx, &token)).await?;
    let gone = cookie_for::<Session>(&app.settings, "");
    Ok(([(header::SET_COOKIE, gone)], Redirect::to("/publisher/enter")).into_response())
}

fn page(app: &App, (status, csrf): (StatusCode, &str), body: &Markup) -> Response {
    let here = if csrf.is_empty() { "" } else { "/publisher/enter" };
    let mut answer: Response = (status, frame::guest(app, here, t!("Sign in"), body)).into_response();
    if !csrf.is_empty() {
        answer.headers_mut().append(header::SET_COOKIE, cookie::set(&app.settings, cookie::GUEST, csrf));
    }
    answer
}
