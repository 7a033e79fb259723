//! What is at hand, by class; and who is sent away when it is too much.
//!
//! The classes give way in turn: files of whole lists first, then pages, then lists and reads, then writes, which may be
//! sent again. Clicks and webhooks are never sent away: a click costs next to nothing, and a shop does not knock twice.

use crate::http::problem::Problem;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

/// What a request is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// A followed link or code, and a reported click.
    Click,
    /// A shop's webhook, a buyer's browser, another network's postback.
    Hook,
    /// A write by API.
    Write,
    /// A read by API.
    Read,
    /// A page, or a form on it.
    Page,
    /// A file of a whole list.
    Export,
    /// Styles, scripts, pictures, health: cheap, and asked for when things go wrong.
    Other,
}

impl Class {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Click, Self::Hook, Self::Write, Self::Read, Self::Page, Self::Export, Self::Other];

    /// Its name in figures.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Click => "click",
            Self::Hook => "hook",
            Self::Write => "write",
            Self::Read => "read",
            Self::Page => "page",
            Self::Export => "export",
            Self::Other => "other",
        }
    }

    /// The class of a request.
    #[must_use]
    pub fn of(method: &Method, path: &str) -> Self {
        let starts = |start: &str| path.starts_with(start);
        let ends = |end: &str| path.ends_with(end);
        match () {
            () if starts("/t/") || starts("/r/") || path == "/api/v1/clicks" && method == Method::POST => {
                Self::Click
            }
            () if starts("/hooks/") || starts("/track/v1/") || starts("/postback/") => Self::Hook,
            () if starts("/refer/v1/") && method == Method::GET => Self::Read,
            () if starts("/refer/v1/") => Self::Write,
            () if starts("/api/") && (method == Method::GET || method == Method::HEAD) => Self::Read,
            () if starts("/api/") => Self::Write,
            () if ends(".csv") || ends(".xlsx") => Self::Export,
            () if starts("/static/") || ends("/live/stream") => Self::Other,
            () if starts("/admin")
                || starts("/partner")
                || starts("/refer/")
                || path == "/refer"
                || starts("/login")
                || starts("/join") =>
            {
                Self::Page
            }
            () => Self::Other,
        }
    }

    /// With so many requests at hand, of those that can be sent away, this class is.
    const fn gives_way_at(self) -> Option<usize> {
        match self {
            Self::Click | Self::Hook | Self::Other => None,
            Self::Export => Some(32),
            Self::Page => Some(128),
            Self::Read => Some(256),
            Self::Write => Some(1024),
        }
    }

    const fn place(self) -> usize {
        self as usize
    }
}

/// Whole lists are written by one reader each, and there are few readers.
const EXPORTS_MAX: usize = 2;

/// What is at hand, and what was.
#[derive(Debug, Default)]
pub struct Load {
    at_hand: AtomicUsize,
    exports: AtomicUsize,
    answered: [[AtomicU64; 5]; 7],
    sent_away: [AtomicU64; 7],
}

/// A request at hand; gone when dropped.
struct AtHand {
    load: Arc<Load>,
    class: Class,
}

impl Drop for AtHand {
    fn drop(&mut self) {
        self.load.at_hand.fetch_sub(1, Ordering::Relaxed);
        if self.class == Class::Export {
            self.load.exports.fetch_sub(1, Ordering::Relaxed);
        }
    }
}

impl Load {
    /// Takes a request up, unless there is too much at hand for its class.
    fn take(self: &Arc<Self>, class: Class) -> Option<AtHand> {
        let before = self.at_hand.fetch_add(1, Ordering::Relaxed);
        if class == Class::Export {
            self.exports.fetch_add(1, Ordering::Relaxed);
        }
        let taken = AtHand { load: Arc::clone(self), class };
        let exports = self.exports.load(Ordering::Relaxed);
        let is_too_much = class.gives_way_at().is_some_and(|limit| before >= limit)
            || (class == Class::Export && exports > EXPORTS_MAX);
        if is_too_much {
            let count = self.sent_away[class.place()].fetch_add(1, Ordering::Relaxed) + 1;
            // The log says that it happens and how much, and does not grow with it.
            if count.is_power_of_two() {
                tracing::warn!(class = class.as_str(), count, "too much at hand: requests are sent away");
            }
            return None;
        }
        Some(taken)
    }

