//! Partners (`/admin/partners`): who promotes, what they brought in a period and what they are owed.

use crate::t;
use crate::web::kit::avatar;
use crate::web::kit::chip;
use crate::web::kit::copy;
use crate::web::kit::empty::{self, Empty, none_yet};
use crate::web::kit::filter::{self, Bar};
use crate::web::kit::icon::Icon;
use crate::web::kit::menu::Item;
use crate::web::kit::page::{self, Action, Header, Tab};
use crate::web::kit::period::{self, PeriodPicker};
use crate::web::kit::table::{Column, Footer, Row, Table, table};
use crate::web::kit::toast::{self, Toast};
use crate::web::kit::{Amount, Stamp};
use maud::{Markup, Render, html};

/// A number that opens the rows it is made of.
#[derive(Debug, Clone, Default)]
pub struct Figure {
    /// As it is written; a dash where there is nothing to say.
    pub text: String,
    /// The rows.
    pub href: Option<String>,
}

impl Render for Figure {
    fn render(&self) -> Markup {
        html! {
            @match &self.href {
                Some(href) => a.quiet href=(href) { bdi { (self.text) } },
                None => bdi { (self.text) },
            }
        }
    }
}

/// What stands in a column.
#[derive(Debug, Clone)]
pub enum Cell {
    /// Words of the team's own; a dash for none.
    Text(String),
    /// A state.
    State(String),
    /// A moment; none: never.
    When(Option<Stamp>),
    /// A number and its rows.
    Figure(Figure),
    /// A code to copy.
    Code(Option<String>),
}

impl Render for Cell {
    fn render(&self) -> Markup {
        html! {
            @match self {
                Self::Text(text) if text.is_empty() => span.meta { "–" },
                Self::Text(text) => bdi { (text) },
                Self::State(word) => (chip::plain(word)),
                Self::When(Some(at)) => (at),
                Self::When(None) => span.meta { (t!("Never")) },
                Self::Figure(figure) => (figure),
                Self::Code(Some(code)) => (copy::pill(code, code)),
                Self::Code(None) => span.meta { (t!("No code")) },
            }
        }
    }
}

/// One partner in the list.
#[derive(Debug, Clone, Default)]
pub struct PartnerRow {
    /// The partner's page.
    pub href: String,
    /// Name.
    pub name: String,
    /// E-mail.
    pub email: Option<String>,
    /// Paused, archived, invited; none for an active partner.
    pub state: Option<String>,
    /// The columns after the name.
    pub cells: Vec<Cell>,
    /// What can be done with them.
    pub menu: Vec<Item>,
}

/// Everything the page shows.
#[derive(Debug, Clone, Default)]
pub struct PartnersView {
    /// Active, paused, archived.
    pub tabs: Vec<Tab>,
    /// What was just done.
    pub toast: Option<Toast>,
    /// Search and filters.
    pub bar: Bar,
    /// The period of the figures.
    pub period: PeriodPicker,
    /// The columns, with how they sort.
    pub columns: Vec<Column>,
    /// Partners.
    pub rows: Vec<PartnerRow>,
    /// The sums of all partners on the tab, by column.
    pub total: Vec<Figure>,
    /// Count, next page, files.
    pub footer: Footer,
    /// The address without filters; none while nothing is filtered.
    pub clear_href: Option<String>,
    /// Whether there is any partner at all.
    pub any: bool,
    /// Form for a new one.
    pub new_href: String,
    /// Saved views.
    pub views: Option<Markup>,
}

/// The page's body.
pub fn render(v: &PartnersView) -> Markup {
    let new = Action {
        label: t!("New partner").into(),
        href: v.new_href.clone(),
        icon: Some(Icon::Plus),
        primary: true,
    };
    let head = Header {
        title: t!("Partners").into(),
        controls: v.any.then(|| period::picker(&v.period)),
        actions: vec![new],
        ..Header::default()
    };
    html! {
        @if let Some(done) = &v.toast { (toast::toast(done)) }
        (page::header(&head))
        div #list data-renew {
            (page::tabs(t!("Partners by state"), &v.tabs))
            @if let Some(views) = &v.views { (views) }
            div.stack {
                @if v.any { (filter::bar(&v.bar)) }
                section.card.wide { @if v.rows.is_empty() { (nothing(v)) } @else { (list(v)) } }
            }
        }
    }
}

fn nothing(v: &PartnersView) -> Markup {
    match &v.clear_href {
        Some(href) if v.any => empty::no_match(href),
        _ if v.any => html! { div.empty { p { (t!("Nobody is here.")) } } },
        _ => none_yet(&Empty {
            text: t!("Add your first partner. It takes 20 seconds: a name and an e-mail.").into(),
            action: Some((t!("New partner").into(), v.new_href.clone())),
            other: None,
        }),
    }
}

fn list(v: &PartnersView) -> Markup {
    table(&Table {
        caption: t!("Partners").into(),
        columns: v.columns.clone(),
        rows: v.rows.iter().map(row).collect(),
        total: Some(total(v)),
        footer: Some(v.footer.clone()),
        bulk: None,
    })
}

fn total(v: &PartnersView) -> Vec<Markup> {
    let all = html! { (t!("All")) };
    std::iter::once(all).chain(v.total.iter().map(Render::render)).collect()
}

fn row(partner: &PartnerRow) -> Row {
    let who = html! {
        span.two.primary {
            (avatar::avatar(&partner.name))
            span.two-text {
                span {
                    a href=(partner.href) { bdi { (partner.name) } }
                    @if let Some(state) = &partner.state { " " (chip::plain(state)) }
                }
                @if let Some(email) = &partner.email { bdi.meta { (email) } }
            }
        }
    };
    let cells = std::iter::once(who).chain(partner.cells.iter().map(Render::render)).collect();
    Row {
        href: Some(partner.href.clone()),
        cells,
        name: partner.name.clone(),
        menu: partner.menu.clone(),
        ..Row::default()
    }
}

/// A figure that opens nothing: an amount.
impl From<Amount> for Figure {
    fn from(amount: Amount) -> Self {
        Self { text: amount.text, href: None }
    }
}
