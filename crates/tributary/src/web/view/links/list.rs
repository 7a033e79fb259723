//! Links and codes (`/admin/links`): what partners hand out, and what each of it brought.

use crate::t;
use crate::web::kit::Stamp;
use crate::web::kit::chip::{self, Status};
use crate::web::kit::empty::{self, Empty, none_yet};
use crate::web::kit::filter::{self, Bar};
use crate::web::kit::icon::Icon;
use crate::web::kit::menu::Item;
use crate::web::kit::page::{self, Action, Header, Tab};
use crate::web::kit::period::{self, PeriodPicker};
use crate::web::kit::post::{self, Post};
use crate::web::kit::table::{Column, Footer, Row, Table, table};
use crate::web::kit::toast::{self, Toast};
use crate::web::view::partners::list::Figure;
use maud::{Markup, Render, html};

/// What stands in a cell.
#[derive(Debug, Clone)]
pub enum Cell {
    /// A link or code: its page, how it is read, what is copied.
    Handed(String, String, String),
    /// Something with a page of its own: name and page.
    Named(String, String),
    /// Words; a dash for none.
    Text(String),
    /// An address or code, read from the left.
    Code(String),
    /// A moment.
    When(Option<Stamp>),
    /// A number and its rows.
    Figure(Figure),
    /// How a coupon stands in the shop: colour, word, what to press about it.
    InShop(Status, String, Option<(String, Post)>),
}

impl Render for Cell {
    fn render(&self) -> Markup {
        html! {
            @match self {
                Self::Handed(href, text, value) => span.handed {
                    a href=(href) { bdi dir="ltr" { (text) } }
                    button.btn.btn-quiet.btn-icon type="button" data-copy=(value) data-done=(t!("Copied")) hidden
                        title=(t!("Copy")) aria-label=(t!("Copy {text}", text = text)) { (Icon::Copy) }
                },
                Self::Named(name, href) => a.quiet href=(href) { bdi { (name) } },
                Self::Text(text) if text.is_empty() => span.meta { "–" },
                Self::Text(text) => bdi { (text) },
                Self::Code(text) => bdi.meta.clip dir="ltr" title=(text) { (text) },
                Self::When(at) => { @if let Some(at) = at { (at) } },
                Self::Figure(figure) => (figure),
                Self::InShop(status, word, act) => span.row {
                    (chip::status(*status, word))
                    @if let Some((label, post)) = act { (post::button(post, label, "btn btn-sm")) }
                },
            }
        }
    }
}

/// One row.
#[derive(Debug, Clone, Default)]
pub struct LinkRow {
    /// Its page.
    pub href: String,
    /// What it is called.
    pub name: String,
    /// Cells in the order of the columns.
    pub cells: Vec<Cell>,
    /// What can be done with it.
    pub menu: Vec<Item>,
}

/// Everything the page shows.
#[derive(Debug, Clone, Default)]
pub struct LinksView {
    /// Links, coupons, aliases, archived.
    pub tabs: Vec<Tab>,
    /// What was just done.
    pub toast: Option<Toast>,
    /// Search and filters.
    pub bar: Bar,
    /// The period of the figures.
    pub period: PeriodPicker,
    /// The columns, with how they sort.
    pub columns: Vec<Column>,
    /// Links or codes.
    pub rows: Vec<LinkRow>,
    /// Count, next page, files.
    pub footer: Footer,
    /// The address without filters; none while nothing is filtered.
    pub clear_href: Option<String>,
    /// What stands here while there is nothing: a sentence, and what to do about it.
    pub nothing: (String, Option<(String, String)>),
    /// Form for a new link.
    pub new_link_href: String,
    /// Form for a new code.
    pub new_code_href: String,
    /// The tab holds codes: another code is the main thing to make.
    pub of_codes: bool,
    /// Asks the shop for all coupons.
    pub check: Option<Post>,
    /// Saved views.
    pub views: Option<Markup>,
}

/// The page's body.
pub fn render(v: &LinksView) -> Markup {
    let action = |label: &str, href: &str, primary: bool| Action {
        label: label.into(),
        href: href.into(),
        icon: primary.then_some(Icon::Plus),
        primary,
    };
    let mut actions = vec![
        action(t!("Give a code"), &v.new_code_href, v.of_codes),
        action(t!("New link"), &v.new_link_href, !v.of_codes),
    ];
    actions.sort_by_key(|one| one.primary);
    let controls = html! {
        (period::picker(&v.period))
        @if let Some(check) = &v.check { (post::button(check, t!("Check in the store"), "btn")) }
    };
    let head =
        Header { title: t!("Links & codes").into(), controls: Some(controls), actions, ..Header::default() };
    html! {
        @if let Some(done) = &v.toast { (toast::toast(done)) }
        (page::header(&head))
        div #list data-renew {
            (page::tabs(t!("Kinds"), &v.tabs))
            @if let Some(views) = &v.views { (views) }
            div.stack {
                (filter::bar(&v.bar))
                section.card { @if v.rows.is_empty() { (nothing(v)) } @else { (list(v)) } }
            }
        }
    }
}

fn nothing(v: &LinksView) -> Markup {
    match &v.clear_href {
        Some(href) => empty::no_match(href),
        None => {
            let (text, action) = v.nothing.clone();
            none_yet(&Empty { text, action, other: None })
        }
    }
}

fn list(v: &LinksView) -> Markup {
    let row = |row: &LinkRow| Row {
        href: Some(row.href.clone()),
        cells: row.cells.iter().map(Render::render).collect(),
        name: row.name.clone(),
        menu: row.menu.clone(),
        ..Row::default()
    };
    table(&Table {
        caption: t!("Links & codes").into(),
        columns: v.columns.clone(),
        rows: v.rows.iter().map(row).collect(),
        footer: Some(v.footer.clone()),
        ..Table::default()
    })
}
