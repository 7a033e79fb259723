//! The test of a shop's redirect page, against pages on loopback that do well and badly.

use crate::server::{Server, text};
use axum::Router;
use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::json;
use std::collections::HashMap;
use tributary::app::Settings;
use tributary::inbound::redirect_page::{Check, Page, Step, Went, try_page};
use tributary_engine::store;

type Asked = HashMap<String, String>;

/// A shop whose page answers like this; its address.
async fn shop(answer: fn(&Asked) -> Response) -> String {
    let page = move |Query(asked): Query<Asked>| async move { answer(&asked) };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, Router::new().route("/retrack", get(page))).await });
    url
}

async fn tried(allow_private: bool, answer: fn(&Asked) -> Response) -> Vec<Check> {
    let url = shop(answer).await;
    let settings = Settings { allow_private_webhooks: allow_private, ..Settings::default() };
    let server = Server::with(settings);
    let store = json!({ "name": "Mugs", "url": url, "currency": "USD", "timezone": "Europe/Stockholm" });
    let id = text(&server.post("/api/v1/stores", &store).await.ok(201), "id");
    let tenant = server.tenant.clone();
    let id = id.try_into().unwrap();
    let store = server.app.engine.db.read_wait(move |tx| store::load(tx, &tenant, &id)).unwrap();
    let address = format!("{url}/retrack");
    let page = Page { store: &store, address: &address, allowed_hosts: &[], window_days: 10 };
    try_page(&server.app, &page).await.unwrap()
}

fn went(checks: &[Check], wanted: Went) -> Vec<Step> {
    checks.iter().filter(|check| check.went == wanted).map(|check| check.step).collect()
}

const GOOD: &str = "Max-Age=864000; Path=/; Secure; SameSite=Lax; HttpOnly";

fn redirect(status: u16, asked: &Asked, location: &str, (rest, cache): (&str, &str)) -> Response {
    let headers = [
        ("location", location.to_owned()),
        ("set-cookie", format!("retrack_click={}; {rest}", asked["click"])),
        ("cache-control", cache.to_owned()),
    ];
    (StatusCode::from_u16(status).unwrap(), headers).into_response()
}

/// Only addresses of this very host, as the pages in `connectors` do it.
fn checked(asked: &Asked) -> &str {
    let deeplink = asked["deeplink"].as_str();
    if deeplink.starts_with("http://127.0.0.1:") { deeplink } else { "/" }
}

#[tokio::test]
async fn a_good_page_is_good_in_every_line() {
    let checks = tried(true, |asked| redirect(302, asked, checked(asked), (GOOD, "no-store"))).await;
    assert_eq!(went(&checks, Went::Well).len(), 12, "{checks:#?}");
}

#[tokio::test]
async fn a_page_that_leads_anywhere_is_found_out() {
    let open = |asked: &Asked| redirect(302, asked, &asked["deeplink"], (GOOD, "no-store"));
    let checks = tried(true, open).await;
    assert_eq!(went(&checks, Went::Badly), [Step::Foreign]);
    assert!(checks.last().unwrap().raw.contains("location: https://redirect-test.invalid/"), "{checks:#?}");
    // It lets nothing through but what is written as a path, and believes that two slashes begin one.
    let halfway = |asked: &Asked| {
        let deeplink = asked["deeplink"].as_str();
        let fine = deeplink.starts_with("http://127.0.0.1:") || deeplink.starts_with('/');
        redirect(302, asked, if fine { deeplink } else { "/" }, (GOOD, "no-store"))
    };
    let checks = tried(true, halfway).await;
    assert_eq!(went(&checks, Went::Badly), [Step::Foreign]);
    assert_eq!(checks.last().unwrap().fact, "//redirect-test.invalid/");
}

#[tokio::test]
async fn what_pages_get_wrong_is_named() {
    let kept = |asked: &Asked| redirect(301, asked, checked(asked), ("Path=/shop", "public, max-age=60"));
    let checks = tried(true, kept).await;
    assert_eq!(went(&checks, Went::Badly), [Step::Status, Step::Days, Step::Path, Step::Cache]);
    assert_eq!(went(&checks, Went::Short), [Step::Secure, Step::SameSite, Step::HttpOnly]);
    let mangled = |asked: &Asked| {
        let twice = checked(asked).replace("%26", "&");
        redirect(302, asked, &twice, (GOOD, "no-store"))
    };
    let checks = tried(true, mangled).await;
    assert_eq!(went(&checks, Went::Badly), [Step::Location]);
    let forgetful =
        |asked: &Asked| (StatusCode::FOUND, [("location", checked(asked).to_owned())]).into_response();
    let checks = tried(true, forgetful).await;
    assert_eq!(went(&checks, Went::Badly), [Step::Cookie]);
    assert_eq!(
        went(&checks, Went::Untried),
        [Step::Days, Step::Path, Step::Secure, Step::SameSite, Step::HttpOnly]
    );
}

#[tokio::test]
async fn a_page_that_is_not_there_or_runs_in_the_browser_says_so() {
    let checks = tried(true, |_| StatusCode::NOT_FOUND.into_response()).await;
    assert_eq!((went(&checks, Went::Badly), went(&checks, Went::Untried).len()), (vec![Step::Reached], 10));
    let page = |_: &Asked| {
        axum::response::Html("<!doctype html><script>location.replace('/')</script>").into_response()
    };
    let checks = tried(true, page).await;
    assert_eq!(
        (went(&checks, Went::Well), went(&checks, Went::Unseen).len()),
        (vec![Step::Address, Step::Reached], 10)
    );
}

#[tokio::test]
async fn a_page_inside_is_not_asked_unless_whoever_runs_the_server_allows_it() {
    let checks = tried(false, |asked| redirect(302, asked, checked(asked), (GOOD, "no-store"))).await;
    assert_eq!(went(&checks, Went::Badly), [Step::Reached]);
    assert!(went(&checks, Went::Well) == [Step::Address] && checks[1].raw.contains("https"), "{checks:#?}");
}
