//! Sites that stand for a code (`/admin/programs/{id}/sites`): which they are, what each brought, adding one and taking one off.

use super::{Found, href, parsed};
use crate::app::App;
use crate::call;
use crate::t;
use crate::web::admin::desk::{self, Desk, Place};
use crate::web::admin::fields::{Fields, form_errors};
use crate::web::admin::filter::query;
use crate::web::admin::guard::Posted;
use crate::web::admin::links::figures_of;
use crate::web::admin::period::Period;
use crate::web::admin::refusal::Shown;
use crate::web::admin::session::SignedIn;
use crate::web::kit::menu::Item;
use crate::web::kit::{FieldError, Icon, Post, Toast};
use crate::web::view::programs::sites::{self as view, Owner, SiteRow, SitesView};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use serde::Deserialize;
use std::collections::BTreeMap;
use tributary_core::ProgramId;
use tributary_engine::audit::{self, Actor, Note};
use tributary_engine::bound::{self, Domain};
use tributary_engine::code::Kind;
use tributary_engine::db::Tx;
use tributary_engine::program::Program;
use tributary_engine::report::{self, Axis, Figures};
use tributary_engine::{Error, code, customer, partner, program};

const PAGE: usize = 50;

/// What the address says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Ask {
    /// The site behind which this page begins.
    after: String,
    /// What was just done.
    did: String,
}

/// What the page is made of.
struct Read {
    found: Found,
    /// Sites of this page, with whose their codes are.
    sites: Vec<(Domain, Owner)>,
    count: usize,
    next: Option<String>,
    /// By site.
    brought: BTreeMap<String, Figures>,
}

/// `GET /admin/programs/{id}/sites`
pub(super) async fn page(
    State(app): State<App>,
    me: SignedIn,
    Path(id): Path<String>,
    Query(ask): Query<Ask>,
) -> Shown {
    show(&app, me, (parsed(&id)?, ask), None).await
}

/// `POST /admin/programs/{id}/sites`: a site that is there already stands for the new code.
pub(super) async fn add(State(app): State<App>, Path(id): Path<String>, posted: Posted) -> Shown {
    let Posted { me, fields } = posted;
    let (id, by, now) = (parsed(&id)?, Actor::from(&me.session), app.now());
    let (program, sent) = (id.clone(), fields.clone());
    let written = call::write(&app.engine, move |tx| {
        let store = program::load(tx, &by.tenant, &program)?.store;
        let given = (sent.get("domain"), sent.get("code"), by.name.as_str());
        let kept = bound::put_domain(tx, (&by.tenant, &store), given, now)?;
        let told = serde_json::json!({ "domain": kept.domain, "code": kept.code });
        audit::note(tx, &by, &Note::on("referrer_domain.changed", store.as_str()).now(told), now).map(drop)
    });
    match written.await {
        Ok(()) => Ok(done(&id, "added")),
        Err(error) => {
            let typed = (fields, form_errors(error)?);
            show(&app, me, (id, Ask::default()), Some(typed)).await
        }
    }
}

/// `POST /admin/programs/{id}/sites/remove`
pub(super) async fn remove(State(app): State<App>, Path(id): Path<String>, posted: Posted) -> Shown {
    let Posted { me, fields } = posted;
    let (id, by, now) = (parsed(&id)?, Actor::from(&me.session), app.now());
    let program = id.clone();
    let written = call::write(&app.engine, move |tx| {
        let store = program::load(tx, &by.tenant, &program)?.store;
        let domain = fields.get("domain");
        bound::drop_domain(tx, (&by.tenant, &store), domain)?;
        let told = serde_json::json!({ "domain": domain, "code": "" });
        audit::note(tx, &by, &Note::on("referrer_domain.changed", store.as_str()).now(told), now).map(drop)
    });
    match written.await {
        // Pressed twice, or by two people at once: it is off either way.
        Ok(()) | Err(Error::NotFound("domain")) => Ok(done(&id, "removed")),
        Err(error) => Err(error.into()),
    }
}

fn done(id: &ProgramId, did: &str) -> axum::response::Response {
    Redirect::to(&format!("{}?did={did}", list_href(id))).into_response()
}

/// The list's address.
fn list_href(id: &ProgramId) -> String {
    format!("{}/sites", href(id))
}

