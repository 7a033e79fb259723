//! The form with which somebody becomes a publisher.

use crate::t;
use crate::web::kit::field::{self, Field, FieldError};
use maud::{Markup, html};

/// The form, as typed.
#[derive(Debug, Clone, Default)]
pub struct JoinForm {
    /// Guard against forged requests.
    pub csrf: String,
    /// Their name.
    pub name: String,
    /// Where to write to.
    pub email: String,
    /// Their site.
    pub site: String,
    /// What is wrong with it.
    pub errors: Vec<FieldError>,
}

/// The page's body.
pub fn render(f: &JoinForm) -> Markup {
    html! {
        section.public-form {
            h1 { (t!("Become a publisher")) }
            p.meta { (t!("For cashback sites, comparison sites and everybody who sends members to many stores: one account for all programs here.")) }
            form.form.form-public method="post" action="/publisher/join" {
                (field::hidden("csrf", &f.csrf))
                (field::error_summary(&f.errors))
                // People never see this field; programs that fill in forms do.
                div.trap aria-hidden="true" { label { "Fax" input name="fax" tabindex="-1" autocomplete="off"; } }
                (Field::text("name", t!("Name of your site or company")).value(&f.name).required().autocomplete("organization").errors(&f.errors))
                (Field::email("email", t!("E-mail")).value(&f.email).required().autocomplete("email").errors(&f.errors)
                    .hint(t!("Your link to sign in goes there.")))
                (Field::text("site", t!("Address of your site")).value(&f.site).optional().autocomplete("url").errors(&f.errors))
                button.btn.btn-primary.btn-lg.btn-public type="submit" { (t!("Create account")) }
            }
            p.meta { (t!("Already a publisher?")) " " a href="/publisher/enter" { (t!("Sign in")) } }
        }
    }
}
