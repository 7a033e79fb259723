//! A program's own page (`/publisher/programs/{id}`): its terms, and links to any page of the store with the publisher's own
//! ids on them; one at a time, or a hundred at once.

use super::frame;
use super::joined::Joined;
use super::session::{Posted, Shown, SignedIn, Unseen};
use crate::app::App;
use crate::app::destination::{AllowedHosts, by_page, check, landing, parse_stored};
use crate::web::admin::export::texts;
use crate::web::kit::FieldError;
use crate::web::public::terms_words;
use crate::web::view::publisher::builder::{self as view, BuilderView, Built, BulkRow, Typed};
use crate::web::view::publisher::layout::Place;
use crate::{call, t};
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use tributary_core::{MembershipId, PublisherId};
use tributary_engine::Error;
use tributary_engine::publisher as engine;
use url::{Url, form_urlencoded};

/// So many addresses at once: a page of offers, not a site map.
const BULK_MAX: usize = 100;

/// What the address says: the builder's form is part of it, so a link can be sent to a colleague.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Ask {
    url: String,
    r#ref: String,
    ref2: String,
    ref3: String,
    built: String,
}

/// `GET /publisher/programs/{id}`
pub(super) async fn page(
    State(app): State<App>,
    me: SignedIn,
    Path(id): Path<String>,
    Query(ask): Query<Ask>,
) -> Shown {
    let one = load(&app, &me.session.publisher, &id).await?;
    let typed = Typed { url: ask.url, refs: [ask.r#ref, ask.ref2, ask.ref3] };
    let mut view = empty(&me, &one);
    if one.is_active() {
        match destination(&one, &typed.url) {
            Ok(to) => view.built = Some(built(&me, &one, (to, &typed.refs))),
            Err(message) => view.errors.push(FieldError { field: "url".to_owned(), message }),
        }
    }
    view.news =
        (!ask.built.is_empty() && view.errors.is_empty()).then(|| t!("This is your link.").to_owned());
    view.typed = typed;
    let status = if view.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    shown(&app, &me, status, &view).await
}

/// `POST /publisher/programs/{id}/bulk`: a table of links, or the same as a file.
pub(super) async fn bulk(State(app): State<App>, Path(id): Path<String>, posted: Posted) -> Shown {
    let Posted { me, fields } = posted;
    let one = load(&app, &me.session.publisher, &id).await?;
    if !one.is_active() {
        return Err(Error::NotFound("program").into());
    }
    let typed = Typed { url: String::new(), refs: ["ref", "ref2", "ref3"].map(|name| fields.text(name)) };
    let urls = fields.text("urls");
    let lines: Vec<&str> = urls.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let mut view = BuilderView { urls: urls.clone(), typed, ..empty(&me, &one) };
    let wrong = match lines.len() {
        0 => Some(t!("Paste at least one address.").to_owned()),
        count if count > BULK_MAX => Some(t!("Paste at most 100 addresses at once.").to_owned()),
        _ => None,
    };
    if let Some(message) = wrong {
        view.errors.push(FieldError { field: "urls".to_owned(), message });
        return shown(&app, &me, StatusCode::UNPROCESSABLE_ENTITY, &view).await;
    }
    view.bulk = lines.iter().map(|line| bulk_row(&me, &one, line, &view.typed.refs)).collect();
    if fields.get("as") == "csv" { file(&view.bulk) } else { shown(&app, &me, StatusCode::OK, &view).await }
}

/// `POST /publisher/programs/{id}/leave`
pub(super) async fn leave(State(app): State<App>, Path(id): Path<String>, posted: Posted) -> Shown {
    let id = parsed(&id)?;
    let (who, now) = (posted.me.session.publisher, app.now());
    call::write(&app.engine, move |tx| engine::leave(tx, &who, &id, now)).await?;
    call::refresh_snapshot(&app.engine).await?;
    Ok(Redirect::to("/publisher").into_response())
}

fn parsed(id: &str) -> Result<MembershipId, Unseen> {
    MembershipId::parse(id).map_err(|_| Error::NotFound("program").into())
}

async fn load(app: &App, who: &PublisherId, id: &str) -> Result<Joined, Unseen> {
    let (id, who) = (parsed(id)?, who.clone());
    Ok(call::read(&app.engine, move |tx| Joined::load(tx, &who, &id)).await?)
}

async fn shown(app: &App, me: &SignedIn, status: StatusCode, view: &BuilderView) -> Shown {
    frame::page(app, me, (status, Place::Program, &view.name), &view::render(view)).await
}

fn empty(me: &SignedIn, one: &Joined) -> BuilderView {
    let hosts = allowed(one);
    BuilderView {
        href: format!("/publisher/programs/{}", one.membership.id),
        csrf: me.session.csrf.clone(),
        name: one.name.clone(),
        store: one.store.name.clone(),
        shop: one.store.url.clone(),
        terms: terms_words(&one.rules),
        hosts: hosts.iter().map(str::to_owned).collect(),
        is_active: one.is_active(),
        is_paused: one.paused,
        ..BuilderView::default()
    }
}

/// The hosts that the click path lets a link lead to.
fn allowed(one: &Joined) -> AllowedHosts {
    AllowedHosts::parse(&one.rules.allowed_hosts).unwrap_or_default().and_of(&one.store.url)
}

/// The page that was named, spelled as we spell it; nothing when none was. Checked as the click path checks it.
fn destination(one: &Joined, wanted: &str) -> Result<Option<Url>, String> {
    if wanted.is_empty() {
        return Ok(None);
    }
    let whole = if wanted.contains("://") { wanted.to_owned() } else { format!("https://{wanted}") };
    check(&whole, &allowed(one)).map(Some).map_err(|_| {
        t!("Paste the address of a page of this store, as it stands in your browser.").to_owned()
    })
}

fn built(me: &SignedIn, one: &Joined, (to, refs): (Option<Url>, &[String; 3])) -> Built {
    let base = &me.base_url;
    let slug = one.link.as_ref().map(|link| link.slug.clone()).unwrap_or_default();
    let (publisher, program) = (me.session.publisher.to_uuid(), one.membership.program.to_uuid());
    Built {
        link: with(&format!("{base}/t/{slug}"), &[], refs, to.as_ref()),
        long: with(
            &format!("{base}/track/v2/click"),
            &[("publisher", &publisher), ("program", &program)],
            refs,
            to.as_ref(),
        ),
        lands: lands(one, &slug, to),
    }
}

/// A link with what it carries.
fn with(start: &str, first: &[(&str, &str)], refs: &[String; 3], to: Option<&Url>) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(first);
    for (name, own) in ["ref", "ref2", "ref3"].iter().zip(refs).filter(|(_, own)| !own.is_empty()) {
        query.append_pair(name, own);
    }
    if let Some(to) = to {
        query.append_pair("deeplink", to.as_str());
    }
    let query = query.finish();
    if query.is_empty() { start.to_owned() } else { format!("{start}?{query}") }
}

/// Where a click on it lands.
fn lands(one: &Joined, slug: &str, to: Option<Url>) -> String {
    const CLICK: &str = "clk_example";
    let Some(to) = to.or_else(|| parse_stored(&one.store.url).ok()) else { return String::new() };
    let page = one.rules.redirect_page.as_deref().and_then(|page| parse_stored(page).ok());
    match page {
        Some(page) => by_page(page, CLICK, &to).into(),
        None => landing(to, CLICK, slug).into(),
    }
}

fn bulk_row(me: &SignedIn, one: &Joined, line: &str, refs: &[String; 3]) -> BulkRow {
    let link = destination(one, line).map(|to| built(me, one, (to, refs)).link);
    BulkRow { url: line.chars().take(2_048).collect(), link }
}

fn file(rows: &[BulkRow]) -> Shown {
    let heading = [t!("Page"), t!("Link"), t!("Problem")].map(str::to_owned).to_vec();
    let row = |row: &BulkRow| match &row.link {
        Ok(link) => vec![row.url.clone(), link.clone(), String::new()],
        Err(why) => vec![row.url.clone(), String::new(), why.clone()],
    };
    let body = texts(std::iter::once(heading).chain(rows.iter().map(row)))?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"links.csv\""),
    ];
    let answer: Response = (headers, body).into_response();
    Ok(answer)
}
