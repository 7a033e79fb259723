//! Sign in and out (`/login`, `/logout`), and into the demo with one press.

use super::attempts::Attempts;
use super::guest::{self, Peer};
use crate::app::App;
use crate::call;
use crate::lang;
use crate::t;
use crate::web::admin::cookie;
use crate::web::admin::guard::{GuestPosted, Posted};
use crate::web::admin::refusal::{Refusal, Shown};
use crate::web::admin::session::{SignedIn, is_local};
use crate::web::view::account::login::{self, DemoDoor, LoginView};
use axum::extract::{Extension, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use std::sync::Arc;
use tributary_engine::Error;
use tributary_engine::access::{self, User};

/// The owner that the demo is made with.
const DEMO_EMAIL: &str = "owner@example.test";
const DEMO_PASSWORD: &str = "demo demo demo";

/// What the sign-in page's address may carry.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Ask {
    next: Option<String>,
}

/// `GET /`
pub(super) async fn home(me: Result<SignedIn, Refusal>) -> Shown {
    me.map(|_| Redirect::to("/admin").into_response())
}

/// `GET /login`
pub(super) async fn form(
    State(app): State<App>,
    headers: HeaderMap,
    me: Result<SignedIn, Refusal>,
    Query(ask): Query<Ask>,
) -> Shown {
    let next = ask.next.filter(|next| is_local(next));
    if me.is_ok() {
        return Ok(Redirect::to(next.as_deref().unwrap_or("/admin")).into_response());
    }
    let csrf = guest::guard(&headers)?;
    Ok(page(&app, StatusCode::OK, LoginView { csrf, next, ..LoginView::default() }))
}

/// `POST /login`
pub(super) async fn enter(
    State(app): State<App>,
    Extension(attempts): Extension<Arc<Attempts>>,
    peer: Peer,
    GuestPosted { fields }: GuestPosted,
) -> Shown {
    let email = fields.text("email");
    let who = format!("{} {}", email.to_lowercase(), peer.ip);
    let next = fields.some("next").filter(|next| is_local(next));
    let again = LoginView { csrf: fields.text("csrf"), email: email.clone(), next, ..LoginView::default() };
    if let Err(seconds) = attempts.count(&who, app.now()) {
        return Ok(too_many(&app, again, seconds));
    }
    match by_password(&app, email, fields.text("password")).await? {
        None => {
            let (typed, now) = (again.email.clone(), app.now());
            call::write(&app.engine, move |tx| access::sign_in_refused(tx, &typed, now)).await?;
            Ok(wrong(&app, again))
        }
        Some(user) => {
            attempts.forget(&who);
            signed_in(&app, user, ("password", &peer.agent), again.next.as_deref().unwrap_or("/admin")).await
        }
    }
}

/// `POST /login/demo`
pub(super) async fn enter_demo(
    State(app): State<App>,
    peer: Peer,
    GuestPosted { fields }: GuestPosted,
) -> Shown {
    if !app.is_demo() {
        return Ok(crate::web::admin::not_found().await);
    }
    let who = match fields.get("role") {
        "manager" => "manager@example.test",
        "viewer" => "viewer@example.test",
        _ => DEMO_EMAIL,
    };
    let owner = call::read(&app.engine, move |tx| User::by_email(tx, who)).await?;
    let owner = owner.ok_or(Error::NotFound("demo owner"))?;
    signed_in(&app, owner, ("demo", &peer.agent), "/admin").await
}

/// `POST /logout`
pub(super) async fn leave(State(app): State<App>, headers: HeaderMap, _: Posted) -> Shown {
    let token = cookie::read(&headers, cookie::SESSION).unwrap_or_default();
    call::write(&app.engine, move |tx| access::end_session(tx, &token)).await?;
    let gone = cookie::clear(&app.settings, cookie::SESSION);
    Ok(([(header::SET_COOKIE, gone)], Redirect::to("/login")).into_response())
}

async fn by_password(app: &App, email: String, password: String) -> Result<Option<User>, Error> {
    let user = call::read(&app.engine, move |tx| User::by_email(tx, &email)).await?;
    call::slowly(move || Ok(access::check_password(user.as_ref(), &password).then_some(user).flatten())).await
}

/// Opens the session and leads on.
async fn signed_in(app: &App, user: User, (how, agent): (&'static str, &str), next: &str) -> Shown {
    let (now, agent, known) = (app.now(), agent.to_owned(), user.clone());
    let opened = call::write(&app.engine, move |tx| access::sign_in(tx, &known, (how, &agent), now));
    Ok(welcomed(app, &user, &opened.await?, next))
}

/// Gives the browser its session; its language becomes the one that the person chose.
pub(super) fn welcomed(app: &App, user: &User, token: &str, next: &str) -> Response {
    let session = cookie::set(&app.settings, cookie::SESSION, token);
    let language = user.language.as_deref().map(|tag| cookie::set(&app.settings, lang::COOKIE, tag));
    let mut answer = Redirect::to(next).into_response();
    for one in [Some(session), language].into_iter().flatten() {
        answer.headers_mut().append(header::SET_COOKIE, one);
    }
    answer
}

/// Says how long to wait, as minutes and seconds.
pub(super) fn too_many(app: &App, again: LoginView, seconds: i64) -> Response {
    let wait = format!("{:02}:{:02}", seconds / 60, seconds % 60);
    let problem = t!("Too many tries for this address. Wait {time}, then try again.", time = wait);
    page(app, StatusCode::TOO_MANY_REQUESTS, LoginView { problem: Some(problem), ..again })
}

fn wrong(app: &App, again: LoginView) -> Response {
    let problem = t!("This e-mail and password do not belong together. Check both and try again.").to_owned();
    page(app, StatusCode::UNAUTHORIZED, LoginView { problem: Some(problem), ..again })
}

/// The sign-in page. The link by mail is offered where mail leaves.
pub(super) fn page(app: &App, status: StatusCode, view: LoginView) -> Response {
    let demo = app.is_demo().then(|| DemoDoor {
        action: "/login/demo".into(),
        publisher: "/publisher/demo".into(),
        email: DEMO_EMAIL.into(),
        password: DEMO_PASSWORD.into(),
    });
    let link_action = app.settings.mailer.is_some().then(|| "/login/link".to_owned());
    let guard = view.csrf.clone();
    let view = LoginView { action: "/login".into(), demo, link_action, ..view };
    guest::page(app, status, (t!("Sign in"), &guard), &login::render(&view))
}
