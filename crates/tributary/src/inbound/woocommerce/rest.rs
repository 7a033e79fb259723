//! Asks the shop itself: its REST API `wc/v3`. Start at [`Shop`]; what is written there stands in `coupon.rs`.
//!
//! WooCommerce sends each webhook once and never again, builds its body late, and tells nothing of a
//! deleted refund; what the REST API answers is the shop's last word.

use super::moment::written;
pub use super::oauth::Stamp;
use super::oauth::signed_query;
use super::payload::{Scalar, parse};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::header::{AUTHORIZATION, HeaderMap};
use reqwest::{Method, Response, StatusCode};
use serde::Deserialize;
use serde_json::value::RawValue;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use thiserror::Error;
use tributary_core::time::Timestamp;
use url::Url;

/// Orders on one page; WooCommerce gives no more.
pub const PAGE_ORDERS: usize = 100;

const TIMEOUT: Duration = Duration::from_secs(20); // 100 orders take a slow shared host some seconds
const ANSWER_BYTES_MAX: usize = 8 * 1024 * 1024; // 100 orders of 40 lines each
const EXCERPT_CHARS: usize = 200; // enough to recognise a firewall's page

/// The only 404 that says an order is gone. A missing route, a firewall or a wrong path are 404 as well.
const ORDER_IS_GONE: &str = "woocommerce_rest_shop_order_invalid_id";

/// A WooCommerce shop's REST API.
pub struct Shop {
    /// The address of the WordPress site, for example `https://shop.example/`.
    pub base: Url,
    /// Consumer key, `ck_…`.
    pub key: String,
    /// Consumer secret, `cs_…`.
    pub secret: String,
    /// Must follow no redirects: see [`client`].
    pub client: reqwest::Client,
    /// Makes time and chance for signatures.
    pub stamp: Arc<dyn Fn() -> Stamp + Send + Sync>,
}

impl fmt::Debug for Shop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shop").field("base", &self.base.as_str()).finish_non_exhaustive()
    }
}

/// What the shop says of one order. The bytes are the order as sent; redact before keeping them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// It is there.
    Found(Vec<u8>),
    /// It lies in the trash; the resource says `trash` where its status was.
    Trash(Vec<u8>),
    /// It has been deleted for good, or never was.
    Gone,
}

/// Why the shop could not be asked.
#[derive(Debug, Error)]
pub enum RestError {
    /// No answer at all.
    #[error(
        "{tried} had no answer: {source}; check that the address is the shop's and can be reached from here"
    )]
    Unreachable {
        /// What was asked for, without keys.
        tried: String,
        /// Why.
        source: reqwest::Error,
    },
    /// An answer, but not the one asked for.
    #[error("{tried} was answered {status}: {excerpt:?}; {fix}")]
    Refused {
        /// What was asked for, without keys.
        tried: String,
        /// The HTTP status.
        status: u16,
        /// WooCommerce's own word for it, if the body has one.
        code: Option<String>,
        /// The start of the body.
        excerpt: String,
        /// What to do about it.
        fix: &'static str,
    },
    /// An answer that is not what the API promises.
    #[error("{tried} was answered with {problem}")]
    Unreadable {
        /// What was asked for, without keys.
        tried: String,
        /// What is wrong, and the fix.
        problem: String,
    },
}

/// A client that suits [`Shop`]: no redirects, for a redirect would carry the keys elsewhere.
///
/// # Errors
/// When the system's certificates cannot be loaded.
pub fn client() -> reqwest::Result<reqwest::Client> {
    reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).timeout(TIMEOUT).build()
}

impl Shop {
    /// Orders changed at `at` or later, the longest unchanged first; `page` counts from 1.
    ///
    /// An order that changes while pages are read moves to the end and shifts the others: go on from
    /// the last `date_modified_gmt` seen rather than by page numbers where nothing may be missed.
    /// Orders in the trash are left out (`status=any`, measured on WooCommerce 10.0.2).
    ///
    /// # Errors
    /// [`RestError`].
    pub async fn orders_modified_after(&self, at: Timestamp, page: u32) -> Result<Vec<Vec<u8>>, RestError> {
        self.orders(("modified_after", at), "modified", page).await
    }

