//! Publishers of a program (`/admin/programs/{id}/publishers`): who asks, who is in, the answers, and inviting one. Each
//! answer is a mail, too.

use super::{Found, href, parsed};
use crate::app::App;
use crate::call;
use crate::lang::{self, msg};
use crate::membership::{self, Desk as Answerer};
use crate::t;
use crate::web::admin::desk::{self, Desk, Place};
use crate::web::admin::fields::{Fields, form_errors};
use crate::web::admin::guard::Posted;
use crate::web::admin::refusal::{Refusal, Shown};
use crate::web::admin::session::SignedIn;
use crate::web::kit::page::Tab;
use crate::web::view::programs::publishers::{self as view, Invite, PublisherRow, PublishersView, Standing};
use axum::extract::{Path, Query, State as Shared};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use serde::Deserialize;
use tributary_core::{MembershipId, ProgramId, Timestamp};
use tributary_engine::audit::Actor;
use tributary_engine::db::Tx;
use tributary_engine::page::{Cursor, LIMIT_MAX};
use tributary_engine::publisher::{self, Filter, NewPublisher, Reviewed, State};
use tributary_engine::{Error, Result};

const TABS: [(&str, &str); 5] = [
    ("asked", msg("Waiting")),
    ("active", msg("Active")),
    ("declined", msg("Declined")),
    ("ended", msg("Ended")),
    ("all", msg("All")),
];

/// What the address says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Ask {
    tab: String,
    did: String,
}

/// `GET /admin/programs/{id}/publishers`
pub(super) async fn page(
    Shared(app): Shared<App>,
    me: SignedIn,
    Path(id): Path<String>,
    Query(ask): Query<Ask>,
) -> Shown {
    let (desk, view) = read(&app, me, parsed(&id)?, ask).await?;
    Ok(desk.page(Place::Programs, t!("Publishers"), &view::render(&view)))
}

/// `POST /admin/programs/{id}/publishers`: invites one.
pub(super) async fn invite(Shared(app): Shared<App>, Path(id): Path<String>, posted: Posted) -> Shown {
    let Posted { me, fields } = posted;
    let program = parsed(&id)?;
    let who =
        NewPublisher { name: fields.text("name"), email: fields.text("email"), site: fields.text("site") };
    let typed = Invite {
        name: who.name.clone(),
        email: who.email.clone(),
        site: who.site.clone(),
        errors: Vec::new(),
    };
    let of = program.clone();
    let invited =
        act(&app, &me, move |tx, desk, now| membership::invite(tx, desk, (&of, &who), now).map(drop));
    match invited.await {
        Ok(()) => Ok(done(&program, "invited")),
        Err(error) => {
            let invite = Invite { errors: form_errors(error)?, ..typed };
            refused(&app, me, program, |view| PublishersView { invite, ..view }).await
        }
    }
}

/// `POST /admin/programs/{id}/publishers/{membership}`
pub(super) async fn answer(
    Shared(app): Shared<App>,
    Path((id, membership)): Path<(String, String)>,
    posted: Posted,
) -> Shown {
    let Posted { me, fields } = posted;
    let program = parsed(&id)?;
    let id = MembershipId::parse(&membership).map_err(|_| Error::NotFound("membership"))?;
    let of = program.clone();
    let answered = act(&app, &me, move |tx, desk, now| {
        // The address names both; a membership of another program is none of this page.
        if publisher::membership_of(tx, &desk.by.tenant, &id)?.program != of {
            return Err(Error::NotFound("membership"));
        }
        answered(tx, desk, (&id, &fields), now)
    });
    match answered.await {
        Ok(did) => Ok(done(&program, did)),
        Err(error) => {
            let errors = form_errors(error)?;
            refused(&app, me, program, |view| PublishersView { errors, ..view }).await
        }
    }
}

fn answered(
    tx: &mut Tx<'_>,
    desk: &Answerer<'_>,
    (id, fields): (&MembershipId, &Fields),
    now: Timestamp,
) -> Result<&'static str> {
    let reason = fields.get("reason");
    match fields.get("answer") {
        "accept" => membership::accept(tx, desk, id, now).map(|_| "accepted"),
        "end" => membership::end(tx, desk, (id, reason), now).map(|_| "ended"),
        _ => membership::decline(tx, desk, (id, reason), now).map(|_| "declined"),
    }
}

