//! How clicks get to the shop and sales get back: the script with its hash, the redirect page with its test.

use super::postbacks::{self, PostbacksCard};
use super::{Frame, Place};
use crate::web::kit::Icon;
use crate::web::kit::banner::{Banner, Tone, notice};
use crate::web::kit::copy;
use crate::web::kit::field::{self, Field, FieldError};
use crate::web::kit::page::{self, Header};
use crate::web::kit::post::Post;
use crate::web::view::settings::checks::{self, CheckRow};
use crate::{t, th};
use maud::{Markup, html};

/// A redirect page ready to be put on a server.
#[derive(Debug, Clone, Default)]
pub struct Ready {
    /// For what.
    pub label: String,
    /// Where it is.
    pub href: String,
}

/// Everything the page shows.
#[derive(Debug, Clone, Default)]
pub struct TrackingView {
    /// What all pages of the program have.
    pub frame: Frame,
    /// Where the form goes.
    pub action: String,
    /// Where it goes to be tried.
    pub test: String,
    /// Guard against forged requests.
    pub csrf: String,
    /// What stands in the head of each page of the shop.
    pub snippet: String,
    /// What stands on the page behind a purchase.
    pub purchase: String,
    /// The script's hash.
    pub integrity: String,
    /// The redirect page's address, as saved or typed.
    pub page: String,
    /// Redirect pages, set up for this shop.
    pub ready: Vec<Ready>,
    /// How the test went, in a sentence, and step by step.
    pub tried: Option<(String, Vec<CheckRow>)>,
    /// Addresses that other systems call.
    pub postbacks: PostbacksCard,
    /// One sentence of good news.
    pub news: Option<String>,
    /// What is wrong with the form.
    pub errors: Vec<FieldError>,
}

/// The page's body.
pub fn render(v: &TrackingView) -> Markup {
    html! {
        div.reading {
            (page::header(&Header { back: Frame::back(), title: v.frame.name.clone(), ..Header::default() }))
            (v.frame.tabs(Place::Tracking))
            div.stack {
                @if let Some(news) = &v.news {
                    (notice(&Banner { tone: Tone::Ok, text: news.clone(), action: None }))
                }
                (page::card(t!("Redirect page"), &redirect_page(v)))
                (page::card(t!("Script"), &script(v)))
                (postbacks::card(&v.postbacks))
            }
        }
    }
}

fn redirect_page(v: &TrackingView) -> Markup {
    let field = Field::text("page", t!("Its address"))
        .value(&v.page)
        .placeholder("https://shop.example/retrack")
        .optional()
        .errors(&v.errors)
        .hint(t!("With an address here, all links of this program lead over it. Empty: they lead straight to the shop."));
    let fields = html! { (field::error_summary(&v.errors)) (field) };
    let send = html! {
        div.form-actions {
            button.btn.btn-primary type="submit" { (t!("Save")) }
            button.btn type="submit" formaction=(v.test) data-busy { (Icon::Webhook) (t!("Test the redirect page")) }
        }
    };
    html! {
        div.form {
            p.muted {
                (t!("A page on the shop's own host that keeps the click in a cookie and sends the visitor on. So the shop's server knows the click when somebody buys, days later and without any script."))
            }
            div.row {
                @for one in &v.ready {
                    a.btn href=(one.href) download { (Icon::Download) bdi { (one.label) } }
                }
            }
            (Post::to(&v.action, &v.csrf).settings("form", &fields, &send))
            @if let Some((verdict, rows)) = &v.tried {
                div #tried {
                    p role="status" { strong { (verdict) } }
                    (checks::render(rows))
                }
            }
        }
    }
}

fn script(v: &TrackingView) -> Markup {
    html! {
        div.form {
            p.muted {
                (t!("Tells of sales from the buyer's browser. What only a browser has told stays pending until the shop's server says the same: together they are one sale."))
            }
            ol.howto {
                li {
                    p { (t!("In the head of every page:")) }
                    (copy::block("snippet", &v.snippet))
                }
                li {
                    p { (t!("On the page behind a purchase:")) }
                    (copy::block("purchase", &v.purchase))
                }
            }
            (copy::labelled("integrity", t!("Hash of the script"), &v.integrity,
                Some(t!("A browser runs nothing else under this hash. The address with the hash in it stays as it is for ever."))))
            p.hint { (th!("What it tells, and what became of it, is listed under {place}.", place = deliveries())) }
        }
    }
}

fn deliveries() -> Markup {
    html! { a href="/admin/settings/stores#deliveries" { (t!("Stores & integrations")) } }
}
