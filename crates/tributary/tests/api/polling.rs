//! A publisher polls while eight connections create, update and decline a thousand conversions: every final state is seen.

use crate::publisher::{Publisher, with_coupon};
use crate::server::{Server, Shop, text, usd};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tributary::app::App;
use tributary::direct;

const CONNECTIONS: usize = 8;
const CONVERSIONS: usize = 1_000;

/// What is seen of a conversion in the end.
fn state(one: &Json) -> (String, i64, Json) {
    (text(one, "status"), one["sale"]["amount"].as_i64().unwrap(), one["reason"].clone())
}

/// The server as it is run, on a port of its own.
pub(crate) struct Served {
    pub(crate) address: SocketAddr,
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Served {
    pub(crate) async fn start(app: &App) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let served = direct::serve(listener, app.clone(), async { drop(stopped.await) });
        Self { address, stop, task: tokio::spawn(served) }
    }

    /// Lets go of the server once all connections are closed.
    pub(crate) async fn end(self) {
        self.stop.send(()).unwrap();
        self.task.await.unwrap();
    }
}

/// One TCP connection that stays open: what it asks, it asks one after the other.
struct Connection {
    client: reqwest::Client,
    address: SocketAddr,
    key: String,
}

impl Connection {
    fn open(address: SocketAddr, key: &str) -> Self {
        let client = reqwest::Client::builder().no_proxy().pool_max_idle_per_host(1).build().unwrap();
        Self { client, address, key: key.to_owned() }
    }

    async fn post(&self, path: &str, body: &Json, status: u16) {
        let request = self.client.post(format!("http://{}{path}", self.address)).bearer_auth(&self.key);
        let sent = request.header("content-type", "application/json").body(body.to_string()).send();
        self.answered(sent.await.unwrap(), status).await;
    }

    async fn get(&self, path: &str) -> Json {
        let request = self.client.get(format!("http://{}{path}", self.address)).bearer_auth(&self.key);
        serde_json::from_str(&self.answered(request.send().await.unwrap(), 200).await).unwrap()
    }

    async fn answered(&self, reply: reqwest::Response, status: u16) -> String {
        assert_eq!(reply.remote_addr(), Some(self.address), "over the socket");
        let (said, text) = (reply.status().as_u16(), reply.text().await.unwrap());
        assert_eq!(said, status, "{text}");
        text
    }
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
