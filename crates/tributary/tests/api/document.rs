//! The OpenAPI document, and what stands beside the resources.

use crate::scopes::operations;
use crate::server::Server;
use axum::body::Body;
use serde_json::{Value as Json, json};

#[tokio::test]
async fn the_document_is_served_as_it_is_generated() {
    let server = Server::start();
    let reply = server.with_key("").get("/api/v1/openapi.json").await;
    assert_eq!(reply.header("content-type"), Some("application/json"));
    let document = reply.ok(200);
    assert_eq!(document, serde_json::to_value(tributary::http::api::openapi()).unwrap());
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    assert_eq!(document["components"]["securitySchemes"]["key"]["scheme"], "bearer");
}

#[test]
fn every_reference_leads_somewhere_and_every_operation_is_described() {
    let document = serde_json::to_value(tributary::http::api::openapi()).unwrap();
    let mut open = vec![&document];
    while let Some(json) = open.pop() {
        if let Some(target) = json.get("$ref").and_then(Json::as_str) {
            let pointer = target.strip_prefix('#').unwrap();
            assert!(document.pointer(pointer).is_some(), "{target} leads nowhere");
        }
        open.extend(json.as_object().into_iter().flat_map(|map| map.values()));
        open.extend(json.as_array().into_iter().flatten());
    }
    let mut ids = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let named = format!("{method} {path}");
            assert!(operation["summary"].is_string(), "{named}");
            assert_eq!(operation["tags"].as_array().map(Vec::len), Some(1), "{named}");
            ids.push(operation["operationId"].as_str().unwrap_or_else(|| panic!("{named}")).to_owned());
            let responses = operation["responses"].as_object().unwrap();
            assert!(responses.contains_key("default") && responses.len() > 1, "{named}");
            let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
            let has = |name: &str| parameters.iter().any(|parameter| parameter["name"] == name);
            assert_eq!(path.contains("{id}"), has("id"), "{named}");
            let called_off = method == "delete";
            // A customer's acts are the same when they come twice, and need no key.
            let of_customer = path.starts_with("/refer/");
            // A code is good once, and a test changes nothing.
            let of_plugin = ["/api/v1/connections", "/api/v1/connection/test"].contains(&path.as_str());
            let plain = method == "get"
                || path.ends_with("/clicks")
                || path.ends_with("/reconcile")
                || of_customer
                || of_plugin;
            assert_eq!(!plain, has("Idempotency-Key"), "{named}");
            let bodiless = method == "get"
                || called_off
                || path.ends_with("/reconcile")
                || (of_customer && !path.ends_with("/invitations"));
            assert_eq!(!bodiless, operation["requestBody"]["content"]["application/json"].is_object());
        }
    }
    let count = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), count, "operation ids are unique");
}

/// What publishers ask with a token of their own.
const OF_PUBLISHERS: [&str; 17] = [
    "GET publisher/conversions",
    "GET publisher/conversions/{id}",
    "GET publisher/clicks/{id}",
    "GET publisher/programs",
    "GET publisher/claims",
    "POST publisher/claims",
    "GET publisher/claims/{id}",
    "GET publisher/postbacks",
    "POST publisher/postbacks",
    "GET publisher/postbacks/{id}",
    "PATCH publisher/postbacks/{id}",
    "POST publisher/postbacks/{id}/rotate",
    "POST publisher/postbacks/{id}/test",
    "POST publisher/postbacks/{id}/replay",
    "GET publisher/deliveries",
    "GET publisher/deliveries/{id}",
    "POST publisher/deliveries/{id}/replay",
];

/// What shops ask for their customers, with a token of theirs.
const OF_CUSTOMERS: [&str; 6] = [
    "GET panel",
    "GET panel.html",
    "GET qr.svg",
    "POST invitations",
    "POST invitations/{id}/nudge",
    "POST code",
];

