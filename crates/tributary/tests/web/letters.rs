//! Mails about rewards and coupons, received by a real server; and whom no mail reaches: who came long ago, wants none, or was forgotten.

use crate::mailbox::Arrived;
use crate::refer::{World, code_on, header, links};
use crate::shop::DAY_MS;
use tributary::worker::{send_due, write_letters};
use tributary_core::{CustomerId, Money, Timestamp};
use tributary_engine::audit::Actor;
use tributary_engine::customer::{self, NewSignUp, Told};
use tributary_engine::db::Tx;
use tributary_engine::invitation::stop::{self, Scope, Stop};
use tributary_engine::ledger::Cause;
use tributary_engine::wallet::{self, NewReservation};
use tributary_engine::{Result, order, person, pipeline};

fn subjects(mails: &[Arrived]) -> Vec<String> {
    mails.iter().map(|mail| header(mail, "Subject").unwrap()).collect()
}

impl World {
    fn write<T: Send + 'static>(
        &self,
        write: impl Fn(&mut Tx<'_>, Timestamp) -> Result<T> + Send + 'static,
    ) -> T {
        let now = self.shop.now();
        self.shop.app.engine.db.write_wait(move |tx| write(tx, now)).unwrap()
    }

    fn customer(&self, account: &'static str) -> CustomerId {
        let (tenant, store) = self.shop.ids();
        let read = self.shop.app.engine.db.read_wait(move |tx| {
            customer::find(tx, (&tenant, &store), (Some(account), None)).map(Option::unwrap)
        });
        read.unwrap().id
    }

    /// A sign-up that was some days ago, and whether it is to be welcomed.
    fn signed_up(&self, days: i64, code: &str, welcome: bool) {
        let ((tenant, store), key) = (self.shop.ids(), *self.shop.app.engine.sealer.people_key());
        let new = NewSignUp {
            told: Told {
                external_id: Some("7".to_owned()),
                email: Some("ada@example.com".to_owned()),
                name: "Ada King".to_owned(),
                registered_at: Some(self.shop.now().plus_ms(-days * DAY_MS)),
                ..Told::default()
            },
            click: None,
            code: Some(code.to_owned()),
            origin: tributary_core::fact::Origin::Api,
            source: "test".to_owned(),
            welcome,
        };
        self.write(move |tx, now| customer::sign_up(tx, (&tenant, &store), &new, &key, now).map(drop));
    }
}

#[tokio::test]
async fn a_coupon_and_rewards_that_wait_are_ready_and_are_used_are_told_and_the_links_work() {
    let world = World::open().await;
    world.rules(|referral| referral.hold_days = 14);
    let mut bob = world.bob().await;
    let code = code_on(&bob.get("/refer").await);
    world.post("bob@example.com").await;

    world.signs_up("7", "Ada King", "ada@example.com", &code);
    let hers = world.post("ada@example.com").await;
    assert_eq!(subjects(&hers), ["50 USD off your first order at Northwind"]);
    let coupons = world.shop.own().texts("SELECT code FROM welcome_coupon");
    assert!(coupons.len() == 1 && hers[0].text.contains(&coupons[0]), "{}", hers[0].text);
    let shop = world.shop.own().texts("SELECT url FROM store").remove(0);
    assert!(hers[0].text.contains(&shop), "the link leads to the shop: {}", hers[0].text);

    world.shop.order(world.order_of("1", ("7", "ada@example.com")));
    let waiting = world.post("bob@example.com").await;
    assert_eq!(subjects(&waiting)[2..], ["100 USD is on its way"]);
    world.shop.app.engine.clock.shift(15 * DAY_MS);
    world.write(|tx, now| {
        for key in order::matured(tx, now, 10)? {
            let cause = Cause { kind: "hold", id: key.external_id.clone() };
            pipeline::settle(tx, &key, &cause, now)?;
        }
        Ok(())
    });
    let ready = world.post("bob@example.com").await;
    assert_eq!(subjects(&ready)[3..], ["100 USD is ready to spend"], "however long ago the order was");

    let (tenant, customer) = (world.shop.tenant(), world.customer("22"));
    world.write(move |tx, now| {
        let new = NewReservation {
            customer: customer.clone(),
            amount: Money::new(40_00, tributary_core::Currency::parse("USD").unwrap()),
            reference: "cart-1".to_owned(),
            order: None,
            lasts_ms: 600_000,
            by: "test".to_owned(),
        };
        let held = wallet::reserve(tx, &tenant, &new, now)?;
        wallet::capture(tx, (&tenant, &held.id), None, now).map(drop)
    });
    let used = world.post("bob@example.com").await;
    assert_eq!(subjects(&used)[4..], ["40 USD of store credit used"]);
    for mail in &used[2..] {
        let rewards = links(mail).into_iter().find(|link| link.starts_with("/refer?store=")).unwrap();
        assert!(world.browser().get(&rewards).await.text().contains("See my rewards"));
    }
}

