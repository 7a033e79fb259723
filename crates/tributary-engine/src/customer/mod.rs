//! Customers: people who buy at a store, known by their account there, or by their address alone.
//!
//! What is told of where they come from is kept as facts ([`fact`]); whose they are follows from these ([`derive`]). Start at
//! [`sign_up`].

mod address;
mod binding;
mod code;
mod derive;
mod fact;
mod forget;
mod friend;
mod greet;
mod hand;
mod hint;
mod keep;
pub mod list;
mod placed;
mod sign_up;
mod sql;
mod told;

pub use address::{Addresses, addresses};
pub use binding::{Binding, Whose, binding_at, bindings, chain_at};
pub use code::{code_of, current_code, regenerate};
pub use derive::{Refusal, refusals};
pub(crate) use derive::{check, given, rederive};
pub use fact::{Kept, SHOWN_MAX, history, newest};
pub use forget::forget;
pub use friend::{Referrer, by_account, referrer};
pub use hand::{assign, type_code};
pub(crate) use placed::{bound_touch, ordered};
pub use sign_up::{NewSignUp, SignedUp, sign_up, subject};

use crate::db::{Row, Tx};
use crate::error::{Error, Result};
use crate::page::{Cursor, Page};
use crate::{chance, invitation, params, person};
use tributary_core::{CustomerId, PartnerId, StoreId, TenantId, Timestamp};

/// A customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Customer {
    /// The id.
    pub id: CustomerId,
    /// The store.
    pub store: StoreId,
    /// The store's own id of the account; `None` for a guest.
    pub external_id: Option<String>,
    /// The address, where we keep it: mails to the customer need it.
    pub email: Option<String>,
    /// What makes equal addresses equal.
    pub email_key: Option<String>,
    /// Enough to recognise the address.
    pub email_hint: String,
    /// The name; empty: not known.
    pub name: String,
    /// The name of the account; empty: not known.
    pub login: String,
    /// The language to write in; empty: not known.
    pub language: String,
    /// When the account was made, as far as we were told.
    pub registered_at: Option<Timestamp>,
    /// The partner that stands for the customer who refers friends, once there is one.
    pub partner: Option<PartnerId>,
    /// When we first heard of the customer.
    pub created_at: Timestamp,
    /// What friends are shown; empty: the first name.
    pub shown_as: String,
    /// When name and address were forgotten.
    pub forgotten_at: Option<Timestamp>,
}

impl Customer {
    /// What friends are shown: what the customer chose, else the first name; never an address, of mail or of a page. Empty: nothing is known.
    #[must_use]
    pub fn shown_name(&self) -> &str {
        let first = || self.name.split_whitespace().next().unwrap_or_default();
        let name = Some(self.shown_as.trim()).filter(|name| !name.is_empty()).unwrap_or_else(first);
        let speaks = !name.contains(['@', '/', ':', '\\']) && !invitation::has_link(name);
        if speaks { name } else { "" }
    }
}

impl Customer {
    /// What to call the customer on screens: the name, or the account's, or what is shown of the address, or the id.
    #[must_use]
    pub fn called(&self) -> String {
        let known = [&self.name, &self.login, &self.email_hint].into_iter().find(|name| !name.is_empty());
        known.cloned().unwrap_or_else(|| self.id.to_string())
    }
}

/// What is told of a customer. All of it may lack, but not both marks by which the same one is known again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Told {
    /// The store's own id of the account.
    pub external_id: Option<String>,
    /// The address.
    pub email: Option<String>,
    /// The name.
    pub name: String,
    /// The name of the account.
    pub login: String,
    /// The language.
    pub language: String,
    /// When the account was made.
    pub registered_at: Option<Timestamp>,
}

/// The customer of this account, or else of this address. An account of which nothing was told yet is the guest of its address.
///
/// # Errors
/// What the database says.
pub fn find(
    tx: &mut Tx<'_>,
    of: (&TenantId, &StoreId),
    marks: (Option<&str>, Option<&str>),
) -> Result<Option<Customer>> {
    find_at(tx, of, marks, Timestamp::MAX)
}

/// The same as of a moment: addresses that were told later were nobody's then. Of several customers who had an address by then it is
/// the first one's.
///
/// # Errors
/// What the database says.
pub fn find_at(
    tx: &mut Tx<'_>,
    (tenant, store): (&TenantId, &StoreId),
    (account, email_key): (Option<&str>, Option<&str>),
    at: Timestamp,
) -> Result<Option<Customer>> {
    let Some(account) = account else {
        let Some(email_key) = email_key else { return Ok(None) };
        return tx.row(sql::BY_ADDRESS, params![tenant, store, email_key, at], decode);
    };
    let known = tx.row(sql::BY_ACCOUNT, params![tenant, store, account], decode)?;
    match (known, email_key) {
        (None, Some(email_key)) => tx.row(sql::GUEST, params![tenant, store, email_key], decode),
        (known, _) => Ok(known),
    }
}

