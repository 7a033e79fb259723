//! The lane that clicks take: heads of HTTP/1.1 requests are read here, and a redirect is written as soon as its click is on
//! disk. The first request that is none, or is in any way unusual, leaves the lane with its connection, to hyper and the router.
//!
//! Nothing is decided here that hyper would decide otherwise: what this does not know for certain, it hands over unread.

use crate::app::App;
use crate::http::redirect::head::Head;
use crate::http::redirect::{self, Hit};
use crate::shed::Class;
use axum::http::StatusCode;
use axum::response::Response;
use bytes::{Buf, Bytes, BytesMut};
use std::cell::RefCell;
use std::future::poll_fn;
use std::io::Write;
use std::mem::MaybeUninit;
use std::net::IpAddr;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Poll, ready};
use std::time::SystemTime;
use tokio::io::{AsyncRead, AsyncWriteExt, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::watch;

/// A longer head is not a browser's; hyper says so.
const HEAD_BYTES_MAX: usize = 16 * 1024;
const HEADERS_MAX: usize = 64;
const READ_BYTES: usize = 4 * 1024;

/// How a connection left the lane.
#[derive(Debug)]
pub(super) enum Left {
    /// It is over.
    Over,
    /// Somebody else goes on, with what was read and not answered.
    With(Bytes),
}

/// A head that asks for a redirect.
struct Asked {
    hit: Hit,
    /// Answered without a body.
    head_only: bool,
    closes: bool,
    length: usize,
}

enum Seen {
    Click(Box<Asked>),
    NotAll,
    SomethingElse,
}

impl Seen {
    /// How many bytes it took.
    const fn length(&self) -> usize {
        match self {
            Self::Click(asked) => asked.length,
            Self::NotAll | Self::SomethingElse => 0,
        }
    }
}

/// Answers clicks until something else comes, the other side goes, or the server stops.
pub(super) async fn run(
    stream: &mut TcpStream,
    app: &Arc<App>,
    peer: IpAddr,
    stops: watch::Receiver<bool>,
) -> Left {
    let mut hears = stops.clone();
    let mut stopped = pin!(async move { drop(hears.wait_for(|stops| *stops).await) });
    let mut read = BytesMut::new();
    let mut answer = Vec::new();
    let mut seen = Seen::NotAll;
    loop {
        match seen {
            Seen::Click(asked) => {
                let Asked { hit, head_only, closes, .. } = *asked;
                let body = follow(&mut answer, app, hit).await;
                let closes = closes || *stops.borrow();
                let is_written = body.and_then(|body| end(&mut answer, &body, head_only, closes)).is_some();
                if !is_written || stream.write_all(&answer).await.is_err() || closes {
                    drop(stream.shutdown().await);
                    return Left::Over;
                }
                seen = if read.is_empty() { Seen::NotAll } else { take(app, peer, &mut read, &[]) };
            }
            Seen::SomethingElse => return Left::With(read.freeze()),
            Seen::NotAll => {
                if read.is_empty() {
                    // While nobody asks anything, a connection costs no buffer.
                    read = BytesMut::new();
                    answer.shrink_to(READ_BYTES);
                }
                let Some(next) = more(stream, (app, peer), &mut read, stopped.as_mut()).await else {
                    return Left::Over;
                };
                seen = next;
            }
        }
    }
}

/// Reads what comes next; nothing when nothing will.
async fn more(
    stream: &mut TcpStream,
    (app, peer): (&App, IpAddr),
    read: &mut BytesMut,
    stopped: Pin<&mut impl Future<Output = ()>>,
) -> Option<Seen> {
    // Whoever has begun a request gets to end it.
    let may_end = read.is_empty();
    let came = poll_fn(|context| {
        ROOM.with_borrow_mut(|room| {
            let mut came = ReadBuf::new(room);
            // What does not fill the room was all there is, and the kernel is not asked again before it says that there is more.
            let is_over = ready!(Pin::new(&mut *stream).poll_read(context, &mut came)).is_err();
            let is_over = is_over || came.filled().is_empty();
            Poll::Ready((!is_over).then(|| take(app, peer, read, came.filled())))
        })
    });
    tokio::select! {
        biased;
        came = came => came,
        () = stopped, if may_end => None,
    }
}

thread_local! {
    /// Where a thread reads to. Most heads come whole and are read where they lie, which is always the same place.
    static ROOM: RefCell<Vec<u8>> = RefCell::new(vec![0; READ_BYTES]);
}

/// What a connection asks for with what had been read of it and what has come; takes what it understands.
fn take(app: &App, peer: IpAddr, read: &mut BytesMut, came: &[u8]) -> Seen {
    if read.is_empty() {
        let seen = see(app, peer, came);
        read.extend_from_slice(&came[seen.length()..]);
        return seen;
    }
    read.extend_from_slice(came);
    let seen = see(app, peer, read);
    read.advance(seen.length());
    seen
}

/// What the bytes read so far ask for.
fn see(app: &App, peer: IpAddr, read: &[u8]) -> Seen {
    if !could_be_click(read) {
        return Seen::SomethingElse;
    }
    let mut headers = [const { MaybeUninit::uninit() }; HEADERS_MAX];
    let mut request = httparse::Request::new(&mut []);
    let length = match request.parse_with_uninit_headers(read, &mut headers) {
        Ok(httparse::Status::Complete(length)) => length,
        Ok(httparse::Status::Partial) if read.len() < HEAD_BYTES_MAX => return Seen::NotAll,
        _ => return Seen::SomethingElse,
    };
    match asked(app, peer, &request, length) {
        Some(asked) => Seen::Click(Box::new(asked)),
        None => Seen::SomethingElse,
    }
}

/// Whether what has come may be the beginning of a click.
fn could_be_click(read: &[u8]) -> bool {
    const STARTS: [&[u8]; 6] =
        [b"GET /t/", b"GET /r/", b"GET /track/v2/click", b"HEAD /t/", b"HEAD /r/", b"HEAD /track/v2/click"];
    STARTS.iter().any(|start| {
        let length = start.len().min(read.len());
        read[..length] == start[..length]
    })
}

fn asked(app: &App, peer: IpAddr, request: &httparse::Request<'_, '_>, length: usize) -> Option<Asked> {
    let (Some(1), Some(method), Some(path)) = (request.version, request.method, request.path) else {
        return None;
    };
    if !path.bytes().all(is_plain) {
        return None;
    }
    let (path, query) = path.split_once('?').map_or((path, None), |(path, query)| (path, Some(query)));
    let way = redirect::way_of(path)?;
    let mut head = Head::new(method, path, query);
    let mut closes = false;
    for header in request.headers.iter() {
        let is = |name: &str| header.name.eq_ignore_ascii_case(name);
        if is("connection") {
            closes |= says(header.value, b"close");
            // It may be about to speak another protocol.
            if says(header.value, b"upgrade") {
                return None;
            }
        } else if is("content-length") || is("transfer-encoding") || is("expect") || is("upgrade") {
            return None; // clicks have no body; where one begins and ends hyper knows
        } else {
            head.hears(header.name, header.value);
        }
    }
    Some(Asked { hit: Hit::read(app, way, peer, &head), head_only: method == "HEAD", closes, length })
}

/// What stands in an address as it is. All else is hyper's to judge.
const fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(byte, b'!' | b'$'..=b'/' | b':' | b';' | b'=' | b'?' | b'@' | b'_' | b'~')
}

