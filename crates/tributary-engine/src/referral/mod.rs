//! What friends' orders earn the customers who sent them: who bought, what was granted so far, and what is shown of it.

mod friend;
mod question;
mod sql;
mod why;

pub(crate) use friend::HOPS_MAX;
pub use friend::{buyer, earliest_other, friend_of, touched};
pub(crate) use question::ask;
pub use question::{ASKED, Asked, Open, claim, is_due, open_question, record, secret};
pub use why::{Answer, Behind, Check, Line, Why, why};

use crate::db::{Row, Tx};
use crate::error::{Error, Result};
use crate::order::{OrderKey, WorldOf};
use crate::{params, program};
use tributary_core::decide::Decision;
use tributary_core::referral::Granted;
use tributary_core::{Currency, CustomerId, OrderId, ProgramId, TenantId, Timestamp};

/// Whether any version of a store's rules promises anything to customers who tell friends. Where none does, an order costs
/// nothing more.
///
/// # Errors
/// What the database says.
pub fn is_promised(tx: &mut Tx<'_>, key: &OrderKey) -> Result<bool> {
    let program = program::of_store(tx, &key.tenant, &key.store)?;
    let versions = program::versions(tx, &key.tenant, &program)?;
    Ok(versions.iter().any(|version| version.rules.referral_in_force().is_some()))
}

/// A part of a reward, as it was last decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The order.
    pub order: OrderId,
    /// Its number.
    pub number: String,
    /// When it was placed.
    pub placed_at: Timestamp,
    /// The customer who bought.
    pub friend: CustomerId,
    /// The customer who gets it.
    pub customer: CustomerId,
    /// 1: sent the friend.
    pub level: i64,
    /// Of what.
    pub currency: Currency,
    /// What was granted for the whole order.
    pub granted_minor: i64,
    /// What is left of it.
    pub minor: i64,
    /// The code of the reason why it is nothing.
    pub nothing: Option<String>,
    /// From when on it can be spent.
    pub available_at: Timestamp,
}

/// What a customer got for friends and for friends of friends, the newest order first.
///
/// # Errors
/// What the database says.
pub fn of_customer(
    tx: &mut Tx<'_>,
    (tenant, customer): (&TenantId, &CustomerId),
    limit: i64,
) -> Result<Vec<Part>> {
    tx.rows(sql::OF_CUSTOMER, params![tenant, customer, limit], decode)
}

/// What a friend's orders earned others.
///
/// # Errors
/// What the database says.
pub fn of_friend(tx: &mut Tx<'_>, tenant: &TenantId, friend: &CustomerId) -> Result<Vec<Part>> {
    tx.rows(sql::OF_FRIEND, params![tenant, friend], decode)
}

fn decode(row: &Row<'_>) -> Result<Part> {
    Ok(Part {
        order: row.parse(0)?,
        number: row.text(1)?,
        placed_at: row.time(2)?,
        friend: row.parse(3)?,
        customer: row.parse(4)?,
        level: row.int(5)?,
        currency: row.parse(6)?,
        granted_minor: row.int(7)?,
        minor: row.int(8)?,
        nothing: row.opt_text(9)?,
        available_at: row.time(10)?,
    })
}

/// Writes down what an order earns whom, as it was decided now.
///
/// # Errors
/// What the database says.
pub(crate) fn note(
    tx: &mut Tx<'_>,
    key: &OrderKey,
    (id, known, decision): (&OrderId, &WorldOf, &Decision),
    stood: bool,
) -> Result<()> {
    if !known.refers {
        return Ok(());
    }
    if stood {
        tx.send(sql::CLEAR, params![&key.tenant, id])?;
    }
    for row in rows(decision) {
        tx.later(
            sql::INSERT,
            params![
                &key.tenant,
                id,
                row.position,
                &known.world.program,
                row.friend,
                row.customer,
                row.level,
                decision.order.stated.currency.code(),
                row.granted_minor,
                row.minor,
                row.nothing,
                row.available_at
            ],
        )?;
    }
    Ok(())
}

/// A part of a reward as its row says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Written<'a> {
    pub(crate) position: i64,
    pub(crate) friend: &'a CustomerId,
    pub(crate) customer: &'a CustomerId,
    pub(crate) level: i64,
    pub(crate) granted_minor: i64,
    pub(crate) minor: i64,
    pub(crate) nothing: Option<&'static str>,
    pub(crate) available_at: Timestamp,
}

/// The rows that a decision makes.
pub(crate) fn rows(decision: &Decision) -> Vec<Written<'_>> {
    let Some(rewards) = &decision.rewards else { return Vec::new() };
    let Some(friend) = &rewards.friend else { return Vec::new() };
    let parts = rewards.levels.iter().zip(0_i64..);
    parts
        .map(|(level, position)| Written {
            position,
            friend,
            customer: &level.customer,
            level: level.number,
            granted_minor: level.granted_minor,
            minor: level.minor,
            nothing: level.nothing.map(tributary_core::reason::Reason::code),
            available_at: rewards.available_at,
        })
        .collect()
}

/// What a program has granted for an order, and in all, in one currency.
///
/// # Errors
/// What the database says.
pub fn granted(
    tx: &mut Tx<'_>,
    key: &OrderKey,
    (program, currency): (&ProgramId, Currency),
) -> Result<Granted> {
    let own = params![&key.tenant, &key.store, &key.external_id, program, currency.code()];
    let own_minor = tx.int(sql::GRANTED_FOR, own)?;
    let last = last_grant(tx, &key.tenant, (program, currency))?;
    Ok(Granted { own_minor, all_minor: last.map_or(0, |(_, all)| all) })
}

/// What a program has granted in all, in one currency.
///
/// # Errors
/// What the database says.
pub fn granted_in_all(tx: &mut Tx<'_>, tenant: &TenantId, of: (&ProgramId, Currency)) -> Result<i64> {
    Ok(last_grant(tx, tenant, of)?.map_or(0, |(_, all)| all))
}

fn last_grant(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    (program, currency): (&ProgramId, Currency),
) -> Result<Option<(i64, i64)>> {
    tx.row(sql::LAST_GRANT, params![tenant, program, currency.code()], |row| Ok((row.int(0)?, row.int(1)?)))
}

/// Appends what a decision grants beyond what was granted for its order before.
///
/// # Errors
/// What the database says.
pub fn grant(
    tx: &mut Tx<'_>,
    key: &OrderKey,
    (known, decision): (&WorldOf, &Decision),
    now: Timestamp,
) -> Result<()> {
    let Some(rewards) = decision.rewards.as_ref().filter(|_| decision.owes_reward()) else { return Ok(()) };
    let before = known.world.friend.as_ref().map_or(0, |friend| friend.granted.own_minor);
    let more = rewards.granted_minor().saturating_sub(before);
    if more <= 0 {
        return Ok(());
    }
    let (program, currency) = (&known.world.program, decision.order.stated.currency);
    let (seq, all) = last_grant(tx, &key.tenant, (program, currency))?.unwrap_or((0, 0));
    let fits = all.checked_add(more).is_some();
    if !fits {
        return Err(Error::Broken("a sum does not fit".to_owned()));
    }
    let row =
        params![&key.tenant, program, currency.code(), seq + 1, &key.store, &key.external_id, more, all, now];
    tx.exec(sql::GRANT, row)?;
    Ok(())
}
