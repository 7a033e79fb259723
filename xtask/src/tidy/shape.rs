//! How files look: a `//!` header, at most 500 lines, no name that says nothing.

use super::Finding;
use super::files::File;

const LINES_MAX: usize = 500; // more is two nouns in one file
const COUNTED: [&str; 4] = ["rs", "js", "css", "php"];
const NOT_OURS: [&str; 2] = ["vendor", "fixtures"];
const BANNED: [&str; 11] = [
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "manager",
    "managers",
    "service",
    "services",
    "misc",
    "miscellaneous",
];

pub(super) fn check(file: &File) -> Vec<Finding> {
    if NOT_OURS.iter().any(|folder| file.is_in(folder)) {
        return Vec::new();
    }
    [header(file), length(file), name(file)].into_iter().flatten().collect()
}

fn header(file: &File) -> Option<Finding> {
    let missing = is_source(file) && !file.text.starts_with("//!");
    missing.then(|| Finding::new(file, 1, "begin with a `//!` header: what it does, where to start reading"))
}

/// `crates/*/src/**.rs` and `xtask/src/**.rs`.
fn is_source(file: &File) -> bool {
    let folders: Vec<&str> = file.folders().collect();
    let in_src = matches!(folders.as_slice(), ["crates", _, "src", ..] | ["xtask", "src", ..]);
    in_src && file.extension() == "rs"
}

fn length(file: &File) -> Option<Finding> {
    let lines = file.text.lines().count();
    let too_long = COUNTED.contains(&file.extension()) && lines > LINES_MAX;
    too_long.then(|| Finding::new(file, LINES_MAX + 1, format!("{lines} lines; the wall is {LINES_MAX}")))
}

fn name(file: &File) -> Option<Finding> {
    let stem = file.name().split('.').next().unwrap_or_default();
    let banned = file.folders().chain([stem]).find(|name| BANNED.contains(&name.to_lowercase().as_str()));
    banned.map(|name| Finding::new(file, 1, format!("`{name}` says nothing: name the one noun it is about")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broken(path: &str, text: &str) -> bool {
        !check(&File::new(path, text)).is_empty()
    }

    #[test]
    fn a_source_file_needs_its_header() {
        assert!(broken("crates/a/src/b.rs", "fn main() {}"));
        assert!(broken("xtask/src/tidy/b.rs", "\n//! late"));
        assert!(!broken("crates/a/src/b.rs", "//! Does b."));
        assert!(!broken("crates/a/tests/b.rs", "fn main() {}"));
    }

    #[test]
    fn a_file_has_a_wall() {
        let wall = "x\n".repeat(LINES_MAX);
        let over = "x\n".repeat(LINES_MAX + 1);
        for name in ["e2e/a.js", "a/b.css", "connectors/a.php", "crates/a/tests/b.rs"] {
            assert!(!broken(name, &wall), "{name}");
            assert!(broken(name, &over), "{name}");
        }
        assert!(!broken("README.md", &over));
        assert!(!broken("crates/a/static/vendor/a.js", &over));
        assert!(!broken("crates/a/tests/fixtures/a.js", &over));
    }

    #[test]
    fn names_that_say_nothing_are_banned() {
        for path in
            ["a/utils.js", "a/helpers/b.css", "common/a.md", "a/Manager.php", "a/service.md", "misc/a/b.md"]
        {
            assert!(broken(path, ""), "{path}");
        }
        assert!(!broken("packaging/tributary.service", ""));
        assert!(!broken("a/commonplace.md", ""));
    }
}
