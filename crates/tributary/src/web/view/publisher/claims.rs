//! Sales that a publisher misses: a form, and what became of each claim with what there is to say about it.

use crate::web::kit::banner::{Banner, Tone, notice};
use crate::web::kit::chip;
use crate::web::kit::empty::{Empty, none_yet};
use crate::web::kit::field::{self, Field, FieldError, Select, error_for};
use crate::web::kit::icon::Icon;
use crate::web::kit::page::{self, Tab};
use crate::web::kit::post::Post;
use crate::web::kit::time::Stamp;
use crate::web::view::partners::claims::{Said, said};
use crate::{t, th};
use maud::{Markup, html};
use tributary_engine::claim::State;

/// What was typed into the form.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    /// The program's id.
    pub program: String,
    /// The order's number.
    pub number: String,
    /// When it was bought.
    pub bought_at: String,
    /// For how much.
    pub amount: String,
    /// After which click.
    pub click: String,
    /// What else there is to say.
    pub note: String,
}

/// One claim.
#[derive(Debug, Clone)]
pub struct ClaimRow {
    /// Its id, for the anchor.
    pub id: String,
    /// What people call it.
    pub title: String,
    /// The program.
    pub program: String,
    /// When it was made.
    pub made: Stamp,
    /// How it stands.
    pub state: State,
    /// What the store answered.
    pub answer: Option<String>,
    /// What it asked back, and what was replied.
    pub said: Vec<Said>,
    /// The form that replies, while it waits for that.
    pub reply: Option<Post>,
    /// What there is to say now, in a sentence.
    pub sentence: String,
    /// Why the publisher's own evidence did not win.
    pub reason: Option<String>,
    /// The publisher's own clicks around it.
    pub clicks: Vec<(Stamp, String)>,
}

/// Everything the page shows.
#[derive(Debug, Clone, Default)]
pub struct ClaimsView {
    /// The two lists there are.
    pub tabs: Vec<Tab>,
    /// Programs to choose from: id and name.
    pub programs: Vec<(String, String)>,
    /// What was typed.
    pub typed: Typed,
    /// What is wrong with it.
    pub errors: Vec<FieldError>,
    /// Whether one was just made.
    pub made: bool,
    /// The claims, newest first.
    pub rows: Vec<ClaimRow>,
    /// Guard against forged requests.
    pub csrf: String,
}

/// The page's body.
pub fn render(v: &ClaimsView) -> Markup {
    html! {
        h1 { (t!("Claims")) }
        (page::segments(t!("Transactions and claims"), &v.tabs))
        @if v.made {
            (notice(&Banner { tone: Tone::Ok, text: t!("The store sees your claim. What there is to say about it already stands below.").to_owned(), action: None }))
        }
        (field::error_summary(&v.errors))
        @if v.programs.is_empty() {
            section.card { (none_yet(&Empty {
                text: t!("Join a program first: claims are about its orders.").into(),
                action: Some((t!("Programs").into(), "/publisher".into())),
                other: None,
            })) }
        } @else { (form(v)) }
        @for one in &v.rows { (claim(one)) }
    }
}

fn form(v: &ClaimsView) -> Markup {
    let typed = &v.typed;
    let program = Select {
        name: "program",
        label: t!("Program"),
        options: &v.programs,
        selected: &typed.program,
        error: error_for(&v.errors, "program"),
        ..Select::default()
    };
    let inside = html! {
        div.form-row {
            (program)
            (Field::text("order_number", t!("Order's number")).value(&typed.number).optional().autocomplete("off").errors(&v.errors))
        }
        p.hint { (t!("If you do not know the number, the moment and the amount will do.")) }
        div.form-row {
            (Field::moment("bought_at", t!("Bought at (UTC)")).value(&typed.bought_at).optional().errors(&v.errors))
            (Field::number("amount", t!("Amount")).value(&typed.amount).optional().placeholder("49.90").errors(&v.errors))
            (Field::text("click", t!("Click id")).value(&typed.click).optional().placeholder("clk_…").errors(&v.errors))
        }
        div.field {
            label for="note" { (t!("Note")) " " span.optional { (t!("(optional)")) } }
            textarea.input id="note" name="note" rows="2" dir="auto" { (typed.note) }
        }
        div.form-actions { button.btn.btn-primary type="submit" { (t!("Claim it")) } }
    };
    page::card(
        t!("A sale is missing?"),
        &Post::to("/publisher/transactions/claims", &v.csrf).form("form", &inside),
    )
}

/// How a claim stands.
pub fn standing(state: State) -> Markup {
    match state {
        State::Open => chip::status(chip::Status::Pending, t!("Waiting")),
        State::Asked => chip::status(chip::Status::Info, t!("Asked back")),
        State::Accepted => chip::status(chip::Status::Approved, t!("Accepted")),
        State::Declined => chip::status(chip::Status::Declined, t!("Declined")),
    }
}

fn claim(one: &ClaimRow) -> Markup {
    html! {
        section.card #(one.id) { div.card-body.stack {
            div.row { h2.card-title { bdi { (one.title) } } (standing(one.state)) }
            p.meta { bdi { (one.program) } " · " (one.made) }
            @if let Some(answer) = &one.answer { p dir="auto" { (th!("The store says: {answer}", answer = answer)) } }
            p { strong { (one.sentence) } @if let Some(reason) = &one.reason { " " (reason) } }
            (said(&one.said))
            @if let Some(post) = &one.reply { (reply(post, &one.id)) }
            (clicks(&one.clicks))
        } }
    }
}

/// The form that answers what the store has asked.
pub fn reply(post: &Post, id: &str) -> Markup {
    let field = format!("answer-{id}");
    let inside = html! {
        div.field {
            label for=(field) { (t!("Your answer")) }
            textarea.input id=(field) name="answer" rows="2" dir="auto" required maxlength="2000" {}
        }
        div.form-actions { button.btn.btn-primary type="submit" { (t!("Send")) } }
    };
    post.form("form", &inside)
}

/// Clicks around a purchase.
pub fn clicks(clicks: &[(Stamp, String)]) -> Markup {
    html! {
        @if clicks.is_empty() { p.meta { (t!("No click is known in the 30 days before.")) } }
        @else {
            details {
                summary.btn.btn-quiet { (crate::n!("{n} click in the 30 days before", "{n} clicks in the 30 days before", i64::try_from(clicks.len()).unwrap_or(0))) " " (Icon::Down) }
                ul.portal-links { @for (at, outcome) in clicks { li { (at) " " span.meta { (outcome) } } } }
            }
        }
    }
}
