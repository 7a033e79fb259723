//! The thread that puts buffers of clicks on disk.

use super::Buffer;
use super::segment::Segment;
use super::state::Shared;
use std::io;
use std::sync::mpsc::Receiver;

/// Hears whether a buffer is on disk, and gets it back.
type Tell = Box<dyn FnOnce(bool, Buffer) + Send>;

pub(super) struct Work {
    pub(super) buffer: Buffer,
    pub(super) tell: Tell,
}

impl std::fmt::Debug for Work {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Work({} clicks)", self.buffer.clicks)
    }
}

pub(super) fn run(shared: &Shared, queue: &Receiver<Work>) {
    let mut segment = None;
    while let Ok(Work { mut buffer, tell }) = queue.recv() {
        let is_kept = match keep(shared, &mut segment, &mut buffer) {
            Ok(is_kept) => is_kept,
            Err(error) => {
                tracing::error!(%error, "clicks cannot be put on disk");
                segment = None;
                false
            }
        };
        if !is_kept {
            shared.refused(buffer.clicks);
        }
        tell(is_kept, buffer);
    }
}

/// Whether the clicks are on disk; not when there is no room left.
fn keep(shared: &Shared, open: &mut Option<Segment>, buffer: &mut Buffer) -> io::Result<bool> {
    let bytes = buffer.bytes.len() as u64;
    if !open.as_ref().is_some_and(|segment| segment.has_room(bytes)) {
        *open = shared.begin()?;
    }
    let Some(segment) = open else { return Ok(false) };
    if !segment.has_room(bytes) {
        return Err(io::Error::other("a buffer of clicks is larger than a file of them"));
    }
    if let Err(error) = segment.append(&mut buffer.bytes, buffer.clicks) {
        // The room was made before, so this is the disk itself. After a failed sync the kernel may call lost pages clean:
        // only a restart tells the truth.
        tracing::error!(%error, segment = segment.number(), "the disk failed while clicks were kept: stopping at once");
        std::process::abort();
    }
    shared.kept(segment.end(), buffer.clicks);
    Ok(true)
}
