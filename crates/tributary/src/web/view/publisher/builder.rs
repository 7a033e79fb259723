//! A program's own page: its terms and the link builder.

use crate::web::kit::Icon;
use crate::web::kit::banner::{Banner, Tone, notice};
use crate::web::kit::copy;
use crate::web::kit::field::{self, Field, FieldError};
use crate::web::kit::page::{self, Header};
use crate::web::kit::post::Post;
use crate::web::kit::table::{Column, Phone, Row, Table, table};
use crate::{t, th};
use maud::{Markup, html};

/// Everything the page shows.
#[derive(Debug, Clone, Default)]
pub struct BuilderView {
    /// The page's own address.
    pub href: String,
    /// Guard against forged requests.
    pub csrf: String,
    /// The program's name.
    pub name: String,
    /// The store's name.
    pub store: String,
    /// The store's address.
    pub shop: String,
    /// The terms in a line.
    pub terms: String,
    /// The hosts that links may lead to.
    pub hosts: Vec<String>,
    /// Whether links earn.
    pub is_active: bool,
    /// Whether the store paused the publisher.
    pub is_paused: bool,
    /// The form, as typed.
    pub typed: Typed,
    /// What is wrong with it.
    pub errors: Vec<FieldError>,
    /// One sentence of good news.
    pub news: Option<String>,
    /// The link.
    pub built: Option<Built>,
    /// Many addresses, as typed.
    pub urls: String,
    /// Links to them.
    pub bulk: Vec<BulkRow>,
}

/// The builder's form.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    /// The page to link to.
    pub url: String,
    /// The publisher's own ids.
    pub refs: [String; 3],
}

/// A link that was built.
#[derive(Debug, Clone, Default)]
pub struct Built {
    /// The link.
    pub link: String,
    /// The same as Retrack writes it.
    pub long: String,
    /// Where a click on it lands.
    pub lands: String,
}

/// One of many addresses, with its link or what is wrong.
#[derive(Debug, Clone)]
pub struct BulkRow {
    /// The address as pasted.
    pub url: String,
    /// Its link, or why there is none.
    pub link: Result<String, String>,
}

/// The page's body.
pub fn render(v: &BuilderView) -> Markup {
    html! {
        (page::header(&Header {
            back: Some((t!("Programs").to_owned(), "/publisher".to_owned())),
            title: v.name.clone(),
            sub: Some(html! { bdi { (v.store) } " · " (v.terms) }),
            ..Header::default()
        }))
        @if !v.is_active {
            (notice(&Banner { tone: Tone::Info, text: t!("You are not in this program at the moment, so there is no link.").to_owned(), action: None }))
        } @else {
            @if v.is_paused {
                (notice(&Banner { tone: Tone::Warn, text: t!("You are paused: clicks and orders earn nothing at the moment. Ask the store why.").to_owned(), action: None }))
            }
            (page::card(t!("Your link"), &one(v)))
            (many(v))
            (leave(v))
        }
    }
}

fn one(v: &BuilderView) -> Markup {
    html! {
        div.stack {
            (field::error_summary(&v.errors))
            @if let Some(built) = &v.built { (result(v, built)) }
            form.form.form-public method="get" action=(v.href) {
                (Field::url("url", t!("Page of the store")).value(&v.typed.url).optional().placeholder(&v.shop)
                    .autocomplete("off").errors(&v.errors).hint(&t!("A page on {hosts}. Without one the link leads to the store's first page.", hosts = v.hosts.join(", "))))
                div.form-row {
                    (Field::text("ref", "ref").value(&v.typed.refs[0]).optional().autocomplete("off"))
                    (Field::text("ref2", "ref2").value(&v.typed.refs[1]).optional().autocomplete("off"))
                    (Field::text("ref3", "ref3").value(&v.typed.refs[2]).optional().autocomplete("off"))
                }
                p.hint { (t!("Your own ids, such as the member who clicks: they come back with each conversion.")) }
                input type="hidden" name="built" value="1";
                div.form-actions { button.btn.btn-primary.btn-lg type="submit" { (t!("Build link")) } }
            }
        }
    }
}

fn result(v: &BuilderView, built: &Built) -> Markup {
    html! {
        div.stack role=[v.news.as_ref().map(|_| "status")] {
            (copy::labelled("built-link", t!("Link"), &built.link, None))
            (copy::labelled("built-long", t!("The same as a Retrack link"), &built.long, None))
            p.meta { (th!("A click lands on {page}", page = html! { bdi.code.wraps dir="ltr" { (built.lands) } })) }
        }
    }
}

fn many(v: &BuilderView) -> Markup {
    let wrong = field::error_for(&v.errors, "urls");
    let fields = html! {
        div.field.bad[wrong.is_some()] {
            label for="urls" { (t!("Addresses, one per line")) }
            textarea.input #urls name="urls" rows="6" dir="ltr" spellcheck="false" aria-invalid=[wrong.map(|_| "true")] { (v.urls) }
            @if let Some(wrong) = wrong { p.err { (Icon::Warning) (wrong) } }
            p.hint { (t!("Up to 100. They get the ids below.")) }
        }
        div.form-row {
            @for (name, own) in ["ref", "ref2", "ref3"].iter().zip(&v.typed.refs) {
                div.field { label for={ "bulk-" (name) } { (name) } input.input id={ "bulk-" (name) } name=(name) value=(own) autocomplete="off"; }
            }
        }
        div.form-actions {
            button.btn type="submit" { (t!("Show links")) }
            button.btn type="submit" name="as" value="csv" { (Icon::Download) (t!("Download CSV")) }
        }
    };
    html! {
        details.card open[!v.bulk.is_empty() || wrong.is_some()] {
            summary.card-head { h2 { (t!("Many links at once")) } (Icon::Down) }
            div.card-body { (Post::to(format!("{}/bulk", v.href), &v.csrf).form("form form-public", &fields)) }
            @if !v.bulk.is_empty() { (bulk(v)) }
        }
    }
}

fn bulk(v: &BuilderView) -> Markup {
    let row = |one: &BulkRow| Row {
        cells: vec![
            html! { bdi.code.wraps dir="ltr" { (one.url) } },
            html! {
                @match &one.link {
                    Ok(link) => (copy::pill(link, link)),
                    Err(why) => span.err { (Icon::Warning) (why) },
                }
            },
        ],
        name: one.url.clone(),
        ..Row::default()
    };
    table(&Table {
        caption: t!("Many links at once").to_owned(),
        columns: vec![Column::text(t!("Page"), Phone::Primary), Column::text(t!("Link"), Phone::Meta)],
        rows: v.bulk.iter().map(row).collect(),
        ..Table::default()
    })
}

fn leave(v: &BuilderView) -> Markup {
    let button = html! {
        p.hint { (t!("Your links lead on, but earn nothing any more. What you earned stays yours.")) }
        button.btn.btn-danger type="submit" { (t!("Leave this program")) }
    };
    html! {
        details { summary.btn { (t!("Leave…")) } (Post::to(format!("{}/leave", v.href), &v.csrf).form("form", &button)) }
    }
}
