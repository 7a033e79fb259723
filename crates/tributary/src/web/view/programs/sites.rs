//! Sites that stand for a code (`/admin/programs/{id}/sites`): the list with what each brought, and the form that adds one.

use super::{Frame, Place};
use crate::web::kit::Icon;
use crate::web::kit::empty::{Empty, none_yet};
use crate::web::kit::field::{self, Field, FieldError};
use crate::web::kit::menu::Item;
use crate::web::kit::page::{self, Header};
use crate::web::kit::post::Post;
use crate::web::kit::table::{Column, Footer, Phone, Row, Table, table};
use crate::web::kit::time::Stamp;
use crate::web::kit::toast::{self, Toast};
use crate::web::view::partners::list::Figure;
use crate::{n, t};
use maud::{Markup, html};

/// Whose the code is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Owner {
    /// A partner's or a customer's: name and page.
    Somebody(String, String),
    /// Nobody's yet.
    Nobody,
}

/// One site.
#[derive(Debug, Clone)]
pub struct SiteRow {
    /// The site.
    pub domain: String,
    /// The code.
    pub code: String,
    /// Whose it is.
    pub owner: Owner,
    /// What it brought: clicks, orders, revenue.
    pub figures: Vec<Figure>,
    /// Since when it stands for this code.
    pub since: Stamp,
    /// Takes it off.
    pub menu: Vec<Item>,
}

/// Everything the page shows.
#[derive(Debug, Clone, Default)]
pub struct SitesView {
    /// What all pages of the program have.
    pub frame: Frame,
    /// Where the form goes.
    pub action: String,
    /// Guard against forged requests.
    pub csrf: String,
    /// The site, as typed.
    pub domain: String,
    /// The code, as typed.
    pub code: String,
    /// What is wrong with the form.
    pub errors: Vec<FieldError>,
    /// Sites of this page, by name.
    pub rows: Vec<SiteRow>,
    /// How many there are on all pages.
    pub count: i64,
    /// The next page.
    pub next: Option<String>,
    /// What was just done.
    pub toast: Option<Toast>,
}

/// The page's body.
pub fn render(v: &SitesView) -> Markup {
    html! {
        @if let Some(done) = &v.toast { (toast::toast(done)) }
        div.reading {
            (page::header(&Header { back: Frame::back(), title: v.frame.name.clone(), ..Header::default() }))
            (v.frame.tabs(Place::Sites))
            div.stack {
                (page::card(t!("A site that stands for a code"), &form(v)))
                @if v.rows.is_empty() {
                    section.card { (none_yet(&Empty {
                        text: t!("No site stands for a code yet. Whoever comes from a site of this list, without a code in the address, counts as one who came by its code.").to_owned(),
                        ..Empty::default()
                    })) }
                } @else {
                    (page::card_flush(t!("Sites and their codes"), None, &list(v)))
                    p.hint { (t!("Figures are of the last 28 days: clicks from that site that count, and the orders that they won.")) }
                }
            }
        }
    }
}

fn form(v: &SitesView) -> Markup {
    let fields = html! {
        (field::error_summary(&v.errors))
        div.form-row {
            (Field::text("domain", t!("Site")).value(&v.domain).placeholder("blog.example").required().errors(&v.errors).autocomplete("off")
                .hint(t!("Exactly this site; only www. makes no difference.")))
            (Field::text("code", t!("Code")).value(&v.code).placeholder("SARA10").required().errors(&v.errors).autocomplete("off")
                .hint(t!("A site has one code, a code may have many sites.")))
        }
    };
    let send = html! { div.form-actions { button.btn.btn-primary type="submit" { (Icon::Plus) (t!("Add the site")) } } };
    html! {
        div.form {
            p.muted { (t!("The script on the shop's pages (see Tracking) tells of such visits. A code in the address beats the site.")) }
            (Post::to(&v.action, &v.csrf).settings("form", &fields, &send))
        }
    }
}

fn list(v: &SitesView) -> Markup {
    let columns = vec![
        Column::text(t!("Site"), Phone::Primary),
        Column::text(t!("Code"), Phone::Meta),
        Column::text(t!("Whose"), Phone::Meta),
        Column::figure(t!("Clicks"), Phone::Labelled),
        Column::figure(t!("Orders"), Phone::Labelled),
        Column::figure(t!("Revenue"), Phone::Amount),
        Column::text(t!("Since"), Phone::Trail),
    ];
    table(&Table {
        caption: t!("Sites and their codes").to_owned(),
        columns,
        rows: v.rows.iter().map(row).collect(),
        footer: Some(Footer {
            count: n!("{n} site", "{n} sites", v.count),
            next: v.next.clone(),
            ..Footer::default()
        }),
        ..Table::default()
    })
}

fn row(one: &SiteRow) -> Row {
    let owner = match &one.owner {
        Owner::Somebody(name, href) => html! { a href=(href) { bdi { (name) } } },
        Owner::Nobody => html! { span.meta { (t!("Nobody's: such visits are no clicks yet")) } },
    };
    let mut cells =
        vec![html! { bdi dir="ltr" { (one.domain) } }, html! { bdi.code dir="ltr" { (one.code) } }, owner];
    cells.extend(one.figures.iter().map(|figure| html! { (figure) }));
    cells.push(html! { (one.since) });
    Row { cells, name: one.domain.clone(), menu: one.menu.clone(), ..Row::default() }
}
