//! Reads JSON and query strings into wire types; whatever is wrong is named by its pointer.
//!
//! Strict on purpose: an unknown field is a typing error that would be lost in silence, and a float
//! where an integer belongs is money about to be rounded. Start at [`parse`].

use crate::http::problem::{FieldProblem, Problem};
use axum::http::StatusCode;
use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeOwned, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_path_to_error::{Path, Segment};
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;
use tributary_engine::Field;

const TEXT_CHARS_MAX: usize = 300; // enough to find the place; the sender has the rest

const NO_NUL: &str = "No text can have U+0000 in it: leave it out.";

/// Reads a body.
///
/// # Errors
/// A problem that names the wrong field by its pointer, or the place where it is no JSON.
pub fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let whole = whole_numbers(bytes);
    let mut reader = serde_json::Deserializer::from_slice(&whole);
    let read = serde_path_to_error::deserialize::<_, Object<T>>(&mut reader);
    let value = read.map_err(|error| refused(error.path(), error.inner()))?;
    reader.end().map_err(|error| malformed(&error))?;
    match nul_in(bytes) {
        Some(pointer) => Err(Problem::field(pointer, "format", NO_NUL)),
        None => Ok(value.0),
    }
}

/// The body with `6.0` written as `6`: to JSON both are the same whole number, and nothing is rounded.
fn whole_numbers(bytes: &[u8]) -> Vec<u8> {
    let mut written = Vec::with_capacity(bytes.len());
    let (mut in_text, mut after_digit, mut rest) = (false, false, bytes);
    while let Some((&byte, after)) = rest.split_first() {
        let zeros = after.iter().take_while(|byte| **byte == b'0').count();
        let ends = !after.get(zeros).is_some_and(|byte| byte.is_ascii_digit() || matches!(byte, b'e' | b'E'));
        if byte == b'.' && !in_text && after_digit && zeros > 0 && ends {
            rest = after.get(zeros..).unwrap_or_default();
            continue;
        }
        written.push(byte);
        rest = after;
        match (byte, after.split_first()) {
            (b'\\', Some((escaped, after))) if in_text => {
                written.push(*escaped);
                rest = after;
            }
            (b'"', _) => in_text = !in_text,
            _ => {}
        }
        after_digit = byte.is_ascii_digit();
    }
    written
}

/// Where a text with U+0000 stands, which no database of ours could keep.
fn nul_in(bytes: &[u8]) -> Option<String> {
    fn within(value: &serde_json::Value) -> Option<String> {
        use serde_json::Value;
        match value {
            Value::String(text) => text.contains('\0').then(String::new),
            Value::Array(items) => {
                items.iter().enumerate().find_map(|(at, item)| Some(format!("/{at}{}", within(item)?)))
            }
            Value::Object(members) => {
                members.iter().find_map(|(name, item)| Some(format!("/{}{}", escaped(name), within(item)?)))
            }
            _ => None,
        }
    }
    let is_named = bytes.windows(6).any(|window| window == b"\\u0000");
    is_named.then(|| within(&serde_json::from_slice(bytes).ok()?))?
}

/// Reads the parameters of a query string; each may stand there once.
pub(super) fn parse_query<T: DeserializeOwned>(pairs: &[(String, String)]) -> Result<T, Problem> {
    let mut values = serde_json::Map::new();
    for (name, value) in pairs {
        if values.insert(name.clone(), value.clone().into()).is_some() {
            return Err(Problem::field(short(name), "duplicate", "Send this parameter once."));
        }
        if value.contains('\0') {
            return Err(Problem::field(short(name), "format", NO_NUL));
        }
    }
    serde_path_to_error::deserialize::<_, T>(serde_json::Value::Object(values)).map_err(|error| {
        let field = field(error.path(), &error.inner().to_string());
        Problem::field(field.pointer.trim_start_matches('/'), field.code, field.detail)
    })
}

fn refused(path: &Path, error: &serde_json::Error) -> Problem {
    let words = error.to_string();
    if error.is_data() || words.starts_with("number out of range") {
        tributary_engine::Error::Invalid(vec![field(path, &words)]).into()
    } else {
        malformed(error)
    }
}

