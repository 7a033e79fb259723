//! (d) Memory at rest, and what a connection that does nothing costs.

use super::Programs;
use super::server::Shop;
use crate::Outcome;
use crate::postgres::Cluster;
use crate::step::announce;
use std::io::{Read, Write};
use std::net::TcpStream;

const CONNECTIONS: u32 = 2_000;

pub(super) fn run(programs: &Programs, cluster: &Cluster) -> Outcome {
    announce("memory", "the server at rest, and connections that wait for their next request");
    on(programs, "SQLite", None)?;
    on(programs, "PostgreSQL", Some(&cluster.fresh_database("memory")?))
}

fn on(programs: &Programs, name: &str, url: Option<&str>) -> Outcome {
    let shop = Shop::open(programs, "memory", url)?;
    let at_rest = shop.running.memory_mib();
    let mut open = Vec::new();
    for _ in 0..CONNECTIONS {
        let asked = TcpStream::connect(&shop.running.address).and_then(|mut stream| {
            stream.write_all(b"GET /livez HTTP/1.1\r\nhost: bench\r\n\r\n")?;
            let mut answer = [0; 512];
            stream.read(&mut answer).map(|_| stream)
        });
        open.push(asked.map_err(|error| format!("connection {}: {error}", open.len()))?);
    }
    let with = shop.running.memory_mib();
    println!(
        "{name:<10} at rest {at_rest:.1} MiB; with {CONNECTIONS} open connections {with:.1} MiB, {:.1} KiB each",
        (with - at_rest) * 1024.0 / f64::from(CONNECTIONS)
    );
    Ok(())
}
