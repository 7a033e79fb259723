//! `tributary verify`, `explain` and `replay` on a data directory.

use crate::bench::Bench;

#[test]
fn a_fresh_installation_verifies() {
    let bench = Bench::installed("verify");
    let ran = bench.run(&["verify"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.stdout.contains("0 ledger transactions"), "{ran:?}");
    let said = bench.run(&["verify", "--json"]).json();
    assert_eq!((said["clean"].as_bool(), said["findings"].as_array().map(Vec::len)), (Some(true), Some(0)));
}

#[test]
fn a_replay_without_orders_finds_no_difference() {
    let bench = Bench::installed("replay");
    let ran = bench.run(&["replay", "--since", "2026-01-01"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.stdout.contains("no difference"), "{ran:?}");
    bench.run(&["replay", "--since", "yesterday"]).refused(2, "--since");
}

#[test]
fn an_order_that_nobody_knows_cannot_be_explained() {
    Bench::installed("explain").run(&["explain", "1007"]).refused(1, "1007");
}

#[test]
fn a_directory_without_data_is_named_and_stays_empty() {
    let bench = Bench::new("nothing");
    for command in [&["verify"][..], &["explain", "1"], &["replay"], &["key", "list"]] {
        bench.run(command).refused(2, "--data");
    }
    assert!(!bench.data.exists());
}
