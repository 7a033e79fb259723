//! A server on a temporary data directory, spoken to as a client would.

use crate::own::Own;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request};
use serde_json::{Value as Json, json};
use std::sync::Arc;
use tower::ServiceExt;
use tributary::app::{App, Settings};
use tributary_core::TenantId;
use tributary_engine::access;
use tributary_engine::audit::Actor;
use tributary_engine::delivery::{self, Delivery};
use tributary_engine::page::Cursor;

/// A server and the key of its owner.
#[derive(Clone)]
pub(crate) struct Server {
    pub(crate) app: App,
    pub(crate) tenant: TenantId,
    pub(crate) key: String,
    router: Router,
    /// Goes with the last clone.
    own: Arc<Own>,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Reply {
    pub(crate) fn json(&self) -> Json {
        serde_json::from_str(&self.text)
            .unwrap_or_else(|e| panic!("{e}: {} {:?} {}", self.status, self.headers, self.text))
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// The body, if the status is as it should be.
    #[track_caller]
    pub(crate) fn ok(&self, status: u16) -> Json {
        assert_eq!(self.status, status, "{}", self.text);
        self.json()
    }

    /// The pointers of a problem document, if it is one with this status.
    #[track_caller]
    pub(crate) fn problem(&self, status: u16) -> Vec<String> {
        assert_eq!(self.status, status, "{}", self.text);
        let json = self.json();
        // Dub's clients insist on the plain one, and look at `error`.
        let dubs = json["error"]["message"].is_string();
        let expected = if dubs { "application/json" } else { "application/problem+json" };
        assert_eq!(self.header("content-type"), Some(expected), "{}", self.text);
        assert_eq!(json["status"], status);
        for field in ["type", "title", "code", "detail"] {
            assert!(json[field].as_str().is_some_and(|text| !text.is_empty()), "{field}: {json}");
        }
        let errors = json["errors"].as_array().cloned().unwrap_or_default();
        errors.iter().map(|error| error["pointer"].as_str().unwrap().to_owned()).collect()
    }
}

/// A store with a program, and a partner with a coupon and a referral code in it.
#[derive(Debug, Clone)]
pub(crate) struct Shop {
    pub(crate) store: String,
    pub(crate) program: String,
    pub(crate) sara: String,
}

impl Server {
    /// What was sent to its hooks and is kept, newest first.
    pub(crate) fn deliveries(&self) -> Vec<Delivery> {
        let (tenant, all) = (self.tenant.clone(), Cursor { after: None, limit: 50 });
        let db = &self.app.engine.db;
        db.read_wait(move |tx| Ok(delivery::list(tx, &tenant, (None, None), &all)?.rows)).unwrap()
    }

    pub(crate) fn start() -> Self {
        Self::with(Settings::default())
    }

    /// The same, started otherwise.
    pub(crate) fn with(settings: Settings) -> Self {
        let own = Own::new();
        let engine = own.engine();
        let now = engine.now();
        let made = engine.db.write_wait(move |tx| {
            let tenant = access::create_tenant(tx, "Test", now)?;
            let key =
                access::create_key(tx, &Actor::system(&tenant, "test"), "owner", &["all".to_owned()], now)?;
            Ok((tenant, key.secret))
        });
        let (tenant, key) = made.unwrap();
        let app = App::open(engine, settings).unwrap();
        let router = tributary::router::router(app.clone());
        Self { app, tenant, key, router, own: Arc::new(own) }
    }

    /// Its database, by hand.
    pub(crate) fn own(&self) -> &Own {
        &self.own
    }

    /// A client with another key.
    pub(crate) fn with_key(&self, key: &str) -> Self {
        Self { key: key.to_owned(), ..self.clone() }
    }

    /// A client of another tenant on the same server, with all rights there.
    pub(crate) fn stranger(&self) -> Self {
        let now = self.app.engine.now();
        let made = self.app.engine.db.write_wait(move |tx| {
            let tenant = access::create_tenant(tx, "Other", now)?;
            let key = access::create_key(tx, &Actor::system(&tenant, "test"), "k", &["all".to_owned()], now)?;
            Ok((tenant, key.secret))
        });
        let (tenant, key) = made.unwrap();
        Self { tenant, key, ..self.clone() }
    }

    /// A key with these scopes.
    pub(crate) fn key(&self, scopes: &[&str]) -> String {
        let scopes: Vec<String> = scopes.iter().map(ToString::to_string).collect();
        let (tenant, now) = (self.tenant.clone(), self.app.engine.now());
        let made = self.app.engine.db.write_wait(move |tx| {
            Ok(access::create_key(tx, &Actor::system(&tenant, "test"), "other", &scopes, now)?.secret)
        });
        made.unwrap()
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Reply {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        Reply {
            status: parts.status.as_u16(),
            headers: parts.headers,
            text: String::from_utf8_lossy(&bytes).into_owned(), // a picture is no text
        }
    }

    /// A request with raw words and further headers.
    pub(crate) async fn raw(
        &self,
        (method, path): (&str, &str),
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Reply {
        let mut request = Request::builder().method(method).uri(path);
        if !self.key.is_empty() {
            request = request.header("authorization", format!("Bearer {}", self.key));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request.body(body.into()).unwrap()).await
    }

    pub(crate) async fn get(&self, path: &str) -> Reply {
        self.raw(("GET", path), &[], Body::empty()).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Json) -> Reply {
        self.raw(("POST", path), &[("content-type", "application/json")], body.to_string()).await
    }

    pub(crate) async fn patch(&self, path: &str, body: &Json) -> Reply {
        self.raw(("PATCH", path), &[("content-type", "application/json")], body.to_string()).await
    }

    pub(crate) async fn put(&self, path: &str, body: &Json) -> Reply {
        self.raw(("PUT", path), &[("content-type", "application/json")], body.to_string()).await
    }

    /// A shop with RefTrackr's rules, Sara, her coupon SARA10 and her code sara.
    pub(crate) async fn shop(&self) -> Shop {
        let store = json!({
            "name": "Mugs", "url": "https://shop.example", "currency": "USD", "timezone": "Europe/Stockholm",
            "preset": "reftrackr",
        });
        let store = self.post("/api/v1/stores", &store).await.ok(201);
        let (program, store) = (text(&store, "program"), text(&store, "id"));
        let sara = json!({ "name": "Sara Berg", "email": "sara@example.com", "kind": "influencer" });
        let sara = text(&self.post("/api/v1/partners", &sara).await.ok(201), "id");
        for (kind, code) in [("coupon", "SARA10"), ("referral", "sara")] {
            let code = json!({ "partner": sara, "program": program, "kind": kind, "code": code });
            self.post("/api/v1/codes", &code).await.ok(201);
        }
        Shop { store, program, sara }
    }
}

impl Shop {
    /// An order of 100.00 USD: two mugs and a poster, shipping and tax, with Sara's coupon.
    pub(crate) fn order(&self, external_id: &str) -> Json {
        let usd = |amount: i64| json!({ "amount": amount, "currency": "USD" });
        json!({
            "store": self.store, "external_id": external_id, "status": "processing", "currency": "USD",
            "placed_at": "2026-05-01T12:00:00Z", "total": usd(10_000),
            "lines": [
                { "external_id": "1", "product": "mug", "name": "Mug", "quantity": 2, "total": usd(6_000) },
                { "external_id": "2", "product": "poster", "name": "Poster", "quantity": 1, "total": usd(2_000) },
            ],
            "shipping": usd(800), "tax": usd(1_200), "fees": [],
            "coupons": ["sara10"],
            "customer": { "external_id": "7", "email": "bo@example.com" },
            "billing": { "city": "Lund", "state": "M", "country": "SE" },
        })
    }
}

pub(crate) fn usd(amount: i64) -> Json {
    json!({ "amount": amount, "currency": "USD" })
}

#[track_caller]
pub(crate) fn text(json: &Json, field: &str) -> String {
    json[field].as_str().unwrap_or_else(|| panic!("{field} of {json}")).to_owned()
}
