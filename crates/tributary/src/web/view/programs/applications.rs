//! Applications (`/admin/partners/applications`): what people wrote, and the two answers to it.

use crate::web::kit::banner::{Banner, Tone, notice};
use crate::web::kit::empty::{Empty, none_yet};
use crate::web::kit::field::{self, FieldError};
use crate::web::kit::page::{self, Header, Tab};
use crate::web::kit::post::Post;
use crate::web::kit::{Icon, Stamp, avatar, chip};
use crate::{t, th};
use maud::{Markup, html};

/// How an application stands.
#[derive(Debug, Clone)]
pub enum Standing {
    /// Somebody has to look.
    Waiting,
    /// They are this partner.
    Approved(String),
    /// They were turned down, and why.
    Declined(String),
}

/// One application.
#[derive(Debug, Clone)]
pub struct ApplicationRow {
    /// Where its forms go.
    pub action: String,
    /// Its id, for the forms' fields.
    pub id: String,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// Where they live.
    pub country: String,
    /// Their site or profiles.
    pub site: String,
    /// How they will promote.
    pub promotes: String,
    /// When they applied.
    pub at: Stamp,
    /// How it stands.
    pub standing: Standing,
}

/// Everything the page shows.
#[derive(Debug, Clone, Default)]
pub struct ApplicationsView {
    /// All, waiting, approved, declined.
    pub tabs: Vec<Tab>,
    /// Guard against forged requests.
    pub csrf: String,
    /// The applications, newest first.
    pub rows: Vec<ApplicationRow>,
    /// One sentence of good news.
    pub news: Option<String>,
    /// What is wrong with an answer.
    pub errors: Vec<FieldError>,
    /// The page on which people apply, if it is open.
    pub join: Option<String>,
}

/// The page's body.
pub fn render(v: &ApplicationsView) -> Markup {
    html! {
        div.reading {
            (page::header(&Header {
                back: Some((t!("Partners").to_owned(), "/admin/partners".to_owned())),
                title: t!("Applications").to_owned(),
                ..Header::default()
            }))
            (page::tabs(t!("Applications"), &v.tabs))
            @if let Some(news) = &v.news {
                (notice(&Banner { tone: Tone::Ok, text: news.clone(), action: None }))
            }
            (field::error_summary(&v.errors))
            @if v.rows.is_empty() { (none(v)) }
            ul.applications { @for one in &v.rows { li.card #(one.id) { div.card-body.stack { (row(v, one)) } } } }
        }
    }
}

fn none(v: &ApplicationsView) -> Markup {
    html! {
        section.card {
            (none_yet(&Empty {
                text: t!("No applications here. People apply on your join page.").into(),
                action: Some(match &v.join {
                    Some(join) => (t!("Open your join page").into(), join.clone()),
                    None => (t!("Set up a join page").into(), "/admin/programs".into()),
                }),
                other: None,
            }))
        }
    }
}

fn row(v: &ApplicationsView, one: &ApplicationRow) -> Markup {
    html! {
        div.application-head {
            (avatar::avatar(&one.name))
            div { h2 { bdi { (one.name) } }
                p.meta { bdi dir="ltr" { (one.email) } @if !one.country.is_empty() { " · " bdi { (one.country) } } " · " (one.at) } }
        }
        p dir="auto" { bdi { (one.promotes) } }
        // Not a link: whoever applies must not be able to lead a signed-in owner somewhere.
        @if !one.site.is_empty() { p.meta.site { (Icon::Globe) bdi.code dir="ltr" { (one.site) } } }
        @match &one.standing {
            Standing::Waiting => (answers(v, one)),
            Standing::Approved(href) => p { (chip::status(chip::Status::Approved, t!("Approved"))) " " a href=(href) { (t!("Their page")) } },
            Standing::Declined(reason) => p { (chip::status(chip::Status::Declined, t!("Declined"))) " " (th!("Reason: {reason}", reason = reason)) },
        }
    }
}

fn answers(v: &ApplicationsView, one: &ApplicationRow) -> Markup {
    let reason = format!("reason-{}", one.id);
    let post = Post::to(&one.action, &v.csrf);
    if !post.allowed() {
        return html! { p { (chip::plain(t!("Waiting"))) } };
    }
    let approve = html! { button.btn.btn-primary type="submit" name="answer" value="approve" { (Icon::Check) (t!("Approve")) } };
    let decline = html! {
        div.field {
            label for=(reason) { (t!("Why? The applicant reads it.")) }
            input.input id=(reason) name="reason" required dir="auto";
        }
        button.btn.btn-danger type="submit" name="answer" value="decline" { (t!("Decline")) }
    };
    html! {
        div.application-answers {
            (post.form("", &approve))
            details { summary.btn { (t!("Decline…")) } (post.form("form", &decline)) }
        }
    }
}
