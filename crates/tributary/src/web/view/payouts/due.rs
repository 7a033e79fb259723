//! What is due, batches, and the least that is paid (`/admin/payouts`).

use crate::t;
use crate::web::kit::banner::{Banner, Tone, notice};
use crate::web::kit::empty::{Empty, none_yet};
use crate::web::kit::field::{self, Field, FieldError};
use crate::web::kit::page::{self, Header, Tab};
use crate::web::kit::post::Post;
use crate::web::kit::table::{Bulk, Column, Footer, Phone, Row, Table, table};
use crate::web::kit::toast::{self, Toast};
use crate::web::kit::{Amount, Icon, Stamp};
use maud::{Markup, html};

/// What a payee has in a currency.
#[derive(Debug, Clone, Default)]
pub struct DueRow {
    /// The payee's id, for its tick.
    pub id: String,
    /// Their payouts.
    pub href: String,
    /// Their name.
    pub name: String,
    /// How they are paid, and a hint of where to.
    pub method: Option<(String, String)>,
    /// Ready.
    pub ready: Amount,
    /// On hold.
    pub pending: Amount,
    /// On its way.
    pub in_payout: Option<Amount>,
    /// The least that is paid.
    pub minimum: Amount,
    /// What is paid now, or why nothing is.
    pub state: Markup,
}

/// A batch in the list.
#[derive(Debug, Clone, Default)]
pub struct BatchRow {
    /// Its page.
    pub href: String,
    /// What people call it.
    pub name: String,
    /// How it stands.
    pub state: Markup,
    /// How many payouts.
    pub payouts: String,
    /// Its sums, one per currency.
    pub totals: Vec<Amount>,
    /// When it was made.
    pub made: Stamp,
    /// By whom.
    pub by: String,
    /// The day on which it was paid.
    pub paid_on: String,
}

/// A minimum that can be set.
#[derive(Debug, Clone, Default)]
pub struct MinimumRow {
    /// Of what.
    pub currency: String,
    /// As it is, or as it was typed.
    pub value: String,
}

/// What the chosen tab shows.
#[derive(Debug, Clone, Default)]
pub enum Body {
    /// Nothing yet.
    #[default]
    Nothing,
    /// Who is due what.
    Due {
        /// A sentence per currency.
        sums: Vec<String>,
        /// Why some of it waits.
        waits: Vec<String>,
        /// A row per payee and currency.
        rows: Vec<DueRow>,
        /// Makes a batch of all that is due, if anything is.
        create: Option<Post>,
        /// Asks those whose details are missing, if there are any.
        remind: Option<Post>,
        /// What can be done with ticked rows.
        chosen: Post,
    },
    /// Batches, newest first.
    Batches {
        /// The batches.
        rows: Vec<BatchRow>,
        /// The next page.
        next: Option<String>,
    },
    /// The least that is paid.
    Minimums {
        /// Per currency.
        rows: Vec<MinimumRow>,
        /// Where each is sent.
        post: Post,
        /// What is wrong with one.
        errors: Vec<FieldError>,
    },
}

/// Everything the page shows.
#[derive(Debug, Clone, Default)]
pub struct PayoutsView {
    /// Due, batches, minimums.
    pub tabs: Vec<Tab>,
    /// What was just done.
    pub toast: Option<Toast>,
    /// Why nothing was done.
    pub problem: Option<String>,
    /// What the tab shows.
    pub body: Body,
}

/// The page's body.
pub fn render(v: &PayoutsView) -> Markup {
    let controls = match &v.body {
        Body::Due { create, remind, .. } => Some(html! {
            @if let Some(post) = remind { (post.form("in-line", &html! { button.btn type="submit" { (Icon::Mail) (t!("Ask for payout details")) } })) }
            @if let Some(post) = create { (post.form("in-line", &html! { button.btn.btn-primary type="submit" { (Icon::Banknote) (t!("Create payout")) } })) }
        }),
        _ => None,
    };
    html! {
        @if let Some(done) = &v.toast { (toast::toast(done)) }
        (page::header(&Header { title: t!("Payouts").to_owned(), controls, ..Header::default() }))
        (page::tabs(t!("Payouts"), &v.tabs))
        div.stack {
            @if let Some(problem) = &v.problem {
                (notice(&Banner { tone: Tone::Bad, text: problem.clone(), action: None }))
            }
            @match &v.body {
                Body::Nothing => {},
                Body::Due { sums, waits, rows, chosen, .. } => (due((sums, waits), rows, chosen)),
                Body::Batches { rows, next } => (batches(rows, next.as_deref())),
                Body::Minimums { rows, post, errors } => (minimums(rows, post, errors)),
            }
        }
    }
}

