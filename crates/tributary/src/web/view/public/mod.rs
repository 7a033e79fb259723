//! Pages on which people apply: the program, the form, and what comes after it.

mod friend;

pub use friend::{Gift, Landing, State, landing, title};

use crate::web::kit::field::{self, Field, FieldError};
use crate::web::kit::{Icon, icon};
use crate::{t, th};
use maud::{Markup, html};

/// A program as people see it who may join.
#[derive(Debug, Clone, Default)]
pub struct ProgramPage {
    /// The store's name.
    pub store: String,
    /// Its address.
    pub shop: String,
    /// What is earned: `12 %`.
    pub commission: String,
    /// Whether it is a part of each order.
    pub by_percent: bool,
    /// How long a click counts: `30 days`.
    pub window: String,
    /// How long a commission waits: `14 days`.
    pub hold: String,
    /// What an order of 100 earns the partner: `12.00 USD`.
    pub example: Option<(String, String)>,
    /// What a partner's own purchase earns, in a sentence.
    pub own: String,
    /// The form's address; none while the program is closed.
    pub apply: Option<String>,
    /// Where partners sign in.
    pub sign_in: String,
}

/// The program's page.
pub fn program(v: &ProgramPage) -> Markup {
    let promise = if v.by_percent {
        t!("Earn {rate} of every order you bring", rate = v.commission)
    } else {
        t!("Earn {rate} for every order you bring", rate = v.commission)
    };
    html! {
        section.hero {
            h1 { (promise) }
            p.hero-sub { (th!("Recommend {store} with your own link or code. You see every click and every order, and why each one counts.", store = v.store)) }
            @match &v.apply {
                Some(href) => a.btn.btn-primary.btn-lg.btn-public href=(href) { (t!("Apply")) },
                None => p.banner.notice.banner-info { (Icon::Info) (t!("This program takes no applications at the moment.")) },
            }
            p.meta { (t!("Already a partner?")) " " a href=(v.sign_in) { (t!("Sign in")) } }
        }
        section.public-section aria-label=(t!("How it works")) {
            h2 { (t!("How it works")) }
            ol.steps-3 {
                (step(Icon::Link, t!("Get your link"), t!("It is yours as soon as you are a partner, and it never changes.")))
                (step(Icon::Click, t!("Share it"), t!("In a post, a video, a newsletter. Make links to single products too.")))
                (step(Icon::Coins, t!("Earn"), t!("Orders appear within minutes, with the reason if one does not count.")))
            }
        }
        section.public-section aria-label=(t!("The terms")) {
            h2 { (t!("The terms")) }
            (terms(v))
        }
    }
}

fn step(icon: Icon, title: &str, text: &str) -> Markup {
    html! { li.card { div.card-body { (icon::large(icon)) h3 { (title) } p { (text) } } } }
}

fn terms(v: &ProgramPage) -> Markup {
    html! {
        dl.terms.card {
            div { dt { (t!("Rate")) } dd { b { (v.commission) }
                @if let Some((order, earned)) = &v.example { p.meta { (t!("An order of {order} earns you {earned}. Tax and shipping do not count, refunds are taken off.", order = order, earned = earned)) } } } }
            div { dt { (t!("A click counts for")) } dd { b { (v.window) } p.meta { (t!("Whoever buys within that time after your link was clicked was brought by you.")) } } }
            div { dt { (t!("Payable after")) } dd { b { (v.hold) } p.meta { (t!("So that returned goods are off the table before money moves.")) } } }
            div { dt { (t!("Own purchases")) } dd { p { (v.own) } } }
        }
    }
}

/// The form, as typed.
#[derive(Debug, Clone, Default)]
pub struct ApplyForm {
    /// Where it goes.
    pub action: String,
    /// The program's page.
    pub back: String,
    /// Guard against forged requests.
    pub csrf: String,
    /// Their name.
    pub name: String,
    /// Where to write to.
    pub email: String,
    /// Where they live.
    pub country: String,
    /// Their site or profiles.
    pub site: String,
    /// How they will promote.
    pub promotes: String,
    /// Whether they agreed.
    pub agreed: bool,
    /// The terms in short.
    pub terms: String,
    /// What is wrong with it.
    pub errors: Vec<FieldError>,
}

/// The form's page.
pub fn apply(f: &ApplyForm) -> Markup {
    let promotes = field::error_for(&f.errors, "promotes");
    let agreed = field::error_for(&f.errors, "agreed");
    html! {
        section.public-form {
            a.crumb href=(f.back) { (t!("About the program")) (Icon::Next) }
            h1 { (t!("Apply")) }
            p.meta { (t!("It takes a minute.")) }
            form.form.form-public method="post" action=(f.action) {
                (field::hidden("csrf", &f.csrf))
                (field::error_summary(&f.errors))
                // People never see this field; programs that fill in forms do.
                div.trap aria-hidden="true" { label { "Fax" input name="fax" tabindex="-1" autocomplete="off"; } }
                (Field::text("name", t!("Name")).value(&f.name).required().autocomplete("name").errors(&f.errors))
                (Field::email("email", t!("E-mail")).value(&f.email).required().autocomplete("email").errors(&f.errors)
                    .hint(t!("Your link to sign in goes there.")))
                div.form-row {
                    (Field::text("country", t!("Country")).value(&f.country).optional().autocomplete("country-name").errors(&f.errors))
                    (Field::text("site", t!("Site or profile")).value(&f.site).optional().autocomplete("url").errors(&f.errors))
                }
                div.field.bad[promotes.is_some()] {
                    label for="promotes" { (t!("How will you promote?")) }
                    textarea.input #promotes name="promotes" rows="3" dir="auto" required aria-invalid=[promotes.map(|_| "true")] { (f.promotes) }
                    @if let Some(wrong) = promotes { p.err { (Icon::Warning) (wrong) } }
                }
                div.field.bad[agreed.is_some()] {
                    label.check {
                        input #agreed type="checkbox" name="agreed" value="1" checked[f.agreed] required;
                        b { (t!("I agree to the terms")) }
                        span.hint { (f.terms) }
                    }
                    @if let Some(wrong) = agreed { p.err { (Icon::Warning) (wrong) } }
                }
                div.form-actions { button.btn.btn-primary.btn-lg.btn-public type="submit" { (t!("Send application")) } }
            }
        }
    }
}

/// What comes after the form.
pub fn sent(automatic: bool, back: &str) -> Markup {
    html! {
        section.public-form {
            h1 { @if automatic { (t!("Look into your mailbox")) } @else { (t!("We have your application")) } }
            @if automatic {
                p { (t!("You are in. We sent you a link to sign in: it leads to your own page, with your link and your code.")) }
            } @else {
                p { (t!("Somebody looks at it, usually within two days. You get a mail either way.")) }
            }
            p.meta { (t!("Nothing there after a few minutes? Look among unwanted mail, or apply again with another address.")) }
            p { a.btn href=(back) { (t!("Back to the program")) } }
        }
    }
}
