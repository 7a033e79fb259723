//! Finds known codes that an unknown one was probably meant to be. Shown to people, never used to pay anyone.
//!
//! Letter case and the marks `_ - .` and spaces do not count. Pure. Start at [`suggest`].

const SUGGESTIONS_MAX: usize = 3; // more than three is a list, not a hint
const FOLDED_CHARS_MAX: usize = 64; // no code is longer; a pasted page must not cost a quadratic comparison
const TYPED_CHARS_MAX: usize = 2 * FOLDED_CHARS_MAX; // as many separators as letters
const SHORT_CHARS_MAX: usize = 5; // in a short code two edits reach half of the catalogue

/// At most three of `known` that are one edit from `unknown` (two if it has over five letters), nearest first.
///
/// An edit adds, drops or replaces a letter, or swaps two neighbours (a swapped pair is not edited again). Equally
/// near codes come in alphabetical order, whatever the order of `known`.
pub fn suggest<'a>(unknown: &str, known: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut best: Vec<(usize, &str)> = Vec::with_capacity(SUGGESTIONS_MAX + 1);
    let Some(wanted) = fold(unknown) else { return Vec::new() };
    let edits_max = if wanted.len() <= SHORT_CHARS_MAX { 1 } else { 2 };
    for code in known {
        let Some(distance) = fold(code).and_then(|folded| distance(&wanted, &folded, edits_max)) else {
            continue;
        };
        keep(&mut best, (distance, code));
    }
    best.into_iter().map(|(_, code)| code).collect()
}

fn keep<'a>(best: &mut Vec<(usize, &'a str)>, found: (usize, &'a str)) {
    if let Err(place) = best.binary_search(&found) {
        best.insert(place, found);
        best.truncate(SUGGESTIONS_MAX);
    }
}

/// The letters that count, or nothing when none are left or too many are.
fn fold(code: &str) -> Option<Vec<char>> {
    // Asked first, and of the head only: the rest of a long text is never looked at.
    if code.chars().nth(TYPED_CHARS_MAX).is_some() {
        return None;
    }
    let counts = |c: &char| !matches!(c, '_' | '-' | '.') && !c.is_whitespace();
    let folded: Vec<char> = code.chars().filter(counts).flat_map(char::to_lowercase).collect();
    (1..=FOLDED_CHARS_MAX).contains(&folded.len()).then_some(folded)
}

