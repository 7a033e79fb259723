//! What a backup promises: one moment, verified, whole or not there, and the same again wherever it is restored.

use crate::own::Own;
use crate::scenario::{DAY, MINUTE, Scenario, Stated, at};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tributary_engine::backup::{self, Content, LEFT_OUT, Manifest, Restored};
use tributary_engine::code::Kind;
use tributary_engine::db::{Db, Place};
use tributary_engine::{Engine, Error, params, verify};

const BACKSLASH: &str = "a\tb\\N\nc\r\\. \u{feff}é\u{1f600}";

/// A shop with a partner, clicks, orders, a refund, and texts and bytes that are hard to carry.
fn shop() -> Scenario {
    let scenario = Scenario::new(|_| {});
    let sara = scenario.partner(BACKSLASH, &[(Kind::Coupon, "SARA10")]);
    scenario.link(&sara, "sara", 0);
    let click = scenario.click(7, &sara, 'a', MINUTE);
    scenario.state(&Stated::new("1", 10_00, 2 * MINUTE).click(&click));
    scenario
        .state(&Stated::new("2", 20_00, 3 * MINUTE).coupon("sara10").refund("r", 5_00).modified(4 * MINUTE));
    let (tenant, store) = (scenario.tenant.clone(), scenario.store.clone());
    let kept = scenario.engine.db.write_wait(move |tx| {
        let bytes: &[u8] = &[0, 9, 10, 13, 92, 255];
        tx.exec(
            "INSERT INTO delivery (tenant, id, store_id, received_at, body, state) VALUES ($1, 'd', $2, $3, $4, 'waiting')",
            params![&tenant, &store, at(0), bytes],
        )
    });
    kept.unwrap();
    scenario
}

/// A directory to make backups in and to restore them to.
struct Shelf(tempfile::TempDir);

impl Shelf {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.0.path()).unwrap().map(|entry| entry.unwrap().file_name());
        entries.map(|name| name.into_string().unwrap()).collect()
    }

    fn back_up(&self, engine: &Engine, name: &str) -> Result<Manifest, Error> {
        let source = (engine.data.as_path(), engine.db.place());
        backup::make(source, &self.path(name), at(DAY)).map(|(manifest, _)| manifest)
    }

    /// Into a file.
    fn restore(&self, from: &str, to: &str) -> Result<Restored, Error> {
        let data = self.path(to);
        backup::restore(&self.path(from), (&data, &Place::File(data.join("tributary.db"))), at(DAY))
    }
}

/// Everything that two databases with the same content have in common, cell by cell.
fn cells(own: &Own) -> BTreeMap<String, Vec<Vec<String>>> {
    let tables = own.engine().db.read_wait(Content::of).unwrap().rows;
    tables
        .into_keys()
        .map(|table| (table.clone(), sorted(own.columns(&table), |sql| own.cells(sql), &table)))
        .collect()
}

fn sorted(mut columns: Vec<String>, ask: impl Fn(&str) -> Vec<Vec<String>>, table: &str) -> Vec<Vec<String>> {
    columns.sort();
    let list: Vec<String> = columns.iter().map(|column| format!("\"{column}\"")).collect();
    let mut rows = ask(&format!("SELECT {} FROM \"{table}\"", list.join(", ")));
    rows.sort();
    rows
}

#[test]
fn a_backup_made_while_orders_keep_coming_is_one_moment_and_verifies() {
    let (scenario, shelf) = (Arc::new(shop()), Shelf::new());
    let stop = Arc::new(AtomicBool::new(false));
    let (writer, told) = (Arc::clone(&scenario), Arc::clone(&stop));
    let writing = std::thread::spawn(move || {
        let mut number = 0;
        while !told.load(Ordering::Relaxed) {
            number += 1;
            writer.state(&Stated::new(&format!("load-{number}"), 10_00, number * 1000).coupon("sara10"));
        }
        number
    });
    while scenario.fact_count() < 20 {
        std::thread::yield_now();
    }
    let before = scenario.fact_count();
    let manifests = ["one", "two", "three"].map(|name| shelf.back_up(&scenario.engine, name).unwrap());
    stop.store(true, Ordering::Relaxed);
    assert!(writing.join().unwrap() > 0);
    let after = scenario.fact_count();
    for manifest in &manifests {
        let facts = manifest.rows["fact"];
        assert!((before..=after).contains(&facts), "{facts} of {before} to {after}");
        let head = |chain: &str| manifest.heads.iter().find(|head| head.chain == chain).unwrap().seq;
        assert_eq!((head("fact"), head("ledger")), (facts, manifest.rows["ledger_transaction"]));
    }
    let restored = shelf.restore("three", "data").unwrap();
    assert_eq!(restored.content, manifests[2].content());
    assert!(restored.report.is_clean() && restored.report.facts == manifests[2].rows["fact"]);
}

