//! The benchmarks: everything side by side in one go, the server on one core and the load on the other. Start at `run`.

#![expect(clippy::float_arithmetic, reason = "figures for people; no money is in them")]

mod disk;
mod memory;
mod mix;
mod nodes;
mod orders;
mod outage;
mod overload;
mod redirect;
mod reports;
mod server;

pub(crate) use server::{Shop, field};

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use crate::postgres::Cluster;
use crate::step::announce;
use crate::{Outcome, tools};

const USAGE: &str =
    "usage: cargo xtask bench [redirect | orders | reports | memory | nodes | outage | overload]...";

/// What the benchmarks run.
#[derive(Debug)]
pub(crate) struct Programs {
    pub(crate) tributary: PathBuf,
    pub(crate) bare: PathBuf,
    pub(crate) load: PathBuf,
    pub(crate) minimal: PathBuf,
    pub(crate) reports: PathBuf,
}

/// What a load saw.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seen {
    pub(crate) per_second: f64,
    pub(crate) p50_us: f64,
    pub(crate) p99_us: f64,
    pub(crate) failed: f64,
    pub(crate) good: f64,
}

/// Builds, and runs the benchmarks that were asked for, or all.
///
/// # Errors
/// A sentence when something does not build, start or answer as it should.
pub(crate) fn run(root: &Path, args: &[String]) -> Outcome {
    let known = ["redirect", "orders", "reports", "memory", "nodes", "outage", "overload"];
    if args.iter().any(|arg| !known.contains(&arg.as_str())) {
        return Err(USAGE.to_owned());
    }
    let wants = |name: &str| args.is_empty() || args.iter().any(|arg| arg == name);
    tools::ensure_postgres()?;
    let programs = build(root)?;
    let cluster = Cluster::start_durable()?;
    machine();
    let timed = |name: &str, part: &dyn Fn() -> Outcome| {
        if !wants(name) {
            return Ok(());
        }
        println!("\n{}", disk::at_rest()?);
        let begun = Instant::now();
        let outcome = part();
        println!("== {name}: took {} s", begun.elapsed().as_secs());
        outcome
    };
    timed("redirect", &|| redirect::run(&programs, &cluster))?;
    timed("orders", &|| orders::run(&programs, &cluster))?;
    timed("reports", &|| reports::run(&programs))?;
    timed("memory", &|| memory::run(&programs, &cluster))?;
    timed("nodes", &|| nodes::run(&programs, &cluster))?;
    timed("outage", &|| outage::run(&programs, &cluster))?;
    timed("overload", &|| overload::run(&programs, &cluster))
}

/// A promise that must hold.
pub(crate) fn held(holds: bool, promise: &str) -> Outcome {
    holds.then_some(()).ok_or_else(|| format!("it does not hold that {promise}"))
}

/// How long something lasts: as a variable says, or as it should.
pub(crate) fn seconds(variable: &str, otherwise: f64) -> Result<f64, String> {
    let said = std::env::var(variable).unwrap_or_default();
    if said.is_empty() {
        return Ok(otherwise);
    }
    let seconds = said.parse::<f64>().ok().filter(|seconds| (1.0..=3600.0).contains(seconds));
    seconds.ok_or_else(|| format!("{variable} is a number of seconds from 1 to 3600, not {said:?}"))
}

fn build(root: &Path) -> Result<Programs, String> {
    announce("build", "cargo build --release, the server and what it is measured with");
    let output = Command::new("cargo")
        .args(["build", "--release", "--workspace", "--locked", "--message-format=json"])
        .args([
            "--bin",
            "tributary",
            "--bench",
            "bare",
            "--bench",
            "load",
            "--bench",
            "minimal",
            "--bench",
            "reports",
        ])
        .current_dir(root)
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| format!("cargo does not start: {error}"))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let built: Vec<PathBuf> = text
        .lines()
        .filter_map(|line| line.split("\"executable\":\"").nth(1)?.split('"').next())
        .map(PathBuf::from)
        .collect();
    let program = |name: &str| {
        let is_it = |path: &&PathBuf| {
            let file = path.file_name().and_then(|file| file.to_str()).unwrap_or_default();
            file.split('-').next() == Some(name)
        };
        built.iter().rfind(is_it).cloned().ok_or_else(|| format!("{name} does not build"))
    };
    Ok(Programs {
        tributary: program("tributary")?,
        bare: program("bare")?,
        load: program("load")?,
        minimal: program("minimal")?,
        reports: program("reports")?,
    })
}

/// Says on what the figures were measured.
fn machine() {
    let said = |file: &str, start: &str| {
        let text = std::fs::read_to_string(file).unwrap_or_default();
        let line = text.lines().find(|line| line.starts_with(start)).unwrap_or_default().to_owned();
        line.split_once(':').map_or_else(String::new, |(_, value)| value.trim().to_owned())
    };
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    println!(
        "\nmachine: {cores} cores, {}, {} memory; the server on core 0, the load on core 1",
        said("/proc/cpuinfo", "model name"),
        said("/proc/meminfo", "MemTotal")
    );
}

/// A program on one core.
pub(crate) fn pinned(core: u32, program: &Path) -> Command {
    let mut command = Command::new("taskset");
    command.arg("-c").arg(core.to_string()).arg(program);
    command
}

/// Runs a load and reads what it saw.
pub(crate) fn load(programs: &Programs, args: &[&str]) -> Result<Seen, String> {
    let output =
        pinned(1, &programs.load).args(args).output().map_err(|error| format!("no load: {error}"))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let number = |name: &str| {
        let rest = text.split(&format!("\"{name}\":")).nth(1)?;
        rest.split([',', '}']).next()?.parse::<f64>().ok()
    };
    let seen = || {
        Some(Seen {
            per_second: number("per_second")?,
            p50_us: number("p50_us")?,
            p99_us: number("p99_us")?,
            failed: number("failed")? + number("4xx")? + number("5xx")?,
            good: number("2xx")? + number("3xx")?,
        })
    };
    let seen = seen().ok_or_else(|| format!("the load said nothing to be read: {text}"))?;
    if seen.failed > 0.0 || seen.good < 1.0 {
        return Err(format!("not every request was answered well: {text}"));
    }
    Ok(seen)
}

/// The middle of some figures, and the least and the most: `0.71 (0.69-0.74)`.
pub(crate) fn spread(figures: &[f64]) -> String {
    let mut sorted = figures.to_vec();
    sorted.sort_by(f64::total_cmp);
    let (low, high) =
        (sorted.first().copied().unwrap_or_default(), sorted.last().copied().unwrap_or_default());
    let middle = sorted.get(sorted.len() / 2).copied().unwrap_or_default();
    format!("{middle:.2} ({low:.2}-{high:.2})")
}
