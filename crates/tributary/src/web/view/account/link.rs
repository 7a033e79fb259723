//! Signing in by a link in a mail: asking for it, what follows, and the link itself.

use crate::web::kit::banner::{Banner, Tone, notice};
use crate::web::kit::field::{self, Field};
use crate::{n, t, th};
use maud::{Markup, html};

/// Asking for a link.
#[derive(Debug, Clone, Default)]
pub struct AskView {
    /// Guard against forged requests.
    pub csrf: String,
    /// Where the form goes.
    pub action: String,
    /// Whether mail leaves this server.
    pub sends: bool,
}

/// A link that works.
#[derive(Debug, Clone, Default)]
pub struct EnterView {
    /// Guard against forged requests.
    pub csrf: String,
    /// Where the form goes.
    pub action: String,
    /// Who signs in.
    pub email: String,
}

fn framed(title: &str, body: &Markup) -> Markup {
    html! { div.login { div.login-head { h1 { (title) } } div.card { div.card-body { (body) } } } }
}

/// The form that asks for a link.
pub fn ask(v: &AskView) -> Markup {
    let body = html! {
        @if v.sends {
            form.form method="post" action=(v.action) {
                (field::hidden("csrf", &v.csrf))
                p { (t!("We e-mail you a link that signs you in. Then set a new password in your account.")) }
                (Field::email("email", t!("E-mail")).autocomplete("username").required())
                (field::submit(t!("E-mail me a link")))
            }
        } @else {
            (notice(&Banner {
                tone: Tone::Info,
                text: t!("This server sends no e-mail. Ask an owner to remove and invite you again.").into(),
                action: None,
            }))
        }
        p.meta { a href="/login" { (t!("Back to sign in")) } }
    };
    framed(t!("Forgotten password"), &body)
}

/// A link was asked for: the same whoever asked.
pub fn sent(email: &str, minutes: i64) -> Markup {
    let works = n!("It works for {n} minute.", "It works for {n} minutes.", minutes);
    let body = html! {
        div.form {
            p { (th!("If {email} signs in here, a link is on its way.", email = html! { b { (email) } })) }
            p { (works) }
            p.meta { a href="/login" { (t!("Back to sign in")) } }
        }
    };
    framed(t!("Check your mail"), &body)
}

/// The link was followed: one press signs in.
pub fn enter(v: &EnterView) -> Markup {
    let body = html! {
        form.form method="post" action=(v.action) {
            (field::hidden("csrf", &v.csrf))
            p { bdi dir="ltr" { b { (v.email) } } }
            (field::submit(t!("Sign in")))
        }
    };
    framed(t!("Sign in"), &body)
}

/// The link was used, or is too old.
pub fn ended(minutes: i64) -> Markup {
    let why = n!(
        "It was used already, or is older than {n} minute.",
        "It was used already, or is older than {n} minutes.",
        minutes
    );
    let body = html! {
        div.form {
            p { (why) }
            a.btn.btn-primary.btn-lg href="/login" { (t!("Back to sign in")) }
        }
    };
    framed(t!("This link no longer works"), &body)
}
