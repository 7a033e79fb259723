//! Programs (`/admin/programs`): one, for a store has one; and the way straight to it.

use super::words::{commission_words, days_words};
use super::{href, words};
use crate::app::App;
use crate::t;
use crate::web::admin::desk::{self, Desk, Place};
use crate::web::admin::refusal::Shown;
use crate::web::admin::session::SignedIn;
use crate::web::view::programs::list::{self as view, ProgramRow};
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Redirect};
use tributary_engine::page::{Cursor, LIMIT_MAX};
use tributary_engine::program::{self, Program, PublicPage};

/// `GET /admin/programs`
pub(super) async fn page(State(app): State<App>, me: SignedIn) -> Shown {
    let found = desk::read(&app, me, |tx, desk| {
        let all = Cursor { after: None, limit: LIMIT_MAX };
        let programs = program::list(tx, desk.tenant(), &all)?.rows.into_iter();
        let with_page = programs.filter(|one| desk.shows(&one.id)).map(|one| {
            let page = program::page_of(tx, desk.tenant(), &one.id)?;
            Ok((one, page))
        });
        with_page.collect::<Result<Vec<_>, tributary_engine::Error>>()
    });
    let (desk, found) = found.await?;
    let rows: Vec<ProgramRow> = found.iter().map(|(one, page)| row(&desk, one, page.as_ref())).collect();
    Ok(desk.page(Place::Programs, t!("Programs"), &view::render(&rows)))
}

/// `GET /admin/program`: the store's only program; with rules in the address, a draft of them: `?window_days=30`.
pub(super) async fn only(State(app): State<App>, me: SignedIn, RawQuery(query): RawQuery) -> Shown {
    let (_, id) = desk::read(&app, me, |tx, desk| desk.program(tx)).await?;
    let draft = query.map(|query| format!("/edit?{query}")).unwrap_or_default();
    Ok(Redirect::to(&format!("{}{draft}", href(&id))).into_response())
}

fn row(desk: &Desk, one: &Program, page: Option<&PublicPage>) -> ProgramRow {
    let rules = &one.current.rules;
    ProgramRow {
        href: href(&one.id),
        name: one.name.clone(),
        commission: commission_words(&rules.commission),
        window: days_words(rules.window_days),
        hold: words::days_words(rules.hold_days),
        version: one.current.number,
        since: desk.clock.exact(one.current.since),
        join: page.filter(|page| page.open).map(|page| format!("/join/{}", page.slug)),
    }
}
