//! Hears when somebody wants the server to stop: SIGTERM from a supervisor, SIGINT from a keyboard.

use super::Failure;
use tokio::sync::watch;

/// The wish to stop. Clones hear the same.
#[derive(Debug, Clone)]
pub(super) struct Stop(watch::Receiver<bool>);

impl Stop {
    /// Listens from now on; the process no longer ends by itself at these signals.
    pub(super) async fn listen() -> Result<Self, Failure> {
        let signals = signals().map_err(Failure::io("cannot listen for signals"))?;
        let (tell, told) = watch::channel(false);
        tokio::spawn(async move {
            signals.await;
            let _ = tell.send(true);
        });
        Ok(Self(told))
    }

    /// Ends once somebody wants the server to stop.
    pub(super) async fn told(mut self) {
        if self.0.wait_for(|told| *told).await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

#[cfg(unix)]
fn signals() -> std::io::Result<impl Future<Output = ()> + Send + 'static> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn signals() -> std::io::Result<impl Future<Output = ()> + Send + 'static> {
    Ok(async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}