/// No JSON at all: there is no field to name, so the place is.
fn malformed(error: &serde_json::Error) -> Problem {
    let (line, column) = (error.line(), error.column());
    let words = error.to_string();
    let words = words.rsplit_once(" at line ").map_or(words.as_str(), |(words, _)| words);
    let detail = format!("This is no JSON: {} at line {line}, column {column}.", short(words));
    let whole = FieldProblem { pointer: String::new(), code: "malformed_json", detail: detail.clone() };
    let problem = Problem::new(StatusCode::BAD_REQUEST, "malformed_json", "The body cannot be read", detail);
    Problem { errors: vec![whole], ..problem }
}

/// Turns serde's words into a field, its pointer and what to do.
fn field(path: &Path, words: &str) -> Field {
    let words = words.rsplit_once(" at line ").map_or(words, |(words, _)| words);
    let mut pointer = pointer(path);
    let quoted = words.split('`').nth(1).unwrap_or_default();
    if words.starts_with("missing field") {
        pointer = format!("{pointer}/{quoted}");
        return Field::new(pointer, "required", "This field is required.");
    }
    if words.starts_with("unknown field") || words.starts_with("duplicate field") {
        let named = format!("/{}", escaped(quoted));
        if !pointer.ends_with(&named) {
            pointer.push_str(&named);
        }
        let code = if words.starts_with("unknown") { "unknown" } else { "duplicate" };
        return Field::new(short(&pointer), code, sentence(words));
    }
    let code = match words {
        _ if words.starts_with("invalid type") => "type",
        _ if words.starts_with("unknown variant") => "unknown",
        _ if words.starts_with("number out of range") || words.starts_with("invalid value") => "range",
        _ => "format",
    };
    Field::new(short(&pointer), code, sentence(words))
}

fn pointer(path: &Path) -> String {
    let mut pointer = String::new();
    for segment in path.iter() {
        match segment {
            Segment::Seq { index } => pointer.push_str(&format!("/{index}")),
            Segment::Map { key } => pointer.push_str(&format!("/{}", escaped(key))),
            Segment::Enum { .. } | Segment::Unknown => {}
        }
    }
    pointer
}

fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

fn short(text: &str) -> String {
    text.chars().take(TEXT_CHARS_MAX).collect()
}

fn sentence(words: &str) -> String {
    let words = short(words);
    let mut rest = words.chars();
    let first: String = rest.next().map(|c| c.to_uppercase().collect()).unwrap_or_default();
    format!("{first}{}.", rest.as_str())
}

/// A JSON object and nothing else: serde would also take a list for a struct.
#[derive(Debug, Clone)]
pub(crate) struct Object<T>(pub(crate) T);

impl<T> Deref for Object<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ObjectVisitor(PhantomData)).map(Self)
    }
}

struct ObjectVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for ObjectVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map))
    }
}

/// A field that may be null but must be there.
pub(super) fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    Option::deserialize(deserializer)
}

/// A field that may be missing (no change), null (take it away) or there.
pub(super) fn erasable<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// `true` or `false` in a query string.
#[derive(Debug, Clone, Copy)]
pub(super) struct Flag(pub(super) bool);

impl<'de> Deserialize<'de> for Flag {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match String::deserialize(deserializer)?.as_str() {
            "true" => Ok(Self(true)),
            "false" => Ok(Self(false)),
            other => Err(serde::de::Error::unknown_variant(other, &["true", "false"])),
        }
    }
}

/// Defines a wire enum of plain words that mirrors one of the core's.
macro_rules! words {
    (#[doc = $about:literal] $name:ident = $core:ident { $($word:literal $(| $alias:literal)* => $variant:ident),* $(,)? }) => {
        #[doc = $about]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
        pub(crate) enum $name {
            $(#[serde(rename = $word)] $variant),*
        }

        // The derive does not see a name that a macro gave.
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                utoipa::openapi::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::Type::String)
                    .enum_values(Some([$($word),*]))
                    .description(Some($about.trim()))
                    .into()
            }
        }

        impl utoipa::ToSchema for $name {
            fn name() -> std::borrow::Cow<'static, str> {
                std::borrow::Cow::Borrowed(stringify!($name))
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                match text.as_str() {
                    $($word $(| $alias)* => Ok(Self::$variant),)*
                    _ => Err(serde::de::Error::unknown_variant(&text, &[$($word),*])),
                }
            }
        }

        impl From<$core> for $name {
            fn from(core: $core) -> Self {
                match core { $($core::$variant => Self::$variant),* }
            }
        }

        impl From<$name> for $core {
            fn from(wire: $name) -> Self {
                match wire { $($name::$variant => Self::$variant),* }
            }
        }
    };
}

pub(super) use words;
