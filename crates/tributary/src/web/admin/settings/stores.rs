//! Stores and integrations (`/admin/settings/stores`): how the store reaches us and we reach it, what each delivery came
//! to, and a test of the connection that says what was tried and what came back.

use super::all_stores::{self, Known};
use super::states::Log;
use super::words;
use crate::app::App;
use crate::inbound::checkup::{Check, checkup};
use crate::web::admin::desk::{self, Desk, Place};
use crate::web::admin::fields::form_errors;
use crate::web::admin::guard::Posted;
use crate::web::admin::once::{Once, Secrets};
use crate::web::admin::refusal::Shown;
use crate::web::admin::session::SignedIn;
use crate::web::chosen;
use crate::web::kit::{FieldError, Status, Tab};
use crate::web::view::settings::panel::PanelView;
use crate::web::view::settings::stores::{self as view, DeliveryRow, PluginView, StoresView};
use crate::{call, plugins, t};
use axum::extract::{Extension, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::Arc;
use tributary_core::Timestamp;
use tributary_engine::audit::{self, Actor, Note};
use tributary_engine::connection::{self, Connection};
use tributary_engine::db::Tx;
use tributary_engine::delivery::{self, Delivery};
use tributary_engine::page::{Cursor, Page};
use tributary_engine::panel::secret::{self as customer_secret, Standing};
use tributary_engine::store::{self, RestKey};
use tributary_engine::{Error, chance};

const PATH: &str = "/admin/settings/stores";
const LOG: Log = Log { path: PATH, anchor: "#deliveries" };
const SHOWN: i64 = 20;
const OVERLAP_HOURS: i64 = 24;

/// What the address asks for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Ask {
    state: String,
    after: String,
}

/// What a page shows besides what is stored.
#[derive(Default)]
struct Fresh {
    secret: Option<String>,
    customer_secret: Option<String>,
    checks: Option<Vec<Check>>,
    errors: Vec<FieldError>,
}

struct Found {
    deliveries: Page<Delivery>,
    counts: Vec<(String, Option<String>, i64)>,
    last: Option<Delivery>,
    plugin: Option<Connection>,
    customer_secrets: Vec<Standing>,
    all: Vec<Known>,
}

/// `GET /admin/settings/stores`
pub(super) async fn page(
    State(app): State<App>,
    Extension(once): Extension<Arc<Once>>,
    me: SignedIn,
    Query(ask): Query<Ask>,
) -> Shown {
    let fresh = once.take(&me.session);
    let (secret, customer_secret) = (fresh.webhook_secret, fresh.customer_secret);
    show(&app, me, &ask, Fresh { secret, customer_secret, ..Fresh::default() }).await
}

/// `POST /admin/settings/stores/test`: asks the shop, and shows what came back.
pub(super) async fn test(State(app): State<App>, Posted { me, .. }: Posted) -> Shown {
    let (tenant, asked) = (me.session.tenant.clone(), me.asked.clone());
    let store = call::read(&app.engine, move |tx| asked.store(tx, &tenant)).await?;
    let hook = hook(&me.base_url, &store);
    let checks = Some(checkup(&app, &store, &hook).await?);
    show(&app, me, &Ask::default(), Fresh { checks, ..Fresh::default() }).await
}

/// `POST /admin/settings/stores/secret`: an empty field makes a secret.
pub(super) async fn add_secret(
    State(app): State<App>,
    Extension(once): Extension<Arc<Once>>,
    Posted { me, fields }: Posted,
) -> Shown {
    let secret = fields.some("webhook_secret").map_or_else(chance::secret, Ok)?;
    let (by, kept, engine, now) = (Actor::from(&me.session), secret.clone(), app.engine.clone(), app.now());
    let asked = me.asked.clone();
    let written = call::write(&app.engine, move |tx| {
        let store = asked.store(tx, &by.tenant)?;
        let note = Note::on("store.secret_added", store.id.as_str()).named(&store.name);
        audit::note(tx, &by, &note, now)?;
        store::add_secret(tx, &store, &engine.sealer, &kept, now)
    });
    written.await?;
    once.keep(&me.session, Secrets { webhook_secret: Some(secret), ..Secrets::default() });
    Ok(Redirect::to(&chosen::named(PATH)).into_response())
}

