//! The real binary on a data directory of its own.

use serde_json::Value;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tokio::runtime::Runtime;

const BINARY: &str = env!("CARGO_BIN_EXE_tributary");
pub(crate) const SECRET: &str = "a webhook secret";

/// An installation.
pub(crate) struct Server {
    data: PathBuf,
    pub(crate) store: String,
    pub(crate) key: String,
    pub(crate) client: reqwest::Client,
}

/// A running process; killed without warning when dropped.
pub(crate) struct Running {
    child: Child,
    pub(crate) url: String,
}

impl Running {
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Server {
    pub(crate) fn install() -> Self {
        let data = std::env::temp_dir().join(format!("tributary-crash-{}", std::process::id()));
        drop(std::fs::remove_dir_all(&data));
        let setup = [
            "setup",
            "--data",
            data.to_str().unwrap(),
            "--admin-email",
            "owner@example.test",
            "--admin-password",
            "correct horse battery",
            "--store-name",
            "Northwind",
            "--store-url",
            "https://shop.example",
            "--currency",
            "USD",
            "--preset",
            "reftrackr",
            "--webhook-secret",
            SECRET,
            "--json",
        ];
        let output = Command::new(BINARY).args(setup).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let said: Value = serde_json::from_slice(&output.stdout).unwrap();
        let text = |field: &str| said.get(field).and_then(Value::as_str).unwrap().to_owned();
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(Duration::from_secs(20))
            .build()
            .unwrap();
        Self { data, store: text("store"), key: text("api_key"), client }
    }

    pub(crate) fn start(&self, runtime: &Runtime) -> Running {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let listen = format!("127.0.0.1:{port}");
        let log = std::fs::OpenOptions::new().create(true).append(true).open(self.data.join("log")).unwrap();
        let child = Command::new(BINARY)
            .args(["serve", "--data", self.data.to_str().unwrap(), "--listen", &listen])
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .unwrap();
        let running = Running { child, url: format!("http://{listen}") };
        runtime.block_on(self.ready(&running));
        running
    }

    async fn ready(&self, running: &Running) {
        for _ in 0..600 {
            if self.client.get(format!("{}/livez", running.url)).send().await.is_ok() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("the server did not start; see {}", self.data.join("log").display());
    }

    pub(crate) fn verify_is_clean(&self, round: u64) {
        let output =
            Command::new(BINARY).args(["verify", "--data", self.data.to_str().unwrap()]).output().unwrap();
        assert!(output.status.success(), "round {round}: {}", String::from_utf8_lossy(&output.stdout));
    }

    pub(crate) async fn post(&self, running: &Running, path: &str, body: &Value) -> Option<Value> {
        let sent = self
            .client
            .post(format!("{}{path}", running.url))
            .bearer_auth(&self.key)
            .json(body)
            .send()
            .await
            .ok()?;
        if !sent.status().is_success() {
            let status = sent.status();
            let text = sent.text().await.unwrap_or_default();
            assert!(status.is_server_error(), "{path} was answered {status}: {text}");
            return None;
        }
        sent.json().await.ok()
    }

    pub(crate) async fn get(&self, running: &Running, path: &str) -> Value {
        let got =
            self.client.get(format!("{}{path}", running.url)).bearer_auth(&self.key).send().await.unwrap();
        assert!(got.status().is_success(), "{path} was answered {}", got.status());
        got.json().await.unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            drop(std::fs::remove_dir_all(&self.data));
        }
    }
}
