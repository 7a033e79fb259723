//! Refunds through the API.

use crate::server::{Server, Shop, text, usd};
use serde_json::{Value as Json, json};

async fn ordered(server: &Server, shop: &Shop) -> (Json, String) {
    let order = server.post("/api/v1/orders", &shop.order("1042")).await.ok(201);
    let path = format!("/api/v1/orders/{}", text(&order, "id"));
    (order, path)
}

#[tokio::test]
async fn a_refund_of_a_line_takes_that_lines_commission() {
    let server = Server::start();
    let shop = server.shop().await;
    let (order, path) = ordered(&server, &shop).await;
    let refund = json!({
        "external_id": "r1", "amount": usd(3_400), "lines": [{ "line": "1", "total": usd(3_000), "quantity": 1 }],
        "tax": usd(400), "reason": "Broken",
    });
    let made = server.post(&format!("{path}/refunds"), &refund).await.ok(201);
    let wanted = json!({
        "external_id": "r1", "order": order["id"], "amount": usd(3_400),
        "lines": [{ "line": "1", "total": usd(3_000), "quantity": 1 }], "other": usd(400), "provisional": false, "reason": "Broken",
    });
    assert_eq!(made, wanted);
    assert_eq!(server.post(&format!("{path}/refunds"), &refund).await.ok(200), wanted);
    let after = server.get(&path).await.ok(200);
    assert_eq!((&after["refunded"], &after["base"]), (&usd(3_400), &usd(5_000)));
    assert_eq!(after["commissions"][0]["amount"], usd(500));
    let all = server.get(&format!("{path}/refunds")).await.ok(200);
    assert_eq!(all, json!({ "data": [wanted], "next_cursor": null, "has_more": false }));
    let mut other = refund.clone();
    other["amount"] = usd(3_500);
    server.post(&format!("{path}/refunds"), &other).await.problem(409);
}

#[tokio::test]
async fn a_bare_amount_is_final_and_takes_its_proportion() {
    let server = Server::start();
    let shop = server.shop().await;
    let (_, path) = ordered(&server, &shop).await;
    let made = server.post(&format!("{path}/refunds"), &json!({ "amount": usd(2_500) })).await.ok(201);
    assert_eq!(made["provisional"], false);
    let after = server.get(&path).await.ok(200);
    assert_eq!((&after["provisional"], &after["base"]), (&json!(false), &usd(6_000)));
    let rest = server.post(&format!("{path}/refunds"), &json!({ "amount": usd(7_500) })).await.ok(201);
    assert_ne!(rest["external_id"], made["external_id"]);
    let after = server.get(&path).await.ok(200);
    let none = json!([{ "party": "partner", "partner": shop.sara, "amount": usd(0), "status": "reversed" }]);
    assert_eq!(after["commissions"], none);
}

#[tokio::test]
async fn what_cannot_be_refunded_is_named() {
    let server = Server::start();
    let shop = server.shop().await;
    let (_, path) = ordered(&server, &shop).await;
    let path = format!("{path}/refunds");
    server.post(&path, &json!({ "external_id": "r0", "amount": usd(6_000) })).await.ok(201);
    for (body, pointer) in [
        (json!({ "amount": usd(0) }), "/amount/amount"),
        (json!({ "amount": usd(-1) }), "/amount/amount"),
        (json!({ "amount": usd(1), "lines": [{ "line": "2", "total": usd(2) }] }), "/amount"),
        (json!({ "amount": usd(1), "shipping": usd(-1) }), "/shipping/amount"),
    ] {
        assert_eq!(server.post(&path, &body).await.problem(422), [pointer], "{body}");
    }
    for (body, pointer) in [
        (json!({ "amount": usd(4_001) }), "/amount"),
        (json!({ "amount": { "amount": 1, "currency": "EUR" } }), "/amount/currency"),
        (json!({ "amount": usd(1), "lines": [{ "line": "9", "total": usd(1) }] }), "/lines/0/line"),
        (json!({ "amount": usd(3_000), "lines": [{ "line": "2", "total": usd(2_001) }] }), "/lines/0/total"),
        (
            json!({ "amount": usd(1), "lines": [{ "line": "2", "total": usd(1), "quantity": 99 }] }),
            "/lines/0/quantity",
        ),
    ] {
        assert_eq!(
            server.post(&path, &body).await.problem(409),
            [pointer],
            "of another order it may be right: {body}"
        );
    }
    let both = json!({ "amount": usd(4_001), "shipping": usd(-1) });
    assert_eq!(
        server.post(&path, &both).await.problem(422),
        ["/shipping/amount", "/amount"],
        "one is wrong anywhere"
    );
    assert_eq!(server.get(&path).await.ok(200)["data"].as_array().unwrap().len(), 1);
    let unknown = "/api/v1/orders/ord_00000000000000000000000000/refunds";
    server.post(unknown, &json!({ "amount": usd(1) })).await.problem(404);
    server.get(unknown).await.problem(404);
}

#[tokio::test]
async fn a_retry_under_its_key_is_no_second_refund() {
    let server = Server::start();
    let shop = server.shop().await;
    let (_, path) = ordered(&server, &shop).await;
    let headers = [("content-type", "application/json"), ("idempotency-key", "k1")];
    let path = format!("{path}/refunds");
    let body = json!({ "amount": usd(1_000) }).to_string();
    let first = server.raw(("POST", &path), &headers, body.clone()).await;
    let again = server.raw(("POST", &path), &headers, body).await;
    assert_eq!((first.status, &first.text), (201, &again.text));
    assert_eq!(server.get(&path).await.ok(200)["data"].as_array().unwrap().len(), 1);
}
