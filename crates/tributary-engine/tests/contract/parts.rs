//! On a server clicks lie in a part per month: made ahead, used, and dropped once only kept clicks are left in it.

use crate::own::Own;
use crate::retention::{AFTER, Season};
use crate::scenario::{DAY, Scenario, at};
use tributary_engine::retention::{drop_emptied, make_ahead, standing};

const YEAR: i64 = 365 * DAY;

impl Season {
    /// In which part each of some clicks lies.
    fn parts_of(&self, which: &str) -> Vec<String> {
        self.scenario.own.texts(&format!(
            "SELECT DISTINCT CAST(CAST(tableoid AS regclass) AS TEXT) FROM click WHERE {which} ORDER BY 1"
        ))
    }

    fn parts(&self) -> Vec<String> {
        let sql = "SELECT CAST(inhrelid::regclass AS TEXT) FROM pg_inherits
            WHERE inhparent = 'click'::regclass AND CAST(inhrelid::regclass AS TEXT) LIKE 'click_2026_0%' ORDER BY 1";
        self.scenario.own.texts(sql)
    }
}

/// A season whose months have parts.
fn parted() -> Option<Season> {
    if !Own::is_on_a_server() {
        return None; // a file has no parts
    }
    let scenario = Scenario::new(|rules| (rules.window_days, rules.hold_days) = (30, 7));
    assert_eq!(scenario.engine.db.write_wait(|tx| make_ahead(tx, at(0))).unwrap(), 3);
    Some(Season::on(scenario))
}

#[test]
fn parts_are_made_ahead_and_used_and_what_none_is_made_for_lies_in_the_rest() {
    let Some(mut season) = parted() else { return };
    assert_eq!(season.parts(), ["click_2026_03", "click_2026_04", "click_2026_05"]);
    assert_eq!(season.parts_of("at > 0"), ["click_2026_03"]);
    season.click(-YEAR, "last-year");
    season.click(40 * DAY, "april");
    assert_eq!(season.parts_of("visitor = 'last-year'"), ["click_rest"]);
    assert_eq!(season.parts_of("visitor = 'april'"), ["click_2026_04"]);
    let db = &season.scenario.engine.db;
    assert_eq!(db.write_wait(|tx| make_ahead(tx, at(DAY))).unwrap(), 0, "they are there");
    assert_eq!(db.write_wait(|tx| make_ahead(tx, at(32 * DAY))).unwrap(), 1, "the month after");
    let lacks = |ms: i64| db.read_wait(move |tx| standing(tx, at(ms))).unwrap().parts.unwrap().lacks;
    assert!(!lacks(DAY) && !lacks(70 * DAY) && lacks(100 * DAY), "June has one, July has none");
    assert_eq!(season.scenario.findings(90 * DAY), [""; 0]);
}

#[test]
fn a_part_that_is_made_late_takes_its_clicks_out_of_the_rest() {
    let Some(mut season) = parted() else { return };
    season.click(150 * DAY, "july");
    season.click(190 * DAY, "september");
    assert_eq!(season.parts_of("visitor IN ('july', 'september')"), ["click_rest"]);
    assert_eq!(season.scenario.engine.db.write_wait(|tx| make_ahead(tx, at(150 * DAY))).unwrap(), 3);
    assert_eq!(season.parts_of("visitor = 'july'"), ["click_2026_07"]);
    assert_eq!(season.parts_of("visitor = 'september'"), ["click_2026_09"]);
    assert_eq!(season.parts_of("at < 0"), [""; 0]);
    let refused = season.scenario.own.by_hand("UPDATE click_rest SET value = 'x'").unwrap();
    assert_eq!(refused, 0, "nothing is left there");
    let refused = season.scenario.own.by_hand("DELETE FROM click_2026_07").unwrap_err();
    assert!(refused.contains("clicks are never"), "{refused}");
    assert_eq!(season.scenario.findings(200 * DAY), [""; 0]);
}

#[test]
fn every_part_is_guarded_past_the_table_that_it_is_of() {
    let Some(season) = parted() else { return };
    season.orders();
    for deed in [
        "UPDATE click_2026_03 SET value = 'x'",
        "UPDATE ONLY click_2026_03 SET at = at + 1",
        "DELETE FROM click_2026_03",
        "TRUNCATE click_2026_03",
        "TRUNCATE click_rest",
        "TRUNCATE click",
        "UPDATE click SET at = at + 3000000000",
    ] {
        let refused = season.scenario.own.by_hand(deed).unwrap_err();
        assert!(refused.contains("clicks are never"), "{deed}: {refused}");
    }
}

#[test]
fn a_doubled_click_or_place_is_refused_within_its_part() {
    let Some(season) = parted() else { return };
    let again = |change: &str| {
        let columns =
            "program_id, partner_id, link_id, code_id, value, at, traffic, outcome, visitor, device, ip_hash,
            user_agent, referrer, landing, refused, hash, source";
        season.scenario.own.by_hand(&format!(
            "INSERT INTO click (tenant, id, seq, {columns}) SELECT tenant, {change}, {columns} FROM click WHERE seq = 5"
        ))
    };
    assert!(again("id, 999").unwrap_err().contains("duplicate key"));
    assert!(again("'clk_other', seq").unwrap_err().contains("duplicate key"));
}

#[test]
fn a_month_that_was_forgotten_is_dropped_and_its_kept_clicks_lie_in_the_rest() {
    let Some(mut season) = parted() else { return };
    season.orders();
    season.click(40 * DAY, "april");
    season.forget(AFTER, 50);
    let db = season.scenario.engine.db.clone();
    assert_eq!(db.write_wait(drop_emptied).unwrap(), 0, "some of March is still there");
    let why = season.why();
    let done = season.forget(AFTER + 30 * DAY, 50);
    assert_eq!((done.forgotten + done.kept, season.count("click")), (85, 7));
    assert_eq!(db.write_wait(drop_emptied).unwrap(), 1);
    assert_eq!(season.parts(), ["click_2026_04", "click_2026_05"]);
    assert_eq!(season.parts_of("visitor <> 'april'"), ["click_rest"]);
    assert_eq!((season.count("click"), season.why()), (7, why));
    assert_eq!(season.scenario.findings(90 * DAY), [""; 0]);
    // A month without a part again: what comes late for it lies in the rest, and nothing is refused.
    season.click(3 * DAY, "very-late");
    assert_eq!(season.parts_of("visitor = 'very-late'"), ["click_rest"]);
    assert_eq!(season.scenario.findings(90 * DAY), [""; 0]);
}

#[test]
fn a_month_with_a_late_click_that_is_not_forgotten_stays() {
    let Some(mut season) = parted() else { return };
    season.click(30 * DAY + DAY, "april");
    season.click(2 * DAY, "late");
    let db = season.scenario.engine.db.clone();
    // April's click is too young, and the late one stands behind it.
    season.forget(31 * DAY + 40 * DAY, 1000);
    assert_eq!((season.count("click"), db.write_wait(drop_emptied).unwrap()), (2, 0));
    assert_eq!(season.parts(), ["click_2026_03", "click_2026_04", "click_2026_05"]);
    assert_eq!(season.scenario.findings(90 * DAY), [""; 0]);
}
