//! English made two fifths longer, in brackets and with strange letters: what is cut off, put together from pieces or
//! missing from the catalogue shows at a glance.

use super::say::{Part, parts};
use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

static SAID: LazyLock<Mutex<HashMap<&'static str, &'static str>>> = LazyLock::new(Mutex::default);

/// The pseudo text, made once; there are as many as the source has texts.
pub(super) fn interned(english: &'static str) -> &'static str {
    let mut said = SAID.lock().unwrap_or_else(PoisonError::into_inner);
    said.entry(english).or_insert_with(|| Box::leak(pseudo(english).into_boxed_str()))
}

fn pseudo(english: &str) -> String {
    let mut out = String::from("[");
    let mut letters = 0;
    for part in parts(english) {
        match part {
            Part::Words(words) => {
                letters += words.chars().count();
                out.extend(words.chars().map(strange));
            }
            Part::Value(name) => out.extend(["{", name, "}"]),
        }
    }
    let longer = (letters * 2).div_ceil(5);
    out.extend(" ~one ~two ~three ~four ~five ~six ~seven".chars().cycle().take(longer));
    out.push(']');
    out
}

const fn strange(letter: char) -> char {
    match letter {
        'a' => 'á',
        'e' => 'é',
        'i' => 'ï',
        'o' => 'ø',
        'u' => 'û',
        'n' => 'ñ',
        's' => 'š',
        'y' => 'ý',
        'A' => 'Å',
        'E' => 'É',
        'I' => 'Î',
        'T' => 'Ŧ',
        'O' => 'Ø',
        'S' => 'Š',
        other => other,
    }
}
