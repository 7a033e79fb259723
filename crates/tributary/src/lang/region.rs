//! Names of countries and territories, from CLDR, in every language of the screens.

use super::{Lang, current};
use std::collections::HashMap;
use std::sync::LazyLock;

/// The columns of the file after the code.
const COLUMNS: [Lang; 5] = [Lang::English, Lang::Uyghur, Lang::Swedish, Lang::Turkish, Lang::Arabic];

static NAMES: LazyLock<HashMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
    let lines = include_str!("../../languages/regions.tsv").lines();
    lines
        .filter_map(|line| line.split_once('\t'))
        .map(|(code, names)| (code, names.split('\t').collect()))
        .collect()
});

/// What the reader calls the country of an ISO 3166 code; the code itself where it is none.
#[must_use]
pub fn region(code: &str) -> &str {
    let column = COLUMNS.iter().position(|lang| *lang == current()).unwrap_or(0);
    let name = NAMES.get(code.to_ascii_uppercase().as_str()).and_then(|names| names.get(column).copied());
    name.unwrap_or(code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::within;

    #[test]
    fn countries_are_named_in_the_reader_s_language() {
        assert_eq!(region("SE"), "Sweden");
        assert_eq!(within(Lang::Swedish, || region("se").to_owned()), "Sverige");
        assert_eq!(region("Atlantis"), "Atlantis");
        assert!(NAMES.values().all(|names| names.len() == COLUMNS.len()));
    }
}
