//! Colours, type, buttons, chips, banners, icons.

use crate::web::kit::banner::{Banner, Tone, banner, notice};
use crate::web::kit::chip::{self, Channel, Status};
use crate::web::kit::icon::Icon;
use crate::web::kit::page::{self, Tab};
use crate::web::kit::toast::{Toast, toast};
use crate::web::kit::{Post, avatar, copy};
use maud::{Markup, html};

/// The cards.
pub(super) fn cards() -> Markup {
    html! {
        (page::card("Colours", &colours()))
        (page::card("Type", &type_scale()))
        (page::card("Buttons and tabs", &buttons()))
        (page::card("Chips, avatars, copying", &chips()))
        (page::card("Banners, notices, toasts", &banners()))
        (page::card("Icons", &icons()))
    }
}

fn colours() -> Markup {
    let names =
        ["canvas", "subtle", "hover", "line", "text", "accent", "soft", "ok", "warn", "bad", "info", "test"];
    html! {
        div.swatches {
            @for name in names {
                div.swatch {
                    svg aria-hidden="true" { rect class={ "f-" (name) } width="100%" height="100%" {} }
                    span { (name) }
                }
            }
        }
    }
}

fn type_scale() -> Markup {
    html! {
        div.stack {
            p.t-kpi.num { "28 figure 1,234.50" }
            p.t-2xl { "24 public heading" }
            p.t-xl { "20 page title" }
            p.t-lg { "16 card title" }
            p { "Body text. Partners earn 12% of each order for 30 days after a click." }
            p.muted { "Secondary text, " code { "order.created" } ", " a href="#" { "a link" } "." }
            p.meta { "Meta text: 3 min ago" }
            p lang="ug" dir="rtl" { "سودا تورى: ھەر بىر زاكازنىڭ 12% ى ھەمكارغا تېگىدۇ، ئۈچ كۈن ئىچىدە" }
        }
    }
}

fn buttons() -> Markup {
    let tab = |label: &str, active: bool, count: Option<&str>| Tab {
        label: label.into(),
        href: "#".into(),
        active,
        count: count.map(Into::into),
    };
    let tabs = [
        tab("All", true, Some("1,284")),
        tab("Needs review", false, Some("2")),
        tab("Refunded", false, None),
    ];
    let periods = [tab("7 d", false, None), tab("28 d", true, None), tab("91 d", false, None)];
    html! {
        div.stack {
            div.kit-grid {
                a.btn.btn-primary href="#" { (Icon::Plus) "Create batch" }
                a.btn href="#" { (Icon::Download) "Export" }
                a.btn.btn-quiet href="#" { "Cancel" }
                a.btn.btn-danger href="#" { "Decline" }
                button.btn type="button" disabled { "Saving…" }
                button.btn.btn-icon type="button" title="More" { (Icon::More) span.visually-hidden { "More" } }
                (page::segments("Period", &periods))
            }
            (page::tabs("Orders by state", &tabs))
        }
    }
}

fn chips() -> Markup {
    let url = "https://track.example/in/woocommerce/str_01J9";
    let states = [
        Status::Pending,
        Status::Approved,
        Status::Paid,
        Status::Declined,
        Status::Reversed,
        Status::Review,
        Status::Info,
    ];
    let channels =
        [Channel::Coupon, Channel::Click, Channel::Cookie, Channel::OrderEvidence, Channel::Manual];
    let names =
        ["Sara Lind", "Omar Haddad", "Kenji Watanabe", "ئايگۈل تۇرسۇن", "The Deal Desk", "Cleo & Sons"];
    html! {
        div.stack {
            div.kit-grid {
                @for state in states { (state) }
                (chip::status(Status::Pending, "Pending · payable 12 Jun"))
                (chip::plain("new customer"))
            }
            div.kit-grid { @for one in channels { (one) } (chip::channel(Channel::Coupon, "SARA10")) }
            div.kit-grid {
                @for name in names { (avatar::avatar(name)) }
                (avatar::large("Ada Moreno"))
                (avatar::small("Ada Moreno"))
            }
            div.kit-grid {
                (copy::pill("SARA10", "SARA10"))
                (copy::pill("shop.example/go/sara", "https://shop.example/go/sara"))
            }
            div.narrow { (copy::labelled("kit-copy", "Delivery URL", url, Some("Paste it into each webhook."))) }
        }
    }
}

fn banners() -> Markup {
    let unreachable =
        "We couldn't reach https://shop.example (certificate expired 3 days ago). Renew it, then test again.";
    let one =
        |tone, text: &str| Banner { tone, text: text.into(), action: Some(("Show".into(), "#".into())) };
    html! {
        div.stack {
            (banner(&one(Tone::Test, "Demo data: nothing here is real.")))
            (notice(&one(Tone::Info, "Rules change for orders from now on; earlier orders keep theirs.")))
            (notice(&one(Tone::Ok, "Payout marked paid: 4,310.00 SEK to 11 partners.")))
            (notice(&one(Tone::Warn, "Two partners have no payout details.")))
            (notice(&one(Tone::Bad, unreachable)))
            div.kit-toast { (toast(&Toast {
                text: "Order A-1042 declined".into(),
                undo: Some(Post::to("#", "")),
                link: Some(("Show".into(), "#".into())),
            })) }
        }
    }
}

fn icons() -> Markup {
    html! { div.kit-grid { @for one in Icon::ALL { span title=(one.name()) { (one) } } } }
}
