//! Sixty-four connections complete a friend's orders at once: whoever sent the friend is rewarded once. And whoever a program asks what a
//! reward is.

use crate::connection::{Connection, Served};
use crate::receiver::{Manner, Receiver};
use crate::server::{Server, Shop, text, usd};
use serde_json::{Value as Json, json};
use tributary::worker::ask_about_rewards;
use tributary_core::referral::{Referral, RewardWebhook};
use tributary_core::{Currency, CustomerId, ProgramId, StoreId, Timestamp};
use tributary_engine::audit::Actor;
use tributary_engine::customer::{self, Told};
use tributary_engine::{ledger, program, referral, verify, webhook};

const CONNECTIONS: usize = 64;

/// A shop that earns customers 100 for a friend, and Ada, who sent the customer with the account 7 long ago.
async fn shop_of_friends(server: &Server) -> (Shop, CustomerId) {
    shop_that_asks(server, None).await
}

/// The same, where somebody is asked what each reward is.
async fn shop_that_asks(server: &Server, webhook: Option<RewardWebhook>) -> (Shop, CustomerId) {
    let shop = server.shop().await;
    let (tenant, store) = (server.tenant.clone(), StoreId::parse(&shop.store).unwrap());
    let program = ProgramId::parse(&shop.program).unwrap();
    let (key, now) = (*server.app.engine.sealer.people_key(), server.app.engine.now());
    let made = server.app.engine.db.write_wait(move |tx| {
        let mut rules = program::load(tx, &tenant, &program)?.current.rules;
        let usd = Currency::parse("USD").unwrap();
        rules.referral = Some(Referral { enabled: true, webhook: webhook.clone(), ..Referral::new(usd) });
        // The orders of these tests are older than the program, so any version is in force for them.
        program::add_version(tx, &tenant, &program, &rules, "ada", now)?;
        let of = |account: &str| Told {
            external_id: Some(account.to_owned()),
            email: Some(format!("{account}@example.com")),
            name: format!("Customer {account}"),
            ..Told::default()
        };
        let ada = customer::find_or_create(tx, (&tenant, &store), &of("1"), &key, now)?.id;
        let friend = customer::find_or_create(tx, (&tenant, &store), &of("7"), &key, now)?.id;
        let (before, by) = (Timestamp::from_ms(0), Actor::system(&tenant, "ada"));
        let code = customer::code_of(tx, &tenant, &ada, before)?.code;
        customer::assign(tx, (&tenant, &by), (&friend, &code, "They said so."), before)?;
        Ok(ada)
    });
    (shop, made.unwrap())
}

fn completed(shop: &Shop, id: &str) -> Json {
    let mut order = shop.order(id);
    order["status"] = json!("completed");
    order
}

/// Sends all of them at once, each over a connection of its own; gives back the statuses, sorted.
async fn at_once(server: &Server, orders: Vec<Json>) -> Vec<u16> {
    let served = Served::start(&server.app).await;
    let sent: Vec<_> = orders
        .into_iter()
        .map(|order| {
            let connection = Connection::open(served.address, &server.key);
            tokio::spawn(async move { connection.status("/api/v1/orders", &order).await })
        })
        .collect();
    let mut statuses = Vec::new();
    for one in sent {
        statuses.push(one.await.unwrap());
    }
    served.end().await;
    statuses.sort_unstable();
    statuses
}

