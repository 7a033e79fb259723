//! The first minute (`/admin/developers`): a program with a fresh key of test mode in it, and word of its first request.

use super::keys;
use crate::app::App;
use crate::call;
use crate::t;
use crate::web::admin::desk::{self, Desk, Place};
use crate::web::admin::guard::Posted;
use crate::web::admin::once::{Once, Secrets};
use crate::web::admin::refusal::Shown;
use crate::web::admin::session::SignedIn;
use crate::web::admin::test_mode::{self, twin_of};
use crate::web::docs::papers;
use crate::web::kit::{FieldError, Post, Toast};
use crate::web::view::developers::snippets::{Filled, LANGUAGES};
use crate::web::view::developers::start::{self as view, HeardView, StartView};
use axum::extract::{Extension, Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use serde::Deserialize;
use std::sync::Arc;
use tributary_core::{KeyId, TenantId};
use tributary_engine::audit::Actor;
use tributary_engine::clock::rfc3339;
use tributary_engine::db::Tx;
use tributary_engine::page::Cursor;
use tributary_engine::request::{self, Request};
use tributary_engine::{Error, Result, access, twin};

/// Where all this is.
pub(super) const PATH: &str = "/admin/developers";
/// Stands where a key will be.
const NO_KEY: &str = "tributary_test_sk_…";
/// The sample order was placed a little ago, whatever the reader's clock says.
const AGO_MS: i64 = 60_000;

/// What the address says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Ask {
    lang: String,
    did: String,
}

/// What is shown once, and what is wrong with a form.
#[derive(Debug, Default)]
pub(super) struct Fresh {
    /// A key that was just made.
    pub(super) key: Option<String>,
    /// The key of the first minute.
    pub(super) start: Option<(KeyId, String)>,
    /// What is wrong.
    pub(super) errors: Vec<FieldError>,
}

impl Fresh {
    /// The secrets of this session. The key of the first minute stays a while, for people change languages.
    pub(super) fn of(once: &Once, me: &SignedIn) -> Self {
        let secrets = once.peek(&me.session);
        if secrets.api_key.is_some() {
            once.keep(&me.session, Secrets { api_key: None, ..secrets.clone() });
        }
        Self { key: secrets.api_key, start: secrets.start_key, errors: Vec::new() }
    }
}

/// `GET /admin/developers`
pub(super) async fn page(
    State(app): State<App>,
    Extension(once): Extension<Arc<Once>>,
    me: SignedIn,
    Query(ask): Query<Ask>,
) -> Shown {
    let fresh = Fresh::of(&once, &me);
    show(&app, me, ask, fresh).await
}

/// `POST /admin/developers/start`: a fresh key of test mode.
pub(super) async fn make(
    State(app): State<App>,
    Extension(once): Extension<Arc<Once>>,
    Posted { me, fields }: Posted,
) -> Shown {
    let twin = twin_of(&app, &me.session.home).await?;
    let by = Actor { tenant: twin, ..Actor::from(&me.session) };
    let (name, now) = (t!("60-second start").to_owned(), app.now());
    let all = vec!["all".to_owned()];
    let made = call::write(&app.engine, move |tx| access::create_key(tx, &by, &name, &all, now)).await?;
    let kept = once.peek(&me.session);
    once.keep(&me.session, Secrets { start_key: Some((made.id, made.secret)), ..kept });
    let lang = language(fields.get("lang"));
    Ok(Redirect::to(&format!("{PATH}?lang={lang}")).into_response())
}

/// `GET /admin/developers/heard/{id}`: whether anything came with a key; the card of the page alone.
pub(super) async fn heard(State(app): State<App>, Path(id): Path<String>, me: SignedIn) -> Shown {
    let key = KeyId::parse(&id).map_err(|_| Error::NotFound("key"))?;
    let asked = key.clone();
    let (desk, first) =
        desk::read(&app, me, move |tx, desk| first(tx, &desk.me.session.home, &asked)).await?;
    let view = listened(&desk, &key, first.as_ref());
    Ok(desk.page(Place::Developers, t!("Developers"), &view::listening(&view)))
}

/// The first request that came with a key of the twin.
fn first(tx: &mut Tx<'_>, home: &TenantId, key: &KeyId) -> Result<Option<Request>> {
    let Some(twin) = access::twin(tx, home)? else { return Ok(None) };
    let filter = request::Filter { key: Some(key.clone()), ..request::Filter::default() };
    Ok(request::list(tx, &twin, &filter, &Cursor { after: None, limit: 1 })?.rows.pop())
}

fn listened(desk: &Desk, key: &KeyId, first: Option<&Request>) -> HeardView {
    let to = first.map_or_else(|| format!("{PATH}/logs"), |one| format!("{PATH}/logs/{}", one.id));
    let seen =
        |one: &Request| (one.method.clone(), one.path.clone(), one.status, desk.clock.second(one.at).text);
    HeardView {
        poll: format!("{PATH}/heard/{key}"),
        first: first.map(seen),
        well: first.is_some_and(|one| one.status < 400),
        log: Post::to(test_mode::PATH, desk.csrf()).with("on", "1").with("to", to),
    }
}

fn language(word: &str) -> &'static str {
    LANGUAGES.iter().find(|(known, _)| *known == word).map_or("curl", |(known, _)| known)
}

/// The page, after whatever was done.
pub(super) async fn show(app: &App, me: SignedIn, ask: Ask, fresh: Fresh) -> Shown {
    let status = if fresh.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let key = fresh.start.as_ref().map(|(id, _)| id.clone());
    let read = desk::read(app, me, move |tx, desk| {
        let home = &desk.me.session.home;
        let heard = key.map(|key| first(tx, home, &key).map(|first| (key, first))).transpose()?;
        let store = match access::twin(tx, home)? {
            Some(twin) => Some(desk::first_store(tx, &twin)?.id),
            None => None,
        };
        Ok((heard, store, keys::all(tx, desk)?))
    });
    let (desk, (heard, store, all)) = read.await?;
    let filled = Filled {
        base_url: desk.me.base_url.clone(),
        key: fresh.start.as_ref().map_or_else(|| NO_KEY.to_owned(), |(_, secret)| secret.clone()),
        store: store.map_or_else(|| "sto_…".to_owned(), |id| id.to_string()),
        currency: desk.store.currency.code().to_owned(),
        code: twin::CODE.to_owned(),
        now: rfc3339(desk.clock.now().plus_ms(-AGO_MS)),
    };
    let language = language(&ask.lang);
    let view = StartView {
        language: language.to_owned(),
        filled,
        heard: heard.map(|(key, first)| listened(&desk, &key, first.as_ref())),
        make: Post::to(format!("{PATH}/start"), desk.csrf()).with("lang", language),
        keys: keys::view(&desk, &all, fresh.key, fresh.errors),
        documents: papers::list(),
        done: (ask.did == "revoked").then(|| Toast { text: t!("Key revoked").into(), ..Toast::default() }),
    };
    Ok(desk.page_with(status, (Place::Developers, t!("Developers")), &view::render(&view)))
}
