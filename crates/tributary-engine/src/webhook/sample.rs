//! Samples: events of any kind that somebody sends to an endpoint to see what it makes of them. They look like what happens,
//! say `"test": true`, and are told to this endpoint alone.

use crate::event::{KINDS, SAMPLE};
use serde_json::{Value as Json, json};

/// What a sample of a kind holds; nothing for a kind that there is not.
#[must_use]
pub fn sample(kind: &str) -> Option<Json> {
    if !KINDS.contains(&kind) {
        return None;
    }
    let (now, before) = match kind {
        "webhook_endpoint.disabled" => {
            let object = json!({ "id": SAMPLE, "url": "https://example.com/webhooks", "reason": "failing" });
            return Some(json!({ "object": object, "test": true }));
        }
        "import.finished" => return Some(json!({ "object": imported(), "test": true })),
        "product.synced" => return Some(json!({ "object": synced(), "test": true })),
        "conversion.created" => (conversion("pending"), None),
        "conversion.approved" | "conversion.declined" | "conversion.updated" => {
            let status = kind.trim_start_matches("conversion.").replace("updated", "pending");
            (conversion(&status), Some(conversion("pending")))
        }
        "claim.created" | "claim.accepted" | "claim.declined" => {
            let state = kind.trim_start_matches("claim.").replace("created", "open");
            (claim(&state), None)
        }
        "wallet.credited" | "wallet.debited" | "wallet.taken_back" | "wallet.expired" | "wallet.updated" => {
            let lost = kind != "wallet.credited" && kind != "wallet.updated";
            (wallet(if lost { 2_500 } else { 12_500 }), Some(wallet(if lost { 12_500 } else { 2_500 })))
        }
        "payout.created" | "payout.paid" | "payout.reopened" | "payout.voided" => {
            let before = match kind {
                "payout.created" => None,
                "payout.reopened" => Some(payout("paid")),
                _ => Some(payout("open")),
            };
            let state =
                kind.trim_start_matches("payout.").replace("created", "open").replace("reopened", "open");
            (payout(&state), before)
        }
        "customer.registered" => (customer(&Json::Null), None),
        "customer.bound" => (customer(&binding()), None),
        "customer.released" => (customer(&Json::Null), Some(binding())),
        "customer.code_changed" => {
            (json!({ "id": SAMPLE, "code": "BOB22K7" }), Some(json!({ "code": "BOB22" })))
        }
        "coupon.created" | "coupon.redeemed" | "coupon.flagged" => (coupon(kind), None),
        "order.unattributed" => {
            (order(("processing", 0), (0, None)), Some(order(("processing", 0), (840, Some("pending")))))
        }
        "order.refunded" | "commission.reversed" => {
            let before = order(("completed", 0), (840, Some("pending")));
            (order(("completed", 4_200), (420, Some("pending"))), Some(before))
        }
        "commission.approved" => (
            order(("completed", 0), (840, Some("approved"))),
            Some(order(("completed", 0), (840, Some("pending")))),
        ),
        "order.updated" => (
            order(("completed", 0), (840, Some("pending"))),
            Some(order(("processing", 0), (840, Some("pending")))),
        ),
        _ => (order(("processing", 0), (840, Some("pending"))), None),
    };
    Some(json!({ "object": now, "previous": before, "test": true }))
}

fn order((status, refunded): (&str, i64), (commission, standing): (i64, Option<&str>)) -> Json {
    let money = |amount: i64| json!({ "amount": amount, "currency": "EUR" });
    let partner = standing.map(|_| "par_00000000000000000000000000");
    json!({
        "id": SAMPLE,
        "store": "str_00000000000000000000000000",
        "external_id": "1042",
        "status": status,
        "total": money(10_000),
        "base": money(8_400 - refunded),
        "refunded": money(refunded),
        "partner": partner,
        "via": partner.map(|_| "click"),
        "commission": money(commission),
        "standing": standing,
    })
}

fn conversion(status: &str) -> Json {
    let money = |amount: i64| json!({ "amount": amount, "currency": "EUR" });
    json!({
        "id": SAMPLE,
        "program": "prg_00000000000000000000000000",
        "partner": "par_00000000000000000000000000",
        "kind": "transaction",
        "order_number": "1042",
        "sale": money(8_400),
        "commission": money(if status == "declined" { 0 } else { 840 }),
        "status": status,
        "reason": (status == "declined").then_some("cancelled"),
        "refs": ["member-77"],
    })
}

fn claim(state: &str) -> Json {
    json!({
        "id": SAMPLE,
        "program": "prg_00000000000000000000000000",
        "partner": "par_00000000000000000000000000",
        "order_number": "1042",
        "state": state,
        "answer": (state != "open").then_some("Your click came before the order."),
    })
}

fn wallet(available: i64) -> Json {
    let money = |amount: i64| json!({ "amount": amount, "currency": "EUR" });
    json!({
        "id": SAMPLE,
        "store": "sto_00000000000000000000000000",
        "external_id": "42",
        "available": money(available),
        "pending": money(0),
        "held": money(0),
        "debt": money(0),
    })
}

fn payout(state: &str) -> Json {
    json!({
        "id": SAMPLE,
        "batch": "pba_00000000000000000000000000",
        "batch_number": 14,
        "partner": "par_00000000000000000000000000",
        "amount": { "amount": 84_000, "currency": "EUR" },
        "method": "paypal",
        "state": state,
        "reason": (state == "voided").then_some("The address was wrong."),
    })
}

fn customer(binding: &Json) -> Json {
    json!({
        "id": SAMPLE,
        "store": "sto_00000000000000000000000000",
        "external_id": "22",
        "binding": binding,
    })
}

fn binding() -> Json {
    json!({
        "id": "bnd_00000000000000000000000000",
        "code": "SARA7",
        "sponsor": "cus_00000000000000000000000001",
        "partner": null,
        "via": "code",
        "since": "2026-03-01T12:00:00.000Z",
    })
}

fn coupon(kind: &str) -> Json {
    json!({
        "id": SAMPLE,
        "store": "sto_00000000000000000000000000",
        "customer": "cus_00000000000000000000000000",
        "sponsor": "cus_00000000000000000000000001",
        "code": "WELCOME-000000-000000",
        "order": (kind != "coupon.created").then_some("1042"),
        "flags": if kind == "coupon.flagged" { vec!["coupon_not_theirs"] } else { Vec::new() },
    })
}

fn imported() -> Json {
    json!({
        "id": SAMPLE,
        "system": "csv",
        "name": "partners.csv",
        "state": "finished",
        "total": 10_000,
        "counts": { "new": 9_963, "updated": 0, "skipped": 0, "wrong": 37, "joined": 0 },
    })
}

fn synced() -> Json {
    json!({
        "id": SAMPLE,
        "store": "sto_00000000000000000000000000",
        "kind": "full",
        "done": 312,
        "skipped": 4,
        "removed": 1,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_sample_that_says_that_it_is_one() {
        for kind in KINDS {
            let sample = sample(kind).unwrap();
            assert_eq!((&sample["test"], &sample["object"]["id"]), (&json!(true), &json!(SAMPLE)), "{kind}");
        }
        assert_eq!(sample("order.eaten"), None);
        let of = |kind: &str| sample(kind).unwrap();
        assert_eq!(of("customer.bound")["object"]["binding"]["code"], "SARA7");
        assert_eq!(of("customer.released")["previous"]["code"], "SARA7");
        assert_eq!(of("customer.registered")["object"]["external_id"], "22");
        assert_eq!(of("customer.code_changed")["previous"]["code"], "BOB22");
    }
}
