//! What transactions and leads do alike: they are found, stated, changed and called off. Start at [`Kind`].

use super::InPath;
use super::object::{self, Data};
use crate::app::App;
use crate::call;
use crate::http::api::conversion::{self, Telling};
use crate::http::api::inbox::Told;
use crate::http::api::request::{Asked, Sent, answer};
use crate::http::problem::Handled;
use axum::Json;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tributary_core::fact::{OrderKind, OrderStated};
use tributary_core::{OrderId, ProgramId, TenantId, Timestamp};
use tributary_engine::db::Tx;
use tributary_engine::order::{self, OrderKey};
use tributary_engine::{Error, Result};

/// Transactions, or leads.
pub(super) trait Kind: 'static {
    /// What states one.
    type New: DeserializeOwned + Send + 'static;
    /// What changes one.
    type Change: DeserializeOwned + Send + 'static;
    /// What is answered.
    type Object: Serialize + utoipa::ToSchema + Send + 'static;

    const KIND: OrderKind;
    const NOUN: &'static str;
    /// Under which what is sent is kept: stated, changed, called off.
    const TOPICS: [&'static str; 3];

    /// Judges what a type cannot say.
    fn check_new(new: &Self::New) -> Result<()>;
    /// The same of a change.
    fn check_change(change: &Self::Change) -> Result<()>;
    /// The whole state that is told.
    fn telling(
        tx: &mut Tx<'_>,
        tenant: &TenantId,
        told: (&Self::New, &str),
        now: Timestamp,
    ) -> Result<Telling>;
    /// The state with a change.
    fn changed(
        tx: &mut Tx<'_>,
        of: (&TenantId, &ProgramId),
        change: &Self::Change,
        known: OrderStated,
    ) -> Result<OrderStated>;
    /// The change that calls one off.
    fn called_off() -> Self::Change;
    /// One as it stands.
    fn object(tx: &mut Tx<'_>, tenant: &TenantId, id: &OrderId, now: Timestamp) -> Result<Self::Object>;
}

/// The newest that the store calls so.
pub(super) async fn found<K: Kind>(
    app: &App,
    tenant: TenantId,
    name: String,
) -> Handled<Json<Data<K::Object>>> {
    let now = app.engine.now();
    let found = move |tx: &mut Tx<'_>| {
        let id = order::of_kind(tx, &tenant, K::KIND, &name)?;
        K::object(tx, &tenant, &id, now)
    };
    Ok(Json(Data { data: call::read(&app.engine, found).await? }))
}

/// The one in the path.
pub(super) async fn shown<K: Kind>(app: &App, asked: &Asked) -> Handled<Json<Data<K::Object>>> {
    let tenant = asked.tenant("orders:read")?;
    let InPath(id) = asked.id(K::NOUN)?;
    let now = app.engine.now();
    let found = move |tx: &mut Tx<'_>| {
        object::of_kind(tx, &tenant, &id, K::KIND)?;
        K::object(tx, &tenant, &id, now)
    };
    Ok(Json(Data { data: call::read(&app.engine, found).await? }))
}

/// States one.
pub(super) async fn created<K: Kind>(app: &App, sent: &Sent) -> Handled<Response> {
    let told = Told::new(sent, K::TOPICS[0]);
    let stated = state::<K>(app, sent, told.clone()).await;
    told.refused(app, sent, stated).await
}

async fn state<K: Kind>(app: &App, sent: &Sent, told: Told) -> Handled<Response> {
    let (tenant, body) = sent.read::<K::New>("orders:write")?;
    K::check_new(&body)?;
    let source = sent.by();
    let done = sent.once(app, move |tx, now| {
        let telling = K::telling(tx, &tenant, (&body, &source), now)?;
        let (id, new) = conversion::tell(tx, telling, &told, now)?;
        let status = if new { StatusCode::CREATED } else { StatusCode::OK };
        answer(status, &Data { data: K::object(tx, &tenant, &id, now)? })
    });
    done.await
}

/// Changes the one in the path.
pub(super) async fn changed<K: Kind>(app: &App, sent: &Sent) -> Handled<Response> {
    let told = Told::new(sent, K::TOPICS[1]);
    let restated = restate::<K>(app, sent, told.clone()).await;
    told.refused(app, sent, restated).await
}

async fn restate<K: Kind>(app: &App, sent: &Sent, told: Told) -> Handled<Response> {
    let (tenant, change) = sent.read::<K::Change>("orders:write")?;
    let id = sent.asked().id(K::NOUN)?;
    K::check_change(&change)?;
    apply::<K>(app, sent, (tenant, id, change), told).await
}

/// Calls the one in the path off.
pub(super) async fn cancelled<K: Kind>(app: &App, sent: &Sent) -> Handled<Response> {
    let tenant = sent.bodiless("orders:write")?;
    let id = sent.asked().id(K::NOUN)?;
    let told = Told::new(sent, K::TOPICS[2]);
    apply::<K>(app, sent, (tenant, id, K::called_off()), told).await
}

async fn apply<K: Kind>(
    app: &App,
    sent: &Sent,
    (tenant, InPath(id), change): (TenantId, InPath, K::Change),
    told: Told,
) -> Handled<Response> {
    let source = sent.by();
    let done = sent.once(app, move |tx, now| {
        let row = object::of_kind(tx, &tenant, &id, K::KIND)?;
        let key = OrderKey { tenant: tenant.clone(), store: row.store, external_id: row.external_id };
        let known = conversion::known(tx, &key)?.ok_or(Error::NotFound(K::NOUN))?;
        let order = K::changed(tx, (&tenant, &row.program), &change, known.stated)?;
        conversion::tell(tx, Telling { key, order, source: source.clone() }, &told, now)?;
        answer(StatusCode::OK, &Data { data: K::object(tx, &tenant, &id, now)? })
    });
    done.await
}
