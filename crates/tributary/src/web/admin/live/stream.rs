//! `GET /admin/live/stream`: what happens from now on, as server-sent events. With `once=1` it ends after what
//! there is already, for browsers behind a proxy that collects answers until they end.
//!
//! Every row carries its place as the event's id, so a browser that was cut off asks for what came after it. The
//! session is looked at whenever something is sent, and every fifteen seconds.

use super::ask::Ask;
use super::{page, row};
use crate::app::App;
use crate::call;
use crate::lang;
use crate::pulse::{Listener, Seat};
use crate::web::admin::cookie;
use crate::web::admin::desk;
use crate::web::admin::refusal::Refusal;
use crate::web::admin::session::SignedIn;
use crate::web::view::live as view;
use axum::body::Body;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_core::Stream;
use std::convert::Infallible;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::Instant;
use tributary_engine::access::session_of;
use tributary_engine::live::{self, Place};

/// The first words, for proxies and for the page.
const GREETING: &str = ": connected\nretry: 1000\nevent: hello\ndata: .\n\n";
/// Rows read at once.
const BATCH: i64 = 100;
/// Further behind than this, the page is loaded anew: nobody reads a thousand rows one by one.
const BEHIND_MAX: i64 = 1_000;
/// So that proxies do not take the silence for an end; most wait a minute.
const COMMENT_EVERY: Duration = Duration::from_secs(15);
/// What goes on is told again after so long, if something happened.
const NOW_EVERY: Duration = Duration::from_secs(2);

/// `GET /admin/live/stream`
pub(super) async fn stream(
    State(app): State<App>,
    me: SignedIn,
    Query(ask): Query<Ask>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let Some(seat) = app.pulse.seat(&me.session.csrf) else {
        return Ok(StatusCode::TOO_MANY_REQUESTS.into_response());
    };
    let last = headers.get("last-event-id").and_then(|id| id.to_str().ok()).and_then(Place::parse);
    let seen = match last.or_else(|| Place::parse(&ask.after)) {
        Some(seen) => Some(seen),
        // Whoever says nothing hears all that happens after this answer has begun.
        None => {
            let tenant = me.session.tenant.clone();
            Some(call::read(&app.engine, move |tx| live::head(tx, &tenant)).await?)
        }
    };
    let token = cookie::read(&headers, cookie::SESSION).unwrap_or_default();
    let (tell, hear) = mpsc::channel(8);
    let listener = app.pulse.listen(&me.session.tenant);
    let teller = Teller { app, me, ask, token, tell, seen, told_now: None, quiet: false, _seat: seat };
    tokio::spawn(lang::during(lang::current(), teller.run(listener)));
    let head = [(header::CONTENT_TYPE, "text/event-stream"), (header::CACHE_CONTROL, "no-store")];
    // nginx would collect the stream until its buffer is full.
    let unbuffered = [("x-accel-buffering", "no")];
    Ok((head, unbuffered, Body::from_stream(Pieces(hear))).into_response())
}

/// What one read of the feed comes to.
enum Step {
    /// The session is over.
    Ended,
    /// Too far behind to catch up row by row.
    Far(Place),
    /// Up to a place, what is to be sent, and whether there is more.
    Rows(Place, String, bool),
}

struct Teller {
    app: App,
    me: SignedIn,
    ask: Ask,
    token: String,
    tell: mpsc::Sender<String>,
    seen: Option<Place>,
    told_now: Option<Instant>,
    /// It has been quiet for a while.
    quiet: bool,
    _seat: Seat,
}

impl Teller {
    async fn run(mut self, mut listener: Listener) {
        // At once, so that everybody on the way knows that the answer has begun.
        let mut stopped = pin!(listener.stopped());
        let mut going = self.say(GREETING.to_owned()).await;
        while going {
            going = tokio::select! {
                going = self.next() => going,
                () = &mut stopped => false,
            };
            let goes_on = going && self.ask.once != "1";
            let Some(seen) = self.seen.filter(|_| goes_on) else { break };
            going = tokio::select! {
                () = listener.beyond(seen) => true,
                () = tokio::time::sleep(COMMENT_EVERY) => self.still_here(seen).await,
                () = &mut stopped => false,
                () = self.tell.closed() => false,
            };
        }
    }

