//! Whatever fits a pattern is taken by its parser, and what a parser refuses fits no pattern.

use super::pattern;
use crate::http::api::check::Faults;
use crate::http::api::connections::checked;
use crate::http::api::money::moment;
use crate::http::redirect::destination::{AllowedHosts, parse_stored};
use crate::outbound;
use crate::postbacks::address;
use crate::promises::multiplier;
use proptest::prelude::*;
use proptest::strategy::BoxedStrategy;
use regex::Regex;
use tributary_core::money::Rate;
use tributary_core::{ClickId, EventTypeId, Payee, Timestamp};
use tributary_engine::clock::rfc3339;
use tributary_engine::code::fits_url;
use tributary_engine::connection::visit::browser_of;
use tributary_engine::partner::plausible_email;
use tributary_engine::webhook::Format;

/// Texts that fit a pattern.
fn fitting(pattern: &str) -> BoxedStrategy<String> {
    let inner = pattern.strip_prefix('^').unwrap().strip_suffix('$').unwrap();
    proptest::string::string_regex(inner).unwrap().boxed()
}

fn fits(pattern: &str, text: &str) -> bool {
    Regex::new(pattern).unwrap().is_match(text)
}

/// The address with a host that there is.
fn at_home(address: &str) -> String {
    Regex::new("^([A-Za-z]+://)[^/?#]+").unwrap().replace(address, "${1}example.com").into_owned()
}

fn is_text(text: &str) -> bool {
    let mut faults = Faults::default();
    faults.text("", text, 1_000);
    faults.done().is_ok()
}

fn is_plain(text: &str) -> bool {
    let mut faults = Faults::default();
    faults.maybe_empty("", text, 1_000);
    faults.done().is_ok()
}

proptest! {
    #[test]
    fn a_moment_that_fits_is_read(text in fitting(pattern::MOMENT)) {
        let is_day = text.parse::<jiff::Timestamp>().is_ok();
        let at_the_edge = text.starts_with("1970-01-01") || text.starts_with("2999-12-31");
        prop_assume!(is_day && !at_the_edge);
        prop_assert!(moment(&text).is_some(), "{text}");
    }

    #[test]
    fn a_moment_as_we_write_it_fits(ms in 0_i64..32_503_680_000_000) {
        prop_assert!(fits(pattern::MOMENT, &rfc3339(Timestamp::from_ms(ms))));
    }

    #[test]
    fn a_payee_that_fits_is_read(text in fitting(&pattern::ids(&["par", "prg"]))) {
        prop_assert!(Payee::parse(&text).is_ok(), "{text}");
    }

    #[test]
    fn a_percentage_that_fits_is_read(text in fitting(pattern::PERCENT)) {
        prop_assert!(Rate::parse_percent(&text).is_ok(), "{text}");
    }

    #[test]
    fn a_percentage_fits_where_it_is_read(whole in 0_u32..130, part in "[0-9]{0,5}") {
        let text = if part.is_empty() { whole.to_string() } else { format!("{whole}.{part}") };
        prop_assert_eq!(fits(pattern::PERCENT, &text), Rate::parse_percent(&text).is_ok(), "{}", text);
    }

    #[test]
    fn texts_fit_where_they_are_taken(text in "[ -~\u{0}-\u{1f}\u{7f}-\u{a0}äб\u{3000}]{0,4}") {
        prop_assert_eq!(fits(pattern::VISIBLE, &text), is_text(&text), "{:?}", text);
        prop_assert_eq!(fits(pattern::PLAIN, &text), is_plain(&text), "{:?}", text);
        prop_assert_eq!(fits(pattern::ANY, &text), !text.contains('\0'), "{:?}", text);
        prop_assert_eq!(fits(pattern::IN_PATH, &text), !text.is_empty() && fits_url(&text), "{:?}", text);
        prop_assert!(!fits(pattern::SAID, &text) || !text.trim().is_empty(), "{:?}", text);
    }

    #[test]
    fn an_address_of_somebody_that_fits_is_taken(email in fitting(pattern::EMAIL)) {
        prop_assume!(email.len() <= 254);
        prop_assert!(plausible_email(&email), "{email}");
    }

    #[test]
    fn an_address_to_invite_that_fits_is_taken(email in fitting(pattern::INVITED)) {
        prop_assert!(plausible_email(&email) && !email.contains([',', ';', '<', '>', '"']), "{email}");
        prop_assert!(fits(&pattern::or_none(pattern::EMAIL), &email) && fits(&pattern::or_none(pattern::EMAIL), ""));
    }

    #[test]
    fn what_promotions_and_gifts_say_is_read_where_it_fits(
        times in fitting(pattern::MULTIPLIER),
        rate in fitting(pattern::PERCENT_ABOVE_ZERO),
        clock in fitting(pattern::CLOCK),
    ) {
        prop_assert!(multiplier(&times).is_some_and(|times| (100..=10_000).contains(&times)), "{times}");
        prop_assert!(Rate::parse_percent(&rate).is_ok_and(|rate| rate.ppm() > 0), "{rate}");
        prop_assert!(clock.parse::<jiff::civil::DateTime>().is_ok(), "{clock}");
    }

    #[test]
    fn what_plugins_show_is_taken_where_it_fits(
        code in fitting(pattern::CONNECT_CODE),
        verifier in fitting(pattern::VERIFIER),
        visit in fitting(pattern::UUID),
    ) {
        prop_assert!(checked(&code, &verifier).is_ok(), "{code} {verifier}");
        prop_assert!(browser_of(&visit).is_some(), "{visit}");
    }

    #[test]
    fn a_site_that_fits_is_one(site in fitting(pattern::SITE)) {
        prop_assume!(!site.to_ascii_lowercase().starts_with("www."));
        let named = tributary_engine::bound::site(&site);
        prop_assert!(named == site.to_ascii_lowercase() && named.contains('.'), "{site}");
    }

    #[test]
    fn ids_that_fit_are_read(click in fitting(pattern::CLICK), event in fitting(pattern::EVENT_TYPE)) {
        prop_assert!(ClickId::parse(click.split('.').next().unwrap()).is_ok(), "{click}");
        prop_assert!(EventTypeId::parse_uuid(&event).is_ok(), "{event}");
    }

    #[test]
    fn a_host_that_fits_is_taken(host in fitting(&pattern::host())) {
        prop_assume!(!host.to_ascii_lowercase().contains("xn--"));
        prop_assert!(AllowedHosts::parse(&[&host]).is_ok(), "{host}");
    }

    #[test]
    fn an_address_that_fits_can_be_sent_to(url in fitting(pattern::WEB)) {
        prop_assert!(parse_stored(&at_home(&url)).is_ok(), "{url}");
    }

    #[test]
    fn an_address_that_fits_can_be_called(url in fitting(pattern::SECURE)) {
        prop_assert!(outbound::check(&at_home(&url), false).is_ok(), "{url}");
        prop_assert!(address(&at_home(&url), Format::Standard, false).is_ok(), "{url}");
    }

    #[test]
    fn an_address_with_macros_that_fits_can_be_called(url in fitting(&pattern::with_macros())) {
        let url = at_home(&url);
        prop_assume!(url.len() <= 1_000);
        let taken = address(&url, Format::Postback, false);
        prop_assert!(taken.is_ok(), "{url}: {taken:?}");
    }
}

