//! What runs inside shops: syntax, style, names, and the tests of each connector, at last against the real server. Start at `run`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::step::{Step, announce};
use crate::{Outcome, e2e};

const FOLDER: &str = "connectors";
const STYLE: &str = "phpcs.xml";
const NAMES: &str = "tests/resolve.php";
const TEXTS: [&str; 2] = ["tools/pot.php", "tools/mo.php"];
const TESTS: &str = "tests/phpunit.xml";
const SCRIPT_TEST: &str = ".test.mjs";
const ANALYSIS: &str = "connectors/php-checks/resolve/resolve.php";

/// Checks and tests all PHP of the project.
///
/// # Errors
/// A sentence that names the step and what to do.
pub(crate) fn run(root: &Path) -> Outcome {
    syntax(root)?;
    let connectors = folders(&root.join(FOLDER))?;
    for connector in &connectors {
        check(root, connector)?;
    }
    let binary = e2e::build(root)?;
    for connector in &connectors {
        test(root, connector, &binary)?;
    }
    Ok(())
}

/// `php -l` takes one file at a time.
fn syntax(root: &Path) -> Outcome {
    let files = files(&root.join(FOLDER), ".php")?;
    announce("php syntax", &format!("php -l, {} files", files.len()));
    for file in &files {
        let said = Command::new("php").arg("-l").arg(file).stdin(Stdio::null()).output();
        let said = said.map_err(|error| format!("step `php syntax` failed: php does not start ({error})"))?;
        if !said.status.success() {
            let words = String::from_utf8_lossy(&said.stdout);
            return Err(format!("step `php syntax` failed: {}", words.trim()));
        }
    }
    if files.is_empty() {
        return Err(format!("step `php syntax` failed: no PHP in {FOLDER}"));
    }
    Ok(())
}

fn check(root: &Path, connector: &Path) -> Outcome {
    if let Some(standard) = known(connector, STYLE) {
        let standard = format!("--standard={standard}");
        step("php style", "phpcs", &["-n", "-q", &standard], "mend what phpcs names above").run(root, &[])?;
    }
    if let Some(setup) = known(connector, NAMES) {
        let words = "mend what the analysis names above";
        step("php names", "php", &[ANALYSIS, &setup], words).run(root, &[])?;
    }
    for texts in TEXTS.iter().filter_map(|part| known(connector, part)) {
        let words =
            "run it without --check: what translators get, or what they gave, is older than its source";
        step("php texts", "php", &[&texts, "--check"], words).run(root, &[])?;
    }
    Ok(())
}

fn test(root: &Path, connector: &Path, binary: &str) -> Outcome {
    scripts(root, connector)?;
    let Some(tests) = known(connector, TESTS) else { return Ok(()) };
    let words = "the tests named above fail";
    step("php tests", "phpunit", &["-c", &tests], words).run(root, &[("TRIBUTARY_BIN", binary)])
}

/// Scripts that a plugin brings into pages are tested by Node alone.
fn scripts(root: &Path, connector: &Path) -> Outcome {
    let tests = files(&connector.join("tests"), SCRIPT_TEST)?;
    if tests.is_empty() {
        return Ok(());
    }
    let names: Vec<String> = tests.iter().map(|path| path.display().to_string()).collect();
    let args: Vec<&str> = ["--test"].into_iter().chain(names.iter().map(String::as_str)).collect();
    step("plugin scripts", "node", &args, "the tests named above fail").run(root, &[])
}

const fn step<'a>(name: &'a str, program: &'a str, args: &'a [&'a str], when_it_fails: &'a str) -> Step<'a> {
    Step { name, program, args, when_it_fails }
}

/// The path of a part that not every connector has.
fn known(connector: &Path, part: &str) -> Option<String> {
    let path = connector.join(part);
    path.is_file().then(|| path.display().to_string())
}

/// The connectors, in order of their names.
fn folders(of: &Path) -> Result<Vec<PathBuf>, String> {
    let mut found: Vec<PathBuf> = entries(of)?.into_iter().filter(|path| path.is_dir()).collect();
    found.sort();
    Ok(found)
}

/// The files below a folder whose names end like this; none where there is no such folder.
fn files(of: &Path, ending: &str) -> Result<Vec<PathBuf>, String> {
    let (mut open, mut found) = (vec![of.to_path_buf()], Vec::new());
    open.retain(|folder| folder.is_dir());
    while let Some(folder) = open.pop() {
        for path in entries(&folder)? {
            if path.is_dir() {
                open.push(path);
            } else if path.to_string_lossy().ends_with(ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

fn entries(of: &Path) -> Result<Vec<PathBuf>, String> {
    let listed = fs::read_dir(of).map_err(|error| format!("{} cannot be listed ({error})", of.display()))?;
    Ok(listed.flatten().map(|entry| entry.path()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_plugins_are_found_with_their_checks_and_tests() {
        let root = crate::root();
        let connectors = folders(&root.join(FOLDER)).unwrap();
        let with = |part: &str| connectors.iter().filter(|one| known(one, part).is_some()).count();
        assert!(with(STYLE) >= 2 && with(NAMES) >= 2, "a plugin lost its checks");
        assert!(with(TESTS) >= 3, "a plugin lost its tests, or the checks theirs");
        let php = files(&root.join(FOLDER), ".php").unwrap();
        assert!(php.iter().any(|file| file.ends_with("woocommerce/tributary.php")));
        assert!(files(&root.join("no such folder"), ".php").unwrap().is_empty());
    }
}
