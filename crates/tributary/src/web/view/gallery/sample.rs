//! Believable data for the gallery: one store, its partners and its figures. One order's story is in `story.rs`.

use crate::web::kit::copy;
use crate::web::kit::map::Area;
use crate::web::kit::money::format_count;
use crate::web::kit::{Amount, Bar, Chart, Delta, Kpi, Made, Map, Mark, Point, Rise, Stamp, Unit};

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

/// Kronor with öre.
pub(super) fn sek(minor: i64) -> Amount {
    Amount::new(minor, 2, "SEK")
}

/// A moment, as the page words it.
pub(super) fn at(text: &str) -> Stamp {
    Stamp::new("2026-06-03T18:20:00Z", text, "3 Jun 2026, 20:20:00 in Stockholm · 18:20:00 UTC")
}

/// Four weeks of revenue against the four before.
pub(super) fn revenue_chart() -> Chart {
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
        marks: vec![
            Mark { at: 9, until: Some(13), label: "Launch week: double commission".into(), href: None },
            Mark {
                at: 20,
                until: None,
                label: "Rules v3: 12 % instead of 10 %".into(),
                href: Some("#".into()),
            },
        ],
    }
}

/// Revenue in five countries, and some elsewhere.
pub(super) fn world() -> Map {
    let sold = [("SE", "Sweden", 1_500_000), ("US", "United States", 800_000), ("DE", "Germany", 240_000)];
    let less = [("JP", "Japan", 110_000), ("BR", "Brazil", 30_000)];
    let area = |(code, name, minor): (&str, &str, i64)| Area {
        code: code.into(),
        name: name.into(),
        text: sek(minor).text,
        minor,
        href: "#".into(),
    };
    Map {
        summary: "Map of revenue by country. Most: Sweden.".into(),
        areas: sold.into_iter().chain(less).map(area).collect(),
        unit: "Revenue in SEK".into(),
        exponent: 2,
        outside: Some("120.00 SEK more came from places that the map cannot show.".into()),
    }
}

/// A code that was just given.
pub(super) fn made() -> Made {
    Made {
        title: ("The code is given.".into(), "It counts at once.".into()),
        body: copy::labelled("kit-made", "Coupon code", "SARA10", None),
        another: Some(("Give another code".into(), "#".into())),
        ..Made::default()
    }
}

/// The five figures of the overview.
pub(super) fn kpis() -> Vec<Kpi> {
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
pub(super) fn top_partners() -> Vec<Bar> {
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
