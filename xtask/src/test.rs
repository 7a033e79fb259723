//! The whole check, in the order that fails soonest. Start at `run`.

use std::path::Path;

use crate::step::{Step, announce};
use crate::{Outcome, api, e2e, php, postgres, tidy, tools};

const FORMAT: Step<'static> = Step {
    name: "format",
    program: "cargo",
    args: &["fmt", "--all", "--check"],
    when_it_fails: "run `cargo fmt --all`",
};

const LINTS: Step<'static> = Step {
    name: "lints",
    program: "cargo",
    args: &["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"],
    when_it_fails: "mend what clippy names above (if Cargo.lock is stale: `cargo update --workspace`)",
};

const TESTS: Step<'static> = Step {
    name: "tests",
    program: "cargo",
    args: &["test", "--workspace", "--locked"],
    when_it_fails: "the tests named above fail",
};

/// Runs every check and stops at the first that fails.
///
/// # Errors
/// One sentence that names the step and what to do.
pub(crate) fn run(root: &Path) -> Outcome {
    tools::ensure_postgres()?;
    tools::ensure_python()?;
    tools::ensure_php()?;
    tools::ensure()?; // first: nobody should wait for a build to hear that a browser is missing
    FORMAT.run(root, &[])?;
    LINTS.run(root, &[])?;
    announce("tidy", "the house rules");
    tidy::run(root)?;
    php::run(root)?;
    TESTS.run(root, &[])?;
    postgres::run(root, &[])?;
    api::run(root, &[])?;
    e2e::run(root, &[])?;
    println!("\nAll good.");
    Ok(())
}
