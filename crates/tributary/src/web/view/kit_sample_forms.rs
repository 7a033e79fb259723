//! Sample data for the gallery's forms and lists. Start at `kit_sample.rs`.

use super::kit_sample::{at, sek};
use super::kit_sample_order::pairs;
use super::partners::list::{Created, PartnerRow, PartnersView};
use super::programs::{ProgramForm, ProgramView, Sentence};
use super::setup::SetupView;
use super::setup::connect::ConnectView;
use crate::web::kit::{Icon, Tab};

/// A half-filled setup form.
pub fn setup() -> SetupView {
    SetupView {
        action: "/setup".into(),
        token: "t".into(),
        csrf: "x".into(),
        email: "ada@nordvik.example".into(),
        store_name: "Nordvik Outdoor".into(),
        store_url: "https://nordvik.example".into(),
        currency: "SEK".into(),
        currencies: pairs(&[("SEK", "Swedish krona (SEK)"), ("EUR", "Euro (EUR)")]),
        timezone: "Europe/Stockholm".into(),
        timezones: pairs(&[("Europe/Stockholm", "Stockholm (UTC+2)"), ("UTC", "UTC")]),
        percent: "10".into(),
        window_days: "30".into(),
        hold_days: "14".into(),
        webhook_secret: String::new(),
        errors: Vec::new(),
    }
}

/// A store about to be connected.
pub fn connect() -> ConnectView {
    ConnectView {
        webhook_url: "https://track.nordvik.example/in/woocommerce/str_01J9".into(),
        webhook_secret: Some("whsec_9fJ2mK4x".into()),
        topics: pairs(&[
            ("order.created", "Order created"),
            ("order.updated", "Order updated"),
            ("order.deleted", "Order deleted"),
        ]),
        api_key: Some("trb_live_5Yq1mHk2Wc8ZrT".into()),
        test_link: "https://track.nordvik.example/go/hello".into(),
        first_click: None,
        first_order_href: None,
        done_href: "/admin".into(),
        ..ConnectView::default()
    }
}

/// Partners, one of them just made.
pub fn partners() -> PartnersView {
    let row =
        |name: &str, slug: &str, coupon: Option<&str>, counts: (i64, i64), sums: (i64, i64)| PartnerRow {
            href: Some(format!("/admin/partners/{slug}")),
            name: name.into(),
            email: Some(format!("{slug}@mail.example")),
            link_text: format!("nordvik.example/go/{slug}"),
            link: format!("https://nordvik.example/go/{slug}"),
            coupon: coupon.map(Into::into),
            clicks: counts.0,
            orders: counts.1,
            revenue: sek(sums.0),
            owed: sek(sums.1),
            state: None,
        };
    PartnersView {
        tabs: vec![Tab { label: "Active".into(), href: "#".into(), active: true, count: Some("84".into()) }],
        created: Some(Created {
            name: "Sara Lind".into(),
            link: "https://nordvik.example/go/sara".into(),
            coupon: Some("SARA10".into()),
        }),
        rows: vec![
            row("Sara Lind", "sara", Some("SARA10"), (4_120, 141), (1_482_000, 142_272)),
            row("Omar Haddad", "omar", Some("OMAR"), (3_344, 98), (1_024_500, 98_352)),
            PartnerRow {
                state: Some("Paused".into()),
                ..row("The Deal Desk", "dealdesk", None, (2_905, 72), (661_200, 0))
            },
            row("ئايگۈل تۇرسۇن", "aygul", Some("AYGUL"), (811, 39), (418_000, 40_128)),
        ],
        count: "1–4 of 84".into(),
        next: Some("#".into()),
        new_href: "/admin/partners/new".into(),
    }
}

/// The default program.
pub fn program() -> ProgramView {
    let say = |icon, before: &str, bold: &str, after: &str| Sentence {
        icon,
        before: before.into(),
        bold: bold.into(),
        after: after.into(),
    };
    ProgramView {
        name: "Default program".into(),
        version: "Version 3".into(),
        since: Some(at("1 May 2026")),
        sentences: vec![
            say(Icon::Percent, "Partners earn", "12%", "of each order, without tax and shipping."),
            say(Icon::Click, "A click counts for", "30 days", "after it was made; the last one decides."),
            say(
                Icon::Rule,
                "When several partners have a claim,",
                "coupon, then click, then cookie",
                "decides.",
            ),
            say(Icon::Orders, "An order counts when it is", "completed", "in the store."),
            say(Icon::Hold, "A commission is payable", "14 days", "after that."),
        ],
        form: ProgramForm {
            action: "/admin/programs/prg".into(),
            csrf: "x".into(),
            percent: "12".into(),
            window_days: "30".into(),
            hold_days: "14".into(),
            touch: "last".into(),
            priority: "a".into(),
            priorities: pairs(&[
                ("a", "Coupon, then click, then cookie"),
                ("b", "Click, then coupon, then cookie"),
            ]),
            counts_when: "completed".into(),
            errors: Vec::new(),
        },
        note: None,
        history: Vec::new(),
    }
}
