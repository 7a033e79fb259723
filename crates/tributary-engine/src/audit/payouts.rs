//! What is noted of payouts beside their steps.

use super::{Actor, Note, note};
use crate::db::Tx;
use crate::error::Result;
use crate::payout::Batch;
use tributary_core::Timestamp;

/// Somebody took a file away that says in full where partners' money goes.
///
/// # Errors
/// What the database says.
pub fn payout_file_taken(tx: &mut Tx<'_>, by: &Actor, batch: &Batch, now: Timestamp) -> Result<()> {
    let taken = Note::on("payout_batch.file_taken", batch.id.as_str()).named(&format!("#{}", batch.number));
    note(tx, by, &taken, now).map(drop)
}
