//! Texts in files that spreadsheets open: none is taken for a formula.

/// What starts a formula, also in its full-width form.
const STARTS: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// A text that no spreadsheet takes for a formula: what might be one gets an apostrophe before it.
///
/// Spreadsheets look past blanks and control characters, so this does too.
#[must_use]
pub fn safe(text: &str) -> String {
    let blank = |letter: char| letter.is_whitespace() || letter.is_control() || letter == '\u{feff}';
    let formula = text.trim_start_matches(blank).starts_with(STARTS);
    let control = text.starts_with(['\t', '\r', '\n']);
    if formula || control { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_a_formula_gets_an_apostrophe() {
        for bad in
            ["=1+1", "+46 70", "-2", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "＠x", "\u{feff}=1", "\n1"]
        {
            assert_eq!(safe(bad), format!("'{bad}"));
        }
        for good in ["", "SARA10", "a=b", "2 - 1", "’=", "–5"] {
            assert_eq!(safe(good), good);
        }
    }
}
