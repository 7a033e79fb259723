//! Partners (`/admin/partners`): who promotes, with the link and code to hand out.

use crate::web::kit::avatar;
use crate::web::kit::banner::{Banner, Tone, notice};
use crate::web::kit::chip;
use crate::web::kit::copy;
use crate::web::kit::empty::{Empty, none_yet};
use crate::web::kit::icon::Icon;
use crate::web::kit::money::{Amount, format_count};
use crate::web::kit::page::{self, Action, Header, Tab};
use crate::web::kit::table::{Column, Footer, Phone, Row, Table, table};
use maud::{Markup, html};

/// One partner in the list.
#[derive(Debug, Clone)]
pub struct PartnerRow {
    /// The partner's page; none until that screen exists.
    pub href: Option<String>,
    /// Name.
    pub name: String,
    /// E-mail.
    pub email: Option<String>,
    /// Short form of the link: `shop.example/go/sara`.
    pub link_text: String,
    /// The whole link.
    pub link: String,
    /// Coupon code, if one is assigned.
    pub coupon: Option<String>,
    /// Clicks in the period.
    pub clicks: i64,
    /// Orders in the period.
    pub orders: i64,
    /// Revenue in the period.
    pub revenue: Amount,
    /// Owed now.
    pub owed: Amount,
    /// Paused or similar; none for an active partner.
    pub state: Option<String>,
}

/// Link and code of the partner just made, to hand out at once.
#[derive(Debug, Clone)]
pub struct Created {
    /// Name.
    pub name: String,
    /// The whole link.
    pub link: String,
    /// Coupon code.
    pub coupon: Option<String>,
}

/// Everything the page shows.
#[derive(Debug, Clone, Default)]
pub struct PartnersView {
    /// Active, applications, paused; empty draws none.
    pub tabs: Vec<Tab>,
    /// Set right after one was made.
    pub created: Option<Created>,
    /// Partners.
    pub rows: Vec<PartnerRow>,
    /// `1–50 of 84`.
    pub count: String,
    /// Next page.
    pub next: Option<String>,
    /// Form for a new one.
    pub new_href: String,
}

/// The page's body.
pub fn render(v: &PartnersView) -> Markup {
    let new = Action {
        label: "New partner".into(),
        href: v.new_href.clone(),
        icon: Some(Icon::Plus),
        primary: true,
    };
    html! {
        (page::header(&Header { title: "Partners".into(), actions: vec![new], ..Header::default() }))
        (page::tabs("Partners by state", &v.tabs))
        div.stack {
            @if let Some(created) = &v.created { (hand_out(created)) }
            section.card { @if v.rows.is_empty() { (nothing(v)) } @else { (list(v)) } }
        }
    }
}

fn nothing(v: &PartnersView) -> Markup {
    none_yet(&Empty {
        text: "Add your first partner. It takes 20 seconds: a name and an e-mail.".into(),
        action: Some(("New partner".into(), v.new_href.clone())),
        other: None,
    })
}

fn hand_out(created: &Created) -> Markup {
    let text = format!("{} can start now. Send this link and code.", created.name);
    let body = html! {
        div.form {
            (notice(&Banner { tone: Tone::Ok, text, action: None }))
            div.form-row {
                (copy::labelled("created-link", "Link", &created.link, None))
                @if let Some(coupon) = &created.coupon { (copy::labelled("created-coupon", "Coupon code", coupon, None)) }
            }
        }
    };
    html! { section.card { div.card-body { (body) } } }
}

fn list(v: &PartnersView) -> Markup {
    table(&Table {
        caption: "Partners".into(),
        columns: vec![
            Column::text("Partner", Phone::Primary),
            Column::text("Link", Phone::Meta),
            Column::text("Code", Phone::Meta),
            Column::figure("Clicks", Phone::Hide),
            Column::figure("Orders", Phone::Labelled),
            Column::figure("Revenue", Phone::Hide),
            Column::figure("Owed", Phone::Amount),
        ],
        rows: v.rows.iter().map(row).collect(),
        total: None,
        footer: Some(Footer { count: v.count.clone(), next: v.next.clone(), ..Footer::default() }),
        ..Table::default()
    })
}

fn row(partner: &PartnerRow) -> Row {
    let name = html! {
        @match &partner.href {
            Some(href) => a href=(href) { bdi { (partner.name) } },
            None => strong { bdi { (partner.name) } },
        }
    };
    let who = html! {
        span.two.primary {
            (avatar::avatar(&partner.name))
            span.two-text {
                span { (name) @if let Some(state) = &partner.state { " " (chip::plain(state)) } }
                @if let Some(email) = &partner.email { bdi.meta { (email) } }
            }
        }
    };
    let cells = vec![
        who,
        copy::pill(&partner.link_text, &partner.link),
        html! { @match &partner.coupon { Some(code) => (copy::pill(code, code)), None => span.meta { "No code" } } },
        html! { (format_count(partner.clicks)) },
        html! { (format_count(partner.orders)) },
        html! { (partner.revenue) },
        html! { (partner.owed) },
    ];
    Row { href: partner.href.clone(), cells, ..Row::default() }
}
