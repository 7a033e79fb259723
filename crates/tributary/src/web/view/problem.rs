//! When a page cannot be shown: what happened, what to do, and a number to quote.

use crate::web::kit::copy;
use crate::{t, th};
use maud::{Markup, html};

/// Everything the page shows.
#[derive(Debug, Clone, Default)]
pub struct ProblemView {
    /// HTTP status.
    pub status: u16,
    /// What happened: `This page does not exist`.
    pub title: String,
    /// Why, and how to go on.
    pub text: String,
    /// Number under which the log knows this request.
    pub request_id: Option<String>,
    /// Where to go instead.
    pub home_href: String,
}

impl ProblemView {
    /// No such page.
    pub fn not_found(home_href: &str) -> Self {
        Self {
            status: 404,
            title: t!("This page does not exist").into(),
            text: t!("The link may be old, or the thing it pointed to was removed.").into(),
            request_id: None,
            home_href: home_href.into(),
        }
    }

    /// Our mistake.
    pub fn broken(home_href: &str, request_id: &str) -> Self {
        Self {
            status: 500,
            title: t!("Something broke on our side").into(),
            text: t!("It was nothing you did. Try again; if it stays, look for this number in the log.")
                .into(),
            request_id: Some(request_id.into()),
            home_href: home_href.into(),
        }
    }
}

/// The page's body, for the bare frame or the shell.
pub fn render(v: &ProblemView) -> Markup {
    html! {
        div.problem {
            p.big aria-hidden="true" { (v.status) }
            h1 { (v.title) }
            p { (v.text) }
            div.row { a.btn.btn-primary.btn-lg href=(v.home_href) { (t!("Go to overview")) } }
            @if let Some(id) = &v.request_id { p.meta { (th!("Request {id}", id = copy::pill(id, id))) } }
        }
    }
}
