//! `/docs/api`: the reference of the API out of its own document, readable without a network.
//!
//! A pure function: the document goes in, the page comes out. Start at [`page`].

use super::shape::{fields, named, type_of};
use crate::web::kit::{chip, page as parts, shell};
use maud::{Markup, html};
use serde_json::Value as Json;
use tributary_engine::event::KINDS;

/// Every kind of problem that the API answers with; a problem's `type` leads here.
const PROBLEMS: [(&str, &str, &str); 13] = [
    ("validation_failed", "422", "Some fields need fixing; `errors` names each by its JSON pointer."),
    ("malformed_json", "400", "The body is no JSON; the detail says where it ends to be."),
    ("unauthorized", "401", "The key is missing, unknown or revoked."),
    ("missing_scope", "403", "The key lacks the scope that the detail names."),
    ("forbidden", "403", "This may not be done."),
    ("not_found", "404", "There is no such thing, or it is not yours."),
    ("gone", "410", "It was there, and was forgotten: those of its time are not kept any more."),
    ("method_not_allowed", "405", "The path has other methods: see the `Allow` header."),
    (
        "conflict",
        "409",
        "Something else already stands there (`errors` names the field, if it is one), or an `Idempotency-Key` came with another request.",
    ),
    ("too_large", "413", "The body is larger than a mebibyte."),
    ("unsupported_media_type", "415", "Send JSON as `Content-Type: application/json`."),
    ("busy", "503", "The server has more to do than it can take: send it again after `Retry-After`."),
    ("internal", "500", "Our mistake. Nothing was changed."),
];

/// The whole page.
#[must_use]
pub fn page(document: &Json) -> Markup {
    let body = html! {
        div.docs.stack {
            header.docs-head {
                h1 { (text(&document["info"]["title"])) " " (chip::plain(text(&document["info"]["version"]))) }
                (prose(text(&document["info"]["description"])))
                p { "The same for machines: " a href="/api/v1/openapi.json" download="tributary-openapi.json" { "OpenAPI 3.1" }
                    ". Guides: " a href="/docs/developers.md" { "keys, test mode, logs" } ", " a href="/docs/webhooks.md" { "webhooks" } "." }
                (contents(document))
            }
            @for tag in list(&document["tags"]) { (resource(document, tag)) }
            (told())
            (problems())
            (parts::section("Shapes", &html! {
                @for (name, schema) in members(&document["components"]["schemas"]) { (shape(name, schema)) }
            }))
        }
    };
    shell::bare("API reference", &body)
}

fn contents(document: &Json) -> Markup {
    html! {
        nav aria-label="Contents" {
            ul {
                @for tag in list(&document["tags"]) {
                    li { a href={ "#" (text(&tag["name"])) } { (text(&tag["name"])) } }
                }
                li { a href="#told" { "what is told" } }
                li { a href="#problems" { "problems" } }
            }
        }
    }
}

fn resource(document: &Json, tag: &Json) -> Markup {
    let name = text(&tag["name"]);
    let operations = operations(document, name);
    html! {
        section.section #(name) {
            h2 { (name) }
            (prose(text(&tag["description"])))
            @for (method, path, one) in &operations { (operation(document, (method, path), one)) }
        }
    }
}

/// The operations of a tag: (method, path, operation).
fn operations<'a>(document: &'a Json, tag: &str) -> Vec<(String, &'a str, &'a Json)> {
    let tagged = |operation: &Json| list(&operation["tags"]).any(|one| text(one) == tag);
    members(&document["paths"])
        .flat_map(|(path, item)| members(item).map(move |(method, one)| (method.to_uppercase(), path, one)))
        .filter(|(_, _, operation)| tagged(operation))
        .collect()
}

fn operation(document: &Json, (method, path): (&str, &str), operation: &Json) -> Markup {
    let body = &operation["requestBody"]["content"]["application/json"]["schema"];
    let parameters: Vec<&Json> = list(&operation["parameters"]).collect();
    html! {
        article.card #(text(&operation["operationId"])) {
            div.card-head { h3 { (chip::plain(method)) " " code { (path) } } }
            div.card-body.stack {
                p { b { (text(&operation["summary"])) } }
                (prose(text(&operation["description"])))
                @if !parameters.is_empty() {
                    dl.docs-fields { @for one in parameters { (parameter(one)) } }
                }
                @if !body.is_null() {
                    h4 { "Body: " (type_of(body)) }
                    @if let Some(schema) = named(document, body) { (fields(schema)) }
                }
                pre { (example(document, (method, path), body)) }
                (answers(&operation["responses"]))
            }
        }
    }
}

fn parameter(parameter: &Json) -> Markup {
    let needed = parameter["required"] == true && parameter["in"] != "path";
    html! {
        dt { code { (text(&parameter["name"])) } " " span.meta { (text(&parameter["in"])) ", " (type_of(&parameter["schema"])) }
            @if needed { " " (chip::plain("required")) } }
        dd { (inline(text(&parameter["description"]))) }
    }
}

