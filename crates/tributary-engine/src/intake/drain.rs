//! The thread that moves clicks from the intake's disk into the database.

use super::record::decode;
use super::segment::Reading;
use super::state::{Live, Shared};
use crate::click::{self, Click};
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::pipeline;
use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tributary_core::TenantId;

/// Clicks in one transaction: enough to share its price, few enough to let others write in between.
const BATCH: usize = 1_000;
/// The same in a rush, and while it is not known whether there is one: on a machine with few cores whoever clicks waits as long as
/// one transaction takes. So many at once are no trickle; whatever comes more slowly than it can go never waits in such numbers.
/// Measured with half of what a core can do: where the first took a thousand, the slowest hundredth of clicks waited 15 to 69 ms,
/// and 5 to 13 with a hundred.
const BATCH_FIRST: usize = 100;
/// More than so many within [`LOOK_AGAIN`]: the rush lasts.
const MANY: usize = 400;
const GIVE_WAY_MAX: Duration = Duration::from_secs(20);
/// How soon it is seen that a rush is over.
const LOOK_AGAIN: Duration = Duration::from_millis(500);
const REST_FIRST: Duration = Duration::from_millis(50);
const REST_MAX: Duration = Duration::from_secs(2);
/// Clicks that the database refuses.
const ASIDE: &str = "set-aside.jsonl";

type Clicks = Arc<Vec<Click>>;

pub(super) fn run(shared: &Shared, engine: &Engine) {
    let mut drain = Drain { shared, engine, reading: None, batch: BATCH_FIRST };
    while let Some(live) = shared.wait_for(|live| drain.is_behind(live)) {
        if let Err(error) = drain.step(&live) {
            tracing::error!(%error, "clicks on disk cannot be read; trying again");
            drain.reading = None;
            if !shared.rest(REST_MAX) {
                return;
            }
        }
    }
}

/// What became of some clicks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Delivered {
    Yes,
    /// The process ends; the next one finds them where they are.
    NotBeforeTheEnd,
}

struct Drain<'a> {
    shared: &'a Shared,
    engine: &'a Engine,
    reading: Option<(u64, Reading)>,
    /// How many clicks share a transaction now.
    batch: usize,
}

