//! What each partner is due now, per currency, and why some of it waits.

use super::detail::{self, Known};
use super::{Method, sql};
use crate::audit::{self, Actor, Note};
use crate::db::Tx;
use crate::error::Result;
use crate::partner::{self, Partner};
use crate::{ledger, params};
use std::collections::BTreeMap;
use tributary_core::ledger::{Account, Bucket};
use tributary_core::payout::{self, Details, Waits};
use tributary_core::{Currency, PartnerId, TenantId, Timestamp};

/// How often somebody is asked at most where their money is to go.
const ASKED_MS: i64 = 7 * 24 * 3_600_000;

/// What a partner has in a currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// Whose.
    pub partner: Partner,
    /// Of what.
    pub currency: Currency,
    /// Ready to be paid; below zero more was taken back than is ready.
    pub payable_minor: i64,
    /// On hold.
    pub pending_minor: i64,
    /// On its way.
    pub in_payout_minor: i64,
    /// The least that is paid at once.
    pub minimum_minor: i64,
    /// Where it goes.
    pub details: Option<DueDetails>,
    /// What is paid now, or why nothing is.
    pub verdict: std::result::Result<i64, Waits>,
    /// When they were last asked where it is to go.
    pub asked_at: Option<Timestamp>,
}

/// Where it goes, as far as screens show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueDetails {
    /// How.
    pub method: Method,
    /// Enough for its owner to know it.
    pub hint: String,
}

impl Due {
    /// Whether they can be asked now where their money is to go.
    #[must_use]
    pub fn can_be_asked(&self, now: Timestamp) -> bool {
        self.details.is_none()
            && self.payable_minor > 0
            && self.partner.email.is_some()
            && self.asked_at.is_none_or(|at| now.since_ms(at) >= ASKED_MS)
    }
}

/// What every partner has, by name; who has nothing anywhere is left out.
///
/// # Errors
/// What the database says.
pub fn due(tx: &mut Tx<'_>, tenant: &TenantId, now: Timestamp) -> Result<Vec<Due>> {
    let sums = sums(ledger::balances(tx, tenant, None)?);
    let known = Around {
        partners: partner::all(tx, tenant)?.into_iter().map(|one| (one.id.clone(), one)).collect(),
        details: detail::all(tx, tenant)?,
        minimums: detail::minimums(tx, tenant)?,
        asked: asked(tx, tenant)?,
        now,
    };
    let mut all: Vec<Due> = sums.into_iter().filter_map(|sums| known.due(sums)).collect();
    all.sort_by_cached_key(|due| (due.partner.name.to_lowercase(), due.partner.id.clone(), due.currency));
    Ok(all)
}

/// What one partner has, a row per currency.
///
/// # Errors
/// [`crate::Error::NotFound`].
pub fn due_of(tx: &mut Tx<'_>, (tenant, id): (&TenantId, &PartnerId), now: Timestamp) -> Result<Vec<Due>> {
    let sums = sums(ledger::balances(tx, tenant, Some(id))?);
    let details = detail::details(tx, tenant, id)?;
    let known = Around {
        partners: BTreeMap::from([(id.clone(), partner::load(tx, tenant, id)?)]),
        details: details.map(|known| (id.clone(), known)).into_iter().collect(),
        minimums: detail::minimums(tx, tenant)?,
        asked: BTreeMap::new(),
        now,
    };
    Ok(sums.into_iter().filter_map(|sums| known.due(sums)).collect())
}

/// To how many partners how much is due now, per currency: what [`due`] says, added up by the database for pages that look in passing.
///
/// # Errors
/// What the database says.
pub fn ready(tx: &mut Tx<'_>, tenant: &TenantId, now: Timestamp) -> Result<Vec<(Currency, i64, i64)>> {
    tx.rows(sql::READY, params![tenant, now], |row| Ok((row.parse(0)?, row.int(1)?, row.int(2)?)))
}

/// On hold, ready and on its way, of a partner in a currency.
type Sums = ((PartnerId, Currency), [i64; 3]);

fn sums(balances: Vec<(String, Currency, i64)>) -> Vec<Sums> {
    let mut sums: BTreeMap<(PartnerId, Currency), [i64; 3]> = BTreeMap::new();
    for (account, currency, minor) in balances {
        let Ok(Account::Partner(partner, bucket)) = Account::parse(&account) else { continue };
        let [pending, payable, in_payout] = sums.entry((partner, currency)).or_default();
        match bucket {
            Bucket::Pending => *pending = minor,
            Bucket::Payable => *payable = minor,
            Bucket::InPayout => *in_payout = minor,
        }
    }
    sums.retain(|_, sums| *sums != [0; 3]);
    sums.into_iter().collect()
}

fn asked(tx: &mut Tx<'_>, tenant: &TenantId) -> Result<BTreeMap<PartnerId, Timestamp>> {
    let rows = tx.rows(sql::REMINDED, params![tenant], |row| Ok((row.parse(0)?, row.time(1)?)))?;
    Ok(rows.into_iter().collect())
}

/// What bears on what is due, beside the sums.
struct Around {
    partners: BTreeMap<PartnerId, Partner>,
    details: BTreeMap<PartnerId, Known>,
    minimums: BTreeMap<Currency, i64>,
    asked: BTreeMap<PartnerId, Timestamp>,
    now: Timestamp,
}

impl Around {
    /// Nothing of somebody who stands for a customer.
    fn due(&self, ((id, currency), [pending, payable, in_payout]): Sums) -> Option<Due> {
        let known = self.details.get(&id);
        let minimum_minor = self.minimums.get(&currency).copied().unwrap_or(0);
        Some(Due {
            partner: self.partners.get(&id)?.clone(),
            currency,
            payable_minor: payable,
            pending_minor: pending,
            in_payout_minor: in_payout,
            minimum_minor,
            details: known.map(|known| DueDetails { method: known.method, hint: known.hint.clone() }),
            verdict: payout::due(payable, minimum_minor, good(known), self.now),
            asked_at: self.asked.get(&id).copied(),
        })
    }
}

/// What is known of details, as the core asks it.
pub(super) fn good(known: Option<&Known>) -> Details {
    known.map_or(Details::Missing, |known| Details::From(known.good_from))
}

/// Notes that a partner is asked where their money is to go.
///
/// # Errors
/// What the database says.
pub fn remind(tx: &mut Tx<'_>, by: &Actor, whom: &Partner, now: Timestamp) -> Result<()> {
    tx.exec(sql::REMIND, params![&by.tenant, &whom.id, now])?;
    let note = Note::on("partner.asked_for_payout_details", whom.id.as_str()).named(&whom.name);
    audit::note(tx, by, &note, now).map(drop)
}
