//! Tests that `docs/presets.md` names must be there: a row that names none says so. Start at `check`.

use std::collections::BTreeSet;

use super::Finding;
use super::files::File;

const PAPER: &str = "docs/presets.md";
/// Fewer, and a word in code is a setting.
const UNDERSCORES_MIN: usize = 3;

/// The names in the last column of the paper's tables that no test has.
pub(super) fn check(files: &[File]) -> Vec<Finding> {
    let Some(paper) = files.iter().find(|file| file.path == PAPER) else { return Vec::new() };
    let sources = || files.iter().filter(|file| ["rs", "php"].contains(&file.extension()));
    let known: BTreeSet<&str> = sources().flat_map(|file| defined(&file.text)).collect();
    let is_titled = |title: &str| {
        // What stands before is often filled in: `${name}: the rest`.
        let rest = title.split_once(": ").map_or(title, |(_, rest)| rest);
        files.iter().any(|file| file.path.starts_with("e2e/tests/") && file.text.contains(rest))
    };
    let mut found = Vec::new();
    for (line, text) in (1_usize..).zip(paper.text.lines()) {
        for name in named(text) {
            let is_there = if name.contains(' ') { is_titled(name) } else { known.contains(name) };
            if !is_there {
                found.push(Finding::new(paper, line, format!("no test is called `{name}`")));
            }
        }
    }
    found
}

/// What a row of a table names as tests: functions, and titles, which have spaces.
fn named(row: &str) -> impl Iterator<Item = &str> {
    let cells = row.strip_prefix("| ").and_then(|row| row.trim_end().strip_suffix('|'));
    let last = cells.and_then(|cells| cells.rsplit_once('|')).map_or("", |(_, last)| last);
    last.split('`').skip(1).step_by(2).filter(|name| {
        let plain = name.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_'));
        name.contains(' ') || (plain && name.matches('_').count() >= UNDERSCORES_MIN)
    })
}

/// The names of a source's functions.
fn defined(source: &str) -> impl Iterator<Item = &str> {
    let after = |word: &'static str| source.split(word).skip(1);
    after("fn ").chain(after("function ")).map(|rest| {
        let end = rest.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
        rest.get(..end.unwrap_or(rest.len())).unwrap_or_default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_that_is_named_and_not_there_is_found() {
        let row = "| X-1 | See `a_b`. | web `a_name_that_is_there`; api `a_name_that_is_gone`; e2e `a title · gone` |";
        let paper = File::new(PAPER, format!("`out_of_a_table`\n{row}\n| X-2 | none | none |\n"));
        let source = File::new("crates/x/tests/x.rs", "async fn a_name_that_is_there() {}");
        let other = File::new("e2e/tests/x.spec.js", "test('a title', …)");
        let found: Vec<String> = check(&[paper, source, other]).iter().map(ToString::to_string).collect();
        assert_eq!(
            found,
            [
                "docs/presets.md:2: no test is called `a_name_that_is_gone`",
                "docs/presets.md:2: no test is called `a title · gone`",
            ]
        );
    }
}