/// Whether a list of words has a word.
fn says(value: &[u8], word: &[u8]) -> bool {
    value.split(|byte| *byte == b',').any(|said| said.trim_ascii().eq_ignore_ascii_case(word))
}

/// Keeps a click and begins its answer, without what goes for every answer; says with which body it ends.
async fn follow(answer: &mut Vec<u8>, app: &App, hit: Hit) -> Option<Bytes> {
    let Some(followed) = hit.follow(app).await else {
        let response = redirect::not_found();
        app.load.answered(Class::Click, response.status());
        return copy(answer, response).await;
    };
    app.load.answered(Class::Click, redirect::STATUS);
    begin(answer, redirect::STATUS);
    redirect::say(&followed, app, |name, value| header(answer, name, value.as_bytes()));
    Some(Bytes::new())
}

/// The same of an answer that is there; nothing when its body cannot be had.
async fn copy(answer: &mut Vec<u8>, response: Response) -> Option<Bytes> {
    let (head, body) = response.into_parts();
    begin(answer, head.status);
    for (name, value) in &head.headers {
        if name != axum::http::header::CONTENT_LENGTH {
            header(answer, name.as_str(), value.as_bytes());
        }
    }
    axum::body::to_bytes(body, usize::MAX).await.ok()
}

fn begin(answer: &mut Vec<u8>, status: StatusCode) {
    answer.clear();
    answer.extend_from_slice(b"HTTP/1.1 ");
    answer.extend_from_slice(status.as_str().as_bytes());
    answer.push(b' ');
    answer.extend_from_slice(status.canonical_reason().unwrap_or_default().as_bytes());
}

