//! What a program promises customers, read and changed through the API; and programs started like the systems that do so.

use crate::server::{Server, Shop, text, usd};
use serde_json::{Value as Json, json};

/// The settings of the wallet plugin when it is new, in the shop's currency.
fn new_promise() -> Json {
    json!({
        "enabled": false, "reward": { "kind": "fixed", "amount": usd(10_000) }, "cap": null, "cap_at": "before_promo",
        "counts_when": ["completed"], "hold_days": 0, "window_days": 7, "touch": "first", "bound_by": "registration",
        "welcome": { "gift": { "kind": "fixed", "amount": usd(5_000) }, "minimum": null, "valid_days": null },
        "promos": [], "levels": { "enabled": false, "rates": ["10", "5", "2"], "skip_inactive": true },
        "budget": null, "credit_days": null,
        "invitations": { "enabled": false, "per_day": 20, "per_submit": 10 }, "webhook": null,
    })
}

fn path(shop: &Shop) -> String {
    format!("/api/v1/programs/{}", shop.program)
}

/// Another shop, whose program starts like a known system.
async fn started(server: &Server, preset: &str) -> Json {
    let store = json!({
        "name": "Wallet", "url": "https://wallet.example", "currency": "USD", "timezone": "Europe/Oslo", "preset": preset,
    });
    let store = server.post("/api/v1/stores", &store).await.ok(201);
    let all = server.get("/api/v1/programs").await.ok(200);
    let own = all["data"].as_array().unwrap().iter().find(|one| one["store"] == store["id"]);
    own.unwrap().clone()
}

#[tokio::test]
async fn a_promise_begins_as_the_original_s_settings_do_and_changes_part_by_part() {
    let server = Server::start();
    let shop = server.shop().await;
    let first = server.patch(&path(&shop), &json!({ "referral": {} })).await.ok(200);
    assert_eq!((&first["referral"], &first["rule_version"]), (&new_promise(), &json!(2)));
    let change = json!({
        "enabled": true, "reward": { "kind": "percent", "rate": "12.5", "of": "total" }, "cap": usd(30_000),
        "cap_at": "after_promo", "counts_when": ["processing", "completed"], "hold_days": 14, "window_days": 30,
        "touch": "last", "bound_by": "registration_or_order",
        "welcome": { "gift": { "kind": "percent", "rate": "20" }, "minimum": usd(900), "valid_days": 60 },
        "promos": [{ "name": "Launch", "starts_at": "2026-12-05T00:00:00.000Z", "ends_at": "2026-12-07T00:00:00.000Z", "multiplier": "2.5" }],
        "levels": { "enabled": true, "rates": ["10", "5", "2.5", "1"], "skip_inactive": false },
        "budget": usd(1_000_000), "credit_days": 365,
        "invitations": { "enabled": true, "per_day": 5, "per_submit": 3 },
        "webhook": { "url": "https://shop.example/rewards", "least_percent": 50, "most_percent": 200, "wait_minutes": 60, "secret": 1 },
    });
    let changed = server.patch(&path(&shop), &json!({ "referral": change })).await.ok(200);
    assert_eq!((&changed["referral"], &changed["rule_version"]), (&change, &json!(3)));
    let again = server.patch(&path(&shop), &json!({ "referral": changed["referral"] })).await.ok(200);
    assert_eq!(again["rule_version"], 3, "the same promise makes no version");
    let part = json!({ "referral": { "hold_days": 0, "welcome": null, "cap": null } });
    let part = server.patch(&path(&shop), &part).await.ok(200)["referral"].clone();
    assert_eq!((&part["hold_days"], &part["welcome"], &part["cap"]), (&json!(0), &Json::Null, &Json::Null));
    assert_eq!(
        (&part["window_days"], &part["levels"]),
        (&change["window_days"], &change["levels"]),
        "what was not said stays"
    );
    let read = server.get(&path(&shop)).await.ok(200);
    assert_eq!(read["referral"], part);
}

