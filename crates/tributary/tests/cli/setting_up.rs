//! `tributary setup` and `tributary version`.

use crate::bench::Bench;

#[test]
fn setup_prints_one_json_object_and_nothing_else() {
    let bench = Bench::new("setup");
    let ran = bench.set_up(&[("--webhook-secret", "one"), ("--timezone", "Europe/Stockholm")]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{ran:?}");
    assert_eq!(ran.stdout.lines().count(), 1);
    let said = ran.json();
    let said = said.as_object().unwrap();
    let mut names: Vec<&str> = said.keys().map(String::as_str).collect();
    names.sort_unstable();
    assert_eq!(names, ["api_key", "program", "store", "webhook_path"]);
    let text = |name: &str| said[name].as_str().unwrap();
    assert!(text("store").starts_with("sto_") && text("program").starts_with("prg_"));
    assert!(text("api_key").starts_with("tributary_live_sk_"));
    assert_eq!(text("webhook_path"), format!("/hooks/woocommerce/{}", text("store")));
}

#[test]
fn a_webhook_secret_is_printed_only_when_it_was_made_up() {
    let made_up = Bench::new("secret").set_up(&[]).json();
    assert!(made_up["webhook_secret"].as_str().is_some_and(|secret| secret.len() > 20));
    let several = Bench::new("secrets")
        .run(&[
            "setup",
            "--json",
            "--admin-email",
            "a@b.example",
            "--store-name",
            "S",
            "--currency",
            "SEK",
            "--store-url",
            "http://127.0.0.1:8090",
            "--preset",
            "infumar",
            "--admin-password",
            "correct horse",
            "--webhook-secret",
            "one",
            "--webhook-secret",
            "-two",
            "--rest-key",
            "ck_1",
            "--rest-secret",
            "cs_1",
        ])
        .json();
    assert!(several.get("webhook_secret").is_none());
}

#[test]
fn a_summary_for_people_says_what_to_do_next() {
    let ran = Bench::new("summary").run(&[
        "setup",
        "--admin-email",
        "a@b.example",
        "--store-name",
        "S",
        "--currency",
        "SEK",
        "--store-url",
        "https://shop.example",
        "--preset",
        "reftrackr",
        "--admin-password",
        "correct horse",
    ]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.stdout.contains("/hooks/woocommerce/sto_") && ran.stdout.contains("tributary serve"));
}

#[test]
fn a_second_setup_is_refused() {
    let bench = Bench::installed("twice");
    bench.set_up(&[]).refused(1, "set up already");
}

#[test]
fn a_bad_value_is_wrong_usage_and_names_its_flag() {
    let bad = [
        ("--preset", "nonesuch"),
        ("--currency", "DOLLARS"),
        ("--store-url", "shop.example"),
        ("--store-url", "ftp://shop.example"),
        ("--admin-password", "short"),
        ("--admin-email", "nobody"),
        ("--timezone", "Mars/Olympus"),
        ("--store-name", " "),
        ("--webhook-secret", ""),
        ("--rest-key", "ck_alone"),
    ];
    for (flag, value) in bad {
        let bench = Bench::new(&format!("bad{flag}-{}", value.len()));
        let names = if flag == "--rest-key" { "--rest-secret" } else { flag };
        bench.set_up(&[(flag, value)]).refused(2, names);
        // What was refused left nothing behind.
        assert_eq!(bench.set_up(&[]).code, 0, "{flag} {value}");
    }
}

#[test]
fn what_is_missing_or_unknown_is_told_in_one_line() {
    let bench = Bench::new("usage");
    bench.run(&["setup", "--store-name", "S"]).refused(2, "--admin-email");
    bench.run(&["serve", "--listn", "x"]).refused(2, "--listn");
    bench.run(&["nonesuch"]).refused(2, "nonesuch");
    assert_eq!(bench.run(&[]).code, 2);
    assert_eq!(bench.run(&["--help"]).code, 0);
}

#[test]
fn the_version_is_one_line() {
    let ran = Bench::new("version").run(&["version"]);
    assert_eq!((ran.code, ran.stdout), (0, format!("tributary {}\n", env!("CARGO_PKG_VERSION"))));
}
