//! The panel as a page of ours, and what stands there for whoever is not known.

use super::session::{Shown, SignedIn, Unseen, reader};
use crate::app::App;
use crate::refer::shown;
use crate::refer::token::{believed, kept};
use crate::refer::view::{Around, Size, Typed};
use crate::web::admin::account::guest;
use crate::web::admin::cookie;
use crate::web::admin::desk::demo_banner;
use crate::web::kit::public::{self as frame, Public};
use crate::web::outsider::cookie_for;
use crate::web::public::chosen;
use crate::web::view::refer::{self as view, AskForm};
use crate::{call, lang, t};
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use maud::Markup;
use serde::Deserialize;
use tributary_core::StoreId;
use tributary_engine::page::{Cursor, LIMIT_MAX};
use tributary_engine::panel::{self, ReferSession, secret};
use tributary_engine::store::Store;
use tributary_engine::{Error, access, db::Tx, store};

/// What the address carries.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Ask {
    token: Option<String>,
    store: String,
    did: String,
    language: Option<String>,
}

/// `GET /refer`
pub(super) async fn page(
    State(app): State<App>,
    me: Result<SignedIn, Unseen>,
    headers: HeaderMap,
    Query(ask): Query<Ask>,
) -> Shown {
    if let Some(token) = ask.token {
        return exchanged(&app, &headers, token).await;
    }
    if let Some(answer) = chosen(&app.settings, ask.language.as_deref(), "/refer") {
        return Ok(answer);
    }
    match me {
        Ok(me) => {
            let done = done(&ask.did);
            show(&app, (&me, &headers), Around { done, ..Around::default() }, StatusCode::OK).await
        }
        Err(_) => signed_out(&app, &headers, (&ask.store, None), StatusCode::OK).await,
    }
}

/// What was just done, in words.
fn done(did: &str) -> Option<String> {
    let text = match did {
        "invited" => t!("Your invitations are on their way."),
        "reminded" => t!("Your friend is reminded."),
        "code" => t!("You have a new link. The old one goes on working."),
        _ => return None,
    };
    Some(text.to_owned())
}

/// A shop's token becomes a session, and leaves the address.
async fn exchanged(app: &App, headers: &HeaderMap, token: String) -> Shown {
    let (sealer, now) = (app.engine.sealer.clone(), app.now());
    let told = call::read(&app.engine, move |tx| believed(tx, &sealer, &token, now)).await?;
    let Ok(told) = told else {
        let problem = t!("The link from the shop has ended. Open it again there, or ask for one by e-mail.");
        return signed_out(app, headers, ("", Some(problem.to_owned())), StatusCode::UNAUTHORIZED).await;
    };
    let customer = match told.known {
        Some(known) => known,
        None => kept(app, &told.store, &told.claims, now).await?,
    };
    let tenant = told.store.tenant;
    let open = move |tx: &mut Tx<'_>| panel::open_session(tx, (&tenant, &customer.id), now);
    let token = call::write(&app.engine, open).await?;
    let cookie = cookie_for::<ReferSession>(&app.settings, &token);
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to("/refer")).into_response())
}

/// The panel, with what was typed.
pub(super) async fn show(
    app: &App,
    (me, headers): (&SignedIn, &HeaderMap),
    around: Around,
    status: StatusCode,
) -> Shown {
    let reader = reader(app, me, headers).await?;
    let seen = shown::of(app, &reader, &me.base_url).await?;
    let csrf = me.session.csrf.clone();
    let around = Around { size: Size::Large, csrf: Some(csrf.clone()), ..around };
    let page = lang::within(reader.language, || {
        let frame = framed(app, &seen.store, Some(view::sign_out(&csrf)));
        frame::page(&frame, t!("Refer a friend"), &view::hosted(&seen, &around))
    });
    Ok((status, page).into_response())
}

/// What was typed into the form for invitations.
pub(super) fn typed(addresses: String, message: String, problems: Vec<String>) -> Around {
    Around { typed: Typed { addresses, message, problems }, ..Around::default() }
}

/// What stands there for whoever is not known: by e-mail they get a link.
pub(super) async fn signed_out(
    app: &App,
    headers: &HeaderMap,
    (asked, problem): (&str, Option<String>),
    status: StatusCode,
) -> Shown {
    let csrf = guest::guard(headers)?;
    let store = known_store(app, asked).await?;
    let form = AskForm {
        csrf: csrf.clone(),
        store: store.as_ref().map(|store| store.id.to_string()).unwrap_or_default(),
        problem,
    };
    let name = store.map_or_else(|| "Tributary".to_owned(), |store| store.name);
    Ok(with_guard(
        app,
        status,
        &csrf,
        &frame::page(&framed(app, &name, None), t!("Refer a friend"), &view::ask(&form, &name)),
    ))
}

/// A page whose form is guarded.
pub(super) fn with_guard(app: &App, status: StatusCode, csrf: &str, page: &Markup) -> Response {
    let guard = cookie::set(&app.settings, cookie::GUEST, csrf);
    (status, [(header::SET_COOKIE, guard)], page.clone()).into_response()
}

/// The frame around these pages.
pub(super) fn framed(app: &App, store: &str, end: Option<Markup>) -> Public {
    Public {
        store: store.to_owned(),
        stores: Vec::new(),
        home: "/refer".to_owned(),
        here: "/refer".to_owned(),
        end,
        banner: app.is_demo().then(demo_banner),
    }
}

/// The store that is asked for, or the only one that there is to ask for.
pub(super) async fn known_store(app: &App, asked: &str) -> Result<Option<Store>, Error> {
    let asked = StoreId::parse(asked).ok();
    let read = call::read(&app.engine, move |tx| {
        let id = match asked {
            Some(asked) => Some(asked),
            None => secret::only_store(tx)?,
        };
        match id {
            Some(id) => store::by_id(tx, &id).map(Some),
            None => only_store(tx),
        }
    });
    match read.await {
        Err(Error::NotFound(_)) => Ok(None),
        other => other,
    }
}

fn only_store(tx: &mut Tx<'_>) -> Result<Option<Store>, Error> {
    let tenants = access::live_tenants(tx)?;
    let [only] = tenants.as_slice() else { return Ok(None) };
    let stores = store::list(tx, only, &Cursor { after: None, limit: LIMIT_MAX })?.rows;
    Ok(<[Store; 1]>::try_from(stores).ok().map(|[only]| only))
}
