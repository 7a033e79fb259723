//! `POST /api/v1/clicks`: a shop's own server reports a click and gets what a browser would have got. With a name for the visit it
//! may be told late and again: it is one click, and the answer is the same.

use crate::app::App;
use crate::call;
use crate::http::api::Sent;
use crate::http::api::money::Moment;
use crate::http::api::shape::{AnyText, BrowserName, IpAddress, MomentText, VisitName};
use crate::http::problem::{Handled, Problem};
use crate::http::redirect::cookie;
use crate::http::redirect::follow::{Followed, Visit, Way, follow, followed_at};
use crate::http::redirect::refs::Wishes;
use crate::http::redirect::traffic::{Signals, read};
use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use std::net::IpAddr;
use tributary_core::time::DAY_MS;
use tributary_core::{TenantId, Timestamp};
use tributary_engine::click::refs;
use tributary_engine::connection::visit::{self, TOLD_DAYS, Visited, browser_of};
use tributary_engine::{Error, program};

/// A click as a shop's server saw it. Give `link` or `code`.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportedClick {
    /// A link's slug or id.
    #[schema(value_type = Option<AnyText>)]
    pub link: Option<String>,
    /// A referral code.
    #[schema(value_type = Option<AnyText>)]
    pub code: Option<String>,
    /// What the shop calls the visit: a UUID. Told again under the same name, it is the same click and the same answer; an order
    /// whose `_tributary_visit` is this name is the click's.
    #[schema(value_type = Option<VisitName>, example = "0b9f4c1e-7a52-4d3b-9a63-2f1c5be8a7d0")]
    pub external_id: Option<String>,
    /// What the shop calls the browser: a UUID of chance that it keeps with it. All clicks told with it are one visitor's, and so is an
    /// order whose `_tributary_browser` it is. Without it a visit with a name is a browser by itself.
    #[schema(value_type = Option<BrowserName>, example = "5a1d5c0e-9f0b-4b57-8a52-6e1b7c0d9e21")]
    pub browser: Option<String>,
    /// When the visit was, where it is told later: within 30 days. What is yet to come counts as now.
    #[schema(value_type = Option<MomentText>)]
    pub(crate) at: Option<Moment>,
    /// The page of the shop that was visited.
    #[schema(value_type = Option<AnyText>)]
    pub page: Option<String>,
    /// Where the visitor should land, if its host is allowed.
    #[schema(value_type = Option<AnyText>)]
    pub to: Option<String>,
    /// The visitor's address; only its keyed daily hash is kept.
    #[schema(value_type = Option<IpAddress>)]
    pub ip: Option<String>,
    /// The browser's `User-Agent`.
    #[schema(value_type = Option<AnyText>)]
    pub user_agent: Option<String>,
    /// The page the visitor came from.
    #[schema(value_type = Option<AnyText>)]
    pub referrer: Option<String>,
    /// The value of the cookie that an earlier answer gave, if the browser sent it.
    #[schema(value_type = Option<AnyText>)]
    pub cookie: Option<String>,
    /// `denied` when the visitor said no to being remembered; anything else counts as yes.
    #[schema(value_type = Option<AnyText>, example = "granted")]
    pub consent: Option<String>,
    /// The publisher's own id of the visitor or the click; up to 128 bytes.
    #[serde(rename = "ref")]
    #[schema(value_type = Option<AnyText>)]
    pub ref1: Option<String>,
    /// A second one.
    #[schema(value_type = Option<AnyText>)]
    pub ref2: Option<String>,
    /// A third one.
    #[schema(value_type = Option<AnyText>)]
    pub ref3: Option<String>,
    /// A fourth one.
    #[schema(value_type = Option<AnyText>)]
    pub ref4: Option<String>,
    /// A fifth one.
    #[schema(value_type = Option<AnyText>)]
    pub ref5: Option<String>,
    /// A sixth one.
    #[schema(value_type = Option<AnyText>)]
    pub ref6: Option<String>,
}

/// What to do with the visitor.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ClickAnswer {
    /// The click's id; send it back with the order.
    pub id: String,
    /// The same where it can win an order, else null.
    #[schema(required)]
    pub click: Option<String>,
    /// Whether it can win an order.
    pub counted: bool,
    /// `counted`, `unknown_code`, `paused`, `ended`, `no_consent` or `not_a_person`.
    pub outcome: String,
    /// Where to send the visitor.
    pub landing: String,
    /// Why `to` was refused, if it was.
    pub refused: Option<String>,
    /// The cookie to set on the shop's own host, first-party.
    pub cookie: ClickCookie,
    /// For how many days the shop is to remember the visit; none where the visitor said no.
    pub cookie_days: u32,
}

/// A cookie to set; an empty one that lives for no time where the visitor said no.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ClickCookie {
    /// Its name.
    pub name: &'static str,
    /// Its value.
    pub value: String,
    /// How long it lives, in seconds.
    pub max_age_s: u64,
}

/// Records a click for a shop's own server.
///
/// # Errors
/// A problem that names the field.
#[utoipa::path(post, path = "/api/v1/clicks", tag = "clicks", request_body = ReportedClick,
    responses((status = 201, body = ClickAnswer)))]
