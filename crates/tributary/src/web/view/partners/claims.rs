//! Claims (`/admin/partners/claims`): orders that partners miss, what there is to say about each, and the three answers.

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

/// Something that was said about a claim before its answer.
#[derive(Debug, Clone)]
pub struct Said {
    /// By whom, as its reader calls them.
    pub by: String,
    /// What.
    pub text: String,
    /// When.
    pub at: Stamp,
}

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
    /// What was asked back, and what they replied.
    pub said: Vec<Said>,
    /// How it stands.
    pub state: State,
    /// What was answered, and by whom.
    pub answer: Option<(String, String)>,
    /// What there is to say, in a sentence.
    pub sentence: String,
    /// Why their own evidence did not win, or why nobody has it.
    pub reason: Option<String>,
    /// Who has it now.
    pub holder: Option<String>,
    /// The order, if exactly one fits: its id and page.
    pub order: Option<(String, String)>,
    /// Whether they have it already.
    pub is_theirs: bool,
    /// Their own clicks around it.
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
                sub: Some(html! { (t!("Orders that partners miss.")) }),
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
        (said(&one.said))
        p {
            strong { (one.sentence) } @if let Some(reason) = &one.reason { " " (reason) }
            @if let Some(holder) = &one.holder { " " (th!("{name} has it now.", name = html! { bdi { (holder) } })) }
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

/// What was said before an answer, oldest first.
pub fn said(all: &[Said]) -> Markup {
    html! {
        @if !all.is_empty() {
            ul.said { @for one in all {
                li { p.meta { (one.by) " · " (one.at) } p dir="auto" { bdi { (one.text) } } }
            } }
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
    let accept = html! {
        @match &one.order {
            Some((order, _)) => (field::hidden("order", order)),
            None => (numbered(one)),
        }
        (answer(&format!("yes-{}", one.id), t!("What do you want to say? They read it."), false))
        button.btn.btn-primary type="submit" name="verdict" value="accept" { (Icon::Check) (t!("Give them the order")) }
    };
    let ask = html! {
        (answer(&format!("ask-{}", one.id), t!("What do you want to know? They read it and answer."), true))
        button.btn.btn-primary type="submit" name="verdict" value="ask" { (t!("Ask")) }
    };
    let decline = html! {
        (answer(&format!("no-{}", one.id), t!("Why? They read it."), true))
        button.btn.btn-danger type="submit" name="verdict" value="decline" { (t!("Decline")) }
    };
    html! {
        div.application-answers {
            @if !one.is_theirs {
                details { summary.btn.btn-primary { (t!("Credit…")) } (post.form("form", &accept)) }
            }
            details { summary.btn { (t!("Ask back…")) } (post.form("form", &ask)) }
            details { summary.btn { (t!("Decline…")) } (post.form("form", &decline)) }
        }
    }
}

/// Where nothing fits what they remember, the store may know the order by its number.
fn numbered(one: &ClaimCard) -> Markup {
    let id = format!("number-{}", one.id);
    html! {
        div.field {
            label for=(id) { (t!("Order's number")) }
            input.input id=(id) name="number" required autocomplete="off" dir="ltr";
        }
    }
}
