//! What other rules would have made of the orders of late: nothing is written, so a reader's transaction does.

use super::sql;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::order::{self, OrderKey, WorldOf};
use crate::params;
use crate::partner;
use std::collections::BTreeMap;
use tributary_core::decide::{Decision, Undecided, decide, decide_under};
use tributary_core::order::fold;
use tributary_core::program::{RuleVersion, Rules};
use tributary_core::{Currency, OrderId, PartnerId, ProgramId, TenantId, Timestamp};

/// More orders than this are not judged while somebody waits; a preview says how many it looked at.
const ORDERS_MAX: i64 = 2_000;

/// What is to be tried on which orders.
#[derive(Debug, Clone, Copy)]
pub struct Trial<'a> {
    /// The program.
    pub program: &'a ProgramId,
    /// The rules to try.
    pub rules: &'a Rules,
    /// On orders placed at or after.
    pub since: Timestamp,
}

/// Who would get how much for an order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outcome {
    /// Who is credited, and by what name.
    pub partner: Option<(PartnerId, String)>,
    /// What is due to the partner and to the platform together.
    pub commission_minor: i64,
    /// The partner's part of it.
    pub partner_minor: i64,
    /// What is due to the customers who sent the buyer.
    pub reward_minor: i64,
}

/// An order that would stand otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// The order.
    pub order: OrderId,
    /// The number people see.
    pub number: String,
    /// When it was placed.
    pub placed_at: Timestamp,
    /// Its currency.
    pub currency: Currency,
    /// How it stands.
    pub before: Outcome,
    /// How it would stand.
    pub after: Outcome,
}

/// What a trial showed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Preview {
    /// How many orders it looked at.
    pub orders: usize,
    /// Whether there were more than it looked at.
    pub cut: bool,
    /// The orders that would stand otherwise, newest first.
    pub moved: Vec<Moved>,
    /// How many would only become payable at another time.
    pub redated: usize,
    /// By how much all commissions would change, by currency.
    pub change: BTreeMap<Currency, i64>,
    /// By how much all rewards for friends would change, by currency.
    pub reward_change: BTreeMap<Currency, i64>,
}

/// Tries rules on the orders of late. Orders that somebody decided by hand stay as they are.
///
/// # Errors
/// What the database says.
pub fn preview(tx: &mut Tx<'_>, tenant: &TenantId, trial: Trial<'_>) -> Result<Preview> {
    let limit = ORDERS_MAX + 1;
    let mut recent = tx.rows(sql::RECENT, params![tenant, trial.program, trial.since, limit], |row| {
        let key = OrderKey { tenant: tenant.clone(), store: row.parse(1)?, external_id: row.text(2)? };
        Ok((row.parse::<OrderId>(0)?, key))
    })?;
    let cut = recent.len() > usize::try_from(ORDERS_MAX).unwrap_or(usize::MAX);
    recent.truncate(usize::try_from(ORDERS_MAX).unwrap_or(usize::MAX));
    let mut names = BTreeMap::new();
    let mut preview = Preview { orders: recent.len(), cut, ..Preview::default() };
    for (id, key) in recent {
        let mut known = order::load_world(tx, &key)?;
        if trial.rules.referral_in_force().is_some() {
            order::befriend(tx, &key, &mut known)?;
        }
        let Some((before, after)) = judged(&known, &trial)? else { continue };
        preview.compare(tx, (tenant, id, &mut names), (&before, &after))?;
    }
    Ok(preview)
}

fn judged(known: &WorldOf, trial: &Trial<'_>) -> Result<Option<(Decision, Decision)>> {
    let now = trial.since; // holds play no part in what is compared, so any moment will do
    let broken = |error: Undecided| Error::Broken(error.to_string());
    let before = match decide(&known.world, now) {
        Ok(before) => before,
        Err(Undecided::Unknown | Undecided::Draft) => return Ok(None),
        Err(other) => return Err(broken(other)),
    };
    let Some(order) = fold(&known.world.facts) else { return Ok(None) };
    let version = RuleVersion { number: 0, since: trial.since, rules: trial.rules.clone() };
    let after = decide_under(&known.world, order, &version, now).map_err(broken)?;
    Ok(Some((before, after)))
}

impl Preview {
    fn compare(
        &mut self,
        tx: &mut Tx<'_>,
        (tenant, id, names): (&TenantId, OrderId, &mut BTreeMap<PartnerId, String>),
        (before, after): (&Decision, &Decision),
    ) -> Result<()> {
        let currency = before.order.stated.currency;
        let moved = Moved {
            order: id,
            number: before.order.stated.number.clone(),
            placed_at: before.order.stated.placed_at,
            currency,
            before: outcome(tx, tenant, before, names)?,
            after: outcome(tx, tenant, after, names)?,
        };
        if moved.before == moved.after {
            let due = moved.after.commission_minor > 0;
            self.redated += usize::from(due && before.payable_at != after.payable_at);
            return Ok(());
        }
        let sums = [
            (&mut self.change, moved.before.commission_minor, moved.after.commission_minor),
            (&mut self.reward_change, moved.before.reward_minor, moved.after.reward_minor),
        ];
        for (changes, before, after) in sums {
            let change = changes.entry(currency).or_default();
            *change = change.saturating_add(after.saturating_sub(before));
        }
        self.reward_change.retain(|_, minor| *minor != 0);
        self.moved.push(moved);
        Ok(())
    }
}

fn outcome(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    decision: &Decision,
    names: &mut BTreeMap<PartnerId, String>,
) -> Result<Outcome> {
    let (partner_minor, platform_minor) = order::shares_due(decision);
    let commission_minor = partner_minor.saturating_add(platform_minor);
    let reward_minor = decision.rewards.as_ref().map_or(0, tributary_core::referral::Rewards::minor);
    let Some(credit) = &decision.attribution.credit else {
        return Ok(Outcome { partner: None, commission_minor, partner_minor, reward_minor });
    };
    let id = credit.partner.clone();
    let name = match names.get(&id) {
        Some(name) => name.clone(),
        None => partner::load(tx, tenant, &id)?.name,
    };
    names.insert(id.clone(), name.clone());
    Ok(Outcome { partner: Some((id, name)), commission_minor, partner_minor, reward_minor })
}