fn header(answer: &mut Vec<u8>, name: &str, value: &[u8]) {
    answer.extend_from_slice(b"\r\n");
    answer.extend_from_slice(name.as_bytes());
    answer.extend_from_slice(b": ");
    answer.extend_from_slice(value);
}

fn end(answer: &mut Vec<u8>, body: &[u8], head_only: bool, closes: bool) -> Option<()> {
    if closes {
        header(answer, "connection", b"close");
    }
    write!(answer, "\r\ncontent-length: {}\r\ndate: ", body.len()).ok()?;
    date(answer);
    answer.extend_from_slice(b"\r\n\r\n");
    if !head_only {
        answer.extend_from_slice(body);
    }
    Some(())
}

/// The time as HTTP writes it, written anew each second.
fn date(answer: &mut Vec<u8>) {
    thread_local! {
        static LAST: RefCell<(u64, String)> = const { RefCell::new((0, String::new())) };
    }
    #[expect(
        clippy::disallowed_methods,
        reason = "a head says the real time, whatever the engine's clock is set to"
    )]
    let now = SystemTime::now();
    let second = now.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
    LAST.with_borrow_mut(|(last, text)| {
        if *last != second {
            *last = second;
            *text = httpdate::fmt_http_date(now);
        }
        answer.extend_from_slice(text.as_bytes());
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_begins_as_a_click_waits_for_more() {
        for begun in
            ["", "G", "GET /", "GET /t/", "GET /r/sara HTTP/1.1", "HEAD /t/x", "GET /track/v2/click?a=b"]
        {
            assert!(could_be_click(begun.as_bytes()), "{begun}");
        }
        for other in [
            "P",
            "GET /a",
            "GET /tx",
            "PRI * HTTP/2.0",
            "GET /track/v1/events",
            "get /t/x",
            "HEAD /x",
            "\u{16}\u{3}",
        ] {
            assert!(!could_be_click(other.as_bytes()), "{other}");
        }
    }

    #[test]
    fn a_word_is_found_among_others_in_any_case() {
        assert!(says(b"keep-alive, Close", b"close"));
        assert!(!says(b"closed", b"close"));
    }

    #[tokio::test]
    async fn an_answer_is_written_with_its_length_and_the_body_only_where_it_is_wanted() {
        let made =
            || Response::builder().status(404).header("content-type", "text/plain").body("none".into());
        let mut answer = Vec::new();
        let body = copy(&mut answer, made().unwrap()).await.unwrap();
        end(&mut answer, &body, false, true).unwrap();
        let text = String::from_utf8(answer.clone()).unwrap();
        assert!(
            text.starts_with("HTTP/1.1 404 Not Found\r\ncontent-type: text/plain\r\nconnection: close\r\n")
        );
        assert!(
            text.contains("\r\ncontent-length: 4\r\ndate: ") && text.ends_with(" GMT\r\n\r\nnone"),
            "{text}"
        );
        let body = copy(&mut answer, made().unwrap()).await.unwrap();
        end(&mut answer, &body, true, false).unwrap();
        let text = String::from_utf8(answer).unwrap();
        assert!(text.contains("content-length: 4") && text.ends_with(" GMT\r\n\r\n"), "{text}");
    }
}
