//! `tributary serve`: one server on one data directory, until it is told to stop.

use super::data::Lock;
use super::{Failure, Outcome, data, say};
use crate::app::{App, Settings};
use crate::config::{Config, Listening, Place};
use crate::demo::{self, Home};
use crate::http::redirect::traffic;
use crate::{call, router, worker};
use std::io::IsTerminal;
use std::net::SocketAddr;
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tracing_subscriber::EnvFilter;
use tributary_core::{StoreId, Timestamp};
use tributary_engine::db::Tx;
use tributary_engine::page::{Cursor, LIMIT_MAX};
use tributary_engine::{Engine, Result, access, store};

const DRAIN: Duration = Duration::from_secs(10);

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    listening: Listening,
    /// Fill a throw-away data directory with made-up history first
    #[arg(long)]
    demo: bool,
}

pub(super) fn run(args: &Args) -> Outcome {
    let config = args.listening.resolve(&args.place)?;
    start_log(&config.log)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(Failure::io("cannot start"))?;
    let home = if args.demo { Some(Home::choose(config.data.as_deref())?) } else { None };
    let served = runtime.block_on(serve(config, home.as_ref()));
    runtime.shutdown_timeout(Duration::from_secs(1));
    served
}

/// Human on a terminal, one JSON object a line otherwise; always on stderr.
fn start_log(level: &str) -> std::result::Result<(), Failure> {
    let wrong =
        |_| Failure::Usage(format!("log: {level:?} is no level; write error, warn, info, debug or trace"));
    let filter = EnvFilter::try_new(level).map_err(wrong)?;
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if std::io::stderr().is_terminal() {
        log.compact().init();
    } else {
        log.json().init();
    }
    Ok(())
}

async fn serve(config: Config, home: Option<&Home>) -> Outcome {
    let directory = home.map_or_else(|| config.data(), |home| home.path().to_owned());
    let _lock = Lock::take(&directory)?;
    if let Some(home) = home {
        home.clear()?;
    }
    traffic::warm();
    let engine = Engine::open(&directory)?;
    let listener = TcpListener::bind(config.listen).await;
    let listener = listener.map_err(Failure::io(format!("cannot listen on {}", config.listen)))?;
    let address = listener.local_addr().map_err(Failure::io("cannot listen"))?;
    let here = config.base_url.clone().unwrap_or_else(|| format!("http://{address}"));
    let settings =
        Settings { base_url: config.base_url, trusted_proxies: config.trusted_proxies, demo: home.is_some() };
    let app = App::new(engine, settings);
    let login = match home {
        None => None,
        Some(_) => match filled(&app).await? {
            Some(login) => Some(login),
            None => return Ok(ExitCode::SUCCESS),
        },
    };
    say(&greeting(&app, &directory, &here, login.as_deref()).await?)?;
    until_stopped(app, listener).await
}

/// Fills a demo; nothing when somebody stops it meanwhile.
async fn filled(app: &App) -> std::result::Result<Option<String>, Failure> {
    tracing::info!("filling the demo with made-up history");
    tokio::select! {
        filled = demo::fill(app) => Ok(Some(filled?)),
        () = told_to_stop() => Ok(None),
    }
}

/// The first lines on stdout.
async fn greeting(
    app: &App,
    directory: &Path,
    here: &str,
    login: Option<&str>,
) -> std::result::Result<String, Failure> {
    let now = app.engine.now();
    let (setup, stores) = call::write(&app.engine, move |tx| what_to_tell(tx, now)).await?;
    let directory = std::path::absolute(directory).unwrap_or_else(|_| directory.to_owned());
    let mut text = format!("tributary {}\n", env!("CARGO_PKG_VERSION"));
    text.push_str(&format!("data      {}\naddress   {here}\n", directory.display()));
    if let Some(token) = setup {
        text.push_str(&format!("setup     {here}/setup?token={token} (works once, for 30 minutes)\n"));
        text.push_str(&format!("webhooks  {here}/hooks/woocommerce/… (the setup says the rest)\n"));
    }
    for store in stores {
        text.push_str(&format!("webhooks  {here}/hooks/woocommerce/{store}\n"));
    }
    if let Some(login) = login {
        text.push_str(&format!("sign in   {login}\n"));
    }
    Ok(text)
}

/// A setup token if nobody has set up yet, and the stores whose webhooks come here.
fn what_to_tell(tx: &mut Tx<'_>, now: Timestamp) -> Result<(Option<String>, Vec<StoreId>)> {
    if access::user_count(tx)? == 0 {
        return access::open_setup(tx, now).map(|token| (Some(token), Vec::new()));
    }
    let tenant = data::tenant(tx)?;
    let stores = store::list(tx, &tenant, &Cursor { after: None, limit: LIMIT_MAX })?.rows;
    Ok((None, stores.into_iter().map(|store| store.id).collect()))
}

async fn until_stopped(app: App, listener: TcpListener) -> Outcome {
    let workers = worker::start(&app);
    let service = router::router(app).into_make_service_with_connect_info::<SocketAddr>();
    let (tell, told) = oneshot::channel();
    let server = axum::serve(listener, service).with_graceful_shutdown(async move {
        told_to_stop().await;
        tracing::info!("stopping: no new requests, finishing those at hand");
        let _ = tell.send(());
    });
    let served = tokio::select! {
        served = server.into_future() => served.map_err(Failure::io("the server failed")),
        () = too_long(told) => Ok(()),
    };
    for worker in workers {
        worker.abort();
    }
    served.map(|()| ExitCode::SUCCESS)
}

/// Ends when the requests at hand have had their time.
async fn too_long(told: oneshot::Receiver<()>) {
    if told.await.is_err() {
        std::future::pending::<()>().await;
    }
    tokio::time::sleep(DRAIN).await;
    tracing::warn!("some requests did not finish in time and were cut off");
}

/// SIGTERM from a supervisor, SIGINT from a keyboard.
async fn told_to_stop() {
    let interrupted = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        () = interrupted => {}
        () = terminated() => {}
    }
}

#[cfg(unix)]
async fn terminated() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut signal) => drop(signal.recv().await),
        Err(_) => std::future::pending().await,
    }
}

#[cfg(not(unix))]
async fn terminated() {
    std::future::pending().await
}
