//! The demo's publishers: a cashback site that is in the program and sends its members, and a comparison site that asks.

use super::Scene;
use super::cast::PEOPLE;
use super::client::{Client, Following};
use crate::app::App;
use crate::call;
use axum::http::Method;
use std::net::Ipv4Addr;
use tributary_core::Timestamp;
use tributary_core::time::DAY_MS;
use tributary_engine::Result;
use tributary_engine::audit::Actor;
use tributary_engine::db::Tx;
use tributary_engine::publisher::{self, Membership, NewPublisher};
use tributary_engine::setup::Installed;

const KICKBACK: [&str; 3] = ["Kickback Club", "hello@kickback.example", "https://kickback.example/"];
const PENNYWISE: [&str; 3] = ["Pennywise Compare", "team@pennywise.example", "https://pennywise.example/"];
/// What the club calls its members, and the pages that they were sent to.
const SENT: [(&str, &str); 7] = [
    ("38315327", ""),
    ("38290114", "/product/ridge-boots"),
    ("38315327", "/category/tents"),
    ("37800451", ""),
    ("38402266", "/product/ridge-boots"),
    ("38111093", "/category/tents?size=2"),
    ("38290114", ""),
];
/// So far apart are their clicks.
const STEP_MS: i64 = 4 * 60_000;

/// Takes the club in and lets its members click; the other one asks.
pub(super) async fn publishers(app: &App, (client, cast): (&Client, &Installed), scene: Scene) -> Result<()> {
    let (of, days) = (cast.clone(), scene.length_ms() - 20 * DAY_MS);
    let (key, since) = (*app.engine.sealer.people_key(), scene.at(days));
    let made = call::write(&app.engine, move |tx| taken_in(tx, &of, &key, since)).await?;
    let (of, asked) = (cast.clone(), scene.at(scene.length_ms() - DAY_MS / 3));
    call::write(&app.engine, move |tx| asks(tx, &of, asked)).await?;
    call::refresh_snapshot(&app.engine).await?;
    let steps = i64::try_from(SENT.len()).unwrap_or(0);
    let own =
        format!("/track/v2/click?publisher={}&program={}", made.publisher.to_uuid(), made.program.to_uuid());
    for (((member, page), user_agent), step) in SENT.iter().zip(PEOPLE.iter().cycle()).zip(1..) {
        scene.set(app, scene.length_ms() - (steps + 1 - step) * STEP_MS);
        let to: String = url::form_urlencoded::byte_serialize(page.as_bytes()).collect();
        let deeplink = if page.is_empty() {
            String::new()
        } else {
            let shop: String = url::form_urlencoded::byte_serialize(super::cast::SHOP.as_bytes()).collect();
            format!("&deeplink={shop}{to}")
        };
        let following = Following {
            path: format!("{own}&ref={member}{deeplink}"),
            method: Method::GET,
            user_agent,
            referrer: "https://kickback.example/stores/northwind",
            ip: Ipv4Addr::new(198, 51, 100, u8::try_from(step).unwrap_or(0)),
            cookie: None,
            ahead: false,
        };
        client.clone().follow(following).await?;
    }
    scene.set(app, scene.length_ms());
    Ok(())
}

fn account([name, email, site]: [&str; 3]) -> NewPublisher {
    NewPublisher { name: name.to_owned(), email: email.to_owned(), site: site.to_owned() }
}

fn taken_in(tx: &mut Tx<'_>, cast: &Installed, key: &[u8; 32], now: Timestamp) -> Result<Membership> {
    let by = Actor::user(&cast.tenant, &cast.user, super::EMAIL);
    publisher::invite(tx, &by, (&cast.program, &account(KICKBACK)), key, now)
}

fn asks(tx: &mut Tx<'_>, cast: &Installed, now: Timestamp) -> Result<()> {
    let who = publisher::find_or_create(tx, &account(PENNYWISE), now)?;
    publisher::ask(tx, &who.id, (&cast.tenant, &cast.program), now).map(drop)
}
