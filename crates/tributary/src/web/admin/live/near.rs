//! Codes that nobody has, clicked today: what was meant is made an alias with one press, or ignored with one.

use super::ask::Ask;
use crate::app::{App, near_miss};
use crate::call;
use crate::t;
use crate::web::admin::desk::Desk;
use crate::web::admin::guard::Posted;
use crate::web::admin::links::code_new::href;
use crate::web::admin::overview::TEST_CODE;
use crate::web::admin::refusal::Shown;
use crate::web::kit::{Post, Toast, toast};
use crate::web::view::live::NearMiss;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect};
use jiff::ToSpan;
use maud::Markup;
use serde_json::json;
use tributary_core::{CodeId, Timestamp};
use tributary_engine::audit::{self, Actor, Note};
use tributary_engine::click::Snapshot;
use tributary_engine::code;
use tributary_engine::db::Tx;
use tributary_engine::{Error, click, program};

const SHOWN: usize = 3; // the most clicked; more would push the list off the screen

/// What is unknown today and still is.
pub(super) fn find(
    tx: &mut Tx<'_>,
    desk: &Desk,
    (snapshot, ask): (&Snapshot, &Ask),
) -> Result<Vec<NearMiss>, Error> {
    let unknown = click::unknown_codes(tx, desk.tenant(), midnight(desk))?;
    let still = unknown.into_iter().filter(|(code, _)| {
        let is_known = snapshot.code(code).is_some() || snapshot.link(code).is_some();
        code::fold(code) != TEST_CODE && !is_known && !waits_elsewhere(desk, snapshot, code)
    });
    Ok(still.take(SHOWN).map(|(code, clicks)| near(desk, snapshot, ask, (code, clicks))).collect())
}

/// Whether a code is of the store that is looked at.
fn is_of_store(desk: &Desk, snapshot: &Snapshot, value: &str) -> bool {
    let target = snapshot.code(value).or_else(|| snapshot.link(value));
    target.is_some_and(|target| desk.shows(&target.route.program))
}

/// What is meant for a code of another store and for none of this one.
fn waits_elsewhere(desk: &Desk, snapshot: &Snapshot, code: &str) -> bool {
    let all = || snapshot.values(desk.tenant());
    let own = all().filter(|value| is_of_store(desk, snapshot, value));
    desk.only.is_some()
        && near_miss::suggest(code, own).is_empty()
        && !near_miss::suggest(code, all()).is_empty()
}

fn near(desk: &Desk, snapshot: &Snapshot, ask: &Ask, (code, clicks): (String, i64)) -> NearMiss {
    let post = |act: &str| {
        Post::to(format!("/admin/live/{act}"), desk.csrf()).with("code", &code).with("back", ask.href())
    };
    let own = snapshot.values(desk.tenant()).filter(|value| is_of_store(desk, snapshot, value));
    let meant = near_miss::suggest(&code, own);
    NearMiss {
        meant: meant.into_iter().map(|of| (of.to_owned(), post("alias").with("of", of))).collect(),
        give_href: href("/admin/codes/new", &[("code", &code)]),
        ignore: post("ignore"),
        clicks,
        code,
    }
}

/// When the store's day began.
fn midnight(desk: &Desk) -> Timestamp {
    let now = desk.clock.local(desk.clock.now());
    let start = now.start_of_day().or_else(|_| now.checked_sub(24.hours()));
    start.map_or(desk.clock.now(), |start| Timestamp::from_ms(start.timestamp().as_millisecond()))
}

/// `POST /admin/live/alias`
pub(super) async fn alias(State(app): State<App>, Posted { me, fields }: Posted) -> Shown {
    let (by, sent, now) = (Actor::from(&me.session), fields.clone(), app.now());
    let asked = me.asked.clone();
    let made = call::write(&app.engine, move |tx| {
        let store = asked.store(tx, &by.tenant)?;
        let program = program::of_store(tx, &by.tenant, &store.id)?;
        let made = code::alias(tx, (&by.tenant, &program), (sent.get("code"), sent.get("of")), now)?;
        let note = Note::on("code.alias_created", made.id.as_str()).named(&made.code);
        audit::note(tx, &by, &note.now(json!({ "of": sent.get("of") })), now)?;
        Ok(made)
    });
    let made = made.await?;
    call::refresh_snapshot(&app.engine).await?;
    Ok(back(fields.get("back"), &[("did", "alias"), ("undo", made.id.as_str())]))
}

/// `POST /admin/live/ignore`
pub(super) async fn ignore(State(app): State<App>, Posted { me, fields }: Posted) -> Shown {
    let (by, code, now) = (Actor::from(&me.session), fields.text("code"), app.now());
    let ignored = call::write(&app.engine, move |tx| {
        code::ignore(tx, &by.tenant, (&code, &by.name), now)?;
        audit::note(tx, &by, &Note::on("code.ignored", &code).named(&code), now).map(drop)
    });
    ignored.await?;
    Ok(back(fields.get("back"), &[("did", "ignore"), ("undo", fields.get("code"))]))
}

/// `POST /admin/live/undo`
pub(super) async fn undo(State(app): State<App>, Posted { me, fields }: Posted) -> Shown {
    let (by, sent, now) = (Actor::from(&me.session), fields.clone(), app.now());
    let undone = call::write(&app.engine, move |tx| {
        let of = sent.get("undo");
        let note = if sent.get("did") == "alias" {
            let id = CodeId::parse(of).map_err(|_| Error::NotFound("code"))?;
            let gone = code::take_back(tx, &by.tenant, &id, now)?;
            Note::on("code.alias_taken_back", of).named(&gone.code)
        } else {
            code::heed(tx, &by.tenant, of)?;
            Note::on("code.heeded", of).named(of)
        };
        audit::note(tx, &by, &note, now).map(drop)
    });
    undone.await?;
    call::refresh_snapshot(&app.engine).await?;
    Ok(back(fields.get("back"), &[]))
}

/// Back to the list as it was filtered, wherever else the form says.
fn back(to: &str, more: &[(&str, &str)]) -> axum::response::Response {
    let query = to.strip_prefix("/admin/live?").unwrap_or_default();
    let kept: Vec<(String, String)> = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let own = kept.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let query: Vec<(&str, &str)> = own.chain(more.iter().copied()).collect();
    Redirect::to(&href("/admin/live", &query)).into_response()
}

/// What was just done, as the address says it.
pub(super) fn toast(tx: &mut Tx<'_>, desk: &Desk, ask: &Ask) -> Result<Option<Markup>, Error> {
    let text = match ask.did.as_str() {
        "alias" => match CodeId::parse(&ask.undo).ok().map(|id| code::load(tx, desk.tenant(), &id)) {
            Some(Ok(code)) => t!("{code} is an alias from now on", code = code.code),
            _ => return Ok(None),
        },
        "ignore" => t!("{code} is ignored from now on", code = ask.undo),
        _ => return Ok(None),
    };
    let undo = Post::to("/admin/live/undo", desk.csrf())
        .with("did", &ask.did)
        .with("undo", &ask.undo)
        .with("back", ask.href());
    Ok(Some(toast::toast(&Toast { text, undo: Some(undo), link: None })))
}
