//! Header combinations as visitors, proxies and attackers send them.

use super::*;

const PROXY: &str = "10.0.0.5";

fn trusted() -> TrustedProxies {
    TrustedProxies::parse(&["10.0.0.0/8", "192.0.2.1", "fd00::/8", "2001:db8:ffff::/48"]).unwrap()
}

fn seen(peer: &str, headers: &[&str]) -> String {
    client_ip(peer.parse().unwrap(), &trusted(), headers.iter().map(|header| header.as_bytes())).to_string()
}

#[test]
fn a_header_from_anyone_but_a_trusted_proxy_is_ignored() {
    for header in ["198.51.100.9", "10.0.0.5", "127.0.0.1", "::1", "198.51.100.9, 10.0.0.5", "garbage", ""] {
        assert_eq!(seen("203.0.113.7", &[header]), "203.0.113.7", "{header:?}");
    }
    assert_eq!(seen("2001:db8::7", &["198.51.100.9"]), "2001:db8::7");
}

#[test]
fn with_no_trusted_proxy_the_peer_is_the_visitor() {
    let nobody = TrustedProxies::default();
    let ip = client_ip(PROXY.parse().unwrap(), &nobody, [b"198.51.100.9".as_slice()]);
    assert_eq!(ip.to_string(), PROXY);
}

#[test]
fn a_trusted_proxy_is_believed_up_to_the_first_stranger_from_the_right() {
    let cases: &[(&[&str], &str)] = &[
        (&[], PROXY),
        (&[""], PROXY),
        (&["  "], PROXY),
        (&[", ,"], PROXY),
        (&["198.51.100.9"], "198.51.100.9"),
        (&[" 198.51.100.9 "], "198.51.100.9"),
        (&["\t198.51.100.9\t"], "198.51.100.9"),
        (&["198.51.100.9,"], "198.51.100.9"),
        (&["1.1.1.1, 198.51.100.9"], "198.51.100.9"),
        (&["1.1.1.1,198.51.100.9,10.0.0.6"], "198.51.100.9"),
        (&["198.51.100.9, 10.0.0.6, 10.0.0.7, 192.0.2.1"], "198.51.100.9"),
        (&["10.0.0.9, 198.51.100.9"], "198.51.100.9"),
        (&["127.0.0.1, 198.51.100.9"], "198.51.100.9"),
        (&["garbage, 198.51.100.9"], "198.51.100.9"),
        (&["' OR 1=1 --, 198.51.100.9"], "198.51.100.9"),
        (&["192.0.2.2, 192.0.2.1"], "192.0.2.2"),
        (&["10.0.0.6"], "10.0.0.6"),
        (&["10.0.0.8, 10.0.0.6"], "10.0.0.8"),
        (&["11.0.0.1"], "11.0.0.1"),
        (&["9.255.255.255"], "9.255.255.255"),
    ];
    for (headers, expected) in cases {
        assert_eq!(seen(PROXY, headers), *expected, "{headers:?}");
    }
}

#[test]
fn several_headers_are_one_list() {
    assert_eq!(seen(PROXY, &["1.1.1.1", "198.51.100.9"]), "198.51.100.9");
    assert_eq!(seen(PROXY, &["1.1.1.1, 198.51.100.9", "10.0.0.6"]), "198.51.100.9");
    assert_eq!(seen(PROXY, &["198.51.100.9", "10.0.0.6, 10.0.0.7"]), "198.51.100.9");
    assert_eq!(seen(PROXY, &["198.51.100.9", ""]), "198.51.100.9");
    assert_eq!(seen(PROXY, &["1.1.1.1", "garbage"]), PROXY);
}

#[test]
fn ports_and_brackets_are_taken_off() {
    let cases = [
        ("198.51.100.9:4711", "198.51.100.9"),
        ("1.1.1.1, 198.51.100.9:65535", "198.51.100.9"),
        ("2001:db8::9", "2001:db8::9"),
        ("[2001:db8::9]", "2001:db8::9"),
        ("[2001:db8::9]:443", "2001:db8::9"),
        ("2001:DB8:0:0:0:0:0:9", "2001:db8::9"),
        ("2001:db8::9, fd00::1", "2001:db8::9"),
        ("2001:db8::9, [fd00::1]:8443, 10.0.0.6:80", "2001:db8::9"),
        ("2001:db8::9, 2001:db8:ffff:1::1", "2001:db8::9"),
        ("::ffff:198.51.100.9", "198.51.100.9"),
        ("[::ffff:198.51.100.9]:80", "198.51.100.9"),
        ("198.51.100.9, ::ffff:10.0.0.6", "198.51.100.9"),
    ];
    for (header, expected) in cases {
        assert_eq!(seen(PROXY, &[header]), expected, "{header:?}");
    }
}

