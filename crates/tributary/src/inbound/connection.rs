//! A plugin's checklist, as it is seen from here: key, clocks, signature, address, what arrived, what can be read, and whether a cache
//! stands between visitors and the plugin. Start at [`check`].

use super::woocommerce::signature;
use crate::app::App;
use crate::call;
use crate::outbound::{Guard, Looker, Seen};
use tributary_core::Timestamp;
use tributary_engine::clock::rfc3339;
use tributary_engine::delivery::{self, Delivery};
use tributary_engine::page::Cursor;
use tributary_engine::store::{self, Store};
use tributary_engine::{Error, Result};
use url::{Host, Url};

/// Clocks further apart make moments wrong.
const SKEW_MS: i64 = 60_000;
/// And so far apart visits and orders do not fit each other any more.
const SKEW_MS_MAX: i64 = 5 * 60_000;
/// What a plugin remembers a visit in.
const COOKIES: [&str; 3] = ["tributary_visit=", "tributary_ref=", "tributary_click="];
/// What does it behind a cache: our script, or the plugin's own.
const SCRIPTS: [&str; 2] = ["/t.js", "tributary-visit-js"];
/// Where the plugin answers in WordPress, with and without speaking addresses.
const HELLO: [&str; 2] = ["/wp-json/tributary/v1/hello", "/?rest_route=/tributary/v1/hello"];

/// How a check went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// As it should.
    Ok,
    /// It works, but something is missing.
    Warn,
    /// It does not work.
    Bad,
}

/// One line of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// What it is about.
    pub name: &'static str,
    /// How it went.
    pub state: State,
    /// What was seen, and what to do.
    pub detail: String,
}

impl Check {
    fn new(name: &'static str, state: State, detail: impl Into<String>) -> Self {
        Self { name, state, detail: detail.into() }
    }
}

/// Something that a plugin has signed.
#[derive(Debug, Clone)]
pub struct Sample {
    /// The text.
    pub body: String,
    /// Its signature.
    pub signature: String,
}

/// What a plugin sees from its side.
#[derive(Debug, Clone)]
pub struct Tested {
    /// Rights of a connection that its key lacks.
    pub lacks: Vec<&'static str>,
    /// The time in the shop.
    pub shop_clock: Timestamp,
    /// Something signed.
    pub signed: Option<Sample>,
    /// A page to be looked at.
    pub look: Option<String>,
}

/// Checks everything about a store's connection.
///
/// # Errors
/// What the database says; the shop's troubles are in the list.
pub async fn check(app: &App, store: &Store, tested: &Tested) -> Result<Vec<Check>> {
    let (of, sealer) = (store.clone(), app.engine.sealer.clone());
    let newest = Cursor { after: None, limit: 1 };
    let (secrets, last) = call::read(&app.engine, move |tx| {
        let last = delivery::list(tx, &of.tenant, (Some(&of.id), None), &newest)?.rows.pop();
        Ok((store::secrets(tx, &of, &sealer)?, last))
    })
    .await?;
    let guard = Guard::new(app.settings.allow_private_webhooks);
    let looker = Looker::new(guard).map_err(|error| Error::Broken(error.to_string()))?;
    // Nothing but the shop itself is looked at.
    let look = tested.look.as_deref().filter(|look| is_of(look, store));
    Ok(vec![
        key(store, &tested.lacks),
        clock(app.now(), tested.shop_clock),
        signed(&secrets, tested.signed.as_ref()),
        address(store, tested.look.as_deref()),
        webhook(last.as_ref()),
        rest(&looker, store, look).await,
        cookie(&looker, store, tested.look.as_deref(), look).await,
    ])
}

fn key(store: &Store, lacks: &[&str]) -> Check {
    if lacks.is_empty() {
        return Check::new("key", State::Ok, format!("The key is good for {}.", store.name));
    }
    let detail =
        format!("The key may not do everything: it lacks {}. Press Connect again.", lacks.join(", "));
    Check::new("key", State::Warn, detail)
}

fn clock(here: Timestamp, there: Timestamp) -> Check {
    let apart = here.ms().abs_diff(there.ms());
    let told = format!("It is {} here and {} in the shop.", rfc3339(here), rfc3339(there));
    let limit = |ms: i64| ms.unsigned_abs();
    let (state, fix) = match apart {
        apart if apart <= limit(SKEW_MS) => (State::Ok, ""),
        apart if apart <= limit(SKEW_MS_MAX) => {
            (State::Warn, " Let the shop's machine ask a time server (NTP).")
        }
        _ => (State::Bad, " Set the shop's clock by a time server (NTP): moments of orders would be wrong."),
    };
    Check::new("clock", state, format!("{told}{fix}"))
}

fn signed(secrets: &[String], sample: Option<&Sample>) -> Check {
    let Some(Sample { body, signature }) = sample else {
        return Check::new("signature", State::Warn, "Nothing signed was sent along: update the plugin.");
    };
    if signature::matches(secrets, body.as_bytes(), Some(signature)) {
        return Check::new("signature", State::Ok, "What the shop signs is known here.");
    }
    let fix =
        "No secret of this store signed this, so orders would be refused: renew the connection's secrets.";
    Check::new("signature", State::Bad, fix)
}

