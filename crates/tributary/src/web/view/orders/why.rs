//! Order, the Why page (`/admin/orders/{id}`): who was credited, why, and how the amount came about. It looks the
//! same when nobody was credited, because that needs explaining even more. Its lower half is in `parts.rs`.

use super::coupons::{self, Coupon};
pub use super::decide::DecideForms;
pub use super::parts::{Candidate, Delivery, Item, Posting, Refund, Signal, Told};
use super::rewards::{self, Rewards};
use super::{OrderRow, decide, parts};
use crate::web::kit::avatar;
use crate::web::kit::banner::{Banner, notice};
use crate::web::kit::chip::{self, Status};
use crate::web::kit::dialog::{Dialog, dialog};
use crate::web::kit::icon::Icon;
use crate::web::kit::money::Amount;
use crate::web::kit::page::{self, Header};
use crate::web::kit::post::{self, Post};
use crate::web::kit::time::Stamp;
use crate::web::kit::timeline::{Node, timeline};
use crate::web::kit::toast::{Toast, toast};
use crate::web::may;
use crate::{t, th};
use maud::{Markup, PreEscaped, html};

/// The answer, first thing on the page.
#[derive(Debug, Clone)]
pub enum Verdict {
    /// A partner earns.
    Credited {
        /// Who: `Sara Lind`.
        partner: String,
        /// That partner's page.
        href: Option<String>,
        /// By what: `coupon SARA10`.
        by: String,
        /// Why this and not another, one sentence.
        because: String,
    },
    /// Nobody earns.
    NotCredited {
        /// Why, one sentence with names and numbers.
        because: String,
        /// What would change it, the most likely first.
        remedies: Vec<Remedy>,
    },
}

/// One thing that would change it.
#[derive(Debug, Clone)]
pub struct Remedy {
    /// Its name for tests, in no language.
    pub name: &'static str,
    /// On the button.
    pub label: String,
    /// What the button does.
    pub way: Way,
}

impl Remedy {
    fn allowed(&self) -> bool {
        match &self.way {
            Way::Open(href) => may::open(href),
            Way::Do(post) | Way::Ask { post, .. } => post.allowed(),
        }
    }
}

/// What a remedy's button does.
#[derive(Debug, Clone)]
pub enum Way {
    /// Opens a page.
    Open(String),
    /// Does it at once.
    Do(Post),
    /// Asks why first.
    Ask {
        /// What is sent, with the note.
        post: Post,
        /// The question.
        question: String,
        /// The button that does it.
        send: String,
    },
}

/// Why a person should look at an order.
#[derive(Debug, Clone)]
pub struct ReviewBox {
    /// What looks odd.
    pub why: String,
    /// What happens if nobody decides.
    pub outcome: String,
    /// Lets it stand.
    pub uphold: Post,
}

/// One part of the commission maths. They are drawn in one line.
#[derive(Debug, Clone)]
pub enum Term {
    /// A bold figure: `12%`, `840.00 USD`.
    Figure(String),
    /// What stands between figures: `of`, `×`, `=`.
    Operator(String),
    /// A small remark after a figure: `1,050.00 − 210.00 tax, shipping not counted`.
    Note(String),
}

