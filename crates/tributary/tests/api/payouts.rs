//! Payouts over the API: what is due, a batch's steps, its files, and that nobody is paid twice.

use crate::bad_input::{Endpoint, at};
use crate::connection::Served;
use crate::server::{Reply, Server, Shop, text, usd};
use serde_json::{Value as Json, json};
use tributary_core::Payee;
use tributary_engine::audit::{self, Actor};
use tributary_engine::page::Cursor;
use tributary_engine::payout::{self, Destination};
use tributary_engine::verify;

const AT_ONCE: usize = 64;
const EARNED: i64 = 800; // a tenth of two mugs and a poster

impl Server {
    /// Says where a payee's money goes.
    fn pays_to(&self, payee: &str, to: Destination) {
        let (by, sealer) = (Actor::system(&self.tenant, "test"), self.app.engine.sealer.clone());
        let (payee, now) = (Payee::parse(payee).unwrap(), self.app.engine.now());
        let set = self
            .app
            .engine
            .db
            .write_wait(move |tx| payout::change_details(tx, (&by, &sealer), &payee, (&to, "en"), now));
        set.unwrap();
    }

    /// An order whose commission is ready.
    async fn sold(&self, shop: &Shop, id: &str) {
        let mut order = shop.order(id);
        order["status"] = json!("completed");
        self.post("/api/v1/orders", &order).await.ok(201);
    }

    async fn batch(&self, body: &Json) -> Reply {
        self.post("/api/v1/payout_batches", body).await
    }

    async fn step(&self, batch: &str, step: &str, body: &Json) -> Reply {
        self.post(&format!("/api/v1/payout_batches/{batch}/{step}"), body).await
    }

    fn verified(&self) {
        let now = self.app.engine.now();
        let report = self.app.engine.db.read_wait(move |tx| verify::verify(tx, now)).unwrap();
        assert_eq!(report.findings, []);
    }
}

fn paid() -> Json {
    json!({ "paid_on": "2026-06-02" })
}

/// What changes payouts, each on a batch of its own that is as far as it needs.
pub(crate) async fn payouts(server: &Server, shop: &Shop) -> Vec<Endpoint> {
    server.pays_to(&shop.sara, Destination::paypal("sara@pay.example").unwrap());
    let mut batches = Vec::new();
    for (number, steps) in [0, 1, 2, 0, 1].into_iter().enumerate() {
        server.sold(shop, &format!("payout-{number}")).await;
        let id = text(&server.batch(&json!({})).await.ok(201), "id");
        for (step, body) in [("approve", json!({})), ("pay", paid())].into_iter().take(steps) {
            server.step(&id, step, &body).await.ok(200);
        }
        batches.push(format!("payout_batches/{id}"));
    }
    let last = batches[4].trim_start_matches("payout_batches/");
    let one = server.get(&format!("/api/v1/payouts?batch={last}")).await.ok(200);
    let one = format!("payouts/{}/void", text(&one["data"][0], "id"));
    server.sold(shop, "payout-new").await;
    let new = json!({ "currency": "USD", "payees": [shop.sara], "note": "June" });
    let mark = json!({ "paid_on": "2026-06-02", "reference": "TX-1" });
    let reason = json!({ "reason": "x" });
    let bo = server.post("/api/v1/partners", &json!({ "name": "Bo", "kind": "affiliate" })).await.ok(201);
    let bo = text(&bo, "id");
    let details = json!({
        "method": "bank", "account_name": "Sara Lind", "iban": "SE4550000000058398257466", "bic": "ESSESESS",
    });
    vec![
        at("PUT", &format!("partners/{bo}/payout_details"), &["method"], details),
        at("POST", "payout_batches", &[], new),
        at("POST", &format!("{}/approve", batches[0]), &[], json!({})),
        at("POST", &format!("{}/pay", batches[1]), &["paid_on"], mark),
        at("POST", &format!("{}/undo", batches[2]), &[], json!({})),
        at("POST", &format!("{}/void", batches[3]), &["reason"], reason.clone()),
        at("POST", &one, &["reason"], reason),
    ]
}

