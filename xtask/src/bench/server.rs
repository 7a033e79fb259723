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

/// A server, and what a load must know of it.
#[derive(Debug)]
pub(crate) struct Shop {
    pub(crate) running: Running,
    pub(crate) key: String,
    pub(crate) store: String,
    pub(crate) folder: PathBuf,
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
        let place = |command: &mut Command| {
            command.arg("--data").arg(&folder);
            if let Some(url) = url {
                command.arg("--database-url").arg(url);
            }
        };
        let mut setup = Command::new(&programs.tributary);
        place(setup.arg("setup"));
        setup.args(["--admin-email", "owner@example.test", "--admin-password", "correct horse battery"]);
        setup.args(["--store-name", "Northwind", "--store-url", "https://shop.example", "--currency", "USD"]);
        let output =
            setup.args(["--preset", "reftrackr", "--json"]).output().map_err(|error| error.to_string())?;
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let key = field(&said, "api_key").ok_or_else(|| format!("setup: {said}"))?;
        let store = field(&said, "store").ok_or_else(|| format!("setup: {said}"))?;
        let mut serve = pinned(0, &programs.tributary);
        place(serve.arg("serve"));
        serve.args(["--listen", "127.0.0.1:0", "--log", "error"]).stdout(Stdio::piped());
        let running = started(serve)?;
        let shop = Self { running, key, store, folder };
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

    /// Waits until the database has every click; says how many a second came in meanwhile.
    pub(crate) fn drained(&self) -> Result<f64, String> {
        let waiting = || {
            let said = self.call("GET", "/readyz", "")?;
            let rest =
                said.split("\"clicks_waiting\":").nth(1).and_then(|rest| rest.split([',', '}']).next());
            rest.and_then(|count| count.parse::<f64>().ok()).ok_or_else(|| format!("/readyz: {said}"))
        };
        let (begun, at_first) = (Instant::now(), waiting()?);
        while waiting()? > 0.0 {
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(at_first / begun.elapsed().as_secs_f64().max(0.001))
    }

    /// A file that holds one request.
    pub(crate) fn request(&self, name: &str, text: &str) -> Result<PathBuf, String> {
        let path = self.folder.join(name);
        std::fs::write(&path, text).map_err(|error| error.to_string())?;
        Ok(path)
    }
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
fn field(json: &str, name: &str) -> Option<String> {
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