async fn show(
    app: &App,
    me: SignedIn,
    (id, ask): (ProgramId, Ask),
    typed: Option<(Fields, Vec<FieldError>)>,
) -> Shown {
    let after = ask.after.clone();
    let (desk, read) = desk::read(app, me, move |tx, desk| load(tx, desk, (&id, &after))).await?;
    let (status, sent, errors) = match typed {
        Some((sent, errors)) => (StatusCode::UNPROCESSABLE_ENTITY, sent, errors),
        None => (StatusCode::OK, Fields::default(), Vec::new()),
    };
    let action = list_href(&read.found.program.id);
    let view = SitesView {
        frame: read.found.frame(),
        csrf: desk.csrf(),
        domain: sent.text("domain"),
        code: sent.text("code"),
        errors,
        rows: read.sites.iter().map(|site| row(&desk, (&action, &read.brought), site)).collect(),
        count: i64::try_from(read.count).unwrap_or(i64::MAX),
        next: read.next.map(|after| query(&action, &[("after", after)])),
        toast: toast(&ask.did),
        action,
    };
    Ok(desk.page_with(status, (Place::Programs, t!("Sites")), &view::render(&view)))
}

fn load(tx: &mut Tx<'_>, desk: &Desk, (id, after): (&ProgramId, &str)) -> Result<Read, Error> {
    let found = Found::load(tx, desk, id)?;
    let mut all = bound::domains(tx, (desk.tenant(), &found.program.store))?;
    let count = all.len();
    all.retain(|one| one.domain.as_str() > after);
    let more = all.len() > PAGE;
    all.truncate(PAGE);
    let next = all.last().filter(|_| more).map(|last| last.domain.clone());
    let mut sites = Vec::with_capacity(all.len());
    for one in all {
        let owner = owner(tx, desk, (&found.program, &one.code))?;
        sites.push((one, owner));
    }
    let brought = if sites.is_empty() { BTreeMap::new() } else { brought(tx, desk)? };
    Ok(Read { found, sites, count, next, brought })
}

/// What each site brought in the last four weeks.
fn brought(tx: &mut Tx<'_>, desk: &Desk) -> Result<BTreeMap<String, Figures>, Error> {
    let Some(span) = Period::FourWeeks.whole(&desk.clock) else { return Ok(BTreeMap::new()) };
    let wanted = report::earning(desk.store.currency, span);
    let rows = report::rows(tx, desk.tenant(), Axis::Source, &wanted)?;
    Ok(rows.into_iter().map(|row| (row.key, row.figures)).collect())
}

/// Whose a code is: a customer's, else a partner's, whose coupons come before links.
fn owner(tx: &mut Tx<'_>, desk: &Desk, (program, text): (&Program, &str)) -> Result<Owner, Error> {
    let tenant = desk.tenant();
    if let Some(found) = customer::referrer(tx, tenant, text, desk.clock.now())?
        && found.program == program.id
    {
        let (name, id) = (found.customer.shown_name(), &found.customer.id);
        let name = if name.is_empty() { found.value.as_str() } else { name };
        return Ok(Owner::Somebody(name.to_owned(), format!("/admin/customers/{id}")));
    }
    let Some(found) = code::find(tx, tenant, &program.id, text, Kind::Coupon)? else {
        return Ok(Owner::Nobody);
    };
    let partner = partner::load(tx, tenant, &found.partner)?;
    Ok(Owner::Somebody(partner.name, format!("/admin/partners/{}", partner.id)))
}

fn row(
    desk: &Desk,
    (action, brought): (&str, &BTreeMap<String, Figures>),
    (one, owner): &(Domain, Owner),
) -> SiteRow {
    let figures = brought.get(&one.domain).copied().unwrap_or_default();
    let off = Post::to(format!("{action}/remove"), desk.csrf()).with("domain", &one.domain);
    SiteRow {
        domain: one.domain.clone(),
        code: one.code.clone(),
        owner: owner.clone(),
        figures: figures_of(desk, Period::FourWeeks, ("source", &one.domain), &figures),
        since: desk.clock.stamp(one.changed_at),
        menu: vec![Item::post(t!("Take it off"), off).icon(Icon::Trash)],
    }
}

fn toast(did: &str) -> Option<Toast> {
    let text = match did {
        "added" => t!("The site stands for the code."),
        "removed" => t!("The site stands for no code any more."),
        _ => return None,
    };
    Some(Toast { text: text.to_owned(), ..Toast::default() })
}
