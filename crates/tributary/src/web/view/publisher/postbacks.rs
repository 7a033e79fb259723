//! One postback: how it stands, what can be done with it, and what became of each telling.

use super::api::event_word;
use crate::t;
use crate::web::kit::banner::{Banner, Tone, notice};
use crate::web::kit::chip;
use crate::web::kit::copy;
use crate::web::kit::field::{self, Field, FieldError};
use crate::web::kit::icon::Icon;
use crate::web::kit::page::{self, Header};
use crate::web::kit::post::{Post, button};
use crate::web::kit::time::Stamp;
use maud::{Markup, html};
use tributary_engine::webhook::DeliveryState;

/// One telling.
#[derive(Debug, Clone)]
pub struct DeliveryRow {
    /// Its id.
    pub id: String,
    /// The event's kind.
    pub kind: String,
    /// How it stands.
    pub state: DeliveryState,
    /// The HTTP status of the last try, or what went wrong.
    pub outcome: String,
    /// How often it was tried.
    pub attempts: i64,
    /// When it was queued.
    pub queued: Stamp,
    /// The address as it was called.
    pub called: Option<String>,
    /// How the answer began.
    pub answer: Option<String>,
}

/// Everything the page shows.
#[derive(Debug, Clone, Default)]
pub struct PostbackView {
    /// Its address for forms.
    pub action: String,
    /// Where to.
    pub url: String,
    /// Of which program.
    pub program: String,
    /// What is sent, and how.
    pub how: String,
    /// Which kinds of events.
    pub events: Vec<String>,
    /// How it stands.
    pub standing: Markup,
    /// Whether it is told anything.
    pub active: bool,
    /// Whether nobody wants it any more.
    pub archived: bool,
    /// Why it is disabled.
    pub reason: Option<String>,
    /// A secret that was just made; shown this once.
    pub fresh: Option<String>,
    /// What was just done.
    pub did: Option<String>,
    /// What was told, newest first.
    pub deliveries: Vec<DeliveryRow>,
    /// What is wrong with a form.
    pub errors: Vec<FieldError>,
    /// Guard against forged requests.
    pub csrf: String,
}

/// The page's body.
pub fn render(v: &PostbackView) -> Markup {
    html! {
        (page::header(&Header {
            back: Some((t!("API & postbacks").to_owned(), "/publisher/api".to_owned())),
            title: t!("Postback").to_owned(),
            chips: vec![v.standing.clone()],
            ..Header::default()
        }))
        @if let Some(did) = &v.did { (notice(&Banner { tone: Tone::Ok, text: did.clone(), action: None })) }
        (field::error_summary(&v.errors))
        @if let Some(secret) = &v.fresh { (fresh(secret)) }
        @if let Some(reason) = &v.reason { (notice(&Banner { tone: Tone::Warn, text: reason.clone(), action: None })) }
        (page::card(t!("What is called"), &about(v)))
        (page::card(t!("Delivery log"), &log(v)))
    }
}

fn fresh(secret: &str) -> Markup {
    let text = t!("This secret is shown once. Keep it where your server checks signatures.");
    let warning = Banner { tone: Tone::Warn, text: text.into(), action: None };
    page::card(
        t!("The secret"),
        &html! { div.form { (notice(&warning)) (copy::labelled("secret", t!("Secret"), secret, None)) } },
    )
}

fn about(v: &PostbackView) -> Markup {
    let events = v.events.iter().map(|kind| if kind == "*" { t!("All") } else { event_word(kind) });
    let events = events.collect::<Vec<_>>().join(", ");
    let act = |word: &str, label: &str, class: &str| {
        button(&Post::to(&v.action, &v.csrf).with("act", word), label, class)
    };
    html! {
        div.stack {
            pre.snippet { (v.url) }
            (page::facts(&[
                (t!("Program").to_owned(), html! { bdi { (v.program) } }),
                (t!("Sends").to_owned(), html! { (v.how) }),
                (t!("Events").to_owned(), html! { (events) }),
            ]))
            @if !v.archived {
                div.row {
                    @if v.active { (act("test", t!("Send test"), "btn btn-primary")) (act("pause", t!("Pause"), "btn")) }
                    @else { (act("resume", t!("Make it active"), "btn btn-primary")) }
                    (act("rotate", t!("New secret"), "btn"))
                    (act("archive", t!("Archive"), "btn btn-danger"))
                }
            }
        }
    }
}

fn log(v: &PostbackView) -> Markup {
    let replay = html! {
        (Field::moment("since", t!("Replay what failed since (UTC)")).required().errors(&v.errors))
        div.form-actions { button.btn type="submit" { (t!("Replay")) } }
    };
    html! {
        div.stack {
            @if v.active && !v.deliveries.is_empty() { (Post::to(&v.action, &v.csrf).with("act", "replay_failed").form("maker", &replay)) }
            @if v.deliveries.is_empty() { p.meta { (t!("Nothing was told yet. Send a test.")) } }
            ul.deliveries { @for one in &v.deliveries { li { (delivery(v, one)) } } }
        }
    }
}

fn delivery(v: &PostbackView, one: &DeliveryRow) -> Markup {
    let state = match one.state {
        DeliveryState::Pending => chip::status(chip::Status::Pending, t!("Pending")),
        DeliveryState::Delivered => chip::status(chip::Status::Approved, t!("Delivered")),
        DeliveryState::Failed => chip::status(chip::Status::Declined, t!("Failed")),
    };
    let again = Post::to(&v.action, &v.csrf).with("act", "replay").with("delivery", &one.id);
    html! {
        div.row {
            (state) strong { (event_word(&one.kind)) } span.meta { (one.queued) }
            span.meta { (one.outcome) } span.meta { (crate::n!("{n} try", "{n} tries", one.attempts)) }
            @if v.active { (button(&again, t!("Replay"), "btn btn-quiet")) }
        }
        @if let Some(called) = &one.called { pre.snippet { (called) } }
        @if let Some(answer) = one.answer.as_ref().filter(|answer| !answer.is_empty()) {
            details.raw { summary { (t!("How the answer began")) (Icon::Down) } pre { (answer) } }
        }
    }
}
