//! First run (`/setup?token=…`): from a link in the terminal to a store, a program and a signed-in owner, once.

mod connect;
mod consent;
mod tryout;

use crate::app::App;
use crate::call;
use crate::lang::{self, Lang};
use crate::t;
use crate::web::admin::cookie;
use crate::web::admin::fields::{Fields, form_errors};
use crate::web::admin::once::{Once, Secrets};
use crate::web::admin::refusal::{Refusal, Shown};
use crate::web::admin::settings::choices::{currencies, languages, store_url, timezones};
use crate::web::kit::shell;
use crate::web::view::setup::{self as view, SetupView};
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Extension, Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use std::sync::Arc;
use tributary_core::money::Rate;
use tributary_core::program::{Commission, Rules};
use tributary_core::{Currency, Timestamp};
use tributary_engine::access::{self, Session, User};
use tributary_engine::audit::Actor;
use tributary_engine::db::Tx;
use tributary_engine::setup::{self, NewInstallation};
use tributary_engine::store::{self, NewStore};
use tributary_engine::{Engine, Error};

const PRESET: &str = "reftrackr";
const DEFAULTS: [(&str, &str); 5] =
    [("currency", "USD"), ("timezone", "UTC"), ("percent", "10"), ("window_days", "30"), ("hold_days", "14")];

/// What the link from the terminal carries.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Ask {
    #[serde(default)]
    token: String,
}

/// What the third step says, checked.
#[derive(Debug, Clone)]
struct Terms {
    rate: Rate,
    window_days: u32,
    hold_days: u32,
}

/// First run, and the connection of the store.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/setup", get(form).post(install))
        .route("/setup/language", post(speak))
        .route("/admin/connect", get(connect::page).post(consent::allow))
        .route("/admin/connect/hello", post(connect::make_hello))
}

/// `GET /setup`
pub(super) async fn form(State(app): State<App>, Query(ask): Query<Ask>) -> Shown {
    let (token, now) = (ask.token.clone(), app.now());
    if !call::read(&app.engine, move |tx| access::setup_is_open(tx, &token, now)).await? {
        return Ok(crate::web::admin::not_found().await);
    }
    Ok(page(StatusCode::OK, &filled(&ask.token, |name| default(name).to_owned())))
}

/// `POST /setup`: the token from the terminal is what guards this form.
pub(super) async fn install(
    State(app): State<App>,
    Extension(once): Extension<Arc<Once>>,
    body: Bytes,
) -> Shown {
    let fields = Fields::read(&body);
    let again = filled(fields.get("token"), |name| fields.text(name));
    match make(&app, &fields, &once).await {
        Ok(cookie) => Ok(([(header::SET_COOKIE, cookie)], Redirect::to("/admin/connect")).into_response()),
        Err(Refusal::Engine(Error::NotFound(_) | Error::Conflict(_))) => {
            Ok(crate::web::admin::not_found().await)
        }
        Err(Refusal::Engine(error)) => {
            let errors = form_errors(error)?;
            Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &SetupView { errors, ..again }))
        }
        Err(other) => Err(other),
    }
}

/// `POST /setup/language`: the same form in another language; what was typed stays, but for the password.
async fn speak(State(app): State<App>, body: Bytes) -> Shown {
    let fields = Fields::read(&body);
    let (token, now) = (fields.text("token"), app.now());
    if !call::read(&app.engine, move |tx| access::setup_is_open(tx, &token, now)).await? {
        return Ok(crate::web::admin::not_found().await);
    }
    let chosen = Lang::parse(fields.get("language")).unwrap_or_default();
    let answer =
        lang::within(chosen, || page(StatusCode::OK, &filled(fields.get("token"), |name| fields.text(name))));
    let cookie = cookie::set(&app.settings, lang::COOKIE, chosen.tag());
    Ok(([(header::SET_COOKIE, cookie)], answer).into_response())
}

/// Makes everything and signs the owner in; answers the session's cookie.
async fn make(app: &App, fields: &Fields, once: &Once) -> Result<HeaderValue, Refusal> {
    let (token, now) = (fields.text("token"), app.now());
    let asked = token.clone();
    if !call::read(&app.engine, move |tx| access::setup_is_open(tx, &asked, now)).await? {
        return Err(Error::NotFound("setup").into());
    }
    let (new, terms) = checked(fields).await?;
    let (engine, tryout) = (app.engine.clone(), t!("Try-out"));
    let made = call::write(&app.engine, move |tx| {
        if !access::setup_is_open(tx, &token, now)? {
            return Err(Error::NotFound("setup"));
        }
        everything(tx, &engine, (&new, &terms, tryout), now)
    });
    let (cookie, session, secrets) = made.await?;
    call::refresh_snapshot(&app.engine).await?;
    once.keep(&session, secrets);
    Ok(cookie::set(&app.settings, cookie::SESSION, &cookie))
}