#[tokio::test]
async fn sign_ups_from_before_that_are_brought_in_give_nobody_a_letter_or_coupon_unless_asked() {
    let world = World::open().await;
    let mut bob = world.bob().await;
    let code = code_on(&bob.get("/refer").await);
    let mine = world.post("bob@example.com").await.len();
    world.signed_up(2, &code, false);
    assert!(bob.get("/refer").await.text().contains("A•••• K. Joined"), "they belong to him all the same");
    assert!(world.post("ada@example.com").await.is_empty());
    assert_eq!(world.post("bob@example.com").await.len(), mine);
    assert_eq!(world.shop.own().count("SELECT COUNT(*) FROM welcome_coupon"), 0);
    for _ in 0..2 {
        world.signed_up(2, &code, true);
    }
    assert_eq!(subjects(&world.post("ada@example.com").await), ["50 USD off your first order at Northwind"]);
    assert_eq!(world.post("bob@example.com").await.len(), mine);
}

#[tokio::test]
async fn an_invitation_that_still_waits_is_not_sent_to_whoever_wants_none_any_more() {
    let world = World::open().await;
    let mut bob = world.bob().await;
    world.post("bob@example.com").await;
    let fields = [("addresses", "ada@example.com"), ("message", "")];
    bob.submit("/refer", "/refer/invitations", &fields).await;
    while write_letters(&world.shop.app).await.unwrap() > 0 {}
    let waiting = "SELECT COUNT(*) FROM mail WHERE state = 'queued' AND recipient = 'ada@example.com'";
    assert_eq!(world.shop.own().count(waiting), 1);
    let (tenant, sealer) = (world.shop.tenant(), world.shop.app.engine.sealer.clone());
    let address_key = person::email_key(sealer.people_key(), "ada@example.com");
    let wish = Stop { tenant, scope: Scope::Invitations, address_key };
    world.write(move |tx, now| stop::stop(tx, &wish, &sealer, now));
    while send_due(&world.shop.app, &world.mailbox.mailer()).await.unwrap() > 0 {}
    assert!(world.mailbox.to("ada@example.com").is_empty());
    assert_eq!(world.shop.own().count(waiting), 0);
    assert_eq!(world.shop.own().count("SELECT COUNT(*) FROM mail WHERE recipient = 'ada@example.com'"), 0);
}

#[tokio::test]
async fn whoever_is_forgotten_is_nowhere_in_the_log_of_mails_and_signed_out_everywhere() {
    let world = World::open().await;
    let mut bob = world.bob().await;
    bob.get("/refer").await;
    world.post("bob@example.com").await;
    let (tenant, id) = (world.shop.tenant(), world.customer("22"));
    world.browser().submit("/refer", "/refer/login", &[("email", "bob@example.com"), ("store", "")]).await;
    world.write(move |tx, now| customer::forget(tx, (&tenant, &Actor::system(&tenant, "test")), &id, now));
    let count = |what: &str| world.shop.own().count(&format!("SELECT COUNT(*) FROM {what}"));
    assert!(count("mail") > 0);
    assert_eq!(count("mail WHERE recipient LIKE '%bob%' OR state = 'queued' OR sealed IS NOT NULL"), 0);
    assert_eq!(count("refer_session") + count("refer_link"), 0);
    assert!(bob.get("/refer").await.text().contains("See my rewards"), "signed out");
    while send_due(&world.shop.app, &world.mailbox.mailer()).await.unwrap() > 0 {}
    assert_eq!(world.mailbox.to("bob@example.com").len(), 1, "only what was sent before");
}
