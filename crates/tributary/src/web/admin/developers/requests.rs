//! One API request (`/admin/developers/logs/{id}`), which is the `Request-Id` of its answer.

use super::words;
use crate::app::App;
use crate::t;
use crate::web::admin::desk::{self, Desk, Place};
use crate::web::admin::refusal::Shown;
use crate::web::admin::session::SignedIn;
use crate::web::view::developers::logs::{self as view, RequestView};
use crate::web::view::developers::pretty;
use axum::extract::{Path, State};
use maud::{Markup, html};
use tributary_engine::request::{self, Request};

/// `GET /admin/developers/logs/{id}`
pub(super) async fn page(State(app): State<App>, Path(id): Path<String>, me: SignedIn) -> Shown {
    let (desk, found) = desk::read(&app, me, move |tx, desk| request::load(tx, desk.tenant(), &id)).await?;
    let view = shaped(&desk, &found);
    Ok(desk.page(Place::Developers, &view.title, &view::request(&view)))
}

fn shaped(desk: &Desk, one: &Request) -> RequestView {
    RequestView {
        id: one.id.clone(),
        title: format!("{} {}", one.method, one.path),
        status: one.status,
        facts: facts(desk, one),
        request: pretty(&one.request),
        answer: pretty(&one.answer),
        curl: curl(&desk.me.base_url, one),
    }
}

fn facts(desk: &Desk, one: &Request) -> Vec<(String, Markup)> {
    let mut facts = vec![
        (t!("Time").to_owned(), html! { (desk.clock.exact(one.at)) }),
        (t!("Path").to_owned(), plain(&one.route)),
        (t!("Key").to_owned(), html! { bdi { (one.key_name) } }),
        (t!("Took").to_owned(), html! { (words::took(one.took_ms)) }),
    ];
    let some = [
        (t!("Idempotency key"), one.idempotency_key.as_deref()),
        (t!("Sender"), one.address.as_deref()),
        (t!("Problem"), one.code.as_deref()),
    ];
    for (name, value) in some {
        facts.extend(value.map(|value| (name.to_owned(), plain(value))));
    }
    facts
}

fn plain(text: &str) -> Markup {
    html! { code { (text) } }
}

/// The request as a command. The key is none, for no log has it.
fn curl(base_url: &str, one: &Request) -> String {
    let quoted = |text: &str| format!("'{}'", text.replace('\'', r"'\''"));
    let mut parts = vec![format!("curl -X {} {}", one.method, quoted(&format!("{base_url}{}", one.path)))];
    parts.push("-H 'Authorization: Bearer '\"$KEY\"".to_owned());
    if let Some(key) = &one.idempotency_key {
        parts.push(format!("-H {}", quoted(&format!("Idempotency-Key: {key}"))));
    }
    if !one.request.is_empty() {
        parts.push("-H 'Content-Type: application/json'".to_owned());
        parts.push(format!("-d {}", quoted(&one.request)));
    }
    parts.join(" \\\n  ")
}