#[tokio::test]
async fn what_is_due_says_why_it_waits_and_is_paid_once_it_can_be() {
    let server = Server::start();
    let shop = server.shop().await;
    server.sold(&shop, "1").await;
    let due = || async { server.get("/api/v1/payouts/due").await.ok(200)["data"][0].clone() };
    let waiting = due().await;
    assert_eq!(
        (&waiting["payee"]["id"], &waiting["payable"], &waiting["due"], &waiting["waits"]),
        (&json!(shop.sara), &usd(EARNED), &usd(0), &json!("details_missing"))
    );
    let named = json!({ "payees": [shop.sara] });
    let refused = server.batch(&named).await;
    assert_eq!(refused.problem(409), ["/payees/0"]);
    assert_eq!(refused.json()["errors"][0]["code"], "details_missing");
    assert_eq!(server.batch(&json!({})).await.problem(409), ["/payees"]);
    server.pays_to(&shop.sara, Destination::paypal("sara@pay.example").unwrap());
    assert_eq!((&due().await["due"], &due().await["method"]), (&usd(EARNED), &json!("paypal")));
    let batch = server.batch(&named).await.ok(201);
    assert_eq!((&batch["state"], &batch["number"]), (&json!("draft"), &json!(1)));
    assert_eq!(batch["totals"], json!([{ "method": "paypal", "count": 1, "total": usd(EARNED) }]));
    assert_eq!((&due().await["due"], &due().await["in_payout"]), (&usd(0), &usd(EARNED)));
    server.verified();
}

#[tokio::test]
async fn where_money_goes_is_set_and_read_as_a_hint_and_a_change_waits() {
    let server = Server::start();
    let shop = server.shop().await;
    server.sold(&shop, "1").await;
    let path = format!("/api/v1/partners/{}/payout_details", shop.sara);
    let none = server.get(&path).await.ok(200);
    assert_eq!((&none["method"], &none["destination_hint"]), (&Json::Null, &Json::Null));
    let paypal = json!({ "method": "paypal", "paypal_email": "sara@pay.example" });
    let set = server.put(&path, &paypal).await.ok(200);
    assert_eq!((&set["method"], &set["destination_hint"]), (&json!("paypal"), &json!("s…@pay.example")));
    assert_eq!(set["good_from"], set["changed_at"], "the first is good at once");
    let due = || async { server.get("/api/v1/payouts/due").await.ok(200)["data"][0].clone() };
    assert_eq!(due().await["due"], usd(EARNED));
    assert_eq!(server.put(&path, &paypal).await.ok(200), set, "the same again changes nothing");

    let wrong =
        json!({ "method": "bank", "account_name": "Sara", "iban": "SE4550000000058398257467", "bic": "X" });
    assert_eq!(server.put(&path, &wrong).await.problem(422), ["/iban", "/bic"]);
    let both =
        json!({ "method": "paypal", "paypal_email": "sara@pay.example", "iban": "SE4550000000058398257466" });
    assert_eq!(server.put(&path, &both).await.problem(422), ["/iban"]);
    let bank = json!({ "method": "bank", "account_name": "Sara Lind", "iban": "SE4550000000058398257466" });
    let changed = server.put(&path, &bank).await;
    assert!(!changed.text.contains("50000000058398"), "{}", changed.text);
    assert_eq!(changed.ok(200)["destination_hint"], "SE45…7466");
    assert_eq!((&due().await["due"], &due().await["waits"]), (&usd(0), &json!("details_changed")));
    let acts = server.app.engine.db.read_wait({
        let tenant = server.tenant.clone();
        move |tx| {
            let wanted = audit::Filter {
                action: Some("partner.payout_details_changed".to_owned()),
                ..audit::Filter::default()
            };
            Ok(audit::list(tx, &tenant, &wanted, &Cursor { after: None, limit: 10 })?.rows)
        }
    });
    let acts = acts.unwrap();
    assert_eq!(acts.len(), 2, "one for each change: {acts:?}");
    assert!(acts.iter().all(|act| act.actor_kind == "key" && !format!("{act:?}").contains("58398257466")));
}

