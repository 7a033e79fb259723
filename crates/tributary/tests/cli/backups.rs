//! `tributary backup` and `restore`, beside a server and alone.

use crate::bench::{Bench, Ran};
use crate::serving::{Running, answer_of, word_after};
use serde_json::Value;

/// The end of a chain in what was printed.
fn head<'a>(said: &'a Value, chain: &str) -> &'a Value {
    said["heads"].as_array().unwrap().iter().find(|head| head["chain"] == chain).unwrap()
}

fn back_up(bench: &Bench, name: &str) -> (String, Ran) {
    let to = bench.data.join(name).to_str().unwrap().to_owned();
    let ran = bench.run(&["backup", "--to", &to, "--json"]);
    (to, ran)
}

#[test]
fn a_backup_beside_a_busy_server_restores_into_an_empty_directory_and_verifies() {
    let (bench, other) = (Bench::new("backup"), Bench::new("restored"));
    std::fs::create_dir_all(&bench.data).unwrap();
    let mut running = Running::start(&bench, &["--demo"]);
    let lines = running.lines_until("sign in");
    let address = word_after(&lines, "address").to_owned();
    let clicking = std::thread::spawn(move || (0..40).for_each(|_| drop(answer_of(&address, "/r/sara"))));
    let (backup, ran) = back_up(&bench, "backup");
    assert_eq!(ran.code, 0, "{ran:?}");
    clicking.join().unwrap();
    let said = ran.json();
    let restored = other.run(&["restore", "--from", &backup]);
    assert_eq!(restored.code, 0, "{restored:?}");
    let hash = head(&said, "ledger")["hash"].as_str().unwrap();
    assert!(
        restored.stdout.contains(&format!("ledger {} {hash}", head(&said, "ledger")["seq"])),
        "{restored:?}"
    );
    assert_eq!(running.stop().code, 0);
    let verified = other.run(&["verify", "--json"]).json();
    assert_eq!((&verified["clean"], &verified["clicks"]), (&Value::Bool(true), &head(&said, "click")["seq"]));
    // A copy of the copy ends where the copy does.
    let (again, ran) = back_up(&other, "again");
    assert_eq!(head(&ran.json(), "ledger"), head(&said, "ledger"));
    assert!(std::fs::exists(again).unwrap());
    let mut server = Running::start(&other, &[]);
    server.lines_until("webhooks");
}

#[test]
fn a_backup_never_writes_over_anything_nor_does_a_restore() {
    let bench = Bench::installed("backup-twice");
    let (backup, ran) = back_up(&bench, "b");
    assert_eq!(ran.code, 0, "{ran:?}");
    back_up(&bench, "b").1.refused(1, "there already");
    bench.run(&["restore", "--from", &backup]).refused(1, "is not empty");
    assert_eq!(bench.run(&["verify"]).code, 0);
}

#[test]
fn what_is_no_backup_or_a_damaged_one_is_told_in_one_line() {
    let (bench, other) = (Bench::installed("backup-bad"), Bench::new("backup-bad-to"));
    let nowhere = bench.data.join("nowhere").to_str().unwrap().to_owned();
    other.run(&["restore", "--from", &nowhere]).refused(1, "is no backup");
    let (backup, _) = back_up(&bench, "b");
    let file = std::path::Path::new(&backup).join("tributary.db");
    let mut bytes = std::fs::read(&file).unwrap();
    bytes[5000] ^= 1;
    std::fs::write(&file, bytes).unwrap();
    other.run(&["restore", "--from", &backup]).refused(1, "is damaged");
    assert!(!other.data.join("tributary.db").exists() && !other.data.join("secret.key").exists());
    bench.run(&["backup"]).refused(2, "--to");
    other.run(&["restore"]).refused(2, "--from");
}
