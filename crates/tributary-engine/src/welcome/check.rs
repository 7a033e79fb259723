//! Whether a code can be used now, for a shop's checkout. Unknown, used, foreign and ended ones are told apart by nobody: each gets the
//! same answer, by the same one question to the database.

use super::{decode, sql};
use crate::code::{Discount, fold};
use crate::db::Tx;
use crate::error::Result;
use crate::params;
use tributary_core::{StoreId, TenantId, Timestamp};

/// Who wants to use a code, for how much.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Question<'a> {
    /// The code, as it was typed.
    pub code: &'a str,
    /// What makes equal addresses equal.
    pub email_key: Option<&'a str>,
    /// The store's own id of the account.
    pub account: Option<&'a str>,
    /// What is in the cart, before discounts; not told: not looked at.
    pub goods_minor: Option<i64>,
}

/// What the code takes off if it can be used now.
///
/// # Errors
/// What the database says.
pub fn is_usable(
    tx: &mut Tx<'_>,
    (tenant, store): (&TenantId, &StoreId),
    question: &Question<'_>,
    now: Timestamp,
) -> Result<Option<Discount>> {
    let found = tx.row(sql::CHECK, params![tenant, store, fold(question.code)], |row| {
        Ok((decode(row)?, row.opt_text(18)?, row.opt_text(19)?, row.int(20)? == 1))
    })?;
    Ok(found.and_then(|(coupon, email_key, account, has_ordered)| {
        let same = |known: &Option<String>, told: Option<&str>| told.is_some() && known.as_deref() == told;
        let theirs = same(&email_key, question.email_key) || same(&account, question.account);
        let ended = coupon.void_at.or(coupon.expires_at).is_some_and(|end| now >= end);
        let enough = match (coupon.minimum_minor, question.goods_minor) {
            (Some(minimum), Some(goods)) => goods >= minimum,
            _ => true,
        };
        let usable = theirs && !ended && !has_ordered && enough && coupon.used_by.is_none();
        usable.then_some(coupon.discount)
    }))
}
