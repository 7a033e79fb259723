//! What the intake's two threads and everybody who asks know together: which files there are, how far they are written, and
//! how far the database has them.

use super::Limits;
use super::segment::{self, Reading, Segment};
use std::collections::VecDeque;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

/// Files that wait to be used again; more are removed.
const SPARES_MAX: usize = 8;
/// Files that are made before they are needed, once more than a little is kept.
const SPARES_AHEAD: usize = 2;

/// A disk that takes longer is waited for by another thread.
const QUICK_US: u64 = 1_000;
/// One long wait, such as for a new file, does not make a disk slow for long.
const SLOW_US: u64 = 20_000;

/// How the intake stands. Counts are since the process began; what it found then counts as kept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Figures {
    /// Clicks on disk.
    pub kept: u64,
    /// Of them, those that the database has, or that were set aside.
    pub drained: u64,
    /// Of them, those that the database refuses: they are in the file `set-aside.jsonl`.
    pub set_aside: u64,
    /// Clicks that found no room or no disk.
    pub refused: u64,
    /// Bytes of files whose clicks the database does not have yet.
    pub waiting_bytes: u64,
    /// Files that were damaged and are kept for somebody to look at.
    pub damaged: u64,
    /// Whether the database could not be reached when it was last tried.
    pub is_stuck: bool,
}

impl Figures {
    /// Clicks that wait for the database.
    #[must_use]
    pub const fn waiting(&self) -> u64 {
        self.kept.saturating_sub(self.drained)
    }
}

/// A file with clicks that the database does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Live {
    pub(super) number: u64,
    /// How far it is written.
    pub(super) end: u64,
    /// Whether it is written no further.
    pub(super) is_sealed: bool,
    /// Whether an earlier process wrote it.
    pub(super) was_found: bool,
    size: u64,
}

#[derive(Debug, Default)]
struct State {
    live: VecDeque<Live>,
    next: u64,
    spares: Vec<(PathBuf, u64)>,
    figures: Figures,
    closed: bool,
    /// Whether the drain waits for something to do. It is not woken while it gives way: every click would wake it.
    is_drain_idle: bool,
    /// How many files were made ahead, for their names.
    made_ahead: u64,
}

impl State {
    fn wants_spare(&self) -> bool {
        let is_filling = |live: &Live| !live.is_sealed && live.end > live.size / 2;
        let is_more_than_a_little = self.next > 2 || self.live.back().is_some_and(is_filling);
        is_more_than_a_little && self.spares.len() < SPARES_AHEAD
    }
}

type Bell = Box<dyn Fn(u64) + Send + Sync>;

/// See the module.
pub(super) struct Shared {
    pub(super) folder: PathBuf,
    limits: Limits,
    state: Mutex<State>,
    /// There is something to drain.
    work: Condvar,
    /// Something was drained.
    done: Condvar,
    /// A file was begun, or is half full.
    used: Condvar,
    /// The end has come.
    end: Condvar,
    /// How long the disk takes: the mean of the last few times, in microseconds.
    disk_us: AtomicU64,
    bell: OnceLock<Bell>,
}

impl std::fmt::Debug for Shared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Shared({})", self.folder.display())
    }
}

impl Shared {
    /// Reads what a folder holds.
    pub(super) fn open(folder: &Path, limits: Limits) -> io::Result<Self> {
        let mut state = State { next: 1, ..State::default() };
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            // Prepared and never used: cheaper made anew than looked at.
            if path.extension().is_some_and(|extension| extension == "new") {
                std::fs::remove_file(path)?;
            }
        }
        for number in segment::numbers(folder)? {
            state.next = number + 1;
            match found(folder, number)? {
                Some((clicks, end, is_damaged)) => {
                    let size = std::fs::metadata(segment::path(folder, number))?.len();
                    state.live.push_back(Live { number, end, is_sealed: true, was_found: true, size });
                    state.figures.kept += clicks;
                    state.figures.waiting_bytes += size;
                    state.figures.damaged += u64::from(is_damaged);
                }
                None => state.figures.damaged += 1,
            }
        }
        Ok(Self {
            folder: folder.to_owned(),
            limits,
            state: Mutex::new(state),
            work: Condvar::new(),
            done: Condvar::new(),
            used: Condvar::new(),
            end: Condvar::new(),
            disk_us: AtomicU64::new(QUICK_US), // unknown, so not quick yet
            bell: OnceLock::new(),
        })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Every change of it is whole before the lock is given back, even by a panic.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn figures(&self) -> Figures {
        self.state().figures
    }

