//! Where the click path meets the intake: handlers put their clicks into one buffer and wait; a ticker puts the buffer on
//! disk once everything that was ready has run, so one write and one `fdatasync` answer all of them.

use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::{Notify, watch};
use tributary_core::TenantId;
use tributary_engine::click::ClickRef;
use tributary_engine::intake::{self, Buffer, Figures, Limits, encode};
use tributary_engine::{Engine, Result, pipeline};

use crate::call;

/// A page about clicks waits so long for those that are on their way, not longer: the database may be away.
const PATIENCE: Duration = Duration::from_millis(500);
/// More than so many do not come in that time: nobody waits in vain.
const SOON: u64 = 2_000;

/// Clicks are gathered no longer before they go to the disk.
const GATHER_MAX: Duration = Duration::from_millis(5);

/// The intake as async code sees it.
#[derive(Debug)]
pub struct Intake {
    disk: intake::Intake,
    /// The buffer that is being filled, and whether a ticker is there to hand it over.
    open: Mutex<Open>,
    work: Notify,
    drained: watch::Receiver<u64>,
}

#[derive(Debug, Default)]
struct Open {
    buffer: Buffer,
    told: Arc<Told>,
    /// Filled up before the ticker came.
    full: Vec<(Buffer, Arc<Told>)>,
    /// Used before, with its room.
    spare: Option<Buffer>,
    is_ticking: bool,
}

/// What becomes of all clicks of a buffer.
#[derive(Debug, Default)]
struct Told {
    outcome: AtomicU8,
    wake: Notify,
}

const KEPT: u8 = 1;
const REFUSED: u8 = 2;

impl Told {
    async fn is_kept(&self) -> bool {
        // Made before the look, so it hears whatever is told after it.
        let wake = self.wake.notified();
        if self.outcome.load(Ordering::Acquire) == 0 {
            wake.await;
        }
        self.outcome.load(Ordering::Acquire) == KEPT
    }

    fn tell(&self, is_kept: bool) {
        self.outcome.store(if is_kept { KEPT } else { REFUSED }, Ordering::Release);
        self.wake.notify_waiters();
    }
}

impl Intake {
    /// Opens the intake of an engine.
    ///
    /// # Errors
    /// When its folder cannot be used.
    pub fn open(engine: &Engine) -> Result<Arc<Self>> {
        let disk = intake::Intake::open(engine, Limits::default())?;
        let (tell, drained) = watch::channel(0);
        disk.on_drained(move |count| {
            tell.send_replace(count);
        });
        Ok(Arc::new(Self { disk, open: Mutex::default(), work: Notify::new(), drained }))
    }

    /// Keeps a click; when this returns it is on disk, or in the database where the disk has no room. False when neither
    /// would have it.
    pub async fn keep(self: &Arc<Self>, engine: &Engine, tenant: &TenantId, click: &ClickRef<'_>) -> bool {
        if self.put(tenant, click).is_kept().await {
            return true;
        }
        let (tenant, click, now) = (tenant.clone(), [click.to_click()], engine.now());
        let recorded = call::write(engine, move |tx| pipeline::clicked(tx, &tenant, &click, now)).await;
        if let Err(error) = &recorded {
            tracing::error!(%error, "a click was redirected but could not be kept");
        }
        recorded.is_ok()
    }

    fn put(self: &Arc<Self>, tenant: &TenantId, click: &ClickRef<'_>) -> Arc<Told> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let is_first = open.buffer.clicks == 0 && open.full.is_empty();
        encode(&mut open.buffer.bytes, tenant, click);
        open.buffer.clicks += 1;
        let told = Arc::clone(&open.told);
        if open.buffer.bytes.len() > Buffer::FULL_BYTES {
            let full = (std::mem::take(&mut open.buffer), std::mem::take(&mut open.told));
            open.full.push(full);
        }
        let must_tick = !std::mem::replace(&mut open.is_ticking, true);
        drop(open);
        if must_tick {
            tokio::spawn(Arc::clone(self).tick());
        }
        if is_first {
            self.work.notify_one();
        }
        told
    }