fn due((sums, waits): (&[String], &[String]), rows: &[DueRow], chosen: &Post) -> Markup {
    html! {
        @if !sums.is_empty() || !waits.is_empty() {
            section.card { div.card-body.payout-sums {
                @for sum in sums { p.figure { bdi { (sum) } } }
                @if !waits.is_empty() { p.meta { (waits.join(" · ")) } }
            } }
        }
        section.card.card-flush {
            @if rows.is_empty() {
                (none_yet(&Empty { text: t!("Nothing is owed to anybody. What partners earn stands here once its hold has ended.").into(), ..Empty::default() }))
            } @else { (due_table(rows, chosen)) }
        }
    }
}

fn due_table(rows: &[DueRow], chosen: &Post) -> Markup {
    let columns = vec![
        Column::text(t!("Payee"), Phone::Primary),
        Column::text(t!("Method"), Phone::Meta),
        Column::figure(t!("Ready to pay"), Phone::Amount),
        Column::figure(t!("On hold"), Phone::Labelled),
        Column::figure(t!("In a payout"), Phone::Labelled),
        Column::figure(t!("Minimum"), Phone::Hide),
        Column::text(t!("Status"), Phone::Trail),
    ];
    let row = |one: &DueRow| Row {
        href: Some(one.href.clone()),
        id: one.id.clone(),
        name: one.name.clone(),
        cells: vec![
            html! { a href=(one.href) { bdi { (one.name) } } },
            html! { @match &one.method {
                Some((method, hint)) => { (method) " " bdi.meta dir="ltr" { (hint) } },
                None => span.meta { (t!("Not known")) },
            } },
            html! { (one.ready) },
            html! { (one.pending) },
            html! { @match &one.in_payout { Some(amount) => (amount), None => span.meta { "–" } } },
            html! { (one.minimum) },
            one.state.clone(),
        ],
        ..Row::default()
    };
    let acts = vec![("create".to_owned(), t!("Create payout for these").to_owned())];
    table(&Table {
        caption: t!("What is due").to_owned(),
        columns,
        rows: rows.iter().map(row).collect(),
        bulk: Some(Bulk { post: chosen.clone(), acts }),
        ..Table::default()
    })
}

fn batches(rows: &[BatchRow], next: Option<&str>) -> Markup {
    let columns = vec![
        Column::text(t!("Payout"), Phone::Primary),
        Column::text(t!("Status"), Phone::Trail),
        Column::figure(t!("Payouts"), Phone::Labelled),
        Column::figure(t!("Total"), Phone::Amount),
        Column::text(t!("Made"), Phone::Meta),
        Column::text(t!("Paid on"), Phone::Labelled),
    ];
    let row = |one: &BatchRow| Row {
        href: Some(one.href.clone()),
        name: one.name.clone(),
        cells: vec![
            html! { a href=(one.href) { bdi { (one.name) } } },
            one.state.clone(),
            html! { (one.payouts) },
            html! { @for (at, total) in one.totals.iter().enumerate() { @if at > 0 { br; } (total) } },
            html! { (one.made) " " bdi.meta { (one.by) } },
            html! { @if one.paid_on.is_empty() { span.meta { "–" } } @else { (one.paid_on) } },
        ],
        ..Row::default()
    };
    html! {
        section.card.card-flush {
            @if rows.is_empty() {
                (none_yet(&Empty { text: t!("Nothing was paid yet.").into(), action: Some((t!("See what is due").into(), "/admin/payouts".into())), ..Empty::default() }))
            } @else {
                (table(&Table { caption: t!("Payouts").to_owned(), columns, rows: rows.iter().map(row).collect(), footer: Some(Footer { next: next.map(str::to_owned), ..Footer::default() }), ..Table::default() }))
            }
        }
    }
}

fn minimums(rows: &[MinimumRow], post: &Post, errors: &[FieldError]) -> Markup {
    html! {
        section.card { div.card-head { h2 { (t!("The least that is paid at once")) } } div.card-body.stack {
            p.meta { (t!("What is below it is carried to the next payout. 0 pays whatever is ready.")) }
            (field::error_summary(errors))
            @for one in rows {
                @let name = format!("minimum-{}", one.currency);
                @let fields = html! {
                    (Field::number(&name, &t!("Minimum in {currency}", currency = one.currency)).value(&one.value).suffix(&one.currency).errors(errors))
                };
                @let send = html! { button.btn type="submit" { (t!("Save")) } };
                (post.clone().with("currency", &one.currency).settings("payout-minimum", &fields, &send))
            }
        } }
    }
}
