//! The click path through the router: who is sent where, what is written down, and who gets nowhere.

use crate::world::{Shops, Template, World};
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use std::net::SocketAddr;
use tower::ServiceExt;
use tributary::app::App;
use tributary::http::redirect::destination::AllowedHosts;
use tributary_core::program::Rules;
use tributary_core::{OrderId, PartnerId};
use tributary_engine::click::{self, Click};
use tributary_engine::link::{self, NewLink};
use tributary_engine::page::Cursor;
use tributary_engine::{Engine, order, partner};
use url::Url;

#[path = "../../src/http/redirect/destination/payloads.rs"]
#[expect(dead_code, reason = "the allow-list is put into the program's rules here")]
mod payloads;

pub(crate) const BROWSER: &str =
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36";

/// A server, and what its clicks need.
pub(crate) struct Clicks {
    pub(crate) world: World,
    pub(crate) shop: Url,
    _shops: Shops,
}

pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
}

impl Answer {
    pub(crate) fn location(&self) -> Url {
        let location = self.headers[header::LOCATION].to_str().unwrap();
        assert!(location.bytes().all(|byte| byte.is_ascii_graphic()), "{location:?}");
        Url::parse(location).unwrap()
    }

    pub(crate) fn cookie(&self) -> Option<&str> {
        self.headers.get(header::SET_COOKIE).map(|cookie| cookie.to_str().unwrap())
    }

    pub(crate) fn param(&self, name: &str) -> Option<String> {
        self.location().query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    }
}

impl Clicks {
    pub(crate) async fn open() -> Self {
        let shops = Shops::start().await;
        let world = Template::new(&shops).open();
        let shop = Url::parse(&shops.0["wc10"].base_url).unwrap();
        let clicks = Self { world, shop, _shops: shops };
        clicks.link("spring", clicks.shop.join("sale?utm_source=own&size=m#top").unwrap().as_str());
        clicks.allow(&payloads::ALLOWED);
        clicks
    }

    pub(crate) const fn app(&self) -> &App {
        &self.world.app
    }

    fn partner(&self, name: &str) -> PartnerId {
        let ids = &self.world.installed.names;
        let (id, _) = ids.iter().find(|(id, known)| *known == name && id.starts_with("par_")).unwrap();
        PartnerId::parse(id).unwrap()
    }

    fn link(&self, slug: &str, destination: &str) {
        let (installed, engine) = (&self.world.installed, &self.world.app.engine);
        let new = NewLink {
            program: installed.programs["wc10"].clone(),
            partner: self.partner("Sara"),
            slug: Some(slug.to_owned()),
            destination: destination.to_owned(),
        };
        let (tenant, now) = (installed.tenant.clone(), engine.now());
        engine.db.write_wait(move |tx| link::create(tx, &tenant, &new, now)).unwrap();
        engine.refresh_snapshot().unwrap();
    }

    pub(crate) fn allow(&self, hosts: &[&str]) {
        let hosts: Vec<String> = hosts.iter().map(|host| (*host).to_owned()).collect();
        self.rules(move |rules| rules.allowed_hosts.clone_from(&hosts));
    }

    pub(crate) fn rules(&self, change: impl Fn(&mut Rules) + Send + 'static) {
        let (installed, engine) = (self.world.installed.clone(), &self.world.app.engine);
        let clock = engine.clock.clone();
        let changed = engine.db.write_wait(move |tx| {
            let program = &installed.programs["wc10"];
            Engine::change_rules(tx, &installed.tenant, program, "ada", &clock, |rules| {
                change(rules);
                Ok(())
            })
        });
        changed.unwrap();
        engine.refresh_snapshot().unwrap();
    }

    fn pause(&self, name: &str) {
        let (tenant, id, now) =
            (self.world.installed.tenant.clone(), self.partner(name), self.world.app.engine.now());
        let engine = &self.world.app.engine;
        engine.db.write_wait(move |tx| partner::set_status(tx, &tenant, &id, "paused", "ada", now)).unwrap();
        engine.refresh_snapshot().unwrap();
    }

    /// Changes the database behind the server's back.
    fn by_hand(&self, sql: &str) {
        assert_eq!(self.world.own.by_hand(sql).unwrap(), 1, "{sql}");
        self.world.app.engine.refresh_snapshot().unwrap();
    }

