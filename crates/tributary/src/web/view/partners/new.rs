//! New partner (`/admin/partners/new`): a name is enough; link and code follow from it.

use crate::web::kit::field::{self, Field, FieldError};
use crate::web::kit::page::{self, Header};
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
    /// Code in the link; empty makes one from the name.
    pub code: String,
    /// Coupon code that credits this partner.
    pub coupon: String,
    /// What is wrong with the form.
    pub errors: Vec<FieldError>,
}

/// The page's body.
pub fn render(v: &PartnerNewView) -> Markup {
    let head = Header {
        back: Some(("Partners".into(), v.partners_href.clone())),
        title: "New partner".into(),
        ..Header::default()
    };
    let coupon = "A coupon that exists in your store. Orders that use it count for this partner, even without a click.";
    html! {
        div.narrow {
            (page::header(&head))
            form.stack method="post" action=(v.action) {
                (field::hidden("csrf", &v.csrf))
                (field::error_summary(&v.errors))
                section.card { div.card-body { div.form {
                    div.form-row {
                        (Field::text("name", "Name").value(&v.name).autocomplete("off").required().errors(&v.errors))
                        (Field::email("email", "E-mail").value(&v.email).autocomplete("off").optional().errors(&v.errors))
                    }
                    (Field::text("code", "Link").value(&v.code).prefix(&v.link_prefix).autocomplete("off").placeholder("sara")
                        .hint("Leave it empty to make one from the name.").errors(&v.errors))
                    (Field::text("coupon", "Coupon code").value(&v.coupon).autocomplete("off").optional().placeholder("SARA10")
                        .hint(coupon).errors(&v.errors))
                } } }
                div.form-actions {
                    (field::submit("Create partner"))
                    a.btn.btn-quiet.btn-lg href=(v.partners_href) { "Cancel" }
                }
            }
        }
    }
}
