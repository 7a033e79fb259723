//! Forms and what belongs to them: sentences, ordered lists, dialogs, saving, steps, empty states.

use crate::th;
use crate::web::kit::dialog::{self, Dialog, dialog};
use crate::web::kit::dragorder::{self, Ranked};
use crate::web::kit::empty::{Empty, no_match, none_yet};
use crate::web::kit::field::{self, Field, FieldError, Select};
use crate::web::kit::icon::Icon;
use crate::web::kit::progress::{Progress, progress};
use crate::web::kit::qr::{self, Qr};
use crate::web::kit::savebar::{self, SaveBar};
use crate::web::kit::sentence;
use crate::web::kit::steps::{self, Step};
use crate::web::kit::{Post, page};
use maud::{Markup, PreEscaped, html};

/// The cards.
pub(super) fn cards() -> Markup {
    html! {
        (steps::checklist("Set up", &checklist()))
        div.cols-2 {
            div.stack { (page::card("Form", &form())) (page::card("Dialogs", &dialogs())) }
            div.stack {
                (page::card("Rules as sentences, saved together", &rules()))
                (page::card("Steps and progress", &progressing()))
                (page::card("QR code", &code()))
            }
        }
        div.cols-2 {
            (page::card_flush("None yet", None, &nothing()))
            (page::card_flush("No match", None, &no_match("#")))
        }
    }
}

fn form() -> Markup {
    let errors = [FieldError {
        field: "kit-coupon".into(),
        message: "SARA10 already belongs to Sara Lind. Choose another code.".into(),
    }];
    let options = [("SEK".into(), "Swedish krona (SEK)".into()), ("EUR".into(), "Euro (EUR)".into())];
    let currency = Select {
        name: "kit-currency",
        label: "Currency",
        options: &options,
        selected: "SEK",
        ..Select::default()
    };
    html! {
        form.form method="get" action="#" {
            (field::error_summary(&errors))
            (Field::text("kit-name", "Name").value("Sara Lind").hint("As partners see it."))
            (Field::text("kit-coupon", "Coupon code").value("SARA10").errors(&errors))
            div.form-row { (Field::number("kit-percent", "Commission").value("12").suffix("%")) (currency) }
            p.sentence { "Partners earn " (field::inline_number("kit-n", "Percent", "10", &[])) " % of each order." }
            (field::checkbox("kit-tax", "Leave out tax and shipping", Some("A share of the goods only."), true))
            div.form-actions { (field::submit("Save rules")) }
        }
    }
}

fn rules() -> Markup {
    let bases = [("net".into(), "without tax".into()), ("gross".into(), "with tax".into())];
    let base =
        Select { name: "kit-base", label: "Base", options: &bases, selected: "net", ..Select::default() };
    let percent = sentence::number("kit-percent-rule", "Percent", "10", &[]);
    let days = sentence::number("kit-days", "Days", "30", &[]);
    let said = th!(
        "Partners earn {percent} % of each order, {base}, for {days} days after a click.",
        percent = percent,
        base = sentence::word(&base),
        days = days
    );
    let bonus = th!(
        "A first order adds {amount}.",
        amount = sentence::money("kit-bonus", "Bonus", "5.00", ("EUR", &[]))
    );
    let rank = |id: &str, name: &str, what: &str| Ranked {
        id: id.into(),
        name: name.into(),
        body: html! { (name) " " span.meta { (what) } },
    };
    let ranks = [
        rank("coupon", "Coupon code", "at checkout"),
        rank("click", "Click", "on a link"),
        rank("cookie", "Cookie", "in the browser"),
    ];
    html! {
        form.form method="post" action="#" {
            (sentence::line(Icon::Percent, &said, (&[], &[])))
            (sentence::switched("kit-first", "Reward new customers more", true, &html! { p.sentence { (bonus) } }))
            (dragorder::list("kit-order", "What counts first", &ranks))
            (savebar::bar(&SaveBar { save: "Save rules".into(), discard_href: "/admin/kit".into(), changed: false }))
        }
    }
}

fn dialogs() -> Markup {
    let reasons = [("refund".into(), "Refunded".into()), ("self".into(), "Own purchase".into())];
    let decline = Dialog {
        id: "kit-decline".into(),
        open: html! { "Decline…" },
        class: "btn".into(),
        title: "Decline order A-1042?".into(),
        body: html! { p { "Sara Lind no longer earns 20.16 EUR for it. She reads the reason." } (dialog::reason("kit-reason", &reasons, "")) },
        post: Post::to("#", ""),
        submit: "Decline".into(),
        danger: false,
    };
    let delete = Dialog {
        id: "kit-delete".into(),
        open: html! { (Icon::Trash) "Delete store…" },
        class: "btn btn-danger".into(),
        title: "Delete Nordvik?".into(),
        body: html! { p { "Its orders, partners and figures go with it." } (dialog::typed("kit-typed", "Nordvik")) },
        submit: "Delete store".into(),
        danger: true,
        ..decline.clone()
    };
    html! { div.kit-grid { (dialog(&decline)) (dialog(&delete)) a.btn href="/admin" data-sheet { (Icon::Sheet) "Open beside" } } }
}

fn checklist() -> Vec<Step> {
    let step = |label: &str, hint: &str, done: bool| Step {
        label: label.into(),
        hint: hint.into(),
        href: Some("#".into()),
        done,
    };
    vec![
        step("Connect store", "2 May, 13:55", true),
        step("First click", "2 May, 14:03", true),
        step("First order", "Comes by itself", false),
        step("First payout", "11 partners are due", false),
    ]
}

fn progressing() -> Markup {
    let names = [("You".into(), Some("#".into())), ("Your store".into(), None), ("How you pay".into(), None)];
    html! {
        div.stack {
            (steps::stepper(&names, 1))
            (progress(&Progress { label: "Products".into(), done: 312, all: 500, note: Some("2 skipped".into()) }))
        }
    }
}

fn code() -> Markup {
    let svg = r#"<svg viewBox="0 0 7 7" aria-hidden="true"><path d="M0 0h3v3H0zM4 0h1v2H4zM6 1h1v2H6zM0 4h2v1H0zM3 3h2v2H3zM5 5h2v2H5zM0 6h3v1H0z"/></svg>"#;
    qr::panel(&Qr {
        id: "kit-qr".into(),
        svg: PreEscaped(svg.into()),
        url: "https://shop.example/r/sara".into(),
        label: None,
        hint: None,
        files: vec![("SVG".into(), "#".into()), ("PNG".into(), "#".into())],
    })
}

fn nothing() -> Markup {
    none_yet(&Empty {
        text: "No sales from partners yet. Share one link and they'll show up here within a second.".into(),
        action: Some(("Create a link".into(), "#".into())),
        other: Some(("Load demo data".into(), "#".into())),
    })
}
