//! Connections: clicks are answered in a lane of their own, everything else by the router. Same handler, nothing around it
//! that a redirect does not need.
//!
//! A panic ends the connection it happened on, and no other. Start at [`serve`].

mod begun;
mod lane;

use crate::app::App;
use crate::http::redirect::head::Head;
use crate::http::redirect::{self, Hit};
use crate::router;
use crate::shed::Class;
use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Method, Request};
use axum::response::Response;
use begun::Begun;
use hyper::body::Incoming;
use hyper::service::Service;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use lane::Left;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::watch;
use tower::Service as _;

/// No connection can be accepted now, most likely for want of file descriptors; some will end.
const REST: Duration = Duration::from_millis(50);

/// Connections that wait until they are accepted; the kernel allows no more than its `net.core.somaxconn`, which is as many unless
/// somebody set it. Whoever finds no room tries again by itself, but a second later. Many come in the same moment, when an
/// influencer's post goes out; libraries keep 128 places, and some of 256 at once were seen to wait that second.
const WAITING_MAX: u32 = 4_096;

/// Listens for connections, with room for many that come at once.
///
/// # Errors
/// Another program has the address, or it may not be listened on.
pub fn listen(address: SocketAddr) -> std::io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    // The port of a server that has just ended. On Windows the same word means a port of one that runs.
    socket.set_reuseaddr(cfg!(unix))?;
    socket.bind(address)?;
    socket.listen(WAITING_MAX)
}

/// Serves every connection until `stop` ends; then those at hand finish what they began.
pub async fn serve(listener: TcpListener, app: App, stop: impl Future<Output = ()>) {
    let (app, router) = (Arc::new(app.clone()), router::router(app));
    let builder = Builder::new(TokioExecutor::new());
    let open = GracefulShutdown::new();
    let (stops, stopping) = watch::channel(false);
    let mut stop = pin!(stop);
    loop {
        let (stream, peer) = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    rest_after(&error).await;
                    continue;
                }
            },
            () = &mut stop => break,
        };
        let connection = Connection { app: Arc::clone(&app), router: router.clone(), peer };
        tokio::spawn(serve_one((builder.clone(), open.watcher(), stopping.clone()), stream, connection));
    }
    drop((listener, stopping));
    stops.send_replace(true);
    // In the lane, and then whoever left it.
    stops.closed().await;
    open.shutdown().await;
}

async fn serve_one(
    (builder, open, stopping): (Builder<TokioExecutor>, Watcher, watch::Receiver<bool>),
    mut stream: TcpStream,
    connection: Connection,
) {
    // An answer is one write; there is nothing to wait for.
    drop(stream.set_nodelay(true));
    let left = lane::run(&mut stream, &connection.app, connection.peer.ip(), stopping).await;
    let Left::With(read) = left else { return };
    let begun = TokioIo::new(Begun::new(read, stream));
    if let Err(error) = open.watch(builder.serve_connection(begun, connection).into_owned()).await {
        tracing::debug!(error, "a connection ended early");
    }
}

async fn rest_after(error: &std::io::Error) {
    use std::io::ErrorKind::{ConnectionAborted, ConnectionReset};
    // The other side was faster; the next one waits already.
    if !matches!(error.kind(), ConnectionAborted | ConnectionReset) {
        tracing::error!(%error, "a connection cannot be accepted");
        tokio::time::sleep(REST).await;
    }
}

/// One connection.
#[derive(Debug, Clone)]
struct Connection {
    app: Arc<App>,
    router: Router,
    peer: SocketAddr,
}

impl Service<Request<Incoming>> for Connection {
    type Response = Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn call(&self, mut request: Request<Incoming>) -> Self::Future {
        if let Some(way) = redirect::way_of(request.uri().path()).filter(|_| is_read(request.method())) {
            let (parts, _) = request.into_parts();
            let hit = Hit::read(&self.app, way, self.peer.ip(), &Head::of(&parts));
            let app = Arc::clone(&self.app);
            return Box::pin(async move {
                let response = redirect::answer(&app, hit).await;
                app.load.answered(Class::Click, response.status());
                Ok(response)
            });
        }
        request.extensions_mut().insert(ConnectInfo(self.peer));
        Box::pin(self.router.clone().call(request.map(Body::new)))
    }
}

fn is_read(method: &Method) -> bool {
    method == Method::GET || method == Method::HEAD
}
