//! Dub's conversion API: its fields, its answers, its errors.

use crate::retrack::network;
use crate::server::text;
use serde_json::{Value as Json, json};

fn lead(click: &str, customer: &str) -> Json {
    json!({
        "clickId": click, "eventName": "Sign up", "customerExternalId": customer, "customerName": null,
        "customerEmail": "bo@example.com", "customerAvatar": null, "mode": "async", "metadata": { "plan": "pro" },
    })
}

fn sale(customer: &str, invoice: Option<&str>) -> Json {
    json!({
        "customerExternalId": customer, "amount": 5_000, "currency": "sek", "eventName": "Purchase", "paymentProcessor": "stripe",
        "invoiceId": invoice, "metadata": { "seats": 2 }, "leadEventName": null, "customerName": null, "customerEmail": null,
        "customerAvatar": null,
    })
}

#[tokio::test]
async fn a_lead_binds_its_customer_and_a_sale_of_theirs_is_the_clicks() {
    let network = network().await;
    let (server, click) = (&network.server, network.click().await);
    let tracked = server.post("/track/lead", &lead(&click, "user-77")).await.ok(200);
    let expected = json!({
        "click": { "id": click }, "link": null,
        "customer": { "name": null, "email": "bo@example.com", "avatar": null, "externalId": "user-77" },
    });
    assert_eq!(tracked, expected);
    assert_eq!(server.post("/track/lead", &lead(&click, "user-77")).await.ok(200), expected, "and once more");
    assert_eq!(network.balance().await, 4_000, "a lead earns once");
    let sold = server.post("/track/sale", &sale("user-77", Some("in_1"))).await.ok(200);
    let expected = json!({
        "eventName": "Purchase",
        "customer": { "id": "user-77", "name": null, "email": null, "avatar": null, "externalId": "user-77" },
        "sale": { "amount": 5_000, "currency": "sek", "paymentProcessor": "stripe", "invoiceId": "in_1", "metadata": { "seats": 2 } },
    });
    assert_eq!(sold, expected);
    assert_eq!(network.balance().await, 4_000 + 125, "2.5 % of 50.00: the first event for transactions");
    let mut other = sale("user-77", Some("in_1"));
    other["amount"] = json!(900_000);
    assert_eq!(server.post("/track/sale", &other).await.ok(200), expected, "the first result");
    assert_eq!(network.balance().await, 4_125);
    let order = server.get("/api/v1/orders?external_id=in_1").await.ok(200)["data"][0].clone();
    assert_eq!((&order["attribution"]["via"], &order["total"]["amount"]), (&json!("click"), &json!(5_000)));
    server.post("/track/sale", &sale("stranger", Some("in_2"))).await.ok(200);
    assert_eq!(network.balance().await, 4_125, "a customer of no click");
}

#[tokio::test]
async fn sales_without_an_invoice_are_each_their_own_unless_they_are_a_retry() {
    let network = network().await;
    let (server, click) = (&network.server, network.click().await);
    let mut direct = sale("user-1", None);
    direct["clickId"] = json!(click);
    for _ in 0..2 {
        server.post("/track/sale", &direct).await.ok(200);
    }
    assert_eq!(network.balance().await, 250);
    let headers = [("content-type", "application/json"), ("idempotency-key", "k")];
    for _ in 0..2 {
        server.raw(("POST", "/track/sale"), &headers, direct.to_string()).await.ok(200);
    }
    assert_eq!(network.balance().await, 375);
}

#[tokio::test]
async fn a_deferred_lead_keeps_the_click_until_it_is_told_again() {
    let network = network().await;
    let (server, click) = (&network.server, network.click().await);
    let mut deferred = lead(&click, "user-77");
    deferred["mode"] = json!("deferred");
    server.post("/track/lead", &deferred).await.ok(200);
    assert_eq!(network.balance().await, 0);
    let later = server.post("/track/lead", &lead("", "user-77")).await.ok(200);
    assert_eq!((&later["click"]["id"], network.balance().await), (&json!(click), 4_000));
    assert_eq!(server.get("/api/v1/leads").await.ok(200)["data"].as_array().unwrap().len(), 1);
    let mut other = lead("", "user-77");
    other["eventName"] = json!("Booked a demo");
    assert_eq!(
        server.post("/track/lead", &other).await.ok(200)["click"]["id"],
        json!(click),
        "of another name, too"
    );
    assert_eq!(network.balance().await, 8_000);
    let unknown = server.post("/track/lead", &lead("", "user-78")).await;
    unknown.problem(404);
}

#[tokio::test]
async fn errors_are_dubs_and_strangers_clicks_are_unknown() {
    let network = network().await;
    let (server, click) = (&network.server, network.click().await);
    let other = server.stranger();
    for (client, body, status, code) in [
        (&server.with_key(""), lead(&click, "a"), 401, "unauthorized"),
        (&server.with_key(&server.key(&["clicks:read"])), lead(&click, "a"), 403, "forbidden"),
        (server, lead("clk_00000000000000000000000007", "a"), 404, "not_found"),
        (server, lead("nonsense", "a"), 404, "not_found"),
        (&other, lead(&click, "a"), 404, "not_found"),
        (server, lead(&click, ""), 422, "unprocessable_entity"),
        (server, json!({ "eventName": "x" }), 422, "unprocessable_entity"),
    ] {
        let reply = client.post("/track/lead", &body).await;
        reply.problem(status);
        assert_eq!(reply.header("content-type"), Some("application/json"));
        assert_eq!(reply.json()["error"]["code"], code, "{}", reply.text);
    }
    other.post("/track/sale", &sale("user-77", None)).await.problem(409);
    let second = json!({ "name": "B", "url": "https://b.example", "currency": "SEK", "timezone": "UTC", "preset": "retrack" });
    server.post("/api/v1/stores", &second).await.ok(201);
    let homeless = server.post("/track/sale", &sale("nobody", None)).await;
    assert_eq!(homeless.problem(409), ["/clickId"], "two stores, and nothing says which");
    assert_eq!(homeless.json()["error"]["code"], "conflict");
    server.post("/track/lead", &lead(&click, "user-77")).await.ok(200);
    server.post("/track/sale", &sale("user-77", None)).await.ok(200);
}

#[tokio::test]
async fn a_leads_link_is_told() {
    let network = network().await;
    let server = &network.server;
    let link = json!({
        "partner": network.shop.sara, "program": network.shop.program, "slug": "spring", "destination": "https://shop.example/spring",
    });
    let link = server.post("/api/v1/links", &link).await.ok(201);
    let click = json!({ "link": "spring", "ip": "192.0.2.1", "user_agent": "Mozilla/5.0 Firefox/140.0" });
    let click = text(&server.post("/api/v1/clicks", &click).await.json(), "id");
    let tracked = server.post("/track/lead", &lead(&click, "user-1")).await.ok(200);
    assert_eq!((&tracked["link"]["id"], &tracked["link"]["key"]), (&link["id"], &json!("spring")));
    assert_eq!(
        (&tracked["link"]["url"], &tracked["link"]["partnerId"]),
        (&json!("https://shop.example/spring"), &json!(network.shop.sara))
    );
}
