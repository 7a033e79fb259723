//! Who may do what.

use crate::server::Server;
use axum::body::Body;
use serde_json::{Value as Json, json};
use tributary_engine::audit::Actor;

const SCOPES: [&str; 32] = [
    "stores:read",
    "stores:write",
    "programs:read",
    "programs:write",
    "partners:read",
    "partners:write",
    "codes:read",
    "codes:write",
    "links:read",
    "links:write",
    "creatives:read",
    "creatives:write",
    "clicks:read",
    "clicks:write",
    "orders:read",
    "orders:write",
    "products:read",
    "products:write",
    "customers:read",
    "customers:write",
    "ledger:read",
    "payouts:read",
    "payouts:write",
    "wallets:read",
    "wallets:write",
    "coupons:read",
    "coupons:write",
    "imports:read",
    "imports:write",
    "events:read",
    "webhooks:read",
    "webhooks:write",
];

/// Where a shop's plugin gets its key.
const CONNECTIONS: &str = "/api/v1/connections";

/// The scope that an operation needs, by what stands in its path and its method.
fn needed(path: &str, method: &str) -> String {
    let rest = path.strip_prefix("/api/v1/").or_else(|| path.strip_prefix("/api/v2/")).unwrap_or(path);
    let noun = rest.trim_start_matches('/').split('/').next().unwrap();
    let noun = match noun {
        _ if path.ends_with("/payout_details") => "payouts",
        "transactions" | "leads" | "track" => "orders",
        "commissions" => "ledger",
        "postback_sources" | "connection" => "stores",
        "webhook_endpoints" | "webhook_deliveries" => "webhooks",
        "memberships" => "partners",
        "reservations" => "wallets",
        "welcome_coupons" => "coupons",
        "product_syncs" => "products",
        "payout_batches" => "payouts",
        noun => noun,
    };
    // What a batch's file says is for whoever pays.
    let reads = method == "GET" && !path.ends_with("/file.csv");
    format!("{noun}:{}", if reads { "read" } else { "write" })
}

/// Every operation of the document, with its path filled in.
pub(crate) fn operations() -> Vec<(String, String)> {
    let document = serde_json::to_value(tributary::http::api::openapi()).unwrap();
    let mut operations = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in item.as_object().unwrap().keys() {
            operations.push((method.to_uppercase(), path.clone()));
        }
    }
    operations
}

#[tokio::test]
async fn each_operation_needs_its_own_scope() {
    let server = Server::start();
    let keys: Vec<(&str, Server)> =
        SCOPES.iter().map(|scope| (*scope, server.with_key(&server.key(&[scope])))).collect();
    // Publishers and customers have tokens of their own, without scopes, and a store that signs has no key.
    let keyless = ["/hooks/", "/refer/", CONNECTIONS];
    let scoped =
        |path: &str| !path.contains("/publisher/") && !keyless.iter().any(|one| path.starts_with(one));
    for (method, path) in operations().into_iter().filter(|(_, path)| scoped(path)) {
        let needed = needed(&path, &method);
        assert!(SCOPES.contains(&needed.as_str()), "{method} {path}");
        let path = path.replace("{id}", "ord_00000000000000000000000000");
        for (scope, client) in &keys {
            let may = *scope == needed || scope.replace(":write", ":read") == needed;
            let headers = [("content-type", "application/json")];
            let reply = client.raw((&method, &path), &headers, Body::from("{}")).await;
            assert_eq!(reply.status != 403, may, "{method} {path} with {scope}: {}", reply.text);
            if !may {
                reply.problem(403);
                assert!(reply.json()["detail"].as_str().unwrap().contains(&needed));
            }
        }
    }
}

#[tokio::test]
async fn without_a_key_nobody_may_do_anything() {
    let server = Server::start();
    let keyed = |path: &str| !path.starts_with("/hooks/") && path != CONNECTIONS;
    for (method, path) in operations().into_iter().filter(|(_, path)| keyed(path)) {
        let path = path.replace("{id}", "ord_00000000000000000000000000");
        for client in [server.with_key(""), server.with_key("tributary_live_sk_wrong")] {
            let reply = client.raw((&method, &path), &[], Body::from("nonsense")).await;
            reply.problem(401);
            assert_eq!(reply.header("www-authenticate"), Some("Bearer"), "{method} {path}");
        }
        let basic = [("authorization", "Basic eDp5")];
        server.with_key("").raw((&method, &path), &basic, Body::empty()).await.problem(401);
    }
}

#[tokio::test]
async fn one_tenant_never_sees_another() {
    let server = Server::start();
    let shop = server.shop().await;
    let order = server.post("/api/v1/orders", &shop.order("1042")).await.ok(201);
    let engine = &server.app.engine;
    let now = engine.now();
    let other = engine.db.write_wait(move |tx| {
        let tenant = tributary_engine::access::create_tenant(tx, "Other", now)?;
        Ok(tributary_engine::access::create_key(
            tx,
            &Actor::system(&tenant, "test"),
            "k",
            &["all".to_owned()],
            now,
        )?
        .secret)
    });
    let other = server.with_key(&other.unwrap());
    let id = |json: &Json| json["id"].as_str().unwrap().to_owned();
    for path in [
        format!("/api/v1/orders/{}", id(&order)),
        format!("/api/v1/orders/{}/explanation", id(&order)),
        format!("/api/v1/orders/{}/refunds", id(&order)),
        format!("/api/v1/partners/{}", shop.sara),
        format!("/api/v1/programs/{}", shop.program),
        format!("/api/v1/stores/{}", shop.store),
    ] {
        other.get(&path).await.problem(404);
    }
    for list in [
        "orders",
        "products",
        "customers",
        "welcome_coupons",
        "partners",
        "memberships",
        "codes",
        "links",
        "creatives",
        "commissions",
        "ledger/transactions",
        "events",
        "stores",
        "programs",
        "imports",
        "webhook_endpoints",
        "webhook_deliveries",
    ] {
        assert_eq!(other.get(&format!("/api/v1/{list}")).await.ok(200)["data"], json!([]), "{list}");
    }
    assert_eq!(other.post("/api/v1/orders", &shop.order("7")).await.problem(422), ["/store"]);
    let code = json!({ "partner": shop.sara, "program": shop.program, "kind": "coupon", "code": "X" });
    assert_eq!(other.post("/api/v1/codes", &code).await.problem(422), ["/partner"]);
    other
        .patch(&format!("/api/v1/partners/{}", shop.sara), &json!({ "status": "paused" }))
        .await
        .problem(404);
    other.patch(&format!("/api/v1/programs/{}", shop.program), &json!({ "hold_days": 1 })).await.problem(404);
}
