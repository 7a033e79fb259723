//! A program's public page, as its owner sets it.

use super::{Frame, Place};
use crate::t;
use crate::web::kit::Icon;
use crate::web::kit::banner::{Banner, Tone, notice};
use crate::web::kit::copy;
use crate::web::kit::field::{self, Field, FieldError};
use crate::web::kit::page::{self, Action, Header};
use crate::web::kit::post::Post;
use maud::{Markup, html};

/// Everything the page shows.
#[derive(Debug, Clone, Default)]
pub struct JoinSettings {
    /// What all pages of the program have.
    pub frame: Frame,
    /// Where the form goes.
    pub action: String,
    /// Guard against forged requests.
    pub csrf: String,
    /// What stands before the address's own part.
    pub prefix: String,
    /// What stands in its address, as typed.
    pub slug: String,
    /// Whether people can apply.
    pub open: bool,
    /// Whether whoever applies is a partner at once.
    pub automatic: bool,
    /// The page's whole address, once it is open.
    pub url: Option<String>,
    /// Applications that wait.
    pub waiting: Option<(String, String)>,
    /// One sentence of good news.
    pub news: Option<String>,
    /// What is wrong with the form.
    pub errors: Vec<FieldError>,
}

/// The page's body.
pub fn render(v: &JoinSettings) -> Markup {
    let look = v.url.clone().map(|href| Action {
        label: t!("Look at it").to_owned(),
        href,
        icon: Some(Icon::External),
        primary: false,
    });
    html! {
        div.reading {
            (page::header(&Header {
                back: Frame::back(),
                title: v.frame.name.clone(),
                actions: look.into_iter().collect(),
                ..Header::default()
            }))
            (v.frame.tabs(Place::Join))
            div.stack {
                @if let Some(news) = &v.news {
                    (notice(&Banner { tone: Tone::Ok, text: news.clone(), action: None }))
                }
                @if let Some((text, href)) = &v.waiting {
                    (notice(&Banner {
                        tone: Tone::Info, text: text.clone(), action: Some((t!("Look at them").to_owned(), href.clone())),
                    }))
                }
                (page::card(t!("Page on which people apply"), &form(v)))
            }
        }
    }
}

fn form(v: &JoinSettings) -> Markup {
    let fields = html! {
            (field::error_summary(&v.errors))
            @if let Some(url) = &v.url { (copy::labelled("join-url", t!("Its address"), url, None)) }
            (field::checkbox("open", t!("Open for applications"), Some(t!("Everybody who has the address can read the terms and apply.")), v.open))
            (field::checkbox("automatic", t!("Approve everybody at once"),
                Some(t!("Without this, each application waits until somebody of your team looks at it.")), v.automatic))
            (Field::text("slug", t!("Address")).prefix(&v.prefix).value(&v.slug).required().errors(&v.errors)
                .hint(t!("Letters, digits and hyphens. An address that was handed out should stay as it is.")))
    };
    let send = html! { div.form-actions { (field::submit(t!("Save"))) } };
    Post::to(&v.action, &v.csrf).settings("form", &fields, &send)
}