#[tokio::test]
async fn a_batch_goes_its_way_and_says_what_it_pays() {
    let server = Server::start();
    let shop = server.shop().await;
    server.pays_to(&shop.sara, Destination::paypal("sara@pay.example").unwrap());
    server.sold(&shop, "1").await;
    let batch = text(&server.batch(&json!({ "note": "June" })).await.ok(201), "id");
    assert_eq!(server.get(&format!("/api/v1/payout_batches/{batch}/files")).await.ok(200)["data"], json!([]));
    server.step(&batch, "pay", &paid()).await.problem(409);
    assert_eq!(server.step(&batch, "approve", &json!({})).await.ok(200)["state"], "ready");
    assert_eq!(server.step(&batch, "pay", &json!({ "paid_on": "soon" })).await.problem(422), ["/paid_on"]);
    let mark = json!({ "paid_on": "2026-06-02", "reference": "TX-1" });
    let marked = server.step(&batch, "pay", &mark).await.ok(200);
    assert_eq!((&marked["state"], &marked["paid_on"]), (&json!("paid"), &json!("2026-06-02")));
    assert_eq!(server.step(&batch, "undo", &json!({})).await.ok(200)["state"], "ready");
    server.step(&batch, "pay", &mark).await.ok(200);
    let list = server.get(&format!("/api/v1/payouts?payee={}&state=paid", shop.sara)).await.ok(200);
    let one = &list["data"][0];
    assert_eq!((&one["amount"], &one["destination_hint"]), (&usd(EARNED), &json!("s…@pay.example")));
    let statement = server.get(&format!("/api/v1/payouts/{}", text(one, "id"))).await.ok(200);
    assert_eq!(statement["parts"][0]["order_number"], "1");
    assert_eq!(statement["parts"][0]["amount"], usd(EARNED));
    let voided = server.step(&batch, "void", &json!({ "reason": "Wrong account" })).await.ok(200);
    assert_eq!((&voided["state"], &voided["reason"]), (&json!("voided"), &json!("Wrong account")));
    assert_eq!(server.get("/api/v1/payout_batches").await.ok(200)["data"][0]["totals"][0]["count"], 1);
    let ledger = server.get("/api/v1/ledger/transactions").await.ok(200);
    let kinds: Vec<&Json> =
        ledger["data"].as_array().unwrap().iter().map(|one| &one["cause"]["kind"]).collect();
    let expected = ["payout_voided", "payout_paid", "payout_undone", "payout_paid", "payout"];
    assert_eq!(kinds[..5], expected.map(|kind| json!(kind)).iter().collect::<Vec<_>>()[..]);
    assert_eq!((&ledger["data"][0]["program"], &ledger["data"][0]["order"]), (&Json::Null, &Json::Null));
    server.verified();
}

