//! The log of API requests on its way to the database: noted here in passing, written by a worker in batches. Whoever asks
//! never waits for it, and nothing fails because of it: what finds no room is counted and gone.

pub mod mask;

use crate::app::App;
use axum::body::{Body, Bytes, HttpBody, to_bytes};
use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::Response;
use futures_util::StreamExt;
use std::collections::VecDeque;
use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Instant;
use tokio::sync::Notify;
use tributary_core::{KeyId, TenantId, Timestamp};
use tributary_engine::access::Key;
use tributary_engine::request::Request as Logged;

/// Requests that wait to be written: more come only when the database is away or slow.
const WAITING_MAX: usize = 4_096;
/// Their bodies.
const WAITING_BYTES_MAX: usize = 16 * 1024 * 1024;
/// Of those that went well no more are kept of a second: what is written here is written beside the orders themselves, and a
/// thousand that look alike tell nobody anything. What was refused is always kept.
const WELL_EACH_SECOND_MAX: usize = 200;
/// A longer body is not kept, only that there was one.
const BODY_BYTES_MAX: usize = 64 * 1024;

/// The id of a request, which its answer carries.
#[derive(Debug, Clone)]
pub struct RequestId(pub String);

/// Where whoever checks the key notes whose it is.
#[derive(Debug, Clone, Default)]
pub struct Asker(Arc<OnceLock<(TenantId, KeyId)>>);

/// What is kept of a body until it is written.
#[derive(Debug, Clone)]
enum Kept {
    Whole(Bytes),
    /// Longer than is kept.
    Long,
}

/// A request with its answer, as they were.
#[derive(Debug)]
pub struct Passed {
    id: String,
    at: Timestamp,
    method: Method,
    route: String,
    uri: Uri,
    status: StatusCode,
    took_ms: i64,
    by: (TenantId, KeyId),
    idempotency_key: Option<String>,
    ip: IpAddr,
    request: Kept,
    answer: Kept,
}

/// What waits to be written.
#[derive(Debug, Default)]
pub struct Requests {
    waiting: Mutex<Waiting>,
    dropped: AtomicU64,
    came: Notify,
}

#[derive(Debug, Default)]
struct Waiting {
    all: VecDeque<Passed>,
    bytes: usize,
    /// A second, and how many went well in it.
    well: (i64, usize),
}

impl Waiting {
    fn has_room(&mut self, passed: &Passed) -> bool {
        if self.all.len() >= WAITING_MAX || self.bytes + passed.bytes() > WAITING_BYTES_MAX {
            return false;
        }
        if !passed.status.is_success() {
            return true;
        }
        let second = passed.at.ms().div_euclid(1_000);
        let (of, count) = self.well;
        self.well = (second, if of == second { count + 1 } else { 1 });
        self.well.1 <= WELL_EACH_SECOND_MAX
    }
}

impl Asker {
    /// Notes whose key it is.
    pub fn note(parts: &Parts, key: &Key) {
        if let Some(asker) = parts.extensions.get::<Self>() {
            let _ = asker.0.set((key.tenant.clone(), key.id.clone()));
        }
    }
}

impl Requests {
    /// How many found no room since the server started.
    #[must_use]
    pub fn dropped(&self) -> u64 {
        self.dropped.load(Ordering::Relaxed)
    }

    /// Counts some that the database did not take.
    pub fn lost(&self, count: usize) {
        self.dropped.fetch_add(u64::try_from(count).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    /// Waits until there is something to write.
    pub async fn came(&self) {
        self.came.notified().await;
    }

    /// Takes the oldest that wait.
    #[must_use]
    pub fn take(&self, limit: usize) -> Vec<Passed> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let count = waiting.all.len().min(limit);
        let taken: Vec<Passed> = waiting.all.drain(..count).collect();
        waiting.bytes = waiting.bytes.saturating_sub(taken.iter().map(Passed::bytes).sum());
        taken
    }

    fn put(&self, passed: Passed) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if !waiting.has_room(&passed) {
            self.dropped.fetch_add(1, Ordering::Relaxed);
            return;
        }
        waiting.bytes += passed.bytes();
        waiting.all.push_back(passed);
        self.came.notify_one();
    }
}

