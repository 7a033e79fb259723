//! The lane that clicks take past the router: the same answers, whatever way a request takes and in whatever pieces it comes.

use crate::redirect::{BROWSER, Clicks};
use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tributary::app::App;
use tributary::direct;

/// Longer than any answer takes.
const PATIENCE: Duration = Duration::from_secs(60);

const ANY_PORT: SocketAddr = SocketAddr::V4(SocketAddrV4::new(Ipv4Addr::LOCALHOST, 0));

/// A server as it is run, on a port of its own.
#[derive(Debug)]
pub(crate) struct Served {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    task: tokio::task::JoinHandle<()>,
}

impl Served {
    pub(crate) async fn start(app: &App) -> Self {
        let listener = direct::listen(ANY_PORT).unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let served = direct::serve(listener, app.clone(), async { drop(stopped.await) });
        Self { address, stop: Some(stop), task: tokio::spawn(served) }
    }

    async fn open(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// What is answered to these bytes until the server closes.
    pub(crate) async fn ask(&self, request: &str) -> String {
        let mut stream = self.open().await;
        stream.write_all(request.as_bytes()).await.unwrap();
        read_to_end(stream).await
    }
}

async fn read_to_end(mut stream: TcpStream) -> String {
    let mut answer = Vec::new();
    let read = stream.read_to_end(&mut answer);
    drop(tokio::time::timeout(PATIENCE, read).await.unwrap());
    String::from_utf8_lossy(&answer).into_owned()
}

fn click(path: &str, headers: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: x\r\nUser-Agent: {BROWSER}\r\n{headers}\r\n")
}

/// An answer's lines without what differs each time: ids, dates, and the order of headers.
fn alike(answer: &str) -> Vec<String> {
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let mut lines: Vec<String> = head
        .lines()
        .filter(|line| !line.starts_with("date: "))
        .map(|line| {
            let mut said = line.to_ascii_lowercase();
            while let Some(at) = said.find("clk_") {
                said.replace_range(at..(at + 52).min(said.len()), "CLICK");
            }
            match said.split_once("CLICK.") {
                Some((before, after)) => format!("{before}{}", &after[32..]),
                None => said,
            }
        })
        .collect();
    lines[1..].sort();
    lines.push(body.to_owned());
    lines
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_click_is_answered_and_kept_alike_in_the_lane_and_out_of_it() {
    let clicks = Clicks::open().await;
    let served = Served::start(clicks.app()).await;
    let member = clicks.member("kick").path();
    let closing = "Connection: close\r\n";
    for headers in [
        "",
        "Referer: https://video.example/watch\r\n",
        "Cookie: a=b; tributary_click=x.0123456789abcdef0123456789abcdef\r\n",
        "Sec-Purpose: prefetch\r\n",
        "Purpose: prefetch\r\n",
        "X-Moz: prefetch\r\n",
        "X-Purpose: preview\r\n",
        "Sec-Fetch-Mode: no-cors\r\nSec-Fetch-Dest: image\r\n",
        "Sec-GPC: 1\r\n",
        "X-Forwarded-For: 203.0.113.9\r\n",
        "X-Forwarded-For: 203.0.113.9\r\nX-Forwarded-For: 198.51.100.7\r\n",
    ] {
        for path in [
            "/r/sara",
            "/t/spring",
            "/r/nobody-has-it",
            "/t/spring?to=https%3A%2F%2Fevil.example%2F",
            "/t/spring?epi=member%2F1&subId2=%22a%20b%22&ref6=last",
            "/t/spring?ref=x&cons=0",
            &member,
            &format!("{member}&ref=38315327&ref3=c&deeplink=https%3A%2F%2Fevil.example%2F"),
            &member.replace("publisher=", "publisher=x"),
        ] {
            let inside = served.ask(&click(path, &format!("{headers}{closing}"))).await;
            let kept_inside = clicks.last();
            // A length makes it unusual, so hyper reads it.
            let outside = served.ask(&click(path, &format!("{headers}Content-Length: 0\r\n{closing}"))).await;
            let kept_outside = clicks.last();
            assert_eq!(alike(&inside), alike(&outside), "{path} {headers}");
            assert_ne!(kept_inside.id, kept_outside.id);
            let told = |click: &tributary_engine::click::Click| {
                let of = click.clone();
                (
                    of.partner,
                    of.link,
                    of.code,
                    of.traffic,
                    of.outcome,
                    of.device,
                    of.ip_hash,
                    of.referrer,
                    (of.refused, of.refs),
                )
            };
            assert_eq!(told(&kept_inside), told(&kept_outside), "{path} {headers}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn one_connection_carries_clicks_in_pieces_and_in_a_row_and_then_anything_else() {
    let clicks = Clicks::open().await;
    let served = Served::start(clicks.app()).await;
    let mut stream = served.open().await;
    for byte in click("/r/sara", "").bytes() {
        stream.write_all(&[byte]).await.unwrap();
        tokio::task::yield_now().await;
    }
    let rest = format!(
        "{}{}HEAD /t/spring HTTP/1.1\r\nHost: x\r\n\r\nGET /livez HTTP/1.1\r\nHost: x\r\n\r\n{}",
        click("/r/sara", ""),
        click("/t/spring", ""),
        click("/r/five", "Connection: close\r\n"),
    );
    stream.write_all(rest.as_bytes()).await.unwrap();
    let answer = read_to_end(stream).await;
    let statuses: Vec<&str> = answer.split("HTTP/1.1 ").skip(1).map(|one| &one[..3]).collect();
    assert_eq!(statuses, ["302", "302", "302", "302", "200", "302"], "{answer}");
    assert_eq!(clicks.all().len(), 5);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn what_is_no_plain_click_is_left_to_hyper() {
    let clicks = Clicks::open().await;
    let served = Served::start(clicks.app()).await;
    let close = "Connection: close\r\n";
    for (request, status) in [
        // A body is not taken for the next request.
        (
            format!(
                "GET /r/sara HTTP/1.1\r\nHost: x\r\n{close}Content-Length: 30\r\n\r\nGET /r/five HTTP/1.1\r\nHost: y\r\n"
            ),
            "302",
        ),
        (
            format!(
                "GET /r/sara HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n{close}\r\nx"
            ),
            "400",
        ),
        (format!("GET /r/sara HTTP/1.1\r\nHost: x\r\nTransfer-Encoding : chunked\r\n{close}\r\n"), "400"),
        (format!("GET /r/sara HTTP/1.1\r\nHost: x\r\nX: {}\r\n{close}\r\n", "a".repeat(700_000)), "431"),
        ("GET /r/sara HTTP/1.0\r\n\r\n".to_owned(), "302"),
        (format!("POST /r/sara HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n{close}\r\n"), "405"),
        (format!("GET /r/ HTTP/1.1\r\nHost: x\r\n{close}\r\n"), "404"),
        ("GET /r/a\u{0}b HTTP/1.1\r\nHost: x\r\n\r\n".to_owned(), "400"),
    ] {
        let answer = served.ask(&request).await;
        let statuses: Vec<&str> = answer.split("HTTP/1.").skip(1).map(|one| &one[2..5]).collect();
        assert_eq!(statuses, [status], "{} {answer}", &request[..request.len().min(120)]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_server_that_stops_ends_idle_connections_and_answers_what_was_begun() {
    let clicks = Clicks::open().await;
    let mut served = Served::start(clicks.app()).await;
    let idle = served.open().await;
    let mut begun = served.open().await;
    begun.write_all(b"GET /r/sara HTTP/1.1\r\nHost: x\r\n").await.unwrap();
    // Both are in the lane once a third has been through it.
    served.ask(&click("/r/sara", "Connection: close\r\n")).await;
    drop(served.stop.take());
    assert_eq!(read_to_end(idle).await, "");
    begun.write_all(b"\r\n").await.unwrap();
    let answer = read_to_end(begun).await;
    assert!(answer.starts_with("HTTP/1.1 302 ") && answer.contains("connection: close"), "{answer}");
    tokio::time::timeout(PATIENCE, served.task).await.unwrap().unwrap();
}

/// Nobody accepts, so whoever the kernel has no room for is never let in, however often it tries.
#[tokio::test]
async fn hundreds_who_come_in_the_same_moment_are_let_in_before_any_is_accepted() {
    let listener = direct::listen(ANY_PORT).unwrap();
    let address = listener.local_addr().unwrap();
    let mut open = Vec::new();
    for number in 1..=500 {
        let stream = tokio::time::timeout(PATIENCE, TcpStream::connect(address)).await;
        open.push(stream.unwrap_or_else(|_| panic!("number {number} is not let in")).unwrap());
    }
}

#[tokio::test]
async fn the_port_of_a_server_that_has_just_ended_is_taken_again_at_once() {
    let clicks = Clicks::open().await;
    let mut served = Served::start(clicks.app()).await;
    // The server closes first, so its side is the one whose address rests a while.
    let answer = served.ask("GET /livez HTTP/1.1\r\nhost: here\r\nconnection: close\r\n\r\n").await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    served.stop.take().unwrap().send(()).unwrap();
    served.task.await.unwrap();
    drop(direct::listen(served.address).unwrap());
}
