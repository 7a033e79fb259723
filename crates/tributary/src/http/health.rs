//! Whether the process lives, whether it can take what comes, and figures for whoever watches.
//!
//! Ready does not mean that the database answers: clicks are redirected and kept without it, so a load balancer must go on
//! sending them here.

use crate::app::App;
use crate::call;
use crate::shed::Class;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use std::fmt::Write;
use std::time::Duration;
use subtle::ConstantTimeEq;
use tributary_engine::health::{Standing, standing};

/// A database that does not answer within this time is away, as far as anybody can tell.
const PATIENCE: Duration = Duration::from_secs(2);

/// `GET /livez`: the process answers.
pub(super) async fn live() -> &'static str {
    "ok"
}

/// `GET /readyz`: whether requests should be sent here, and how things stand.
pub(super) async fn ready(State(app): State<App>) -> Response {
    let database = database(&app).await;
    let clicks = app.intake.figures();
    let is_stopping = app.pulse.is_stopping();
    let status = if is_stopping { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::OK };
    let word = if is_stopping { "stopping" } else { "ready" };
    let database = if database.is_some() { "ok" } else { "away" };
    let body = json!({ "status": word, "database": database, "clicks_waiting": clicks.waiting() });
    (status, axum::Json(body)).into_response()
}

async fn database(app: &App) -> Option<Standing> {
    let now = app.now();
    let asked = call::read(&app.engine, move |tx| standing(tx, now));
    tokio::time::timeout(PATIENCE, asked).await.ok()?.ok()
}

/// `GET /metrics`: figures as Prometheus reads them. Only for who has the token that the server was started with; without
/// one there is nothing here.
pub(super) async fn metrics(State(app): State<App>, headers: HeaderMap) -> Response {
    let Some(token) = &app.settings.metrics_token else { return StatusCode::NOT_FOUND.into_response() };
    let sent = headers.get(header::AUTHORIZATION).map(|value| value.as_bytes());
    let sent = sent.and_then(|value| value.strip_prefix(b"Bearer ")).unwrap_or_default();
    if !bool::from(sent.ct_eq(token.as_bytes())) {
        return (StatusCode::UNAUTHORIZED, [(header::WWW_AUTHENTICATE, "Bearer")]).into_response();
    }
    let text = text(&app, database(&app).await.as_ref());
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response()
}

fn text(app: &App, database: Option<&Standing>) -> String {
    let mut page = Page::default();
    page.one("tributary_build_info", "gauge", "Which version runs.");
    page.line(&[("version", env!("CARGO_PKG_VERSION"))], 1);
    page.one("tributary_database_up", "gauge", "Whether the database answers.");
    page.line(&[], i64::from(database.is_some()));
    intake(&mut page, app);
    requests(&mut page, app);
    if let Some(standing) = database {
        recorded(&mut page, standing, app.now().ms());
    }
    page.0
}

fn intake(page: &mut Page, app: &App) {
    let clicks = app.intake.figures();
    let figures = [
        (
            "tributary_clicks_kept_total",
            "counter",
            "Clicks put on this node's disk since it started.",
            clicks.kept,
        ),
        (
            "tributary_clicks_drained_total",
            "counter",
            "Of them, those that left it for the database.",
            clicks.drained,
        ),
        (
            "tributary_clicks_waiting",
            "gauge",
            "Clicks on disk that the database does not have.",
            clicks.waiting(),
        ),
        ("tributary_clicks_refused_total", "counter", "Clicks that found no room on disk.", clicks.refused),
        (
            "tributary_clicks_set_aside_total",
            "counter",
            "Clicks that the database refused.",
            clicks.set_aside,
        ),
        ("tributary_intake_bytes", "gauge", "Bytes of files with clicks that wait.", clicks.waiting_bytes),
        ("tributary_intake_damaged_files", "gauge", "Files of clicks that were damaged.", clicks.damaged),
    ];
    for (name, kind, help, value) in figures {
        page.one(name, kind, help);
        page.line(&[], value);
    }
}

fn requests(page: &mut Page, app: &App) {
    page.one(
        "tributary_http_answers_total",
        "counter",
        "Answers by what was asked for and the hundred of their status.",
    );
    for (class, answered, _) in app.load.counts() {
        for (hundred, count) in ["1xx", "2xx", "3xx", "4xx", "5xx"].iter().zip(answered) {
            page.line(&[("class", class.as_str()), ("status", hundred)], count);
        }
    }
    page.one(
        "tributary_http_sent_away_total",
        "counter",
        "Requests answered 503 because too much was at hand.",
    );
    for (class, _, sent_away) in
        app.load.counts().filter(|(class, ..)| !matches!(class, Class::Click | Class::Hook))
    {
        page.line(&[("class", class.as_str())], sent_away);
    }
    page.one(
        "tributary_script_events_total",
        "counter",
        "What scripts on shops' pages told, and what became of it.",
    );
    for (outcome, count) in app.script.figures() {
        page.line(&[("outcome", outcome)], count);
    }
    page.one("tributary_api_requests_unlogged_total", "counter", "API requests that were not written down.");
    page.line(&[], app.requests.dropped());
    page.one("tributary_http_at_hand", "gauge", "Requests being answered that could have been sent away.");
    page.line(&[], app.load.at_hand());
}

fn recorded(page: &mut Page, standing: &Standing, now_ms: i64) {
    page.one("tributary_recorded_total", "counter", "Rows of each hash chain in the database, by all nodes.");
    for (chain, length) in &standing.chains {
        page.line(&[("chain", chain)], length);
    }
    let oldest = standing.oldest_delivery.map_or(0, |at| (now_ms - at.ms()).max(0) / 1000);
    let overdue = standing.oldest_webhook.map_or(0, |at| (now_ms - at.ms()).max(0) / 1000);
    let figures = [
        (
            "tributary_deliveries_waiting",
            "Deliveries of shops that are not judged yet.",
            standing.deliveries_waiting,
        ),
        ("tributary_deliveries_oldest_seconds", "How long the oldest of them waits.", oldest),
        ("tributary_jobs_due", "Jobs whose time has come.", standing.jobs_due),
        ("tributary_mails_waiting", "Mails that are not sent yet.", standing.mails_waiting),
        ("tributary_webhooks_waiting", "Webhooks that are not taken yet.", standing.webhooks_waiting),
        ("tributary_webhooks_overdue_seconds", "How long the oldest of them is overdue.", overdue),
    ];
    for (name, help, value) in figures {
        page.one(name, "gauge", help);
        page.line(&[], value);
    }
}

/// The text that Prometheus reads, as it grows.
#[derive(Debug, Default)]
struct Page(String, &'static str);

impl Page {
    fn one(&mut self, name: &'static str, kind: &str, help: &str) {
        self.1 = name;
        let _ = write!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}\n");
    }

    fn line(&mut self, labels: &[(&str, &str)], value: impl std::fmt::Display) {
        let labels: Vec<String> = labels.iter().map(|(name, value)| format!("{name}=\"{value}\"")).collect();
        let braced = if labels.is_empty() { String::new() } else { format!("{{{}}}", labels.join(",")) };
        let _ = writeln!(self.0, "{}{braced} {value}", self.1);
    }
}