const OF_STORES: [&str; 122] = [
    "GET stores",
    "POST stores",
    "GET stores/{id}",
    "POST stores/{id}/webhook_secrets",
    "POST stores/{id}/customer_secret",
    "GET stores/{id}/referrer_domains",
    "PUT stores/{id}/referrer_domains",
    "PUT stores/{id}/rest_key",
    "POST connections",
    "GET connection",
    "POST connection/renew",
    "POST connection/test",
    "GET programs",
    "POST programs",
    "GET programs/{id}",
    "PATCH programs/{id}",
    "GET partners",
    "POST partners",
    "GET partners/{id}",
    "PATCH partners/{id}",
    "GET partners/{id}/payout_details",
    "PUT partners/{id}/payout_details",
    "GET memberships",
    "POST memberships",
    "GET memberships/{id}",
    "POST memberships/{id}/accept",
    "POST memberships/{id}/decline",
    "POST memberships/{id}/end",
    "GET codes",
    "POST codes",
    "GET codes/{id}",
    "GET links",
    "POST links",
    "GET links/{id}",
    "GET creatives",
    "POST creatives",
    "GET creatives/{id}",
    "PATCH creatives/{id}",
    "POST creatives/{id}/archive",
    "POST clicks",
    "POST stores/{id}/reconcile",
    "GET clicks",
    "GET clicks/{id}",
    "GET orders",
    "POST orders",
    "GET orders/{id}",
    "GET orders/{id}/explanation",
    "GET orders/{id}/refunds",
    "POST orders/{id}/refunds",
    "POST orders/{id}/reassign",
    "GET leads",
    "POST leads",
    "GET customers",
    "POST customers",
    "GET customers/referrals",
    "GET customers/{id}",
    "DELETE customers/{id}",
    "POST customers/{id}/code",
    "POST customers/{id}/source",
    "PUT customers/{id}/source",
    "GET products",
    "DELETE products",
    "GET products/{id}",
    "POST product_syncs",
    "GET product_syncs/{id}",
    "POST product_syncs/{id}/products",
    "POST product_syncs/{id}/finish",
    "POST product_syncs/{id}/cancel",
    "GET commissions",
    "GET ledger/transactions",
    "GET payouts",
    "GET payouts/due",
    "GET payouts/{id}",
    "POST payouts/{id}/void",
    "GET payout_batches",
    "POST payout_batches",
    "GET payout_batches/{id}",
    "POST payout_batches/{id}/approve",
    "POST payout_batches/{id}/pay",
    "POST payout_batches/{id}/undo",
    "POST payout_batches/{id}/void",
    "GET payout_batches/{id}/files",
    "GET payout_batches/{id}/file.csv",
    "GET wallets",
    "GET wallets/{id}",
    "GET wallets/{id}/entries",
    "GET wallets/{id}/entries.csv",
    "POST wallets/{id}/adjustments",
    "GET reservations",
    "POST reservations",
    "GET reservations/{id}",
    "POST reservations/{id}/capture",
    "POST reservations/{id}/release",
    "GET welcome_coupons",
    "POST welcome_coupons/check",
    "GET welcome_coupons/{id}",
    "POST welcome_coupons/{id}/retry",
    "GET imports",
    "POST imports",
    "GET imports/{id}",
    "PATCH imports/{id}",
    "GET imports/{id}/rows",
    "POST imports/{id}/rows",
    "POST imports/{id}/run",
    "POST imports/{id}/undo",
    "GET imports/{id}/rejects",
    "GET events",
    "GET webhook_endpoints",
    "POST webhook_endpoints",
    "GET webhook_endpoints/{id}",
    "PATCH webhook_endpoints/{id}",
    "GET postback_sources",
    "POST postback_sources",
    "GET postback_sources/{id}",
    "PATCH postback_sources/{id}",
    "POST postback_sources/{id}/renew",
    "POST webhook_endpoints/{id}/rotate",
    "POST webhook_endpoints/{id}/test",
    "POST webhook_endpoints/{id}/replay",
    "GET webhook_deliveries",
    "GET webhook_deliveries/{id}",
    "POST webhook_deliveries/{id}/replay",
];

#[test]
fn the_contract_is_in_the_document() {
    let operations = operations();
    for wanted in OF_STORES.into_iter().chain(OF_PUBLISHERS) {
        let (method, path) = wanted.split_once(' ').unwrap();
        assert!(operations.contains(&(method.to_owned(), format!("/api/v1/{path}"))), "{wanted}");
    }
    for noun in ["transactions", "leads"] {
        for wanted in ["GET ", "POST ", "GET /{id}", "PUT /{id}", "PATCH /{id}", "POST /{id}", "DELETE /{id}"]
        {
            let (method, rest) = wanted.split_once(' ').unwrap();
            assert!(operations.contains(&(method.to_owned(), format!("/api/v2/{noun}{rest}"))), "{wanted}");
        }
    }
    for wanted in OF_CUSTOMERS {
        let (method, path) = wanted.split_once(' ').unwrap();
        assert!(operations.contains(&(method.to_owned(), format!("/refer/v1/{path}"))), "{wanted}");
    }
    for path in ["/track/lead", "/track/sale"] {
        assert!(operations.contains(&("POST".to_owned(), path.to_owned())), "{path}");
    }
    assert!(operations.contains(&("POST".to_owned(), "/hooks/orders/{store}".to_owned())));
    assert_eq!(operations.len(), OF_STORES.len() + OF_PUBLISHERS.len() + OF_CUSTOMERS.len() + 14 + 2 + 1);
}

