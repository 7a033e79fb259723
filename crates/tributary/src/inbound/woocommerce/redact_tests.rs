//! What is cut from a body, and that nothing else is.

use super::*;
use crate::inbound::woocommerce::fixture;
use serde_json::Value;

fn text(body: &str) -> String {
    String::from_utf8(redact(body.as_bytes())).unwrap()
}

fn without_secrets(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.retain(|name, _| !SECRET_MEMBERS.contains(&name.as_str()));
            members.values_mut().for_each(without_secrets);
        }
        Value::Array(items) => items.iter_mut().for_each(without_secrets),
        _ => {}
    }
}

fn check(name: &str, body: &[u8]) {
    let kept = redact(body);
    let kept_text = String::from_utf8_lossy(&kept).replace("wc_order_attribution", "");
    assert!(!kept_text.contains("wc_order_"), "{name}: {kept_text}");
    assert!(!kept_text.contains("pay_for_order"), "{name}");
    let Ok(mut before) = serde_json::from_slice::<Value>(body) else {
        assert_eq!(kept, body, "{name}");
        return;
    };
    without_secrets(&mut before);
    assert_eq!(serde_json::from_slice::<Value>(&kept).unwrap(), before, "{name}");
    assert_eq!(redact(&kept), kept, "{name}: twice is once");
}

#[test]
fn nothing_secret_of_a_real_shop_is_kept_and_the_rest_is_equal() {
    for delivery in fixture::deliveries() {
        check(&delivery.file, &delivery.body);
    }
    for (name, body) in fixture::rest_texts() {
        check(&name, body.as_bytes());
    }
}

#[test]
fn every_kept_byte_stands_as_it_came() {
    let delivery = fixture::delivery("019");
    let before = String::from_utf8(delivery.body).unwrap();
    let expected = before
        .replace(r#""order_key":"wc_order_EzsaohgDAiFof","#, "")
        .replace(r#""payment_url":"http:\/\/127.0.0.1:8090\/checkout\/order-pay\/28\/?pay_for_order=true&key=wc_order_EzsaohgDAiFof","#, "");
    assert_eq!(text(&before), expected);
}

#[test]
fn a_member_goes_with_one_comma_wherever_it_stands() {
    assert_eq!(text(r#"{"order_key":"a","b":1}"#), r#"{"b":1}"#);
    assert_eq!(text(r#"{"b":1,"order_key":"a"}"#), r#"{"b":1}"#);
    assert_eq!(text(r#"{"b":1 , "order_key" : "a" }"#), r#"{"b":1 }"#);
    assert_eq!(text(r#"{"order_key":"a","payment_url":"u"}"#), "{}");
    assert_eq!(text(r#"{"b":1,"order_key":"a","payment_url":"u"}"#), r#"{"b":1}"#);
    assert_eq!(text(r#"[{"order_key":"a"},{"c":{"order_key":null}}]"#), r#"[{},{"c":{}}]"#);
}

#[test]
fn a_member_goes_whatever_its_value_or_spelling() {
    assert_eq!(text(r#"{"order_key":{"a":["}",{"b":"]"}]},"c":1}"#), r#"{"c":1}"#);
    assert_eq!(text(r#"{"payment_url":"q\"}\\","c":"é"}"#), r#"{"c":"é"}"#);
    assert_eq!(text(r#"{"order\u005fkey":12.5,"c":1}"#), r#"{"c":1}"#);
    assert_eq!(
        text(r#"{"a":"order_key","b":1.2516666666666667}"#),
        r#"{"a":"order_key","b":1.2516666666666667}"#
    );
}

#[test]
fn keys_within_other_texts_are_blanked() {
    assert_eq!(
        text(r#"{"value":"{\"order_key\":\"wc_order_EzsaohgDAiFof\"}"}"#),
        r#"{"value":"{\"order_key\":\"redacted\"}"}"#
    );
    assert_eq!(
        text(r#"{"reference":"wc_order_EzsaohgDAiFof_1795173698"}"#),
        r#"{"reference":"redacted_1795173698"}"#,
        "payment plugins append to it"
    );
    assert_eq!(
        text(r#"{"e":"http:\/\/s\/order-received\/63\/?key=wc_order_EzsaohgDAiFof&ref=sara"}"#),
        r#"{"e":"http:\/\/s\/order-received\/63\/?key=redacted&ref=sara"}"#
    );
    assert_eq!(
        text(
            r#"{"_links":{"self":[{"href":"http:\/\/s\/?page=2&oauth_consumer_key=ck_1&oauth_signature=a%3D#x"}]}}"#
        ),
        r#"{"_links":{"self":[{"href":"http:\/\/s\/?page=2&oauth_consumer_key=&oauth_signature=#x"}]}}"#
    );
    assert_eq!(
        text(r#"{"key":"_wc_order_attribution_utm_source"}"#),
        r#"{"key":"_wc_order_attribution_utm_source"}"#
    );
}

#[test]
fn what_is_no_json_is_kept() {
    assert_eq!(redact(b"webhook_id=1"), b"webhook_id=1");
    assert_eq!(redact(b""), b"");
    assert_eq!(redact(&[0xff, 0x22]), &[0xff, 0x22]);
}
