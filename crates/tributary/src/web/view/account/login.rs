//! Sign in (`/login`): one page for every role.

use crate::web::kit::banner::{Banner, Tone, notice};
use crate::web::kit::field::{self, Field, FieldError};
use crate::{t, th};
use maud::{Markup, html};

/// The way into the demo.
#[derive(Debug, Clone, Default)]
pub struct DemoDoor {
    /// Where the one-press form goes.
    pub action: String,
    /// Where it goes for the demo's publisher, who has pages of their own.
    pub publisher: String,
    /// The demo owner's address.
    pub email: String,
    /// The demo owner's password; no secret.
    pub password: String,
}

/// Everything the page shows.
#[derive(Debug, Clone, Default)]
pub struct LoginView {
    /// Where the form goes.
    pub action: String,
    /// Guard against forged requests.
    pub csrf: String,
    /// Name of the store, once there is one.
    pub store: Option<String>,
    /// What was typed.
    pub email: String,
    /// Where to go after signing in; a path on this server.
    pub next: Option<String>,
    /// One sentence for the whole form: wrong e-mail or password, locked until when.
    pub problem: Option<String>,
    /// One sentence of good news: signed out, setup finished.
    pub note: Option<String>,
    /// Messages per field.
    pub errors: Vec<FieldError>,
    /// Where a link by mail is asked for; none where no mail leaves.
    pub link_action: Option<String>,
    /// The way into the demo, where all data is made up.
    pub demo: Option<DemoDoor>,
}

/// The page's body, for the bare frame.
pub fn render(v: &LoginView) -> Markup {
    html! {
        div.login {
            div.login-head {
                h1 { @match &v.store { Some(store) => (th!("Sign in to {store}", store = store)), None => (t!("Sign in")) } }
                p { (t!("See who brings sales and what they earned.")) }
            }
            div.card { div.card-body {
                form.form method="post" action=(v.action) {
                    (field::hidden("csrf", &v.csrf))
                    @if let Some(next) = &v.next { (field::hidden("next", next)) }
                    (message(v.problem.as_ref(), Tone::Bad))
                    (message(v.note.as_ref(), Tone::Ok))
                    (Field::email("email", t!("E-mail")).value(&v.email).autocomplete("username").required().errors(&v.errors))
                    (Field::password("password", t!("Password")).autocomplete("current-password").required().errors(&v.errors))
                    (field::submit(t!("Sign in")))
                    @if let Some(link) = &v.link_action {
                        button.btn.btn-lg type="submit" formaction=(link) formnovalidate { (t!("E-mail me a link")) }
                    }
                    p.meta { a href="/forgot" { (t!("Forgotten your password?")) } }
                }
            } }
            @if let Some(demo) = &v.demo { (demo_door(demo, &v.csrf)) }
        }
    }
}

fn demo_door(demo: &DemoDoor, csrf: &str) -> Markup {
    html! {
        form.login-demo method="post" action=(demo.action) {
            (field::hidden("csrf", csrf))
            button.btn.btn-lg type="submit" { (t!("Enter the demo")) }
            p.hint { (t!("Or look at it as somebody who may do less:")) }
            button.btn type="submit" name="role" value="manager" { (t!("Enter as a manager")) }
            button.btn type="submit" name="role" value="viewer" { (t!("Enter as a viewer")) }
            button.btn type="submit" formaction=(demo.publisher) { (t!("Enter as a publisher")) }
            p.hint { (th!("Or sign in as {email} with the password {password}", email = html! { code { (demo.email) } }, password = html! { code { (demo.password) } })) }
        }
    }
}

fn message(text: Option<&String>, tone: Tone) -> Markup {
    html! { @if let Some(text) = text { (notice(&Banner { tone, text: text.clone(), action: None })) } }
}
