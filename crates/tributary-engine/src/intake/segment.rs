//! Files of clicks: made and filled with zeros before they are needed, so that one write and one `fdatasync` keep a whole
//! frame of clicks, and used again when the database has all that is in them.
//!
//! A file begins with a word, its number and a hash of both; frames follow: length, number of clicks, a hash over the
//! file's number, the frame's place and all that is in it, and the clicks. The first frame that does not fit its hash is the
//! end: zeros, what an earlier use left there (it had another number), or a write that power cut off and nobody was told of.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// Which texts a click in a file has. New files are of the last kind; those that an earlier version left are still read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// From before a publisher's own ids were kept.
    First,
    /// With a publisher's own ids.
    WithRefs,
}

impl Kind {
    const ALL: [Self; 2] = [Self::First, Self::WithRefs];

    const fn word(self) -> &'static [u8; 8] {
        match self {
            Self::First => b"TRIBCLK1",
            Self::WithRefs => b"TRIBCLK2",
        }
    }
}

const HEAD: u64 = 32;
/// What stands before a frame's clicks. A buffer of clicks leaves this much room at its start.
pub const FRAME_HEAD: usize = 24;
static ZEROS: [u8; 256 * 1024] = [0; 256 * 1024];

/// The file that is being written.
#[derive(Debug)]
pub(super) struct Segment {
    file: File,
    number: u64,
    size: u64,
    end: u64,
}

pub(super) fn path(folder: &Path, number: u64) -> PathBuf {
    folder.join(format!("{number:016}.seg"))
}

/// Makes a file of zeros, to be used later: piece by piece, so that a click that is being kept meanwhile waits for a piece
/// and not for the whole.
pub(super) fn prepare(path: &Path, size: u64) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).open(path)?;
    let mut left = size;
    while left > 0 {
        let now = ZEROS.len().min(usize::try_from(left).unwrap_or(ZEROS.len()));
        file.write_all(&ZEROS[..now])?;
        file.sync_data()?;
        left -= now as u64;
    }
    file.sync_all()
}

/// The numbers of all files of clicks in a folder, oldest first.
pub(super) fn numbers(folder: &Path) -> io::Result<Vec<u64>> {
    let mut numbers = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let name = entry?.file_name();
        let number = name.to_str().and_then(|name| name.strip_suffix(".seg")?.parse::<u64>().ok());
        numbers.extend(number);
    }
    numbers.sort_unstable();
    Ok(numbers)
}

pub(super) fn head_of(kind: Kind, number: u64) -> [u8; 32] {
    let mut head = [0; 32];
    head[..8].copy_from_slice(kind.word());
    head[8..16].copy_from_slice(&number.to_le_bytes());
    let hash = blake3::hash(&head[..16]);
    head[16..].copy_from_slice(&hash.as_bytes()[..16]);
    head
}

fn seal(number: u64, at: u64, head: &[u8], clicks: &[u8]) -> [u8; 16] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&number.to_le_bytes()).update(&at.to_le_bytes()).update(head).update(clicks);
    let mut seal = [0; 16];
    hasher.finalize_xof().fill(&mut seal);
    seal
}

impl Segment {
    /// Begins the file `number` in what was prepared at `spare`.
    pub(super) fn begin(folder: &Path, number: u64, spare: &Path) -> io::Result<Self> {
        let mut file = OpenOptions::new().read(true).write(true).open(spare)?;
        file.write_all(&head_of(Kind::WithRefs, number))?;
        file.sync_data()?;
        std::fs::rename(spare, path(folder, number))?;
        File::open(folder)?.sync_all()?;
        let size = file.metadata()?.len();
        Ok(Self { file, number, size, end: HEAD })
    }

    pub(super) const fn number(&self) -> u64 {
        self.number
    }

    /// Where the next frame begins.
    pub(super) const fn end(&self) -> u64 {
        self.end
    }

    /// Whether a frame of so many bytes, its head among them, has room, and a word of zeros behind it.
    pub(super) const fn has_room(&self, bytes: u64) -> bool {
        self.end + bytes + 4 <= self.size
    }

    /// Writes a frame behind the last one; it is on disk when this returns. The buffer's start is room for its head.
    pub(super) fn append(&mut self, buffer: &mut [u8], clicks: u32) -> io::Result<()> {
        let (head, body) = buffer.split_at_mut(FRAME_HEAD);
        let length = u32::try_from(body.len()).map_err(io::Error::other)?;
        head[..4].copy_from_slice(&length.to_le_bytes());
        head[4..8].copy_from_slice(&clicks.to_le_bytes());
        let seal = seal(self.number, self.end, &head[..8], body);
        head[8..].copy_from_slice(&seal);
        self.file.write_all(buffer)?;
        self.file.sync_data()?;
        self.end += buffer.len() as u64;
        Ok(())
    }
}

