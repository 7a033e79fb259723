//! People in apps stay people; previews, crawlers and scripts never win.

use std::sync::LazyLock;

use proptest::prelude::*;
use regex::{Regex, RegexSet};

use super::machines::{Lists, kinds};
use super::*;

const PEOPLE: &str = include_str!("../../../../tests/user_agents/people.txt");
const MACHINES_SEEN: &str = include_str!("../../../../tests/user_agents/machines.txt");
const CRAWLERS: &str = include_str!("../../../../tests/user_agents/crawlers.txt");

fn rows(table: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    table.lines().filter(|line| !line.starts_with('#')).map(|line| line.split_once(" | ").unwrap())
}

fn visit(user_agent: &str) -> Signals<'_> {
    Signals { method: "GET", user_agent: Some(user_agent), ..Signals::default() }
}

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";

#[test]
fn every_person_in_an_app_or_a_browser_is_what_the_table_says() {
    for (expected, user_agent) in rows(PEOPLE) {
        let said = format!("{} {}", classify(&visit(user_agent)).as_str(), device(Some(user_agent)).as_str());
        assert_eq!(said, expected, "{user_agent}");
        assert!(classify(&visit(user_agent)).can_win());
    }
    assert!(rows(PEOPLE).count() >= 60);
}

#[test]
fn every_messenger_and_script_is_what_the_table_says() {
    for (expected, user_agent) in rows(MACHINES_SEEN) {
        assert_eq!(classify(&visit(user_agent)).as_str(), expected, "{user_agent}");
    }
}

#[test]
fn every_sample_of_the_vendored_list_is_a_bot_or_a_preview() {
    for user_agent in CRAWLERS.lines() {
        let traffic = classify(&visit(user_agent));
        assert!(matches!(traffic, Traffic::Bot | Traffic::Preview), "{traffic:?}: {user_agent}");
    }
    assert!(CRAWLERS.lines().count() > 1_400);
}

#[test]
fn every_pattern_compiles_alone_and_none_matches_everything() {
    let lists = Lists::load();
    let all: Vec<&String> = lists.preview.iter().chain(&lists.bot).chain(&lists.suspect).collect();
    for pattern in &all {
        let regex = Regex::new(pattern).unwrap_or_else(|error| panic!("{pattern:?}: {error}"));
        assert!(!regex.is_match("") && !regex.is_match(FIREFOX), "{pattern:?} takes everyone for a machine");
    }
    assert!(all.len() > 1_500, "{}", all.len());
}

/// Every pattern for itself, as the list's authors read them.
fn by_the_book(text: &str, sets: &[RegexSet; 3]) -> Kinds {
    let [preview, bot, suspect] = sets.each_ref().map(|set| set.is_match(text));
    Kinds { preview, bot, suspect }
}

fn sets() -> [RegexSet; 3] {
    let lists = Lists::load();
    [&lists.preview, &lists.bot, &lists.suspect].map(|patterns| RegexSet::new(patterns).unwrap())
}

