//! Believable data for the gallery: one store, its partners and its orders. One order's whole story is in
//! `kit_sample_order.rs`, forms are in `kit_sample_forms.rs`.

use super::orders::{OrderRow, OrdersView};
use super::overview::{OverviewView, Step, Todo};
use crate::web::kit::chip::{Channel, Status};
use crate::web::kit::money::format_count;
use crate::web::kit::{
    Amount, Bar, Chart, Delta, Icon, Kpi, NavGroup, NavItem, Point, Rise, Stamp, Tab, Unit,
};

/// Revenue per day, in hundredths of a krona; the period before follows it.
const REVENUE: [i64; 28] = [
    91_200, 104_500, 128_000, 117_300, 164_900, 182_400, 149_100, 98_700, 112_600, 141_800, 137_500, 171_200,
    203_900, 188_000, 121_400, 133_700, 158_300, 149_900, 187_600, 231_500, 214_800, 142_200, 151_000,
    176_400, 168_900, 212_700, 248_100, 96_300,
];
const BEFORE: [i64; 28] = [
    84_100, 92_600, 101_000, 110_400, 131_800, 155_900, 127_300, 88_000, 97_200, 118_100, 125_500, 140_700,
    166_200, 151_400, 108_800, 104_200, 129_600, 133_900, 149_700, 178_300, 169_500, 117_700, 126_900,
    139_400, 142_800, 163_100, 191_600, 131_200,
];

/// Navigation with the given address active.
pub fn nav(active: &str) -> Vec<NavGroup> {
    let item = |label: &str, href: &str, icon: Icon, badge: Option<&str>| NavItem {
        label: label.into(),
        href: href.into(),
        icon,
        active: href == active,
        badge: badge.map(Into::into),
    };
    let group = |label: Option<&str>, items: Vec<NavItem>| NavGroup { label: label.map(Into::into), items };
    vec![
        group(
            None,
            vec![
                item("Overview", "/admin", Icon::Overview, None),
                item("Orders", "/admin/orders", Icon::Orders, Some("2")),
            ],
        ),
        group(
            Some("Grow"),
            vec![
                item("Partners", "/admin/partners", Icon::Partners, None),
                item("Links & codes", "/admin/links", Icon::Link, None),
            ],
        ),
        group(
            Some("Money"),
            vec![
                item("Programs", "/admin/programs", Icon::Programs, None),
                item("Settings", "/admin/settings", Icon::Settings, None),
            ],
        ),
    ]
}

/// Kronor with öre.
pub fn sek(minor: i64) -> Amount {
    Amount::new(minor, 2, "SEK")
}

/// A moment, as the page words it.
pub fn at(text: &str) -> Stamp {
    Stamp::new("2026-06-03T18:20:00Z", text, "3 Jun 2026, 20:20:00 in Stockholm · 18:20:00 UTC")
}

/// Four weeks of revenue against the four before.
pub fn revenue_chart() -> Chart {
    let days = REVENUE.iter().zip(BEFORE).enumerate();
    let points = days.map(|(day, (value, previous))| Point {
        label: format!("{} {}", (day + 6) % 31 + 1, if day < 25 { "May" } else { "Jun" }),
        date: format!("{} {} 2026", (day + 6) % 31 + 1, if day < 25 { "May" } else { "Jun" }),
        value: *value,
        text: sek(*value).text,
        previous: Some(previous),
        previous_text: Some(sek(previous).text),
        previous_date: Some(format!("{} Apr 2026", day % 30 + 1)),
    });
    Chart {
        id: "lead".into(),
        name: "Revenue from partners".into(),
        summary: "Revenue rose 17.5% to 42,819.00 SEK.".into(),
        unit: Unit::Money { exponent: 2 },
        points: points.collect(),
        partial_last: true,
        legend: "Last 28 days".into(),
        legend_previous: Some("28 days before".into()),
    }
}

/// The five figures of the overview.
pub fn kpis() -> Vec<Kpi> {
    let kpi = |label: &str, value: &str, unit: Option<&str>, delta: Delta| Kpi {
        label: label.into(),
        value: value.into(),
        unit: unit.map(Into::into),
        delta,
        rise: Rise::Good,
        trend: REVENUE.iter().copied().take(27).collect(),
        href: Some(format!("/admin?chart={label}")),
        ..Kpi::default()
    };
    let orders: Vec<i64> = BEFORE.iter().map(|value| value / 9_000).collect();
    let mixed: Vec<i64> = REVENUE.iter().zip(BEFORE).map(|(now, before)| now - before / 2).collect();
    vec![
        Kpi {
            active: true,
            ..kpi("Revenue from partners", "42,819.00", Some("SEK"), Delta::Up("17.5%".into()))
        },
        Kpi { trend: orders.clone(), ..kpi("Orders", "412", None, Delta::Up("8.1%".into())) },
        Kpi { trend: mixed, ..kpi("Clicks", "12,840", None, Delta::Flat) },
        Kpi {
            trend: orders.into_iter().rev().collect(),
            ..kpi("Conversion", "3.21%", None, Delta::Down("2.3%".into()))
        },
        Kpi {
            rise: Rise::Neutral,
            ..kpi("Commission owed", "4,310.00", Some("SEK"), Delta::Up("14.2%".into()))
        },
    ]
}

