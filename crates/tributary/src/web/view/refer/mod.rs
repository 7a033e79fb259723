//! The hosted share panel: the panel in its frame, and the pages around coming in.

use crate::refer::shown::Shown;
use crate::refer::view::{self, Around};
use crate::web::kit::banner::{Banner, Tone, notice};
use crate::web::kit::field::{self, Field};
use crate::web::kit::{Icon, asset};
use crate::{t, th};
use maud::{Markup, html};

/// The form that asks for a link.
#[derive(Debug, Clone, Default)]
pub struct AskForm {
    /// Guard against forged requests.
    pub csrf: String,
    /// Which store it is about; empty: none is known.
    pub store: String,
    /// What went wrong.
    pub problem: Option<String>,
}

/// The panel as a page.
pub fn hosted(v: &Shown, around: &Around) -> Markup {
    html! {
        link rel="stylesheet" href=(asset::url("refer.css"));
        script src="/refer.js" defer {}
        div.refer-page data-refer-page { (view::render(v, around)) }
    }
}

/// Asks for a link.
pub fn ask(f: &AskForm, store: &str) -> Markup {
    html! {
        section.public-form {
            h1 { (t!("Your link, friends and rewards")) }
            p.meta { (th!("Open them from your account at {store}, or have a link sent to your e-mail address.", store = store)) }
            @if let Some(problem) = &f.problem {
                (notice(&Banner { tone: Tone::Warn, text: problem.clone(), action: None }))
            }
            form.form.form-public method="post" action="/refer/login" {
                (field::hidden("csrf", &f.csrf))
                (field::hidden("store", &f.store))
                (Field::email("email", t!("E-mail")).required().autocomplete("email"))
                button.btn.btn-primary.btn-lg.btn-public type="submit" { (t!("See my rewards")) }
            }
        }
    }
}

/// What comes after it, whether the address is known or not.
pub fn sent() -> Markup {
    html! {
        section.public-form {
            h1 { (t!("Look into your mailbox")) }
            p { (t!("If a customer has this address, a link to the rewards is on its way. It works for 15 minutes.")) }
        }
    }
}

/// The link was opened: one press comes in.
pub fn press(csrf: &str, token: &str) -> Markup {
    html! {
        section.public-form {
            h1 { (t!("Your page is ready")) }
            form method="post" action="/refer/enter" {
                (field::hidden("csrf", csrf))
                (field::hidden("token", token))
                button.btn.btn-primary.btn-lg.btn-public type="submit" autofocus { (t!("See my rewards")) }
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
            a.btn.btn-primary.btn-lg.btn-public href="/refer" { (t!("Send me a new link")) }
        }
    }
}

/// The form that signs out.
pub fn sign_out(csrf: &str) -> Markup {
    html! {
        form method="post" action="/refer/logout" {
            (field::hidden("csrf", csrf))
            button.btn.btn-quiet.sign-out type="submit" title=(t!("Sign out")) { (Icon::SignOut) span { (t!("Sign out")) } }
        }
    }
}

/// Asks whether mail of a kind shall stop.
pub fn stop(token: &str, what: &str) -> Markup {
    html! {
        section.public-form {
            h1 { (t!("No more of these mails?")) }
            p { (what) }
            form method="post" action={ "/refer/stop/" (token) } {
                button.btn.btn-primary.btn-lg.btn-public type="submit" { (t!("Stop these mails")) }
            }
        }
    }
}

/// It has stopped.
pub fn stopped(store: &str) -> Markup {
    html! {
        section.public-form {
            h1 { (t!("Done")) }
            p { (th!("{store} sends no more of these mails to your address.", store = store)) }
        }
    }
}

/// The address is none of ours.
pub fn no_such_stop() -> Markup {
    html! {
        section.public-form {
            h1 { (t!("This link is not complete")) }
            p { (t!("Copy the whole address from the mail, to its end.")) }
        }
    }
}
