//! Several kinds of requests at once, as a plan in TOML says.
//!
//! In a closed loop so many connections take turns through the kinds by weight. In an open one each kind has a rate: a
//! request is due at its time whether or not those before it were answered, and takes a connection that is free or a new
//! one, up to a limit. How late it leaves counts as waiting, and what was due and never left is said. Start at [`run`].

use crate::connection::{Connection, field};
use crate::tally::Tally;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use serde::Deserialize;
use sha2::Sha256;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::Notify;

/// Nobody waits longer for an answer.
const PATIENCE: Duration = Duration::from_secs(20);
const TICK: Duration = Duration::from_millis(1);
const LATE_MAX: Duration = Duration::from_secs(1);

/// What to send.
#[derive(Debug, Deserialize)]
struct Plan {
    seconds: f64,
    /// Connections of a closed loop; none is an open one.
    connections: usize,
    /// Where phases end, in seconds from the start.
    #[serde(default)]
    marks: Vec<f64>,
    class: Vec<Class>,
}

/// A kind of request.
#[derive(Debug, Deserialize)]
struct Class {
    name: String,
    address: String,
    /// `{n}` is a number of its own, `{line}` the next line of `lines`, `{signature}` WooCommerce's over the body.
    request: String,
    #[serde(default)]
    weight: u32,
    #[serde(default)]
    rate: f64,
    /// The most connections in an open loop.
    #[serde(default)]
    connections: usize,
    #[serde(default)]
    secret: String,
    /// Each line is asked for once, then the load is over.
    lines: Option<String>,
    /// Where the ids of clicks go that were answered.
    ids: Option<String>,
    #[serde(default)]
    first: u64,
}

/// A kind of request under way.
struct Lane {
    class: Class,
    begun: Instant,
    ends: Instant,
    marks: Vec<Duration>,
    lines: Vec<String>,
    /// Whether each request is the same.
    is_plain: bool,
    next: AtomicU64,
    due: Mutex<VecDeque<Instant>>,
    wake: Notify,
    free: AtomicUsize,
    is_over: AtomicBool,
    seen: Mutex<Seen>,
}

#[derive(Default)]
struct Seen {
    tallies: Vec<Tally>,
    due: Vec<u64>,
    ids: Vec<String>,
}

/// Sends what the plan says; what was seen, in TOML.
pub(crate) async fn run(path: &str) -> Result<String, String> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))?;
    let mut plan: Plan = toml::from_str(&text).map_err(|error| error.to_string())?;
    let begun = Instant::now();
    let ends = begun + Duration::from_secs_f64(plan.seconds);
    let marks: Vec<Duration> = plan.marks.iter().copied().map(Duration::from_secs_f64).collect();
    let mut lanes = Vec::new();
    for class in plan.class.drain(..) {
        lanes.push(Arc::new(Lane::new(class, (begun, ends), &marks)?));
    }
    if plan.connections > 0 {
        closed(&plan, &lanes).await;
    } else {
        open(&lanes).await;
    }
    let mut said = String::new();
    for lane in &lanes {
        lane.say(&mut said)?;
    }
    Ok(said)
}

async fn closed(plan: &Plan, lanes: &[Arc<Lane>]) {
    let turns: Arc<Vec<Arc<Lane>>> = Arc::new(turns(lanes));
    let next = Arc::new(AtomicUsize::new(0));
    let senders: Vec<_> = (0..plan.connections)
        .map(|_| {
            let (turns, next) = (Arc::clone(&turns), Arc::clone(&next));
            tokio::spawn(async move {
                let mut open: Vec<(String, Option<Connection>)> = Vec::new();
                loop {
                    let lane = &turns[next.fetch_add(1, Ordering::Relaxed) % turns.len()];
                    let Some(request) = lane.request().filter(|_| Instant::now() < lane.ends) else { return };
                    let place = open.iter().position(|(address, _)| *address == lane.class.address);
                    let place = place.unwrap_or_else(|| {
                        open.push((lane.class.address.clone(), None));
                        open.len() - 1
                    });
                    let now = Instant::now();
                    lane.count_due(now);
                    lane.exchange(&mut open[place].1, &request, now).await;
                }
            })
        })
        .collect();
    for sender in senders {
        drop(sender.await);
    }
}

/// The lanes by weight, each as evenly spread as can be.
fn turns(lanes: &[Arc<Lane>]) -> Vec<Arc<Lane>> {
    let all: i64 = lanes.iter().map(|lane| i64::from(lane.class.weight)).sum();
    let mut credit = vec![0; lanes.len()];
    let mut turns = Vec::new();
    for _ in 0..all {
        for (credit, lane) in credit.iter_mut().zip(lanes) {
            *credit += i64::from(lane.class.weight);
        }
        // Whoever was passed over most; then it pays for the turn.
        let most = (0..credit.len()).max_by_key(|place| credit[*place]).unwrap_or_default();
        credit[most] -= all;
        turns.push(Arc::clone(&lanes[most]));
    }
    turns
}

async fn open(lanes: &[Arc<Lane>]) {
    let tickers: Vec<_> = lanes.iter().map(|lane| tokio::spawn(Arc::clone(lane).tick())).collect();
    for ticker in tickers {
        drop(ticker.await);
    }
}

