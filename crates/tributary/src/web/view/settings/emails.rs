//! E-mails (`/admin/settings/emails`): what was written to whom, whether it arrived at their mail server, and if not, why.

use super::{Here, frame};
use crate::web::kit::banner::{Banner, Tone, notice};
use crate::web::kit::chip::{self, Status};
use crate::web::kit::empty::{self, Empty};
use crate::web::kit::page::{self, Tab};
use crate::web::kit::post::{self, Post};
use crate::web::kit::table::{Column, Footer, Phone, Row, Table, table};
use crate::web::kit::time::Stamp;
use crate::web::kit::toast::{self, Toast};
use crate::{n, t};
use maud::{Markup, html};

/// One mail, without its text.
#[derive(Debug, Clone)]
pub struct MailRow {
    /// When it was written.
    pub when: Stamp,
    /// To whom; a hint for people who may only look.
    pub to: String,
    /// The line above.
    pub subject: String,
    /// How it stands.
    pub status: Status,
    /// In a word.
    pub word: &'static str,
    /// When it was sent or given up.
    pub settled: Option<Stamp>,
    /// How often it was tried.
    pub attempts: i64,
    /// What went wrong last.
    pub trouble: Option<String>,
    /// Tries it again, where that makes sense.
    pub retry: Option<Post>,
}

/// Everything the page shows.
#[derive(Debug, Clone, Default)]
pub struct EmailsView {
    /// There is no mail server to hand mail to.
    pub no_server: bool,
    /// What was just done.
    pub done: Option<Toast>,
    /// All, and by state.
    pub tabs: Vec<Tab>,
    /// The mails, newest first.
    pub rows: Vec<MailRow>,
    /// The next page.
    pub next: Option<String>,
    /// The list of all states, when only one is asked for.
    pub clear_href: Option<String>,
}

/// The page's body.
pub fn render(v: &EmailsView) -> Markup {
    let waits = t!(
        "This server has no mail server yet, so mail waits. Give it one: start it with smtp_url and mail_from."
    );
    let body = html! {
        div.stack {
            @if let Some(done) = &v.done { (toast::toast(done)) }
            @if v.no_server { (notice(&Banner { tone: Tone::Warn, text: waits.into(), action: None })) }
            p { a href="/admin/settings/emails/texts" { (t!("Texts of mails and of the share panel")) } }
            (page::tabs(t!("Mail by state"), &v.tabs))
            section.card.card-flush {
                @match (&v.clear_href, v.rows.is_empty()) {
                    (_, false) => (list(v)),
                    (Some(href), true) => (empty::no_match(href)),
                    (None, true) => (nothing()),
                }
            }
        }
    };
    let sub =
        t!("Every mail this server wrote, newest first. The texts are not shown: some hold one-time links.");
    frame(Here::Emails, sub, &body)
}

fn nothing() -> Markup {
    let text = t!("Invitations, links to sign in and answers to applications appear here.").into();
    empty::none_yet(&Empty { text, ..Empty::default() })
}

fn list(v: &EmailsView) -> Markup {
    table(&Table {
        caption: t!("E-mails, newest first").into(),
        columns: vec![
            Column::text(t!("Subject"), Phone::Primary),
            Column::text(t!("Receiver"), Phone::Meta),
            Column::text(t!("When"), Phone::Amount),
            Column::text(t!("State"), Phone::Meta),
        ],
        rows: v.rows.iter().map(row).collect(),
        footer: v.next.clone().map(|next| Footer { next: Some(next), ..Footer::default() }),
        ..Table::default()
    })
}

fn row(one: &MailRow) -> Row {
    let state = html! {
        div.mail-state {
            span.row {
                (chip::status(one.status, one.word))
                // Most arrive as soon as they are written: then it was said already.
                @if let Some(at) = one.settled.as_ref().filter(|at| at.text != one.when.text) { span.meta { (at) } }
                @if one.attempts > 1 { span.meta { (n!("{n} try", "{n} tries", one.attempts)) } }
                @if let Some(post) = &one.retry { (post::button(post, t!("Try again"), "btn btn-sm")) }
            }
            @if let Some(trouble) = &one.trouble { p.meta { bdi { (trouble) } } }
        }
    };
    let cells = vec![
        html! { bdi { (one.subject) } },
        html! { bdi.mail-to dir="ltr" { (one.to) } },
        html! { (one.when) },
        state,
    ];
    Row { cells, name: one.subject.clone(), ..Row::default() }
}
