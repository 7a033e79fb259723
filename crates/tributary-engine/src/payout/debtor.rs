//! The account that pays: files for SEPA name it. It is an account at a bank like those of partners, and sealed like theirs.

use super::{Destination, sql};
use crate::audit::{self, Actor, Note};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::params;
use crate::seal::Sealer;
use serde_json::json;
use tributary_core::{TenantId, Timestamp};

/// The account, whole, where it is known.
///
/// # Errors
/// [`Error::Broken`] where what was sealed does not fit the key file.
pub fn debtor(tx: &mut Tx<'_>, (tenant, sealer): (&TenantId, &Sealer)) -> Result<Option<Destination>> {
    let sealed = tx.row(sql::DEBTOR, params![tenant], |row| row.text(0))?;
    sealed.map(|sealed| Destination::unseal(sealer, &sealed)).transpose()
}

/// Enough of it for its owner to know it.
///
/// # Errors
/// What the database says.
pub fn debtor_hint(tx: &mut Tx<'_>, tenant: &TenantId) -> Result<Option<String>> {
    tx.row(sql::DEBTOR_HINT, params![tenant], |row| row.text(0))
}

/// Says which account pays. The same twice changes nothing.
///
/// # Errors
/// [`Error::Invalid`] for what is no account at a bank.
pub fn set_debtor(
    tx: &mut Tx<'_>,
    (by, sealer): (&Actor, &Sealer),
    account: &Destination,
    now: Timestamp,
) -> Result<()> {
    if !matches!(account, Destination::Bank { .. }) {
        return Err(Error::field("/iban", "format", "Give an account at a bank."));
    }
    if debtor(tx, (&by.tenant, sealer))?.as_ref() == Some(account) {
        return Ok(());
    }
    let (before, hint) = (debtor_hint(tx, &by.tenant)?, account.hint());
    tx.exec(sql::SET_DEBTOR, params![&by.tenant, &account.seal(sealer)?, &hint, now])?;
    let note = Note::on("payout.debtor_changed", by.tenant.as_str()).named(&hint);
    let note = note.now(json!({ "hint": hint }));
    let note = match before {
        Some(before) => note.was(json!({ "hint": before })),
        None => note,
    };
    audit::note(tx, by, &note, now).map(drop)
}
