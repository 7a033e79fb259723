//! Program (`/admin/programs/{id}`): the rules in force.

use super::events::{self, EventShown};
use super::{Frame, Place, Sentence, sentences};
use crate::t;
use crate::th;
use crate::web::kit::banner::{Banner, Tone, notice};
use crate::web::kit::page::{self, Action, Header};
use crate::web::kit::{Icon, Stamp};
use maud::{Markup, html};

/// Everything the page shows.
#[derive(Debug, Clone, Default)]
pub struct ProgramView {
    /// What all its pages have.
    pub frame: Frame,
    /// Number of the version in force.
    pub number: i64,
    /// Since when.
    pub since: Stamp,
    /// Who made it.
    pub by: String,
    /// Why, in their own words.
    pub note: String,
    /// Rules in force.
    pub sentences: Vec<Sentence>,
    /// What a commission of a plain order comes to, in words.
    pub example: Option<String>,
    /// Types of events.
    pub events: Vec<EventShown>,
    /// Form that changes them; none for people who may only look.
    pub edit_href: Option<String>,
    /// One sentence of good news: `Version 4 applies to orders from now on.`
    pub news: Option<String>,
}

/// The page's body.
pub fn render(v: &ProgramView) -> Markup {
    let sub = th!(
        "Version {number}, in force since {since}, made by {who}",
        number = v.number,
        since = v.since,
        who = v.by
    );
    let change = v.edit_href.clone().map(|href| Action {
        label: t!("Change the rules").to_owned(),
        href,
        icon: Some(Icon::Edit),
        primary: true,
    });
    html! {
        div.reading {
            (page::header(&Header {
                back: Frame::back(),
                title: v.frame.name.clone(),
                sub: Some(sub),
                actions: change.into_iter().collect(),
                ..Header::default()
            }))
            (v.frame.tabs(Place::Rules))
            div.stack {
                @if let Some(news) = &v.news {
                    (notice(&Banner { tone: Tone::Ok, text: news.clone(), action: None }))
                }
                (page::card_flush(t!("Rules in force"), None, &body(v)))
                (events::list(&v.events))
            }
        }
    }
}

fn body(v: &ProgramView) -> Markup {
    html! {
        @if !v.note.is_empty() { p.rules-note { (Icon::Edit) bdi { (v.note) } } }
        (sentences(&v.sentences))
        @if let Some(example) = &v.example { p.rules-example { (example) } }
    }
}
