//! What nodes on one database must agree on: the key, and how fresh what they keep in memory is.

mod sql;

use crate::click::ClickKey;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::params;
use crate::seal::Sealer;

/// Makes sure that this node has the key that the database was first opened with.
///
/// # Errors
/// [`Error::Conflict`] when it has another one.
pub fn check_key(tx: &mut Tx<'_>, sealer: &Sealer) -> Result<()> {
    let own = sealer.fingerprint();
    tx.exec(sql::KEEP_KEY, params![&own])?;
    match tx.row(sql::KEY, params![], |row| row.text(0))? {
        // A transaction has no key file, and must tell whether a click's id is ours: the derived key stands beside it.
        Some(kept) if kept == own => tx.exec(sql::KEEP_CLICK_KEY, params![sealer.click_key().bytes()]).map(drop),
        _ => Err(Error::Conflict(
            "the file secret.key in the data directory is not the one this database was set up with: copy it from \
             where it was, or from another node"
                .to_owned(),
        )),
    }
}

/// The key that click ids are sealed with; none before the first node opened the database.
///
/// # Errors
/// What the database says.
pub fn click_key(tx: &mut Tx<'_>) -> Result<Option<ClickKey>> {
    let kept = tx.row(sql::CLICK_KEY, params![], |row| row.blob(0))?;
    Ok(kept.and_then(|key| <[u8; 32]>::try_from(key).ok()).map(ClickKey::new))
}

/// What the key gave away about itself when the database was first opened with it.
///
/// # Errors
/// What the database says.
pub fn key_of(tx: &mut Tx<'_>) -> Result<Option<String>> {
    tx.row(sql::KEY, params![], |row| row.text(0))
}

/// Counts up with each change of a link or code, by whichever node, on a server; always 0 in a file, which has one.
///
/// # Errors
/// What the database says.
pub fn snapshot_version(tx: &mut Tx<'_>) -> Result<i64> {
    tx.int(sql::SNAPSHOT_VERSION, params![])
}
