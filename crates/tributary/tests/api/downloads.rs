//! The plugins for shops, as anybody fetches them.

use crate::server::Server;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use std::io::{Cursor, Read};
use tower::ServiceExt;
use zip::ZipArchive;

async fn fetched(server: &Server, path: &str, known: &str) -> (u16, axum::http::HeaderMap, Vec<u8>) {
    let asked = Request::get(path).header("if-none-match", known).body(Body::empty()).unwrap();
    let router = tributary::router::router(server.app.clone());
    let (parts, body) = router.oneshot(asked).await.unwrap().into_parts();
    (parts.status.as_u16(), parts.headers, to_bytes(body, usize::MAX).await.unwrap().to_vec())
}

#[tokio::test]
async fn anybody_fetches_a_plugin_as_a_zip_and_a_cache_keeps_it() {
    let server = Server::start();
    for (name, inside) in
        [("woocommerce", "tributary/tributary.php"), ("zencart", "zc_plugins/Tributary/v1.0.0/manifest.php")]
    {
        let path = format!("/downloads/tributary-{name}.zip");
        let (status, headers, bytes) = fetched(&server, &path, "").await;
        let header = |of: &str| headers[of].to_str().unwrap().to_owned();
        assert_eq!((status, header("content-type").as_str()), (200, "application/zip"));
        assert!(
            header("content-disposition").starts_with(&format!("attachment; filename=\"tributary-{name}-"))
        );
        assert_eq!(header("cache-control"), "public, max-age=3600");
        let mut zip = ZipArchive::new(Cursor::new(bytes)).unwrap();
        let mut text = String::new();
        zip.by_name(inside).unwrap().read_to_string(&mut text).unwrap();
        assert!(text.contains("Tributary"), "{text}");
        let (again, kept, nothing) = fetched(&server, &path, &header("etag")).await;
        assert_eq!((again, nothing.len(), kept["etag"].to_str().unwrap()), (304, 0, header("etag").as_str()));
    }
    assert_eq!(fetched(&server, "/downloads/other.zip", "").await.0, 404);
}

#[tokio::test]
async fn a_connected_shop_is_told_which_plugin_the_server_brings_along_and_where() {
    let server = Server::start();
    let shop = server.shop().await;
    let key = crate::connections::bound_key(&server, &shop.store);
    let told = server.with_key(&key).get("/api/v1/connection").await.ok(200);
    let version = tributary::plugins::of_platform("woocommerce").unwrap().version();
    assert_eq!(told["plugin"]["version"], version);
    let url = told["plugin"]["url"].as_str().unwrap();
    let path = format!("/downloads/tributary-woocommerce.zip?v={version}");
    assert!(url.starts_with("http") && url.ends_with(&path), "{url}");
    assert_eq!(fetched(&server, &path, "").await.0, 200);
}
