//! Connection (`/admin/connect`): how the store reaches this server, a first click that lands while one watches, and a
//! test order that says why it was credited. A shop that asks to be connected comes to the same address, see [`consent`].

use super::{consent, tryout};
use crate::app::App;
use crate::call;
use crate::lang::{self, msg};
use crate::t;
use crate::web::admin::desk::{self, Desk, Place};
use crate::web::admin::fields::Fields;
use crate::web::admin::filter::query;
use crate::web::admin::guard::Posted;
use crate::web::admin::once::{Once, Secrets};
use crate::web::admin::refusal::Shown;
use crate::web::admin::session::SignedIn;
use crate::web::admin::settings::hook;
use crate::web::chosen;
use crate::web::kit::{Post, Tab};
use crate::web::qr::Qr;
use crate::web::view::setup::connect::{self as view, ConnectView, Landed, Platform};
use axum::extract::{Extension, Query, RawQuery, State};
use axum::response::{IntoResponse, Redirect};
use serde::Deserialize;
use std::sync::Arc;
use tributary_core::OrderId;
use tributary_engine::audit::Actor;
use tributary_engine::click::{self, Click};
use tributary_engine::db::Tx;
use tributary_engine::link::{self, Link};
use tributary_engine::page::Cursor;
use tributary_engine::{Error, order, partner, search};

const PATH: &str = "/admin/connect";
const PLATFORMS: [(Platform, &str, &str); 3] = [
    (Platform::WooCommerce, "woocommerce", "WooCommerce"),
    (Platform::ZenCart, "zencart", "Zen Cart"),
    (Platform::Api, "api", msg("Any other shop")),
];

/// What the address asks for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Ask {
    platform: String,
    /// The page's script looks for the first click: nobody reads this answer.
    look: String,
}

struct Found {
    hello: Option<Link>,
    landed: Option<(Click, Option<String>)>,
    order: Option<OrderId>,
}

/// `GET /admin/connect`
pub(super) async fn page(
    State(app): State<App>,
    Extension(once): Extension<Arc<Once>>,
    me: SignedIn,
    Query(ask): Query<Ask>,
    RawQuery(query): RawQuery,
) -> Shown {
    let asked = Fields::read(query.unwrap_or_default().as_bytes());
    if consent::asks(&asked) {
        return consent::page(&app, me, &asked).await;
    }
    let secrets = if ask.look.is_empty() { once.peek(&me.session) } else { Secrets::default() };
    let (desk, found) = desk::read(&app, me, find).await?;
    let view = shaped(&desk, (&ask, secrets), &found);
    Ok(desk.page(Place::Settings, t!("Connect your store"), &view::render(&view)))
}

/// `POST /admin/connect/hello`: a partner to try things out with, and the link of the first click.
pub(super) async fn make_hello(State(app): State<App>, Posted { me, .. }: Posted) -> Shown {
    let (by, now, engine, name) = (Actor::from(&me.session), app.now(), app.engine.clone(), t!("Try-out"));
    let asked = me.asked.clone();
    let made = call::write(&app.engine, move |tx| {
        let store = asked.store(tx, &by.tenant)?;
        tryout::make(tx, (&by, &store), (name, engine.sealer.people_key()), now)
    });
    made.await?;
    call::refresh_snapshot(&app.engine).await?;
    Ok(Redirect::to(&chosen::named(PATH)).into_response())
}

fn find(tx: &mut Tx<'_>, desk: &Desk) -> Result<Found, Error> {
    let tenant = desk.tenant();
    let program = desk.program(tx)?;
    let hello = link::find(tx, tenant, &program, &tryout::slug(&desk.first().id, &desk.store.id))?;
    let newest = Cursor { after: None, limit: 1 };
    let click = match &hello {
        Some(link) => landed_on(tx, desk, link)?,
        None => None,
    };
    let name = match click.as_ref().and_then(|click| click.partner.as_ref()) {
        Some(partner) => Some(partner::load(tx, tenant, partner)?.name),
        None => None,
    };
    let order = match &click {
        Some(click) => search::orders_of_visitor(tx, tenant, &click.visitor)?.into_iter().next(),
        None => order::list(tx, tenant, &desk.orders(), &newest)?.rows.pop().map(|order| order.id),
    };
    Ok(Found { hello, landed: click.map(|click| (click, name)), order })
}

/// The newest click of the partner with whom things are tried out, at this store.
fn landed_on(tx: &mut Tx<'_>, desk: &Desk, link: &Link) -> Result<Option<Click>, Error> {
    let newest = click::list(tx, desk.tenant(), Some(&link.partner), &Cursor::default())?.rows;
    Ok(newest.into_iter().find(|click| desk.shows(&click.program)))
}

fn shaped(desk: &Desk, (ask, secrets): (&Ask, Secrets), found: &Found) -> ConnectView {
    let base = &desk.me.base_url;
    let chosen = PLATFORMS.iter().find(|(_, word, _)| *word == ask.platform).unwrap_or(&PLATFORMS[0]);
    let hello = found.hello.as_ref().map(|link| format!("{base}/t/{}", link.slug));
    ConnectView {
        platforms: PLATFORMS.map(|(_, word, label)| tab(word, label, chosen.1)).to_vec(),
        platform: chosen.0,
        base_url: base.clone(),
        store: desk.store.id.to_string(),
        webhook_url: hook(base, &desk.store),
        webhook_secret: secrets.webhook_secret,
        api_key: secrets.api_key,
        hello_qr: hello.as_ref().and_then(|link| Qr::of(link).ok()).map(|code| code.drawing()),
        hello,
        make_hello: Post::to("/admin/connect/hello", desk.csrf()),
        landed: found.landed.as_ref().map(|(click, _)| landed(desk, click)),
        test_order: found.landed.as_ref().map(|(click, _)| {
            Post::to("/admin/orders/test", desk.csrf()).with("click", click.id.to_string())
        }),
        order_href: found.order.as_ref().map(|order| format!("/admin/orders/{order}")),
        csrf: desk.csrf(),
    }
}

fn landed(desk: &Desk, click: &Click) -> Landed {
    let device = match click.device.as_str() {
        "mobile" => t!("Phone"),
        "tablet" => t!("Tablet"),
        _ => t!("Computer"),
    };
    Landed {
        device: device.to_owned(),
        when: desk.clock.stamp(click.at),
        href: format!("/admin/clicks/{}", click.id),
    }
}

fn tab(word: &str, label: &'static str, chosen: &str) -> Tab {
    Tab {
        label: lang::text(label).into(),
        href: query(PATH, &[("platform", word.to_owned())]),
        active: word == chosen,
        count: None,
    }
}
