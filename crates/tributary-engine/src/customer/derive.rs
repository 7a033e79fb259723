//! Whose a customer is, derived anew from all that was told of them; orders that hang on what changed are settled again, in the same
//! transaction.

use super::fact::history;
use super::hint::{self, Looking, Told};
use super::keep::{carried, changed_since, keep, keep_refused};
use super::{Binding, Customer, Kept, bindings, greet, load, sql};
use crate::db::{Row, Tx};
use crate::error::{Error, Result};
use crate::ledger::Cause;
use crate::order::OrderKey;
use crate::referral::HOPS_MAX;
use crate::{code, event, letter, params, pipeline, program};
use std::collections::{BTreeMap, BTreeSet};
use tributary_core::attribution::CLOCK_SKEW_MAX_MS;
use tributary_core::fact::Origin;
use tributary_core::program::{RuleVersion, version_for};
use tributary_core::referral::binding::{self, Bindings, Holder, Kind, Occasion, Via};
use tributary_core::referral::{self, CustomerFact, FirstPlaced, SignUp};
use tributary_core::time::DAY_MS;
use tributary_core::{ClickId, CustomerId, StoreId, TenantId, Timestamp};

/// Something that pointed at somebody and bound nobody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The code.
    pub code: String,
    /// The click.
    pub click: Option<ClickId>,
    /// What it was.
    pub via: String,
    /// Why it did not bind.
    pub reason: referral::Refusal,
    /// When it might have.
    pub at: Timestamp,
}

/// What did not bind a customer, oldest first.
///
/// # Errors
/// What the database says.
pub fn refusals(tx: &mut Tx<'_>, tenant: &TenantId, customer: &CustomerId) -> Result<Vec<Refusal>> {
    tx.rows(sql::REFUSED, params![tenant, customer], |row: &Row<'_>| {
        let reason = row.text(3)?;
        Ok(Refusal {
            code: row.text(0)?,
            click: row.opt_parse(1)?,
            via: row.text(2)?,
            reason: referral::Refusal::parse(&reason)
                .ok_or_else(|| Error::Broken(format!("refusal {reason} is unknown")))?,
            at: row.time(4)?,
        })
    })
}

/// Derives whose a customer is, and notes it; what changed is told, and orders that hang on it are settled again.
///
/// # Errors
/// What the database says.
pub(crate) fn rederive(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    customer: &CustomerId,
    (cause, now): (&Cause, Timestamp),
) -> Result<()> {
    let customer = load(tx, tenant, customer)?;
    let derived = derived(tx, tenant, &customer)?;
    keep_refused(tx, (tenant, &customer), &derived.refused)?;
    let before = bindings(tx, tenant, &customer.id)?;
    let after = carried(&before, &derived.spans, now)?;
    if before == after {
        return Ok(());
    }
    tx.exec(sql::CLEAR_BINDINGS, params![tenant, &customer.id])?;
    for binding in &after {
        keep(tx, (tenant, &customer), binding)?;
    }
    tell(tx, (tenant, &customer), (&before, &after), now)?;
    greet::greet(tx, (tenant, &customer), (&before, &after), now)?;
    settle_since(tx, (tenant, &customer), changed_since(&before, &after), (cause, now))
}

/// All customers whose binding or refusal names a code that was just given, or taken back.
///
/// # Errors
/// What the database says.
pub(crate) fn given(
    tx: &mut Tx<'_>,
    (tenant, store): (&TenantId, &StoreId),
    text: &str,
    (cause, now): (&Cause, Timestamp),
) -> Result<()> {
    let pointed = tx.rows(sql::POINTED_AT, params![tenant, store, code::fold(text)], |row| row.parse(0))?;
    for customer in pointed {
        rederive(tx, tenant, &customer, (cause, now))?;
    }
    Ok(())
}

/// Customers whose bindings are not what their facts say.
///
/// # Errors
/// What the database says.
pub(crate) fn check(tx: &mut Tx<'_>, tenant: &TenantId) -> Result<Vec<CustomerId>> {
    let mut wrong = Vec::new();
    for id in tx.rows(sql::WITH_FACTS, params![tenant], |row| row.parse::<CustomerId>(0))? {
        let customer = load(tx, tenant, &id)?;
        let before = bindings(tx, tenant, &id)?;
        let derived = derived(tx, tenant, &customer)?;
        if carried(&before, &derived.spans, customer.created_at)? != before {
            wrong.push(id);
        }
    }
    Ok(wrong)
}

