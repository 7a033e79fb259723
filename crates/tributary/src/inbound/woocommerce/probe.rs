//! Asks a shop single questions and tells exactly what came back, for the connection test. Nothing is changed.

use super::rest::Shop;
use reqwest::Method;
use reqwest::header::DATE;
use serde_json::Value as Json;
use std::error::Error as _;
use std::time::{Duration, Instant};

/// A person waits for this.
const TIMEOUT: Duration = Duration::from_secs(8);
const EXCERPT_CHARS: usize = 600;
const BODY_BYTES_MAX: usize = 512 * 1024;

/// A question and what came back.
#[derive(Debug, Clone, Default)]
pub struct Probe {
    /// Method and address, without keys.
    pub tried: String,
    /// The HTTP status, if anything was answered.
    pub status: Option<u16>,
    /// The start of the body, or why there was no answer.
    pub excerpt: String,
    /// The body, where it is JSON.
    pub json: Option<Json>,
    /// The shop's clock, as the answer says.
    pub date: Option<String>,
    /// How long it took.
    pub took_ms: u128,
}

impl Probe {
    /// Whether it was answered as hoped.
    #[must_use]
    pub fn is_ok(&self) -> bool {
        self.status == Some(200)
    }

    /// WooCommerce's own word for a refusal.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.json.as_ref()?.get("code")?.as_str()
    }
}

impl Shop {
    /// Asks the site itself who it is, without the key.
    pub async fn ask_site(&self) -> Probe {
        let mut address = self.base.clone();
        address.set_path(&format!("{}/wp-json/", self.base.path().trim_end_matches('/')));
        address.set_query(Some("_fields=name,url,namespaces,timezone_string,gmt_offset"));
        address.set_fragment(None);
        let tried = format!("GET {}", address.as_str().split('?').next().unwrap_or_default());
        self.tell(tried, self.client.get(address)).await
    }

    /// Reads something with the key.
    pub async fn ask(&self, path: &str, params: &[(&str, String)]) -> Probe {
        let tried = format!("GET {}", self.address(path));
        self.tell(tried, self.request(&Method::GET, path, params)).await
    }

    /// Whether the key may write: changes a coupon that cannot exist. A shop looks at the key first, so a key that only
    /// reads is refused for that, and any other is told that there is no such coupon.
    pub async fn ask_to_write(&self) -> Probe {
        let path = "coupons/0";
        let tried = format!("PUT {}", self.address(path));
        let request = self.request(&Method::PUT, path, &[]).json(&serde_json::json!({}));
        self.tell(tried, request).await
    }

    async fn tell(&self, tried: String, request: reqwest::RequestBuilder) -> Probe {
        let started = Instant::now();
        let answer = request.timeout(TIMEOUT).send().await;
        let told = Probe { tried, took_ms: started.elapsed().as_millis(), ..Probe::default() };
        let response = match answer {
            Ok(response) => response,
            Err(error) => return Probe { excerpt: causes(error), ..told },
        };
        let date = response.headers().get(DATE).and_then(|date| date.to_str().ok()).map(str::to_owned);
        let status = Some(response.status().as_u16());
        let body = self.body(response).await;
        let json = serde_json::from_str(&body).ok();
        let excerpt = body.chars().take(EXCERPT_CHARS).collect();
        Probe { status, excerpt, json, date, ..told }
    }

    /// The body up to a limit, without the keys.
    async fn body(&self, mut response: reqwest::Response) -> String {
        let mut bytes = Vec::new();
        while let Ok(Some(chunk)) = response.chunk().await {
            bytes.extend_from_slice(&chunk);
            if bytes.len() > BODY_BYTES_MAX {
                break;
            }
        }
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if self.key.is_empty() {
            text
        } else {
            text.replace(&self.key, "ck_…").replace(&self.secret, "cs_…")
        }
    }
}

/// Every reason that stands behind an error, without the address, whose query holds the key.
fn causes(error: reqwest::Error) -> String {
    let error = error.without_url();
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(deeper) = cause {
        text.push_str(&format!(": {deeper}"));
        cause = deeper.source();
    }
    text
}
