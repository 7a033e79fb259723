//! What a friend gets for coming, and who is told: the welcome coupon and the letters, with the binding itself.

use super::{Binding, Customer};
use crate::db::Tx;
use crate::error::Result;
use crate::letter::{self, About};
use crate::{program, welcome};
use tributary_core::program::version_for;
use tributary_core::time::DAY_MS;
use tributary_core::{TenantId, Timestamp};

/// A sign-up that was so long ago is history that was brought in: nobody is written to about it, and nothing is given.
const NEWS_MS: i64 = DAY_MS;

/// Whether somebody came to be somebody's lately.
pub(super) fn is_news(binding: &Binding, now: Timestamp) -> bool {
    now.since_ms(binding.since) <= NEWS_MS
}

/// Gives a friend who has just come to be somebody's what the program promised then, and has letters written.
pub(super) fn greet(
    tx: &mut Tx<'_>,
    of: (&TenantId, &Customer),
    (before, after): (&[Binding], &[Binding]),
    now: Timestamp,
) -> Result<()> {
    let new = after.last().filter(|last| last.until.is_none() && !before.iter().any(|one| one.id == last.id));
    match new.filter(|new| is_news(new, now)) {
        Some(new) => give(tx, of, new, now),
        None => Ok(()),
    }
}

/// Gives a friend what the program promised when they signed up, once, however long ago that was.
pub(super) fn give(
    tx: &mut Tx<'_>,
    (tenant, customer): (&TenantId, &Customer),
    binding: &Binding,
    now: Timestamp,
) -> Result<()> {
    let Some(sponsor) = binding.whose.sponsor.as_ref() else { return Ok(()) };
    // A coupon is for a first order, so whoever was bound by one has no use for it.
    if customer.registered_at != Some(binding.since) {
        return Ok(());
    }
    let program = program::of_store(tx, tenant, &customer.store)?;
    let versions = program::versions(tx, tenant, &program)?;
    let rules = version_for(&versions, binding.since, now).map(|version| &version.rules);
    let promised = rules.and_then(|rules| rules.referral_in_force()).and_then(|one| one.welcome.as_ref());
    let Some(promised) = promised else { return Ok(()) };
    if welcome::of_customer(tx, tenant, &customer.id)?.is_some() {
        return Ok(());
    }
    let coupon = welcome::give(tx, (tenant, &customer.store), (&customer.id, sponsor), promised, now)?;
    letter::ask(tx, tenant, &About::Coupon(coupon), now)
}