    pub(super) fn on_drained(&self, bell: impl Fn(u64) + Send + Sync + 'static) {
        let _ = self.bell.set(Box::new(bell));
    }

    pub(super) fn close(&self) {
        self.state().closed = true;
        self.work.notify_all();
        self.done.notify_all();
        self.used.notify_all();
        self.end.notify_all();
    }

    pub(super) fn wait_until_drained(&self, within: Duration) -> bool {
        let (begun, mut state) = (Instant::now(), self.state());
        let wanted = state.figures.kept;
        while state.figures.drained < wanted {
            let Some(left) = within.checked_sub(begun.elapsed()).filter(|left| !left.is_zero()) else {
                return false;
            };
            state = self.done.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        true
    }

    /// A new file to write; none when there is no more room.
    pub(super) fn begin(&self) -> io::Result<Option<Segment>> {
        let mut state = self.state();
        if state.figures.waiting_bytes + self.limits.segment_bytes > self.limits.bytes_max {
            return Ok(None);
        }
        let number = state.next;
        state.next += 1;
        let spare = state.spares.pop();
        drop(state);
        let (spare, size) = match spare {
            Some(spare) => spare,
            None => {
                let size = if number == 1 { self.limits.first_bytes } else { self.limits.segment_bytes };
                self.prepare(&format!("now-{number:016}.new"), size)?
            }
        };
        let segment = Segment::begin(&self.folder, number, &spare)?;
        let mut state = self.state();
        if let Some(before) = state.live.back_mut() {
            before.is_sealed = true;
        }
        state.live.push_back(Live { number, end: segment.end(), is_sealed: false, was_found: false, size });
        state.figures.waiting_bytes += size;
        self.wake_drain(&state);
        Ok(Some(segment))
    }

    fn prepare(&self, name: &str, size: u64) -> io::Result<(PathBuf, u64)> {
        let path = self.folder.join(name);
        segment::prepare(&path, size)?;
        Ok((path, size))
    }

    /// Waits until another file should be made before it is needed, and makes it; false when the end has come.
    pub(super) fn prepare_next(&self) -> io::Result<bool> {
        let mut state = self.state();
        let number = loop {
            if state.closed {
                return Ok(false);
            }
            if state.wants_spare() {
                break state.made_ahead;
            }
            state = self.used.wait(state).unwrap_or_else(PoisonError::into_inner);
        };
        state.made_ahead += 1;
        drop(state);
        let spare = self.prepare(&format!("ahead-{number:016}.new"), self.limits.segment_bytes)?;
        self.state().spares.push(spare);
        Ok(true)
    }

    /// A frame is on disk.
    pub(super) fn kept(&self, end: u64, clicks: u32) {
        let mut state = self.state();
        state.figures.kept += u64::from(clicks);
        if let Some(live) = state.live.back_mut() {
            live.end = end;
        }
        if state.wants_spare() {
            self.used.notify_one();
        }
        self.wake_drain(&state);
    }

    fn wake_drain(&self, state: &State) {
        if state.is_drain_idle {
            self.work.notify_one();
        }
    }

    pub(super) fn took(&self, time: Duration) {
        let now = u64::try_from(time.as_micros()).unwrap_or(u64::MAX).min(SLOW_US);
        let before = self.disk_us.load(Ordering::Relaxed);
        self.disk_us.store((before * 7 + now) / 8, Ordering::Relaxed);
    }

    pub(super) fn is_quick(&self) -> bool {
        self.disk_us.load(Ordering::Relaxed) < QUICK_US
    }

    pub(super) fn refused(&self, clicks: u32) {
        self.state().figures.refused += u64::from(clicks);
    }

    /// Waits for something beyond a place in a file; none when the intake was closed.
    pub(super) fn wait_for(&self, beyond: impl Fn(&Live) -> bool) -> Option<Live> {
        let mut state = self.state();
        loop {
            if state.closed {
                return None;
            }
            match state.live.front() {
                Some(live) if beyond(live) => return Some(*live),
                _ => {
                    state.is_drain_idle = true;
                    state = self.work.wait(state).unwrap_or_else(PoisonError::into_inner);
                    state.is_drain_idle = false;
                }
            }
        }
    }

    pub(super) const fn bytes_max(&self) -> u64 {
        self.limits.bytes_max
    }

    /// Waits before something is tried again; says whether it shall be.
    pub(super) fn rest(&self, time: Duration) -> bool {
        self.state().figures.is_stuck = true;
        self.pause(time)
    }

    /// Waits, but not for the end; says whether it has not come.
    pub(super) fn pause(&self, time: Duration) -> bool {
        let (begun, mut state) = (Instant::now(), self.state());
        while !state.closed {
            let Some(left) = time.checked_sub(begun.elapsed()).filter(|left| !left.is_zero()) else {
                return true;
            };
            state = self.end.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        false
    }

    /// The database has so many more clicks, or they were set aside.
    pub(super) fn drained(&self, clicks: u64, set_aside: u64) {
        let mut state = self.state();
        state.figures.drained += clicks;
        state.figures.set_aside += set_aside;
        state.figures.is_stuck = false;
        let drained = state.figures.drained;
        drop(state);
        self.done.notify_all();
        if let Some(bell) = self.bell.get() {
            bell(drained);
        }
    }

    /// The database has all of the oldest file: it is kept to be used again, or removed.
    pub(super) fn done_with(&self, number: u64) -> io::Result<()> {
        let mut state = self.state();
        let Some(live) = state.live.front().copied().filter(|live| live.number == number) else {
            return Ok(());
        };
        state.live.pop_front();
        state.figures.waiting_bytes = state.figures.waiting_bytes.saturating_sub(live.size);
        let is_wanted = live.size == self.limits.segment_bytes && state.spares.len() < SPARES_MAX;
        drop(state);
        let path = segment::path(&self.folder, number);
        if !is_wanted {
            return std::fs::remove_file(path);
        }
        let spare = self.folder.join(format!("spare-{number:016}.new"));
        std::fs::rename(path, &spare)?;
        self.state().spares.push((spare, live.size));
        Ok(())
    }
}

/// The clicks of a file, where they end, and whether something between them is damaged: then the file is kept beside for
/// somebody to look at. None when the file has no head, which only damage can take.
fn found(folder: &Path, number: u64) -> io::Result<Option<(u64, u64, bool)>> {
    let path = segment::path(folder, number);
    let beside = path.with_extension("damaged");
    let Some(mut reading) = Reading::open(folder, number)? else {
        tracing::error!(file = %beside.display(), "a file of clicks cannot be read; it is kept here");
        std::fs::rename(&path, &beside)?;
        return Ok(None);
    };
    let (mut clicks, mut end, mut is_damaged) = (0, reading.at(), false);
    loop {
        while let Some((more, _)) = reading.next()? {
            clicks += u64::from(more);
            end = reading.at();
        }
        if !reading.skip_damage()? {
            break;
        }
        is_damaged = true;
    }
    if is_damaged {
        tracing::error!(file = %beside.display(), "some clicks of a file cannot be read; a copy is kept here");
        std::fs::copy(&path, &beside)?;
    }
    Ok(Some((clicks, end, is_damaged)))
}
