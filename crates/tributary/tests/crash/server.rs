//! The real binary on a data directory of its own.

use crate::own::Own;
use serde_json::Value;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tokio::runtime::Runtime;

const BINARY: &str = env!("CARGO_BIN_EXE_tributary");
pub(crate) const SECRET: &str = "a webhook secret";

/// An installation.
pub(crate) struct Server {
    own: Own,
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
        let own = Own::new();
        let setup = [
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
        let output = command(&own, own.folder(), "setup").args(setup).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let said: Value = serde_json::from_slice(&output.stdout).unwrap();
        let text = |field: &str| said.get(field).and_then(Value::as_str).unwrap().to_owned();
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(Duration::from_secs(20))
            .build()
            .unwrap();
        Self { own, store: text("store"), key: text("api_key"), client }
    }

    /// Another node on the same database: a data folder of its own with the same key in it.
    pub(crate) fn start_another(&self, runtime: &Runtime) -> (tempfile::TempDir, Running) {
        let folder = tempfile::tempdir().unwrap();
        std::fs::copy(self.own.folder().join("secret.key"), folder.path().join("secret.key")).unwrap();
        let running = self.start_in(folder.path(), runtime);
        (folder, running)
    }

    /// The database by hand.
    pub(crate) const fn own(&self) -> &Own {
        &self.own
    }

    pub(crate) fn start(&self, runtime: &Runtime) -> Running {
        self.start_in(self.own.folder(), runtime)
    }

    /// The same with its database behind another address.
    pub(crate) fn start_at(&self, url: Option<&str>, runtime: &Runtime) -> Running {
        runtime.block_on(self.start_at_async(url))
    }

    pub(crate) async fn start_at_async(&self, url: Option<&str>) -> Running {
        let running = self.spawn(self.own.folder(), url);
        self.ready(&running).await;
        running
    }

    fn start_in(&self, folder: &Path, runtime: &Runtime) -> Running {
        let running = self.spawn(folder, None);
        runtime.block_on(self.ready(&running));
        running
    }

    fn spawn(&self, folder: &Path, url: Option<&str>) -> Running {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let listen = format!("127.0.0.1:{port}");
        let log = std::fs::OpenOptions::new().create(true).append(true).open(self.log()).unwrap();
        let mut command = command(&self.own, folder, "serve");
        if let Some(url) = url {
            command.env("TRIBUTARY_DATABASE_URL", url);
        }
        command.args(["--listen", &listen]).stdout(Stdio::null()).stderr(log);
        Running { child: command.spawn().unwrap(), url: format!("http://{listen}") }
    }

    fn log(&self) -> std::path::PathBuf {
        self.own.folder().join("log")
    }

    async fn ready(&self, running: &Running) {
        for _ in 0..600 {
            if self.client.get(format!("{}/livez", running.url)).send().await.is_ok() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("the server did not start; see {}", self.log().display());
    }

    pub(crate) fn verify_is_clean(&self, round: u64) {
        let output = command(&self.own, self.own.folder(), "verify").output().unwrap();
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

/// The binary on this data, with its database where the tests have theirs.
fn command(own: &Own, folder: &Path, name: &str) -> Command {
    let mut command = Command::new(BINARY);
    command.arg(name).arg("--data").arg(folder);
    if let Some(url) = own.url() {
        command.env("TRIBUTARY_DATABASE_URL", url);
    }
    command
}
