//! The gallery (`/admin/kit`): every component on one page, with data that could be real. Look here before building
//! a new part, and after changing a style.

mod sample;
mod story;

use crate::web::kit::banner::{Banner, Tone, banner, notice};
use crate::web::kit::barlist::bar_list;
use crate::web::kit::chart::{Chart, Point, Unit, chart};
use crate::web::kit::chip::{self, Channel, Status};
use crate::web::kit::empty::{Empty, no_match, none_yet};
use crate::web::kit::field::{self, Field, FieldError, Select};
use crate::web::kit::icon::Icon;
use crate::web::kit::page::{self, Action, Header, Tab};
use crate::web::kit::timeline::timeline;
use crate::web::kit::{avatar, copy, kpi};
use maud::{Markup, html};

/// The page's body.
pub fn render() -> Markup {
    html! {
        (page::header(&head()))
        div.stack {
            (page::card("Colours", &colours()))
            (page::card("Type", &type_scale()))
            (page::card("Buttons and tabs", &buttons()))
            (page::card("Chips, avatars, copying", &chips()))
            (page::card("Banners and notices", &banners()))
            section.card.stats { (kpi::strip(&sample::kpis())) div.lead-chart { (chart(&sample::revenue_chart())) } }
            div.cols-2 {
                (page::card("Counts below zero", &chart(&small_chart(&[4, 9, -3, -6, 2, 7, 12]))))
                (page::card("Chart without data", &chart(&small_chart(&[0, 0, 0, 0]))))
            }
            div.cols-2 {
                (page::card("Bar list", &bar_list(&sample::top_partners())))
                (page::card("Form", &form()))
            }
            div.cols-2 {
                (page::card("Timeline", &timeline(&story::story())))
                div.stack {
                    (page::card_flush("None yet", None, &nothing()))
                    (page::card_flush("No match", None, &no_match("#")))
                }
            }
            (page::card("Icons", &icons()))
        }
    }
}

fn head() -> Header {
    let new = Action { label: "New partner".into(), href: "#".into(), icon: Some(Icon::Plus), primary: true };
    Header {
        back: Some(("Overview".into(), "/admin".into())),
        title: "Kit".into(),
        chips: vec![chip::plain("gallery")],
        sub: Some(html! { "Every component, with sample data." }),
        actions: vec![
            Action { label: "Export".into(), icon: Some(Icon::Download), primary: false, ..new.clone() },
            new,
        ],
        controls: None,
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
        }
    }
}

fn small_chart(values: &[i64]) -> Chart {
    let point = |(day, value): (usize, &i64)| Point {
        label: format!("{} Jun", day + 1),
        date: format!("{} Jun 2026", day + 1),
        value: *value,
        text: value.to_string(),
        ..Point::default()
    };
    Chart {
        id: format!("small-{}", values.len()),
        name: "Orders".into(),
        summary: "Orders by day.".into(),
        unit: Unit::Count,
        points: values.iter().enumerate().map(point).collect(),
        partial_last: false,
        legend: "This week".into(),
        legend_previous: None,
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

fn nothing() -> Markup {
    none_yet(&Empty {
        text: "No sales from partners yet. Share one link and they'll show up here within a second.".into(),
        action: Some(("Create a link".into(), "#".into())),
        other: Some(("Load demo data".into(), "#".into())),
    })
}

fn icons() -> Markup {
    html! { div.kit-grid { @for one in Icon::ALL { span title=(one.name()) { (one) } } } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gallery_needs_no_inline_style_or_script() {
        let page = render().into_string();
        assert!(!page.contains("style="), "inline styles are forbidden by the content security policy");
        assert!(!page.contains(" onclick") && !page.contains("<script>"));
    }

    #[test]
    fn ids_in_the_gallery_are_unique() {
        let page = render().into_string();
        let mut ids: Vec<&str> =
            page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), count);
    }
}
