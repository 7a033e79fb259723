//! What both engines promise at the door.

use super::Tx;
use super::door::Db;
use crate::own::Own;
use crate::{Error, Result, params};
use std::sync::mpsc::sync_channel;
use std::thread;

const INSERT: &str = "/* test.insert */ INSERT INTO tenant (id, name, created_at) VALUES ($1, $2, $3)";
const COUNT: &str = "/* test.count */ SELECT COUNT(*) FROM tenant";

fn with_db(test: impl FnOnce(&Db)) {
    let own = Own::new();
    test(&Db::open(&own.place()).unwrap());
}

fn insert(tx: &mut Tx<'_>, id: &str) -> Result<()> {
    tx.exec(INSERT, params![id, "a name", 0_i64]).map(drop)
}

#[test]
fn a_failed_or_panicking_write_takes_back_its_own_effects_and_nobody_elses() {
    with_db(|db| {
        let (tell, hear) = sync_channel(8);
        let told = |name: &'static str| {
            let tell = tell.clone();
            move |result: Result<()>| tell.send((name, result.is_ok())).unwrap()
        };
        // The first write holds the writer up, so that the others share one commit.
        let slow = |tx: &mut Tx<'_>| {
            thread::sleep(std::time::Duration::from_millis(50));
            insert(tx, "slow")
        };
        db.write(slow, told("slow")).unwrap();
        db.write(|tx| insert(tx, "good"), told("good")).unwrap();
        let twice = |tx: &mut Tx<'_>| insert(tx, "twice").and_then(|()| insert(tx, "twice"));
        db.write(twice, told("twice")).unwrap();
        let panics = |tx: &mut Tx<'_>| {
            insert(tx, "panics")?;
            panic!("a bug in one caller")
        };
        db.write(panics, told("panics")).unwrap();
        db.write(|tx| insert(tx, "last"), told("last")).unwrap();
        let heard: Vec<(&str, bool)> = (0..5).map(|_| hear.recv().unwrap()).collect();
        let expected = [("slow", true), ("good", true), ("twice", false), ("panics", false), ("last", true)];
        assert_eq!(heard, expected);
        assert_eq!(db.read_wait(|tx| tx.int(COUNT, &[])).unwrap(), 3);
    });
}

#[test]
fn parameters_go_by_their_numbers_not_by_their_order_in_the_text() {
    const RENAME: &str = "/* test.rename */ UPDATE tenant SET name = $3, created_at = $2 WHERE id = $1";
    const NAME: &str = "/* test.name */ SELECT name || created_at FROM tenant WHERE id = $1";
    with_db(|db| {
        db.write_wait(|tx| insert(tx, "one")).unwrap();
        let renamed = db.write_wait(|tx| tx.exec(RENAME, params!["one", 7_i64, "another"]));
        assert_eq!(renamed.unwrap(), 1);
        let name = db.read_wait(|tx| tx.row(NAME, params!["one"], |row| row.text(0)));
        assert_eq!(name.unwrap().as_deref(), Some("another7"));
        assert!(db.write_wait(|tx| tx.exec(RENAME, params!["one", 7_i64])).is_err());
        assert!(db.write_wait(|tx| tx.exec(RENAME, params!["one", 7_i64, "a", "b"])).is_err());
    });
}

#[test]
fn a_refused_duplicate_is_told_apart_from_other_trouble() {
    with_db(|db| {
        db.write_wait(|tx| insert(tx, "one")).unwrap();
        assert!(db.write_wait(|tx| insert(tx, "one")).unwrap_err().is_unique());
        let null = |tx: &mut Tx<'_>| tx.exec(INSERT, params![None::<&str>, "a", 0_i64]).map(drop);
        assert!(!db.write_wait(null).unwrap_err().is_unique());
    });
}

#[test]
fn a_parameter_is_known_by_its_number_and_not_by_where_it_stands() {
    const SWAPPED: &str = "/* test.swapped */ SELECT $2 - $1, $1";
    with_db(|db| {
        let row =
            |tx: &mut Tx<'_>| tx.row(SWAPPED, params![30_i64, 72_i64], |row| Ok((row.int(0)?, row.int(1)?)));
        assert_eq!(db.read_wait(row).unwrap(), Some((42, 30)));
        let short = |tx: &mut Tx<'_>| tx.int(SWAPPED, params![30_i64]);
        assert!(matches!(db.read_wait(short), Err(Error::Broken(_) | Error::Server { .. })));
    });
}

#[test]
fn a_write_that_overlooks_a_refused_statement_is_told_well_only_if_its_effects_stay() {
    with_db(|db| {
        let overlooks = |name: &'static str| {
            move |tx: &mut Tx<'_>| {
                insert(tx, name)?;
                drop(insert(tx, name));
                Ok(())
            }
        };
        let alone = db.write_wait(overlooks("alone")).is_ok();
        assert_eq!(db.read_wait(|tx| tx.int(COUNT, &[])).unwrap(), i64::from(alone));
        let (tell, hear) = sync_channel(8);
        let told = || {
            let tell = tell.clone();
            move |result: Result<()>| tell.send(result.is_ok()).unwrap()
        };
        let slow = |tx: &mut Tx<'_>| {
            thread::sleep(std::time::Duration::from_millis(50));
            insert(tx, "slow")
        };
        db.write(slow, told()).unwrap();
        db.write(|tx| insert(tx, "good"), told()).unwrap();
        db.write(overlooks("last"), told()).unwrap();
        let heard: Vec<bool> = (0..3).map(|_| hear.recv().unwrap()).collect();
        assert!(heard[0] && heard[1], "nobody else is harmed");
        let kept = i64::from(alone) + 2 + i64::from(heard[2]);
        assert_eq!(db.read_wait(|tx| tx.int(COUNT, &[])).unwrap(), kept);
    });
}

#[test]
fn readers_cannot_write() {
    with_db(|db| assert!(db.read_wait(|tx| insert(tx, "one")).is_err()));
}
