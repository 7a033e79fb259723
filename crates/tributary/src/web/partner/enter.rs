//! Signing in and out as a partner: by a link in a mail, which is used up by a press, not by being looked at.

use super::letters;
use super::session::{COOKIE, Posted, Shown, SignedIn};
use crate::app::App;
use crate::lang;
use crate::web::admin::account::attempts::Attempts;
use crate::web::admin::account::guest::{self, Peer};
use crate::web::admin::cookie;
use crate::web::admin::desk::demo_banner;
use crate::web::admin::guard::GuestPosted;
use crate::web::kit::public::{self as frame, Public};
use crate::web::outsider::cookie_for;
use crate::web::public::chosen;
use crate::web::view::portal::enter::{self as view, AskForm};
use crate::{call, t};
use axum::extract::{Extension, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use maud::Markup;
use serde::Deserialize;
use std::sync::Arc;
use tributary_engine::page::{Cursor, LIMIT_MAX};
use tributary_engine::portal::PartnerSession;
use tributary_engine::{access, portal, store};

/// The name above pages that are of no single store.
const OURS: &str = "Tributary";

/// What the addresses carry.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Ask {
    token: String,
    language: Option<String>,
}

/// `GET /partner/login`
pub(super) async fn ask(
    State(app): State<App>,
    me: Result<SignedIn, super::session::Unseen>,
    headers: HeaderMap,
    Query(ask): Query<Ask>,
) -> Shown {
    if let Some(answer) = chosen(&app.settings, ask.language.as_deref(), "/partner/login") {
        return Ok(answer);
    }
    if me.is_ok() {
        return Ok(Redirect::to("/partner").into_response());
    }
    let csrf = guest::guard(&headers)?;
    let form = AskForm { csrf: csrf.clone(), ..AskForm::default() };
    page(&app, (StatusCode::OK, &csrf), t!("Sign in"), &view::ask(&form)).await
}

/// `POST /partner/login`: says the same whether the address is known or not.
pub(super) async fn send(
    State(app): State<App>,
    Extension(attempts): Extension<Arc<Attempts>>,
    peer: Peer,
    headers: HeaderMap,
    GuestPosted { fields }: GuestPosted,
) -> Shown {
    let email = fields.text("email");
    if let Err(seconds) = attempts.count(&peer.ip.to_string(), app.now()) {
        let csrf = fields.text("csrf");
        let problem =
            t!("That was often. Wait {seconds} seconds, then send it once more.", seconds = seconds);
        let form = AskForm { csrf: csrf.clone(), email, problem: Some(problem) };
        return page(&app, (StatusCode::TOO_MANY_REQUESTS, &csrf), t!("Sign in"), &view::ask(&form)).await;
    }
    let (engine, base, language, now) =
        (app.engine.clone(), app.settings.base_url(&headers), lang::current(), app.now());
    let asked = move |tx: &mut tributary_engine::db::Tx<'_>| {
        let Some(to) = portal::addressee(tx, &email)? else { return Ok(()) };
        letters::sign_in(tx, &engine.sealer, &to, (&base, language), now)
    };
    call::write(&app.engine, asked).await?;
    Ok(Redirect::to("/partner/sent").into_response())
}

/// `GET /partner/sent`
pub(super) async fn sent(State(app): State<App>) -> Shown {
    page(&app, (StatusCode::OK, ""), t!("Sign in"), &view::sent()).await
}

/// `GET /partner/enter?token=…`
pub(super) async fn look(State(app): State<App>, headers: HeaderMap, Query(ask): Query<Ask>) -> Shown {
    let (token, now) = (ask.token.clone(), app.now());
    let works = call::read(&app.engine, move |tx| portal::link_works(tx, &token, now)).await?;
    let csrf = guest::guard(&headers)?;
    let (status, body) = match works {
        true => (StatusCode::OK, view::press(&csrf, &ask.token)),
        false => (StatusCode::GONE, view::over()),
    };
    page(&app, (status, &csrf), t!("Sign in"), &body).await
}

/// `POST /partner/enter`
pub(super) async fn enter(State(app): State<App>, GuestPosted { fields }: GuestPosted) -> Shown {
    let (token, now) = (fields.text("token"), app.now());
    match call::write(&app.engine, move |tx| portal::enter(tx, &token, now)).await? {
        Some(token) => {
            let cookie = cookie_for::<PartnerSession>(&app.settings, &token);
            Ok(([(header::SET_COOKIE, cookie)], Redirect::to("/partner")).into_response())
        }
        None => page(&app, (StatusCode::GONE, ""), t!("Sign in"), &view::over()).await,
    }
}

/// `POST /partner/logout`
pub(super) async fn leave(State(app): State<App>, headers: HeaderMap, _: Posted) -> Shown {
    let token = cookie::read(&headers, COOKIE).unwrap_or_default();
    call::write(&app.engine, move |tx| portal::end_session(tx, &token)).await?;
    let gone = cookie_for::<PartnerSession>(&app.settings, "");
    Ok(([(header::SET_COOKIE, gone)], Redirect::to("/partner/login")).into_response())
}

/// The name above the page: the store's, where there is only one. Nobody knows yet who asks.
fn store_name(
    tx: &mut tributary_engine::db::Tx<'_>,
    tenant: &tributary_core::TenantId,
) -> tributary_engine::Result<String> {
    let all = Cursor { after: None, limit: LIMIT_MAX };
    let mut stores = store::list(tx, tenant, &all)?.rows;
    Ok(if stores.len() > 1 {
        OURS.to_owned()
    } else {
        stores.pop().map(|store| store.name).unwrap_or_default()
    })
}

async fn page(app: &App, (status, csrf): (StatusCode, &str), title: &str, body: &Markup) -> Shown {
    let name = call::read(&app.engine, |tx| match access::live_tenants(tx)?.as_slice() {
        [only] => store_name(tx, only),
        _ => Ok(OURS.to_owned()),
    });
    let frame = Public {
        store: name.await?,
        stores: Vec::new(),
        home: "/partner".to_owned(),
        here: if csrf.is_empty() { String::new() } else { "/partner/login".to_owned() },
        end: None,
        banner: app.is_demo().then(demo_banner),
    };
    let mut answer: Response = (status, frame::page(&frame, title, body)).into_response();
    if !csrf.is_empty() {
        answer.headers_mut().append(header::SET_COOKIE, cookie::set(&app.settings, cookie::GUEST, csrf));
    }
    Ok(answer)
}
