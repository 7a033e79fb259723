//! Where a demo's data lives: a directory that nobody will miss.

use crate::config::throw_away_directory;
use std::io;
use std::path::{Path, PathBuf};
use tributary_engine::chance;

const MARKER: &str = "demo";
const MARKED: &str = "The data here is made up. tributary serve --demo may throw it away.\n";
/// What a server leaves in its data directory.
const OURS: [&str; 4] = ["tributary.db", "tributary.db-wal", "tributary.db-shm", "secret.key"];

/// A demo's data directory.
#[derive(Debug)]
pub struct Home {
    path: PathBuf,
    throw_away: bool,
}

/// Why a directory cannot be a demo's.
#[derive(Debug, thiserror::Error)]
pub enum Unfit {
    /// Somebody's data may be in it.
    #[error("--demo: {0} holds something and was no demo's: name an empty directory, or leave --data out")]
    InUse(PathBuf),
    /// It cannot be used at all.
    #[error("cannot use {0}: {1}")]
    Io(PathBuf, io::Error),
}

impl Home {
    /// The given directory if it is empty or was a demo's before, else a fresh one for this run only.
    ///
    /// # Errors
    /// [`Unfit`].
    pub fn choose(given: Option<&Path>) -> Result<Self, Unfit> {
        let Some(given) = given else { return Self::fresh() };
        let trouble = |error| Unfit::Io(given.to_owned(), error);
        std::fs::create_dir_all(given).map_err(trouble)?;
        let empty = std::fs::read_dir(given).map_err(trouble)?.next().is_none();
        if !empty && !given.join(MARKER).is_file() {
            return Err(Unfit::InUse(given.to_owned()));
        }
        std::fs::write(given.join(MARKER), MARKED).map_err(trouble)?;
        Ok(Self { path: given.to_owned(), throw_away: false })
    }

    fn fresh() -> Result<Self, Unfit> {
        let chance: String = chance::secret().unwrap_or_default().chars().take(10).collect();
        let name = format!("tributary-demo-{chance}");
        let path = throw_away_directory(&name).map_err(|error| Unfit::Io(PathBuf::from(&name), error))?;
        std::fs::write(path.join(MARKER), MARKED).map_err(|error| Unfit::Io(path.clone(), error))?;
        Ok(Self { path, throw_away: true })
    }

    /// The directory.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Removes an earlier demo; to be called by whoever holds the directory's lock.
    ///
    /// # Errors
    /// [`Unfit::Io`].
    pub fn clear(&self) -> Result<(), Unfit> {
        for path in OURS.map(|name| self.path.join(name)) {
            match std::fs::remove_file(&path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(Unfit::Io(path, error)),
                _ => {}
            }
        }
        Ok(())
    }
}

/// Whether a directory's data is made up.
#[must_use]
pub fn is_marked(directory: &Path) -> bool {
    directory.join(MARKER).is_file()
}

/// A directory is no demo's any more: what is in it stays, and no later demo takes it.
///
/// # Errors
/// What the disk says.
pub fn unmark(directory: &Path) -> io::Result<()> {
    std::fs::remove_file(directory.join(MARKER))
}

impl Drop for Home {
    fn drop(&mut self) {
        // Whoever removed the made-up data may have begun with data of their own.
        if self.throw_away && is_marked(&self.path) {
            drop(std::fs::remove_dir_all(&self.path));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_of_somebody_s_is_refused_and_a_former_demo_is_taken_again() {
        let path = throw_away_directory(&format!("tributary-home-{}", std::process::id())).unwrap();
        assert!(Home::choose(Some(&path)).is_ok(), "an empty one");
        std::fs::write(path.join("tributary.db"), "x").unwrap();
        let again = Home::choose(Some(&path)).unwrap();
        again.clear().unwrap();
        assert!(!path.join("tributary.db").exists());
        std::fs::write(path.join("tributary.db"), "x").unwrap();
        std::fs::remove_file(path.join(MARKER)).unwrap();
        assert!(matches!(Home::choose(Some(&path)), Err(Unfit::InUse(_))));
        assert!(path.join("tributary.db").exists());
        std::fs::remove_dir_all(path).unwrap();
    }

    #[test]
    fn a_fresh_one_is_gone_when_dropped() {
        let home = Home::choose(None).unwrap();
        let path = home.path().to_owned();
        assert!(path.is_dir());
        drop(home);
        assert!(!path.exists());
    }

    #[test]
    fn one_that_became_somebody_s_stays() {
        let home = Home::choose(None).unwrap();
        let path = home.path().to_owned();
        unmark(&path).unwrap();
        drop(home);
        assert!(path.is_dir());
        std::fs::write(path.join("tributary.db"), "x").unwrap();
        assert!(matches!(Home::choose(Some(&path)), Err(Unfit::InUse(_))));
        std::fs::remove_dir_all(path).unwrap();
    }
}
