//! Search (`/admin/search`): one text finds orders, partners, codes, links, clicks and customers. What names exactly one
//! thing leads straight to it; the palette asks for the same hits as options.

pub(in crate::web) mod click;

use crate::app::App;
use crate::t;
use crate::web::admin::desk::{self, Desk, Place, amount};
use crate::web::admin::refusal::Shown;
use crate::web::admin::session::SignedIn;
use crate::web::kit::Icon;
use crate::web::view::search::{self as view, Group, HitRow, SearchView};
use axum::Router;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect};
use axum::routing::get;
use serde::Deserialize;
use tributary_engine::search::{self, By, Found, Hit};

/// Search, and what only it leads to.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/admin/search", get(page))
        .route("/admin/search/hits", get(hits))
        .route("/admin/clicks/{id}", get(click::page))
}

/// What the address asks for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Ask {
    q: String,
}

/// `GET /admin/search`: what names exactly one thing leads straight to it.
async fn page(State(app): State<App>, me: SignedIn, Query(ask): Query<Ask>) -> Shown {
    if let Some(there) = named(ask.q.trim()) {
        return Ok(Redirect::to(&there).into_response());
    }
    let (desk, found) = find(&app, me, &ask).await?;
    let mut leads = found.iter().filter(|hit| hit.exact).map(|hit| href(&hit.found));
    if let Some(only) = leads.next()
        && leads.all(|another| another == only)
    {
        return Ok(Redirect::to(&only).into_response());
    }
    let view = SearchView { wanted: ask.q.trim().to_owned(), groups: groups(&desk, &found) };
    Ok(desk.page(Place::Elsewhere, t!("Search"), &view::render(&view)))
}

/// What programs name by id: a request, an event, a delivery, an endpoint.
fn named(id: &str) -> Option<String> {
    const PAGES: [(&str, &str); 4] =
        [("req", "logs"), ("evt", "events"), ("whd", "deliveries"), ("whk", "webhooks")];
    let (kind, rest) = id.split_once('_')?;
    let page = PAGES.iter().find(|(known, _)| *known == kind)?.1;
    let is_id = rest.len() >= 26 && rest.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_id.then(|| format!("/admin/developers/{page}/{id}"))
}

/// `GET /admin/search/hits`: the same as options for the palette.
async fn hits(State(app): State<App>, me: SignedIn, Query(ask): Query<Ask>) -> Shown {
    let (desk, found) = find(&app, me, &ask).await?;
    Ok(view::options(&groups(&desk, &found)).into_response())
}

async fn find(
    app: &App,
    me: SignedIn,
    ask: &Ask,
) -> Result<(Desk, Vec<Hit>), crate::web::admin::refusal::Refusal> {
    let (wanted, sealer) = (ask.q.clone(), app.engine.sealer.clone());
    desk::read(app, me, move |tx, desk| search::find(tx, desk.tenant(), &sealer, &wanted)).await
}

/// The hits under headings, in the order in which the search gives the first of each.
fn groups(desk: &Desk, found: &[Hit]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for hit in found {
        let label = heading(&hit.found);
        let row = row(desk, &hit.found);
        match groups.iter_mut().find(|group| group.label == label) {
            Some(group) => group.rows.push(row),
            None => groups.push(Group { label: label.to_owned(), rows: vec![row] }),
        }
    }
    groups
}

fn heading(found: &Found) -> &'static str {
    match found {
        Found::Order { by: By::Name, .. } => t!("Orders"),
        Found::Order { by: By::Customer, .. } => t!("Orders of this customer"),
        Found::Order { by: By::Code, .. } => t!("Orders with this code"),
        Found::Order { by: By::Click, .. } => t!("Orders from the browser of this click"),
        Found::Partner { .. } => t!("Partners"),
        Found::Customer { .. } => t!("Customers"),
        Found::Code { .. } => t!("Codes"),
        Found::Link { .. } => t!("Links"),
        Found::Click { .. } => t!("Clicks"),
    }
}

fn row(desk: &Desk, found: &Found) -> HitRow {
    let (icon, title, note) = match found {
        Found::Order { number, placed_at, total_minor, currency, partner, store, .. } => {
            let partner = partner.clone().unwrap_or_else(|| t!("No partner").to_owned());
            let when = desk.clock.stamp(*placed_at).text;
            let total = amount(*total_minor, *currency).text;
            let store = desk.stores.iter().find(|one| desk.only.is_some() && one.id == *store);
            let store = store.map(|store| store.name.clone());
            (Icon::Orders, number.clone(), store.into_iter().chain([partner, total, when]).collect())
        }
        Found::Partner { name, email, .. } => {
            (Icon::Partners, name.clone(), email.clone().into_iter().collect())
        }
        Found::Customer { name, hint, .. } => {
            let hint = Some(hint.clone()).filter(|hint| hint != name && !hint.is_empty());
            (Icon::Gift, name.clone(), hint.into_iter().collect())
        }
        Found::Code { code, kind, partner_name, .. } => {
            let kind = if kind == "coupon" { t!("Coupon") } else { t!("Referral code") };
            (Icon::Code, code.clone(), vec![kind.to_owned(), partner_name.clone()])
        }
        Found::Link { slug, destination, partner_name, .. } => {
            (Icon::Link, slug.clone(), vec![partner_name.clone(), destination.clone()])
        }
        Found::Click { value, at, partner, .. } => {
            let partner = partner.clone().unwrap_or_else(|| t!("No partner").to_owned());
            (Icon::Click, value.clone(), vec![partner, desk.clock.stamp(*at).text])
        }
    };
    HitRow { icon, title, notes: note, href: href(found) }
}

fn href(found: &Found) -> String {
    match found {
        Found::Order { id, .. } => format!("/admin/orders/{id}"),
        Found::Partner { id, .. } => format!("/admin/partners/{id}"),
        Found::Customer { id, .. } => format!("/admin/customers/{id}"),
        // A code or link is one of its partner's: their page has it with its figures.
        Found::Code { partner, .. } | Found::Link { partner, .. } => format!("/admin/partners/{partner}"),
        Found::Click { id, .. } => format!("/admin/clicks/{id}"),
    }
}
