//! The live page and its stream: nothing missed, nothing twice, and it ends when it must.

use crate::browser::{Browser, HOST};
use crate::shop::{Shop, order, with_click};
use axum::body::{Body, BodyDataStream};
use axum::http::{Request, StatusCode, header};
use std::pin::Pin;
use std::time::Duration;
use tower::ServiceExt;

/// A technical end for what never comes.
const PATIENCE: Duration = Duration::from_secs(20);

/// An open stream, read as far as a test wants.
struct Stream {
    body: BodyDataStream,
    text: String,
}

impl Stream {
    /// Opens it as a browser does, after a place if there is one.
    async fn open(browser: &Browser, path: &str, last: Option<&str>) -> (StatusCode, Self) {
        let mut request =
            Request::get(path).header(header::HOST, HOST).header(header::COOKIE, browser.cookie_line());
        if let Some(last) = last {
            request = request.header("last-event-id", last);
        }
        let answer = browser.router().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        let status = answer.status();
        if status == StatusCode::OK {
            let header = |name: &str| answer.headers()[name].to_str().unwrap().to_owned();
            assert_eq!(header("content-type"), "text/event-stream");
            assert_eq!(header("cache-control"), "no-store");
            assert_eq!(header("x-accel-buffering"), "no");
        }
        (status, Self { body: answer.into_body().into_data_stream(), text: String::new() })
    }

    /// The next piece; nothing at the end.
    async fn piece(&mut self) -> Option<String> {
        use futures_core::Stream as _;
        let next = std::future::poll_fn(|context| Pin::new(&mut self.body).poll_next(context));
        let piece = tokio::time::timeout(PATIENCE, next).await.expect("the stream is silent")?;
        Some(String::from_utf8(piece.unwrap().to_vec()).unwrap())
    }

    /// Reads until so many rows have come; says their places.
    async fn rows(&mut self, count: usize) -> Vec<String> {
        while places(&self.text).len() < count {
            let piece = self.piece().await.expect("the stream has ended");
            self.text.push_str(&piece);
        }
        places(&self.text)
    }
}

/// The ids of the rows in a stream's text.
fn places(text: &str) -> Vec<String> {
    let rows = text.split("\n\n").filter(|event| event.starts_with("event: row\n"));
    rows.map(|row| row.lines().nth(1).unwrap().strip_prefix("id: ").unwrap().to_owned()).collect()
}

#[tokio::test]
async fn what_happens_comes_by_itself_in_the_words_of_the_page() {
    let shop = Shop::open();
    let browser = shop.owner().await;
    let (status, mut stream) = Stream::open(&browser, "/admin/live/stream", None).await;
    assert_eq!(status, StatusCode::OK);
    assert!(stream.piece().await.unwrap().starts_with(": connected\n"));
    let click = shop.click("sara", 0);
    shop.order(with_click(order("1", shop.now()), &click));
    assert_eq!(stream.rows(2).await, ["1.0", "1.1"]);
    let page = browser.clone().get("/admin/live").await;
    for row in stream.text.split("data: ").filter(|data| data.starts_with("<li")) {
        let row = row.split("\n\n").next().unwrap();
        assert!(page.body.contains(row), "{row}\n is not on the page:\n{}", page.body);
    }
    assert!(page.body.contains("data-live=\"/admin/live/stream?after=1.1\""), "{}", page.body);
}

#[tokio::test]
async fn a_stream_cut_off_anywhere_resumes_without_gap_or_duplicate() {
    let shop = Shop::open();
    let browser = shop.owner().await;
    let mut seen: Vec<String> = Vec::new();
    let mut told = 0;
    for cut in [1, 4, 5, 9, 30] {
        for number in 0..cut {
            let click = shop.click("sara", 0);
            if number % 2 == 0 {
                shop.order(with_click(order(&format!("{cut}-{number}"), shop.now()), &click));
                told += 1;
            }
            told += 1;
        }
        // First what the page says it has, later what the browser says it has seen.
        let (path, last) = match seen.last() {
            None => ("/admin/live/stream?after=0.0", None),
            Some(last) => ("/admin/live/stream?after=0.0", Some(last.as_str())),
        };
        let (_, mut stream) = Stream::open(&browser, path, last).await;
        let all = stream.rows(told - seen.len()).await;
        // A line that breaks loses what was under way: only half of it was seen.
        seen.extend(all.into_iter().take(told.div_ceil(2)));
    }
    let (_, mut stream) = Stream::open(&browser, "/admin/live/stream", seen.last().map(String::as_str)).await;
    seen.extend(stream.rows(told - seen.len()).await);
    let (_, mut whole) = Stream::open(&browser, "/admin/live/stream?after=0.0", None).await;
    assert_eq!(seen, whole.rows(told).await);
    assert_eq!(seen.len(), told);
}

