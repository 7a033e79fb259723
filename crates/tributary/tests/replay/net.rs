//! What an order earns on, worked out by hand from the shop's own JSON: the money core is not asked.
//!
//! Lines after discounts and before tax; less their part of store credit (negative fees); less what
//! refunds name of lines; less, in proportion to the total, what refunds give back without naming it.

use serde_json::Value;

/// What the REST answers say of one order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shown {
    pub(crate) status: String,
    pub(crate) currency: String,
    pub(crate) total: i128,
    pub(crate) net: i128,
    pub(crate) refunded: i128,
    pub(crate) coupons: Vec<String>,
}

/// An order, with its refunds in full where they are known and as it lists them where not.
pub(crate) fn shown(order: &Value, refunds: &[Value]) -> Shown {
    let currency = order["currency"].as_str().unwrap();
    let total = minor(&order["total"], currency);
    let coupons = order["coupon_lines"].as_array().unwrap().iter();
    Shown {
        status: order["status"].as_str().unwrap().to_owned(),
        currency: currency.to_owned(),
        total,
        net: net(order, refunds, currency, total),
        refunded: refunds.iter().map(|refund| amount(refund, currency)).sum(),
        coupons: coupons.map(|coupon| coupon["code"].as_str().unwrap().to_owned()).collect(),
    }
}

fn net(order: &Value, refunds: &[Value], currency: &str, total: i128) -> i128 {
    let list = |of: &Value, name: &str| of[name].as_array().cloned().unwrap_or_default();
    let lines: Vec<(String, i128)> = list(order, "line_items")
        .iter()
        .map(|line| (line["id"].to_string(), minor(&line["total"], currency)))
        .collect();
    let sum: i128 = lines.iter().map(|(_, total)| total).sum();
    let fees: Vec<i128> = list(order, "fee_lines").iter().map(|fee| minor(&fee["total"], currency)).collect();
    let credit: i128 = -fees.iter().filter(|fee| **fee < 0).sum::<i128>();
    let surcharges: i128 = fees.iter().filter(|fee| **fee > 0).sum();
    let bought = sum + minor(&order["shipping_total"], currency) + surcharges;
    let before = sum - share(sum, credit, bought);

    let (mut by_line, mut unnamed) = (0, 0);
    for refund in refunds {
        let mut named = 0;
        for line in list(refund, "line_items") {
            let of = list(&line, "meta_data").iter().find(|m| m["key"] == "_refunded_item_id").cloned();
            let Some(of) = of else { continue };
            let net = -minor(&line["total"], currency);
            let known = lines.iter().any(|(id, total)| of["value"] == *id.as_str() && net <= *total);
            assert!(known && credit == 0, "no captured refund is harder than this: {refund}");
            by_line += net;
            named += net - minor(&line["total_tax"], currency);
        }
        for name in ["shipping_lines", "fee_lines"] {
            for charge in list(refund, name) {
                named -= minor(&charge["total"], currency) + minor(&charge["total_tax"], currency);
            }
        }
        unnamed += amount(refund, currency) - named;
    }
    let refunded: i128 = refunds.iter().map(|refund| amount(refund, currency)).sum();
    if total > 0 && refunded >= total {
        return 0;
    }
    before - by_line - share(before, unnamed, total)
}

/// A refund's amount, positive; an order lists it as a negative total.
fn amount(refund: &Value, currency: &str) -> i128 {
    let text = if refund["amount"].is_null() { &refund["total"] } else { &refund["amount"] };
    minor(text, currency).abs()
}

/// `whole × part ÷ of`, half a unit rounded up; nothing where there is nothing to divide by.
fn share(whole: i128, part: i128, of: i128) -> i128 {
    if of == 0 { 0 } else { (2 * whole * part + of) / (2 * of) }
}

/// A decimal text in the currency's own smallest units, half a unit rounded away from zero.
pub(crate) fn minor(text: &Value, currency: &str) -> i128 {
    let text = text.as_str().unwrap_or("0");
    let places = match currency {
        "JPY" => 0,
        "KWD" => 3,
        _ => 2,
    };
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let padded = format!("{whole}{fraction:0<8}");
    let hundred_millionths: i128 = padded.parse().unwrap();
    let unit = 10_i128.pow(8 - places);
    sign * ((hundred_millionths + unit / 2) / unit)
}

#[test]
fn the_arithmetic_of_these_tests_is_right_where_a_head_can_follow() {
    let json = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    assert_eq!(minor(&json(r#""1360.94""#), "JPY"), 1361);
    assert_eq!(minor(&json(r#""-4.0885""#), "KWD"), -4089);
    assert_eq!(minor(&json(r#""5""#), "USD"), 500);
    let order = json(
        r#"{"status":"completed","currency":"USD","total":"110.00","shipping_total":"10.00",
        "line_items":[{"id":1,"total":"60.00"},{"id":2,"total":"40.00"}],"fee_lines":[],
        "coupon_lines":[{"code":"x"}]}"#,
    );
    let refunds = [
        json(
            r#"{"amount":"33.00","line_items":[{"total":"-30.00","total_tax":"-3.00",
            "meta_data":[{"key":"_refunded_item_id","value":"1"}]}]}"#,
        ),
        json(r#"{"amount":"11.00","line_items":[]}"#),
        json(r#"{"amount":"10.00","shipping_lines":[{"total":"-10.00","total_tax":"0.00"}]}"#),
    ];
    // 100.00, less 30.00 of a line, less a tenth of 100.00 for 11.00 of 110.00, nothing for shipping.
    assert_eq!(shown(&order, &refunds).net, 60_00);
    assert_eq!(shown(&order, &refunds).refunded, 54_00);
}
