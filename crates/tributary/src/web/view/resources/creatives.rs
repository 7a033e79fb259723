//! Creatives (`/admin/resources/creatives`): what partners post, each with what it looks like and where it leads.

use crate::web::kit::chip::{self, Status};
use crate::web::kit::empty::{Empty, none_yet};
use crate::web::kit::icon::Icon;
use crate::web::kit::page::{self, Action, Header, Tab};
use crate::web::kit::post::{self, Post};
use crate::web::kit::toast::{self, Toast};
use crate::web::may;
use crate::{t, th};
use maud::{Markup, html};

/// What a creative looks like.
#[derive(Debug, Clone)]
pub enum Face {
    /// A picture of ours.
    Picture {
        /// Where.
        src: String,
        /// Pixels across.
        width: i64,
        /// Pixels down.
        height: i64,
    },
    /// A text.
    Text(String),
}

impl Default for Face {
    fn default() -> Self {
        Self::Text(String::new())
    }
}

/// One creative.
#[derive(Debug, Clone, Default)]
pub struct CreativeCard {
    /// What it is called.
    pub title: String,
    /// What it looks like.
    pub face: Face,
    /// `300 × 250 · PNG · 34 KB`.
    pub about: String,
    /// A page or a product; nothing: the store's front page.
    pub leads_to: Option<String>,
    /// Whether partners see it.
    pub shown: bool,
    /// Where it is changed.
    pub edit_href: String,
    /// Hides or shows it.
    pub toggle: Post,
    /// Takes it away.
    pub archive: Post,
}

/// Everything the page shows.
#[derive(Debug, Clone, Default)]
pub struct CreativesView {
    /// What was just done.
    pub toast: Option<Toast>,
    /// Kinds of resources.
    pub tabs: Vec<Tab>,
    /// In the order in which partners see them.
    pub rows: Vec<CreativeCard>,
    /// Where one is made.
    pub new_href: String,
}

/// The page's body.
pub fn render(v: &CreativesView) -> Markup {
    let new = |primary| Action {
        label: t!("New creative").into(),
        href: v.new_href.clone(),
        icon: Some(Icon::Plus),
        primary,
    };
    let head = Header { title: t!("Resources").into(), actions: vec![new(true)], ..Header::default() };
    html! {
        @if let Some(done) = &v.toast { (toast::toast(done)) }
        (page::header(&head))
        (page::tabs(t!("Resources"), &v.tabs))
        @if v.rows.is_empty() {
            section.card { (none_yet(&Empty {
                text: t!("Give partners something to post: a logo, three pictures and a sentence are enough.").into(),
                action: Some((t!("New creative").into(), v.new_href.clone())),
                other: None,
            })) }
        }
        ul.product-cards { @for one in &v.rows { li.card.creative { (card(one)) } } }
    }
}

/// A creative's looks: a picture in a box of one height, or its words.
pub fn face(face: &Face, title: &str) -> Markup {
    html! {
        @match face {
            Face::Picture { src, width, height } => {
                div.creative-face { img src=(src) width=(width) height=(height) alt=(title) loading="lazy" decoding="async"; }
            },
            Face::Text(text) => blockquote.creative-face.creative-text dir="auto" { (text) },
        }
    }
}

fn card(one: &CreativeCard) -> Markup {
    html! {
        (face(&one.face, &one.title))
        div.card-body.stack {
            div {
                div.row {
                    h2.card-title { bdi { (one.title) } }
                    @if !one.shown { (chip::status(Status::Info, t!("Hidden"))) }
                }
                @if !one.about.is_empty() { p.meta { bdi { (one.about) } } }
                p.meta.creative-to {
                    @match &one.leads_to {
                        Some(to) => (th!("Leads to {destination}", destination = html! { bdi { (to) } })),
                        None => (t!("Leads to the store's front page")),
                    }
                }
            }
            div.application-answers {
                @if may::open(&one.edit_href) { a.btn href=(one.edit_href) { (t!("Edit")) } }
                (post::button(&one.toggle, if one.shown { t!("Hide") } else { t!("Show") }, "btn"))
                @if one.archive.allowed() {
                    details {
                        summary.btn.btn-quiet { (t!("Archive…")) }
                        p.hint { (t!("Taken away for good: a picture vanishes from every page where it is posted.")) }
                        (post::button(&one.archive, t!("Archive"), "btn btn-danger"))
                    }
                }
            }
        }
    }
}
