//! Signing in as a publisher.

use crate::t;
use crate::web::kit::banner::{Banner, Tone, notice};
use crate::web::kit::field::{self, Field};
use maud::{Markup, html};

/// The form that asks for a link, as typed.
#[derive(Debug, Clone, Default)]
pub struct AskForm {
    /// Guard against forged requests.
    pub csrf: String,
    /// The address.
    pub email: String,
    /// What is wrong.
    pub problem: Option<String>,
    /// Whether this is a demo, which everybody may enter.
    pub demo: bool,
}

/// Asks for a link.
pub fn ask(f: &AskForm) -> Markup {
    html! {
        section.public-form {
            h1 { (t!("Sign in as a publisher")) }
            p.meta { (t!("Without a password: we send you a link.")) }
            @if let Some(problem) = &f.problem {
                (notice(&Banner { tone: Tone::Warn, text: problem.clone(), action: None }))
            }
            form.form.form-public method="post" action="/publisher/enter" {
                (field::hidden("csrf", &f.csrf))
                (Field::email("email", t!("E-mail")).value(&f.email).required().autocomplete("email"))
                button.btn.btn-primary.btn-lg.btn-public type="submit" { (t!("Send me a link")) }
            }
            @if f.demo {
                form method="post" action="/publisher/demo" {
                    (field::hidden("csrf", &f.csrf))
                    button.btn.btn-lg type="submit" { (t!("Enter the demo")) }
                }
            }
            p.meta { (t!("No account yet?")) " " a href="/publisher/join" { (t!("Become a publisher")) } }
        }
    }
}

/// What comes after it, whether the address is known or not.
pub fn sent() -> Markup {
    html! {
        section.public-form {
            h1 { (t!("Look into your mailbox")) }
            p { (t!("If a publisher has this address, a link to sign in is on its way. It works for 15 minutes.")) }
        }
    }
}

/// The link was opened: one press signs in. Mail programs open links too, and must not use them up.
pub fn press(csrf: &str, token: &str) -> Markup {
    html! {
        section.public-form {
            h1 { (t!("Your pages are ready")) }
            form method="post" action="/publisher/link" {
                (field::hidden("csrf", csrf))
                (field::hidden("token", token))
                button.btn.btn-primary.btn-lg.btn-public type="submit" autofocus { (t!("Sign in")) }
            }
        }
    }
}

/// The link does not work any more.
pub fn over() -> Markup {
    html! {
        section.public-form {
            h1 { (t!("This link does not work any more")) }
            p { (t!("Each link works once and for a short time. Ask for a new one.")) }
            a.btn.btn-primary.btn-lg.btn-public href="/publisher/enter" { (t!("Send me a new link")) }
        }
    }
}
