//! The programs that a publisher is in or asked for, with whatever a page says of them. Each is read with the tenant that
//! its membership names, and with no other.

use crate::web::admin::moment::Moments;
use crate::web::partner::since;
use std::collections::{BTreeMap, BTreeSet};
use tributary_core::program::Rules;
use tributary_core::{Currency, MembershipId, PublisherId, Timestamp};
use tributary_engine::db::Tx;
use tributary_engine::link::Link;
use tributary_engine::order::{self, Filter};
use tributary_engine::publisher::{self, Membership, State};
use tributary_engine::store::Store;
use tributary_engine::{Result, link, partner, program, report, store};

/// One of a publisher's programs.
#[derive(Debug, Clone)]
pub(super) struct Joined {
    /// The membership.
    pub(super) membership: Membership,
    /// What the program is called.
    pub(super) name: String,
    /// The rules in force.
    pub(super) rules: Rules,
    /// The store.
    pub(super) store: Store,
    /// The publisher's link, once there is one.
    pub(super) link: Option<Link>,
    /// Whether the tenant paused the publisher.
    pub(super) paused: bool,
}

impl Joined {
    /// One of a publisher's own programs.
    pub(super) fn load(tx: &mut Tx<'_>, who: &PublisherId, id: &MembershipId) -> Result<Self> {
        let membership = publisher::own_membership(tx, who, id)?;
        Self::of(tx, membership)
    }

    /// All of them, newest first.
    pub(super) fn all(tx: &mut Tx<'_>, who: &PublisherId) -> Result<Vec<Self>> {
        publisher::memberships_of(tx, who)?.into_iter().map(|one| Self::of(tx, one)).collect()
    }

    fn of(tx: &mut Tx<'_>, membership: Membership) -> Result<Self> {
        let tenant = &membership.tenant;
        let program = program::load(tx, tenant, &membership.program)?;
        let paused = match &membership.partner {
            Some(id) => partner::load(tx, tenant, id)?.paused,
            None => false,
        };
        Ok(Self {
            store: store::load(tx, tenant, &program.store)?,
            link: membership.link.as_ref().map(|id| link::load(tx, tenant, id)).transpose()?,
            name: program.name,
            rules: program.current.rules,
            paused,
            membership,
        })
    }

    /// Whether its links earn.
    pub(super) fn is_active(&self) -> bool {
        self.membership.state == State::Active
    }
}

/// What a publisher's programs came to in the last 28 days.
#[derive(Debug, Clone, Default)]
pub(super) struct Figures {
    /// Clicks that count.
    pub(super) clicks: i64,
    /// Conversions that earn.
    pub(super) conversions: i64,
    /// What they earn, per currency.
    pub(super) earned: BTreeMap<Currency, i64>,
}

impl Figures {
    /// Adds up all programs of a publisher, each partner once.
    pub(super) fn of(tx: &mut Tx<'_>, all: &[Joined], now: Timestamp) -> Result<Self> {
        let mut figures = Self::default();
        let mut seen = BTreeSet::new();
        for one in all {
            let Membership { tenant, partner: Some(partner), .. } = &one.membership else { continue };
            if !seen.insert((tenant, partner)) {
                continue;
            }
            let from = Some(since(&Moments::new(&one.store.timezone, now)));
            let own = Filter { partner: Some(partner.clone()), from, to: Some(now), ..Filter::default() };
            figures.earned.entry(one.store.currency).or_default();
            figures.clicks += report::clicks(tx, tenant, &own)?;
            for sums in order::sums(tx, tenant, &Filter { earns: Some(true), ..own })? {
                figures.conversions += sums.orders;
                *figures.earned.entry(sums.currency).or_default() += sums.commission_minor;
            }
        }
        Ok(figures)
    }
}
