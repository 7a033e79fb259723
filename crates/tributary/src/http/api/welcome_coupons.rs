//! `/api/v1/welcome_coupons`: what friends were given for their first order, and whether a code can be used now.

use super::list::{self, List};
use super::money::Money;
use super::request::{Asked, Paging, Sent, answer};
use crate::app::App;
use crate::call;
use crate::http::api::shape::{CustomerRef, MoneyFromZero, Plain100, Plain320, StoreRef, Text100};
use crate::http::problem::Handled;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use tributary_core::{CouponId, CustomerId, StoreId, Timestamp, money};
use tributary_engine::clock::rfc3339;
use tributary_engine::code::Discount;
use tributary_engine::person::email_key;
use tributary_engine::welcome::{self, Question, State as Stands};
use tributary_engine::{Error, store};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

const CODE_CHARS_MAX: usize = 100;
const EMAIL_CHARS_MAX: usize = 320;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(index))
        .routes(routes!(check))
        .routes(routes!(show))
        .routes(routes!(retry))
}

super::body::words! {
    /// How a welcome coupon stands.
    WelcomeCouponState = Stands {
        "made" => Made, "in_shop" => InShop, "failed" => Failed, "used" => Used, "expired" => Expired,
        "void" => Void,
    }
}

/// A friend's welcome coupon.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct WelcomeCoupon {
    /// Its id.
    #[schema(example = "cpn_01k9zjv4c8e1r7t2b5m6n3q0xw")]
    id: String,
    /// The store.
    store: String,
    /// The friend whose it is.
    customer: String,
    /// The customer who sent the friend.
    sponsor: String,
    /// The code.
    #[schema(example = "WELCOME-4Q7XWB-0NM2TK")]
    code: String,
    /// How it stands.
    state: WelcomeCouponState,
    /// What it takes off the cart; null where it takes a percentage.
    #[schema(required)]
    amount: Option<Money>,
    /// The percentage it takes off; null where it takes an amount.
    #[schema(required, example = "12.5")]
    percent: Option<String>,
    /// The least that has to be in the cart.
    #[schema(required)]
    minimum: Option<Money>,
    /// When it was given.
    created_at: String,
    /// The first moment without it.
    #[schema(required)]
    expires_at: Option<String>,
    /// The shop's id of it, once the shop has it.
    #[schema(required)]
    shop_coupon: Option<String>,
    /// Why the shop could not make it, and the fix.
    #[schema(required)]
    trouble: Option<String>,
    /// The store's id of the order that uses it.
    #[schema(required)]
    used_by: Option<String>,
}

impl WelcomeCoupon {
    fn new(coupon: welcome::Coupon, now: Timestamp) -> Self {
        let money = |minor: i64| Money::new(minor, coupon.currency);
        let (amount, percent) = match coupon.discount {
            Discount::Fixed(minor) => (Some(money(minor)), None),
            Discount::Percent(bps) => (None, Some(percent(bps))),
        };
        Self {
            state: coupon.state(now).into(),
            amount,
            percent,
            minimum: coupon.minimum_minor.map(money),
            id: coupon.id.to_string(),
            store: coupon.store.to_string(),
            customer: coupon.customer.to_string(),
            sponsor: coupon.sponsor.to_string(),
            code: coupon.code,
            created_at: rfc3339(coupon.created_at),
            expires_at: coupon.expires_at.map(rfc3339),
            shop_coupon: coupon.shop_coupon,
            trouble: coupon.trouble,
            used_by: coupon.used_by,
        }
    }
}

/// Basis points as a percentage: `12.5`.
fn percent(bps: i64) -> String {
    let text = format!("{}.{:02}", bps / 100, bps % 100);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Whose coupons are wanted.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct CouponsWanted {
    /// Of this friend.
    #[param(value_type = Option<CustomerRef>)]
    customer: Option<CustomerId>,
    /// Of the friends of this customer.
    #[param(value_type = Option<CustomerRef>)]
    sponsor: Option<CustomerId>,
}

/// A code that somebody typed at a checkout.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CouponQuestion {
    /// The store.
    #[schema(value_type = StoreRef, example = "sto_01k9zjv4c8e1r7t2b5m6n3q0xw")]
    store: StoreId,
    /// The code, in any spelling.
    #[schema(value_type = Text100, example = "WELCOME-4Q7XWB-0NM2TK")]
    code: String,
    /// The buyer's address.
    #[schema(value_type = Option<Plain320>)]
    email: Option<String>,
    /// The store's own id of the buyer's account.
    #[schema(value_type = Option<Plain100>)]
    external_id: Option<String>,
    /// What is in the cart, before discounts.
    #[schema(value_type = Option<MoneyFromZero>)]
    goods: Option<Money>,
}