#[test]
fn what_cannot_be_taken_does_not_fit() {
    for url in [
        "javascript:alert(1)",
        "//a.example",
        "https://a b.example/",
        "https://a.example/\\",
        "https:a.example",
    ] {
        assert!(!fits(pattern::WEB, url) && parse_stored(url).is_err(), "{url}");
        assert!(!fits(pattern::SECURE, url) && !fits(&pattern::with_macros(), url), "{url}");
    }
    for url in ["https://me@a.example/", "ftp://a.example/"] {
        assert!(!fits(pattern::WEB, url) && !fits(pattern::SECURE, url), "{url}");
    }
    for url in ["http://a.example/", "https://a.example/#here"] {
        assert!(!fits(pattern::SECURE, url) && outbound::check(url, false).is_err(), "{url}");
    }
    for url in ["https://a.example/?{nonsense}", "https://{sub1}.example/", "https://a.example/{click_id"] {
        assert!(
            !fits(&pattern::with_macros(), url) && address(url, Format::Postback, false).is_err(),
            "{url}"
        );
    }
    for host in [
        "*.a.example",
        "a.example:80",
        "a.example:443",
        "https://a.example",
        "a.example/",
        "1.2.3",
        "a.example:0",
    ] {
        assert!(!fits(&pattern::host(), host) && AllowedHosts::parse(&[host]).is_err(), "{host}");
    }
}

#[test]
fn what_clients_send_fits() {
    for url in ["https://shop.example", "HTTP://Shop.Example:8080/a?b=c&d[]=%20#e", "https://[2001:db8::1]/"]
    {
        assert!(fits(pattern::WEB, url) && parse_stored(url).is_ok(), "{url}");
    }
    for url in [
        "https://track.example:8443/p?cid={click_id}&sum=[payout]&s=#status#&a[]=1",
        "https://xn--bcher-kva.example/{sub1}",
    ] {
        assert!(fits(&pattern::with_macros(), url) && address(url, Format::Postback, false).is_ok(), "{url}");
    }
    for host in ["shop.example", "Shop.example:8443", "localhost", "127.0.0.1", "a_b.c-d.example"] {
        assert!(fits(&pattern::host(), host) && AllowedHosts::parse(&[host]).is_ok(), "{host}");
    }
}
