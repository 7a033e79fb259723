//! Events as browsers send them.

use super::*;
use serde_json::{Value as Json, json};
use tributary_core::fact::Customer;
use tributary_core::presets::Preset;
use tributary_core::program::{Commission, EventType};
use tributary_core::{EventTypeId, Rate};

const CLICK: &str = "clk_0123456789abcdefghjkmnpqrs";

fn rules() -> Rules {
    let event = |bits, name: &str, kind| EventType {
        id: EventTypeId::from_bits(bits).to_string(),
        name: name.to_owned(),
        kind,
        commission: Commission::Percent { rate: Rate::percent(10) },
    };
    let events = vec![event(1, "Shoes", EventKind::Transaction), event(2, "Sign-up", EventKind::Lead)];
    Rules { events, ..Preset::named("reftrackr").unwrap().rules() }
}

fn read(sent: &Json, cookies: &[&str]) -> Result<OrderStated, Invalid> {
    let body = json!({ "origin": "https://shop.example", "cookies": cookies, "sent": sent }).to_string();
    let rules = rules();
    let currency = Currency::parse("SEK").unwrap();
    stated(body.as_bytes(), &Judging { rules: &rules, currency, at: Timestamp::from_ms(7) })
}

fn clicks(order: &OrderStated) -> Vec<(&str, &str)> {
    let named = |one: &'_ Evidence| one.click.clone().map(|click| (click, one.found_in.clone()));
    assert!(order.evidence.iter().all(|one| named(one).is_some()));
    order.evidence.iter().map(|one| (one.click.as_deref().unwrap(), one.found_in.as_str())).collect()
}

#[test]
fn a_transaction_in_minor_units_is_read_as_it_stands() {
    let order = read(
        &json!({
            "type": "transaction", "unit": "minor", "clicks": [CLICK, "clk_other", CLICK], "customer": "42",
            "data": {
                "order": 1042, "amount_minor": 12_500, "tax_minor": 2_500, "shipping_minor": "1000", "currency": "eur",
                "coupons": ["SARA10", ""], "event": "shoes",
                "lines": [
                    { "product": "p1", "sku": "S-1", "name": "Mug", "quantity": 2, "amount_minor": 6_000 },
                    { "sku": "S-2", "quantity": "1", "amount_minor": "3000", "event": EventTypeId::from_bits(1).to_uuid() },
                ],
            },
        }),
        &["clk_http_only"],
    );
    let order = order.unwrap();
    assert_eq!(
        (order.external_id.as_str(), order.number.as_str(), order.status.as_str()),
        ("1042", "1042", "processing")
    );
    assert_eq!((order.total_minor, order.tax_minor, order.shipping_minor), (12_500, 2_500, 1_000));
    assert_eq!((order.currency.code(), order.placed_at), ("EUR", Timestamp::from_ms(7)));
    assert_eq!(
        (order.coupons.as_slice(), order.customer.external_id.as_deref()),
        (&["SARA10".to_owned()][..], Some("42"))
    );
    let shoes = EventTypeId::from_bits(1).to_string();
    assert_eq!(order.event.as_ref(), Some(&shoes));
    let told: Vec<_> = order
        .lines
        .iter()
        .map(|l| (l.product.as_deref(), l.quantity, l.total_minor, l.event.as_ref()))
        .collect();
    assert_eq!(told, [(Some("p1"), 2, 6_000, None), (Some("S-2"), 1, 3_000, Some(&shoes))]);
    assert_eq!(clicks(&order), [(CLICK, "script"), ("clk_other", "script"), ("clk_http_only", "cookie")]);
}

