//! How it stands with clicks that are kept: what an operator wants to know of it.

use super::{last, needed_days, parts, sql};
use crate::db::Tx;
use crate::error::Result;
use crate::{access, params};
use tributary_core::Timestamp;

/// How it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Days that the rules ask clicks to be kept.
    pub needed_days: i64,
    /// The oldest click that is there.
    pub oldest: Option<Timestamp>,
    /// Before when clicks were forgotten, if any were.
    pub until: Option<Timestamp>,
    /// Whether this role may forget any.
    pub may_forget: bool,
    /// How it stands with the parts, on a server.
    pub parts: Option<Parts>,
}

/// How it stands with the parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parts {
    /// How many there are.
    pub count: usize,
    /// Whether this role may make and drop any.
    pub may: bool,
    /// Whether what comes in goes to the rest, this month or the next.
    pub lacks: bool,
}

/// How it stands.
///
/// # Errors
/// What the database says.
pub fn standing(tx: &mut Tx<'_>, now: Timestamp) -> Result<Standing> {
    let may = parts::may(tx)?;
    let (mut oldest, mut until) = (None::<Timestamp>, None);
    for tenant in access::tenants(tx)? {
        let first = tx.row(sql::OLDEST, params![&tenant], |row| row.opt_int(0))?.flatten();
        oldest = oldest.into_iter().chain(first.map(Timestamp::from_ms)).min();
        until = until.max(last(tx, &tenant)?.map(|horizon| horizon.until));
    }
    let of_server = tx.is_server().then(|| parts::parts(tx)).transpose()?;
    let parts = of_server.map(|there| {
        // What was there before there were parts ends with a month of its own.
        let has = |end: Timestamp| there.iter().any(|part| part.until.is_some_and(|until| until >= end));
        let lacks = parts::months(now).into_iter().take(2).any(|(.., end)| !has(end));
        Parts { count: there.len(), may: may.shape, lacks }
    });
    Ok(Standing { needed_days: needed_days(tx)?, oldest, until, may_forget: may.forget, parts })
}
