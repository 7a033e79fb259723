//! All of one happening (`/admin/live/{place}`): a page of its own, or a sheet beside the list.

use super::row::{RowView, row};
use crate::t;
use crate::web::kit::page::{self, Header};
use maud::{Markup, html};

/// Everything about it.
#[derive(Debug, Clone)]
pub struct StoryView {
    /// As it stands in the list.
    pub row: RowView,
    /// What is known, by name.
    pub facts: Vec<(String, Markup)>,
    /// What would become of an order now; nothing for what is no click.
    pub if_bought: Vec<(String, Markup)>,
    /// As it is kept, JSON.
    pub raw: String,
}

/// The page's body.
pub fn story(v: &StoryView) -> Markup {
    let title = t!("What happened").to_owned();
    let back = Some((t!("Live").to_owned(), "/admin/live".to_owned()));
    html! {
        (page::header(&Header { back, title, ..Header::default() }))
        div.stack.narrow {
            section.card { ol.live-rows { (row(&v.row)) } }
            @if !v.if_bought.is_empty() { (page::card(t!("If they buy now"), &page::facts(&v.if_bought))) }
            (page::card(t!("Facts"), &page::facts(&v.facts)))
            (page::card(t!("As it is kept"), &html! { div.raw { pre tabindex="0" { (v.raw) } } }))
        }
    }
}
