//! General settings (`/admin/settings/general`): the store's name, address, currency, clock and language.

use super::choices::{currencies, languages, store_url, timezones};
use crate::app::App;
use crate::call;
use crate::lang::Lang;
use crate::t;
use crate::web::admin::desk::{self, Desk, Place};
use crate::web::admin::fields::{Fields, form_errors};
use crate::web::admin::filter::query;
use crate::web::admin::guard::Posted;
use crate::web::admin::refusal::Shown;
use crate::web::admin::session::SignedIn;
use crate::web::kit::{FieldError, Toast};
use crate::web::view::settings::general::{self as view, GeneralView};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use serde::Deserialize;
use tributary_core::Currency;
use tributary_engine::Error;
use tributary_engine::audit::Actor;
use tributary_engine::store::{self, Change};

const PATH: &str = "/admin/settings/general";

/// What the address says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Ask {
    did: String,
}

/// `GET /admin/settings/general`
pub(super) async fn page(State(app): State<App>, me: SignedIn, Query(ask): Query<Ask>) -> Shown {
    let (desk, settled) =
        desk::read(&app, me, |tx, desk| store::currency_is_settled(tx, desk.tenant(), &desk.store.id))
            .await?;
    let done = (ask.did == "saved").then(|| Toast { text: t!("Settings saved").into(), ..Toast::default() });
    let view = GeneralView { done, ..shaped(&desk, settled, |name| stored(&desk, name)) };
    Ok(desk.page(Place::Settings, t!("General"), &view::render(&view)))
}

/// `POST /admin/settings/general`
pub(super) async fn save(State(app): State<App>, Posted { me, fields }: Posted) -> Shown {
    let change = match checked(&fields) {
        Ok(change) => change,
        Err(error) => return again(&app, me, &fields, form_errors(error)?).await,
    };
    let (by, asked, now) = (Actor::from(&me.session), me.asked.clone(), app.now());
    let saved = call::write(&app.engine, move |tx| {
        let store = asked.store(tx, &by.tenant)?;
        store::change(tx, &by, &store.id, &kept(&change, &store), now)
    });
    match saved.await {
        Ok(()) => Ok(Redirect::to(&query(PATH, &[("did", "saved".to_owned())])).into_response()),
        Err(error) => again(&app, me, &fields, form_errors(error)?).await,
    }
}

/// A form without a currency leaves it as it is: the field is off once there are orders.
fn kept(change: &(Change, bool), store: &store::Store) -> Change {
    let (change, with_currency) = change;
    let currency = if *with_currency { change.currency } else { store.currency };
    Change { currency, ..change.clone() }
}

fn checked(fields: &Fields) -> Result<(Change, bool), Error> {
    let wrong = |name: &str, detail: &str| Error::field(format!("/{name}"), "format", detail);
    let url = store_url(fields.get("url"))
        .ok_or_else(|| wrong("url", t!("Use your store's address, such as https://shop.example.")))?;
    let code = fields.get("currency");
    let currency = Currency::parse(if code.is_empty() { "USD" } else { code })
        .map_err(|_| wrong("currency", t!("Choose a currency from the list.")))?;
    let language = Lang::parse(fields.get("language")).map(|lang| lang.tag().to_owned());
    let (name, timezone) = (fields.text("name"), fields.text("timezone"));
    Ok((Change { name, url, currency, timezone, language }, !code.is_empty()))
}

async fn again(app: &App, me: SignedIn, fields: &Fields, errors: Vec<FieldError>) -> Shown {
    let (desk, settled) =
        desk::read(app, me, |tx, desk| store::currency_is_settled(tx, desk.tenant(), &desk.store.id)).await?;
    let view = GeneralView { errors, ..shaped(&desk, settled, |name| fields.text(name)) };
    let place = (Place::Settings, t!("General"));
    Ok(desk.page_with(StatusCode::UNPROCESSABLE_ENTITY, place, &view::render(&view)))
}

fn stored(desk: &Desk, name: &str) -> String {
    match name {
        "name" => desk.store.name.clone(),
        "url" => desk.store.url.clone(),
        "currency" => desk.store.currency.code().to_owned(),
        "timezone" => desk.store.timezone.clone(),
        _ => desk.store.language.clone().unwrap_or_default(),
    }
}

fn shaped(desk: &Desk, settled: bool, text: impl Fn(&str) -> String) -> GeneralView {
    let none = (String::new(), t!("None: English").to_owned());
    GeneralView {
        name: text("name"),
        url: text("url"),
        currency: if settled { desk.store.currency.code().to_owned() } else { text("currency") },
        currencies: currencies(Some(desk.store.currency)),
        currency_settled: settled,
        timezone: text("timezone"),
        timezones: timezones(),
        language: text("language"),
        languages: [none].into_iter().chain(languages()).collect(),
        csrf: desk.csrf(),
        ..GeneralView::default()
    }
}
