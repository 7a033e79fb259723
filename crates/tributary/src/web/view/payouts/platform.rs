//! What the platform earned of a program's orders, was paid, and where its money goes (`/admin/payouts/platform/{program}`).

use super::details::DetailsForm;
use crate::t;
use crate::web::kit::Amount;
use crate::web::kit::page::{self, Header};
use crate::web::kit::table::{Column, Phone, Row, Table, table};
use crate::web::kit::toast::{self, Toast};
use crate::web::view::partners::payouts::{PayoutLine, payouts};
use maud::{Markup, html};

/// What it has in a currency.
#[derive(Debug, Clone, Default)]
pub struct OwnSum {
    /// On hold.
    pub pending: Amount,
    /// Ready.
    pub ready: Amount,
    /// On its way.
    pub in_payout: Amount,
    /// What is paid now, or why nothing is.
    pub state: Markup,
}

/// Everything the page shows.
#[derive(Debug, Clone, Default)]
pub struct PlatformView {
    /// The platform with its program.
    pub title: String,
    /// How commissions of the program are shared.
    pub split: String,
    /// What was just done.
    pub toast: Option<Toast>,
    /// What it has, per currency.
    pub sums: Vec<OwnSum>,
    /// What it was paid.
    pub rows: Vec<PayoutLine>,
    /// The same in all, per currency.
    pub paid: Vec<String>,
    /// Where its money goes.
    pub form: DetailsForm,
}

/// The page's body.
pub fn render(v: &PlatformView) -> Markup {
    html! {
        @if let Some(done) = &v.toast { (toast::toast(done)) }
        (page::header(&Header {
            back: Some((t!("Payouts").to_owned(), "/admin/payouts".to_owned())),
            title: v.title.clone(),
            sub: Some(html! { (v.split) }),
            ..Header::default()
        }))
        div.stack {
            @if !v.sums.is_empty() { (page::card_flush(t!("What is due"), None, &sums(&v.sums))) }
            (payouts(&v.rows, &v.paid, &v.form))
        }
    }
}

fn sums(sums: &[OwnSum]) -> Markup {
    let row = |one: &OwnSum| Row {
        cells: vec![
            html! { (one.ready) },
            html! { (one.pending) },
            html! { (one.in_payout) },
            one.state.clone(),
        ],
        ..Row::default()
    };
    let columns = vec![
        Column::figure(t!("Ready to pay"), Phone::Amount),
        Column::figure(t!("On hold"), Phone::Labelled),
        Column::figure(t!("In a payout"), Phone::Labelled),
        Column::text(t!("Status"), Phone::Primary),
    ];
    table(&Table {
        caption: t!("What is due").to_owned(),
        columns,
        rows: sums.iter().map(row).collect(),
        ..Table::default()
    })
}
