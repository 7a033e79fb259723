//! Pages for developers: keys of both sides, webhooks by hand, logs, and the switch to test mode.

use crate::browser::{Browser, Reply};
use crate::mailbox::Mailbox;
use crate::roles::{add, entered};
use crate::shop::{EMAIL, PASSWORD, Shop};
use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::Value as Json;
use tower::ServiceExt;
use tributary::app::Settings;
use tributary::worker::{send_due, send_webhooks, write_requests};
use tributary_engine::access::{self, Role};
use tributary_engine::twin;

const START: &str = "/admin/developers";
const HOOKS: &str = "/admin/developers/webhooks";

/// Sends a JSON request with a key, as a program would.
async fn call(shop: &Shop, key: &str, path: &str, body: &str) -> (StatusCode, Json) {
    let request = Request::post(path).header("authorization", format!("Bearer {key}"));
    let request =
        request.header("content-type", "application/json").body(Body::from(body.to_owned())).unwrap();
    let answer = tributary::router::router(shop.app.clone()).oneshot(request).await.unwrap();
    let status = answer.status();
    let bytes = axum::body::to_bytes(answer.into_body(), usize::MAX).await.unwrap();
    (status, serde_json::from_slice(&bytes).unwrap())
}

/// The program that the page shows, as a person copies it.
fn program(page: &Reply) -> String {
    let code = page.body.split("<pre class=\"code-block\"").nth(1).unwrap();
    let code = code.split("<code>").nth(1).unwrap().split("</code>").next().unwrap();
    code.replace("&quot;", "\"").replace("&amp;", "&")
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    text.split(start).nth(1).unwrap_or_else(|| panic!("no {start} in {text}")).split(end).next().unwrap()
}

async fn to_test(browser: &mut Browser, on: &str) {
    let switched = browser.submit("/admin/account", "/admin/test-mode", &[("on", on)]).await;
    assert_eq!(switched.location(), "/admin");
}

#[tokio::test]
async fn the_first_minute_fills_in_a_test_key_and_tells_of_the_first_request() {
    let shop = Shop::open();
    let mut browser = shop.owner().await;
    assert!(program(&browser.get(START).await).contains("tributary_test_sk_…"));
    let made = browser.submit(START, "/admin/developers/start", &[("lang", "python")]).await;
    assert_eq!(made.location(), "/admin/developers?lang=python");
    let page = browser.get(made.location()).await;
    let shown = program(&page);
    let key = between(&shown, "Bearer ", "\"").to_owned();
    assert!(
        key.starts_with("tributary_test_sk_") && shown.contains("http://tracker.example/api/v1/orders"),
        "{shown}"
    );
    assert!(
        program(&browser.get("/admin/developers?lang=rust").await).contains(&key),
        "languages share the key"
    );
    let heard = between(&page.body, "data-poll=\"", "\"").to_owned();
    assert!(browser.get(&heard).await.body.contains("data-poll"), "nothing came yet");

    let (status, order) = call(&shop, &key, "/api/v1/orders", between(&shown, "'''", "'''")).await;
    assert_eq!((status, &order["attribution"]["via"]), (StatusCode::CREATED, &"coupon".into()), "{order}");
    write_requests(&shop.app).await.unwrap();
    let come = browser.get(&heard).await;
    assert!(
        !come.body.contains("data-poll") && come.text().contains("It arrived. POST /api/v1/orders 201"),
        "{}",
        come.text()
    );
    let log = come.hidden("to");
    let seen = browser.submit(&heard, "/admin/test-mode", &[("on", "1"), ("to", &log)]).await;
    let page = browser.get(seen.location()).await;
    assert!(
        page.text().contains("POST /api/v1/orders 201") && page.text().contains("Test mode"),
        "{}",
        page.text()
    );
}

