//! A publisher's tokens and postbacks (`/publisher/api`).

use super::frame;
use super::session::{Posted, Shown, SignedIn};
use super::transactions::names;
use crate::app::App;
use crate::postbacks::address;
use crate::web::admin::fields::{Fields, form_errors};
use crate::web::admin::moment::Moments;
use crate::web::kit::{FieldError, chip};
use crate::web::public::chosen;
use crate::web::view::publisher::api::{self as view, ApiView, PostbackRow, TokenRow, Typed};
use crate::web::view::publisher::layout::Place;
use crate::{call, t};
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use maud::Markup;
use tributary_core::{KeyId, ProgramId};
use tributary_engine::conversion::{reach_in, reach_of};
use tributary_engine::webhook::{self, Endpoint, Format, MACROS, Owner, State as Standing, Template};
use tributary_engine::{Error, event, publisher};

pub(super) const PATH: &str = "/publisher/api";

impl Default for Typed {
    fn default() -> Self {
        Self {
            program: String::new(),
            url: String::new(),
            format: "postback".to_owned(),
            method: "GET".to_owned(),
            events: event::OF_PUBLISHERS.map(str::to_owned).to_vec(),
        }
    }
}

/// What a form brought.
pub(super) fn typed(fields: &Fields) -> Typed {
    let or = |name: &str, usual: &str| fields.some(name).unwrap_or_else(|| usual.to_owned());
    Typed {
        program: fields.text("program"),
        url: fields.text("url"),
        format: or("format", "postback"),
        method: or("method", "GET"),
        events: fields.all("events").map(str::to_owned).collect(),
    }
}

/// `GET /publisher/api`, also asked while somebody types into its form.
pub(super) async fn page(State(app): State<App>, me: SignedIn, RawQuery(query): RawQuery) -> Shown {
    let fields = Fields::read(query.unwrap_or_default().as_bytes());
    if let Some(answer) = chosen(&app.settings, fields.some("language").as_deref(), PATH) {
        return Ok(answer);
    }
    let mut typed = typed(&fields);
    if typed.events.is_empty() {
        typed.events = Typed::default().events;
    }
    shown(&app, me, (typed, None), Vec::new()).await
}

/// `POST /publisher/api/tokens`
pub(super) async fn make(State(app): State<App>, Posted { me, fields }: Posted) -> Shown {
    let (of, name, now) = (me.session.publisher.clone(), fields.text("name"), app.now());
    match call::write(&app.engine, move |tx| publisher::create_key(tx, &of, &name, now)).await {
        Ok(made) => shown(&app, me, (Typed::default(), Some(made.secret)), Vec::new()).await,
        Err(error) => shown(&app, me, (Typed::default(), None), form_errors(error)?).await,
    }
}

/// `POST /publisher/api/tokens/{id}/revoke`
pub(super) async fn revoke(State(app): State<App>, Path(id): Path<String>, posted: Posted) -> Shown {
    let id = KeyId::parse(&id).map_err(|_| Error::NotFound("token"))?;
    let (of, now) = (posted.me.session.publisher, app.now());
    call::write(&app.engine, move |tx| publisher::revoke_key(tx, &of, &id, now)).await?;
    Ok(Redirect::to(PATH).into_response())
}

/// The page, with what was typed, a token that was just made, and what is wrong.
pub(super) async fn shown(
    app: &App,
    me: SignedIn,
    (typed, fresh): (Typed, Option<String>),
    errors: Vec<FieldError>,
) -> Shown {
    let (of, wanted, now) = (me.session.publisher.clone(), typed.program.clone(), app.now());
    let read = call::read(&app.engine, move |tx| {
        let names = names(tx, &of)?;
        let mut endpoints = Vec::new();
        for reach in reach_of(tx, &of)? {
            endpoints.extend(webhook::list_own(tx, &reach)?);
        }
        let program = ProgramId::parse(&wanted).ok().or_else(|| names.keys().next().cloned());
        let sample = match program {
            Some(program) => {
                let reach = reach_in(tx, &of, (&program, "/program"))?;
                let owner = Owner { partner: reach.partner.clone(), program };
                Some(webhook::sample_own(tx, &reach, &owner, now)?)
            }
            None => None,
        };
        Ok((publisher::list_keys(tx, &of)?, names, endpoints, sample))
    });
    let (keys, names, endpoints, sample) = read.await?;
    let clock = Moments::new("UTC", now);
    let preview = match (&sample, typed.url.is_empty()) {
        (Some(sample), false) => previewed(app, &typed, sample),
        _ => Ok(String::new()),
    };
    let name = |id: Option<&ProgramId>| id.and_then(|id| names.get(id)).cloned().unwrap_or_default();
    let view = ApiView {
        base_url: me.base_url.clone(),
        tokens: keys.into_iter().map(|key| token(&clock, key)).collect(),
        fresh,
        postbacks: endpoints
            .iter()
            .filter(|endpoint| endpoint.state != Standing::Archived)
            .map(|endpoint| row(endpoint, name(endpoint.owner.as_ref().map(|owner| &owner.program))))
            .collect(),
        programs: names.iter().map(|(id, name)| (id.to_string(), name.clone())).collect(),
        kinds: event::OF_PUBLISHERS.to_vec(),
        macros: MACROS.iter().map(|one| (one.name.to_owned(), one.aliases.join(", "))).collect(),
        typed,
        preview,
        csrf: me.session.csrf.clone(),
        errors,
    };
    let status = if view.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    frame::page(app, &me, (status, Place::Api, t!("API & postbacks")), &view::render(&view)).await
}

/// What an address comes to.
fn previewed(app: &App, typed: &Typed, sample: &event::Event) -> Result<String, String> {
    let format = Format::try_from(typed.format.clone()).unwrap_or(Format::Postback);
    let url = match address(&typed.url, format, app.settings.allow_private_webhooks) {
        Ok(url) => url,
        Err(Error::Invalid(fields)) => {
            let first = fields.into_iter().next().map(|field| crate::lang::known(&field.detail));
            return Err(first.unwrap_or_default());
        }
        Err(error) => return Err(error.to_string()),
    };
    match format {
        Format::Standard => Ok(url),
        Format::Postback => {
            Template::parse(&url).map(|read| read.fill(sample)).map_err(|bad| bad.to_string())
        }
    }
}

fn token(clock: &Moments, key: publisher::Key) -> TokenRow {
    TokenRow {
        id: key.id.to_string(),
        name: key.name,
        made: clock.stamp(key.created_at),
        used: key.used_at.map(|at| clock.stamp(at)),
        revoked: key.revoked_at.map(|at| clock.stamp(at)),
    }
}

fn row(endpoint: &Endpoint, program: String) -> PostbackRow {
    PostbackRow {
        href: format!("{PATH}/postbacks/{}", endpoint.id),
        url: endpoint.url.clone(),
        program,
        how: how(endpoint),
        state: standing(endpoint),
    }
}

/// What is sent, and how.
pub(super) fn how(endpoint: &Endpoint) -> String {
    match endpoint.format {
        Format::Standard => t!("JSON").to_owned(),
        Format::Postback => endpoint.method.as_str().to_owned(),
    }
}

/// How an endpoint stands.
pub(super) fn standing(endpoint: &Endpoint) -> Markup {
    match endpoint.state {
        Standing::Active => chip::status(chip::Status::Approved, t!("Active")),
        Standing::Paused => chip::status(chip::Status::Pending, t!("Paused")),
        Standing::Disabled => chip::status(chip::Status::Declined, t!("Disabled")),
        Standing::Archived => chip::plain(t!("Archived")),
    }
}
