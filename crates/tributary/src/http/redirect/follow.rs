//! Follows a link: whose it is, who comes, where they go; and writes the click down.

use super::destination::{AllowedHosts, check, landing, landing_pieces, parse_stored};
use super::traffic::{Device, Signals, Traffic, read};
use super::{cookie, salt};
use crate::app::App;
use crate::http::client_ip::client_ip;
use axum::http::{HeaderMap, HeaderName, Method, header};
use std::net::IpAddr;
use std::sync::Arc;
use tributary_core::ClickId;
use tributary_engine::chance;
use tributary_engine::click::{ClickRef, Mint, Of, Ready, Route, Snapshot, Target};
use tributary_engine::seal::hex;
use url::Url;

const TEXT_BYTES_MAX: usize = 500; // of a user agent or referrer that is kept
const VALUE_CHARS_MAX: usize = 100; // of a slug or code that nobody has

/// What stood in the URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    /// A link's slug or id.
    Link(String),
    /// A code.
    Code(String),
}

impl Way {
    fn value(&self) -> &str {
        match self {
            Self::Link(value) | Self::Code(value) => value,
        }
    }

    fn target<'a>(&self, snapshot: &'a Snapshot) -> Option<&'a Target> {
        match self {
            Self::Link(slug) => snapshot.link(slug),
            Self::Code(code) => snapshot.code(code),
        }
    }
}

/// Who comes.
#[derive(Debug, Clone)]
pub struct Visit {
    /// From which address; hashed, never kept.
    pub ip: Option<IpAddr>,
    /// What kind of visit it is.
    pub traffic: Traffic,
    /// What they hold.
    pub device: Device,
    /// The browser's own name.
    pub user_agent: Option<String>,
    /// The page they come from.
    pub referrer: Option<String>,
    /// The browser, if it was here before.
    pub visitor: Option<String>,
}

impl Visit {
    /// Reads a browser's request.
    #[must_use]
    pub fn of_request(app: &App, peer: IpAddr, method: &Method, headers: &HeaderMap) -> Self {
        let text = |name: HeaderName| {
            headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
        };
        let named = |name: &'static str| text(HeaderName::from_static(name));
        let user_agent = text(header::USER_AGENT);
        let purpose = named("purpose").or_else(|| named("x-purpose")).or_else(|| named("x-moz"));
        let (traffic, device) = read(&Signals {
            method: method.as_str(),
            user_agent: user_agent.as_deref(),
            purpose: purpose.as_deref(),
            sec_purpose: named("sec-purpose").as_deref(),
            sec_fetch_mode: named("sec-fetch-mode").as_deref(),
            sec_fetch_dest: named("sec-fetch-dest").as_deref(),
        });
        let forwarded = headers.get_all("x-forwarded-for").iter().map(axum::http::HeaderValue::as_bytes);
        Self {
            ip: Some(client_ip(peer, &app.settings.trusted_proxies, forwarded)),
            traffic,
            device,
            user_agent,
            referrer: text(header::REFERER),
            visitor: cookie::visitor(headers),
        }
    }
}

/// A click, written down.
#[derive(Debug, Clone)]
pub struct Followed {
    /// The click's id.
    pub id: ClickId,
    /// The browser, as its cookie is to say.
    pub visitor: String,
    /// Where it goes.
    pub landing: String,
    /// What became of the click.
    pub outcome: &'static str,
    /// Why the wanted destination was refused, if one was wanted and refused.
    pub refused: Option<String>,
    /// Whether it can win an order, so that the browser is told its id.
    pub counted: bool,
    /// How long the cookie lives.
    pub window_days: u32,
}

