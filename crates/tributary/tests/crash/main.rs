//! Kills the server without warning in the middle of a mixed load, again and again: whatever it
//! acknowledged is there after the restart, and `verify` finds nothing.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod load;
mod nodes;
mod outage;
#[path = "../../../tributary-engine/tests/support/own.rs"]
mod own;
mod server;

use load::Acked;
use own::Own;
use server::Server;

/// Fifty deaths, each at another moment of the load.
const ROUNDS: u64 = 50;

#[test]
fn fifty_kills_in_the_middle_of_a_mixed_load_lose_nothing_that_was_acknowledged() {
    let server = Server::install();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let mut acked = Acked::default();
    // On a server another node goes on working all the while.
    let another = Own::is_on_a_server().then(|| server.start_another(&runtime));
    let mut chance = 0x9e37_79b9_7f4a_7c15_u64;
    for round in 0..ROUNDS {
        let mut running = server.start(&runtime);
        chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        // After so many acknowledgements, not after so much time: the machine may be slow.
        let dies_after = 5 + usize::try_from((chance >> 33) % 60).unwrap();
        runtime.block_on(load::run_until_killed(
            &server,
            &mut running,
            (round, dies_after),
            (another.as_ref().map(|(_, node)| node), &mut acked),
        ));
        let restarted = server.start(&runtime);
        runtime.block_on(acked.all_there(&server, &restarted, round));
        drop(restarted);
        // On a server each of verify's questions is a journey; what it looks for stays where it is.
        if !Own::is_on_a_server() || round % 5 == 4 {
            server.verify_is_clean(round);
        }
    }
    println!("{} acknowledged effects survived {ROUNDS} kills", acked.count());
    assert!(acked.count() > 1000, "only {} effects were acknowledged in all", acked.count());
}
