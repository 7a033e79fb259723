//! Where friends of a customer land (`/r/{code}/{click}`): who sends them, what they get, and the way to the shop, which keeps the
//! click. It works without scripts, and shows no address of anybody.

use super::chosen;
use super::program::Ask;
use crate::app::App;
use crate::lang::number;
use crate::web::admin::desk::{amount, demo_banner};
use crate::web::admin::programs::words::days_words;
use crate::web::admin::refusal::Refusal;
use crate::web::kit::public::{self as frame, Public};
use crate::web::view::public::{self as view, Gift, Landing};
use crate::{call, friends};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderName, header};
use axum::response::{IntoResponse, Response};
use tributary_core::referral::{self, Referral};
use tributary_core::{ClickId, TenantId};
use tributary_engine::click;
use tributary_engine::customer::Referrer;
use tributary_engine::db::Tx;
use tributary_engine::store::Store;
use tributary_engine::{Error, program, store};
use url::{Url, form_urlencoded};

/// All that the page says.
struct Found {
    store: Store,
    referral: Option<Referral>,
    shop: String,
}

/// `GET /r/{code}/{click}`
pub(super) async fn page(
    State(app): State<App>,
    Path((code, click)): Path<(String, String)>,
    Query(ask): Query<Ask>,
) -> Result<Response, Refusal> {
    let (route, referrer) = friends::found(&app, &code).await.ok_or(Error::NotFound("link"))?;
    let escaped: String = form_urlencoded::byte_serialize(referrer.value.as_bytes()).collect();
    let click = ClickId::parse(&click).ok();
    let here = format!("/r/{escaped}/{}", click.as_ref().map_or("welcome", ClickId::as_str));
    if let Some(answer) = chosen(&app.settings, ask.language.as_deref(), &here) {
        return Ok(answer);
    }
    // The click that led here was answered a moment ago.
    app.intake.catch_up().await;
    let (tenant, asked) = (route.tenant.clone(), referrer.clone());
    let found = call::read(&app.engine, move |tx| load(tx, &tenant, &asked, click.as_ref())).await?;
    let landing = landing(&found, &referrer);
    let around = Public {
        store: found.store.name.clone(),
        stores: Vec::new(),
        home: found.store.url,
        here,
        end: None,
        banner: app.is_demo().then(demo_banner),
    };
    let alone = [
        (HeaderName::from_static("x-robots-tag"), "noindex, nofollow"),
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
    ];
    let title = view::title(&landing);
    Ok((alone, frame::page(&around, &title, &view::landing(&landing))).into_response())
}

fn load(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    referrer: &Referrer,
    click: Option<&ClickId>,
) -> Result<Found, Error> {
    let program = program::load(tx, tenant, &referrer.program)?;
    let store = store::load(tx, tenant, &program.store)?;
    let click = match click {
        Some(id) => click::load(tx, tenant, id)?,
        None => None,
    };
    // Of anybody else's click nothing is followed.
    let landing =
        click.filter(|click| click.partner.as_ref() == Some(&referrer.partner)).map(|click| click.landing);
    let shop =
        landing.filter(|url| !url.is_empty()).unwrap_or_else(|| with_code(&store.url, &referrer.value));
    Ok(Found { store, referral: program.current.rules.referral, shop })
}

/// The shop with the code in the address: what leads there without a click.
fn with_code(shop: &str, code: &str) -> String {
    let Ok(mut url) = Url::parse(shop) else { return shop.to_owned() };
    url.query_pairs_mut().append_pair("ref", code);
    url.into()
}

fn landing(found: &Found, referrer: &Referrer) -> Landing {
    let on = found.referral.as_ref().filter(|referral| referral.enabled);
    let state = match on {
        None => view::State::Off,
        Some(_) if referrer.paused => view::State::Paused,
        Some(_) => view::State::Open,
    };
    let welcome = on.and_then(|referral| referral.welcome.as_ref());
    Landing {
        state,
        store: found.store.name.clone(),
        name: referrer.customer.shown_name().to_owned(),
        code: referrer.value.clone(),
        gift: welcome.map(|welcome| Gift {
            worth: match welcome.gift {
                referral::Gift::Fixed { amount: fixed } => amount(fixed.minor, fixed.currency).text,
                referral::Gift::Percent { rate } => number::percent(rate.ppm() / 100),
            },
            minimum: welcome.minimum.map(|least| amount(least.minor, least.currency).text),
            valid: welcome.valid_days.map(days_words),
        }),
        shop: found.shop.clone(),
        plain_shop: found.store.url.clone(),
    }
}
