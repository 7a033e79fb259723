//! One customer (`/admin/customers/{id}`).

use super::list::Cell;
use super::wallet::{WalletLine, lines};
use crate::web::kit::copy;
use crate::web::kit::field::{self, Field, FieldError};
use crate::web::kit::icon::Icon;
use crate::web::kit::menu::{self, Item};
use crate::web::kit::page::{self, Header};
use crate::web::kit::post::{self, Post};
use crate::web::kit::table::{Column, Phone, Row, Table, table};
use crate::web::kit::timeline::{self, Node};
use crate::web::kit::toast::{self, Toast};
use crate::web::kit::{Amount, Stamp};
use crate::{t, th};
use maud::{Markup, Render, html};

/// Whose a customer is or was.
#[derive(Debug, Clone, Default)]
pub struct Whose {
    /// The customer who sent them, and their page.
    pub who: Option<(String, String)>,
    /// The code; empty: a click bound.
    pub code: String,
    /// The page of the partner whose code it was.
    pub partner: Option<String>,
    /// By what.
    pub via: String,
    /// From when on.
    pub since: Stamp,
    /// Until when; none: still.
    pub until: Option<Stamp>,
    /// Who or what said so.
    pub by: String,
}

/// What a check found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answered {
    /// Nothing stands in the way here.
    Yes,
    /// This is a reason.
    No,
    /// Nothing is known about it yet.
    Unknown,
}

/// Something that is known behind an answer.
#[derive(Debug, Clone)]
pub enum Part {
    /// A moment.
    When(Stamp),
    /// A page.
    Link(String, String),
    /// A code.
    Code(String),
    /// Words.
    Text(String),
    /// An amount.
    Money(Amount),
}

/// A line of the checklist.
#[derive(Debug, Clone)]
pub struct Check {
    /// What is asked.
    pub question: String,
    /// The answer.
    pub answered: Answered,
    /// What is known behind it.
    pub parts: Vec<Part>,
}

/// What became of a customer's order for whoever sent them.
#[derive(Debug, Clone)]
pub enum Verdict {
    /// It earned.
    Earned(String),
    /// It did not, and why.
    Nothing(String),
    /// Nothing can be said yet.
    Waits(String),
}

impl Default for Verdict {
    fn default() -> Self {
        Self::Waits(String::new())
    }
}

/// A friend of this customer.
#[derive(Debug, Clone)]
pub struct FriendRow {
    /// What to call them.
    pub name: String,
    /// Their page.
    pub href: String,
    /// How far they have come.
    pub stage: Cell,
    /// Since when.
    pub since: Stamp,
    /// What they earned.
    pub reward: Option<Amount>,
}

/// A reward.
#[derive(Debug, Clone, Default)]
pub struct RewardRow {
    /// The order's number.
    pub order: String,
    /// Its page.
    pub href: String,
    /// The friend and their page.
    pub friend: (String, String),
    /// Which level.
    pub level: String,
    /// When the order was placed.
    pub placed: Stamp,
    /// What was granted.
    pub granted: Amount,
    /// What is left of it.
    pub left: Amount,
    /// Why it is nothing.
    pub why: String,
    /// From when on it can be spent.
    pub available: Stamp,
}

/// Store credit in one currency.
#[derive(Debug, Clone, Default)]
pub struct Purse {
    /// To spend.
    pub available: Amount,
    /// On hold.
    pub pending: Amount,
    /// Set aside.
    pub held: Amount,
    /// Owed back.
    pub debt: Amount,
}

/// The friend's own coupon.
#[derive(Debug, Clone, Default)]
pub struct CouponShown {
    /// Its code.
    pub code: String,
    /// How it stands.
    pub state: String,
    /// Sends the mail about it again.
    pub send: Post,
}

/// A form, as typed.
#[derive(Debug, Clone, Default)]
pub struct FormView {
    /// Where it goes.
    pub post: Post,
    /// What was typed, field by field.
    pub typed: Vec<String>,
    /// What is wrong with it.
    pub errors: Vec<FieldError>,
}

impl FormView {
    fn typed(&self, at: usize) -> &str {
        self.typed.get(at).map_or("", String::as_str)
    }
}

