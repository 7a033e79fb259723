//! What an order carries about its origin: a plugin's stamp, UTM parameters, the session's entry page.
//!
//! Nothing is looked up here; a code that exists nowhere is found out by the core.

use super::payload::{List, Meta, meta};
use tributary_core::fact::{Evidence, EvidenceKind};
use tributary_engine::connection::visit::browser_of;

/// (click, code) keys of plugins that stamp their cookie on the order: ours, and another's.
const OURS: (&str, &str) = ("_tributary_click", "_tributary_ref");
const ANOTHERS: (&str, &str) = ("_rl_click", "_rl_ref");

/// Our plugin's names of the browser that ordered, which stands for all its clicks, and of the visit that led to the order, which
/// stands for that visit's click until it is known.
const BROWSER: &str = "_tributary_browser";
const VISIT: &str = "_tributary_visit";

/// On an order that renewed itself: the subscription.
const RENEWAL: &str = "_subscription_renewal";

/// 300 characters survive WooCommerce's checkout (measured on 10.0.2); a code is far shorter.
const FOUND_CHARS_MAX: usize = 300;

const CLICK_CHARS_MIN: usize = 3; // `/` and `-` stand in utm_content of visits that were no clicks
const CLICK_CHARS_MAX: usize = 64; // our own have 30, other systems' UUIDs 36

/// All evidence on an order, the strongest kind first. Each names a click, a code, or both. Nobody came for an order that renewed
/// itself: whatever stands on it was copied from the first.
pub(super) fn evidence(entries: &List<Meta>) -> Vec<Evidence> {
    if meta(entries, RENEWAL).is_some() {
        return Vec::new();
    }
    let stamps = ours(entries).into_iter().chain(stamped(entries, ANOTHERS));
    stamps.chain(utm(entries)).chain(session_entry(entries)).collect()
}

/// The last known click, and the browser, or else the visit, with its code: whichever comes first, the visit or the order, the end is
/// the same. A visit by a code that is nobody's costs the click nothing.
fn ours(entries: &List<Meta>) -> Vec<Evidence> {
    let named = |key| meta(entries, key).filter(|name| browser_of(name).is_some()).map(|name| (key, name));
    let Some((key, name)) = named(BROWSER).or_else(|| named(VISIT)) else {
        return stamped(entries, OURS).into_iter().collect();
    };
    let click = meta(entries, OURS.0).filter(|click| is_short(click));
    let code = meta(entries, OURS.1).filter(|code| is_short(code));
    let click = found(EvidenceKind::Cookie, (click, None), OURS.0);
    click.into_iter().chain(found(EvidenceKind::Cookie, (Some(name), code), key)).collect()
}

fn stamped(entries: &List<Meta>, (click_key, code_key): (&str, &str)) -> Option<Evidence> {
    let click = meta(entries, click_key).filter(|click| is_short(click));
    let code = meta(entries, code_key).filter(|code| is_short(code));
    let found_in = if click.is_some() { click_key } else { code_key };
    found(EvidenceKind::Cookie, (click, code), found_in)
}

/// With a source type other than `utm` the source is a host or a search engine, not a code:
/// `localhost` was seen for a plain referral (WooCommerce 10.0.2).
fn utm(entries: &List<Meta>) -> Option<Evidence> {
    let click = meta(entries, "_wc_order_attribution_utm_content").filter(|content| is_click(content));
    let tagged = meta(entries, "_wc_order_attribution_source_type") == Some("utm");
    let source =
        meta(entries, "_wc_order_attribution_utm_source").filter(|source| tagged && is_short(source));
    found(EvidenceKind::Order, (click, source), "utm")
}