    /// Counts an answer.
    pub fn answered(&self, class: Class, status: StatusCode) {
        let hundred = usize::from(status.as_u16() / 100).clamp(1, 5) - 1;
        self.answered[class.place()][hundred].fetch_add(1, Ordering::Relaxed);
    }

    /// Requests at hand that could have been sent away.
    #[must_use]
    pub fn at_hand(&self) -> usize {
        self.at_hand.load(Ordering::Relaxed)
    }

    /// Answers by class and hundred of their status, and how many of each class were sent away.
    pub fn counts(&self) -> impl Iterator<Item = (Class, [u64; 5], u64)> {
        Class::ALL.into_iter().map(|class| {
            let answered = self.answered[class.place()].each_ref().map(|count| count.load(Ordering::Relaxed));
            (class, answered, self.sent_away[class.place()].load(Ordering::Relaxed))
        })
    }
}

/// Counts every answer, and sends away what is too much.
pub async fn layer(State(load): State<Arc<Load>>, request: Request, next: Next) -> Response {
    let class = Class::of(request.method(), request.uri().path());
    let response = match class.gives_way_at() {
        None => next.run(request).await,
        Some(_) => match load.take(class) {
            Some(taken) => held(next.run(request).await, taken),
            None => too_much(class),
        },
    };
    load.answered(class, response.status());
    response
}

/// A file is at hand until its last byte has left; anything else until its head has.
fn held(response: Response, taken: AtHand) -> Response {
    if taken.class != Class::Export {
        return response;
    }
    response.map(|body| {
        Body::from_stream(body.into_data_stream().map(move |piece| {
            let _at_hand = &taken;
            piece
        }))
    })
}

fn too_much(class: Class) -> Response {
    let detail = match class {
        Class::Export => "Other files are being written just now: ask for this one again in a few seconds.",
        _ => "The server has more to do than it can take: send this again in a second.",
    };
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, "busy", "Busy", detail).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_of_the_class_of_what_it_is_for() {
        let cases = [
            ("GET", "/t/sara", Class::Click),
            ("HEAD", "/r/SARA", Class::Click),
            ("POST", "/api/v1/clicks", Class::Click),
            ("GET", "/api/v1/clicks", Class::Read),
            ("POST", "/hooks/woocommerce/sto_1", Class::Hook),
            ("POST", "/track/v1/events", Class::Hook),
            ("GET", "/postback/pbs_1", Class::Hook),
            ("POST", "/api/v1/orders", Class::Write),
            ("GET", "/admin/orders", Class::Page),
            ("GET", "/admin/orders.csv", Class::Export),
            ("GET", "/admin/live/stream", Class::Other),
            ("GET", "/livez", Class::Other),
            ("GET", "/static/app.css", Class::Other),
        ];
        for (method, path, class) in cases {
            assert_eq!(Class::of(&method.parse().unwrap(), path), class, "{method} {path}");
        }
    }

    #[test]
    fn exports_give_way_first_then_pages_reads_and_writes_and_clicks_and_webhooks_never() {
        let load = Arc::new(Load::default());
        let mut held = Vec::new();
        let mut gave_way = Vec::new();
        for count in 0..3000_usize {
            held.extend(load.take(Class::Write));
            for class in [Class::Export, Class::Page, Class::Read, Class::Write] {
                if load.take(class).is_none() && !gave_way.contains(&class) {
                    gave_way.push(class);
                }
            }
            let _ = count;
        }
        assert_eq!(gave_way, [Class::Export, Class::Page, Class::Read, Class::Write]);
        assert_eq!(held.len(), 1024);
        assert!(Class::Click.gives_way_at().is_none() && Class::Hook.gives_way_at().is_none());
        drop(held);
        assert_eq!(load.at_hand(), 0, "what was sent away is not at hand");
        assert!(load.take(Class::Export).is_some());
    }

    #[test]
    fn a_third_file_waits_until_one_has_left() {
        let load = Arc::new(Load::default());
        let (one, two) = (load.take(Class::Export), load.take(Class::Export));
        assert!(one.is_some() && two.is_some() && load.take(Class::Export).is_none());
        drop(one);
        assert!(load.take(Class::Export).is_some());
    }
}
