//! Says a text in the reader's language. A text that its catalogue lacks is said in English, and a test fails.

use super::{Catalogue, Dir, Lang, current, number, plural, pseudo};
use maud::{Markup, PreEscaped, html};
use std::fmt::{Display, Write};

/// First-strong isolate, and its end: a value inside a sentence of the other direction.
const ISOLATE: (char, char) = ('\u{2068}', '\u{2069}');

/// A text without values.
#[must_use]
pub fn text(english: &'static str) -> &'static str {
    match current() {
        Lang::English => english,
        Lang::Pseudo => pseudo::interned(english),
        lang => Catalogue::of(lang).and_then(|words| words.text(english)).unwrap_or(english),
    }
}

/// A text that only its giver knows (what an engine's error says), as far as the catalogue has it.
#[must_use]
pub fn known(english: &str) -> String {
    let words = Catalogue::of(current()).and_then(|words| words.text(english));
    words.unwrap_or(english).to_owned()
}

/// A text with values, which are isolated where the sentence runs from right to left.
#[must_use]
pub fn fill(english: &'static str, values: &[(&str, &dyn Display)]) -> String {
    filled(text(english), values)
}

/// A text with markup; what the catalogue says is escaped.
#[must_use]
pub fn fill_markup(english: &'static str, values: &[(&str, Markup)]) -> Markup {
    marked(text(english), values)
}

/// A text that counts, with `{n}` for the number.
#[must_use]
pub fn count(forms: (&'static str, &'static str), n: i64, values: &[(&str, &dyn Display)]) -> String {
    let written = number::count(n);
    let mut all: Vec<(&str, &dyn Display)> = vec![("n", &written)];
    all.extend_from_slice(values);
    filled(form(forms, n), &all)
}

/// A text that counts, with markup.
#[must_use]
pub fn count_markup(forms: (&'static str, &'static str), n: i64, values: &[(&str, Markup)]) -> Markup {
    let mut all = vec![("n", html! { (number::count(n)) })];
    all.extend(values.iter().map(|(name, value)| (*name, value.clone())));
    marked(form(forms, n), &all)
}

fn form((one, other): (&'static str, &'static str), n: i64) -> &'static str {
    let lang = current();
    let english = if n == 1 { one } else { other };
    match lang {
        Lang::English => english,
        Lang::Pseudo => pseudo::interned(english),
        _ => Catalogue::of(lang).and_then(|words| words.form(other, plural(lang, n))).unwrap_or(english),
    }
}

fn filled(template: &str, values: &[(&str, &dyn Display)]) -> String {
    let isolates = current().dir() == Dir::Rtl;
    let mut out = String::with_capacity(template.len() + 16 * values.len());
    for part in parts(template) {
        let value = match part {
            Part::Words(words) => {
                out.push_str(words);
                continue;
            }
            Part::Value(name) => values.iter().find(|(known, _)| *known == name),
        };
        let Some((_, value)) = value else { continue };
        // Writing to a string never fails.
        let _ =
            if isolates { write!(out, "{}{value}{}", ISOLATE.0, ISOLATE.1) } else { write!(out, "{value}") };
    }
    out
}

fn marked(template: &str, values: &[(&str, Markup)]) -> Markup {
    let mut out = String::with_capacity(template.len() + 64 * values.len());
    for part in parts(template) {
        match part {
            Part::Words(words) => out.push_str(&html! { (words) }.into_string()),
            Part::Value(name) => {
                let Some((_, value)) = values.iter().find(|(known, _)| *known == name) else { continue };
                out.push_str(&html! { bdi { (value) } }.into_string());
            }
        }
    }
    PreEscaped(out)
}

/// A piece of a text.
pub(super) enum Part<'a> {
    /// As it is.
    Words(&'a str),
    /// The place of a value.
    Value(&'a str),
}

/// The pieces of a text with `{places}` in it.
pub(super) fn parts(template: &str) -> impl Iterator<Item = Part<'_>> {
    template.split_inclusive('}').flat_map(|piece| {
        let (words, name) = match piece.strip_suffix('}').and_then(|piece| piece.rsplit_once('{')) {
            Some((words, name)) => (words, Some(Part::Value(name))),
            None => (piece, None),
        };
        [Some(Part::Words(words)), name].into_iter().flatten()
    })
}
