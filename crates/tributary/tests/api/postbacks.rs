//! Postbacks in: other systems' words become orders, and each answer says what became of them.

use crate::server::{Reply, Server, Shop, text, usd};
use axum::body::Body;
use serde_json::{Value as Json, json};
use tributary_core::StoreId;
use tributary_core::fact::{OrderFact, OrderStated, Origin};
use tributary_core::order::fold;
use tributary_engine::delivery::Delivery;
use tributary_engine::order::{self, NewFact, OrderKey};
use tributary_engine::pipeline;

async fn click(server: &Server) -> String {
    let click = json!({ "code": "sara", "user_agent": "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0" });
    text(&server.post("/api/v1/clicks", &click).await.ok(201), "id")
}

/// A source in a dialect.
struct Source {
    path: String,
    token: String,
}

async fn source(server: &Server, shop: &Shop, dialect: &str, changes: Json) -> Source {
    let mut new = json!({ "store": shop.store, "name": "Old tracker", "dialect": dialect, "unit": "major" });
    for (name, value) in changes.as_object().unwrap() {
        new[name] = value.clone();
    }
    let made = server.post("/api/v1/postback_sources", &new).await.ok(201);
    let (id, token) = (text(&made, "id"), text(&made, "token"));
    assert_eq!(made["state"], "active");
    Source { path: format!("/postback/{id}"), token }
}

impl Source {
    async fn call(&self, server: &Server, query: &str) -> Reply {
        let query = query.replace("TOKEN", &self.token);
        server.with_key("").raw(("GET", &format!("{}?{query}", self.path)), &[], Body::empty()).await
    }
}

fn outcome(reply: &Reply) -> (u16, &str) {
    (reply.status, reply.header("tributary-outcome").unwrap_or_default())
}

async fn orders(server: &Server) -> Vec<Json> {
    server.get("/api/v1/orders").await.ok(200)["data"].as_array().unwrap().clone()
}

#[tokio::test]
async fn every_dialect_is_understood_in_its_own_words() {
    for (dialect, query) in [
        ("everflow", "nid=1&transaction_id=CLICK&amount=80.00&order_id=1042&verification_token=TOKEN"),
        ("tune", "offer_id=3&transaction_id=CLICK&amount=80&adv_sub=1042&security_token=TOKEN"),
        ("voluum", "cid=CLICK&payout=80.0&txid=1042&currency=USD&token=TOKEN"),
        ("keitaro", "subid=CLICK&payout=80&tid=1042&status=sale&currency=usd&token=TOKEN"),
        ("affise", "clickid=CLICK&sum=80&status=1&action_id=1042&token=TOKEN"),
        ("redtrack", "clickid=CLICK&sum=80&txid=1042&token=TOKEN"),
        ("bemob", "cid=CLICK&payout=80&txid=1042&status=approved&token=TOKEN"),
        ("generic", "click_id=CLICK&amount=80&order_id=1042&status=paid&token=TOKEN"),
    ] {
        let server = Server::start();
        let shop = server.shop().await;
        let (source, id) = (source(&server, &shop, dialect, json!({})).await, click(&server).await);
        let told = query.replace("CLICK", &id);
        let reply = source.call(&server, &told).await;
        assert_eq!(outcome(&reply), (200, "applied"), "{dialect}: {}", reply.text);
        let all = orders(&server).await;
        assert_eq!(all.len(), 1, "{dialect}");
        assert_eq!((&all[0]["external_id"], &all[0]["total"]), (&json!("1042"), &usd(8_000)), "{dialect}");
        assert_eq!(all[0]["attribution"]["partner"], json!(shop.sara), "{dialect}");
        assert_eq!(all[0]["commissions"][0]["amount"], usd(800), "{dialect}");
        let again = source.call(&server, &told).await;
        assert_eq!(outcome(&again), (200, "duplicate"), "{dialect}: {}", again.text);
        assert_eq!(orders(&server).await.len(), 1, "{dialect}");
        let raw = String::from_utf8(server.deliveries().remove(0).sent.body).unwrap();
        assert!(raw.contains(&id) && !raw.contains(&source.token), "{dialect}: {raw}");
    }
}

