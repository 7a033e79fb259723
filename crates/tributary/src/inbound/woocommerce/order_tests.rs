//! Orders of a real shop as facts, and the ways in which PHP is loose.

use super::*;
use crate::inbound::woocommerce::fixture;
use tributary_core::fact::{Evidence, EvidenceKind};

fn mask(email: &str) -> (String, String) {
    (format!("key of {email}"), "hint".to_owned())
}

fn read(body: &[u8]) -> Result<OrderStated, Invalid> {
    order_stated(body, &Reading { mask: &mask })
}

fn delivered(number: &str) -> OrderStated {
    read(&fixture::delivery(number).body).unwrap()
}

/// The least that is an order, with members put over it.
fn with(members: &str) -> Result<OrderStated, Invalid> {
    let base = r#""id":7,"status":"processing","currency":"USD","date_created_gmt":"2026-11-20T11:21:38","total":"10.00""#;
    let names: Vec<&str> = members.split('|').collect();
    let kept = base.split(',').filter(|part| {
        let name = part.split(':').next().unwrap();
        !names.iter().any(|member| member.starts_with(name))
    });
    let all: Vec<&str> = kept.chain(names.iter().copied().filter(|member| !member.ends_with(':'))).collect();
    read(format!("{{{}}}", all.join(",")).as_bytes())
}

#[test]
fn an_order_with_coupon_tax_shipping_and_refunds_reads_whole() {
    let order = delivered("031");
    assert_eq!((order.external_id.as_str(), order.number.as_str()), ("28", "28"));
    assert_eq!(order.status, Status::Completed);
    assert_eq!((order.total_minor, order.shipping_minor, order.tax_minor), (9117, 750, 744));
    assert_eq!(order.placed_at, Timestamp::from_ms(1_795_173_698_000));
    assert_eq!(order.placed_step_ms, 1000);
    assert_eq!(order.modified_at, Some(Timestamp::from_ms(1_795_173_704_000)));
    assert_eq!(order.paid_at, Some(Timestamp::from_ms(1_795_173_700_000)));
    assert_eq!(order.coupons, ["sara10"]);
    assert!(order.fees.is_empty());
    assert_eq!(order.rounded, []);
    assert_eq!(order.evidence, []);
    let place = Place { city: "New York".into(), state: "NY".into(), country: "US".into() };
    assert_eq!(order.place, place);
    assert_eq!(order.customer.external_id, None, "0 is a guest");
    assert_eq!(order.customer.email_key.as_deref(), Some("key of bo@example.com"));
}

#[test]
fn lines_are_after_discount_before_tax_with_their_names_decoded() {
    let order = delivered("019");
    let brief: Vec<_> =
        order.lines.iter().map(|l| (l.external_id.as_str(), l.quantity, l.total_minor)).collect();
    assert_eq!(brief, [("1", 3, 5373), ("2", 2, 2250)]);
    let mug = order.lines.last().unwrap();
    assert_eq!(mug.name, "Mug “Größe” & Co <b>");
    assert_eq!((mug.product.as_deref(), mug.sku.as_deref()), (Some("18"), Some("MUG")));
    assert_eq!(order.lines.first().unwrap().product.as_deref(), Some("14"), "the parent of the variation");
    assert_eq!(order.refunds, Some(vec![]));
}

#[test]
fn refunds_come_newest_first_and_are_kept_oldest_first() {
    let refunds = delivered("031").refunds.unwrap();
    let brief: Vec<_> =
        refunds.iter().map(|r| (r.external_id.as_str(), r.amount_minor, r.reason.as_str())).collect();
    assert_eq!(brief, [("29", 1950, "too small"), ("30", 750, "late"), ("31", 100, "goodwill")]);
    assert!(refunds.iter().all(|refund| refund.detail.is_none()));
    let nothing = delivered("529").refunds.unwrap();
    assert_eq!(nothing.first().map(|refund| refund.amount_minor), Some(0), "\"-0.00\"");
}

#[test]
fn a_currency_with_other_decimals_than_the_shop_is_rounded_and_said_so() {
    let yen = delivered("064");
    assert_eq!(yen.total_minor, 1361);
    let cut = |field: &str, text: &str| (field.to_owned(), text.to_owned());
    assert_eq!(yen.rounded, [cut("/total", "1360.94"), cut("/total_tax", "110.94")]);
    let whole = delivered("068");
    assert_eq!((whole.total_minor, whole.rounded.len()), (3675, 0));
    let padded = read(&fixture::rest("wc10-D5")).unwrap();
    assert_eq!((padded.total_minor, padded.refunds.unwrap()[0].amount_minor), (3675, 100));
    assert_eq!(padded.rounded, [], "padding loses nothing");
    assert_eq!(delivered("074").total_minor, 4088);
    assert_eq!(read(&fixture::rest("wc10-D7")).unwrap().total_minor, 4090);
}

#[test]
fn fees_are_net_and_store_credit_is_negative() {
    assert_eq!(delivered("082").fees, [300, -200]);
}

