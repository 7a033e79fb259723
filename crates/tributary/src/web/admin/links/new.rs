//! New link (`/admin/links/new`): its destination is a page of the store, its slug is nobody else's.

use crate::app::App;
use crate::app::destination::{self, AllowedHosts};
use crate::call;
use crate::t;
use crate::web::admin::desk::{self, Desk, Place};
use crate::web::admin::fields::{Fields, form_errors};
use crate::web::admin::guard::Posted;
use crate::web::admin::links::code_new::names;
use crate::web::admin::partners::list::short;
use crate::web::admin::partners::{NEW_HREF, with_did};
use crate::web::admin::refusal::Shown;
use crate::web::admin::session::SignedIn;
use crate::web::qr::Qr;
use crate::web::view::links::new::{self as view, LinkNewView, Preview};
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use tributary_core::{LinkId, PartnerId};
use tributary_engine::audit::{self, Actor};
use tributary_engine::code::fits_url;
use tributary_engine::db::Tx;
use tributary_engine::link::{self, NewLink};
use tributary_engine::store::Store;
use tributary_engine::{Error, program};
use url::Url;

const UTM: [&str; 2] = ["utm_campaign", "utm_term"];
const EXAMPLE_CLICK: &str = "clk_…"; // each visit has its own

struct Found {
    partners: Vec<(String, String)>,
    hosts: Vec<String>,
    is_free: bool,
}

/// `GET /admin/links/new`: what stands in the address is filled in.
pub(super) async fn form(State(app): State<App>, me: SignedIn, RawQuery(query): RawQuery) -> Shown {
    let fields = Fields::read(query.unwrap_or_default().as_bytes());
    let asked = fields.clone();
    let (desk, found) = desk::read(&app, me, move |tx, desk| find(tx, desk, &asked)).await?;
    Ok(desk.page(Place::Links, t!("New link"), &view::render(&filled(&desk, &fields, found))))
}

/// `GET /admin/links/preview`: what the form would make, for the script to put beside it.
pub(super) async fn preview(State(app): State<App>, me: SignedIn, RawQuery(query): RawQuery) -> Shown {
    let fields = Fields::read(query.unwrap_or_default().as_bytes());
    let asked = fields.clone();
    let (desk, found) = desk::read(&app, me, move |tx, desk| find(tx, desk, &asked)).await?;
    Ok(view::preview(&previewed(&desk, &fields, &found)).into_response())
}

/// `POST /admin/links`
pub(super) async fn create(State(app): State<App>, posted: Posted) -> Shown {
    let Posted { me, fields } = posted;
    let (by, sent, now) = (Actor::from(&me.session), fields.clone(), app.now());
    let asked = me.asked.clone();
    let written = call::write(&app.engine, move |tx| {
        let store = asked.store(tx, &by.tenant)?;
        make(tx, (&by, &store), &sent, now)
    });
    match written.await {
        Ok(id) => {
            call::refresh_snapshot(&app.engine).await?;
            let to = with_did(&format!("{}/{id}", super::HREF), "made", id.as_str());
            Ok(Redirect::to(&to).into_response())
        }
        Err(error) => {
            let errors = form_errors(error)?;
            let asked = fields.clone();
            let (desk, found) = desk::read(&app, me, move |tx, desk| find(tx, desk, &asked)).await?;
            let view = LinkNewView { errors, ..filled(&desk, &fields, found) };
            let at = (Place::Links, t!("New link"));
            Ok(desk.page_with(StatusCode::UNPROCESSABLE_ENTITY, at, &view::render(&view)))
        }
    }
}

fn make(
    tx: &mut Tx<'_>,
    (by, store): (&Actor, &Store),
    fields: &Fields,
    now: tributary_core::Timestamp,
) -> Result<LinkId, Error> {
    let program = program::of_store(tx, &by.tenant, &store.id)?;
    let hosts = hosts(tx, by, store)?;
    let unknown = || Error::field("/partner", "unknown", "Choose one of these.");
    let partner = PartnerId::parse(fields.get("partner")).map_err(|_| unknown())?;
    let destination =
        destined(fields, &hosts).map_err(|why| Error::field("/destination", "refused", why))?.to_string();
    let new = NewLink { program, partner, slug: fields.some("slug"), destination };
    let link = link::create(tx, &by.tenant, &new, now)?;
    link::relabel(tx, &by.tenant, &link.id, fields.get("label"))?;
    audit::link_created(tx, by, &link, now)?;
    Ok(link.id)
}

