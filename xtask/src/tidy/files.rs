//! The files to check: what git tracks or would track; without git, everything but build output.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const SKIPPED: [&str; 3] = [".git", "target", "node_modules"];

/// A file of the repository; `path` is relative, with forward slashes.
#[derive(Debug)]
pub(super) struct File {
    pub(super) path: String,
    pub(super) text: String,
}

impl File {
    pub(super) fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self { path: path.into(), text: text.into() }
    }

    pub(super) fn extension(&self) -> &str {
        self.name().rsplit_once('.').map_or("", |(_, extension)| extension)
    }

    pub(super) fn name(&self) -> &str {
        self.path.rsplit_once('/').map_or(self.path.as_str(), |(_, name)| name)
    }

    /// The folders above the file, outermost first.
    pub(super) fn folders(&self) -> impl Iterator<Item = &str> {
        self.path.rsplit_once('/').map_or("", |(folders, _)| folders).split('/')
    }

    pub(super) fn is_in(&self, folder: &str) -> bool {
        self.folders().any(|name| name == folder)
    }
}

/// Reads every text file under `root`, in order of path.
///
/// # Errors
/// A sentence when a file cannot be read.
pub(super) fn load(root: &Path) -> Result<Vec<File>, String> {
    let mut names = listed_by_git(root).map_or_else(|| walk(root), Ok)?;
    names.sort();
    names.dedup();
    names.into_iter().filter_map(|name| read(root, name).transpose()).collect()
}

/// Nothing for links, deleted files and binaries.
fn read(root: &Path, name: String) -> Result<Option<File>, String> {
    let path = root.join(&name);
    if !path.symlink_metadata().is_ok_and(|meta| meta.is_file()) {
        return Ok(None);
    }
    let bytes = fs::read(&path).map_err(|error| format!("tidy cannot read {name}: {error}"))?;
    let binary = bytes.contains(&0);
    Ok((!binary).then(|| File::new(name, String::from_utf8_lossy(&bytes))))
}

fn listed_by_git(root: &Path) -> Option<Vec<String>> {
    let output = Command::new("git")
        .args(["-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(root)
        .output()
        .ok()
        .filter(|output| output.status.success())?;
    let names = String::from_utf8_lossy(&output.stdout);
    let names: Vec<String> = names.split('\0').filter(|name| !name.is_empty()).map(str::to_owned).collect();
    (!names.is_empty()).then_some(names)
}

fn walk(root: &Path) -> Result<Vec<String>, String> {
    let mut found = Vec::new();
    let mut open = vec![PathBuf::new()];
    while let Some(folder) = open.pop() {
        let entries = fs::read_dir(root.join(&folder))
            .map_err(|error| format!("tidy cannot list {}: {error}", folder.display()))?;
        for entry in entries.flatten() {
            let name = entry.file_name();
            let path = folder.join(&name);
            match entry.file_type() {
                Ok(kind) if kind.is_dir() && SKIPPED.iter().all(|skipped| name != *skipped) => {
                    open.push(path);
                }
                Ok(kind) if kind.is_file() => found.push(path.to_string_lossy().replace('\\', "/")),
                _ => {}
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_knows_its_folders_and_extension() {
        let file = File::new("crates/x/src/web/app.min.js", "");
        assert_eq!(file.folders().collect::<Vec<_>>(), ["crates", "x", "src", "web"]);
        assert_eq!((file.name(), file.extension()), ("app.min.js", "js"));
        assert!(file.is_in("web") && !file.is_in("app.min.js"));
    }

    #[test]
    fn git_and_a_walk_both_find_this_file() {
        let here = "xtask/src/tidy/files.rs".to_owned();
        let root = crate::root();
        assert!(walk(&root).unwrap().contains(&here));
        assert!(load(&root).unwrap().iter().any(|file| file.path == here));
    }

    #[test]
    fn a_walk_leaves_build_output_out() {
        let found = walk(&crate::root()).unwrap();
        assert!(found.iter().all(|name| !name.contains("node_modules/") && !name.starts_with("target/")));
    }
}
