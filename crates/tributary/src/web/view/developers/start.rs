//! The first minute (`/admin/developers`): a program to copy, with a key of test mode in it, and word of the first request
//! that comes with it. Below: keys, and what else there is.

use super::keys::{self, KeysView};
use super::snippets::{LANGUAGES, snippet};
use super::{Here, code, frame};
use crate::web::kit::icon::Icon;
use crate::web::kit::page::{self, Tab};
use crate::web::kit::post::Post;
use crate::web::kit::toast::{self, Toast};
use crate::web::kit::{Status, chip, field};
use crate::web::view::developers::snippets::Filled;
use crate::{t, th};
use maud::{Markup, html};

/// Whether a request came.
#[derive(Debug, Clone)]
pub struct HeardView {
    /// Where to look again.
    pub poll: String,
    /// The first request that came with the key, if one has: method, path, status and moment.
    pub first: Option<(String, String, i64, String)>,
    /// Whether it was taken.
    pub well: bool,
    /// The way to it in the log.
    pub log: Post,
}

/// Everything the page shows.
#[derive(Debug, Clone)]
pub struct StartView {
    /// The language shown.
    pub language: String,
    /// What is filled in; its key is none before one was made.
    pub filled: Filled,
    /// What came with the key, once there is one.
    pub heard: Option<HeardView>,
    /// Makes a key of test mode.
    pub make: Post,
    /// The keys.
    pub keys: KeysView,
    /// Documents to read: name and address.
    pub documents: Vec<(String, String)>,
    /// What was just done.
    pub done: Option<Toast>,
}

/// The page's body.
pub fn render(v: &StartView) -> Markup {
    let body = html! {
        @if let Some(done) = &v.done { (toast::toast(done)) }
        (field::error_summary(&v.keys.errors))
        @if let Some(key) = &v.keys.fresh { (keys::fresh(key)) }
        (first(v))
        (keys::list(&v.keys))
        (keys::new(&v.keys))
        (more(v))
    };
    frame(Here::Start, Vec::new(), &body)
}

fn first(v: &StartView) -> Markup {
    let tab = |(word, label): &(&str, &str)| Tab {
        label: (*label).into(),
        href: format!("/admin/developers?lang={word}"),
        active: *word == v.language,
        count: None,
    };
    let tabs: Vec<Tab> = LANGUAGES.iter().map(tab).collect();
    let program = snippet(&v.language, &v.filled);
    let body = html! {
        p { (t!("Report an order, and see who earns for it. This is test mode: nothing live is touched.")) }
        (page::segments(t!("Language"), &tabs))
        div.snippet {
            (code(&program))
            @if v.heard.is_some() {
                button.btn type="button" data-copy=(program) data-done=(t!("Copied")) hidden { (Icon::Copy) span data-copy-label { (t!("Copy")) } }
            }
        }
        @match &v.heard {
            Some(heard) => (listening(heard)),
            None => (v.make.form("in-line", &html! { button.btn.btn-primary type="submit" { (Icon::Key) (t!("Fill in a test key")) } })),
        }
    };
    page::card(t!("60-second start"), &body)
}

/// Whether a request came. It looks again until one has.
pub fn listening(v: &HeardView) -> Markup {
    let poll = v.first.is_none().then_some(v.poll.as_str());
    html! {
        div.listening.heard[v.first.is_some()] id="listening" role="status" data-poll=[poll] data-every=[poll.map(|_| "400")] {
            @match &v.first {
                None => { (Icon::Live) p { (t!("Listening… Run it, and the request appears here.")) } },
                Some((method, path, status, when)) => {
                    @if v.well { (Icon::Done) } @else { (Icon::Warning) }
                    p {
                        b { @if v.well { (t!("It arrived.")) } @else { (t!("It arrived, and was refused.")) } } " "
                        code { (method) " " (path) } " "
                        @if v.well { (chip::status(Status::Approved, &status.to_string())) } @else { (chip::status(Status::Declined, &status.to_string())) }
                        " " span.meta { (when) }
                    }
                    (v.log.form("in-line", &html! { button.btn type="submit" { (t!("See it in the log")) } }))
                },
            }
        }
    }
}

fn more(v: &StartView) -> Markup {
    let body = html! {
        ul.plain-list {
            li { a href="/docs/api" { (t!("API reference")) } " · " a href="/api/v1/openapi.json" { "OpenAPI 3.1" } }
            li { a href="/admin/connect" { (t!("WooCommerce")) } " – " (t!("no plugin: four webhooks and a REST key")) }
            li { (th!("For assistants and scripts: {index}", index = html! { a href="/llms.txt" { code { "/llms.txt" } } })) }
            // The documents are in English, and so are their titles.
            @for (name, href) in &v.documents {
                li { a href=(href) { code { (href) } } " – " span lang="en" dir="ltr" translate="no" { (name) } }
            }
        }
    };
    page::card(t!("Documents"), &body)
}
