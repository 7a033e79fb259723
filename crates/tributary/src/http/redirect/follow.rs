//! Follows a link: whose it is, who comes, where they go; and writes the click down.

use super::destination::{AllowedHosts, by_page, check, landing, landing_pieces, parse_stored};
use super::head::Head;
use super::refs::Wishes;
use super::traffic::{Device, Signals, Traffic, read};
use super::{cookie, salt};
use crate::app::App;
use crate::http::client_ip::client_ip;
use crate::{call, friends};
use std::net::IpAddr;
use std::sync::Arc;
use tributary_core::{ClickId, ProgramId, PublisherId, TenantId, Timestamp};
use tributary_engine::chance;
use tributary_engine::click::{Click, ClickRef, Mint, Of, Ready, Route, Snapshot, Target};
use tributary_engine::code::{self, Kind};
use tributary_engine::partner;
use tributary_engine::seal::hex;
use url::{Url, form_urlencoded};

const TEXT_BYTES_MAX: usize = 500; // of a user agent or referrer that is kept
const VALUE_CHARS_MAX: usize = 100; // of a slug or code that nobody has

/// What stood in the URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    /// A link's slug or id.
    Link(String),
    /// A code.
    Code(String),
    /// A code in one program, whoever else has a code that is spelled so.
    CodeOf {
        /// The code.
        code: String,
        /// The program.
        program: ProgramId,
    },
    /// A publisher and one of their programs, each by its id or UUID.
    Member {
        /// The publisher.
        publisher: String,
        /// The program.
        program: String,
    },
}

impl Way {
    fn value(&self) -> &str {
        match self {
            Self::Link(value) | Self::Code(value) | Self::CodeOf { code: value, .. } => value,
            // It is no code that somebody could be given.
            Self::Member { .. } => "",
        }
    }

