//! (b) Orders a second, each with its facts, decision, ledger and sums, against the least SQL as a loop by hand.

use super::server::Shop;
use super::{Programs, load, pinned, spread};
use crate::Outcome;
use crate::postgres::Cluster;
use crate::step::announce;

const ROUNDS: usize = 3;
const SECONDS: &str = "5";
const CONNECTIONS: &str = "64";

pub(super) fn run(programs: &Programs, cluster: &Cluster) -> Outcome {
    announce("orders", "an order by API, decided and posted, against four inserts by hand");
    for (name, is_server) in [("SQLite", false), ("PostgreSQL", true)] {
        let url = is_server.then(|| cluster.fresh_database("orders")).transpose()?;
        let shop = Shop::open(programs, "orders", url.as_deref())?;
        let (mut single, mut grouped, mut ours) = (Vec::new(), Vec::new(), Vec::new());
        let (mut of_single, mut of_grouped) = (Vec::new(), Vec::new());
        for round in 0..ROUNDS {
            let reference = |group: &str| {
                let place = match &url {
                    Some(_) => cluster.fresh_database(&format!("minimal_{round}_{group}"))?,
                    None => {
                        shop.folder.join(format!("minimal-{round}-{group}.db")).to_string_lossy().into_owned()
                    }
                };
                minimal(programs, if is_server { "postgres" } else { "sqlite" }, &place, group)
            };
            let (one, many) = (reference("1")?, reference(CONNECTIONS)?);
            let file = shop.request("order.http", &order(&shop, round))?;
            let seen =
                load(programs, &[&shop.running.address, &file.to_string_lossy(), CONNECTIONS, SECONDS])?;
            of_single.push(seen.per_second / one);
            of_grouped.push(seen.per_second / many);
            single.push(one);
            grouped.push(many);
            ours.push(seen.per_second);
        }
        println!("{name:<10} orders a second, {CONNECTIONS} connections: {}", spread(&ours));
        println!(
            "           of a loop with a commit per order ({}): {}",
            spread(&single),
            spread(&of_single)
        );
        println!(
            "           of a loop with {CONNECTIONS} orders per commit ({}): {}",
            spread(&grouped),
            spread(&of_grouped)
        );
    }
    Ok(())
}

fn minimal(programs: &Programs, engine: &str, place: &str, group: &str) -> Result<f64, String> {
    let output = pinned(0, &programs.minimal).args([engine, place, SECONDS, group]).output();
    let output = output.map_err(|error| format!("no reference: {error}"))?;
    let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    text.parse().map_err(|_| format!("the reference failed: {}", String::from_utf8_lossy(&output.stderr)))
}

/// An order as a program reports it, with its number and its customer's.
pub(super) fn body(shop: &Shop, number: &str, customer: &str) -> String {
    format!(
        r#"{{"store":"{}","external_id":"{number}","status":"completed","currency":"USD","placed_at":"2026-11-20T10:00:00Z","total":{{"amount":10000,"currency":"USD"}},"lines":[{{"external_id":"1","product":"tee","name":"Tee","quantity":1,"total":{{"amount":10000,"currency":"USD"}}}}],"shipping":{{"amount":0,"currency":"USD"}},"tax":{{"amount":0,"currency":"USD"}},"fees":[],"coupons":["SARA10"],"customer":{{"email":"bo-{customer}@example.com"}},"billing":{{"city":"Oslo","state":"","country":"NO"}}}}"#,
        shop.store
    )
}

fn order(shop: &Shop, round: usize) -> String {
    let body = body(shop, &format!("r{round}-{{n}}"), "{n}");
    // Each number is written as twelve digits.
    let length = body.replace("{n}", "000000000000").len();
    format!(
        "POST /api/v1/orders HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer {}\r\ncontent-type: application/json\r\n\
         content-length: {length}\r\n\r\n{body}",
        shop.key
    )
}
