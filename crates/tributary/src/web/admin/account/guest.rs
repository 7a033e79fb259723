//! What guests' pages share: the guard of their forms, where they come from, and the frame.

use crate::app::App;
use crate::web::admin::cookie;
use crate::web::admin::desk::demo_banner;
use crate::web::kit::shell;
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::Markup;
use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use tributary_engine::{Result, chance};

/// Where a request comes from; nowhere in particular when the server does not tell.
#[derive(Debug, Clone)]
pub(in crate::web) struct Peer {
    /// The address.
    pub(in crate::web) ip: IpAddr,
    /// What the browser says it is.
    pub(in crate::web) agent: String,
}

impl FromRequestParts<App> for Peer {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> std::result::Result<Self, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let peer = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |ConnectInfo(address)| address.ip());
        let agent = parts.headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok());
        let agent = agent.unwrap_or_default().to_owned();
        Ok(Self { ip: app.settings.client_ip(peer, &parts.headers), agent })
    }
}

/// What a guest's forms carry: the secret of their cookie, or a fresh one.
pub(in crate::web) fn guard(headers: &HeaderMap) -> Result<String> {
    let kept = cookie::read(headers, cookie::GUEST).filter(|guard| is_token(guard));
    kept.map_or_else(chance::secret, Ok)
}

/// Whether a text is a secret as we make them.
pub(in crate::web) fn is_token(text: &str) -> bool {
    (30..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// A page for somebody who has not signed in, with the cookie that guards its form.
pub(in crate::web) fn page(
    app: &App,
    status: StatusCode,
    (title, guard): (&str, &str),
    body: &Markup,
) -> Response {
    let cookie = cookie::set(&app.settings, cookie::GUEST, guard);
    let banner = app.is_demo().then(demo_banner);
    (status, [(header::SET_COOKIE, cookie)], shell::bare_with(title, banner.as_ref(), body)).into_response()
}
