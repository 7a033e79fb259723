//! Links of publishers: `/track/v2/click` as Retrack has it, ids of the publisher's own, pages of the shop, the shop's
//! redirect page, visitors who say no, and memberships that have ended.

use crate::redirect::{BROWSER, Clicks};
use axum::http::{StatusCode, header};
use tributary_core::program::Purpose;
use tributary_core::{LinkId, MembershipId, ProgramId, PublisherId};
use tributary_engine::audit::Actor;
use tributary_engine::publisher::{self, NewPublisher};
use url::{Url, form_urlencoded};

/// A publisher in the shop's program.
#[derive(Debug)]
pub(crate) struct Member {
    pub(crate) id: MembershipId,
    publisher: PublisherId,
    program: ProgramId,
    link: LinkId,
}

impl Member {
    /// Their link as Retrack writes it.
    pub(crate) fn path(&self) -> String {
        format!("/track/v2/click?publisher={}&program={}", self.publisher, self.program)
    }
}

impl Clicks {
    pub(crate) fn member(&self, name: &str) -> Member {
        let engine = &self.world.app.engine;
        let (tenant, now) = (self.world.installed.tenant.clone(), engine.now());
        let program = self.world.installed.programs["wc10"].clone();
        let new =
            NewPublisher { name: name.to_owned(), email: format!("{name}@pub.example"), site: String::new() };
        let made = engine.db.write_wait(move |tx| {
            publisher::invite(tx, &Actor::system(&tenant, "ada"), (&program, &new), &[7; 32], now)
        });
        let made = made.unwrap();
        engine.refresh_snapshot().unwrap();
        Member { id: made.id, publisher: made.publisher, program: made.program, link: made.link.unwrap() }
    }

    fn ends(&self, member: &Member) {
        let engine = &self.world.app.engine;
        let (tenant, id, now) = (self.world.installed.tenant.clone(), member.id.clone(), engine.now());
        engine
            .db
            .write_wait(move |tx| publisher::end(tx, &Actor::system(&tenant, "ada"), &id, "", now))
            .unwrap();
        engine.refresh_snapshot().unwrap();
    }
}

