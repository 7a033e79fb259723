//! One link (`/admin/links/{id}`): what it brought, its QR code, its label.

use super::handout::{self, Handout, figures_of};
use crate::app::App;
use crate::t;
use crate::web::admin::desk::{self, Desk, Place};
use crate::web::admin::filter::query;
use crate::web::admin::partners::list::short;
use crate::web::admin::partners::{brought, period};
use crate::web::admin::period::Period;
use crate::web::admin::refusal::Shown;
use crate::web::admin::session::SignedIn;
use crate::web::kit::{Post, Toast};
use crate::web::qr::Qr;
use crate::web::view::links::show::{self as view, LinkView};
use axum::extract::{Path, Query, State};
use serde::Deserialize;
use tributary_engine::Error;
use tributary_engine::db::Tx;
use tributary_engine::partner;
use tributary_engine::report::{Axis, Figures};

/// What the address asks for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Ask {
    period: String,
    from: String,
    to: String,
    did: String,
}

struct Found {
    link: Handout,
    partner: String,
    brought: Figures,
}

/// `GET /admin/links/{id}`
pub(super) async fn page(
    State(app): State<App>,
    me: SignedIn,
    Path(id): Path<String>,
    Query(ask): Query<Ask>,
) -> Shown {
    let chosen = Period::of(&ask.period, &ask.from, &ask.to).unwrap_or_default();
    let (desk, found) = desk::read(&app, me, move |tx, desk| find(tx, desk, &id, chosen)).await?;
    let view = shaped(&desk, (&ask, chosen), &found)?;
    Ok(desk.page(Place::Links, &view.title, &view::render(&view)))
}

fn find(tx: &mut Tx<'_>, desk: &Desk, id: &str, chosen: Period) -> Result<Found, Error> {
    let link = handout::load(tx, desk.tenant(), id)?;
    let axis = if link.name == "link" { Axis::Link } else { Axis::Code };
    let span = period::whole(chosen, &desk.clock);
    let mut all = brought::by(tx, desk, (axis, span))?;
    Ok(Found {
        partner: partner::load(tx, desk.tenant(), &link.partner)?.name,
        brought: all.remove(&link.id).unwrap_or_default(),
        link,
    })
}

fn shaped(desk: &Desk, (ask, chosen): (&Ask, Period), found: &Found) -> Result<LinkView, Error> {
    let link = &found.link;
    let (url, place) = (link.url(desk), format!("{}/{}", super::HREF, link.id));
    let post = |what: &str| Post::to(format!("{place}{what}"), desk.csrf());
    Ok(LinkView {
        title: short(&url).to_owned(),
        toast: toast(ask, link, &place, desk),
        qr: Qr::of(&url)?.drawing(),
        files: vec![
            ("SVG".to_owned(), format!("{place}/qr.svg")),
            ("PNG".to_owned(), format!("{place}/qr.png?size=1024")),
        ],
        poster_href: format!("{place}/poster"),
        destination: link.destination.clone().unwrap_or_else(|| desk.store.url.clone()),
        partner: (found.partner.clone(), format!("/admin/partners/{}", link.partner)),
        made: desk.clock.stamp(link.created_at),
        archived: link.archived_at.map(|at| desk.clock.stamp(at)),
        label: (link.name == "link").then(|| (link.label.clone(), post(""))),
        archive: match link.archived_at {
            Some(_) => (t!("Bring back").into(), post("/restore").with("back", &place)),
            None => (t!("Archive").into(), post("/archive").with("back", &place)),
        },
        period: period::picker(desk, chosen, (&place, &[])),
        figures: figures_of(desk, chosen, (link.name, &link.id), &found.brought),
        url,
        fresh: ask.did == "made",
        more_href: query("/admin/links/new", &[("partner", link.partner.to_string())]),
    })
}

fn toast(ask: &Ask, link: &Handout, place: &str, desk: &Desk) -> Option<Toast> {
    let undo = |what: &str| {
        Some(Post::to(format!("{place}/{what}"), desk.csrf()).with("back", place))
            .filter(|_| !link.id.is_empty())
    };
    let (text, undo) = match ask.did.as_str() {
        "saved" => (t!("Saved."), None),
        "archived" => (t!("Archived. It keeps working and crediting."), undo("restore")),
        "restored" => (t!("The link is back in the list."), undo("archive")),
        _ => return None,
    };
    Some(Toast { text: text.to_owned(), undo, link: None })
}
