//! A data directory of its own and the binary that works on it.

use serde_json::Value;
use std::path::PathBuf;
use std::process::{Command, Output};

const BINARY: &str = env!("CARGO_BIN_EXE_tributary");

/// What a command did.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ran {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// It failed in one sentence and printed nothing.
    pub(crate) fn refused(&self, code: i32, names: &str) {
        assert_eq!(self.code, code, "{self:?}");
        assert_eq!(self.stdout, "", "{self:?}");
        assert_eq!(self.stderr.trim_end().lines().count(), 1, "{self:?}");
        assert!(self.stderr.contains(names), "{self:?}");
    }
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Self {
            code: output.status.code().unwrap_or(-1),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }
}

/// A data directory, removed with the test.
#[derive(Debug)]
pub(crate) struct Bench {
    pub(crate) data: PathBuf,
}

impl Bench {
    pub(crate) fn new(name: &str) -> Self {
        let data = std::env::temp_dir().join(format!("tributary-cli-{name}-{}", std::process::id()));
        drop(std::fs::remove_dir_all(&data));
        Self { data }
    }

    /// One that is set up already.
    pub(crate) fn installed(name: &str) -> Self {
        let bench = Self::new(name);
        let ran = bench.set_up(&[]);
        assert_eq!(ran.code, 0, "{ran:?}");
        bench
    }

    /// The binary without any variable of ours, on this directory.
    pub(crate) fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(BINARY);
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("TRIBUTARY_")) {
            command.env_remove(name);
        }
        command.args(words).env("TRIBUTARY_DATA", &self.data);
        command
    }

    pub(crate) fn run(&self, words: &[&str]) -> Ran {
        self.command(words).output().unwrap().into()
    }

    /// A setup that is right but for `changes`: pairs of a flag and its value.
    pub(crate) fn set_up(&self, changes: &[(&str, &str)]) -> Ran {
        let mut flags = vec![
            ("--admin-email", "ada@example.com"),
            ("--admin-password", "correct horse"),
            ("--store-name", "Shop"),
            ("--store-url", "https://shop.example/"),
            ("--currency", "USD"),
            ("--preset", "reftrackr"),
        ];
        flags.retain(|(flag, _)| changes.iter().all(|(changed, _)| changed != flag));
        flags.extend(changes);
        let words = flags.iter().flat_map(|(flag, value)| [*flag, *value]);
        let words: Vec<&str> = ["setup", "--json"].into_iter().chain(words).collect();
        self.run(&words)
    }
}

impl Drop for Bench {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.data));
    }
}