fn derived(tx: &mut Tx<'_>, tenant: &TenantId, customer: &Customer) -> Result<Bindings> {
    let facts = history(tx, tenant, &customer.id)?;
    let program = program::of_store(tx, tenant, &customer.store)?;
    let versions = program::versions(tx, tenant, &program)?;
    let looking = Looking { tenant, program: &program, customer };
    let mut found = Gathered { looking, versions: &versions, facts: &facts, occasions: Vec::new() };
    found.sign_up(tx)?;
    found.placed(tx)?;
    found.typed(tx)?;
    Ok(binding::bindings(found.occasions))
}

struct Gathered<'a> {
    looking: Looking<'a>,
    versions: &'a [RuleVersion],
    facts: &'a [Kept],
    occasions: Vec<Occasion<'a>>,
}

impl<'a> Gathered<'a> {
    /// However often a sign-up is told it is one; its clicks are also those that an order names which came before it: shops without
    /// a plugin tell them only there.
    fn sign_up(&mut self, tx: &mut Tx<'_>) -> Result<()> {
        let told: Vec<(&Kept, &SignUp)> = self.of_kind(|fact| match fact {
            CustomerFact::Registered(told) => Some(told),
            _ => None,
        });
        let Some(at) = moment_of(&told) else { return Ok(()) };
        let servers = || told.iter().filter(|(_, told)| told.origin.is_server());
        let first = servers().map(|(kept, _)| *kept).min_by_key(|kept| kept.recorded.seq);
        let Some(first) = first else { return Ok(()) };
        let mut hints = Vec::new();
        for (kept, told) in &told {
            let reported = told.origin == Origin::Script;
            let since = kept.recorded.received_at.since_ms(at);
            if self.came_after_a_word(kept) {
                continue;
            }
            if reported && !(-CLOCK_SKEW_MAX_MS..DAY_MS).contains(&since) {
                continue;
            }
            for (index, click) in told.clicks.iter().enumerate() {
                let told = Told { via: Via::Click, at, place: (kept.recorded.seq, index), reported };
                hints.extend(hint::of_click(tx, self.looking, told, click)?);
            }
            if let Some(code) = &told.code {
                let told = Told { via: Via::Code, at, place: (kept.recorded.seq, usize::MAX), reported };
                hints.push(hint::of_code(tx, self.looking, told, code)?);
            }
        }
        for (kept, placed) in self.orders() {
            for (index, click) in placed.clicks.iter().enumerate() {
                let told = Told { via: Via::Click, at, place: (kept.recorded.seq, index), reported: false };
                let hint = hint::of_click(tx, self.looking, told, click)?;
                hints.extend(hint.filter(|hint| hint.at <= at && placed.at.since_ms(at) < DAY_MS));
            }
        }
        unique(&mut hints);
        let seq = first.recorded.seq;
        let existing = self.ordered_before(tx, at.plus_ms(-CLOCK_SKEW_MAX_MS))?;
        let occasion = self.occasion(Kind::SignUp, (at, first.recorded.received_at), (seq, &first.source));
        let Some(occasion) = occasion else { return Ok(()) };
        let duplicate = self.is_duplicate(tx, at)?;
        self.occasions.push(Occasion { existing, duplicate, hints, ..occasion });
        Ok(())
    }

    /// Whether a person had typed a code, or decided, before this was told: what a shop tells of the sign-up afterwards no longer
    /// changes whose the customer is.
    fn came_after_a_word(&self, kept: &Kept) -> bool {
        self.facts.iter().any(|other| {
            let word =
                matches!(other.recorded.fact, CustomerFact::Typed { .. } | CustomerFact::Assigned { .. });
            word && other.recorded.seq < kept.recorded.seq
        })
    }

