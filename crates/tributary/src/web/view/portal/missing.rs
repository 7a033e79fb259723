//! Orders that a partner misses (`/partner/earnings/missing`): the form, and how each report stands. Of others nothing is said but
//! how they won.

use super::nav::{self, Here};
use crate::web::kit::banner::{Banner, Tone, notice};
use crate::web::kit::field::{self, Field, FieldError};
use crate::web::kit::page;
use crate::web::kit::post::Post;
use crate::web::kit::time::Stamp;
use crate::web::view::partners::claims::{Said, said};
use crate::web::view::publisher::claims::{reply, standing};
use crate::{t, th};
use maud::{Markup, html};
use tributary_engine::claim::State;

/// What was typed into the form.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    /// The order's number.
    pub number: String,
    /// The day it was bought.
    pub day: String,
    /// For how much.
    pub amount: String,
    /// What else there is to say.
    pub note: String,
}

/// One report.
#[derive(Debug, Clone)]
pub struct ReportCard {
    /// Its id, for the anchor.
    pub id: String,
    /// What people call the order.
    pub title: String,
    /// At which store, where that has to be said.
    pub store: Option<String>,
    /// When it was made.
    pub made: Stamp,
    /// What the partner remembers: names and values.
    pub facts: Vec<(String, Markup)>,
    /// What they say.
    pub note: String,
    /// How it stands.
    pub state: State,
    /// What the store answered.
    pub answer: Option<String>,
    /// What it asked back, and what was replied.
    pub said: Vec<Said>,
    /// The form that replies, while the store waits for that.
    pub reply: Option<Post>,
    /// What there is to say now, in a sentence.
    pub sentence: String,
    /// Why the partner's own evidence did not win.
    pub reason: Option<String>,
}

/// Everything the page shows.
#[derive(Debug, Clone, Default)]
pub struct MissingView {
    /// What was typed.
    pub typed: Typed,
    /// What is wrong with it.
    pub errors: Vec<FieldError>,
    /// What was just done.
    pub news: Option<String>,
    /// The store that the form is for, where that has to be said.
    pub store: Option<String>,
    /// In which currency the store sells.
    pub currency: String,
    /// The reports, newest first.
    pub rows: Vec<ReportCard>,
    /// Guard against forged requests.
    pub csrf: String,
}

/// The page's body.
pub fn render(v: &MissingView) -> Markup {
    html! {
        div.portal.stack {
            h1 { (t!("Missing orders")) }
            (nav::tabs(Here::Earnings))
            @if let Some(news) = &v.news {
                (notice(&Banner { tone: Tone::Ok, text: news.clone(), action: None }))
            }
            (field::error_summary(&v.errors))
            (form(v))
            @for one in &v.rows { (report(one)) }
        }
    }
}

fn form(v: &MissingView) -> Markup {
    let typed = &v.typed;
    let inside = html! {
        @if let Some(store) = &v.store { p { strong { (th!("For an order at {store}", store = html! { bdi { (store) } })) } } }
        p { (t!("Tell the store what you know. You see at once what is known about it here, and the store answers.")) }
        (Field::text("order_number", t!("Order's number")).value(&typed.number).optional().autocomplete("off").errors(&v.errors))
        p.hint { (t!("If you do not know the number, the day and the amount will do.")) }
        div.form-row {
            (Field::day("bought_at", t!("Day")).value(&typed.day).optional().errors(&v.errors))
            (Field::number("amount", t!("Amount")).value(&typed.amount).optional().placeholder("49.90").suffix(&v.currency).errors(&v.errors))
        }
        div.field {
            label for="note" { (t!("Note")) " " span.optional { (t!("(optional)")) } }
            textarea.input #note name="note" rows="2" dir="auto" maxlength="2000" { (typed.note) }
        }
        div.form-actions { button.btn.btn-primary type="submit" { (t!("Report it")) } }
    };
    page::card(
        t!("Report a missing order"),
        &Post::to("/partner/earnings/missing", &v.csrf).form("form", &inside),
    )
}

fn report(one: &ReportCard) -> Markup {
    html! {
        section.card #(one.id) { div.card-body.stack {
            div.row { h2.card-title { bdi { (one.title) } } (standing(one.state)) }
            p.meta { (one.made) @if let Some(store) = &one.store { " · " bdi { (store) } } }
            @if !one.facts.is_empty() { (page::facts(&one.facts)) }
            @if !one.note.is_empty() { p dir="auto" { bdi { (one.note) } } }
            (said(&one.said))
            @if let Some(answer) = &one.answer { p dir="auto" { (th!("The store says: {answer}", answer = answer)) } }
            p { strong { (one.sentence) } @if let Some(reason) = &one.reason { " " (reason) } }
            @if let Some(post) = &one.reply { (reply(post, &one.id)) }
        } }
    }
}