/// Everything the page shows.
#[derive(Debug, Clone, Default)]
pub struct DetailView {
    /// What to call them.
    pub name: String,
    /// Address, account, since when.
    pub sub: Vec<String>,
    /// Their code, and the whole link.
    pub code: Option<(String, String)>,
    /// What can be done with one press.
    pub menu: Vec<Item>,
    /// What was just done.
    pub toast: Option<Toast>,
    /// What was wrong with it.
    pub errors: Vec<FieldError>,
    /// Whose they are and were, the present one first.
    pub whose: Vec<Whose>,
    /// What became of their order.
    pub verdict: Verdict,
    /// Why; empty where nobody would ask.
    pub checks: Vec<Check>,
    /// Whom they sent, newest first.
    pub friends: Vec<FriendRow>,
    /// All of those.
    pub friends_href: String,
    /// What they earned for friends.
    pub rewards: Vec<RewardRow>,
    /// Their store credit.
    pub purses: Vec<Purse>,
    /// What moved it last.
    pub lines: Vec<WalletLine>,
    /// All of that.
    pub wallet_href: String,
    /// Their coupon.
    pub coupon: Option<CouponShown>,
    /// What was told of them.
    pub timeline: Vec<Node>,
    /// Whose they are from now on.
    pub source: FormView,
    /// Credit by hand.
    pub credit: FormView,
    /// The store's currency.
    pub currency: String,
}

/// The page's body.
pub fn render(v: &DetailView) -> Markup {
    let sub = html! { @for (at, part) in v.sub.iter().enumerate() { @if at > 0 { " · " } bdi { (part) } } };
    let acts = menu::with_icon(Some(Icon::More), t!("More"), &v.menu);
    html! {
        @if let Some(done) = &v.toast { (toast::toast(done)) }
        (page::header(&Header {
            back: Some((t!("Customers").to_owned(), "/admin/customers".to_owned())),
            title: v.name.clone(),
            sub: Some(sub),
            controls: Some(acts),
            ..Header::default()
        }))
        (field::error_summary(&v.errors))
        div.cols-main {
            div.stack {
                @if let Some((code, link)) = &v.code {
                    section.card { div.card-body.row { (copy::pill(code, code)) (copy::pill(link, link)) } }
                }
                @if !v.checks.is_empty() { (why(v)) }
                (friends(v))
                (rewards(v))
                (wallet(v))
            }
            div.stack {
                (whose(v))
                @if let Some(coupon) = &v.coupon { (page::card(t!("Welcome coupon"), &coupon_shown(coupon))) }
                (page::card(t!("Credit by hand"), &credit(v)))
                @if !v.timeline.is_empty() { (page::card(t!("What was told"), &timeline::timeline(&v.timeline))) }
            }
        }
    }
}