#[tokio::test]
async fn unknown_paths_and_methods_are_problems() {
    let server = Server::start();
    for path in
        ["/api", "/api/v1", "/api/v2/orders", "/api/v1/nothing", "/api/v1/orders/", "/api/v1/orders/x/y/z"]
    {
        server.get(path).await.problem(404);
    }
    for path in ["/api/v1/orders/x", "/api/v1/orders/%ff", "/api/v1/partners/ord_00000000000000000000000000"]
    {
        server.get(path).await.problem(404);
    }
    let reply = server.raw(("DELETE", "/api/v1/partners"), &[], Body::empty()).await;
    reply.problem(405);
    let allowed = reply.header("allow").unwrap();
    assert!(["GET", "POST"].iter().all(|method| allowed.contains(method)), "{allowed}");
}

#[tokio::test]
async fn the_reference_shows_every_operation() {
    let document = serde_json::to_value(tributary::http::api::openapi()).unwrap();
    let page = Server::start().with_key("").get("/docs/api").await;
    assert_eq!((page.status, page.header("content-type")), (200, Some("text/html; charset=utf-8")));
    let page = page.text;
    for item in document["paths"].as_object().unwrap().values() {
        for operation in item.as_object().unwrap().values() {
            let id = operation["operationId"].as_str().unwrap();
            assert!(page.contains(&format!("id=\"{id}\"")), "{id}");
        }
    }
    for name in document["components"]["schemas"].as_object().unwrap().keys() {
        assert!(page.contains(&format!("id=\"shape-{name}\"")), "{name}");
    }
}

/// Two types of one name would stand for each other in the document, without a word.
#[test]
fn no_two_shapes_share_a_name() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/http/api");
    let mut names = Vec::new();
    let mut open = vec![folder];
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
            continue;
        }
        let source = std::fs::read_to_string(path).unwrap();
        let derived = source.split("utoipa::ToSchema)]").skip(1).filter_map(|rest| {
            let defines = |line: &&str| line.split(' ').any(|word| word == "struct" || word == "enum");
            let line = rest.lines().find(defines)?;
            let own = line.split(['{', '<']).next()?.split_whitespace().last()?;
            // A type may be shown under another name than it has among its neighbours.
            let shown = rest.split(line).next()?.split("#[schema(as = ").nth(1);
            let name = shown.and_then(|shown| shown.split(')').next()).unwrap_or(own);
            (name != "$name").then(|| name.to_owned())
        });
        names.extend(derived);
        let words = source.split("words! {").skip(1);
        names.extend(words.filter_map(|rest| {
            let line = rest.lines().find(|line| line.contains(" = "))?;
            Some(line.split_whitespace().next()?.to_owned())
        }));
    }
    names.sort();
    assert!(names.len() > 50, "{names:?}");
    let twice: Vec<_> = names.windows(2).filter(|pair| pair[0] == pair[1]).collect();
    assert!(twice.is_empty(), "{twice:?}");
}

#[tokio::test]
async fn answers_have_the_fields_that_the_document_names() {
    let server = Server::start();
    let shop = server.shop().await;
    let order = server.post("/api/v1/orders", &shop.order("1042")).await.ok(201);
    let order = order["id"].as_str().unwrap();
    let hook = json!({ "url": "https://example.com/hook", "events": ["*"] });
    let hook = server.post("/api/v1/webhook_endpoints", &hook).await.ok(201);
    let hooks = format!("/api/v1/webhook_endpoints/{}", hook["id"].as_str().unwrap());
    let told = server.post(&format!("{hooks}/test"), &json!({})).await.ok(201);
    let member = json!({ "program": shop.program, "name": "Kick", "email": "kick@pub.example" });
    let member = server.post("/api/v1/memberships", &member).await.ok(201);
    let link = member["link"].as_str().unwrap();
    let click = json!({ "link": link, "ref": "38315327", "ref3": "c" });
    let click = server.post("/api/v1/clicks", &click).await.ok(201);
    let click = format!("/api/v1/clicks/{}", click["id"].as_str().unwrap());
    while server.app.intake.figures().waiting() > 0 {
        tokio::task::yield_now().await;
    }
    let document = serde_json::to_value(tributary::http::api::openapi()).unwrap();
    let shapes = &document["components"]["schemas"];
    fits(&document, &shapes["WebhookEndpointWithSecret"], &hook, "WebhookEndpointWithSecret");
    for (path, shape) in [
        (hooks, "WebhookEndpoint"),
        (format!("/api/v1/webhook_deliveries/{}", told["id"].as_str().unwrap()), "WebhookDeliveryDetail"),
        ("/api/v1/webhook_deliveries".to_owned(), "List_WebhookDelivery"),
        (format!("/api/v1/memberships/{}", member["id"].as_str().unwrap()), "Membership"),
        ("/api/v1/memberships".to_owned(), "List_Membership"),
        (click, "Click"),
        (format!("/api/v1/orders/{order}"), "Order"),
        (format!("/api/v1/orders/{order}/explanation"), "Explanation"),
        (format!("/api/v1/partners/{}", shop.sara), "Partner"),
        (format!("/api/v1/programs/{}", shop.program), "Program"),
        (format!("/api/v1/stores/{}", shop.store), "Store"),
        ("/api/v1/events".to_owned(), "List_Event"),
        ("/api/v1/commissions".to_owned(), "List_PartnerCommission"),
        ("/api/v1/ledger/transactions".to_owned(), "List_Transaction"),
    ] {
        let answer = server.get(&path).await.ok(200);
        fits(&document, &document["components"]["schemas"][shape], &answer, shape);
    }
}

