//! All of one happening: its facts, what is kept, and for a click who would be credited if they bought now.

use super::row;
use crate::app::App;
use crate::lang::{self, msg};
use crate::t;
use crate::web::admin::desk::{self, Desk, Place};
use crate::web::admin::moment::span;
use crate::web::admin::refusal::Shown;
use crate::web::admin::session::SignedIn;
use crate::web::view::live::{StoryView, story};
use axum::extract::{Path, State};
use maud::{Markup, html};
use serde_json::json;
use tributary_core::reason::Reason;
use tributary_engine::click::Click;
use tributary_engine::clock::rfc3339;
use tributary_engine::live::{self, Clicked, Happening, Told, What};
use tributary_engine::order::{Preview, if_bought};
use tributary_engine::{Error, program};

type Facts = Vec<(String, Markup)>;

/// `GET /admin/live/{place}`
pub(super) async fn page(State(app): State<App>, me: SignedIn, Path(place): Path<String>) -> Shown {
    let read = desk::read(&app, me, move |tx, desk| {
        let place = live::Place::parse(&place).ok_or(Error::NotFound("event"))?;
        let found = live::at(tx, desk.tenant(), place)?.ok_or(Error::NotFound("event"))?;
        let preview = match &found.what {
            What::Click(clicked) => {
                let store = program::load(tx, desk.tenant(), &clicked.click.program)?.store;
                let of = (desk.tenant(), &store, desk.store.currency);
                Some(if_bought(tx, of, &clicked.click, desk.clock.now())?)
            }
            What::Order(_) => None,
        };
        Ok((found, preview))
    });
    let (desk, (found, preview)) = read.await?;
    let view = shaped(&desk, &found, preview.as_ref());
    Ok(desk.page(Place::Live, t!("What happened"), &story(&view)))
}

fn shaped(desk: &Desk, found: &Happening, preview: Option<&Preview>) -> StoryView {
    let (facts, raw) = match &found.what {
        What::Click(clicked) => (of_click(clicked), kept(&clicked.click)),
        What::Order(told) => (of_order(told), told.raw.clone()),
    };
    StoryView {
        row: row::row(found, &desk.clock),
        facts,
        if_bought: preview.map(|preview| previewed(desk, preview)).unwrap_or_default(),
        raw: serde_json::to_string_pretty(&raw).unwrap_or_default(),
    }
}

fn ltr(text: &str) -> Markup {
    html! { bdi.code dir="ltr" { (text) } }
}

fn of_click(clicked: &Clicked) -> Facts {
    let click = &clicked.click;
    let mut facts: Facts = vec![
        (t!("Click id").to_owned(), ltr(click.id.as_str())),
        (t!("Browser").to_owned(), ltr(&click.visitor)),
        (t!("Led to").to_owned(), ltr(&click.landing)),
    ];
    let known = [
        (t!("Came from"), &click.referrer),
        (t!("User agent"), &click.user_agent),
        (t!("Wanted destination refused"), &click.refused),
    ];
    facts.extend(known.into_iter().filter_map(|(name, text)| Some((name.to_owned(), ltr(text.as_deref()?)))));
    facts.push((t!("Counted as").to_owned(), html! { (lang::text(outcome(&click.outcome))) }));
    facts
}

fn outcome(word: &str) -> &'static str {
    match word {
        "counted" => msg("A person's click: it can win an order"),
        "unknown_code" => msg("A code that nobody has: it can win nothing"),
        "paused" => msg("Its partner is paused: it can win nothing"),
        "ended" => msg("Its publisher is not in the program any more: it can win nothing"),
        "no_consent" => msg("The visitor said no to being remembered: it can win nothing"),
        _ => msg("Not a person: it can win nothing"),
    }
}

/// The click as the API would show it, and as it is sealed.
fn kept(click: &Click) -> serde_json::Value {
    json!({
        "id": click.id.as_str(),
        "at": rfc3339(click.at),
        "program": click.program.as_str(),
        "partner": click.partner.as_ref().map(ToString::to_string),
        "link": click.link.as_ref().map(ToString::to_string),
        "code": click.code.as_ref().map(ToString::to_string),
        "value": click.value,
        "traffic": click.traffic,
        "outcome": click.outcome,
        "visitor": click.visitor,
        "device": click.device,
        "user_agent": click.user_agent,
        "referrer": click.referrer,
        "landing": click.landing,
        "refused": click.refused,
        "refs": click.refs,
    })
}

fn of_order(told: &Told) -> Facts {
    let order = html! { a href={ "/admin/orders/" (told.order) } { bdi { (told.number) } } };
    vec![(t!("Order").to_owned(), order), (t!("In the store").to_owned(), html! { bdi { (told.status) } })]
}

fn previewed(desk: &Desk, preview: &Preview) -> Facts {
    let Some((partner, name)) = &preview.partner else {
        let reason = preview.nobody.unwrap_or(Reason::NoTouch);
        return vec![
            (t!("Credited").to_owned(), html! { (t!("nobody")) }),
            (t!("Why").to_owned(), html! { (lang::text(why(reason))) }),
        ];
    };
    let href = format!("/admin/partners/{partner}");
    let mut facts = vec![
        (t!("Credited").to_owned(), html! { a href=(href) { bdi { (name) } } }),
        (t!("By").to_owned(), html! { (lang::text(way(preview.via.unwrap_or_default()))) }),
    ];
    if let Some(until) = preview.until {
        let left = span(until.since_ms(desk.clock.now()));
        facts.push((t!("Time left").to_owned(), html! { (left) }));
        facts.push((t!("Until").to_owned(), html! { (desk.clock.exact(until)) }));
    }
    facts
}

fn way(via: &str) -> &'static str {
    match via {
        "cookie" => msg("the link's cookie"),
        "coupon" => msg("a coupon"),
        _ => msg("the link"),
    }
}

fn why(reason: Reason) -> &'static str {
    match reason {
        Reason::UnknownCode => msg("Nobody has the code."),
        Reason::OutsideWindow => msg("The click is older than the program counts."),
        Reason::ClearedByOrder => msg("An earlier order of theirs used the click up."),
        Reason::PartnerPaused => msg("The partner is paused."),
        Reason::NotAPerson => msg("No person made the click."),
        Reason::SignalNotUsed => msg("The program does not count clicks."),
        _ => msg("There is no click or code."),
    }
}