impl Lane {
    fn new(class: Class, (begun, ends): (Instant, Instant), marks: &[Duration]) -> Result<Self, String> {
        let lines = match &class.lines {
            None => Vec::new(),
            Some(path) => {
                let text = std::fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))?;
                text.lines().map(str::to_owned).collect()
            }
        };
        let tallies = vec![Tally::default(); marks.len() + 1];
        let seen = Mutex::new(Seen { due: vec![0; tallies.len()], tallies, ids: Vec::new() });
        let next = AtomicU64::new(class.first);
        Ok(Self {
            begun,
            ends,
            marks: marks.to_vec(),
            lines,
            is_plain: !class.request.contains(['{', '}']),
            next,
            due: Mutex::default(),
            wake: Notify::new(),
            free: AtomicUsize::new(0),
            is_over: AtomicBool::new(false),
            seen,
            class,
        })
    }

    /// Makes requests due, each at its time, and has enough connections to send them.
    async fn tick(self: Arc<Self>) {
        let (mut made, mut senders) = (0_u32, Vec::new());
        while Instant::now() < self.ends {
            tokio::time::sleep(TICK).await;
            let now = Instant::now().min(self.ends);
            loop {
                let at = self.begun + Duration::from_secs_f64(f64::from(made) / self.class.rate.max(0.001));
                if at >= now {
                    break;
                }
                made += 1;
                self.count_due(at);
                locked(&self.due).push_back(at);
                self.wake.notify_one();
            }
            let waiting = locked(&self.due).len();
            let lacking = waiting.saturating_sub(self.free.load(Ordering::Relaxed));
            for _ in 0..lacking.min(self.class.connections.saturating_sub(senders.len())) {
                senders.push(tokio::spawn(Arc::clone(&self).send()));
            }
        }
        // What has just become due still leaves; what waits because nothing is answered does not.
        let late = Instant::now();
        while !locked(&self.due).is_empty() && late.elapsed() < LATE_MAX {
            tokio::time::sleep(TICK).await;
        }
        self.is_over.store(true, Ordering::Relaxed);
        locked(&self.due).clear();
        self.wake.notify_waiters();
        for sender in senders {
            drop(sender.await);
        }
    }

    async fn send(self: Arc<Self>) {
        let mut open = None;
        loop {
            let next = locked(&self.due).pop_front();
            if let Some(at) = next {
                let Some(request) = self.request() else { return };
                self.exchange(&mut open, &request, at).await;
                continue;
            }
            if self.is_over.load(Ordering::Relaxed) {
                return;
            }
            self.free.fetch_add(1, Ordering::Relaxed);
            // One that was told before it listened looks again soon.
            drop(tokio::time::timeout(TICK * 50, self.wake.notified()).await);
            self.free.fetch_sub(1, Ordering::Relaxed);
        }
    }

    async fn exchange(&self, open: &mut Option<Connection>, request: &[u8], from: Instant) {
        let sent = Instant::now();
        let asked = tokio::time::timeout(PATIENCE, ask(&self.class.address, open, request)).await;
        let status = asked.unwrap_or_else(|_| Err(std::io::ErrorKind::TimedOut.into()));
        let (phase, took) = (self.phase(from), from.elapsed());
        let mut seen = locked(&self.seen);
        let Seen { tallies, ids, .. } = &mut *seen;
        let tally = &mut tallies[phase];
        tally.sent += 1;
        match (status, open.as_ref().map(Connection::head)) {
            (Ok(200..=399), Some(head)) => {
                tally.good(took, Instant::now() <= self.ends);
                if self.class.ids.is_some() {
                    ids.extend(click_of(head));
                }
            }
            // How soon somebody is sent away counts from when he came.
            (Ok(503), Some(head)) => tally.shed(sent.elapsed(), field(head, "retry-after").is_some()),
            (Ok(status), _) => {
                tally.other += 1;
                tally.trouble.get_or_insert_with(|| format!("status {status}"));
            }
            (Err(error), _) => {
                tally.failed += 1;
                tally.trouble.get_or_insert_with(|| error.to_string());
                *open = None;
            }
        }
    }

    /// The next request; none once every line was asked for.
    fn request(&self) -> Option<Vec<u8>> {
        if self.is_plain {
            return Some(self.class.request.clone().into_bytes());
        }
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let mut text = self.class.request.replace("{n}", &format!("{number:012}"));
        if self.class.lines.is_some() {
            let line = usize::try_from(number).ok().and_then(|number| self.lines.get(number))?;
            text = text.replace("{line}", line);
        }
        if !self.class.secret.is_empty() {
            let body = text.split_once("\r\n\r\n").map(|(_, body)| body).unwrap_or_default();
            let signature = signature(&self.class.secret, body);
            text = text.replace("{signature}", &signature);
        }
        Some(text.into_bytes())
    }

    fn count_due(&self, at: Instant) {
        let phase = self.phase(at);
        locked(&self.seen).due[phase] += 1;
    }

    fn phase(&self, at: Instant) -> usize {
        let since = at.saturating_duration_since(self.begun);
        self.marks.iter().filter(|mark| since >= **mark).count()
    }

    fn say(&self, to: &mut String) -> Result<(), String> {
        let mut seen = locked(&self.seen);
        let Seen { tallies, due, ids } = &mut *seen;
        for (phase, (tally, due)) in tallies.iter_mut().zip(due).enumerate() {
            tally.say(to, &self.class.name, phase, *due);
        }
        if let Some(path) = &self.class.ids {
            std::fs::write(path, ids.join("\n")).map_err(|error| format!("{path}: {error}"))?;
        }
        Ok(())
    }
}

async fn ask(address: &str, open: &mut Option<Connection>, request: &[u8]) -> std::io::Result<u16> {
    let connection = match open {
        Some(connection) => connection,
        none => none.insert(Connection::open(address).await?),
    };
    connection.ask(request).await
}

/// The id of the click that a redirect's landing names.
fn click_of(head: &str) -> Option<String> {
    let id = field(head, "location")?.split("click=").nth(1)?.split('&').next()?;
    Some(id.to_owned())
}

fn signature(secret: &str, body: &str) -> String {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return String::new() };
    mac.update(body.as_bytes());
    STANDARD.encode(mac.finalize().into_bytes())
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