/// The first page of the session. It is stored decoded and stripped of tags, so it need not be a URL
/// any more (measured on WooCommerce 10.0.2): its pairs are found by hand.
fn session_entry(entries: &List<Meta>) -> Option<Evidence> {
    let entry = meta(entries, "_wc_order_attribution_session_entry")?;
    let (_, query) = entry.split_once('?')?;
    let query = query.split('#').next()?;
    let value = |wanted: &str| {
        let pairs = query.split(['&', '?']).filter_map(|pair| pair.split_once('='));
        let named = pairs.map(|(name, value)| (name.strip_prefix("amp;").unwrap_or(name), value));
        named.filter(|(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, value)| unescaped(value)).next()
    };
    let click = value("click").filter(|click| is_click(click));
    let code = value("ref").filter(|code| is_short(code));
    found(EvidenceKind::Order, (click.as_deref(), code.as_deref()), "session_entry")
}

fn found(
    kind: EvidenceKind,
    (click, code): (Option<&str>, Option<&str>),
    found_in: &str,
) -> Option<Evidence> {
    if click.is_none() && code.is_none() {
        return None;
    }
    let (click, code) = (click.map(str::to_owned), code.map(str::to_owned));
    Some(Evidence { kind, click, code, found_in: found_in.to_owned() })
}

fn is_click(text: &str) -> bool {
    (CLICK_CHARS_MIN..=CLICK_CHARS_MAX).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
}

fn is_short(text: &str) -> bool {
    !text.is_empty() && text.chars().count() <= FOUND_CHARS_MAX
}

/// Undoes percent-encoding where it is left; `+` stays, for the stored text was decoded once already.
fn unescaped(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let (byte, after) = match after {
            [high, low, after @ ..] if *first == b'%' => match hex(*high, *low) {
                Some(byte) => (byte, after),
                None => (*first, rest.get(1..).unwrap_or_default()),
            },
            _ => (*first, after),
        };
        bytes.push(byte);
        rest = after;
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned()).trim().to_owned()
}

