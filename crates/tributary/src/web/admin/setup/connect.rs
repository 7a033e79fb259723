//! Connection (`/admin/connect`): where the store sends its webhooks, how it can be read, and what each delivery
//! came to.

use crate::app::App;
use crate::call;
use crate::web::admin::desk::{self, Desk, Place, only_store};
use crate::web::admin::fields::form_errors;
use crate::web::admin::guard::Posted;
use crate::web::admin::once::{Once, Secrets};
use crate::web::admin::overview::TEST_CODE;
use crate::web::admin::refusal::Shown;
use crate::web::admin::session::SignedIn;
use crate::web::kit::{FieldError, Status, Tab};
use crate::web::view::setup::connect::{self as view, ConnectView, DeliveryRow, Reading};
use axum::extract::{Extension, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use std::sync::Arc;
use tributary_engine::audit::{self, Actor, Note};
use tributary_engine::click::Click;
use tributary_engine::db::Tx;
use tributary_engine::delivery::{self, Delivery};
use tributary_engine::order::{self, OrderRow};
use tributary_engine::page::{Cursor, Page};
use tributary_engine::store::{self, RestKey};
use tributary_engine::{Error, access, chance, click};

const SHOWN: i64 = 20;
const TOPICS: [(&str, &str); 4] = [
    ("order.created", "Order created"),
    ("order.updated", "Order updated"),
    ("order.deleted", "Order deleted"),
    ("order.restored", "Order restored"),
];
const STATES: [(&str, &str); 3] = [("", "All"), ("waiting", "Waiting"), ("rejected", "Refused")];

/// What the address asks for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Ask {
    state: String,
    after: String,
    /// The page's script looks for the first click: nobody reads this answer.
    look: String,
}

struct Found {
    deliveries: Page<Delivery>,
    first_click: Option<Click>,
    first_order: Option<OrderRow>,
}

/// `GET /admin/connect`
pub(super) async fn page(
    State(app): State<App>,
    Extension(once): Extension<Arc<Once>>,
    me: SignedIn,
    Query(ask): Query<Ask>,
) -> Shown {
    let secrets = if ask.look.is_empty() { once.take(&me.session) } else { Secrets::default() };
    show(&app, me, (ask, secrets), Vec::new()).await
}

/// `POST /admin/connect/secret`: an empty field makes a secret.
pub(super) async fn add_secret(
    State(app): State<App>,
    Extension(once): Extension<Arc<Once>>,
    Posted { me, fields }: Posted,
) -> Shown {
    let secret = fields.some("webhook_secret").map_or_else(chance::secret, Ok)?;
    let (by, kept, engine, now) = (Actor::from(&me.session), secret.clone(), app.engine.clone(), app.now());
    let written = call::write(&app.engine, move |tx| {
        let store = only_store(tx, &by.tenant)?;
        let note = Note::on("store.secret_added", store.id.as_str()).named(&store.name);
        audit::note(tx, &by, &note, now)?;
        store::add_secret(tx, &store, &engine.sealer, &kept, now)
    });
    written.await?;
    once.keep(&me.session, Secrets { webhook_secret: Some(secret), ..Secrets::default() });
    Ok(Redirect::to("/admin/connect").into_response())
}

/// `POST /admin/connect/key`
pub(super) async fn make_key(
    State(app): State<App>,
    Extension(once): Extension<Arc<Once>>,
    Posted { me, .. }: Posted,
) -> Shown {
    let (by, now) = (Actor::from(&me.session), app.now());
    let name = format!("Made by {}", me.session.email);
    let all = ["all".to_owned()];
    let made = call::write(&app.engine, move |tx| access::create_key(tx, &by, &name, &all, now));
    let api_key = Some(made.await?.secret);
    once.keep(&me.session, Secrets { api_key, ..Secrets::default() });
    Ok(Redirect::to("/admin/connect").into_response())
}

/// `POST /admin/connect/reading`
pub(super) async fn set_reading(State(app): State<App>, Posted { me, fields }: Posted) -> Shown {
    let key = match checked(fields.text("key"), fields.text("secret")) {
        Ok(key) => key,
        Err(error) => return show(&app, me, Default::default(), form_errors(error)?).await,
    };
    let (by, engine, now) = (Actor::from(&me.session), app.engine.clone(), app.now());
    let written = call::write(&app.engine, move |tx| {
        let store = only_store(tx, &by.tenant)?;
        let note = Note::on("store.reading_set", store.id.as_str()).named(&store.name);
        audit::note(tx, &by, &note, now)?;
        store::set_rest_key(tx, &store, &engine.sealer, &key)
    });
    written.await?;
    Ok(Redirect::to("/admin/connect").into_response())
}

