//! A receiver of webhooks over real connections, which answers as it was told to.

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use futures_util::StreamExt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use tokio::sync::Semaphore;

/// How it answers.
#[derive(Debug, Clone)]
pub(crate) enum Manner {
    /// With a status and a `Retry-After`.
    Status(u16, Option<&'static str>),
    /// With a status and a body.
    Says(u16, &'static str),
    /// With a redirect.
    Leads(String),
    /// With 200 and a body that does not end.
    Endless,
    /// Not before it is let go.
    Holds,
}

/// A message as it arrived.
#[derive(Debug, Clone)]
pub(crate) struct Heard {
    pub(crate) headers: HeaderMap,
    pub(crate) method: Method,
    /// Path and query.
    pub(crate) uri: Uri,
    pub(crate) body: String,
}

impl Heard {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().unwrap()
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Receiver {
    pub(crate) url: String,
    heard: Arc<Mutex<Vec<Heard>>>,
    manner: Arc<Mutex<Manner>>,
    gate: Arc<Semaphore>,
    given: Arc<AtomicUsize>,
}

impl Receiver {
    pub(crate) async fn open(manner: Manner) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let receiver = Self {
            url: format!("http://{}/hook", listener.local_addr().unwrap()),
            heard: Arc::default(),
            manner: Arc::new(Mutex::new(manner)),
            gate: Arc::new(Semaphore::new(0)),
            given: Arc::default(),
        };
        let router = Router::new().route("/hook", get(hear).post(hear)).with_state(receiver.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        receiver
    }

    /// One that takes everything.
    pub(crate) async fn willing() -> Self {
        Self::open(Manner::Status(200, None)).await
    }

    /// From now on answers so.
    pub(crate) fn answer(&self, manner: Manner) {
        *self.manner.lock().unwrap() = manner;
    }

    /// Lets everybody go who waits for an answer.
    pub(crate) fn let_go(&self) {
        self.gate.close();
    }

    pub(crate) fn heard(&self) -> Vec<Heard> {
        self.heard.lock().unwrap().clone()
    }

    /// How many bytes of endless bodies were taken from it.
    pub(crate) fn given(&self) -> usize {
        self.given.load(Ordering::Relaxed)
    }
}

async fn hear(
    State(receiver): State<Receiver>,
    (method, uri, headers): (Method, Uri, HeaderMap),
    body: String,
) -> Response {
    receiver.heard.lock().unwrap().push(Heard { headers, method, uri, body });
    let manner = receiver.manner.lock().unwrap().clone();
    match manner {
        Manner::Status(status, retry_after) => {
            let mut response = (StatusCode::from_u16(status).unwrap(), "heard").into_response();
            if let Some(after) = retry_after {
                response.headers_mut().insert(header::RETRY_AFTER, after.parse().unwrap());
            }
            response
        }
        Manner::Says(status, body) => (StatusCode::from_u16(status).unwrap(), body).into_response(),
        Manner::Leads(to) => (StatusCode::FOUND, [(header::LOCATION, to)]).into_response(),
        Manner::Endless => {
            let given = Arc::clone(&receiver.given);
            let chunk = Bytes::from(vec![b'x'; 64 * 1024]);
            let chunks = futures_util::stream::repeat(chunk).map(move |chunk| {
                given.fetch_add(chunk.len(), Ordering::Relaxed);
                Ok::<_, std::io::Error>(chunk)
            });
            Body::from_stream(chunks).into_response()
        }
        Manner::Holds => {
            drop(receiver.gate.acquire().await); // closed when everybody is let go
            StatusCode::OK.into_response()
        }
    }
}
