//! A shop asks to be connected: who asks, what it may do, which store it is, and one press.

use crate::web::kit::banner::{Banner, Tone, notice};
use crate::web::kit::field;
use crate::web::kit::icon::Icon;
use crate::web::kit::page::{self, Header};
use crate::web::kit::post::Post;
use crate::{t, th};
use maud::{Markup, html};

/// A store that the shop may be.
#[derive(Debug, Clone, Default)]
pub struct Choice {
    /// Its id.
    pub value: String,
    /// Its name.
    pub name: String,
    /// Where it is.
    pub about: String,
}

/// Everything the page shows.
#[derive(Debug, Clone, Default)]
pub struct ConsentView {
    /// What the shop calls itself.
    pub name: String,
    /// Where it is.
    pub shop: String,
    /// What it sells in.
    pub currency: String,
    /// Which store is most likely meant; `new` for none that there is.
    pub chosen: String,
    /// The stores that there are.
    pub stores: Vec<Choice>,
    /// Connects it.
    pub connect: Post,
    /// Goes back without.
    pub cancel: String,
    /// Who is signed in.
    pub email: String,
    /// Whether whoever looks is in test mode.
    pub test: bool,
}

/// The page's body.
pub fn render(v: &ConsentView) -> Markup {
    let sub = html! { bdi dir="ltr" { (v.shop) } };
    let title = t!("Connect {shop}?", shop = v.name);
    html! {
        div.reading {
            (page::header(&Header { title, sub: Some(sub), ..Header::default() }))
            div.stack {
                @if v.test { (notice(&said(Tone::Test, t!("You are in test mode: the shop is connected to test data.")))) }
                (page::card(t!("What the shop may do"), &rights()))
                @if v.connect.allowed() { (page::card(t!("Which store it is"), &choice(v))) }
                @else { (not_yours(v)) }
            }
        }
    }
}

fn rights() -> Markup {
    let may = [
        t!("Send its visits, orders, refunds and customers here"),
        t!("Show in the shop who is credited with an order, and why"),
        t!("Give codes to partners, and make coupons"),
    ];
    html! {
        div.form {
            ul.topics.allowed { @for one in may { li { (Icon::Check) span { (one) } } } }
            p.muted { (t!("It cannot change rules, pay anybody, or see other stores. Connecting it again ends the earlier connection.")) }
        }
    }
}

fn choice(v: &ConsentView) -> Markup {
    let new_about = th!("{shop}, in {currency}", shop = html! { bdi { (v.name) } }, currency = v.currency);
    let inside = html! {
        fieldset.field {
            legend.visually-hidden { (t!("Which store it is")) }
            @for store in &v.stores {
                label.check {
                    input type="radio" name="store" value=(store.value) checked[store.value == v.chosen];
                    b { bdi { (store.name) } }
                    span.hint { bdi dir="ltr" { (store.about) } }
                }
            }
            label.check {
                input type="radio" name="store" value="new" checked[v.chosen == "new"];
                b { (t!("A new store")) }
                span.hint { (new_about) }
            }
        }
        div.form-actions {
            (field::submit(t!("Connect")))
            a.btn href=(v.cancel) rel="noopener" { (t!("Cancel")) }
        }
        p.hint { (th!("You are signed in as {email}.", email = html! { bdi dir="ltr" { (v.email) } })) }
    };
    v.connect.form("form", &inside)
}

/// Keys and stores are the owner's.
fn not_yours(v: &ConsentView) -> Markup {
    html! {
        (notice(&said(Tone::Warn, t!("Only an owner can connect a shop. Ask one to press Connect in the shop."))))
        div.row { a.btn href=(v.cancel) rel="noopener" { (t!("Back to the shop")) } }
    }
}

/// What is asked cannot be given.
pub fn refused(problems: &[&str]) -> Markup {
    let title = t!("This shop cannot be connected").into();
    let again = t!("Nothing was changed. Go back to the shop, and press Connect there again.");
    html! {
        div.reading {
            (page::header(&Header { title, ..Header::default() }))
            div.stack {
                @for problem in problems { (notice(&said(Tone::Bad, problem))) }
                p { (again) }
                div.row { a.btn href="/admin/connect" { (t!("How to connect")) } }
            }
        }
    }
}

fn said(tone: Tone, text: &str) -> Banner {
    Banner { tone, text: text.to_owned(), action: None }
}
