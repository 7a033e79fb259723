//! The disk alone: how quickly it keeps a little, and whether it is at rest.
//!
//! A disk answers late for some seconds after much was written to it, `sync` or not: where it is a virtual one, its host
//! is still busy with that. Measured here: 200 ms for a write of 8 KiB, in the fourth second after 1.5 GB. Whoever is measured then
//! is measured with what was there before him.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::process::Command;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use super::held;
use crate::Outcome;

const WRITE_BYTES: usize = 8 * 1024;
const FILE_BYTES: usize = 8 << 20;
/// As long as this without a late answer is rest.
const LOOK: Duration = Duration::from_secs(6);
const LATE: Duration = Duration::from_millis(10);
/// One that does not come to rest is measured on all the same, and said to be so.
const PATIENCE: Duration = Duration::from_secs(60);

/// How long writes of 8 KiB with an `fdatasync` each took, one after the other.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Disk {
    middle: Duration,
    longest: Duration,
    /// How long it took to come to rest.
    waited: Duration,
}

impl std::fmt::Display for Disk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let ms = |time: Duration| time.as_secs_f64() * 1000.0;
        let rest = if self.longest < LATE { "at rest" } else { "NOT AT REST" };
        write!(
            f,
            "the disk alone: {:.2} ms for 8 KiB, {:.1} ms at most, {rest} after {:.0} s",
            ms(self.middle),
            ms(self.longest),
            self.waited.as_secs_f64()
        )
    }
}

/// Waits until everything written so far is on disk, and the disk answers little writes in time.
///
/// # Errors
/// A sentence when it cannot be written to.
pub(crate) fn at_rest() -> Result<Disk, String> {
    let begun = Instant::now();
    settled()?;
    loop {
        let seen = look(begun).map_err(|error| format!("the disk cannot be looked at: {error}"))?;
        if seen.longest < LATE || begun.elapsed() > PATIENCE {
            return Ok(seen);
        }
    }
}

/// Waits until everything written so far is on disk. A build leaves hundreds of megabytes behind that the kernel writes half a
/// minute later, all at once, and whoever waits for the disk in that second waits for them.
fn settled() -> Outcome {
    let status = Command::new("sync").status().map_err(|error| format!("sync does not start: {error}"))?;
    held(status.success(), "sync ends well")
}

/// A file without a name. It stays for as long as this runs: the disk would be busy with its end.
fn file() -> io::Result<&'static File> {
    static FILE: OnceLock<File> = OnceLock::new();
    if let Some(file) = FILE.get() {
        return Ok(file);
    }
    let path = std::env::temp_dir().join(format!("tributary-bench-disk-{}", std::process::id()));
    let file = File::create(&path)?;
    std::fs::remove_file(&path)?;
    file.write_all_at(&vec![0; FILE_BYTES], 0)?;
    file.sync_all()?;
    Ok(FILE.get_or_init(|| file))
}

fn look(begun: Instant) -> io::Result<Disk> {
    let file = file()?;
    let (from, mut took, mut at) = (Instant::now(), Vec::new(), 0);
    while from.elapsed() < LOOK {
        let one = Instant::now();
        file.write_all_at(&[1; WRITE_BYTES], at)?;
        file.sync_data()?;
        took.push(one.elapsed());
        at = (at + WRITE_BYTES as u64) % FILE_BYTES as u64;
    }
    took.sort_unstable();
    let of = |place: usize| took.get(place).copied().unwrap_or_default();
    Ok(Disk { middle: of(took.len() / 2), longest: of(took.len() - 1), waited: from - begun })
}
