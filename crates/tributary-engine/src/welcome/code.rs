//! Codes that nobody guesses: sixty bits of chance, in letters and digits that nobody mistakes for each other.

use crate::chance;
use crate::error::Result;

/// What every code begins with.
const PREFIX: &str = "WELCOME-";
/// Crockford's: without I, L, O and U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const GROUP: usize = 6;

/// A new code: `WELCOME-4Q7XWB-0NM2TK`.
///
/// # Errors
/// When there is no chance to be had.
pub(super) fn thrown() -> Result<String> {
    Ok(written(&chance::bytes::<12>()?))
}

/// The code of these bytes, five bits of each.
fn written(bytes: &[u8; 12]) -> String {
    let text: String = bytes.iter().map(|byte| char::from(ALPHABET[usize::from(byte & 31)])).collect();
    let (first, second) = text.split_at(GROUP);
    format!("{PREFIX}{first}-{second}")
}

/// Whether a folded code may be one of these: others are not looked for.
pub(super) fn may_be(fold: &str) -> bool {
    fold.len() == PREFIX.len() + 2 * GROUP + 1 && fold.starts_with("welcome-")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::fold;
    use std::collections::BTreeSet;

    #[test]
    fn a_code_holds_sixty_bits_and_every_character_of_it_is_of_chance() {
        assert_eq!(written(&[0; 12]), "WELCOME-000000-000000");
        assert_eq!(written(&[255; 12]), "WELCOME-ZZZZZZ-ZZZZZZ");
        let codes: Vec<String> = (0..2_000).map(|_| thrown().unwrap()).collect();
        assert_eq!(codes.iter().collect::<BTreeSet<_>>().len(), codes.len());
        for place in (8..14).chain(15..21) {
            let seen: BTreeSet<u8> = codes.iter().map(|code| code.as_bytes()[place]).collect();
            assert_eq!(seen.len(), 32, "place {place}");
        }
        assert!(codes.iter().all(|code| may_be(&fold(code))));
        assert!(!may_be("welcome-10") && !may_be("sara10"));
    }
}
