//! What a partner was paid, what comes next, and where their money goes (`/partner/payouts`).

use super::earnings::sums;
use super::nav::{self, Here};
use crate::t;
use crate::web::kit::empty::{Empty, none_yet};
use crate::web::kit::icon::Icon;
use crate::web::kit::page;
use crate::web::kit::toast::{self, Toast};
use crate::web::view::partners::payouts::{PayoutLine, payout_table};
use crate::web::view::payouts::details::{self, DetailsForm};
use maud::{Markup, html};

/// Everything the page shows.
#[derive(Debug, Clone, Default)]
pub struct PortalPayouts {
    /// What was just done.
    pub done: Option<String>,
    /// Ready, on hold, on its way and paid: name and amounts.
    pub sums: Vec<(String, Vec<String>)>,
    /// Why nothing is paid yet, a sentence per currency.
    pub waits: Vec<String>,
    /// Their payouts, newest first.
    pub rows: Vec<PayoutLine>,
    /// The form of where their money goes.
    pub form: DetailsForm,
}

/// The page's body.
pub fn render(v: &PortalPayouts) -> Markup {
    html! {
        @if let Some(done) = &v.done { (toast::toast(&Toast { text: done.clone(), ..Toast::default() })) }
        div.portal.stack {
            h1 { (t!("Payouts")) }
            (nav::tabs(Here::Payouts))
            (sums(&v.sums))
            @if !v.waits.is_empty() {
                details.card.why-waits {
                    summary.card-body { (t!("Why isn't this paid yet?")) (Icon::Down) }
                    div.card-body.stack { @for one in &v.waits { p { (one) } } }
                }
            }
            section.card.card-flush {
                div.card-head { h2 { (t!("Payouts")) } }
                @if v.rows.is_empty() { (none_yet(&Empty { text: t!("Nothing was paid yet.").into(), ..Empty::default() })) }
                @else { (payout_table(&v.rows)) }
            }
            (page::card(t!("How you are paid"), &details::form(&v.form)))
        }
    }
}
