//! An invitation (`/invite/{token}`).

use crate::web::kit::field::{self, Field, FieldError};
use crate::{t, th};
use maud::{Markup, html};

/// Everything the page shows.
#[derive(Debug, Clone, Default)]
pub struct InviteView {
    /// Guard against forged requests.
    pub csrf: String,
    /// Where the form goes.
    pub action: String,
    /// The store.
    pub store: String,
    /// Who invites.
    pub invited_by: String,
    /// The role in words.
    pub role: &'static str,
    /// Who is invited.
    pub email: String,
    /// The name that was typed.
    pub name: String,
    /// What is wrong with the form.
    pub errors: Vec<FieldError>,
}

/// The page's body.
pub fn render(v: &InviteView) -> Markup {
    html! {
        div.login {
            div.login-head {
                h1 { (th!("Join {store}", store = v.store)) }
                p { (th!("{who} invites you. Your role: {role}", who = v.invited_by, role = v.role)) }
            }
            div.card { div.card-body {
                form.form method="post" action=(v.action) {
                    (field::hidden("csrf", &v.csrf))
                    (field::error_summary(&v.errors))
                    p { (t!("You will sign in as")) " " bdi dir="ltr" { b { (v.email) } } }
                    (Field::text("name", t!("Your name")).value(&v.name).autocomplete("name").optional().errors(&v.errors))
                    (Field::password("password", t!("Choose a password")).autocomplete("new-password")
                        .hint(t!("At least 8 characters; a sentence is best.")).required().errors(&v.errors))
                    (field::submit(t!("Join")))
                }
            } }
        }
    }
}

/// The invitation was used, taken back, or is too old.
pub fn ended() -> Markup {
    html! {
        div.login {
            div.login-head { h1 { (t!("This invitation no longer works")) } }
            div.card { div.card-body { div.form {
                p { (t!("It was used already, taken back, or is too old. Ask whoever invited you for another.")) }
                a.btn.btn-primary.btn-lg href="/login" { (t!("Back to sign in")) }
            } } }
        }
    }
}
