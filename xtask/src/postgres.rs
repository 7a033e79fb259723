//! The Rust tests once more, on a PostgreSQL server: the one that `TRIBUTARY_TEST_DATABASE_URL` names, or one that is started
//! for them in a folder of its own and gone afterwards. Start at `run`.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::step::{Step, announce};
use crate::{Outcome, tools};

/// Names a server on which the tests may make and drop databases.
pub(crate) const NAMED: &str = "TRIBUTARY_TEST_DATABASE_URL";

/// Where Debian keeps the programs of each version.
const DEBIAN: &str = "/usr/lib/postgresql";

/// What runs on a server: everything that opens a database. Damage is done to a file, since nobody reaches into a server
/// past its guards; verify itself is the same code.
const TESTS: [&str; 16] = [
    "test",
    "--workspace",
    "--locked",
    "--lib",
    "--test",
    "api",
    "--test",
    "contract",
    "--test",
    "crash",
    "--test",
    "replay",
    "--test",
    "web",
    "--",
    "--skip=tampered::",
];

/// Runs the tests on a server; with `args`, those instead of all.
///
/// # Errors
/// A sentence when the server does not start or a test fails.
pub(crate) fn run(root: &Path, args: &[String]) -> Outcome {
    let own = if is_named() { None } else { Some(Cluster::start(CARELESS)?) };
    let url = own.as_ref().map_or_else(|| std::env::var(NAMED).unwrap_or_default(), |own| own.url.clone());
    let mut words: Vec<&str> = TESTS.to_vec();
    if !args.is_empty() {
        words.truncate(1);
        words.extend(args.iter().map(String::as_str));
    }
    let tests = Step {
        name: "tests on PostgreSQL",
        program: "cargo",
        args: &words,
        when_it_fails: "the tests named above fail on PostgreSQL",
    };
    tests.run(root, &[(NAMED, &url)])
}

/// Whether somebody named a server.
pub(crate) fn is_named() -> bool {
    std::env::var(NAMED).is_ok_and(|url| !url.is_empty())
}

/// One of the server's programs: in the path, or where Debian keeps it, the newest version.
pub(crate) fn program(name: &str) -> Option<PathBuf> {
    let mut versions: Vec<PathBuf> =
        std::fs::read_dir(DEBIAN).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    versions.sort();
    let kept = versions.into_iter().rev().map(|version| version.join("bin").join(name));
    kept.into_iter().find(|path| path.is_file()).or_else(|| tools::in_path(name))
}

/// What the tests keep is worth nothing, so it is written without waiting for the disk.
const CARELESS: &str = "-c fsync=off -c full_page_writes=off";

/// A server of our own, gone with the command.
#[derive(Debug)]
pub(crate) struct Cluster {
    folder: PathBuf,
    url: String,
    options: String,
}

/// How a server is stopped.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Stop {
    /// As if its machine had lost power, but for the disk.
    Immediate,
    /// With everything in its tables, and nothing left of its log to be read again.
    Orderly,
}

/// Each test has a database of its own, which is a thousand files: for what is worth nothing they are made in memory.
fn base(how: &str) -> PathBuf {
    let memory = Path::new("/dev/shm");
    if how == CARELESS && memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() }
}

impl Cluster {
    /// A server that keeps what it acknowledged, for what is measured.
    pub(crate) fn start_durable() -> Result<Self, String> {
        Self::start("")
    }

    /// The address of a new, empty database on it.
    pub(crate) fn fresh_database(&self, name: &str) -> Result<String, String> {
        let make = format!("CREATE DATABASE {name}");
        self.call("psql", &["-q".as_ref(), self.url.as_ref(), "-c".as_ref(), make.as_ref()], true)?;
        let server = self.url.strip_suffix("/postgres").unwrap_or(&self.url);
        Ok(format!("{server}/{name}"))
    }

    fn start(how: &str) -> Result<Self, String> {
        let folder = base(how).join(format!("tributary-postgres-{}", std::process::id()));
        let trouble = |error: std::io::Error| format!("no folder for PostgreSQL: {error}");
        std::fs::create_dir_all(&folder).map_err(trouble)?;
        let port =
            TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).map_err(trouble)?.port();
        announce("postgres", &format!("a server of its own in {}, port {port}", folder.display()));
        let url = format!("postgres://postgres@127.0.0.1:{port}/postgres");
        let options = format!(
            "-p {port} -k {} -c listen_addresses=127.0.0.1 -c max_connections=400 {how}",
            folder.display()
        );
        let own = Self { folder, url, options };
        if tools::is_root() {
            own.call("chown", &["postgres".as_ref(), own.folder.as_os_str()], false)?;
        }
        let data = own.data();
        let init = ["-U", "postgres", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "-D"];
        let init: Vec<&std::ffi::OsStr> = init.iter().map(AsRef::as_ref).chain([data.as_os_str()]).collect();
        own.call("initdb", &init, true)?;
        own.start_again()?;
        Ok(own)
    }

    /// Where the server keeps everything.
    pub(crate) fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// Starts it where it was stopped, and waits until it answers.
    pub(crate) fn start_again(&self) -> Outcome {
        let (data, log) = (self.data(), self.folder.join("log"));
        let start: [&std::ffi::OsStr; 8] = [
            "-D".as_ref(),
            data.as_os_str(),
            "-o".as_ref(),
            self.options.as_ref(),
            "-l".as_ref(),
            log.as_os_str(),
            "-w".as_ref(),
            "start".as_ref(),
        ];
        self.call("pg_ctl", &start, true)
    }

    /// Stops it, with whoever is connected, and waits until it is gone.
    pub(crate) fn stop(&self, how: Stop) -> Outcome {
        let data = self.data();
        let how = match how {
            Stop::Immediate => "immediate",
            Stop::Orderly => "fast",
        };
        let stop: [&std::ffi::OsStr; 6] =
            ["-D".as_ref(), data.as_os_str(), "-m".as_ref(), how.as_ref(), "-w".as_ref(), "stop".as_ref()];
        self.call("pg_ctl", &stop, true)
    }

    /// Runs a program, one of the server's as the user it wants to be: it refuses to be root.
    fn call(&self, name: &str, args: &[&std::ffi::OsStr], is_servers: bool) -> Outcome {
        let path = if is_servers { program(name) } else { Some(name.into()) };
        let path = path.ok_or_else(|| format!("PostgreSQL has no `{name}` here"))?;
        let mut command = if is_servers && tools::is_root() {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(path);
            command
        } else {
            Command::new(path)
        };
        command.args(args).current_dir(&self.folder).stdin(Stdio::null()).stdout(Stdio::null());
        let status = command.status().map_err(|error| format!("`{name}` does not start: {error}"))?;
        status.success().then_some(()).ok_or_else(|| format!("`{name}` ended with {status}"))
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.stop(Stop::Immediate));
        drop(std::fs::remove_dir_all(&self.folder));
    }
}