    fn target<'a>(&self, snapshot: &'a Snapshot) -> Option<&'a Target> {
        match self {
            Self::Link(slug) => snapshot.link(slug),
            Self::Code(code) => snapshot.code(code),
            Self::CodeOf { code, program } => {
                snapshot.code(code).filter(|target| target.route.program == *program)
            }
            Self::Member { publisher, program } => {
                let publisher = PublisherId::parse_uuid(publisher).ok()?;
                snapshot.member(&publisher, &ProgramId::parse_uuid(program).ok()?)
            }
        }
    }

    /// Where whoever leads to nobody is counted and sent: by a program's own name to that program, else to the oldest.
    fn nobody<'a>(&self, snapshot: &'a Snapshot) -> Option<&'a Arc<Route>> {
        match self {
            Self::Link(_) | Self::Code(_) => snapshot.fallback(),
            Self::CodeOf { program, .. } => snapshot.route(program),
            Self::Member { program, .. } => snapshot.route(&ProgramId::parse_uuid(program).ok()?),
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
    pub(crate) fn of_request(app: &App, peer: IpAddr, head: &Head<'_>) -> Self {
        let user_agent = head.text("user-agent");
        let purpose = head.text("purpose").or_else(|| head.text("x-purpose")).or_else(|| head.text("x-moz"));
        let (traffic, device) = read(&Signals {
            method: head.method,
            user_agent: user_agent.as_deref(),
            purpose: purpose.as_deref(),
            sec_purpose: head.text("sec-purpose").as_deref(),
            sec_fetch_mode: head.text("sec-fetch-mode").as_deref(),
            sec_fetch_dest: head.text("sec-fetch-dest").as_deref(),
        });
        Self {
            ip: Some(client_ip(peer, &app.settings.trusted_proxies, head.all("x-forwarded-for"))),
            traffic,
            device,
            user_agent,
            referrer: head.text("referer"),
            visitor: cookie::visitor(head.all("cookie")),
        }
    }

    /// The same visit of somebody who is not to be told from anybody else.
    fn of_nobody(self) -> Self {
        Self { ip: None, user_agent: None, referrer: None, visitor: None, ..self }
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
    /// The page of ours on which a customer's friends land first.
    pub page: Option<String>,
}

/// Follows a link or code; `None` when this server has no program to fall back on.
///
/// The redirect is answered even when the click cannot be written: a shop's visitor is not ours to
/// turn away.
pub async fn follow(app: &App, way: &Way, wishes: &Wishes, visit: Visit) -> Option<Followed> {
    met(app, (way, wishes), (visit, app.engine.now()), None).await
}

/// The same of a visit at some moment, whose click is kept by whoever asks: whose it is, and the click.
pub async fn followed_at(
    app: &App,
    (way, wishes): (&Way, &Wishes),
    visit: Visit,
    at: Timestamp,
) -> Option<(Followed, TenantId, Click)> {
    let mut handed = None;
    let followed = met(app, (way, wishes), (visit, at), Some(&mut handed)).await?;
    let (tenant, click) = handed?;
    Some((followed, tenant, click))
}

/// Keeps the click here, or hands it out.
async fn met(
    app: &App,
    (way, wishes): (&Way, &Wishes),
    (visit, at): (Visit, Timestamp),
    hand: Option<&mut Option<(TenantId, Click)>>,
) -> Option<Followed> {
    let snapshot = app.engine.snapshot();
    let known = way.target(&snapshot);
    let friend = if known.is_none() { elsewhere(app, way, &snapshot).await } else { None };
    let target = known.or(friend.as_ref());
    let route = target.map(|target| Arc::clone(&target.route)).or_else(|| way.nobody(&snapshot).cloned())?;
    // Whoever said no is sent on, and nothing is kept that tells one visitor from another.
    let is_nobody = wishes.consent_denied && route.asks_consent;
    let visit = if is_nobody { visit.of_nobody() } else { visit };
    let ip_hash = match visit.ip {
        Some(ip) => salt::hashed(app, ip, app.engine.now()).await,
        None => None,
    };
    let outcome = match outcome(target, visit.traffic) {
        "counted" if is_nobody => "no_consent",
        other => other,
    };
    let counted = outcome == "counted";
    let ready = target.map(|target| target.ready.get_or_init(|| make_ready(app, &route, target)));
    let chance = chance::bytes().ok()?;
    let id = match ready {
        Some(ready) => ready.mint.id(at, counted, chance),
        None => mint(app, &route, None).id(at, counted, chance),
    };
    let value = target.map_or_else(|| shown(way.value()), |target| target.value.as_str());
    let (landing, refused) = lands(&route, target, wishes.to.as_deref(), (counted.then_some(&id), value))?;
    let visitor = match visit.visitor {
        Some(visitor) => visitor,
        None if is_nobody => String::new(),
        None => hex(&chance::bytes::<16>().ok()?),
    };
    let click = ClickRef {
        id: &id,
        program: &route.program,
        partner: target.map(|target| &target.partner),
        link: target.and_then(|target| target.link.as_ref()),
        code: target.and_then(|target| target.code.as_ref()),
        value,
        at,
        traffic: visit.traffic.as_str(),
        outcome,
        visitor: &visitor,
        device: visit.device.as_str(),
        ip_hash: ip_hash.as_deref(),
        user_agent: visit.user_agent.as_deref().map(shortened),
        referrer: visit.referrer.as_deref().map(shortened),
        landing: &landing,
        refused: refused.as_deref(),
        refs: wishes.refs.as_deref().filter(|_| !is_nobody),
    };
    match hand {
        Some(hand) => *hand = Some((route.tenant.clone(), click.to_click())),
        None => {
            app.intake.keep(&app.engine, &route.tenant, &click).await;
        }
    }
    let friend = friend.filter(|friend| !friends::is_number(&friend.value));
    let page = friend.map(|friend| page_of(&friend, counted.then_some(&id)));
    Some(Followed { id, visitor, landing, outcome, refused, counted, window_days: route.window_days, page })
}

/// What is not in memory under its spelling: a code that another program has as well, or one of a customer.
async fn elsewhere(app: &App, way: &Way, snapshot: &Snapshot) -> Option<Target> {
    match way {
        Way::Code(code) => of_customer(app, code).await,
        Way::CodeOf { code, program } => {
            let route = snapshot.route(program)?;
            if snapshot.code(code).is_some()
                && let Some(target) = of_program(app, code, route).await
            {
                return Some(target);
            }
            of_customer(app, code).await.filter(|target| target.route.program == *program)
        }
        Way::Link(_) | Way::Member { .. } => None,
    }
}

/// What a code leads to in a program whose spelling is another one's in memory.
async fn of_program(app: &App, code: &str, route: &Arc<Route>) -> Option<Target> {
    let (of, text, now) = (Arc::clone(route), code.to_owned(), app.engine.now());
    let found = call::read(&app.engine, move |tx| {
        let Some(code) = code::find(tx, &of.tenant, &of.program, &text, Kind::Referral)? else {
            return Ok(None);
        };
        let stood = partner::standing_at(tx, &of.tenant, &code.partner, now)?;
        Ok(Some((code, stood)))
    });
    let (code, stood) = found.await.ok()?.filter(|(_, stood)| !stood.referrer)?;
    Some(Target {
        route: Arc::clone(route),
        partner: code.partner,
        paused: stood.paused,
        ended: false,
        link: None,
        code: Some(code.id),
        value: code.code,
        destination: None,
        ready: Arc::default(),
    })
}

/// What a code of a customer leads to.
async fn of_customer(app: &App, code: &str) -> Option<Target> {
    let (route, found) = friends::found(app, code).await?;
    Some(Target {
        route,
        partner: found.partner,
        paused: found.paused,
        ended: false,
        link: None,
        code: Some(found.code),
        value: if friends::is_number(code) { code.trim().to_owned() } else { found.value },
        destination: None,
        ready: Arc::default(),
    })
}

/// Where a customer's friends land, with the click in the path: so whatever they choose there keeps it.
fn page_of(friend: &Target, click: Option<&ClickId>) -> String {
    let code: String = form_urlencoded::byte_serialize(friend.value.as_bytes()).collect();
    format!("/r/{code}/{}", click.map_or("welcome", ClickId::as_str))
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
        Some(target) if target.ended => "ended",
        Some(_) => "counted",
    }
}

fn mint(app: &App, route: &Route, target: Option<&str>) -> Mint {
    app.engine.sealer.click_key().mint_of(&Of { tenant: &route.tenant, program: &route.program, target })
}

fn make_ready(app: &App, route: &Route, target: &Target) -> Ready {
    let landing = destination(route, Some(target), None)
        .map(|(url, _)| landing_pieces(url, &target.value, redirect_page(route).as_ref()));
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
    let (url, refused) = destination(route, target, to)?;
    let landing = match redirect_page(route) {
        Some(page) => by_page(page, click.as_str(), &url),
        None => landing(url, click.as_str(), value),
    };
    Some((landing.into(), refused))
}

/// The shop's redirect page, if it has one that a browser may go to.
fn redirect_page(route: &Route) -> Option<Url> {
    route.redirect_page.as_deref().and_then(|page| parse_stored(page).ok())
}

/// The wanted destination if it is allowed, else the link's own, else the shop; and why not.
fn destination(route: &Route, target: Option<&Target>, to: Option<&str>) -> Option<(Url, Option<String>)> {
    let wanted = to.map(|to| {
        let allowed = AllowedHosts::parse(&route.allowed_hosts).unwrap_or_default();
        check(to, &allowed.and_of(&route.shop))
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
