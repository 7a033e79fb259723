//! A promotion as a form: a new one, and one that is planned or runs.

use super::promos::list_href;
use super::{home, promise};
use crate::app::App;
use crate::call;
use crate::promises::{self, GivenPromo, Home, multiplier_text};
use crate::refer::words;
use crate::t;
use crate::web::admin::desk::{self, Desk, Place};
use crate::web::admin::fields::{Fields, form_errors};
use crate::web::admin::guard::Posted;
use crate::web::admin::programs::{Found, href, parsed};
use crate::web::admin::refusal::{Refusal, Shown};
use crate::web::admin::session::SignedIn;
use crate::web::kit::FieldError;
use crate::web::view::programs::promos::{self as view, PromoForm};
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use tributary_core::ProgramId;
use tributary_core::program::Rules;
use tributary_core::referral::{Promo, Referral};
use tributary_core::time::DAY_MS;
use tributary_engine::access::Session;
use tributary_engine::audit::{self, Actor};
use tributary_engine::clock::Clock;
use tributary_engine::db::Tx;
use tributary_engine::program::{self, Author};
use tributary_engine::{Engine, Error, Field};

/// `GET /admin/programs/{id}/promos/new`: as far as it was typed, so that the form can be drawn again while somebody types.
pub(super) async fn new(
    State(app): State<App>,
    me: SignedIn,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Shown {
    shown(&app, me, (parsed(&id)?, None), (typed(query), StatusCode::OK)).await
}

/// `GET /admin/programs/{id}/promos/{start}/edit`
pub(super) async fn edit(
    State(app): State<App>,
    me: SignedIn,
    Path((id, start)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Shown {
    shown(&app, me, (parsed(&id)?, Some(start)), (typed(query), StatusCode::OK)).await
}

fn typed(query: Option<String>) -> Option<(Fields, Vec<FieldError>)> {
    let query = query.filter(|query| !query.is_empty())?;
    Some((Fields::read(query.as_bytes()), Vec::new()))
}

/// `POST /admin/programs/{id}/promos`
pub(super) async fn create(State(app): State<App>, Path(id): Path<String>, posted: Posted) -> Shown {
    keep(&app, (parsed(&id)?, None), posted).await
}

/// `POST /admin/programs/{id}/promos/{start}`
pub(super) async fn change(
    State(app): State<App>,
    Path((id, start)): Path<(String, String)>,
    posted: Posted,
) -> Shown {
    keep(&app, (parsed(&id)?, Some(start)), posted).await
}

async fn keep(app: &App, (id, start): (ProgramId, Option<String>), posted: Posted) -> Shown {
    let Posted { me, fields } = posted;
    let (session, sent, clock) = (me.session.clone(), fields.clone(), app.engine.clock.clone());
    let (program, which) = (id.clone(), start.clone());
    let written =
        call::write(&app.engine, move |tx| put(tx, (&session, &program), (which.as_deref(), &sent), &clock));
    match written.await {
        Ok(()) => {
            call::refresh_snapshot(&app.engine).await?;
            let did = if start.is_some() { "changed" } else { "made" };
            Ok(Redirect::to(&format!("{}/promos?did={did}", href(&id))).into_response())
        }
        Err(error) => {
            let typed = (fields, form_errors(error)?);
            shown(app, me, (id, start), (Some(typed), StatusCode::UNPROCESSABLE_ENTITY)).await
        }
    }
}

fn put(
    tx: &mut Tx<'_>,
    (session, id): (&Session, &ProgramId),
    (start, sent): (Option<&str>, &Fields),
    clock: &Clock,
) -> Result<(), Error> {
    let (tenant, home) = (&session.tenant, Home::of(tx, &session.tenant, id)?);
    let promo = read(sent, &home)?;
    let before = program::load(tx, tenant, id)?;
    let author = Author { by: &session.email, note: &promo.name };
    let after =
        Engine::change_rules(tx, tenant, id, author, clock, |rules| placed(rules, &home, (start, &promo)))?;
    audit::rules_changed(tx, &Actor::from(session), (&before, &after), clock.now())
}

/// Puts a promotion among the others, in place of the one that it was, if it was one.
fn placed(rules: &mut Rules, home: &Home, (start, promo): (Option<&str>, &Promo)) -> Result<(), Error> {
    let mut it = rules.referral.clone().unwrap_or_else(|| Referral::new(home.currency));
    let old = it.promos.len();
    it.promos.retain(|one| Some(one.starts_at.ms().to_string().as_str()) != start);
    if start.is_some() && it.promos.len() == old {
        return Err(Error::NotFound("promotion"));
    }
    it.promos.push(promo.clone());
    let own = format!("/promos/{}/", it.promos.len() - 1);
    let faults = promises::judge(&it, home).into_iter();
    let own = faults.filter_map(|fault| {
        // One promotion too many is none of its fields.
        let whole = (fault.pointer == "/promos").then_some("starts_at");
        let name = fault.pointer.strip_prefix(&own).or(whole)?;
        Some(Field { pointer: format!("/{name}"), ..fault.clone() })
    });
    let own: Vec<Field> = own.collect();
    if !own.is_empty() {
        return Err(Error::Invalid(own));
    }
    it.promos.sort_by_key(|one| one.starts_at);
    rules.referral = Some(it);
    Ok(())
}

fn read(sent: &Fields, home: &Home) -> Result<Promo, Error> {
    let multiplier = sent.get("multiplier").replace(',', ".");
    let given = GivenPromo {
        name: sent.get("name"),
        starts_at: sent.get("starts_at"),
        ends_at: sent.get("ends_at"),
        multiplier: &multiplier,
    };
    home.promo(&given, "").map_err(Error::Invalid)
}

async fn shown(
    app: &App,
    me: SignedIn,
    (id, start): (ProgramId, Option<String>),
    (typed, status): (Option<(Fields, Vec<FieldError>)>, StatusCode),
) -> Result<Response, Refusal> {
    let (desk, found) = desk::read(app, me, move |tx, desk| Found::load(tx, desk, &id)).await?;
    let it = promise(&found, &home(&desk));
    let which = start.as_deref();
    let old = it.promos.iter().find(|one| Some(one.starts_at.ms().to_string().as_str()) == which);
    if which.is_some() && old.is_none() {
        return Err(Error::NotFound("promotion").into());
    }
    let list = list_href(&found);
    let action = start.as_ref().map_or_else(|| list.clone(), |start| format!("{list}/{start}"));
    let blank = PromoForm {
        preview: if start.is_some() { format!("{action}/edit") } else { format!("{list}/new") },
        action,
        back: list,
        csrf: desk.csrf(),
        is_new: start.is_none(),
        timezone: desk.store.timezone.clone(),
        ..filled(&desk, old)
    };
    let form = match typed {
        Some((sent, errors)) => PromoForm {
            name: sent.text("name"),
            starts_at: sent.text("starts_at"),
            ends_at: sent.text("ends_at"),
            multiplier: sent.text("multiplier"),
            errors,
            ..blank
        },
        None => blank,
    };
    let form = PromoForm { chip: chip(&form, &home(&desk)), ..form };
    let title = if form.is_new { t!("New promotion") } else { t!("Change the promotion") };
    Ok(desk.page_with(status, (Place::Programs, title), &view::render_form(&form)))
}

/// What customers see of it when it begins; nothing while something is wrong. A name may still be missing.
fn chip(form: &PromoForm, home: &Home) -> Option<(String, String)> {
    let multiplier = form.multiplier.replace(',', ".");
    let given =
        GivenPromo {
            name: "…", starts_at: &form.starts_at, ends_at: &form.ends_at, multiplier: &multiplier
        };
    let promo = home.promo(&given, "").ok()?;
    Some((words::times(&promo), words::left(promo.ends_at, promo.starts_at)))
}

/// As it stands; a new one is offered for the coming weekend.
fn filled(desk: &Desk, old: Option<&Promo>) -> PromoForm {
    let clock = &desk.clock;
    let typed = |at| clock.local(at).strftime("%Y-%m-%dT%H:%M").to_string();
    if let Some(old) = old {
        return PromoForm {
            name: old.name.clone(),
            starts_at: typed(old.starts_at),
            ends_at: typed(old.ends_at),
            multiplier: multiplier_text(old.multiplier_percent),
            ..PromoForm::default()
        };
    }
    let today = clock.local(clock.now());
    let saturday = i64::from(6 - today.weekday().to_monday_one_offset()).rem_euclid(7);
    let from = clock.local(clock.now().plus_ms(saturday * DAY_MS)).date();
    let to = clock.local(clock.now().plus_ms((saturday + 2) * DAY_MS)).date();
    PromoForm {
        starts_at: format!("{from}T00:00"),
        ends_at: format!("{to}T00:00"),
        multiplier: "2".to_owned(),
        ..PromoForm::default()
    }
}
