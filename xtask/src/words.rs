//! The catalogue of texts against the source: what a language lacks, what it has in vain, and what does not fit.
//! Start at `run`.

mod calls;
mod catalogue;

use std::collections::BTreeMap;
use std::path::Path;

use crate::Outcome;
use calls::Said;
use catalogue::Entry;

/// Each language beside English, with the plural forms that CLDR gives it.
const LANGUAGES: [(&str, &[&str]); 4] = [
    ("ug", &["one", "other"]),
    ("sv", &["one", "other"]),
    ("tr", &["one", "other"]),
    ("ar", &["zero", "one", "two", "few", "many", "other"]),
];

/// Where texts are said.
const SOURCES: [&str; 2] = ["crates/tributary/src", "crates/tributary-engine/src"];

/// Checks every language, or prints what one lacks, ready to be filled in.
///
/// # Errors
/// A sentence when a language lacks a text, has one that nobody says, or has one that does not fit.
pub(crate) fn run(root: &Path, args: &[String]) -> Outcome {
    let said = said(root)?;
    match args {
        [] => check(root, &said),
        [language] => print_missing(root, language, &said),
        _ => Err("usage: cargo xtask words [LANGUAGE]".to_owned()),
    }
}

/// Every text of the source, by its key, with all its English forms.
type Texts = BTreeMap<String, Said>;

fn said(root: &Path) -> Result<Texts, String> {
    let (mut texts, mut twofold) = (Texts::new(), Vec::new());
    for folder in SOURCES {
        for (path, source) in sources(&root.join(folder))? {
            for said in calls::of(&source) {
                let key = said.key().to_owned();
                if texts.get(&key).is_some_and(|other| other.counts() != said.counts()) {
                    twofold.push(format!("{path}: {key:?} counts here and not elsewhere, or the other way"));
                }
                texts.insert(key, said);
            }
        }
    }
    if twofold.is_empty() { Ok(texts) } else { Err(twofold.join("\n")) }
}

/// Rust files below a folder, without tests.
fn sources(folder: &Path) -> Result<Vec<(String, String)>, String> {
    let trouble = |error| format!("cannot read {}: {error}", folder.display());
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(trouble)? {
        let path = entry.map_err(trouble)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            found.extend(sources(&path)?);
        } else if name.ends_with(".rs") && name != "tests.rs" && !name.ends_with("_tests.rs") {
            let source = std::fs::read_to_string(&path).map_err(trouble)?;
            found.push((path.display().to_string(), source));
        }
    }
    Ok(found)
}

fn check(root: &Path, said: &Texts) -> Outcome {
    let mut wrong = 0;
    for (language, forms) in LANGUAGES {
        let entries = catalogue::load(root, language)?;
        for line in said.values().filter_map(|text| trouble(text, entries.get(text.key()), forms)) {
            eprintln!("{language}: {line}");
            wrong += 1;
        }
        for key in entries.keys().filter(|key| !said.contains_key(*key)) {
            eprintln!("{language}: nobody says {key:?}");
            wrong += 1;
        }
    }
    match wrong {
        0 => {
            println!("== words: good, {} texts in {} languages", said.len(), LANGUAGES.len() + 1);
            Ok(())
        }
        count => Err(format!("step `words` failed: {count} texts, named above, want a translator")),
    }
}

/// What is wrong with a translation.
fn trouble(text: &Said, entry: Option<&Entry>, forms: &[&str]) -> Option<String> {
    let key = text.key();
    let Some(entry) = entry else { return Some(format!("{key:?} is missing")) };
    let fits = |translated: &str| catalogue::places(translated).is_subset(&catalogue::places(key));
    match (text, entry) {
        (Said::Text(english), Entry::Text(translated)) => {
            let same = catalogue::places(english) == catalogue::places(translated);
            (!same || translated.trim().is_empty()).then(|| format!("{key:?} has other {{places}}"))
        }
        (Said::Count(..), Entry::Forms(given)) => {
            let lacks = forms.iter().find(|form| given.get(**form).is_none_or(|text| text.trim().is_empty()));
            let odd = given.iter().find(|(form, text)| !forms.contains(&form.as_str()) || !fits(text));
            match (lacks, odd) {
                (Some(form), _) => Some(format!("{key:?} lacks the form `{form}`")),
                (None, Some((form, _))) => Some(format!("{key:?}: the form `{form}` does not fit")),
                (None, None) => None,
            }
        }
        (Said::Text(_), Entry::Forms(_)) => Some(format!("{key:?} does not count")),
        (Said::Count(..), Entry::Text(_)) => Some(format!("{key:?} counts: give it forms")),
    }
}

fn print_missing(root: &Path, language: &str, said: &Texts) -> Outcome {
    let Some((_, forms)) = LANGUAGES.iter().find(|(known, _)| *known == language) else {
        return Err(format!("no language `{language}`"));
    };
    let entries = catalogue::load(root, language)?;
    for text in said.values().filter(|text| trouble(text, entries.get(text.key()), forms).is_some()) {
        println!("{}", catalogue::blank(text, forms));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_is_said_in_every_language() {
        let root = crate::root();
        let said = said(&root).unwrap();
        assert!(said.len() > 50, "the scanner finds too little");
        check(&root, &said).unwrap();
    }

    #[test]
    fn a_translation_must_fit() {
        let text = Said::Text("Sent to {who}".to_owned());
        let of = |translated: &str| trouble(&text, Some(&Entry::Text(translated.to_owned())), &["other"]);
        assert!(trouble(&text, None, &["other"]).is_some());
        assert!(of("Skickat").is_some() && of("").is_some() && of("Skickat till {vem}").is_some());
        assert_eq!(of("Skickat till {who}"), None);
        let count = Said::Count("{n} order".to_owned(), "{n} orders".to_owned());
        let forms = |given: &[(&str, &str)]| {
            let forms = given.iter().map(|(form, text)| ((*form).to_owned(), (*text).to_owned()));
            trouble(&count, Some(&Entry::Forms(forms.collect())), &["one", "other"])
        };
        assert!(forms(&[("other", "{n} order")]).is_some());
        assert_eq!(forms(&[("one", "en order"), ("other", "{n} order")]), None);
    }
}
