//! `tributary key`.

use crate::bench::Bench;

#[test]
fn a_key_is_made_listed_and_revoked_once() {
    let bench = Bench::installed("key");
    let made = bench.run(&["key", "create", "--name", "till", "--scope", "orders:write", "--json"]).json();
    let (id, secret) = (made["id"].as_str().unwrap(), made["secret"].as_str().unwrap());
    assert!(secret.starts_with("tributary_live_sk_"));
    let listed = bench.run(&["key", "list"]);
    assert!(listed.stdout.contains(id) && listed.stdout.contains("till") && !listed.stdout.contains(secret));
    let first = listed.stdout.lines().next().unwrap();
    assert!(first.contains("orders:write") && first.contains("active"), "newest first: {listed:?}");
    assert_eq!(bench.run(&["key", "revoke", id]).code, 0);
    let after = bench.run(&["key", "list", "--json"]).json();
    assert!(after[0]["revoked_at"].is_string() && after[1]["revoked_at"].is_null());
    bench.run(&["key", "revoke", id]).refused(1, id);
}

#[test]
fn a_key_s_mistakes_are_named() {
    let bench = Bench::installed("key-bad");
    bench.run(&["key", "create", "--name", "x", "--scope", "orders:eat"]).refused(2, "--scope");
    bench.run(&["key", "create", "--name", " "]).refused(2, "--name");
    bench.run(&["key", "revoke", "key_1"]).refused(2, "key_1");
    let human = bench.run(&["key", "create", "--name", "x"]);
    assert!(human.stdout.contains("may do: all") && human.stdout.contains("tributary_live_sk_"));
}