fn hex(high: u8, low: u8) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    digit(high)?.checked_mul(16)?.checked_add(digit(low)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inbound::woocommerce::payload::Scalar;

    fn entries(pairs: &[(&str, &str)]) -> List<Meta> {
        let text = |text: &str| Scalar::Text(text.to_owned());
        List(pairs.iter().map(|(key, value)| Meta { key: text(key), value: text(value) }).collect())
    }

    fn read(pairs: &[(&str, &str)]) -> Vec<(EvidenceKind, Option<String>, Option<String>, String)> {
        let all = evidence(&entries(pairs)).into_iter();
        all.map(|one| (one.kind, one.click, one.code, one.found_in)).collect()
    }

    fn one(
        kind: EvidenceKind,
        (click, code): (&str, &str),
        found_in: &str,
    ) -> (EvidenceKind, Option<String>, Option<String>, String) {
        let said = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        (kind, said(click), said(code), found_in.to_owned())
    }

    #[test]
    fn a_stamp_is_one_evidence_of_click_and_code() {
        assert_eq!(
            read(&[("_rl_ref", "sara"), ("_rl_click", "clk_2")]),
            [one(EvidenceKind::Cookie, ("clk_2", "sara"), "_rl_click")]
        );
        assert_eq!(
            read(&[("_tributary_ref", "sara"), ("_rl_click", "clk_2")]),
            [
                one(EvidenceKind::Cookie, ("", "sara"), "_tributary_ref"),
                one(EvidenceKind::Cookie, ("clk_2", ""), "_rl_click")
            ]
        );
    }

    #[test]
    fn a_visit_stands_for_its_click_until_that_is_known() {
        let visit = ("_tributary_visit", "01234567-89ab-cdef-0123-456789abcdef");
        assert_eq!(
            read(&[visit, ("_tributary_ref", "sara")]),
            [one(EvidenceKind::Cookie, (visit.1, "sara"), "_tributary_visit")]
        );
        assert_eq!(read(&[visit]), [one(EvidenceKind::Cookie, (visit.1, ""), "_tributary_visit")]);
        assert_eq!(
            read(&[visit, ("_tributary_ref", "sara"), ("_tributary_click", "clk_2")]),
            [
                one(EvidenceKind::Cookie, ("clk_2", ""), "_tributary_click"),
                one(EvidenceKind::Cookie, (visit.1, "sara"), "_tributary_visit"),
            ]
        );
        assert_eq!(read(&[("_tributary_visit", "no UUID")]), []);
    }

    #[test]
    fn a_browser_stands_for_all_its_visits() {
        let browser = ("_tributary_browser", "89abcdef-0123-4567-89ab-cdef01234567");
        let visit = ("_tributary_visit", "01234567-89ab-cdef-0123-456789abcdef");
        assert_eq!(
            read(&[("_tributary_click", "clk_2"), ("_tributary_ref", "sara"), visit, browser]),
            [
                one(EvidenceKind::Cookie, ("clk_2", ""), "_tributary_click"),
                one(EvidenceKind::Cookie, (browser.1, "sara"), "_tributary_browser"),
            ]
        );
        assert_eq!(read(&[browser]), [one(EvidenceKind::Cookie, (browser.1, ""), "_tributary_browser")]);
        assert_eq!(
            read(&[visit, ("_tributary_browser", "made up")]),
            [one(EvidenceKind::Cookie, (visit.1, ""), "_tributary_visit")]
        );
    }

    #[test]
    fn what_was_copied_onto_a_renewal_is_nobodys_coming() {
        let copied = [
            ("_tributary_click", "clk_2"),
            ("_tributary_ref", "sara"),
            ("_tributary_visit", "01234567-89ab-cdef-0123-456789abcdef"),
            ("_rl_ref", "sara"),
            ("_wc_order_attribution_source_type", "utm"),
            ("_wc_order_attribution_utm_source", "sara"),
            ("_wc_order_attribution_session_entry", "https://shop.example/?ref=sara"),
        ];
        assert!(!read(&copied).is_empty());
        assert_eq!(read(&[copied.as_slice(), &[("_subscription_renewal", "31")]].concat()), []);
        assert!(!read(&[copied.as_slice(), &[("_subscription_renewal", "")]].concat()).is_empty());
    }

    #[test]
    fn a_source_is_a_code_only_when_a_link_tagged_it() {
        let utm = |kind: &str, source: &str, content: &str| {
            read(&[
                ("_wc_order_attribution_source_type", kind),
                ("_wc_order_attribution_utm_source", source),
                ("_wc_order_attribution_utm_content", content),
            ])
        };
        assert_eq!(utm("utm", "sara", "CLICK1"), [one(EvidenceKind::Order, ("CLICK1", "sara"), "utm")]);
        assert_eq!(utm("utm", "sara", "a b+c"), [one(EvidenceKind::Order, ("", "sara"), "utm")]);
        assert_eq!(utm("referral", "localhost", "/"), []);
        assert_eq!(utm("organic", "google", "(none)"), []);
        assert_eq!(utm("typein", "(direct)", ""), []);
    }

    #[test]
    fn an_entry_page_is_read_although_it_is_no_url_any_more() {
        let entry = |entry: &str| read(&[("_wc_order_attribution_session_entry", entry)]);
        let both = [one(EvidenceKind::Order, ("clk_1", "jörg"), "session_entry")];
        assert_eq!(entry("http://shop/?utm_content=a b&ref=jörg&click=clk_1#top"), both);
        assert_eq!(entry("shop stripped ?amp;ref=j%C3%B6rg&amp;click=clk_1"), both);
        assert_eq!(
            entry("http://shop/?ref=50%&click=x"),
            [one(EvidenceKind::Order, ("", "50%"), "session_entry")]
        );
        assert_eq!(entry("http://shop/?ref=&click"), []);
        assert_eq!(entry("http://shop/?xref=sara&refs=sara"), []);
        assert_eq!(entry("http://shop/ref=sara"), []);
    }

    #[test]
    fn a_value_longer_than_any_code_is_no_evidence() {
        let long = "x".repeat(FOUND_CHARS_MAX + 1);
        assert_eq!(read(&[("_tributary_ref", &long)]), []);
    }
}
