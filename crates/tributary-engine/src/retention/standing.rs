//! How it stands with clicks that are kept: what an operator wants to know of it.

use super::parts::{self, Part};
use super::{last, needed_days};
use crate::db::Tx;
use crate::error::Result;
use crate::{access, click};
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
        let first = click::next_click(tx, &tenant, Timestamp::MIN)?;
        oldest = oldest.into_iter().chain(first).min();
        until = until.max(last(tx, &tenant)?.map(|horizon| horizon.until));
    }
    let of_server = tx.is_server().then(|| parts::parts(tx)).transpose()?;
    let parts = of_server.map(|there| {
        // What was there before there were parts ends with a month as well.
        let is_of = |part: &Part, name: &str, end| {
            part.name == name || (part.name == parts::BEFORE && part.until.is_some_and(|until| until >= end))
        };
        let mut months = parts::months(now).into_iter().take(2);
        let lacks = months.any(|(name, _, end)| !there.iter().any(|part| is_of(part, &name, end)));
        Parts { count: there.len(), may: may.shape, lacks }
    });
    Ok(Standing { needed_days: needed_days(tx)?, oldest, until, may_forget: may.forget, parts })
}