fn answers(responses: &Json) -> Markup {
    html! {
        dl.docs-fields {
            @for (status, response) in members(responses) {
                dt {
                    code { (if status == "default" { "4xx, 5xx" } else { status }) } " "
                    @for (_, content) in members(&response["content"]) { (type_of(&content["schema"])) }
                }
                dd { (inline(text(&response["description"]))) }
            }
        }
    }
}

/// A call to copy into a terminal.
fn example(document: &Json, (method, path): (&str, &str), body: &Json) -> String {
    let mut call =
        format!("curl -X {method} \"$TRIBUTARY_URL{path}\" -H \"Authorization: Bearer $TRIBUTARY_KEY\"");
    if let Some(schema) = named(document, body) {
        let sample = super::shape::sample(document, schema);
        call.push_str(&format!(" \\\n  --json '{sample}'"));
    }
    call
}

/// Every kind of event.
fn told() -> Markup {
    html! {
        section.section #told {
            h2 { "what is told" }
            p { "Each is an event at " code { "GET /api/v1/events" } ", and a webhook for every endpoint that wants its kind. "
                a href="/docs/webhooks.md" { "How messages look, are signed and are tried again" } "." }
            ul { @for kind in KINDS { li { code { (kind) } } } }
        }
    }
}

fn problems() -> Markup {
    html! {
        section.section #problems {
            h2 { "problems" }
            p { "Whatever goes wrong is answered with a document as in RFC 9457, of type "
                code { "application/problem+json" } ". Each answer carries a " code { "Request-Id" } ", which the log names." }
            dl.docs-fields {
                @for (code, status, about) in PROBLEMS {
                    dt #(code) { code { (code) } " " span.meta { (status) } }
                    dd { (inline(about)) }
                }
            }
        }
    }
}

fn shape(name: &str, schema: &Json) -> Markup {
    html! {
        article.card #{ "shape-" (name) } {
            div.card-head { h3 { code { (name) } } }
            div.card-body.stack { (prose(text(&schema["description"]))) (fields(schema)) }
        }
    }
}

/// Paragraphs.
fn prose(text: &str) -> Markup {
    html! { @for part in text.split("\n\n").filter(|part| !part.trim().is_empty()) { p { (inline(part)) } } }
}

/// `code` and **strong**, the only marks that our descriptions use.
pub(super) fn inline(text: &str) -> Markup {
    let marked = |text: &str| -> Markup {
        html! {
            @for (index, part) in text.split("**").enumerate() {
                @if index % 2 == 1 { b { (part) } } @else { (part) }
            }
        }
    };
    html! {
        @for (index, part) in text.split('`').enumerate() {
            @if index % 2 == 1 { code { (part) } } @else { (marked(part)) }
        }
    }
}

pub(super) fn text(json: &Json) -> &str {
    json.as_str().unwrap_or_default()
}

pub(super) fn list(json: &Json) -> impl Iterator<Item = &Json> {
    json.as_array().into_iter().flatten()
}

pub(super) fn members(json: &Json) -> impl Iterator<Item = (&str, &Json)> {
    json.as_object().into_iter().flatten().map(|(name, value)| (name.as_str(), value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn document() -> Json {
        json!({
            "info": { "title": "T", "version": "1", "description": "One.\n\n**Two** `three`." },
            "tags": [{ "name": "things", "description": "All <things>." }],
            "paths": { "/things/{id}": { "post": {
                "tags": ["things"], "operationId": "post_things", "summary": "Add",
                "parameters": [{ "name": "id", "in": "path", "required": true, "schema": { "type": "string" } }],
                "requestBody": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Thing" } } } },
                "responses": { "201": { "description": "", "content": { "application/json": {
                    "schema": { "$ref": "#/components/schemas/Thing" } } } } },
            } } },
            "components": { "schemas": { "Thing": {
                "type": "object", "required": ["name"],
                "properties": { "name": { "type": "string", "example": "Mug" }, "size": { "type": ["integer", "null"] } },
            } } },
        })
    }

    #[test]
    fn the_page_shows_each_operation_and_shape_and_escapes_what_it_shows() {
        let page = page(&document()).into_string();
        for wanted in [
            "<b>Two</b> <code>three</code>",
            "All &lt;things&gt;.",
            "id=\"post_things\"",
            "/things/{id}",
            "href=\"#shape-Thing\"",
            "id=\"shape-Thing\"",
            "--json '{&quot;name&quot;:&quot;Mug&quot;}'",
            "id=\"validation_failed\"",
            "integer or null",
        ] {
            assert!(page.contains(wanted), "{wanted} in {page}");
        }
        assert!(!page.contains("http://") && !page.contains("https://"), "nothing is loaded from elsewhere");
    }
}
