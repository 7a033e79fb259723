//! One link (`/admin/links/{id}`): to copy, to print, and what it brought.

use crate::t;
use crate::web::kit::Stamp;
use crate::web::kit::copy;
use crate::web::kit::field::Field;
use crate::web::kit::icon::Icon;
use crate::web::kit::made::{self, Made};
use crate::web::kit::page::{self, Header};
use crate::web::kit::period::{self, PeriodPicker};
use crate::web::kit::post::{self, Post};
use crate::web::kit::toast::{self, Toast};
use crate::web::view::partners::list::Figure;
use maud::{Markup, html};

/// Everything the page shows.
#[derive(Debug, Clone, Default)]
pub struct LinkView {
    /// The link without its scheme.
    pub title: String,
    /// What was just done.
    pub toast: Option<Toast>,
    /// The whole link.
    pub url: String,
    /// The link as a QR code.
    pub qr: Markup,
    /// Files of it: label and address.
    pub files: Vec<(String, String)>,
    /// A page to print.
    pub poster_href: String,
    /// Where it leads.
    pub destination: String,
    /// Whose it is: name and page.
    pub partner: (String, String),
    /// When it was made.
    pub made: Stamp,
    /// Since when it is archived.
    pub archived: Option<Stamp>,
    /// Its label and the form that changes it; a referral code has none.
    pub label: Option<(String, Post)>,
    /// Archives it or brings it back.
    pub archive: (String, Post),
    /// The period of the figures.
    pub period: PeriodPicker,
    /// Clicks, orders, revenue.
    pub figures: Vec<Figure>,
    /// Another link of the same partner.
    pub more_href: String,
    /// It was made just now.
    pub fresh: bool,
}

/// The page's body.
pub fn render(v: &LinkView) -> Markup {
    let controls = html! {
        (period::picker(&v.period))
        (post::button(&v.archive.1, &v.archive.0, "btn"))
    };
    let head = Header {
        back: Some((t!("Links & codes").into(), "/admin/links".into())),
        title: v.title.clone(),
        controls: Some(controls),
        ..Header::default()
    };
    html! {
        @if let Some(done) = &v.toast { (toast::toast(done)) }
        (page::header(&head))
        div.cols-main {
            div.stack {
                @if v.fresh { (hand_over(v)) }
                @else { section.card { div.card-body { (copy::labelled("link", t!("Link"), &v.url, None)) } } }
                (page::card(t!("What it brought"), &figures(v)))
                (page::card(t!("About this link"), &about(v)))
                @if let Some((label, form)) = &v.label { (relabel(label, form)) }
            }
            aside.stack { (page::card(t!("QR code"), &picture(v))) }
        }
    }
}

fn hand_over(v: &LinkView) -> Markup {
    made::made(&Made {
        title: (t!("The link is made.").into(), t!("{name} can use it at once.", name = v.partner.0)),
        qr: Some(v.qr.clone()),
        files: v.files.clone(),
        body: html! {
            (copy::labelled("made-link", t!("Link"), &v.url, None))
            (page::facts(&[(t!("Leads to").to_owned(), html! { bdi.wrap dir="ltr" { (v.destination) } })]))
        },
        poll: None,
        another: Some((t!("Make another link").into(), v.more_href.clone())),
    })
}

fn figures(v: &LinkView) -> Markup {
    let names = [t!("Clicks"), t!("Orders"), t!("Revenue")];
    let facts: Vec<(String, Markup)> = names
        .into_iter()
        .zip(&v.figures)
        .map(|(name, figure)| (name.to_owned(), html! { (figure) }))
        .collect();
    page::facts(&facts)
}

fn about(v: &LinkView) -> Markup {
    let mut facts = vec![
        (t!("Leads to").to_owned(), html! { bdi.wrap dir="ltr" { (v.destination) } }),
        (t!("Partner").to_owned(), html! { a href=(v.partner.1) { bdi { (v.partner.0) } } }),
        (t!("Made").to_owned(), html! { (v.made) }),
    ];
    if let Some(at) = &v.archived {
        facts.push((t!("Archived").to_owned(), html! { (at) }));
    }
    html! { (page::facts(&facts)) p { (page::more(t!("Make another link"), &v.more_href)) } }
}

fn relabel(label: &str, form: &Post) -> Markup {
    let inside = html! {
        (Field::text("label", t!("Label")).value(label).autocomplete("off").hint(t!("Only your team sees it.")))
        button.btn type="submit" { (t!("Save")) }
    };
    if form.allowed() || label.is_empty() {
        return page::card(t!("Label"), &form.form("form", &inside));
    }
    page::card(t!("Label"), &html! { p { bdi { (label) } } })
}

fn picture(v: &LinkView) -> Markup {
    html! {
        div.qr-panel {
            (v.qr)
            p.row {
                @for (label, href) in &v.files { a.btn href=(href) download { (Icon::Download) (label) } }
                a.btn href=(v.poster_href) { (Icon::Printer) (t!("Print")) }
            }
        }
    }
}
