//! Who a partner is: name, address, group, place and note, and what they earn in a sentence.

use super::acts::{read_id, with_did};
use crate::app::App;
use crate::call;
use crate::t;
use crate::web::admin::desk::{self, Desk, Place};
use crate::web::admin::fields::{Fields, form_errors};
use crate::web::admin::guard::Posted;
use crate::web::admin::programs::words::commission_words;
use crate::web::admin::refusal::Shown;
use crate::web::kit::Post;
use crate::web::view::partners::detail::{self as view, Body, PartnerView, ProfileForm};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use tributary_core::PartnerId;
use tributary_core::program::{Commission, Exception};
use tributary_engine::audit::{self, Actor};
use tributary_engine::db::Tx;
use tributary_engine::partner::{self, Partner, Profile};
use tributary_engine::{Error, program};

/// What the form needs beside the partner.
pub(super) struct Found {
    groups: Vec<String>,
    /// What they earn, and whether that is their own rate.
    rate: (Commission, bool),
}

pub(super) fn find(tx: &mut Tx<'_>, desk: &Desk, id: &PartnerId) -> Result<Found, Error> {
    let tenant = desk.tenant();
    let own = desk.program(tx)?;
    let rules = program::load(tx, tenant, &own)?.current.rules;
    let exception = rules.exceptions.iter().find(|one: &&Exception| one.partner.as_ref() == Some(id));
    let rate = match exception {
        Some(own) => (Commission::Percent { rate: own.rate }, true),
        None => (rules.commission.clone(), false),
    };
    Ok(Found { groups: super::new::groups(tx, tenant)?, rate })
}

/// The form as the partner stands.
pub(super) fn form(desk: &Desk, partner: &Partner, found: &Found) -> ProfileForm {
    let rate = commission_words(&found.rate.0);
    ProfileForm {
        post: Post::to(format!("{}/{}/profile", super::HREF, partner.id), desk.csrf()),
        name: partner.name.clone(),
        email: partner.email.clone().unwrap_or_default(),
        group: partner.group.clone(),
        groups: found.groups.clone(),
        place: partner.place.clone(),
        note: partner.note.clone(),
        errors: Vec::new(),
        rate: if found.rate.1 {
            t!("A rate of their own: {rate} of each order.", rate = rate)
        } else {
            t!("As everybody in the program: {rate} of each order.", rate = rate)
        },
        rate_href: "/admin/program".into(),
    }
}

/// `POST /admin/partners/{id}/profile`
pub(super) async fn save(State(app): State<App>, Path(id): Path<String>, posted: Posted) -> Shown {
    let Posted { me, fields } = posted;
    let (partner, by, now) = (read_id(&id)?, Actor::from(&me.session), app.now());
    let (sent, sealer, wanted) = (typed(&fields), app.engine.sealer.clone(), partner.clone());
    let written = call::write(&app.engine, move |tx| {
        let before = partner::load(tx, &by.tenant, &wanted)?;
        partner::change(tx, &by.tenant, &wanted, &sent, (sealer.people_key(), now))?;
        let after = partner::load(tx, &by.tenant, &wanted)?;
        audit::partner_changed(tx, &by, (&before, &after), now)
    });
    let place = format!("{}/{partner}", super::HREF);
    match written.await {
        Ok(()) => {
            let to = with_did(&format!("{place}?tab=profile"), "saved", partner.as_str());
            Ok(Redirect::to(&to).into_response())
        }
        Err(error) => {
            let errors = form_errors(error)?;
            let read = desk::read(&app, me, move |tx, desk| {
                Ok((partner::load(tx, desk.tenant(), &partner)?, find(tx, desk, &partner)?))
            });
            let (desk, (known, found)) = read.await?;
            let typed = typed(&fields);
            let form = ProfileForm {
                name: typed.name,
                email: typed.email.unwrap_or_default(),
                group: typed.group,
                place: typed.place,
                note: typed.note,
                errors,
                ..form(&desk, &known, &found)
            };
            let view = PartnerView {
                name: known.name.clone(),
                body: Body::Profile(Box::new(form)),
                ..PartnerView::default()
            };
            let at = (Place::Partners, known.name.as_str());
            Ok(desk.page_with(StatusCode::UNPROCESSABLE_ENTITY, at, &view::render(&view)))
        }
    }
}

fn typed(fields: &Fields) -> Profile {
    Profile {
        name: fields.text("name"),
        email: fields.some("email"),
        group: fields.text("group"),
        place: fields.text("place"),
        note: fields.text("note"),
    }
}
