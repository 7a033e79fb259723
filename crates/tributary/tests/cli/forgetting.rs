//! `tributary forget`, and the setting that has a server do it by itself.

use crate::bench::Bench;

#[test]
fn forgetting_says_what_went_and_what_stays_and_doctor_how_it_stands() {
    let bench = Bench::installed("forget");
    let ran = bench.run(&["forget", "--keep-clicks-days", "400"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.stdout.contains("Forgot 0 clicks"), "{ran:?}");
    let said = bench.run(&["forget", "--keep-clicks-days", "400", "--json"]).json();
    assert_eq!((said["forgotten"].as_i64(), said["kept"].as_i64()), (Some(0), Some(0)));
    let clicks = |flags: &[&str]| {
        let words: Vec<&str> = ["doctor", "--json"].iter().chain(flags).copied().collect();
        let said = bench.run(&words).json();
        let checks = said["checks"].as_array().unwrap().clone();
        let check = checks.into_iter().find(|check| check["what"] == "clicks").unwrap();
        (check["level"].as_str().unwrap().to_owned(), check["found"].as_str().unwrap().to_owned())
    };
    let (level, found) = clicks(&[]);
    assert!(level == "ok" && found.contains("for ever"), "{found}");
    let (level, found) = clicks(&["--keep-clicks-days", "400"]);
    assert!(level == "ok" && found.contains("400 days"), "{found}");
    let (level, found) = clicks(&["--keep-clicks-days", "1"]);
    assert!(level == "warn" && found.contains("instead of 1"), "{found}");
}

#[test]
fn a_span_that_is_no_number_of_days_is_refused_before_anything_starts() {
    let bench = Bench::installed("forget-wrong");
    bench.run(&["forget"]).refused(2, "--keep-clicks-days");
    bench.run(&["forget", "--keep-clicks-days", "long"]).refused(2, "--keep-clicks-days");
    bench.run(&["serve", "--keep-clicks-days", "long"]).refused(2, "keep_clicks_days");
    bench.run(&["serve", "--keep-clicks-days", "99999"]).refused(2, "keep_clicks_days");
}