/// `POST /admin/settings/stores/customer-secret`: the earlier ones go on for a day.
pub(super) async fn rotate_customer_secret(
    State(app): State<App>,
    Extension(once): Extension<Arc<Once>>,
    Posted { me, .. }: Posted,
) -> Shown {
    let (by, engine, now) = (Actor::from(&me.session), app.engine.clone(), app.now());
    let asked = me.asked.clone();
    let made = call::write(&app.engine, move |tx| {
        let store = asked.store(tx, &by.tenant)?;
        let note = Note::on("store.customer_secret_made", store.id.as_str()).named(&store.name);
        audit::note(tx, &by, &note, now)?;
        customer_secret::rotate(tx, (&store, &engine.sealer), OVERLAP_HOURS, now)
    });
    let customer_secret = Some(made.await?);
    once.keep(&me.session, Secrets { customer_secret, ..Secrets::default() });
    Ok(Redirect::to(&format!("{}#panel", chosen::named(PATH))).into_response())
}

/// `POST /admin/settings/stores/reading`
pub(super) async fn set_reading(State(app): State<App>, Posted { me, fields }: Posted) -> Shown {
    let key = match checked(fields.text("key"), fields.text("secret")) {
        Ok(key) => key,
        Err(error) => {
            let errors = form_errors(error)?;
            return show(&app, me, &Ask::default(), Fresh { errors, ..Fresh::default() }).await;
        }
    };
    let (by, engine, now) = (Actor::from(&me.session), app.engine.clone(), app.now());
    let asked = me.asked.clone();
    let written = call::write(&app.engine, move |tx| {
        let store = asked.store(tx, &by.tenant)?;
        let note = Note::on("store.reading_set", store.id.as_str()).named(&store.name);
        audit::note(tx, &by, &note, now)?;
        store::set_rest_key(tx, &store, &engine.sealer, &key)
    });
    written.await?;
    Ok(Redirect::to(&chosen::named(PATH)).into_response())
}

fn checked(key: String, secret: String) -> Result<RestKey, Error> {
    let wrong = |name: &str, prefix: &str| {
        let detail = t!("WooCommerce shows it as {prefix}_ and letters.", prefix = prefix);
        Error::field(format!("/{name}"), "format", detail)
    };
    if !key.starts_with("ck_") {
        return Err(wrong("key", "ck"));
    }
    if !secret.starts_with("cs_") {
        return Err(wrong("secret", "cs"));
    }
    Ok(RestKey { key, secret })
}

/// Where a store's webhooks lead.
pub(in crate::web::admin) fn hook(base_url: &str, store: &store::Store) -> String {
    format!("{base_url}/hooks/woocommerce/{}", store.id)
}

async fn show(app: &App, me: SignedIn, ask: &Ask, fresh: Fresh) -> Shown {
    let (asked, now) = (ask.clone(), app.now());
    let (desk, found) = desk::read(app, me, move |tx, desk| find(tx, desk, &asked, now)).await?;
    let status = if fresh.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let view = shaped(&desk, ask, fresh, &found);
    Ok(desk.page_with(status, (Place::Settings, t!("Stores & integrations")), &view::render(&view)))
}

fn find(tx: &mut Tx<'_>, desk: &Desk, ask: &Ask, now: Timestamp) -> Result<Found, Error> {
    let tenant = desk.tenant();
    let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let one = Cursor { after: None, limit: 1 };
    let cursor = Cursor { after: some(&ask.after), limit: SHOWN };
    let named = desk.named();
    let store = named.as_ref();
    Ok(Found {
        deliveries: delivery::list(tx, tenant, (store, some(&ask.state).as_deref()), &cursor)?,
        counts: delivery::counts(tx, tenant, store)?,
        last: delivery::list(tx, tenant, (store, None), &one)?.rows.pop(),
        all: all_stores::find(tx, desk)?,
        plugin: connection::load(tx, &desk.store)?,
        customer_secrets: customer_secret::standing(tx, &desk.store, now)?,
    })
}

