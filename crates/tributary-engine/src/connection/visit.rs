//! Visits that a shop's own server tells: each is one click, whatever happens to the telling. An order names the visit, or the
//! click once that is known, and whichever comes first the end is the same: a click's visitor is the browser that it was told of, or, where
//! none was, its visit.

use super::sql;
use crate::click::Click;
use crate::db::Tx;
use crate::error::Result;
use crate::{params, pipeline};
use tributary_core::{StoreId, TenantId, Timestamp};

/// A visit is told no later than so many days after it was.
pub const TOLD_DAYS: i64 = 30;
/// The answer to a telling is kept for so long: longer than it can be told again.
const KEPT_DAYS: i64 = 3 * TOLD_DAYS;
const DAY_MS: i64 = 86_400_000;

/// A visit and what its shop is told of it.
#[derive(Debug, Clone)]
pub struct Visited {
    /// What the shop calls it: a UUID.
    pub external_id: String,
    /// Its click.
    pub click: Click,
    /// What the shop is answered.
    pub answer: String,
}

/// The visitor that a shop's name of a browser, or of a visit, stands for, if a text is one: a UUID.
#[must_use]
pub fn browser_of(text: &str) -> Option<String> {
    let groups: Vec<&str> = text.split('-').collect();
    let right = groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12]);
    let plain = groups.concat().to_ascii_lowercase();
    (right && plain.bytes().all(|byte| byte.is_ascii_hexdigit())).then_some(plain)
}

/// Takes a visit's click all the way, unless it is known: then nothing happens, and the earlier answer is given back.
///
/// # Errors
/// What the database says.
pub fn take(
    tx: &mut Tx<'_>,
    (tenant, store): (&TenantId, &StoreId),
    visited: &Visited,
    now: Timestamp,
) -> Result<Option<String>> {
    let Visited { external_id, click, answer } = visited;
    // The unique index decides whether it is new.
    let row = params![tenant, store, external_id, &click.id, answer, now];
    if tx.exec(sql::INSERT_VISIT, row)? == 0 {
        return tx.row(sql::VISIT, params![tenant, store, external_id], |row| row.text(0));
    }
    tx.exec(sql::FORGET_VISITS, params![tenant, now.plus_ms(-KEPT_DAYS * DAY_MS)])?;
    pipeline::clicked(tx, tenant, std::slice::from_ref(click), now)?;
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::browser_of;

    #[test]
    fn only_a_uuid_is_a_visit_in_either_case() {
        let browser = Some("0123456789abcdef0123456789abcdef".to_owned());
        assert_eq!(browser_of("01234567-89ab-cdef-0123-456789abcdef"), browser);
        assert_eq!(browser_of("01234567-89AB-CDEF-0123-456789ABCDEF"), browser);
        for other in [
            "",
            "clk_01234567",
            "0123456789abcdef0123456789abcdef",
            "01234567-89ab-cdef-0123-456789abcdeg",
            "0123456-789ab-cdef-0123-456789abcdef",
            "01234567-89ab-cdef-0123-456789abcdef-0",
        ] {
            assert_eq!(browser_of(other), None, "{other}");
        }
    }
}
