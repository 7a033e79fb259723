//! One order that cannot be read, and the shop's other orders.

use crate::standin;
use crate::world::{Shops, Template};
use axum::Router;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::{Value, json};
use tributary::inbound::reconcile::reconcile;
use tributary::inbound::shop;
use tributary_engine::store::{self, RestKey};

fn order(id: u32, currency: &str, refunds: &Value) -> Value {
    json!({
        "id": id, "number": id.to_string(), "status": "completed", "currency": currency, "total": "10.00",
        "date_created_gmt": "2026-11-20T12:00:00", "date_modified_gmt": "2026-11-20T12:00:00",
        "line_items": [{ "id": 1, "product_id": 2, "quantity": 1, "total": "10.00", "name": "Mug" }],
        "refunds": refunds, "billing": {}, "meta_data": [], "order_key": "wc_order_abcdefgh12345",
    })
}

fn answer(id: u32) -> Value {
    match id {
        1 => order(1, "BTC", &json!([])),
        2 => order(2, "USD", &json!([{ "id": 9, "total": "-1.00", "reason": "" }])),
        _ => order(id, "USD", &json!([])),
    }
}

/// A shop that sells for bitcoin too, and whose second order fails its refunds.
async fn shop() -> String {
    let list = || async { axum::Json(json!([answer(1), answer(2), answer(3)])) };
    let refunds = |Path(id): Path<u32>| async move {
        let error = json!({ "code": "internal_server_error", "message": "", "data": { "status": 500 } });
        let status = if id == 2 { StatusCode::INTERNAL_SERVER_ERROR } else { StatusCode::OK };
        (status, axum::Json(error)).into_response() as Response
    };
    let router = Router::new()
        .route("/wp-json/wc/v3/orders", get(list))
        .route("/wp-json/wc/v3/orders/{id}", get(|Path(id): Path<u32>| async move { axum::Json(answer(id)) }))
        .route("/wp-json/wc/v3/orders/{id}/refunds", get(refunds));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}/", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    base
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn an_order_that_cannot_be_read_is_kept_with_its_reason_and_holds_up_no_other() {
    let world = Template::new(&Shops::start().await).open();
    let url = shop().await;
    let id = world.add_store_without_program("wc10", &url);
    world.add_program(&id);
    let (sealer, of) = (world.app.engine.sealer.clone(), id.clone());
    let key = || RestKey { key: standin::KEY.to_owned(), secret: standin::SECRET.to_owned() };
    let set = world.app.engine.db.write_wait(move |tx| {
        let store = store::by_id(tx, &of)?;
        store::set_rest_key(tx, &store, &sealer, &key())
    });
    set.unwrap();
    let reachable = shop::open(&world.app, &id).await.unwrap().unwrap();
    let trouble = reconcile(&world.app, &reachable).await.unwrap_err().to_string();
    assert!(trouble.contains("orders/2/refunds"), "{trouble}");

    let texts = |sql: &str| world.own.texts(sql);
    assert_eq!(texts("SELECT external_id FROM orders"), ["3"]);
    let rejected = texts("SELECT subject || ' ' || reason FROM delivery WHERE state = 'rejected'");
    assert_eq!(rejected.len(), 1);
    assert!(rejected[0].starts_with("1 /currency: \"BTC\""), "{rejected:?}");
    // What could not be read is asked for again.
    assert_eq!(texts(&format!("SELECT id FROM store WHERE id = '{id}' AND read_until IS NULL")).len(), 1);
    assert_eq!(world.findings(), [""; 0]);
}
