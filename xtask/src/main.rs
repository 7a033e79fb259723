//! The project's own commands: `cargo xtask test | ci | tidy | php | words | e2e | api | postgres | bench`. Start at `dispatch`.

mod api;
mod bench;
mod e2e;
mod php;
mod postgres;
mod step;
mod test;
mod tidy;
mod tools;
mod words;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

const USAGE: &str = "usage: cargo xtask <command>
  test               formatting, lints, house rules, tests, browser tests
  ci                 the same
  tidy               the house rules only
  php                what runs inside shops: syntax, style, names, tests
  words [LANGUAGE]   the catalogue of texts against the source; with a language, what it lacks
  e2e [ARGS...]      the browser tests only; ARGS go to `playwright test`
  api [ARGS...]      the API against its own document only; ARGS go to `schemathesis run`
  postgres [ARGS...] the Rust tests on a PostgreSQL server of their own; ARGS go to `cargo test`
  bench [NAMES...]   what the server does, beside what the machine can do";

/// What a command ends with; the text is one clear sentence for the person who ran it.
type Outcome = Result<(), String>;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("xtask: {sentence}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(args: &[String]) -> Outcome {
    let root = root();
    match args.split_first().map(|(command, rest)| (command.as_str(), rest)) {
        Some(("test" | "ci", [])) => test::run(&root),
        Some(("tidy", [])) => tidy::run(&root),
        Some(("php", [])) => {
            tools::ensure_php()?;
            php::run(&root)
        }
        Some(("words", rest)) => words::run(&root, rest),
        Some(("bench", rest)) => bench::run(&root, rest),
        Some(("e2e", rest)) => {
            tools::ensure()?;
            tools::ensure_shop()?;
            e2e::run(&root, rest)
        }
        Some(("api", rest)) => api::run(&root, rest),
        Some(("postgres", rest)) => {
            tools::ensure_postgres()?;
            postgres::run(&root, rest)
        }
        _ => Err(USAGE.to_owned()),
    }
}

/// The folder of the workspace.
fn root() -> PathBuf {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().unwrap_or(xtask).to_path_buf()
}
