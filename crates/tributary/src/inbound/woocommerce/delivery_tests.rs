//! Every captured delivery, compared with what its capture's index says it is.

use super::*;
use crate::inbound::woocommerce::fixture::{self, Delivery};
use std::collections::BTreeMap;
use tributary_core::money::Money;
use tributary_core::order::Status;

fn mask(email: &str) -> (String, String) {
    (email.to_owned(), String::new())
}

fn meaning(delivery: &Delivery) -> Result<Meaning, Invalid> {
    let topic = delivery.header("X-WC-Webhook-Topic");
    read(topic, delivery.header("Content-Type"), &delivery.body, &Reading { mask: &mask })
}

fn told(topic: &str, body: &str) -> Result<Meaning, Invalid> {
    read(Some(topic), Some("application/json"), body.as_bytes(), &Reading { mask: &mask })
}

fn is_as_indexed(row: &BTreeMap<String, String>, order: &OrderStated) {
    let total = Money::parse_decimal(&row["total"], order.currency).unwrap().minor;
    let refunds = order.refunds.as_ref().unwrap().len().to_string();
    assert_eq!(order.external_id, row["id"]);
    assert_eq!(order.status, Status::parse(&row["status"]));
    assert_eq!(order.currency.code(), row["currency"]);
    assert_eq!(order.total_minor, total);
    assert_eq!(refunds, row["refunds"]);
    assert_eq!(order.coupons.join("+"), row["coupons"]);
}

fn expected(row: &BTreeMap<String, String>) -> Option<Meaning> {
    let id = || row["id"].clone();
    let topic = row["topic"].as_str();
    Some(match (row["kind"].as_str(), topic) {
        ("ping", _) => Meaning::Ping,
        ("full", "customer.created" | "customer.updated") => return None,
        (_, topic) if !topic.starts_with("order.") && !topic.starts_with("action.") => {
            Meaning::Unrelated { topic: topic.to_owned() }
        }
        ("id-only", "order.deleted") => Meaning::Trashed { external_id: id() },
        ("action", "action.woocommerce_delete_order") => Meaning::Gone { external_id: id() },
        ("action", "action.woocommerce_refund_deleted") => {
            Meaning::RefundDeleted { refund_external_id: id() }
        }
        ("action", _) => Meaning::Look { external_id: id() },
        _ => return None,
    })
}

#[test]
fn every_delivery_of_a_real_shop_means_what_its_index_says() {
    let index = fixture::index();
    let deliveries = fixture::deliveries();
    assert_eq!(index.len(), deliveries.len());
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for (row, delivery) in index.iter().zip(&deliveries) {
        assert_eq!(row["file"], delivery.file);
        let read = meaning(delivery).unwrap_or_else(|invalid| panic!("{}: {invalid}", delivery.file));
        match (&read, expected(row)) {
            (_, Some(expected)) => assert_eq!(read, expected, "{}", delivery.file),
            (Meaning::Order { order, restored }, None) => {
                is_as_indexed(row, order);
                assert_eq!(*restored, row["topic"] == "order.restored", "{}", delivery.file);
                assert_eq!(row["kind"], "full", "{}", delivery.file);
            }
            (Meaning::Customer(new), None) => {
                assert_eq!(new.told.external_id.as_ref(), Some(&row["id"]), "{}", delivery.file);
            }
            (Meaning::ErrorBody { .. }, None) => assert_eq!(row["kind"], "error-body", "{}", delivery.file),
            (other, None) => panic!("{}: {other:?}", delivery.file),
        }
        *seen.entry(word(&read)).or_default() += 1;
    }
    let expected = [
        ("customer", 4),
        ("error", 5),
        ("gone", 1),
        ("look", 80),
        ("order", 122),
        ("ping", 43),
        ("refund deleted", 1),
        ("trashed", 3),
        ("unrelated", 12),
    ];
    assert_eq!(seen.into_iter().collect::<Vec<_>>(), expected);
}

fn word(meaning: &Meaning) -> &'static str {
    match meaning {
        Meaning::Ping => "ping",
        Meaning::Order { .. } => "order",
        Meaning::Read(_) => "read",
        Meaning::Trashed { .. } => "trashed",
        Meaning::Gone { .. } => "gone",
        Meaning::RefundDeleted { .. } => "refund deleted",
        Meaning::Look { .. } => "look",
        Meaning::Customer(_) => "customer",
        Meaning::Unrelated { .. } => "unrelated",
        Meaning::ErrorBody { .. } => "error",
    }
}