fn checked(key: String, secret: String) -> Result<RestKey, Error> {
    let wrong = |name: &str, prefix: &str| {
        Error::field(format!("/{name}"), "format", format!("WooCommerce shows it as {prefix}_ and letters."))
    };
    if !key.starts_with("ck_") {
        return Err(wrong("key", "ck"));
    }
    if !secret.starts_with("cs_") {
        return Err(wrong("secret", "cs"));
    }
    Ok(RestKey { key, secret })
}

async fn show(app: &App, me: SignedIn, (ask, secrets): (Ask, Secrets), errors: Vec<FieldError>) -> Shown {
    let asked = ask.clone();
    let (desk, found) = desk::read(app, me, move |tx, desk| find(tx, desk, &asked)).await?;
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let view = ConnectView { errors, ..shaped(&desk, (&ask, secrets), &found) };
    let page: Response = desk.page_with(status, (Place::Settings, "Connection"), &view::render(&view));
    Ok(page)
}

fn find(tx: &mut Tx<'_>, desk: &Desk, ask: &Ask) -> Result<Found, Error> {
    let tenant = desk.tenant();
    let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let one = Cursor { after: None, limit: 1 };
    let cursor = Cursor { after: some(&ask.after), limit: SHOWN };
    Ok(Found {
        deliveries: delivery::list(tx, tenant, some(&ask.state).as_deref(), &cursor)?,
        first_click: click::list(tx, tenant, None, &one)?.rows.pop(),
        first_order: order::list(tx, tenant, &order::Filter::default(), &one)?.rows.pop(),
    })
}

fn shaped(desk: &Desk, (ask, secrets): (&Ask, Secrets), found: &Found) -> ConnectView {
    let topics = TOPICS.map(|(topic, name)| (topic.to_owned(), name.to_owned()));
    let base = &desk.me.base_url;
    ConnectView {
        webhook_url: format!("{base}/hooks/woocommerce/{}", desk.store.id),
        webhook_secret: secrets.webhook_secret,
        topics: topics.to_vec(),
        api_key: secrets.api_key,
        test_link: format!("{base}/r/{TEST_CODE}"),
        first_click: found.first_click.as_ref().map(|click| click_words(desk, click)),
        first_order_href: found.first_order.as_ref().map(|order| format!("/admin/orders/{}", order.id)),
        done_href: "/admin".into(),
        csrf: desk.csrf(),
        reading: Reading {
            possible: desk.store.readable,
            until: desk.store.read_until.map(|until| desk.clock.stamp(until)),
            key: String::new(),
        },
        deliveries: found.deliveries.rows.iter().map(|one| row(desk, one)).collect(),
        tabs: STATES.map(|state| tab(ask, state)).to_vec(),
        next: found.deliveries.next.as_ref().map(|after| href(&ask.state, after)),
        errors: Vec::new(),
    }
}

fn click_words(desk: &Desk, click: &Click) -> String {
    format!("/r/{}, {}, {}", click.value, click.device, desk.clock.stamp(click.at).text)
}

fn tab(ask: &Ask, (state, label): (&str, &str)) -> Tab {
    Tab { label: label.into(), href: href(state, ""), active: ask.state == state, count: None }
}

fn href(state: &str, after: &str) -> String {
    let parts = [("state", state), ("after", after)];
    let parts = parts.iter().filter(|(_, text)| !text.is_empty());
    let query: Vec<String> = parts.map(|(name, text)| format!("{name}={text}")).collect();
    let question = if query.is_empty() { "" } else { "?" };
    format!("/admin/connect{question}{}#deliveries", query.join("&"))
}

fn row(desk: &Desk, one: &Delivery) -> DeliveryRow {
    let (status, word) = match one.state.as_str() {
        "applied" => (Status::Approved, "Applied"),
        "duplicate" => (Status::Info, "Known already"),
        "waiting" => (Status::Review, "Waiting"),
        "rejected" => (Status::Declined, "Refused"),
        _ => (Status::Pending, "Received"),
    };
    let order = |id: &String| (id.clone(), format!("/admin/orders/{id}"));
    DeliveryRow {
        when: desk.clock.stamp(one.received_at),
        topic: one.sent.topic.clone().unwrap_or_else(|| "No topic".to_owned()),
        order: one.subject.as_ref().filter(|_| one.state != "waiting").map(order),
        status,
        word: word.into(),
        reason: one.reason.clone().unwrap_or_default(),
    }
}