#[tokio::test]
async fn the_switch_shows_test_data_on_every_page_and_signing_in_begins_live() {
    let shop = Shop::open();
    let mut browser = shop.owner().await;
    browser
        .submit("/admin/partners/new", "/admin/partners", &[("name", "Sara Lind"), ("code", "sara")])
        .await;
    to_test(&mut browser, "1").await;
    for page in
        ["/admin", "/admin/partners", "/admin/orders", "/admin/settings/general", "/admin/account", START]
    {
        let page = browser.get(page).await;
        assert!(page.body.contains("banner-test test-mode"), "{}", page.text());
    }
    let partners = browser.get("/admin/partners").await.text();
    assert!(partners.contains(twin::PARTNER) && !partners.contains("Sara Lind"), "{partners}");
    browser.submit("/admin/partners/new", "/admin/partners", &[("name", "Tess Ter"), ("code", "tess")]).await;
    assert!(
        browser.get("/admin/partners").await.text().contains("Tess Ter"),
        "work is done on the side that is looked at"
    );
    let team = browser.get("/admin/settings/team").await.text();
    assert!(team.contains(EMAIL), "people belong to the live side: {team}");
    let named = browser
        .submit(
            "/admin/account",
            "/admin/account",
            &[("name", "Ada"), ("theme", "auto"), ("density", "comfortable")],
        )
        .await;
    assert!(named.location().contains("did=saved"), "{}", named.text());

    let mut other = shop.browser();
    other.submit("/login", "/login", &[("email", EMAIL), ("password", PASSWORD)]).await;
    let live = other.get("/admin/partners").await;
    assert!(live.text().contains("Sara Lind") && !live.body.contains("test-mode\" role"), "{}", live.text());
    assert!(!live.text().contains("Tess Ter"));
    to_test(&mut browser, "").await;
    let back = browser.get("/admin/partners").await;
    assert!(back.text().contains("Sara Lind") && !back.body.contains("banner-test"), "{}", back.text());
}

