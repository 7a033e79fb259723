//! A mixed load, and the list of what was acknowledged.

use super::server::{Running, SECRET, Server};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use std::collections::BTreeSet;
use std::sync::Mutex;
use std::time::Duration;

const BROWSER: &str =
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36";

/// What the server said it has.
#[derive(Debug, Default)]
pub(crate) struct Acked {
    clicks: BTreeSet<String>,
    orders: BTreeSet<String>,
    refunds: BTreeSet<(String, String)>,
    hooks: BTreeSet<String>,
    total: usize,
}

impl Acked {
    /// How much was acknowledged in all rounds.
    pub(crate) fn count(&self) -> usize {
        self.total + self.clicks.len() + self.orders.len() + self.refunds.len() + self.hooks.len()
    }

    /// Looks for everything that was acknowledged in this round. What a round found is on disk for
    /// good: later rounds hear of a loss from `verify`, which misses any row.
    pub(crate) async fn all_there(&mut self, server: &Server, running: &Running, round: u64) {
        for click in &self.clicks {
            server.get(running, &format!("/api/v1/clicks/{click}")).await;
        }
        for order in &self.orders {
            let found = find(server, running, order).await;
            assert_eq!(found.len(), 1, "order {order} after round {round}");
            let paid = found[0]["commissions"][0]["amount"]["amount"].as_i64().unwrap();
            assert!(paid == 1000 || paid == 500, "order {order} earns {paid} after round {round}");
        }
        for (order, refund) in &self.refunds {
            let found = find(server, running, order).await;
            let path = format!("/api/v1/orders/{}/refunds", found[0]["id"].as_str().unwrap());
            let refunds = server.get(running, &path).await;
            assert!(refunds.to_string().contains(refund.as_str()), "refund {refund} of {order}: {refunds}");
            assert_eq!(found[0]["commissions"][0]["amount"]["amount"], 500, "refund {refund} of {order}");
        }
        for hook in &self.hooks {
            // Acknowledged means kept; judged it is by the restarted server, soon.
            let mut tries = 0;
            while find(server, running, hook).await.is_empty() {
                tries += 1;
                assert!(tries < 200, "the order of webhook {hook} was acknowledged and is not there");
                tokio::time::sleep(Duration::from_millis(25)).await;
            }
        }
        *self = Self { total: self.count(), ..Self::default() };
    }
}

async fn find(server: &Server, running: &Running, external_id: &str) -> Vec<Value> {
    let path = format!("/api/v1/orders?store={}&external_id={external_id}", server.store);
    server.get(running, &path).await["data"].as_array().unwrap().clone()
}

