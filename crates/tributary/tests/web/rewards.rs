//! The Why page of a friend's order: whom it rewards at which level, how the amount came about, or why nobody is rewarded.

use crate::browser::Browser;
use crate::shop::{DAY_MS, Shop, order};
use tributary_core::order::Status;
use tributary_core::referral::{Promo, Referral};
use tributary_core::{Currency, CustomerId};
use tributary_engine::audit::Actor;
use tributary_engine::customer::{self, Told};
use tributary_engine::program;

/// A shop that doubles rewards for friends these days, and Ada, who sent Noor, who sent the customer with the account 7.
fn shop_of_friends() -> Shop {
    let shop = Shop::open();
    let ((tenant, store), now) = (shop.ids(), shop.now());
    let key = *shop.app.engine.sealer.people_key();
    let made = shop.app.engine.db.write_wait(move |tx| {
        let id = program::of_store(tx, &tenant, &store)?;
        let tributary_core::program::RuleVersion { mut rules, since, .. } =
            program::load(tx, &tenant, &id)?.current;
        let usd = Currency::parse("USD").unwrap();
        let mut referral = Referral { enabled: true, ..Referral::new(usd) };
        referral.levels.enabled = true;
        let (starts_at, ends_at) = (now.plus_ms(-DAY_MS), now.plus_ms(DAY_MS));
        referral.promos =
            vec![Promo { name: "Summer week".to_owned(), starts_at, ends_at, multiplier_percent: 200 }];
        rules.referral = Some(referral);
        program::add_version(tx, &tenant, &id, &rules, "ada", since)?;
        let mut sponsor: Option<CustomerId> = None;
        let (before, by) = (now.plus_ms(-DAY_MS), Actor::system(&tenant, "ada"));
        for (account, name) in [("5", "Ada"), ("6", "Noor"), ("7", "Bo")] {
            let told =
                Told { external_id: Some(account.to_owned()), name: name.to_owned(), ..Told::default() };
            let one = customer::find_or_create(tx, (&tenant, &store), &told, &key, now)?.id;
            if let Some(sponsor) = sponsor {
                let code = customer::code_of(tx, &tenant, &sponsor, before)?.code;
                customer::assign(tx, (&tenant, &by), (&one, &code, "They said so."), before)?;
            }
            sponsor = Some(one);
        }
        Ok(())
    });
    made.unwrap();
    shop
}

fn bought(shop: &Shop, id: &str, account: &str, status: Status) {
    let mut bought = order(id, shop.now().plus_ms(-DAY_MS / 2));
    bought.status = status;
    bought.customer.external_id = Some(account.to_owned());
    shop.order(bought);
}

async fn page(browser: &mut Browser, id: &str) -> String {
    let path = browser.get(&format!("/admin/orders/{id}")).await.location().to_owned();
    browser.get(&path).await.text()
}

#[tokio::test]
async fn a_friends_order_says_whom_it_rewards_at_which_level_and_why_that_much() {
    let shop = shop_of_friends();
    let mut browser = shop.owner().await;
    bought(&shop, "1", "7", Status::Processing);
    let waiting = page(&mut browser, "1").await;
    let not_yet = "Nobody is rewarded. The order is not in a status in which a friend's order earns.";
    assert!(waiting.contains(not_yet), "{waiting}");
    bought(&shop, "1", "7", Status::Completed);
    let text = page(&mut browser, "1").await;
    assert!(text.contains("Noor and customers further up are rewarded with 210.00 USD in all."), "{text}");
    let maths = "100.00 USD (for a friend's first order) × 200 % (Summer week) = 200.00 USD";
    assert!(text.contains(maths), "{text}");
    for row in ["Noor 1 all of it Ready to be spent 200.00 USD", "Ada 2 5 % Ready to be spent 10.00 USD"] {
        assert!(text.contains(row), "{row}: {text}");
    }
    assert!(text.contains("210.00 USD reward added"), "{text}");
    assert!(!text.contains("Commission moved"), "no commission is due, so none moves: {text}");
    shop.refund("1", 6_250);
    let text = page(&mut browser, "1").await;
    assert!(text.contains("105.00 USD reward taken back"), "{text}");
    assert!(text.contains("= 200.00 USD → 100.00 USD (after refunds)"), "{text}");
    assert!(text.contains("Ada 2 5 % Ready to be spent 5.00 USD"), "{text}");
}

#[tokio::test]
async fn an_order_that_rewards_nobody_says_why() {
    let shop = shop_of_friends();
    let mut browser = shop.owner().await;
    bought(&shop, "1", "7", Status::Completed);
    bought(&shop, "2", "7", Status::Completed);
    bought(&shop, "3", "5", Status::Completed);
    bought(&shop, "4", "stranger", Status::Completed);
    let second = page(&mut browser, "2").await;
    let other = "Nobody is rewarded. Another order of this customer counted first, and only the first earns.";
    assert!(second.contains(other), "{second}");
    for id in ["3", "4"] {
        let text = page(&mut browser, id).await;
        assert!(text.contains("Nobody is rewarded. No customer is known to have sent this one."), "{text}");
    }
}