/// Whether a value is as a schema says: types, required fields and no unnamed ones.
fn fits(document: &Json, schema: &Json, value: &Json, at: &str) {
    if let Some(target) = schema["$ref"].as_str() {
        return fits(document, document.pointer(&target[1..]).unwrap(), value, at);
    }
    if let Some(choices) = schema["oneOf"].as_array() {
        let chosen = choices.iter().find(|one| (one["type"] == "null") == value.is_null());
        return fits(document, chosen.unwrap_or_else(|| panic!("{at}: {value}")), value, at);
    }
    for part in schema["allOf"].as_array().into_iter().flatten() {
        fits(document, part, value, at);
    }
    let kind = match value {
        Json::Null => "null",
        Json::Bool(_) => "boolean",
        Json::Number(_) => "integer",
        Json::String(_) => "string",
        Json::Array(_) => "array",
        Json::Object(_) => "object",
    };
    let kinds = schema["type"].to_string();
    assert!(schema["type"].is_null() || kinds.contains(kind), "{at} is {value}, not {kinds}");
    if let Some(words) = schema["enum"].as_array() {
        assert!(words.contains(value), "{at} is {value}, not of {words:?}");
    }
    for (index, entry) in value.as_array().into_iter().flatten().enumerate() {
        fits(document, &schema["items"], entry, &format!("{at}/{index}"));
    }
    for field in schema["required"].as_array().into_iter().flatten() {
        assert!(value.get(field.as_str().unwrap()).is_some(), "{at} lacks {field}");
    }
    for (name, field) in schema["properties"].as_object().into_iter().flatten() {
        if let Some(value) = value.get(name) {
            fits(document, field, value, &format!("{at}/{name}"));
        }
    }
}

/// What a request may carry: its body and the parameters of its query.
fn asked(operation: &Json) -> Vec<Json> {
    let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
    let in_query = parameters.into_iter().filter(|one| one["in"] == "query").map(|one| one["schema"].clone());
    in_query.chain([operation["requestBody"]["content"]["application/json"]["schema"].clone()]).collect()
}

#[test]
fn no_text_of_a_request_promises_that_a_zero_byte_is_taken() {
    let document = serde_json::to_value(tributary::http::api::openapi()).unwrap();
    let operations =
        document["paths"].as_object().unwrap().values().flat_map(|item| item.as_object().unwrap().values());
    let mut open: Vec<Json> = operations.flat_map(asked).collect();
    let mut seen = Vec::new();
    while let Some(schema) = open.pop() {
        if let Some(target) = schema["$ref"].as_str().filter(|target| !seen.contains(&(*target).to_owned())) {
            seen.push(target.to_owned());
            open.push(
                document.pointer(&target[1..]).unwrap_or_else(|| panic!("{target} leads nowhere")).clone(),
            );
        }
        let kinds = &schema["type"];
        let is_text =
            kinds == "string" || kinds.as_array().is_some_and(|kinds| kinds.contains(&json!("string")));
        let says = ["pattern", "enum", "format"].iter().any(|word| !schema[*word].is_null());
        assert!(!is_text || says, "a shape of http/api/shape.rs is missing: {schema} in {}", seen.join(" "));
        open.extend(schema["properties"].as_object().into_iter().flat_map(|map| map.values().cloned()));
        open.extend(
            ["oneOf", "anyOf", "allOf"]
                .iter()
                .filter(|word| !(**word == "anyOf" && schema["properties"].is_object()))
                .flat_map(|word| schema[*word].as_array().cloned().unwrap_or_default()),
        );
        open.extend(
            [&schema["items"], &schema["additionalProperties"]]
                .into_iter()
                .filter(|one| one.is_object())
                .cloned(),
        );
    }
    assert!(seen.len() > 60, "{}", seen.len());
}
