//! The log of mail: what was written to whom, whether it arrived, and another try for what did not.

use crate::mailbox::Mailbox;
use crate::roles::{add, entered};
use crate::shop::{DAY_MS, Shop, order};
use axum::http::StatusCode;
use tributary::worker::send_due;
use tributary_engine::access::Role;
use tributary_engine::mail::{self, Mail};

const EMAILS: &str = "/admin/settings/emails";

fn write(shop: &Shop, to: &str, useful_ms: Option<i64>) {
    let (tenant, sealer, now) = (shop.tenant(), shop.app.engine.sealer.clone(), shop.now());
    let mail = Mail {
        to: to.to_owned(),
        subject: "Welcome <you>".to_owned(),
        text: "https://t.example/invite/secretsecret".to_owned(),
        html: None,
        language: "en".to_owned(),
        useful_until: useful_ms.map(|ms| now.plus_ms(ms)),
        unsubscribe: None,
    };
    let queue = move |tx: &mut tributary_engine::db::Tx<'_>| mail::queue(tx, (&tenant, &sealer), &mail, now);
    shop.app.engine.db.write_wait(queue).unwrap();
}

/// The address of the only form that tries again.
fn retry(body: &str) -> Option<String> {
    let rest = body.split("action=\"/admin/settings/emails/").nth(1)?;
    Some(format!("{EMAILS}/{}", rest.split('"').next()?))
}

#[tokio::test]
async fn the_log_says_whether_a_mail_arrived_and_a_failed_one_is_sent_again() {
    let (shop, mailbox) = (Shop::open(), Mailbox::open().await);
    let mut owner = shop.owner().await;
    assert!(
        owner.get(EMAILS).await.text().contains("links to sign in and answers to applications appear here")
    );
    write(&shop, "sara@example.com", None);
    let waiting = owner.get(EMAILS).await;
    assert!(waiting.text().contains("sara@example.com") && waiting.text().contains("no mail server yet"));
    assert!(retry(&waiting.body).is_none(), "it was not tried yet");
    mailbox.refuse(Some("550 nobody here"));
    send_due(&shop.app, &mailbox.mailer()).await.unwrap();
    let failed = owner.get(&format!("{EMAILS}?state=failed")).await;
    assert!(failed.text().contains("Failed") && failed.text().contains("nobody here"), "{}", failed.text());
    mailbox.refuse(None);
    let again = owner.submit(EMAILS, &retry(&failed.body).unwrap(), &[]).await;
    assert_eq!(again.location(), "/admin/settings/emails?did=retried");
    assert_eq!(send_due(&shop.app, &mailbox.mailer()).await.unwrap(), 1);
    assert_eq!(mailbox.to("sara@example.com").len(), 1);
    let sent = owner.get(&format!("{EMAILS}?state=sent")).await;
    assert!(sent.text().contains("sara@example.com") && sent.text().contains("2 tries"), "{}", sent.text());
    assert!(!sent.body.contains("secretsecret") && sent.body.contains("Welcome &lt;you&gt;"));
    let twice = owner.submit(EMAILS, &retry(&failed.body).unwrap(), &[]).await;
    assert_eq!(twice.status, StatusCode::CONFLICT, "what was sent is not sent twice");
    assert!(owner.get("/admin/settings/audit").await.text().contains("E-mail tried again"));
}

#[tokio::test]
async fn whoever_may_only_look_sees_a_hint_of_the_address_and_no_button() {
    let (shop, mailbox) = (Shop::open(), Mailbox::open().await);
    write(&shop, "sara@example.com", None);
    mailbox.refuse(Some("550 no mailbox of sara@example.com"));
    send_due(&shop.app, &mailbox.mailer()).await.unwrap();
    for (role, email) in [(Role::Viewer, "vi@example.com"), (Role::Manager, "mo@example.com")] {
        add(&shop, email, role);
        let page = entered(&shop, email).await.get(EMAILS).await;
        let whole = page.body.contains("sara@example.com");
        assert_eq!((whole, retry(&page.body).is_some()), (role == Role::Manager, role == Role::Manager));
        assert!(whole || page.text().contains("s…@example.com"), "{}", page.text());
    }
}

#[tokio::test]
async fn a_mail_that_was_given_up_is_forgotten_after_a_week_or_when_its_link_has_ended() {
    let (shop, mailbox) = (Shop::open(), Mailbox::open().await);
    let mut owner = shop.owner().await;
    mailbox.refuse(Some("550 nobody here"));
    write(&shop, "old@example.com", Some(3 * DAY_MS));
    send_due(&shop.app, &mailbox.mailer()).await.unwrap();
    let form = retry(&owner.get(EMAILS).await.body).expect("a day is not too late");
    shop.app.engine.clock.shift(4 * DAY_MS);
    let mut owner = shop.owner().await;
    assert!(retry(&owner.get(EMAILS).await.body).is_none(), "its link has ended");
    assert_eq!(owner.submit(EMAILS, &form, &[]).await.status, StatusCode::CONFLICT);
    write(&shop, "new@example.com", None);
    send_due(&shop.app, &mailbox.mailer()).await.unwrap();
    shop.app.engine.clock.shift(12 * DAY_MS);
    write(&shop, "last@example.com", None);
    send_due(&shop.app, &mailbox.mailer()).await.unwrap();
    let kept = shop.own().texts("SELECT recipient FROM mail WHERE sealed IS NOT NULL");
    assert_eq!(kept, ["last@example.com"]);
}

#[tokio::test]
async fn the_page_of_an_order_says_truly_that_no_mail_is_written_about_it() {
    let shop = Shop::open();
    shop.order(order("1", shop.now()));
    let mut owner = shop.owner().await;
    let list = owner.get("/admin/orders").await.body;
    let page = list.split("href=\"/admin/orders/ord_").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let page = owner.get(&format!("/admin/orders/ord_{page}")).await;
    assert!(page.text().contains("no mail is written about orders"), "{}", page.text());
    let count = |table: &str| shop.own().count(&format!("SELECT COUNT(*) FROM {table}"));
    assert_eq!((count("orders"), count("mail")), (1, 0));
}
