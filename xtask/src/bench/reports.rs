//! (c) Every query behind a page of figures, beside the best by hand over the same sums, at a million clicks and at ten.
//! On SQLite always; on a PostgreSQL server where `TRIBUTARY_TEST_DATABASE_URL` names one. The program that measures is the
//! engine's own, because nobody else knows SQL; it prints its table itself.

use super::Programs;
use crate::Outcome;
use crate::postgres::{NAMED, is_named};
use crate::step::announce;
use std::path::{Path, PathBuf};
use std::process::Command;

const FEW: &str = "1000000";
const MANY: &str = "10000000";
/// Where the files are kept for the next run, if this names a folder; ten million clicks take 9 GB.
const FOLDER: &str = "TRIBUTARY_REPORTS_FOLDER";

pub(super) fn run(programs: &Programs) -> Outcome {
    announce("reports", "queries of pages beside the best by hand, at 1,000,000 and 10,000,000 clicks");
    let kept = std::env::var(FOLDER).ok().filter(|folder| !folder.is_empty()).map(PathBuf::from);
    let folder = kept
        .clone()
        .unwrap_or_else(|| std::env::temp_dir().join(format!("tributary-reports-{}", std::process::id())));
    let places = [FEW, MANY].map(|size| folder.join(size));
    for place in &places {
        std::fs::create_dir_all(place).map_err(|error| format!("no folder {}: {error}", place.display()))?;
    }
    let [few, many] = places.each_ref().map(|place| place.to_string_lossy().into_owned());
    println!("\nSQLite");
    let measured = measure(&programs.reports, [&few, &many]);
    if kept.is_none() {
        drop(std::fs::remove_dir_all(&folder));
    }
    measured?;
    if !is_named() {
        println!("\nPostgreSQL is left out: {NAMED} names no server");
        return Ok(());
    }
    println!("\nPostgreSQL; the databases stay there for the next run");
    let url = std::env::var(NAMED).unwrap_or_default();
    measure(&programs.reports, [&url, &url])
}

fn measure(program: &Path, [few, many]: [&str; 2]) -> Outcome {
    let status = Command::new(program).args([few, FEW, many, MANY]).status();
    let status = status.map_err(|error| format!("the reports do not start: {error}"))?;
    status.success().then_some(()).ok_or_else(|| format!("the reports ended with {status}"))
}
