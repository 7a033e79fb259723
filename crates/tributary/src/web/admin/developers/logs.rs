//! The logs (`/admin/developers/logs`): API requests, events, and what the tracker refused.

use super::words;
use crate::app::App;
use crate::t;
use crate::web::admin::desk::{self, Desk, Place};
use crate::web::admin::refusal::Shown as Page;
use crate::web::admin::session::SignedIn;
use crate::web::kit::Tab;
use crate::web::view::developers::logs::{
    self as view, Choice, EventRow, LogsView, RefusedRow, RequestRow, Shown,
};
use axum::extract::{Query, State};
use serde::Deserialize;
use tributary_core::{KeyId, Timestamp};
use tributary_engine::Result;
use tributary_engine::access::{self, Key};
use tributary_engine::db::Tx;
use tributary_engine::delivery;
use tributary_engine::event::{self, Event, KINDS};
use tributary_engine::page::{Cursor, LIMIT_MAX};
use tributary_engine::request::{self, KEEP_DAYS, Request};

const PATH: &str = "/admin/developers/logs";
const DAY_MS: i64 = 86_400_000;
const METHODS: [&str; 4] = ["GET", "POST", "PATCH", "PUT"];

/// What the address asks for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Ask {
    tab: String,
    status: String,
    method: String,
    route: String,
    key: String,
    kind: String,
    after: String,
}

/// The tabs: what stands in the address, and which.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Which {
    Requests,
    Events,
    Refused,
}

impl Which {
    fn of(word: &str) -> Self {
        match word {
            "events" => Self::Events,
            "tracker" => Self::Refused,
            _ => Self::Requests,
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Requests => "requests",
            Self::Events => "events",
            Self::Refused => "tracker",
        }
    }
}

/// What a tab shows, its choices, and where it goes on.
struct Found {
    shown: Shown,
    choices: Vec<Choice>,
    next: Option<String>,
}

impl Ask {
    fn cursor(&self) -> Cursor {
        Cursor { after: Some(self.after.clone()).filter(|after| !after.is_empty()), ..Cursor::default() }
    }

    fn filter(&self) -> request::Filter {
        let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        request::Filter {
            hundred: self.status.parse().ok().filter(|hundred| (2..=5).contains(hundred)),
            method: some(&self.method),
            route: some(&self.route),
            key: KeyId::parse(&self.key).ok(),
        }
    }

    fn filters(&self) -> [(&str, &str); 5] {
        [
            ("status", &self.status),
            ("method", &self.method),
            ("route", &self.route),
            ("key", &self.key),
            ("kind", &self.kind),
        ]
    }

    fn href(&self, which: Which, after: &str) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.append_pair("tab", which.word());
        query.extend_pairs(self.filters().iter().filter(|(_, text)| !text.is_empty()));
        if !after.is_empty() {
            query.append_pair("after", after);
        }
        format!("{PATH}?{}", query.finish())
    }
}

/// `GET /admin/developers/logs`
pub(super) async fn page(State(app): State<App>, me: SignedIn, Query(ask): Query<Ask>) -> Page {
    let (which, asked, now) = (Which::of(&ask.tab), ask.clone(), app.now());
    let read = desk::read(&app, me, move |tx, desk| match which {
        Which::Requests => requests(tx, desk, &asked, now),
        Which::Events => events(tx, desk, &asked),
        Which::Refused => refused(tx, desk, &asked),
    });
    let (desk, found) = read.await?;
    let filtered = ask.filters().iter().any(|(_, text)| !text.is_empty());
    let view = LogsView {
        tabs: tabs(which),
        shown: found.shown,
        choices: found.choices,
        tab: which.word(),
        clear: filtered.then(|| Ask::default().href(which, "")),
        next: found.next.map(|after| ask.href(which, &after)),
        kept: kept(which),
        done: None,
    };
    Ok(desk.page(Place::Developers, t!("Logs & events"), &view::render(&view)))
}

fn kept(which: Which) -> String {
    match which {
        Which::Requests => crate::n!(
            "Requests with a key are kept for {n} day, with secrets and personal data masked. They are in no backup.",
            "Requests with a key are kept for {n} days, with secrets and personal data masked. They are in no backup.",
            KEEP_DAYS
        ),
        Which::Events => t!("Events are kept for ever.").to_owned(),
        Which::Refused => t!("What a shop sent is kept as it came, also where it was refused.").to_owned(),
    }
}

