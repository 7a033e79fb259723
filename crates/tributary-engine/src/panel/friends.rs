//! A customer's friends: those invited by mail and those who came, and how far each has come. What happened says it:
//! clicks of people that carry an invitation's id, bindings, orders, postings.

use super::{Earned, Stats, sql};
use crate::click::refs;
use crate::customer::Customer;
use crate::db::Tx;
use crate::error::Result;
use crate::invitation::{self, Invitation};
use crate::params;
use std::collections::BTreeMap;
use tributary_core::{Currency, CustomerId, InvitationId, OrderId, TenantId, Timestamp};

/// So many orders of a friend are looked at: it is the first that earns.
const ORDERS_MAX: i64 = 10;
/// So many different things that clicks carry are looked at.
const CARRIED_MAX: i64 = 1_000;

/// How far a friend has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// A mail was asked for.
    Sent,
    /// Its link was followed by a person.
    Opened,
    /// They signed up.
    Joined,
    /// They ordered.
    Ordered,
    /// It earned.
    Rewarded,
}

impl Stage {
    /// The word for it in the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Opened => "opened",
            Self::Joined => "joined",
            Self::Ordered => "ordered",
            Self::Rewarded => "rewarded",
        }
    }
}

/// A friend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Friend {
    /// The binding's id, or the invitation's where nobody came yet.
    pub id: String,
    /// Their name; empty: not known.
    pub name: String,
    /// Enough to recognise the address; empty: not known.
    pub hint: String,
    /// How far they have come.
    pub stage: Stage,
    /// When they came that far.
    pub at: Timestamp,
    /// What they earned.
    pub earned: Vec<(Currency, i64)>,
    /// The invitation, where they were sent one.
    pub invitation: Option<InvitationId>,
    /// Whether the invitation can be sent once more now.
    pub can_be_nudged: bool,
}

/// Friends, newest first.
pub(super) fn list(
    tx: &mut Tx<'_>,
    of: (&TenantId, &Customer),
    (earned, most): (&Earned, i64),
    now: Timestamp,
) -> Result<Vec<Friend>> {
    let invited = invitation::of_customer(tx, (of.0, &of.1.id), most)?;
    let mut friends = came(tx, of, (earned, most))?;
    let opened = opened(tx, of)?;
    for one in invited {
        if !friends.iter().any(|friend| friend.invitation.as_ref() == Some(&one.id)) {
            friends.push(waiting(one, &opened, now));
        }
    }
    friends.sort_by(|a, b| b.at.cmp(&a.at).then_with(|| b.id.cmp(&a.id)));
    friends.truncate(usize::try_from(most).unwrap_or(usize::MAX));
    Ok(friends)
}

/// How many there are, of whom not all are listed.
pub(super) fn counted(
    tx: &mut Tx<'_>,
    (tenant, customer): (&TenantId, &Customer),
    listed: &[Friend],
) -> Result<Stats> {
    let joined = tx.int(sql::FRIENDS_COUNT, params![tenant, &customer.id])?;
    let mailed = invitation::count(tx, (tenant, &customer.id))?;
    let is_both = |friend: &&Friend| friend.invitation.is_some() && friend.stage >= Stage::Joined;
    let both = i64::try_from(listed.iter().filter(is_both).count()).unwrap_or(i64::MAX);
    Ok(Stats { invited: (mailed + joined - both).max(0), joined, ..Stats::default() })
}

fn waiting(one: Invitation, opened: &BTreeMap<String, Timestamp>, now: Timestamp) -> Friend {
    let at = opened.get(one.id.as_str()).copied();
    Friend {
        id: one.id.to_string(),
        name: String::new(),
        stage: if at.is_some() { Stage::Opened } else { Stage::Sent },
        at: at.unwrap_or(one.created_at),
        earned: Vec::new(),
        can_be_nudged: one.can_be_nudged(now),
        invitation: Some(one.id),
        hint: one.hint,
    }
}

/// The invitations whose link a person has followed, and when first.
fn opened(
    tx: &mut Tx<'_>,
    (tenant, customer): (&TenantId, &Customer),
) -> Result<BTreeMap<String, Timestamp>> {
    let Some(partner) = &customer.partner else { return Ok(BTreeMap::new()) };
    let rows = tx.rows(sql::OPENED, params![tenant, partner, CARRIED_MAX], |row| {
        Ok((carried(row.opt_text(0)?.as_deref()), row.time(1)?))
    })?;
    Ok(rows.into_iter().filter_map(|(id, at)| Some((id?.to_string(), at))).collect())
}

/// The invitation that a click carries.
fn carried(text: Option<&str>) -> Option<InvitationId> {
    let [first, ..] = refs::read(text);
    InvitationId::parse(&first?).ok()
}

/// Somebody who signed up, as stored.
struct Bound {
    friend: Friend,
    account: Option<String>,
    customer: CustomerId,
}

fn came(
    tx: &mut Tx<'_>,
    (tenant, customer): (&TenantId, &Customer),
    (earned, most): (&Earned, i64),
) -> Result<Vec<Friend>> {
    let bound = tx.rows(sql::FRIENDS, params![tenant, &customer.id, most], |row| {
        let friend = Friend {
            id: row.text(0)?,
            at: row.time(1)?,
            name: row.text(2)?,
            hint: row.text(3)?,
            stage: Stage::Joined,
            earned: Vec::new(),
            invitation: carried(row.opt_text(6)?.as_deref()),
            can_be_nudged: false,
        };
        Ok(Bound { friend, account: row.opt_text(4)?, customer: row.parse(5)? })
    })?;
    let mut friends = Vec::with_capacity(bound.len());
    for mut one in bound {
        let asked = params![tenant, &customer.store, &one.customer, one.account.as_deref(), ORDERS_MAX];
        let orders: Vec<(OrderId, Timestamp)> =
            tx.rows(sql::ORDERS_OF, asked, |row| Ok((row.parse(0)?, row.time(1)?)))?;
        advance(&mut one.friend, &orders, earned);
        friends.push(one.friend);
    }
    Ok(friends)
}

fn advance(friend: &mut Friend, orders: &[(OrderId, Timestamp)], earned: &Earned) {
    if let Some((_, placed)) = orders.first() {
        friend.stage = Stage::Ordered;
        friend.at = friend.at.max(*placed);
    }
    let mut sums: BTreeMap<Currency, i64> = BTreeMap::new();
    for ((order, currency), minor) in earned {
        if orders.iter().any(|(own, _)| own == order) {
            *sums.entry(*currency).or_default() += minor;
        }
    }
    friend.earned = sums.into_iter().filter(|(_, minor)| *minor > 0).collect();
    if !friend.earned.is_empty() {
        friend.stage = Stage::Rewarded;
    }
}
