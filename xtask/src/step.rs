//! Runs one command of a check in the open: says what it does, streams its output, turns failure into a sentence.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use crate::Outcome;

/// A command, and what to tell people when it fails.
#[derive(Debug)]
pub(crate) struct Step<'a> {
    pub(crate) name: &'a str,
    pub(crate) program: &'a str,
    pub(crate) args: &'a [&'a str],
    pub(crate) when_it_fails: &'a str,
}

impl Step<'_> {
    /// Runs the command in `folder`, with `env` added to the environment.
    ///
    /// # Errors
    /// The sentence of the step when the command cannot start or does not succeed.
    pub(crate) fn run(&self, folder: &Path, env: &[(&str, &str)]) -> Outcome {
        announce(self.name, &format!("{} {}", self.program, self.args.join(" ")));
        let started = Instant::now();
        let mut command = Command::new(program(self.program));
        command.args(self.args).current_dir(folder).envs(env.iter().copied());
        let status = command.status().map_err(|error| self.sentence(&error.to_string()))?;
        if !status.success() {
            return Err(self.sentence(&status.to_string()));
        }
        println!("== {}: good after {} s", self.name, started.elapsed().as_secs());
        Ok(())
    }

    fn sentence(&self, why: &str) -> String {
        format!("step `{}` failed ({why}): {}", self.name, self.when_it_fails)
    }
}

/// Prints the line that begins a step.
pub(crate) fn announce(name: &str, what: &str) {
    println!("\n== {name}: {what}");
}

/// The cargo that started us, so that a chosen toolchain stays chosen.
fn program(name: &str) -> String {
    let running = (name == "cargo").then(|| std::env::var("CARGO").ok()).flatten();
    running.unwrap_or_else(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step<'a>(program: &'a str, args: &'a [&'a str]) -> Step<'a> {
        Step { name: "probe", program, args, when_it_fails: "mend the probe" }
    }

    #[test]
    fn a_command_that_succeeds_is_good() {
        assert_eq!(step("true", &[]).run(Path::new("."), &[]), Ok(()));
    }

    #[test]
    fn a_command_that_fails_says_what_to_do() {
        let sentence = step("sh", &["-c", "exit 3"]).run(Path::new("."), &[]).unwrap_err();
        assert!(sentence.contains("exit status: 3") && sentence.ends_with("mend the probe"), "{sentence}");
    }

    #[test]
    fn a_command_that_is_not_there_fails() {
        assert!(step("no-such-program-anywhere", &[]).run(Path::new("."), &[]).is_err());
    }

    #[test]
    fn a_step_sees_the_environment_it_was_given() {
        let probe = step("sh", &["-c", "test \"$PROBE\" = yes"]);
        assert_eq!(probe.run(Path::new("."), &[("PROBE", "yes")]), Ok(()));
        assert!(probe.run(Path::new("."), &[]).is_err());
    }
}
