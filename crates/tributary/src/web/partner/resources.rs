//! What a partner has to work with (`/partner/resources`): the store's products, each with a link that is ready to share.

use super::home::store_of;
use super::links::hosts;
use super::session::{Shown, SignedIn};
use crate::app::App;
use crate::app::destination::{AllowedHosts, check};
use crate::web::admin::desk::{amount, demo_banner};
use crate::web::admin::resources::earns;
use crate::web::kit::public::{self as frame, Public};
use crate::web::public::chosen;
use crate::web::view::portal::home::sign_out;
use crate::web::view::portal::resources::{self as view, ProductCard, ResourcesView};
use crate::{call, t};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use serde::Deserialize;
use tributary_core::program::Rules;
use tributary_engine::code::{self, Kind};
use tributary_engine::db::Tx;
use tributary_engine::page::{Cursor, LIMIT_MAX, Page};
use tributary_engine::portal::PartnerSession;
use tributary_engine::product::{self, Narrow, Product, Stock};
use tributary_engine::store::Store;
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
    store: Store,
    rules: Rules,
    page: Page<Product>,
    /// The partner's own address that leads anywhere in the store.
    way: Option<String>,
}

/// `GET /partner/resources`
pub(super) async fn page(State(app): State<App>, me: SignedIn, Query(ask): Query<Ask>) -> Shown {
    if let Some(answer) = chosen(&app.settings, ask.language.as_deref(), PATH) {
        return Ok(answer);
    }
    let (session, q, after) = (me.session.clone(), ask.q.clone(), ask.after.clone());
    let found = call::read(&app.engine, move |tx| find(tx, &session, (q, after))).await?;
    let view = shaped(&me, &found, ask.q);
    let frame = Public {
        store: found.store.name,
        home: "/partner".to_owned(),
        here: PATH.to_owned(),
        end: Some(sign_out(&me.session.csrf)),
        banner: app.is_demo().then(demo_banner),
    };
    Ok((StatusCode::OK, frame::page(&frame, t!("Products"), &view::render(&view))).into_response())
}

fn find(tx: &mut Tx<'_>, session: &PartnerSession, (q, after): (String, String)) -> Result<Found> {
    let (tenant, partner) = (&session.tenant, &session.partner);
    let store = store_of(tx, tenant)?;
    let program = program::of_store(tx, tenant, &store.id)?;
    let after = Some(after).filter(|after| !after.is_empty());
    let narrow = Narrow { store: Some(store.id.clone()), q, ..Narrow::default() };
    let all = Cursor { after: None, limit: LIMIT_MAX };
    let codes = code::list(tx, tenant, Some(partner), &all)?.rows;
    let links = link::list(tx, tenant, Some(partner), &all)?.rows;
    let of_code = codes.iter().rev().find(|one| one.kind == Kind::Referral && one.archived_at.is_none());
    let of_link = links.iter().find(|one| one.archived_at.is_none());
    Ok(Found {
        page: product::list(tx, tenant, &narrow, &Cursor { after, limit: PAGE })?,
        rules: program::load(tx, tenant, &program)?.current.rules,
        way: of_code
            .map(|code| format!("/r/{}", code.code))
            .or_else(|| of_link.map(|link| format!("/t/{}", link.slug))),
        store,
    })
}

fn shaped(me: &SignedIn, found: &Found, q: String) -> ResourcesView {
    let hosts = hosts(found.rules.allowed_hosts.clone(), &found.store);
    let next = found.page.next.as_ref().map(|after| {
        let mut query = url::form_urlencoded::Serializer::for_suffix(format!("{PATH}?"), PATH.len() + 1);
        query.append_pair("q", &q).append_pair("after", after).finish()
    });
    ResourcesView {
        products: found.page.rows.iter().map(|one| card(me, found, (&hosts, one))).collect(),
        next,
        q,
    }
}

fn card(me: &SignedIn, found: &Found, (hosts, product): (&AllowedHosts, &Product)) -> ProductCard {
    let told = &product.told;
    // A link to where the store's links may not lead would lead to its front page.
    let allowed = check(&told.url, hosts).is_ok();
    let link = found.way.as_ref().filter(|_| allowed).map(|way| {
        let to: String = url::form_urlencoded::byte_serialize(told.url.as_bytes()).collect();
        format!("{}{way}?to={to}", me.base_url)
    });
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