/// All whose an order is, by its account, or by its address as of a moment.
///
/// # Errors
/// What the database says.
pub fn marked(
    tx: &mut Tx<'_>,
    (tenant, store): (&TenantId, &StoreId),
    (account, email_key): (Option<&str>, Option<&str>),
    at: Timestamp,
) -> Result<Vec<Customer>> {
    tx.rows(sql::MARKED, params![tenant, store, account, email_key, at], decode)
}

/// The customer that this is told of, made where we hear of them for the first time.
///
/// # Errors
/// [`Error::Invalid`] when neither an account nor an address is told.
pub fn find_or_create(
    tx: &mut Tx<'_>,
    (tenant, store): (&TenantId, &StoreId),
    told: &Told,
    people_key: &[u8; 32],
    now: Timestamp,
) -> Result<Customer> {
    let marks = Marks {
        external_id: told.external_id.clone(),
        email_key: told.email.as_deref().map(|email| person::email_key(people_key, email)),
        email_hint: told.email.as_deref().map(person::email_hint).unwrap_or_default(),
    };
    let customer = find_or_make(tx, (tenant, store), &marks, (now, now))?;
    told::refresh(tx, (tenant, &customer), told, (&marks, now))?;
    load(tx, tenant, &customer.id)
}

/// By what the same customer is known again, as far as an order says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Marks {
    /// The store's own id of the account.
    pub external_id: Option<String>,
    /// What makes equal addresses equal.
    pub email_key: Option<String>,
    /// Enough to recognise the address.
    pub email_hint: String,
}

/// The customer of these marks at a moment, made where we hear of them for the first time.
///
/// # Errors
/// [`Error::Invalid`] when there is no mark.
pub fn find_or_make(
    tx: &mut Tx<'_>,
    (tenant, store): (&TenantId, &StoreId),
    marks: &Marks,
    (at, now): (Timestamp, Timestamp),
) -> Result<Customer> {
    let (account, email_key) = (marks.external_id.as_deref(), marks.email_key.as_deref());
    if (account, email_key) == (None, None) {
        return Err(Error::field("/email", "missing", "Give the customer's id in the store, or an address."));
    }
    if let Some(known) = find_at(tx, (tenant, store), (account, email_key), at)? {
        let Some(account) = account.filter(|_| known.external_id.is_none()) else { return Ok(known) };
        // The guest of this address has an account now.
        tx.exec(sql::ADOPT, params![tenant, &known.id, account])?;
        let known = load(tx, tenant, &known.id)?;
        address::settle(tx, (tenant, &known), email_key, now)?;
        return Ok(known);
    }
    let id = CustomerId::from_bits(chance::ordered_bits(now)?);
    let row = params![tenant, &id, store, account, email_key, &marks.email_hint, now];
    if tx.exec(sql::INSERT, row)? == 0 {
        let known = find(tx, (tenant, store), (account, email_key))?;
        return known.ok_or_else(|| Error::Broken("a customer was not kept".to_owned()));
    }
    let made = load(tx, tenant, &id)?;
    if let Some(key) = email_key {
        address::add(tx, (tenant, &made), key, now)?;
    }
    address::settle(tx, (tenant, &made), email_key, now)?;
    Ok(made)
}

/// A customer by id.
///
/// # Errors
/// [`Error::NotFound`].
pub fn load(tx: &mut Tx<'_>, tenant: &TenantId, id: &CustomerId) -> Result<Customer> {
    tx.row(sql::LOAD, params![tenant, id], decode)?.ok_or(Error::NotFound("customer"))
}

/// The customer for whom a partner stands; nothing of a partner of another kind.
///
/// # Errors
/// What the database says.
pub fn of_partner(tx: &mut Tx<'_>, tenant: &TenantId, partner: &PartnerId) -> Result<Option<Customer>> {
    tx.row(sql::OF_PARTNER, params![tenant, partner], decode)
}

/// A page of customers, newest first: of a store, if one is wanted, and with this account there.
///
/// # Errors
/// What the database says.
pub fn list(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    (store, account): (Option<&StoreId>, Option<&str>),
    cursor: &Cursor,
) -> Result<Page<Customer>> {
    let wanted = params![tenant, cursor.below(), store, account, cursor.fetch()];
    let rows = tx.rows(sql::LIST, wanted, decode)?;
    Ok(cursor.page(rows, |customer| customer.id.to_string()))
}

fn decode(row: &Row<'_>) -> Result<Customer> {
    Ok(Customer {
        id: row.parse(0)?,
        store: row.parse(1)?,
        external_id: row.opt_text(2)?,
        email: row.opt_text(3)?,
        email_key: row.opt_text(4)?,
        email_hint: row.text(5)?,
        name: row.text(6)?,
        login: row.text(7)?,
        language: row.text(8)?,
        registered_at: row.opt_int(9)?.map(Timestamp::from_ms),
        partner: row.opt_parse(10)?,
        created_at: row.time(11)?,
        shown_as: row.text(12)?,
        forgotten_at: row.opt_int(13)?.map(Timestamp::from_ms),
    })
}