    async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.world.router().oneshot(request).await.unwrap();
        Answer { status: response.status(), headers: response.headers().clone() }
    }

    pub(crate) async fn go(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = Request::get(path);
        if headers.iter().all(|(name, _)| *name != "User-Agent") {
            request = request.header("User-Agent", BROWSER);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request.body(Body::empty()).unwrap()).await
    }

    /// Whether the intake has written it down, whatever the database has.
    fn is_on_disk(&self, click: &str) -> bool {
        let files = std::fs::read_dir(self.world.own.folder().join("clicks")).unwrap();
        let mut bytes = files.map(|file| std::fs::read(file.unwrap().path()).unwrap());
        bytes.any(|bytes| bytes.windows(click.len()).any(|window| window == click.as_bytes()))
    }

    /// The newest click.
    pub(crate) fn last(&self) -> Click {
        self.all().into_iter().next().unwrap()
    }

    pub(crate) fn all(&self) -> Vec<Click> {
        while self.world.app.intake.figures().waiting() > 0 {
            std::thread::yield_now();
        }
        let tenant = self.world.installed.tenant.clone();
        let cursor = Cursor { after: None, limit: 200 };
        self.world.app.engine.db.read_wait(move |tx| click::list(tx, &tenant, None, &cursor)).unwrap().rows
    }

    pub(crate) fn is_shop(&self, url: &Url) -> bool {
        (url.scheme(), url.host_str(), url.port()) == ("http", self.shop.host_str(), self.shop.port())
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_click_is_on_disk_before_the_answer_and_travels_with_the_visitor() {
    let clicks = Clicks::open().await;
    for (path, value) in
        [("/r/sara", "sara"), ("/r/SaRa", "sara"), ("/r/sara10", "SARA10"), ("/t/spring", "spring")]
    {
        let answer = clicks.go(path, &[("Referer", "https://video.example/watch")]).await;
        assert_eq!(answer.status, StatusCode::FOUND, "{path}");
        assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store");
        let id = answer.param("click").unwrap();
        assert!(clicks.is_on_disk(&id), "{path}");
        let click = clicks.last();
        assert_eq!(click.id.as_str(), id);
        assert_eq!((click.outcome.as_str(), click.traffic.as_str()), ("counted", "human"));
        assert_eq!(click.partner, Some(clicks.partner("Sara")));
        assert_eq!(click.referrer.as_deref(), Some("https://video.example/watch"));
        assert!(clicks.is_shop(&answer.location()));
        for (name, wanted) in [
            ("utm_source", value),
            ("utm_medium", "affiliate"),
            ("utm_content", &id),
            ("ref", value),
            ("click", &id),
        ] {
            assert_eq!(answer.param(name).as_deref(), Some(wanted), "{path} {name}");
        }
        let cookie = answer.cookie().unwrap();
        assert!(cookie.starts_with(&format!("tributary_click={id}.")), "{cookie}");
        for part in ["; Path=/", "; Max-Age=604800", "; HttpOnly", "; SameSite=Lax"] {
            assert!(cookie.contains(part), "{cookie}");
        }
        assert_eq!(click.landing, answer.headers[header::LOCATION].to_str().unwrap());
    }
    // The destination's own query and fragment stay; only our names are replaced.
    let landed = clicks.go("/t/spring", &[]).await.location();
    assert_eq!((landed.path(), landed.fragment()), ("/sale", Some("top")));
    assert!(landed.query().unwrap().starts_with("size=m&utm_source=spring&"), "{landed}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn one_browser_stays_one_visitor_and_a_made_up_cookie_names_nobody() {
    let clicks = Clicks::open().await;
    let first = clicks.go("/r/sara", &[]).await;
    let cookie = first.cookie().unwrap().split(';').next().unwrap().to_owned();
    let visitor = clicks.last().visitor;
    clicks.go("/r/five", &[("Cookie", &format!("a=b; {cookie}; c=d"))]).await;
    assert_eq!(clicks.last().visitor, visitor);
    for made_up in
        ["tributary_click=x", "tributary_click=.", "tributary_click=clk_1.' OR 1=1", "tributary_click="]
    {
        let answer = clicks.go("/r/sara", &[("Cookie", made_up)]).await;
        assert_eq!(answer.status, StatusCode::FOUND);
        assert_ne!(clicks.last().visitor, visitor);
        assert_eq!(clicks.last().visitor.len(), 32);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn unknown_codes_and_paused_partners_lead_to_the_shop_and_say_so() {
    let clicks = Clicks::open().await;
    clicks.pause("Finn");
    for (path, outcome) in [
        ("/r/nobody", "unknown_code"),
        ("/t/nothing", "unknown_code"),
        ("/r/five", "paused"),
        ("/r/%E2%80%AE", "unknown_code"),
    ] {
        let answer = clicks.go(path, &[]).await;
        assert_eq!(answer.status, StatusCode::FOUND, "{path}");
        assert!(clicks.is_shop(&answer.location()), "{path}");
        assert_eq!(answer.cookie(), None, "{path}");
        assert_eq!(answer.param("click"), None, "{path}");
        assert_eq!(clicks.last().outcome, outcome, "{path}");
    }
    assert_eq!(clicks.all().len(), 4);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn machines_are_sent_on_and_labelled_but_get_no_cookie_and_no_click_to_carry() {
    let clicks = Clicks::open().await;
    let bot = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";
    let cases: [(&[(&str, &str)], &str); 9] = [
        (&[("User-Agent", bot)], "bot"),
        (&[("User-Agent", "curl/8.5.0")], "bot"),
        (&[("User-Agent", "")], "bot"),
        (&[("User-Agent", "WhatsApp/2.23.20.0")], "preview"),
        (&[("Sec-Purpose", "prefetch;prerender")], "prefetch"),
        (&[("Purpose", "prefetch")], "prefetch"),
        (&[("X-Moz", "prefetch")], "prefetch"),
        (&[("Sec-Fetch-Dest", "image"), ("Sec-Fetch-Mode", "no-cors")], "subresource"),
        (&[("Sec-Fetch-Dest", "iframe"), ("Sec-Fetch-Mode", "navigate")], "subresource"),
    ];
    for (headers, traffic) in cases {
        let answer = clicks.go("/r/sara", headers).await;
        assert_eq!(answer.status, StatusCode::FOUND, "{headers:?}");
        assert!(clicks.is_shop(&answer.location()));
        assert_eq!((answer.cookie(), answer.param("click")), (None, None), "{headers:?}");
        let click = clicks.last();
        assert_eq!(
            (click.traffic.as_str(), click.outcome.as_str()),
            (traffic, "not_a_person"),
            "{headers:?}"
        );
        assert!(!click.by_person());
    }
    let head = Request::head("/t/spring").header("User-Agent", BROWSER).body(Body::empty()).unwrap();
    let answer = clicks.send(head).await;
    assert_eq!((answer.status, answer.cookie()), (StatusCode::FOUND, None));
    assert_eq!(clicks.last().traffic, "head");
    for method in [Method::POST, Method::PUT, Method::DELETE, Method::OPTIONS] {
        let request = Request::builder().method(method).uri("/r/sara").body(Body::empty()).unwrap();
        assert_eq!(clicks.send(request).await.status, StatusCode::METHOD_NOT_ALLOWED);
    }
}

/// An order that names a machine's click earns nothing; the same order naming a person's click does.
#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_machines_click_cannot_win_even_when_an_order_names_it() {
    let clicks = Clicks::open().await;
    let store = clicks.world.installed.stores["wc10"].to_string();
    let order_with = async |id: u32, click: &str| {
        let placed = clicks.world.app.engine.now().plus_ms(1_500).floor_second();
        let placed = jiff::Timestamp::from_millisecond(placed.ms()).unwrap().strftime("%Y-%m-%dT%H:%M:%S");
        let body = serde_json::json!({
            "id": id, "number": id.to_string(), "status": "completed", "currency": "USD", "total": "10.00",
            "date_created_gmt": placed.to_string(), "date_modified_gmt": placed.to_string(),
            "line_items": [{ "id": 1, "product_id": 2, "quantity": 1, "total": "10.00", "name": "Mug" }],
            "refunds": [], "billing": {},
            "meta_data": [{ "key": "_tributary_click", "value": click }],
        })
        .to_string();
        let request = signed(&store, "secret-order.created", "order.created", &body);
        assert_eq!(clicks.send(request).await.status, StatusCode::OK);
        clicks.world.judge().await;
        let tenant = clicks.world.installed.tenant.clone();
        let name = id.to_string();
        clicks.world.app.engine.db.read_wait(move |tx| order::find(tx, &tenant, &name)).unwrap()
    };
    clicks.go("/r/sara", &[("User-Agent", "curl/8.5.0")]).await;
    let row = order_with(9001, clicks.last().id.as_str()).await;
    assert_eq!((row.partner, row.nobody.as_deref(), row.commission_minor), (None, Some("not_a_person"), 0));
    clicks.go("/r/sara", &[]).await;
    let row = order_with(9002, clicks.last().id.as_str()).await;
    assert_eq!((row.partner_name.as_deref(), row.via.as_deref()), (Some("Sara"), Some("cookie")));
    assert_eq!(row.commission_minor, 125);
    // A click of the other shop's program is not this one's.
    let _: OrderId = row.id;
    assert_eq!(clicks.world.findings(), [""; 0]);
}

fn signed(store: &str, secret: &str, topic: &str, body: &str) -> Request<Body> {
    use base64::Engine as _;
    use hmac::{Hmac, KeyInit, Mac};
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(body.as_bytes());
    let signature = base64::engine::general_purpose::STANDARD.encode(mac.finalize().into_bytes());
    Request::post(format!("/hooks/woocommerce/{store}"))
        .header("Content-Type", "application/json")
        .header("X-WC-Webhook-Topic", topic)
        .header("X-WC-Webhook-Signature", signature)
        .body(Body::from(body.to_owned()))
        .unwrap()
}

fn query(to: &str) -> String {
    url::form_urlencoded::byte_serialize(to.as_bytes()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn no_hostile_destination_leaves_the_server() {
    let clicks = Clicks::open().await;
    let (mut tried, mut accepted) = (0, 0);
    for (technique, to) in payloads::hostile() {
        let uri = format!("/r/sara?to={}", query(&to));
        let Ok(request) = Request::get(&uri).header("User-Agent", BROWSER).body(Body::empty()) else {
            continue;
        };
        let answer = clicks.send(request).await;
        assert_eq!(answer.status, StatusCode::FOUND, "{technique}: {to:?}");
        assert!(clicks.is_shop(&answer.location()), "{technique}: {to:?} leads to {}", answer.location());
        tried += 1;
    }
    for to in payloads::at_home() {
        let answer = clicks.go(&format!("/r/sara?to={}", query(&to)), &[]).await;
        let url = answer.location();
        let place = url
            .port()
            .map_or(url.host_str().unwrap().to_owned(), |port| format!("{}:{port}", url.host_str().unwrap()));
        assert!(payloads::ALLOWED.contains(&place.as_str()), "{to:?} leads to {url}");
        accepted += 1;
    }
    assert!(tried > 1_000 && accepted > 10, "{tried} hostile, {accepted} at home");
    let refused = clicks.go(&format!("/r/sara?to={}", query("https://evil.tld/")), &[]).await;
    assert!(clicks.is_shop(&refused.location()));
    assert_eq!(clicks.last().refused.as_deref(), Some("host"));
    // Raw, without any escape, as far as it fits a request line at all; and the last of several counts no more.
    for raw in [
        "//evil.tld",
        "https:evil.tld",
        "https://shop.example@evil.tld",
        "/\\evil.tld",
        "https://evil.tld&to=https://shop.example/",
    ] {
        let answer = clicks.go(&format!("/t/spring?to={raw}"), &[]).await;
        assert!(clicks.is_shop(&answer.location()), "{raw}");
    }
    // With no host allowed, nothing is.
    clicks.allow(&[]);
    let answer = clicks.go(&format!("/r/sara?to={}", query("https://shop.example/")), &[]).await;
    assert!(clicks.is_shop(&answer.location()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_poisoned_row_cannot_leave_the_server() {
    let clicks = Clicks::open().await;
    for poison in [
        "javascript:alert(1)",
        "https://shop.example/\r\nSet-Cookie: a=b",
        "https://shop.example/\nX: y",
        "//evil.tld/",
        "/\\evil.tld",
        "data:text/html,x",
        "https://user:pass@shop.example/",
        "not a url",
        "",
    ] {
        clicks.by_hand(&format!("UPDATE link SET destination = '{poison}' WHERE slug = 'spring'"));
        let answer = clicks.go("/t/spring", &[]).await;
        assert_eq!(answer.status, StatusCode::FOUND, "{poison}");
        assert!(clicks.is_shop(&answer.location()), "{poison}: {}", answer.location());
        assert!(
            !answer.headers.contains_key("x")
                && answer.headers.get_all(header::SET_COOKIE).iter().count() == 1
        );
    }
    // With the shop's own address poisoned too there is nowhere to go, and nowhere is where it goes.
    let store = &clicks.world.installed.stores["wc10"];
    clicks.by_hand(&format!("UPDATE store SET url = 'javascript:alert(1)' WHERE id = '{store}'"));
    let answer = clicks.go("/t/spring", &[]).await;
    assert_eq!((answer.status, answer.headers.get(header::LOCATION)), (StatusCode::NOT_FOUND, None));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn no_address_of_a_visitor_is_on_the_disk() {
    let clicks = Clicks::open().await;
    let addresses = ["203.0.113.77:4711", "198.51.100.23:80", "[2001:db8:85a3:7:1234:8a2e:370:7334]:9999"];
    for peer in addresses {
        let peer: SocketAddr = peer.parse().unwrap();
        for forwarded in [None, Some("192.0.2.143"), Some("2001:db8:ffff:1::beef, 192.0.2.199")] {
            let mut request = Request::get("/r/sara").header("User-Agent", BROWSER);
            if let Some(forwarded) = forwarded {
                request = request.header("X-Forwarded-For", forwarded).header("X-Real-IP", forwarded);
            }
            let mut request = request.body(Body::empty()).unwrap();
            request.extensions_mut().insert(ConnectInfo(peer));
            assert_eq!(clicks.send(request).await.status, StatusCode::FOUND);
        }
    }
    let marks: std::collections::BTreeSet<Option<String>> =
        clicks.all().into_iter().map(|click| click.ip_hash).collect();
    // Nobody is trusted to forward, so the three peers are three marks.
    assert_eq!(marks.len(), 3);
    assert!(marks.iter().all(|mark| mark.as_ref().is_some_and(|mark| mark.len() == 32)));
    let bytes = clicks.world.bytes_on_disk();
    let there = |needle: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
    for text in
        ["203.0.113.77", "198.51.100.23", "192.0.2.143", "192.0.2.199", "2001:db8", "2001:0db8", "370:7334"]
    {
        assert!(!there(text.as_bytes()), "{text} is on the disk");
    }
    for peer in addresses {
        match peer.parse::<SocketAddr>().unwrap().ip() {
            std::net::IpAddr::V4(ip) => {
                assert!(!there(&ip.octets()) && !there(format!("{:08x}", u32::from(ip)).as_bytes()));
            }
            std::net::IpAddr::V6(ip) => assert!(!there(&ip.octets()) && !there(&ip.octets()[..8])),
        }
    }
    assert!(there(clicks.last().id.as_str().as_bytes()), "the search would find what is there");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn whatever_stands_in_the_path_the_server_never_fails() {
    let clicks = Clicks::open().await;
    let long = "x".repeat(60_000);
    let odd = [
        "%FF",
        "%0d%0aSet-Cookie:%20a=b",
        "%00",
        "%",
        "%2",
        "%2e%2e%2f",
        "..",
        ".",
        "%2F",
        "a%2Fb",
        "%E2%80%8B",
        "+",
        "sara%20",
        "'%20OR%201=1--",
        "%3Cscript%3E",
        "sara;x=y",
        "%F0%9F%92%A9",
        "%C3%28",
        "sara?to",
        "sara?to=",
        "sara?to=%FF",
        "sara?%FF=%FF&&&=&to",
        "?",
        long.as_str(),
    ];
    for way in ["r", "t"] {
        for tail in odd {
            let Ok(request) =
                Request::get(format!("/{way}/{tail}")).header("User-Agent", BROWSER).body(Body::empty())
            else {
                continue; // no server ever sees what is no request
            };
            let answer = clicks.send(request).await;
            let brief: String = tail.chars().take(40).collect();
            assert!(!answer.status.is_server_error(), "/{way}/{brief}: {}", answer.status);
            if answer.status == StatusCode::FOUND {
                assert!(clicks.is_shop(&answer.location()), "/{way}/{brief}: {}", answer.location());
                assert!(clicks.last().value.chars().count() <= 100);
            }
            assert!(answer.cookie().is_none_or(|cookie| cookie.starts_with("tributary_click=clk_")));
        }
    }
    let huge: Vec<(&str, &str)> = vec![("User-Agent", &long), ("Referer", &long), ("Cookie", &long)];
    assert_eq!(clicks.go("/r/sara", &huge).await.status, StatusCode::FOUND);
    let click = clicks.last();
    assert!(click.user_agent.unwrap().len() <= 500 && click.referrer.unwrap().len() <= 500);
    let mut raw = Request::get("/r/sara").body(Body::empty()).unwrap();
    raw.headers_mut()
        .insert("user-agent", axum::http::HeaderValue::from_bytes(b"Mozilla/5.0 \xff\xfe").unwrap());
    assert_eq!(clicks.send(raw).await.status, StatusCode::FOUND);
    assert_eq!(clicks.world.findings(), [""; 0]);
}