#[test]
fn garbage_where_the_proxy_should_have_written_ends_at_the_peer() {
    let garbage = [
        "unknown",
        "_hidden",
        "-",
        "localhost",
        "shop.example",
        "198.51.100",
        "198.51.100.256",
        "198.51.100.9.1",
        "0198.51.100.9",
        "0x7f.1",
        "2130706433",
        "198.51.100.9:",
        "198.51.100.9:x",
        "198.51.100.9:65536",
        "[198.51.100.9]",
        "[2001:db8::9",
        "2001:db8::9]",
        "[2001:db8::9]443",
        "[2001:db8::9]:",
        "2001:db8::9::1",
        "fe80::1%eth0",
        "\"198.51.100.9\"",
        "for=198.51.100.9",
        "198.51.100.9;",
        "198.51.100.9 10.0.0.6",
        "<script>",
        "１９８.51.100.9",
        "198.51.100.9\u{0}",
        "198.51.100.9/24",
    ];
    for hop in garbage {
        assert_eq!(seen(PROXY, &[hop]), PROXY, "{hop:?}");
        assert_eq!(seen(PROXY, &[&format!("1.1.1.1, {hop}")]), PROXY, "{hop:?} after an address");
        assert_eq!(seen(PROXY, &[&format!("{hop}, 10.0.0.6")]), PROXY, "{hop:?} before our proxy");
    }
}

#[test]
fn a_value_that_is_not_text_does_not_promote_the_one_before_it() {
    let headers = [b"1.1.1.1".as_slice(), b"\xff\xfe".as_slice()];
    assert_eq!(client_ip(PROXY.parse().unwrap(), &trusted(), headers).to_string(), PROXY);
}

#[test]
fn a_peer_written_as_a_mapped_address_is_its_ipv4_address() {
    assert_eq!(seen("::ffff:10.0.0.5", &["198.51.100.9"]), "198.51.100.9");
    assert_eq!(seen("::ffff:203.0.113.7", &["198.51.100.9"]), "203.0.113.7");
}

#[test]
fn an_ipv6_proxy_is_trusted_by_its_prefix() {
    assert_eq!(seen("fd12::1", &["198.51.100.9"]), "198.51.100.9");
    assert_eq!(seen("2001:db8:fffe::1", &["198.51.100.9"]), "2001:db8:fffe::1");
}

#[test]
fn a_prefix_of_zero_means_everyone_of_that_kind() {
    let all = TrustedProxies::parse(&["0.0.0.0/0"]).unwrap();
    let of = |peer: &str| client_ip(peer.parse().unwrap(), &all, [b"2001:db8::9".as_slice()]).to_string();
    assert_eq!(of("203.0.113.7"), "2001:db8::9");
    assert_eq!(of("2001:db8::7"), "2001:db8::7");
    assert!(TrustedProxies::parse(&["::/0"]).unwrap().contain("2001:db8::7".parse().unwrap()));
}

#[test]
fn a_setting_that_is_no_network_is_refused_with_the_fix() {
    let cases = [
        ("", ProxyFault::Address),
        ("proxy.example", ProxyFault::Address),
        ("10.0.0", ProxyFault::Address),
        ("10.0.0.1:80", ProxyFault::Address),
        ("[fd00::1]", ProxyFault::Address),
        (" 10.0.0.1", ProxyFault::Address),
        ("::ffff:10.0.0.0/104", ProxyFault::Address),
        ("10.0.0.0/", ProxyFault::Prefix),
        ("10.0.0.0/33", ProxyFault::Prefix),
        ("10.0.0.0/+8", ProxyFault::Prefix),
        ("10.0.0.0/8/8", ProxyFault::Prefix),
        ("fd00::/129", ProxyFault::Prefix),
        ("10.0.0.1/8", ProxyFault::HostBits),
        ("fd00::1/8", ProxyFault::HostBits),
    ];
    for (entry, fault) in cases {
        assert_eq!(TrustedProxies::parse(&[entry]).unwrap_err().fault, fault, "{entry:?}");
    }
    let error = TrustedProxies::parse(&["10.0.0.1/8"]).unwrap_err().to_string();
    assert_eq!(
        error,
        "trusted proxy \"10.0.0.1/8\": has bits set after its prefix; write the network's first address, such as 10.0.0.0/8"
    );
}