/// What can be spent, and what verify has to say.
fn wallet(server: &Server, of: &CustomerId) -> (i64, Vec<String>) {
    let (tenant, of, now) = (server.tenant.clone(), of.clone(), server.app.engine.now());
    let read = server.app.engine.db.read_wait(move |tx| {
        let purses = ledger::purses(tx, (&tenant, &of), Currency::parse("USD").unwrap())?;
        let report = verify::verify(tx, now)?;
        let findings = report.findings.into_iter().map(|found| format!("{}: {}", found.place, found.problem));
        Ok((purses.available_minor, findings.collect()))
    });
    read.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sixty_four_completions_of_one_first_order_make_one_reward() {
    let server = Server::start();
    let (shop, ada) = shop_of_friends(&server).await;
    server.post("/api/v1/orders", &shop.order("1")).await.ok(201);
    assert_eq!(wallet(&server, &ada).0, 0, "it is not completed yet");
    let statuses = at_once(&server, vec![completed(&shop, "1"); CONNECTIONS]).await;
    assert_eq!(statuses, [200; CONNECTIONS]);
    assert_eq!(wallet(&server, &ada), (10_000, vec![]));
    let order = server.get("/api/v1/orders").await.ok(200)["data"][0].clone();
    let told = server.get(&format!("/api/v1/orders/{}/explanation", text(&order, "id"))).await.ok(200);
    let rewards = &told["rewards"];
    assert_eq!((&rewards["nobody"], &rewards["reward"]), (&Json::Null, &usd(10_000)));
    assert_eq!(rewards["friend"]["name"], "Customer 7");
    let level = &rewards["levels"][0];
    assert_eq!((&level["customer"]["name"], &level["amount"]), (&json!("Customer 1"), &usd(10_000)));
    assert_eq!((&level["level"], &level["rate"], &level["reason"]), (&json!(1), &Json::Null, &Json::Null));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sixty_four_orders_of_one_friend_at_once_make_one_reward_and_the_others_say_why_not() {
    let server = Server::start();
    let (shop, ada) = shop_of_friends(&server).await;
    let orders = (1..=CONNECTIONS).map(|id| completed(&shop, &id.to_string())).collect();
    assert_eq!(at_once(&server, orders).await, [201; CONNECTIONS]);
    assert_eq!(wallet(&server, &ada), (10_000, vec![]));
    let mut reasons = std::collections::BTreeMap::new();
    for order in server.get("/api/v1/orders?limit=100").await.ok(200)["data"].as_array().unwrap() {
        let told = server.get(&format!("/api/v1/orders/{}/explanation", text(order, "id"))).await.ok(200);
        *reasons.entry(told["rewards"]["nobody"]["code"].as_str().map(str::to_owned)).or_insert(0) += 1;
    }
    let other = Some("not_first_qualifying_order".to_owned());
    assert_eq!(reasons.into_iter().collect::<Vec<_>>(), [(None, 1), (other, 63)]);
}

#[tokio::test]
async fn whoever_is_asked_what_a_reward_is_decides_within_the_bounds_and_the_explanation_says_so() {
    let server = crate::webhooks::open();
    let receiver = Receiver::open(Manner::Says(500, "")).await;
    let webhook = RewardWebhook {
        url: receiver.url.clone(),
        least_percent: 50,
        most_percent: 200,
        wait_minutes: 60,
        secret: 1,
    };
    let (shop, ada) = shop_that_asks(&server, Some(webhook)).await;
    server.post("/api/v1/orders", &completed(&shop, "1")).await.ok(201);
    let order = text(&server.get("/api/v1/orders").await.ok(200)["data"][0], "id");
    let explanation = format!("/api/v1/orders/{order}/explanation");
    let told = server.get(&explanation).await.ok(200);
    assert_eq!(told["rewards"]["nobody"]["code"], "awaiting_answer");
    assert_eq!(ask_about_rewards(&server.app).await.unwrap(), 1);
    assert_eq!(ask_about_rewards(&server.app).await.unwrap(), 0, "it comes back a minute later");
    receiver.answer(Manner::Says(200, r#"{"amount": 30000, "currency": "USD"}"#));
    server.app.engine.clock.shift(61_000);
    assert_eq!(ask_about_rewards(&server.app).await.unwrap(), 1);
    let heard = receiver.heard();
    let ids: Vec<&str> = heard.iter().map(|one| one.header("webhook-id")).collect();
    assert!(ids.len() == 2 && ids[0] == ids[1] && ids[0].starts_with("rwq_"), "{ids:?}");
    let program = ProgramId::parse(&shop.program).unwrap();
    let secret = referral::secret(&server.app.engine.sealer, (&server.tenant, &program), 1);
    let at_s = heard[1].header("webhook-timestamp").parse().unwrap();
    let message = (ids[1], at_s, heard[1].body.as_str());
    assert!(webhook::verify(&secret, message, heard[1].header("webhook-signature"), at_s));
    assert_eq!(wallet(&server, &ada), (20_000, vec![]));
    let told = server.get(&explanation).await.ok(200);
    let answered = json!({ "own": usd(10_000), "said": usd(30_000), "cut": true });
    assert_eq!((&told["rewards"]["answered"], &told["rewards"]["reward"]), (&answered, &usd(20_000)));
    let kinds: Vec<&Json> = told["facts"].as_array().unwrap().iter().map(|fact| &fact["kind"]).collect();
    assert_eq!(kinds, ["stated", "reward_answered"]);
}
