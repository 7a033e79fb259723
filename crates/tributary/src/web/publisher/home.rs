//! A publisher's first page (`/publisher`): what their links came to, and the programs they are in, with every tenant.

use super::frame;
use super::joined::{Figures, Joined};
use super::session::{Shown, SignedIn};
use crate::app::App;
use crate::lang::number;
use crate::web::admin::desk::amount;
use crate::web::admin::moment::Moments;
use crate::web::admin::programs::words::days_words;
use crate::web::kit::money::split_currency;
use crate::web::kit::{Kpi, Status};
use crate::web::public::{chosen, earned_words};
use crate::web::view::publisher::home::{self as view, HomeView, ProgramRow};
use crate::web::view::publisher::layout::Place;
use crate::{call, t};
use axum::extract::{Query, State as Shared};
use axum::http::StatusCode;
use serde::Deserialize;
use tributary_core::{Currency, Timestamp};
use tributary_engine::publisher::State;

/// What the address says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Ask {
    language: Option<String>,
}

/// `GET /publisher`
pub(super) async fn page(Shared(app): Shared<App>, me: SignedIn, Query(ask): Query<Ask>) -> Shown {
    if let Some(answer) = chosen(&app.settings, ask.language.as_deref(), "/publisher") {
        return Ok(answer);
    }
    let (id, now) = (me.session.publisher.clone(), app.now());
    let found = call::read(&app.engine, move |tx| {
        let all = Joined::all(tx, &id)?;
        let figures = Figures::of(tx, &all, now)?;
        Ok((all, figures))
    });
    let (all, figures) = found.await?;
    let view = HomeView {
        kpis: if all.is_empty() { Vec::new() } else { kpis(&figures) },
        rows: all.iter().map(|one| row(one, now)).collect(),
    };
    frame::page(&app, &me, (StatusCode::OK, Place::Programs, t!("Programs")), &view::render(&view)).await
}

fn kpis(figures: &Figures) -> Vec<Kpi> {
    let tile = |label: &str, text: &str| {
        let (value, unit) = split_currency(text);
        Kpi {
            label: label.to_owned(),
            value: value.to_owned(),
            unit: unit.map(str::to_owned),
            note: Some(t!("Last 28 days").to_owned()),
            ..Kpi::default()
        }
    };
    let plain = |label: &str, value: i64| Kpi {
        label: label.to_owned(),
        value: number::count(value),
        note: Some(t!("Last 28 days").to_owned()),
        ..Kpi::default()
    };
    let mut tiles = vec![plain(t!("Clicks"), figures.clicks), plain(t!("Conversions"), figures.conversions)];
    for (currency, earned) in &figures.earned {
        tiles.push(tile(t!("Earned"), &amount(*earned, *currency).text));
    }
    // With several currencies there is no one answer.
    if let [(currency, earned)] = figures.earned.iter().collect::<Vec<_>>()[..]
        && let Some(per_click) = per_click(*earned, figures.clicks)
    {
        tiles.push(tile(t!("Earned per click"), &per_click_words(per_click, *currency)));
    }
    tiles
}

/// What a click earns, rounded down.
fn per_click(earned_minor: i64, clicks: i64) -> Option<i64> {
    earned_minor.checked_div(clicks)
}

fn per_click_words(minor: i64, currency: Currency) -> String {
    amount(minor, currency).text
}

fn row(one: &Joined, now: Timestamp) -> ProgramRow {
    let clock = Moments::new(&one.store.timezone, now);
    let (status, word) = match one.membership.state {
        State::Active if one.paused => (Status::Pending, t!("Paused")),
        State::Active => (Status::Approved, t!("Active")),
        State::Asked => (Status::Pending, t!("Waiting")),
        State::Declined => (Status::Declined, t!("Declined")),
        State::Ended => (Status::Info, t!("Ended")),
    };
    ProgramRow {
        name: one.name.clone(),
        store: one.store.name.clone(),
        shop: one.store.url.clone(),
        commission: t!("{rate} of each order", rate = earned_words(&one.rules)),
        window: days_words(one.rules.window_days),
        status,
        word: word.to_owned(),
        reason: one.membership.reason.clone(),
        since: one.membership.judged.as_ref().map(|(at, _)| clock.day(*at)),
        href: format!("/publisher/programs/{}", one.membership.id),
        can_link: one.is_active(),
    }
}
