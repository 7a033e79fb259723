//! A publisher polls while eight connections create, update and decline a thousand conversions: every final state is seen.

use crate::connection::{Connection, Served};
use crate::publisher::{Publisher, with_coupon};
use crate::server::{Server, Shop, text, usd};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;

const CONNECTIONS: usize = 8;
const CONVERSIONS: usize = 1_000;

/// What is seen of a conversion in the end.
fn state(one: &Json) -> (String, i64, Json) {
    (text(one, "status"), one["sale"]["amount"].as_i64().unwrap(), one["reason"].clone())
}

/// Creates each, changes the amount of two in three, and declines one in three.
async fn write(connection: &Connection, shop: &Shop, number: usize) {
    let mut order = with_coupon(shop, &format!("n{number}"), "CLUB");
    let amount = 1_000 + i64::try_from(number).unwrap();
    let lines = |amount: i64| json!([{ "external_id": "1", "product": "mug", "name": "Mug", "quantity": 1, "total": usd(amount) }]);
    order["lines"] = lines(amount);
    // A buyer's orders hang on each other; these have nothing to do with one another.
    order["customer"] = json!({ "external_id": format!("c{number}") });
    connection.post("/api/v1/orders", &order, 201).await;
    if !number.is_multiple_of(3) {
        order["lines"] = lines(amount * 2);
        connection.post("/api/v1/orders", &order, 200).await;
    }
    if number % 3 > 1 {
        order["status"] = json!("cancelled");
        connection.post("/api/v1/orders", &order, 200).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whoever_polls_sees_every_final_state_while_eight_connections_write() {
    let server = Server::start();
    let shop = server.shop().await;
    let club = Publisher::join(&server, &shop, "Club").await;
    let served = Served::start(&server.app).await;
    let poller = Connection::open(served.address, &club.api.key);
    let (ring, mut bell) = tokio::sync::mpsc::unbounded_channel();
    let writers: Vec<_> = (0..CONNECTIONS)
        .map(|first| {
            let (shop, ring) = (shop.clone(), ring.clone());
            let connection = Connection::open(served.address, &server.key);
            tokio::spawn(async move {
                for number in (first..CONVERSIONS).step_by(CONNECTIONS) {
                    write(&connection, &shop, number).await;
                    ring.send(()).unwrap();
                }
            })
        })
        .collect();
    drop(ring);
    let (mut seen, mut cursor, mut answers) = (BTreeMap::new(), String::new(), 0);
    loop {
        // Once in a while, and at the end until nothing is new.
        let writing = bell.recv_many(&mut Vec::new(), 20).await > 0;
        let since = if cursor.is_empty() { String::new() } else { format!("&updated_after={cursor}") };
        let page = poller.get(&format!("/api/v1/publisher/conversions?limit=150{since}")).await;
        for one in page["data"].as_array().unwrap() {
            seen.insert(text(one, "order_number"), state(one));
        }
        cursor = text(&page, "next_cursor");
        answers += 1;
        if !writing && page["data"].as_array().unwrap().is_empty() {
            break;
        }
    }
    for writer in writers {
        writer.await.unwrap();
    }
    drop(poller);
    served.end().await;
    assert!(answers > CONVERSIONS / 150, "{answers}");
    assert_eq!(seen.len(), CONVERSIONS);
    for number in 0..CONVERSIONS {
        let amount = 1_000 + i64::try_from(number).unwrap();
        let wanted = match number % 3 {
            0 => ("approved".to_owned(), amount, Json::Null),
            1 => ("approved".to_owned(), amount * 2, Json::Null),
            _ => ("declined".to_owned(), amount * 2, json!("cancelled")),
        };
        assert_eq!(seen[&format!("n{number}")], wanted, "n{number}");
    }
}
