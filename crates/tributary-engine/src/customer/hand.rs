//! Codes that are typed after the sign-up, and what an administrator decides about whose a customer is.

use super::fact::append;
use super::{Binding, binding_at, derive, load};
use crate::audit::{self, Actor, Note};
use crate::chance;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::ledger::Cause;
use tributary_core::referral::CustomerFact;
use tributary_core::{CustomerId, FactId, TenantId, Timestamp};

/// A code as long as a person types one.
const CODE_CHARS_MAX: usize = 100;
const NOTE_CHARS_MAX: usize = 500;

/// A customer types a code: it binds while there is none, in programs whose customers may.
///
/// # Errors
/// [`Error::Conflict`] when the customer is somebody's already: only an administrator changes that. [`Error::Invalid`] names why
/// the code does not bind.
pub fn type_code(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    (customer, code): (&CustomerId, &str),
    source: &str,
    now: Timestamp,
) -> Result<Binding> {
    let code = checked(code)?;
    if code.is_empty() {
        return Err(Error::field("/code", "length", "Give a code."));
    }
    let known = load(tx, tenant, customer)?;
    if binding_at(tx, tenant, customer, now)?.is_some() {
        return Err(Error::Conflict(
            "this customer belongs to somebody already; only an administrator can change that".to_owned(),
        ));
    }
    let fact = CustomerFact::Typed { code: code.to_owned(), at: now };
    let key = format!("typed:{}", FactId::from_bits(chance::ordered_bits(now)?));
    let appended = append(tx, (tenant, &known), (&fact, &key), source, now)?;
    let cause = Cause { kind: "customer", id: appended.map(|id| id.to_string()).unwrap_or_default() };
    derive::rederive(tx, tenant, customer, (&cause, now))?;
    match binding_at(tx, tenant, customer, now)? {
        Some(binding) => Ok(binding),
        None => Err(refused(tx, tenant, customer)?),
    }
}

/// An administrator says whose a customer is from now on; an empty code: nobody's.
///
/// # Errors
/// [`Error::Invalid`] for the customer's own code, for one that would close a circle, and without a note.
pub fn assign(
    tx: &mut Tx<'_>,
    (tenant, actor): (&TenantId, &Actor),
    (customer, code, note): (&CustomerId, &str, &str),
    now: Timestamp,
) -> Result<Option<Binding>> {
    let (code, note) = (checked(code)?, note.trim());
    if note.is_empty() || note.chars().count() > NOTE_CHARS_MAX || note.contains('\0') {
        return Err(Error::field("/note", "length", "Say why, in 1 to 500 characters."));
    }
    let known = load(tx, tenant, customer)?;
    let before = binding_at(tx, tenant, customer, now)?;
    let by = actor.name.clone();
    let fact =
        CustomerFact::Assigned { code: code.to_owned(), at: now, by: by.clone(), note: note.to_owned() };
    let key = format!("assigned:{}", FactId::from_bits(chance::ordered_bits(now)?));
    let appended = append(tx, (tenant, &known), (&fact, &key), &by, now)?;
    let cause = Cause { kind: "customer", id: appended.map(|id| id.to_string()).unwrap_or_default() };
    derive::rederive(tx, tenant, customer, (&cause, now))?;
    let after = binding_at(tx, tenant, customer, now)?;
    if !code.is_empty() && after.as_ref().is_none_or(|after| after.via != "hand" || after.since != now) {
        return Err(refused(tx, tenant, customer)?);
    }
    let told = |binding: Option<&Binding>| serde_json::json!({ "code": binding.map_or("", |binding| binding.whose.code.as_str()) });
    let said = Note::on("customer.assigned", customer.as_str());
    audit::note(tx, actor, &said.was(told(before.as_ref())).now(told(after.as_ref())), now)?;
    Ok(after)
}

fn checked(code: &str) -> Result<&str> {
    let code = code.trim();
    if code.chars().count() > CODE_CHARS_MAX || code.chars().any(char::is_control) {
        return Err(Error::field("/code", "length", "Give a code of at most 100 characters."));
    }
    Ok(code)
}

/// Why what was said last did not bind.
fn refused(tx: &mut Tx<'_>, tenant: &TenantId, customer: &CustomerId) -> Result<Error> {
    let last = derive::refusals(tx, tenant, customer)?.pop();
    Ok(match last {
        Some(last) => Error::clash("/code", last.reason.code(), last.reason.sentence()),
        None => Error::clash("/code", "refused", "This code does not bind here."),
    })
}
