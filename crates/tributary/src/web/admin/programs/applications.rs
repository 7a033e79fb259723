//! Applications (`/admin/partners/applications`): looking at them, and the answers. Each answer is a mail, too.

use super::parsed_application;
use crate::app::App;
use crate::lang::{self, Lang, msg};
use crate::web::admin::desk::{self, Desk, Place};
use crate::web::admin::fields::{Fields, form_errors};
use crate::web::admin::guard::Posted;
use crate::web::admin::refusal::{Refusal, Shown};
use crate::web::admin::session::SignedIn;
use crate::web::kit::page::Tab;
use crate::web::partner::letters;
use crate::web::view::programs::applications::{self as view, ApplicationRow, ApplicationsView, Standing};
use crate::{call, t};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use serde::Deserialize;
use tributary_core::{ApplicationId, Timestamp};
use tributary_engine::access::Session;
use tributary_engine::application::{self, Application, Verdict};
use tributary_engine::audit::{self, Actor, Note};
use tributary_engine::db::Tx;
use tributary_engine::page::{Cursor, LIMIT_MAX};
use tributary_engine::{Engine, Error, program};

const PATH: &str = "/admin/partners/applications";
const TABS: [(&str, &str); 4] = [
    ("waiting", msg("Waiting")),
    ("approved", msg("Approved")),
    ("declined", msg("Declined")),
    ("all", msg("All")),
];

/// What the address says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Ask {
    tab: String,
    did: String,
}

/// `GET /admin/partners/applications`
pub(super) async fn page(State(app): State<App>, me: SignedIn, Query(ask): Query<Ask>) -> Shown {
    let (desk, view) = read(&app, me, ask).await?;
    Ok(desk.page(Place::Partners, t!("Applications"), &view::render(&view)))
}

/// `POST /admin/partners/applications/{id}`
pub(super) async fn answer(State(app): State<App>, Path(id): Path<String>, posted: Posted) -> Shown {
    let Posted { me, fields } = posted;
    let id = parsed_application(&id)?;
    let (session, base, engine, now) =
        (me.session.clone(), me.base_url.clone(), app.engine.clone(), app.now());
    let sent = fields.clone();
    let answered =
        call::write(&app.engine, move |tx| answered(tx, &engine, (&session, &base, &id), &sent, now)).await;
    match answered {
        Ok(did) => {
            call::refresh_snapshot(&app.engine).await?;
            Ok(Redirect::to(&format!("{PATH}?did={did}")).into_response())
        }
        Err(error) => {
            let errors = form_errors(error)?;
            let (desk, view) = read(&app, me, Ask::default()).await?;
            let view = ApplicationsView { errors, ..view };
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(desk.page_with(status, (Place::Partners, t!("Applications")), &view::render(&view)))
        }
    }
}

fn answered(
    tx: &mut Tx<'_>,
    engine: &Engine,
    (session, base, id): (&Session, &str, &ApplicationId),
    fields: &Fields,
    now: Timestamp,
) -> Result<&'static str, Error> {
    let tenant = &session.tenant;
    let application = application::load(tx, tenant, id)?;
    let name = &application.answers.name;
    if fields.get("answer") == "approve" {
        let by = (session.email.as_str(), engine.sealer.people_key());
        let partner = application::approve(tx, tenant, id, by, now)?;
        let note = Note::on("application.approved", id.as_str()).named(name);
        audit::note(tx, &Actor::from(session), &note, now)?;
        let language = Lang::parse(&application.answers.language).unwrap_or_default();
        letters::welcome(
            tx,
            (tenant, &application.program, &engine.sealer),
            &partner,
            (base, language),
            now,
        )?;
        return Ok("approved");
    }
    let reason = fields.get("reason");
    application::decline(tx, tenant, id, (&session.email, reason), now)?;
    let note = Note::on("application.declined", id.as_str()).named(name);
    let note = note.now(serde_json::json!({ "reason": reason }));
    audit::note(tx, &Actor::from(session), &note, now)?;
    letters::declined(tx, (tenant, &engine.sealer), (&application, reason), now)?;
    Ok("declined")
}

async fn read(app: &App, me: SignedIn, ask: Ask) -> Result<(Desk, ApplicationsView), Refusal> {
    let tab = TABS.into_iter().find(|(word, _)| *word == ask.tab).map_or("waiting", |(word, _)| word);
    let read = desk::read(app, me, move |tx, desk| {
        let all = Cursor { after: None, limit: LIMIT_MAX };
        let wanted = Some(tab).filter(|tab| *tab != "all");
        let rows = application::list(tx, desk.tenant(), (desk.only.as_ref(), wanted), &all)?.rows;
        let waiting = application::waiting(tx, desk.tenant(), desk.only.as_ref())?;
        let program = desk.program(tx)?;
        Ok((rows, waiting, program::page_of(tx, desk.tenant(), &program)?))
    });
    let (desk, (rows, waiting, page)) = read.await?;
    let tabs = TABS.into_iter().map(|(word, label)| Tab {
        label: lang::text(label).to_owned(),
        href: format!("{PATH}?tab={word}"),
        active: word == tab,
        count: (word == "waiting").then(|| lang::number::count(waiting)),
    });
    let news = match ask.did.as_str() {
        "approved" => Some(t!("Approved. They get a mail with a link to their own page.").to_owned()),
        "declined" => Some(t!("Declined. They get a mail with your reason.").to_owned()),
        _ => None,
    };
    let view = ApplicationsView {
        tabs: tabs.collect(),
        csrf: desk.csrf(),
        rows: rows.into_iter().map(|one| shaped(&desk, one)).collect(),
        news,
        errors: Vec::new(),
        join: page.filter(|page| page.open).map(|page| format!("{}/join/{}", desk.me.base_url, page.slug)),
    };
    Ok((desk, view))
}

fn shaped(desk: &Desk, one: Application) -> ApplicationRow {
    let Application { id, at, answers, verdict, .. } = one;
    ApplicationRow {
        action: format!("{PATH}/{id}"),
        id: id.to_string(),
        name: answers.name,
        email: answers.email,
        country: answers.country,
        site: answers.site,
        promotes: answers.promotes,
        at: desk.clock.stamp(at),
        standing: match verdict {
            Verdict::Waiting => Standing::Waiting,
            Verdict::Approved(partner) => Standing::Approved(format!("/admin/partners/{partner}")),
            Verdict::Declined(reason) => Standing::Declined(reason),
        },
    }
}