fn shaped(desk: &Desk, ask: &Ask, fresh: Fresh, found: &Found) -> StoresView {
    StoresView {
        name: desk.store.name.clone(),
        url: desk.store.url.clone(),
        last_event: found.last.as_ref().map(|last| desk.clock.stamp(last.received_at)),
        trouble: found.last.as_ref().is_some_and(|last| last.state == "rejected"),
        plugin: found.plugin.as_ref().map(|known| plugin(desk, known)),
        checks: fresh
            .checks
            .map(|checks| checks.iter().map(|check| words::row(check, &desk.clock)).collect()),
        webhook_url: hook(&desk.me.base_url, &desk.store),
        webhook_secret: fresh.secret,
        readable: desk.store.readable,
        read_until: desk.store.read_until.map(|until| desk.clock.stamp(until)),
        deliveries: found.deliveries.rows.iter().map(|one| row(desk, one)).collect(),
        tabs: tabs(&ask.state, &found.counts),
        next: found.deliveries.next.as_ref().map(|after| LOG.href(&ask.state, after)),
        panel: panel(desk, fresh.customer_secret, &found.customer_secrets),
        all: found.all.iter().map(|known| all_stores::row(desk, known)).collect(),
        csrf: desk.csrf(),
        errors: fresh.errors,
    }
}

fn plugin(desk: &Desk, known: &Connection) -> PluginView {
    let shop: BTreeMap<String, Option<String>> =
        known.shop.as_deref().and_then(|shop| serde_json::from_str(shop).ok()).unwrap_or_default();
    let older = |known: &&plugins::Plugin| {
        shop.get("plugin").and_then(Option::as_deref).is_some_and(|theirs| known.is_newer_than(theirs))
    };
    let update = plugins::of_platform(&known.platform).filter(older).map(|newer| newer.platform.to_owned());
    PluginView {
        update,
        since: desk.clock.stamp(known.connected_at),
        tested: known.tested_at.map(|at| desk.clock.stamp(at)),
        shop: shop.into_iter().filter_map(|(name, version)| Some((name, version?))).collect(),
    }
}

fn panel(desk: &Desk, fresh: Option<String>, known: &[Standing]) -> PanelView {
    let ending = known.iter().filter_map(|one| one.ends_at).max();
    PanelView {
        base_url: desk.me.base_url.clone(),
        store: desk.store.id.to_string(),
        secret: fresh,
        since: known.first().map(|one| desk.clock.stamp(one.created_at)),
        earlier_until: ending.map(|at| desk.clock.exact(at)),
    }
}

fn tabs(open: &str, counts: &[(String, Option<String>, i64)]) -> Vec<Tab> {
    let states = [
        ("", t!("All")),
        ("applied", t!("Applied")),
        ("duplicate", t!("Known already")),
        ("waiting", t!("Waiting")),
        ("rejected", t!("Refused")),
    ];
    let counts: Vec<_> = counts.iter().map(|(state, _, count)| (state.as_str(), *count)).collect();
    LOG.tabs(&states, open, &counts)
}

fn row(desk: &Desk, one: &Delivery) -> DeliveryRow {
    let (status, word) = match one.state.as_str() {
        "applied" => (Status::Approved, t!("Applied")),
        "duplicate" => (Status::Info, t!("Known already")),
        "waiting" => (Status::Review, t!("Waiting")),
        "rejected" => (Status::Declined, t!("Refused")),
        _ => (Status::Pending, t!("Received")),
    };
    // The shop's own id may hold anything, so it is looked for instead of standing in the path.
    let asked = |id: &String| url::form_urlencoded::byte_serialize(id.as_bytes()).collect::<String>();
    let order = |id: &String| (id.clone(), format!("/admin/orders?q={}", asked(id)));
    DeliveryRow {
        when: desk.clock.stamp(one.received_at),
        topic: one.sent.topic.clone().unwrap_or_else(|| t!("No topic").to_owned()),
        order: one.subject.as_ref().filter(|_| one.state != "waiting").map(order),
        status,
        word: word.into(),
        reason: one.reason.clone().unwrap_or_default(),
    }
}
