//! Whoever leads inside is refused, in whichever form and at whichever moment.

use super::*;
use std::sync::atomic::{AtomicUsize, Ordering};

const IN: &str = "\
    127.0.0.1 127.1 0x7f.1 0x7f000001 2130706433 017700000001 0177.0.0.1 127.0.0.1. ０x7f.1 \
    ①②⑦.⓪.⓪.① 127。0。0。1 0 0.0.0.0 10.0.0.1 10.1 0xa000001 100.64.0.1 169.254.169.254 0xa9fea9fe \
    2852039166 0251.0376.0251.0376 172.16.0.1 172.31.255.255 192.0.0.8 192.0.2.1 192.88.99.1 \
    192.168.1.1 3232235777 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1 255.255.255.255 [::] \
    [::1] [0:0:0:0:0:0:0:1] [::127.0.0.1] [::ffff:127.0.0.1] [::ffff:7f00:1] \
    [::ffff:169.254.169.254] [::ffff:0:127.0.0.1] [64:ff9b::127.0.0.1] [64:ff9b::a9fe:a9fe] \
    [64:ff9b:1::1] [2001::1] [2001:db8::1] [2002:7f00:1::] [2002:a9fe:a9fe::1] [3fff::1] \
    [5f00::1] [fc00::1] [fd00:ec2::254] [fe80::1] [fec0::1] [ff02::1] localhost LOCALHOST \
    localhost. x.localhost printer.local metadata.google.internal a.lan 1.0.0.127.in-addr.arpa \
    %6cocalhost ｌocalhost";

#[test]
fn an_address_that_leads_inside_is_refused_in_every_notation() {
    for inside in IN.split_whitespace() {
        let url = format!("https://{inside}/hook");
        assert_eq!(check(&url, false), Err(Refusal::Inside), "{url}");
    }
}

#[test]
fn what_is_no_plain_https_address_is_refused_with_a_reason() {
    use Refusal::{Extras, NoAddress, NotHttps, Port};
    for (url, why) in [
        ("", NoAddress),
        ("example.com/hook", NoAddress),
        ("https:example.com", NoAddress),
        ("https://", NoAddress),
        ("https://exa mple.com", NoAddress),
        ("https:\\\\example.com", NoAddress),
        (" https://example.com", NoAddress),
        ("https://[::1", NoAddress),
        ("https://[fe80::1%25eth0]/", NoAddress),
        ("https://256.1.1.1/", NoAddress),
        ("https://example.com:99999/", NoAddress),
        ("ftp://example.com", NoAddress),
        ("file:///etc/passwd", NoAddress),
        ("gopher://example.com", NoAddress),
        ("javascript:alert(1)", NoAddress),
        ("http://example.com/", NotHttps),
        ("https://user@example.com/", Extras),
        ("https://user:pass@example.com/", Extras),
        ("https://127.0.0.1@example.com/", Extras),
        ("https://example.com/#x", Extras),
        ("https://example.com:22/", Port),
        ("https://example.com:25/", Port),
        ("https://example.com:1023/", Port),
    ] {
        assert_eq!(check(url, false), Err(why), "{url}");
    }
    assert_eq!(check(&format!("https://example.com/{}", "x".repeat(2_000)), false), Err(NoAddress));
    for url in [
        "https://example.com/hook?a=1",
        "https://1.1.1.1/",
        "https://[2606:4700::1111]:8443/",
        "https://e.example:80/",
    ] {
        assert_eq!(check(url, false).map(String::from).as_deref(), Ok(url));
    }
    for url in ["http://127.0.0.1:9/", "http://localhost:22/", "https://10.0.0.1/"] {
        assert!(check(url, true).is_ok(), "{url}: allowed by whoever runs the server");
    }
    assert_eq!(check("file:///etc/passwd", true), Err(NoAddress));
}

/// What the guard hands to whoever connects.
async fn resolved(guard: &Guard, name: &str) -> Result<Vec<SocketAddr>, String> {
    let found = guard.resolve(name.parse().unwrap()).await;
    found.map(Iterator::collect).map_err(|error| error.to_string())
}

fn answering(lists: &'static [&'static [&'static str]]) -> (Guard, Arc<AtomicUsize>) {
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let guard = Guard::asking(false, move |_| {
        let list = lists[count.fetch_add(1, Ordering::Relaxed).min(lists.len() - 1)];
        Box::pin(async move { Ok(list.iter().map(|address| address.parse().unwrap()).collect()) })
    });
    (guard, asked)
}

#[tokio::test]
async fn a_name_that_leads_inside_is_refused_even_beside_an_address_outside() {
    for list in [
        &[&["127.0.0.1"] as &[&str]] as &'static [&'static [&'static str]],
        &[&["1.1.1.1", "10.0.0.1"]],
        &[&["2606:4700::1111", "::1"]],
        &[&["::ffff:169.254.169.254"]],
    ] {
        let (guard, _) = answering(list);
        let refused = resolved(&guard, "hooks.example").await.unwrap_err();
        assert_eq!(refused, Refusal::Inside.to_string(), "{list:?}");
    }
    let own = resolved(&Guard::new(false), "localhost").await.unwrap_err();
    assert_eq!(own, Refusal::Inside.to_string());
}

#[tokio::test]
async fn only_the_addresses_that_were_looked_at_are_connected_to() {
    let (guard, asked) = answering(&[&["1.1.1.1", "2606:4700::1111"], &["127.0.0.1"]]);
    let found = resolved(&guard, "hooks.example").await.unwrap();
    assert_eq!(found, ["1.1.1.1:0".parse().unwrap(), "[2606:4700::1111]:0".parse().unwrap()]);
    assert_eq!(asked.load(Ordering::Relaxed), 1, "looked up once");
    assert!(resolved(&guard, "hooks.example").await.is_err(), "and judged anew at every connection");
}
