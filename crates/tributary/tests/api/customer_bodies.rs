//! Bodies that are right about customers, their store credit and coupons, for the table of `bad_input.rs`.

use crate::bad_input::{Endpoint, at};
use crate::server::{Server, Shop, text, usd};
use serde_json::json;

/// Who buys, and whose they are.
pub(crate) async fn customers(server: &Server, shop: &Shop) -> Vec<Endpoint> {
    let new = json!({
        "store": shop.store, "external_id": "22", "email": "bob@example.com", "name": "Bob", "login": "bob",
        "language": "sv", "registered_at": "2026-05-01T12:00:00Z", "click": "clk_1", "code": "X",
    });
    let [typing, moved] = ["typing", "moved"].map(|account| server.customer(shop, account));
    let by_hand = json!({ "code": "SARA10", "note": "She called" });
    vec![
        at("POST", "customers", &["store"], new),
        at("POST", &format!("customers/{moved}/code"), &[], json!({ "renew": true })),
        at("POST", &format!("customers/{typing}/source"), &["code"], json!({ "code": "SARA10" })),
        at("PUT", &format!("customers/{moved}/source"), &["code", "note"], by_hand),
    ]
}

/// Store credit, and coupons of friends.
pub(crate) async fn wallets(server: &Server, shop: &Shop) -> Vec<Endpoint> {
    let [ada, friend] = ["ada", "friend"].map(|account| server.customer(shop, account));
    server.adjust(&ada, "credit", 1_000).await.ok(201);
    let [first, second] = [
        server.reserve(&ada, "cart-1", 100).await.ok(201),
        server.reserve(&ada, "cart-2", 100).await.ok(201),
    ];
    let coupon = server.welcome(shop, (&friend, &ada), 30);
    let credit = json!({ "type": "credit", "amount": usd(5), "reason": "Late", "reference": "ticket-7" });
    let cart = json!({
        "customer": ada, "amount": usd(5), "reference": "cart-3", "order": "9", "expires_in_seconds": 600,
    });
    let question = json!({
        "store": shop.store, "code": coupon["code"], "email": "friend@example.com", "external_id": "friend",
        "goods": usd(5_000),
    });
    vec![
        at("POST", &format!("wallets/{ada}/adjustments"), &["type", "amount", "reason"], credit),
        at("POST", "reservations", &["customer", "amount", "reference"], cart),
        at(
            "POST",
            &format!("reservations/{}/capture", text(&first, "id")),
            &[],
            json!({ "amount": usd(50) }),
        ),
        at("POST", &format!("reservations/{}/release", text(&second, "id")), &[], json!({})),
        at("POST", "welcome_coupons/check", &["store", "code"], question),
        at("POST", &format!("welcome_coupons/{}/retry", text(&coupon, "id")), &[], json!({})),
    ]
}
