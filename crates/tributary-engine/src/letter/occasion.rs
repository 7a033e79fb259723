//! What is to be written, to whom and about what: read from what is kept, when the letter is made. Start at [`occasions`].

use super::{About, Kind, sql};
use crate::customer::{self, Customer};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::invitation;
use crate::panel;
use crate::params;
use crate::store::{self, Store};
use crate::welcome;
use std::collections::BTreeMap;
use tributary_core::ledger::{Account, Purse};
use tributary_core::referral::Promo;
use tributary_core::{
    CouponId, Currency, CustomerId, InvitationId, ProgramId, TenantId, Timestamp, TransactionId,
};

/// What is older than that needs no letter any more: mail was switched on later, or history was brought in.
const NEWS_MS: i64 = 3 * 24 * 3_600_000;

/// So many customers are told of a promotion in one transaction.
const PAGE: i64 = 200;

/// A letter to write.
#[derive(Debug, Clone)]
pub struct Occasion {
    /// What kind.
    pub kind: Kind,
    /// The customer it is about: who gets it, or who has it sent to a friend.
    pub customer: Customer,
    /// Their store.
    pub store: Store,
    /// What it says.
    pub matter: Matter,
}

/// What a letter says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Matter {
    /// The customer's own link.
    Link {
        /// The code in it.
        code: String,
    },
    /// A friend has signed up.
    Friend {
        /// Their name; may be empty.
        name: String,
    },
    /// Store credit moved.
    Credit {
        /// By how much, positive.
        minor: i64,
        /// Of what.
        currency: Currency,
        /// Why it was taken back: `refunded` or the order's status; empty: it was not.
        reason: String,
    },
    /// A friend is invited.
    Invitation {
        /// Which.
        id: InvitationId,
    },
    /// A friend's coupon.
    Coupon {
        /// Its code.
        code: String,
        /// When it ends.
        ends_at: Option<Timestamp>,
    },
    /// A promotion has begun.
    Promo {
        /// Which.
        promo: Promo,
    },
}

/// The letters that something asks for.
///
/// # Errors
/// What the database says.
pub fn occasions(tx: &mut Tx<'_>, tenant: &TenantId, about: &About, now: Timestamp) -> Result<Vec<Occasion>> {
    let found = match about {
        About::Friend(id) => of_friend(tx, tenant, id, now),
        About::Transaction(id) => of_transaction(tx, tenant, id, now),
        About::Code(id, code) => one(tx, tenant, (Kind::YourLink, id), Matter::Link { code: code.clone() }),
        About::Invitation(id) => of_invitation(tx, tenant, (Kind::Invitation, id)),
        About::Nudge(id, _) => of_invitation(tx, tenant, (Kind::Nudge, id)),
        About::Coupon(id) => of_coupon(tx, tenant, id, now),
        About::Promo(id, at) => of_promo(tx, tenant, (id, *at, None), now),
        About::PromoAfter(id, at, after) => of_promo(tx, tenant, (id, *at, Some(after)), now),
    };
    match found {
        // It was taken away since: then there is nothing to write about.
        Err(Error::NotFound(_)) => Ok(Vec::new()),
        other => other,
    }
}

fn one(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    (kind, customer): (Kind, &CustomerId),
    matter: Matter,
) -> Result<Vec<Occasion>> {
    let customer = customer::load(tx, tenant, customer)?;
    let store = store::load(tx, tenant, &customer.store)?;
    Ok(vec![Occasion { kind, customer, store, matter }])
}

fn of_friend(tx: &mut Tx<'_>, tenant: &TenantId, id: &CustomerId, now: Timestamp) -> Result<Vec<Occasion>> {
    let binding = customer::binding_at(tx, tenant, id, now)?;
    let news = binding.filter(|binding| now.since_ms(binding.since) <= NEWS_MS);
    let Some(sponsor) = news.and_then(|binding| binding.whose.sponsor) else { return Ok(Vec::new()) };
    let name = customer::load(tx, tenant, id)?.name;
    one(tx, tenant, (Kind::FriendJoined, &sponsor), Matter::Friend { name })
}

fn of_invitation(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    (kind, id): (Kind, &InvitationId),
) -> Result<Vec<Occasion>> {
    let known = invitation::load(tx, tenant, id)?;
    one(tx, tenant, (kind, &known.customer), Matter::Invitation { id: id.clone() })
}

fn of_coupon(tx: &mut Tx<'_>, tenant: &TenantId, id: &CouponId, now: Timestamp) -> Result<Vec<Occasion>> {
    let coupon = welcome::load(tx, tenant, id)?;
    if matches!(coupon.state(now), welcome::State::Used | welcome::State::Expired | welcome::State::Void) {
        return Ok(Vec::new());
    }
    let matter = Matter::Coupon { code: coupon.code, ends_at: coupon.expires_at };
    one(tx, tenant, (Kind::WelcomeCoupon, &coupon.customer), matter)
}

fn of_promo(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    (program, starts_at, after): (&ProgramId, Timestamp, Option<&CustomerId>),
    now: Timestamp,
) -> Result<Vec<Occasion>> {
    let program = crate::program::load(tx, tenant, program)?;
    let Some(referral) = program.current.rules.referral.filter(|referral| referral.enabled) else {
        return Ok(Vec::new());
    };
    let Some(promo) = panel::promo_at(&referral, now).filter(|promo| promo.starts_at == starts_at) else {
        return Ok(Vec::new());
    };
    let store = store::load(tx, tenant, &program.store)?;
    let page = params![tenant, &store.id, after.map_or("", CustomerId::as_str), PAGE];
    let ids: Vec<CustomerId> = tx.rows(sql::REFERRERS, page, |row| row.parse(0))?;
    let told = ids.into_iter().map(|id| {
        let customer = customer::load(tx, tenant, &id)?;
        let matter = Matter::Promo { promo: promo.clone() };
        Ok(Occasion { kind: Kind::PromoStarts, customer, store: store.clone(), matter })
    });
    told.collect()
}

