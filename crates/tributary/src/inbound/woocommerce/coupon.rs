//! Coupons in the shop: looking for one by its code, and making one. Nothing is ever made twice: WooCommerce holds a
//! code once, and we look before we make.

use super::moment::{moment, written};
use super::payload::{Scalar, parse};
use super::rest::{RestError, Shop, unreadable};
use reqwest::Method;
use serde::Deserialize;
use serde_json::json;
use tributary_core::money::{Currency, Money};
use tributary_engine::code::coupon::Answer;
use tributary_engine::code::{Discount, Offer, fold};

const EXISTS_ALREADY: &str = "woocommerce_rest_coupon_code_already_exists";
const PERCENT_PLACES: u32 = 2; // decimals between percent and basis points

/// A coupon as the shop has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShopCoupon {
    /// The shop's id of it.
    pub id: String,
    /// How often it was used.
    pub uses: i64,
    /// What it gives, as far as we understand it.
    pub offer: Offer,
}

impl ShopCoupon {
    /// As the engine notes it.
    #[must_use]
    pub fn answer(self) -> Answer {
        Answer::Found { coupon: self.id, uses: self.uses, offer: self.offer }
    }
}

/// A coupon of `wc/v3`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Resource {
    id: Scalar,
    code: Scalar,
    status: Scalar,
    amount: Scalar,
    discount_type: Scalar,
    usage_count: Scalar,
    usage_limit: Scalar,
    date_expires_gmt: Scalar,
}

/// Who may use a coupon, and from how much on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restriction {
    /// The only address that may.
    pub email: String,
    /// The least that has to be in the cart, in minor units.
    pub minimum_minor: Option<i64>,
}

impl Shop {
    /// The coupon with this code, in any spelling.
    ///
    /// # Errors
    /// [`RestError`].
    pub async fn coupon(&self, code: &str, currency: Currency) -> Result<Option<ShopCoupon>, RestError> {
        let body = self.get("coupons", &[("code", fold(code))]).await?;
        let found: Vec<Resource> =
            parse(&body).map_err(|invalid| unreadable("GET coupons", invalid.problem))?;
        let same = |one: &Resource| one.code.text().is_some_and(|text| fold(text) == fold(code));
        let usable = |one: &Resource| one.status.text().is_none_or(|status| status == "publish");
        let found = found.into_iter().find(|one| same(one) && usable(one));
        found.map(|one| read(&one, currency)).transpose()
    }

    /// Makes a coupon; when somebody was faster, theirs.
    ///
    /// # Errors
    /// [`RestError`]; a key that can only read is refused with the fix.
    pub async fn make_coupon(
        &self,
        (code, note): (&str, &str),
        offer: &Offer,
        currency: Currency,
    ) -> Result<ShopCoupon, RestError> {
        let wanted = body(code, note, offer, currency)?;
        self.make(code, wanted, currency).await
    }

    /// Makes a coupon that one person may use once; asked again, the one that is there.
    ///
    /// # Errors
    /// As [`Self::make_coupon`].
    pub async fn make_restricted(
        &self,
        (code, note): (&str, &str),
        (offer, restriction): (&Offer, &Restriction),
        currency: Currency,
    ) -> Result<ShopCoupon, RestError> {
        let mut wanted = body(code, note, offer, currency)?;
        wanted["email_restrictions"] = json!([restriction.email]);
        wanted["usage_limit_per_user"] = json!(1);
        if let Some(minor) = restriction.minimum_minor {
            wanted["minimum_amount"] = json!(decimal(minor, u32::from(currency.exponent())));
        }
        self.make(code, wanted, currency).await
    }

    async fn make(
        &self,
        code: &str,
        wanted: serde_json::Value,
        currency: Currency,
    ) -> Result<ShopCoupon, RestError> {
        match self.send(Method::POST, ("coupons", &[]), Some(&wanted)).await {
            Ok(made) => {
                let made: Resource =
                    parse(&made).map_err(|invalid| unreadable("POST coupons", invalid.problem))?;
                read(&made, currency)
            }
            Err(RestError::Refused { code: Some(word), .. }) if word == EXISTS_ALREADY => {
                let there = self.coupon(code, currency).await?;
                there.ok_or_else(|| {
                    unreadable(
                        "POST coupons",
                        "\"exists already\", but it is not listed; look in the shop's trash".into(),
                    )
                })
            }
            Err(error) => Err(writable(error)),
        }
    }
}

