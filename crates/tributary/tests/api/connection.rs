//! The server as it is run, on a port of its own, and clients that speak to it over real connections.

use serde_json::Value as Json;
use std::net::SocketAddr;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tributary::app::App;
use tributary::direct;

/// The server as it is run, on a port of its own.
pub(crate) struct Served {
    pub(crate) address: SocketAddr,
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Served {
    pub(crate) async fn start(app: &App) -> Self {
        let listener = direct::listen(SocketAddr::from(([127, 0, 0, 1], 0))).unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let served = direct::serve(listener, app.clone(), async { drop(stopped.await) });
        Self { address, stop, task: tokio::spawn(served) }
    }

    /// Lets go of the server once all connections are closed.
    pub(crate) async fn end(self) {
        self.stop.send(()).unwrap();
        self.task.await.unwrap();
    }
}

/// One TCP connection that stays open: what it asks, it asks one after the other.
pub(crate) struct Connection {
    client: reqwest::Client,
    address: SocketAddr,
    key: String,
}

impl Connection {
    pub(crate) fn open(address: SocketAddr, key: &str) -> Self {
        let client = reqwest::Client::builder().no_proxy().pool_max_idle_per_host(1).build().unwrap();
        Self { client, address, key: key.to_owned() }
    }

    pub(crate) async fn post(&self, path: &str, body: &Json, status: u16) {
        let reply = self.send(path, body).await;
        self.answered(reply, status).await;
    }

    /// Posts, and says only with which status it was answered.
    pub(crate) async fn status(&self, path: &str, body: &Json) -> u16 {
        let reply = self.send(path, body).await;
        assert_eq!(reply.remote_addr(), Some(self.address), "over the socket");
        reply.status().as_u16()
    }

    async fn send(&self, path: &str, body: &Json) -> reqwest::Response {
        let request = self.client.post(format!("http://{}{path}", self.address)).bearer_auth(&self.key);
        request.header("content-type", "application/json").body(body.to_string()).send().await.unwrap()
    }

    pub(crate) async fn get(&self, path: &str) -> Json {
        let request = self.client.get(format!("http://{}{path}", self.address)).bearer_auth(&self.key);
        serde_json::from_str(&self.answered(request.send().await.unwrap(), 200).await).unwrap()
    }

    async fn answered(&self, reply: reqwest::Response, status: u16) -> String {
        assert_eq!(reply.remote_addr(), Some(self.address), "over the socket");
        let (said, text) = (reply.status().as_u16(), reply.text().await.unwrap());
        assert_eq!(said, status, "{text}");
        text
    }
}