#[test]
fn looking_words_up_finds_what_the_patterns_find() {
    let sets = sets();
    let tables = rows(PEOPLE).chain(rows(MACHINES_SEEN)).map(|(_, user_agent)| user_agent);
    for user_agent in tables.chain(CRAWLERS.lines()) {
        assert_eq!(kinds(user_agent), by_the_book(user_agent, &sets), "{user_agent}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn looking_words_up_finds_what_the_patterns_find_in_pieces_of_them(
        pieces in proptest::collection::vec((0_usize..1_500, 0_usize..40, "[ /;é0-9]?"), 1..8),
    ) {
        static SETS: LazyLock<[RegexSet; 3]> = LazyLock::new(sets);
        let samples: Vec<&str> = CRAWLERS.lines().collect();
        let piece = |(line, cut, glue): &(usize, usize, String)| {
            let sample: String = samples[line % samples.len()].chars().skip(cut / 2).take(*cut).collect();
            sample + glue
        };
        let text: String = pieces.iter().map(piece).collect();
        prop_assert_eq!(kinds(&text), by_the_book(&text, &SETS));
    }
}

#[test]
fn nobody_in_particular_is_a_bot() {
    assert_eq!(classify(&Signals { method: "GET", ..Signals::default() }), Traffic::Bot);
    assert_eq!(classify(&visit("")), Traffic::Bot);
    assert_eq!(classify(&visit("  ")), Traffic::Bot);
}

#[test]
fn a_question_about_the_link_is_not_a_visit() {
    assert_eq!(classify(&Signals { method: "HEAD", ..visit(FIREFOX) }), Traffic::Head);
}

#[test]
fn a_page_fetched_ahead_of_time_is_not_a_visit() {
    for purpose in [
        "prefetch",
        "Prefetch",
        "prefetch;prerender",
        "prefetch; anonymous-client-ip",
        "prerender",
        "preview",
    ] {
        let new = Signals { sec_purpose: Some(purpose), ..visit(FIREFOX) };
        let old = Signals { purpose: Some(purpose), ..visit(FIREFOX) };
        assert_eq!(classify(&new), Traffic::Prefetch, "{purpose}");
        assert_eq!(classify(&old), Traffic::Prefetch, "{purpose}");
    }
    for purpose in ["", "navigate", "no-prefetching"] {
        assert_eq!(
            classify(&Signals { sec_purpose: Some(purpose), ..visit(FIREFOX) }),
            Traffic::Human,
            "{purpose}"
        );
    }
}

#[test]
fn an_image_a_frame_or_a_script_is_not_a_visit() {
    for mode in ["no-cors", "cors", "same-origin", "websocket"] {
        let signals = Signals { sec_fetch_mode: Some(mode), ..visit(FIREFOX) };
        assert_eq!(classify(&signals), Traffic::Subresource, "{mode}");
    }
    for dest in
        ["image", "iframe", "frame", "embed", "object", "script", "style", "empty", "video", "fencedframe"]
    {
        let signals =
            Signals { sec_fetch_mode: Some("navigate"), sec_fetch_dest: Some(dest), ..visit(FIREFOX) };
        assert_eq!(classify(&signals), Traffic::Subresource, "{dest}");
    }
    for method in ["POST", "OPTIONS", "PUT", "get", ""] {
        assert_eq!(classify(&Signals { method, ..visit(FIREFOX) }), Traffic::Subresource, "{method}");
    }
}

#[test]
fn a_navigation_to_a_document_is_a_visit() {
    let signals =
        Signals { sec_fetch_mode: Some("navigate"), sec_fetch_dest: Some("document"), ..visit(FIREFOX) };
    assert_eq!(classify(&signals), Traffic::Human);
    let empty = Signals { sec_fetch_mode: Some(""), sec_fetch_dest: Some(""), ..visit(FIREFOX) };
    assert_eq!(classify(&empty), Traffic::Human);
}

#[test]
fn only_people_and_suspects_can_win() {
    let all = [
        (Traffic::Human, true),
        (Traffic::Suspect, true),
        (Traffic::Bot, false),
        (Traffic::Preview, false),
        (Traffic::Prefetch, false),
        (Traffic::Head, false),
        (Traffic::Subresource, false),
    ];
    for (traffic, wins) in all {
        assert_eq!(traffic.can_win(), wins, "{traffic:?}");
        assert_eq!(traffic.as_str(), format!("{traffic:?}").to_lowercase());
    }
}

#[test]
fn an_endless_user_agent_is_cut_and_suspect() {
    let endless = format!("{FIREFOX} {}", "é".repeat(100_000));
    assert_eq!(classify(&visit(&endless)), Traffic::Suspect);
    assert_eq!(classify(&visit(&format!("curl/8 {endless}"))), Traffic::Bot);
}

#[test]
fn without_a_user_agent_the_device_is_a_desktop() {
    assert_eq!(device(None), Device::Desktop);
    assert_eq!(device(Some("")), Device::Desktop);
}
