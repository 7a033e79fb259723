//! Promotions (`/admin/programs/{id}/promos`): a strip of the weeks around today, the list, and the form.

use super::{Frame, Place};
use crate::t;
use crate::th;
use crate::web::kit::banner::{Banner, Tone, notice};
use crate::web::kit::chip::{self, Status};
use crate::web::kit::empty::{Empty, none_yet};
use crate::web::kit::field::{self, Field, FieldError};
use crate::web::kit::menu::Item;
use crate::web::kit::page::{self, Action, Header};
use crate::web::kit::table::{Column, Phone, Row, Table, table};
use crate::web::kit::toast::{self, Toast};
use crate::web::kit::{Icon, Stamp};
use maud::{Markup, html};

/// How wide the strip is drawn: as wide as its card, so that its words are as large as others.
pub const WIDTH: i64 = 680;
const HEIGHT: i64 = 64;

/// How a promotion stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// It starts in so long.
    Scheduled(String),
    /// It runs for so much longer.
    Live(String),
    /// It is over.
    Ended,
}

/// One promotion.
#[derive(Debug, Clone)]
pub struct PromoRow {
    /// Its name.
    pub name: String,
    /// The form that changes it; none once it is over.
    pub href: Option<String>,
    /// By how much it multiplies.
    pub times: String,
    /// Its start on the store's clock.
    pub starts: Stamp,
    /// Its end.
    pub ends: Stamp,
    /// Both in UTC.
    pub utc: (Stamp, Stamp),
    /// How it stands.
    pub state: State,
    /// What can be done with it.
    pub menu: Vec<Item>,
}

/// A promotion on the strip.
#[derive(Debug, Clone)]
pub struct Band {
    /// Where it starts, of [`WIDTH`].
    pub from: i64,
    /// Where it ends.
    pub to: i64,
    /// Its name.
    pub name: String,
    /// By how much it multiplies.
    pub times: String,
    /// It is over.
    pub over: bool,
}

/// A mark on the strip.
#[derive(Debug, Clone)]
pub struct Tick {
    /// Where, of [`WIDTH`].
    pub at: i64,
    /// What day it is.
    pub label: String,
}

/// The weeks around today.
#[derive(Debug, Clone, Default)]
pub struct Calendar {
    /// Promotions.
    pub bands: Vec<Band>,
    /// Weeks.
    pub ticks: Vec<Tick>,
    /// Where now is.
    pub now: i64,
}

/// Everything the page shows.
#[derive(Debug, Clone, Default)]
pub struct PromosView {
    /// What all pages of the program have.
    pub frame: Frame,
    /// Whether customers refer friends at all.
    pub on: bool,
    /// Where that is switched on.
    pub referral_href: String,
    /// The form for a new one.
    pub new_href: String,
    /// The store's zone.
    pub timezone: String,
    /// The weeks around today.
    pub calendar: Calendar,
    /// Promotions, latest first.
    pub rows: Vec<PromoRow>,
    /// What was just done.
    pub toast: Option<Toast>,
}

/// The page's body.
pub fn render(v: &PromosView) -> Markup {
    let new = Action {
        label: t!("New promotion").to_owned(),
        href: v.new_href.clone(),
        icon: Some(Icon::Plus),
        primary: true,
    };
    let off = t!("Customers do not refer friends yet: a promotion changes nothing until they do.").to_owned();
    html! {
        @if let Some(done) = &v.toast { (toast::toast(done)) }
        div.reading {
            (page::header(&Header {
                back: Frame::back(),
                title: v.frame.name.clone(),
                actions: vec![new],
                ..Header::default()
            }))
            (v.frame.tabs(Place::Promos))
            div.stack {
                @if !v.on {
                    (notice(&Banner { tone: Tone::Info, text: off, action: Some((t!("Refer a friend").to_owned(), v.referral_href.clone())) }))
                }
                @if v.rows.is_empty() {
                    section.card { (none_yet(&Empty {
                        text: t!("A promotion multiplies rewards for a while: a weekend at double, for instance. It ends by itself.").to_owned(),
                        action: Some((t!("New promotion").to_owned(), v.new_href.clone())),
                        other: None,
                    })) }
                } @else {
                    section.card { div.card-body { (strip(&v.calendar)) } }
                    section.card { (list(v)) }
                    p.hint { (th!("Times stand on the store's clock, {zone}, and below in UTC.", zone = html! { bdi dir="ltr" { (v.timezone) } })) }
                }
            }
        }
    }
}

