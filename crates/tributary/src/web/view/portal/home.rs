//! A partner's first page: the link above everything, then money, then orders.

use super::nav;
use crate::web::chosen;
use crate::web::kit::banner::{Banner, Tone, notice};
use crate::web::kit::chip::{self, Status};
use crate::web::kit::field::{self, Field, FieldError};
use crate::web::kit::table::{Column, Phone, Row, Table, table};
use crate::web::kit::{Amount, Icon, Stamp, copy, page};
use crate::{n, t, th};
use maud::{Markup, html};

/// Everything the page shows.
#[derive(Debug, Clone, Default)]
pub struct HomeView {
    /// The partner's name.
    pub name: String,
    /// Whether they earn nothing at the moment.
    pub paused: bool,
    /// The store's name.
    pub store: String,
    /// The store's address.
    pub shop: String,
    /// Their link.
    pub link: Option<String>,
    /// Their code for the checkout.
    pub code: Option<String>,
    /// The terms in a line.
    pub terms: String,
    /// What can be paid now, per currency.
    pub ready: Vec<String>,
    /// What waits, per currency.
    pub pending: Vec<String>,
    /// Whether there are several stores, all of which that money is of.
    pub of_all_stores: bool,
    /// Clicks of the last 28 days.
    pub clicks: String,
    /// Orders of the last 28 days that earn.
    pub orders: String,
    /// Their latest orders.
    pub latest: Vec<OrderView>,
    /// Guard against forged requests.
    pub csrf: String,
    /// The page to link to, as typed.
    pub url: String,
    /// What is wrong with it.
    pub errors: Vec<FieldError>,
    /// The link that was just made.
    pub made: Option<LinkRow>,
    /// Links to single pages.
    pub links: Vec<LinkRow>,
    /// How many products there are, each with a ready link.
    pub products: i64,
    /// How many pictures and texts there are to post.
    pub creatives: i64,
}

/// A link to one page.
#[derive(Debug, Clone)]
pub struct LinkRow {
    /// What is shared.
    pub url: String,
    /// Where it leads.
    pub destination: String,
}

/// An order without its buyer.
#[derive(Debug, Clone)]
pub struct OrderView {
    /// When it was placed.
    pub placed: Stamp,
    /// What was bought.
    pub products: String,
    /// From which country.
    pub country: String,
    /// What it earns.
    pub earned: Amount,
    /// How that stands.
    pub standing: Markup,
    /// Why.
    pub reason: Option<String>,
}

/// The page's body.
pub fn render(v: &HomeView) -> Markup {
    html! {
        div.portal.stack {
            h1 { (th!("Hello {name}", name = v.name)) }
            (nav::tabs(nav::Here::Home))
            @if v.paused {
                (notice(&Banner { tone: Tone::Warn, text: t!("You are paused: clicks and orders earn nothing at the moment. Ask the store why.").to_owned(), action: None }))
            }
            (your_link(v))
            (maker(v))
            (to_resources(v))
            (figures(v))
            (page::card_flush(t!("Latest orders"), Some((t!("All earnings"), chosen::named("/partner/earnings").as_str())), &orders(v)))
            @if !v.links.is_empty() { (page::card_flush(t!("Links to single pages"), None, &links(v))) }
        }
    }
}

fn to_resources(v: &HomeView) -> Markup {
    let creatives = (v.creatives > 0)
        .then(|| n!("{n} picture or text to post", "{n} pictures and texts to post", v.creatives));
    let products = (v.products > 0)
        .then(|| n!("{n} product with a ready link", "{n} products with ready links", v.products));
    let there: Vec<String> = creatives.into_iter().chain(products).collect();
    html! {
        @if !there.is_empty() {
            a.card.to-products href=(chosen::named("/partner/resources")) {
                (Icon::Package) span { (there.join(" · ")) } (Icon::Next)
            }
        }
    }
}

