//! Webhook endpoints (`/admin/developers/webhooks`).

use super::words;
use crate::app::App;
use crate::t;
use crate::web::admin::desk::{self, Desk, Place};
use crate::web::admin::refusal::Shown;
use crate::web::admin::session::SignedIn;
use crate::web::view::developers::webhooks::{self as view, EndpointCard, WebhooksView};
use axum::extract::State;
use tributary_engine::page::{Cursor, LIMIT_MAX};
use tributary_engine::webhook::{self, Attempt, Endpoint, Lately};

/// Where they are.
pub(super) const PATH: &str = "/admin/developers/webhooks";

/// `GET /admin/developers/webhooks`
pub(super) async fn page(State(app): State<App>, me: SignedIn) -> Shown {
    let now = app.now();
    let read = desk::read(&app, me, move |tx, desk| {
        let all = Cursor { after: None, limit: LIMIT_MAX };
        let endpoints = webhook::list(tx, desk.tenant(), &all)?.rows;
        let lately = webhook::lately(tx, desk.tenant(), now)?;
        let mut known = Vec::with_capacity(endpoints.len());
        for endpoint in endpoints {
            let failure = webhook::last_failure(tx, desk.tenant(), &endpoint.id)?;
            known.push((endpoint, failure));
        }
        Ok((known, lately))
    });
    let (desk, (known, lately)) = read.await?;
    let is_archived = |endpoint: &Endpoint| endpoint.state == webhook::State::Archived;
    let shown = known.iter().filter(|(endpoint, _)| !is_archived(endpoint));
    let view = WebhooksView {
        cards: shown.map(|one| card(&desk, one, &lately)).collect(),
        archived: known
            .iter()
            .filter(|(endpoint, _)| is_archived(endpoint))
            .map(|(endpoint, _)| (endpoint.url.clone(), format!("{PATH}/{}", endpoint.id)))
            .collect(),
        done: None,
    };
    Ok(desk.page(Place::Developers, t!("Webhooks"), &view::render(&view)))
}

fn card(desk: &Desk, (endpoint, failure): &(Endpoint, Option<Attempt>), lately: &[Lately]) -> EndpointCard {
    let said = |one: &Attempt| (words::answer(one.status, one.trouble.as_deref()), desk.clock.stamp(one.at));
    EndpointCard {
        href: format!("{PATH}/{}", endpoint.id),
        url: endpoint.url.clone(),
        kinds: words::kinds(endpoint),
        standing: words::standing(endpoint),
        hours: hours(endpoint, lately),
        last_failure: failure.as_ref().map(said),
    }
}

/// How an endpoint's last day went; nothing was sent where nothing is known.
pub(super) fn hours(endpoint: &Endpoint, lately: &[Lately]) -> Vec<(i64, i64)> {
    let found = lately.iter().find(|one| one.endpoint == endpoint.id);
    found.map_or_else(|| vec![(0, 0); webhook::PIECES], |one| one.hours.to_vec())
}
