//! Creatives over the API: what is taken and what is not, and how a picture is served.

use crate::bad_input::{Endpoint, at};
use crate::server::{Server, Shop, text};
use serde_json::{Value as Json, json};

/// A GIF of one pixel.
const PICTURE: &str = "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";
/// `<svg onload="1"/>`
const SVG: &str = "PHN2ZyBvbmxvYWQ9IjEiLz4=";

/// Bodies that operations about creatives take, for the tables of bad input.
pub(crate) async fn creatives(server: &Server, shop: &Shop) -> Vec<Endpoint> {
    let body = json!({
        "program": shop.program, "title": "Summer", "image": PICTURE, "language": "sv", "shown": true, "place": 1,
        "url": "https://shop.example/summer",
    });
    let words = json!({ "program": shop.program, "title": "A sentence", "text": "Look: {LINK}" });
    let [one, other] = [
        text(&server.post("/api/v1/creatives", &words).await.ok(201), "id"),
        text(&server.post("/api/v1/creatives", &words).await.ok(201), "id"),
    ];
    let change = json!({
        "title": "x", "text": "y", "language": "pt-BR", "shown": false, "place": 2, "url": "https://shop.example/",
    });
    vec![
        at("POST", "creatives", &["program", "title", "image"], body),
        at("PATCH", &format!("creatives/{one}"), &[], change),
        at("POST", &format!("creatives/{other}/archive"), &[], json!({})),
    ]
}

async fn made(server: &Server, shop: &Shop, more: &Json) -> Json {
    let mut body = json!({ "program": shop.program, "title": "Summer \"sale\"" });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    server.post("/api/v1/creatives", &body).await.ok(201)
}

fn path_of(picture: &Json) -> String {
    let url = picture["image"]["url"].as_str().unwrap();
    url[url.find("/creatives/").unwrap()..].to_owned()
}

#[tokio::test]
async fn a_picture_is_served_to_everybody_as_it_came_and_runs_nothing() {
    let server = Server::start();
    let shop = server.shop().await;
    let one = made(&server, &shop, &json!({ "image": PICTURE, "url": "https://shop.example/summer" })).await;
    assert_eq!(
        (&one["image"]["media_type"], &one["image"]["width"], &one["image"]["bytes"], &one["text"]),
        (&json!("image/gif"), &json!(1), &json!(42), &Json::Null)
    );
    let path = path_of(&one);
    assert!(path.len() > 45, "nobody guesses {path}");
    let served = server.with_key("").get(&path).await;
    assert_eq!(served.status, 200);
    for (name, value) in [
        ("content-type", "image/gif"),
        ("x-content-type-options", "nosniff"),
        ("cache-control", "public, max-age=31536000, immutable"),
        ("content-security-policy", "default-src 'none'; sandbox"),
        ("cross-origin-resource-policy", "cross-origin"),
        ("content-disposition", "inline; filename=\"Summer-sale.gif\""),
    ] {
        assert_eq!(served.header(name), Some(value), "{name}");
    }
    assert_eq!(served.header("set-cookie"), None);
    assert!(served.text.starts_with("GIF89a"));
    let kept = server.with_key("").get(&format!("{path}?download")).await;
    assert_eq!(kept.header("content-disposition"), Some("attachment; filename=\"Summer-sale.gif\""));
    for wrong in [path.replace(".gif", ".svg"), path.replace(".gif", ""), "/creatives/x.gif".to_owned()] {
        server.get(&wrong).await.problem(404);
    }
    // Hidden, it stays where it is posted; archived, it is gone.
    let at = format!("/api/v1/creatives/{}", text(&one, "id"));
    assert_eq!(server.patch(&at, &json!({ "shown": false })).await.ok(200)["shown"], false);
    assert_eq!(server.get(&path).await.status, 200);
    let gone = server.post(&format!("{at}/archive"), &json!({})).await.ok(200);
    assert!(gone["archived_at"].is_string() && gone["image"].is_null(), "{gone}");
    server.get(&path).await.problem(404);
    assert_eq!(server.own().texts("SELECT creative_id FROM creative_file"), Vec::<String>::new());
    server.patch(&at, &json!({ "title": "x" })).await.problem(409);
}

#[tokio::test]
async fn what_is_no_picture_or_leads_elsewhere_is_refused() {
    let server = Server::start();
    let shop = server.shop().await;
    let refused = |more: Json| {
        let mut body = json!({ "program": shop.program, "title": "x" });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    for (more, status, pointer) in [
        (json!({ "image": SVG }), 422, "/image"),
        (json!({ "image": "%%" }), 422, "/image"),
        (json!({}), 422, "/image"),
        (json!({ "image": PICTURE, "text": "x" }), 422, "/text"),
        (json!({ "text": " " }), 422, "/text"),
        (json!({ "text": "x", "language": "Swedish!" }), 422, "/language"),
        (json!({ "text": "x", "place": 10_000 }), 422, "/place"),
        (json!({ "text": "x", "url": "https://evil.example/" }), 409, "/url"),
        (json!({ "text": "x", "url": "javascript:alert(1)" }), 422, "/url"),
        (json!({ "text": "x", "product": "prd_00000000000000000000000000" }), 422, "/product"),
    ] {
        let reply = server.post("/api/v1/creatives", &refused(more.clone())).await;
        assert_eq!(reply.problem(status), [pointer], "{more}");
    }
    let one = made(&server, &shop, &json!({ "image": PICTURE })).await;
    let at = format!("/api/v1/creatives/{}", text(&one, "id"));
    assert_eq!(server.patch(&at, &json!({ "text": "x" })).await.problem(409), ["/text"]);
    let both = json!({ "url": "https://shop.example/", "product": "prd_00000000000000000000000000" });
    assert_eq!(server.patch(&at, &both).await.problem(422), ["/product"]);
    let mine = server.stranger();
    mine.get(&at).await.problem(404);
    mine.patch(&at, &json!({ "title": "x" })).await.problem(404);
    mine.post(&format!("{at}/archive"), &json!({})).await.problem(404);
}
