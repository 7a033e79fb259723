//! The demo's publishers: a cashback site that is in the program and sends its members, and a comparison site that asks.

use super::Scene;
use super::cast::PEOPLE;
use super::client::{Client, Following};
use super::club;
use crate::app::App;
use crate::call;
use axum::http::Method;
use std::net::Ipv4Addr;
use tributary_core::Timestamp;
use tributary_core::time::DAY_MS;
use tributary_engine::Result;
use tributary_engine::audit::Actor;
use tributary_engine::claim::{self, NewClaim};
use tributary_engine::conversion;
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
/// What the club says about the order that a code won, and what it hears.
const CODED: [&str; 2] = [
    "Our member clicked a quarter of an hour before the order.",
    "The buyer typed Sara's code at the checkout, and a code goes before a click.",
];
/// What it says about the other; nobody has answered yet.
const ELSEWHERE: [&str; 2] = ["Our member has the receipt. It may have been bought on another device.", ""];
/// So far apart are their clicks.
const STEP_MS: i64 = 4 * 60_000;

/// What the club's story came to when the history ends.
#[derive(Debug)]
pub(super) struct Asked {
    /// The number of the order that a code won.
    pub(super) coded: Option<i64>,
    /// The number of the order that was placed in another browser.
    pub(super) elsewhere: Option<i64>,
    /// The club's own link.
    pub(super) link: String,
}

/// Takes the club into the program; its own link, behind which members and pages stand.
pub(super) async fn welcomed(app: &App, cast: &Installed) -> Result<String> {
    let (of, key, now) = (cast.clone(), *app.engine.sealer.people_key(), app.now());
    let made = call::write(&app.engine, move |tx| taken_in(tx, &of, &key, now)).await?;
    call::refresh_snapshot(&app.engine).await?;
    Ok(format!("/track/v2/click?publisher={}&program={}", made.publisher.to_uuid(), made.program.to_uuid()))
}

/// The last half hour: the club misses two orders and hears about one, the other site asks, and members click.
pub(super) async fn publishers(
    app: &App,
    (client, cast): (&Client, &Installed),
    asked: Asked,
    scene: Scene,
) -> Result<()> {
    let (of, since) = (cast.clone(), scene.at(scene.length_ms() - DAY_MS / 3));
    call::write(&app.engine, move |tx| asks(tx, &of, since)).await?;
    claims(app, cast, &asked, scene).await?;
    let steps = i64::try_from(SENT.len()).unwrap_or(0);
    for (((member, page), user_agent), step) in SENT.iter().zip(PEOPLE.iter().cycle()).zip(1..) {
        scene.set(app, scene.length_ms() - (steps + 1 - step) * STEP_MS);
        let following = Following {
            path: format!("{}{}", asked.link, club::tail(member, page)),
            method: Method::GET,
            user_agent,
            referrer: club::FROM,
            ip: Ipv4Addr::new(198, 51, 100, u8::try_from(step).unwrap_or(0)),
            cookie: None,
            ahead: false,
        };
        client.clone().follow(following).await?;
    }
    scene.set(app, scene.length_ms());
    Ok(())
}

/// Two orders are missed; one claim is answered, one waits.
async fn claims(app: &App, cast: &Installed, asked: &Asked, scene: Scene) -> Result<()> {
    let missed = [(asked.coded, 12, CODED), (asked.elsewhere, 2, ELSEWHERE)];
    for (number, days, [note, answer]) in missed {
        let Some(number) = number else { continue };
        let (of, now) = (cast.clone(), scene.at(scene.length_ms() - days * DAY_MS));
        call::write(&app.engine, move |tx| claimed(tx, &of, (number, note, answer), now)).await?;
    }
    Ok(())
}

fn claimed(
    tx: &mut Tx<'_>,
    cast: &Installed,
    (number, note, answer): (i64, &str, &str),
    now: Timestamp,
) -> Result<()> {
    let club = publisher::find_or_create(tx, &account(KICKBACK), now)?;
    let reach = conversion::reach_in(tx, &club.id, (&cast.program, "/program"))?;
    let new = NewClaim { number: Some(number.to_string()), note: note.to_owned(), ..NewClaim::default() };
    let made =
        claim::create(tx, (&reach, &Actor::guest(&reach.tenant, &club.email)), (&cast.program, &new), now)?;
    if !answer.is_empty() {
        let by = Actor::user(&cast.tenant, &cast.user, super::EMAIL);
        claim::decline(tx, &by, &made.id, answer, now.plus_ms(DAY_MS))?;
    }
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
