//! Days as a language writes them; hours are always 00-23.

use super::{Lang, current};
use jiff::civil::{Date, Weekday};

const EN: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const SV: [&str; 12] =
    ["jan.", "feb.", "mars", "apr.", "maj", "juni", "juli", "aug.", "sep.", "okt.", "nov.", "dec."];
const TR: [&str; 12] = ["Oca", "Şub", "Mar", "Nis", "May", "Haz", "Tem", "Ağu", "Eyl", "Eki", "Kas", "Ara"];
const AR: [&str; 12] = [
    "يناير",
    "فبراير",
    "مارس",
    "أبريل",
    "مايو",
    "يونيو",
    "يوليو",
    "أغسطس",
    "سبتمبر",
    "أكتوبر",
    "نوفمبر",
    "ديسمبر",
];
const UG: [&str; 12] = [
    "يانۋار",
    "فېۋرال",
    "مارت",
    "ئاپرېل",
    "ماي",
    "ئىيۇن",
    "ئىيۇل",
    "ئاۋغۇست",
    "سېنتەبىر",
    "ئۆكتەبىر",
    "نويابىر",
    "دېكابىر",
];

const EN_DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const SV_DAYS: [&str; 7] = ["mån", "tis", "ons", "tors", "fre", "lör", "sön"];
const TR_DAYS: [&str; 7] = ["Pzt", "Sal", "Çar", "Per", "Cum", "Cmt", "Paz"];
const AR_DAYS: [&str; 7] = ["الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"];
const UG_DAYS: [&str; 7] = ["دۈشەنبە", "سەيشەنبە", "چارشەنبە", "پەيشەنبە", "جۈمە", "شەنبە", "يەكشەنبە"];

/// `2 Jun`.
#[must_use]
pub fn day(date: Date) -> String {
    let (day, month) = (date.day(), month_name(date.month()));
    match current() {
        Lang::Uyghur => format!("{day}-{month}"),
        _ => format!("{day} {month}"),
    }
}

/// `2 Jun 2026`.
#[must_use]
pub fn day_of_year(date: Date) -> String {
    match current() {
        Lang::Uyghur => format!("{}-يىلى {}", date.year(), day(date)),
        _ => format!("{} {}", day(date), date.year()),
    }
}

/// `Tue 2 Jun 2026`.
#[must_use]
pub fn weekday(date: Date) -> String {
    let name = day_name(date.weekday());
    match current() {
        Lang::Uyghur => format!("{} {name}", day_of_year(date)),
        Lang::Turkish => format!("{} {name}", day_of_year(date)),
        _ => format!("{name} {}", day_of_year(date)),
    }
}

/// `Jun 2026`.
#[must_use]
pub fn month(date: Date) -> String {
    let month = month_name(date.month());
    match current() {
        Lang::Uyghur => format!("{}-يىلى {month}", date.year()),
        _ => format!("{month} {}", date.year()),
    }
}

/// `Jun`, where the year is clear.
#[must_use]
pub fn month_alone(date: Date) -> &'static str {
    month_name(date.month())
}

fn month_name(month: i8) -> &'static str {
    let names = match current() {
        Lang::English | Lang::Pseudo => EN,
        Lang::Swedish => SV,
        Lang::Turkish => TR,
        Lang::Arabic => AR,
        Lang::Uyghur => UG,
    };
    usize::try_from(month - 1).ok().and_then(|at| names.get(at).copied()).unwrap_or_default()
}

fn day_name(day: Weekday) -> &'static str {
    let names = match current() {
        Lang::English | Lang::Pseudo => EN_DAYS,
        Lang::Swedish => SV_DAYS,
        Lang::Turkish => TR_DAYS,
        Lang::Arabic => AR_DAYS,
        Lang::Uyghur => UG_DAYS,
    };
    usize::try_from(day.to_monday_zero_offset())
        .ok()
        .and_then(|at| names.get(at).copied())
        .unwrap_or_default()
}
