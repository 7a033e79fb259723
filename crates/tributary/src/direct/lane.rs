//! The lane that clicks take: heads of HTTP/1.1 requests are read here, and a redirect is written as soon as its click is on
//! disk. The first request that is none, or is in any way unusual, leaves the lane with its connection, to hyper and the router.
//!
//! Nothing is decided here that hyper would decide otherwise: what this does not know for certain, it hands over unread.

use crate::app::App;
use crate::http::redirect::{self, Hit};
use crate::shed::Class;
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, Method, Request, Uri};
use axum::response::Response;
use bytes::{Bytes, BytesMut};
use std::io::Write;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::SystemTime;
use tokio::io::AsyncWriteExt;
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
    /// How many bytes it took.
    length: usize,
}

enum Seen {
    Click(Box<Asked>),
    NotAll,
    SomethingElse,
}

/// Answers clicks until something else comes, the other side goes, or the server stops.
pub(super) async fn run(
    stream: &mut TcpStream,
    app: &Arc<App>,
    peer: IpAddr,
    mut stops: watch::Receiver<bool>,
) -> Left {
    let mut read = BytesMut::new();
    let mut answer = Vec::new();
    loop {
        match see(app, peer, &read) {
            Seen::Click(asked) => {
                let Asked { hit, head_only, closes, length } = *asked;
                drop(read.split_to(length));
                let response = redirect::answer(app, hit).await;
                app.load.answered(Class::Click, response.status());
                let closes = closes || *stops.borrow();
                let is_written = write(&mut answer, response, head_only, closes).await.is_some();
                if !is_written || stream.write_all(&answer).await.is_err() || closes {
                    drop(stream.shutdown().await);
                    return Left::Over;
                }
            }
            Seen::SomethingElse => return Left::With(read.freeze()),
            Seen::NotAll => {
                if read.is_empty() {
                    // While nobody asks anything, a connection costs no buffer.
                    read = BytesMut::new();
                    answer.shrink_to(READ_BYTES);
                }
                if !more(stream, &mut read, &mut stops).await {
                    return Left::Over;
                }
            }
        }
    }
}

/// Reads what comes next; false when nothing will.
async fn more(stream: &TcpStream, read: &mut BytesMut, stops: &mut watch::Receiver<bool>) -> bool {
    loop {
        tokio::select! {
            biased;
            ready = stream.readable() => if ready.is_err() { return false },
            // Whoever has begun a request gets to end it.
            _ = stops.wait_for(|stops| *stops), if read.is_empty() => return false,
        }
        read.reserve(READ_BYTES);
        match stream.try_read_buf(read) {
            Ok(0) => return false,
            Ok(_) => return true,
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {}
            Err(_) => return false,
        }
    }
}

/// What the bytes read so far ask for.
fn see(app: &App, peer: IpAddr, read: &[u8]) -> Seen {
    if !could_be_click(read) {
        return Seen::SomethingElse;
    }
    let mut headers = [httparse::EMPTY_HEADER; HEADERS_MAX];
    let mut request = httparse::Request::new(&mut headers);
    let length = match request.parse(read) {
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
    let uri: Uri = path.parse().ok()?;
    let way = redirect::way_of(uri.path())?;
    let head_only = method == "HEAD";
    let mut parts = parts(if head_only { Method::HEAD } else { Method::GET }, uri);
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
        } else if redirect::reads(header.name) {
            let name = HeaderName::from_bytes(header.name.as_bytes()).ok()?;
            parts.headers.append(name, HeaderValue::from_bytes(header.value).ok()?);
        }
    }
    Some(Asked { hit: Hit::read(app, way, peer, &parts), head_only, closes, length })
}

fn parts(method: Method, uri: Uri) -> Parts {
    let (mut parts, ()) = Request::new(()).into_parts();
    (parts.method, parts.uri) = (method, uri);
    parts
}

/// Whether a list of words has a word.
fn says(value: &[u8], word: &[u8]) -> bool {
    value.split(|byte| *byte == b',').any(|said| said.trim_ascii().eq_ignore_ascii_case(word))
}

/// Writes an answer as it goes over the wire; nothing when its body cannot be had.
async fn write(answer: &mut Vec<u8>, response: Response, head_only: bool, closes: bool) -> Option<()> {
    let (head, body) = response.into_parts();
    let body = axum::body::to_bytes(body, usize::MAX).await.ok()?;
    answer.clear();
    answer.extend_from_slice(b"HTTP/1.1 ");
    answer.extend_from_slice(head.status.as_str().as_bytes());
    answer.push(b' ');
    answer.extend_from_slice(head.status.canonical_reason().unwrap_or_default().as_bytes());
    for (name, value) in &head.headers {
        if name == axum::http::header::CONTENT_LENGTH {
            continue;
        }
        answer.extend_from_slice(b"\r\n");
        answer.extend_from_slice(name.as_str().as_bytes());
        answer.extend_from_slice(b": ");
        answer.extend_from_slice(value.as_bytes());
    }
    if closes {
        answer.extend_from_slice(b"\r\nconnection: close");
    }
    write!(answer, "\r\ncontent-length: {}\r\ndate: ", body.len()).ok()?;
    date(answer);
    answer.extend_from_slice(b"\r\n\r\n");
    if !head_only {
        answer.extend_from_slice(&body);
    }
    Some(())
}

/// The time as HTTP writes it, written anew each second.
fn date(answer: &mut Vec<u8>) {
    use std::cell::RefCell;
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
        write(&mut answer, made().unwrap(), false, true).await.unwrap();
        let text = String::from_utf8(answer.clone()).unwrap();
        assert!(
            text.starts_with("HTTP/1.1 404 Not Found\r\ncontent-type: text/plain\r\nconnection: close\r\n")
        );
        assert!(
            text.contains("\r\ncontent-length: 4\r\ndate: ") && text.ends_with(" GMT\r\n\r\nnone"),
            "{text}"
        );
        write(&mut answer, made().unwrap(), true, false).await.unwrap();
        let text = String::from_utf8(answer).unwrap();
        assert!(text.contains("content-length: 4") && text.ends_with(" GMT\r\n\r\n"), "{text}");
    }
}