#[tokio::test]
async fn each_refusal_has_a_code_in_body_and_header_and_is_kept() {
    let server = Server::start();
    let shop = server.shop().await;
    let (source, id) = (source(&server, &shop, "generic", json!({})).await, click(&server).await);
    let good = format!("click={id}&order=1&amount=5&token=TOKEN");
    for (query, wanted) in [
        (good.replace("TOKEN", "wrong"), (401, "bad_token")),
        (good.replace("&token=TOKEN", ""), (401, "bad_token")),
        (good.replace(&id, "clk_0123456789abcdefghjkmnpqrs"), (422, "unknown_click")),
        (good.replace(&id, "nonsense"), (422, "unknown_click")),
        (good.replace(&format!("click={id}&"), ""), (422, "missing_click")),
        (good.replace("amount=5", "amount=5,00"), (422, "bad_amount")),
        (good.replace("amount=5", "amount=-5"), (422, "bad_amount")),
        (good.replace("amount=5", ""), (422, "missing_amount")),
        (good.replace("amount=5", "amount=5&currency=XYZ"), (422, "bad_currency")),
        (good.replace("amount=5", "amount=5&status=maybe"), (422, "unknown_status")),
        (good.replace("amount=5", "amount=5&event=nothing"), (422, "unknown_event")),
        (good.replace("order=1", &format!("order={}", "x".repeat(300))), (422, "invalid")),
    ] {
        let reply = source.call(&server, &query).await;
        assert_eq!(outcome(&reply), wanted, "{query}");
        let body = reply.json();
        assert_eq!((&body["ok"], &body["outcome"]), (&json!(false), &json!(wanted.1)), "{query}");
        assert!(!text(&body, "detail").is_empty());
        // Ids made within one millisecond sort by chance.
        let is_it = |one: &Delivery| one.reason.as_deref().is_some_and(|reason| reason.starts_with(wanted.1));
        let refused = server.deliveries().into_iter().find(is_it).unwrap();
        assert_eq!(
            (refused.state.as_str(), refused.sent.topic.as_deref()),
            ("rejected", Some("postback.generic"))
        );
    }
    assert_eq!(orders(&server).await, Vec::<Json>::new());
    server
        .patch(&format!("/api/v1/postback_sources/{}", &source.path[10..]), &json!({ "state": "paused" }))
        .await
        .ok(200);
    assert_eq!(outcome(&source.call(&server, &good).await), (410, "inactive"));
    let nobody = server.get("/postback/pbs_00000000000000000000000000?a=1").await;
    assert_eq!(nobody.status, 404);
}

#[tokio::test]
async fn dialects_answer_in_the_form_their_senders_know() {
    let server = Server::start();
    let shop = server.shop().await;
    let id = click(&server).await;
    let tune = source(&server, &shop, "tune", json!({})).await;
    let good =
        tune.call(&server, &format!("transaction_id={id}&amount=1&adv_sub=7&security_token=TOKEN")).await;
    assert!(good.text.starts_with("success=true;"), "{}", good.text);
    let bad = tune.call(&server, "transaction_id=x&amount=1&adv_sub=8&security_token=TOKEN").await;
    assert_eq!(outcome(&bad), (200, "unknown_click"));
    assert!(bad.text.starts_with("success=false; err_msg=unknown_click: "), "{}", bad.text);
    let keitaro = source(&server, &shop, "keitaro", json!({})).await;
    let wished = format!("subid={id}&payout=1&tid=9&status=lead&return=%3Cb%3EOK%3C%2Fb%3E%0A&token=TOKEN");
    let good = keitaro.call(&server, &wished).await;
    assert_eq!(
        (good.text.as_str(), good.header("content-type")),
        ("<b>OK</b>", Some("text/plain; charset=utf-8"))
    );
    assert_eq!(good.header("x-content-type-options"), Some("nosniff"));
    let bad = keitaro.call(&server, "subid=x&payout=1&tid=10&return=OK&token=TOKEN").await;
    assert_eq!(outcome(&bad), (200, "unknown_click"), "never OK for what was refused: {}", bad.text);
    assert!(bad.text.starts_with("unknown_click"), "{}", bad.text);
    let everflow = source(&server, &shop, "everflow", json!({})).await;
    let bad = everflow.call(&server, "nid=1&transaction_id=x&amount=1&verification_token=TOKEN").await;
    assert_eq!((outcome(&bad), &bad.json()["ok"]), ((200, "unknown_click"), &json!(false)));
}

