//! What supervisors, balancers and Prometheus ask.

use crate::own::Own;
use crate::server::Server;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use tower::ServiceExt;
use tributary::app::{App, Settings};

/// The status and body of a question with these words behind `Bearer`.
async fn ask(app: &App, path: &str, token: Option<&str>) -> (u16, String) {
    let mut request = Request::get(path);
    if let Some(token) = token {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    let router = tributary::router::router(app.clone());
    let answer = router.oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    let status = answer.status().as_u16();
    (status, String::from_utf8(to_bytes(answer.into_body(), usize::MAX).await.unwrap().to_vec()).unwrap())
}

#[tokio::test]
async fn it_lives_and_is_ready_until_it_wants_to_stop() {
    let server = Server::start();
    let app = &server.app;
    assert_eq!(ask(app, "/livez", None).await, (200, "ok".to_owned()));
    let (status, body) = ask(app, "/readyz", None).await;
    assert_eq!((status, body.as_str()), (200, r#"{"clicks_waiting":0,"database":"ok","status":"ready"}"#));
    app.pulse.stop();
    let (status, body) = ask(app, "/readyz", None).await;
    assert!(status == 503 && body.contains("stopping"), "{status} {body}");
    assert_eq!(ask(app, "/livez", None).await.0, 200);
}

#[tokio::test]
async fn figures_are_only_for_who_has_the_token_and_without_one_there_are_none() {
    assert_eq!(ask(&Server::start().app, "/metrics", Some("")).await.0, 404);
    let own = Own::new();
    let settings = Settings { metrics_token: Some("let me see".to_owned()), ..Settings::default() };
    let app = App::open(own.engine(), settings).unwrap();
    assert_eq!(ask(&app, "/metrics", None).await.0, 401);
    assert_eq!(ask(&app, "/metrics", Some("let me se")).await.0, 401);
    assert_eq!(ask(&app, "/api/v1/orders", None).await.0, 401);
    let (status, text) = ask(&app, "/metrics", Some("let me see")).await;
    assert_eq!(status, 200);
    for line in [
        "tributary_database_up 1",
        "tributary_clicks_waiting 0",
        "tributary_jobs_due 0",
        r#"tributary_http_answers_total{class="read",status="4xx"} 1"#,
        r#"tributary_http_sent_away_total{class="export"} 0"#,
    ] {
        assert!(text.lines().any(|found| found == line), "{line} is not in\n{text}");
    }
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let (name, value) = line.rsplit_once(' ').unwrap();
        assert!(name.starts_with("tributary_") && value.parse::<i64>().is_ok(), "{line}");
    }
}