#[tokio::test]
async fn keys_made_in_test_mode_are_test_keys_and_a_choice_of_rights_is_kept() {
    let shop = Shop::open();
    let mut browser = shop.owner().await;
    let keys = "/admin/developers/keys";
    let chosen = [
        ("name", "Feed"),
        ("preset", "custom"),
        ("scope_orders", "read"),
        ("scope_ledger", "write"),
        ("mode", "test"),
    ];
    browser.submit(START, keys, &chosen).await;
    let page = browser.get(START).await;
    assert!(
        page.body.contains("tributary_test_sk_") && page.text().contains("Feed Test orders:read"),
        "{}",
        page.text()
    );
    let none = browser.submit(START, keys, &[("name", "Nothing"), ("preset", "custom")]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    to_test(&mut browser, "1").await;
    browser.submit(START, keys, &[("name", "Sly"), ("preset", "all"), ("mode", "live")]).await;
    let page = browser.get(START).await;
    assert!(
        page.text().contains("Sly Test Everything") && !page.body.contains("tributary_live_sk_"),
        "{}",
        page.text()
    );
    assert!(!page.text().contains("Setup"), "keys of the live side are not shown here");
}

#[tokio::test]
async fn who_may_only_look_may_look_at_both_sides() {
    let shop = Shop::open();
    add(&shop, "vi@example.com", Role::Viewer);
    let mut browser = entered(&shop, "vi@example.com").await;
    to_test(&mut browser, "1").await;
    assert!(browser.get("/admin/partners").await.text().contains(twin::PARTNER));
    let csrf = browser.get("/admin/account").await.hidden("csrf");
    let refused = browser.post("/admin/partners", &[("csrf", &csrf), ("name", "X")]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "roles are the same there");
}

/// Makes an endpoint; says its page.
async fn endpoint(browser: &mut Browser, url: &str, kinds: &[&str]) -> String {
    let mut fields = vec![("url", url)];
    fields.extend(kinds.iter().map(|kind| ("kind", *kind)));
    let made = browser.submit("/admin/developers/webhooks/new", HOOKS, &fields).await;
    assert!(made.location().ends_with("?did=made"), "{}", made.text());
    made.location().to_owned()
}

#[tokio::test]
async fn an_endpoint_lives_its_life_by_hand() {
    let shop = Shop::open();
    let mut browser = shop.owner().await;
    assert!(browser.get(HOOKS).await.text().contains("Start with order.attributed"));
    for (url, kinds, field) in
        [("ftp://example.com", "order.created", "url"), ("https://example.com", "", "events")]
    {
        let wrong =
            browser.submit("/admin/developers/webhooks/new", HOOKS, &[("url", url), ("kind", kinds)]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.body.contains(&format!("href=\"#{field}\"")), "{}", wrong.text());
    }
    let made = endpoint(&mut browser, "https://example.com/hook", &["order.attributed"]).await;
    let here = made.split('?').next().unwrap().to_owned();
    let first = browser.get(&made).await;
    let secret = between(&first.body, "value=\"whsec_", "\"").to_owned();
    assert!(!browser.get(&made).await.body.contains(&secret), "it is shown once");
    let shown = browser.submit(&here, &format!("{here}/secret"), &[]).await;
    assert!(browser.get(shown.location()).await.body.contains(&secret), "whoever owns it may look again");

    browser.submit(&here, &format!("{here}/test"), &[("kind", "order.refunded")]).await;
    let page = browser.get(&here).await;
    assert!(page.text().contains("order.refunded") && page.text().contains("Waiting 1"), "{}", page.text());
    let delivery = format!(
        "/admin/developers/deliveries/{}",
        between(&page.body, "/admin/developers/deliveries/", "\"")
    );
    let one = browser.get(&delivery).await;
    for part in ["webhook-id: evt_", "\"test\": true", "compare_digest", "It was not tried yet."] {
        assert!(one.body.replace("&quot;", "\"").contains(part), "{part}: {}", one.text());
    }
    let renewed = browser.submit(&here, &format!("{here}/rotate"), &[("hours", "24")]).await;
    let page = browser.get(renewed.location()).await;
    assert!(
        !page.body.contains(&secret) && page.text().contains("also signed with the secret before"),
        "{}",
        page.text()
    );

    browser.submit(&here, &format!("{here}/state"), &[("state", "paused")]).await;
    let page = browser.get(&here).await.text();
    assert!(page.contains("Paused: what was queued waits") && page.contains("Resume"), "{page}");
    let stopped = browser.submit(&here, &format!("{here}/test"), &[]).await;
    assert!(browser.get(stopped.location()).await.text().contains("press Resume first"));
    let changed = browser
        .submit(&format!("{here}/edit"), &here, &[("url", "https://example.com/other"), ("all", "1")])
        .await;
    let page = browser.get(changed.location()).await.text();
    assert!(page.contains("https://example.com/other") && page.contains("Everything"), "{page}");
    browser.submit(&here, &format!("{here}/state"), &[("state", "archived")]).await;
    let page = browser.get(HOOKS).await.text();
    assert!(page.contains("Archived 1"), "{page}");
    let audit = browser.get("/admin/settings/audit").await.text();
    assert!(audit.contains("https://example.com/other"), "{audit}");
}

#[tokio::test]
async fn what_failed_is_sent_again_by_hand_and_owners_hear_of_it() {
    let mailbox = Mailbox::open().await;
    let settings =
        Settings { allow_private_webhooks: true, mailer: Some(mailbox.mailer()), ..Settings::default() };
    let shop = Shop::with(settings, EMAIL, PASSWORD);
    let mut browser = shop.owner().await;
    let made = endpoint(&mut browser, "http://127.0.0.1:9/hook", &["order.created"]).await; // nobody listens there
    let here = made.split('?').next().unwrap().to_owned();
    for _ in 0..5 {
        browser.submit(&here, &format!("{here}/test"), &[]).await;
    }
    assert_eq!(send_webhooks(&shop.app).await.unwrap(), 4, "four at a time");
    assert_eq!(send_webhooks(&shop.app).await.unwrap(), 1);
    send_due(&shop.app, &mailbox.mailer()).await.unwrap();
    let mails = mailbox.to(EMAIL);
    assert_eq!(mails.len(), 1, "{mails:?}");
    assert!(
        mails[0].text.contains(&here) && mails[0].text.contains("The last 5 tries in a row"),
        "{}",
        mails[0].text
    );
    let page = browser.get(HOOKS).await.text();
    assert!(page.contains("Failing") && page.contains("Last failure:"), "{page}");
    let page = browser.get(&format!("{here}?state=pending")).await;
    let delivery = format!(
        "/admin/developers/deliveries/{}",
        between(&page.body, "/admin/developers/deliveries/", "\"")
    );
    assert!(browser.get(&delivery).await.text().contains("Try 1:"));
    shop.own().by_hand("UPDATE webhook_delivery SET state = 'failed'").unwrap();
    let again = browser.submit(&here, &format!("{here}/replay"), &[("since", "2020-01-01T00:00")]).await;
    assert!(
        browser.get(again.location()).await.text().contains("5 deliveries are sent again"),
        "{}",
        again.location()
    );
    let wrong = browser.submit(&here, &format!("{here}/replay"), &[("since", "yesterday")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let one = browser.submit(&delivery, &format!("{delivery}/replay"), &[]).await;
    assert!(browser.get(one.location()).await.text().contains("It is sent again now"));
}

#[tokio::test]
async fn logs_tell_of_requests_events_and_refusals_and_are_filtered() {
    let shop = Shop::open();
    let mut browser = shop.owner().await;
    browser.submit(START, "/admin/developers/start", &[]).await;
    let shown = program(&browser.get("/admin/developers?lang=python").await);
    let key = between(&shown, "Bearer ", "\"").to_owned();
    endpoint(&mut browser, "https://example.com/live", &["*"]).await;
    to_test(&mut browser, "1").await;
    let hook = browser
        .submit("/admin/developers/webhooks/new", HOOKS, &[("url", "https://example.com/hook"), ("all", "1")])
        .await;
    assert!(hook.location().contains("did=made"));
    call(&shop, &key, "/api/v1/orders", between(&shown, "'''", "'''")).await;
    call(&shop, &key, "/api/v1/orders", "{}").await;
    write_requests(&shop.app).await.unwrap();
    let logs = "/admin/developers/logs";
    let all = browser.get(logs).await;
    assert!(all.text().contains("2xx 1 4xx 1 5xx 0"), "{}", all.text());
    assert_eq!(all.body.matches("data-href=\"/admin/developers/logs/req_").count(), 2);
    let wrong = browser.get(&format!("{logs}?status=4")).await;
    assert_eq!(wrong.body.matches("data-href=\"/admin/developers/logs/req_").count(), 1);
    let one = browser
        .get(&format!("{logs}/{}", between(&wrong.body, "data-href=\"/admin/developers/logs/", "\"")))
        .await;
    assert!(one.text().contains("validation_failed") || one.text().contains("malformed"), "{}", one.text());
    assert!(one.body.contains("curl -X POST") && !one.body.contains(&key), "the command has no key");

    let events = browser.get(&format!("{logs}?tab=events&kind=order.created")).await;
    assert_eq!(events.body.matches("data-href=\"/admin/developers/events/").count(), 1);
    let event = format!(
        "/admin/developers/events/{}",
        between(&events.body, "data-href=\"/admin/developers/events/", "\"")
    );
    let page = browser.get(&event).await;
    assert!(page.body.contains("&quot;livemode&quot;: false"), "{}", page.text());
    let again = browser.submit(&event, &format!("{event}/resend"), &[]).await;
    assert!(browser.get(again.location()).await.text().contains("1 delivery is sent again"));
    assert!(
        browser
            .get(&format!("{logs}?tab=tracker"))
            .await
            .text()
            .contains("Nothing that a shop sent was refused.")
    );
    to_test(&mut browser, "").await;
    assert!(browser.get(logs).await.text().contains("Requests that come with an API key appear here."));
    assert_eq!(browser.get(&event).await.status, StatusCode::NOT_FOUND, "an event of the other side");
    let twins =
        shop.app.engine.db.read_wait(|tx| Ok((access::tenants(tx)?.len(), access::live_tenants(tx)?.len())));
    assert_eq!(twins.unwrap(), (2, 1));
}