    /// Keeps the line open; what goes on falls even when nothing happens.
    async fn still_here(&mut self, seen: Place) -> bool {
        self.told_now = None;
        self.quiet = true;
        self.say(format!(": still here\nid: {seen}\n\n")).await
    }

    /// Reads until there is no more, and sends it; false when the stream has ended.
    async fn next(&mut self) -> bool {
        loop {
            let (text, more) = match self.read().await {
                Ok(Step::Ended) => {
                    self.say("event: ended\ndata: .\n\n".to_owned()).await;
                    return false;
                }
                Ok(Step::Far(head)) => {
                    self.seen = Some(head);
                    (format!("id: {head}\nevent: far\ndata: .\n\n"), false)
                }
                Ok(Step::Rows(seen, text, more)) => {
                    self.seen = Some(seen);
                    (text, more)
                }
                Err(refusal) => {
                    tracing::warn!(?refusal, "a live stream could not be read and ends");
                    return false;
                }
            };
            let sent = text.is_empty() || self.say(text).await;
            if !sent || !more {
                return sent;
            }
        }
    }

    async fn read(&mut self) -> Result<Step, Refusal> {
        let (ask, token, seen) = (self.ask.clone(), self.token.clone(), self.seen);
        let tells_now = self.told_now.is_none_or(|told| told.elapsed() >= NOW_EVERY);
        let quiet = std::mem::take(&mut self.quiet);
        let read = desk::read(&self.app, self.me.clone(), move |tx, desk| {
            if session_of(tx, &token, desk.clock.now())?.is_none() {
                return Ok(Step::Ended);
            }
            let head = live::head(tx, desk.tenant())?;
            // A place that was never reached is from before a restored backup.
            let seen = seen.unwrap_or(head).min(head);
            if head.click - seen.click > BEHIND_MAX {
                return Ok(Step::Far(head));
            }
            let (rows, upto) = live::after(tx, desk.tenant(), &ask.wanted(desk), (seen, BATCH))?;
            let mut text = String::new();
            for one in &rows {
                let html = view::row(&row::row(one, &desk.clock)).into_string();
                text.push_str(&event("row", Some(one.place), &html));
            }
            if tells_now && (quiet || upto != seen) {
                let now = page::shown(live::now(tx, desk.tenant(), desk.only.as_ref(), desk.clock.now())?);
                text.push_str(&event("now", None, &view::now(&now).into_string()));
            }
            Ok(Step::Rows(upto, text, upto < head))
        });
        let (_, step) = read.await?;
        if tells_now && matches!(&step, Step::Rows(_, text, _) if !text.is_empty()) {
            self.told_now = Some(Instant::now());
        }
        Ok(step)
    }

    /// Sends; false when nobody hears it any more.
    async fn say(&self, text: String) -> bool {
        self.tell.send(text).await.is_ok()
    }
}

/// One event. A line end inside the data would end the line, and an empty line the event: each is a line of its own.
fn event(name: &str, id: Option<Place>, data: &str) -> String {
    let mut text = format!("event: {name}\n");
    if let Some(id) = id {
        text.push_str(&format!("id: {id}\n"));
    }
    for line in data.split(['\n', '\r']) {
        text.push_str(&format!("data: {line}\n"));
    }
    text.push('\n');
    text
}

/// What the teller says, as a body.
struct Pieces(mpsc::Receiver<String>);

impl Stream for Pieces {
    type Item = Result<String, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_recv(context).map(|piece| piece.map(Ok))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_can_end_its_event_and_begin_another() {
        let place = Place { click: 7, behind: 0 };
        let text = event("row", Some(place), "<li>a\n\nevent: ended\r\rdata: x</li>");
        assert_eq!(
            text,
            "event: row\nid: 7.0\ndata: <li>a\ndata: \ndata: event: ended\ndata: \ndata: data: x</li>\n\n"
        );
    }
}
