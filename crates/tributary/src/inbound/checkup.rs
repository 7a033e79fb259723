//! Tests the connection to a shop: every step from its address to its webhooks, each with what was tried and what came
//! back. Only the store's own address is asked, redirects are not followed, and each step has a time limit.

use super::shop;
use super::woocommerce::probe::Probe;
use super::woocommerce::rest::Shop;
use crate::app::App;
use crate::call;
use serde_json::Value as Json;
use std::net::SocketAddr;
use std::time::Duration;
use tributary_core::Timestamp;
use tributary_engine::delivery::{self, Delivery};
use tributary_engine::page::Cursor;
use tributary_engine::store::Store;
use tributary_engine::{Error, Result};
use url::Url;

const LOOKUP: Duration = Duration::from_secs(5);
const CONNECT: Duration = Duration::from_secs(5);
/// Clocks further apart make signatures fail and moments wrong.
const SKEW_MS_MAX: i64 = 60_000;
/// The webhooks that a store should send.
pub const TOPICS: [&str; 4] = ["order.created", "order.updated", "order.deleted", "order.restored"];
/// What a shop answers to a key that may only read, when it is asked to write.
const READ_ONLY: &str = "woocommerce_rest_authentication_error";

/// What a step is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The store's address is one.
    Address,
    /// Its name leads to a machine.
    Dns,
    /// The machine takes connections.
    Connect,
    /// It answers, over https with a good certificate.
    Answer,
    /// WooCommerce's REST API is there.
    Api,
    /// The key reads orders.
    Read,
    /// The key writes coupons.
    Write,
    /// The webhooks are there, active, and lead here.
    Webhooks,
    /// The shop's currency is the store's.
    Currency,
    /// The shop's time zone is the store's.
    Zone,
    /// The clocks agree.
    Clock,
    /// What arrived last was signed with a secret that is known.
    Delivery,
}

/// How a step went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Went {
    /// As it should.
    Well,
    /// It works, but something is missing.
    Short,
    /// It does not work.
    Badly,
    /// It could not be tried, because an earlier step failed or something is not set up.
    Untried,
}

/// One step of the test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// What it is about.
    pub step: Step,
    /// How it went.
    pub went: Went,
    /// The fact in short: addresses, a currency, missing topics.
    pub fact: String,
    /// What was tried and what came back, as it was.
    pub raw: String,
}

impl Check {
    fn new(step: Step, went: Went, fact: impl Into<String>) -> Self {
        Self { step, went, fact: fact.into(), raw: String::new() }
    }

    fn of(step: Step, went: Went, fact: impl Into<String>, probe: &Probe) -> Self {
        let status = probe.status.map_or_else(|| "-".to_owned(), |status| status.to_string());
        let raw = format!("{}\n{status} ({} ms)\n{}", probe.tried, probe.took_ms, probe.excerpt);
        Self { step, went, fact: fact.into(), raw }
    }
}

/// Tests everything about a store. `hook` is where its webhooks should lead.
///
/// # Errors
/// What the database says; the shop's troubles are in the checks.
pub async fn checkup(app: &App, store: &Store, hook: &str) -> Result<Vec<Check>> {
    let last = last_delivery(app, store).await?;
    let mut checks = Vec::new();
    let reachable = shop::open(app, &store.id).await;
    let door = match reachable {
        Ok(Some(reachable)) => Some((reachable.shop, true)),
        Ok(None) => shop::without_key(app, store).map(|shop| (shop, false)),
        Err(_) => None,
    };
    match Url::parse(&store.url).ok().filter(|url| url.has_host()) {
        None => checks.push(Check::new(Step::Address, Went::Badly, &store.url)),
        Some(url) => {
            checks.push(Check::new(Step::Address, Went::Well, url.as_str()));
            if line(&url, &mut checks).await
                && let Some((shop, keyed)) = door
            {
                let site = site(&shop, &mut checks).await;
                if keyed && site.is_some() {
                    keys(&shop, (store, hook), &mut checks).await;
                }
                if let Some(site) = site {
                    clock(&site, (store, app.now()), &mut checks);
                }
            }
        }
    }
    checks.push(delivered(last.as_ref()));
    Ok(complete(checks))
}