/// Edits between the two, or nothing when there are more than `edits_max` or nothing would be left unchanged.
fn distance(a: &[char], b: &[char], edits_max: usize) -> Option<usize> {
    if a.len().abs_diff(b.len()) > edits_max {
        return None;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for row in 1..=a.len() {
        let current = next_row((a, b), row, (&before, &above));
        // Rows never get cheaper; a swap reaches back one row, hence both.
        if current.iter().chain(&above).all(|edits| *edits > edits_max) {
            return None;
        }
        before = std::mem::replace(&mut above, current);
    }
    let edits = *above.last()?;
    (edits <= edits_max && edits < a.len().max(b.len())).then_some(edits)
}

fn next_row((a, b): (&[char], &[char]), row: usize, (before, above): (&[usize], &[usize])) -> Vec<usize> {
    let mut current = Vec::with_capacity(b.len() + 1);
    current.push(row);
    for column in 1..=b.len() {
        let replaced = above[column - 1] + usize::from(a[row - 1] != b[column - 1]);
        let mut edits = replaced.min(above[column] + 1).min(current[column - 1] + 1);
        let crossed = row > 1 && column > 1 && a[row - 1] == b[column - 2] && a[row - 2] == b[column - 1];
        if crossed {
            edits = edits.min(before[column - 2] + 1);
        }
        current.push(edits);
    }
    current
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of<'a>(unknown: &str, known: &[&'a str]) -> Vec<&'a str> {
        suggest(unknown, known.iter().copied())
    }

    #[test]
    fn one_wrong_letter_finds_the_code() {
        assert_eq!(of("sarq", &["sara", "omar", "lina"]), ["sara"]);
    }

    #[test]
    fn a_missing_an_added_and_a_swapped_letter_find_the_code() {
        for typo in ["summr", "summmer", "sumemr"] {
            assert_eq!(of(typo, &["summer", "winter"]), ["summer"], "{typo}");
        }
    }

    #[test]
    fn case_and_separators_do_not_count() {
        for typed in ["sara10", "SARA_10", "Sara-10", "sara.10", "sara 10", " SARA10 "] {
            assert_eq!(of(typed, &["Sara_10"]), ["Sara_10"], "{typed}");
        }
    }

    #[test]
    fn a_short_code_forgives_one_edit_and_a_longer_one_two() {
        assert_eq!(of("sarqq", &["sara"]), [""; 0]);
        assert_eq!(of("summer", &["simmmer"]), ["simmmer"]);
        assert_eq!(of("summer", &["simmmar"]), [""; 0]);
    }

    #[test]
    fn a_code_of_one_letter_does_not_suggest_every_other_letter() {
        assert_eq!(of("a", &["b", "c", "A"]), ["A"]);
    }

    #[test]
    fn the_nearest_three_come_first_and_in_alphabetical_order() {
        let known = ["summerd", "summera", "summerc", "summerb", "Summer"];
        assert_eq!(of("summer", &known), ["Summer", "summera", "summerb"]);
    }

    #[test]
    fn the_order_of_the_known_codes_does_not_matter() {
        let mut known = ["sara1", "sara2", "sara3", "sara4", "zara"];
        let first = of("sara", &known);
        known.reverse();
        assert_eq!(of("sara", &known), first);
    }

    #[test]
    fn a_code_known_twice_is_suggested_once() {
        assert_eq!(of("sarq", &["sara", "sara"]), ["sara"]);
    }

    #[test]
    fn other_alphabets_are_folded_and_counted_by_letter() {
        assert_eq!(of("ÅSAS", &["åsa", "ÅSA-S"]), ["ÅSA-S", "åsa"]);
        assert_eq!(of("سارة", &["ساره"]), ["ساره"]);
    }

    #[test]
    fn nothing_is_suggested_for_nothing() {
        assert_eq!(of("", &["", "a"]), [""; 0]);
        assert_eq!(of("-_. ", &["a"]), [""; 0]);
    }

    #[test]
    fn a_pasted_page_is_refused_without_comparing() {
        let page = "x".repeat(5_000_000);
        assert_eq!(of(&page, &["x"]), [""; 0]);
        assert_eq!(of("x", &[page.as_str()]), [""; 0]);
        assert_eq!(of(&format!("sara{}", " ".repeat(5_000_000)), &["sara"]), [""; 0]);
    }

    /// The textbook table, without early ends.
    fn textbook(a: &[char], b: &[char]) -> usize {
        let mut table = vec![vec![0; b.len() + 1]; a.len() + 1];
        for i in 0..=a.len() {
            for j in 0..=b.len() {
                table[i][j] = match (i, j) {
                    (0, _) => j,
                    (_, 0) => i,
                    _ => {
                        let same = usize::from(a[i - 1] != b[j - 1]);
                        let mut cell =
                            (table[i - 1][j] + 1).min(table[i][j - 1] + 1).min(table[i - 1][j - 1] + same);
                        if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                            cell = cell.min(table[i - 2][j - 2] + 1);
                        }
                        cell
                    }
                };
            }
        }
        table[a.len()][b.len()]
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn ending_early_never_changes_the_distance(a in "[ab1]{1,9}", b in "[ab1]{1,9}", edits_max in 1_usize..3) {
            let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
            let full = textbook(&a, &b);
            let expected = (full <= edits_max && full < a.len().max(b.len())).then_some(full);
            prop_assert_eq!(distance(&a, &b, edits_max), expected);
        }
    }
}
