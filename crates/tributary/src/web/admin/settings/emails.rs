//! E-mails (`/admin/settings/emails`): the log of what was written to whom, and another try for what did not arrive.

use super::states::Log;
use crate::app::App;
use crate::call;
use crate::t;
use crate::web::admin::desk::{self, Desk, Place};
use crate::web::admin::guard::Posted;
use crate::web::admin::refusal::Shown;
use crate::web::admin::session::SignedIn;
use crate::web::kit::{Post, Status, Tab, Toast};
use crate::web::view::settings::emails::{self as view, EmailsView, MailRow};
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect};
use serde::Deserialize;
use tributary_core::MailId;
use tributary_engine::Error;
use tributary_engine::access::Act;
use tributary_engine::audit::Actor;
use tributary_engine::mail::{self, Entry};
use tributary_engine::page::Cursor;
use tributary_engine::person::email_hint;

const PATH: &str = "/admin/settings/emails";
const LOG: Log = Log { path: PATH, anchor: "" };

/// What the address asks for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Ask {
    state: String,
    after: String,
    did: String,
}

/// `GET /admin/settings/emails`
pub(super) async fn page(State(app): State<App>, me: SignedIn, Query(ask): Query<Ask>) -> Shown {
    let asked = ask.clone();
    let read = desk::read(&app, me, move |tx, desk| {
        let some = |text: String| Some(text).filter(|text| !text.is_empty());
        let cursor = Cursor { after: some(asked.after), ..Cursor::default() };
        let page = mail::list(tx, desk.tenant(), some(asked.state).as_deref(), &cursor)?;
        Ok((page, mail::counts(tx, desk.tenant())?))
    });
    let (desk, (found, counts)) = read.await?;
    let view = EmailsView {
        no_server: app.settings.mailer.is_none(),
        done: (ask.did == "retried")
            .then(|| Toast { text: t!("It is tried again now").into(), ..Toast::default() }),
        tabs: tabs(&ask.state, &counts),
        rows: found.rows.iter().map(|one| row(&desk, one)).collect(),
        next: found.next.map(|after| LOG.href(&ask.state, &after)),
        clear_href: (!ask.state.is_empty()).then(|| PATH.to_owned()),
    };
    Ok(desk.page(Place::Settings, t!("E-mails"), &view::render(&view)))
}

/// `POST /admin/settings/emails/{id}/retry`
pub(super) async fn retry(
    State(app): State<App>,
    Path(id): Path<String>,
    Posted { me, .. }: Posted,
) -> Shown {
    let id = MailId::parse(&id).map_err(|_| Error::NotFound("mail"))?;
    let (by, now) = (Actor::from(&me.session), app.now());
    call::write(&app.engine, move |tx| mail::retry(tx, &by, &id, now)).await?;
    Ok(Redirect::to(&format!("{PATH}?did=retried")).into_response())
}

fn tabs(open: &str, counts: &[(String, i64)]) -> Vec<Tab> {
    let states = [("", t!("All")), ("queued", t!("Waiting")), ("sent", t!("Sent")), ("failed", t!("Failed"))];
    let counts: Vec<_> = counts.iter().map(|(state, count)| (state.as_str(), *count)).collect();
    LOG.tabs(&states, open, &counts)
}

fn row(desk: &Desk, one: &Entry) -> MailRow {
    let (status, word) = match one.state.as_str() {
        "sent" => (Status::Approved, t!("Sent")),
        "failed" => (Status::Declined, t!("Failed")),
        _ => (Status::Pending, t!("Waiting")),
    };
    // Who may write to people sees their addresses; who may only look is told enough to know them.
    let to = if desk.me.may(Act::Work) { one.to.clone() } else { email_hint(&one.to) };
    MailRow {
        when: desk.clock.stamp(one.created_at),
        to,
        subject: one.subject.clone(),
        status,
        word,
        settled: one.settled_at.map(|at| desk.clock.stamp(at)),
        attempts: one.attempts,
        trouble: trouble(desk, one),
        retry: one
            .can_be_retried(desk.clock.now())
            .then(|| Post::to(format!("{PATH}/{}/retry", one.id), desk.csrf())),
    }
}

/// What went wrong last. A mail server's answer names the address, so it follows the same rule.
fn trouble(desk: &Desk, one: &Entry) -> Option<String> {
    let text = one.trouble.as_ref()?;
    if desk.me.may(Act::Work) {
        return Some(text.clone());
    }
    Some(text.replace(&one.to, &email_hint(&one.to)))
}
