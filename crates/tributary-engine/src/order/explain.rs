//! Everything that explains an order: the decision derived anew, its facts, its money, its names.

use super::{LineRow, OrderKey, OrderRow, facts_of, lines, load, load_world, sql};
use crate::click::{self, Click};
use crate::db::Tx;
use crate::delivery::{self, Delivery};
use crate::error::{Error, Result};
use crate::ledger::{self, Transaction};
use crate::{customer, params, partner, program};
use std::collections::BTreeMap;
use tributary_core::decide::{Decision, World, decide};
use tributary_core::fact::{OrderFact, Recorded};
use tributary_core::program::{RuleVersion, Rules};
use tributary_core::{CustomerId, OrderId, PartnerId, TenantId, Timestamp};

/// Why an order stands as it does.
#[derive(Debug, Clone)]
pub struct Explanation {
    /// The order as lists show it.
    pub row: OrderRow,
    /// The decision, derived from facts at this moment.
    pub decision: Decision,
    /// Whom the rules chose, whatever people decided by hand.
    pub rules_chose: Option<PartnerId>,
    /// The rules that judged it.
    pub rules: Rules,
    /// Its facts in the order of arrival, each with where it came from.
    pub facts: Vec<(Recorded<OrderFact>, String)>,
    /// Its lines.
    pub lines: Vec<LineRow>,
    /// Its ledger transactions, oldest first.
    pub transactions: Vec<Transaction>,
    /// The raw deliveries about it, oldest first.
    pub deliveries: Vec<Delivery>,
    /// The clicks that its touches name.
    pub clicks: BTreeMap<String, Click>,
    /// Names of the partners it mentions.
    pub names: BTreeMap<PartnerId, String>,
    /// Names of the customers it rewards, and of its buyer.
    pub customers: BTreeMap<CustomerId, String>,
    /// The mark by which its customer is known again.
    pub customer: Option<String>,
    /// All versions of the program's rules, oldest first.
    pub versions: Vec<RuleVersion>,
}

impl Explanation {
    /// A partner's name.
    #[must_use]
    pub fn name<'a>(&'a self, partner: &'a PartnerId) -> &'a str {
        self.names.get(partner).map_or(partner.as_str(), String::as_str)
    }

    /// A customer's name, or what else says who it is.
    #[must_use]
    pub fn customer_name<'a>(&'a self, customer: &'a CustomerId) -> &'a str {
        self.customers.get(customer).map_or(customer.as_str(), String::as_str)
    }
}

/// Explains an order.
///
/// # Errors
/// [`Error::NotFound`].
pub fn explain(tx: &mut Tx<'_>, tenant: &TenantId, id: &OrderId, now: Timestamp) -> Result<Explanation> {
    let row = load(tx, tenant, id)?;
    let key =
        OrderKey { tenant: tenant.clone(), store: row.store.clone(), external_id: row.external_id.clone() };
    let known = load_world(tx, &key)?;
    let decision = decide(&known.world, now).map_err(|e| Error::Broken(e.to_string()))?;
    let rules_chose = without_hands(known.world, now)?;
    let versions = program::versions(tx, tenant, &row.program)?;
    let judged = versions.iter().find(|version| version.number == decision.rule_version);
    let rules = judged.map(|version| version.rules.clone());
    let sources =
        tx.rows(sql::SOURCES_OF, params![tenant, &key.store, &key.external_id], |row| row.text(0))?;
    let facts: Vec<_> = facts_of(tx, &key)?.into_iter().zip(sources).collect();
    Ok(Explanation {
        customer: known.customer,
        rules_chose,
        rules: rules.ok_or_else(|| Error::Broken("the rule version is missing".to_owned()))?,
        lines: lines(tx, tenant, id)?,
        transactions: ledger::of_order(tx, tenant, id)?,
        deliveries: delivery::about(tx, (tenant, &key.store), &key.external_id)?,
        clicks: clicks(tx, tenant, &decision)?,
        names: names(tx, tenant, &decision, &facts)?,
        customers: customers(tx, tenant, &decision)?,
        facts,
        versions,
        row,
        decision,
    })
}

/// Whom the rules alone would credit.
fn without_hands(world: World, now: Timestamp) -> Result<Option<PartnerId>> {
    let by_hand = |fact: &OrderFact| matches!(fact, OrderFact::Assigned { .. } | OrderFact::Released { .. });
    let facts = world.facts.into_iter().filter(|entry| !by_hand(&entry.fact)).collect();
    let decision = decide(&World { facts, ..world }, now).map_err(|e| Error::Broken(e.to_string()))?;
    Ok(decision.attribution.credit.map(|credit| credit.partner))
}

fn clicks(tx: &mut Tx<'_>, tenant: &TenantId, decision: &Decision) -> Result<BTreeMap<String, Click>> {
    let mut clicks = BTreeMap::new();
    for id in decision.attribution.candidates.iter().filter_map(|candidate| candidate.touch.click.as_ref()) {
        if let Some(click) = click::load(tx, tenant, id)? {
            clicks.insert(id.to_string(), click);
        }
    }
    Ok(clicks)
}

fn names(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    decision: &Decision,
    facts: &[(Recorded<OrderFact>, String)],
) -> Result<BTreeMap<PartnerId, String>> {
    let attribution = &decision.attribution;
    let touched = attribution.candidates.iter().map(|candidate| &candidate.touch.partner);
    let credited = attribution.credit.iter().map(|credit| &credit.partner);
    let assigned = facts.iter().filter_map(|(entry, _)| match &entry.fact {
        OrderFact::Assigned { partner, .. } => partner.as_ref(),
        _ => None,
    });
    let mut names = BTreeMap::new();
    for partner in touched.chain(credited).chain(assigned) {
        if !names.contains_key(partner) {
            names.insert(partner.clone(), partner::load(tx, tenant, partner)?.name);
        }
    }
    Ok(names)
}

/// The buyer and the customers who sent each other, where rewards are spoken of.
fn customers(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    decision: &Decision,
) -> Result<BTreeMap<CustomerId, String>> {
    let mut names = BTreeMap::new();
    let Some(rewards) = &decision.rewards else { return Ok(names) };
    let levels = rewards.levels.iter().map(|level| &level.customer);
    for id in rewards.friend.iter().chain(levels) {
        names.insert(id.clone(), customer::load(tx, tenant, id)?.called());
    }
    Ok(names)
}
