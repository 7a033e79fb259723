//! Looks at one page of somebody else, as a visitor's browser would ask for it, and follows it nowhere.

use super::Guard;
use super::call::{beginning, held, told};
use reqwest::Client;
use reqwest::header::ACCEPT;
use std::time::Duration;

const TIMEOUT: Duration = Duration::from_secs(10);
const PAGE_BYTES_MAX: usize = 512 * 1024; // a script may stand at its end
const AGENT: &str =
    concat!("Mozilla/5.0 (compatible; Tributary/", env!("CARGO_PKG_VERSION"), "; redirect page test)");

/// Whoever looks.
#[derive(Debug, Clone)]
pub struct Looker {
    client: Client,
    guard: Guard,
}

/// What there was to see.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seen {
    /// The status, if there was an answer.
    pub status: Option<u16>,
    /// The headers, in small letters, as they came.
    pub headers: Vec<(String, String)>,
    /// How the body begins.
    pub body: String,
    /// Why there was no answer.
    pub trouble: Option<String>,
}

impl Seen {
    /// The values of a header.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.headers.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The first value of a header.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

impl Looker {
    /// One behind a guard, with no cookies and no proxies.
    ///
    /// # Errors
    /// When there can be no TLS.
    pub fn new(guard: Guard) -> reqwest::Result<Self> {
        let client = Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .dns_resolver(guard.clone())
            .user_agent(AGENT)
            .timeout(TIMEOUT)
            .build()?;
        Ok(Self { client, guard })
    }

    /// Asks for an address; whatever happens was seen.
    pub async fn look(&self, url: &str) -> Seen {
        self.seen(url, None).await
    }

    /// The same with as much of the page as a script may stand in.
    pub async fn read(&self, url: &str) -> Seen {
        self.seen(url, Some(PAGE_BYTES_MAX)).await
    }

    async fn seen(&self, url: &str, whole: Option<usize>) -> Seen {
        if let Err(refusal) = self.guard.check(url) {
            return Seen { trouble: Some(refusal.to_string()), ..Seen::default() };
        }
        match self.client.get(url).header(ACCEPT, "text/html").send().await {
            Err(error) => Seen { trouble: Some(told(&error)), ..Seen::default() },
            Ok(response) => {
                let text = |value: &reqwest::header::HeaderValue| {
                    String::from_utf8_lossy(value.as_bytes()).into_owned()
                };
                let headers = response.headers().iter().map(|(name, value)| (name.to_string(), text(value)));
                let (status, headers) = (Some(response.status().as_u16()), headers.collect());
                let body = match whole {
                    Some(most) => held(response, most, most).await,
                    None => beginning(response).await,
                };
                Seen { status, headers, body, trouble: None }
            }
        }
    }
}
