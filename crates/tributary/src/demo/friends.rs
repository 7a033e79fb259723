//! Customers who tell their friends: who sent whom, what came of it, and what the shop promises for it.

use super::client::{Client, broken};
use super::plan::PROMO;
use super::{DAY_MS, Scene};
use axum::http::Method;
use serde_json::{Value, json};
use tributary_core::referral::{Gift, Promo, Referral, Reward, Welcome};
use tributary_core::{Currency, Money};
use tributary_engine::Result;
use tributary_engine::clock::rfc3339;

/// What becomes of a friend's first order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    None,
    /// Still on its way to the customer.
    Processing,
    Completed,
    /// Completed, and paid back in full.
    Refunded,
}

/// A customer of the shop.
struct Customer {
    name: &'static str,
    login: &'static str,
    /// The place in the list of whoever sent them.
    sent_by: Option<usize>,
    /// How many days ago they signed up; the order came a day later.
    days_ago: i64,
    order: Order,
}

const fn customer(
    name: &'static str,
    login: &'static str,
    (sent_by, days_ago): (Option<usize>, i64),
    order: Order,
) -> Customer {
    Customer { name, login, sent_by, days_ago, order }
}

const CUSTOMERS: [Customer; 9] = [
    customer("Alma Reyes", "alma", (None, 80), Order::Completed),
    customer("Ben Okafor", "ben", (Some(0), 60), Order::Completed),
    customer("Chloe Martin", "chloe", (Some(0), 45), Order::Completed),
    customer("Diego Silva", "diego", (Some(1), 20), Order::Completed),
    customer("Emma Novak", "emma", (Some(1), 6), Order::Processing),
    customer("Farid Aziz", "farid", (Some(2), 30), Order::Refunded),
    customer("Grace Lee", "grace", (Some(0), 3), Order::None),
    customer("Hugo Brandt", "hugo", (Some(3), 4), Order::Completed),
    customer("Ines Costa", "ines", (None, 12), Order::None),
];
const FIRST_ACCOUNT: usize = 601;
const TOTAL_MINOR: i64 = 84_00;

/// What the shop promises: 20 for a friend, 10 for whoever comes, and the next ones up a part of it; double in the winter week,
/// and on a weekend that is still to come.
pub(super) fn promise(currency: Currency, scene: Scene) -> Referral {
    let money = |minor| Money::new(minor, currency);
    let promo = |name: &str, from: i64, to: i64| Promo {
        name: name.to_owned(),
        starts_at: scene.at(from * DAY_MS),
        ends_at: scene.at(to * DAY_MS),
        multiplier_percent: 200,
    };
    let mut all = Referral::new(currency);
    all.levels.enabled = true;
    Referral {
        enabled: true,
        reward: Reward::Fixed { amount: money(20_00) },
        welcome: Some(Welcome {
            gift: Gift::Fixed { amount: money(10_00) },
            minimum: Some(money(40_00)),
            valid_days: Some(60),
        }),
        hold_days: 14,
        promos: vec![promo("Winter week", PROMO.0, PROMO.1), promo("Friends' weekend", 96, 98)],
        ..all
    }
}

/// Signs them up one after the other, has those tell their friends who do, and has them order.
pub(super) async fn friends(client: &Client, scene: Scene) -> Result<()> {
    let mut codes: Vec<String> = Vec::new();
    for (place, one) in CUSTOMERS.iter().enumerate() {
        let ago = |days: i64| rfc3339(scene.at(scene.length_ms() - days * DAY_MS));
        let (account, email) =
            ((FIRST_ACCOUNT + place).to_string(), format!("{}@friends.example", one.login));
        let mut body = json!({
            "store": client.store, "external_id": account, "email": email, "name": one.name, "login": one.login,
            "registered_at": ago(one.days_ago),
        });
        if let Some(code) = one.sent_by.and_then(|by| codes.get(by)) {
            body["code"] = json!(code);
        }
        let made = client.call(Method::POST, "/api/v1/customers", &body).await?;
        let id = made.get("id").and_then(Value::as_str).ok_or_else(|| broken("a customer has no id"))?;
        codes.push(code_of(client, id).await?);
        if one.order != Order::None {
            order(client, (place, one, &account, &email), ago(one.days_ago - 1)).await?;
        }
    }
    Ok(())
}

async fn code_of(client: &Client, id: &str) -> Result<String> {
    let given = client.call(Method::POST, &format!("/api/v1/customers/{id}/code"), &json!({})).await?;
    given
        .get("code")
        .and_then(Value::as_str)
        .map(str::to_owned)
        .ok_or_else(|| broken("a customer has no code"))
}

async fn order(
    client: &Client,
    (place, one, account, email): (usize, &Customer, &str, &str),
    placed_at: String,
) -> Result<()> {
    let usd = |minor: i64| json!({ "amount": minor, "currency": super::cast::CURRENCY });
    let status = if one.order == Order::Processing { "processing" } else { "completed" };
    let number = format!("F-{}", FIRST_ACCOUNT + place);
    let body = json!({
        "store": client.store, "external_id": number, "status": status, "currency": super::cast::CURRENCY,
        "placed_at": placed_at, "total": usd(TOTAL_MINOR),
        "lines": [{ "external_id": "1", "name": "Rain jacket", "quantity": 1, "total": usd(TOTAL_MINOR) }],
        "customer": { "external_id": account, "email": email },
    });
    let made = client.call(Method::POST, "/api/v1/orders", &body).await?;
    if one.order == Order::Refunded {
        let id = made.get("id").and_then(Value::as_str).ok_or_else(|| broken("an order has no id"))?;
        let refund = json!({ "external_id": "1", "amount": usd(TOTAL_MINOR), "reason": "Sent back" });
        client.call(Method::POST, &format!("/api/v1/orders/{id}/refunds"), &refund).await?;
    }
    Ok(())
}
