//! Rings when something happened: one watcher for everybody who waits, however many they are.
//!
//! Commits of this process wake the watcher; it looks by itself for what other processes wrote. Whoever waits hears
//! how far the feed has come and reads the rest alone. Nobody waiting: nobody looks.

use crate::call;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::{Notify, watch};
use tributary_core::TenantId;
use tributary_engine::Engine;
use tributary_engine::live::{self, Place};

/// How often the watcher looks for what another process wrote.
const LOOK_EVERY: Duration = Duration::from_millis(400);
/// Commits closer together than this ring once.
const BREATH: Duration = Duration::from_millis(25);
/// Streams of one browser: more would leave it no connection for pages.
const SEATS_PER_SESSION: usize = 4;
/// Streams in all; each costs a task and a little memory.
const SEATS: usize = 500;

/// How far every tenant's feed has come.
type Heads = HashMap<TenantId, Place>;

/// The bell, and who listens.
#[derive(Debug)]
pub struct Pulse {
    engine: Engine,
    committed: Arc<Notify>,
    heads: watch::Sender<Heads>,
    watching: AtomicBool,
    stopping: watch::Sender<bool>,
    seats: Mutex<HashMap<String, usize>>,
}

impl Pulse {
    /// The bell of an engine.
    #[must_use]
    pub fn of(engine: &Engine) -> Arc<Self> {
        let committed = Arc::new(Notify::new());
        let bell = Arc::clone(&committed);
        engine.db.on_commit(move || bell.notify_one());
        Arc::new(Self {
            engine: engine.clone(),
            committed,
            heads: watch::Sender::new(Heads::new()),
            watching: AtomicBool::new(false),
            stopping: watch::Sender::new(false),
            seats: Mutex::default(),
        })
    }

    /// Starts to listen.
    #[must_use]
    pub fn listen(self: &Arc<Self>, tenant: &TenantId) -> Listener {
        let listener = Listener {
            tenant: tenant.clone(),
            heads: self.heads.subscribe(),
            stop: self.stopping.subscribe(),
        };
        if !self.watching.swap(true, Ordering::AcqRel) {
            tokio::spawn(Arc::clone(self).watch());
        }
        listener
    }

    /// Ends all streams: the server wants to stop.
    pub fn stop(&self) {
        self.stopping.send_replace(true);
    }

    /// Whether the server wants to stop.
    #[must_use]
    pub fn is_stopping(&self) -> bool {
        *self.stopping.borrow()
    }

    /// A seat for one more stream of a session, if there is one left.
    #[must_use]
    pub fn seat(self: &Arc<Self>, session: &str) -> Option<Seat> {
        let mut seats = self.seats.lock().ok()?;
        let (all, own) = (seats.values().sum::<usize>(), seats.get(session).copied().unwrap_or_default());
        if all >= SEATS || own >= SEATS_PER_SESSION {
            return None;
        }
        seats.insert(session.to_owned(), own + 1);
        Some(Seat { pulse: Arc::clone(self), session: session.to_owned() })
    }

    async fn watch(self: Arc<Self>) {
        let mut stop = self.stopping.subscribe();
        loop {
            if self.heads.receiver_count() == 0 || *stop.borrow() {
                self.watching.store(false, Ordering::Release);
                // Somebody may have come between the look and the word that nobody watches.
                let missed = self.heads.receiver_count() > 0 && !*stop.borrow();
                if !missed || self.watching.swap(true, Ordering::AcqRel) {
                    return;
                }
            }
            self.look().await;
            tokio::time::sleep(BREATH).await;
            tokio::select! {
                () = self.committed.notified() => {}
                () = tokio::time::sleep(LOOK_EVERY) => {}
                _ = stop.changed() => {}
            }
        }
    }

    async fn look(&self) {
        match call::read(&self.engine, live::heads).await {
            Ok(found) => {
                let found: Heads = found.into_iter().collect();
                self.heads.send_if_modified(|heads| {
                    let moved = *heads != found;
                    *heads = found;
                    moved
                });
            }
            Err(error) => tracing::warn!(%error, "the live feed could not be looked at"),
        }
    }
}

/// Somebody who waits for one tenant's feed.
#[derive(Debug)]
pub struct Listener {
    tenant: TenantId,
    heads: watch::Receiver<Heads>,
    stop: watch::Receiver<bool>,
}

impl Listener {
    /// Ends once the feed has gone beyond `seen`.
    pub async fn beyond(&mut self, seen: Place) {
        let tenant = self.tenant.clone();
        let moved = move |heads: &Heads| heads.get(&tenant).is_some_and(|head| *head > seen);
        if self.heads.wait_for(moved).await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    /// Ends once the server wants to stop.
    pub fn stopped(&self) -> impl Future<Output = ()> + use<> {
        let mut stop = self.stop.clone();
        async move {
            if stop.wait_for(|stop| *stop).await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    }
}

/// A stream's seat; given up by being dropped.
#[derive(Debug)]
pub struct Seat {
    pulse: Arc<Pulse>,
    session: String,
}

impl Drop for Seat {
    fn drop(&mut self) {
        let Ok(mut seats) = self.pulse.seats.lock() else { return };
        if let Some(own) = seats.get_mut(&self.session) {
            *own -= 1;
            if *own == 0 {
                seats.remove(&self.session);
            }
        }
    }
}
