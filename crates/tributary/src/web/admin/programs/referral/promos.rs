//! Promotions (`/admin/programs/{id}/promos`): when rewards are multiplied, and ending one early.

use super::{home, promise};
use crate::app::App;
use crate::call;
use crate::lang::date;
use crate::promises::multiplier_text;
use crate::t;
use crate::web::admin::desk::{self, Desk, Place};
use crate::web::admin::guard::Posted;
use crate::web::admin::moment::{Moments, span};
use crate::web::admin::programs::{Found, href, parsed};
use crate::web::admin::refusal::Shown;
use crate::web::admin::session::SignedIn;
use crate::web::kit::menu::Item;
use crate::web::kit::{Icon, Post, Stamp, Toast};
use crate::web::view::programs::promos::{
    self as view, Band, Calendar, PromoRow, PromosView, State as Standing, Tick,
};
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect};
use serde::Deserialize;
use tributary_core::Timestamp;
use tributary_core::referral::{Promo, Referral};
use tributary_core::time::DAY_MS;
use tributary_engine::audit::{self, Actor};
use tributary_engine::program::Author;
use tributary_engine::{Engine, Error, program};

/// How far the calendar looks back and ahead.
const DAYS_BACK: i64 = 14;
const DAYS_AHEAD: i64 = 56;

/// What the address says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Ask {
    did: String,
}

/// `GET /admin/programs/{id}/promos`
pub(super) async fn page(
    State(app): State<App>,
    me: SignedIn,
    Path(id): Path<String>,
    Query(ask): Query<Ask>,
) -> Shown {
    let id = parsed(&id)?;
    let (desk, found) = desk::read(&app, me, move |tx, desk| Found::load(tx, desk, &id)).await?;
    let it = promise(&found, &home(&desk));
    let mut promos: Vec<&Promo> = it.promos.iter().collect();
    promos.sort_by_key(|promo| std::cmp::Reverse(promo.starts_at));
    let place = list_href(&found);
    let view = PromosView {
        frame: found.frame(),
        on: it.enabled,
        referral_href: super::page_href(&found),
        new_href: format!("{place}/new"),
        timezone: desk.store.timezone.clone(),
        calendar: calendar(&desk, &it.promos),
        rows: promos.into_iter().map(|promo| row(&desk, &place, promo)).collect(),
        toast: toast(&ask.did),
    };
    Ok(desk.page(Place::Programs, t!("Promotions"), &view::render(&view)))
}

/// The list's address.
pub(super) fn list_href(found: &Found) -> String {
    format!("{}/promos", href(&found.program.id))
}

fn toast(did: &str) -> Option<Toast> {
    let text = match did {
        "made" => t!("The promotion is planned."),
        "changed" => t!("The promotion is changed."),
        "ended" => t!("The promotion has ended."),
        "removed" => t!("The promotion is taken off."),
        _ => return None,
    };
    Some(Toast { text: text.to_owned(), ..Toast::default() })
}

/// How a promotion stands at a moment; its end is exclusive.
fn standing(promo: &Promo, now: Timestamp) -> Standing {
    if now < promo.starts_at {
        Standing::Scheduled(span(promo.starts_at.since_ms(now)))
    } else if now < promo.ends_at {
        Standing::Live(span(promo.ends_at.since_ms(now)))
    } else {
        Standing::Ended
    }
}

/// The promotion that runs now, in words for the page of the promise.
pub(super) fn running(desk: &Desk, it: &Referral) -> Option<String> {
    let now = desk.clock.now();
    let live = it.promos.iter().find(|promo| promo.starts_at <= now && now < promo.ends_at)?;
    Some(t!(
        "“{name}” runs: rewards are multiplied by {times}, for another {left}.",
        name = live.name,
        times = multiplier_text(live.multiplier_percent),
        left = span(live.ends_at.since_ms(now))
    ))
}

