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
fn where_there_are_several_brands_a_command_is_told_which() {
    let bench = Bench::installed("key-brands");
    let bob = ["brand", "add", "--name", "Bob's", "--owner", "bob@example.com"];
    let shop = ["--store-url", "https://bob.example", "--currency", "SEK", "--json"];
    let made = bench.run(&[&bob[..], &shop].concat()).json();
    let id = made["brand"].as_str().unwrap().to_owned();
    let create = ["key", "create", "--name", "till", "--json"];
    bench.run(&create).refused(2, "--brand: there are 2 brands here");
    bench.run(&[&create[..], &["--brand", "Nobody"]].concat()).refused(2, "--brand: no brand");
    for (number, name) in ["bob's", id.as_str()].into_iter().enumerate() {
        let made = bench.run(&[&create[..], &["--brand", name]].concat()).json();
        let key = made["id"].as_str().unwrap().to_owned();
        let listed = bench.run(&["key", "list", "--brand", name, "--json"]).json();
        assert_eq!((listed[0]["id"].as_str(), listed[0]["brand"].as_str()), (Some(&*key), Some(&*id)));
        assert_eq!(listed.as_array().unwrap().len(), number + 1, "only its own: {listed}");
        let all = bench.run(&["key", "list"]).stdout;
        let line = all.lines().find(|line| line.contains(&key)).unwrap();
        assert!(line.contains("Bob's") && all.lines().count() > number + 1, "{all}");
        assert_eq!(bench.run(&["key", "revoke", &key]).code, 0);
    }
    bench.run(&["explain", "1001"]).refused(2, "--brand");
    bench.run(&["import", "list"]).refused(2, "--brand");
    assert_eq!(bench.run(&["import", "list", "--brand", &id]).stdout, "There are no imports.\n");
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
