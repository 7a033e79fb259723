//! Clicks are answered before the router is asked: same handler, nothing around it that a redirect does not need.
//!
//! Everything else goes on to the router. A panic ends the connection it happened on, and no other.

use crate::app::App;
use crate::http::redirect;
use crate::router;
use crate::shed::Class;
use axum::Router;
use axum::extract::{ConnectInfo, Request};
use axum::http::Method;
use axum::response::Response;
use axum::serve::{IncomingStream, Listener};
use std::convert::Infallible;
use std::future::{Ready, ready};
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use tower::Service;

/// The whole server, for every connection.
#[derive(Debug, Clone)]
pub struct Server {
    app: Arc<App>,
    router: Router,
}

/// The whole server, for one connection.
#[derive(Debug, Clone)]
pub struct Connection {
    server: Server,
    peer: SocketAddr,
}

impl Server {
    /// The server of an app.
    #[must_use]
    pub fn new(app: App) -> Self {
        Self { router: router::router(app.clone()), app: Arc::new(app) }
    }
}

impl<L: Listener<Addr = SocketAddr>> Service<IncomingStream<'_, L>> for Server {
    type Response = Connection;
    type Error = Infallible;
    type Future = Ready<Result<Connection, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, stream: IncomingStream<'_, L>) -> Self::Future {
        ready(Ok(Connection { server: self.clone(), peer: *stream.remote_addr() }))
    }
}

impl Service<Request> for Connection {
    type Response = Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, mut request: Request) -> Self::Future {
        if let Some(way) = redirect::way_of(request.uri().path()).filter(|_| is_read(request.method())) {
            let (app, peer) = (Arc::clone(&self.server.app), self.peer);
            return Box::pin(async move {
                let (parts, _) = request.into_parts();
                let response = redirect::answer(&app, way, peer.ip(), &parts).await;
                app.load.answered(Class::Click, response.status());
                Ok(response)
            });
        }
        request.extensions_mut().insert(ConnectInfo(self.peer));
        Box::pin(self.server.router.call(request))
    }
}

fn is_read(method: &Method) -> bool {
    method == Method::GET || method == Method::HEAD
}