/// A file that is being read.
#[derive(Debug)]
pub(super) struct Reading {
    file: File,
    kind: Kind,
    number: u64,
    at: u64,
    size: u64,
}

impl Reading {
    /// Opens a file at its start; nothing when it has no head of its number, which nothing was told of can have.
    pub(super) fn open(folder: &Path, number: u64) -> io::Result<Option<Self>> {
        let mut file = File::open(path(folder, number))?;
        let size = file.metadata()?.len();
        let mut head = [0; 32];
        if size < HEAD || file.read_exact(&mut head).is_err() {
            return Ok(None);
        }
        let kind = Kind::ALL.into_iter().find(|kind| head == head_of(*kind, number));
        Ok(kind.map(|kind| Self { file, kind, number, at: HEAD, size }))
    }

    /// Which texts its clicks have.
    pub(super) const fn kind(&self) -> Kind {
        self.kind
    }

    pub(super) const fn at(&self) -> u64 {
        self.at
    }

    /// The next frame: how many clicks, and their bytes. None at the end.
    pub(super) fn next(&mut self) -> io::Result<Option<(u32, Vec<u8>)>> {
        let found = self.frame_at(self.at)?;
        if let Some((_, body)) = &found {
            self.at += (FRAME_HEAD + body.len()) as u64;
        }
        Ok(found)
    }

    /// Goes to the next whole frame behind the end, if there is one: then the end was damage, not the end.
    pub(super) fn skip_damage(&mut self) -> io::Result<bool> {
        let mut rest = Vec::new();
        self.file.seek(SeekFrom::Start(self.at))?;
        self.file.read_to_end(&mut rest)?;
        let found = (1..rest.len()).find(|&from| {
            let at = self.at + from as u64;
            rest.get(from..).and_then(|bytes| frame_in(bytes, self.number, at)).is_some()
        });
        self.at += found.unwrap_or_default() as u64;
        Ok(found.is_some())
    }

    fn frame_at(&mut self, at: u64) -> io::Result<Option<(u32, Vec<u8>)>> {
        if at + FRAME_HEAD as u64 > self.size {
            return Ok(None);
        }
        let mut frame = vec![0; FRAME_HEAD];
        self.file.seek(SeekFrom::Start(at))?;
        self.file.read_exact(&mut frame)?;
        let length = length_in(&frame);
        if length == 0 || at + (FRAME_HEAD + length) as u64 > self.size {
            return Ok(None);
        }
        frame.resize(FRAME_HEAD + length, 0);
        self.file.read_exact(&mut frame[FRAME_HEAD..])?;
        Ok(frame_in(&frame, self.number, at).map(|clicks| (clicks, frame.split_off(FRAME_HEAD))))
    }
}

fn length_in(frame: &[u8]) -> usize {
    let length = frame.first_chunk().map_or(0, |length| u32::from_le_bytes(*length));
    usize::try_from(length).unwrap_or_default()
}

