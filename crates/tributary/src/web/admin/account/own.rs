//! One's own account (`/admin/account`): name, language and looks, password, and where one is signed in.

use super::attempts::Attempts;
use crate::app::App;
use crate::call;
use crate::lang::{self, Lang};
use crate::t;
use crate::web::admin::cookie;
use crate::web::admin::desk::{self, Desk, Place};
use crate::web::admin::fields::{Fields, form_errors, renamed};
use crate::web::admin::guard::Posted;
use crate::web::admin::people::role_name;
use crate::web::admin::refusal::Shown;
use crate::web::admin::session::{SignedIn, is_local};
use crate::web::kit::FieldError;
use crate::web::view::account::own::{self as view, OwnView, SignedInAt};
use axum::extract::{Extension, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use std::sync::Arc;
use tributary_engine::access::{self, Look, Session, User};
use tributary_engine::audit::{self, Actor, Note};
use tributary_engine::{Error, clock::Clock};

const PATH: &str = "/admin/account";

/// What was just done, as the address says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Ask {
    did: String,
}

/// `GET /admin/account`
pub(super) async fn page(
    State(app): State<App>,
    headers: HeaderMap,
    me: SignedIn,
    Query(ask): Query<Ask>,
) -> Shown {
    show(&app, (me, &headers), (None, Vec::new(), &ask.did)).await
}

/// `POST /admin/account`
pub(super) async fn save(State(app): State<App>, headers: HeaderMap, Posted { me, fields }: Posted) -> Shown {
    let look = Look {
        language: Lang::parse(fields.get("language")).map(|lang| lang.tag().to_owned()),
        theme: fields.text("theme"),
        density: fields.text("density"),
        shortcuts: fields.some("shortcuts").is_some(),
    };
    let cookie = look.language.as_deref().map(|tag| cookie::set(&app.settings, lang::COOKIE, tag));
    match keep(&app, &me.session, (fields.text("name"), look)).await {
        Ok(()) => Ok(with_cookie(Redirect::to(&format!("{PATH}?did=saved")).into_response(), cookie)),
        Err(error) => {
            let errors = form_errors(error)?;
            show(&app, (me, &headers), (Some(&fields), errors, "")).await
        }
    }
}

/// `POST /admin/account/language`: from the menu, back to the page one was on.
pub(super) async fn language(State(app): State<App>, Posted { me, fields }: Posted) -> Shown {
    let next = fields.some("next").filter(|next| is_local(next)).unwrap_or_else(|| "/admin".to_owned());
    let Some(lang) = Lang::parse(fields.get("language")) else {
        return Ok(Redirect::to(&next).into_response());
    };
    let look = Look { language: Some(lang.tag().to_owned()), ..me.session.look.clone() };
    keep(&app, &me.session, (me.session.name.clone(), look)).await?;
    let cookie = cookie::set(&app.settings, lang::COOKIE, lang.tag());
    Ok(with_cookie(Redirect::to(&next).into_response(), Some(cookie)))
}

