//! `POST /api/v1/clicks`: a shop's own server reports a click and gets what a browser would have got.

use crate::app::App;
use crate::http::api::Sent;
use crate::http::api::shape::{AnyText, IpAddress};
use crate::http::problem::{Handled, Problem};
use crate::http::redirect::cookie;
use crate::http::redirect::follow::{Followed, Visit, Way, follow};
use crate::http::redirect::refs::Wishes;
use crate::http::redirect::traffic::{Signals, read};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use std::net::IpAddr;
use tributary_engine::click::refs;

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
pub async fn report(State(app): State<App>, sent: Sent) -> Handled<(StatusCode, Json<ClickAnswer>)> {
    let (_, reported) = sent.read::<ReportedClick>("clicks:write")?;
    let way = way(&reported)?;
    let visit = visit(&reported)?;
    let followed = follow(&app, &way, &wishes(reported), visit).await;
    let followed = followed.ok_or_else(|| Problem::not_found("program"))?;
    Ok((StatusCode::CREATED, Json(answer(followed))))
}

fn way(reported: &ReportedClick) -> Handled<Way> {
    match (&reported.link, &reported.code) {
        (Some(link), None) => Ok(Way::Link(link.clone())),
        (None, Some(code)) => Ok(Way::Code(code.clone())),
        _ => Err(Problem::field("/code", "required", "Give either link or code.")),
    }
}

fn wishes(reported: ReportedClick) -> Wishes {
    let ReportedClick { to, consent, ref1, ref2, ref3, ref4, ref5, ref6, .. } = reported;
    Wishes {
        to,
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
        id: followed.id.to_string(),
        counted: followed.counted,
        outcome: followed.outcome.to_owned(),
        landing: followed.landing,
        refused: followed.refused,
    }
}