/// Best partners, best first.
pub fn top_partners() -> Vec<Bar> {
    let bar = |name: &str, minor: i64, orders: i64| Bar {
        label: name.into(),
        href: Some("/admin?partner=x".into()),
        avatar: true,
        icon: None,
        meta: Some(format!("{} orders", format_count(orders))),
        value: sek(minor).text,
        size: minor,
    };
    vec![
        bar("Sara Lind", 1_482_000, 141),
        bar("Omar Haddad", 1_024_500, 98),
        bar("The Deal Desk", 661_200, 72),
        bar("ئايگۈل تۇرسۇن", 418_000, 39),
        bar("Kenji Watanabe", 236_900, 28),
        bar("Cleo & Sons", 88_400, 9),
    ]
}

fn sources() -> Vec<Bar> {
    let bar = |label: &str, icon: Icon, orders: i64| Bar {
        label: label.into(),
        icon: Some(icon),
        value: format!("{} orders", format_count(orders)),
        size: orders,
        href: Some("/admin/orders?how=x".into()),
        ..Bar::default()
    };
    vec![
        bar("Coupon", Icon::Code, 188),
        bar("Click", Icon::Click, 141),
        bar("Cookie", Icon::Cookie, 62),
        bar("Order data", Icon::Receipt, 17),
        bar("By hand", Icon::Hand, 4),
    ]
}

/// Orders in every state.
pub fn order_rows() -> Vec<OrderRow> {
    let sara = || Some(("Sara Lind", Channel::Coupon, "SARA10"));
    let kenji = Some(("Kenji Watanabe", Channel::OrderEvidence, ""));
    vec![
        order_row("A-1042", "3 min ago", sara(), (105_000, 20_160), Status::Pending),
        order_row(
            "A-1041",
            "26 min ago",
            Some(("Omar Haddad", Channel::Click, "/go/omar")),
            (42_900, 4_118),
            Status::Pending,
        ),
        OrderRow {
            status_word: Some("No click or code".into()),
            ..order_row("A-1040", "1 h ago", None, (18_900, 0), Status::Info)
        },
        order_row(
            "A-1039",
            "2 h ago",
            Some(("The Deal Desk", Channel::Cookie, "")),
            (231_500, 22_224),
            Status::Review,
        ),
        order_row(
            "A-1038",
            "Yesterday",
            Some(("ئايگۈل تۇرسۇن", Channel::Coupon, "AYGUL")),
            (66_400, 6_374),
            Status::Approved,
        ),
        order_row("A-1037", "Yesterday", sara(), (99_000, -400), Status::Reversed),
        order_row("A-1036", "1 Jun", kenji, (54_200, 5_203), Status::Paid),
        order_row(
            "A-1035",
            "1 Jun",
            Some(("Cleo & Sons", Channel::Manual, "")),
            (12_000, 1_152),
            Status::Declined,
        ),
    ]
}

fn order_row(
    order: &str,
    when: &str,
    credit: Option<(&str, Channel, &str)>,
    sums: (i64, i64),
    status: Status,
) -> OrderRow {
    OrderRow {
        href: "/admin/orders/ord_1042".into(),
        when: at(when),
        order: order.into(),
        partner: credit.map(|(partner, ..)| partner.into()),
        how: credit.map(|(_, channel, detail)| (channel, detail.into())),
        amount: sek(sums.0),
        commission: (sums.1 != 0).then(|| sek(sums.1)),
        status,
        status_word: None,
    }
}

/// The overview of a store in its fourth week.
pub fn overview() -> OverviewView {
    let period =
        |label: &str, active: bool| Tab { label: label.into(), href: "/admin".into(), active, count: None };
    let step = |label: &str, hint: &str, done: bool| Step {
        label: label.into(),
        hint: hint.into(),
        href: Some("/admin/partners/new".into()),
        done,
    };
    OverviewView {
        period: "7 May to 3 Jun, compared with the 28 days before".into(),
        periods: vec![
            period("7 d", false),
            period("28 d", true),
            period("91 d", false),
            period("12 mo", false),
        ],
        steps: vec![
            step("Connect store", "2 May, 13:55", true),
            step("First click", "2 May, 14:03", true),
            step("First order", "2 May, 16:40", true),
            step("First partner", "Sara Lind", true),
            step("First payout", "11 partners are due", false),
        ],
        kpis: kpis(),
        chart: Some(revenue_chart()),
        behind: Some(("See the 412 orders behind these figures".into(), "/admin/orders".into())),
        todo: vec![Todo {
            label: "Orders to review".into(),
            detail: "2, soonest by 14 Jun".into(),
            href: "/admin/orders?status=review".into(),
        }],
        partners: top_partners(),
        partners_href: "/admin/partners".into(),
        sources: sources(),
        sources_href: "/admin/orders".into(),
        latest: order_rows(),
        orders_href: "/admin/orders".into(),
        new_partner_href: "/admin/partners/new".into(),
        demo_href: None,
    }
}

/// A list of orders.
pub fn orders() -> OrdersView {
    let tab = |label: &str, active: bool, count: &str| Tab {
        label: label.into(),
        href: "/admin/orders".into(),
        active,
        count: Some(count.into()),
    };
    OrdersView {
        tabs: vec![
            tab("All", true, "1,284"),
            tab("Needs review", false, "2"),
            tab("Not credited", false, "311"),
            tab("Refunded", false, "24"),
        ],
        rows: order_rows(),
        count: "1–50 of 1,284".into(),
        next: Some("/admin/orders?after=x".into()),
        connect_href: "/admin/connect".into(),
        ..OrdersView::default()
    }
}