/// Everything the page shows.
#[derive(Debug, Clone)]
pub struct OrderView {
    /// Number as the store shows it.
    pub order: String,
    /// What was just done.
    pub toast: Option<Toast>,
    /// It is a test order: takes it away.
    pub test: Option<Post>,
    /// A person should look at it.
    pub review: Option<ReviewBox>,
    /// The list of orders.
    pub orders_href: String,
    /// When it was placed.
    pub placed: Stamp,
    /// Where the money stands.
    pub status: Status,
    /// Other words than the status's own: `Pending · payable 12 Jun`.
    pub status_word: Option<String>,
    /// Order total.
    pub total: Amount,
    /// What was decided.
    pub verdict: Verdict,
    /// What the partner earns after all refunds so far; none when not credited.
    pub commission: Option<Amount>,
    /// How the commission came about, in one line.
    pub maths: Vec<Term>,
    /// Whom it rewards for having sent its buyer; none where the rules never spoke of friends.
    pub rewards: Option<Rewards>,
    /// The friends' welcome coupons it carries.
    pub coupons: Vec<Coupon>,
    /// Said above everything, for instance that it was declined.
    pub notice: Option<Banner>,
    /// The Why timeline, oldest first.
    pub timeline: Vec<Node>,
    /// Everyone considered, winner first.
    pub candidates: Vec<Candidate>,
    /// Lines of the order.
    pub items: Vec<Item>,
    /// Refunds, oldest first.
    pub refunds: Vec<Refund>,
    /// Ledger lines caused by this order, oldest first.
    pub postings: Vec<Posting>,
    /// Name and text: status in the store, currency, channel, request id, ...
    pub facts: Vec<(String, String)>,
    /// Name and text about the customer, masked.
    pub customer: Vec<(String, String)>,
    /// The customer's other orders.
    pub others: Vec<OrderRow>,
    /// What speaks for or against it.
    pub signals: Vec<Signal>,
    /// What was told of it.
    pub told: Vec<Told>,
    /// Name and text about the rule version that decided.
    pub rule: Vec<(String, String)>,
    /// The rule's page.
    pub rule_href: Option<String>,
    /// What the store sent about it, oldest first.
    pub deliveries: Vec<Delivery>,
    /// Decides about it by hand.
    pub decide: Option<DecideForms>,
}

/// The page's body.
pub fn render(v: &OrderView) -> Markup {
    html! {
        @if let Some(one) = &v.toast { (toast(one)) }
        (page::header(&head(v)))
        div.stack.why {
            @if let Some(post) = &v.test { (test(post)) }
            @if let Some(one) = &v.notice { (notice(one)) }
            @if let Some(one) = &v.review { (review(one)) }
            (verdict(v))
            div.cols-main {
                div.stack {
                    (page::card(why_title(&v.verdict), &timeline(&v.timeline)))
                    (parts::candidates(&v.candidates))
                    @if let Some(one) = &v.rewards { (rewards::card(one)) }
                    (coupons::card(&v.coupons))
                    (parts::items(&v.items))
                    (parts::refunds(&v.refunds))
                    (parts::postings(&v.postings))
                    (parts::deliveries(&v.deliveries))
                    (parts::told(&v.told))
                }
                aside.stack {
                    @if let Some(forms) = &v.decide { (decide::forms(forms)) }
                    (facts_card(t!("Order"), &v.facts))
                    (facts_card(t!("Customer"), &v.customer))
                    (parts::others(&v.others))
                    (parts::signals(&v.signals))
                    (rule_card(v))
                }
            }
        }
    }
}

fn head(v: &OrderView) -> Header {
    let status = match &v.status_word {
        Some(word) => chip::status(v.status, word),
        None => html! { (v.status) },
    };
    let test = v.test.as_ref().map(|_| chip::status(Status::Review, t!("Test")));
    let title = match &v.verdict {
        Verdict::Credited { .. } => t!("Order {number}", number = v.order),
        Verdict::NotCredited { .. } => t!("{number} was not credited", number = v.order),
    };
    Header {
        back: Some((t!("Orders").into(), v.orders_href.clone())),
        title,
        chips: std::iter::once(status).chain(test).collect(),
        sub: Some(html! { (v.total) " · " (v.placed) }),
        actions: Vec::new(),
        controls: None,
    }
}

fn why_title(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Credited { .. } => t!("Why"),
        Verdict::NotCredited { .. } => t!("Why not"),
    }
}

fn test(post: &Post) -> Markup {
    html! {
        section.card.test-order aria-label=(t!("Test order")) data-testid="test-order" {
            (Icon::Review)
            p { (t!("This is a test order: your store knows nothing of it. It counts like any other until you remove it.")) }
            (post::button(post, t!("Remove the test order"), "btn"))
        }
    }
}

