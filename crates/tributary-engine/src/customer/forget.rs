//! Forgetting who a customer is: name and address go wherever they stand, amounts and facts stay, which have neither.

use super::fact::append;
use super::{load, sql};
use crate::audit::{self, Actor, Note};
use crate::db::Tx;
use crate::error::Result;
use crate::{invitation, mail, panel, params};
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
    if let Some(address) = &known.email {
        mail::forget_person(tx, tenant, address, now)?;
    }
    invitation::forget(tx, tenant, customer)?;
    panel::forget(tx, tenant, customer)?;
    tx.exec(sql::FORGET, params![tenant, customer, now])?;
    audit::note(tx, actor, &Note::on("customer.forgotten", customer.as_str()), now).map(drop)
}