#[tokio::test]
async fn a_stream_shows_what_its_page_is_filtered_by() {
    let shop = Shop::open();
    let browser = shop.owner().await;
    let click = shop.click("sara", 0);
    shop.order(with_click(order("1", shop.now()), &click));
    shop.refund("1", 1_000);
    let (_, mut stream) = Stream::open(&browser, "/admin/live/stream?after=0.0&type=refund", None).await;
    assert_eq!(stream.rows(1).await, ["1.2"]);
    let text = browser.clone().get("/admin/live?type=refund").await.text();
    assert!(text.contains("Refund on order A-1") && !text.contains("Nobody has"), "{text}");
}

#[tokio::test]
async fn a_stream_ends_with_its_session() {
    let shop = Shop::open();
    let mut browser = shop.owner().await;
    let (_, mut stream) = Stream::open(&browser, "/admin/live/stream", None).await;
    assert!(stream.piece().await.is_some());
    browser.submit("/admin", "/logout", &[]).await;
    shop.click("sara", 0);
    let mut rest = String::new();
    while let Some(piece) = stream.piece().await {
        rest.push_str(&piece);
    }
    assert_eq!(rest, "event: ended\ndata: .\n\n");
    let (status, _) = Stream::open(&browser, "/admin/live/stream", None).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn one_browser_holds_few_streams_and_gives_them_back() {
    let shop = Shop::open();
    let browser = shop.owner().await;
    let mut open = Vec::new();
    for _ in 0..4 {
        let (status, stream) = Stream::open(&browser, "/admin/live/stream", None).await;
        assert_eq!(status, StatusCode::OK);
        open.push(stream);
    }
    assert_eq!(Stream::open(&browser, "/admin/live/stream", None).await.0, StatusCode::TOO_MANY_REQUESTS);
    open.clear();
    // The server notices on its own that nobody listens.
    tokio::time::timeout(PATIENCE, async {
        while Stream::open(&browser, "/admin/live/stream", None).await.0 != StatusCode::OK {
            tokio::task::yield_now().await;
        }
    })
    .await
    .unwrap();
}

#[tokio::test]
async fn open_streams_do_not_keep_the_server_from_stopping() {
    let shop = Shop::open();
    let browser = shop.owner().await;
    let (_, mut stream) = Stream::open(&browser, "/admin/live/stream", None).await;
    assert!(stream.piece().await.is_some());
    shop.app.pulse.stop();
    while stream.piece().await.is_some() {}
}

#[tokio::test]
async fn an_unknown_code_becomes_an_alias_with_one_press_and_back_with_another() {
    let shop = Shop::open();
    let mut browser = shop.owner().await;
    browser.submit("/admin/partners/new", "/admin/partners", &[("name", "Sara"), ("code", "sara_")]).await;
    for typed in ["sara", "SARA", "sara"] {
        shop.click(typed, 0);
    }
    let page = browser.get("/admin/live").await;
    assert!(
        page.text().contains("Unknown code sara. Did you mean sara_ ? 3 clicks today"),
        "{}",
        page.text()
    );
    let sent = [("code", "sara"), ("of", "sara_"), ("back", "/admin/live?bots=1")];
    let made = browser.submit("/admin/live", "/admin/live/alias", &sent).await;
    assert!(made.location().starts_with("/admin/live?bots=1&did=alias&undo=cod_"), "{}", made.location());
    let page = browser.get(made.location()).await;
    assert!(page.text().contains("sara is an alias from now on"), "{}", page.text());
    assert!(!page.text().contains("Did you mean"));
    assert!(shop.app.engine.snapshot().code("Sara").is_some());
    let undo = made.location().rsplit("undo=").next().unwrap().to_owned();
    let back = browser
        .submit("/admin/live", "/admin/live/undo", &[("did", "alias"), ("undo", &undo), ("back", "//evil")])
        .await;
    assert_eq!(back.location(), "/admin/live");
    assert!(browser.get("/admin/live").await.text().contains("Did you mean sara_"));
    let ignored = browser.submit("/admin/live", "/admin/live/ignore", &[("code", "sara")]).await;
    assert_eq!(ignored.location(), "/admin/live?did=ignore&undo=sara");
    assert!(!browser.get("/admin/live").await.text().contains("Did you mean"));
    browser.submit("/admin/live", "/admin/live/undo", &[("did", "ignore"), ("undo", "sara")]).await;
    assert!(browser.get("/admin/live").await.text().contains("Did you mean sara_"));
}

#[tokio::test]
async fn a_click_says_who_would_be_credited_and_an_unknown_place_says_that_it_is_none() {
    let shop = Shop::open();
    let mut browser = shop.owner().await;
    browser.submit("/admin/partners/new", "/admin/partners", &[("name", "Sara"), ("code", "sara")]).await;
    let click = shop.click("sara", 0);
    let text = browser.get("/admin/live/1.0").await.text();
    assert!(text.contains("If they buy now Credited Sara"), "{text}");
    assert!(text.contains(click.as_str()) && text.contains("6 d 23 h"), "{text}");
    for nowhere in ["9.0", "1.9", "x", "-1.0"] {
        let reply = browser.get(&format!("/admin/live/{nowhere}")).await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND, "{nowhere}");
    }
}