/// From the name to a connection.
async fn line(url: &Url, checks: &mut Vec<Check>) -> bool {
    let (host, port) = (url.host_str().unwrap_or_default(), url.port_or_known_default().unwrap_or(443));
    let name = host.trim_start_matches('[').trim_end_matches(']');
    let found = tokio::time::timeout(LOOKUP, tokio::net::lookup_host((name, port))).await;
    let addresses: Vec<SocketAddr> = match found {
        Ok(Ok(addresses)) => addresses.collect(),
        Ok(Err(error)) => {
            checks.push(Check { raw: error.to_string(), ..Check::new(Step::Dns, Went::Badly, host) });
            return false;
        }
        Err(_) => {
            checks.push(Check::new(Step::Dns, Went::Badly, host));
            return false;
        }
    };
    let written: Vec<String> = addresses.iter().map(|address| address.ip().to_string()).collect();
    checks.push(Check::new(Step::Dns, Went::Well, written.join(", ")));
    let connected = tokio::time::timeout(CONNECT, tokio::net::TcpStream::connect(&*addresses)).await;
    let (went, raw) = match connected {
        Ok(Ok(_)) => (Went::Well, String::new()),
        Ok(Err(error)) => (Went::Badly, error.to_string()),
        Err(_) => (Went::Badly, format!("no answer within {} s", CONNECT.as_secs())),
    };
    checks.push(Check { raw, ..Check::new(Step::Connect, went, port.to_string()) });
    went == Went::Well
}

/// Whether a site with WooCommerce answers.
async fn site(shop: &Shop, checks: &mut Vec<Check>) -> Option<Probe> {
    let site = shop.ask_site().await;
    let answered = site.status.is_some();
    let fact = site.status.map(|status| status.to_string()).unwrap_or_default();
    checks.push(Check::of(Step::Answer, if answered { Went::Well } else { Went::Badly }, fact, &site));
    if !answered {
        return None;
    }
    let spaces = site.json.as_ref().and_then(|json| json.get("namespaces")).and_then(Json::as_array);
    let woo = spaces.is_some_and(|spaces| spaces.iter().any(|space| space == "wc/v3"));
    let went = match (site.is_ok(), woo) {
        (_, true) => Went::Well,
        // Some hosts hide the list of what they answer; the key's own steps tell then.
        (_, false) => Went::Short,
    };
    checks.push(Check::of(Step::Api, went, "wc/v3", &site));
    Some(site)
}

/// What the key can do, and what the shop says about itself.
async fn keys(shop: &Shop, (store, hook): (&Store, &str), checks: &mut Vec<Check>) {
    let read = shop.ask("orders", &[("per_page", "1".to_owned())]).await;
    let reads = read.is_ok();
    checks.push(Check::of(Step::Read, if reads { Went::Well } else { Went::Badly }, "", &read));
    if !reads {
        return;
    }
    let write = shop.ask_to_write().await;
    let writes = !matches!(write.status, None | Some(401 | 403)) && write.code() != Some(READ_ONLY);
    checks.push(Check::of(Step::Write, if writes { Went::Well } else { Went::Short }, "", &write));
    checks.push(webhooks(&shop.ask("webhooks", &[("per_page", "100".to_owned())]).await, hook));
    checks.push(currency(&shop.ask("data/currencies/current", &[]).await, store));
}