impl Passed {
    fn bytes(&self) -> usize {
        self.request.bytes() + self.answer.bytes()
    }

    /// Where it came from.
    #[must_use]
    pub const fn ip(&self) -> IpAddr {
        self.ip
    }

    /// When it came.
    #[must_use]
    pub const fn at(&self) -> Timestamp {
        self.at
    }

    /// As it is written: masked, and cut where it is long.
    #[must_use]
    pub fn masked(&self, address: Option<String>) -> Logged {
        let (tenant, key) = self.by.clone();
        Logged {
            tenant,
            id: self.id.clone(),
            at: self.at,
            method: self.method.to_string(),
            route: self.route.clone(),
            path: mask::path(&self.uri),
            status: i64::from(self.status.as_u16()),
            took_ms: self.took_ms,
            key,
            idempotency_key: self.idempotency_key.clone(),
            address,
            request: self.request.masked(),
            answer: self.answer.masked(),
            code: self.answer.problem(self.status),
            key_name: String::new(),
        }
    }
}

impl Kept {
    fn bytes(&self) -> usize {
        match self {
            Self::Whole(bytes) => bytes.len(),
            Self::Long => 0,
        }
    }

    fn masked(&self) -> String {
        match self {
            Self::Whole(bytes) => mask::body(bytes),
            Self::Long => mask::TOO_LONG.to_owned(),
        }
    }

    fn problem(&self, status: StatusCode) -> Option<String> {
        let Self::Whole(bytes) = self else { return None };
        let wrong = status.is_client_error() || status.is_server_error();
        let body: serde_json::Value = wrong.then(|| serde_json::from_slice(bytes).ok())??;
        body["code"].as_str().map(str::to_owned)
    }
}

/// Notes each API request that came with a key, with its answer.
pub async fn layer(State(app): State<App>, mut request: Request, next: Next) -> Response {
    if !request.uri().path().starts_with("/api/v1/") {
        return next.run(request).await;
    }
    let (asker, begun, at) = (Asker::default(), Instant::now(), app.now());
    request.extensions_mut().insert(asker.clone());
    let head = Head::of(&app, &request);
    let (request, sent) = overheard(request);
    let response = next.run(request).await;
    let Some(by) = asker.0.get().cloned() else { return response };
    let took_ms = i64::try_from(begun.elapsed().as_millis()).unwrap_or(i64::MAX);
    let (response, answer) = read(response).await;
    let request = sent.map_or(Kept::Whole(Bytes::new()), |sent| sent.kept());
    app.requests.put(head.passed((at, took_ms, response.status()), by, request, answer));
    response
}

/// What is known of a request before it is answered.
struct Head {
    id: String,
    method: Method,
    route: String,
    uri: Uri,
    idempotency_key: Option<String>,
    ip: IpAddr,
}

impl Head {
    fn of(app: &App, request: &Request) -> Self {
        let extensions = request.extensions();
        let route = extensions.get::<MatchedPath>().map_or("", MatchedPath::as_str).to_owned();
        let peer = extensions.get::<ConnectInfo<SocketAddr>>();
        let peer = peer.map_or(IpAddr::from([127, 0, 0, 1]), |ConnectInfo(peer)| peer.ip());
        Self {
            id: extensions.get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default(),
            method: request.method().clone(),
            route,
            uri: request.uri().clone(),
            idempotency_key: text(request.headers(), "idempotency-key"),
            ip: app.settings.client_ip(peer, request.headers()),
        }
    }

    fn passed(
        self,
        (at, took_ms, status): (Timestamp, i64, StatusCode),
        by: (TenantId, KeyId),
        request: Kept,
        answer: Kept,
    ) -> Passed {
        let Self { id, method, route, uri, idempotency_key, ip } = self;
        Passed { id, at, method, route, uri, status, took_ms, by, idempotency_key, ip, request, answer }
    }
}

fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    let text = headers.get(name).and_then(|value| value.to_str().ok());
    text.map(|text| text.chars().take(255).collect())
}

/// What was heard of a body on its way to the handler.
#[derive(Debug, Clone, Default)]
struct Heard(Arc<Mutex<(Vec<u8>, bool)>>);

