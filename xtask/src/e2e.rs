//! Browser tests: builds the binary, installs the test runner from its lock file, runs Playwright on the system's
//! Chromium. Start at `run`.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::SystemTime;

use crate::step::{Step, announce};
use crate::{Outcome, tools};

const INSTALL: Step<'static> = Step {
    name: "e2e packages",
    program: "npm",
    args: &["ci", "--ignore-scripts", "--no-audit", "--no-fund"],
    when_it_fails: "npm could not install what e2e/package-lock.json names",
};

/// Runs the browser tests; `args` go to `playwright test`.
///
/// # Errors
/// A sentence when the build, the installation or a test fails, or when there is no test.
pub(crate) fn run(root: &Path, args: &[String]) -> Outcome {
    let binary = build(root)?;
    let folder = root.join("e2e");
    if !installed(&folder) {
        INSTALL.run(&folder, &[])?;
    }
    let mut words = vec!["--no-install", "playwright", "test"];
    words.extend(args.iter().map(String::as_str).skip_while(|word| *word == "--"));
    let chromium = tools::chromium().ok_or("no Chromium: set CHROMIUM to its path")?;
    let tests = Step {
        name: "e2e",
        program: "npx",
        args: &words,
        when_it_fails: "browser tests fail; pictures are in e2e/results",
    };
    tests.run(&folder, &[("TRIBUTARY_BIN", &binary), ("CHROMIUM", &chromium)])
}

/// Builds the server and answers where cargo put it. As the tests build it: `cargo build` would choose other features for
/// what the tests use as well, and compile nearly everything a second time.
pub(crate) fn build(root: &Path) -> Result<String, String> {
    let args = ["test", "--workspace", "--no-run", "--locked", "--message-format", "json-render-diagnostics"];
    announce("build", &format!("cargo {}", args.join(" ")));
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let output = Command::new(cargo)
        .args(args)
        .current_dir(root)
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| format!("step `build` failed: cargo does not start ({error})"))?;
    if !output.status.success() {
        return Err("step `build` failed: the server does not compile".to_owned());
    }
    let messages = String::from_utf8_lossy(&output.stdout);
    executable(&messages)
        .ok_or_else(|| "step `build` failed: cargo named no `tributary` executable".to_owned())
}

/// The path of the server in cargo's stream of JSON messages, one per line.
fn executable(messages: &str) -> Option<String> {
    const KEY: &str = "\"executable\":\"";
    let ours = |line: &&str| {
        ["\"kind\":[\"bin\"]", "\"name\":\"tributary\"", "\"test\":false}", KEY]
            .iter()
            .all(|part| line.contains(part))
    };
    let line = messages.lines().rfind(ours)?;
    let (_, rest) = line.split_once(KEY)?;
    let (path, _) = rest.split_once('"')?;
    Some(path.replace("\\\\", "\\"))
}

/// Whether `node_modules` is at least as new as what it was made from.
fn installed(folder: &Path) -> bool {
    let changed = |name: &str| folder.join(name).metadata().and_then(|meta| meta.modified()).ok();
    up_to_date(
        changed("node_modules/.package-lock.json"),
        &[changed("package.json"), changed("package-lock.json")],
    )
}

fn up_to_date(made: Option<SystemTime>, sources: &[Option<SystemTime>]) -> bool {
    made.is_some_and(|made| sources.iter().flatten().all(|source| *source <= made))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn the_server_is_read_from_the_messages_of_cargo_and_not_its_own_tests() {
        let messages = concat!(
            r#"{"reason":"compiler-artifact","target":{"kind":["lib"],"name":"tributary"},"executable":null}"#,
            "\n",
            r#"{"reason":"compiler-artifact","target":{"kind":["bin"],"name":"tributary"},"profile":{"opt_level":"0","test":false},"executable":"/t/debug/tributary","fresh":true}"#,
            "\n",
            r#"{"reason":"compiler-artifact","target":{"kind":["bin"],"name":"tributary"},"profile":{"opt_level":"0","test":true},"executable":"/t/debug/deps/tributary-1","fresh":true}"#,
            "\n",
            r#"{"reason":"build-finished","success":true}"#,
        );
        assert_eq!(executable(messages).as_deref(), Some("/t/debug/tributary"));
    }

    #[test]
    fn a_library_is_no_executable() {
        let messages = r#"{"target":{"kind":["lib"],"name":"tributary"},"executable":null}"#;
        assert_eq!(executable(messages), None);
    }

    #[test]
    fn packages_are_installed_again_when_their_lock_file_changed() {
        let made = SystemTime::UNIX_EPOCH + Duration::from_secs(100);
        let later = made + Duration::from_secs(1);
        assert!(up_to_date(Some(made), &[Some(made)]));
        assert!(!up_to_date(Some(made), &[Some(made), Some(later)]));
        assert!(!up_to_date(None, &[Some(made)]));
    }
}
