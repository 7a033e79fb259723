//! Addresses that other systems call (`/admin/programs/{id}/tracking`): recognising one that somebody pastes, making one.

use super::tracking::{Known, read, shaped};
use super::{href, parsed};
use crate::app::App;
use crate::call;
use crate::inbound::postback::dialect::{self, DIALECTS, Value, named};
use crate::lang::msg;
use crate::t;
use crate::web::admin::desk::{Desk, Place};
use crate::web::admin::fields::{Fields, form_errors};
use crate::web::admin::guard::Posted;
use crate::web::admin::once::{Once, Secrets};
use crate::web::admin::refusal::Shown;
use crate::web::view::programs::postbacks::PostbacksCard;
use crate::web::view::programs::tracking::{self as view, TrackingView};
use axum::extract::{Extension, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use std::sync::Arc;
use tributary_engine::audit::{self, Actor, Note};
use tributary_engine::postback::{self, Mapping, NewSource, Source};
use tributary_engine::{Error, program, store};

/// `POST /admin/programs/{id}/tracking/recognise`
pub(super) async fn recognise(State(app): State<App>, Path(id): Path<String>, posted: Posted) -> Shown {
    let Posted { me, fields } = posted;
    let (desk, known) = read(&app, me, parsed(&id)?).await?;
    let pasted = fields.text("pasted");
    let found = dialect::recognise(&pasted);
    let unknown = t!(
        "It names no click in a way that is known here. Make a generic address, and map its words by API."
    );
    let (meaning, chosen) = match found {
        Some((dialect, values)) => {
            let values = values.into_iter().map(|(value, name)| (word(value), name)).collect();
            ((dialect.label.to_owned(), values), dialect.name)
        }
        None => ((unknown.to_owned(), Vec::new()), "generic"),
    };
    let TrackingView { postbacks, .. } = shaped(&desk, &known);
    let name = fields.text("source_name");
    let postbacks =
        PostbacksCard { pasted, name, meaning: Some(meaning), dialect: chosen.to_owned(), ..postbacks };
    let view = TrackingView { postbacks, ..shaped(&desk, &known) };
    Ok(desk.page(Place::Programs, t!("Tracking"), &view::render(&view)))
}

/// `POST /admin/programs/{id}/tracking/postbacks`
pub(super) async fn make(
    State(app): State<App>,
    Extension(once): Extension<Arc<Once>>,
    Path(id): Path<String>,
    posted: Posted,
) -> Shown {
    let Posted { me, fields } = posted;
    let id = parsed(&id)?;
    let (by, sealer, now, of, asked) =
        (Actor::from(&me.session), app.engine.sealer.clone(), app.now(), id.clone(), fields.clone());
    let made = call::write(&app.engine, move |tx| {
        let store = program::load(tx, &by.tenant, &of)?.store;
        let new = wanted(&asked, &store::load(tx, &by.tenant, &store)?)?;
        let source = postback::create(tx, (&by.tenant, &sealer), &new, now)?;
        let note = Note::on("postback_source.created", source.id.as_str()).named(&source.name);
        audit::note(tx, &by, &note, now)?;
        let token = postback::secret(tx, (&by.tenant, &sealer), &source.id)?;
        Ok((source, token))
    });
    match made.await {
        Ok((source, token)) => {
            let url = address(&me.base_url, &source).replace("TOKEN", &token);
            once.keep(&me.session, Secrets { postback: Some(url), ..Secrets::default() });
            Ok(Redirect::to(&format!("{}/tracking#postbacks", href(&id))).into_response())
        }
        Err(error) => {
            let errors = form_errors(error)?;
            let (desk, known) = read(&app, me, id).await?;
            let view = shaped(&desk, &known);
            let (name, dialect) = (fields.text("source_name"), fields.text("dialect"));
            let postbacks = PostbacksCard { errors, name, dialect, ..view.postbacks.clone() };
            let view = TrackingView { postbacks, ..view };
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(desk.page_with(status, (Place::Programs, t!("Tracking")), &view::render(&view)))
        }
    }
}

fn wanted(fields: &Fields, store: &store::Store) -> Result<NewSource, Error> {
    let name = fields.text("source_name");
    if name.is_empty() || name.chars().count() > 200 {
        return Err(Error::field("/source_name", "length", msg("Give a name of 1 to 200 characters.")));
    }
    let dialect = named(fields.get("dialect")).ok_or(Error::NotFound("dialect"))?;
    let unit = if fields.get("unit") == "minor" { "minor" } else { "major" };
    Ok(NewSource {
        store: store.id.clone(),
        name,
        dialect: dialect.name.to_owned(),
        unit: unit.to_owned(),
        currency: store.currency,
        event: None,
        mapping: Mapping::new(),
    })
}

/// What the card shows.
pub(super) fn card(desk: &Desk, known: &Known) -> PostbacksCard {
    let action = format!("{}/tracking", href(&known.program.program.id));
    let active = known.sources.iter().filter(|source| source.state == postback::State::Active);
    let label = |source: &Source| named(&source.dialect).map_or("", |dialect| dialect.label).to_owned();
    PostbacksCard {
        recognise: format!("{action}/recognise"),
        action: format!("{action}/postbacks"),
        csrf: desk.csrf(),
        dialects: DIALECTS.iter().map(|one| (one.name.to_owned(), one.label.to_owned())).collect(),
        dialect: "generic".to_owned(),
        sources: active
            .map(|source| (source.name.clone(), label(source), address(&desk.me.base_url, source)))
            .collect(),
        ..PostbacksCard::default()
    }
}

fn address(base_url: &str, source: &Source) -> String {
    let example = named(&source.dialect).map_or("", |dialect| dialect.example);
    format!("{base_url}/postback/{}?{example}", source.id)
}

fn word(value: Value) -> &'static str {
    match value {
        Value::Click => t!("Click"),
        Value::Order => t!("Order"),
        Value::Amount => t!("Amount"),
        Value::Currency => t!("Currency"),
        Value::Status => t!("Status"),
        Value::Event => t!("Event"),
        Value::Coupon => t!("Coupon"),
        Value::Customer => t!("Customer"),
        Value::Token => t!("Token"),
    }
}