fn webhooks(told: &Probe, hook: &str) -> Check {
    let Some(all) = told.json.as_ref().and_then(Json::as_array).filter(|_| told.is_ok()) else {
        return Check::of(Step::Webhooks, Went::Untried, "", told);
    };
    let text = |one: &Json, name: &str| one.get(name).and_then(Json::as_str).unwrap_or_default().to_owned();
    let same = |one: &&Json| {
        text(one, "delivery_url").trim_end_matches('/') == hook && text(one, "status") == "active"
    };
    let here: Vec<String> = all.iter().filter(same).map(|one| text(one, "topic")).collect();
    let missing: Vec<&str> =
        TOPICS.into_iter().filter(|topic| !here.iter().any(|known| known == topic)).collect();
    let went = match (here.is_empty(), missing.is_empty()) {
        (_, true) => Went::Well,
        (false, false) => Went::Short,
        (true, false) => Went::Badly,
    };
    Check::of(Step::Webhooks, went, missing.join(", "), told)
}

fn currency(told: &Probe, store: &Store) -> Check {
    let code = told.json.as_ref().and_then(|json| json.get("code")).and_then(Json::as_str);
    let went = match code.filter(|_| told.is_ok()) {
        None => Went::Untried,
        Some(code) if code == store.currency.code() => Went::Well,
        Some(_) => Went::Short,
    };
    Check::of(Step::Currency, went, code.unwrap_or_default(), told)
}

fn clock(site: &Probe, (store, now): (&Store, Timestamp), checks: &mut Vec<Check>) {
    if let Some(zone) = site.json.as_ref().and_then(|json| json.get("timezone_string")).and_then(Json::as_str)
        && !zone.is_empty()
    {
        let went = if zone == store.timezone { Went::Well } else { Went::Short };
        checks.push(Check::of(Step::Zone, went, zone, site));
    }
    let date = site.date.as_deref().and_then(|date| jiff::fmt::rfc2822::parse(date).ok());
    if let Some(date) = date {
        let skew = now.ms() - date.timestamp().as_millisecond();
        let went = if skew.abs() <= SKEW_MS_MAX { Went::Well } else { Went::Badly };
        let raw = format!("Date: {}", site.date.as_deref().unwrap_or_default());
        checks.push(Check { raw, ..Check::new(Step::Clock, went, (skew / 1000).to_string()) });
    }
}

fn delivered(last: Option<&Delivery>) -> Check {
    let Some(last) = last else { return Check::new(Step::Delivery, Went::Untried, "") };
    let reason = last.reason.as_deref().unwrap_or_default();
    let unsigned = last.state == "rejected" && ["unsigned", "signature_mismatch"].contains(&reason);
    let went = if unsigned { Went::Badly } else { Went::Well };
    let at = tributary_engine::clock::rfc3339(last.received_at);
    let raw = format!("{} {} {} {reason}", last.id, last.sent.topic.as_deref().unwrap_or("-"), last.state);
    Check { raw, ..Check::new(Step::Delivery, went, at) }
}

async fn last_delivery(app: &App, store: &Store) -> Result<Option<Delivery>> {
    let (tenant, id) = (store.tenant.clone(), store.id.clone());
    let one = Cursor { after: None, limit: 1 };
    call::read(&app.engine, move |tx| {
        Ok::<_, Error>(delivery::list(tx, &tenant, (Some(&id), None), &one)?.rows.into_iter().next())
    })
    .await
}

/// Every step once, in order; those that were not reached are there too.
fn complete(mut checks: Vec<Check>) -> Vec<Check> {
    const ALL: [Step; 12] = [
        Step::Address,
        Step::Dns,
        Step::Connect,
        Step::Answer,
        Step::Api,
        Step::Read,
        Step::Write,
        Step::Webhooks,
        Step::Currency,
        Step::Zone,
        Step::Clock,
        Step::Delivery,
    ];
    let take = |step| {
        let place = checks.iter().position(|check| check.step == step);
        place.map_or_else(|| Check::new(step, Went::Untried, ""), |place| checks.remove(place))
    };
    ALL.map(take).to_vec()
}