fn why(v: &DetailView) -> Markup {
    let (icon, text, class) = match &v.verdict {
        Verdict::Earned(text) => (Icon::Done, text, "why-good"),
        Verdict::Nothing(text) => (Icon::Declined, text, "why-bad"),
        Verdict::Waits(text) => (Icon::Clock, text, "why-waits"),
    };
    let title = match &v.verdict {
        Verdict::Earned(_) => t!("Why there is a reward"),
        _ => t!("Why no reward?"),
    };
    let body = html! {
        p class={ "why-verdict " (class) } { (icon) b { (text) } }
        ol.checklist { @for one in &v.checks { (check(one)) } }
    };
    html! { section.card #why { div.card-head { h2 { (title) } } div.card-body { (body) } } }
}

fn check(one: &Check) -> Markup {
    let (icon, class, word) = match one.answered {
        Answered::Yes => (Icon::Check, "yes", t!("Yes")),
        Answered::No => (Icon::Close, "no", t!("No")),
        Answered::Unknown => (Icon::Pending, "open", t!("Not known")),
    };
    html! {
        li class=(class) {
            (icon)
            div {
                p { (one.question) " " b { (word) } }
                @if !one.parts.is_empty() {
                    p.meta { @for (at, part) in one.parts.iter().enumerate() { @if at > 0 { " · " } (part) } }
                }
            }
        }
    }
}

impl Render for Part {
    fn render(&self) -> Markup {
        html! {
            @match self {
                Self::When(at) => (at),
                Self::Link(text, href) => a href=(href) { bdi { (text) } },
                Self::Code(code) => bdi.code dir="ltr" { (code) },
                Self::Text(text) => bdi { (text) },
                Self::Money(amount) => (amount),
            }
        }
    }
}

fn whose(v: &DetailView) -> Markup {
    let one = |w: &Whose| {
        html! {
            li {
                p {
                    @match (&w.who, &w.partner) {
                        (Some((name, href)), _) => { a href=(href) { bdi { (name) } } },
                        (None, Some(href)) => { a href=(href) { (t!("A partner")) } },
                        (None, None) => { (t!("Nobody has this code")) },
                    }
                    @if !w.code.is_empty() { " " bdi.code dir="ltr" { (w.code) } }
                }
                p.meta {
                    (w.via) " · "
                    @match &w.until {
                        Some(until) => (th!("{since} until {until}", since = w.since, until = until)),
                        None => (th!("since {since}", since = w.since)),
                    }
                    @if !w.by.is_empty() { " · " bdi { (w.by) } }
                }
            }
        }
    };
    let body = html! {
        @if v.whose.is_empty() { p.meta { (t!("Nobody sent this customer.")) } }
        @else { ul.whose { @for w in &v.whose { (one(w)) } } }
        details.more open[!v.source.errors.is_empty()] { summary { (t!("Change source")) (Icon::Down) } (source(v)) }
    };
    page::card(t!("Whose they are"), &body)
}

fn source(v: &DetailView) -> Markup {
    let f = &v.source;
    let fields = html! {
        (field::error_summary(&f.errors))
        (Field::text("code", t!("Code")).value(f.typed(0)).optional().errors(&f.errors)
            .hint(t!("Of a customer or partner. Empty: nobody's. It counts from now on; what was decided before stays.")))
        (Field::text("note", t!("Why?")).value(f.typed(1)).required().errors(&f.errors))
    };
    f.post.settings("form", &fields, &field::submit(t!("Change source")))
}

fn credit(v: &DetailView) -> Markup {
    let f = &v.credit;
    let fields = html! {
        (field::error_summary(&f.errors))
        (Field::number("amount", t!("Amount")).value(f.typed(0)).suffix(&v.currency).required().errors(&f.errors)
            .hint(t!("With a minus it is taken.")))
        (Field::text("reason", t!("Reason")).value(f.typed(1)).required().errors(&f.errors)
            .hint(t!("The customer reads it in their statement.")))
    };
    f.post.settings("form", &fields, &field::submit(t!("Change the wallet")))
}

fn coupon_shown(c: &CouponShown) -> Markup {
    html! {
        p { (copy::pill(&c.code, &c.code)) }
        p.meta { (c.state) }
        (post::button(&c.send, t!("Resend coupon"), "btn"))
    }
}

fn friends(v: &DetailView) -> Markup {
    if v.friends.is_empty() {
        return html! {};
    }
    let columns = vec![
        Column::text(t!("Friend"), Phone::Primary),
        Column::text(t!("State"), Phone::Trail),
        Column::text(t!("Since"), Phone::Meta),
        Column::figure(t!("Reward"), Phone::Amount),
    ];
    let row = |one: &FriendRow| Row {
        href: Some(one.href.clone()),
        cells: vec![
            html! { a href=(one.href) { bdi { (one.name) } } },
            one.stage.render(),
            html! { (one.since) },
            html! { @match &one.reward { Some(reward) => (reward), None => span.meta { "–" } } },
        ],
        name: one.name.clone(),
        ..Row::default()
    };
    let rows = Table {
        caption: t!("Friends").to_owned(),
        columns,
        rows: v.friends.iter().map(row).collect(),
        ..Table::default()
    };
    page::card_flush(t!("Friends"), Some((t!("All of them"), &v.friends_href)), &table(&rows))
}

fn rewards(v: &DetailView) -> Markup {
    if v.rewards.is_empty() {
        return html! {};
    }
    let columns = vec![
        Column::text(t!("Order"), Phone::Primary),
        Column::text(t!("Friend"), Phone::Meta),
        Column::figure(t!("Level"), Phone::Labelled),
        Column::text(t!("Placed"), Phone::Hide),
        Column::figure(t!("Granted"), Phone::Hide),
        Column::figure(t!("Left of it"), Phone::Amount),
        Column::text(t!("To spend from"), Phone::Hide),
    ];
    let row = |one: &RewardRow| Row {
        cells: vec![
            html! { a href=(one.href) { bdi.code dir="ltr" { (one.order) } } },
            html! { a href=(one.friend.1) { bdi { (one.friend.0) } } },
            html! { (one.level) },
            html! { (one.placed) },
            html! { (one.granted) },
            html! { (one.left) @if !one.why.is_empty() { p.meta { (one.why) } } },
            html! { (one.available) },
        ],
        ..Row::default()
    };
    let rows = Table {
        caption: t!("Rewards").to_owned(),
        columns,
        rows: v.rewards.iter().map(row).collect(),
        ..Table::default()
    };
    page::card_flush(t!("Rewards"), None, &table(&rows))
}

fn wallet(v: &DetailView) -> Markup {
    if v.purses.is_empty() {
        return html! {};
    }
    let purse = |p: &Purse| {
        page::facts(&[
            (t!("To spend").to_owned(), html! { (p.available) }),
            (t!("On hold").to_owned(), html! { (p.pending) }),
            (t!("Set aside").to_owned(), html! { (p.held) }),
            (t!("Owed back").to_owned(), html! { (p.debt) }),
        ])
    };
    let body = html! {
        div.card-body { @for p in &v.purses { (purse(p)) } }
        (lines(&v.lines, None))
    };
    page::card_flush(t!("Wallet"), Some((t!("Whole statement"), &v.wallet_href)), &body)
}
