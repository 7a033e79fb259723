//! A person decides about an order's credit: one fact with a reason, and everything follows from it.

use super::why;
use crate::app::App;
use crate::call;
use crate::web::admin::desk::Place;
use crate::web::admin::fields::{Fields, form_errors};
use crate::web::admin::guard::Posted;
use crate::web::admin::refusal::Shown;
use crate::web::view::orders::why::{self as view, AssignForm};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use tributary_core::fact::OrderFact;
use tributary_core::{PartnerId, Timestamp};
use tributary_engine::audit::{self, Actor};
use tributary_engine::db::Tx;
use tributary_engine::order::{self as orders, NewFact, OrderKey};
use tributary_engine::{Error, chance, partner, pipeline};

const NOTE_CHARS_MAX: usize = 500;

/// What a person decided.
#[derive(Debug, Clone)]
struct Decision {
    partner: Option<PartnerId>,
    note: String,
    by: String,
}

/// `POST /admin/orders/{id}/assign`
pub(super) async fn decide(State(app): State<App>, Path(id): Path<String>, posted: Posted) -> Shown {
    let Posted { me, fields } = posted;
    let (by, now) = (Actor::from(&me.session), app.now());
    let (name, sent) = (id.clone(), fields.clone());
    let written = call::write(&app.engine, move |tx| {
        let decision = checked(&sent, &by.name)?;
        assign(tx, (&by, &name), decision, now)
    });
    match written.await {
        Ok(()) => Ok(Redirect::to(&format!("/admin/orders/{id}")).into_response()),
        Err(error) => again(&app, me, id, (&fields, error)).await,
    }
}

fn checked(fields: &Fields, by: &str) -> Result<Decision, Error> {
    let partner = match fields.some("partner") {
        Some(id) => Some(
            PartnerId::parse(&id)
                .map_err(|_| Error::field("/partner", "unknown", "Choose a partner from the list."))?,
        ),
        None => None,
    };
    let note = fields.text("note");
    if note.is_empty() || note.chars().count() > NOTE_CHARS_MAX {
        let detail = "Give a reason, so that later questions have an answer (at most 500 characters).";
        return Err(Error::field("/note", "length", detail));
    }
    Ok(Decision { partner, note, by: by.to_owned() })
}

fn assign(
    tx: &mut Tx<'_>,
    (actor, name): (&Actor, &str),
    decision: Decision,
    now: Timestamp,
) -> Result<(), Error> {
    let tenant = &actor.tenant;
    let row = orders::find(tx, tenant, name)?;
    if let Some(partner) = &decision.partner {
        partner::load(tx, tenant, partner)?;
    }
    audit::order_assigned(tx, actor, (&row, decision.partner.as_ref(), &decision.note), now)?;
    let Decision { partner, note, by } = decision;
    let new = NewFact {
        order: OrderKey { tenant: tenant.clone(), store: row.store, external_id: row.external_id },
        source: format!("admin {by}"),
        fact: OrderFact::Assigned { partner, by, note },
        occasion: format!("{:032x}", chance::bits()?),
    };
    pipeline::apply(tx, &new, now).map(drop)
}

async fn again(
    app: &App,
    me: crate::web::admin::session::SignedIn,
    id: String,
    (fields, error): (&Fields, Error),
) -> Shown {
    let errors = form_errors(error)?;
    let (desk, story) = why::read(app, me, id).await?;
    let form = AssignForm {
        partner: fields.text("partner"),
        note: fields.text("note"),
        errors,
        ..AssignForm::default()
    };
    let view = why::shaped(&desk, &story, form);
    let title = format!("Order {}", view.order);
    Ok(desk.page_with(StatusCode::UNPROCESSABLE_ENTITY, (Place::Orders, &title), &view::render(&view)))
}
