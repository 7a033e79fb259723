//! What everybody is due now, per currency, and why some of it waits.

use super::detail::{self, Known};
use super::{Method, sql};
use crate::audit::{self, Actor, Note};
use crate::db::Tx;
use crate::error::Result;
use crate::{ledger, params, partner, program};
use std::collections::BTreeMap;
use tributary_core::ledger::{Account, Bucket};
use tributary_core::payout::{self, Details, Waits};
use tributary_core::{Currency, Payee, TenantId, Timestamp};

/// How often somebody is asked at most where their money is to go.
const ASKED_MS: i64 = 7 * 24 * 3_600_000;

/// What a payee has in a currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// Whose.
    pub payee: Payee,
    /// What people call the partner now, or the program for whose orders the platform is paid.
    pub name: String,
    /// Where they can be asked by mail, if anywhere.
    pub email: Option<String>,
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
            && self.email.is_some()
            && self.asked_at.is_none_or(|at| now.since_ms(at) >= ASKED_MS)
    }
}

/// What everybody has, by name; who has nothing anywhere is left out.
///
/// # Errors
/// What the database says.
pub fn due(tx: &mut Tx<'_>, tenant: &TenantId, now: Timestamp) -> Result<Vec<Due>> {
    let sums = sums(ledger::balances(tx, tenant, None)?);
    let known = Around {
        people: people(tx, tenant)?,
        details: detail::all(tx, tenant)?,
        minimums: detail::minimums(tx, tenant)?,
        asked: asked(tx, tenant)?,
        now,
    };
    let mut all: Vec<Due> = sums.into_iter().filter_map(|sums| known.due(sums)).collect();
    all.sort_by_cached_key(|due| (due.name.to_lowercase(), due.payee.clone(), due.currency));
    Ok(all)
}

/// What one payee has, a row per currency.
///
/// # Errors
/// [`crate::Error::NotFound`].
pub fn due_of(tx: &mut Tx<'_>, (tenant, payee): (&TenantId, &Payee), now: Timestamp) -> Result<Vec<Due>> {
    let sums = sums(ledger::balances(tx, tenant, Some(payee))?);
    let details = detail::details(tx, tenant, payee)?;
    let known = Around {
        people: BTreeMap::from([(payee.clone(), person(tx, tenant, payee)?)]),
        details: details.map(|known| (payee.clone(), known)).into_iter().collect(),
        minimums: detail::minimums(tx, tenant)?,
        asked: BTreeMap::new(),
        now,
    };
    Ok(sums.into_iter().filter_map(|sums| known.due(sums)).collect())
}

/// What somebody is called, and where they can be asked.
type Person = (String, Option<String>);

/// Whoever can be paid.
fn people(tx: &mut Tx<'_>, tenant: &TenantId) -> Result<BTreeMap<Payee, Person>> {
    let partners = partner::all(tx, tenant)?.into_iter();
    let mut people: BTreeMap<Payee, Person> =
        partners.map(|one| (Payee::Partner(one.id), (one.name, one.email))).collect();
    let programs = program::names(tx, tenant)?.into_iter();
    people.extend(programs.map(|(id, name)| (Payee::Platform(id), (name, None))));
    Ok(people)
}

/// What a payee is called, and where they can be asked.
pub(super) fn person(tx: &mut Tx<'_>, tenant: &TenantId, payee: &Payee) -> Result<Person> {
    match payee {
        Payee::Partner(id) => partner::load(tx, tenant, id).map(|one| (one.name, one.email)),
        Payee::Platform(id) => program::load(tx, tenant, id).map(|one| (one.name, None)),
    }
}

/// How many payouts are due now and how much they come to, per currency: what [`due`] says, added up by the database for pages that look in passing.
///
/// # Errors
/// What the database says.
pub fn ready(tx: &mut Tx<'_>, tenant: &TenantId, now: Timestamp) -> Result<Vec<(Currency, i64, i64)>> {
    tx.rows(sql::READY, params![tenant, now], |row| Ok((row.parse(0)?, row.int(1)?, row.int(2)?)))
}

/// On hold, ready and on its way, of a payee in a currency.
type Sums = ((Payee, Currency), [i64; 3]);

fn sums(balances: Vec<(String, Currency, i64)>) -> Vec<Sums> {
    let mut sums: BTreeMap<(Payee, Currency), [i64; 3]> = BTreeMap::new();
    for (account, currency, minor) in balances {
        let Some((payee, bucket)) = Account::parse(&account).ok().and_then(|account| account.payee()) else {
            continue;
        };
        let [pending, payable, in_payout] = sums.entry((payee, currency)).or_default();
        match bucket {
            Bucket::Pending => *pending = minor,
            Bucket::Payable => *payable = minor,
            Bucket::InPayout => *in_payout = minor,
        }
    }
    sums.retain(|_, sums| *sums != [0; 3]);
    sums.into_iter().collect()
}

fn asked(tx: &mut Tx<'_>, tenant: &TenantId) -> Result<BTreeMap<Payee, Timestamp>> {
    let rows = tx.rows(sql::REMINDED, params![tenant], |row| Ok((row.parse(0)?, row.time(1)?)))?;
    Ok(rows.into_iter().collect())
}

/// What bears on what is due, beside the sums.
struct Around {
    people: BTreeMap<Payee, Person>,
    details: BTreeMap<Payee, Known>,
    minimums: BTreeMap<Currency, i64>,
    asked: BTreeMap<Payee, Timestamp>,
    now: Timestamp,
}

impl Around {
    /// Nothing of somebody who stands for a customer.
    fn due(&self, ((payee, currency), [pending, payable, in_payout]): Sums) -> Option<Due> {
        let (name, email) = self.people.get(&payee)?.clone();
        let known = self.details.get(&payee);
        let minimum_minor = self.minimums.get(&currency).copied().unwrap_or(0);
        Some(Due {
            name,
            email,
            currency,
            payable_minor: payable,
            pending_minor: pending,
            in_payout_minor: in_payout,
            minimum_minor,
            details: known.map(|known| DueDetails { method: known.method, hint: known.hint.clone() }),
            verdict: payout::due(payable, minimum_minor, good(known), self.now),
            asked_at: self.asked.get(&payee).copied(),
            payee,
        })
    }
}

/// What is known of details, as the core asks it.
pub(super) fn good(known: Option<&Known>) -> Details {
    known.map_or(Details::Missing, |known| Details::From(known.good_from))
}

/// Notes that somebody is asked where their money is to go.
///
/// # Errors
/// What the database says.
pub fn remind(tx: &mut Tx<'_>, by: &Actor, whom: &Due, now: Timestamp) -> Result<()> {
    tx.exec(sql::REMIND, params![&by.tenant, &whom.payee, now])?;
    let note = Note::on("partner.asked_for_payout_details", whom.payee.as_str()).named(&whom.name);
    audit::note(tx, by, &note, now).map(drop)
}
