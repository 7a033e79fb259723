//! A partner makes a link to any page of the store (`POST /partner/links`).

use super::desk::Desk;
use super::home;
use super::session::{Posted, Shown};
use crate::app::App;
use crate::app::destination::{AllowedHosts, check};
use crate::call;
use crate::lang::msg;
use crate::web::admin::fields::form_errors;
use crate::web::chosen;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use tributary_core::{ProgramId, Timestamp};
use tributary_engine::audit::{self, Actor};
use tributary_engine::db::Tx;
use tributary_engine::link::{self, Link, NewLink};
use tributary_engine::page::{Cursor, LIMIT_MAX};
use tributary_engine::store::Store;
use tributary_engine::{Error, Result, partner, program};
use url::Url;

const LINKS_MAX: usize = 200; // one per post for years; the page lists them all

/// `POST /partner/links`
pub(super) async fn make(State(app): State<App>, posted: Posted) -> Shown {
    let Posted { me, fields } = posted;
    let (who, wanted, now) = (me.clone(), fields.text("url"), app.now());
    let made = call::write(&app.engine, move |tx| {
        let desk = Desk::of(tx, &who)?;
        let program = desk.program(tx)?;
        let destination = allowed(tx, (&desk, &program), &wanted)?;
        let link = found_or_made(tx, (&desk, program), destination, now)?;
        let name = partner::load(tx, desk.tenant(), desk.partner())?.name;
        let by = Actor::partner(desk.tenant(), desk.partner(), &name);
        if link.created_at == now {
            audit::link_created(tx, &by, &link, now)?;
        }
        Ok(link)
    });
    match made.await {
        Ok(link) => {
            call::refresh_snapshot(&app.engine).await?;
            Ok(Redirect::to(&chosen::query("/partner", &[("made", link.slug)])).into_response())
        }
        Err(error) => {
            let typed = home::Typed { url: fields.text("url"), errors: form_errors(error)?, made: None };
            home::shown(&app, me, typed, StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

/// The page that was named, spelled as we spell it, if it is one of the store's.
fn allowed(tx: &mut Tx<'_>, (desk, program): (&Desk, &ProgramId), wanted: &str) -> Result<String> {
    let rules = program::load(tx, desk.tenant(), program)?.current.rules;
    let hosts = hosts(rules.allowed_hosts, desk.store());
    let wanted = if wanted.contains("://") { wanted.to_owned() } else { format!("https://{wanted}") };
    check(&wanted, &hosts).map(String::from).map_err(|_| {
        Error::field(
            "/url",
            "host",
            msg("Paste the address of a page of this store, as it stands in your browser."),
        )
    })
}

/// Where links may lead: the hosts that the rules name, and the store's own.
pub(super) fn hosts(mut named: Vec<String>, store: &Store) -> AllowedHosts {
    named.extend(own_host(store));
    AllowedHosts::parse(&named).unwrap_or_default()
}

/// The store's own host, with its port where it has one of its own.
fn own_host(store: &Store) -> Option<String> {
    let url = Url::parse(&store.url).ok()?;
    let host = url.host_str()?;
    Some(url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")))
}

/// Whoever asks twice for the same page gets the same link.
fn found_or_made(
    tx: &mut Tx<'_>,
    (desk, program): (&Desk, ProgramId),
    destination: String,
    now: Timestamp,
) -> Result<Link> {
    let all = Cursor { after: None, limit: LIMIT_MAX };
    let own = link::list(tx, desk.tenant(), Some(desk.partner()), &all)?.rows;
    let is_same = |link: &&Link| link.destination == destination && link.program == program;
    if let Some(known) = own.iter().find(is_same) {
        return Ok(known.clone());
    }
    if own.len() >= LINKS_MAX {
        return Err(Error::field("/url", "too_many", msg("You have 200 links: use one of them.")));
    }
    let new = NewLink { program, partner: desk.partner().clone(), slug: None, destination };
    link::create(tx, desk.tenant(), &new, now)
}