    async fn tick(self: Arc<Self>) {
        loop {
            self.work.notified().await;
            self.gather().await;
            while let Some((mut buffer, told)) = self.take() {
                let is_kept = if self.disk.is_quick() {
                    // The worker waits: on a quick disk that is less than what another thread would cost.
                    self.disk.append(&mut buffer)
                } else {
                    let disk = self.disk.clone();
                    let waited =
                        tokio::task::spawn_blocking(move || (disk.append(&mut buffer), buffer)).await;
                    match waited {
                        Ok((is_kept, back)) => {
                            buffer = back;
                            is_kept
                        }
                        Err(_) => {
                            buffer = Buffer::default();
                            false
                        }
                    }
                };
                told.tell(is_kept);
                self.give_back(buffer);
                self.gather().await;
            }
        }
    }

    /// Lets everybody who is ready run first, and join, for as long as somebody does; but those who are there do not wait
    /// long for the next. With much at hand a turn takes so long that somebody joins in each: measured, in five times what
    /// the server can do, a click then waited until all connections waited with it.
    async fn gather(&self) {
        let (begun, mut joined) = (Instant::now(), 0);
        loop {
            tokio::task::yield_now().await;
            let now = self.open.lock().unwrap_or_else(PoisonError::into_inner).buffer.clicks;
            if now <= joined || begun.elapsed() >= GATHER_MAX {
                return;
            }
            joined = now;
        }
    }

    fn take(&self) -> Option<(Buffer, Arc<Told>)> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if !open.full.is_empty() {
            return Some(open.full.remove(0));
        }
        if open.buffer.clicks == 0 {
            return None;
        }
        let next = open.spare.take().unwrap_or_default();
        Some((std::mem::replace(&mut open.buffer, next), std::mem::take(&mut open.told)))
    }

    fn give_back(&self, mut buffer: Buffer) {
        buffer.clear();
        self.open.lock().unwrap_or_else(PoisonError::into_inner).spare = Some(buffer);
    }

    /// How the intake stands.
    #[must_use]
    pub fn figures(&self) -> Figures {
        self.disk.figures()
    }

    /// Waits until the database has all clicks that are kept now, if that is soon: so whoever clicks sees it in the pages.
    pub async fn catch_up(&self) {
        let figures = self.disk.figures();
        if figures.waiting() == 0 || figures.waiting() > SOON || figures.is_stuck {
            return;
        }
        let mut drained = self.drained.clone();
        let caught_up = drained.wait_for(|drained| *drained >= figures.kept);
        drop(tokio::time::timeout(PATIENCE, caught_up).await);
    }

    /// Waits until nothing is left for the database to get, at most so long, and not for one that is away; says what is
    /// left.
    pub async fn finish(&self, within: Duration) -> u64 {
        let Figures { kept, is_stuck, .. } = self.disk.figures();
        if is_stuck {
            return self.disk.figures().waiting();
        }
        let mut drained = self.drained.clone();
        drop(tokio::time::timeout(within, drained.wait_for(|drained| *drained >= kept)).await);
        self.disk.figures().waiting()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tributary_core::{ClickId, ProgramId, Timestamp};
    use tributary_engine::access;

    fn put(intake: &Arc<Intake>, tenant: &TenantId, number: u32) -> Arc<Told> {
        let id = ClickId::from_bits(u128::from(number));
        let click = ClickRef {
            id: &id,
            program: &ProgramId::from_bits(1),
            partner: None,
            link: None,
            code: None,
            value: "sara",
            at: Timestamp::from_ms(1_795_173_698_000),
            traffic: "human",
            outcome: "unknown_code",
            visitor: "a visitor",
            device: "mobile",
            ip_hash: None,
            user_agent: None,
            referrer: None,
            landing: "https://shop.example/",
            refused: None,
            refs: None,
        };
        intake.put(tenant, &click)
    }

    #[test]
    fn a_click_does_not_wait_until_nobody_else_comes() {
        let folder = tempfile::tempdir().unwrap();
        let engine = Engine::open(folder.path()).unwrap();
        let now = engine.now();
        let tenant = engine.db.write_wait(move |tx| access::create_tenant(tx, "Shop", now)).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let came_after = runtime.block_on(async {
            let intake = Intake::open(&engine).unwrap();
            let told = put(&intake, &tenant, 0);
            let first = tokio::spawn(async move { told.is_kept().await });
            let mut came_after = 0;
            // With much at hand each turn takes a while, and in each somebody comes. A full buffer, of more than a thousand,
            // would be handed over in any case.
            while !first.is_finished() {
                came_after += 1;
                put(&intake, &tenant, came_after);
                std::thread::sleep(Duration::from_millis(1));
                tokio::task::yield_now().await;
            }
            assert!(first.await.unwrap());
            came_after
        });
        assert!(came_after < 100, "it waited for {came_after} others");
    }
}
