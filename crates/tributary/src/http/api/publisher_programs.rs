//! `/api/v1/publisher/programs`: the programs a publisher is in, and how to link to them.

use super::memberships::MembershipState;
use super::publisher_request::Asks;
use crate::app::App;
use crate::call;
use crate::http::problem::Handled;
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use tributary_engine::clock::rfc3339;
use tributary_engine::db::Tx;
use tributary_engine::publisher::{self, Membership};
use tributary_engine::{Error, Result, link, program, store};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(index))
}

/// A program that the publisher is in, or asked to join.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct PublisherProgram {
    /// Its id.
    #[schema(example = "prg_01k9zjv4c8e1r7t2b5m6n3q0xw")]
    id: String,
    /// The membership's id.
    membership: String,
    /// Its name.
    name: String,
    /// The store's name.
    store: String,
    /// The shop's address.
    store_url: String,
    /// The store's currency.
    currency: String,
    /// How the membership stands.
    state: MembershipState,
    /// Since when it was asked for.
    asked_at: String,
    /// Whom the publisher is in this program; null until it was accepted.
    #[schema(required)]
    partner: Option<String>,
    /// An order counts so many days after a click.
    window_days: u32,
    /// A conversion is confirmed after so many days.
    hold_days: u32,
    /// The tracking link with a place for each thing that can go into it: leave out what you do not need, and url-encode what
    /// you fill in. Null until the membership was accepted.
    #[schema(
        required,
        example = "https://go.example.com/t/k7m2?ref={ref}&ref2={ref2}&ref3={ref3}&to={deeplink}"
    )]
    link_template: Option<String>,
}

/// The programs of a publisher.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct PublisherPrograms {
    /// The programs, the newest membership first.
    data: Vec<PublisherProgram>,
}

/// List your programs.
#[utoipa::path(get, path = "/api/v1/publisher/programs", tag = "publisher", security(("publisher" = [])),
    responses((status = 200, body = PublisherPrograms)))]
async fn index(State(app): State<App>, asks: Asks) -> Handled<Json<PublisherPrograms>> {
    let super::Nothing {} = asks.query()?;
    let (publisher, base_url) = (asks.publisher(), asks.base_url().to_owned());
    let read = call::read(&app.engine, move |tx| {
        let all = publisher::memberships_of(tx, &publisher)?;
        all.into_iter().map(|one| shaped(tx, one, &base_url)).collect::<Result<_>>()
    });
    Ok(Json(PublisherPrograms { data: read.await? }))
}

fn shaped(tx: &mut Tx<'_>, one: Membership, base_url: &str) -> Result<PublisherProgram> {
    let program = program::load(tx, &one.tenant, &one.program)?;
    let store = store::load(tx, &one.tenant, &program.store)?;
    let link = match &one.link {
        Some(id) => match link::load(tx, &one.tenant, id) {
            Ok(link) => Some(link),
            Err(Error::NotFound(_)) => None,
            Err(error) => return Err(error),
        },
        None => None,
    };
    let template = |link: link::Link| {
        format!("{base_url}/t/{}?ref={{ref}}&ref2={{ref2}}&ref3={{ref3}}&to={{deeplink}}", link.slug)
    };
    Ok(PublisherProgram {
        id: program.id.to_string(),
        membership: one.id.to_string(),
        name: program.name,
        store: store.name,
        store_url: store.url,
        currency: store.currency.to_string(),
        state: one.state.into(),
        asked_at: rfc3339(one.asked_at),
        partner: one.partner.map(String::from),
        window_days: program.current.rules.window_days,
        hold_days: program.current.rules.hold_days,
        link_template: link.map(template),
    })
}