fn row(desk: &Desk, place: &str, promo: &Promo) -> PromoRow {
    let own = format!("{place}/{}", promo.starts_at.ms());
    let state = standing(promo, desk.clock.now());
    let mut menu = Vec::new();
    if state != Standing::Ended {
        menu.push(Item::link(t!("Change"), format!("{own}/edit")).icon(Icon::Edit));
        let label = match state {
            Standing::Live(_) => t!("End it now"),
            _ => t!("Take it off"),
        };
        menu.push(Item::post(label, Post::to(format!("{own}/end"), desk.csrf())).icon(Icon::Pause));
    }
    PromoRow {
        name: promo.name.clone(),
        href: (state != Standing::Ended).then(|| format!("{own}/edit")),
        times: multiplier_text(promo.multiplier_percent),
        starts: desk.clock.exact(promo.starts_at),
        ends: desk.clock.exact(promo.ends_at),
        utc: (utc(promo.starts_at), utc(promo.ends_at)),
        state,
        menu,
    }
}

/// A moment on the clock of Greenwich, beside the store's own.
fn utc(at: Timestamp) -> Stamp {
    Moments::new("UTC", at.plus_ms(400 * DAY_MS)).exact(at)
}

fn calendar(desk: &Desk, promos: &[Promo]) -> Calendar {
    let clock = &desk.clock;
    let from = clock.now().plus_ms(-DAYS_BACK * DAY_MS);
    let whole = (DAYS_BACK + DAYS_AHEAD) * DAY_MS;
    let place = |at: Timestamp| at.since_ms(from).clamp(0, whole) * view::WIDTH / whole;
    let shown = promos.iter().filter(|promo| promo.ends_at > from && promo.starts_at < from.plus_ms(whole));
    let bands = shown.map(|promo| Band {
        from: place(promo.starts_at),
        to: place(promo.ends_at),
        name: promo.name.clone(),
        times: multiplier_text(promo.multiplier_percent),
        over: promo.ends_at <= clock.now(),
    });
    let ticks = (0..=(DAYS_BACK + DAYS_AHEAD) / 7).map(|week| {
        let at = from.plus_ms(week * 7 * DAY_MS);
        Tick { at: place(at), label: date::day(clock.local(at).date()) }
    });
    Calendar { bands: bands.collect(), ticks: ticks.collect(), now: place(clock.now()) }
}

/// `POST /admin/programs/{id}/promos/{start}/end`: now, where it runs; else it is taken off.
pub(super) async fn end(
    State(app): State<App>,
    Path((id, start)): Path<(String, String)>,
    posted: Posted,
) -> Shown {
    let (id, session, clock) = (parsed(&id)?, posted.me.session.clone(), app.engine.clock.clone());
    let place = format!("{}/promos", href(&id));
    let ended = call::write(&app.engine, move |tx| {
        let now = clock.now();
        let before = program::load(tx, &session.tenant, &id)?;
        let mut promos = before.current.rules.referral.iter().flat_map(|it| &it.promos);
        let promo = promos.find(|promo| promo.starts_at.ms().to_string() == start).cloned();
        let promo = promo.ok_or(Error::NotFound("promotion"))?;
        let live = promo.starts_at <= now && now < promo.ends_at;
        let note = if live {
            t!("{name} ended early", name = promo.name)
        } else {
            t!("{name} taken off", name = promo.name)
        };
        let author = Author { by: &session.email, note: &note };
        let after = Engine::change_rules(tx, &session.tenant, &id, author, &clock, |rules| {
            let all = rules.referral.as_mut().map(|it| &mut it.promos).ok_or(Error::NotFound("promotion"))?;
            match all.iter_mut().find(|one| one.starts_at == promo.starts_at) {
                Some(one) if live => one.ends_at = now,
                Some(one) if one.ends_at <= now => (), // over already: the page was old
                _ => all.retain(|one| one.starts_at != promo.starts_at),
            }
            Ok(())
        })?;
        audit::rules_changed(tx, &Actor::from(&session), (&before, &after), now)?;
        Ok(live)
    });
    let did = if ended.await? { "ended" } else { "removed" };
    call::refresh_snapshot(&app.engine).await?;
    Ok(Redirect::to(&format!("{place}?did={did}")).into_response())
}