impl Heard {
    fn hear(&self, piece: &Bytes) {
        let Ok(mut heard) = self.0.lock() else { return };
        let (bytes, long) = &mut *heard;
        if bytes.len() + piece.len() > BODY_BYTES_MAX {
            *long = true;
            *bytes = Vec::new();
        }
        if !*long {
            bytes.extend_from_slice(piece);
        }
    }

    fn kept(&self) -> Kept {
        let Ok(mut heard) = self.0.lock() else { return Kept::Long };
        if heard.1 { Kept::Long } else { Kept::Whole(std::mem::take(&mut heard.0).into()) }
    }
}

/// The same request, whose body is heard as the handler reads it.
fn overheard(request: Request) -> (Request, Option<Heard>) {
    if request.body().size_hint().exact() == Some(0) {
        return (request, None);
    }
    let (parts, body) = request.into_parts();
    let heard = Heard::default();
    let hears = heard.clone();
    let stream = body.into_data_stream().inspect(move |piece| {
        if let Ok(piece) = piece {
            hears.hear(piece);
        }
    });
    (Request::from_parts(parts, Body::from_stream(stream)), Some(heard))
}

/// The same answer, and its body if that is at hand and not too long.
async fn read(response: Response) -> (Response, Kept) {
    let length = response.body().size_hint().exact();
    let limit = u64::try_from(BODY_BYTES_MAX).unwrap_or(u64::MAX);
    if length.is_none_or(|length| length > limit) {
        return (response, Kept::Long);
    }
    let (mut parts, body) = response.into_parts();
    match to_bytes(body, BODY_BYTES_MAX).await {
        Ok(bytes) => (Response::from_parts(parts, Body::from(bytes.clone())), Kept::Whole(bytes)),
        // It was in memory and short, so this never happens; an answer without its body would be worse than none.
        Err(_) => {
            parts.status = StatusCode::INTERNAL_SERVER_ERROR;
            parts.headers.remove(header::CONTENT_LENGTH);
            (Response::from_parts(parts, Body::empty()), Kept::Long)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passed(at_ms: i64, status: u16, body: usize) -> Passed {
        Passed {
            id: String::new(),
            at: Timestamp::from_ms(at_ms),
            method: Method::GET,
            route: String::new(),
            uri: Uri::from_static("/api/v1/orders"),
            status: StatusCode::from_u16(status).unwrap(),
            took_ms: 0,
            by: (TenantId::from_bits(1), KeyId::from_bits(1)),
            idempotency_key: None,
            ip: IpAddr::from([127, 0, 0, 1]),
            request: Kept::Whole(vec![0; body].into()),
            answer: Kept::Long,
        }
    }

    #[test]
    fn in_a_rush_some_of_what_went_well_is_dropped_and_counted_and_what_was_refused_is_kept() {
        let requests = Requests::default();
        for _ in 0..WELL_EACH_SECOND_MAX + 3 {
            requests.put(passed(500, 200, 0));
        }
        assert_eq!(requests.dropped(), 3);
        requests.put(passed(999, 422, 0));
        requests.put(passed(1_000, 201, 0));
        assert_eq!((requests.dropped(), requests.take(9_999).len()), (3, WELL_EACH_SECOND_MAX + 2));
    }

    #[test]
    fn what_waits_has_its_bounds_in_number_and_in_bytes() {
        let requests = Requests::default();
        for _ in 0..WAITING_MAX + 2 {
            requests.put(passed(0, 404, 0));
        }
        assert_eq!(requests.dropped(), 2);
        assert_eq!(requests.take(WAITING_MAX).len(), WAITING_MAX);
        for _ in 0..WAITING_BYTES_MAX / BODY_BYTES_MAX + 1 {
            requests.put(passed(0, 404, BODY_BYTES_MAX));
        }
        assert_eq!(requests.dropped(), 3, "and there is room again once some were taken");
        assert_eq!(requests.take(1).len(), 1);
        requests.put(passed(0, 404, BODY_BYTES_MAX));
        assert_eq!(requests.dropped(), 3);
    }
}
