//! Links that work once: invitations and signing in by mail. Mail goes over a real connection.

use crate::mailbox::Mailbox;
use crate::shop::{EMAIL, PASSWORD, Shop};
use axum::http::StatusCode;
use tributary::app::Settings;
use tributary::worker::send_due;

async fn with_mail() -> (Shop, Mailbox) {
    let mailbox = Mailbox::open().await;
    let settings = Settings {
        base_url: Some("https://t.example".to_owned()),
        mailer: Some(mailbox.mailer()),
        ..Settings::default()
    };
    (Shop::with(settings, EMAIL, PASSWORD), mailbox)
}

/// Waits until the mail, which is written behind the answer, has been sent.
async fn delivered(shop: &Shop, mailbox: &Mailbox, to: &str, count: usize) -> String {
    for _ in 0..500 {
        send_due(&shop.app, &mailbox.mailer()).await.unwrap();
        if mailbox.to(to).len() >= count {
            return mailbox.to(to)[count - 1].path();
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("no mail to {to}");
}

#[tokio::test]
async fn an_invitation_says_who_and_what_and_lets_in_once() {
    let (shop, mailbox) = with_mail().await;
    let mut owner = shop.owner().await;
    let fields = [("email", "Bo@example.com"), ("role", "manager")];
    let invited = owner.submit("/admin/settings/team", "/admin/settings/team", &fields).await;
    let page = owner.get(invited.location()).await;
    let link = delivered(&shop, &mailbox, "Bo@example.com", 1).await;
    assert!(
        page.body.contains(&link) && page.text().contains("is on its way to Bo@example.com"),
        "{}",
        page.text()
    );
    assert!(!owner.get(invited.location()).await.body.contains(&link), "shown once");
    let mut bo = shop.browser();
    let form = bo.get(&link).await;
    assert!(form.text().contains("ada@example.com invites you. Your role: Manager"), "{}", form.text());
    assert!(bo.get(&link).await.status.is_success(), "looking uses nothing up");
    let slip = bo.submit(&link, &link, &[("password", "short")]).await;
    assert!(slip.text().contains("Use at least 8 characters"), "{}", slip.text());
    let joined = bo.submit(&link, &link, &[("name", "Bo"), ("password", "a good sentence")]).await;
    assert_eq!(joined.location(), "/admin", "{}", joined.text());
    assert!(bo.get("/admin").await.text().contains("Manager"));
    let mut late = shop.browser();
    assert_eq!(late.get(&link).await.status, StatusCode::GONE);
    let taken = owner.submit("/admin/settings/team", "/admin/settings/team", &fields).await;
    assert!(taken.text().contains("Somebody already signs in with this address."), "{}", taken.text());
}

#[tokio::test]
async fn an_invitation_that_was_sent_again_cancelled_or_is_old_no_longer_works() {
    let (shop, mailbox) = with_mail().await;
    let mut owner = shop.owner().await;
    let invite = [("email", "bo@example.com"), ("role", "viewer")];
    let invited = owner.submit("/admin/settings/team", "/admin/settings/team", &invite).await;
    let id = invited.location().split("who=").nth(1).unwrap().to_owned();
    let first = delivered(&shop, &mailbox, "bo@example.com", 1).await;
    owner.submit("/admin/settings/team", &format!("/admin/settings/team/{id}/again"), &[]).await;
    let second = delivered(&shop, &mailbox, "bo@example.com", 2).await;
    let mut bo = shop.browser();
    assert_eq!(bo.get(&first).await.status, StatusCode::GONE);
    assert_eq!(bo.get(&second).await.status, StatusCode::OK);
    shop.app.engine.clock.shift(8 * 24 * 3_600_000);
    assert_eq!(bo.get(&second).await.status, StatusCode::GONE);
    shop.app.engine.clock.shift(0);
    owner.submit("/admin/settings/team", &format!("/admin/settings/team/{id}/cancel"), &[]).await;
    assert_eq!(bo.get(&second).await.status, StatusCode::GONE);
    assert!(!owner.get("/admin/settings/team").await.text().contains("bo@example.com"));
}

#[tokio::test]
async fn a_link_by_mail_signs_in_once_and_the_answer_is_the_same_for_strangers() {
    let (shop, mailbox) = with_mail().await;
    let mut browser = shop.browser();
    let known = browser.submit("/login", "/login/link", &[("email", EMAIL)]).await;
    let unknown = browser.submit("/login", "/login/link", &[("email", "no@example.com")]).await;
    let plain = |text: String| text.replace(EMAIL, "X").replace("no@example.com", "X");
    assert_eq!(plain(known.text()), plain(unknown.text()));
    assert!(known.text().contains("a link is on its way. It works for 15 minutes."), "{}", known.text());
    let link = delivered(&shop, &mailbox, EMAIL, 1).await;
    assert!(mailbox.to("no@example.com").is_empty());
    let form = browser.get(&link).await;
    assert!(form.text().contains(EMAIL) && browser.get("/admin").await.location() == "/login");
    assert_eq!(browser.submit(&link, &link, &[]).await.location(), "/admin");
    assert_eq!(browser.get("/admin").await.status, StatusCode::OK);
    let mut other = shop.browser();
    assert_eq!(other.get(&link).await.status, StatusCode::GONE);
    // Nothing in the database opens anything.
    let secret = link.rsplit('/').next().unwrap().as_bytes().to_vec();
    assert!(!shop.own().bytes().windows(secret.len()).any(|window| window == secret));
    let guessed = "/login/link/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    assert_eq!(other.get(guessed).await.status, StatusCode::GONE);
}

#[tokio::test]
async fn a_link_by_mail_ends_after_a_quarter_of_an_hour_and_is_not_sent_without_limit() {
    let (shop, mailbox) = with_mail().await;
    let mut browser = shop.browser();
    browser.submit("/login", "/login/link", &[("email", EMAIL)]).await;
    let link = delivered(&shop, &mailbox, EMAIL, 1).await;
    shop.app.engine.clock.shift(15 * 60_000 + 1_000);
    assert_eq!(browser.get(&link).await.status, StatusCode::GONE);
    for _ in 0..5 {
        browser.submit("/login", "/login/link", &[("email", EMAIL)]).await;
    }
    let sixth = browser.submit("/login", "/login/link", &[("email", EMAIL)]).await;
    assert_eq!(sixth.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(sixth.text().contains("Wait 0"), "{}", sixth.text());
}

#[tokio::test]
async fn the_account_keeps_language_and_looks_and_a_new_password_signs_out_everywhere_else() {
    let shop = Shop::open();
    let (mut here, mut there) = (shop.owner().await, shop.owner().await);
    let fields =
        [("name", "Ada"), ("language", "sv"), ("theme", "dark"), ("density", "compact"), ("shortcuts", "")];
    let saved = here.submit("/admin/account", "/admin/account", &fields).await;
    assert_eq!(saved.location(), "/admin/account?did=saved", "{}", saved.text());
    let page = here.get("/admin/account").await.body;
    for mark in ["lang=\"sv\"", "data-theme=\"dark\"", "data-density=\"compact\"", "data-keys-off"] {
        assert!(page.contains(mark), "{mark}");
    }
    let back = here
        .submit("/admin/account", "/admin/account/language", &[("language", "en"), ("next", "/admin/orders")])
        .await;
    assert_eq!(back.location(), "/admin/orders");
    let wrong = [("current", "not it"), ("new", "another sentence")];
    let refused = here.submit("/admin/account", "/admin/account/password", &wrong).await;
    assert!(refused.text().contains("This is not your password."), "{}", refused.text());
    let right = [("current", PASSWORD), ("new", "another sentence")];
    let changed = here.submit("/admin/account", "/admin/account/password", &right).await;
    assert_eq!(changed.location(), "/admin/account?did=password", "{}", changed.text());
    assert_eq!(here.get("/admin").await.status, StatusCode::OK);
    assert_eq!(there.get("/admin").await.location(), "/login");
    let language =
        there.submit("/login", "/login", &[("email", EMAIL), ("password", "another sentence")]).await;
    assert!(
        language
            .headers
            .get_all("set-cookie")
            .iter()
            .any(|one| one.to_str().unwrap().contains("tributary_language=en"))
    );
}
