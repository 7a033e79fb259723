//! How clicks get to the shop and sales get back (`/admin/programs/{id}/tracking`): the script to paste, the redirect page to
//! save, to download and to try.

use super::tracking_words::{row, verdict};
use super::{Found, href, parsed};
use crate::app::destination::{AllowedHosts, parse_stored};
use crate::app::{App, script_source as source};
use crate::call;
use crate::inbound::redirect_page::{Page, try_page};
use crate::lang::msg;
use crate::t;
use crate::web::admin::desk::{self, Desk, Place};
use crate::web::admin::fields::{Fields, form_errors};
use crate::web::admin::guard::Posted;
use crate::web::admin::once::Once;
use crate::web::admin::refusal::{Refusal, Shown};
use crate::web::admin::session::SignedIn;
use crate::web::view::programs::tracking::{self as view, Ready, TrackingView};
use axum::extract::{Extension, Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect};
use serde::Deserialize;
use std::sync::Arc;
use tributary_core::ProgramId;
use tributary_core::program::Rules;
use tributary_engine::audit::{self, Actor};
use tributary_engine::page::{Cursor, LIMIT_MAX};
use tributary_engine::postback::Source;
use tributary_engine::program::Author;
use tributary_engine::store::Store;
use tributary_engine::{Engine, Error, postback, program};

/// The pages as they stand in `connectors/redirect`: name, for whom, text.
const PAGES: [(&str, &str, &str); 3] = [
    ("retrack.php", "PHP", include_str!("../../../../../../connectors/redirect/retrack.php")),
    ("redirect.mjs", "JavaScript", include_str!("../../../../../../connectors/redirect/redirect.mjs")),
    ("redirect.html", "HTML", include_str!("../../../../../../connectors/redirect/redirect.html")),
];
const PAGE_HOSTS: &str = "['shop.example', 'www.shop.example']";

/// What the address says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Ask {
    did: Option<String>,
}

/// `GET /admin/programs/{id}/tracking`
pub(super) async fn page(
    State(app): State<App>,
    Extension(once): Extension<Arc<Once>>,
    me: SignedIn,
    Path(id): Path<String>,
    Query(ask): Query<Ask>,
) -> Shown {
    let fresh = once.take(&me.session).postback;
    let (desk, found) = read(&app, me, parsed(&id)?).await?;
    let saved = ask.did.as_deref() == Some("saved");
    let news = saved.then(|| t!("Saved. Links lead there from now on.").to_owned());
    let mut view = TrackingView { news, ..shaped(&desk, &found) };
    view.postbacks.fresh = fresh;
    Ok(desk.page(Place::Programs, t!("Tracking"), &view::render(&view)))
}

/// `POST /admin/programs/{id}/tracking`: a rule like any other, so it makes a version.
pub(super) async fn save(State(app): State<App>, Path(id): Path<String>, posted: Posted) -> Shown {
    let Posted { me, fields } = posted;
    let id = parsed(&id)?;
    let (session, clock, of) = (me.session.clone(), app.engine.clock.clone(), id.clone());
    let wanted = match address(&fields) {
        Ok(wanted) => wanted,
        Err(error) => return refused(&app, me, (id, &fields), error).await,
    };
    let written = call::write(&app.engine, move |tx| {
        let before = program::load(tx, &session.tenant, &of)?;
        let author = Author { by: &session.email, note: msg("Redirect page") };
        let after = Engine::change_rules(tx, &session.tenant, &of, author, &clock, |rules| {
            rules.redirect_page.clone_from(&wanted);
            Ok(())
        })?;
        if before.current.number == after.current.number {
            return Ok(());
        }
        audit::rules_changed(tx, &Actor::from(&session), (&before, &after), clock.now()).map(drop)
    });
    match written.await {
        Ok(()) => {
            call::refresh_snapshot(&app.engine).await?;
            Ok(Redirect::to(&format!("{}/tracking?did=saved", href(&id))).into_response())
        }
        Err(error) => refused(&app, me, (id, &fields), error).await,
    }
}

/// `POST /admin/programs/{id}/tracking/test`: asks the shop's page, and shows what came back.
pub(super) async fn test(State(app): State<App>, Path(id): Path<String>, posted: Posted) -> Shown {
    let Posted { me, fields } = posted;
    let id = parsed(&id)?;
    let wanted = address(&fields).and_then(|wanted| {
        let missing = || Error::field("/page", "required", msg("Give the page's address."));
        wanted.ok_or_else(missing)
    });
    let wanted = match wanted {
        Ok(wanted) => wanted,
        Err(error) => return refused(&app, me, (id, &fields), error).await,
    };
    let (desk, found) = read(&app, me, id).await?;
    let rules = &found.program.program.current.rules;
    let tried = Page {
        store: &desk.store,
        address: &wanted,
        allowed_hosts: &rules.allowed_hosts,
        window_days: rules.window_days,
    };
    let checks = try_page(&app, &tried).await?;
    let rows = checks.iter().map(|check| row(check, rules.window_days)).collect();
    let tried = Some((verdict(&checks).to_owned(), rows));
    let view = TrackingView { page: wanted, tried, ..shaped(&desk, &found) };
    Ok(desk.page(Place::Programs, t!("Tracking"), &view::render(&view)))
}

