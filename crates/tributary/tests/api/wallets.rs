//! Store credit over the API: by name and by account, in parallel, and what is refused.

use crate::connection::Served;
use crate::server::{Reply, Server, Shop, text, usd};
use axum::body::Body;
use serde_json::{Value as Json, json};
use tributary::worker::end_credit;
use tributary_engine::customer::{self, Told};
use tributary_engine::verify;

const CONNECTIONS: usize = 64;

impl Server {
    /// A customer of a shop, by the account's id.
    pub(crate) fn customer(&self, shop: &Shop, account: &str) -> String {
        let (tenant, store) = (self.tenant.clone(), shop.store.parse_id());
        let (key, now) = (*self.app.engine.sealer.people_key(), self.app.engine.now());
        let told = Told {
            external_id: Some(account.to_owned()),
            email: Some(format!("{account}@example.com")),
            ..Told::default()
        };
        let made = self
            .app
            .engine
            .db
            .write_wait(move |tx| customer::find_or_create(tx, (&tenant, &store), &told, &key, now));
        made.unwrap().id.to_string()
    }

    pub(crate) async fn adjust(&self, customer: &str, kind: &str, amount: i64) -> Reply {
        let body = json!({ "type": kind, "amount": usd(amount), "reason": "A late parcel" });
        self.post(&format!("/api/v1/wallets/{customer}/adjustments"), &body).await
    }

    pub(crate) async fn reserve(&self, customer: &str, reference: &str, amount: i64) -> Reply {
        let body = json!({ "customer": customer, "amount": usd(amount), "reference": reference });
        self.post("/api/v1/reservations", &body).await
    }

    /// Available, pending, held and debt.
    async fn purses(&self, customer: &str) -> [i64; 4] {
        let wallet = self.get(&format!("/api/v1/wallets/{customer}")).await.ok(200);
        ["available", "pending", "held", "debt"]
            .map(|purse| wallet["balances"][0][purse]["amount"].as_i64().unwrap())
    }

    fn is_clean(&self) {
        let now = self.app.engine.now();
        let report = self.app.engine.db.read_wait(move |tx| verify::verify(tx, now)).unwrap();
        assert_eq!(report.findings, []);
    }
}

/// A store's id as the engine has it.
trait ParseId {
    fn parse_id(&self) -> tributary_core::StoreId;
}

impl ParseId for String {
    fn parse_id(&self) -> tributary_core::StoreId {
        tributary_core::StoreId::parse(self).unwrap()
    }
}