fn tabs(open: Which) -> Vec<Tab> {
    let tab = |which: Which, label: &str| Tab {
        label: label.into(),
        href: Ask::default().href(which, ""),
        active: which == open,
        count: None,
    };
    vec![
        tab(Which::Requests, t!("API requests")),
        tab(Which::Events, t!("Events")),
        tab(Which::Refused, t!("Tracker errors")),
    ]
}

fn requests(tx: &mut Tx<'_>, desk: &Desk, ask: &Ask, now: Timestamp) -> Result<Found> {
    let page = request::list(tx, desk.tenant(), &ask.filter(), &ask.cursor())?;
    let pieces = request::histogram(tx, desk.tenant(), DAY_MS, now)?;
    let routes = request::routes(tx, desk.tenant(), now.plus_ms(-KEEP_DAYS * DAY_MS))?;
    let keys = access::list_keys(tx, desk.tenant(), &Cursor { after: None, limit: LIMIT_MAX })?.rows;
    let rows = page.rows.iter().map(|one| request_row(desk, one)).collect();
    let found = Found { shown: Shown::Requests(rows, pieces.to_vec()), choices: Vec::new(), next: page.next };
    // Nobody filters what has never been there.
    Ok(if routes.is_empty() { found } else { Found { choices: choices(ask, &routes, &keys), ..found } })
}

fn choices(ask: &Ask, routes: &[String], keys: &[Key]) -> Vec<Choice> {
    let same = |word: &str| (word.to_owned(), word.to_owned());
    let statuses = [("", t!("Any status")), ("2", "2xx"), ("4", "4xx"), ("5", "5xx")];
    let statuses = statuses.iter().map(|(word, label)| ((*word).to_owned(), (*label).to_owned())).collect();
    let any = |label: &str| (String::new(), label.to_owned());
    let methods = std::iter::once(any(t!("Any method"))).chain(METHODS.into_iter().map(same)).collect();
    let routes = std::iter::once(any(t!("Any path"))).chain(routes.iter().map(|one| same(one))).collect();
    let named = keys.iter().map(|key| (key.id.to_string(), key.name.clone()));
    let keys = std::iter::once(any(t!("Any key"))).chain(named).collect();
    vec![
        ("status", t!("Status").to_owned(), statuses, ask.status.clone()),
        ("method", t!("Method").to_owned(), methods, ask.method.clone()),
        ("route", t!("Path").to_owned(), routes, ask.route.clone()),
        ("key", t!("Key").to_owned(), keys, ask.key.clone()),
    ]
}

fn request_row(desk: &Desk, one: &Request) -> RequestRow {
    RequestRow {
        href: format!("{PATH}/{}", one.id),
        when: desk.clock.second(one.at),
        method: one.method.clone(),
        path: one.path.clone(),
        status: one.status,
        key: one.key_name.clone(),
        took: words::took(one.took_ms),
        idempotency: one.idempotency_key.clone().unwrap_or_default(),
        address: one.address.as_deref().map(|hash| hash.chars().take(8).collect()).unwrap_or_default(),
    }
}

fn events(tx: &mut Tx<'_>, desk: &Desk, ask: &Ask) -> Result<Found> {
    let page = match ask.kind.as_str() {
        "" => event::list(tx, desk.tenant(), &ask.cursor())?,
        kind => event::of_kind(tx, desk.tenant(), kind, &ask.cursor())?,
    };
    let row = |one: &Event| EventRow {
        href: format!("/admin/developers/events/{}", one.id),
        when: desk.clock.stamp(one.at),
        kind: one.kind.clone(),
        object: one.data.pointer("/object/id").and_then(|id| id.as_str()).unwrap_or_default().to_owned(),
    };
    let mut kinds = vec![(String::new(), t!("Any kind").to_owned())];
    kinds.extend(KINDS.into_iter().map(|kind| (kind.to_owned(), kind.to_owned())));
    let choices = vec![("kind", t!("Kind").to_owned(), kinds, ask.kind.clone())];
    let shown = Shown::Events(page.rows.iter().map(row).collect());
    Ok(Found { shown, choices, next: page.next })
}

fn refused(tx: &mut Tx<'_>, desk: &Desk, ask: &Ask) -> Result<Found> {
    let page = delivery::list(tx, desk.tenant(), (None, Some("rejected")), &ask.cursor())?;
    let row = |one: &delivery::Delivery| RefusedRow {
        when: desk.clock.stamp(one.received_at),
        topic: one.sent.topic.clone().unwrap_or_else(|| t!("No topic").to_owned()),
        reason: one.reason.clone().unwrap_or_default(),
        id: one.id.to_string(),
    };
    let shown = Shown::Refused(page.rows.iter().map(row).collect());
    Ok(Found { shown, choices: Vec::new(), next: page.next })
}