#[test]
fn retracks_words_in_major_units_give_the_same_amounts() {
    let sent = json!({
        "type": "transaction", "unit": "major",
        "data": {
            "orderNumber": "A-7", "orderSum": 1625, "vatSum": "325.00", "currency": "SEK", "vouchers": ["V"],
            "products": [
                { "reference": "SKU-1", "title": "Shoe", "quantity": 1, "price": 1250, "vat": 250 },
                { "reference": "SKU-2", "title": "Lace", "quantity": 3, "price": 125 },
            ],
        },
    });
    let order = read(&sent, &[]).unwrap();
    assert_eq!((order.total_minor, order.tax_minor), (162_500, 32_500));
    let lines: Vec<i64> = order.lines.iter().map(|line| line.total_minor).collect();
    assert_eq!(
        lines,
        [100_000, 30_000],
        "pieces times price without VAT, by the order's proportion where it is not told"
    );
    assert_eq!(order.coupons, ["V"]);
}

#[test]
fn an_amount_that_does_not_say_its_unit_is_refused() {
    let with = |data: Json| read(&json!({ "type": "transaction", "data": data }), &[]).unwrap_err().field;
    assert_eq!(with(json!({ "order": "1", "currency": "SEK", "amount": 12 })), "/data/amount");
    assert_eq!(with(json!({ "order": "1", "currency": "SEK", "amount_minor": 12.5 })), "/data/amount_minor");
    assert_eq!(with(json!({ "order": "1", "currency": "SEK", "amount_minor": -1 })), "/data/amount_minor");
    assert_eq!(with(json!({ "order": "1", "amount_minor": 12 })), "/data/currency");
    assert_eq!(with(json!({ "currency": "SEK", "amount_minor": 12 })), "/data/order");
    assert_eq!(with(json!({ "order": "1", "currency": "SEK" })), "/data/amount_minor");
    let major = json!({ "type": "transaction", "unit": "major", "data": { "order": "1", "currency": "SEK", "amount": 12.5 } });
    assert_eq!(read(&major, &[]).unwrap().total_minor, 1_250);
    let cents =
        json!({ "type": "transaction", "unit": "cents", "data": { "order": "1", "currency": "SEK" } });
    assert_eq!(read(&cents, &[]).unwrap_err().field, "/unit");
}

#[test]
fn without_lines_all_that_was_bought_is_one() {
    let data = json!({ "order": "1", "currency": "SEK", "amount_minor": 1_000, "tax_minor": 200, "shipping_minor": 50 });
    let order = read(&json!({ "type": "transaction", "data": data }), &[]).unwrap();
    assert_eq!(order.lines.iter().map(|line| line.total_minor).collect::<Vec<_>>(), [750]);
}

#[test]
fn a_lead_is_an_order_of_its_event_and_reference() {
    let lead =
        json!({ "type": "lead", "clicks": [CLICK], "data": { "event": "sign-up", "reference": "u/9" } });
    let order = read(&lead, &[]).unwrap();
    let event = EventTypeId::from_bits(2).to_string();
    assert_eq!(order.external_id, format!("lead:{event}:u/9"));
    assert_eq!((order.kind, order.number.as_str(), order.total_minor), (OrderKind::Lead, "u/9", 0));
    assert_eq!((order.event, order.currency.code()), (Some(event), "SEK"));
    let wrong = |data: Json| read(&json!({ "type": "lead", "data": data }), &[]).unwrap_err().to_string();
    assert_eq!(wrong(json!({ "event": "Sign-up" })), "/data/reference: give the lead a reference of its own");
    assert!(wrong(json!({ "event": "Shoes", "reference": "9" })).contains("another kind"));
    assert!(wrong(json!({ "event": "Hats", "reference": "9" })).contains("no event \"Hats\""));
}

#[test]
fn whoever_said_no_is_told_of_without_ids() {
    let sent = json!({
        "type": "transaction", "consent": "denied", "clicks": [CLICK], "customer": "42",
        "data": { "order": "1", "currency": "SEK", "amount_minor": 5, "click": CLICK, "customer": "42" },
    });
    let order = read(&sent, &[CLICK]).unwrap();
    assert!(order.evidence.is_empty() && order.customer == Customer::default());
}
