//! What a program promises customers who tell their friends (`/admin/programs/{id}/referral`): as it stands, the form that
//! changes it, and its promotions.

mod draft;
mod edit;
mod promo_form;
mod promos;
mod words;

pub(super) use words::lines;
pub(in crate::web) use words::{gift_words, reward_words};

use super::{Found, href, parsed};
use crate::app::App;
use crate::promises::Home;
use crate::t;
use crate::web::admin::desk::{self, Desk, Place, amount};
use crate::web::admin::refusal::Shown;
use crate::web::admin::session::SignedIn;
use crate::web::view::programs::referral::{self as view, Level, Offer, ReferralView};
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::routing::{get, post};
use serde::Deserialize;
use tributary_core::money::percent_down;
use tributary_core::referral::{Referral, Reward};

/// The addresses of these screens.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/admin/programs/{id}/referral", get(page).post(edit::save))
        .route("/admin/programs/{id}/referral/edit", get(edit::page))
        .route("/admin/programs/{id}/promos", get(promos::page).post(promo_form::create))
        .route("/admin/programs/{id}/promos/new", get(promo_form::new))
        .route("/admin/programs/{id}/promos/{start}", post(promo_form::change))
        .route("/admin/programs/{id}/promos/{start}/edit", get(promo_form::edit))
        .route("/admin/programs/{id}/promos/{start}/end", post(promos::end))
}

/// What the address says.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(default)]
pub(super) struct Ask {
    /// The number of the version that was just made.
    made: Option<i64>,
}

/// Where a program's promise is shown.
fn page_href(found: &Found) -> String {
    format!("{}/referral", href(&found.program.id))
}

/// The promise of a program, or what a new one would be.
fn promise(found: &Found, home: &Home) -> Referral {
    found.program.current.rules.referral.clone().unwrap_or_else(|| Referral::new(home.currency))
}

/// The store's own currency and clock.
fn home(desk: &Desk) -> Home {
    Home { currency: desk.store.currency, timezone: desk.store.timezone.clone() }
}

/// `GET /admin/programs/{id}/referral`
async fn page(State(app): State<App>, me: SignedIn, Path(id): Path<String>, Query(ask): Query<Ask>) -> Shown {
    let id = parsed(&id)?;
    let (desk, found) = desk::read(&app, me, move |tx, desk| Found::load(tx, desk, &id)).await?;
    let it = promise(&found, &home(&desk));
    let made = ask.made.filter(|made| *made == found.program.current.number);
    let view = ReferralView {
        frame: found.frame(),
        on: it.enabled,
        offer: offer(&it),
        sentences: words::sentences(&it),
        levels: levels(&desk, &it),
        edit_href: format!("{}/edit", page_href(&found)),
        switch_href: format!("{}/edit?enabled=yes", page_href(&found)),
        running: promos::running(&desk, &it),
        news: made.map(|made| t!("Version {number} applies to orders from now on.", number = made)),
    };
    Ok(desk.page(Place::Programs, t!("Refer a friend"), &view::render(&view)))
}

/// Both sides of the promise, as customers read it.
fn offer(it: &Referral) -> Offer {
    Offer {
        give: it.welcome.as_ref().map(|welcome| gift_words(welcome.gift)),
        get: reward_words(it.reward),
        small: it.welcome.as_ref().and_then(|welcome| welcome.minimum).map(|minimum| {
            t!("From {amount} in the cart", amount = amount(minimum.minor, minimum.currency).text)
        }),
    }
}

/// What each level gets of a reward of 100, or of the fixed one, and of twice that.
fn levels(desk: &Desk, it: &Referral) -> Vec<Level> {
    if !it.levels.enabled {
        return Vec::new();
    }
    let unit = 10_i64.pow(u32::from(desk.store.currency.exponent()));
    let base = match it.reward {
        Reward::Fixed { amount } => amount.minor,
        Reward::Percent { .. } => 100 * unit,
    };
    let of =
        |base: i64, at: usize, rate| if at == 0 { base } else { percent_down([(base, rate)].into_iter()) };
    let level = |(at, rate): (usize, &tributary_core::Rate)| Level {
        number: i64::try_from(at + 1).unwrap_or(i64::MAX),
        rate: super::words::rate_words(*rate),
        plain: desk.amount(of(base, at, *rate)),
        doubled: desk.amount(of(base.saturating_mul(2), at, *rate)),
    };
    it.levels.rates.iter().enumerate().map(level).collect()
}
