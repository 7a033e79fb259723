//! Publishers of a program: who asks, who is in, and the form that invites one.

use super::{Frame, Place};
use crate::web::kit::banner::{Banner, Tone, notice};
use crate::web::kit::empty::{Empty, none_yet};
use crate::web::kit::field::{self, Field, FieldError};
use crate::web::kit::page::{self, Header, Tab};
use crate::web::kit::post::Post;
use crate::web::kit::{Icon, Stamp, avatar, chip};
use crate::{t, th};
use maud::{Markup, html};

/// How a membership stands.
#[derive(Debug, Clone)]
pub enum Standing {
    /// Somebody has to look.
    Asked,
    /// They are in.
    Active,
    /// They were turned down, and why.
    Declined(Option<String>),
    /// They were in, and why no more.
    Ended(Option<String>),
}

/// One publisher.
#[derive(Debug, Clone)]
pub struct PublisherRow {
    /// Where its forms go.
    pub action: String,
    /// The membership's id, for the forms' fields.
    pub id: String,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// Their site.
    pub site: String,
    /// When they asked, or were judged.
    pub at: Stamp,
    /// The partner that stands for them.
    pub partner: Option<String>,
    /// How it stands.
    pub standing: Standing,
}

/// The form that invites a publisher, as typed.
#[derive(Debug, Clone, Default)]
pub struct Invite {
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// Their site.
    pub site: String,
    /// What is wrong.
    pub errors: Vec<FieldError>,
}

/// Everything the page shows.
#[derive(Debug, Clone, Default)]
pub struct PublishersView {
    /// What all pages of the program have.
    pub frame: Frame,
    /// The page's own address.
    pub action: String,
    /// Waiting, active, declined, ended, all.
    pub tabs: Vec<Tab>,
    /// Guard against forged requests.
    pub csrf: String,
    /// The publishers, newest first.
    pub rows: Vec<PublisherRow>,
    /// One sentence of good news.
    pub news: Option<String>,
    /// What is wrong with an answer.
    pub errors: Vec<FieldError>,
    /// The form that invites one.
    pub invite: Invite,
}

/// The page's body.
pub fn render(v: &PublishersView) -> Markup {
    html! {
        div.reading {
            (page::header(&Header { back: Frame::back(), title: v.frame.name.clone(), ..Header::default() }))
            (v.frame.tabs(Place::Publishers))
            (page::tabs(t!("Publishers"), &v.tabs))
            div.stack {
                @if let Some(news) = &v.news {
                    (notice(&Banner { tone: Tone::Ok, text: news.clone(), action: None }))
                }
                (field::error_summary(&v.errors))
                @if v.rows.is_empty() { section.card { (none()) } }
                ul.applications { @for one in &v.rows { li.card #(one.id) { div.card-body.stack { (row(v, one)) } } } }
                (invite(v))
            }
        }
    }
}

fn none() -> Markup {
    none_yet(&Empty {
        text: t!("No publishers here. Cashback sites and networks ask to join, or you invite one below.")
            .into(),
        ..Empty::default()
    })
}

fn row(v: &PublishersView, one: &PublisherRow) -> Markup {
    html! {
        div.application-head {
            (avatar::avatar(&one.name))
            div { h2 { bdi { (one.name) } } p.meta { bdi dir="ltr" { (one.email) } " · " (one.at) } }
        }
        // Not a link: whoever asks must not be able to lead a signed-in owner somewhere.
        @if !one.site.is_empty() { p.meta.site { (Icon::Globe) bdi.code dir="ltr" { (one.site) } } }
        @match &one.standing {
            Standing::Asked => (answers(v, one)),
            Standing::Active => (active(v, one)),
            Standing::Declined(reason) => {
                p { (chip::status(chip::Status::Declined, t!("Declined"))) (why(reason.as_ref())) }
                (accept(v, one))
            }
            Standing::Ended(reason) => p { (chip::status(chip::Status::Info, t!("Ended"))) (why(reason.as_ref())) (partner(one)) },
        }
    }
}

fn why(reason: Option<&String>) -> Markup {
    html! { @if let Some(reason) = reason { " " (th!("Reason: {reason}", reason = reason)) } }
}

fn partner(one: &PublisherRow) -> Markup {
    html! { @if let Some(href) = &one.partner { " " a href=(href) { (t!("Their page")) } } }
}

fn accept(v: &PublishersView, one: &PublisherRow) -> Markup {
    let button = html! { button.btn.btn-primary type="submit" name="answer" value="accept" { (Icon::Check) (t!("Accept")) } };
    Post::to(&one.action, &v.csrf).form("", &button)
}

fn answers(v: &PublishersView, one: &PublisherRow) -> Markup {
    let post = Post::to(&one.action, &v.csrf);
    if !post.allowed() {
        return html! { p { (chip::plain(t!("Waiting"))) } };
    }
    let decline = html! {
        (reason_field(one, t!("Why? The publisher reads it."), true))
        button.btn.btn-danger type="submit" name="answer" value="decline" { (t!("Decline")) }
    };
    html! {
        div.application-answers {
            (accept(v, one))
            details { summary.btn { (t!("Decline…")) } (post.form("form", &decline)) }
        }
    }
}

fn active(v: &PublishersView, one: &PublisherRow) -> Markup {
    let end = html! {
        (reason_field(one, t!("Why? The publisher reads it."), false))
        button.btn.btn-danger type="submit" name="answer" value="end" { (t!("End membership")) }
    };
    let post = Post::to(&one.action, &v.csrf);
    html! {
        p { (chip::status(chip::Status::Approved, t!("Active"))) (partner(one)) }
        @if post.allowed() { details { summary.btn { (t!("End…")) } (post.form("form", &end)) } }
    }
}

fn reason_field(one: &PublisherRow, label: &str, required: bool) -> Markup {
    let id = format!("reason-{}", one.id);
    html! {
        div.field {
            label for=(id) { (label) }
            input.input id=(id) name="reason" required[required] dir="auto";
        }
    }
}

fn invite(v: &PublishersView) -> Markup {
    let form = &v.invite;
    let fields = html! {
        (field::error_summary(&form.errors))
        div.form-row {
            (Field::text("name", t!("Name of the site or company")).value(&form.name).required().autocomplete("off").errors(&form.errors))
            (Field::email("email", t!("E-mail")).value(&form.email).required().autocomplete("off").errors(&form.errors))
        }
        (Field::text("site", t!("Address of the site")).value(&form.site).optional().autocomplete("off").errors(&form.errors))
        div.form-actions { (field::submit(t!("Invite"))) }
    };
    page::card(t!("Invite a publisher"), &Post::to(&v.action, &v.csrf).form("form", &fields))
}
