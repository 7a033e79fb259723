//! `tributary serve`: one server on one data directory, until it is told to stop.

use super::data::Lock;
use super::stop::Stop;
use super::{Failure, Outcome, data, say};
use crate::app::{App, Settings};
use crate::config::{Config, Data, Listening, Place};
use crate::demo::{self, Home};
use crate::http::redirect::traffic;
use crate::{call, direct, worker};
use std::io::IsTerminal;
use std::process::ExitCode;
use std::time::Duration;
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;
use tributary_core::{StoreId, Timestamp};
use tributary_engine::db::Tx;
use tributary_engine::page::{Cursor, LIMIT_MAX};
use tributary_engine::{Error, Result, access, store};

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
    // Heard before anything is made that must be tidied up.
    let stop = runtime.block_on(Stop::listen())?;
    if args.demo && config.data.server.is_some() {
        let text = "--demo: made-up history goes into a directory of its own; leave --database-url out";
        return Err(Failure::Usage(text.to_owned()));
    }
    let home = if args.demo { Some(Home::choose(config.named.as_deref())?) } else { None };
    let served = runtime.block_on(serve(config, home.as_ref(), stop));
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

async fn serve(config: Config, home: Option<&Home>, stop: Stop) -> Outcome {
    let data = match home {
        Some(home) => Data { directory: home.path().to_owned(), server: None },
        None => config.data.clone(),
    };
    let _lock = Lock::take(&data.directory)?;
    if let Some(home) = home {
        home.clear()?;
    }
    traffic::warm();
    let engine = data.open_to_serve()?;
    let listener =
        direct::listen(config.listen).map_err(Failure::io(format!("cannot listen on {}", config.listen)))?;
    let address = listener.local_addr().map_err(Failure::io("cannot listen"))?;
    let here = config.base_url.clone().unwrap_or_else(|| format!("http://{address}"));
    let settings = Settings {
        base_url: config.base_url,
        here: here.clone(),
        trusted_proxies: config.trusted_proxies,
        demo: home.is_some(),
        metrics_token: config.metrics_token,
        keep_clicks_days: config.keep_clicks_days,
        allow_private_webhooks: config.allow_private_webhooks,
        mailer: config.mailer,
    };
    let app = App::open(engine, settings)?;
    let login = match home {
        None => None,
        Some(_) => match filled(&app, stop.clone()).await? {
            Some(login) => Some(login),
            None => return Ok(ExitCode::SUCCESS),
        },
    };
    say(&greeting(&app, &data, &here, login.as_deref()).await?)?;
    until_stopped(app, listener, stop).await
}

/// Fills a demo; nothing when somebody stops it meanwhile.
async fn filled(app: &App, stop: Stop) -> std::result::Result<Option<String>, Failure> {
    tracing::info!("filling the demo with made-up history");
    tokio::select! {
        filled = demo::fill(app) => Ok(Some(filled?)),
        () = stop.told() => Ok(None),
    }
}

/// The first lines on stdout.
async fn greeting(
    app: &App,
    data: &Data,
    here: &str,
    login: Option<&str>,
) -> std::result::Result<String, Failure> {
    let now = app.engine.now();
    let told = call::write(&app.engine, move |tx| what_to_tell(tx, now)).await;
    let (is_away, (setup, stores)) = match told {
        Err(Error::Unavailable(_)) => (true, (None, Vec::new())),
        told => (false, told?),
    };
    let directory = std::path::absolute(&data.directory).unwrap_or_else(|_| data.directory.clone());
    let mut text = format!("tributary {}\n", env!("CARGO_PKG_VERSION"));
    text.push_str(&format!("data      {}\n", directory.display()));
    if let Some(server) = &data.server {
        let how = if is_away { " (does not answer: clicks are kept until it does)" } else { "" };
        text.push_str(&format!("database  {server}{how}\n"));
    }
    text.push_str(&format!("address   {here}\n"));
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

async fn until_stopped(app: App, listener: TcpListener, stop: Stop) -> Outcome {
    let workers = worker::start(&app);
    let (pulse, intake) = (app.pulse.clone(), app.intake.clone());
    let asked = stop.clone();
    let server = direct::serve(listener, app, async move {
        asked.told().await;
        pulse.stop();
        tracing::info!("stopping: no new requests, finishing those at hand");
    });
    tokio::select! {
        () = server => {}
        () = too_long(stop) => {}
    }
    for worker in workers {
        worker.abort();
    }
    // Not lost if this is too short: the next start finds them on disk.
    let left = intake.finish(DRAIN).await;
    if left > 0 {
        tracing::warn!(left, "clicks stay on disk until the next start, for the database does not take them");
    }
    Ok(ExitCode::SUCCESS)
}

/// Ends when the requests at hand have had their time.
async fn too_long(stop: Stop) {
    stop.told().await;
    tokio::time::sleep(DRAIN).await;
    tracing::warn!("some requests did not finish in time and were cut off");
}
