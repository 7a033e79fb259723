//! Nobody leaves except to where the shop said; what is sent is what a browser will read.

use std::collections::HashSet;
use std::process::Command;

use proptest::prelude::*;

use super::payloads::{ALLOWED, allowed, at_home, hostile};
use super::*;

/// What must hold of anything accepted, asked of the serialised text alone.
fn stays_home(sent: &str) -> Result<(), String> {
    let again = Url::parse(sent).map_err(|error| format!("{sent:?} does not parse again: {error}"))?;
    let host = again.host_str().ok_or_else(|| format!("{sent:?} has no host"))?;
    let place = again.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
    let clean = sent.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    let web = matches!(again.scheme(), "http" | "https");
    let nobody = again.username().is_empty() && again.password().is_none();
    if ALLOWED.contains(&place.as_str()) && clean && web && nobody && again.as_str() == sent {
        Ok(())
    } else {
        Err(format!("{sent:?} leaves: host {place}, clean {clean}, web {web}, no user {nobody}"))
    }
}

#[test]
fn no_hostile_address_passes() {
    let allowed = allowed();
    let passed: Vec<_> = hostile().into_iter().filter(|(_, text)| check(text, &allowed).is_ok()).collect();
    assert!(passed.is_empty(), "{passed:#?}");
}

#[test]
fn at_least_a_thousand_distinct_hostile_addresses_are_tried() {
    let distinct: HashSet<String> = hostile().into_iter().map(|(_, text)| text).collect();
    assert!(distinct.len() >= 1_000, "only {}", distinct.len());
}

#[test]
fn every_odd_spelling_of_our_own_host_passes_and_stays_home() {
    let allowed = allowed();
    for text in at_home() {
        let url = check(&text, &allowed).unwrap_or_else(|refusal| panic!("{text:?} refused: {refusal}"));
        stays_home(url.as_str()).unwrap();
    }
}

#[test]
fn with_no_host_allowed_nothing_passes() {
    let none = AllowedHosts::default();
    assert!(none.is_empty());
    for text in at_home() {
        assert_eq!(check(&text, &none).unwrap_err(), Refusal::Host, "{text:?}");
    }
}

#[test]
fn a_refusal_names_its_reason() {
    let allowed = allowed();
    let cases = [
        ("/p", "not_absolute"),
        ("//evil.tld", "not_absolute"),
        ("https:evil.tld", "not_absolute"),
        ("https:/evil.tld", "not_absolute"),
        ("https:///evil.tld", "not_absolute"),
        ("evil.tld", "not_absolute"),
        ("javascript:alert(1)", "scheme"),
        ("ftp://shop.example/", "scheme"),
        ("https://a@shop.example/", "user_info"),
        ("https://@shop.example/", "user_info"),
        ("https://evil.tld/", "host"),
        ("https://shop.example./", "host"),
        ("https://127.1/", "host"),
        ("https://evil.tld:8443/", "host"),
        ("https://shop.example:444/", "port"),
        ("https://shop.example:99999/", "port"),
        ("https://shop.example/\n", "control"),
        ("https://shop.example\\@evil.tld/", "control"),
        ("https://shop.example/a b", "control"),
    ];
    for (text, code) in cases {
        assert_eq!(check(text, &allowed).unwrap_err().code(), code, "{text:?}");
    }
    let long = format!("https://shop.example/{}", "a".repeat(2_048));
    assert_eq!(check(&long, &allowed).unwrap_err().code(), "too_long");
}

#[test]
fn an_address_of_exactly_the_greatest_length_passes() {
    let longest = format!("https://shop.example/{}", "a".repeat(2_048 - "https://shop.example/".len()));
    assert_eq!(longest.len(), 2_048);
    assert!(check(&longest, &allowed()).is_ok());
    assert_eq!(check(&format!("{longest}a"), &allowed()).unwrap_err(), Refusal::TooLong);
}

#[test]
fn a_stored_destination_may_name_any_host_and_port_but_nothing_else() {
    for good in [
        "https://any.example/",
        "http://any.example:8080/p?q#f",
        "https://192.0.2.1/",
        "https://[2001:db8::1]:9/",
    ] {
        assert_eq!(parse_stored(good).unwrap().as_str(), good);
    }
    let poisoned = [
        "javascript:alert(1)",
        "data:text/html,x",
        "//evil.tld",
        "/p",
        "",
        "https://u:p@any.example/",
        "https://@any.example/",
        "https://any.example/\r\nSet-Cookie: a=b",
        "https://any.example/\0",
        "https://any.example/\u{7f}",
        "https://any.example\\p",
        " https://any.example/",
        "https:any.example",
        "https://any.example:0x50/",
    ];
    for text in poisoned {
        assert!(parse_stored(text).is_err(), "{text:?}");
    }
}

