//! `tributary brand` and `tributary operator`.

use crate::bench::Bench;

const ADD: [&str; 8] =
    ["brand", "add", "--name", "Bob's", "--store-url", "https://bob.example", "--currency", "SEK"];

fn add(bench: &Bench, more: &[&str]) -> crate::bench::Ran {
    bench.run(&[&ADD[..], more].concat())
}

#[test]
fn a_brand_is_made_with_a_link_for_its_owner_and_listed() {
    let bench = Bench::installed("brand");
    let made = add(&bench, &["--owner", "bob@example.com", "--json"]).json();
    let text = |name: &str| made[name].as_str().unwrap().to_owned();
    assert!(text("brand").starts_with("ten_") && text("store").starts_with("sto_"));
    assert!(text("program").starts_with("prg_") && text("invitation_path").starts_with("/invite/"));
    let listed = bench.run(&["brand", "list"]).stdout;
    assert_eq!(listed.lines().count(), 2);
    assert!(listed.contains(&text("brand")) && listed.contains("Bob's") && listed.contains("1 store"));
    let human = add(&bench, &["--owner", "eve@example.com"]).stdout;
    assert!(human.contains("eve@example.com joins") && human.contains("/invite/"), "{human}");
    assert_eq!(bench.run(&["brand", "list", "--json"]).json().as_array().unwrap().len(), 3);
}

#[test]
fn a_brand_s_mistakes_are_named_and_leave_nothing() {
    let bench = Bench::installed("brand-bad");
    add(&bench, &["--owner", "ada@example.com"]).refused(2, "--owner");
    add(&bench, &["--owner", "bob@example.com", "--preset", "none"]).refused(2, "--preset");
    add(&bench, &["--owner", "bob@example.com", "--timezone", "Mars"]).refused(2, "--timezone");
    assert_eq!(bench.run(&["brand", "list"]).stdout.lines().count(), 1);
}

#[test]
fn operators_are_added_listed_and_removed() {
    let bench = Bench::installed("operator");
    bench.run(&["operator", "add", "bob@example.com"]).refused(1, "bob@example.com");
    assert_eq!(bench.run(&["operator", "list"]).stdout, "There are no operators.\n");
    let added = bench.run(&["operator", "add", "ada@example.com"]).stdout;
    assert!(added.contains("/platform"), "{added}");
    assert!(bench.run(&["operator", "add", "ada@example.com"]).stdout.contains("already"));
    assert_eq!(bench.run(&["operator", "list", "--json"]).json()[0]["email"], "ada@example.com");
    assert!(bench.run(&["operator", "remove", "ada@example.com"]).stdout.contains("no operator any more"));
    assert_eq!(bench.run(&["operator", "list", "--json"]).json(), serde_json::json!([]));
}