pub async fn report(State(app): State<App>, sent: Sent) -> Handled<Response> {
    let (tenant, reported) = sent.read::<ReportedClick>("clicks:write")?;
    let at = moment(&app, &reported)?;
    let way = way(&app, &sent, tenant, &reported).await?;
    let browser = browser(&reported)?;
    let met = visit(&reported)?;
    let met = Visit { visitor: browser.clone().or(met.visitor), ..met };
    let nowhere = || Problem::not_found("program");
    let Some(external_id) = reported.external_id.clone() else {
        let followed = follow(&app, &way, &wishes(reported), met).await.ok_or_else(nowhere)?;
        return Ok((StatusCode::CREATED, Json(answer(followed))).into_response());
    };
    let visit = browser_of(&external_id)
        .ok_or_else(|| Problem::field("/external_id", "format", "Give the visit a UUID for a name."))?;
    let met = Visit { visitor: browser.or(Some(visit)), ..met };
    let followed = followed_at(&app, (&way, &wishes(reported)), met, at).await.ok_or_else(nowhere)?;
    told_once(&app, external_id.to_ascii_lowercase(), followed).await
}

/// Takes the click of a visit, and answers what was answered when it was first told.
async fn told_once(
    app: &App,
    external_id: String,
    (followed, tenant, click): (Followed, TenantId, tributary_engine::click::Click),
) -> Handled<Response> {
    let answer = serde_json::to_string(&answer(followed)).map_err(|e| Error::Broken(e.to_string()))?;
    let (visited, now) = (Visited { external_id, click, answer }, app.now());
    let taken = call::write(&app.engine, move |tx| {
        let store = program::load(tx, &tenant, &visited.click.program)?.store;
        let earlier = visit::take(tx, (&tenant, &store), &visited, now)?;
        Ok(earlier.unwrap_or_else(|| visited.answer.clone()))
    });
    let json = [(header::CONTENT_TYPE, "application/json")];
    Ok((StatusCode::CREATED, json, taken.await?).into_response())
}

/// When the visit was.
fn moment(app: &App, reported: &ReportedClick) -> Handled<Timestamp> {
    let now = app.now();
    let Some(told) = reported.at else { return Ok(now) };
    if told.at < now.plus_ms(-TOLD_DAYS * DAY_MS) {
        let detail = "Visits are taken within 30 days: leave this one out.";
        return Err(Error::clash("/at", "too_old", detail).into());
    }
    Ok(told.at.min(now))
}

/// A key that is good for one store tells of codes in that store's own program.
async fn way(app: &App, sent: &Sent, tenant: TenantId, reported: &ReportedClick) -> Handled<Way> {
    let code = match (&reported.link, &reported.code) {
        (Some(link), None) => return Ok(Way::Link(link.clone())),
        (None, Some(code)) => code.clone(),
        _ => return Err(Problem::field("/code", "required", "Give either link or code.")),
    };
    let Some(store) = sent.store() else { return Ok(Way::Code(code)) };
    let program = call::read(&app.engine, move |tx| program::of_store(tx, &tenant, &store)).await?;
    Ok(Way::CodeOf { code, program })
}

/// The visitor that the shop's name of a browser stands for.
fn browser(reported: &ReportedClick) -> Handled<Option<String>> {
    let named = reported.browser.as_deref().map(|name| {
        browser_of(name)
            .ok_or_else(|| Problem::field("/browser", "format", "Give the browser a UUID for a name."))
    });
    named.transpose()
}

fn wishes(reported: ReportedClick) -> Wishes {
    let ReportedClick { to, page, consent, ref1, ref2, ref3, ref4, ref5, ref6, .. } = reported;
    Wishes {
        to: to.or(page),
        refs: refs::write(&[ref1, ref2, ref3, ref4, ref5, ref6]),
        consent_denied: consent.is_some_and(|consent| consent.eq_ignore_ascii_case("denied")),
        ..Wishes::default()
    }
}

fn visit(reported: &ReportedClick) -> Handled<Visit> {
    let ip = reported.ip.as_deref().map(str::parse::<IpAddr>).transpose();
    let ip =
        ip.map_err(|_| Problem::field("/ip", "format", "Give an IPv4 or IPv6 address, or leave it out."))?;
    let user_agent = reported.user_agent.as_deref();
    let (traffic, device) = read(&Signals {
        method: "GET",
        user_agent,
        purpose: None,
        sec_purpose: None,
        sec_fetch_mode: None,
        sec_fetch_dest: None,
    });
    Ok(Visit {
        ip,
        traffic,
        device,
        user_agent: reported.user_agent.clone(),
        referrer: reported.referrer.clone(),
        visitor: reported.cookie.as_deref().and_then(cookie::visitor_of_value),
    })
}

fn answer(followed: Followed) -> ClickAnswer {
    let is_kept = !followed.visitor.is_empty();
    let days = if is_kept { followed.window_days } else { 0 };
    ClickAnswer {
        cookie: ClickCookie {
            name: cookie::NAME,
            value: if is_kept { cookie::value(&followed.id, &followed.visitor) } else { String::new() },
            max_age_s: u64::from(days) * 86_400,
        },
        click: followed.counted.then(|| followed.id.to_string()),
        cookie_days: days,
        id: followed.id.to_string(),
        counted: followed.counted,
        outcome: followed.outcome.to_owned(),
        landing: followed.landing,
        refused: followed.refused,
    }
}
