//! Coming in by a link in a mail, which is used up by a press, not by being looked at; and leaving.

use super::page::{framed, known_store, signed_out, with_guard};
use super::session::{Posted, Shown};
use crate::app::App;
use crate::mail::Letter;
use crate::web::admin::account::attempts::Attempts;
use crate::web::admin::account::guest::{self, Peer};
use crate::web::admin::cookie;
use crate::web::admin::guard::GuestPosted;
use crate::web::kit::public as frame;
use crate::web::outsider::{Outsider, cookie_for};
use crate::web::view::refer as view;
use crate::{call, lang, refer, t};
use axum::extract::{Extension, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect};
use serde::Deserialize;
use std::sync::Arc;
use tributary_core::Timestamp;
use tributary_engine::customer::Customer;
use tributary_engine::db::Tx;
use tributary_engine::panel::{self, ReferSession};
use tributary_engine::store::Store;
use tributary_engine::{Engine, Result, mail};

/// How long a link lasts that somebody asked for just now.
const ASKED_MS: i64 = 15 * 60_000;

/// What the addresses carry.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Ask {
    token: String,
}

/// `POST /refer/login`: says the same whether the address is known or not.
pub(super) async fn send(
    State(app): State<App>,
    Extension(attempts): Extension<Arc<Attempts>>,
    peer: Peer,
    headers: HeaderMap,
    GuestPosted { fields }: GuestPosted,
) -> Shown {
    if let Err(seconds) = attempts.count(&peer.ip.to_string(), app.now()) {
        let problem =
            t!("That was often. Wait {seconds} seconds, then send it once more.", seconds = seconds);
        let asked = fields.text("store");
        return signed_out(&app, &headers, (&asked, Some(problem)), StatusCode::TOO_MANY_REQUESTS).await;
    }
    let store = known_store(&app, fields.get("store")).await?;
    let (engine, base, email, now) =
        (app.engine.clone(), app.settings.own_url(), fields.text("email"), app.now());
    if let Some(store) = store {
        let asked = move |tx: &mut Tx<'_>| {
            let of = (&store.tenant, &store.id);
            match panel::addressee(tx, of, &email, engine.sealer.people_key())? {
                Some(to) => write(tx, (&engine, &base), (&to, &store), now),
                None => Ok(()),
            }
        };
        call::write(&app.engine, asked).await?;
    }
    Ok(Redirect::to("/refer/sent").into_response())
}

fn write(
    tx: &mut Tx<'_>,
    (engine, base): (&Engine, &str),
    (to, store): (&Customer, &Store),
    now: Timestamp,
) -> Result<()> {
    let Some(address) = &to.email else { return Ok(()) };
    let token = panel::link(tx, (&store.tenant, &to.id), (now, ASKED_MS))?;
    let language = refer::language(None, &to.language, store.language.as_deref());
    let mail = lang::within(language, || {
        let after = t!("The link works once, for 15 minutes. If you did not ask for it, leave it alone.");
        let letter = Letter {
            subject: t!("Your rewards at {store}", store = store.name),
            before: vec![t!(
                "Here is the page with your link, your friends and your rewards at {store}.",
                store = store.name
            )],
            button: Some((t!("See my rewards").to_owned(), format!("{base}/refer/enter?token={token}"))),
            after: vec![after.to_owned()],
            useful_until: Some(now.plus_ms(ASKED_MS)),
            ..Letter::default()
        };
        letter.to(address)
    });
    mail::queue(tx, (&store.tenant, &engine.sealer), &mail, now).map(drop)
}

/// `GET /refer/sent`
pub(super) async fn sent(State(app): State<App>) -> Shown {
    let name = known_store(&app, "").await?.map_or_else(|| "Tributary".to_owned(), |store| store.name);
    Ok(frame::page(&framed(&app, &name, None), t!("Refer a friend"), &view::sent()).into_response())
}

/// `GET /refer/enter?token=…`
pub(super) async fn look(State(app): State<App>, headers: HeaderMap, Query(ask): Query<Ask>) -> Shown {
    let (token, now) = (ask.token.clone(), app.now());
    let works = call::read(&app.engine, move |tx| panel::link_works(tx, &token, now)).await?;
    let csrf = guest::guard(&headers)?;
    let (status, body) = match works {
        true => (StatusCode::OK, view::press(&csrf, &ask.token)),
        false => (StatusCode::GONE, view::over()),
    };
    let name = known_store(&app, "").await?.map_or_else(|| "Tributary".to_owned(), |store| store.name);
    let page = frame::page(&framed(&app, &name, None), t!("Refer a friend"), &body);
    Ok(with_guard(&app, status, &csrf, &page))
}

/// `POST /refer/enter`
pub(super) async fn enter(State(app): State<App>, GuestPosted { fields }: GuestPosted) -> Shown {
    let (token, now) = (fields.text("token"), app.now());
    match call::write(&app.engine, move |tx| panel::enter(tx, &token, now)).await? {
        Some(token) => {
            let cookie = cookie_for::<ReferSession>(&app.settings, &token);
            Ok(([(header::SET_COOKIE, cookie)], Redirect::to("/refer")).into_response())
        }
        None => {
            let page = frame::page(&framed(&app, "Tributary", None), t!("Refer a friend"), &view::over());
            Ok((StatusCode::GONE, page).into_response())
        }
    }
}

/// `POST /refer/logout`
pub(super) async fn leave(State(app): State<App>, headers: HeaderMap, _: Posted) -> Shown {
    let token = cookie::read(&headers, ReferSession::COOKIE).unwrap_or_default();
    call::write(&app.engine, move |tx| panel::end_session(tx, &token)).await?;
    let gone = cookie_for::<ReferSession>(&app.settings, "");
    Ok(([(header::SET_COOKIE, gone)], Redirect::to("/refer")).into_response())
}