/// Whether a code can be used now. A code that cannot is answered in one way, whatever stands against it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct CouponVerdict {
    /// Whether it can.
    usable: bool,
    /// What it takes off; null where it takes a percentage, or cannot be used.
    #[schema(required)]
    amount: Option<Money>,
    /// The percentage it takes off.
    #[schema(required)]
    percent: Option<String>,
}

/// Nothing more to say.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CouponRetry {}

/// List welcome coupons, newest first.
#[utoipa::path(get, path = "/api/v1/welcome_coupons", tag = "welcome_coupons", params(Paging, CouponsWanted),
    responses((status = 200, body = List<WelcomeCoupon>)))]
async fn index(State(app): State<App>, asked: Asked) -> Handled<Response> {
    let tenant = asked.tenant("coupons:read")?;
    let CouponsWanted { customer, sponsor } = asked.query()?;
    let cursor = asked.cursor(list::id::<CouponId>)?;
    let now = app.engine.now();
    let page = call::read(&app.engine, move |tx| {
        welcome::list(tx, &tenant, (customer.as_ref(), sponsor.as_ref()), &cursor)
    });
    Ok(list::render(&asked, page.await?, |coupon| WelcomeCoupon::new(coupon, now)))
}

/// Read a welcome coupon.
#[utoipa::path(get, path = "/api/v1/welcome_coupons/{id}", tag = "welcome_coupons",
    params(("id" = String, Path, description = "The coupon's id.")),
    responses((status = 200, body = WelcomeCoupon)))]
async fn show(State(app): State<App>, asked: Asked) -> Handled<Json<WelcomeCoupon>> {
    let tenant = asked.tenant("coupons:read")?;
    let id: CouponId = asked.id("welcome coupon")?;
    let now = app.engine.now();
    let coupon = call::read(&app.engine, move |tx| welcome::load(tx, &tenant, &id)).await?;
    Ok(Json(WelcomeCoupon::new(coupon, now)))
}

/// Ask the shop once more to make a welcome coupon.
#[utoipa::path(post, path = "/api/v1/welcome_coupons/{id}/retry", tag = "welcome_coupons",
    request_body = CouponRetry, params(("id" = String, Path, description = "The coupon's id.")),
    responses((status = 200, body = WelcomeCoupon)))]
async fn retry(State(app): State<App>, sent: Sent) -> Handled<Response> {
    let (tenant, CouponRetry {}) = sent.read("coupons:write")?;
    let id: CouponId = sent.asked().id("welcome coupon")?;
    let asked = sent.once(&app, move |tx, now| {
        welcome::load(tx, &tenant, &id)?;
        welcome::ask(tx, (&tenant, &id), now)?;
        answer(StatusCode::OK, &WelcomeCoupon::new(welcome::load(tx, &tenant, &id)?, now))
    });
    let response = asked.await?;
    app.asked.notify_waiters();
    Ok(response)
}

/// Ask whether a code can be used now.
///
/// For checkouts: say who buys, by address or account, and for how much. It looks and changes nothing; the code is used with the order.
#[utoipa::path(post, path = "/api/v1/welcome_coupons/check", tag = "welcome_coupons",
    request_body = CouponQuestion, responses((status = 200, body = CouponVerdict)))]
async fn check(State(app): State<App>, sent: Sent) -> Handled<Response> {
    let (tenant, body) = sent.read::<CouponQuestion>("coupons:write")?;
    super::checked(|faults| {
        faults.text("/code", &body.code, CODE_CHARS_MAX);
        faults.maybe_empty("/email", body.email.as_deref().unwrap_or_default(), EMAIL_CHARS_MAX);
        body.external_id
            .iter()
            .for_each(|account| faults.maybe_empty("/external_id", account, CODE_CHARS_MAX));
        body.goods.iter().for_each(|goods| faults.amount("/goods", *goods, goods.currency, 0));
    })?;
    let sealer = app.engine.sealer.clone();
    let verdict = sent.once(&app, move |tx, now| {
        let home = super::check::referred(store::load(tx, &tenant, &body.store), "/store")?;
        if body.goods.is_some_and(|goods| goods.currency != home.currency) {
            let detail = format!("All amounts here are in {}.", home.currency);
            return Err(Error::clash("/goods/currency", "currency_mismatch", detail));
        }
        let email_key = body.email.as_deref().map(|email| email_key(sealer.people_key(), email));
        let question = Question {
            code: &body.code,
            email_key: email_key.as_deref(),
            account: body.external_id.as_deref(),
            goods_minor: body.goods.map(|goods| goods.amount),
        };
        let found = welcome::is_usable(tx, (&tenant, &body.store), &question, now)?;
        let (amount, rate) = match found {
            Some(Discount::Fixed(minor)) => (Some(money::Money::new(minor, home.currency).into()), None),
            Some(Discount::Percent(bps)) => (None, Some(percent(bps))),
            None => (None, None),
        };
        answer(StatusCode::OK, &CouponVerdict { usable: found.is_some(), amount, percent: rate })
    });
    verdict.await
}