#[test]
fn what_was_stored_reads_back_unchanged() {
    for text in at_home() {
        let written = parse_stored(&text).unwrap();
        assert_eq!(parse_stored(written.as_str()).unwrap(), written, "{text:?}");
    }
}

#[test]
fn allowed_hosts_are_compared_in_lower_case_and_punycode() {
    let hosts = AllowedHosts::parse(&[
        "Shop.Example",
        "BÜCHER.example",
        "shop.example:8443",
        "[2001:DB8::1]:99",
        "192.0.2.1",
    ]);
    let expected =
        ["shop.example", "xn--bcher-kva.example", "shop.example:8443", "[2001:db8::1]:99", "192.0.2.1"];
    assert_eq!(hosts.unwrap().iter().collect::<Vec<_>>(), expected);
    assert_eq!(AllowedHosts::parse(&["a.example", "A.EXAMPLE"]).unwrap().iter().count(), 1);
}

#[test]
fn an_allowed_port_does_not_allow_the_usual_one() {
    let only_port = AllowedHosts::parse(&["shop.example:8443"]).unwrap();
    assert!(check("https://shop.example:8443/", &only_port).is_ok());
    assert_eq!(check("https://shop.example/", &only_port).unwrap_err(), Refusal::Host);
    let only_v6 = AllowedHosts::parse(&["[2001:db8::1]"]).unwrap();
    assert!(check("https://[2001:db8::1]/", &only_v6).is_ok());
    assert_eq!(check("https://[2001:db8::1]:9/", &only_v6).unwrap_err(), Refusal::Port);
}

#[test]
fn a_setting_that_is_not_one_host_is_refused_with_the_fix() {
    let cases: &[(EntryFault, &[&str])] = &[
        (EntryFault::Empty, &[""]),
        (
            EntryFault::Space,
            &[" ", " shop.example", "shop.example ", "shop\texample", "a.example b.example", "a\u{2028}b"],
        ),
        (EntryFault::Scheme, &["https://shop.example", "http://shop.example/", "javascript://x"]),
        (
            EntryFault::Path,
            &["shop.example/", "shop.example/p", "//shop.example", "shop.example?x", "a#b", "a\\b"],
        ),
        (EntryFault::UserInfo, &["u@shop.example", "@shop.example", "u:p@shop.example"]),
        (EntryFault::Wildcard, &["*", "*.shop.example", "shop.*", ".shop.example", ".", "*.co.uk"]),
        (
            EntryFault::Port,
            &[
                "shop.example:",
                "shop.example:0",
                "shop.example:80",
                "shop.example:443",
                "a:65536",
                "a:+1",
                "a:b",
            ],
        ),
        (EntryFault::Port, &["javascript:alert(1)", "[::1]:", "[::1]:443"]),
        (EntryFault::Host, &["::1", "2001:db8::1", "a:1:2", ":8443"]),
        (
            EntryFault::Host,
            &[
                "shop%2eexample",
                "shop.example.",
                "shop..example",
                "2130706433",
                "0x7f.1",
                "127.1",
                "[::1",
                "[::1]x",
            ],
        ),
        (
            EntryFault::Host,
            &["[shop.example]", "shop.example,evil.tld", "a<b", "a|b", "shop.example＠evil.tld", "1.2.3.4.5"],
        ),
    ];
    for (fault, entries) in cases {
        for entry in *entries {
            let error = AllowedHosts::parse(&[*entry]).expect_err(entry);
            assert_eq!(error.fault, *fault, "{entry:?}");
        }
    }
    let error = AllowedHosts::parse(&["ok.example", "https://shop.example"]).unwrap_err().to_string();
    assert_eq!(
        error,
        "allowed host \"https://shop.example\": names a scheme; write the host alone, without https://"
    );
}

#[test]
fn a_landing_names_the_click_and_keeps_the_rest() {
    let url =
        Url::parse("https://shop.example/p?size=m&utm_campaign=may&utm_source=mail&%63lick=x&ref=x#reviews")
            .unwrap();
    assert_eq!(
        landing(url, "clk_1", "sara").as_str(),
        "https://shop.example/p?size=m&utm_campaign=may&utm_source=sara&utm_medium=affiliate&utm_content=clk_1&ref=sara&click=clk_1#reviews"
    );
}

#[test]
fn decorating_keeps_other_pairs_byte_for_byte() {
    let mut url = Url::parse("https://shop.example/?a=%20+b&&flag&c=%2F&sig=a%2Bb=&a=2").unwrap();
    decorate(&mut url, &[("x", "1 &=#+é")]);
    assert_eq!(url.query(), Some("a=%20+b&flag&c=%2F&sig=a%2Bb=&a=2&x=1+%26%3D%23%2B%C3%A9"));
    decorate(&mut url, &[("a", "3")]);
    assert_eq!(url.query(), Some("flag&c=%2F&sig=a%2Bb=&x=1+%26%3D%23%2B%C3%A9&a=3"));
}