fn strip(c: &Calendar) -> Markup {
    let bands = c.bands.iter().map(|band| t!("{name}, ×{times}", name = band.name, times = band.times));
    let told: Vec<String> = bands.collect();
    let label = t!("Promotions of these weeks: {all}", all = told.join("; "));
    html! {
        svg.promo-strip viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } role="img" aria-label=(label) {
            @for (week, tick) in c.ticks.iter().enumerate() {
                line.strip-tick x1=(tick.at) x2=(tick.at) y1="0" y2="44" {}
                // At the end there is no room for a word, on a phone for every other.
                @if tick.at < WIDTH { text.strip-day.c-odd[week % 2 == 1] x=(tick.at + 4) y="60" { (tick.label) } }
            }
            @for band in &c.bands {
                rect class={ "strip-band" @if band.over { " over" } } x=(band.from) y="10" width=((band.to - band.from).max(6)) height="26" rx="5" {
                    title { (band.name) }
                }
                text.strip-name x=(band.from + 6) y="28" { "×" (band.times) }
            }
            line.strip-now x1=(c.now) x2=(c.now) y1="0" y2="48" {}
        }
    }
}

fn list(v: &PromosView) -> Markup {
    let columns = vec![
        Column::text(t!("Promotion"), Phone::Primary),
        Column::figure(t!("Rewards"), Phone::Amount),
        Column::text(t!("From"), Phone::Meta),
        Column::text(t!("Until"), Phone::Meta),
        Column::text(t!("State"), Phone::Trail),
    ];
    table(&Table {
        caption: t!("Promotions").to_owned(),
        columns,
        rows: v.rows.iter().map(row).collect(),
        ..Table::default()
    })
}

fn row(one: &PromoRow) -> Row {
    let both = |own: &Stamp, utc: &Stamp| {
        html! { span.two-times { (own) " " span.meta { (utc) " UTC" } } }
    };
    let cells = vec![
        html! { @match &one.href { Some(href) => a href=(href) { bdi { (one.name) } }, None => bdi { (one.name) } } },
        html! { bdi { "×" (one.times) } },
        both(&one.starts, &one.utc.0),
        both(&one.ends, &one.utc.1),
        state(&one.state),
    ];
    Row { href: one.href.clone(), cells, name: one.name.clone(), menu: one.menu.clone(), ..Row::default() }
}

fn state(state: &State) -> Markup {
    match state {
        State::Scheduled(until) => chip::status(Status::Info, &t!("Scheduled · in {time}", time = until)),
        State::Live(left) => chip::status(Status::Paid, &t!("Live · {time} left", time = left)),
        State::Ended => chip::plain(t!("Ended")),
    }
}

/// A promotion as a form.
#[derive(Debug, Clone, Default)]
pub struct PromoForm {
    /// Where the form goes.
    pub action: String,
    /// The list.
    pub back: String,
    /// Guard against forged requests.
    pub csrf: String,
    /// Whether it is a new one.
    pub is_new: bool,
    /// The store's zone.
    pub timezone: String,
    /// Its name.
    pub name: String,
    /// Its first moment, on the store's clock.
    pub starts_at: String,
    /// The first moment after it.
    pub ends_at: String,
    /// By how much it multiplies.
    pub multiplier: String,
    /// Where the form is drawn again while somebody types.
    pub preview: String,
    /// What customers see of it when it begins: by how much, and how long it lasts.
    pub chip: Option<(String, String)>,
    /// What is wrong with it.
    pub errors: Vec<FieldError>,
}

/// The form's page.
pub fn render_form(v: &PromoForm) -> Markup {
    let title = if v.is_new { t!("New promotion") } else { t!("Change the promotion") };
    let zone = t!("On the store's clock, {zone}", zone = v.timezone);
    html! {
        div.narrow {
            (page::header(&Header {
                back: Some((t!("Promotions").to_owned(), v.back.clone())),
                title: title.to_owned(),
                ..Header::default()
            }))
            section.card { div.card-body {
                form.form method="post" action=(v.action) data-sheet-form data-preview=(v.preview) {
                    (field::hidden("csrf", &v.csrf))
                    (field::error_summary(&v.errors))
                    (Field::text("name", t!("Name")).value(&v.name).required().errors(&v.errors)
                        .placeholder(t!("Weekend at double")).hint(t!("Customers read it beside the countdown.")))
                    (Field::moment("starts_at", t!("From")).value(&v.starts_at).required().errors(&v.errors).hint(&zone))
                    (Field::moment("ends_at", t!("Until")).value(&v.ends_at).required().errors(&v.errors)
                        .hint(t!("The first moment without it. It ends by itself.")))
                    (Field::number("multiplier", t!("Multiplies rewards by")).value(&v.multiplier).prefix("×").required().errors(&v.errors)
                        .hint(t!("For whoever sent the friend and for customers further up. The moment of the order counts.")))
                    div data-part="chip" aria-live="polite" { @if let Some((times, left)) = &v.chip { p.meta {
                        (t!("As customers see it when it begins:")) " "
                        (chip::status(Status::Review, &format!("{times} · {}", t!("ends in {time}", time = left))))
                    } } }
                    div.form-actions {
                        (field::submit(if v.is_new { t!("Plan it") } else { t!("Save") }))
                        a.btn.btn-lg href=(v.back) { (t!("Cancel")) }
                    }
                }
            } }
        }
    }
}
