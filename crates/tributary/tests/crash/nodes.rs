//! Two nodes on one database are told the same at once.

use crate::load::{give_codes, order};
use crate::own::Own;
use crate::server::Server;
use tokio::task::JoinSet;

const ORDERS: usize = 1000;
/// Connections to each node.
const SENDERS: usize = 4;

#[test]
fn the_same_thousand_orders_sent_to_two_nodes_at_once_earn_a_thousand_commissions() {
    if !Own::is_on_a_server() {
        return; // a file has one node
    }
    let server = Server::install();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let first = server.start(&runtime);
    runtime.block_on(give_codes(&server, &first));
    let (_folder, second) = server.start_another(&runtime);
    runtime.block_on(async {
        let mut senders = JoinSet::new();
        for node in [&first, &second] {
            for sender in 0..SENDERS {
                let to = (server.client.clone(), node.url.clone());
                let with = (server.store.clone(), server.key.clone());
                senders.spawn(send(to, with, sender));
            }
        }
        senders.join_all().await;
    });
    let count = |sql: &str| server.own().count(sql);
    assert_eq!(count("SELECT COUNT(*) FROM orders WHERE commission_minor = 1000"), 1000);
    assert_eq!(count("SELECT COUNT(*) FROM fact"), 1000);
    assert_eq!(count("SELECT COUNT(*) FROM ledger_transaction"), 1000);
    server.verify_is_clean(0);
}

/// Every order of one sender, each until it was acknowledged. Both nodes get them in the same order.
async fn send((client, url): (reqwest::Client, String), (store, key): (String, String), sender: usize) {
    for number in (sender..ORDERS).step_by(SENDERS) {
        let mut body = order(&store, &format!("same-{number}"));
        body["customer"]["email"] = format!("bo{number}@example.com").into();
        let mut tries = 0;
        loop {
            let request = client.post(format!("{url}/api/v1/orders")).bearer_auth(&key);
            let status = request.json(&body).send().await.unwrap().status();
            if status.is_success() {
                break;
            }
            assert!(status.is_server_error() && tries < 20, "order {number} was answered {status}");
            tries += 1;
        }
    }
}
