//! What a customer is called, and forgetting it: name and address go, amounts and facts stay, which have neither.

use super::fact::append;
use super::{load, sql};
use crate::audit::{self, Actor, Note};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::params;
use tributary_core::referral::CustomerFact;
use tributary_core::{CustomerId, TenantId, Timestamp};

/// Forgets a customer's name and address for good; told again, they are not kept.
///
/// # Errors
/// [`Error::NotFound`].
pub fn forget(
    tx: &mut Tx<'_>,
    (tenant, actor): (&TenantId, &Actor),
    customer: &CustomerId,
    now: Timestamp,
) -> Result<()> {
    let known = load(tx, tenant, customer)?;
    if known.forgotten_at.is_some() {
        return Ok(());
    }
    let fact = CustomerFact::Forgotten { by: actor.name.clone() };
    append(tx, (tenant, &known), (&fact, "forgotten"), &actor.name, now)?;
    tx.exec(sql::FORGET, params![tenant, customer, now])?;
    audit::note(tx, actor, &Note::on("customer.forgotten", customer.as_str()), now).map(drop)
}

/// Notes what friends of a customer are shown instead of the first name; empty: the first name again.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Invalid`] for a text that is too long or an address.
pub fn show_as(tx: &mut Tx<'_>, tenant: &TenantId, customer: &CustomerId, name: &str) -> Result<()> {
    let name = name.trim();
    if name.chars().count() > 60 || name.chars().any(char::is_control) || name.contains('@') {
        return Err(Error::field(
            "/shown_as",
            "format",
            "Give a name of at most 60 characters, and no address.",
        ));
    }
    load(tx, tenant, customer)?;
    tx.exec(sql::SHOW_AS, params![tenant, customer, name]).map(drop)
}
