//! `POST /track/v1/visit`: somebody looks at a page of the shop with a code in its address, or came there from a site that stands for one.
//! That is a click like any other, and the page is told its id.

use super::Peer;
use crate::app::App;
use crate::http::redirect::cookie;
use crate::http::redirect::follow::{Visit, Way, follow};
use crate::http::redirect::refs::Wishes;
use crate::http::redirect::traffic::{Signals, read};
use crate::{call, friends};
use axum::Json;
use axum::body::Bytes;
use axum::extract::{ConnectInfo, Extension, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use std::net::{IpAddr, Ipv4Addr};
use tributary_core::{ProgramId, StoreId};
use tributary_engine::{bound, program, store};

const CODE_CHARS_MAX: usize = 100;

/// What a page tells.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Told {
    store: String,
    code: String,
    referrer: String,
    page: String,
    click: String,
}

/// What it is told.
#[derive(Debug, Serialize)]
struct Answer {
    /// What to keep in the cookie; none where it was no click.
    click: Option<String>,
}

/// Answers whatever comes: a shop's page has no use for a problem.
pub(super) async fn take(State(app): State<App>, peer: Peer, headers: HeaderMap, body: Bytes) -> Response {
    let peer = peer.map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |Extension(ConnectInfo(peer))| peer.ip());
    let told: Told = serde_json::from_slice(&body).unwrap_or_default();
    let click = clicked(&app, (peer, &headers), told).await;
    (
        [(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"), (header::CACHE_CONTROL, "no-store")],
        Json(Answer { click }),
    )
        .into_response()
}

async fn clicked(app: &App, (peer, headers): (IpAddr, &HeaderMap), told: Told) -> Option<String> {
    let address = app.settings.client_ip(peer, headers);
    if !app.script.admits(address, app.now()) {
        return None;
    }
    let id = StoreId::parse(&told.store).ok()?;
    let (given, referrer) = (told.code.trim().to_owned(), told.referrer.clone());
    let (program, code) = call::read(&app.engine, move |tx| {
        let store = store::by_id(tx, &id)?;
        let program = program::of_store(tx, &store.tenant, &id)?;
        // What stands in the address beats the site that led there.
        let code = match given.as_str() {
            "" => bound::code_of_site(tx, (&store.tenant, &id), &referrer)?,
            _ => Some(given.clone()),
        };
        Ok((program, code))
    })
    .await
    .ok()?;
    let code = code.filter(|code| code.chars().count() <= CODE_CHARS_MAX)?;
    if !is_of(app, &program, &code).await {
        return None;
    }
    let user_agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let (traffic, device) = read(&Signals {
        method: "GET",
        user_agent: user_agent.as_deref(),
        purpose: None,
        sec_purpose: None,
        sec_fetch_mode: None,
        sec_fetch_dest: None,
    });
    let visit = Visit {
        ip: Some(address),
        traffic,
        device,
        user_agent,
        referrer: Some(told.referrer).filter(|from| !from.is_empty()),
        visitor: cookie::visitor_of_value(&told.click),
    };
    let wishes = Wishes { to: Some(told.page).filter(|page| !page.is_empty()), ..Wishes::default() };
    let followed = follow(app, &Way::Code(code), &wishes, visit).await?;
    followed.counted.then(|| cookie::value(&followed.id, &followed.visitor))
}

/// Whether the code is one of the store's own program: in the addresses of a shop stand codes of many others.
async fn is_of(app: &App, program: &ProgramId, code: &str) -> bool {
    let known = app.engine.snapshot().code(code).map(|target| target.route.program == *program);
    match known {
        Some(own) => own,
        None => friends::found(app, code).await.is_some_and(|(route, _)| route.program == *program),
    }
}
