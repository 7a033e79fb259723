//! Claims (`/admin/partners/claims`): sales that publishers miss, what there is to say about each, and the two answers.

use crate::web::kit::banner::{Banner, Tone, notice};
use crate::web::kit::empty::{Empty, none_yet};
use crate::web::kit::field::{self, FieldError};
use crate::web::kit::icon::Icon;
use crate::web::kit::page::{self, Header, Tab};
use crate::web::kit::post::Post;
use crate::web::kit::time::Stamp;
use crate::web::view::publisher::claims::{clicks, standing};
use crate::{t, th};
use maud::{Markup, html};
use tributary_engine::claim::State;

/// One claim.
#[derive(Debug, Clone)]
pub struct ClaimCard {
    /// Its id, for the anchor.
    pub id: String,
    /// Where the answer is sent.
    pub action: String,
    /// What people call it.
    pub title: String,
    /// Who misses it: their page and name.
    pub partner: (String, String),
    /// When it was made.
    pub made: Stamp,
    /// What they say.
    pub note: String,
    /// What they remember: names and values.
    pub facts: Vec<(String, Markup)>,
    /// How it stands.
    pub state: State,
    /// What was answered, and by whom.
    pub answer: Option<(String, String)>,
    /// What there is to say, in a sentence.
    pub sentence: String,
    /// Why the publisher's own evidence did not win.
    pub reason: Option<String>,
    /// The order, if exactly one fits: its id and page.
    pub order: Option<(String, String)>,
    /// Whether the publisher has it already.
    pub is_theirs: bool,
    /// The publisher's own clicks around it.
    pub clicks: Vec<(Stamp, String)>,
}

/// Everything the page shows.
#[derive(Debug, Clone, Default)]
pub struct ClaimsView {
    /// By how they stand.
    pub tabs: Vec<Tab>,
    /// The claims, newest first.
    pub rows: Vec<ClaimCard>,
    /// What was just done.
    pub news: Option<String>,
    /// What is wrong with an answer.
    pub errors: Vec<FieldError>,
    /// Guard of the forms.
    pub csrf: String,
}

/// The page's body.
pub fn render(v: &ClaimsView) -> Markup {
    html! {
        div.reading {
            (page::header(&Header {
                back: Some((t!("Partners").to_owned(), "/admin/partners".to_owned())),
                title: t!("Claims").to_owned(),
                sub: Some(html! { (t!("Sales that publishers miss.")) }),
                ..Header::default()
            }))
            (page::tabs(t!("Claims"), &v.tabs))
            @if let Some(news) = &v.news {
                (notice(&Banner { tone: Tone::Ok, text: news.clone(), action: None }))
            }
            (field::error_summary(&v.errors))
            @if v.rows.is_empty() {
                section.card { (none_yet(&Empty { text: t!("No claims here.").into(), ..Empty::default() })) }
            }
            ul.applications { @for one in &v.rows { li.card #(one.id) { div.card-body.stack { (card(v, one)) } } } }
        }
    }
}

fn card(v: &ClaimsView, one: &ClaimCard) -> Markup {
    html! {
        div {
            div.row { h2.card-title { bdi { (one.title) } } (standing(one.state)) }
            p.meta { a href=(one.partner.0) { bdi { (one.partner.1) } } " · " (one.made) }
        }
        @if !one.note.is_empty() { p dir="auto" { bdi { (one.note) } } }
        @if !one.facts.is_empty() { (page::facts(&one.facts)) }
        p {
            strong { (one.sentence) } @if let Some(reason) = &one.reason { " " (reason) }
            @if let Some((_, href)) = &one.order { " " a href=(href) { (t!("Why?")) } }
        }
        (clicks(&one.clicks))
        @match &one.answer {
            Some((answer, by)) => {
                @if !answer.is_empty() { p dir="auto" { (th!("Answered: {answer}", answer = answer)) } }
                p.meta { bdi { (by) } }
            },
            None => (answers(v, one)),
        }
    }
}

fn answers(v: &ClaimsView, one: &ClaimCard) -> Markup {
    let post = Post::to(&one.action, &v.csrf);
    let answer = |id: &str, label: &str, required: bool| {
        html! {
            div.field {
                label for=(id) { (label) }
                input.input id=(id) name="answer" required[required] dir="auto";
            }
        }
    };
    let accept = |order: &str| {
        html! {
            (field::hidden("order", order))
            (answer(&format!("yes-{}", one.id), t!("What do you want to say? The publisher reads it."), false))
            button.btn.btn-primary type="submit" name="verdict" value="accept" { (Icon::Check) (t!("Give them the order")) }
        }
    };
    let decline = html! {
        (answer(&format!("no-{}", one.id), t!("Why? The publisher reads it."), true))
        button.btn.btn-danger type="submit" name="verdict" value="decline" { (t!("Decline")) }
    };
    html! {
        div.application-answers {
            @if let Some((order, _)) = one.order.as_ref().filter(|_| !one.is_theirs) {
                details { summary.btn.btn-primary { (t!("Accept…")) } (post.form("form", &accept(order))) }
            }
            details { summary.btn { (t!("Decline…")) } (post.form("form", &decline)) }
        }
    }
}
