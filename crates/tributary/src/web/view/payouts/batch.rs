//! One batch (`/admin/payouts/{id}`): looked through as a draft, then its files, then what became of it.

use crate::t;
use crate::web::kit::banner::{Banner, Tone, notice};
use crate::web::kit::dialog::{Dialog, dialog};
use crate::web::kit::field::{self, Field, FieldError, Select};
use crate::web::kit::menu::Item;
use crate::web::kit::page::{self, Header};
use crate::web::kit::post::{self, Post};
use crate::web::kit::table::{Column, Phone, Row, Table, Weight, table};
use crate::web::kit::toast::{self, Toast};
use crate::web::kit::{Amount, Icon, Stamp};
use crate::web::may;
use maud::{Markup, html};

/// One payout of the batch.
#[derive(Debug, Clone, Default)]
pub struct Line {
    /// The payout's id.
    pub id: String,
    /// Its statement.
    pub href: String,
    /// Whose.
    pub name: String,
    /// How it is paid, and a hint of where to.
    pub method: (String, String),
    /// How much.
    pub amount: Amount,
    /// How it stands, and why.
    pub state: Markup,
    /// Whether it was taken out or voided.
    pub gone: bool,
    /// Takes it out.
    pub exclude: Option<Post>,
}

/// A sum of the batch.
#[derive(Debug, Clone, Default)]
pub struct Sum {
    /// How it is paid.
    pub method: String,
    /// To how many.
    pub count: String,
    /// How much.
    pub total: Amount,
}

/// A file to take away.
#[derive(Debug, Clone, Default)]
pub struct FileLink {
    /// Where it is.
    pub href: String,
    /// What it is for.
    pub label: String,
    /// Rows and total.
    pub detail: String,
}

/// Something that was done to it.
#[derive(Debug, Clone, Default)]
pub struct Done {
    /// When.
    pub when: Stamp,
    /// What.
    pub what: String,
    /// By whom.
    pub by: String,
    /// What was said with it.
    pub note: String,
}

/// The form that marks it as paid.
#[derive(Debug, Clone, Default)]
pub struct PayForm {
    /// Where it goes.
    pub post: Post,
    /// The day, as `2026-06-02`.
    pub day: String,
    /// What the bank calls it.
    pub reference: String,
}

/// Everything the page shows.
#[derive(Debug, Clone, Default)]
pub struct BatchView {
    /// What people call it.
    pub title: String,
    /// How it stands.
    pub state: Markup,
    /// Who made it and when, what was noted.
    pub sub: Vec<String>,
    /// What was just done.
    pub toast: Option<Toast>,
    /// What is wrong with a form.
    pub errors: Vec<FieldError>,
    /// What to look at before it is approved or paid.
    pub warnings: Vec<String>,
    /// Approves it.
    pub approve: Option<Post>,
    /// Marks it as paid.
    pub pay: Option<PayForm>,
    /// Takes that back.
    pub undo: Option<Post>,
    /// Calls it off.
    pub void: Option<Post>,
    /// Calls one payout of it off.
    pub void_one: Option<Post>,
    /// Facts: paid on, reference, why it was voided.
    pub facts: Vec<(String, Markup)>,
    /// Its sums.
    pub sums: Vec<Sum>,
    /// Its files.
    pub files: Vec<FileLink>,
    /// Its payouts.
    pub lines: Vec<Line>,
    /// What was done to it, oldest first.
    pub history: Vec<Done>,
}

/// The page's body.
pub fn render(v: &BatchView) -> Markup {
    html! {
        @if let Some(done) = &v.toast { (toast::toast(done)) }
        (page::header(&Header {
            back: Some((t!("Payouts").to_owned(), "/admin/payouts".to_owned())),
            title: v.title.clone(),
            chips: vec![v.state.clone()],
            sub: Some(html! { @for (at, part) in v.sub.iter().enumerate() { @if at > 0 { " · " } bdi { (part) } } }),
            controls: Some(steps(v)),
            ..Header::default()
        }))
        div.stack {
            (field::error_summary(&v.errors))
            @for warning in &v.warnings {
                (notice(&Banner { tone: Tone::Warn, text: warning.clone(), action: None }))
            }
            @if !v.facts.is_empty() { section.card { div.card-body { (page::facts(&v.facts)) } } }
            div.cols-main {
                (page::card_flush(t!("Payouts"), None, &lines(v)))
                aside.stack {
                    (page::card_flush(t!("Totals"), None, &sums(&v.sums)))
                    (files(&v.files))
                    (page::card(t!("History"), &history(&v.history)))
                }
            }
        }
    }
}

