//! Lists: tabs, filters, period, table with everything, timeline.

use super::sample::{at, sek};
use super::story::story;
use crate::web::kit::chip::{self, Status};
use crate::web::kit::columns::Columns;
use crate::web::kit::filter::{self, Ask, Chip, Choice};
use crate::web::kit::menu::{self, Item};
use crate::web::kit::page::{self, Tab};
use crate::web::kit::period::{Custom, PeriodPicker, Preset, picker};
use crate::web::kit::table::{Bulk, Column, Footer, Phone, Row, Table, Way, table};
use crate::web::kit::timeline::timeline;
use crate::web::kit::{Icon, Post, avatar};
use maud::{Markup, html};

/// The cards.
pub(super) fn cards() -> Markup {
    html! {
        div {
            div.row.kit-between { (picker(&period())) (menu::with_icon(Some(Icon::Share), "Share", &items())) }
            (page::tabs("Orders by state", &tabs()))
            (filter::bar(&filters()))
            section.card { (table(&orders())) }
        }
        (page::card("Timeline", &timeline(&story())))
    }
}

fn tabs() -> Vec<Tab> {
    let tab = |label: &str, active: bool, count: &str| Tab {
        label: label.into(),
        href: "#".into(),
        active,
        count: Some(count.into()),
    };
    vec![tab("All", true, "1,284"), tab("Needs review", false, "2"), tab("Refunded", false, "24")]
}

fn items() -> Vec<Item> {
    vec![
        Item::sheet("Open beside", "/admin").icon(Icon::Sheet),
        Item::link("Open in the store", "#").icon(Icon::External),
        Item::post("Decline", Post::to("#", "")).icon(Icon::Ban).danger(),
    ]
}

fn period() -> PeriodPicker {
    let preset = |label: &str, key: char, active: bool| Preset {
        label: label.into(),
        href: "#".into(),
        active,
        key: Some(key),
    };
    PeriodPicker {
        label: "Last 28 days".into(),
        days: "7 May to 3 Jun".into(),
        options: vec![
            preset("Today", 'd', false),
            preset("Last 7 days", 'w', false),
            preset("Last 28 days", 'f', true),
            preset("Month to date", 'm', false),
        ],
        custom: Some(Custom {
            action: "#".into(),
            kept: Vec::new(),
            from: "2026-05-07".into(),
            to: "2026-06-03".into(),
        }),
        compare: vec![
            preset("Period before", 'x', true),
            Preset { key: None, ..preset("Nothing", 'x', false) },
        ],
        earlier: Some("#".into()),
        later: None,
    }
}

fn filters() -> filter::Bar {
    let pairs =
        |all: &[&str]| all.iter().map(|one| (one.to_lowercase(), (*one).to_owned())).collect::<Vec<_>>();
    let partners = [
        "Sara Lind",
        "Omar Haddad",
        "The Deal Desk",
        "ئايگۈل تۇرسۇن",
        "Kenji Watanabe",
        "Cleo & Sons",
        "Ada Moreno",
    ];
    let choice = |name: &str, label: &str, ask: Ask, value: &str| Choice {
        name: name.into(),
        label: label.into(),
        ask,
        value: value.into(),
    };
    filter::Bar {
        action: "#".into(),
        chips: vec![
            Chip {
                name: "partner".into(),
                label: "Partner".into(),
                value: "ئايگۈل تۇرسۇن".into(),
                href: "#".into(),
            },
            Chip { name: "via".into(), label: "How".into(), value: "Coupon".into(), href: "#".into() },
        ],
        choices: vec![
            choice("partner", "Partner", Ask::One(pairs(&partners)), "sara lind"),
            choice("via", "How", Ask::One(pairs(&["Coupon", "Click", "Cookie"])), "coupon"),
            choice("product", "Product", Ask::Text("Summer shoes".into()), ""),
            choice("amount", "Amount at least", Ask::Number("EUR".into()), ""),
        ],
        clear_href: Some("#".into()),
        search: Some(("q".into(), String::new(), "Order number".into())),
        ..filter::Bar::default()
    }
}

fn orders() -> Table {
    let row = |number: &str, partner: &str, minor: i64, status: Status| Row {
        href: Some("#".into()),
        id: number.into(),
        name: number.into(),
        cells: vec![
            html! { a href="#" { bdi { (number) } } },
            html! { (at("3 min ago")) },
            html! { span.two { (avatar::small(partner)) bdi { (partner) } } },
            html! { (sek(minor)) },
            html! { (status) },
        ],
        menu: items(),
        ..Row::default()
    };
    Table {
        caption: "Orders, newest first".into(),
        columns: vec![
            Column::text("Order", Phone::Primary),
            Column::text("When", Phone::Meta).sortable("#", Some(Way::Down)),
            Column::text("Partner", Phone::Meta),
            Column::figure("Amount", Phone::Amount).sortable("#", None),
            Column::text("Status", Phone::Trail),
        ],
        rows: vec![
            row("A-1042", "Sara Lind", 105_000, Status::Pending),
            row("A-1041", "Omar Haddad", 42_900, Status::Approved),
            row("A-1040", "ئايگۈل تۇرسۇن", -400, Status::Reversed),
            row("A-1039", "The Deal Desk", 231_500, Status::Review),
        ],
        total: Some(vec![
            html! { "4 orders" },
            html! {},
            html! {},
            html! { (sek(379_000)) },
            html! { (chip::plain("2 open")) },
        ]),
        footer: Some(Footer {
            count: "1–4 of 1,284".into(),
            next: Some("#".into()),
            files: vec![("CSV".into(), "#".into()), ("XLSX".into(), "#".into())],
            columns: Some(Columns {
                action: "#".into(),
                kept: Vec::new(),
                all: vec![("when".into(), "When".into(), true), ("city".into(), "City".into(), false)],
            }),
        }),
        bulk: Some(Bulk {
            post: Post::to("#", ""),
            acts: vec![("approve".into(), "Approve".into()), ("decline".into(), "Decline…".into())],
        }),
    }
}
