//! Customers: people who buy at a store, known by their account there, or by their address alone.

mod binding;
mod sql;

pub use binding::{Binding, NewBinding, Whose, bind, binding_at, bindings, chain_at, unbind};

use crate::db::{Row, Tx};
use crate::error::{Error, Result};
use crate::{chance, params, person};
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

/// The customer of this account, or else of this address.
///
/// # Errors
/// What the database says.
pub fn find(
    tx: &mut Tx<'_>,
    (tenant, store): (&TenantId, &StoreId),
    (account, email_key): (Option<&str>, Option<&str>),
) -> Result<Option<Customer>> {
    if let Some(account) = account {
        return tx.row(sql::BY_ACCOUNT, params![tenant, store, account], decode);
    }
    let Some(email_key) = email_key else { return Ok(None) };
    tx.row(sql::BY_ADDRESS, params![tenant, store, email_key], decode)
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
    let email_key = told.email.as_deref().map(|email| person::email_key(people_key, email));
    let marks = (told.external_id.as_deref(), email_key.as_deref());
    if marks == (None, None) {
        return Err(Error::field("/email", "missing", "Give the customer's id in the store, or an address."));
    }
    if let Some(known) = find(tx, (tenant, store), marks)? {
        return Ok(known);
    }
    let id = CustomerId::from_bits(chance::ordered_bits(now)?);
    let hint = told.email.as_deref().map(person::email_hint).unwrap_or_default();
    tx.exec(
        sql::INSERT,
        params![
            tenant,
            &id,
            store,
            told.external_id.as_deref(),
            told.email.as_deref(),
            email_key.as_deref(),
            hint,
            &told.name,
            &told.login,
            &told.language,
            told.registered_at,
            now
        ],
    )?;
    find(tx, (tenant, store), marks)?.ok_or_else(|| Error::Broken("a customer was not kept".to_owned()))
}

/// A customer by id.
///
/// # Errors
/// [`Error::NotFound`].
pub fn load(tx: &mut Tx<'_>, tenant: &TenantId, id: &CustomerId) -> Result<Customer> {
    tx.row(sql::LOAD, params![tenant, id], decode)?.ok_or(Error::NotFound("customer"))
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
    })
}