fn escaped(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_publisher_s_link_is_followed_by_ids_and_uuids_and_keeps_what_the_publisher_calls_the_click() {
    let clicks = Clicks::open().await;
    let kick = clicks.member("kick");
    let ids = [kick.publisher.to_string(), kick.publisher.to_uuid(), kick.publisher.to_uuid().to_uppercase()];
    let programs = [kick.program.to_string(), kick.program.to_uuid()];
    for (publisher, program) in ids.iter().flat_map(|id| programs.iter().map(move |program| (id, program))) {
        let asked =
            format!("/track/v2/click?publisher={publisher}&program={program}&ref=38315327&ref3=x%26y");
        let answer = clicks.go(&asked, &[]).await;
        assert_eq!(answer.status, StatusCode::FOUND, "{asked}");
        let click = clicks.last();
        assert_eq!((click.outcome.as_str(), click.link.as_ref()), ("counted", Some(&kick.link)), "{asked}");
        assert_eq!(click.refs.as_deref(), Some(r#"["38315327",null,"x&y"]"#));
        assert_eq!(answer.param("click").as_deref(), Some(click.id.as_str()));
        assert!(clicks.is_shop(&answer.location()));
    }
    let plain = clicks.go("/t/spring", &[]).await;
    assert_eq!((plain.status, clicks.last().refs), (StatusCode::FOUND, None));
    assert_eq!(clicks.world.findings(), [""; 0], "the chain holds with and without them");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn an_unknown_publisher_leads_to_the_program_s_shop_for_nobody_and_an_unknown_program_nowhere() {
    let clicks = Clicks::open().await;
    let kick = clicks.member("kick");
    let stranger = PublisherId::from_bits(77);
    for publisher in [stranger.as_str(), &stranger.to_uuid(), "", "'--", kick.program.as_str()] {
        let asked = format!("/track/v2/click?publisher={}&program={}", escaped(publisher), kick.program);
        let answer = clicks.go(&asked, &[]).await;
        assert_eq!((answer.status, answer.cookie()), (StatusCode::FOUND, None), "{publisher}");
        assert!(clicks.is_shop(&answer.location()), "{publisher}");
        let click = clicks.last();
        let told = (click.outcome.as_str(), click.value.as_str(), click.partner);
        assert_eq!(told, ("unknown_code", "", None), "{publisher}: no code to be given to anybody");
    }
    let count = clicks.all().len();
    for asked in [
        "/track/v2/click".to_owned(),
        format!("/track/v2/click?publisher={}", kick.publisher),
        format!("/track/v2/click?publisher={}&program={}", kick.publisher, ProgramId::from_bits(5)),
        format!("/track/v2/click?publisher={}&program=x", kick.publisher),
    ] {
        let answer = clicks.go(&asked, &[]).await;
        assert_eq!(
            (answer.status, answer.headers.get(header::LOCATION)),
            (StatusCode::NOT_FOUND, None),
            "{asked}"
        );
    }
    assert_eq!(clicks.all().len(), count);
    // What is not in the program has no link there, whatever else it is in.
    let elsewhere = clicks.world.installed.programs.iter().find(|(shop, _)| **shop != "wc10").unwrap().1;
    clicks.go(&format!("/track/v2/click?publisher={}&program={elsewhere}", kick.publisher), &[]).await;
    assert_eq!(clicks.last().outcome, "unknown_code");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn the_shop_s_own_pages_are_always_allowed_and_no_other_host_under_any_name() {
    let clicks = Clicks::open().await;
    let kick = clicks.member("kick");
    clicks.allow(&[]);
    let page = clicks.shop.join("shoes?size=42&color=red%20blue#top").unwrap();
    for name in ["to", "deeplink", "ued", "url"] {
        for way in ["/t/spring?a=b".to_owned(), "/r/sara?a=b".to_owned(), kick.path()] {
            let own = clicks.go(&format!("{way}&{name}={}", escaped(page.as_str())), &[]).await.location();
            assert_eq!((own.path(), own.fragment()), ("/shoes", Some("top")), "{way} {name}");
            assert!(own.query().unwrap().starts_with("size=42&color=red%20blue&"), "{own}");
            assert_eq!(clicks.last().refused, None);
            for evil in [
                "https://evil.tld/",
                "//evil.tld/",
                "https://evil.tld\\@shop.example/",
                "javascript:alert(1)",
                "https://shop.example.evil.tld/",
                &page.as_str().replace("http://", "http://evil.tld@"),
                &page.as_str().replace("http://", "http://user:pass@"),
            ] {
                let answer = clicks.go(&format!("{way}&{name}={}", escaped(evil)), &[]).await;
                assert!(clicks.is_shop(&answer.location()), "{way} {name} {evil}: {}", answer.location());
                assert!(clicks.last().refused.is_some(), "{way} {name} {evil}");
            }
        }
    }
    // Another port of the same host is another site.
    let port = page.port().unwrap() + 1;
    let other = page.as_str().replace(&page.port().unwrap().to_string(), &port.to_string());
    clicks.go(&format!("/t/spring?to={}", escaped(&other)), &[]).await;
    assert_eq!(clicks.last().refused.as_deref(), Some("port"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn with_a_redirect_page_the_click_goes_there_and_the_destination_is_one_value_of_it() {
    let clicks = Clicks::open().await;
    let kick = clicks.member("kick");
    let page = clicks.shop.join("retrack?lang=sv&click=own&deeplink=old").unwrap();
    let set = page.to_string();
    clicks.rules(move |rules| rules.redirect_page = Some(set.clone()));
    let own = clicks.shop.join("shoes?size=42&to=%2F%2Fevil.tld&click=theirs#top").unwrap();
    let evil = "https://evil.tld/&deeplink=https://evil.tld/";
    for (asked, wanted) in [
        (kick.path(), clicks.shop.clone()),
        (format!("{}&deeplink={}", kick.path(), escaped(own.as_str())), own),
        (format!("{}&deeplink={}", kick.path(), escaped(evil)), clicks.shop.clone()),
    ] {
        for _ in 0..2 {
            let answer = clicks.go(&asked, &[]).await;
            let location = answer.location();
            assert_eq!((location.path(), clicks.is_shop(&location)), ("/retrack", true), "{asked}");
            let click = clicks.last();
            let pairs: Vec<(String, String)> = location.query_pairs().into_owned().collect();
            let expected = [
                ("lang".to_owned(), "sv".to_owned()),
                ("click".to_owned(), click.id.to_string()),
                ("deeplink".to_owned(), wanted.to_string()),
            ];
            assert_eq!(pairs, expected, "{asked}");
            assert_eq!(click.landing, location.as_str());
            assert!(answer.cookie().is_some());
        }
    }
    // Whoever wins nothing needs no page that keeps it.
    let robot = clicks.go(&kick.path(), &[("User-Agent", "Googlebot/2.1")]).await.location();
    assert_eq!((robot.path(), robot.query()), ("/", None));
    // What is no address of a browser is as if it were not there.
    for broken in ["javascript:alert(1)", "/retrack", "https://user@shop.example/"] {
        clicks.rules(move |rules| rules.redirect_page = Some(broken.to_owned()));
        let location = clicks.go(&kick.path(), &[]).await.location();
        assert!(clicks.is_shop(&location) && location.path() == "/", "{broken}: {location}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn whoever_says_no_is_sent_on_and_nothing_is_kept_that_tells_them_from_anybody() {
    let clicks = Clicks::open().await;
    let kick = clicks.member("kick");
    let told = [
        ("Referer", "https://pub.example/member/38315327"),
        ("Cookie", "tributary_click=x.0123456789abcdef0123456789abcdef"),
    ];
    let gpc = [told[0], told[1], ("Sec-GPC", "1")];
    for (asked, headers) in [
        (format!("{}&ref=38315327&consent=denied", kick.path()), &told[..]),
        (format!("{}&ref=38315327&cons=0", kick.path()), &told[..]),
        (format!("{}&ref=38315327", kick.path()), &gpc[..]),
        ("/t/spring?consent=denied&ref=38315327".to_owned(), &told[..]),
        ("/r/sara".to_owned(), &gpc[..]),
    ] {
        let answer = clicks.go(&asked, headers).await;
        assert_eq!((answer.status, answer.cookie()), (StatusCode::FOUND, None), "{asked}");
        let location = answer.location();
        assert!(clicks.is_shop(&location) && answer.param("click").is_none(), "{asked}: {location}");
        let click = clicks.last();
        assert_eq!(click.outcome, "no_consent", "{asked}");
        assert_eq!(
            (click.visitor.as_str(), click.ip_hash, click.user_agent, click.referrer),
            ("", None, None, None)
        );
        assert_eq!(click.refs, None, "the publisher's name for a member tells who it is");
        assert!(click.partner.is_some(), "it is counted in sums");
    }
    for headers in [&told[..], &[("Sec-GPC", "0")]] {
        let answer = clicks.go(&format!("{}&consent=granted", kick.path()), headers).await;
        assert!(answer.cookie().is_some() && clicks.last().outcome == "counted");
    }
    // Whoever wants a reward has asked for it: without tracking it cannot be paid.
    clicks.rules(|rules| rules.purpose = Purpose::Reward);
    let answer = clicks.go(&format!("{}&ref=38315327", kick.path()), &gpc).await;
    assert!(answer.cookie().is_some());
    let click = clicks.last();
    assert_eq!((click.outcome.as_str(), click.refs.as_deref()), ("counted", Some(r#"["38315327"]"#)));
    assert_eq!(clicks.world.findings(), [""; 0]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_membership_that_has_ended_still_leads_to_the_shop_and_counts_for_nobody() {
    let clicks = Clicks::open().await;
    let kick = clicks.member("kick");
    let before = clicks.go(&kick.path(), &[]).await;
    assert!(before.cookie().is_some());
    clicks.ends(&kick);
    for asked in [kick.path(), format!("/t/{}", kick.link)] {
        let answer = clicks.go(&asked, &[]).await;
        assert_eq!((answer.status, answer.cookie()), (StatusCode::FOUND, None), "{asked}");
        assert!(clicks.is_shop(&answer.location()) && answer.param("click").is_none());
        assert_eq!(clicks.last().outcome, "ended", "{asked}");
    }
    assert!(clicks.go("/t/spring", &[]).await.param("click").is_some(), "others go on");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn ids_of_any_size_and_shape_are_kept_short_and_whole() {
    let clicks = Clicks::open().await;
    let long = "%F0%9F%92%A9".repeat(2_000);
    for (query, kept) in [
        (format!("epi={long}"), 128),
        ("sid=%FF%FE".to_owned(), 6),
        ("sid=%00%0d%0a".to_owned(), 0),
        (format!("{}ref=x", "a=b&".repeat(4_000)), 1),
        ("ref=%22%5D%2C%3Cscript%3E".to_owned(), 11),
    ] {
        let answer = clicks.go(&format!("/t/spring?{query}"), &[("User-Agent", BROWSER)]).await;
        assert_eq!(answer.status, StatusCode::FOUND);
        let refs = tributary_engine::click::refs::read(clicks.last().refs.as_deref());
        assert_eq!(refs[0].as_deref().unwrap_or_default().len(), kept, "{}", &query[..query.len().min(40)]);
    }
    assert!(Url::parse(&clicks.last().landing).is_ok());
    assert_eq!(clicks.world.findings(), [""; 0]);
}
