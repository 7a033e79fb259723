//! Mail: sent over a real connection, tried again when the server is down, given up when it never will be taken.

use crate::mailbox::Mailbox;
use crate::shop::Shop;
use tributary::worker::send_due;
use tributary_engine::mail::{self, Entry, Mail};
use tributary_engine::page::Cursor;

fn mail(to: &str) -> Mail {
    Mail {
        to: to.to_owned(),
        subject: "Sälam".to_owned(),
        text: "See https://t.example/invite/secretsecret and answer.".to_owned(),
        html: Some("<p>See</p>".to_owned()),
        language: "en".to_owned(),
        useful_until: None,
        unsubscribe: None,
    }
}

fn queue(shop: &Shop, mail: Mail) {
    let (tenant, sealer, now) = (shop.tenant(), shop.app.engine.sealer.clone(), shop.now());
    let write = move |tx: &mut tributary_engine::db::Tx<'_>| mail::queue(tx, (&tenant, &sealer), &mail, now);
    shop.app.engine.db.write_wait(write).unwrap();
}

fn log(shop: &Shop) -> Vec<Entry> {
    let tenant = shop.tenant();
    shop.app
        .engine
        .db
        .read_wait(move |tx| Ok(mail::list(tx, &tenant, None, &Cursor::default())?.rows))
        .unwrap()
}

#[tokio::test]
async fn a_mail_is_sent_once_and_its_text_is_forgotten() {
    let (shop, mailbox) = (Shop::open(), Mailbox::open().await);
    queue(&shop, mail("bo@example.com"));
    let database = shop.own().bytes();
    assert!(!database.windows(12).any(|window| window == b"secretsecret"), "the text is sealed");
    assert_eq!(send_due(&shop.app, &mailbox.mailer()).await.unwrap(), 1);
    assert_eq!(send_due(&shop.app, &mailbox.mailer()).await.unwrap(), 0);
    let arrived = mailbox.to("bo@example.com");
    assert_eq!(arrived.len(), 1);
    assert!(arrived[0].text.contains("multipart/alternative") && arrived[0].path() == "/invite/secretsecret");
    let entry = log(&shop).remove(0);
    assert_eq!((entry.state.as_str(), entry.attempts, entry.trouble), ("sent", 1, None));
}

#[tokio::test]
async fn what_is_not_taken_now_is_tried_again_later_and_what_never_will_be_is_given_up() {
    let (shop, mailbox) = (Shop::open(), Mailbox::open().await);
    mailbox.refuse(Some("451 try later"));
    queue(&shop, mail("bo@example.com"));
    send_due(&shop.app, &mailbox.mailer()).await.unwrap();
    let entry = log(&shop).remove(0);
    assert_eq!((entry.state.as_str(), entry.attempts), ("queued", 1));
    assert!(entry.trouble.unwrap().contains("try later"));
    mailbox.refuse(None);
    assert_eq!(send_due(&shop.app, &mailbox.mailer()).await.unwrap(), 0, "not yet");
    shop.app.engine.clock.shift(61_000);
    assert_eq!(send_due(&shop.app, &mailbox.mailer()).await.unwrap(), 1);
    assert_eq!(log(&shop)[0].state, "sent");
    mailbox.refuse(Some("550 nobody here"));
    queue(&shop, mail("no@example.com"));
    send_due(&shop.app, &mailbox.mailer()).await.unwrap();
    assert_eq!((log(&shop)[0].state.as_str(), log(&shop)[0].attempts), ("failed", 1));
}

#[tokio::test]
async fn a_mail_server_that_is_down_for_good_ends_in_a_failure_that_says_why() {
    let shop = Shop::open();
    let mailer = tributary::mail::Mailer::new("smtp://127.0.0.1:1", "shop@example.com").unwrap();
    queue(&shop, mail("bo@example.com"));
    let mut minutes = 0;
    for attempt in 0..9 {
        shop.app.engine.clock.shift(minutes * 60_000 + 1_000);
        assert_eq!(send_due(&shop.app, &mailer).await.unwrap(), 1, "try {attempt}");
        minutes += 1 << attempt;
    }
    let entry = log(&shop).remove(0);
    assert_eq!((entry.state.as_str(), entry.attempts), ("failed", 9));
    assert!(!entry.trouble.unwrap().is_empty());
}

#[tokio::test]
async fn a_mail_that_has_outlived_its_link_is_not_sent() {
    let (shop, mailbox) = (Shop::open(), Mailbox::open().await);
    let until = shop.now().plus_ms(60_000);
    queue(&shop, Mail { useful_until: Some(until), ..mail("bo@example.com") });
    shop.app.engine.clock.shift(120_000);
    assert_eq!(send_due(&shop.app, &mailbox.mailer()).await.unwrap(), 0);
    assert!(mailbox.to("bo@example.com").is_empty());
    assert_eq!(log(&shop)[0].state, "failed");
}
