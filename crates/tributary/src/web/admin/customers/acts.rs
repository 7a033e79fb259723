//! What is done to a customer: another code, whose they are, credit by hand, the coupon sent once more. Each leads back to
//! their page with a word of what was done; what was wrong stands beside its form there.

use super::{detail, href, read_id};
use crate::app::App;
use crate::call;
use crate::lang::msg;
use crate::web::admin::fields::form_errors;
use crate::web::admin::guard::Posted;
use crate::web::admin::programs::decimal_amount;
use crate::web::admin::refusal::Shown;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect};
use tributary_core::{CustomerId, Money, Timestamp};
use tributary_engine::audit::{self, Actor, Note};
use tributary_engine::db::Tx;
use tributary_engine::letter::{self, About};
use tributary_engine::wallet::{self, NewAdjustment};
use tributary_engine::{Error, customer, store};

/// `POST /admin/customers/{id}/code`: the old one keeps leading to the same customer.
pub(super) async fn code(State(app): State<App>, Path(id): Path<String>, posted: Posted) -> Shown {
    let work = |tx: &mut Tx<'_>, by: &Actor, id: &CustomerId, now: Timestamp| {
        let code = customer::regenerate(tx, &by.tenant, id, now)?;
        let note = Note::on("customer.code_changed", id.as_str());
        audit::note(tx, by, &note.now(serde_json::json!({ "code": code.code })), now).map(drop)
    };
    act(&app, &id, posted, ("code", work)).await
}

/// `POST /admin/customers/{id}/source`: whose they are from now on; an empty code: nobody's.
pub(super) async fn source(State(app): State<App>, Path(id): Path<String>, posted: Posted) -> Shown {
    let (code, note) = (posted.fields.text("code"), posted.fields.text("note"));
    let work = move |tx: &mut Tx<'_>, by: &Actor, id: &CustomerId, now: Timestamp| {
        customer::assign(tx, (&by.tenant, by), (id, &code, &note), now).map(drop)
    };
    act(&app, &id, posted, ("source", work)).await
}

/// `POST /admin/customers/{id}/credit`: given, or, below zero, taken.
pub(super) async fn credit(State(app): State<App>, Path(id): Path<String>, posted: Posted) -> Shown {
    let (typed, reason) = (posted.fields.text("amount"), posted.fields.text("reason"));
    let work = move |tx: &mut Tx<'_>, by: &Actor, id: &CustomerId, now: Timestamp| {
        let whose = customer::load(tx, &by.tenant, id)?;
        let currency = store::load(tx, &by.tenant, &whose.store)?.currency;
        let (sign, digits) = match typed.strip_prefix(['-', '\u{2212}']) {
            Some(rest) => (-1, rest),
            None => (1, typed.as_str()),
        };
        let amount = decimal_amount(digits, currency).ok_or_else(|| {
            Error::field("/amount", "format", msg("Give an amount such as 12.50, or -12.50 to take it."))
        })?;
        let amount = Money::new(sign * amount.minor, currency);
        let new = NewAdjustment { customer: id.clone(), amount, reason: reason.clone(), reference: None };
        wallet::adjust(tx, by, &new, now).map(drop)
    };
    act(&app, &id, posted, ("credit", work)).await
}

/// `POST /admin/customers/{id}/coupon`: sends the mail about the welcome coupon once more.
pub(super) async fn coupon(State(app): State<App>, Path(id): Path<String>, posted: Posted) -> Shown {
    let work = |tx: &mut Tx<'_>, by: &Actor, id: &CustomerId, now: Timestamp| {
        let coupon = customer::list::coupon(tx, &by.tenant, id)?.ok_or(Error::NotFound("welcome coupon"))?;
        letter::again(tx, (&by.tenant, id), &About::Coupon(coupon.id), now)?;
        audit::note(tx, by, &Note::on("customer.coupon_sent", id.as_str()), now).map(drop)
    };
    act(&app, &id, posted, ("coupon", work)).await
}

async fn act(
    app: &App,
    id: &str,
    posted: Posted,
    (did, work): (
        &'static str,
        impl Fn(&mut Tx<'_>, &Actor, &CustomerId, Timestamp) -> Result<(), Error> + Send + 'static,
    ),
) -> Shown {
    let (customer, now) = (read_id(id)?, app.now());
    let (by, of) = (Actor::from(&posted.me.session), customer.clone());
    let written = call::write(&app.engine, move |tx| work(tx, &by, &of, now)).await;
    match written {
        Ok(()) => Ok(Redirect::to(&format!("{}?did={did}", href(&customer))).into_response()),
        Err(error) => {
            let errors = form_errors(error)?;
            detail::refused(app, posted, (customer, did, errors)).await
        }
    }
}
