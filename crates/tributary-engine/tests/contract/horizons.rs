//! Somebody changes behind the server's back what forgetting left: verify finds it and says where. Files only.

use crate::own::Own;
use crate::retention::{AFTER, Season};
use crate::scenario::{DAY, at};
use tributary_engine::verify::verify;
use tributary_engine::{Error, retention};

/// Guards that would refuse, and the index that would.
const GUARDS: [&str; 7] = [
    "TRIGGER click_keeps",
    "TRIGGER click_stays",
    "TRIGGER click_horizon_keeps",
    "TRIGGER click_horizon_stays",
    "TRIGGER audit_keeps",
    "TRIGGER audit_stays",
    "INDEX click_horizon_seq",
];

/// What verify finds in a copy after some deeds.
fn findings_after(season: &Season, deeds: &[&str]) -> Vec<String> {
    let copy = season.scenario.own.copy();
    for guard in GUARDS {
        copy.by_hand(&format!("DROP {guard}")).unwrap();
    }
    for deed in deeds {
        assert!(copy.by_hand(deed).unwrap() > 0, "{deed} touched nothing");
    }
    let report = copy.engine().db.read_wait(|tx| verify(tx, at(90 * DAY))).unwrap();
    report.findings.into_iter().map(|found| format!("{}: {}", found.place, found.problem)).collect()
}

/// A season of which most is forgotten: clicks 1 to 155, behind four horizons.
fn forgotten() -> Option<Season> {
    if Own::is_on_a_server() {
        return None; // tampering is tested on files
    }
    let season = Season::new();
    season.orders();
    season.forget(AFTER, 50);
    assert_eq!(findings_after(&season, &[]), [""; 0]);
    Some(season)
}

fn assert_found(season: &Season, deed: &str, place: &str) {
    let found = findings_after(season, &[deed]);
    assert!(
        found.iter().any(|finding| finding.starts_with(place)),
        "{deed}: nothing names {place:?} in {found:#?}"
    );
}

#[test]
fn a_kept_click_that_was_changed_removed_or_added_is_found_in_its_span() {
    let Some(season) = forgotten() else { return };
    for column in
        ["partner_id", "link_id", "value", "at", "traffic", "outcome", "visitor", "landing", "refs", "hash"]
    {
        // Click 8 is the one of hour 7.
        assert_found(&season, &format!("UPDATE click SET {column} = 7 WHERE seq = 8"), "clicks 1 to 50:");
    }
    assert_found(&season, "DELETE FROM click WHERE seq = 100", "clicks 51 to 100:");
    assert_found(&season, "UPDATE click SET seq = 120 WHERE seq = 100", "clicks 101 to 150:");
    let planted =
        "INSERT INTO click SELECT tenant, 'clk_x', 30, program_id, partner_id, link_id, code_id, value, at,
        traffic, outcome, visitor, device, ip_hash, user_agent, referrer, landing, refused, hash, source, refs
        FROM click WHERE seq = 8";
    assert_found(&season, planted, "clicks 1 to 50:");
    assert_found(&season, &planted.replace("'clk_x', 30", "'clk_x', 0"), "click 0 (clk_x): has a place");
}

#[test]
fn a_click_that_is_missing_or_changed_behind_the_horizon_is_found_by_its_place() {
    let Some(season) = forgotten() else { return };
    assert_found(&season, "DELETE FROM click WHERE seq = 156", "click 156: is missing");
    assert_found(&season, "DELETE FROM click WHERE seq = 200", "click 200: is missing");
    assert_found(
        &season,
        "DELETE FROM click WHERE seq = 240",
        "click 240: is missing: a row was removed from the end",
    );
    assert_found(&season, "UPDATE click SET value = 'x' WHERE seq = 156", "click 156 (clk_");
    assert_found(&season, "DELETE FROM click WHERE seq > 155", "click 156: is missing");
}

#[test]
fn a_horizon_that_was_changed_removed_or_forged_is_found() {
    let Some(season) = forgotten() else { return };
    let columns = season.scenario.own.columns("click_horizon");
    assert!(columns.len() > 12);
    for column in columns.iter().filter(|column| !["tenant", "number"].contains(&column.as_str())) {
        let deed = format!("UPDATE click_horizon SET {column} = {column} || '1' WHERE number = 2");
        let found = findings_after(&season, &[&deed]);
        let named = found.iter().any(|finding| finding.starts_with("horizon 2 (clicks "));
        assert!(named, "{column}: {found:#?}");
    }
    assert_found(&season, "DELETE FROM click_horizon WHERE number = 2", "horizon 2: is missing");
    assert_found(
        &season,
        "DELETE FROM click_horizon WHERE number = 4",
        "horizon 4: is missing: a row was removed from",
    );
    // Who wants clicks gone forges a horizon behind which they would be.
    let forge = "INSERT INTO click_horizon SELECT tenant, 5, hash, seq, 170, (SELECT hash FROM click WHERE seq = 170), 15,
        0, '', days, day, until, first_at, made_at FROM click_horizon WHERE number = 4";
    let gone = "DELETE FROM click WHERE seq > 155 AND seq <= 170";
    let found = findings_after(&season, &[forge, gone]);
    assert!(
        found.iter().any(|finding| finding.starts_with("horizon 5 (clicks 156 to 170): was changed")),
        "{found:#?}"
    );
    assert!(found.iter().any(|finding| finding.contains("is beyond the end of the chain")), "{found:#?}");
    assert!(
        found.iter().any(|finding| finding.starts_with("clicks of the day from 2026-03-07")),
        "{found:#?}"
    );
}

#[test]
fn a_figure_of_a_day_that_was_forgotten_cannot_be_changed_unseen() {
    let Some(season) = forgotten() else { return };
    let first = "(SELECT MIN(day) FROM click_day)";
    for deed in [
        format!("UPDATE click_day SET clicks = clicks + 1 WHERE day = {first}"),
        format!("UPDATE click_day SET source = 'x' WHERE day = {first}"),
        format!("UPDATE click_day SET day = day - 1 WHERE day = {first}"),
        format!("DELETE FROM click_day WHERE day = {first}"),
    ] {
        assert_found(
            &season,
            &deed,
            "clicks before the day from 2026-03-07T23:00:00.000Z: are counted otherwise",
        );
    }
    let sum = "UPDATE click_sum SET clicks = clicks + 1 WHERE day = (SELECT MIN(day) FROM click_sum)";
    assert_found(&season, sum, "clicks per day: do not add up");
    let later = "UPDATE click_day SET clicks = clicks + 1 WHERE day = (SELECT MAX(day) FROM click_day)";
    assert_found(&season, later, "clicks of the day from 2026-03-10");
}

#[test]
fn clicks_that_do_not_fit_their_chain_are_not_forgotten() {
    if Own::is_on_a_server() {
        return;
    }
    let season = Season::new();
    season.scenario.own.by_hand("DROP TRIGGER click_keeps").unwrap();
    season.scenario.own.by_hand("UPDATE click SET partner_id = NULL WHERE seq = 70").unwrap();
    let tenant = season.scenario.tenant.clone();
    let step = move |tx: &mut tributary_engine::db::Tx<'_>| {
        retention::forget(tx, &tenant, (at(7 * DAY), 1000), at(AFTER))
    };
    let refused = season.scenario.engine.db.write_wait(step).unwrap_err();
    assert!(matches!(&refused, Error::Broken(why) if why.contains("click 70 does not fit")), "{refused}");
    assert_eq!((season.count("click"), season.count("click_horizon")), (240, 0));
}