    fn placed(&mut self, tx: &mut Tx<'_>) -> Result<()> {
        for (kept, placed) in self.orders() {
            let seq = kept.recorded.seq;
            let mut hints = Vec::new();
            for (index, coupon) in placed.coupons.iter().enumerate() {
                let told = Told { via: Via::Coupon, at: placed.at, place: (seq, index), reported: false };
                hints.push(hint::of_code(tx, self.looking, told, coupon)?);
            }
            for (index, click) in placed.clicks.iter().enumerate() {
                let told = Told { via: Via::Click, at: placed.at, place: (seq, index), reported: false };
                hints.extend(hint::of_click(tx, self.looking, told, click)?);
            }
            for (index, code) in placed.codes.iter().enumerate() {
                let told = Told { via: Via::Code, at: placed.at, place: (seq, index), reported: false };
                let hint = hint::of_code(tx, self.looking, told, code)?;
                // An order's campaign that is no customer's code says nothing about whose the customer is.
                hints.extend(Some(hint).filter(|hint| matches!(hint.holder, Holder::Customer(_))));
            }
            unique(&mut hints);
            let existing = self.ordered_before(tx, placed.at)? || self.signed_up_before(placed.at);
            let by = format!("order {}", placed.order);
            let chosen = version_for(self.versions, placed.moment, placed.first_heard);
            let Some(version) = chosen else { continue };
            self.occasions.push(Occasion {
                kind: Kind::Placed,
                at: placed.at,
                seq,
                rules: &version.rules,
                existing,
                duplicate: false,
                confirmed: true,
                hints,
                by,
            });
        }
        Ok(())
    }

    fn typed(&mut self, tx: &mut Tx<'_>) -> Result<()> {
        for kept in self.facts {
            let (kind, via, code, at, by) = match &kept.recorded.fact {
                CustomerFact::Typed { code, at } => (Kind::Typed, Via::Typed, code, *at, &kept.source),
                CustomerFact::Assigned { code, at, by, .. } => (Kind::Hand, Via::Hand, code, *at, by),
                _ => continue,
            };
            let seq = kept.recorded.seq;
            let told = Told { via, at, place: (seq, 0), reported: false };
            let blank = code.trim().is_empty();
            let hint = if blank { None } else { Some(hint::of_code(tx, self.looking, told, code)?) };
            let hints = hint.into_iter().collect();
            if let Some(occasion) = self.occasion(kind, (at, kept.recorded.received_at), (seq, by)) {
                self.occasions.push(Occasion { hints, ..occasion });
            }
        }
        Ok(())
    }

    fn of_kind<T>(&self, read: impl Fn(&'a CustomerFact) -> Option<&'a T>) -> Vec<(&'a Kept, &'a T)> {
        self.facts.iter().filter_map(|kept| read(&kept.recorded.fact).map(|told| (kept, told))).collect()
    }

    /// The placed orders, each in the earliest state that was told.
    fn orders(&self) -> Vec<(&'a Kept, &'a FirstPlaced)> {
        let told = self.of_kind(|fact| match fact {
            CustomerFact::Placed(placed) => Some(placed),
            _ => None,
        });
        let mut first: BTreeMap<&str, (&Kept, &FirstPlaced)> = BTreeMap::new();
        for (kept, placed) in told {
            let rank = |(kept, placed): (&Kept, &FirstPlaced)| (placed.stated_at, kept.recorded.seq);
            let known = first.get(placed.order.as_str()).copied();
            if known.is_none_or(|known| rank((kept, placed)) < rank(known)) {
                first.insert(&placed.order, (kept, placed));
            }
        }
        first.into_values().collect()
    }

    fn occasion(
        &self,
        kind: Kind,
        (at, heard): (Timestamp, Timestamp),
        (seq, by): (i64, &str),
    ) -> Option<Occasion<'a>> {
        let version = version_for(self.versions, at, heard)?;
        Some(Occasion {
            kind,
            at,
            seq,
            rules: &version.rules,
            existing: false,
            duplicate: false,
            confirmed: true,
            hints: Vec::new(),
            by: by.to_owned(),
        })
    }

    fn signed_up_before(&self, at: Timestamp) -> bool {
        self.occasions.iter().any(|one| one.kind == Kind::SignUp && one.at < at)
    }

    fn ordered_before(&self, tx: &mut Tx<'_>, at: Timestamp) -> Result<bool> {
        let row =
            of_customer(tx, self.looking.tenant, self.looking.customer, (sql::ORDERED_BEFORE, at), |_| {
                Ok(())
            })?;
        Ok(!row.is_empty())
    }

    fn is_duplicate(&self, tx: &mut Tx<'_>, at: Timestamp) -> Result<bool> {
        let Looking { tenant, customer, .. } = self.looking;
        let others = tx.rows(sql::SAME_ADDRESS, params![tenant, &customer.id, at], |row| {
            Ok((row.time(0)?, row.parse::<CustomerId>(1)?))
        })?;
        Ok(others.iter().any(|(since, id)| (*since, id) < (at, &customer.id)))
    }
}

