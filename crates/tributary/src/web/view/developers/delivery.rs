//! One delivery: what is sent, what was answered, every try, and how to check the signature.

use super::named_code;
use crate::t;
use crate::web::kit::chip::{self, Status};
use crate::web::kit::icon::Icon;
use crate::web::kit::page::{self, Header};
use crate::web::kit::post::{self, Post};
use crate::web::kit::time::Stamp;
use crate::web::kit::timeline::{Node, Weight, timeline};
use crate::web::kit::toast::{self, Toast};
use maud::{Markup, html};

/// One try.
#[derive(Debug, Clone)]
pub struct Try {
    /// Which it was.
    pub number: i64,
    /// When.
    pub when: Stamp,
    /// Whether it was taken.
    pub well: bool,
    /// What was answered, and how long that took.
    pub answer: String,
}

/// Everything the page shows.
#[derive(Debug, Clone)]
pub struct DeliveryView {
    /// The event's kind.
    pub kind: String,
    /// The event's id.
    pub event: String,
    /// The endpoint's page and address.
    pub endpoint: (String, String),
    /// Its colour.
    pub status: Status,
    /// How it stands.
    pub word: String,
    /// When it is tried next.
    pub next_try: Option<Stamp>,
    /// The request's head.
    pub head: String,
    /// Its body.
    pub body: String,
    /// How the last answer begins.
    pub answer: String,
    /// The tries, the last first.
    pub tries: Vec<Try>,
    /// Sends it again; none where the endpoint is told nothing.
    pub replay: Option<Post>,
    /// Why it cannot be sent again.
    pub stopped: Option<String>,
    /// The newer and the older one.
    pub beside: (Option<String>, Option<String>),
    /// A program that checks the signature.
    pub recipe: String,
    /// What was just done.
    pub done: Option<Toast>,
}

/// The page's body.
pub fn render(v: &DeliveryView) -> Markup {
    let head = Header {
        back: Some((v.endpoint.1.clone(), v.endpoint.0.clone())),
        title: v.kind.clone(),
        chips: vec![chip::status(v.status, &v.word)],
        sub: Some(html! { span dir="ltr" translate="no" { (v.event) } }),
        controls: Some(controls(v)),
        ..Header::default()
    };
    html! {
        (page::header(&head))
        div.stack.developers {
            @if let Some(done) = &v.done { (toast::toast(done)) }
            @if let Some(why) = &v.stopped { p.meta { (why) } }
            @if let Some(next) = &v.next_try { p { (t!("It is tried next:")) " " (next) } }
            (page::card(t!("Tries"), &tries(v)))
            (page::card(t!("Request"), &html! { (named_code(t!("Headers"), &v.head)) (named_code(t!("Body"), &v.body)) }))
            (page::card(t!("Last answer"), &named_code(t!("How it begins"), &v.answer)))
            details.raw.recipe { summary { (t!("How to check the signature")) (Icon::Down) } (super::code(&v.recipe)) }
        }
    }
}

fn controls(v: &DeliveryView) -> Markup {
    html! {
        div.row {
            @if let Some(newer) = &v.beside.0 { a.btn.btn-icon href=(newer) title=(t!("Newer")) { (Icon::ChevronUp) span.visually-hidden { (t!("Newer")) } } }
            @if let Some(older) = &v.beside.1 { a.btn.btn-icon href=(older) title=(t!("Older")) { (Icon::Down) span.visually-hidden { (t!("Older")) } } }
            @if let Some(replay) = &v.replay { (post::button(replay, t!("Send again"), "btn btn-primary")) }
        }
    }
}

fn tries(v: &DeliveryView) -> Markup {
    if v.tries.is_empty() {
        return html! { p.meta { (t!("It was not tried yet.")) } };
    }
    let node = |one: &Try| Node {
        time: Some(one.when.clone()),
        icon: if one.well { Icon::Done } else { Icon::Declined },
        title: t!("Try {n}: {answer}", n = one.number, answer = one.answer),
        detail: None,
        chips: Vec::new(),
        weight: if one.well { Weight::Good } else { Weight::Bad },
        raw: None,
    };
    timeline(&v.tries.iter().map(node).collect::<Vec<_>>())
}
