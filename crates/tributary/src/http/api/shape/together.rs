//! Which fields of a body go with each other: JSON Schema's `anyOf` beside the fields themselves.

use super::{AddressWithMacros, Anything, EventTypeRef, PlacesOrMoment, SecureAddress, Text100, pattern};
use crate::http::api::shape::CurrencyCode;
use serde_json::{Value as Json, json};
use utoipa::ToSchema;
use utoipa::openapi::schema::AdditionalProperties;
use utoipa::openapi::{Components, OpenApi, Ref, RefOr, Schema};

/// Says what goes with what, and names the shapes that stand only in others.
pub(in crate::http::api) fn describe_together(document: &mut OpenApi) {
    let components = document.components.get_or_insert_default();
    name::<Anything>(components);
    name::<AddressWithMacros>(components);
    name::<SecureAddress>(components);
    name::<Text100>(components);
    name::<EventTypeRef>(components);
    name::<CurrencyCode>(components);
    name::<PlacesOrMoment>(components);
    for named in OPEN {
        if let Some(RefOr::T(Schema::Object(object))) = components.schemas.get_mut(named) {
            let anything = AdditionalProperties::RefOr(Ref::from_schema_name(Anything::name()).into());
            object.additional_properties = Some(Box::new(anything));
        }
    }
    for (named, choices) in together().into_iter().chain(about_customers()) {
        if let Some(RefOr::T(Schema::Object(object))) = components.schemas.get_mut(named) {
            object.extensions.get_or_insert_default().insert("anyOf".to_owned(), choices);
        }
    }
}

/// Bodies of other systems' APIs, whose clients send more than we know: it is kept as it comes.
const OPEN: [&str; 7] = [
    "RetrackNewTransaction",
    "RetrackTransactionChange",
    "RetrackProduct",
    "RetrackNewLead",
    "RetrackLeadChange",
    "DubLeadRequest",
    "DubSaleRequest",
];

fn name<T: ToSchema>(components: &mut Components) {
    components.schemas.entry(T::name().into_owned()).or_insert_with(T::schema);
}

/// Body by body, what it may be; a body fits one of them.
fn together() -> [(&'static str, Json); 12] {
    [
        (
            "CommissionRule",
            json!([
                { "required": ["rate"], "properties": { "kind": { "enum": ["percent"] }, "rate": said(), "amount": { "type": "null" } } },
                { "required": ["amount"], "properties": { "kind": { "enum": ["fixed"] }, "amount": { "type": "object" }, "rate": { "type": "null" } } },
            ]),
        ),
        ("Exception", json!([given("partner"), given("product"), given("category")])),
        (
            "NewCode",
            json!([
                { "properties": { "kind": { "enum": ["coupon"] } } },
                { "properties": { "code": { "pattern": pattern::IN_PATH_ASCII } } },
                { "properties": { "code": { "pattern": pattern::IN_PATH } } },
            ]),
        ),
        (
            "ReportedClick",
            json!([
                { "required": ["link"], "properties": { "link": said(), "code": { "type": "null" } } },
                { "required": ["code"], "properties": { "code": said(), "link": { "type": "null" } } },
            ]),
        ),
        (
            "NewImport",
            json!([
                { "required": ["kind"], "properties": { "kind": said() } },
                { "required": ["system"], "properties": { "system": { "enum": ["reftrackr", "affiliatewp"] } } },
            ]),
        ),
        ("NewCreativeBody", creative()),
        ("CreativeChange", json!([{ "properties": nulls(&["url"]) }, { "properties": nulls(&["product"]) }])),
        (
            "NewPublisherClaim",
            json!([
                { "required": ["order_number"], "properties": { "order_number": { "type": "string", "pattern": pattern::SAID } } },
                { "required": ["bought_at", "amount"], "properties": { "bought_at": said(), "amount": { "type": "object" } } },
            ]),
        ),
        (
            "NewPostback",
            json!([
                { "properties": { "format": { "enum": ["postback", null] }, "url": { "pattern": pattern::with_macros(), "maxLength": 1000 } } },
                {
                    "required": ["format"],
                    "properties": {
                        "format": { "enum": ["standard"] }, "method": { "enum": ["POST", null] }, "url": { "pattern": pattern::SECURE },
                    },
                },
            ]),
        ),
        ("NewPayoutDetails", payout_details()),
        ("RetrackNewTransaction", home()),
        ("RetrackNewLead", home()),
    ]
}

/// The same of bodies about customers and what they are promised.
fn about_customers() -> [(&'static str, Json); 4] {
    [
        (
            "RewardRule",
            json!([
                { "required": ["rate"], "properties": { "kind": { "enum": ["percent"] }, "rate": said(), "amount": { "type": "null" } } },
                {
                    "required": ["amount"],
                    "properties": {
                        "kind": { "enum": ["fixed"] }, "amount": { "type": "object" }, "rate": { "type": "null" }, "of": { "type": "null" },
                    },
                },
            ]),
        ),
        (
            "GiftRule",
            json!([
                { "required": ["rate"], "properties": { "kind": { "enum": ["percent"] }, "rate": said(), "amount": { "type": "null" } } },
                { "required": ["amount"], "properties": { "kind": { "enum": ["fixed"] }, "amount": { "type": "object" }, "rate": { "type": "null" } } },
            ]),
        ),
        (
            "NewCustomer",
            json!([
                { "required": ["external_id"], "properties": { "external_id": { "type": "string", "pattern": pattern::VISIBLE } } },
                { "required": ["email"], "properties": { "email": { "type": "string", "pattern": pattern::EMAIL } } },
            ]),
        ),
        (
            "NewReservation",
            json!([
                {
                    "required": ["customer"],
                    "properties": { "customer": said(), "store": { "type": "null" }, "external_id": { "type": "null" } },
                },
                {
                    "required": ["store", "external_id"],
                    "properties": { "customer": { "type": "null" }, "store": said(), "external_id": said() },
                },
            ]),
        ),
    ]
}

/// A picture or a text; a page or a product.
fn creative() -> Json {
    let one = |is: &str, not: [&str; 2]| {
        let mut properties = nulls(&not);
        properties[is] = said();
        json!({ "required": [is], "properties": properties })
    };
    json!([
        one("image", ["text", "url"]),
        one("image", ["text", "product"]),
        one("text", ["image", "url"]),
        one("text", ["image", "product"]),
    ])
}

/// Fields that are null or missing.
fn nulls(names: &[&str]) -> Json {
    names
        .iter()
        .map(|name| ((*name).to_owned(), json!({ "type": "null" })))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

fn said() -> Json {
    json!({ "type": "string" })
}

fn given(field: &str) -> Json {
    json!({ "required": [field], "properties": { field: said() } })
}

/// An address or an account, and nothing of the other.
fn payout_details() -> Json {
    let none = || json!({ "type": "null" });
    json!([
        {
            "required": ["paypal_email"],
            "properties": {
                "method": { "enum": ["paypal"] }, "paypal_email": { "type": "string", "pattern": pattern::EMAIL },
                "account_name": none(), "iban": none(), "bic": none(),
            },
        },
        {
            "required": ["account_name", "iban"],
            "properties": {
                "method": { "enum": ["bank"] }, "account_name": { "type": "string", "pattern": pattern::VISIBLE },
                "iban": { "type": "string", "pattern": pattern::IBAN }, "paypal_email": none(),
            },
        },
    ])
}

/// An event type or a click says which store it is.
fn home() -> Json {
    json!([
        given("event"),
        { "required": ["click"], "properties": { "click": { "type": "string", "pattern": pattern::CLICK } } },
    ])
}