/// What is still to be told once these letters are written: one transaction writes no more than a page of them.
#[must_use]
pub fn rest(about: &About, written: &[Occasion]) -> Option<About> {
    let (About::Promo(program, at) | About::PromoAfter(program, at, _)) = about else { return None };
    let is_full = i64::try_from(written.len()) == Ok(PAGE);
    let last = written.last().filter(|_| is_full)?;
    Some(About::PromoAfter(program.clone(), *at, last.customer.id.clone()))
}

/// One line of a transaction.
struct Moved {
    account: Account,
    currency: Currency,
    minor: i64,
    cause: String,
    order: String,
    effective_at: Timestamp,
}

/// What a transaction did to one customer's credit of one currency.
#[derive(Debug, Clone, Copy, Default)]
struct Change {
    pending: i64,
    available: i64,
    held: i64,
}

fn of_transaction(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    id: &TransactionId,
    now: Timestamp,
) -> Result<Vec<Occasion>> {
    let moved = tx.rows(sql::TRANSACTION, params![tenant, id], |row| {
        let account = row.text(0)?;
        let minor = row.int(3)?;
        Ok(Moved {
            account: Account::parse(&account).map_err(|e| Error::Broken(format!("{account}: {e}")))?,
            currency: row.parse(1)?,
            minor: if row.text(2)? == "credit" { minor } else { -minor },
            cause: row.text(4)?,
            order: row.text(5)?,
            effective_at: row.time(6)?,
        })
    })?;
    let Some(first) = moved.first() else { return Ok(Vec::new()) };
    if now.since_ms(first.effective_at) > NEWS_MS {
        return Ok(Vec::new());
    }
    let is_spent = moved.iter().any(|line| matches!(line.account, Account::Redeemed(_)) && line.minor > 0);
    let mut all = Vec::new();
    for ((customer, currency), change) in changes(&moved) {
        let Some((kind, minor)) = judged(change, (&first.cause, is_spent)) else { continue };
        let reason =
            if kind == Kind::RewardCancelled { why(tx, tenant, &first.order)? } else { String::new() };
        let matter = Matter::Credit { minor, currency, reason };
        all.extend(one(tx, tenant, (kind, &customer), matter)?);
    }
    Ok(all)
}

fn changes(moved: &[Moved]) -> BTreeMap<(CustomerId, Currency), Change> {
    let mut changes: BTreeMap<(CustomerId, Currency), Change> = BTreeMap::new();
    for line in moved {
        let Some((customer, purse)) = line.account.wallet() else { continue };
        let change = changes.entry((customer.clone(), line.currency)).or_default();
        match purse {
            Purse::Pending => change.pending += line.minor,
            Purse::Available => change.available += line.minor,
            Purse::Held => change.held += line.minor,
            Purse::Debt => {}
        }
    }
    changes
}

/// What kind of letter a change is worth, and about how much.
fn judged(change: Change, (cause, is_spent): (&str, bool)) -> Option<(Kind, i64)> {
    let Change { pending, available, held } = change;
    match cause {
        "reservation" => (is_spent && held < 0).then_some((Kind::RewardUsed, -held)),
        "adjustment" | "expiry" | "debt" => None,
        _ if pending + available < 0 => Some((Kind::RewardCancelled, -(pending + available))),
        _ if available > 0 => Some((Kind::RewardReady, available)),
        _ if pending > 0 => Some((Kind::RewardPending, pending)),
        _ => None,
    }
}

fn why(tx: &mut Tx<'_>, tenant: &TenantId, order: &str) -> Result<String> {
    let known = tx.row(sql::ORDER_STATE, params![tenant, order], |row| Ok((row.text(0)?, row.int(1)?)))?;
    Ok(match known {
        Some((status, _)) if ["cancelled", "failed", "trash", "deleted"].contains(&status.as_str()) => status,
        Some((_, refunded)) if refunded > 0 => "refunded".to_owned(),
        _ => String::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_way_that_credit_moves_is_one_kind_of_letter() {
        let of = |pending, available, held| Change { pending, available, held };
        for (change, cause, spent, kind) in [
            (of(100, 0, 0), "fact", false, Some((Kind::RewardPending, 100))),
            (of(-100, 100, 0), "hold", false, Some((Kind::RewardReady, 100))),
            (of(0, 100, 0), "fact", false, Some((Kind::RewardReady, 100))),
            (of(-40, 0, 0), "fact", false, Some((Kind::RewardCancelled, 40))),
            (of(0, -100, 0), "fact", false, Some((Kind::RewardCancelled, 100))),
            (of(0, -30, 30), "reservation", false, None),
            (of(0, 0, -30), "reservation", true, Some((Kind::RewardUsed, 30))),
            (of(0, 30, -30), "reservation", false, None),
            (of(0, 50, 0), "adjustment", false, None),
            (of(0, -50, 0), "expiry", false, None),
            (of(0, 50, 0), "debt", false, None),
        ] {
            assert_eq!(judged(change, (cause, spent)), kind, "{change:?} {cause}");
        }
    }
}
