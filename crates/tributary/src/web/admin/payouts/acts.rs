//! What is done about payouts: making a batch, its steps, asking for details, minimums. Each leads to a page with a word of what was
//! done; what could not be done is said there.

use super::{HREF, batch, due, href, read_batch, read_payout};
use crate::app::App;
use crate::call;
use crate::lang::msg;
use crate::payouts::letters::{self, Desk};
use crate::web::admin::fields::{form_errors, renamed};
use crate::web::admin::guard::Posted;
use crate::web::admin::programs::decimal_amount;
use crate::web::admin::refusal::Shown;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect};
use std::collections::BTreeSet;
use tributary_core::{BatchId, Currency, Payee, Timestamp};
use tributary_engine::audit::Actor;
use tributary_engine::db::Tx;
use tributary_engine::payout::{self, NewBatch, Paid};
use tributary_engine::{Error, Result};

/// `POST /admin/payouts`: a batch of all that is due, or of the ticked rows.
pub(super) async fn create(State(app): State<App>, Posted { me, fields }: Posted) -> Shown {
    let (by, now) = (Actor::from(&me.session), app.now());
    let chosen: BTreeSet<Payee> = fields.all("id").filter_map(|id| Payee::parse(id).ok()).collect();
    let payees = (!fields.get("only").is_empty()).then(|| chosen.into_iter().collect());
    let new = NewBatch { payees, note: fields.text("note"), ..NewBatch::default() };
    match call::write(&app.engine, move |tx| payout::create(tx, &by, &new, now)).await {
        Ok(batch) => Ok(Redirect::to(&format!("{}?did=created", href(&batch.id))).into_response()),
        Err(error) => due::again(&app, me, "", (form_errors(error)?, None)).await,
    }
}

/// `POST /admin/payouts/remind`: asks whoever's details are missing, each at most once a week.
pub(super) async fn remind(State(app): State<App>, Posted { me, .. }: Posted) -> Shown {
    let (by, now, engine) = (Actor::from(&me.session), app.now(), app.engine.clone());
    let base = me.base_url.clone();
    let asked = call::write(&app.engine, move |tx| {
        let waiting = payout::due(tx, &by.tenant, now)?.into_iter().filter(|due| due.can_be_asked(now));
        let mut asked = BTreeSet::new();
        for due in waiting {
            if asked.insert(due.payee.clone()) {
                let desk = Desk { sealer: &engine.sealer, base: &base };
                letters::ask(tx, desk, (&by.tenant, &due), now)?;
                payout::remind(tx, &by, &due, now)?;
            }
        }
        Ok(asked.len())
    });
    Ok(Redirect::to(&format!("{HREF}?did=asked&count={}", asked.await?)).into_response())
}

/// `POST /admin/payouts/minimum`
pub(super) async fn minimum(State(app): State<App>, Posted { me, fields }: Posted) -> Shown {
    let (by, now) = (Actor::from(&me.session), app.now());
    let (code, typed) = (fields.text("currency"), fields.text("minimum"));
    let value = fields.some(&format!("minimum-{code}")).unwrap_or(typed);
    let (wanted, written) = (code.clone(), value.clone());
    let set = call::write(&app.engine, move |tx| {
        let currency = Currency::parse(&wanted).map_err(|_| Error::NotFound("currency"))?;
        let amount = decimal_amount(&written, currency).ok_or_else(|| {
            Error::field("/minimum", "format", msg("Give an amount such as 25.00, or 0 for none."))
        })?;
        payout::set_minimum(tx, &by, (currency, amount.minor), now)
    });
    match set.await {
        Ok(()) => Ok(Redirect::to(&format!("{HREF}?tab=minimums&did=minimum")).into_response()),
        Err(error) => {
            let errors = form_errors(renamed(error, &format!("minimum-{code}")))?;
            due::again(&app, me, "minimums", (errors, Some((code, value)))).await
        }
    }
}

/// `POST /admin/payouts/{id}/approve`
pub(super) async fn approve(State(app): State<App>, Path(id): Path<String>, posted: Posted) -> Shown {
    let work = |tx: &mut Tx<'_>, by: &Actor, id: &BatchId, now: Timestamp| {
        payout::approve(tx, by, id, now).map(drop)
    };
    act(&app, &id, posted, ("approved", work)).await
}

/// `POST /admin/payouts/{id}/exclude`
pub(super) async fn exclude(State(app): State<App>, Path(id): Path<String>, posted: Posted) -> Shown {
    let one = read_payout(posted.fields.get("payout"))?;
    let work = move |tx: &mut Tx<'_>, by: &Actor, id: &BatchId, now: Timestamp| {
        payout::exclude(tx, by, (id, &one), msg("Taken out while it was looked through"), now)
    };
    act(&app, &id, posted, ("excluded", work)).await
}

/// `POST /admin/payouts/{id}/pay`
pub(super) async fn pay(State(app): State<App>, Path(id): Path<String>, posted: Posted) -> Shown {
    let paid = Paid { on: posted.fields.text("paid_on"), reference: posted.fields.some("reference") };
    let work = move |tx: &mut Tx<'_>, by: &Actor, id: &BatchId, now: Timestamp| {
        payout::pay(tx, by, (id, &paid), now).map(drop)
    };
    act(&app, &id, posted, ("paid", work)).await
}

/// `POST /admin/payouts/{id}/undo`
pub(super) async fn undo(State(app): State<App>, Path(id): Path<String>, posted: Posted) -> Shown {
    let work =
        |tx: &mut Tx<'_>, by: &Actor, id: &BatchId, now: Timestamp| payout::undo(tx, by, id, now).map(drop);
    act(&app, &id, posted, ("undone", work)).await
}

/// `POST /admin/payouts/{id}/void`
pub(super) async fn void(State(app): State<App>, Path(id): Path<String>, posted: Posted) -> Shown {
    let reason = posted.fields.text("reason");
    let work = move |tx: &mut Tx<'_>, by: &Actor, id: &BatchId, now: Timestamp| {
        payout::void(tx, by, (id, &reason), now).map(drop)
    };
    act(&app, &id, posted, ("voided", work)).await
}

/// `POST /admin/payouts/{id}/void-one`
pub(super) async fn void_one(State(app): State<App>, Path(id): Path<String>, posted: Posted) -> Shown {
    let (one, reason) = (read_payout(posted.fields.get("payout"))?, posted.fields.text("reason"));
    let work = move |tx: &mut Tx<'_>, by: &Actor, id: &BatchId, now: Timestamp| {
        if payout::load(tx, &by.tenant, &one)?.batch != *id {
            return Err(Error::NotFound("payout"));
        }
        payout::void_one(tx, by, &one, &reason, now).map(drop)
    };
    act(&app, &id, posted, ("one", work)).await
}

async fn act(
    app: &App,
    id: &str,
    Posted { me, fields }: Posted,
    (did, work): (
        &'static str,
        impl Fn(&mut Tx<'_>, &Actor, &BatchId, Timestamp) -> Result<()> + Send + 'static,
    ),
) -> Shown {
    let (id, by, now) = (read_batch(id)?, Actor::from(&me.session), app.now());
    let of = id.clone();
    match call::write(&app.engine, move |tx| work(tx, &by, &of, now)).await {
        Ok(()) => Ok(Redirect::to(&format!("{}?did={did}", href(&id))).into_response()),
        Err(error) => batch::again(app, me, id, (form_errors(error)?, fields)).await,
    }
}
