//! One event: what it says, and whom it was told to.

use super::named_code;
use crate::t;
use crate::web::kit::chip::{self, Status};
use crate::web::kit::page::{self, Header};
use crate::web::kit::post::{self, Post};
use crate::web::kit::time::Stamp;
use crate::web::kit::toast::{self, Toast};
use maud::{Markup, html};

/// Everything the page shows.
#[derive(Debug, Clone)]
pub struct EventView {
    /// Its id.
    pub id: String,
    /// Its kind.
    pub kind: String,
    /// When.
    pub when: Stamp,
    /// What it is about, and its page.
    pub object: Option<(String, String)>,
    /// As it is told.
    pub body: String,
    /// Each telling: its page, where to, colour, word.
    pub told: Vec<(String, String, Status, String)>,
    /// Tells it again.
    pub resend: Post,
    /// What was just done.
    pub done: Option<Toast>,
}

/// The page's body.
pub fn render(v: &EventView) -> Markup {
    let head = Header {
        back: Some((t!("Logs & events").into(), "/admin/developers/logs?tab=events".into())),
        title: v.kind.clone(),
        sub: Some(html! { span dir="ltr" translate="no" { (v.id) } " · " (v.when) }),
        controls: (!v.told.is_empty()).then(|| post::button(&v.resend, t!("Send again"), "btn btn-primary")),
        ..Header::default()
    };
    let told = html! {
        @if v.told.is_empty() { p.meta { (t!("Nobody wanted it when it happened.")) } }
        ul.plain-list {
            @for (href, url, status, word) in &v.told { li { a href=(href) dir="ltr" { bdi { (url) } } " " (chip::status(*status, word)) } }
        }
    };
    html! {
        (page::header(&head))
        div.stack.developers {
            @if let Some(done) = &v.done { (toast::toast(done)) }
            @if let Some((id, href)) = &v.object { p { (t!("About")) " " a href=(href) dir="ltr" translate="no" { (id) } } }
            (page::card(t!("Deliveries"), &told))
            (page::card(t!("As it is told"), &named_code(t!("Body"), &v.body)))
        }
    }
}
