//! A further code (`/admin/codes/new`): a coupon, or another spelling of a link, given to a partner.

use crate::t;
use crate::web::kit::empty::{Empty, none_yet};
use crate::web::kit::field::{self, Field, FieldError, Select};
use crate::web::kit::page::{self, Action, Header};
use maud::{Markup, html};

/// Everything the page shows; what was typed comes back after an error.
#[derive(Debug, Clone, Default)]
pub struct CodeNewView {
    /// Where the form goes.
    pub action: String,
    /// Guard against forged requests.
    pub csrf: String,
    /// The code.
    pub code: String,
    /// `coupon` or `referral`.
    pub kind: String,
    /// Id and name of each partner.
    pub partners: Vec<(String, String)>,
    /// Chosen.
    pub partner: String,
    /// Form for a partner who is not there yet, with the code filled in.
    pub new_partner_href: String,
    /// What is wrong with the form.
    pub errors: Vec<FieldError>,
}

/// The page's body.
pub fn render(v: &CodeNewView) -> Markup {
    let new = Action {
        label: t!("New partner instead").into(),
        href: v.new_partner_href.clone(),
        icon: None,
        primary: false,
    };
    let head = Header {
        back: Some((t!("Partners").into(), "/admin/partners".into())),
        title: t!("Give a code").into(),
        actions: vec![new],
        ..Header::default()
    };
    html! {
        div.narrow {
            (page::header(&head))
            @if v.partners.is_empty() { section.card { (nobody(v)) } } @else { (form(v)) }
        }
    }
}

fn nobody(v: &CodeNewView) -> Markup {
    none_yet(&Empty {
        text: t!("There is no partner yet to give it to.").into(),
        action: Some((t!("New partner").into(), v.new_partner_href.clone())),
        other: None,
    })
}

fn form(v: &CodeNewView) -> Markup {
    let partner = Select {
        name: "partner",
        label: t!("Partner"),
        options: &v.partners,
        selected: &v.partner,
        hint: None,
        error: field::error_for(&v.errors, "partner"),
    };
    let kinds = [
        (
            "coupon",
            t!("A coupon"),
            t!("Typed at the checkout. Orders that carry it already are judged again at once."),
        ),
        ("referral", t!("A link"), t!("Another spelling of the partner's link. Counts from now on.")),
    ];
    html! {
        form.stack method="post" action=(v.action) data-sheet-form {
            (field::hidden("csrf", &v.csrf))
            (field::error_summary(&v.errors))
            section.card { div.card-body { div.form {
                div.form-row {
                    (Field::text("code", t!("Code")).value(&v.code).autocomplete("off").required().errors(&v.errors))
                    (partner)
                }
                (field::radios("kind", t!("It is"), &kinds, &v.kind))
            } } }
            div.form-actions {
                (field::submit(t!("Give the code")))
                p.hint { (t!("A code stays with its partner for good.")) }
            }
        }
    }
}