fn steps(v: &BatchView) -> Markup {
    let reason = |id: &str| {
        html! {
            div.field {
                label for=(id) { (t!("Why? Partners who were told of it read it.")) }
                input.input id=(id) name="reason" required maxlength="500" dir="auto" autocomplete="off";
            }
        }
    };
    html! {
        @if let Some(post) = &v.void_one { (void_one(v, post, &reason("reason-one"))) }
        @if let Some(post) = &v.void {
            (dialog(&Dialog {
                id: "void-batch".into(),
                open: html! { (Icon::Ban) (t!("Void…")) },
                class: "btn btn-danger".into(),
                title: t!("Void this payout?").into(),
                body: html! {
                    p { (t!("All that is in it is ready to be paid again. This payout and its history stay.")) }
                    (reason("reason"))
                },
                post: post.clone(),
                submit: t!("Void").into(),
                danger: true,
            }))
        }
        @if let Some(post) = &v.undo { (post::button(post, t!("Undo: not paid"), "btn")) }
        @if let Some(post) = &v.approve { (post::button(post, t!("Approve"), "btn btn-primary")) }
        @if let Some(form) = &v.pay { (pay(form, &v.errors)) }
    }
}

fn pay(form: &PayForm, errors: &[FieldError]) -> Markup {
    let body = html! {
        p { (t!("Partners get a mail with their statement.")) }
        div.field {
            label for="paid_on" { (t!("The money left on")) }
            input.input id="paid_on" name="paid_on" type="date" value=(form.day) required dir="ltr";
        }
        (Field::text("reference", t!("Reference")).value(&form.reference).optional().autocomplete("off")
            .hint(t!("What the bank or PayPal calls the payment.")).errors(errors))
    };
    dialog(&Dialog {
        id: "pay-batch".into(),
        open: html! { (Icon::Check) (t!("Mark paid…")) },
        class: "btn btn-primary".into(),
        title: t!("Mark as paid?").into(),
        body,
        post: form.post.clone(),
        submit: t!("Mark paid").into(),
        danger: false,
    })
}

fn void_one(v: &BatchView, post: &Post, reason: &Markup) -> Markup {
    let standing = v.lines.iter().filter(|line| !line.gone);
    let options: Vec<_> =
        standing.map(|line| (line.id.clone(), format!("{}: {}", line.name, line.amount.text))).collect();
    dialog(&Dialog {
        id: "void-one".into(),
        open: html! { (t!("Void one…")) },
        class: "btn".into(),
        title: t!("Void one payout of this batch?").into(),
        body: html! {
            p { (t!("For a payment that came back. The others of this payout stay as they are.")) }
            (Select { name: "payout", label: t!("Partner"), options: &options, ..Select::default() })
            (reason)
        },
        post: post.clone(),
        submit: t!("Void").into(),
        danger: true,
    })
}

fn lines(v: &BatchView) -> Markup {
    let row = |one: &Line| Row {
        href: Some(one.href.clone()),
        id: one.id.clone(),
        name: one.name.clone(),
        weight: if one.gone { Weight::Lost } else { Weight::Plain },
        cells: vec![
            html! { a href=(one.href) { bdi { (one.name) } } },
            html! { (one.method.0) " " bdi.meta dir="ltr" { (one.method.1) } },
            html! { (one.amount) },
            one.state.clone(),
        ],
        menu: one
            .exclude
            .iter()
            .map(|post| Item::post(t!("Take out"), post.clone()).icon(Icon::Close))
            .collect(),
        ..Row::default()
    };
    table(&Table {
        caption: t!("Partners").to_owned(),
        columns: vec![
            Column::text(t!("Partner"), Phone::Primary),
            Column::text(t!("Method"), Phone::Meta),
            Column::figure(t!("Amount"), Phone::Amount),
            Column::text(t!("Status"), Phone::Trail),
        ],
        rows: v.lines.iter().map(row).collect(),
        ..Table::default()
    })
}

fn sums(sums: &[Sum]) -> Markup {
    let row = |one: &Sum| Row {
        cells: vec![html! { (one.method) }, html! { (one.count) }, html! { (one.total) }],
        ..Row::default()
    };
    table(&Table {
        caption: t!("Totals").to_owned(),
        columns: vec![
            Column::text(t!("Method"), Phone::Primary),
            Column::figure(t!("Partners"), Phone::Labelled),
            Column::figure(t!("Total"), Phone::Amount),
        ],
        rows: sums.iter().map(row).collect(),
        ..Table::default()
    })
}

fn files(files: &[FileLink]) -> Markup {
    let body = html! {
        @if !files.is_empty() {
            ul.payout-files { @for one in files.iter().filter(|one| may::open(&one.href)) {
                li { a href=(one.href) download { (Icon::Download) (one.label) } span.meta { (one.detail) } }
            } }
        }
    };
    page::card(t!("Files"), &body)
}

fn history(history: &[Done]) -> Markup {
    html! {
        @if !history.is_empty() {
            ol.payout-history { @for one in history {
                li {
                    strong { (one.what) } " " span.meta { (one.when) " · " bdi { (one.by) } }
                    @if !one.note.is_empty() { p dir="auto" { bdi { (one.note) } } }
                }
            } }
        }
    }
}
