//! Moves the money of one payout in the ledger.

use super::sql;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::ledger::{self, Cause, NewTransaction};
use crate::params;
use tributary_core::payout::{Moved, Place};
use tributary_core::{Currency, Payee, PayoutId, TenantId, Timestamp};

/// Posts what one payout moves; says the place of that in the ledger.
pub(super) fn post(
    tx: &mut Tx<'_>,
    (tenant, id): (&TenantId, &PayoutId),
    moved: &Moved<'_>,
    (from, to): (Place, Place),
    now: Timestamp,
) -> Result<i64> {
    let changes =
        moved.postings(from, to).ok_or_else(|| Error::Broken("a payout does not fit 64 bits".to_owned()))?;
    let cause = Cause { kind: kind(from, to), id: id.to_string() };
    let new = NewTransaction {
        program: None,
        order: None,
        cause: &cause,
        rule_version: 0,
        effective_at: now,
        changes: &changes,
    };
    let posted = ledger::post(tx, tenant, &new, now)?;
    let posted = posted.ok_or_else(|| Error::Broken("a payout moves nothing".to_owned()))?;
    ledger::place_of(tx, tenant, &posted)
}

const fn kind(from: Place, to: Place) -> &'static str {
    match (from, to) {
        (_, Place::Paid) => "payout_paid",
        (Place::Paid, Place::InPayout) => "payout_undone",
        (_, Place::InPayout) => "payout",
        (_, Place::Payable) => "payout_voided",
    }
}

/// Behind which place of the ledger begins what a payee's next payout pays: where the last ended that stands.
pub(super) fn last_place(
    tx: &mut Tx<'_>,
    (tenant, payee): (&TenantId, &Payee),
    currency: Currency,
) -> Result<i64> {
    tx.int(sql::LAST_PLACE, params![tenant, payee, currency.code()])
}