fn find(tx: &mut Tx<'_>, desk: &Desk, fields: &Fields) -> Result<Found, Error> {
    Ok(Found {
        partners: names(tx, desk)?,
        hosts: hosts(tx, &Actor::from(&desk.me.session), &desk.store)?,
        is_free: link::is_free(tx, fields.get("slug"))?,
    })
}

/// The store's own host, and those that the program allows beside it.
fn hosts(tx: &mut Tx<'_>, by: &Actor, store: &Store) -> Result<Vec<String>, Error> {
    let program = program::of_store(tx, &by.tenant, &store.id)?;
    let mut hosts = program::load(tx, &by.tenant, &program)?.current.rules.allowed_hosts;
    let own = Url::parse(&store.url).ok().and_then(|url| {
        let host = url.host_str()?.to_owned();
        Some(url.port().map_or_else(|| host.clone(), |port| format!("{host}:{port}")))
    });
    hosts.extend(own);
    Ok(hosts)
}

/// Where the form wants the link to lead, with what web analytics is to read.
fn destined(fields: &Fields, hosts: &[String]) -> Result<Url, String> {
    let allowed = AllowedHosts::parse(hosts).unwrap_or_default();
    let mut url =
        destination::check(fields.get("destination"), &allowed).map_err(|why| refusal(&why, hosts))?;
    let params: Vec<(&str, &str)> =
        UTM.iter().map(|name| (*name, fields.get(name))).filter(|(_, text)| !text.is_empty()).collect();
    destination::decorate(&mut url, &params);
    Ok(url)
}

fn refusal(why: &destination::Refusal, hosts: &[String]) -> String {
    let known = hosts.join(", ");
    match why {
        destination::Refusal::Host => {
            t!("A link leads to your own store: use an address on {hosts}.", hosts = known)
        }
        other => t!("This address cannot be used: {why}.", why = other),
    }
}

fn previewed(desk: &Desk, fields: &Fields, found: &Found) -> Preview {
    let slug = fields.get("slug");
    let shown = if slug.is_empty() { "…" } else { slug };
    let destined = (!fields.get("destination").is_empty()).then(|| destined(fields, &found.hosts));
    let (landing, error) = match destined {
        Some(Ok(url)) => {
            let landing = destination::landing(url, EXAMPLE_CLICK, shown).to_string();
            (Some(landing.replace("%E2%80%A6", "…")), None)
        }
        Some(Err(why)) => (None, Some(why)),
        None => (None, None),
    };
    let link = format!("{}/t/{shown}", desk.me.base_url);
    let good = !slug.is_empty() && fits_url(slug) && found.is_free;
    Preview {
        qr: if good { Qr::of(&link).ok().map(|code| code.drawing()) } else { None },
        link,
        landing,
        destination_error: error,
        slug: (!slug.is_empty()).then(|| match (fits_url(slug), found.is_free) {
            (false, _) => Err(t!("Use letters, digits, - _ and . only.").to_owned()),
            (true, false) => Err(t!("This link is taken: choose another.").to_owned()),
            (true, true) => Ok(t!("This link is free.").to_owned()),
        }),
    }
}

fn filled(desk: &Desk, fields: &Fields, found: Found) -> LinkNewView {
    LinkNewView {
        csrf: desk.csrf(),
        preview: previewed(desk, fields, &found),
        partners: found.partners,
        partner: fields.text("partner"),
        destination: fields.text("destination"),
        example: format!("{}/…", desk.store.url.trim_end_matches('/')),
        prefix: format!("{}/t/", short(&desk.me.base_url)),
        slug: fields.text("slug"),
        label: fields.text("label"),
        utm: UTM.map(|name| fields.text(name)),
        new_partner_href: NEW_HREF.into(),
        errors: Vec::new(),
    }
}
