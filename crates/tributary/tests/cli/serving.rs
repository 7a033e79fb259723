//! `tributary serve`: what it says, what it refuses, how it stops.

use crate::bench::{Bench, Ran};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, ChildStdout, Stdio};

/// A running server, killed when dropped.
pub(crate) struct Running {
    child: Child,
    stdout: BufReader<ChildStdout>,
}

impl Running {
    pub(crate) fn start(bench: &Bench, words: &[&str]) -> Self {
        let words: Vec<&str> =
            ["serve", "--listen", "127.0.0.1:0"].into_iter().chain(words.iter().copied()).collect();
        let mut child = bench.command(&words).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        Self { child, stdout }
    }

    /// The lines up to the one that starts with `last`.
    pub(crate) fn lines_until(&mut self, last: &str) -> Vec<String> {
        let mut lines = Vec::new();
        loop {
            let mut line = String::new();
            assert_ne!(self.stdout.read_line(&mut line).unwrap(), 0, "it ended after {lines:?}");
            let done = line.starts_with(last);
            lines.push(line.trim_end().to_owned());
            if done {
                return lines;
            }
        }
    }

    pub(crate) fn stop(mut self) -> Ran {
        let pid = self.child.id().to_string();
        assert!(std::process::Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        let code = self.child.wait().unwrap().code().unwrap_or(-1);
        let (mut stdout, mut stderr) = (String::new(), String::new());
        self.stdout.read_to_string(&mut stdout).unwrap();
        self.child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
        Ran { code, stdout, stderr }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

pub(crate) fn word_after<'a>(lines: &'a [String], label: &str) -> &'a str {
    let line = lines.iter().find(|line| line.starts_with(label)).unwrap();
    line.split_whitespace().nth(1).unwrap()
}

pub(crate) fn answer_of(url: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(url.trim_start_matches("http://")).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn a_fresh_server_prints_a_setup_link_answers_and_stops_when_told() {
    let bench = Bench::new("serve");
    let mut running = Running::start(&bench, &[]);
    let lines = running.lines_until("webhooks");
    assert_eq!(lines[0], format!("tributary {}", env!("CARGO_PKG_VERSION")));
    assert_eq!(word_after(&lines, "data"), bench.data.to_str().unwrap());
    let address = word_after(&lines, "address");
    assert!(word_after(&lines, "setup").starts_with(&format!("{address}/setup?token=")), "{lines:?}");
    assert!(answer_of(address, "/livez").starts_with("HTTP/1.1 200"));
    let stopped = running.stop();
    assert_eq!((stopped.code, stopped.stdout.as_str()), (0, ""), "{stopped:?}");
    for line in stopped.stderr.lines() {
        serde_json::from_str::<serde_json::Value>(line).unwrap_or_else(|_| panic!("not JSON: {line}"));
    }
}

#[test]
fn a_server_that_is_set_up_prints_its_webhook_address_and_no_setup_link() {
    let bench = Bench::installed("serve-set-up");
    let mut running = Running::start(&bench, &["--base-url", "https://go.example/"]);
    let lines = running.lines_until("webhooks");
    assert_eq!(word_after(&lines, "address"), "https://go.example");
    assert!(word_after(&lines, "webhooks").starts_with("https://go.example/hooks/woocommerce/sto_"));
    assert!(!lines.iter().any(|line| line.starts_with("setup")));
}

#[test]
fn a_second_server_on_a_directory_is_refused_and_commands_work_beside_it() {
    let bench = Bench::installed("serve-twice");
    let mut running = Running::start(&bench, &[]);
    running.lines_until("webhooks");
    bench.run(&["serve", "--listen", "127.0.0.1:0"]).refused(1, "another server");
    assert_eq!(bench.run(&["verify"]).code, 0);
    assert_eq!(bench.run(&["key", "create", "--name", "x"]).code, 0);
    assert_eq!(running.stop().code, 0);
    let mut again = Running::start(&bench, &[]);
    again.lines_until("webhooks");
}

#[test]
fn a_wrong_configuration_is_named() {
    let bench = Bench::new("config");
    std::fs::create_dir_all(&bench.data).unwrap();
    let file = bench.data.join("tributary.toml");
    std::fs::write(&file, "listen = \"127.0.0.1:0\"\nlisten_on = 1\n").unwrap();
    let file = file.to_str().unwrap();
    bench.run(&["serve", "--config", file]).refused(2, "listen_on");
    bench.run(&["verify", "--config", file]).refused(2, "listen_on");
    bench.run(&["serve", "--config", "/nonesuch.toml"]).refused(2, "/nonesuch.toml");
    bench.run(&["serve", "--listen", "8080"]).refused(2, "listen");
    bench.run(&["serve", "--base-url", "go.example"]).refused(2, "base_url");
    bench.run(&["serve", "--trusted-proxy", "proxy"]).refused(2, "proxy");
    // Somebody's directory is no place for a demo.
    bench.run(&["serve", "--demo", "--listen", "127.0.0.1:0"]).refused(2, "--demo");
    assert!(std::fs::exists(file).unwrap());
}

#[test]
fn a_port_that_is_taken_is_named() {
    let bench = Bench::installed("port");
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    bench.run(&["serve", "--listen", &address]).refused(1, &address);
}

#[test]
fn a_demo_is_filled_through_the_front_door_and_its_money_is_right() {
    let bench = Bench::new("demo");
    std::fs::create_dir_all(&bench.data).unwrap();
    let mut running = Running::start(&bench, &["--demo"]);
    let lines = running.lines_until("sign in");
    assert!(lines.last().unwrap().ends_with("owner@example.test / demo demo demo"));
    let verified = bench.run(&["verify", "--json"]).json();
    assert_eq!(verified["clean"].as_bool(), Some(true), "{verified}");
    assert!(
        verified["clicks"].as_i64() > Some(1_700) && verified["orders"].as_i64() > Some(190),
        "{verified}"
    );
    assert!(bench.run(&["replay"]).stdout.contains("no difference"));
    let differs = bench.run(&["replay", "--rules", "1"]).stdout;
    assert!(differs.contains("Sara Lind") && differs.contains("--apply"), "{differs}");
    bench.run(&["replay", "--rules", "99"]).refused(2, "--rules");
    let explained = bench.run(&["explain", "#1001"]);
    assert!(explained.stdout.contains("Verdict") && explained.stdout.contains("Candidates"), "{explained:?}");
    let said = bench.run(&["explain", "1001", "--json"]).json();
    assert_eq!(said["order"]["number"], "1001", "{said}");
    assert_eq!(running.stop().code, 0);
    // The next demo may throw it away.
    let mut again = Running::start(&bench, &["--demo"]);
    again.lines_until("sign in");
}

#[test]
fn a_demo_without_a_directory_leaves_none_behind() {
    let bench = Bench::new("demo-home");
    std::fs::create_dir_all(&bench.data).unwrap();
    let mut command = bench.command(&["serve", "--demo", "--listen", "127.0.0.1:0"]);
    command
        .env_remove("TRIBUTARY_DATA")
        .env("TMPDIR", &bench.data)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let stdout = BufReader::new(child.stdout.take().unwrap());
    let running = Running { child, stdout };
    let homes = || std::fs::read_dir(&bench.data).unwrap().count();
    while homes() == 0 {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    // Stopped in the middle of filling.
    assert_eq!(running.stop().code, 0);
    assert_eq!(homes(), 0);
}