fn address(store: &Store, look: Option<&str>) -> Check {
    let name = "store_address";
    let Ok(url) = Url::parse(&store.url) else {
        let fix = format!("{} is no address: correct it in Settings, General.", store.url);
        return Check::new(name, State::Bad, fix);
    };
    if look.is_some_and(|look| !is_of(look, store)) {
        let fix =
            format!("Here the shop is {url}, which is not where it is: correct it in Settings, General.");
        return Check::new(name, State::Bad, fix);
    }
    if url.scheme() == "https" || is_here(&url) {
        return Check::new(name, State::Ok, format!("The shop is {url}."));
    }
    Check::new(
        name,
        State::Warn,
        format!("The shop is {url}, without TLS: anybody on the way can read and change it."),
    )
}

/// On this very machine nobody is on the way.
fn is_here(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

fn is_of(page: &str, store: &Store) -> bool {
    let (page, shop) = (Url::parse(page).ok(), Url::parse(&store.url).ok());
    page.zip(shop).is_some_and(|(page, shop)| same_host(&page, &shop))
}

fn same_host(one: &Url, other: &Url) -> bool {
    let plain = |url: &Url| url.host_str().map(|host| host.trim_start_matches("www.").to_owned());
    plain(one) == plain(other)
}

fn webhook(last: Option<&Delivery>) -> Check {
    match last {
        None => Check::new("webhook", State::Warn, "Nothing has arrived yet. It will with the next order."),
        Some(last) if last.state == "rejected" => {
            let why = last.reason.as_deref().unwrap_or("it was not signed by this store");
            let when = rfc3339(last.received_at);
            Check::new("webhook", State::Bad, format!("What arrived last, {when}, was refused: {why}."))
        }
        Some(last) => {
            Check::new("webhook", State::Ok, format!("Something arrived last {}.", rfc3339(last.received_at)))
        }
    }
}

async fn rest(looker: &Looker, store: &Store, look: Option<&str>) -> Check {
    if let (true, Some(until)) = (store.readable, store.read_until) {
        return Check::new("rest", State::Ok, format!("The shop was read last {}.", rfc3339(until)));
    }
    if look.is_none() {
        return Check::new("rest", State::Warn, "Whether the shop answers from here was not tried.");
    }
    let base = store.url.trim_end_matches('/');
    for path in HELLO {
        let seen = looker.look(&format!("{base}{path}")).await;
        if seen.status == Some(200) && seen.body.contains("tributary") {
            return Check::new(
                "rest",
                State::Ok,
                "The plugin answers from here, so coupons can be made in the shop.",
            );
        }
    }
    let fix = "The plugin does not answer from here: does something keep this server out of /wp-json? Orders arrive all the same.";
    Check::new("rest", State::Warn, fix)
}

/// Looks at a page twice: what answers the second time may be a cache, which remembers nobody.
async fn cookie(looker: &Looker, store: &Store, told: Option<&str>, look: Option<&str>) -> Check {
    let check = |state, detail: String| Check::new("cookie", state, detail);
    if told.is_none() {
        return check(State::Warn, "No page was given to look at: update the plugin.".to_owned());
    }
    let Some(look) = look else {
        let fix = format!("Only pages of {} are looked at: correct the store's address here.", store.url);
        return check(State::Bad, fix);
    };
    let (first, second) = (looker.read(look).await, looker.read(look).await);
    if let Some(trouble) = [&first, &second].into_iter().find_map(|seen| seen.trouble.as_deref()) {
        return check(State::Warn, format!("{look} could not be looked at from here: {trouble}"));
    }
    if let Some(status) = second.status.filter(|status| *status != 200) {
        let fix = format!("{look} answers {status}. Is there a page that visitors see?");
        return check(State::Warn, fix);
    }
    let (state, told) = match (
        remembers(&first),
        remembers(&second),
        SCRIPTS.iter().any(|script| second.body.contains(script)),
    ) {
        (_, true, _) => (State::Ok, "A visit with a code is remembered by the shop itself."),
        (_, false, true) => {
            (State::Ok, "A page cache answers visitors; the script remembers the visit in its place.")
        }
        (true, false, false) => (
            State::Bad,
            "A page cache swallows visits with a code: switch on the script in the plugin, or leave out addresses with ref= in the cache.",
        ),
        (false, false, false) => (
            State::Bad,
            "The page remembers no visit: is the plugin on, and does a page cache answer? Switch on the script in the plugin.",
        ),
    };
    check(state, told.to_owned())
}

fn remembers(seen: &Seen) -> bool {
    seen.all("set-cookie").any(|cookie| COOKIES.iter().any(|name| cookie.starts_with(name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_may_be_a_minute_apart_and_no_more_than_five() {
        let here = Timestamp::from_ms(1_772_366_400_000);
        let state = |apart_s: i64| clock(here, here.plus_ms(apart_s * 1_000)).state;
        assert_eq!([0, 60, -60].map(state), [State::Ok; 3]);
        assert_eq!([61, -300].map(state), [State::Warn; 2]);
        assert_eq!([301, -90_000].map(state), [State::Bad; 2]);
    }

    #[test]
    fn only_a_shop_on_this_machine_needs_no_tls() {
        for (url, here) in [
            ("http://127.0.0.1:8080/", true),
            ("http://[::1]/", true),
            ("http://localhost/shop", true),
            ("http://192.168.0.7/", false),
            ("http://localhost.example/", false),
        ] {
            assert_eq!(is_here(&Url::parse(url).unwrap()), here, "{url}");
        }
    }

    #[test]
    fn a_shop_is_the_same_with_and_without_www_and_no_other() {
        let same = |one: &str, other: &str| same_host(&Url::parse(one).unwrap(), &Url::parse(other).unwrap());
        assert!(same("https://www.shop.example/?ref=a", "http://shop.example/"));
        assert!(!same("https://shop.example.evil/", "https://shop.example/"));
    }
}
