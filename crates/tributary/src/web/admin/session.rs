//! Who is signed in: an extractor that sends everybody else to the sign-in page, and where they go after it.

use super::cookie;
use super::refusal::Refusal;
use crate::app::App;
use crate::call;
use crate::web::stores::Asked;
use crate::web::{acts, may};
use axum::extract::{FromRequestParts, OriginalUri};
use axum::http::Method;
use axum::http::request::Parts;
use tributary_engine::access::{Act, Session, session_of};

/// A signed-in browser, and how it reached us.
#[derive(Debug, Clone)]
pub(super) struct SignedIn {
    /// Who.
    pub(super) session: Session,
    /// This server's address, without a trailing slash.
    pub(super) base_url: String,
    /// Whether all data is made up.
    pub(super) demo: bool,
    /// Whether they look at test data.
    pub(super) test: bool,
    /// Which store they ask for.
    pub(super) asked: Asked,
    /// Whether people reach this server by https.
    pub(super) https: bool,
}

impl FromRequestParts<App> for SignedIn {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refusal> {
        let token = cookie::read(&parts.headers, cookie::SESSION);
        let session = match &token {
            Some(token) => session_behind(app, token).await?,
            None => None,
        };
        let Some(session) = session else { return Err(Refusal::SignIn { next: wanted(parts) }) };
        note_seen(app, token.unwrap_or_default());
        may::note(session.role);
        if acts::of_request(parts).is_some_and(|act| !session.role.may(act)) {
            return Err(Refusal::NotAllowed(session.role));
        }
        let base_url = app.settings.base_url(&parts.headers);
        let test = session.is_test();
        let session =
            if is_at_home(parts) { Session { tenant: session.home.clone(), ..session } } else { session };
        let asked = Asked::of(parts, (session.user.as_str(), "/admin"));
        asked.note();
        let https = app.settings.is_https();
        Ok(Self { session, base_url, demo: app.is_demo(), test, asked, https })
    }
}

impl SignedIn {
    /// Whether their role lets them do this.
    pub(super) const fn may(&self, act: Act) -> bool {
        self.session.role.may(act)
    }

    /// What they are called: their name, or their address.
    pub(super) fn called(&self) -> &str {
        if self.session.name.is_empty() { &self.session.email } else { &self.session.name }
    }
}

/// People and what is theirs belong to the live tenant, whatever somebody looks at.
fn is_at_home(parts: &Parts) -> bool {
    const HOME: [&str; 3] = ["/admin/account", "/admin/settings/team", "/admin/demo"];
    let path = parts.extensions.get::<OriginalUri>().map_or(&parts.uri, |OriginalUri(uri)| uri).path();
    HOME.iter()
        .any(|start| path.strip_prefix(start).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
}

async fn session_behind(app: &App, token: &str) -> Result<Option<Session>, Refusal> {
    let (token, now) = (token.to_owned(), app.now());
    Ok(call::read(&app.engine, move |tx| session_of(tx, &token, now)).await?)
}

/// Nobody waits for this; a full queue only means that the session looks idle a little earlier.
fn note_seen(app: &App, token: String) {
    let now = app.now();
    let _ = app.engine.db.write(move |tx| Session::seen(tx, &token, now), |_| ());
}

/// The page that was asked for, so that signing in leads there; a form that was sent is not repeated.
fn wanted(parts: &Parts) -> Option<String> {
    let uri = parts.extensions.get::<OriginalUri>().map_or(&parts.uri, |OriginalUri(uri)| uri);
    let asked = uri.path_and_query().map(ToString::to_string);
    asked.filter(|path| parts.method == Method::GET && is_local(path) && path != "/admin")
}

/// Whether a text is a path on this server and nothing else: a redirect to it cannot leave.
///
/// Browsers read `//host` and `/\host` as another server, and drop tabs and line ends before looking.
pub(super) fn is_local(path: &str) -> bool {
    let clean = path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    clean && path.starts_with("/admin") && matches!(path.as_bytes().get(6), None | Some(b'/' | b'?'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_pages_come_after_signing_in() {
        for good in ["/admin", "/admin?period=7d", "/admin/orders/ord_1?q=a%20b", "/admin//x"] {
            assert!(is_local(good), "{good}");
        }
        for bad in [
            "",
            "admin",
            "/",
            "//evil.example",
            "/\\evil.example",
            "/admin\\evil",
            "\\/evil.example",
            "https://evil.example",
            "javascript:alert(1)",
            "/\t/evil.example",
            "/admin\n",
            " /admin",
            "/administrator",
            "/admin.evil.example",
            "/admin@evil.example",
            "/login",
        ] {
            assert!(!is_local(bad), "{bad}");
        }
    }
}