#[test]
fn what_is_restored_into_an_empty_place_is_the_same_row_by_row_and_goes_on() {
    let (scenario, shelf, other) = (shop(), Shelf::new(), Own::new());
    let manifest = shelf.back_up(&scenario.engine, "backup").unwrap();
    let before = scenario.engine.db.read_wait(Content::of).unwrap();
    assert_eq!(manifest.content(), before);
    let restored = backup::restore(&shelf.path("backup"), (other.folder(), &other.place()), at(DAY)).unwrap();
    assert_eq!(restored.content, before);
    assert_eq!(cells(&other), cells(&scenario.own));
    let guarded = other.by_hand("UPDATE fact SET body = 'x'").unwrap_err();
    assert!(guarded.contains("never changed"), "the guards are there, too: {guarded}");
    let report = other.engine().db.read_wait(|tx| verify::verify(tx, at(DAY))).unwrap();
    assert!(report.is_clean(), "{report:?}");
}

#[test]
fn a_shop_that_moves_from_engine_to_engine_and_back_is_the_same_shop() {
    if !Own::is_on_a_server() {
        return; // there is only one engine
    }
    let (scenario, shelf, server) = (shop(), Shelf::new(), Own::new());
    shelf.back_up(&scenario.engine, "of-server").unwrap();
    shelf.restore("of-server", "file").unwrap();
    let file = Engine::open(&shelf.path("file")).unwrap();
    shelf.back_up(&file, "of-file").unwrap();
    backup::restore(&shelf.path("of-file"), (server.folder(), &server.place()), at(DAY)).unwrap();
    assert_eq!(cells(&server), cells(&scenario.own));
    shelf.back_up(&server.engine(), "of-server-again").unwrap();
    shelf.restore("of-server-again", "file-again").unwrap();
    let in_file = |name: &str| cells_of_file(&shelf.path(name).join("tributary.db"));
    assert_eq!(in_file("file-again"), in_file("file"));
}

/// The same of a file, where the tests have a server.
fn cells_of_file(path: &Path) -> BTreeMap<String, Vec<Vec<String>>> {
    let db = Db::open(&Place::File(path.to_owned())).unwrap();
    let tables = db.read_wait(Content::of).unwrap().rows;
    let connection = rusqlite::Connection::open(path).unwrap();
    let ask = |sql: &str| -> Vec<Vec<String>> {
        let mut statement = connection.prepare(sql).unwrap();
        let columns = statement.column_count();
        let cell =
            |row: &rusqlite::Row<'_>, at| Ok(format!("{:?}", row.get::<_, rusqlite::types::Value>(at)?));
        let rows = statement.query_map([], |row| (0..columns).map(|at| cell(row, at)).collect());
        rows.unwrap().map(Result::unwrap).collect()
    };
    let columns = |table: &str| -> Vec<String> {
        let mut statement = connection.prepare("SELECT name FROM pragma_table_info(?1)").unwrap();
        let names = statement.query_map([table], |row| row.get(0)).unwrap();
        names.map(Result::unwrap).collect()
    };
    tables.into_keys().map(|table| (table.clone(), sorted(columns(&table), ask, &table))).collect()
}

