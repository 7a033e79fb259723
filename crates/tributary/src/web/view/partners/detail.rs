//! One partner (`/admin/partners/{id}`): links and codes to hand out, what they earned, their latest orders.

use crate::web::kit::avatar;
use crate::web::kit::chip;
use crate::web::kit::copy;
use crate::web::kit::empty::{Empty, none_yet};
use crate::web::kit::field;
use crate::web::kit::kpi::{Kpi, strip};
use crate::web::kit::page::{self, Header};
use crate::web::view::orders::{OrderRow, orders_table};
use maud::{Markup, html};

/// Something to hand out.
#[derive(Debug, Clone)]
pub struct HandOut {
    /// Unique on the page.
    pub id: String,
    /// `Link`, `Coupon`.
    pub label: String,
    /// What is copied.
    pub value: String,
    /// Where it leads or when it was given.
    pub hint: String,
}

/// The button that pauses or resumes.
#[derive(Debug, Clone, Default)]
pub struct StatusForm {
    /// Where it goes.
    pub action: String,
    /// Guard against forged requests.
    pub csrf: String,
    /// What it sets: `paused` or `active`.
    pub status: String,
    /// `Pause`, `Resume`.
    pub label: String,
}

/// Everything the page shows.
#[derive(Debug, Clone, Default)]
pub struct PartnerView {
    /// Name.
    pub name: String,
    /// E-mail and since when.
    pub sub: String,
    /// Paused now.
    pub paused: bool,
    /// Pauses or resumes.
    pub status: StatusForm,
    /// Clicks, orders, revenue, owed.
    pub kpis: Vec<Kpi>,
    /// Links and codes.
    pub hand_outs: Vec<HandOut>,
    /// Account in words and what stands on it.
    pub balances: Vec<(String, String)>,
    /// The newest orders.
    pub latest: Vec<OrderRow>,
    /// All their orders.
    pub orders_href: String,
    /// Form that gives them another code.
    pub code_href: String,
}

/// The page's body.
pub fn render(v: &PartnerView) -> Markup {
    html! {
        (page::header(&head(v)))
        div.stack {
            section.card.stats aria-label="Figures" { (strip(&v.kpis)) }
            div.cols-main {
                div.stack {
                    (page::card_flush("Latest orders", Some(("All their orders", &v.orders_href)), &orders(v)))
                }
                aside.stack {
                    (page::card_with_link("Links and codes", ("Give a code", &v.code_href), &hand_outs(&v.hand_outs)))
                    (page::card("Balances", &balances(&v.balances)))
                }
            }
        }
    }
}

fn head(v: &PartnerView) -> Header {
    let form = &v.status;
    let control = html! {
        form method="post" action=(form.action) {
            (field::hidden("csrf", &form.csrf))
            (field::hidden("status", &form.status))
            button.btn type="submit" { (form.label) }
        }
    };
    Header {
        back: Some(("Partners".into(), "/admin/partners".into())),
        title: v.name.clone(),
        chips: if v.paused { vec![chip::plain("Paused")] } else { Vec::new() },
        sub: Some(html! { span.two { (avatar::small(&v.name)) bdi { (v.sub) } } }),
        controls: Some(control),
        ..Header::default()
    }
}

fn orders(v: &PartnerView) -> Markup {
    if v.latest.is_empty() {
        let text =
            "No orders yet. They appear here as soon as somebody buys through the link or code.".into();
        return none_yet(&Empty { text, ..Empty::default() });
    }
    orders_table(&v.latest, None)
}

fn hand_outs(all: &[HandOut]) -> Markup {
    html! {
        div.form {
            @for one in all { (copy::labelled(&one.id, &one.label, &one.value, Some(&one.hint))) }
            @if all.is_empty() { p.meta { "No link or code yet." } }
        }
    }
}

fn balances(balances: &[(String, String)]) -> Markup {
    let rows: Vec<_> = balances.iter().map(|(name, text)| (name.clone(), html! { bdi { (text) } })).collect();
    html! { @if rows.is_empty() { p.meta { "Nothing is owed." } } @else { (page::facts(&rows)) } }
}
