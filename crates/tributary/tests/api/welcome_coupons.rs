//! Welcome coupons over the API: what is listed, and that a code that cannot be used says nothing about why.

use crate::server::{Server, Shop, text, usd};
use serde_json::{Value as Json, json};
use tributary_core::referral::{Gift, Welcome};
use tributary_core::{Currency, CustomerId, Money, StoreId};
use tributary_engine::welcome;

impl Server {
    /// Gives a friend a coupon of 50.00 that lasts so many days.
    pub(crate) fn welcome(&self, shop: &Shop, (friend, sponsor): (&str, &str), days: u32) -> Json {
        let (tenant, store) = (self.tenant.clone(), StoreId::parse(&shop.store).unwrap());
        let id = |text: &str| CustomerId::parse(text).unwrap();
        let (friend, sponsor, now) = (id(friend), id(sponsor), self.app.engine.now());
        let amount = Money::new(5_000, Currency::parse("USD").unwrap());
        let promised = Welcome { gift: Gift::Fixed { amount }, minimum: None, valid_days: Some(days) };
        let given = self.app.engine.db.write_wait(move |tx| {
            let given = welcome::give(tx, (&tenant, &store), (&friend, &sponsor), &promised, now)?;
            welcome::load(tx, &tenant, &given)
        });
        let given = given.unwrap();
        json!({ "id": given.id.as_str(), "code": given.code })
    }

    /// What is answered to who asks for a code.
    async fn asked(&self, shop: &Shop, (code, account): (&str, &str)) -> (u16, String) {
        let body = json!({ "store": shop.store, "code": code, "external_id": account });
        let reply = self.post("/api/v1/welcome_coupons/check", &body).await;
        (reply.status, reply.text)
    }
}

#[tokio::test]
async fn a_code_that_cannot_be_used_is_answered_alike_whatever_stands_against_it() {
    let server = Server::start();
    let shop = server.shop().await;
    let [ada, bo, kim, lea] = ["ada", "bo", "kim", "lea"].map(|account| server.customer(&shop, account));
    let good = server.welcome(&shop, (&bo, &ada), 30);
    let ended = server.welcome(&shop, (&kim, &ada), 0);
    let used = server.welcome(&shop, (&lea, &ada), 30);
    let mut order = shop.order("1042");
    order["coupons"] = json!([used["code"]]);
    order["customer"] = json!({ "external_id": "lea" });
    server.post("/api/v1/orders", &order).await.ok(201);
    let code = |coupon: &Json| text(coupon, "code");
    let refused = [
        server.asked(&shop, ("WELCOME-000000-000000", "bo")).await,
        server.asked(&shop, ("SARA10", "bo")).await,
        server.asked(&shop, (&code(&good), "kim")).await,
        server.asked(&shop, (&code(&ended), "kim")).await,
        server.asked(&shop, (&code(&used), "lea")).await,
    ];
    let no = (200, json!({ "usable": false, "amount": null, "percent": null }));
    for (status, text) in &refused {
        assert_eq!((*status, serde_json::from_str::<Json>(text).unwrap()), no);
        assert_eq!(text, &refused[0].1, "in the same words");
    }
    let (status, yes) = server.asked(&shop, (&code(&good), "bo")).await;
    let yes: Json = serde_json::from_str(&yes).unwrap();
    assert_eq!((status, &yes["usable"], &yes["amount"]), (200, &json!(true), &usd(5_000)));
    // Of another tenant's store nobody hears anything.
    let stranger = server.stranger();
    let body = json!({ "store": shop.store, "code": code(&good), "external_id": "bo" });
    assert_eq!(stranger.post("/api/v1/welcome_coupons/check", &body).await.problem(422), ["/store"]);
}

#[tokio::test]
async fn coupons_are_listed_with_how_they_stand_and_the_order_says_what_it_makes_of_them() {
    let server = Server::start();
    let shop = server.shop().await;
    let [ada, bo] = ["ada", "bo"].map(|account| server.customer(&shop, account));
    let given = server.welcome(&shop, (&bo, &ada), 30);
    let path = format!("/api/v1/welcome_coupons/{}", text(&given, "id"));
    let coupon = server.get(&path).await.ok(200);
    assert_eq!((text(&coupon, "state"), &coupon["amount"]), ("made".to_owned(), &usd(5_000)));
    let mut order = shop.order("1042");
    order["coupons"] = json!([text(&given, "code").to_lowercase()]);
    order["customer"] = json!({ "external_id": "bo" });
    let first = server.post("/api/v1/orders", &order).await.ok(201);
    order["external_id"] = json!("1043");
    let second = server.post("/api/v1/orders", &order).await.ok(201);
    let coupon = server.get(&path).await.ok(200);
    assert_eq!((text(&coupon, "state"), text(&coupon, "used_by")), ("used".to_owned(), "1042".to_owned()));
    let of_ada = server.get(&format!("/api/v1/welcome_coupons?sponsor={ada}")).await.ok(200);
    assert_eq!(of_ada["data"], json!([coupon]));
    let explained = |order: &Json| format!("/api/v1/orders/{}/explanation", text(order, "id"));
    let on_first = server.get(&explained(&first)).await.ok(200)["welcome_coupons"].clone();
    assert_eq!((&on_first[0]["redeemed"], &on_first[0]["cost"]), (&json!(true), &usd(5_000)));
    assert_eq!(on_first[0]["broken"], json!([]));
    let on_second = server.get(&explained(&second)).await.ok(200)["welcome_coupons"].clone();
    assert_eq!((&on_second[0]["redeemed"], &on_second[0]["cost"]), (&json!(false), &usd(0)));
    assert_eq!(on_second[0]["broken"][0]["code"], "coupon_used");
    server.post(&format!("{path}/retry"), &json!({})).await.ok(200);
    server.stranger().get(&path).await.problem(404);
}