#[test]
fn neither_salts_nor_anything_that_lets_somebody_in_survive_in_the_copy() {
    let (scenario, shelf) = (shop(), Shelf::new());
    let planted = scenario.engine.db.write_wait(|tx| {
        let salt: &[u8] = b"planted-salt-0000";
        tx.exec("INSERT INTO ip_salt (day, salt) VALUES (1, $1)", params![salt])?;
        tx.exec(
            "INSERT INTO session (token_hash, tenant, user_id, csrf, created_at, seen_at, ends_at)
             VALUES ('planted-session', 't', 'u', 'planted-csrf', 0, 0, 0)",
            params![],
        )?;
        tx.exec("INSERT INTO setup_link (token_hash, ends_at) VALUES ('planted-setup', 0)", params![])?;
        tx.exec(
            "INSERT INTO token (token_hash, tenant, purpose, user_id, created_at, ends_at)
             VALUES ('planted-token', 't', 'invite', 'u', 0, 0)",
            params![],
        )
    });
    planted.unwrap();
    let manifest = shelf.back_up(&scenario.engine, "backup").unwrap();
    assert!(LEFT_OUT.iter().all(|table| !manifest.rows.contains_key(*table)));
    let file = shelf.path("backup").join("tributary.db");
    let connection = rusqlite::Connection::open(&file).unwrap();
    for table in LEFT_OUT {
        let count: i64 =
            connection.query_row(&format!("SELECT COUNT(*) FROM {table}"), [], |row| row.get(0)).unwrap();
        assert_eq!(count, 0, "{table}");
    }
    let bytes = std::fs::read(&file).unwrap();
    assert!(!bytes.windows(7).any(|window| window == b"planted"), "a byte of them is still there");
    assert!(bytes.windows(6).any(|window| window == b"SARA10"), "the search finds what is there");
}

#[test]
fn one_changed_byte_anywhere_in_a_backup_is_refused_and_leaves_nothing_behind() {
    let (scenario, shelf) = (shop(), Shelf::new());
    shelf.back_up(&scenario.engine, "backup").unwrap();
    for name in ["tributary.db", "secret.key"] {
        let path = shelf.path("backup").join(name);
        let whole = std::fs::read(&path).unwrap();
        let mut bytes = whole.clone();
        bytes[whole.len() / 2] ^= 1;
        std::fs::write(&path, &bytes).unwrap();
        let refused = shelf.restore("backup", "data").unwrap_err().to_string();
        assert!(refused.contains(name) && refused.contains("is damaged"), "{refused}");
        assert_eq!(std::fs::read_dir(shelf.path("data")).unwrap().count(), 0);
        std::fs::write(&path, whole).unwrap();
    }
    shelf.restore("backup", "data").unwrap();
}

/// Changes a word in what a backup says about itself.
fn rewrite(backup: &Path, change: impl FnOnce(&mut Manifest)) {
    let mut manifest = Manifest::read(backup).unwrap();
    change(&mut manifest);
    std::fs::write(backup.join(backup::MANIFEST), serde_json::to_vec(&manifest).unwrap()).unwrap();
}

#[test]
fn a_backup_of_a_newer_program_or_with_other_ends_of_chains_is_refused() {
    let (scenario, shelf) = (shop(), Shelf::new());
    let whole = shelf.back_up(&scenario.engine, "backup").unwrap();
    let backup = shelf.path("backup");
    let refused = |change: &dyn Fn(&mut Manifest), says: &str| {
        rewrite(&backup, change);
        let error = shelf.restore("backup", "data").unwrap_err().to_string();
        assert!(error.contains(says), "{error}");
        assert!(!shelf.path("data").join("tributary.db").exists());
        rewrite(&backup, |manifest| *manifest = whole.clone());
    };
    refused(&|manifest| manifest.schema = 999, "newer than this program");
    refused(&|manifest| manifest.heads[0].hash = "0".repeat(64), "chains do not end");
    refused(&|manifest| *manifest.rows.get_mut("click").unwrap() += 1, "rows in click");
    shelf.restore("backup", "data").unwrap();
}

