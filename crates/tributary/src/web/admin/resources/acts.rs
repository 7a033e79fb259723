//! Asking for a reading of the store's products, and stopping one.

use super::HREF;
use crate::app::App;
use crate::call;
use crate::inbound::products;
use crate::web::admin::filter::query;
use crate::web::admin::guard::Posted;
use crate::web::admin::refusal::Shown;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect};
use tributary_core::ProductSyncId;
use tributary_engine::audit::{self, Actor, Note};
use tributary_engine::product::sync;
use tributary_engine::{Error, store};

/// `POST /admin/resources/sync`
pub(super) async fn sync(State(app): State<App>, Posted { me, .. }: Posted) -> Shown {
    let (by, of, now) = (Actor::from(&me.session), me.asked.clone(), app.now());
    let asked = call::write(&app.engine, move |tx| {
        let store = of.store(tx, &by.tenant)?;
        if !store.readable {
            return Err(Error::Conflict("the store cannot be read: enter a REST key first".to_owned()));
        }
        let note = Note::on("store.products_asked_for", store.id.as_str()).named(&store.name);
        audit::note(tx, &by, &note, now)?;
        products::ask(tx, &store, now).map(drop)
    });
    asked.await?;
    app.asked.notify_waiters();
    Ok(Redirect::to(&query(HREF, &[("did", "asked".to_owned())])).into_response())
}

/// `POST /admin/resources/cancel`
pub(super) async fn cancel(State(app): State<App>, Posted { me, fields }: Posted) -> Shown {
    let id = ProductSyncId::parse(&fields.text("sync")).map_err(|_| Error::NotFound("product sync"))?;
    let (by, now) = (Actor::from(&me.session), app.now());
    let stopped = call::write(&app.engine, move |tx| {
        let of = sync::cancel(tx, (&by.tenant, &id), now)?.store;
        let store = store::load(tx, &by.tenant, &of)?;
        let note = Note::on("store.products_stopped", store.id.as_str()).named(&store.name);
        audit::note(tx, &by, &note, now).map(drop)
    });
    stopped.await?;
    Ok(Redirect::to(&query(HREF, &[("did", "cancelled".to_owned())])).into_response())
}
