//! One click (`/admin/clicks/{id}`): what is known of it, and the orders of the same browser.

use crate::app::App;
use crate::t;
use crate::web::admin::desk::{self, Desk, Place};
use crate::web::admin::orders::row;
use crate::web::admin::refusal::Shown;
use crate::web::admin::session::SignedIn;
use crate::web::view::search::click::{self as view, ClickView};
use axum::extract::{Path, State};
use maud::{Markup, html};
use tributary_core::ClickId;
use tributary_engine::click::{self, Click, refs};
use tributary_engine::db::Tx;
use tributary_engine::order::OrderRow;
use tributary_engine::{Error, order, partner, search};

struct Looked {
    click: Click,
    partner: Option<String>,
    orders: Vec<OrderRow>,
}

/// `GET /admin/clicks/{id}`
pub(super) async fn page(State(app): State<App>, me: SignedIn, Path(id): Path<String>) -> Shown {
    let (desk, found) = desk::read(&app, me, move |tx, desk| look(tx, desk, &id)).await?;
    let view = ClickView {
        id: found.click.id.to_string(),
        facts: facts(&desk, &found),
        orders: found.orders.iter().map(|order| row(order, &desk.clock)).collect(),
    };
    Ok(desk.page(Place::Elsewhere, t!("Click"), &view::render(&view)))
}

fn look(tx: &mut Tx<'_>, desk: &Desk, id: &str) -> Result<Looked, Error> {
    let tenant = desk.tenant();
    let id = ClickId::parse(id).map_err(|_| Error::NotFound("click"))?;
    let click = click::get(tx, tenant, &id)?;
    let of = click.partner.as_ref().map(|id| partner::load(tx, tenant, id)).transpose()?;
    let orders = search::orders_of_visitor(tx, tenant, &click.visitor)?;
    let orders: Result<Vec<OrderRow>, Error> =
        orders.iter().map(|order| order::load(tx, tenant, order)).collect();
    Ok(Looked { click, partner: of.map(|partner| partner.name), orders: orders? })
}

fn facts(desk: &Desk, found: &Looked) -> Vec<(String, Markup)> {
    let click = &found.click;
    let code = |text: &str| html! { code dir="ltr" { (text) } };
    let or_none = |text: &Option<String>| match text {
        Some(text) => code(text),
        None => html! { span.meta { "–" } },
    };
    let partner = match (&click.partner, &found.partner) {
        (Some(id), Some(name)) => html! { a href={ "/admin/partners/" (id) } { bdi { (name) } } },
        _ => html! { (t!("No partner")) },
    };
    let mut facts = vec![
        (t!("When").to_owned(), html! { (desk.clock.exact(click.at)) }),
        (t!("Partner").to_owned(), partner),
        (t!("Link or code").to_owned(), code(&click.value)),
        (t!("Came from").to_owned(), or_none(&click.referrer)),
        (t!("Sent to").to_owned(), code(&click.landing)),
        (t!("Made by").to_owned(), html! { (traffic(&click.traffic)) }),
        (t!("What became of it").to_owned(), html! { (outcome(&click.outcome)) }),
        (t!("Device").to_owned(), html! { (device(&click.device)) }),
        (t!("Browser").to_owned(), or_none(&click.user_agent)),
    ];
    let refs = refs::read(click.refs.as_deref());
    for (name, own) in refs::NAMES.iter().zip(refs).filter_map(|(name, own)| own.map(|own| (name, own))) {
        facts.push((t!("Publisher's {name}", name = name), code(&own)));
    }
    if let Some(why) = &click.refused {
        facts.push((t!("Wanted address refused").to_owned(), html! { bdi { (why) } }));
    }
    facts
}

fn traffic(word: &str) -> &'static str {
    match word {
        "human" => t!("A person"),
        "suspect" => t!("A person, probably"),
        "bot" => t!("A robot"),
        "preview" => t!("A preview of the link"),
        _ => t!("A machine"),
    }
}

/// What became of a click, in a few words.
pub(in crate::web) fn outcome(word: &str) -> &'static str {
    match word {
        "counted" => t!("Counted"),
        "unknown_code" => t!("Unknown code"),
        "paused" => t!("Partner paused"),
        "ended" => t!("Membership ended"),
        "no_consent" => t!("No consent"),
        _ => t!("Not counted: no person"),
    }
}

fn device(word: &str) -> &'static str {
    match word {
        "mobile" => t!("Phone"),
        "tablet" => t!("Tablet"),
        _ => t!("Computer"),
    }
}