/// The number of clicks of the whole frame that `bytes` begin with.
fn frame_in(bytes: &[u8], number: u64, at: u64) -> Option<u32> {
    let length = length_in(bytes);
    let (head, rest) = bytes.split_first_chunk::<FRAME_HEAD>()?;
    let body = rest.get(..length).filter(|body| !body.is_empty())?;
    let [_, _, _, _, a, b, c, d, ..] = *head;
    (seal(number, at, &head[..8], body) == head[8..]).then_some(u32::from_le_bytes([a, b, c, d]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(text: &str) -> Vec<u8> {
        [&[0; FRAME_HEAD][..], text.as_bytes()].concat()
    }

    fn read(folder: &Path, number: u64) -> Vec<(u32, String)> {
        let mut reading = Reading::open(folder, number).unwrap().unwrap();
        let mut found = Vec::new();
        while let Some((clicks, body)) = reading.next().unwrap() {
            found.push((clicks, String::from_utf8(body).unwrap()));
        }
        found
    }

    fn written(folder: &Path, number: u64, texts: &[&str]) -> Segment {
        let spare = folder.join("spare-a.new");
        prepare(&spare, 4096).unwrap();
        let mut segment = Segment::begin(folder, number, &spare).unwrap();
        for (clicks, text) in (1..).zip(texts) {
            segment.append(&mut frame(text), clicks).unwrap();
        }
        segment
    }

    #[test]
    fn frames_read_back_and_zeros_are_the_end() {
        let folder = tempfile::tempdir().unwrap();
        written(folder.path(), 7, &["one", "two and more"]);
        assert_eq!(read(folder.path(), 7), [(1, "one".to_owned()), (2, "two and more".to_owned())]);
        assert_eq!(numbers(folder.path()).unwrap(), [7]);
    }

    #[test]
    fn what_an_earlier_use_left_behind_is_never_read() {
        let folder = tempfile::tempdir().unwrap();
        written(folder.path(), 1, &["old one", "old two"]);
        let spare = folder.path().join("spare-b.new");
        std::fs::rename(path(folder.path(), 1), &spare).unwrap();
        let mut again = Segment::begin(folder.path(), 2, &spare).unwrap();
        again.append(&mut frame("new one"), 1).unwrap();
        assert_eq!(read(folder.path(), 2), [(1, "new one".to_owned())]);
    }

    /// Power cuts a write at any byte, and what had not been written is zero or old: never half a frame, never a lost one.
    #[test]
    fn a_write_that_was_cut_off_anywhere_is_as_if_it_had_not_been() {
        let folder = tempfile::tempdir().unwrap();
        let segment = written(folder.path(), 3, &["kept"]);
        let before = std::fs::read(path(folder.path(), 3)).unwrap();
        let start = usize::try_from(segment.end()).unwrap();
        let mut segment = segment;
        segment.append(&mut frame("cut off"), 1).unwrap();
        let after = std::fs::read(path(folder.path(), 3)).unwrap();
        for cut in start..usize::try_from(segment.end()).unwrap() {
            let torn = [&after[..cut], &before[cut..]].concat();
            std::fs::write(path(folder.path(), 3), torn).unwrap();
            assert_eq!(read(folder.path(), 3), [(1, "kept".to_owned())], "cut at {cut}");
            let mut reading = Reading::open(folder.path(), 3).unwrap().unwrap();
            reading.next().unwrap();
            assert!(!reading.skip_damage().unwrap(), "cut at {cut}");
        }
    }

    #[test]
    fn any_flipped_bit_of_a_frame_is_found_and_the_frames_behind_it_are_read() {
        let folder = tempfile::tempdir().unwrap();
        written(folder.path(), 4, &["first", "second"]);
        let whole = std::fs::read(path(folder.path(), 4)).unwrap();
        let (start, body) = (usize::try_from(HEAD).unwrap(), FRAME_HEAD + "first".len());
        for bit in start * 8..(start + body) * 8 {
            let mut damaged = whole.clone();
            damaged[bit / 8] ^= 1 << (bit % 8);
            std::fs::write(path(folder.path(), 4), damaged).unwrap();
            let mut reading = Reading::open(folder.path(), 4).unwrap().unwrap();
            assert_eq!(reading.next().unwrap(), None, "bit {bit}");
            assert!(reading.skip_damage().unwrap(), "bit {bit}");
            assert_eq!(reading.next().unwrap(), Some((2, b"second".to_vec())), "bit {bit}");
        }
    }

    #[test]
    fn a_file_without_its_own_head_has_nothing_in_it() {
        let folder = tempfile::tempdir().unwrap();
        written(folder.path(), 5, &["x"]);
        std::fs::rename(path(folder.path(), 5), path(folder.path(), 6)).unwrap();
        assert!(Reading::open(folder.path(), 6).unwrap().is_none());
        prepare(&path(folder.path(), 8), 100).unwrap();
        assert!(Reading::open(folder.path(), 8).unwrap().is_none());
    }

    #[test]
    fn a_file_that_an_earlier_version_left_is_read_as_what_it_is() {
        let folder = tempfile::tempdir().unwrap();
        written(folder.path(), 9, &["one"]);
        let kind = |folder: &Path| Reading::open(folder, 9).unwrap().map(|reading| reading.kind());
        assert_eq!(kind(folder.path()), Some(Kind::WithRefs));
        let mut bytes = std::fs::read(path(folder.path(), 9)).unwrap();
        bytes[..32].copy_from_slice(&head_of(Kind::First, 9));
        std::fs::write(path(folder.path(), 9), bytes).unwrap();
        assert_eq!(kind(folder.path()), Some(Kind::First));
        assert_eq!(read(folder.path(), 9), [(1, "one".to_owned())]);
    }
}
