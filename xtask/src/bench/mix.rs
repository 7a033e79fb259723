//! A load of several kinds of requests at once: what is sent, and what was seen of each.

use super::{Programs, pinned};
use std::fmt::Write;
use std::path::Path;
use std::process::{Child, Stdio};

pub(super) const BROWSER: &str =
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36";

/// A kind of request.
#[derive(Debug, Clone, Default)]
pub(super) struct Kind {
    pub(super) name: &'static str,
    pub(super) address: String,
    /// `{n}` is a number of its own, `{line}` a line of `lines`, `{signature}` WooCommerce's over the body.
    pub(super) request: String,
    /// Its part of a closed loop.
    pub(super) weight: u32,
    /// Requests a second in an open one, and the most connections they may take.
    pub(super) rate: f64,
    pub(super) connections: u32,
    pub(super) secret: &'static str,
    /// A file of which each line is asked for once.
    pub(super) lines: Option<String>,
    /// A file for the ids of clicks that were answered.
    pub(super) ids: Option<String>,
    pub(super) first: u64,
}

/// A load: in a closed loop of so many connections, or in an open one.
#[derive(Debug, Clone)]
pub(super) struct Mix<'a> {
    pub(super) seconds: f64,
    pub(super) connections: u32,
    /// Where phases end, in seconds from the start.
    pub(super) marks: Vec<f64>,
    pub(super) kinds: &'a [Kind],
}

/// What was seen of one kind in one phase.
#[derive(Debug, Clone, Default)]
pub(super) struct Seen {
    pub(super) kind: String,
    pub(super) phase: i64,
    /// Requests whose time had come, and those that left.
    pub(super) due: f64,
    pub(super) sent: f64,
    /// Good answers, and those that came before the load was over.
    pub(super) good: f64,
    pub(super) in_time: f64,
    /// Answers of 503, and those that said when to come back.
    pub(super) shed: f64,
    pub(super) told: f64,
    pub(super) other: f64,
    pub(super) failed: f64,
    pub(super) good_ms: Latency,
    pub(super) shed_ms: Latency,
    pub(super) trouble: String,
}

/// In milliseconds.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Latency {
    pub(super) p50: f64,
    pub(super) p99: f64,
    pub(super) longest: f64,
}

/// A load that runs.
#[derive(Debug)]
pub(super) struct Sending(Child);

impl Mix<'_> {
    /// Sends it, and waits for its end.
    pub(super) fn run(&self, programs: &Programs, folder: &Path) -> Result<Vec<Seen>, String> {
        self.start(programs, folder)?.finish()
    }

    /// Begins to send it.
    pub(super) fn start(&self, programs: &Programs, folder: &Path) -> Result<Sending, String> {
        let plan = folder.join("mix.toml");
        std::fs::write(&plan, self.plan()).map_err(|error| error.to_string())?;
        let mut command = pinned(1, &programs.load);
        let child = command.arg(&plan).stdout(Stdio::piped()).spawn();
        child.map(Sending).map_err(|error| format!("no load: {error}"))
    }

    fn plan(&self) -> String {
        let Self { seconds, connections, marks, kinds } = self;
        let mut plan = format!("seconds = {seconds:.1}\nconnections = {connections}\nmarks = {marks:?}\n");
        for kind in *kinds {
            let Kind { name, address, weight, rate, connections, secret, first, .. } = kind;
            let request = kind.request.replace('\\', "\\\\").replace('"', "\\\"");
            let request = request.replace('\r', "\\r").replace('\n', "\\n");
            let _ = write!(
                plan,
                "[[class]]\nname = \"{name}\"\naddress = \"{address}\"\nrequest = \"{request}\"\nweight = {weight}\n\
                 rate = {rate:.3}\nconnections = {connections}\nsecret = \"{secret}\"\nfirst = {first}\n"
            );
            for (field, file) in [("lines", &kind.lines), ("ids", &kind.ids)] {
                let _ = file.as_ref().map(|file| writeln!(plan, "{field} = \"{file}\""));
            }
        }
        plan
    }
}

impl Sending {
    /// Waits for its end; it has one of its own.
    pub(super) fn finish(self) -> Result<Vec<Seen>, String> {
        let output = self.0.wait_with_output().map_err(|error| format!("no load: {error}"))?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let said: toml::Table = text.parse().map_err(|error| format!("the load said {text}: {error}"))?;
        let seen = said.get("seen").and_then(toml::Value::as_array).cloned().unwrap_or_default();
        if seen.is_empty() {
            return Err("the load said nothing".to_owned());
        }
        Ok(seen.iter().map(read).collect())
    }
}

fn read(said: &toml::Value) -> Seen {
    let text = |name: &str| said.get(name).and_then(toml::Value::as_str).unwrap_or_default().to_owned();
    let whole = |name: &str| said.get(name).and_then(toml::Value::as_integer).unwrap_or_default();
    // Counts and microseconds of a benchmark are far below where this would lose one.
    let number = |name: &str| u32::try_from(whole(name)).map_or(f64::INFINITY, f64::from);
    let latency = |kind: &str| {
        let at = |name: &str| number(&format!("{kind}_{name}_us")) / 1000.0;
        Latency { p50: at("p50"), p99: at("p99"), longest: at("max") }
    };
    Seen {
        kind: text("class"),
        phase: whole("phase"),
        due: number("due"),
        sent: number("sent"),
        good: number("good"),
        in_time: number("in_time"),
        shed: number("shed"),
        told: number("told"),
        other: number("other"),
        failed: number("failed"),
        good_ms: latency("good"),
        shed_ms: latency("shed"),
        trouble: text("trouble"),
    }
}

/// Somebody follows a link.
pub(super) fn click(address: &str) -> Kind {
    let request =
        format!("GET /t/sara HTTP/1.1\r\nhost: bench\r\nuser-agent: {BROWSER}\r\naccept: */*\r\n\r\n");
    Kind { name: "click", address: address.to_owned(), request, weight: 1, ..Kind::default() }
}
