//! Nothing in the repository names the place where it was made: no registry hosts, no paths of one machine.

use super::Finding;
use super::files::File;

// Spelled in pieces, so that this file keeps its own rule.
const HOSTS: [&str; 9] = [
    concat!("crates", ".io"),
    concat!("registry", ".npmjs"),
    concat!("registry", ".yarnpkg"),
    concat!("pypi", ".org"),
    concat!("python", "hosted.org"),
    concat!("proxy", ".golang.org"),
    concat!("rubygems", ".org"),
    concat!("repo.packagist", ".org"),
    concat!("deb.debian", ".org"),
];
const WORKPLACE: &str = concat!("/wo", "rk/");
const CARGO_SOURCE: &str = concat!("source = \"registry+https://github.com/rust-lang/crates", ".io-index\"");

pub(super) fn check(file: &File) -> Vec<Finding> {
    let lines = file.text.lines().enumerate();
    lines.filter_map(|(index, line)| Some(Finding::new(file, index + 1, objection(file, line)?))).collect()
}

fn objection(file: &File, line: &str) -> Option<String> {
    let lock = file.name() == "Cargo.lock";
    if lock && line == CARGO_SOURCE {
        return None;
    }
    if lock && line.starts_with("source = ") {
        return Some("a package from elsewhere than Rust's own registry".to_owned());
    }
    if file.name() == "package-lock.json" && line.trim_start().starts_with("\"resolved\":") {
        return Some("a lock file names no host: `omit-lockfile-registry-resolved=true`".to_owned());
    }
    if let Some(host) = HOSTS.iter().find(|host| line.contains(**host)) {
        return Some(format!("`{host}`: which registry is asked is the machine's business"));
    }
    names_workplace(line).then(|| "a path of one machine".to_owned())
}

/// Whether an absolute path of the workplace stands in `line`; the same folder name inside a path is fine.
fn names_workplace(line: &str) -> bool {
    let inside = |char: char| char.is_alphanumeric() || "._-~}])*".contains(char);
    line.match_indices(WORKPLACE).any(|(at, _)| !line[..at].chars().next_back().is_some_and(inside))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broken(path: &str, text: &str) -> bool {
        !check(&File::new(path, text)).is_empty()
    }

    #[test]
    fn every_registry_host_is_found() {
        for host in HOSTS {
            assert!(broken("docs/a.md", &format!("see https://{host}/x")), "{host}");
        }
        assert!(!broken("docs/a.md", "see https://example.test/x"));
    }

    #[test]
    fn the_workplace_is_found() {
        for before in ["", "cd ", "\"", "=", "file://", "("] {
            assert!(broken("a.sh", &format!("{before}{WORKPLACE}main")), "{before}");
        }
        for before in ["src", "https://example.test", "./..", "${HOME}"] {
            assert!(!broken("a.sh", &format!("{before}{WORKPLACE}main")), "{before}");
        }
    }

    #[test]
    fn the_lock_of_cargo_names_one_source() {
        assert!(!broken("Cargo.lock", &format!("[[package]]\n{CARGO_SOURCE}\n")));
        assert!(broken("Cargo.lock", "source = \"registry+https://mirror.example.test/index\""));
        assert!(broken("Cargo.lock", "source = \"git+https://example.test/a\""));
        assert!(broken("README.md", CARGO_SOURCE));
    }

    #[test]
    fn the_lock_of_npm_names_no_source() {
        let line = "      \"resolved\": \"https://mirror.example.test/a.tgz\",";
        assert!(broken("e2e/package-lock.json", line));
        assert!(!broken("e2e/package-lock.json", "      \"integrity\": \"sha512-x\","));
    }
}