/// Sends clicks, orders, refunds and webhooks from several senders until the server dies.
pub(crate) async fn run_until_killed(
    server: &Server,
    running: &mut Running,
    (round, dies_after): (u64, usize),
    (another, acked): (Option<&Running>, &mut Acked),
) {
    if round == 0 {
        give_codes(server, running).await;
        if let Some(another) = another {
            hears_of_codes(server, another).await;
        }
    }
    let shared = Mutex::new(std::mem::take(acked));
    {
        let running: &Running = running;
        let enough = acked_so_far(&shared) + dies_after;
        let others = async {
            match another {
                Some(another) => futures(server, another, (round, 1), &shared).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = others => panic!("the other node died in round {round}"),
            () = futures(server, running, (round, 0), &shared) => panic!("the server died by itself in round {round}"),
            () = until(&shared, enough) => {}
        }
        // Dropped in mid-flight: what was sent but not answered may be there or not, but never half.
    }
    running.kill();
    *acked = shared.into_inner().unwrap();
}

fn acked_so_far(acked: &Mutex<Acked>) -> usize {
    acked.lock().unwrap().count()
}

async fn until(acked: &Mutex<Acked>, enough: usize) {
    while acked_so_far(acked) < enough {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

pub(crate) async fn give_codes(server: &Server, running: &Running) {
    let program = server.get(running, "/api/v1/programs").await["data"][0]["id"].as_str().unwrap().to_owned();
    let partner =
        server.post(running, "/api/v1/partners", &json!({"name": "Sara", "kind": "influencer"})).await;
    let partner = partner.unwrap()["id"].as_str().unwrap().to_owned();
    for (kind, code) in [("coupon", "SARA10"), ("referral", "sara")] {
        let code = json!({"partner": partner, "program": program, "kind": kind, "code": code});
        server.post(running, "/api/v1/codes", &code).await.unwrap();
    }
}

/// Another node reads links and codes anew within a second.
async fn hears_of_codes(server: &Server, node: &Running) {
    for _ in 0..200 {
        let sent = server.client.get(format!("{}/r/sara", node.url)).header("user-agent", BROWSER).send();
        if sent.await.unwrap().headers()["location"].to_str().unwrap().contains("click=") {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the other node never heard of the code");
}

/// Several senders at one node; no two nodes are told of the same.
async fn futures(server: &Server, running: &Running, (round, node): (u64, u64), acked: &Mutex<Acked>) {
    let names = [["a", "b"], ["c", "d"]][usize::from(node > 0)];
    tokio::join!(
        clicks(server, running, acked),
        clicks(server, running, acked),
        orders(server, running, (round, names[0]), acked),
        orders(server, running, (round, names[1]), acked),
        hooks(server, running, (round * 2 + node + 1) * 100_000, acked),
    );
}

async fn clicks(server: &Server, running: &Running, acked: &Mutex<Acked>) {
    loop {
        let sent = server.client.get(format!("{}/r/sara", running.url)).header("user-agent", BROWSER).send();
        let Ok(answer) = sent.await else { return };
        let location = answer.headers()["location"].to_str().unwrap().to_owned();
        let click = location.split("click=").nth(1).unwrap().split('&').next().unwrap().to_owned();
        acked.lock().unwrap().clicks.insert(click);
    }
}

/// A customer's orders hang together, so each round and node has customers of its own.
pub(crate) fn order(store: &str, id: &str) -> Value {
    let email = format!("bo-{}@example.com", id.split('-').next().unwrap_or_default());
    let usd = |minor: i64| json!({"amount": minor, "currency": "USD"});
    json!({
        "store": store, "external_id": id, "status": "completed", "currency": "USD",
        "placed_at": "2026-11-20T10:00:00Z", "total": usd(10_000),
        "lines": [{"external_id": "1", "product": "tee", "name": "Tee", "quantity": 1, "total": usd(10_000)}],
        "shipping": usd(0), "tax": usd(0), "fees": usd(0), "coupons": ["SARA10"],
        "customer": {"email": email},
        "billing": {"city": "Oslo", "state": "", "country": "NO"}
    })
}

async fn orders(server: &Server, running: &Running, (round, name): (u64, &str), acked: &Mutex<Acked>) {
    for n in 0.. {
        let id = format!("r{round}-{name}{n}");
        let Some(kept) = server.post(running, "/api/v1/orders", &order(&server.store, &id)).await else {
            return;
        };
        acked.lock().unwrap().orders.insert(id.clone());
        if n % 2 == 0 {
            continue;
        }
        let refund = json!({"external_id": format!("f-{id}"), "amount": {"amount": 5000, "currency": "USD"}});
        let path = format!("/api/v1/orders/{}/refunds", kept["id"].as_str().unwrap());
        if server.post(running, &path, &refund).await.is_none() {
            return;
        }
        acked.lock().unwrap().refunds.insert((id.clone(), format!("f-{id}")));
    }
}

/// WooCommerce's ids are numbers, from one that keeps rounds and nodes apart.
async fn hooks(server: &Server, running: &Running, from: u64, acked: &Mutex<Acked>) {
    for id in from.. {
        let body = json!({
            "id": id, "number": id.to_string(), "status": "processing", "currency": "USD",
            "date_created_gmt": "2026-11-20T10:00:00", "date_modified_gmt": "2026-11-20T10:00:01",
            "total": "21.78", "total_tax": "1.78", "shipping_total": "7.50", "customer_id": 0,
            "billing": {"email": format!("bo-{from}@example.com"), "city": "Oslo", "state": "", "country": "NO"},
            "meta_data": [], "fee_lines": [], "shipping_lines": [], "refunds": [],
            "coupon_lines": [{"id": 1, "code": "sara10"}],
            "line_items": [{"id": 1, "name": "Mug", "product_id": 18, "quantity": 1, "total": "12.50"}]
        })
        .to_string();
        let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
        mac.update(body.as_bytes());
        let sent = server
            .client
            .post(format!("{}/hooks/woocommerce/{}", running.url, server.store))
            .header("content-type", "application/json")
            .header("x-wc-webhook-topic", "order.created")
            .header("x-wc-webhook-signature", STANDARD.encode(mac.finalize().into_bytes()))
            .header("x-wc-webhook-delivery-id", format!("{id}"))
            .body(body)
            .send()
            .await;
        let Ok(answer) = sent else { return };
        assert!(answer.status().is_success(), "a webhook was answered {}", answer.status());
        acked.lock().unwrap().hooks.insert(id.to_string());
    }
}
