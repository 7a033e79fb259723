//! `tributary doctor`: what an operator wants to know at two in the morning. Changes nothing, needs no running server,
//! minds none either, and goes on where something is away.

mod clicks;
mod database;
mod files;
mod settings;
mod work;

use super::{Outcome, say, say_json};
use crate::config::{Listening, Place};
use serde::Serialize;
use std::process::ExitCode;
use tributary_engine::clock::Clock;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    listening: Listening,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
enum Level {
    Ok,
    Warn,
    Fail,
}

/// One thing that was looked at.
#[derive(Debug, Clone, Serialize)]
struct Check {
    level: Level,
    what: &'static str,
    found: String,
    /// What to do; empty when there is nothing to do.
    #[serde(rename = "do", skip_serializing_if = "String::is_empty")]
    todo: String,
}

impl Check {
    fn ok(what: &'static str, found: impl Into<String>) -> Self {
        Self { level: Level::Ok, what, found: found.into(), todo: String::new() }
    }

    fn warn(what: &'static str, found: impl Into<String>, todo: impl Into<String>) -> Self {
        Self { level: Level::Warn, what, found: found.into(), todo: todo.into() }
    }

    fn fail(what: &'static str, found: impl Into<String>, todo: impl Into<String>) -> Self {
        Self { level: Level::Fail, what, found: found.into(), todo: todo.into() }
    }

    fn line(&self) -> String {
        let level = match self.level {
            Level::Ok => "ok  ",
            Level::Warn => "warn",
            Level::Fail => "FAIL",
        };
        let Self { what, found, todo, .. } = self;
        let todo = if todo.is_empty() { String::new() } else { format!(" {}.", todo.trim_end_matches('.')) };
        format!("{level}  {what}: {}.{todo}\n", found.trim_end_matches('.'))
    }
}

pub(super) fn run(args: &Args) -> Outcome {
    let now = Clock::default().now();
    let data = args.place.resolve()?;
    let config = args.listening.resolve(&args.place);
    let mut checks = files::checks(&data);
    let (of_database, checkup) = database::checks(&data, now);
    checks.extend(of_database);
    checks.extend(settings::checks(config.as_ref()));
    if let Some(checkup) = &checkup {
        let sends_mail = config.as_ref().is_ok_and(|config| config.mailer.is_some());
        checks.extend(work::checks(checkup, sends_mail, now));
        let keep = config.as_ref().map_or(0, |config| config.keep_clicks_days);
        checks.extend(clicks::checks(&checkup.clicks, keep, now));
    }
    let worst = checks.iter().map(|check| check.level).max().unwrap_or(Level::Ok);
    if args.json {
        say_json(&serde_json::json!({ "worst": worst, "checks": checks }))?;
    } else {
        say(&checks.iter().map(Check::line).collect::<String>())?;
    }
    Ok(if worst == Level::Fail { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// `1 mail`, `3 mails`.
fn count(number: i64, one: &str) -> String {
    match number {
        1 => format!("1 {one}"),
        more => format!(
            "{more} {}",
            one.strip_suffix('y').map_or_else(|| format!("{one}s"), |stem| format!("{stem}ies"))
        ),
    }
}

/// `812 MB`, `3.4 GB`.
fn size(bytes: u64) -> String {
    const MB: u64 = 1_000_000;
    match bytes {
        0..1_000_000 => format!("{} kB", bytes / 1000),
        1_000_000..1_000_000_000 => format!("{} MB", bytes / MB),
        _ => format!("{}.{} GB", bytes / (1000 * MB), bytes / (100 * MB) % 10),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_what_was_found_and_what_to_do() {
        assert_eq!(Check::ok("key file", "32 bytes").line(), "ok    key file: 32 bytes.\n");
        let check = Check::fail("key file", "others may read it", "chmod 600 secret.key");
        assert_eq!(check.line(), "FAIL  key file: others may read it. chmod 600 secret.key.\n");
    }

    #[test]
    fn numbers_are_written_for_people() {
        assert_eq!(
            (count(1, "delivery"), count(0, "delivery")),
            ("1 delivery".into(), "0 deliveries".into())
        );
        assert_eq!(
            (size(999), size(99_999_999), size(3_450_000_000)),
            ("0 kB".into(), "99 MB".into(), "3.4 GB".into())
        );
    }
}
