//! The form that says where a partner's money goes, on their own page and on the owner's. What is known is shown as a hint only.

use crate::web::kit::banner::{Banner, Tone, notice};
use crate::web::kit::field::{self, Field, FieldError};
use crate::web::kit::post::Post;
use crate::{t, th};
use maud::{Markup, html};

/// The form.
#[derive(Debug, Clone, Default)]
pub struct DetailsForm {
    /// Where it goes.
    pub post: Post,
    /// How they are paid now, and a hint of where to.
    pub known: Option<(String, String)>,
    /// Why nothing goes there yet.
    pub waits: Option<String>,
    /// `paypal` or `bank`, as chosen.
    pub method: String,
    /// As typed.
    pub email: String,
    /// As typed.
    pub name: String,
    /// As typed.
    pub iban: String,
    /// As typed.
    pub bic: String,
    /// What is wrong with it.
    pub errors: Vec<FieldError>,
}

/// The form, ready for a card.
pub fn form(v: &DetailsForm) -> Markup {
    let options = [("paypal", t!("PayPal"), ""), ("bank", t!("Bank account"), "")];
    let fields = html! {
        (field::error_summary(&v.errors))
        div.form.payout-details {
            (field::radios("method", t!("How?"), &options, if v.method.is_empty() { "paypal" } else { &v.method }))
            div.for-paypal {
                (Field::email("paypal_email", t!("Address of the PayPal account")).value(&v.email).autocomplete("off").errors(&v.errors))
            }
            div.for-bank.form {
                (Field::text("account_name", t!("Holder of the account")).value(&v.name).autocomplete("off").errors(&v.errors))
                (Field::text("iban", "IBAN").value(&v.iban).autocomplete("off").errors(&v.errors))
                (Field::text("bic", "BIC").value(&v.bic).autocomplete("off").optional().errors(&v.errors))
            }
        }
    };
    let send = html! { div.form-actions { (field::submit(t!("Save"))) } };
    html! {
        div.stack {
            @match &v.known {
                Some((method, hint)) => p { (th!("Money goes to: {method} {hint}", method = method, hint = html! { bdi.code dir="ltr" { (hint) } })) },
                None => p { (t!("Nobody has said yet where the money is to go.")) },
            }
            @if let Some(waits) = &v.waits {
                (notice(&Banner { tone: Tone::Warn, text: waits.clone(), action: None }))
            }
            (v.post.settings("stack", &fields, &send))
        }
    }
}
