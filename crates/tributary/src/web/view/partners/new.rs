//! New partner (`/admin/partners/new`): a name is enough; link and code follow from it.

use crate::t;
use crate::web::kit::field::{self, Field, FieldError, Select};
use crate::web::kit::icon::Icon;
use crate::web::kit::page::{self, Header};
use crate::web::may;
use maud::{Markup, html};

/// Everything the page shows; what was typed comes back after an error.
#[derive(Debug, Clone, Default)]
pub struct PartnerNewView {
    /// Where the form goes.
    pub action: String,
    /// Guard against forged requests.
    pub csrf: String,
    /// The list of partners.
    pub partners_href: String,
    /// What stands before the code in the partner's link: `shop.example/go/`.
    pub link_prefix: String,
    /// Name.
    pub name: String,
    /// E-mail.
    pub email: String,
    /// Whether an invitation is to be sent.
    pub invite: bool,
    /// What becomes of an invitation while no mail can be sent.
    pub invite_hint: String,
    /// Code in the link; empty makes one from the name.
    pub code: String,
    /// Coupon code that credits this partner.
    pub coupon: String,
    /// Whether the coupon is to be made in the shop.
    pub make: bool,
    /// Where the shop's key is entered, while there is none.
    pub key_href: Option<String>,
    /// How much the coupon takes off.
    pub discount: String,
    /// `percent` or `fixed`.
    pub discount_kind: String,
    /// The store's currency, for a fixed discount.
    pub currency: String,
    /// The group they are sorted into.
    pub group: String,
    /// Groups that there are.
    pub groups: Vec<String>,
    /// What the team notes.
    pub note: String,
    /// What is wrong with the form.
    pub errors: Vec<FieldError>,
}

/// The page's body.
pub fn render(v: &PartnerNewView) -> Markup {
    let head = Header {
        back: Some((t!("Partners").into(), v.partners_href.clone())),
        title: t!("New partner").into(),
        ..Header::default()
    };
    html! {
        div.narrow {
            (page::header(&head))
            form.stack method="post" action=(v.action) {
                (field::hidden("csrf", &v.csrf))
                (field::error_summary(&v.errors))
                section.card { div.card-body { div.form {
                    (person(v))
                    (Field::text("code", t!("Link")).value(&v.code).prefix(&v.link_prefix).autocomplete("off").placeholder("sara")
                        .hint(t!("Leave it empty to make one from the name.")).errors(&v.errors))
                    (coupon(v))
                    (more(v))
                } } }
                div.form-actions {
                    (field::submit(t!("Create partner")))
                    a.btn.btn-quiet.btn-lg href=(v.partners_href) { (t!("Cancel")) }
                }
            }
        }
    }
}

fn person(v: &PartnerNewView) -> Markup {
    html! {
        div.form-row {
            (Field::text("name", t!("Name")).value(&v.name).autocomplete("off").required().errors(&v.errors))
            (Field::email("email", t!("E-mail")).value(&v.email).autocomplete("off").optional().errors(&v.errors))
        }
        input type="hidden" name="invite_shown" value="1";
        (field::checkbox("invite", t!("Send an invitation"), Some(&v.invite_hint), v.invite))
    }
}

fn coupon(v: &PartnerNewView) -> Markup {
    let hint = t!("Orders that use it count for this partner, even without a click.");
    html! {
        (Field::text("coupon", t!("Coupon code")).value(&v.coupon).autocomplete("off").optional().placeholder("SARA10")
            .hint(hint).errors(&v.errors))
        (offer(v))
    }
}

/// What the coupon gives, and whether the shop is to make it.
fn offer(v: &PartnerNewView) -> Markup {
    html! {
        div.offer {
            input type="hidden" name="make_shown" value="1";
            @match &v.key_href {
                None => (field::checkbox("make", t!("Create the coupon in the store"), Some(t!("Leave it off for a coupon that the store has already.")), v.make)),
                Some(href) => p.hint {
                    (t!("To create coupons in the store from here, enter a key that may write.")) " "
                    @if may::open(href) { a href=(href) { (t!("Enter a key")) } }
                },
            }
            @if v.key_href.is_none() { (discount(&v.discount, &v.discount_kind, &v.currency, &v.errors)) }
        }
    }
}

/// How much a coupon takes off, in percent or in money.
pub fn discount(amount: &str, kind: &str, currency: &str, errors: &[FieldError]) -> Markup {
    let kinds = [
        ("percent".to_owned(), t!("percent of the order").to_owned()),
        ("fixed".to_owned(), t!("{currency} off the order", currency = currency)),
    ];
    let select = Select {
        name: "discount_kind",
        label: t!("Kind of discount"),
        options: &kinds,
        selected: kind,
        ..Select::default()
    };
    html! {
        div.form-row {
            (Field::number("discount", t!("Discount")).value(amount).autocomplete("off").errors(errors))
            (select)
        }
    }
}

fn more(v: &PartnerNewView) -> Markup {
    let open = !v.group.is_empty() || !v.note.is_empty();
    html! {
        details.more open[open] {
            summary { (t!("Group and note")) (Icon::Down) }
            div.form {
                (group("group", &v.group, &v.groups, &v.errors))
                (note("note", t!("Note"), &v.note, &v.errors))
            }
        }
    }
}

/// A group: any word, with those there are to choose from.
pub fn group(name: &str, value: &str, known: &[String], errors: &[FieldError]) -> Markup {
    let error = field::error_for(errors, name);
    html! {
        div.field.bad[error.is_some()] {
            label for=(name) { (t!("Group")) }
            input.input id=(name) name=(name) value=(value) list="groups" dir="auto" autocomplete="off";
            datalist id="groups" { @for one in known { option value=(one) {} } }
            @if let Some(error) = error { p.err { (error) } }
        }
    }
}

/// Several lines of text.
pub fn note(name: &str, label: &str, value: &str, errors: &[FieldError]) -> Markup {
    let error = field::error_for(errors, name);
    html! {
        div.field.bad[error.is_some()] {
            label for=(name) { (label) }
            textarea.input id=(name) name=(name) rows="3" dir="auto" { (value) }
            @if let Some(error) = error { p.err { (error) } }
        }
    }
}
