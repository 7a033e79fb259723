//! Whose customers are, by their facts; that their addresses are kept; and that coupons are used by orders that there are.

use super::{Report, sql};
use crate::db::Tx;
use crate::error::Result;
use crate::{customer, params};
use tributary_core::TenantId;

pub(super) fn check(tx: &mut Tx<'_>, tenant: &TenantId, report: &mut Report) -> Result<()> {
    for customer in customer::check(tx, tenant)? {
        report.note(format!("customer {customer}"), "belongs to somebody else than its facts say");
    }
    for customer in tx.rows(sql::ADDRESSLESS, params![tenant], |row| row.raw(0))? {
        report.note(format!("customer {customer}"), "has an address that is not among those it ever had");
    }
    let alone = tx.rows(sql::USES_ALONE, params![tenant], |row| Ok((row.raw(0)?, row.raw(1)?)))?;
    for (coupon, order) in alone {
        report.note(format!("coupon {coupon}"), format!("is used by order {order}, but there is none"));
    }
    Ok(())
}