/// `POST /admin/account/look`: theme or density, from the menu's script, which has shown it already.
pub(super) async fn look(State(app): State<App>, Posted { me, fields }: Posted) -> Shown {
    let kept = me.session.look.clone();
    let look = Look {
        theme: fields.some("theme").unwrap_or_else(|| kept.theme.clone()),
        density: fields.some("density").unwrap_or_else(|| kept.density.clone()),
        ..kept
    };
    keep(&app, &me.session, (me.session.name.clone(), look)).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

async fn keep(app: &App, me: &Session, (name, look): (String, Look)) -> Result<(), Error> {
    let (me, now) = (me.clone(), app.now());
    call::write(&app.engine, move |tx| access::set_account(tx, &me, (&name, &look), now)).await
}

/// `POST /admin/account/password`
pub(super) async fn password(
    State(app): State<App>,
    Extension(attempts): Extension<Arc<Attempts>>,
    headers: HeaderMap,
    Posted { me, fields }: Posted,
) -> Shown {
    match change_password(&app, &attempts, (&me.session, &fields), &headers).await {
        Ok(()) => Ok(Redirect::to(&format!("{PATH}?did=password")).into_response()),
        Err(error) => {
            let errors = form_errors(error)?;
            show(&app, (me, &headers), (None, errors, "")).await
        }
    }
}

async fn change_password(
    app: &App,
    attempts: &Attempts,
    (me, fields): (&Session, &Fields),
    headers: &HeaderMap,
) -> Result<(), Error> {
    // A session left open somewhere is no way to guess the password.
    let tries = attempts.count(&format!("password {}", me.user), app.now());
    if tries.is_err() {
        return Err(Error::field("/current", "locked", t!("Too many tries. Wait a minute.")));
    }
    let (tenant, id) = (me.tenant.clone(), me.user.clone());
    let user = call::read(&app.engine, move |tx| User::by_id(tx, &tenant, &id)).await?;
    let (current, wanted) = (fields.text("current"), fields.text("new"));
    let hash = call::slowly(move || {
        if !access::check_password(user.as_ref(), &current) {
            return Ok(None);
        }
        access::hash_password(&wanted).map(Some).map_err(|error| renamed(error, "new"))
    });
    let wrong = || Error::field("/current", "wrong", t!("This is not your password."));
    let hash = hash.await?.ok_or_else(wrong)?;
    let token = cookie::read(headers, cookie::SESSION).unwrap_or_default();
    let (me, now) = (me.clone(), app.now());
    call::write(&app.engine, move |tx| access::set_password(tx, &me, (&hash, &token), now)).await
}

/// `POST /admin/account/sessions`: signs out everywhere else.
pub(super) async fn sign_out_others(
    State(app): State<App>,
    headers: HeaderMap,
    Posted { me, .. }: Posted,
) -> Shown {
    let token = cookie::read(&headers, cookie::SESSION).unwrap_or_default();
    let (me, now) = (me.session, app.now());
    let written = call::write(&app.engine, move |tx| {
        let note = Note::on("user.signed_out_elsewhere", me.user.as_str()).named(&me.email);
        audit::note(tx, &Actor::from(&me), &note, now)?;
        access::end_sessions(tx, (&me.tenant, &me.user), Some(&token))
    });
    written.await?;
    Ok(Redirect::to(&format!("{PATH}?did=sessions")).into_response())
}

fn with_cookie(mut answer: Response, cookie: Option<axum::http::HeaderValue>) -> Response {
    if let Some(cookie) = cookie {
        answer.headers_mut().append(header::SET_COOKIE, cookie);
    }
    answer
}

async fn show(
    app: &App,
    (me, headers): (SignedIn, &HeaderMap),
    (typed, errors, did): (Option<&Fields>, Vec<FieldError>, &str),
) -> Shown {
    let token = cookie::read(headers, cookie::SESSION).unwrap_or_default();
    let clock: Clock = app.engine.clock.clone();
    let (desk, (places, operator)) = desk::read(app, me, move |tx, desk| {
        let me = &desk.me.session;
        let places = access::places(tx, (&me.tenant, &me.user), &token, clock.now())?;
        Ok((places, access::is_operator(tx, me)?))
    })
    .await?;
    let at = |place: &access::Place| SignedInAt {
        browser: browser(&place.agent),
        since: desk.clock.stamp(place.since),
        seen: desk.clock.stamp(place.seen_at),
        here: place.here,
    };
    let places = places.iter().map(at).collect();
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let view = OwnView { places, errors, operator, note: said(did), ..filled(&desk, typed) };
    Ok(desk.page_with(status, (Place::Elsewhere, t!("Your account")), &view::render(&view)))
}

fn filled(desk: &Desk, typed: Option<&Fields>) -> OwnView {
    let me = &desk.me.session;
    let text = |name: &str, kept: &str| typed.map_or_else(|| kept.to_owned(), |typed| typed.text(name));
    OwnView {
        csrf: desk.csrf(),
        email: me.email.clone(),
        role: role_name(me.role).into(),
        name: text("name", &me.name),
        language: text("language", me.look.language.as_deref().unwrap_or(lang::current().tag())),
        languages: Lang::ALL.iter().map(|one| (one.tag().to_owned(), named(*one))).collect(),
        theme: text("theme", &me.look.theme),
        density: text("density", &me.look.density),
        shortcuts: typed.map_or(me.look.shortcuts, |typed| typed.some("shortcuts").is_some()),
        ..OwnView::default()
    }
}

fn named(lang: Lang) -> String {
    let name = lang.own_name();
    if lang.is_draft() { t!("{language} (draft)", language = name) } else { name.to_owned() }
}

fn said(did: &str) -> Option<&'static str> {
    match did {
        "saved" => Some(t!("Saved.")),
        "password" => Some(t!("Your password is changed. Every other browser was signed out.")),
        "sessions" => Some(t!("Every other browser was signed out.")),
        _ => None,
    }
}

/// A browser by what it says of itself; names of products are the same in every language.
fn browser(agent: &str) -> String {
    const BROWSERS: [(&str, &str); 6] = [
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
        ("curl/", "curl"),
    ];
    const SYSTEMS: [(&str, &str); 6] = [
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    ];
    let first = |known: &[(&str, &'static str)]| {
        known.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name)
    };
    match (first(&BROWSERS), first(&SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser} · {system}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => t!("Unknown browser").to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_named_by_what_people_call_it() {
        let chrome = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Safari/537.36";
        assert_eq!(browser(chrome), "Chrome · Linux");
        assert_eq!(
            browser("Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Version/18.5 Safari/604.1"),
            "Safari · iPhone"
        );
        assert_eq!(browser(""), "Unknown browser");
    }
}