    /// Orders placed at `at` or later, the oldest first; `page` counts from 1.
    ///
    /// # Errors
    /// [`RestError`].
    pub async fn orders_recent(&self, at: Timestamp, page: u32) -> Result<Vec<Vec<u8>>, RestError> {
        self.orders(("after", at), "date", page).await
    }

    /// One order.
    ///
    /// # Errors
    /// [`RestError`]; a 404 without WooCommerce's own word for a missing order is an error too.
    pub async fn order(&self, id: &str) -> Result<Answer, RestError> {
        #[derive(Deserialize)]
        struct Outline {
            #[serde(default)]
            status: Scalar,
        }
        match self.get(&format!("orders/{}", self.plain_id(id)?), &[]).await {
            Err(RestError::Refused { status: 404, code: Some(code), .. }) if code == ORDER_IS_GONE => {
                Ok(Answer::Gone)
            }
            Err(error) => Err(error),
            Ok(body) => match parse::<Outline>(&body) {
                Err(invalid) => Err(unreadable(&format!("GET orders/{id}"), invalid.problem)),
                Ok(order) if order.status.text() == Some("trash") => Ok(Answer::Trash(body)),
                Ok(_) => Ok(Answer::Found(body)),
            },
        }
    }

    /// The refunds of one order in full, as a JSON list for [`super::refund::refunds`].
    ///
    /// # Errors
    /// [`RestError`]; an order that is gone is a refusal here, so ask [`Shop::order`] first.
    pub async fn refunds(&self, id: &str) -> Result<Vec<u8>, RestError> {
        let path = format!("orders/{}/refunds", self.plain_id(id)?);
        self.get(&path, &[("per_page", PAGE_ORDERS.to_string())]).await
    }

