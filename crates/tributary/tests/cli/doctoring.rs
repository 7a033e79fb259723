//! `tributary doctor`: finds what is wrong, changes nothing, works with and without a server.

use crate::bench::{Bench, Ran};
use crate::serving::Running;
use serde_json::Value;

/// The check of one thing.
fn check(ran: &Ran, what: &str) -> Value {
    let said = ran.json();
    let checks = said["checks"].as_array().unwrap();
    checks.iter().find(|check| check["what"] == what).unwrap_or_else(|| panic!("{what}: {ran:?}")).clone()
}

fn levels(ran: &Ran) -> Vec<(String, String)> {
    let text = |check: &Value, field: &str| check[field].as_str().unwrap().to_owned();
    let said = ran.json();
    let checks = said["checks"].as_array().unwrap().iter();
    checks.map(|check| (text(check, "what"), text(check, "level"))).collect()
}

#[test]
fn a_healthy_installation_fails_nothing_beside_a_server_and_without_one() {
    let bench = Bench::installed("doctor");
    let resting = bench.run(&["doctor", "--json"]);
    assert_eq!(resting.code, 0, "{resting:?}");
    let mut running = Running::start(&bench, &[]);
    running.lines_until("webhooks");
    let busy = bench.run(&["doctor", "--json"]);
    assert_eq!(busy.code, 0, "{busy:?}");
    assert_eq!(levels(&resting), levels(&busy));
    for what in
        ["data directory", "disk", "key file", "database", "durability", "schema", "key", "setup", "jobs"]
    {
        assert_ne!(check(&busy, what)["level"], "fail", "{busy:?}");
    }
    let text = bench.run(&["doctor"]);
    assert!(
        text.stdout.lines().all(|line| ["ok  ", "warn"].iter().any(|level| line.starts_with(level))),
        "{text:?}"
    );
    assert_eq!(text.stdout.lines().count(), levels(&busy).len());
}

#[cfg(unix)]
#[test]
fn a_key_that_others_may_read_fails_with_the_command_that_mends_it() {
    use std::os::unix::fs::PermissionsExt;
    let bench = Bench::installed("doctor-loose");
    let key = bench.data.join("secret.key");
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o644)).unwrap();
    let ran = bench.run(&["doctor"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    let line = ran.stdout.lines().find(|line| line.starts_with("FAIL")).unwrap();
    assert!(line.contains("mode 644") && line.contains(&format!("chmod 600 {}", key.display())), "{line}");
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o600)).unwrap();
    assert_eq!(bench.run(&["doctor"]).code, 0);
}

#[test]
fn a_missing_or_foreign_key_fails_and_none_is_made() {
    let bench = Bench::installed("doctor-key");
    let key = bench.data.join("secret.key");
    let whole = std::fs::read(&key).unwrap();
    std::fs::write(&key, [7; 32]).unwrap();
    let ran = bench.run(&["doctor", "--json"]);
    assert_eq!((ran.code, check(&ran, "key")["level"].as_str()), (1, Some("fail")), "{ran:?}");
    assert_eq!(check(&ran, "key file")["level"], "ok");
    std::fs::write(&key, &whole[..31]).unwrap();
    assert!(
        check(&bench.run(&["doctor", "--json"]), "key file")["found"].as_str().unwrap().contains("31 bytes")
    );
    std::fs::remove_file(&key).unwrap();
    let ran = bench.run(&["doctor", "--json"]);
    assert_eq!((ran.code, check(&ran, "key file")["level"].as_str()), (1, Some("fail")), "{ran:?}");
    assert!(!key.exists());
}

#[test]
fn a_database_that_is_away_fails_and_the_rest_is_told_all_the_same() {
    let bench = Bench::installed("doctor-away");
    let gone = bench.data.join("tributary.db");
    std::fs::rename(&gone, bench.data.join("elsewhere.db")).unwrap();
    let ran = bench.run(&["doctor", "--json"]);
    assert_eq!((ran.code, check(&ran, "database")["level"].as_str()), (1, Some("fail")), "{ran:?}");
    assert_eq!(
        (check(&ran, "key file")["level"].as_str(), check(&ran, "mail")["level"].as_str()),
        (Some("ok"), Some("warn"))
    );
    assert!(!gone.exists(), "looking makes no database");
    // Nothing listens on this port.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let server = format!("postgres://t:hidden@127.0.0.1:{port}/shop");
    let ran = bench.run(&["doctor", "--json", "--database-url", &server]);
    assert_eq!((ran.code, check(&ran, "database")["level"].as_str()), (1, Some("fail")), "{ran:?}");
    assert!(!ran.stdout.contains("hidden") && ran.stderr.is_empty(), "{ran:?}");
    assert_eq!(check(&ran, "base_url")["level"], "warn");
}

#[test]
fn a_directory_without_data_and_settings_that_no_server_takes_are_named() {
    let bench = Bench::new("doctor-nothing");
    let ran = bench.run(&["doctor", "--json", "--base-url", "go.example"]);
    assert_eq!((ran.code, ran.json()["worst"].as_str()), (1, Some("fail")), "{ran:?}");
    assert_eq!(check(&ran, "data directory")["level"], "fail");
    assert!(check(&ran, "settings")["found"].as_str().unwrap().starts_with("base_url:"));
    assert!(!bench.data.exists());
}
