//! A program's page (`/join/{program}`).

use super::chosen;
use crate::app::App;
use crate::call;
use crate::lang::number;
use crate::t;
use crate::web::admin::desk::{amount, demo_banner};
use crate::web::admin::programs::words::{commission_words, days_words, own_words, partner_percent};
use crate::web::admin::refusal::Refusal;
use crate::web::kit::public::{self as frame, Public};
use crate::web::view::public::{self as view, ProgramPage};
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use tributary_core::money::{percent_down, share_down};
use tributary_core::program::{Commission, Rules};
use tributary_core::{Currency, TenantId};
use tributary_engine::Error;
use tributary_engine::db::Tx;
use tributary_engine::program::{self, Program, PublicPage};
use tributary_engine::store::{self, Store};

/// What the address says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Ask {
    pub(super) language: Option<String>,
}

/// A program and the store it is for.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub(super) tenant: TenantId,
    pub(super) program: Program,
    pub(super) store: Store,
    pub(super) page: PublicPage,
}

impl Found {
    /// Reads the program behind an address.
    pub(super) fn load(tx: &mut Tx<'_>, slug: &str) -> Result<Self, Error> {
        let (tenant, id, page) = program::open_page(tx, slug)?;
        let program = program::load(tx, &tenant, &id)?;
        let store = store::load(tx, &tenant, &program.store)?;
        Ok(Self { tenant, program, store, page })
    }

    /// The program's page.
    pub(super) fn href(&self) -> String {
        format!("/join/{}", self.page.slug)
    }

    /// The frame around a page at `here`.
    pub(super) fn frame(&self, app: &App, here: String) -> Public {
        Public {
            store: self.store.name.clone(),
            stores: Vec::new(),
            home: self.href(),
            here,
            end: None,
            banner: app.is_demo().then(demo_banner),
        }
    }
}

/// Reads the program behind an address.
pub(super) async fn found(app: &App, slug: String) -> Result<Found, Refusal> {
    Ok(call::read(&app.engine, move |tx| Found::load(tx, &slug)).await?)
}

/// `GET /join/{program}`
pub(super) async fn page(
    State(app): State<App>,
    Path(slug): Path<String>,
    Query(ask): Query<Ask>,
) -> Result<Response, Refusal> {
    let found = found(&app, slug).await?;
    let here = found.href();
    if let Some(answer) = chosen(&app.settings, ask.language.as_deref(), &here) {
        return Ok(answer);
    }
    let rules = &found.program.current.rules;
    let view = ProgramPage {
        store: found.store.name.clone(),
        shop: found.store.url.clone(),
        commission: earned_words(rules),
        by_percent: matches!(rules.commission, Commission::Percent { .. }),
        window: days_words(rules.window_days),
        hold: hold_words(rules),
        example: example(rules, found.store.currency),
        own: own_words(rules.self_purchase).to_owned(),
        apply: found.page.open.then(|| format!("{here}/apply")),
        sign_in: "/partner/login".to_owned(),
    };
    let body = view::program(&view);
    Ok(frame::page(&found.frame(&app, here), t!("Become a partner"), &body).into_response())
}

/// The partner's own part of each order: the platform's is not theirs to earn.
pub(in crate::web) fn earned_words(rules: &Rules) -> String {
    let partner = partner_percent(rules);
    match &rules.commission {
        Commission::Percent { rate } if partner < 100 => {
            number::percent(share_down(rate.ppm(), partner, 100) / 100)
        }
        Commission::Fixed { amount: fixed } if partner < 100 => {
            amount(share_down(fixed.minor, partner, 100), fixed.currency).text
        }
        whole => commission_words(whole),
    }
}

/// `14 days`, or that nothing is waited for.
pub(in crate::web) fn hold_words(rules: &Rules) -> String {
    if rules.hold_days == 0 { t!("at once").to_owned() } else { days_words(rules.hold_days) }
}

/// The terms in one line, as partners agree to them.
pub(in crate::web) fn terms_words(rules: &Rules) -> String {
    let (rate, window) = (earned_words(rules), days_words(rules.window_days));
    if rules.hold_days == 0 {
        return t!(
            "{rate} of each order · a click counts for {window} · payable at once",
            rate = rate,
            window = window
        );
    }
    t!(
        "{rate} of each order · a click counts for {window} · payable after {hold}",
        rate = rate,
        window = window,
        hold = days_words(rules.hold_days)
    )
}

/// What an order of 100 is worth to a partner.
fn example(rules: &Rules, currency: Currency) -> Option<(String, String)> {
    let Commission::Percent { rate } = &rules.commission else { return None };
    let order = 100 * 10_i64.pow(u32::from(currency.exponent()));
    let earned = share_down(percent_down([(order, *rate)].into_iter()), partner_percent(rules), 100);
    Some((amount(order, currency).text, amount(earned, currency).text))
}
