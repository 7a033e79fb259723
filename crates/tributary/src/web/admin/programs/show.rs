//! A program (`/admin/programs/{id}`): the rules in force.

use super::words::{commission_words, event_kind_word, sentences};
use super::{Found, href, parsed};
use crate::app::App;
use crate::t;
use crate::web::admin::desk::{self, Place, amount};
use crate::web::admin::refusal::Shown;
use crate::web::admin::session::SignedIn;
use crate::web::view::programs::events::EventShown;
use crate::web::view::programs::rules::{self as view, ProgramView};
use axum::extract::{Path, Query, State};
use serde::Deserialize;
use tributary_core::money::split;
use tributary_core::program::{Commission, EventType, Role, Rules};
use tributary_core::{Currency, EventTypeId};
use tributary_engine::Error;

/// What the address says.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(default)]
pub(super) struct Ask {
    /// The number of the version that was just made.
    made: Option<i64>,
}

/// `GET /admin/programs/{id}`
pub(super) async fn page(
    State(app): State<App>,
    me: SignedIn,
    Path(id): Path<String>,
    Query(ask): Query<Ask>,
) -> Shown {
    let id = parsed(&id)?;
    let (desk, found) = desk::read(&app, me, move |tx, desk| Found::load(tx, desk, &id)).await?;
    let current = &found.program.current;
    let made = ask.made.filter(|made| *made == current.number);
    let history = found.made(current.number).ok_or(Error::NotFound("version"))?;
    let view = ProgramView {
        frame: found.frame(),
        number: current.number,
        since: desk.clock.exact(current.since),
        by: history.by.clone(),
        note: history.note.clone(),
        sentences: sentences(&current.rules),
        example: example(desk.store.currency, &current.rules),
        events: current.rules.events.iter().map(event).collect(),
        edit_href: Some(format!("{}/edit", href(&found.program.id))),
        news: made.map(|made| t!("Version {number} applies to orders from now on.", number = made)),
    };
    Ok(desk.page(Place::Programs, &found.program.name, &view::render(&view)))
}

fn event(event: &EventType) -> EventShown {
    EventShown {
        name: event.name.clone(),
        kind: event_kind_word(event.kind),
        earns: commission_words(&event.commission),
        uuid: EventTypeId::parse(&event.id).map(|id| id.to_uuid()).unwrap_or_default(),
        id: event.id.clone(),
    }
}

/// `Order 100 USD → commission 10 USD`, and who gets which part of it where it is shared.
pub(in crate::web::admin) fn example(currency: Currency, rules: &Rules) -> Option<String> {
    let exponent = u32::from(currency.exponent());
    let order = 100 * 10_i64.pow(exponent);
    let earned = match &rules.commission {
        Commission::Percent { rate } => tributary_core::money::percent_down([(order, *rate)].into_iter()),
        Commission::Fixed { amount } if amount.currency == currency => amount.minor,
        Commission::Fixed { .. } => return None,
    };
    let earned = rules.cap.filter(|cap| cap.currency == currency).map_or(earned, |cap| earned.min(cap.minor));
    let weights: Vec<i64> = rules.split.iter().map(|share| i64::from(share.weight)).collect();
    let shares = split(earned, &weights);
    let of = |role| -> i64 {
        rules.split.iter().zip(&shares).filter(|(share, _)| share.role == role).map(|(_, minor)| minor).sum()
    };
    let say = |minor| amount(minor, currency).text;
    if !rules.split.iter().any(|share| share.role == Role::Platform) {
        return Some(t!(
            "For example: order {order} → commission {commission}",
            order = say(order),
            commission = say(earned)
        ));
    }
    Some(t!(
        "For example: order {order} → commission {commission} → partner {partner}, platform {platform}",
        order = say(order),
        commission = say(earned),
        partner = say(of(Role::Partner)),
        platform = say(of(Role::Platform))
    ))
}