#[tokio::test]
async fn a_status_changes_what_was_told_before() {
    let server = Server::start();
    let shop = server.shop().await;
    let (keitaro, id) = (source(&server, &shop, "keitaro", json!({})).await, click(&server).await);
    let status = async |query: &str| {
        let reply = keitaro.call(&server, &format!("subid={id}&tid=1&token=TOKEN&{query}")).await;
        let all = orders(&server).await;
        (
            text_of(&reply),
            all.first().map(|one| (text(one, "status"), one["commissions"][0]["amount"]["amount"].clone())),
        )
    };
    let stands = |status: &str, minor: i64| Some((status.to_owned(), json!(minor)));
    assert_eq!(status("status=lead&payout=50").await, ("applied".into(), stands("pending", 0)));
    assert_eq!(status("status=sale").await, ("applied".into(), stands("completed", 500)), "the amount stays");
    assert_eq!(status("status=sale").await, ("duplicate".into(), stands("completed", 500)));
    assert_eq!(status("status=sale&payout=80").await, ("applied".into(), stands("completed", 800)));
    assert_eq!(status("status=rejected").await, ("applied".into(), stands("cancelled", 0)));
    assert_eq!(
        status("status=won&sale_status=won,deposit").await,
        ("applied".into(), stands("completed", 800))
    );
    assert_eq!(status("status=test&ignore_status=test").await, ("ignored".into(), stands("completed", 800)));
    assert_eq!(orders(&server).await.len(), 1);
}

fn text_of(reply: &Reply) -> String {
    reply.header("tributary-outcome").unwrap_or_default().to_owned()
}

#[tokio::test]
async fn without_ids_each_event_of_a_click_is_told_once() {
    let server = Server::start();
    let shop = server.shop().await;
    let (voluum, id) = (source(&server, &shop, "voluum", json!({})).await, click(&server).await);
    let first = voluum.call(&server, &format!("cid={id}&payout=10&token=TOKEN")).await;
    assert_eq!(outcome(&first), (200, "applied"));
    let again = voluum.call(&server, &format!("cid={id}&payout=10&txid=%7Btxid%7D&token=TOKEN")).await;
    assert_eq!(outcome(&again), (200, "duplicate"), "a macro that was not filled is no id");
    assert_eq!(orders(&server).await.len(), 1);
}

#[tokio::test]
async fn an_address_for_a_lead_needs_no_amount() {
    let server = Server::start();
    let shop = server.shop().await;
    let fixed = json!({ "kind": "fixed", "amount": usd(500) });
    let rules = json!({ "events": [{ "name": "Sign-up", "kind": "lead", "commission": fixed }] });
    server.patch(&format!("/api/v1/programs/{}", shop.program), &rules).await.ok(200);
    server.app.engine.clock.shift(2_000);
    let (everflow, id) =
        (source(&server, &shop, "everflow", json!({ "event": "sign-up" })).await, click(&server).await);
    let query = format!("nid=1&transaction_id={id}&verification_token=TOKEN");
    assert_eq!(outcome(&everflow.call(&server, &query).await), (200, "applied"));
    assert_eq!(outcome(&everflow.call(&server, &query).await), (200, "duplicate"));
    let all = orders(&server).await;
    assert_eq!((all.len(), &all[0]["commissions"][0]["amount"]), (1, &usd(500)), "{all:?}");
}

#[tokio::test]
async fn names_are_mapped_and_amounts_are_of_the_unit_that_was_said() {
    let server = Server::start();
    let shop = server.shop().await;
    let id = click(&server).await;
    let how = json!({ "unit": "minor", "mapping": { "click": "sub5", "order": "ref" } });
    let generic = source(&server, &shop, "generic", how).await;
    let told = [("content-type", "application/x-www-form-urlencoded")];
    let body = format!("sub5={id}&ref=A-1&amount=8000&token={}", generic.token);
    let reply = server.with_key("").raw(("POST", &generic.path), &told, body).await;
    assert_eq!(outcome(&reply), (200, "applied"), "{}", reply.text);
    let json = json!({ "sub5": id, "ref": "A-2", "amount": 8000, "token": generic.token });
    let reply = server.with_key("").raw(("POST", &generic.path), &[], json.to_string()).await;
    assert_eq!(outcome(&reply), (200, "applied"), "{}", reply.text);
    let totals: Vec<Json> = orders(&server).await.iter().map(|one| one["total"].clone()).collect();
    assert_eq!(totals, [usd(8_000), usd(8_000)]);
    let shown = server.get(&format!("/api/v1/postback_sources/{}", &generic.path[10..])).await.ok(200);
    assert!(text(&shown, "url").ends_with(
        "?sub5={click}&ref={order}&amount={amount}&currency={currency}&status={status}&token=TOKEN"
    ));
    assert!(shown.get("token").is_none(), "shown once");
}

