//! Puts buffers of clicks on disk, one after the other.

use super::Buffer;
use super::segment::Segment;
use super::state::Shared;
use std::io;
use std::time::Instant;

/// The file that is being written, if one is.
#[derive(Debug, Default)]
pub(super) struct Writer {
    open: Option<Segment>,
}

impl Writer {
    /// Whether the clicks are on disk; not when there is no room left.
    pub(super) fn append(&mut self, shared: &Shared, buffer: &mut Buffer) -> bool {
        let begun = Instant::now();
        let is_kept = self.keep(shared, buffer).unwrap_or_else(|error| {
            tracing::error!(%error, "clicks cannot be put on disk");
            self.open = None;
            false
        });
        shared.took(begun.elapsed());
        if !is_kept {
            shared.refused(buffer.clicks);
        }
        is_kept
    }

    fn keep(&mut self, shared: &Shared, buffer: &mut Buffer) -> io::Result<bool> {
        let bytes = buffer.bytes.len() as u64;
        if !self.open.as_ref().is_some_and(|segment| segment.has_room(bytes)) {
            self.open = shared.begin()?;
        }
        let Some(segment) = &mut self.open else { return Ok(false) };
        if !segment.has_room(bytes) {
            return Err(io::Error::other("a buffer of clicks is larger than a file of them"));
        }
        if let Err(error) = segment.append(&mut buffer.bytes, buffer.clicks) {
            // The room was made before, so this is the disk itself. After a failed sync the kernel may call lost pages
            // clean: only a restart tells the truth.
            tracing::error!(%error, segment = segment.number(), "the disk failed while clicks were kept: stopping at once");
            std::process::abort();
        }
        shared.kept(segment.end(), buffer.clicks);
        Ok(true)
    }
}