fn everything(
    tx: &mut Tx<'_>,
    engine: &Engine,
    (new, terms, tryout): (&NewInstallation, &Terms, &str),
    now: Timestamp,
) -> Result<(String, Session, Secrets), Error> {
    let made = setup::install(tx, &engine.sealer, new, now)?;
    let by = Actor::system(&made.tenant, "setup");
    let store = store::load(tx, &made.tenant, &made.store)?;
    tryout::make(tx, (&by, &store), (tryout, engine.sealer.people_key()), now)?;
    let by = &new.admin_email;
    let agreed = |rules: &mut Rules| {
        rules.commission = Commission::Percent { rate: terms.rate };
        (rules.window_days, rules.hold_days) = (terms.window_days, terms.hold_days);
        Ok(())
    };
    Engine::change_rules(tx, &made.tenant, &made.program, by, &engine.clock, agreed)?;
    let owner = User::by_id(tx, &made.tenant, &made.user)?.ok_or(Error::NotFound("owner"))?;
    let token = access::sign_in(tx, &owner, ("setup", ""), now)?;
    let session = access::session_of(tx, &token, now)?.ok_or(Error::NotFound("session"))?;
    let webhook_secret = made.webhook_secret_generated;
    Ok((token, session, Secrets { webhook_secret, api_key: Some(made.api_key.secret), ..Secrets::default() }))
}

/// Everything the form says, or all that is wrong with it.
async fn checked(fields: &Fields) -> Result<(NewInstallation, Terms), Error> {
    let mut wrong = Vec::new();
    let mut note = |error: Error| match error {
        Error::Invalid(fields) => wrong.extend(fields),
        other => tracing::error!(error = %other, "the setup form could not be read"),
    };
    let password = fields.text("password");
    let hash = call::slowly(move || access::hash_password(&password)).await.map_err(&mut note);
    let (store, terms) = (new_store(fields).map_err(&mut note), agreed(fields).map_err(&mut note));
    let email = fields.text("email");
    if !tributary_engine::partner::plausible_email(&email) {
        note(Error::field("/email", "format", t!("Use an address such as ada@example.com.")));
    }
    let (Ok(password_hash), Ok(store), Ok(terms), true) = (hash, store, terms, wrong.is_empty()) else {
        return Err(Error::Invalid(wrong));
    };
    let preset = PRESET.to_owned();
    let webhook_secrets = Vec::new();
    Ok((NewInstallation { admin_email: email, password_hash, store, preset, webhook_secrets }, terms))
}

fn new_store(fields: &Fields) -> Result<NewStore, Error> {
    let wrong = |name: &str, detail: &str| Error::field(format!("/{name}"), "format", detail);
    let name = fields.some("store_name").ok_or_else(|| wrong("store_name", t!("Give your store a name.")))?;
    let url = store_url(fields.get("store_url"))
        .ok_or_else(|| wrong("store_url", t!("Use your store's address, such as https://shop.example.")))?;
    let currency = Currency::parse(fields.get("currency"))
        .map_err(|_| wrong("currency", t!("Choose a currency from the list.")))?;
    let timezone = fields.text("timezone");
    if jiff::tz::TimeZone::get(&timezone).is_err() {
        return Err(wrong("timezone", t!("Choose a time zone from the list.")));
    }
    Ok(NewStore { name, url, currency, timezone })
}

fn agreed(fields: &Fields) -> Result<Terms, Error> {
    let rate = Rate::parse_percent(fields.get("percent")).map_err(|_| {
        Error::field("/percent", "range", t!("Give a percentage from 0 to 100, such as 12.5."))
    })?;
    Ok(Terms { rate, window_days: fields.days("window_days")?, hold_days: fields.days("hold_days")? })
}

fn default(name: &str) -> &'static str {
    DEFAULTS.iter().find(|(known, _)| *known == name).map_or("", |(_, text)| text)
}

fn filled(token: &str, text: impl Fn(&str) -> String) -> SetupView {
    SetupView {
        action: "/setup".into(),
        token: token.into(),
        csrf: String::new(),
        email: text("email"),
        store_name: text("store_name"),
        store_url: text("store_url"),
        currency: text("currency"),
        currencies: currencies(None),
        timezone: text("timezone"),
        timezones: timezones(),
        language: lang::current().tag().to_owned(),
        languages: languages(),
        percent: text("percent"),
        window_days: text("window_days"),
        hold_days: text("hold_days"),
        errors: Vec::new(),
    }
}

fn page(status: StatusCode, view: &SetupView) -> Response {
    (status, shell::bare(t!("Set up"), &view::render(view))).into_response()
}