fn review(one: &ReviewBox) -> Markup {
    html! {
        section.card.review-box aria-label=(t!("Needs review")) data-testid="review" {
            (Icon::Review)
            div { h2 { (one.why) } p.meta { (one.outcome) } }
            (post::button(&one.uphold, t!("Leave it as it is"), "btn"))
        }
    }
}

fn verdict(v: &OrderView) -> Markup {
    match &v.verdict {
        Verdict::Credited { partner, href, by, because } => {
            let who = match href {
                Some(href) => html! { a href=(href) { bdi { (partner) } } },
                None => html! { bdi { (partner) } },
            };
            let title = th!("Credited to {name} — {by}", name = who, by = by);
            let title = html! { h2 { (title) } p.why { (because) } };
            verdict_box(v, "verdict", (&avatar::large(partner), &title), &html! {})
        }
        Verdict::NotCredited { because, remedies } => {
            let icon = html! { span.verdict-icon { (Icon::Ban) } };
            let title = html! { h2 data-testid="reason" { (because) } };
            verdict_box(v, "verdict verdict-none", (&icon, &title), &fixes(remedies))
        }
    }
}

fn verdict_box(v: &OrderView, class: &str, (icon, title): (&Markup, &Markup), after: &Markup) -> Markup {
    html! {
        section class={ "card " (class) } aria-label=(t!("Verdict")) data-testid="verdict" {
            (icon)
            div { (title) }
            @if let Some(commission) = &v.commission {
                div.verdict-sum { (commission) " " span.meta { (t!("commission")) } }
            }
            @if !v.maths.is_empty() { (maths(&v.maths)) }
            (after)
        }
    }
}

/// The first one stands out: it is the answer to "and now?".
fn fixes(remedies: &[Remedy]) -> Markup {
    let remedies: Vec<&Remedy> = remedies.iter().filter(|remedy| remedy.allowed()).collect();
    html! {
        @if !remedies.is_empty() {
            div.fixes data-testid="fix" {
                @for (at, remedy) in remedies.iter().enumerate() { (fix(remedy, at == 0)) }
            }
        }
    }
}

fn fix(remedy: &Remedy, first: bool) -> Markup {
    let class = if first { "btn btn-primary" } else { "btn" };
    let Remedy { name, label, way } = remedy;
    html! {
        span data-testid=(name) {
            @match way {
                Way::Open(href) => a class=(class) href=(href) { (label) },
                Way::Do(post) => (post::button(post, label, class)),
                Way::Ask { post, question, send } => (dialog(&Dialog {
                    id: format!("ask-{name}"),
                    open: html! { (label) },
                    class: class.into(),
                    title: question.clone(),
                    body: decide::note(&format!("note-{name}"), true),
                    post: post.clone(),
                    submit: send.clone(),
                    danger: false,
                })),
            }
        }
    }
}

pub(super) fn maths(terms: &[Term]) -> Markup {
    html! {
        p.maths {
            @for term in terms {
                @match term {
                    Term::Figure(text) => b.iso { (text) },
                    Term::Operator(text) => span.op { (text) },
                    Term::Note(text) => small { "(" (text) ")" },
                }
                (PreEscaped(" "))
            }
        }
    }
}

fn facts_card(title: &str, facts: &[(String, String)]) -> Markup {
    html! { @if !facts.is_empty() { (page::card(title, &page::facts(&isolated(facts)))) } }
}

fn rule_card(v: &OrderView) -> Markup {
    let body = page::facts(&isolated(&v.rule));
    html! {
        @if !v.rule.is_empty() {
            @match &v.rule_href {
                Some(href) => (page::card_with_link(t!("Rule"), (t!("See rule"), href), &body)),
                None => (page::card(t!("Rule"), &body)),
            }
        }
    }
}

fn isolated(facts: &[(String, String)]) -> Vec<(String, Markup)> {
    facts.iter().map(|(name, text)| (name.clone(), html! { bdi { (text) } })).collect()
}