/// The state of a known order, as if the shop's own webhook told it of another.
fn told_by_webhook(server: &Server, shop: &Shop, known: &str, other: &str) {
    let (tenant, store, now) =
        (server.tenant.clone(), shop.store.clone().try_into().unwrap(), server.app.now());
    let (known, other) = (known.to_owned(), other.to_owned());
    let write = server.app.engine.db.write_wait(move |tx| {
        let key = |id: &str| OrderKey {
            tenant: tenant.clone(),
            store: StoreId::clone(&store),
            external_id: id.to_owned(),
        };
        let state = fold(&order::facts_of(tx, &key(&known))?).unwrap().stated;
        let state = OrderStated { external_id: other.clone(), modified_at: Some(now), ..state };
        let fact = OrderFact::Stated { order: Box::new(state), origin: Origin::Webhook, restored: false };
        let new = NewFact { order: key(&other), fact, source: "webhook".to_owned(), occasion: String::new() };
        pipeline::apply(tx, &new, now)
    });
    write.unwrap();
}

#[tokio::test]
async fn a_postback_joins_what_the_api_told_and_overrules_nothing_that_the_shop_itself_tells() {
    let server = Server::start();
    let shop = server.shop().await;
    let (generic, id) = (source(&server, &shop, "generic", json!({})).await, click(&server).await);
    server.post("/api/v1/orders", &shop.order("1042")).await.ok(201);
    told_by_webhook(&server, &shop, "1042", "1043");
    let told = |order: &str| format!("click={id}&order={order}&amount=80&token=TOKEN");
    assert_eq!(outcome(&generic.call(&server, &told("1042")).await), (200, "applied"));
    assert_eq!(outcome(&generic.call(&server, &told("1043")).await), (422, "known_by_store"));
    let totals: Vec<(String, Json)> =
        orders(&server).await.iter().map(|one| (text(one, "external_id"), one["total"].clone())).collect();
    assert_eq!(totals, [("1043".to_owned(), usd(10_000)), ("1042".to_owned(), usd(8_000))]);
}

#[tokio::test]
async fn a_token_that_was_renewed_is_the_only_one_and_a_foreign_source_is_nobodys() {
    let server = Server::start();
    let shop = server.shop().await;
    let (old, id) = (source(&server, &shop, "generic", json!({})).await, click(&server).await);
    let path = format!("/api/v1/postback_sources/{}", &old.path[10..]);
    let renewed = server.post(&format!("{path}/renew"), &json!({})).await.ok(200);
    let new = Source { path: old.path.clone(), token: text(&renewed, "token") };
    let query = format!("click={id}&order=1&amount=5&token=TOKEN");
    assert_eq!(outcome(&old.call(&server, &query).await), (401, "bad_token"));
    assert_eq!(outcome(&new.call(&server, &query).await), (200, "applied"));
    for wrong in [
        json!({ "store": shop.store, "name": "x", "dialect": "nonsense", "unit": "major" }),
        json!({ "store": shop.store, "name": "x", "dialect": "tune" }),
        json!({ "store": shop.store, "name": "x", "dialect": "tune", "unit": "cents" }),
        json!({ "store": shop.store, "name": "x", "dialect": "tune", "unit": "major", "mapping": { "clicks": "a" } }),
        json!({ "store": shop.store.replace("sto_0", "sto_1"), "name": "x", "dialect": "tune", "unit": "major" }),
    ] {
        assert_eq!(server.post("/api/v1/postback_sources", &wrong).await.problem(422).len(), 1, "{wrong}");
    }
    let nothing =
        json!({ "store": shop.store, "name": "x", "dialect": "tune", "unit": "major", "event": "nothing" });
    assert_eq!(server.post("/api/v1/postback_sources", &nothing).await.problem(409), ["/event"]);
}