/// `GET /admin/programs/{id}/tracking/{file}`: a redirect page, set up for this shop.
pub(super) async fn file(
    State(app): State<App>,
    me: SignedIn,
    Path((id, name)): Path<(String, String)>,
) -> Shown {
    let Some((name, _, text)) = PAGES.into_iter().find(|(known, ..)| *known == name) else {
        return Err(Refusal::Engine(Error::NotFound("page")));
    };
    let (desk, found) = read(&app, me, parsed(&id)?).await?;
    let text = set_up(text, &desk.store, &found.program.program.current.rules);
    let headers = [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    Ok((headers, text).into_response())
}

async fn refused(app: &App, me: SignedIn, (id, fields): (ProgramId, &Fields), error: Error) -> Shown {
    let errors = form_errors(error)?;
    let (desk, found) = read(app, me, id).await?;
    let view = TrackingView { page: fields.text("page"), errors, ..shaped(&desk, &found) };
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(desk.page_with(status, (Place::Programs, t!("Tracking")), &view::render(&view)))
}

/// The address that was typed, if one was.
fn address(fields: &Fields) -> Result<Option<String>, Error> {
    let Some(typed) = fields.some("page") else { return Ok(None) };
    match parse_stored(&typed) {
        Ok(url) => Ok(Some(url.into())),
        Err(why) => Err(Error::field("/page", why.code(), t!("Here {why}.", why = why))),
    }
}

/// A program, and who tells of its store's sales.
pub(super) struct Known {
    pub(super) program: Found,
    pub(super) sources: Vec<Source>,
}

pub(super) async fn read(app: &App, me: SignedIn, id: ProgramId) -> Result<(Desk, Known), Refusal> {
    let all = Cursor { after: None, limit: LIMIT_MAX };
    desk::read(app, me, move |tx, desk| {
        let program = Found::load(tx, desk, &id)?;
        let sources = postback::list(tx, desk.tenant(), &all)?.rows;
        Ok(Known { program, sources })
    })
    .await
}

pub(super) fn shaped(desk: &Desk, known: &Known) -> TrackingView {
    let found = &known.program;
    let action = format!("{}/tracking", href(&found.program.id));
    let ready =
        PAGES.map(|(name, label, _)| Ready { label: label.to_owned(), href: format!("{action}/{name}") });
    TrackingView {
        frame: found.frame(),
        test: format!("{action}/test"),
        csrf: desk.csrf(),
        snippet: snippet(&desk.me.base_url, &desk.store),
        purchase: purchase(&desk.store),
        integrity: source::integrity().to_owned(),
        page: found.program.current.rules.redirect_page.clone().unwrap_or_default(),
        ready: ready.to_vec(),
        postbacks: super::postbacks::card(desk, known),
        action,
        ..TrackingView::default()
    }
}

fn snippet(base_url: &str, store: &Store) -> String {
    let (path, integrity) = (source::path(), source::integrity());
    format!(
        "<script>window.tributary=window.tributary||function(){{(tributary.q=tributary.q||[]).push(arguments)}}</script>\n\
         <script async src=\"{base_url}{path}\" data-store=\"{}\"\n  integrity=\"{integrity}\" crossorigin=\"anonymous\"></script>",
        store.id
    )
}

fn purchase(store: &Store) -> String {
    format!(
        "<script>\ntributary('transaction', {{\n  order: '1042',\n  currency: '{}',\n  amount_minor: 12500,  // with tax and \
         shipping\n  tax_minor: 2500,\n  lines: [{{ sku: 'MUG-1', name: 'Mug', quantity: 2, amount_minor: 10000 }}],  // \
         before tax\n}})\n</script>",
        store.currency.code()
    )
}

/// A page with this shop's hosts and days in it.
fn set_up(text: &str, store: &Store, rules: &Rules) -> String {
    let own = AllowedHosts::parse(&rules.allowed_hosts).unwrap_or_default();
    // Only what the parser of hosts lets through stands between the quotes.
    let hosts: Vec<String> = own.and_of(&store.url).iter().map(|host| format!("'{host}'")).collect();
    text.replace(PAGE_HOSTS, &format!("[{}]", hosts.join(", ")))
        .replace("DAYS = 10;", &format!("DAYS = {};", rules.window_days))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_has_the_lines_that_are_set_up_for_a_shop() {
        for (name, _, text) in PAGES {
            assert_eq!(text.matches(PAGE_HOSTS).count(), 1, "{name}");
            assert_eq!(text.matches("DAYS = 10;").count(), 1, "{name}");
        }
    }
}
