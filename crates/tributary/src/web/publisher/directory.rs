//! Programs that are open (`/publisher/programs`), of every tenant on this server, and asking to join one.

use super::frame;
use super::session::{Posted, Shown, SignedIn};
use crate::app::App;
use crate::membership::{self, Desk};
use crate::web::admin::programs::words::days_words;
use crate::web::public::{chosen, earned_words, hold_words};
use crate::web::view::publisher::directory::{self as view, DirectoryView, OpenRow};
use crate::web::view::publisher::layout::Place;
use crate::{call, lang, t};
use axum::extract::{Query, State as Shared};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use serde::Deserialize;
use tributary_core::{ProgramId, PublisherId, TenantId};
use tributary_engine::audit::Actor;
use tributary_engine::db::Tx;
use tributary_engine::program::Program;
use tributary_engine::publisher::{self as engine, Membership, State};
use tributary_engine::store::Store;
use tributary_engine::{Error, Result, program, store};

/// Who accepts where nobody looks.
const BY_ITSELF: &str = "automatic";

/// What the address says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Ask {
    language: Option<String>,
    did: String,
}

/// `GET /publisher/programs`
pub(super) async fn page(Shared(app): Shared<App>, me: SignedIn, Query(ask): Query<Ask>) -> Shown {
    if let Some(answer) = chosen(&app.settings, ask.language.as_deref(), "/publisher/programs") {
        return Ok(answer);
    }
    let who = me.session.publisher.clone();
    let found = call::read(&app.engine, move |tx| open(tx, &who)).await?;
    let news = match ask.did.as_str() {
        "asked" => Some(t!("The store has your request. You get a mail with its answer.").to_owned()),
        "joined" => Some(t!("You are in. Your link is ready.").to_owned()),
        _ => None,
    };
    let view =
        DirectoryView { csrf: me.session.csrf.clone(), rows: found.into_iter().map(shaped).collect(), news };
    frame::page(&app, &me, (StatusCode::OK, Place::Directory, t!("Find programs")), &view::render(&view))
        .await
}

/// `POST /publisher/programs`: asks to join.
pub(super) async fn ask(Shared(app): Shared<App>, posted: Posted) -> Shown {
    let Posted { me, fields } = posted;
    let wanted = ProgramId::parse(fields.get("program")).map_err(|_| Error::NotFound("program"))?;
    let (who, engine, base) = (me.session.publisher, app.engine.clone(), app.settings.own_url());
    let (language, now) = (lang::current(), app.now());
    let asked = call::write(&app.engine, move |tx| {
        let tenant = tenant_of(tx, &wanted)?;
        let made = engine::ask(tx, &who, (&tenant, &wanted), now)?;
        let is_automatic = program::page_of(tx, &tenant, &wanted)?.is_some_and(|page| page.automatic);
        if !is_automatic || made.state != State::Asked {
            return Ok(made.state);
        }
        let by = Actor::system(&tenant, BY_ITSELF);
        let desk = Desk { by: &by, sealer: &engine.sealer, base: &base, language };
        Ok(membership::accept(tx, &desk, &made.id, now)?.state)
    });
    let did = if asked.await? == State::Active { "joined" } else { "asked" };
    call::refresh_snapshot(&app.engine).await?;
    Ok(Redirect::to(&format!("/publisher/programs?did={did}")).into_response())
}

/// Whose an open program is.
fn tenant_of(tx: &mut Tx<'_>, wanted: &ProgramId) -> Result<TenantId> {
    let open = program::open_pages(tx)?.into_iter().find(|(_, program)| program == wanted);
    open.map(|(tenant, _)| tenant).ok_or(Error::NotFound("program"))
}

/// A program that is open, and how the publisher stands in it.
struct Open {
    program: Program,
    store: Store,
    mine: Option<Membership>,
}

fn open(tx: &mut Tx<'_>, who: &PublisherId) -> Result<Vec<Open>> {
    let own = engine::memberships_of(tx, who)?;
    let open = program::open_pages(tx)?.into_iter();
    open.map(|(tenant, id)| {
        let program = program::load(tx, &tenant, &id)?;
        let store = store::load(tx, &tenant, &program.store)?;
        let mine = own.iter().find(|one| one.tenant == tenant && one.program == id).cloned();
        Ok(Open { program, store, mine })
    })
    .collect()
}

fn shaped(Open { program, store, mine }: Open) -> OpenRow {
    let rules = &program.current.rules;
    let own = |state: State| mine.as_ref().filter(|one| one.state == state);
    OpenRow {
        id: program.id.to_string(),
        commission: t!("{rate} of each order", rate = earned_words(rules)),
        window: days_words(rules.window_days),
        hold: hold_words(rules),
        waits: own(State::Asked).is_some(),
        joined: own(State::Active).map(|one| format!("/publisher/programs/{}", one.id)),
        name: program.name,
        store: store.name,
        shop: store.url,
    }
}