impl Drain<'_> {
    fn is_behind(&self, live: &Live) -> bool {
        match &self.reading {
            Some((number, reading)) if *number == live.number => reading.at() < live.end || live.is_sealed,
            _ => true,
        }
    }

    /// Moves some clicks of the oldest file, or is done with it.
    fn step(&mut self, live: &Live) -> io::Result<()> {
        let mut reading = match self.reading.take() {
            Some((number, reading)) if number == live.number => reading,
            _ => match Reading::open(&self.shared.folder, live.number)? {
                Some(reading) => reading,
                None => return self.shared.done_with(live.number),
            },
        };
        let (begun, kept) = (Instant::now(), self.shared.figures().kept);
        let batch = read_batch(&mut reading, live.end, self.batch)?;
        let count = batch.values().map(Vec::len).sum::<usize>();
        let is_done = live.is_sealed && (reading.at() >= live.end || batch.is_empty());
        for (tenant, clicks) in batch {
            // What the last process had begun to move may be in the database already.
            if self.deliver(&tenant, &Arc::new(clicks), live.was_found)? == Delivered::NotBeforeTheEnd {
                return Ok(());
            }
        }
        if is_done {
            return self.shared.done_with(live.number);
        }
        self.reading = Some((live.number, reading));
        if count >= BATCH_FIRST {
            self.give_way(begun.elapsed(), count, kept);
        } else {
            self.batch = BATCH_FIRST;
        }
        Ok(())
    }

    /// In a rush those who click come first: what they leave is on disk, and there is room for a while. As long as there is plenty
    /// this waits for its end, since what it could move is next to nothing of what comes; the fuller it is, the less it gives way.
    /// Not only the processor is in short supply: what goes into the database is copied within it later, thousands of pages at once,
    /// and whoever clicks then shares the disk with that. With a million clicks in the database the slowest hundredth waited 0.4 s
    /// while this moved 200 a second, and 6 ms since it does not.
    fn give_way(&mut self, took: Duration, went: usize, kept_before: u64) {
        let figures = self.shared.figures();
        // More than half as many came meanwhile as went.
        let is_rush = (figures.kept - kept_before) * 2 >= went as u64;
        let fullness = figures.waiting_bytes * 4 / self.shared.bytes_max().max(1);
        let rest = match fullness {
            0 => GIVE_WAY_MAX,
            1 => took * 30,
            2 => took * 5,
            _ => Duration::ZERO,
        };
        self.batch = if is_rush && !rest.is_zero() { BATCH_FIRST } else { BATCH };
        if is_rush {
            self.wait_while_it_lasts(rest.min(GIVE_WAY_MAX));
        }
    }

    /// Rests for so long, or until no more come than can go at once.
    fn wait_while_it_lasts(&self, whole: Duration) {
        let mut left = whole;
        while !left.is_zero() {
            let (step, kept) = (left.min(LOOK_AGAIN), self.shared.figures().kept);
            let came = |figures: u64| usize::try_from(figures - kept).unwrap_or(usize::MAX);
            if !self.shared.pause(step) || came(self.shared.figures().kept) < MANY {
                return;
            }
            left -= step;
        }
    }

    /// Brings clicks into the database, however long it is away; what it refuses is set aside one by one.
    fn deliver(&self, tenant: &TenantId, clicks: &Clicks, some_are_known: bool) -> io::Result<Delivered> {
        let (mut rest, mut some_are_known) = (REST_FIRST, some_are_known);
        loop {
            let trouble = match self.write(tenant, clicks, some_are_known) {
                Ok(()) => {
                    self.shared.drained(clicks.len() as u64, 0);
                    return Ok(Delivered::Yes);
                }
                // An earlier try went through, and only its answer was lost.
                Err(error) if error.is_unique() && !some_are_known => {
                    some_are_known = true;
                    continue;
                }
                Err(error) if is_about_the_click(&error) => return self.one_by_one(tenant, clicks, &error),
                Err(error) => error,
            };
            tracing::warn!(error = %trouble, clicks = clicks.len(), "clicks wait for the database");
            if !self.shared.rest(rest) {
                return Ok(Delivered::NotBeforeTheEnd);
            }
            rest = (rest * 2).min(REST_MAX);
        }
    }

    fn one_by_one(&self, tenant: &TenantId, clicks: &Clicks, error: &Error) -> io::Result<Delivered> {
        if let [click] = clicks.as_slice() {
            tracing::error!(%error, click = %click.id, "the database refuses a click; it is set aside");
            self.set_aside(tenant, click, error)?;
            self.shared.drained(1, 1);
            return Ok(Delivered::Yes);
        }
        let (front, back) = clicks.split_at(clicks.len() / 2);
        match self.deliver(tenant, &Arc::new(front.to_vec()), true)? {
            Delivered::Yes => self.deliver(tenant, &Arc::new(back.to_vec()), true),
            not => Ok(not),
        }
    }

    fn write(&self, tenant: &TenantId, clicks: &Clicks, some_are_known: bool) -> Result<()> {
        let (tenant, clicks) = (tenant.clone(), Arc::clone(clicks));
        let now = self.engine.now();
        self.engine.db.write_wait(move |tx| {
            if !some_are_known {
                return pipeline::clicked(tx, &tenant, &clicks, now);
            }
            let unknown: Vec<Click> = click::unknown_of(tx, &tenant, &clicks)?.into_iter().cloned().collect();
            pipeline::clicked(tx, &tenant, &unknown, now)
        })
    }

    fn set_aside(&self, tenant: &TenantId, click: &Click, error: &Error) -> io::Result<()> {
        let line = serde_json::json!({
            "refused_because": error.to_string(),
            "tenant": tenant.as_str(),
            "id": click.id.as_str(),
            "program": click.program.as_str(),
            "partner": click.partner.as_ref().map(|id| id.as_str()),
            "link": click.link.as_ref().map(|id| id.as_str()),
            "code": click.code.as_ref().map(|id| id.as_str()),
            "value": click.value,
            "at_ms": click.at.ms(),
            "traffic": click.traffic,
            "outcome": click.outcome,
            "visitor": click.visitor,
            "device": click.device,
            "ip_hash": click.ip_hash,
            "user_agent": click.user_agent,
            "referrer": click.referrer,
            "landing": click.landing,
            "refused": click.refused,
            "refs": click.refs,
        });
        let mut file = OpenOptions::new().append(true).create(true).open(self.shared.folder.join(ASIDE))?;
        file.write_all(format!("{line}\n").as_bytes())?;
        file.sync_all()
    }
}

/// The next clicks of a file by tenant, each in the order of arrival.
fn read_batch(reading: &mut Reading, end: u64, enough: usize) -> io::Result<BTreeMap<TenantId, Vec<Click>>> {
    let mut batch: BTreeMap<TenantId, Vec<Click>> = BTreeMap::new();
    let mut count = 0;
    while reading.at() < end && count < enough {
        let Some((clicks, bytes)) = reading.next()? else {
            // Damage was told of, and a copy kept, when the file was found.
            if reading.skip_damage()? {
                continue;
            }
            break;
        };
        let mut rest = bytes.as_slice();
        for _ in 0..clicks {
            let (tenant, click) = decode(&mut rest, reading.kind()).map_err(io::Error::other)?;
            batch.entry(tenant).or_default().push(click);
            count += 1;
        }
    }
    Ok(batch)
}

/// Whether the trouble is the click itself, so that trying again would change nothing.
fn is_about_the_click(error: &Error) -> bool {
    match error {
        Error::Invalid(_) | Error::NotFound(_) | Error::Gone(_) | Error::Conflict(_) => true,
        Error::Database(rusqlite::Error::SqliteFailure(failure, _)) => {
            failure.code == rusqlite::ErrorCode::ConstraintViolation
        }
        // Data that does not fit its column, and constraints.
        Error::Server { code, .. } => code.starts_with("22") || code.starts_with("23"),
        _ => false,
    }
}
