//! Order, the Why page (`/admin/orders/{id}`): who was credited, why, and how the amount came about. It looks the
//! same when nobody was credited, because that needs explaining even more. Its lower half is in `parts.rs`.

use super::parts;
pub use super::parts::{AssignForm, Candidate, Delivery, Item, Posting, Refund};
use crate::web::kit::banner::{Banner, notice};
use crate::web::kit::chip::{self, Status};
use crate::web::kit::icon::Icon;
use crate::web::kit::money::Amount;
use crate::web::kit::page::{self, Action, Header};
use crate::web::kit::time::Stamp;
use crate::web::kit::timeline::{Node, timeline};
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
        /// Completes "Not credited, because ...": `no click or coupon came with it`.
        because: String,
        /// The exact thing to do so that the next order is credited.
        fix: Option<String>,
        /// Label and address of that thing.
        fix_action: Option<(String, String)>,
    },
    /// A person has to decide.
    InReview {
        /// Who would be credited.
        partner: String,
        /// What looked odd, in words.
        because: String,
    },
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
    /// The order in the store's own admin.
    pub store_href: Option<String>,
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
    /// Said above everything, for instance about test orders.
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
    /// Name and text about the rule version that decided.
    pub rule: Vec<(String, String)>,
    /// The rule's page.
    pub rule_href: Option<String>,
    /// Other things to do: reassign, decline.
    pub actions: Vec<Action>,
    /// What the store sent about it, oldest first.
    pub deliveries: Vec<Delivery>,
    /// Decides about the credit by hand.
    pub assign: Option<AssignForm>,
}

/// The page's body.
pub fn render(v: &OrderView) -> Markup {
    html! {
        (page::header(&head(v)))
        div.stack {
            @if let Some(one) = &v.notice { (notice(one)) }
            (verdict(v))
            div.cols-main {
                div.stack {
                    (page::card(why_title(&v.verdict), &timeline(&v.timeline)))
                    (parts::candidates(&v.candidates))
                    (parts::items(&v.items))
                    (parts::refunds(&v.refunds))
                    (parts::postings(&v.postings))
                    (parts::deliveries(&v.deliveries))
                }
                aside.stack {
                    (facts_card("Order", &v.facts))
                    (facts_card("Customer", &v.customer))
                    (rule_card(v))
                    @if let Some(form) = &v.assign { (parts::assign(form)) }
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
    let sub = html! {
        (v.total) " · " (v.placed)
        @if let Some(href) = &v.store_href { " · " a href=(href) rel="noopener" { "Open in store " (Icon::External) } }
    };
    Header {
        back: Some(("Orders".into(), v.orders_href.clone())),
        title: format!("Order {}", v.order),
        chips: vec![status],
        sub: Some(sub),
        actions: v.actions.clone(),
        controls: None,
    }
}

fn why_title(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Credited { .. } => "Why",
        Verdict::NotCredited { .. } => "Why not",
        Verdict::InReview { .. } => "Why it waits",
    }
}

fn verdict(v: &OrderView) -> Markup {
    match &v.verdict {
        Verdict::Credited { partner, href, by, because } => {
            let who = match href {
                Some(href) => html! { a href=(href) { bdi { (partner) } } },
                None => html! { bdi { (partner) } },
            };
            let title = html! { "Credited to " (who) " — " bdi { (by) } };
            verdict_box(v, "verdict", (&avatar_of(partner), &title, because), &html! {})
        }
        Verdict::NotCredited { because, fix, fix_action } => {
            let title = html! { "Not credited, because " (because) };
            let icon = html! { span.verdict-icon { (Icon::Ban) } };
            verdict_box(
                v,
                "verdict verdict-none",
                (&icon, &title, ""),
                &fix_box(fix.as_ref(), fix_action.as_ref()),
            )
        }
        Verdict::InReview { partner, because } => {
            let title = html! { "Waits for your decision: " bdi { (partner) } };
            verdict_box(v, "verdict verdict-review", (&avatar_of(partner), &title, because), &html! {})
        }
    }
}

fn avatar_of(partner: &str) -> Markup {
    crate::web::kit::avatar::large(partner)
}

fn verdict_box(
    v: &OrderView,
    class: &str,
    (icon, title, why): (&Markup, &Markup, &str),
    after: &Markup,
) -> Markup {
    html! {
        section class={ "card " (class) } aria-label="Verdict" {
            (icon)
            div { h2 { (title) } @if !why.is_empty() { p.why { (why) } } }
            @if let Some(commission) = &v.commission {
                div.verdict-sum { (commission) " " span.meta { "commission" } }
            }
            @if !v.maths.is_empty() { (maths(&v.maths)) }
            (after)
        }
    }
}

fn maths(terms: &[Term]) -> Markup {
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

fn fix_box(fix: Option<&String>, action: Option<&(String, String)>) -> Markup {
    html! {
        @if let Some(fix) = fix {
            div.fix {
                (Icon::Hint)
                p { (fix) @if let Some((label, href)) = action { " " a href=(href) { (label) } } }
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
                Some(href) => (page::card_with_link("Rule", ("See rule", href), &body)),
                None => (page::card("Rule", &body)),
            }
        }
    }
}

fn isolated(facts: &[(String, String)]) -> Vec<(String, Markup)> {
    facts.iter().map(|(name, text)| (name.clone(), html! { bdi { (text) } })).collect()
}