/// A key that reads and is refused when it writes is a key that may only read.
fn writable(error: RestError) -> RestError {
    match error {
        RestError::Refused { tried, status: status @ (401 | 403), code, excerpt, .. } => RestError::Refused {
            tried,
            status,
            code,
            excerpt,
            fix: "this key can only read: make one with read/write permission in WooCommerce under Settings, \
                  Advanced, REST API, owned by a shop manager, and enter it under Settings, Stores",
        },
        other => other,
    }
}

fn body(code: &str, note: &str, offer: &Offer, currency: Currency) -> Result<serde_json::Value, RestError> {
    let invalid = |problem: String| unreadable("POST coupons", problem);
    let (kind, amount) = match offer.discount {
        Some(Discount::Percent(bps)) => ("percent", decimal(bps, PERCENT_PLACES)),
        Some(Discount::Fixed(minor)) => ("fixed_cart", decimal(minor, u32::from(currency.exponent()))),
        None => return Err(invalid("nothing: a coupon to be made needs a discount".into())),
    };
    let ends = offer.valid_until.map(written).transpose().map_err(|e| invalid(e.problem))?;
    Ok(json!({
        "code": code,
        "discount_type": kind,
        "amount": amount,
        "description": note,
        "usage_limit": offer.usage_limit,
        "date_expires_gmt": ends,
    }))
}

fn read(found: &Resource, currency: Currency) -> Result<ShopCoupon, RestError> {
    let invalid = |invalid: super::Invalid| unreadable("GET coupons", invalid.to_string());
    let count = |text: &Scalar| text.text().and_then(|text| text.parse::<i64>().ok());
    Ok(ShopCoupon {
        id: found.id.id_required("/id").map_err(invalid)?,
        uses: count(&found.usage_count).unwrap_or_default(),
        offer: Offer {
            discount: discount(found, currency),
            usage_limit: count(&found.usage_limit).filter(|limit| *limit > 0),
            valid_until: moment("/date_expires_gmt", &found.date_expires_gmt).map_err(invalid)?,
        },
    })
}

/// What it takes off; plugins' own kinds and coupons that take nothing off are not ours to word.
fn discount(found: &Resource, currency: Currency) -> Option<Discount> {
    let amount = found.amount.text()?;
    let made = match found.discount_type.text()? {
        "percent" => Discount::Percent(basis_points(amount)?),
        "fixed_cart" => Discount::Fixed(Money::parse_decimal(amount, currency).ok()?.minor),
        _ => return None,
    };
    let (Discount::Percent(size) | Discount::Fixed(size)) = made;
    (size > 0).then_some(made)
}

/// `12.5` as 1250.
fn basis_points(percent: &str) -> Option<i64> {
    let (whole, fraction) = percent.split_once('.').unwrap_or((percent, ""));
    let hundredths: String = fraction.chars().chain("00".chars()).take(2).collect();
    let whole: i64 = whole.parse().ok()?;
    let bps = whole.checked_mul(100)?.checked_add(hundredths.parse().ok()?)?;
    (0..=10_000).contains(&bps).then_some(bps)
}

/// Minor units as a decimal text.
fn decimal(minor: i64, places: u32) -> String {
    let one = 10_i64.pow(places);
    match usize::try_from(places) {
        Ok(width @ 1..) => format!("{}.{:0width$}", minor / one, minor % one),
        _ => minor.to_string(),
    }
}

/// Whether trying again later can help: not when the shop has said no.
#[must_use]
pub fn is_passing(error: &RestError) -> bool {
    match error {
        RestError::Unreachable { .. } => true,
        RestError::Refused { status, .. } => matches!(status, 408 | 429 | 500..=599),
        RestError::Unreadable { .. } => false,
    }
}

#[cfg(test)]
#[path = "coupon_tests.rs"]
mod tests;