/// When a customer signed up, as far as servers told.
pub(super) fn signed_up_at(facts: &[Kept]) -> Option<Timestamp> {
    let told: Vec<(&Kept, &SignUp)> = facts
        .iter()
        .filter_map(|kept| match &kept.recorded.fact {
            CustomerFact::Registered(told) => Some((kept, told)),
            _ => None,
        })
        .collect();
    moment_of(&told)
}

/// When a sign-up was: the earliest that servers say, but not after we heard of it, since their clocks run ahead.
fn moment_of(told: &[(&Kept, &SignUp)]) -> Option<Timestamp> {
    let servers = told.iter().filter(|(_, told)| told.origin.is_server());
    let said = servers.map(|(kept, told)| {
        let heard = kept.recorded.received_at;
        (told.at.is_none(), told.at.map_or(heard, |at| at.min(heard)))
    });
    // Who names a moment knows more than who only told of it.
    said.min().map(|(_, at)| at)
}

/// The same click or code told twice is one.
fn unique(hints: &mut Vec<binding::Hint>) {
    let mut seen = BTreeSet::new();
    hints.sort_by_key(|hint| (hint.reported, hint.place));
    hints.retain(|hint| seen.insert((hint.via, code::fold(&hint.code), hint.click.clone())));
}

fn tell(
    tx: &mut Tx<'_>,
    (tenant, customer): (&TenantId, &Customer),
    (before, after): (&[Binding], &[Binding]),
    now: Timestamp,
) -> Result<()> {
    let current = |all: &[Binding]| all.last().filter(|last| last.until.is_none()).cloned();
    let (was, is) = (current(before), current(after));
    if was.as_ref().map(|one| &one.whose) == is.as_ref().map(|one| &one.whose) {
        return Ok(());
    }
    if is.as_ref().is_some_and(|is| is.whose.sponsor.is_some() && greet::is_news(is, now)) {
        letter::ask(tx, tenant, &letter::About::Friend(customer.id.clone()), now)?;
    }
    let kind = if is.is_some() { "customer.bound" } else { "customer.released" };
    let data = serde_json::json!({
        "object": super::sign_up::brief(customer, is.as_ref()),
        "previous": was.as_ref().map(super::sign_up::brief_binding),
    });
    event::emit(tx, tenant, kind, &data, now).map(drop)
}

/// Settles the orders of a customer since a moment, and those of all below whose rewards reach up to them.
fn settle_since(
    tx: &mut Tx<'_>,
    (tenant, customer): (&TenantId, &Customer),
    since: Timestamp,
    (cause, now): (&Cause, Timestamp),
) -> Result<()> {
    // Shops stamp whole seconds, and mean any moment within.
    let since = since.plus_ms(-1_000);
    let mut level = vec![customer.id.clone()];
    let mut seen: BTreeSet<CustomerId> = level.iter().cloned().collect();
    // What holds from now on reaches no order of anybody below.
    let levels = if since.plus_ms(2_000) > now { 0 } else { HOPS_MAX };
    for _ in 0..=levels {
        let mut below = Vec::new();
        for id in level {
            let one = load(tx, tenant, &id)?;
            for external_id in of_customer(tx, tenant, &one, (sql::ORDERS_SINCE, since), |row| row.text(0))? {
                let key = OrderKey { tenant: tenant.clone(), store: one.store.clone(), external_id };
                pipeline::settle(tx, &key, cause, now)?;
            }
            let sent = tx.rows(sql::SENT_BY, params![tenant, &id], |row| row.parse::<CustomerId>(0))?;
            below.extend(sent.into_iter().filter(|id| seen.insert(id.clone())));
        }
        level = below;
    }
    Ok(())
}

/// Asks about the orders of a customer, by whichever mark they name them: an address or the account.
fn of_customer<T>(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    customer: &Customer,
    (statement, moment): (&'static str, Timestamp),
    read: impl FnMut(&Row<'_>) -> Result<T>,
) -> Result<Vec<T>> {
    let asked = params![tenant, &customer.store, &customer.id, customer.external_id.as_deref(), moment];
    tx.rows(statement, asked, read)
}
