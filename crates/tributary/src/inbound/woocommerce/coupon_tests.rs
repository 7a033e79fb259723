//! Coupons against a shop that answers over real HTTP.

use super::*;
use crate::inbound::woocommerce::rest::tests::shop_at;
use crate::inbound::woocommerce::standin::Standin;
use tributary_core::Timestamp;

fn usd() -> Currency {
    Currency::parse("USD").unwrap()
}

const TEN_PERCENT: Offer =
    Offer { discount: Some(Discount::Percent(1_000)), usage_limit: None, valid_until: None };

#[tokio::test]
async fn a_coupon_is_made_once_and_found_again_in_any_spelling() {
    let standin = Standin::start("wc10").await;
    let shop = shop_at(&standin.base_url);
    assert_eq!(shop.coupon("SARA10", usd()).await.unwrap(), None);
    let until = Timestamp::from_ms(1_795_173_698_000);
    let offer = Offer { usage_limit: Some(50), valid_until: Some(until), ..TEN_PERCENT };
    let made = shop.make_coupon(("SARA10", "For Sara"), &offer, usd()).await.unwrap();
    assert_eq!((made.id.as_str(), made.offer), ("100", offer));
    let kept = standin.coupons();
    assert_eq!(kept.len(), 1);
    assert_eq!((&kept[0]["code"], &kept[0]["amount"]), (&"sara10".into(), &"10.00".into()));
    assert_eq!(kept[0]["date_expires_gmt"], "2026-11-20T11:21:38");
    assert_eq!(shop.coupon("Sara10 ", usd()).await.unwrap().unwrap(), made);
    // Somebody was faster: theirs is taken, nothing is made twice.
    let again = shop.make_coupon(("sara10", ""), &TEN_PERCENT, usd()).await.unwrap();
    assert_eq!((again, standin.coupons().len()), (made, 1));
}

#[tokio::test]
async fn a_fixed_discount_is_written_in_the_currency_s_own_decimals() {
    let standin = Standin::start("wc10").await;
    let shop = shop_at(&standin.base_url);
    for (code, currency, minor, written) in
        [("a", "USD", 505, "5.05"), ("b", "JPY", 500, "500"), ("c", "KWD", 1_005, "1.005")]
    {
        let currency = Currency::parse(currency).unwrap();
        let offer = Offer { discount: Some(Discount::Fixed(minor)), ..Offer::default() };
        let made = shop.make_coupon((code, ""), &offer, currency).await.unwrap();
        assert_eq!(made.offer.discount, Some(Discount::Fixed(minor)), "{code}");
        assert_eq!(standin.coupons().last().unwrap()["amount"], written);
        assert_eq!(standin.coupons().last().unwrap()["discount_type"], "fixed_cart");
    }
}

#[tokio::test]
async fn a_key_that_can_only_read_is_told_how_to_mend_it() {
    let standin = Standin::start("wc10").await;
    standin.let_the_key_only_read();
    let shop = shop_at(&standin.base_url);
    assert_eq!(shop.coupon("SARA10", usd()).await.unwrap(), None, "reading still works");
    let refused = shop.make_coupon(("SARA10", ""), &TEN_PERCENT, usd()).await.unwrap_err();
    assert!(!is_passing(&refused), "asking again would not help");
    let told = refused.to_string();
    assert!(told.contains("this key can only read: make one with read/write permission"), "{told}");
    assert!(standin.coupons().is_empty());
}

#[test]
fn percentages_and_amounts_survive_the_way_there_and_back() {
    for (bps, text) in [(1_000, "10.00"), (1_250, "12.50"), (5, "0.05"), (10_000, "100.00")] {
        assert_eq!(decimal(bps, PERCENT_PLACES), text);
        assert_eq!(basis_points(text), Some(bps));
    }
    assert_eq!(basis_points("15"), Some(1_500));
    assert_eq!((basis_points("101"), basis_points("x"), basis_points("-5")), (None, None, None));
}
