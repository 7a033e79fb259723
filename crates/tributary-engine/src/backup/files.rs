//! Files that are on disk when it is said that they are, and gone when the work on them came to nothing.

use crate::error::{Error, Result};
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

const PIECE_BYTES: usize = 1 << 20;

pub(super) fn io(what: &str, path: &Path) -> impl FnOnce(std::io::Error) -> Error {
    let text = format!("cannot {what} {}", path.display());
    move |error| Error::Io(text, error)
}

/// A new file that only its owner may read.
fn create(path: &Path) -> Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(io("make", path))
}

/// Copies a file onto the disk; says the BLAKE3 of what was copied.
pub(super) fn copy(from: &Path, to: &Path) -> Result<String> {
    let mut source = File::open(from).map_err(io("read", from))?;
    let mut file = create(to)?;
    let mut hasher = blake3::Hasher::new();
    let mut piece = vec![0; PIECE_BYTES];
    loop {
        let count = source.read(&mut piece).map_err(io("read", from))?;
        let Some(read) = piece.get(..count).filter(|read| !read.is_empty()) else { break };
        hasher.update(read);
        file.write_all(read).map_err(io("write", to))?;
    }
    file.sync_all().map_err(io("write", to))?;
    Ok(hasher.finalize().to_hex().to_string())
}

/// The same, unless the file went away meanwhile. Then its copy goes, too: it may be half of this and half of what its
/// place on the disk was used for next.
pub(super) fn copy_if_there(from: &Path, to: &Path) -> Result<Option<String>> {
    match copy(from, to) {
        Err(Error::Io(_, error)) if error.kind() == ErrorKind::NotFound => Ok(None),
        Ok(_) if !from.exists() => std::fs::remove_file(to).map_err(io("remove", to)).map(|()| None),
        copied => copied.map(Some),
    }
}

/// The BLAKE3 of a file, which is on the disk afterwards.
pub(super) fn seal(path: &Path) -> Result<String> {
    let mut hasher = blake3::Hasher::new();
    let file = File::open(path).map_err(io("read", path))?;
    hasher.update_reader(&file).map_err(io("read", path))?;
    file.sync_all().map_err(io("write", path))?;
    Ok(hasher.finalize().to_hex().to_string())
}

pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut file = create(path)?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(io("write", path))
}

/// A directory that only its owner may look into, for there is a key in it.
pub(super) fn make_directory(path: &Path) -> Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(io("make the directory", path))
}

/// Names of files are on the disk only once their directory is.
pub(super) fn sync_directory(path: &Path) -> Result<()> {
    File::open(path).and_then(|directory| directory.sync_all()).map_err(io("write the directory", path))
}

/// The names in a directory, sorted; none when there is no directory.
pub(super) fn names(path: &Path) -> Result<Vec<String>> {
    let entries = match std::fs::read_dir(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(io("look into", path))?,
    };
    let mut names = Vec::new();
    for entry in entries {
        let name = entry.map_err(io("look into", path))?.file_name();
        names.push(name.to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}

/// What is removed again unless it is kept: also when the work ends early.
#[derive(Debug, Default)]
pub(super) struct Unfinished(Vec<PathBuf>);

impl Unfinished {
    pub(super) fn add(&mut self, path: PathBuf) -> PathBuf {
        self.0.push(path.clone());
        path
    }

    pub(super) fn keep(mut self) {
        self.0.clear();
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        for path in self.0.iter().rev() {
            drop(if path.is_dir() { std::fs::remove_dir_all(path) } else { std::fs::remove_file(path) });
        }
    }
}
