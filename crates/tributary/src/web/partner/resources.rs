//! What a partner has to work with (`/partner/resources`): creatives ready to post, and the store's products, each with a link that
//! is ready to share.

use super::desk::{self, Desk};
use super::links::hosts;
use super::session::{Shown, SignedIn};
use crate::app::App;
use crate::app::destination::{AllowedHosts, check};
use crate::web::admin::desk::amount;
use crate::web::admin::resources::{about, earns, face};
use crate::web::chosen;
use crate::web::view::portal::resources::{self as view, ProductCard, ResourcesView, ToPost};
use crate::web::view::resources::creatives::Face;
use crate::{lang, t};
use axum::extract::{Query, State};
use maud::html;
use serde::Deserialize;
use tributary_core::program::Rules;
use tributary_core::{ProgramId, TenantId};
use tributary_engine::code::{self, Kind};
use tributary_engine::creative::{self, Creative, Picture};
use tributary_engine::db::Tx;
use tributary_engine::letter::Text;
use tributary_engine::page::{Cursor, LIMIT_MAX, Page};
use tributary_engine::product::{self, Narrow, Product, Stock};
use tributary_engine::{Result, link, program};

const PAGE: i64 = 24; // fills two and three columns
const PATH: &str = "/partner/resources";

/// What the address says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Ask {
    q: String,
    after: String,
    language: Option<String>,
}

struct Found {
    rules: Rules,
    page: Page<Product>,
    /// The partner's own address that leads anywhere in this store.
    way: Option<String>,
    /// The code that people type at the checkout.
    code: Option<String>,
    /// What there is to post, with the page that each leads to.
    creatives: Vec<(Creative, Option<String>)>,
}

/// `GET /partner/resources`
pub(super) async fn page(State(app): State<App>, me: SignedIn, Query(ask): Query<Ask>) -> Shown {
    if let Some(answer) = desk::in_language(&app, &me, ask.language.as_deref(), PATH) {
        return Ok(answer);
    }
    let (q, after) = (ask.q.clone(), ask.after.clone());
    let (desk, found) = desk::read(&app, me, move |tx, desk| find(tx, desk, (q, after))).await?;
    let view = shaped(&desk, &found, ask.q);
    Ok(desk.page(&app, PATH, (t!("Resources"), &view::render(&view))))
}

fn find(tx: &mut Tx<'_>, desk: &Desk, (q, after): (String, String)) -> Result<Found> {
    let (tenant, partner) = (desk.tenant(), desk.partner());
    let program = desk.program(tx)?;
    let creatives =
        if q.is_empty() && after.is_empty() { to_post(tx, tenant, &program)? } else { Vec::new() };
    let after = Some(after).filter(|after| !after.is_empty());
    let narrow = Narrow { store: Some(desk.store().id.clone()), q, ..Narrow::default() };
    let all = Cursor { after: None, limit: LIMIT_MAX };
    let (mut codes, mut links) = (
        code::list(tx, tenant, Some(partner), &all)?.rows,
        link::list(tx, tenant, Some(partner), &all)?.rows,
    );
    // One of another store leads to that store alone.
    codes.retain(|code| desk.choice.shows(&code.program));
    links.retain(|link| desk.choice.shows(&link.program));
    let of_code = codes.iter().rev().find(|one| one.kind == Kind::Referral && one.archived_at.is_none());
    let coupon = codes.iter().rev().find(|one| one.kind == Kind::Coupon && one.archived_at.is_none());
    let of_link = links.iter().find(|one| one.archived_at.is_none());
    Ok(Found {
        page: product::list(tx, tenant, &narrow, &Cursor { after, limit: PAGE })?,
        rules: program::load(tx, tenant, &program)?.current.rules,
        way: of_code
            .map(|code| format!("/r/{}", code.code))
            .or_else(|| of_link.map(|link| format!("/t/{}", link.slug))),
        code: coupon.or(of_code).map(|code| code.code.clone()),
        creatives,
    })
}