    async fn orders(
        &self,
        (bound, at): (&'static str, Timestamp),
        orderby: &str,
        page: u32,
    ) -> Result<Vec<Vec<u8>>, RestError> {
        // The shop compares whole seconds by "later than", so one second earlier takes `at` itself in.
        let since = written(at.floor_second().plus_ms(-1000))
            .map_err(|invalid| unreadable("GET orders", invalid.problem))?;
        let params = [
            (bound, since),
            ("dates_are_gmt", "true".to_owned()),
            ("orderby", orderby.to_owned()),
            ("order", "asc".to_owned()),
            ("per_page", PAGE_ORDERS.to_string()),
            ("page", page.to_string()),
            ("status", "any".to_owned()),
        ];
        let body = self.get("orders", &params).await?;
        let orders: Vec<&RawValue> =
            parse(&body).map_err(|invalid| unreadable("GET orders", invalid.problem))?;
        Ok(orders.iter().map(|order| order.get().as_bytes().to_vec()).collect())
    }

    /// An id goes into the path, so it may hold nothing that means something there.
    fn plain_id<'a>(&self, id: &'a str) -> Result<&'a str, RestError> {
        if !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit()) {
            return Ok(id);
        }
        Err(unreadable(
            &format!("GET order {id:?}"),
            "nothing: WooCommerce's order ids are digits".to_owned(),
        ))
    }

    pub(super) async fn get(&self, path: &str, params: &[(&str, String)]) -> Result<Vec<u8>, RestError> {
        self.send(Method::GET, (path, params), None).await
    }

    /// A list, and how many there are on all its pages, where the shop says so.
    pub(super) async fn get_counted(
        &self,
        path: &str,
        params: &[(&str, String)],
    ) -> Result<(Option<i64>, Vec<u8>), RestError> {
        let (headers, body) = self.answered(Method::GET, (path, params), None).await?;
        let total = headers.get("x-wp-total").and_then(|total| total.to_str().ok()?.parse().ok());
        Ok((total, body))
    }

    /// Sends a request; anything but success is an error.
    pub(super) async fn send(
        &self,
        method: Method,
        at: (&str, &[(&str, String)]),
        body: Option<&serde_json::Value>,
    ) -> Result<Vec<u8>, RestError> {
        Ok(self.answered(method, at, body).await?.1)
    }

    async fn answered(
        &self,
        method: Method,
        (path, params): (&str, &[(&str, String)]),
        body: Option<&serde_json::Value>,
    ) -> Result<(HeaderMap, Vec<u8>), RestError> {
        let tried = format!("{method} {}", self.address(path));
        let unreachable = |error: reqwest::Error| RestError::Unreachable {
            tried: tried.clone(),
            source: error.without_url(), // its query holds the key
        };
        let mut request = self.request(&method, path, params);
        if let Some(body) = body {
            request = request.json(body);
        }
        let response = request.send().await.map_err(unreachable)?;
        let (status, headers) = (response.status(), response.headers().clone());
        let body = body_of(response).await.map_err(unreachable)?;
        let Some(body) = body else {
            let problem = format!("more than {ANSWER_BYTES_MAX} bytes; ask the host what answers there");
            return Err(unreadable(&tried, problem));
        };
        let well = matches!(status, StatusCode::OK | StatusCode::CREATED);
        if well { Ok((headers, body)) } else { Err(self.refused(tried, status, &body)) }
    }

    pub(super) fn request(
        &self,
        method: &Method,
        path: &str,
        params: &[(&str, String)],
    ) -> reqwest::RequestBuilder {
        let mut address = self.address(path);
        if address.scheme() == "http" {
            let keys = (self.key.as_str(), self.secret.as_str());
            let query = signed_query((method.as_str(), address.as_str()), params, keys, &(self.stamp)());
            address.set_query(Some(&query));
            return self.client.request(method.clone(), address).timeout(TIMEOUT);
        }
        if !params.is_empty() {
            address.query_pairs_mut().extend_pairs(params);
        }
        let pair = STANDARD.encode(format!("{}:{}", self.key, self.secret));
        let request = self.client.request(method.clone(), address);
        request.timeout(TIMEOUT).header(AUTHORIZATION, format!("Basic {pair}"))
    }

    /// Never `Url::join`: an absolute path there would throw the site's own folder away.
    pub(super) fn address(&self, path: &str) -> Url {
        let mut address = self.base.clone();
        address.set_path(&format!("{}/wp-json/wc/v3/{path}", self.base.path().trim_end_matches('/')));
        address.set_query(None);
        address.set_fragment(None);
        address
    }

    fn refused(&self, tried: String, status: StatusCode, body: &[u8]) -> RestError {
        #[derive(Deserialize)]
        struct Told {
            #[serde(default)]
            code: Scalar,
        }
        let told = parse::<Told>(body).ok();
        let text = String::from_utf8_lossy(body).replace(&self.key, "ck_…").replace(&self.secret, "cs_…");
        RestError::Refused {
            tried,
            status: status.as_u16(),
            code: told.and_then(|told| told.code.text().map(str::to_owned)),
            excerpt: text.chars().take(EXCERPT_CHARS).collect(),
            fix: fix(status, self.base.scheme()),
        }
    }
}

pub(super) fn unreadable(tried: &str, problem: String) -> RestError {
    RestError::Unreadable { tried: tried.to_owned(), problem }
}

fn fix(status: StatusCode, scheme: &str) -> &'static str {
    match (status.as_u16(), scheme) {
        (300..=399, _) => "enter the address it leads to as the shop's address; redirects are not followed",
        (401, "https") => {
            "make a new key with read permission in WooCommerce under Settings, Advanced, REST API; if the key is \
             right, the web server drops the Authorization header"
        }
        (401, _) => {
            "make a new key with read permission in WooCommerce under Settings, Advanced, REST API; if the key is \
             right, compare the clocks and enter the address exactly as under Settings, General"
        }
        (403, _) => "let the key's owner read orders (role shop manager), or let the firewall pass /wp-json/",
        (404, _) => {
            "check the address, and that Settings, Permalinks is not \"Plain\": /wp-json/wc/v3/ must answer"
        }
        (429 | 500..=599, _) => "it is tried again later; if it stays so, look at the shop's own error log",
        _ => "check that WooCommerce's REST API answers at this address",
    }
}

/// The body, or `None` when it is larger than we take.
async fn body_of(mut response: Response) -> reqwest::Result<Option<Vec<u8>>> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        if body.len().saturating_add(chunk.len()) > ANSWER_BYTES_MAX {
            return Ok(None);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Some(body))
}

#[cfg(test)]
#[path = "rest_tests.rs"]
pub(crate) mod tests;
