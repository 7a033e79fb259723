//! Files of a batch (`/admin/payouts/{id}/file`, `/sepa`): for whoever may pay, and noted, because they say in full where money goes.

use super::read_batch;
use crate::app::App;
use crate::call;
use crate::payouts::files::{Kind, Wanted, plans, written};
use crate::payouts::transfers;
use crate::web::admin::desk;
use crate::web::admin::moment::Moments;
use crate::web::admin::refusal::Shown;
use crate::web::admin::session::SignedIn;
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::IntoResponse;
use serde::Deserialize;
use tributary_core::Currency;
use tributary_core::payout::Stage;
use tributary_engine::audit::{self, Actor};
use tributary_engine::{Error, payout};

/// Which file.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Ask {
    kind: String,
    currency: String,
    part: usize,
}

/// `GET /admin/payouts/{id}/file`
pub(super) async fn file(
    State(app): State<App>,
    me: SignedIn,
    Path(id): Path<String>,
    Query(ask): Query<Ask>,
) -> Shown {
    let id = read_batch(&id)?;
    let missing = || Error::NotFound("file");
    let currency = Currency::parse(&ask.currency).map_err(|_| missing())?;
    let wanted =
        Wanted { kind: Kind::parse(&ask.kind).ok_or_else(missing)?, currency, part: ask.part.max(1) };
    let (by, sealer, now) = (Actor::from(&me.session), app.engine.sealer.clone(), app.now());
    let made = call::write(&app.engine, move |tx| {
        let batch = payout::load_batch(tx, &by.tenant, &id)?;
        if !matches!(batch.stage, Stage::Ready | Stage::Paid) {
            return Err(Error::NotFound("file"));
        }
        let payouts = payout::with_destinations(tx, (&by.tenant, &sealer), &id)?;
        let plain: Vec<_> = payouts.iter().map(|(payout, _)| payout.clone()).collect();
        let plan = plans(&plain).into_iter().find(|plan| plan.wanted == wanted);
        let name = plan.ok_or(Error::NotFound("file"))?.name(&batch);
        let store = desk::first_store(tx, &by.tenant)?.name;
        let file = written(wanted, (&batch, &store), &payouts)?;
        audit::payout_file_taken(tx, &by, &batch, now)?;
        Ok((name, file))
    });
    let (name, file) = made.await?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    Ok((headers, file).into_response())
}

/// `GET /admin/payouts/{id}/sepa`: transfers in euro, to leave on the day on which the file is taken.
pub(super) async fn sepa(
    State(app): State<App>,
    me: SignedIn,
    Path(id): Path<String>,
    Query(ask): Query<Ask>,
) -> Shown {
    let (id, part) = (read_batch(&id)?, ask.part.max(1));
    let (by, sealer, now) = (Actor::from(&me.session), app.engine.sealer.clone(), app.now());
    let made = call::write(&app.engine, move |tx| {
        let batch = payout::load_batch(tx, &by.tenant, &id)?;
        let debtor = payout::debtor(tx, (&by.tenant, &sealer))?.ok_or(Error::NotFound("file"))?;
        if !matches!(batch.stage, Stage::Ready | Stage::Paid) {
            return Err(Error::NotFound("file"));
        }
        let payouts = payout::with_destinations(tx, (&by.tenant, &sealer), &id)?;
        let plain: Vec<_> = payouts.iter().map(|(payout, _)| payout.clone()).collect();
        let plan = transfers::plans(&plain).into_iter().find(|plan| plan.part == part);
        let name = plan.ok_or(Error::NotFound("file"))?.name(&batch);
        let store = desk::first_store(tx, &by.tenant)?;
        let day = Moments::new(&store.timezone, now).local(now).date().to_string();
        let order = transfers::Order { batch: &batch, store: &store.name, debtor: &debtor, day: &day, part };
        let file = transfers::written(order, &payouts)?;
        audit::payout_file_taken(tx, &by, &batch, now)?;
        Ok((name, file))
    });
    let (name, file) = made.await?;
    let headers = [
        (header::CONTENT_TYPE, "application/xml".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    Ok((headers, file).into_response())
}
