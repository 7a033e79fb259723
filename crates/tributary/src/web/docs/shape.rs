//! Schemas as people read them: their fields, their types in words, and a sample to send.

use super::reference::{inline, list, members, text};
use crate::web::kit::chip;
use maud::{Markup, html};
use serde_json::{Map, Value as Json};

/// The fields of a schema, those it takes over from others included.
pub(super) fn fields(schema: &Json) -> Markup {
    let required: Vec<&str> = list(&schema["required"]).map(text).collect();
    let choices: Vec<&Json> = list(&schema["oneOf"]).collect();
    let words: Vec<&str> = list(&schema["enum"]).map(text).collect();
    html! {
        @for part in list(&schema["allOf"]) {
            @if part["$ref"].is_string() { p { "All fields of " (type_of(part)) "." } } @else { (fields(part)) }
        }
        @if !choices.is_empty() {
            p { "One of: " @for (index, one) in choices.iter().enumerate() { @if index > 0 { ", or " } (type_of(one)) } }
        }
        @if !words.is_empty() { p { "One of: " @for word in words { code { (word) } " " } } }
        @if schema["properties"].is_object() {
            dl.docs-fields {
                @for (name, field) in members(&schema["properties"]) {
                    dt {
                        code { (name) } " " span.meta { (type_of(field)) }
                        @if required.contains(&name) { " " (chip::plain("required")) }
                    }
                    dd { (inline(about(field))) }
                }
            }
        }
    }
}

/// A field's description; where it may be null it stands with the other choice.
fn about(field: &Json) -> &str {
    let below = list(&field["oneOf"]).map(|one| text(&one["description"])).find(|words| !words.is_empty());
    field["description"].as_str().or(below).unwrap_or_default()
}

/// A type in words; a named one leads to its shape.
pub(super) fn type_of(schema: &Json) -> Markup {
    let name = schema["$ref"].as_str().and_then(|target| target.rsplit('/').next());
    let one_of: Vec<&Json> = list(&schema["oneOf"]).collect();
    let kinds: Vec<&str> = match &schema["type"] {
        Json::Array(kinds) => kinds.iter().map(text).collect(),
        kind => vec![text(kind)],
    };
    html! {
        @if let Some(name) = name {
            a href={ "#shape-" (name) } { (name) }
        } @else if !one_of.is_empty() {
            @for (index, one) in one_of.iter().enumerate() { @if index > 0 { " or " } (type_of(one)) }
        } @else if kinds.contains(&"array") {
            "list of " (type_of(&schema["items"]))
            @if kinds.contains(&"null") { ", or null" }
        } @else {
            @for (index, kind) in kinds.iter().enumerate() { @if index > 0 { " or " } (*kind) }
        }
    }
}

/// The schema behind a reference, or the schema itself.
pub(super) fn named<'a>(document: &'a Json, schema: &'a Json) -> Option<&'a Json> {
    match schema["$ref"].as_str() {
        Some(target) => document.pointer(target.strip_prefix('#')?),
        None => Some(schema).filter(|schema| schema.is_object()),
    }
}

/// The least that can be sent: required fields by their examples.
pub(super) fn sample(document: &Json, schema: &Json) -> Json {
    let required: Vec<&str> = list(&schema["required"]).map(text).collect();
    let mut fields = Map::new();
    for (name, field) in members(&schema["properties"]).filter(|(name, _)| required.contains(name)) {
        fields.insert(name.to_owned(), example(document, field));
    }
    Json::Object(fields)
}

fn example(document: &Json, field: &Json) -> Json {
    if !field["example"].is_null() {
        return field["example"].clone();
    }
    if field["$ref"].is_string() {
        return named(document, field).map_or(Json::Null, |schema| match &schema["enum"] {
            Json::Array(words) => words.first().cloned().unwrap_or_default(),
            _ => sample(document, schema),
        });
    }
    match text(&field["type"]) {
        "integer" => Json::from(1),
        "boolean" => Json::from(true),
        "array" => Json::Array(Vec::new()),
        "string" => Json::from("…"),
        _ => Json::Null,
    }
}