/// Sends one request on each of many connections of their own, all at once; says what was answered.
async fn all_at_once(server: &Server, requests: Vec<(String, Json)>) -> Vec<(u16, Json)> {
    let served = Served::start(&server.app).await;
    let start = std::sync::Arc::new(tokio::sync::Barrier::new(requests.len()));
    let sent: Vec<_> = requests
        .into_iter()
        .map(|(path, body)| {
            let (start, key, address) = (start.clone(), server.key.clone(), served.address);
            tokio::spawn(async move {
                let client = reqwest::Client::builder().no_proxy().build().unwrap();
                start.wait().await;
                let request = client.post(format!("http://{address}{path}")).bearer_auth(key);
                let request = request.header("content-type", "application/json").body(body.to_string());
                let reply = request.send().await.unwrap();
                let status = reply.status().as_u16();
                (status, serde_json::from_str(&reply.text().await.unwrap()).unwrap())
            })
        })
        .collect();
    let mut answers = Vec::new();
    for one in sent {
        answers.push(one.await.unwrap());
    }
    served.end().await;
    answers
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sixty_four_connections_spend_one_balance_and_never_more_than_there_is() {
    let server = Server::start();
    let shop = server.shop().await;
    let ada = server.customer(&shop, "ada");
    server.adjust(&ada, "credit", 1_000).await.ok(201);
    let spend = |n: usize| {
        let body = json!({ "customer": ada, "amount": usd(30), "reference": format!("cart-{n}") });
        let taken = json!({ "type": "debit", "amount": usd(30), "reason": "by hand" });
        // Half of them spend, half take by hand: both are of the same balance.
        match n % 2 {
            0 => ("/api/v1/reservations".to_owned(), body),
            _ => (format!("/api/v1/wallets/{ada}/adjustments"), taken),
        }
    };
    let answers = all_at_once(&server, (0..CONNECTIONS).map(spend).collect()).await;
    let made = |answers: &[(u16, Json)]| answers.iter().filter(|(status, _)| *status == 201).count();
    assert_eq!(made(&answers), 33, "1,000 is 33 times 30 and 10");
    for (status, problem) in answers.iter().filter(|(status, _)| *status != 201) {
        assert_eq!((*status, &problem["errors"][0]["code"]), (409, &json!("insufficient")), "{problem}");
    }
    let [available, pending, held, debt] = server.purses(&ada).await;
    let taken = answers.iter().filter(|(_, body)| body["type"] == "debit").count();
    assert_eq!((available, pending, debt), (10, 0, 0));
    assert_eq!(held, 30 * i64::try_from(33 - taken).unwrap());
    // Each of them is captured by two connections at once, and once.
    let held: Vec<String> = answers
        .iter()
        .filter(|(_, body)| body["state"] == "held")
        .map(|(_, body)| text(body, "id"))
        .collect();
    let captures = held.iter().flat_map(|id| {
        let path = format!("/api/v1/reservations/{id}/capture");
        [(path.clone(), json!({})), (path, json!({}))]
    });
    for (status, body) in all_at_once(&server, captures.collect()).await {
        assert_eq!((status, &body["state"], &body["captured"]), (200, &json!("captured"), &usd(30)));
    }
    assert_eq!(server.purses(&ada).await, [10, 0, 0, 0]);
    server.is_clean();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_reference_from_sixty_four_connections_is_one_reservation() {
    let server = Server::start();
    let shop = server.shop().await;
    let ada = server.customer(&shop, "ada");
    server.adjust(&ada, "credit", 100).await.ok(201);
    let body = json!({ "store": shop.store, "external_id": "ada", "amount": usd(60), "reference": "cart-1" });
    let requests = vec![("/api/v1/reservations".to_owned(), body); CONNECTIONS];
    let answers = all_at_once(&server, requests).await;
    let first = &answers[0].1;
    assert!(answers.iter().all(|(status, body)| *status == 201 && body == first), "{answers:?}");
    assert_eq!(server.purses(&ada).await, [40, 0, 60, 0]);
    // Half release, half capture: one way or the other, and all of it.
    let id = text(first, "id");
    let end = |n: usize| {
        let word = if n.is_multiple_of(2) { "release" } else { "capture" };
        (format!("/api/v1/reservations/{id}/{word}"), json!({}))
    };
    let answers = all_at_once(&server, (0..CONNECTIONS).map(end).collect()).await;
    let done = answers.iter().filter(|(status, _)| *status == 200).count();
    assert_eq!(done, CONNECTIONS / 2, "one way won, and the other was refused each time");
    assert!(answers.iter().all(|(status, _)| [200, 409].contains(status)), "{answers:?}");
    let state = text(&server.get(&format!("/api/v1/reservations/{id}")).await.ok(200), "state");
    let left = if state == "released" { 100 } else { 40 };
    assert_eq!(server.purses(&ada).await, [left, 0, 0, 0]);
    server.is_clean();
}

#[tokio::test]
async fn a_wallet_is_found_by_our_id_and_by_the_stores_account_and_by_nobody_else() {
    let server = Server::start();
    let shop = server.shop().await;
    let ada = server.customer(&shop, "ada");
    let by_id = server.get(&format!("/api/v1/wallets/{ada}")).await.ok(200);
    assert_eq!(by_id["balances"], json!([]));
    server.adjust(&ada, "credit", 1_250).await.ok(201);
    let by_id = server.get(&format!("/api/v1/wallets/{ada}")).await.ok(200);
    let account = format!("/api/v1/wallets?store={}&external_id=ada", shop.store);
    assert_eq!(server.get(&account).await.ok(200), by_id);
    assert_eq!((text(&by_id, "customer"), text(&by_id, "external_id")), (ada.clone(), "ada".to_owned()));
    assert_eq!(by_id["balances"][0]["available"], usd(1_250));
    server.get(&format!("/api/v1/wallets?store={}&external_id=kim", shop.store)).await.problem(404);
    let stranger = server.stranger();
    for path in [&format!("/api/v1/wallets/{ada}"), &account, &format!("/api/v1/wallets/{ada}/entries")] {
        stranger.get(path).await.problem(404);
    }
    stranger.adjust(&ada, "credit", 1).await.problem(404);
    assert_eq!(stranger.reserve(&ada, "cart-1", 1).await.problem(422), ["/customer"]);
}

#[tokio::test]
async fn what_cannot_be_is_refused_with_the_field_that_is_wrong() {
    let server = Server::start();
    let shop = server.shop().await;
    let ada = server.customer(&shop, "ada");
    server.adjust(&ada, "credit", 100).await.ok(201);
    assert_eq!(server.adjust(&ada, "debit", 101).await.problem(409), ["/amount"]);
    assert_eq!(server.adjust(&ada, "credit", 0).await.problem(422), ["/amount/amount"]);
    assert_eq!(server.reserve(&ada, "cart-1", 101).await.problem(409), ["/amount"]);
    assert_eq!(server.reserve(&ada, "cart-1", -1).await.problem(422), ["/amount/amount"]);
    assert_eq!(server.reserve(&ada, " ", 1).await.problem(422), ["/reference"]);
    let both = json!({ "customer": ada, "store": shop.store, "external_id": "ada", "amount": usd(1), "reference": "x" });
    assert_eq!(server.post("/api/v1/reservations", &both).await.problem(422), ["/customer"]);
    let short = json!({ "customer": ada, "amount": usd(1), "reference": "x", "expires_in_seconds": 59 });
    assert_eq!(server.post("/api/v1/reservations", &short).await.problem(422), ["/expires_in_seconds"]);
    let held = server.reserve(&ada, "cart-1", 100).await.ok(201);
    let path = format!("/api/v1/reservations/{}", text(&held, "id"));
    let more = json!({ "amount": usd(101) });
    assert_eq!(server.post(&format!("{path}/capture"), &more).await.problem(409), ["/amount"]);
    let euros = json!({ "amount": { "amount": 1, "currency": "EUR" } });
    assert_eq!(server.post(&format!("{path}/capture"), &euros).await.problem(409), ["/amount/currency"]);
    server.post(&format!("{path}/release"), &json!({})).await.ok(200);
    server.post(&format!("{path}/capture"), &json!({})).await.problem(409);
    assert_eq!(server.purses(&ada).await, [100, 0, 0, 0]);
}

#[tokio::test]
async fn a_wallets_lines_can_be_narrowed_paged_and_taken_away() {
    let server = Server::start();
    let shop = server.shop().await;
    let ada = server.customer(&shop, "ada");
    server.adjust(&ada, "credit", 10_000).await.ok(201);
    let body = json!({
        "customer": ada, "amount": usd(2_500), "reference": "=cart", "order": "1042",
    });
    let held = server.post("/api/v1/reservations", &body).await.ok(201);
    let capture = format!("/api/v1/reservations/{}/capture", text(&held, "id"));
    server.post(&capture, &json!({ "amount": usd(1_000) })).await.ok(200);
    let path = format!("/api/v1/wallets/{ada}/entries");
    let all = server.get(&path).await.ok(200);
    let kinds: Vec<&str> =
        all["data"].as_array().unwrap().iter().map(|line| line["type"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["spent", "reserved", "adjusted"]);
    let spent = &all["data"][0];
    assert_eq!((&spent["amount"], &spent["balance"]), (&usd(-1_000), &usd(9_000)));
    assert_eq!((&spent["order_number"], &spent["reference"]), (&json!("1042"), &json!("=cart")));
    let first = server.get(&format!("{path}?limit=2")).await.ok(200);
    let next = first["next_cursor"].as_str().unwrap();
    let second = server.get(&format!("{path}?limit=2&cursor={next}")).await.ok(200);
    assert_eq!(second["data"], json!([all["data"][2]]));
    let some = server.get(&format!("{path}?type=reserved&currency=USD&order=1042")).await.ok(200);
    assert_eq!(some["data"], json!([all["data"][1]]));
    assert_eq!(server.get(&format!("{path}?type=stolen")).await.problem(422), ["type"]);
    let file = server.get(&format!("{path}.csv?order=1042")).await;
    assert_eq!((file.status, file.header("content-type")), (200, Some("text/csv; charset=utf-8")));
    let lines: Vec<&str> = file.text.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(lines[0], "id,at,type,amount,currency,balance,order,reference,reason");
    assert!(lines[1].ends_with(",spent,-10.00,USD,90.00,1042,'=cart,"), "{}", lines[1]);
    assert_eq!(lines.len(), 3);
}

#[tokio::test]
async fn a_reservation_under_an_idempotency_key_is_made_once_and_said_in_the_same_words() {
    let server = Server::start();
    let shop = server.shop().await;
    let ada = server.customer(&shop, "ada");
    server.adjust(&ada, "credit", 100).await.ok(201);
    let body = json!({ "customer": ada, "amount": usd(60), "reference": "cart-1" }).to_string();
    let headers = [("content-type", "application/json"), ("idempotency-key", "k1")];
    let send = || server.raw(("POST", "/api/v1/reservations"), &headers, Body::from(body.clone()));
    let (first, again) = (send().await, send().await);
    assert_eq!((first.status, &first.text), (again.status, &again.text));
    assert_eq!(again.header("idempotency-replayed"), Some("true"));
    assert_eq!(server.purses(&ada).await, [40, 0, 60, 0]);
}

#[tokio::test]
async fn what_is_wrong_with_one_wallet_keeps_no_other_waiting() {
    let server = Server::start();
    let shop = server.shop().await;
    let (ada, bo) = (server.customer(&shop, "1"), server.customer(&shop, "2"));
    for (customer, cart) in [(&ada, "a"), (&bo, "b")] {
        server.adjust(customer, "credit", 100).await.ok(201);
        server.reserve(customer, cart, 80).await.ok(201);
    }
    let broken =
        format!("UPDATE reservation SET customer_id = 'cus_{}' WHERE reference = 'a'", "0".repeat(26));
    assert_eq!(server.own().by_hand(&broken), Ok(1));
    server.app.engine.clock.shift(31 * 60_000);
    end_credit(&server.app).await.unwrap();
    assert_eq!(server.purses(&bo).await, [100, 0, 0, 0]);
    assert_eq!(server.purses(&ada).await, [20, 0, 80, 0]);
    let mended = format!("UPDATE reservation SET customer_id = '{ada}' WHERE reference = 'a'");
    assert_eq!(server.own().by_hand(&mended), Ok(1));
    end_credit(&server.app).await.unwrap();
    assert_eq!(server.purses(&ada).await, [100, 0, 0, 0]);
    server.is_clean();
}