fn your_link(v: &HomeView) -> Markup {
    html! {
        section.card aria-label=(t!("Your link")) { div.card-body.stack {
            @match &v.link {
                Some(link) => {
                    (copy::labelled("your-link", t!("Your link"), link, None))
                    div.row {
                        @if let Some(code) = &v.code {
                            span.meta { (t!("Your code")) } (copy::pill(code, code))
                        }
                        button.btn type="button" data-share=(link) data-share-title=(v.store) hidden { (Icon::External) (t!("Share")) }
                    }
                },
                None => p { (t!("You have no link yet. Make one below.")) },
            }
            p.meta { (v.terms) }
        } }
    }
}

fn maker(v: &HomeView) -> Markup {
    html! {
        section.card #maker aria-label=(t!("Link to any page")) { div.card-body.stack {
            h2.card-title { (t!("Make a link to any page")) }
            form.maker method="post" action="/partner/links" data-copy-made {
                (field::hidden("csrf", &v.csrf))
                (Field::url("url", t!("Address of a page of {store}", store = v.store).as_str()).value(&v.url).required()
                    .placeholder(&v.shop).autocomplete("off").errors(&v.errors))
                button.btn.btn-primary type="submit" { (t!("Make link")) }
            }
            @if let Some(made) = &v.made {
                div role="status" {
                    (copy::labelled("made-link", t!("Your link to this page"), &made.url, None))
                    p.meta { (th!("Leads to {destination}", destination = html! { bdi.code dir="ltr" { (made.destination) } })) }
                    p.made-copied hidden { (Icon::Check) (t!("Copied")) }
                }
            }
        } }
    }
}

fn figures(v: &HomeView) -> Markup {
    let money = |label: &str, amounts: &[String]| {
        html! {
            div { dt { (label) } dd { @for one in amounts { span.figure { bdi { (one) } } } } }
        }
    };
    let (ready, pending) = match v.of_all_stores {
        true => (t!("Ready to pay, all stores"), t!("Pending, all stores")),
        false => (t!("Ready to pay"), t!("Pending")),
    };
    html! {
        dl.card.figures {
            (money(ready, &v.ready))
            (money(pending, &v.pending))
            div { dt { (t!("Clicks, 28 days")) } dd { span.figure { (v.clicks) } } }
            div { dt { (t!("Orders, 28 days")) } dd { span.figure { (v.orders) } } }
        }
    }
}

fn orders(v: &HomeView) -> Markup {
    if v.latest.is_empty() {
        return html! { div.card-body { p.meta { (t!("No orders yet. Share your link once and watch this page.")) } } };
    }
    let row = |one: &OrderView| Row {
        cells: vec![
            html! { bdi { (one.products) } },
            html! { (one.placed) },
            html! { bdi { (one.country) } },
            html! { (one.standing) @if let Some(reason) = &one.reason { div.meta { (reason) } } },
            html! { (one.earned) },
        ],
        ..Row::default()
    };
    table(&Table {
        caption: t!("Latest orders").to_owned(),
        columns: vec![
            Column::text(t!("Products"), Phone::Primary),
            Column::text(t!("When"), Phone::Meta),
            Column::text(t!("Country"), Phone::Meta),
            Column::text(t!("Status"), Phone::Trail),
            Column::figure(t!("Earned"), Phone::Amount),
        ],
        rows: v.latest.iter().map(row).collect(),
        ..Table::default()
    })
}

fn links(v: &HomeView) -> Markup {
    html! {
        ul.portal-links { @for one in &v.links {
            li { (copy::pill(&one.url, &one.url)) span.meta { bdi dir="ltr" { (one.destination) } } }
        } }
    }
}

/// How a commission stands, as its partner reads it.
pub fn standing(word: &str) -> Markup {
    match word {
        "approved" => chip::status(Status::Approved, t!("Ready to pay")),
        "declined" => chip::status(Status::Declined, t!("Declined")),
        "reversed" => chip::status(Status::Reversed, t!("Reversed")),
        "review" => chip::status(Status::Pending, t!("Being checked")),
        _ => chip::status(Status::Pending, t!("Pending")),
    }
}

/// The form that signs out.
pub fn sign_out(csrf: &str) -> Markup {
    html! {
        form method="post" action="/partner/logout" {
            (field::hidden("csrf", csrf))
            button.btn.btn-quiet.sign-out type="submit" title=(t!("Sign out")) { (Icon::SignOut) span { (t!("Sign out")) } }
        }
    }
}
