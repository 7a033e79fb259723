//! Versions of a program's rules: who made which, when, why, and what changed; and one of them as it was.

use super::{Change, Frame, Place, Sentence, changes, sentences};
use crate::web::kit::page::{self, Action, Header};
use crate::web::kit::{Icon, Stamp, chip};
use crate::{t, th};
use maud::{Markup, html};

/// One version.
#[derive(Debug, Clone, Default)]
pub struct VersionView {
    /// Its number.
    pub number: i64,
    /// Its own page.
    pub href: String,
    /// Whether it is in force.
    pub in_force: bool,
    /// Since when it was in force.
    pub since: Stamp,
    /// Who made it.
    pub by: String,
    /// Why, in their own words.
    pub note: String,
    /// What changed from the version before.
    pub changes: Vec<Change>,
}

/// All versions.
pub fn render(frame: &Frame, versions: &[VersionView]) -> Markup {
    html! {
        div.reading {
            (page::header(&Header { back: Frame::back(), title: frame.name.clone(), ..Header::default() }))
            (frame.tabs(Place::Versions))
            ol.versions { @for one in versions { li.card { (version(one)) } } }
        }
    }
}

fn version(v: &VersionView) -> Markup {
    html! {
        div.card-body {
            div.version-head {
                h2 { a href=(v.href) { (t!("Version {number}", number = v.number)) } }
                @if v.in_force { (chip::plain(t!("In force"))) }
                span.meta { (made(v)) }
            }
            @if !v.note.is_empty() { p.version-note { bdi { (v.note) } } }
            @if v.changes.is_empty() {
                p.meta { (if v.number == 1 { t!("The program started with these rules.") } else { t!("No rule differs from the version before.") }) }
            } @else { (changes(&v.changes)) }
        }
    }
}

fn made(v: &VersionView) -> Markup {
    th!("since {since}, by {who}", since = v.since, who = v.by)
}

/// One version as it was.
#[derive(Debug, Clone, Default)]
pub struct OneView {
    /// What all pages of the program have.
    pub frame: Frame,
    /// The version.
    pub version: VersionView,
    /// Its rules.
    pub sentences: Vec<Sentence>,
    /// Form that starts from these rules; none for the version in force, and for people who may only look.
    pub again_href: Option<String>,
}

/// One version's page.
pub fn render_one(v: &OneView) -> Markup {
    let again = v.again_href.clone().map(|href| Action {
        label: t!("Use these rules again").to_owned(),
        href,
        icon: Some(Icon::Undo),
        primary: true,
    });
    let version = &v.version;
    html! {
        div.reading {
            (page::header(&Header {
                back: Some((t!("Versions").to_owned(), format!("{}/versions", v.frame.href))),
                title: t!("Version {number}", number = version.number),
                chips: if version.in_force { vec![chip::plain(t!("In force"))] } else { Vec::new() },
                sub: Some(made(version)),
                actions: again.into_iter().collect(),
                ..Header::default()
            }))
            div.stack {
                @if !version.note.is_empty() || !version.changes.is_empty() {
                    section.card {
                        div.card-head { h2 { (t!("What changed")) } }
                        div.card-body {
                            @if !version.note.is_empty() { p.version-note { bdi { (version.note) } } }
                            (changes(&version.changes))
                        }
                    }
                }
                (page::card_flush(t!("Rules of this version"), None, &sentences(&v.sentences)))
            }
        }
    }
}