/// Does something about a membership, and has links in memory follow.
async fn act<T: Send + 'static>(
    app: &App,
    me: &SignedIn,
    work: impl Fn(&mut Tx<'_>, &Answerer<'_>, Timestamp) -> Result<T> + Send + 'static,
) -> Result<T> {
    let (by, sealer) = (Actor::from(&me.session), app.engine.sealer.clone());
    let (base, language, now) = (app.settings.own_url(), lang::current(), app.now());
    let done = call::write(&app.engine, move |tx| {
        let desk = Answerer { by: &by, sealer: &sealer, base: &base, language };
        work(tx, &desk, now)
    });
    let done = done.await?;
    call::refresh_snapshot(&app.engine).await?;
    Ok(done)
}

fn done(program: &ProgramId, did: &str) -> axum::response::Response {
    Redirect::to(&format!("{}/publishers?did={did}", href(program))).into_response()
}

async fn refused(
    app: &App,
    me: SignedIn,
    program: ProgramId,
    with: impl FnOnce(PublishersView) -> PublishersView,
) -> Shown {
    let (desk, view) = read(app, me, program, Ask::default()).await?;
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(desk.page_with(status, (Place::Programs, t!("Publishers")), &view::render(&with(view))))
}

async fn read(
    app: &App,
    me: SignedIn,
    id: ProgramId,
    ask: Ask,
) -> std::result::Result<(Desk, PublishersView), Refusal> {
    let wanted = State::parse(&ask.tab);
    let read = desk::read(app, me, move |tx, desk| {
        let found = Found::load(tx, desk, &id)?;
        let all = Cursor { after: None, limit: LIMIT_MAX };
        let filter = Filter { program: Some(id.clone()), state: None };
        let rows = publisher::list(tx, desk.tenant(), &filter, &all)?.rows;
        Ok((found, rows))
    });
    let (desk, (found, rows)) = read.await?;
    let count = |state: &str| rows.iter().filter(|row| row.membership.state.as_str() == state).count();
    let waiting = count("asked");
    let tab = match (wanted, ask.tab.as_str()) {
        (Some(state), _) => state.as_str(),
        (None, "all") => "all",
        // Where nobody waits, whoever is in is of interest.
        (None, _) => {
            if waiting > 0 || rows.is_empty() {
                "asked"
            } else {
                "active"
            }
        }
    };
    let action = format!("{}/publishers", href(&found.program.id));
    let tabs = TABS.into_iter().map(|(word, label)| Tab {
        label: lang::text(label).to_owned(),
        href: format!("{action}?tab={word}"),
        active: word == tab,
        count: (word == "asked").then(|| lang::number::count(i64::try_from(waiting).unwrap_or(i64::MAX))),
    });
    let view = PublishersView {
        frame: found.frame(),
        tabs: tabs.collect(),
        csrf: desk.csrf(),
        news: news(&ask.did),
        rows: rows
            .iter()
            .filter(|row| tab == "all" || row.membership.state.as_str() == tab)
            .map(|row| shaped(&desk, &action, row))
            .collect(),
        action,
        ..PublishersView::default()
    };
    Ok((desk, view))
}

fn news(did: &str) -> Option<String> {
    let text = match did {
        "invited" => t!("Invited. They get a mail with a link to their own pages."),
        "accepted" => t!("Accepted. They get a mail with a link to their own pages."),
        "declined" => t!("Declined. They get a mail with your reason."),
        "ended" => t!("Ended. Their links lead on, but earn nothing from now on."),
        _ => return None,
    };
    Some(text.to_owned())
}

fn shaped(desk: &Desk, action: &str, Reviewed { membership, publisher }: &Reviewed) -> PublisherRow {
    let reason = membership.reason.clone();
    PublisherRow {
        action: format!("{action}/{}", membership.id),
        id: membership.id.to_string(),
        name: publisher.name.clone(),
        email: publisher.email.clone(),
        site: publisher.site.clone(),
        at: desk.clock.stamp(membership.judged.as_ref().map_or(membership.asked_at, |(at, _)| *at)),
        partner: membership.partner.as_ref().map(|id| format!("/admin/partners/{id}")),
        standing: match membership.state {
            State::Asked => Standing::Asked,
            State::Active => Standing::Active,
            State::Declined => Standing::Declined(reason),
            State::Ended => Standing::Ended(reason),
        },
    }
}
