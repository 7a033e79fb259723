//! Sign in and out (`/login`, `/logout`), and into the demo with one press.

use super::attempts::Attempts;
use crate::app::App;
use crate::call;
use crate::lang;
use crate::web::admin::cookie;
use crate::web::admin::desk::demo_banner;
use crate::web::admin::guard::{GuestPosted, Posted};
use crate::web::admin::refusal::{Refusal, Shown};
use crate::web::admin::session::{SignedIn, is_local};
use crate::web::kit::shell;
use crate::web::view::account::login::{self, DemoDoor, LoginView};
use axum::extract::{ConnectInfo, Extension, FromRequestParts, Query, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use tributary_engine::access::{self, User};
use tributary_engine::{Error, chance};

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
    let guard = cookie::read(&headers, cookie::GUEST).filter(|guard| is_token(guard));
    let guard = guard.map_or_else(chance::secret, Ok)?;
    Ok(page(&app, StatusCode::OK, LoginView { csrf: guard, next, ..LoginView::default() }))
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
pub(super) async fn enter_demo(State(app): State<App>, peer: Peer, _: GuestPosted) -> Shown {
    if !app.is_demo() {
        return Ok(crate::web::admin::not_found().await);
    }
    let owner = call::read(&app.engine, |tx| User::by_email(tx, DEMO_EMAIL)).await?;
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

/// Opens the session; the language of this browser becomes the one that the person chose.
pub(super) async fn signed_in(
    app: &App,
    user: User,
    (how, agent): (&'static str, &str),
    next: &str,
) -> Shown {
    let (now, agent) = (app.now(), agent.to_owned());
    let chosen = user.language.clone().map(|tag| cookie::set(&app.settings, lang::COOKIE, &tag));
    let opened = call::write(&app.engine, move |tx| access::sign_in(tx, &user, (how, &agent), now));
    let token = cookie::set(&app.settings, cookie::SESSION, &opened.await?);
    let mut answer = Redirect::to(next).into_response();
    for one in [Some(token), chosen].into_iter().flatten() {
        answer.headers_mut().append(header::SET_COOKIE, one);
    }
    Ok(answer)
}

fn too_many(app: &App, again: LoginView, seconds: i64) -> Response {
    let problem = format!("Too many tries for this address. Wait {seconds} seconds, then try again.");
    page(app, StatusCode::TOO_MANY_REQUESTS, LoginView { problem: Some(problem), ..again })
}

fn wrong(app: &App, again: LoginView) -> Response {
    let problem = "This e-mail and password do not belong together. Check both and try again.".to_owned();
    page(app, StatusCode::UNAUTHORIZED, LoginView { problem: Some(problem), ..again })
}

fn page(app: &App, status: StatusCode, view: LoginView) -> Response {
    let demo = app.is_demo().then(|| DemoDoor {
        action: "/login/demo".into(),
        email: DEMO_EMAIL.into(),
        password: DEMO_PASSWORD.into(),
    });
    let guard = cookie::set(&app.settings, cookie::GUEST, &view.csrf);
    let banner = app.is_demo().then(demo_banner);
    let view = LoginView { action: "/login".into(), demo, ..view };
    let body = shell::bare_with("Sign in", banner.as_ref(), &login::render(&view));
    (status, [(header::SET_COOKIE, guard)], body).into_response()
}

/// Whether a cookie holds a secret as we make them, and so may stand in the next one.
fn is_token(text: &str) -> bool {
    (30..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// Where a request comes from; nowhere in particular when the server does not tell.
#[derive(Debug, Clone)]
pub(super) struct Peer {
    /// The address.
    pub(super) ip: IpAddr,
    /// What the browser says it is.
    pub(super) agent: String,
}

impl FromRequestParts<App> for Peer {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let peer = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |ConnectInfo(address)| address.ip());
        let agent = parts.headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok());
        let agent = agent.unwrap_or_default().to_owned();
        Ok(Self { ip: app.settings.client_ip(peer, &parts.headers), agent })
    }
}