#[test]
fn a_signed_error_keeps_its_code_and_status() {
    let error = |number: &str| meaning(&fixture::delivery(number));
    let of = |code: &str, status| Ok(Meaning::ErrorBody { code: code.to_owned(), status });
    assert_eq!(error("125"), of("woocommerce_rest_shop_order_invalid_id", 404));
    assert_eq!(error("172"), of("woocommerce_rest_cannot_view", 403));
    assert_eq!(error("173"), of("woocommerce_rest_cannot_view", 401));
    assert_eq!(error("175"), of("woocommerce_rest_invalid_shop_order_id", 404));
    assert_eq!(told("order.updated", r#"{"code":"x","message":"","data":null}"#), of("x", 0));
    assert_eq!(told("order.updated", r#"{"code":"x","data":[]}"#), of("x", 0));
}

#[test]
fn an_order_in_the_trash_is_an_order_with_that_status() {
    let Ok(Meaning::Order { order, restored: false }) = meaning(&fixture::delivery("129")) else { panic!() };
    assert_eq!(order.status, Status::Trash);
}

#[test]
fn a_ping_is_known_without_headers_as_form_or_json() {
    let reading = Reading { mask: &mask };
    for body in ["webhook_id=1", r#"{"webhook_id":1}"#, r#"{"webhook_id":"12"}"#] {
        assert_eq!(read(None, None, body.as_bytes(), &reading), Ok(Meaning::Ping), "{body}");
    }
    for body in ["webhook_id=", "webhook_id=x", "webhook_id=1&a=2", r#"{"webhook_id":1,"id":2}"#, "", "{}"] {
        let refused = read(None, Some("text/plain"), body.as_bytes(), &reading).unwrap_err();
        assert!(
            refused.problem.contains("no X-WC-Webhook-Topic header (text/plain); add the webhook"),
            "{body}"
        );
    }
}

#[test]
fn a_bare_id_is_a_trashed_order_only_under_its_own_topic() {
    assert_eq!(told("order.deleted", r#"{"id":"47"}"#), Ok(Meaning::Trashed { external_id: "47".into() }));
    assert_eq!(told("order.updated", r#"{"id":47}"#), Ok(Meaning::Look { external_id: "47".into() }));
    for topic in ["product.deleted", "coupon.deleted", "customer.deleted", "subscription.updated", "nonsense"]
    {
        assert_eq!(told(topic, r#"{"id":47}"#), Ok(Meaning::Unrelated { topic: topic.into() }));
    }
}

#[test]
fn an_order_under_a_foreign_topic_stays_unrelated() {
    let body = String::from_utf8(fixture::delivery("019").body).unwrap();
    assert_eq!(told("plugin.thing", &body), Ok(Meaning::Unrelated { topic: "plugin.thing".into() }));
}

#[test]
fn actions_mean_what_their_names_say() {
    let action = |name: &str| told(&format!("action.{name}"), &format!(r#"{{"action":"{name}","arg":65}}"#));
    let external_id = || "65".to_owned();
    assert_eq!(action("woocommerce_trash_order"), Ok(Meaning::Trashed { external_id: external_id() }));
    assert_eq!(action("woocommerce_delete_order"), Ok(Meaning::Gone { external_id: external_id() }));
    for name in
        ["woocommerce_untrash_order", "woocommerce_order_status_shipped", "woocommerce_order_refunded"]
    {
        assert_eq!(action(name), Ok(Meaning::Look { external_id: external_id() }), "{name}");
    }
    let topic = "action.woocommerce_refund_created";
    assert_eq!(action("woocommerce_refund_created"), Ok(Meaning::Unrelated { topic: topic.into() }));
}

#[test]
fn an_action_under_anothers_topic_is_refused() {
    let dressed =
        told("action.woocommerce_delete_order", r#"{"action":"woocommerce_order_refunded","arg":65}"#);
    assert_eq!(dressed.unwrap_err().field, "/action");
    let empty = told("action.woocommerce_delete_order", r#"{"action":"woocommerce_delete_order","arg":{}}"#);
    assert_eq!(empty.unwrap_err().field, "/arg");
}

#[test]
fn a_body_that_is_no_order_is_refused() {
    assert_eq!(told("order.updated", "").unwrap_err().field, "");
    assert_eq!(told("order.updated", "[]").unwrap_err().field, "/id");
    assert_eq!(told("order.updated", r#"{"id":5,"status":"processing"}"#).unwrap_err().field, "/currency");
}