/// What partners see, with the page that each leads to.
fn to_post(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    program: &ProgramId,
) -> Result<Vec<(Creative, Option<String>)>> {
    let all = creative::of_program(tx, tenant, program)?;
    let shown = all.into_iter().filter(|one| one.shown).map(|one| {
        let page = creative::page_of(tx, &one)?;
        Ok((one, page))
    });
    shown.collect()
}

fn shaped(desk: &Desk, found: &Found, q: String) -> ResourcesView {
    let (me, hosts) = (&desk.me, hosts(found.rules.allowed_hosts.clone(), desk.store()));
    let next = found.page.next.as_ref();
    let next = next.map(|after| chosen::query(PATH, &[("q", q.clone()), ("after", after.clone())]));
    ResourcesView {
        products: found.page.rows.iter().map(|one| card(me, found, (&hosts, one))).collect(),
        creatives: posts(me, found, &hosts),
        next,
        q,
    }
}

/// What there is to post; what is in the reader's language or in none comes first.
fn posts(me: &SignedIn, found: &Found, hosts: &AllowedHosts) -> Vec<ToPost> {
    let own = lang::current().tag();
    let is_foreign = |one: &Creative| !one.language.is_empty() && one.language.split('-').next() != Some(own);
    let mut all: Vec<&(Creative, Option<String>)> = found.creatives.iter().collect();
    all.sort_by_key(|(one, _)| is_foreign(one));
    all.into_iter().map(|one| post(me, found, (hosts, one))).collect()
}

fn post(
    me: &SignedIn,
    found: &Found,
    (hosts, (one, page)): (&AllowedHosts, &(Creative, Option<String>)),
) -> ToPost {
    let link = found.way.as_ref().map(|way| match page {
        // Where links may not lead, not even any more, they lead to the front page.
        Some(page) if check(page, hosts).is_ok() => leading(me, way, page),
        _ => format!("{}{way}", me.base_url),
    });
    let snippet = link.map(|link| match &one.picture {
        Some(picture) => picture_snippet(me, (one, picture), &link),
        None => text_snippet(&one.body, &link, found.code.as_deref()),
    });
    ToPost {
        id: one.id.to_string(),
        title: one.title.clone(),
        about: about(one),
        face: match &snippet {
            Some(text) if one.picture.is_none() => Face::Text(text.clone()),
            _ => face(one),
        },
        snippet,
    }
}

/// A picture that leads somewhere, for any page: links that are paid for say so to search engines.
fn picture_snippet(me: &SignedIn, (one, picture): (&Creative, &Picture), link: &str) -> String {
    let (seen, src) = (picture.seen, format!("{}{}", me.base_url, picture.path()));
    let snippet = html! {
        a href=(link) rel="sponsored noopener" {
            img src=(src) width=(seen.width) height=(seen.height) alt=(one.title);
        }
    };
    snippet.into_string()
}

/// The text with the partner's own in it. One pass, so that no value is taken for a place.
fn text_snippet(body: &str, link: &str, code: Option<&str>) -> String {
    let text = Text { subject: String::new(), body: body.to_owned() };
    let text = text.filled(&[("LINK", link), ("CODE", code.unwrap_or_default())]).body;
    if body.contains("{LINK}") { text } else { format!("{text}\n{link}") }
}

/// The partner's own address, to one page.
fn leading(me: &SignedIn, way: &str, page: &str) -> String {
    let to: String = url::form_urlencoded::byte_serialize(page.as_bytes()).collect();
    format!("{}{way}?to={to}", me.base_url)
}

fn card(me: &SignedIn, found: &Found, (hosts, product): (&AllowedHosts, &Product)) -> ProductCard {
    let told = &product.told;
    // A link to where the store's links may not lead would lead to its front page.
    let allowed = check(&told.url, hosts).is_ok();
    let link = found.way.as_ref().filter(|_| allowed).map(|way| leading(me, way, &told.url));
    ProductCard {
        id: product.id.to_string(),
        name: told.name.clone(),
        about: told.description.clone(),
        page: told.url.clone(),
        price: told.price_minor.map(|minor| amount(minor, told.currency)),
        earns: earns(&found.rules, product, Some(&me.session.partner)),
        out_of_stock: told.stock == Stock::OutOfStock,
        link,
    }
}
