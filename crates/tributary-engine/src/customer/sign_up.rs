//! Sign-ups, taken all the way: the fact is kept, the customer found or made, whose they are derived, and what hangs on it
//! settled, in one transaction.

use super::fact::{append, history, key_of};
use super::{
    Binding, Customer, Refusal, Told, binding_at, derive, find_or_create, greet, load, refusals, sql,
};
use crate::click;
use crate::db::Tx;
use crate::error::Result;
use crate::ledger::Cause;
use crate::{delivery, event, params, program};
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;
use tributary_core::fact::Origin;
use tributary_core::referral::{CustomerFact, SignUp};
use tributary_core::{ClickId, ProgramId, StoreId, TenantId, Timestamp};

/// As many clicks of one browser as a sign-up looks at: the newest.
const CLICKS_MAX: usize = 16;

/// A sign-up as it arrives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSignUp {
    /// Who.
    pub told: Told,
    /// The click that led to it: its id, as the shop kept it. Behind a dot the browser, which may stand alone.
    pub click: Option<String>,
    /// The code that was typed or came along.
    pub code: Option<String>,
    /// How it reached us.
    pub origin: Origin,
    /// Where it came from, for people.
    pub source: String,
    /// Whether a friend is welcomed who signed up long ago, too: history that is brought in is not.
    pub welcome: bool,
}

/// What became of a sign-up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedUp {
    /// The customer as they stand now.
    pub customer: Customer,
    /// Whether they were not known before.
    pub is_new: bool,
    /// Whether nothing of it was new.
    pub is_duplicate: bool,
    /// Whose they are now.
    pub binding: Option<Binding>,
    /// What did not bind them, and why.
    pub refused: Vec<Refusal>,
}

/// Takes a sign-up all the way. Told again it changes nothing; told with more, it counts with what was told before.
///
/// # Errors
/// [`crate::Error::Invalid`] when neither an account nor an address is told, [`crate::Error::NotFound`] when the store has no program.
pub fn sign_up(
    tx: &mut Tx<'_>,
    (tenant, store): (&TenantId, &StoreId),
    new: &NewSignUp,
    people_key: &[u8; 32],
    now: Timestamp,
) -> Result<SignedUp> {
    let program = program::of_store(tx, tenant, store)?;
    let customer = find_or_create(tx, (tenant, store), &new.told, people_key, now)?;
    let told = SignUp {
        at: new.told.registered_at,
        clicks: clicks(tx, (tenant, &program), new.click.as_deref(), now)?,
        code: new.code.as_deref().map(str::trim).filter(|code| !code.is_empty()).map(str::to_owned),
        origin: new.origin,
    };
    // The clicks beside the named one are what we looked up, not what was told.
    let key = key_of("registered", &(told.at, named(new.click.as_deref()), &told.code, told.origin))?;
    let earlier = history(tx, tenant, &customer.id)?;
    let is_new = !earlier.iter().any(|kept| is_sign_up(&kept.recorded.fact));
    let appended =
        append(tx, (tenant, &customer), (&CustomerFact::Registered(told), &key), &new.source, now)?;
    if let Some(fact) = &appended {
        let cause = Cause { kind: "customer", id: fact.to_string() };
        note_moment(tx, tenant, &customer)?;
        derive::rederive(tx, tenant, &customer.id, (&cause, now))?;
        if is_new && new.origin.is_server() {
            announce(tx, (tenant, store), &customer, now)?;
        }
    }
    let customer = load(tx, tenant, &customer.id)?;
    let binding = binding_at(tx, tenant, &customer.id, now)?;
    if let Some(binding) = binding.as_ref().filter(|_| new.welcome) {
        greet::give(tx, (tenant, &customer), binding, now)?;
    }
    let refused = refusals(tx, tenant, &customer.id)?;
    Ok(SignedUp { customer, is_new, is_duplicate: appended.is_none(), binding, refused })
}

fn is_sign_up(fact: &CustomerFact) -> bool {
    matches!(fact, CustomerFact::Registered(told) if told.origin.is_server())
}

/// The customer's row says when they signed up, by all that servers told.
fn note_moment(tx: &mut Tx<'_>, tenant: &TenantId, customer: &Customer) -> Result<()> {
    let facts = history(tx, tenant, &customer.id)?;
    let moment = derive::signed_up_at(&facts);
    tx.exec(sql::SET_REGISTERED, params![tenant, &customer.id, moment]).map(drop)
}

/// Tells of a new customer, and wakes what a browser told of them before anybody knew them.
fn announce(
    tx: &mut Tx<'_>,
    (tenant, store): (&TenantId, &StoreId),
    customer: &Customer,
    now: Timestamp,
) -> Result<()> {
    let binding = binding_at(tx, tenant, &customer.id, now)?;
    let data = json!({ "object": brief(customer, binding.as_ref()), "previous": null });
    event::emit(tx, tenant, "customer.registered", &data, now)?;
    match &customer.external_id {
        Some(account) => delivery::wake(tx, (tenant, store), &subject(account)).map(drop),
        None => Ok(()),
    }
}

/// What a delivery waits for that tells of a customer nobody knows yet.
#[must_use]
pub fn subject(account: &str) -> String {
    format!("customer:{account}")
}

/// A cookie carries the visitor behind a dot.
fn named(click: Option<&str>) -> Option<ClickId> {
    ClickId::parse(click?.trim().split('.').next()?).ok()
}

fn browser(click: Option<&str>) -> Option<String> {
    let (_, browser) = click?.trim().split_once('.')?;
    Some(browser.to_owned()).filter(|browser| !browser.is_empty())
}

/// The click that was named, and the others of its browser and of the one that was named, the newest of them.
fn clicks(
    tx: &mut Tx<'_>,
    (tenant, program): (&TenantId, &ProgramId),
    told: Option<&str>,
    now: Timestamp,
) -> Result<Vec<ClickId>> {
    let mut all = Vec::from_iter(named(told));
    let mut visitors = BTreeSet::from_iter(browser(told));
    if let Some(id) = all.first() {
        let click = click::recorded_or_told(tx, tenant, id)?;
        visitors.extend(click.map(|click| click.visitor).filter(|visitor| !visitor.is_empty()));
    }
    for visitor in visitors {
        let others = click::of_visitor(tx, (tenant, program), &visitor, now)?;
        for other in others.into_iter().filter(|other| other.outcome != "no_consent").map(|other| other.id) {
            if all.len() < CLICKS_MAX && !all.contains(&other) {
                all.push(other);
            }
        }
    }
    Ok(all)
}

/// A customer as events tell of them: without name and address.
pub(super) fn brief(customer: &Customer, binding: Option<&Binding>) -> Json {
    json!({
        "id": customer.id.as_str(),
        "store": customer.store.as_str(),
        "external_id": customer.external_id,
        "binding": binding.map(brief_binding),
    })
}

pub(super) fn brief_binding(binding: &Binding) -> Json {
    let whose = &binding.whose;
    json!({
        "id": binding.id.as_str(),
        "code": whose.code,
        "sponsor": whose.sponsor.as_ref().map(tributary_core::CustomerId::as_str),
        "partner": whose.partner.as_ref().map(tributary_core::PartnerId::as_str),
        "via": binding.via,
        "since": crate::clock::rfc3339(binding.since),
    })
}
