//! A server of the benchmarks' own, set up as an owner would: one shop, one partner, one link and one coupon.

use super::{Programs, pinned};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A running process; ended when dropped.
#[derive(Debug)]
pub(crate) struct Running {
    child: Child,
    pub(crate) address: String,
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Running {
    /// Resident memory in MiB.
    pub(crate) fn memory_mib(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
        line.trim().trim_end_matches(" kB").trim().parse::<f64>().unwrap_or_default() / 1024.0
    }
}

/// What the shop signs its webhooks with.
pub(crate) const SECRET: &str = "a webhook secret";
/// What whoever reads the figures shows.
const METRICS: &str = "figures";

/// What `tributary verify` said.
#[derive(Debug)]
pub(crate) struct Verified {
    pub(crate) is_clean: bool,
    pub(crate) clicks: String,
}

/// A server, and what a load must know of it.
#[derive(Debug)]
pub(crate) struct Shop {
    pub(crate) running: Running,
    pub(crate) key: String,
    pub(crate) store: String,
    pub(crate) folder: PathBuf,
    url: Option<String>,
}

impl Drop for Shop {
    fn drop(&mut self) {
        drop(self.running.child.kill());
        drop(self.running.child.wait());
        drop(std::fs::remove_dir_all(&self.folder));
    }
}

impl Shop {
    /// Sets a server up and starts it on core 0, on SQLite or on the database that `url` names.
    pub(crate) fn open(programs: &Programs, name: &str, url: Option<&str>) -> Result<Self, String> {
        let folder = std::env::temp_dir().join(format!("tributary-bench-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
        let mut setup = Command::new(&programs.tributary);
        place(setup.arg("setup"), &folder, url);
        setup.args(["--admin-email", "owner@example.test", "--admin-password", "correct horse battery"]);
        setup.args(["--webhook-secret", SECRET]);
        setup.args(["--store-name", "Northwind", "--store-url", "https://shop.example", "--currency", "USD"]);
        let output =
            setup.args(["--preset", "reftrackr", "--json"]).output().map_err(|error| error.to_string())?;
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let key = field(&said, "api_key").ok_or_else(|| format!("setup: {said}"))?;
        let store = field(&said, "store").ok_or_else(|| format!("setup: {said}"))?;
        let running = serve(programs, &folder, url)?;
        let shop = Self { running, key, store, folder, url: url.map(str::to_owned) };
        shop.fill()?;
        Ok(shop)
    }

    fn fill(&self) -> Result<(), String> {
        let program = self.call("GET", "/api/v1/programs", "")?;
        let program = field(&program, "id").ok_or("no program")?;
        let partner = self.call("POST", "/api/v1/partners", r#"{"name":"Sara","kind":"influencer"}"#)?;
        let partner = field(&partner, "id").ok_or_else(|| format!("no partner: {partner}"))?;
        let link = format!(
            r#"{{"partner":"{partner}","program":"{program}","slug":"sara","destination":"https://shop.example/"}}"#
        );
        self.call("POST", "/api/v1/links", &link)?;
        let code =
            format!(r#"{{"partner":"{partner}","program":"{program}","kind":"coupon","code":"SARA10"}}"#);
        self.call("POST", "/api/v1/codes", &code).map(drop)
    }

    /// Where it listens, as `host:port`.
    pub(crate) fn address(&self) -> &str {
        &self.running.address
    }

    /// A call of the API; its answer's body.
    pub(crate) fn call(&self, method: &str, path: &str, body: &str) -> Result<String, String> {
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer {}\r\ncontent-type: application/json\r\n\
             connection: close\r\ncontent-length: {}\r\n\r\n{body}",
            self.key,
            body.len()
        );
        let answer = ask(&self.running.address, &request).map_err(|error| error.to_string())?;
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_default();
        if head.starts_with("HTTP/1.1 2") {
            Ok(body.to_owned())
        } else {
            Err(format!("{method} {path}: {answer}"))
        }
    }

    /// Another node on the same database: a data directory of its own with the same key in it.
    pub(crate) fn another(&self, programs: &Programs) -> Result<Running, String> {
        let folder = self.folder.join("another");
        std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
        std::fs::copy(self.folder.join("secret.key"), folder.join("secret.key"))
            .map_err(|error| format!("no key: {error}"))?;
        serve(programs, &folder, self.url.as_deref())
    }

    /// How many clicks the database does not have yet.
    pub(crate) fn clicks_waiting(&self) -> Result<f64, String> {
        waiting_at(&self.running.address)
    }

    /// Waits until the database has every click; says how many a second came in meanwhile.
    pub(crate) fn drained(&self, within: Duration) -> Result<f64, String> {
        drained(&[&self.running.address], within)
    }

    /// Has everything walked and derived anew.
    pub(crate) fn verified(&self, programs: &Programs) -> Result<Verified, String> {
        let mut command = Command::new(&programs.tributary);
        place(command.args(["verify", "--json"]), &self.folder, self.url.as_deref());
        let output = command.output().map_err(|error| error.to_string())?;
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let value = |name| value(&said, name).ok_or_else(|| format!("verify: {said}"));
        Ok(Verified { is_clean: value("clean")? == "true", clicks: value("clicks")? })
    }

    /// One of the figures that Prometheus reads; nothing where there is none of this name yet.
    pub(crate) fn figure(&self, name: &str) -> Result<f64, String> {
        let request = format!(
            "GET /metrics HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer {METRICS}\r\nconnection: close\r\n\r\n"
        );
        let answer = ask(&self.running.address, &request).map_err(|error| error.to_string())?;
        let line = answer.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        line.and_then(|figure| figure.trim().parse().ok()).ok_or_else(|| format!("no figure {name}"))
    }

    /// Whether a request is answered well.
    pub(crate) fn answers(&self, request: &str) -> bool {
        let request = request.replacen("\r\n\r\n", "\r\nconnection: close\r\n\r\n", 1);
        let answer = ask(&self.running.address, &request).unwrap_or_default();
        answer.starts_with("HTTP/1.1 2") || answer.starts_with("HTTP/1.1 3")
    }

    /// Signs the owner in; the cookie that a browser would send.
    pub(crate) fn signed_in(&self) -> Result<String, String> {
        let address = &self.running.address;
        let form = ask(address, "GET /login HTTP/1.1\r\nhost: bench\r\nconnection: close\r\n\r\n");
        let form = form.map_err(|error| error.to_string())?;
        let cookie = cookie(&form).ok_or("no cookie for the form")?;
        let guard = form.split("name=\"csrf\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        let guard = guard.ok_or("no field in the form")?;
        let body = format!("csrf={guard}&email=owner%40example.test&password=correct%20horse%20battery");
        let enter = format!(
            "POST /login HTTP/1.1\r\nhost: bench\r\norigin: http://bench\r\ncookie: {cookie}\r\nconnection: close\r\n\
             content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        let entered = ask(address, &enter).map_err(|error| error.to_string())?;
        let session = self::cookie(&entered).filter(|_| entered.starts_with("HTTP/1.1 303"));
        session.ok_or_else(|| format!("nobody could sign in: {entered}"))
    }

    /// A file that holds one request.
    pub(crate) fn request(&self, name: &str, text: &str) -> Result<PathBuf, String> {
        let path = self.folder.join(name);
        std::fs::write(&path, text).map_err(|error| error.to_string())?;
        Ok(path)
    }
}

/// Has a command work on this data.
fn place(command: &mut Command, folder: &Path, url: Option<&str>) {
    command.arg("--data").arg(folder);
    if let Some(url) = url {
        command.arg("--database-url").arg(url);
    }
}

fn serve(programs: &Programs, folder: &Path, url: Option<&str>) -> Result<Running, String> {
    let mut serve = pinned(0, &programs.tributary);
    place(serve.arg("serve"), folder, url);
    serve.args(["--listen", "127.0.0.1:0", "--log", "error", "--metrics-token", METRICS]);
    // What it has to say would cost the terminal more than it costs the server.
    let log = std::fs::File::create(folder.join("log")).map_err(|error| error.to_string())?;
    serve.stdout(Stdio::piped()).stderr(log);
    started(serve)
}

fn waiting_at(address: &str) -> Result<f64, String> {
    let said = ask(address, "GET /readyz HTTP/1.1\r\nhost: bench\r\nconnection: close\r\n\r\n");
    let said = said.map_err(|error| format!("/readyz: {error}"))?;
    let count = value(&said, "clicks_waiting").and_then(|count| count.parse().ok());
    count.ok_or_else(|| format!("/readyz: {said}"))
}

/// Waits until the database has every click of these nodes; says how many a second came in meanwhile.
pub(crate) fn drained(nodes: &[&str], within: Duration) -> Result<f64, String> {
    let waiting = || nodes.iter().map(|address| waiting_at(address)).sum::<Result<f64, String>>();
    let (begun, at_first) = (Instant::now(), waiting()?);
    loop {
        let left = waiting()?;
        if left <= 0.0 {
            return Ok(at_first / begun.elapsed().as_secs_f64().max(0.001));
        }
        if begun.elapsed() > within {
            return Err(format!("after {} s {left} clicks still wait", within.as_secs()));
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// The first cookie that an answer sets.
fn cookie(answer: &str) -> Option<String> {
    let line = answer.lines().find_map(|line| line.strip_prefix("set-cookie: "))?;
    line.split(';').next().map(str::to_owned)
}

/// The value of the first field of this name that is no text.
fn value(json: &str, name: &str) -> Option<String> {
    let rest = json.split(&format!("\"{name}\":")).nth(1)?;
    rest.split([',', '}', '\n']).next().map(|value| value.trim().to_owned())
}

fn ask(address: &str, request: &str) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    stream.write_all(request.as_bytes())?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}

/// The value of the first field of this name.
pub(crate) fn field(json: &str, name: &str) -> Option<String> {
    json.split(&format!("\"{name}\":\"")).nth(1)?.split('"').next().map(str::to_owned)
}

/// Starts a server that prints its address.
fn started(mut command: Command) -> Result<Running, String> {
    let mut child = command.spawn().map_err(|error| error.to_string())?;
    let out = child.stdout.take().ok_or("no output")?;
    let mut running = Running { child, address: String::new() };
    for line in BufReader::new(out).lines().map_while(Result::ok) {
        if let Some(address) = line.strip_prefix("address   http://") {
            address.trim().clone_into(&mut running.address);
            return Ok(running);
        }
    }
    Err("the server did not start".to_owned())
}

/// Starts the reference for redirects.
pub(crate) fn bare(program: &Path) -> Result<Running, String> {
    let address = "127.0.0.1:18473".to_owned();
    let child = pinned(0, program).arg(&address).spawn().map_err(|error| error.to_string())?;
    let running = Running { child, address };
    for _ in 0..100 {
        if TcpStream::connect(&running.address).is_ok() {
            return Ok(running);
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    Err("the reference did not start".to_owned())
}
