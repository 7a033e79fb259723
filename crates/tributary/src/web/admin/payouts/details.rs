//! Where a payee's money goes, as the team sets it (`/admin/payouts/details/{payee}`) on the payee's page.

use super::{payee_href, platform, words};
use crate::app::App;
use crate::call;
use crate::t;
use crate::web::admin::desk::{self, Desk, Place};
use crate::web::admin::fields::{Fields, form_errors};
use crate::web::admin::guard::Posted;
use crate::web::admin::partners::with_did;
use crate::web::admin::refusal::Shown;
use crate::web::admin::session::SignedIn;
use crate::web::kit::{FieldError, Post};
use crate::web::view::partners::detail::{self as view, Body, PartnerView};
use crate::web::view::payouts::details::DetailsForm;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use tributary_core::{PartnerId, Payee, Timestamp};
use tributary_engine::audit::Actor;
use tributary_engine::payout::{self, Destination, Known};
use tributary_engine::{Error, partner};

/// Where the form of a payee goes.
pub(in crate::web::admin) fn post(desk: &Desk, payee: &Payee) -> Post {
    Post::to(format!("{}/details/{payee}", super::HREF), desk.csrf())
}

/// The form as it stands; whoever reads it sees a hint only.
pub(in crate::web) fn form(
    post: Post,
    known: Option<&Known>,
    (now, day): (Timestamp, impl Fn(Timestamp) -> String),
) -> DetailsForm {
    let waits = known.filter(|known| known.good_from > now);
    DetailsForm {
        post,
        known: known.map(|known| (words::method(known.method).to_owned(), known.hint.clone())),
        waits: waits.map(|known| {
            t!(
                "This was changed just now. For safety money goes there from {day} on.",
                day = day(known.good_from)
            )
        }),
        method: known.map(|known| known.method.as_str().to_owned()).unwrap_or_default(),
        ..DetailsForm::default()
    }
}

/// The form with what was typed.
pub(in crate::web) fn typed(form: DetailsForm, fields: &Fields, errors: Vec<FieldError>) -> DetailsForm {
    DetailsForm {
        method: fields.text("method"),
        email: fields.text("paypal_email"),
        name: fields.text("account_name"),
        iban: fields.text("iban"),
        bic: fields.text("bic"),
        errors,
        ..form
    }
}

/// What was typed, if it can be.
pub(in crate::web) fn read(fields: &Fields) -> Result<Destination, Error> {
    match fields.get("method") {
        "bank" => Destination::bank(fields.get("account_name"), fields.get("iban"), fields.get("bic")),
        _ => Destination::paypal(fields.get("paypal_email")),
    }
}

/// `POST /admin/payouts/details/{payee}`
pub(super) async fn save(
    State(app): State<App>,
    Path(id): Path<String>,
    Posted { me, fields }: Posted,
) -> Shown {
    let payee = Payee::parse(&id).map_err(|_| Error::NotFound("payee"))?;
    let (by, now, sealer) = (Actor::from(&me.session), app.now(), app.engine.sealer.clone());
    let written = match read(&fields) {
        Ok(to) => {
            let whose = payee.clone();
            let change = move |tx: &mut tributary_engine::db::Tx<'_>| {
                let language = payout::details(tx, &by.tenant, &whose)?.map(|known| known.language);
                let language = language.unwrap_or_default();
                payout::change_details(tx, (&by, &sealer), &whose, (&to, &language), now).map(drop)
            };
            call::write(&app.engine, change).await
        }
        Err(error) => Err(error),
    };
    let Err(error) = written else {
        let to = with_did(&payee_href(&payee), "saved", payee.as_str());
        return Ok(Redirect::to(&to).into_response());
    };
    let wrong = (fields, form_errors(error)?);
    match payee {
        Payee::Partner(partner) => again(&app, me, partner, wrong).await,
        Payee::Platform(program) => platform::again(&app, me, program, wrong).await,
    }
}

/// The partner's page again, with what was typed.
async fn again(
    app: &App,
    me: SignedIn,
    partner: PartnerId,
    (fields, errors): (Fields, Vec<FieldError>),
) -> Shown {
    let payee = Payee::Partner(partner.clone());
    let wanted = payee.clone();
    let read = desk::read(app, me, move |tx, desk| {
        let known = payout::details(tx, desk.tenant(), &wanted)?;
        Ok((partner::load(tx, desk.tenant(), &partner)?, known))
    });
    let (desk, (whose, known)) = read.await?;
    let form = form(post(&desk, &payee), known.as_ref(), (desk.clock.now(), |at| desk.clock.day(at)));
    let form = Box::new(typed(form, &fields, errors));
    let body = Body::Payouts { rows: Vec::new(), paid: Vec::new(), form };
    let view = PartnerView { name: whose.name.clone(), body, ..PartnerView::default() };
    let at = (Place::Partners, whose.name.as_str());
    Ok(desk.page_with(StatusCode::UNPROCESSABLE_ENTITY, at, &view::render(&view)))
}
