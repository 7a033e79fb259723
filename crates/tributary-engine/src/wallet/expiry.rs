//! Credit that ends: derived from all that moved a wallet, and posted as the difference to what was posted as ended.

use super::{Moving, sql};
use crate::db::Tx;
use crate::error::Result;
use crate::ledger::{self, Cause};
use crate::{customer, params, program};
use std::collections::BTreeMap;
use tributary_core::ledger::{Account, Purse};
use tributary_core::program::RuleVersion;
use tributary_core::referral::lots::{Lots, Move, Moved, lots};
use tributary_core::{Currency, CustomerId, ProgramId, TenantId, Timestamp};

/// A posting on what can be spent, and why.
struct Posted {
    at: Timestamp,
    order: String,
    cause: String,
    cause_id: String,
    program: ProgramId,
    rule_version: i64,
    minor: i64,
}

/// What is left of a customer's credit and when it ends, and how much was posted as ended so far.
///
/// # Errors
/// What the database says.
pub fn lots_of(
    tx: &mut Tx<'_>,
    (tenant, customer): (&TenantId, &CustomerId),
    currency: Currency,
    now: Timestamp,
) -> Result<(Lots, i64)> {
    let account = Account::Wallet(customer.clone(), Purse::Available).to_string();
    let posted = tx.rows(sql::MOVES, params![tenant, account, currency.code()], |row| {
        Ok(Posted {
            at: row.time(0)?,
            order: row.text(1)?,
            cause: row.text(2)?,
            cause_id: row.text(3)?,
            program: row.parse(4)?,
            rule_version: row.int(5)?,
            minor: row.int(6)?,
        })
    })?;
    let mut rules: BTreeMap<ProgramId, Vec<RuleVersion>> = BTreeMap::new();
    let (mut moves, mut ended_minor) = (Vec::with_capacity(posted.len()), 0_i64);
    for one in posted {
        if one.cause == "expiry" {
            ended_minor = ended_minor.saturating_sub(one.minor);
            continue;
        }
        if !rules.contains_key(&one.program) {
            let versions = program::versions(tx, tenant, &one.program)?;
            rules.insert(one.program.clone(), versions);
        }
        let versions = rules.get(&one.program).map(Vec::as_slice).unwrap_or_default();
        moves.push(Moved { at: one.at, what: one.into_move(versions) });
    }
    Ok((lots(&moves, now), ended_minor))
}

impl Posted {
    /// What it means to what ends. Credit ends by the rules that gave it.
    fn into_move(self, versions: &[RuleVersion]) -> Move {
        let minor = self.minor.saturating_abs();
        let source = if self.order.is_empty() { self.cause_id } else { self.order };
        match (self.cause.as_str(), self.minor > 0) {
            ("reservation", true) => Move::Returned { purpose: source, minor },
            ("reservation" | "adjustment", false) => Move::Spent { purpose: source, minor },
            (_, false) => Move::TakenBack { source, minor },
            (_, true) => {
                let version = versions.iter().find(|version| version.number == self.rule_version);
                let days = version.and_then(|version| version.rules.referral.as_ref()?.credit_days);
                Move::Credit { source, minor, ends_at: days.map(|days| self.at.plus_days(days)) }
            }
        }
    }
}

/// Posts what of a wallet has ended by now, and notes when somebody has to look again.
///
/// # Errors
/// What the database says.
pub fn end_credit(
    tx: &mut Tx<'_>,
    (tenant, customer): (&TenantId, &CustomerId),
    currency: Currency,
    now: Timestamp,
) -> Result<()> {
    let (lots, posted_minor) = lots_of(tx, (tenant, customer), currency, now)?;
    let available = ledger::purses(tx, (tenant, customer), currency)?.available_minor;
    let ended = lots.expired_minor.saturating_sub(posted_minor).min(available);
    if ended != 0 {
        let whose = customer::load(tx, tenant, customer)?;
        let cause = Cause { kind: "expiry", id: customer.to_string() };
        let moving = Moving { whose: &whose, cause, currency };
        let cost = Account::Expense(moving.program(tx, tenant)?);
        let amounts = [(moving.purse(Purse::Available), -ended), (cost, ended)];
        moving.post(tx, tenant, amounts, now)?;
    }
    tx.exec(sql::LOOK_AT, params![tenant, customer, currency.code(), lots.next_end()])?;
    Ok(())
}