#[test]
fn what_is_there_already_is_never_written_over() {
    let (scenario, shelf) = (shop(), Shelf::new());
    shelf.back_up(&scenario.engine, "backup").unwrap();
    let again = shelf.back_up(&scenario.engine, "backup").unwrap_err();
    assert!(matches!(&again, Error::Conflict(why) if why.contains("there already")), "{again:?}");
    std::fs::create_dir(shelf.path("data")).unwrap();
    std::fs::write(shelf.path("data").join("notes.txt"), "mine").unwrap();
    let refused = shelf.restore("backup", "data").unwrap_err().to_string();
    assert!(refused.contains("notes.txt"), "{refused}");
    assert_eq!(std::fs::read_dir(shelf.path("data")).unwrap().count(), 1);
    std::fs::rename(shelf.path("data/notes.txt"), shelf.path("data/tributary.restoring")).unwrap();
    let refused = shelf.restore("backup", "data").unwrap_err().to_string();
    assert!(refused.contains("was cut off"), "{refused}");
    if Own::is_on_a_server() {
        let data = shelf.path("other");
        let refused = backup::restore(&shelf.path("backup"), (&data, scenario.engine.db.place()), at(DAY));
        let refused = refused.unwrap_err().to_string();
        assert!(refused.contains("the database is not empty"), "{refused}");
        assert_eq!(scenario.findings(DAY), [""; 0]);
        assert_eq!(std::fs::read_dir(data).unwrap().count(), 0);
    }
}

#[test]
fn a_database_that_does_not_verify_makes_no_backup() {
    let (scenario, shelf) = (shop(), Shelf::new());
    if Own::is_on_a_server() {
        scenario.own.by_hand("ALTER TABLE balance DISABLE TRIGGER USER").unwrap();
    }
    scenario.own.by_hand("UPDATE balance SET minor = minor + 1").unwrap();
    let refused = shelf.back_up(&scenario.engine, "backup").unwrap_err().to_string();
    assert!(refused.contains("not as it must be"), "{refused}");
    assert_eq!(shelf.names(), [""; 0], "half a backup is left");
}

#[test]
fn a_key_of_another_database_makes_no_backup() {
    let (scenario, shelf) = (shop(), Shelf::new());
    std::fs::write(scenario.engine.data.join("secret.key"), [7; 32]).unwrap();
    let refused = shelf.back_up(&scenario.engine, "backup").unwrap_err().to_string();
    assert!(refused.contains("secret.key"), "{refused}");
    std::fs::remove_file(scenario.engine.data.join("secret.key")).unwrap();
    let refused = shelf.back_up(&scenario.engine, "backup").unwrap_err().to_string();
    assert!(refused.contains("secret.key"), "{refused}");
    assert_eq!(shelf.names(), [""; 0]);
}

#[test]
fn a_schema_of_another_program_is_left_alone() {
    let (scenario, shelf) = (shop(), Shelf::new());
    let (older, current) = if Own::is_on_a_server() {
        ("UPDATE schema_version SET version = 3", "SELECT version FROM schema_version")
    } else {
        ("PRAGMA user_version = 3", "PRAGMA user_version")
    };
    scenario.own.by_hand(older).unwrap();
    let refused = shelf.back_up(&scenario.engine, "backup").unwrap_err().to_string();
    assert!(refused.contains("version 3"), "{refused}");
    assert_eq!(scenario.own.count(current), 3);
}

#[test]
fn clicks_that_only_the_disk_knows_go_with_the_backup() {
    let (scenario, shelf) = (shop(), Shelf::new());
    let clicks = scenario.engine.data.join("clicks");
    std::fs::create_dir(&clicks).unwrap();
    std::fs::write(clicks.join("0001.seg"), "a click").unwrap();
    std::fs::write(clicks.join("set-aside.jsonl"), "a click that no database takes").unwrap();
    std::fs::write(clicks.join("lock"), "").unwrap();
    let manifest = shelf.back_up(&scenario.engine, "backup").unwrap();
    assert_eq!(manifest.clicks().collect::<Vec<_>>(), ["clicks/0001.seg", "clicks/set-aside.jsonl"]);
    shelf.restore("backup", "data").unwrap();
    assert_eq!(std::fs::read_to_string(shelf.path("data").join("clicks/0001.seg")).unwrap(), "a click");
}

#[cfg(unix)]
#[test]
fn only_its_owner_may_read_a_backup_and_what_was_restored() {
    use std::os::unix::fs::PermissionsExt;
    let (scenario, shelf) = (shop(), Shelf::new());
    shelf.back_up(&scenario.engine, "backup").unwrap();
    shelf.restore("backup", "data").unwrap();
    for path in ["backup", "backup/tributary.db", "backup/secret.key", "data/tributary.db", "data/secret.key"]
    {
        let mode = std::fs::metadata(shelf.path(path)).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{path}: {mode:o}");
    }
}
