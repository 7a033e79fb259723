//! First run (`/setup?token=…`): from a link in the terminal to a store, a program and a signed-in owner, once.

mod connect;

use crate::app::App;
use crate::call;
use crate::web::admin::cookie;
use crate::web::admin::fields::{Fields, form_errors};
use crate::web::admin::once::{Once, Secrets};
use crate::web::admin::refusal::{Refusal, Shown};
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
use tributary_engine::db::Tx;
use tributary_engine::setup::{self, NewInstallation};
use tributary_engine::store::NewStore;
use tributary_engine::{Engine, Error};
use url::Url;

const PRESET: &str = "reftrackr";
const DEFAULTS: [(&str, &str); 5] =
    [("currency", "USD"), ("timezone", "UTC"), ("percent", "10"), ("window_days", "30"), ("hold_days", "14")];

/// Offered first; any other code of ISO 4217 is taken by the command line and the API.
const CURRENCIES: &str = "AED United Arab Emirates dirham|AUD Australian dollar|BGN Bulgarian lev|\
    BRL Brazilian real|CAD Canadian dollar|CHF Swiss franc|CNY Chinese yuan|CZK Czech koruna|DKK Danish krone|\
    EUR Euro|GBP Pound sterling|HKD Hong Kong dollar|HUF Hungarian forint|IDR Indonesian rupiah|\
    ILS Israeli shekel|INR Indian rupee|ISK Icelandic króna|JPY Japanese yen|KES Kenyan shilling|\
    KRW South Korean won|KWD Kuwaiti dinar|KZT Kazakh tenge|MXN Mexican peso|MYR Malaysian ringgit|\
    NGN Nigerian naira|NOK Norwegian krone|NZD New Zealand dollar|PHP Philippine peso|PLN Polish złoty|\
    RON Romanian leu|RSD Serbian dinar|SAR Saudi riyal|SEK Swedish krona|SGD Singapore dollar|THB Thai baht|\
    TRY Turkish lira|TWD New Taiwan dollar|UAH Ukrainian hryvnia|USD US dollar|UYU Uruguayan peso|\
    VND Vietnamese dong|ZAR South African rand";

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
        .route("/admin/connect", get(connect::page))
        .route("/admin/connect/secret", post(connect::add_secret))
        .route("/admin/connect/reading", post(connect::set_reading))
        .route("/admin/connect/key", post(connect::make_key))
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

/// Makes everything and signs the owner in; answers the session's cookie.
async fn make(app: &App, fields: &Fields, once: &Once) -> Result<HeaderValue, Refusal> {
    let (token, now) = (fields.text("token"), app.now());
    let asked = token.clone();
    if !call::read(&app.engine, move |tx| access::setup_is_open(tx, &asked, now)).await? {
        return Err(Error::NotFound("setup").into());
    }
    let (new, terms) = checked(fields).await?;
    let engine = app.engine.clone();
    let made = call::write(&app.engine, move |tx| {
        if !access::setup_is_open(tx, &token, now)? {
            return Err(Error::NotFound("setup"));
        }
        everything(tx, &engine, (&new, &terms), now)
    });
    let (cookie, session, secrets) = made.await?;
    call::refresh_snapshot(&app.engine).await?;
    once.keep(&session, secrets);
    Ok(cookie::set(&app.settings, cookie::SESSION, &cookie))
}

fn everything(
    tx: &mut Tx<'_>,
    engine: &Engine,
    (new, terms): (&NewInstallation, &Terms),
    now: Timestamp,
) -> Result<(String, Session, Secrets), Error> {
    let made = setup::install(tx, &engine.sealer, new, now)?;
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
    let webhook_secret = made.webhook_secret_generated.or_else(|| new.webhook_secrets.first().cloned());
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
        note(Error::field("/email", "format", "Use an address such as ada@example.com."));
    }
    let (Ok(password_hash), Ok(store), Ok(terms), true) = (hash, store, terms, wrong.is_empty()) else {
        return Err(Error::Invalid(wrong));
    };
    let preset = PRESET.to_owned();
    let webhook_secrets = fields.some("webhook_secret").into_iter().collect();
    Ok((NewInstallation { admin_email: email, password_hash, store, preset, webhook_secrets }, terms))
}

fn new_store(fields: &Fields) -> Result<NewStore, Error> {
    let wrong = |name: &str, detail: &str| Error::field(format!("/{name}"), "format", detail);
    let name = fields.some("store_name").ok_or_else(|| wrong("store_name", "Give your store a name."))?;
    let url = store_url(fields.get("store_url"))
        .ok_or_else(|| wrong("store_url", "Use your store's address, such as https://shop.example."))?;
    let currency = Currency::parse(fields.get("currency"))
        .map_err(|_| wrong("currency", "Choose a currency from the list."))?;
    let timezone = fields.text("timezone");
    if jiff::tz::TimeZone::get(&timezone).is_err() {
        return Err(wrong("timezone", "Choose a time zone from the list."));
    }
    Ok(NewStore { name, url, currency, timezone })
}

/// The address of a shop, without a trailing slash, if it is one that a browser can open.
fn store_url(text: &str) -> Option<String> {
    let url = Url::parse(text).ok()?;
    let fits = ["http", "https"].contains(&url.scheme()) && url.has_host() && url.username().is_empty();
    fits.then(|| url.as_str().trim_end_matches('/').to_owned())
}

fn agreed(fields: &Fields) -> Result<Terms, Error> {
    let rate = Rate::parse_percent(fields.get("percent"))
        .map_err(|_| Error::field("/percent", "range", "Give a percentage from 0 to 100, such as 12.5."))?;
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
        currencies: currencies(),
        timezone: text("timezone"),
        timezones: timezones(),
        percent: text("percent"),
        window_days: text("window_days"),
        hold_days: text("hold_days"),
        webhook_secret: text("webhook_secret"),
        errors: Vec::new(),
    }
}

fn currencies() -> Vec<(String, String)> {
    let known = CURRENCIES.split('|').filter_map(|line| line.split_once(' '));
    known.map(|(code, name)| (code.to_owned(), format!("{code} · {name}"))).collect()
}

fn timezones() -> Vec<(String, String)> {
    let names = jiff::tz::db().available().map(|name| name.to_string());
    let mut names: Vec<String> = names.filter(|name| name == "UTC" || name.contains('/')).collect();
    names.sort();
    names.into_iter().map(|name| (name.clone(), name.replace('_', " "))).collect()
}

fn page(status: StatusCode, view: &SetupView) -> Response {
    (status, shell::bare("Set up", &view::render(view))).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_offered_currency_and_the_default_zone_exist() {
        for (code, _) in currencies() {
            assert!(Currency::parse(&code).is_ok(), "{code}");
        }
        assert!(timezones().iter().any(|(name, _)| name == "UTC"));
        assert!(timezones().iter().any(|(name, _)| name == "Asia/Urumqi"));
    }

    #[test]
    fn a_shop_s_address_is_http_and_has_a_host() {
        assert_eq!(store_url("https://shop.example/").as_deref(), Some("https://shop.example"));
        assert_eq!(store_url("https://shop.example/en/").as_deref(), Some("https://shop.example/en"));
        for bad in
            ["", "shop.example", "ftp://shop.example", "javascript:alert(1)", "https://a:b@shop.example"]
        {
            assert_eq!(store_url(bad), None, "{bad}");
        }
    }
}