#[tokio::test]
async fn a_promise_that_cannot_be_kept_is_named_field_by_field() {
    let server = Server::start();
    let shop = server.shop().await;
    let promo = |name: &str, from: &str, to: &str| json!({ "name": name, "starts_at": from, "ends_at": to, "multiplier": "2" });
    let launch = promo("Launch", "2026-12-05T00:00:00Z", "2026-12-07T00:00:00Z");
    let touching = promo("Next", "2026-12-07T00:00:00Z", "2026-12-08T00:00:00Z");
    let inside = promo("Inside", "2026-12-06T23:59:59.999Z", "2026-12-09T00:00:00Z");
    for (change, pointer) in [
        (json!({ "reward": { "kind": "percent" } }), "/reward/rate"),
        (json!({ "reward": { "kind": "fixed", "amount": usd(5), "rate": "1" } }), "/reward/rate"),
        (json!({ "reward": { "kind": "fixed", "amount": usd(5), "of": "goods" } }), "/reward/of"),
        (json!({ "reward": { "kind": "percent", "rate": "101" } }), "/reward/rate"),
        (
            json!({ "reward": { "kind": "fixed", "amount": { "amount": 5, "currency": "EUR" } } }),
            "/reward/amount/currency",
        ),
        (json!({ "cap": usd(-1) }), "/cap/amount"),
        (json!({ "budget": { "amount": 5, "currency": "EUR" } }), "/budget/currency"),
        (json!({ "cap_at": "noon" }), "/cap_at"),
        (json!({ "counts_when": [] }), "/counts_when"),
        (json!({ "counts_when": ["refunded"] }), "/counts_when/0"),
        (json!({ "hold_days": 366 }), "/hold_days"),
        (json!({ "window_days": 0 }), "/window_days"),
        (json!({ "window_days": 3_651 }), "/window_days"),
        (json!({ "credit_days": 0 }), "/credit_days"),
        (
            json!({ "welcome": { "gift": { "kind": "fixed", "amount": usd(0) } } }),
            "/welcome/gift/amount/amount",
        ),
        (json!({ "welcome": { "gift": { "kind": "percent", "rate": "0" } } }), "/welcome/gift/rate"),
        (
            json!({ "welcome": { "gift": { "kind": "percent", "rate": "5" }, "valid_days": 0 } }),
            "/welcome/valid_days",
        ),
        (json!({ "levels": { "enabled": true, "rates": [] } }), "/levels/rates"),
        (json!({ "levels": { "enabled": true, "rates": vec!["1"; 11] } }), "/levels/rates"),
        (json!({ "levels": { "enabled": true, "rates": ["100.00001"] } }), "/levels/rates/0"),
        (
            json!({ "invitations": { "enabled": true, "per_day": 0, "per_submit": 1 } }),
            "/invitations/per_day",
        ),
        (json!({ "promos": [promo("A", "soon", "2026-12-07T00:00:00Z")] }), "/promos/0/starts_at"),
        (
            json!({ "promos": [promo("A", "2026-12-07T00:00:00Z", "2026-12-07T00:00:00Z")] }),
            "/promos/0/ends_at",
        ),
        (json!({ "promos": [promo(" ", "2026-12-06T00:00:00Z", "2026-12-07T00:00:00Z")] }), "/promos/0/name"),
        (
            json!({ "promos": [{ "name": "A", "starts_at": "2026-12-06T00:00:00Z", "ends_at": "2026-12-07T00:00:00Z", "multiplier": "0.5" }] }),
            "/promos/0/multiplier",
        ),
        (json!({ "promos": [launch, touching, inside] }), "/promos/2/starts_at"),
    ] {
        let refused = server.patch(&path(&shop), &json!({ "referral": change })).await;
        assert_eq!(refused.problem(422), [format!("/referral{pointer}")], "{change}");
    }
    let twice = json!({ "lifelong": { "listed": ["SARA10", "sara10"] } });
    assert_eq!(server.patch(&path(&shop), &twice).await.problem(422), ["/lifelong/listed/1"]);
    assert_eq!(server.get(&path(&shop)).await.ok(200)["rule_version"], 1, "nothing of it was kept");
}

#[tokio::test]
async fn an_overlap_names_the_promotion_it_clashes_with() {
    let server = Server::start();
    let shop = server.shop().await;
    let promo = |name: &str, day: &str| json!({ "name": name, "starts_at": format!("2026-12-{day}T00:00:00"), "ends_at": "2026-12-09T00:00:00", "multiplier": "2" });
    let both = json!({ "referral": { "promos": [promo("Launch week", "05"), promo("Second", "06")] } });
    let refused = server.patch(&path(&shop), &both).await;
    assert_eq!(refused.problem(422), ["/referral/promos/1/starts_at"]);
    assert!(refused.text.contains("Launch week"), "{}", refused.text);
}

#[tokio::test]
async fn a_promotion_may_be_given_on_the_store_s_own_clock() {
    let server = Server::start();
    let program = started(&server, "wallet-referral").await;
    let path = format!("/api/v1/programs/{}", text(&program, "id"));
    // The clocks of Oslo go back in the night of the 25th: the day has 25 hours.
    let day = json!({ "name": "Day", "starts_at": "2026-10-25T00:00", "ends_at": "2026-10-26T00:00:00", "multiplier": "2" });
    let changed = server.patch(&path, &json!({ "referral": { "promos": [day] } })).await.ok(200);
    let promo = &changed["referral"]["promos"][0];
    assert_eq!(promo["starts_at"], "2026-10-24T22:00:00.000Z");
    assert_eq!(promo["ends_at"], "2026-10-25T23:00:00.000Z");
}

#[tokio::test]
async fn a_program_starts_like_the_wallet_s_referral_program_with_it_switched_on() {
    let server = Server::start();
    server.shop().await;
    let program = started(&server, "wallet-referral").await;
    let mut expected = new_promise();
    expected["enabled"] = json!(true);
    assert_eq!(program["referral"], expected);
    assert_eq!(
        program["commission"],
        json!({ "kind": "percent", "rate": "0" }),
        "the original pays no partners"
    );
    assert_eq!(
        (&program["touch"], &program["window"], &program["window_days"]),
        (&json!("first"), &json!("fixed"), &json!(7))
    );
    assert_eq!(program["lifelong"]["mode"], "off");
}

#[tokio::test]
async fn a_program_starts_like_zen_cart_in_either_mode() {
    let server = Server::start();
    server.shop().await;
    let one = started(&server, "zencart-1").await;
    assert_eq!(one["lifelong"], json!({ "mode": "first_coupon", "listed": [] }));
    assert_eq!((&one["priority"], &one["referral"]), (&json!(["binding", "coupon"]), &Json::Null));
    let two = started(&server, "zencart-2").await;
    assert_eq!(two["lifelong"], json!({ "mode": "typed_code", "listed": [] }));
    assert_eq!(two["priority"], json!(["binding"]), "this mode never reads coupons");
}