#[test]
fn decorating_with_nothing_changes_nothing() {
    let mut url = Url::parse("https://shop.example/?a&&b#f").unwrap();
    decorate(&mut url, &[]);
    assert_eq!(url.as_str(), "https://shop.example/?a&&b#f");
}

fn soup() -> impl Strategy<Value = String> {
    const PIECES: &[&str] = &[
        "https:",
        "http:",
        "HTTPS:",
        "javascript:",
        "data:",
        "/",
        "//",
        "\\",
        "@",
        ":",
        "?",
        "#",
        ";",
        ".",
        "..",
        "%",
        "%2e",
        "%2f",
        "%40",
        "%00",
        "shop.example",
        "www.",
        "SHOP",
        "evil.tld",
        "bücher.example",
        "xn--",
        "443",
        "8443",
        "80",
        "[::1]",
        "127.1",
        "\t",
        "\n",
        "\r",
        "\0",
        " ",
        "。",
        "．",
        "／",
        "＠",
        "\u{200b}",
        "\u{202e}",
        "\u{2028}",
        "é",
        "a",
        "=",
        "&",
    ];
    proptest::collection::vec(proptest::sample::select(PIECES), 0..10).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_accepted_stays_home(before in soup(), after in soup(), noise in ".{0,24}") {
        let allowed = allowed();
        let texts = [
            before.clone(), format!("https://{before}"), format!("https://shop.example{after}"),
            format!("{before}https://shop.example{after}"), format!("https://{noise}shop.example{after}"), noise,
        ];
        for text in texts {
            if let Ok(url) = check(&text, &allowed) {
                prop_assert!(stays_home(url.as_str()).is_ok(), "{text:?}: {:?}", stays_home(url.as_str()));
                let landed = landing(url, &before, &after);
                prop_assert!(stays_home(landed.as_str()).is_ok(), "{text:?}: {:?}", stays_home(landed.as_str()));
            }
        }
    }

    #[test]
    fn decorating_twice_is_decorating_once(query in "[a-c=&%;+ é]{0,20}", value in ".{0,8}") {
        let mut url = Url::parse("https://shop.example/#f").unwrap();
        url.set_query(Some(&query));
        let params = [("a", value.as_str()), ("b", "1")];
        decorate(&mut url, &params);
        let once = url.clone();
        decorate(&mut url, &params);
        prop_assert_eq!(&url, &once);
        let ours: Vec<String> = url.query_pairs().filter(|(name, _)| name == "a").map(|(_, v)| v.into_owned()).collect();
        prop_assert_eq!(ours, [value]);
        prop_assert_eq!(url.fragment(), Some("f"));
    }
}

const READ_LIKE_A_BROWSER: &str = "
    const lines = require('fs').readFileSync(process.argv[1], 'utf8').split('\\n').filter(Boolean);
    const read = sent => { const u = new URL(sent, 'https://trk.example/r');
        return [u.href, u.protocol, u.hostname, u.port, u.username + u.password].join(' '); };
    process.stdout.write(lines.map(read).join('\\n'));
";

#[test]
fn node_reads_everything_we_send_as_we_do() {
    let allowed = allowed();
    let texts = hostile().into_iter().map(|(_, text)| text).chain(at_home());
    let sent: Vec<Url> = texts
        .filter_map(|text| check(&text, &allowed).ok())
        .flat_map(|url| [url.clone(), landing(url, "clk_1", "såra")])
        .collect();
    let file = std::env::temp_dir().join(format!("tributary-open-redirect-{}.txt", std::process::id()));
    std::fs::write(&file, sent.iter().map(Url::as_str).collect::<Vec<_>>().join("\n")).unwrap();
    let run = Command::new("node").arg("-e").arg(READ_LIKE_A_BROWSER).arg(&file).output();
    std::fs::remove_file(&file).unwrap();
    let Ok(output) = run else {
        println!(
            "skipped: node is not on PATH, so {} addresses were not compared with its URL parser",
            sent.len()
        );
        return;
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let answers = String::from_utf8(output.stdout).unwrap();
    let answers: Vec<&str> = answers.split('\n').collect();
    assert_eq!(answers.len(), sent.len());
    for (url, answer) in sent.iter().zip(answers) {
        let port = url.port().map(|port| port.to_string()).unwrap_or_default();
        let ours =
            [url.as_str(), &format!("{}:", url.scheme()), url.host_str().unwrap(), &port, ""].join(" ");
        assert_eq!(answer, ours);
    }
}