#[test]
fn a_deleted_product_leaves_its_line_without_product_and_sku() {
    let before = delivered("552").lines;
    let after = delivered("554").lines;
    assert!(before[0].product.is_some());
    assert_eq!((&after[0].product, &after[0].sku), (&None, &None));
    assert_eq!(
        (&after[0].external_id, after[0].total_minor),
        (&before[0].external_id, before[0].total_minor)
    );
}

#[test]
fn a_paid_date_stays_after_a_cancellation_and_a_plugins_status_comes_through() {
    assert!(delivered("052").paid_at.is_some());
    assert_eq!(delivered("052").status, Status::Cancelled);
    assert_eq!(delivered("052").customer.external_id.as_deref(), Some("2"));
    assert_eq!(delivered("548").status, Status::Other("shipped".into()));
    assert_eq!(delivered("189").status, Status::Draft);
    assert_eq!(delivered("177").paid_at, None, "cash on delivery");
}

#[test]
fn evidence_of_real_checkouts_is_found() {
    let found = |kind, click: Option<&str>, code: Option<&str>, found_in: &str| Evidence {
        kind,
        click: click.map(str::to_owned),
        code: code.map(str::to_owned),
        found_in: found_in.to_owned(),
    };
    let (cookie, order) = (EvidenceKind::Cookie, EvidenceKind::Order);
    assert_eq!(
        delivered("177").evidence,
        [
            found(order, Some("CLICKID123"), Some("sara"), "utm"),
            found(order, Some("clk_1"), Some("sara"), "session_entry")
        ]
    );
    assert_eq!(
        delivered("193").evidence,
        [
            found(cookie, Some("clk_2"), Some("sara"), "_rl_click"),
            found(order, Some("clk_2"), Some("sara"), "session_entry")
        ],
        "the source of a plain referral is a host"
    );
    assert_eq!(delivered("094").evidence, [found(order, Some("CLICK1"), Some("sara"), "utm")]);
    assert_eq!(
        delivered("624").evidence,
        [found(order, None, Some("jörg"), "utm"), found(order, None, Some("jörg"), "session_entry")],
        "a content of 300 characters is no click"
    );
    assert_eq!(delivered("534").evidence, [], "made in wp-admin");
}

#[test]
fn created_updated_and_the_rest_answer_of_one_moment_state_the_same() {
    for (a, b) in [("019", "020"), ("177", "178"), ("196", "197"), ("621", "622"), ("108", "109")] {
        assert_eq!(delivered(a), delivered(b), "{a} {b}");
    }
    assert_eq!(read(&fixture::rest("wc10-A8")).unwrap(), delivered("031"));
    assert_eq!(read(&fixture::rest("wc10-G3")).unwrap(), delivered("103"));
}

#[test]
fn what_php_is_loose_about_is_read() {
    let order = with(concat!(
        r#""id":"7"|"number":7|"customer_id":"0"|"billing":[]|"line_items":{"1":{"id":"3","total":"5.00","#,
        r#""quantity":"1.5","product_id":0,"name":null}}|"fee_lines":null|"coupon_lines":false|"meta_data":"#,
        r#"[{"key":"x","value":{"a":[1,2.5,null]}},{"key":"_tributary_click","value":12345},{}]|"total":10"#
    ));
    let order = order.unwrap();
    assert_eq!((order.external_id.as_str(), order.number.as_str(), order.total_minor), ("7", "7", 1000));
    assert_eq!((order.lines[0].quantity, order.lines[0].total_minor), (2, 500));
    assert_eq!(order.rounded, [("/line_items/0/quantity".to_owned(), "1.5".to_owned())]);
    assert_eq!(order.evidence[0].click.as_deref(), Some("12345"));
    assert_eq!(order.refunds, None, "not listed is not none");
    assert_eq!(order.customer, Customer::default());
}

#[test]
fn the_local_date_stands_in_where_the_utc_one_is_missing() {
    let order = with(r#""date_created_gmt":null|"date_created":"2026-11-20T06:21:38""#).unwrap();
    assert_eq!(order.placed_at, Timestamp::from_ms(1_795_155_698_000));
}

#[test]
fn a_wrong_field_is_named_with_the_fix() {
    let problem = |members: &str| with(members).unwrap_err();
    assert_eq!(problem(r#""total":"ten""#).field, "/total");
    assert_eq!(problem(r#""total":"ten""#).problem, "\"ten\" is not a decimal amount, for example 12.50");
    assert_eq!(problem(r#""total":null"#).field, "/total");
    assert_eq!(problem(r#""currency":"XXY""#).field, "/currency");
    assert_eq!(problem(r#""id":0"#).field, "/id");
    assert_eq!(problem(r#""id":[7]"#).field, "/id");
    assert_eq!(problem(r#""status":"""#).field, "/status");
    assert_eq!(problem(r#""date_created_gmt":"soon""#).field, "/date_created_gmt");
    assert_eq!(problem(r#""line_items":[{"id":1,"total":"1"},{"id":2}]"#).field, "/line_items/1/total");
    assert_eq!(problem(r#""line_items":[{"total":"1"}]"#).field, "/line_items/0/id");
    assert_eq!(problem(r#""refunds":[{"id":1,"total":{}}]"#).field, "/refunds/0/total");
    assert_eq!(read(b"webhook_id=1").unwrap_err().field, "");
}
