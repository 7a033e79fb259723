//! The reference for redirects: a bare axum that answers 302 with the same headers, and keeps nothing.
//!
//! `bare ADDRESS`, for `cargo xtask bench`.

use axum::Router;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

async fn redirect() -> Response {
    let mut response = StatusCode::FOUND.into_response();
    let headers = response.headers_mut();
    let location = "https://shop.example/?utm_campaign=Northwind&utm_source=sara&utm_medium=affiliate\
        &utm_content=clk_06jt3xn9wr9h4f3w7m2pz8t0c6xk3n5v8qj4h2d9s7f1b6w0&ref=sara\
        &click=clk_06jt3xn9wr9h4f3w7m2pz8t0c6xk3n5v8qj4h2d9s7f1b6w0";
    let cookie = "tributary_click=clk_06jt3xn9wr9h4f3w7m2pz8t0c6xk3n5v8qj4h2d9s7f1b6w0.\
        0123456789abcdef0123456789abcdef; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax";
    headers.insert(header::LOCATION, HeaderValue::from_static(location));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert("x-robots-tag", HeaderValue::from_static("noindex, nofollow"));
    headers.insert(header::SET_COOKIE, HeaderValue::from_static(cookie));
    response
}

fn main() {
    let Some(address) = std::env::args().nth(1).filter(|address| address.contains(':')) else { return };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let served: std::io::Result<()> = runtime.and_then(|runtime| {
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::bind(address).await?;
            axum::serve(listener, Router::new().route("/t/{link}", get(redirect))).await
        })
    });
    if let Err(error) = served {
        eprintln!("bare: {error}");
        std::process::exit(1);
    }
}
