//! The texts of the languages that do not stand in the source. Each file maps an English text to its translation, and
//! a text that counts, by its English plural, to the forms of the language.

use super::{Lang, Plural};
use std::collections::HashMap;
use std::sync::LazyLock;

/// What a language says for one English text.
#[derive(Debug, Clone)]
pub(super) enum Entry {
    /// One text.
    Text(String),
    /// A text for each form of a number.
    Forms(Vec<(Plural, String)>),
}

/// The texts of one language.
#[derive(Debug, Default)]
pub struct Catalogue {
    entries: HashMap<String, Entry>,
}

/// Every catalogue, read once.
pub static CATALOGUES: LazyLock<HashMap<Lang, Catalogue>> = LazyLock::new(|| {
    let of = |lang, file| (lang, Catalogue::parse(file));
    HashMap::from([
        of(Lang::Uyghur, include_str!("../../languages/ug.toml")),
        of(Lang::Swedish, include_str!("../../languages/sv.toml")),
        of(Lang::Turkish, include_str!("../../languages/tr.toml")),
        of(Lang::Arabic, include_str!("../../languages/ar.toml")),
    ])
});

impl Catalogue {
    /// Reads a file; what it cannot read is missing, and a test says so.
    fn parse(file: &str) -> Self {
        let table: toml::Table = toml::from_str(file).unwrap_or_default();
        let entries = table.into_iter().filter_map(|(english, value)| Some((english, entry(value)?)));
        Self { entries: entries.collect() }
    }

    /// The catalogue of a language; English has none.
    pub(super) fn of(lang: Lang) -> Option<&'static Self> {
        CATALOGUES.get(&lang)
    }

    /// What it says for an English text.
    pub(super) fn entry(&self, english: &str) -> Option<&Entry> {
        self.entries.get(english)
    }

    /// The translation of a plain text.
    #[must_use]
    pub fn text(&self, english: &str) -> Option<&str> {
        match self.entry(english)? {
            Entry::Text(text) => Some(text),
            Entry::Forms(_) => None,
        }
    }

    /// The translation that goes with a form; a language without that form says its general one.
    #[must_use]
    pub fn form(&self, english_plural: &str, form: Plural) -> Option<&str> {
        let Entry::Forms(forms) = self.entry(english_plural)? else { return None };
        let said = |wanted| forms.iter().find(|(form, _)| *form == wanted).map(|(_, text)| text.as_str());
        said(form).or_else(|| said(Plural::Other))
    }

    /// Every English text it has something for.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.entries.keys().map(String::as_str)
    }
}

fn entry(value: toml::Value) -> Option<Entry> {
    match value {
        toml::Value::String(text) => Some(Entry::Text(text)),
        toml::Value::Table(forms) => {
            let of = |form: Plural| Some((form, forms.get(form.name())?.as_str()?.to_owned()));
            Some(Entry::Forms(Plural::ALL.into_iter().filter_map(of).collect()))
        }
        _ => None,
    }
}
