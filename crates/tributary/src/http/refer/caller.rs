//! Who asks: the customer whom a shop's token names. One that we hear of for the first time is kept.

use super::origin;
use crate::app::App;
use crate::call;
use crate::http::pace::Pace;
use crate::http::problem::{Handled, Problem};
use crate::lang::Lang;
use crate::refer::token::{Believed, believed, kept};
use crate::refer::{self, Reader};
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use tributary_engine::panel::token::Refusal;
use url::form_urlencoded;

/// A customer who asks through their shop.
#[derive(Debug, Clone)]
pub(super) struct Caller {
    /// Who, and what they read.
    pub(super) reader: Reader,
    /// This server's address, without a trailing slash.
    pub(super) base_url: String,
    /// What the address asks for beside.
    query: Vec<(String, String)>,
}

impl Caller {
    /// A parameter of the address.
    pub(super) fn asked(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The language of the answer.
    pub(super) const fn language(&self) -> Lang {
        self.reader.language
    }
}

impl FromRequestParts<App> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        slow_enough(parts, app)?;
        let token = bearer(parts)?;
        let (sealer, now) = (app.engine.sealer.clone(), app.now());
        let read = call::read(&app.engine, move |tx| believed(tx, &sealer, &token, now));
        let Believed { store, claims, known } = read.await?.map_err(refused)?;
        if let Some(from) = origin::of(&parts.headers)
            && !origin::is_of(&from, &store.url)
        {
            let detail = "This token is for pages of its own shop only: the store's address says which.";
            return Err(Problem::new(StatusCode::FORBIDDEN, "wrong_origin", "Not from here", detail));
        }
        let query = parts.uri.query().unwrap_or_default();
        let query: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        // As everywhere: no text of a request holds a zero byte.
        if let Some((name, _)) = query.iter().find(|(_, value)| value.contains('\0')) {
            return Err(Problem::field(name.as_str(), "format", "Send it without zero bytes."));
        }
        let asked = query.iter().find(|(name, _)| name == "language").map(|(_, tag)| tag.as_str());
        let spoken = if claims.language.is_empty() { None } else { Some(claims.language.clone()) };
        let customer = match known {
            Some(known) => known,
            None => kept(app, &store, &claims, now).await?,
        };
        let language =
            refer::language(asked.or(spoken.as_deref()), &customer.language, store.language.as_deref());
        let reader = Reader { tenant: store.tenant, customer: customer.id, language };
        Ok(Self { reader, base_url: app.settings.base_url(&parts.headers), query })
    }
}

fn slow_enough(parts: &Parts, app: &App) -> Handled<()> {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
    let peer = peer.map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |ConnectInfo(address)| address.ip());
    let address = app.settings.client_ip(peer, &parts.headers);
    let admitted = parts.extensions.get::<Arc<Pace>>().is_none_or(|pace| pace.admits(address, app.now()));
    let detail = "This address asks too much: wait ten seconds.";
    let problem = || Problem::new(StatusCode::TOO_MANY_REQUESTS, "too_fast", "Too fast", detail);
    if admitted { Ok(()) } else { Err(problem()) }
}

fn bearer(parts: &Parts) -> Handled<String> {
    let header = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = header.and_then(|value| value.split_once(' '));
    let token =
        token.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer")).map(|(_, token)| token.trim());
    token.map(str::to_owned).ok_or_else(|| {
        let detail = "Send the customer's token as `Authorization: Bearer eyJ…`.";
        Problem::new(StatusCode::UNAUTHORIZED, "unauthorized", "Who are you?", detail)
    })
}

fn refused(refusal: Refusal) -> Problem {
    Problem::new(StatusCode::UNAUTHORIZED, refusal.code(), "This token is not taken", refusal.detail())
}
