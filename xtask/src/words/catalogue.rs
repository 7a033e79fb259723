//! A language's file: English text to translation.

use super::calls::Said;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What a language says for a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Entry {
    /// One text.
    Text(String),
    /// A text for each form.
    Forms(BTreeMap<String, String>),
}

/// Reads a language's file.
pub(super) fn load(root: &Path, language: &str) -> Result<BTreeMap<String, Entry>, String> {
    let path = root.join(format!("crates/tributary/languages/{language}.toml"));
    let text = std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let table: toml::Table = text.parse().map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(table.into_iter().filter_map(|(key, value)| Some((key, entry(value)?))).collect())
}

fn entry(value: toml::Value) -> Option<Entry> {
    match value {
        toml::Value::String(text) => Some(Entry::Text(text)),
        toml::Value::Table(forms) => {
            let forms = forms.into_iter().filter_map(|(form, text)| Some((form, text.as_str()?.to_owned())));
            Some(Entry::Forms(forms.collect()))
        }
        _ => None,
    }
}

/// The `{places}` of a text.
pub(super) fn places(text: &str) -> BTreeSet<&str> {
    let pieces = text.split('{').skip(1);
    pieces.filter_map(|piece| piece.split_once('}')).map(|(name, _)| name).collect()
}

/// A line to be filled in, with the English text in it.
pub(super) fn blank(text: &Said, forms: &[&str]) -> String {
    let key = quoted(text.key());
    match text {
        Said::Text(_) => format!("{key} = {key}"),
        Said::Count(one, other) => {
            let english = |form: &str| quoted(if form == "one" { one } else { other });
            let all: Vec<String> = forms.iter().map(|form| format!("{form} = {}", english(form))).collect();
            format!("{key} = {{ {} }}", all.join(", "))
        }
    }
}

/// A basic string; `toml` itself would choose other quotes, which cannot stand in a key.
fn quoted(text: &str) -> String {
    let mut out = String::from('"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => out.extend(['\\', letter]),
            '\n' => out.push_str("\\n"),
            other => out.push(other),
        }
    }
    out.push('"');
    out
}
