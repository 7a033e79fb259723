//! Lists by cursor.

use crate::server::{Server, text};
use serde_json::json;
use std::collections::BTreeSet;

/// Follows the `Link` header to the end; the ids in the order they came.
async fn walk(server: &Server, path: &str) -> Vec<String> {
    let mut ids = Vec::new();
    let mut next = Some(path.to_owned());
    while let Some(path) = next.take() {
        let reply = server.get(&path).await;
        let page = reply.ok(200);
        ids.extend(page["data"].as_array().unwrap().iter().map(|row| text(row, "id")));
        let link = reply.header("link").map(str::to_owned);
        assert_eq!(page["has_more"].as_bool(), Some(link.is_some()));
        assert_eq!(page["next_cursor"].is_string(), link.is_some());
        next = link.map(|link| {
            let (url, rest) = link.strip_prefix('<').unwrap().split_once('>').unwrap();
            assert_eq!(rest, "; rel=\"next\"");
            assert!(url.contains(page["next_cursor"].as_str().unwrap()));
            url.to_owned()
        });
    }
    ids
}

#[tokio::test]
async fn pages_show_every_row_exactly_once_while_rows_arrive() {
    let server = Server::start();
    let shop = server.shop().await;
    let mut made = BTreeSet::new();
    for number in 0..11 {
        let order = server.post("/api/v1/orders", &shop.order(&number.to_string())).await.ok(201);
        made.insert(text(&order, "id"));
        let name = format!("P{number}");
        server.post("/api/v1/partners", &json!({ "name": name, "kind": "affiliate" })).await.ok(201);
    }
    for limit in [1, 2, 5, 10, 11, 12, 200] {
        let ids = walk(&server, &format!("/api/v1/orders?limit={limit}&attributed=true")).await;
        assert!(ids.windows(2).all(|pair| pair[0] > pair[1]), "newest first");
        assert_eq!(ids.len(), made.len(), "limit {limit}");
        assert_eq!(ids.into_iter().collect::<BTreeSet<_>>(), made);
    }
    assert_eq!(walk(&server, "/api/v1/partners?limit=3").await.len(), 12);
    for list in ["codes", "events", "ledger/transactions", "stores", "programs"] {
        let (one, all) = (
            walk(&server, &format!("/api/v1/{list}?limit=1")).await,
            walk(&server, &format!("/api/v1/{list}")).await,
        );
        assert_eq!(one, all, "{list}");
        assert!(!all.is_empty(), "{list}");
    }
    let first = server.get("/api/v1/orders?limit=10").await.ok(200);
    server.post("/api/v1/orders", &shop.order("late")).await.ok(201);
    let second = server.get(&format!("/api/v1/orders?cursor={}", text(&first, "next_cursor"))).await.ok(200);
    assert_eq!(second["data"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn parameters_that_mean_nothing_are_named() {
    let server = Server::start();
    for list in [
        "orders",
        "customers",
        "welcome_coupons",
        "partners",
        "codes",
        "links",
        "clicks",
        "commissions",
        "ledger/transactions",
        "events",
        "stores",
        "programs",
        "webhook_endpoints",
        "webhook_deliveries",
        "memberships",
        "imports",
    ] {
        for (query, name) in [
            ("limit=abc", "limit"),
            ("limit=0", "limit"),
            ("limit=201", "limit"),
            ("limit=99999999999999999999", "limit"),
            ("cursor=garbage", "cursor"),
            ("cursor=%00", "cursor"),
            ("cursor=", "cursor"),
            ("nonsense=1", "nonsense"),
        ] {
            let reply = server.get(&format!("/api/v1/{list}?{query}")).await;
            assert_eq!(reply.problem(422), [name], "{list}?{query}");
        }
    }
    for (query, name) in [
        ("store=x", "store"),
        ("partner=par_x", "partner"),
        ("attributed=maybe", "attributed"),
        ("created_after=yesterday", "created_after"),
        ("created_before=2026-05-01", "created_before"),
        ("status=a&status=b", "status"),
    ] {
        assert_eq!(server.get(&format!("/api/v1/orders?{query}")).await.problem(422), [name], "{query}");
    }
    assert_eq!(server.get("/api/v1/commissions?status=paid").await.problem(422), ["status"]);
}
