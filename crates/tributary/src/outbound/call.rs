//! A signed message to a receiver, and what it answers. Nothing that a receiver does holds up more than this call: it has
//! 15 s, leads nowhere else, and of its answer 64 KiB are read.

use super::Guard;
use reqwest::header::{CONTENT_TYPE, HeaderMap, RETRY_AFTER};
use reqwest::{Client, Response};
use std::error::Error;
use std::time::{Duration, Instant, UNIX_EPOCH};
use tributary_core::Timestamp;
use tributary_engine::webhook::{Answer, Method, Request};

const TIMEOUT: Duration = Duration::from_secs(15);
const ANSWER_BYTES_MAX: usize = 64 * 1024;
/// More than is kept of an answer.
const ANSWER_BYTES_HELD: usize = 2 * 1024;
const IDLE_CONNECTIONS_MAX: usize = 2;
const AGENT: &str = concat!("Tributary/", env!("CARGO_PKG_VERSION"), " (webhooks)");

/// Whoever calls receivers.
#[derive(Debug, Clone)]
pub struct Caller {
    client: Client,
    guard: Guard,
}

impl Caller {
    /// A caller behind a guard. Proxies that the environment names are not used: they would look names up by themselves.
    ///
    /// # Errors
    /// When there can be no TLS.
    pub fn new(guard: Guard) -> reqwest::Result<Self> {
        let client = Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .dns_resolver(guard.clone())
            .pool_max_idle_per_host(IDLE_CONNECTIONS_MAX)
            .user_agent(AGENT)
            .timeout(TIMEOUT)
            .build()?;
        Ok(Self { client, guard })
    }

    /// Sends a message; whatever happens is an answer. `now` is for a receiver that says when to come back.
    pub async fn send(&self, request: &Request, now: Timestamp) -> Answer {
        let begun = Instant::now();
        let answer = match self.guard.check(&request.url) {
            Ok(_) => self.answered(request, now).await,
            Err(refusal) => Answer { trouble: Some(refusal.to_string()), ..Answer::default() },
        };
        Answer { took_ms: i64::try_from(begun.elapsed().as_millis()).unwrap_or(i64::MAX), ..answer }
    }

    async fn answered(&self, request: &Request, now: Timestamp) -> Answer {
        let sent = match request.method {
            Method::Get => self.client.get(&request.url),
            Method::Post => {
                let sent = self.client.post(&request.url).header(CONTENT_TYPE, "application/json");
                sent.body(request.body.clone())
            }
        };
        let sent = sent
            .header("webhook-id", &request.id)
            .header("webhook-timestamp", request.at_s)
            .header("webhook-signature", &request.signatures);
        match sent.send().await {
            Err(error) => Answer { trouble: Some(told(&error)), ..Answer::default() },
            Ok(response) => {
                let status = i64::from(response.status().as_u16());
                let retry_after_ms = retry_after_ms(response.headers(), now);
                let body = beginning(response).await;
                Answer { status: Some(status), retry_after_ms, body, ..Answer::default() }
            }
        }
    }
}

/// How an answer begins. Once its status is known, nothing about the rest matters, not even whether it comes.
pub(super) async fn beginning(response: Response) -> String {
    held(response, ANSWER_BYTES_HELD, ANSWER_BYTES_MAX).await
}

/// So much of an answer as is to be held, of so much as is to be read.
pub(super) async fn held(mut response: Response, held_max: usize, read_max: usize) -> String {
    let (mut held, mut read) = (Vec::new(), 0_usize);
    while let Ok(Some(chunk)) = response.chunk().await {
        let room = held_max.saturating_sub(held.len()).min(chunk.len());
        held.extend_from_slice(&chunk[..room]);
        read = read.saturating_add(chunk.len());
        if read > read_max {
            break; // the rest is not read, and the connection is closed
        }
    }
    String::from_utf8_lossy(&held).into_owned()
}

/// When a receiver wants to be asked again: seconds, or a moment.
fn retry_after_ms(headers: &HeaderMap, now: Timestamp) -> Option<i64> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse::<i64>() {
        return Some(seconds.saturating_mul(1_000));
    }
    let moment = httpdate::parse_http_date(text).ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some(i64::try_from(moment.as_millis()).ok()?.saturating_sub(now.ms()))
}

/// What went wrong, in the words of whoever noticed first.
pub(super) fn told(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return format!("There was no answer within {} s.", TIMEOUT.as_secs());
    }
    let mut innermost: &dyn Error = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_receiver_says_in_seconds_or_by_a_moment_when_to_come_back() {
        let now = Timestamp::from_ms(1_772_366_400_000); // 2026-03-01T12:00:00Z
        let after = |value: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(RETRY_AFTER, value.parse().unwrap());
            retry_after_ms(&headers, now)
        };
        assert_eq!(after("120"), Some(120_000));
        assert_eq!(after(" 0 "), Some(0));
        assert_eq!(after("Sun, 01 Mar 2026 12:01:00 GMT"), Some(60_000));
        assert_eq!(after("Sun, 01 Mar 2026 11:59:00 GMT"), Some(-60_000));
        assert_eq!(after("99999999999999999999"), None);
        assert_eq!(after("soon"), None);
        assert_eq!(retry_after_ms(&HeaderMap::new(), now), None);
    }
}
