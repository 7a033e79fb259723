//! How things stand, for whoever watches the server: what was recorded so far, and what waits.

mod sql;

use crate::db::Tx;
use crate::error::Result;
use crate::params;
use tributary_core::Timestamp;

/// What the database says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// How long each hash chain is, of all tenants together: facts, clicks, ledger transactions, acts.
    pub chains: Vec<(String, i64)>,
    /// Deliveries that are kept and not judged yet.
    pub deliveries_waiting: i64,
    /// When the oldest of them came.
    pub oldest_delivery: Option<Timestamp>,
    /// Jobs whose time has come.
    pub jobs_due: i64,
    /// Mails that are not sent yet.
    pub mails_waiting: i64,
    /// Webhooks that are not taken yet, by receivers that are told anything.
    pub webhooks_waiting: i64,
    /// When the one that is longest overdue should have been sent.
    pub oldest_webhook: Option<Timestamp>,
}

/// How things stand now.
///
/// # Errors
/// What the database says.
pub fn standing(tx: &mut Tx<'_>, now: Timestamp) -> Result<Standing> {
    let waiting =
        tx.row(sql::DELIVERIES, params![], |row| Ok((row.int(0)?, row.opt_int(1)?.map(Timestamp::from_ms))))?;
    let webhooks =
        tx.row(sql::WEBHOOKS, params![], |row| Ok((row.int(0)?, row.opt_int(1)?.map(Timestamp::from_ms))))?;
    let (webhooks_waiting, oldest_webhook) = webhooks.unwrap_or_default();
    let (deliveries_waiting, oldest_delivery) = waiting.unwrap_or_default();
    Ok(Standing {
        chains: tx.rows(sql::CHAINS, params![], |row| Ok((row.text(0)?, row.int(1)?)))?,
        deliveries_waiting,
        oldest_delivery,
        jobs_due: tx.int(sql::JOBS, params![now])?,
        mails_waiting: tx.int(sql::MAIL, params![])?,
        webhooks_waiting,
        oldest_webhook,
    })
}
