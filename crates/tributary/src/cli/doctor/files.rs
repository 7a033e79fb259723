//! The data directory, the room on its disk, and the key.

use super::{Check, size};
use crate::config::Data;
use std::path::Path;
use std::process::Command;
use tributary_engine::backup::KEY;

/// Below this a server may stop any minute.
const ROOM_MIN: u64 = 100_000_000;
/// Below this somebody should look soon.
const ROOM_LOW: u64 = 1_000_000_000;

pub(super) fn checks(data: &Data) -> Vec<Check> {
    let directory = &data.directory;
    if !directory.is_dir() {
        let found = format!("{} is no directory", directory.display());
        let todo = "Name the right one with --data; tributary serve makes a new one";
        return vec![Check::fail("data directory", found, todo)];
    }
    vec![writable(directory), room(directory), key(directory)]
}

/// By making a file without a name, which is gone at once.
fn writable(directory: &Path) -> Check {
    let shown = std::path::absolute(directory).unwrap_or_else(|_| directory.to_owned());
    let shown = shown.display();
    match tempfile::tempfile_in(directory) {
        Ok(_) => Check::ok("data directory", format!("{shown}, writable")),
        Err(error) => Check::fail(
            "data directory",
            format!("{shown} cannot be written to: {error}"),
            "Run this as the server's user, or give the directory to it",
        ),
    }
}

fn room(directory: &Path) -> Check {
    let Some(room) = room_of(directory) else {
        return Check::warn(
            "disk",
            "df does not say how much room is left",
            "Look at the disk by other means",
        );
    };
    let found = format!("{} left", size(room));
    let todo = "Make room: a full disk stops every write";
    match room {
        0..ROOM_MIN => Check::fail("disk", found, todo),
        ROOM_MIN..ROOM_LOW => Check::warn("disk", found, todo),
        _ => Check::ok("disk", found),
    }
}

/// Bytes that are left on a directory's disk. The standard library does not know; every system has `df`.
fn room_of(directory: &Path) -> Option<u64> {
    let output = Command::new("df").arg("-Pk").arg(directory).output().ok()?;
    read_df(&String::from_utf8_lossy(&output.stdout))
}

/// `Filesystem 1024-blocks Used Available Capacity Mounted on`, and one line. A name may have blanks in it, so it is
/// read from the percent sign.
fn read_df(text: &str) -> Option<u64> {
    let line = text.lines().nth(1)?;
    let (before, _) = line.split_once('%')?;
    before.split_whitespace().rev().nth(1)?.parse::<u64>().ok()?.checked_mul(1024)
}

fn key(directory: &Path) -> Check {
    let path = directory.join(KEY);
    let shown = path.display();
    let bytes = match std::fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) => {
            let todo = "Copy it from another node or from a backup; without it no stored secret can be read";
            return Check::fail("key file", format!("{shown} cannot be read: {error}"), todo);
        }
    };
    if bytes.len() != 32 {
        let todo = "It is damaged: copy it from another node or from a backup";
        return Check::fail("key file", format!("{shown} has {} bytes and must have 32", bytes.len()), todo);
    }
    match mode(&path) {
        Some(mode) if mode & 0o077 != 0 => Check::fail(
            "key file",
            format!("{shown} can be read by others (mode {mode:03o})"),
            format!("chmod 600 {shown}"),
        ),
        _ => Check::ok("key file", "32 bytes that only its owner may read"),
    }
}

#[cfg(unix)]
fn mode(path: &Path) -> Option<u32> {
    let metadata = std::fs::metadata(path).ok()?;
    Some(std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o777)
}

#[cfg(not(unix))]
fn mode(_: &Path) -> Option<u32> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_is_read_from_what_df_says_also_past_blanks_in_names() {
        let head = "Filesystem     1024-blocks     Used Available Capacity Mounted on\n";
        assert_eq!(
            read_df(&format!("{head}/dev/vda 263174212 12 82837504      14% /\n")),
            Some(84_825_604_096)
        );
        assert_eq!(read_df(&format!("{head}//nas/my share 100 90 10  90% /mnt/a b\n")), Some(10_240));
        assert_eq!(read_df(""), None);
        assert!(room_of(Path::new("/")).is_some_and(|room| room > 0));
    }
}