#[tokio::test]
async fn files_are_of_one_currency_and_their_totals_are_those_of_the_ledger() {
    let server = Server::start();
    let shop = server.shop().await;
    server.pays_to(&shop.sara, Destination::paypal("=1+1@pay.example").unwrap());
    server.sold(&shop, "1").await;
    let bo = json!({ "name": "=HYPERLINK(1)", "kind": "affiliate" });
    let bo = text(&server.post("/api/v1/partners", &bo).await.ok(201), "id");
    let code = json!({ "partner": bo, "program": shop.program, "kind": "coupon", "code": "BO" });
    server.post("/api/v1/codes", &code).await.ok(201);
    server.pays_to(&bo, Destination::bank("Bo Ek", "SE45 5000 0000 0583 9825 7466", "ESSESESS").unwrap());
    let mut order = shop.order("2");
    (order["status"], order["coupons"]) = (json!("completed"), json!(["bo"]));
    server.post("/api/v1/orders", &order).await.ok(201);
    let batch = text(&server.batch(&json!({})).await.ok(201), "id");
    server.step(&batch, "approve", &json!({})).await.ok(200);
    let files = server.get(&format!("/api/v1/payout_batches/{batch}/files")).await.ok(200);
    let files: Vec<_> = files["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (text(one, "kind"), text(one, "name"), one["total"].clone()))
        .collect();
    let expected = [("paypal", EARNED), ("bank", EARNED), ("list", 2 * EARNED)];
    let expected =
        expected.map(|(kind, total)| (kind.to_owned(), format!("payout-1-{kind}-USD.csv"), usd(total)));
    assert_eq!(files, expected);
    let file = |kind: &str| {
        let path = format!("/api/v1/payout_batches/{batch}/file.csv?kind={kind}&currency=USD");
        let server = &server;
        async move { server.get(&path).await }
    };
    let paypal = file("paypal").await;
    assert_eq!(paypal.header("content-type"), Some("text/csv; charset=utf-8"));
    let row: Vec<&str> = paypal.text.trim_end().split(',').collect();
    assert_eq!((row[0], row[1], row[2], row[4]), ("'=1+1@pay.example", "8.00", "USD", "Mugs #1"));
    assert!(row[3].starts_with("pay_") && paypal.text.lines().count() == 1, "{}", paypal.text);
    let bank = file("bank").await.text;
    let (heading, row) = bank.split_once("\r\n").unwrap();
    assert_eq!(heading, "name,iban,bic,amount,currency,end_to_end_id,remittance_information");
    assert!(row.starts_with("Bo Ek,SE4550000000058398257466,ESSESESS,8.00,USD,pay-"), "{row}");
    assert!(file("list").await.text.contains(",'=HYPERLINK(1),bank,"));
    let sums = server.app.engine.db.read_wait({
        let tenant = server.tenant.clone();
        move |tx| tributary_engine::ledger::sums(tx, &tenant)
    });
    let in_payout: i64 = sums
        .unwrap()
        .iter()
        .filter(|(account, ..)| account.ends_with(":in_payout"))
        .map(|(.., minor)| minor)
        .sum();
    assert_eq!(in_payout, 2 * EARNED);
    file("paypal&part=2").await.problem(404);
    assert_eq!(file("paypal&part=0").await.problem(422), ["part"]);
    let noted = server.own().texts("SELECT COUNT(*) FROM audit WHERE action = 'payout_batch.file_taken'");
    assert_eq!(noted, ["3"], "who took where money goes is noted");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sixty_four_connections_pay_one_balance_once() {
    let server = Server::start();
    let shop = server.shop().await;
    server.pays_to(&shop.sara, Destination::paypal("sara@pay.example").unwrap());
    server.sold(&shop, "1").await;
    let served = Served::start(&server.app).await;
    let start = std::sync::Arc::new(tokio::sync::Barrier::new(AT_ONCE));
    let sent: Vec<_> = (0..AT_ONCE)
        .map(|_| {
            let (start, key, address) = (start.clone(), server.key.clone(), served.address);
            tokio::spawn(async move {
                let client = reqwest::Client::builder().no_proxy().build().unwrap();
                start.wait().await;
                let request = client.post(format!("http://{address}/api/v1/payout_batches")).bearer_auth(key);
                let request = request.header("content-type", "application/json").body("{}");
                request.send().await.unwrap().status().as_u16()
            })
        })
        .collect();
    let mut answers = Vec::new();
    for one in sent {
        answers.push(one.await.unwrap());
    }
    served.end().await;
    let made = answers.iter().filter(|status| **status == 201).count();
    assert_eq!(
        (made, answers.iter().filter(|status| **status == 409).count()),
        (1, AT_ONCE - 1),
        "{answers:?}"
    );
    server.verified();
}

#[tokio::test]
async fn the_platform_is_paid_by_the_same_requests() {
    let server = Server::start();
    let shop = server.shop().await;
    let split =
        json!({ "split": [{ "role": "partner", "weight": 50 }, { "role": "platform", "weight": 50 }] });
    server.patch(&format!("/api/v1/programs/{}", shop.program), &split).await.ok(200);
    server.sold(&shop, "1").await;
    let due = server.get("/api/v1/payouts/due").await.ok(200);
    let payees: Vec<&Json> = due["data"].as_array().unwrap().iter().map(|one| &one["payee"]).collect();
    let platform = json!({ "kind": "platform", "id": shop.program });
    assert!(payees.contains(&&platform) && payees.len() == 2, "{payees:?}");
    let named = json!({ "payees": [shop.sara, shop.program] });
    assert_eq!(server.batch(&named).await.problem(409), ["/payees/0", "/payees/1"]);
    server.pays_to(&shop.program, Destination::paypal("platform@pay.example").unwrap());
    let only = json!({ "payees": [shop.program] });
    let batch = text(&server.batch(&only).await.ok(201), "id");
    server.step(&batch, "approve", &json!({})).await.ok(200);
    server.step(&batch, "pay", &paid()).await.ok(200);
    let list = server.get(&format!("/api/v1/payouts?payee={}", shop.program)).await.ok(200);
    let one = &list["data"][0];
    assert_eq!((&one["payee"], &one["amount"], &one["state"]), (&platform, &usd(EARNED / 2), &json!("paid")));
    let list = server.get(&format!("/api/v1/payouts?payee={}", shop.sara)).await.ok(200);
    assert_eq!(list["data"], json!([]));
    assert_eq!(server.get("/api/v1/payouts?payee=sto_1").await.problem(422), ["payee"]);
    let told = server.get("/api/v1/events").await.ok(200);
    let told = told["data"].as_array().unwrap().iter().find(|one| one["type"] == "payout.paid").unwrap();
    assert_eq!(told["data"]["object"]["payee"], platform);
    server.verified();
}