/// Follows a link or code; `None` when this server has no program to fall back on.
///
/// The redirect is answered even when the click cannot be written: a shop's visitor is not ours to
/// turn away.
pub async fn follow(app: &App, way: &Way, to: Option<&str>, visit: Visit) -> Option<Followed> {
    let snapshot = app.engine.snapshot();
    let target = way.target(&snapshot);
    let route = target.map(|target| Arc::clone(&target.route)).or_else(|| snapshot.fallback().cloned())?;
    let now = app.engine.now();
    let ip_hash = match visit.ip {
        Some(ip) => salt::hashed(app, ip, now).await,
        None => None,
    };
    let outcome = outcome(target, visit.traffic);
    let counted = outcome == "counted";
    let ready = target.map(|target| target.ready.get_or_init(|| make_ready(app, &route, target)));
    let chance = chance::bytes().ok()?;
    let id = match ready {
        Some(ready) => ready.mint.id(now, counted, chance),
        None => mint(app, &route, None).id(now, counted, chance),
    };
    let value = target.map_or_else(|| shown(way.value()), |target| target.value.as_str());
    let (landing, refused) = lands(&route, target, to, (counted.then_some(&id), value))?;
    let visitor = match visit.visitor {
        Some(visitor) => visitor,
        None => hex(&chance::bytes::<16>().ok()?),
    };
    let click = ClickRef {
        id: &id,
        program: &route.program,
        partner: target.map(|target| &target.partner),
        link: target.and_then(|target| target.link.as_ref()),
        code: target.and_then(|target| target.code.as_ref()),
        value,
        at: now,
        traffic: visit.traffic.as_str(),
        outcome,
        visitor: &visitor,
        device: visit.device.as_str(),
        ip_hash: ip_hash.as_deref(),
        user_agent: visit.user_agent.as_deref().map(shortened),
        referrer: visit.referrer.as_deref().map(shortened),
        landing: &landing,
        refused: refused.as_deref(),
    };
    app.intake.keep(&app.engine, &route.tenant, &click).await;
    Some(Followed { id, visitor, landing, outcome, refused, counted, window_days: route.window_days })
}

/// As much of a code that nobody has as is kept.
fn shown(value: &str) -> &str {
    value.char_indices().nth(VALUE_CHARS_MAX).map_or(value, |(end, _)| &value[..end])
}

fn outcome(target: Option<&Target>, traffic: Traffic) -> &'static str {
    match target {
        _ if !traffic.can_win() => "not_a_person",
        None => "unknown_code",
        Some(target) if target.paused => "paused",
        Some(_) => "counted",
    }
}

fn mint(app: &App, route: &Route, target: Option<&str>) -> Mint {
    app.engine.sealer.click_key().mint_of(&Of { tenant: &route.tenant, program: &route.program, target })
}

fn make_ready(app: &App, route: &Route, target: &Target) -> Ready {
    let landing = destination(route, Some(target), None).map(|(url, _)| landing_pieces(url, &target.value));
    Ready { mint: mint(app, route, target.id()), landing }
}

/// Where the browser goes, with the click on it if it counts; and why not where it wanted to go.
fn lands(
    route: &Route,
    target: Option<&Target>,
    to: Option<&str>,
    (click, value): (Option<&ClickId>, &str),
) -> Option<(String, Option<String>)> {
    let Some(click) = click else {
        return destination(route, target, to).map(|(url, refused)| (url.into(), refused));
    };
    if let (Some(ready), None) = (target.and_then(|target| target.ready.get()), to) {
        return ready.landing.as_ref().map(|pieces| (pieces.join(click.as_str()), None));
    }
    destination(route, target, to).map(|(url, refused)| (landing(url, click.as_str(), value).into(), refused))
}

/// The wanted destination if it is allowed, else the link's own, else the shop; and why not.
fn destination(route: &Route, target: Option<&Target>, to: Option<&str>) -> Option<(Url, Option<String>)> {
    let wanted = to.map(|to| {
        let allowed = AllowedHosts::parse(&route.allowed_hosts).unwrap_or_default();
        check(to, &allowed)
    });
    let refused = match wanted {
        Some(Ok(url)) => return Some((url, None)),
        Some(Err(refusal)) => Some(refusal.code().to_owned()),
        None => None,
    };
    // Checked when it was stored and again here: a poisoned row must not leave the server.
    let own = target.and_then(|target| target.destination.as_deref()).and_then(|url| parse_stored(url).ok());
    let url = own.or_else(|| parse_stored(&route.shop).ok())?;
    Some((url, refused))
}

fn shortened(text: &str) -> &str {
    &text[..text.floor_char_boundary(TEXT_BYTES_MAX)]
}
