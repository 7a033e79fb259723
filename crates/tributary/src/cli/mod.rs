//! The command line: one file per command. Start at [`run`].
//!
//! What a command found goes to stdout; why it could not goes to stderr in one sentence. Exit codes:
//! 0 done, 1 could not or found something wrong, 2 called or configured wrongly.

mod backup;
mod brand;
mod data;
mod doctor;
mod explain;
mod forget;
mod import;
mod key;
mod operator;
mod replay;
mod restore;
mod serve;
mod setup;
mod stop;
mod verify;
mod words;

use crate::config::{Place, Unusable};
use crate::demo::Unfit;
use clap::{Parser, Subcommand};
use std::io::{ErrorKind, Write};
use std::process::ExitCode;
use tributary_engine::Error;

/// Records who sent whom, decides who earned what, says why, and keeps the money straight.
#[derive(Debug, Parser)]
#[command(name = "tributary", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Set up a new data directory without a browser
    Setup(setup::Args),
    /// Run the server
    Serve(serve::Args),
    /// Make, list and revoke API keys
    Key(key::Args),
    /// Make and list brands: each has data, a team and stores of its own
    Brand(brand::Args),
    /// Say who may look at the figures of all brands
    Operator(operator::Args),
    /// Bring partners, codes and orders from files of other systems
    Import(import::Args),
    /// Check everything that is recorded and derive all money anew
    Verify(verify::Args),
    /// Say why an order was credited as it was
    Explain(explain::Args),
    /// Derive all commissions anew and show what would differ
    Replay(replay::Args),
    /// Copy everything, also while a server runs, and verify the copy
    Backup(backup::Args),
    /// Put a backup into an empty data directory or database
    Restore(restore::Args),
    /// Forget old clicks that no order hangs on; a server with --keep-clicks-days does so by itself
    Forget(forget::Args),
    /// Look for whatever an operator should know or mend
    Doctor(doctor::Args),
    /// Say which version this is
    Version,
}

/// What each command takes that lists something.
#[derive(Debug, clap::Args)]
struct List {
    #[command(flatten)]
    place: Place,
    /// Print one JSON array
    #[arg(long)]
    json: bool,
}

/// The same of what a brand has.
#[derive(Debug, clap::Args)]
struct ListOf {
    #[command(flatten)]
    list: List,
    #[command(flatten)]
    whose: data::Whose,
}

/// Why a command did not do what it was asked.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Called or configured wrongly.
    Usage(String),
    /// Called rightly, and could not.
    Failed(String),
}

/// What became of a command: how it exits, unless it failed.
type Outcome = Result<ExitCode, Failure>;

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Failed(error.to_string())
    }
}

impl From<Unusable> for Failure {
    fn from(unusable: Unusable) -> Self {
        Self::Usage(unusable.to_string())
    }
}

impl From<Unfit> for Failure {
    fn from(unfit: Unfit) -> Self {
        match unfit {
            Unfit::InUse(_) => Self::Usage(unfit.to_string()),
            Unfit::Io(..) => Self::Failed(unfit.to_string()),
        }
    }
}

impl Failure {
    /// A file or the network did not do what it should.
    fn io(what: impl std::fmt::Display) -> impl FnOnce(std::io::Error) -> Self {
        move |error| Self::Failed(format!("{what}: {error}"))
    }

    /// A wrong field of the input, named by its flag.
    fn of_field(error: Error, flags: &[(&str, &str)]) -> Self {
        let Error::Invalid(fields) = &error else { return error.into() };
        let Some(field) = fields.first() else { return error.into() };
        let flag = flags.iter().find(|(pointer, _)| *pointer == field.pointer);
        let name = flag.map_or(field.pointer.as_str(), |(_, flag)| flag);
        Self::Usage(format!("{name}: {}", field.detail))
    }
}

/// Runs the command that the process was called with.
#[must_use]
pub fn run() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return misread(&error),
    };
    let outcome = match cli.command {
        Command::Setup(args) => setup::run(&args),
        Command::Serve(args) => serve::run(&args),
        Command::Key(args) => key::run(&args),
        Command::Brand(args) => brand::run(&args),
        Command::Operator(args) => operator::run(&args),
        Command::Import(args) => import::run(&args),
        Command::Verify(args) => verify::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Replay(args) => replay::run(&args),
        Command::Backup(args) => backup::run(&args),
        Command::Restore(args) => restore::run(&args),
        Command::Forget(args) => forget::run(&args),
        Command::Doctor(args) => doctor::run(&args),
        Command::Version => say(&format!("tributary {}\n", env!("CARGO_PKG_VERSION"))),
    };
    outcome.unwrap_or_else(|failure| match failure {
        Failure::Usage(text) => complain(&text, 2),
        Failure::Failed(text) => complain(&text, 1),
    })
}

/// Help and version are no mistakes; anything else is told in one line.
fn misread(error: &clap::Error) -> ExitCode {
    if !error.use_stderr() || error.kind() == clap::error::ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
    {
        drop(error.print());
        return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
    }
    let text = error.to_string();
    let told = text.split("\n\n").take_while(|part| !part.trim_start().starts_with("Usage:"));
    let told: Vec<&str> = told
        .filter(|part| !part.starts_with("For more information"))
        .flat_map(str::split_whitespace)
        .collect();
    complain(told.join(" ").trim_start_matches("error: "), 2)
}

fn complain(text: &str, code: u8) -> ExitCode {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let end = if line.ends_with(['.', '?', '!']) { "" } else { "." };
    drop(writeln!(std::io::stderr(), "tributary: {line}{end}"));
    ExitCode::from(code)
}

/// Writes to stdout. Whoever stops reading (`| head`) has seen enough.
fn say(text: &str) -> Outcome {
    let mut stdout = std::io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Failure::io("cannot write")(error)),
        _ => Ok(ExitCode::SUCCESS),
    }
}

/// Writes one JSON document to stdout.
fn say_json(value: &impl serde::Serialize) -> Outcome {
    let text = serde_json::to_string(value).map_err(|error| Failure::Failed(error.to_string()))?;
    say(&format!("{text}\n"))
}
