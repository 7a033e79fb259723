//! Avatars: initials on a tint chosen by the name, so one partner looks the same on every page.

use maud::{Markup, html};

/// Tints in the style sheet (`hue-1` to `hue-6`).
const HUES: u32 = 6;

/// Initials of `name`. Decoration only: the name itself always stands beside it.
pub fn avatar(name: &str) -> Markup {
    drawn(name, "avatar")
}

/// The small size, for table rows and bar lists.
pub fn small(name: &str) -> Markup {
    drawn(name, "avatar avatar-sm")
}

/// The large size, for a page header.
pub fn large(name: &str) -> Markup {
    drawn(name, "avatar avatar-lg")
}

fn drawn(name: &str, class: &str) -> Markup {
    html! { span class={ (class) " hue-" (hue(name)) } aria-hidden="true" { (initials(name)) } }
}

fn hue(name: &str) -> u32 {
    let sum = name.chars().fold(7_u32, |sum, letter| sum.wrapping_mul(31).wrapping_add(u32::from(letter)));
    sum % HUES + 1
}

/// First letters of the first and last word; one letter for a single word.
fn initials(name: &str) -> String {
    let letter = |word: &str| word.chars().find(|c| c.is_alphanumeric());
    let mut words = name.split_whitespace().filter_map(letter);
    let first = words.next();
    let last = words.next_back();
    first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_take_the_first_and_last_word() {
        assert_eq!(initials("Sara Lind"), "SL");
        assert_eq!(initials("Ana Maria de Souza"), "AS");
        assert_eq!(initials("omar"), "O");
        assert_eq!(initials("<script>"), "S");
        assert_eq!(initials(""), "");
    }
}
