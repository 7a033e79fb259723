//! Finds things by what people paste: an order's number or id, a customer's address, a coupon, a click's id, a partner's
//! name, a link. Everything is looked up in an index and capped; nothing scans clicks or orders.

mod sql;

use crate::code::fold;
use crate::db::{Row, Tx};
use crate::error::Result;
use crate::seal::Sealer;
use crate::{customer, params, partner, person, retention};
use tributary_core::{
    ClickId, CodeId, Currency, CustomerId, LinkId, OrderId, PartnerId, StoreId, TenantId, Timestamp,
};

/// Of each kind.
const HITS_MAX: i64 = 6;
/// Longer texts are no names of anything.
const TEXT_CHARS_MAX: usize = 200;
/// Sorts after every letter that a name can go on with.
const LAST: char = '\u{10ffff}';

/// Something that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// An order.
    Order {
        /// Its id.
        id: OrderId,
        /// Of which store.
        store: StoreId,
        /// Its number.
        number: String,
        /// When it was placed.
        placed_at: Timestamp,
        /// What it came to.
        total_minor: i64,
        /// In which currency.
        currency: Currency,
        /// Who is credited.
        partner: Option<String>,
        /// What led to it.
        by: By,
    },
    /// A partner.
    Partner {
        /// Its id.
        id: PartnerId,
        /// Their name.
        name: String,
        /// Their address.
        email: Option<String>,
    },
    /// A code.
    Code {
        /// Its id.
        id: CodeId,
        /// As people write it.
        code: String,
        /// `coupon` or `referral`.
        kind: String,
        /// Whose it is.
        partner: PartnerId,
        /// Their name.
        partner_name: String,
    },
    /// A link.
    Link {
        /// Its id.
        id: LinkId,
        /// What stands in the URL.
        slug: String,
        /// Where it leads.
        destination: String,
        /// Whose it is.
        partner: PartnerId,
        /// Their name.
        partner_name: String,
    },
    /// A customer.
    Customer {
        /// Its id.
        id: CustomerId,
        /// What to call them.
        name: String,
        /// Enough to recognise the address.
        hint: String,
    },
    /// A click.
    Click {
        /// Its id.
        id: ClickId,
        /// The slug or code that was clicked.
        value: String,
        /// When.
        at: Timestamp,
        /// Whose link or code it was.
        partner: Option<String>,
    },
}

/// What led to an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// Its number or id.
    Name,
    /// Who bought.
    Customer,
    /// A coupon on it.
    Code,
    /// The browser of a click.
    Click,
}

/// Something that was found, and whether the text names exactly it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// What.
    pub found: Found,
    /// Whether it is what the text names, and not only like it.
    pub exact: bool,
}

/// What a text leads to, the most likely first.
///
/// # Errors
/// What the database says.
pub fn find(tx: &mut Tx<'_>, tenant: &TenantId, sealer: &Sealer, text: &str) -> Result<Vec<Hit>> {
    let text = text.trim().trim_start_matches('#').trim();
    if text.is_empty() || text.chars().count() > TEXT_CHARS_MAX {
        return Ok(Vec::new());
    }
    if let Ok(id) = OrderId::parse(text) {
        let rows = tx.row(sql::ORDER, params![tenant, &id], |row| order(row, By::Name, true))?;
        return Ok(rows.into_iter().collect());
    }
    if let Ok(id) = ClickId::parse(text) {
        return by_click(tx, tenant, &id);
    }
    if let Ok(id) = CustomerId::parse(text) {
        let found = customer::load(tx, tenant, &id).ok();
        return Ok(found.map(|found| named((&found).into())).into_iter().collect());
    }
    if partner::plausible_email(text) {
        return by_email(tx, tenant, sealer, text);
    }
    by_words(tx, tenant, text)
}

fn by_click(tx: &mut Tx<'_>, tenant: &TenantId, id: &ClickId) -> Result<Vec<Hit>> {
    let Some(click) = crate::click::load(tx, tenant, id)? else {
        // Its page says that it was forgotten.
        let gone = |at| Found::Click { id: id.clone(), value: id.to_string(), at, partner: None };
        let forgotten = retention::forgotten(tx, tenant, id)?;
        return Ok(forgotten.map(|at| Hit { found: gone(at), exact: true }).into_iter().collect());
    };
    let mut hits: Vec<Hit> = tx.row(sql::CLICK, params![tenant, id], self::click)?.into_iter().collect();
    let visitor = click.visitor.as_str();
    let orders = params![tenant, visitor, HITS_MAX];
    hits.extend(tx.rows(sql::ORDERS_OF_VISITOR, orders, |row| order(row, By::Click, false))?);
    Ok(hits)
}

/// The orders of a browser, newest first.
///
/// # Errors
/// What the database says.
pub fn orders_of_visitor(tx: &mut Tx<'_>, tenant: &TenantId, visitor: &str) -> Result<Vec<OrderId>> {
    tx.rows(sql::ORDERS_OF_VISITOR, params![tenant, visitor, HITS_MAX], |row| row.parse(0))
}

fn by_email(tx: &mut Tx<'_>, tenant: &TenantId, sealer: &Sealer, email: &str) -> Result<Vec<Hit>> {
    let key = person::email_key(sealer.people_key(), email);
    let mut hits = partners(tx, tenant, email)?;
    hits.extend(customers(tx, tenant, (email, Some(key.as_str())))?);
    let orders = params![tenant, &key, HITS_MAX];
    hits.extend(tx.rows(sql::ORDERS_OF_CUSTOMER, orders, |row| order(row, By::Customer, true))?);
    Ok(hits)
}

fn by_words(tx: &mut Tx<'_>, tenant: &TenantId, text: &str) -> Result<Vec<Hit>> {
    let word = fold(slug_of(text));
    let until = format!("{word}{LAST}");
    let mut hits = tx.rows(sql::ORDERS, params![tenant, text, HITS_MAX], |row| order(row, By::Name, true))?;
    let of_word = params![tenant, &word, &until, HITS_MAX];
    hits.extend(tx.rows(sql::CODES, of_word, |row| code(row, &word))?);
    hits.extend(tx.rows(sql::LINKS, of_word, |row| link(row, &word))?);
    hits.extend(partners(tx, tenant, text)?);
    hits.extend(customers(tx, tenant, (slug_of(text), None))?);
    let with_code = params![tenant, &word, HITS_MAX];
    hits.extend(tx.rows(sql::ORDERS_WITH_CODE, with_code, |row| order(row, By::Code, false))?);
    if hits.iter().all(|hit| !matches!(hit.found, Found::Order { by: By::Name, .. })) {
        let starting = format!("{text}{LAST}");
        let numbers = params![tenant, text, &starting, HITS_MAX];
        hits.extend(tx.rows(sql::ORDERS_STARTING, numbers, |row| order(row, By::Name, false))?);
    }
    hits.sort_by_key(|hit| !hit.exact);
    Ok(hits)
}

/// A pasted tracking URL names its last part.
fn slug_of(text: &str) -> &str {
    let path = text.split(['?', '#']).next().unwrap_or(text).trim_end_matches('/');
    match path.split_once("://") {
        Some((_, rest)) => rest.rsplit('/').next().unwrap_or(rest),
        None => text,
    }
}

fn partners(tx: &mut Tx<'_>, tenant: &TenantId, text: &str) -> Result<Vec<Hit>> {
    let plain = text.replace('!', "!!").replace('%', "!%").replace('_', "!_");
    let part = |text: &str| format!("%{}%", text.to_ascii_lowercase());
    let (typed, lower, title) = (part(&plain), part(&plain.to_lowercase()), part(&capital(&plain)));
    let starts = format!("{}%", capital(&plain).to_ascii_lowercase());
    let wanted = params![tenant, text, &typed, &lower, &title, &starts, HITS_MAX];
    tx.rows(sql::PARTNERS, wanted, |row| {
        let (id, name, email) = (row.parse::<PartnerId>(0)?, row.text(1)?, row.opt_text(2)?);
        let names = [Some(id.as_str()), Some(name.as_str()), email.as_deref()];
        let exact = names.iter().flatten().any(|name| fold(name) == fold(text));
        Ok(Hit { found: Found::Partner { id, name, email }, exact })
    })
}

fn customers(tx: &mut Tx<'_>, tenant: &TenantId, text: (&str, Option<&str>)) -> Result<Vec<Hit>> {
    let found = customer::list::named(tx, tenant, text, HITS_MAX)?;
    Ok(found.into_iter().map(named).collect())
}

fn named(found: customer::list::Person) -> Hit {
    let name = found.called().to_owned();
    Hit { found: Found::Customer { id: found.id, name, hint: found.email_hint }, exact: true }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn order(row: &Row<'_>, by: By, exact: bool) -> Result<Hit> {
    let found = Found::Order {
        id: row.parse(0)?,
        number: row.text(1)?,
        placed_at: row.time(2)?,
        total_minor: row.int(3)?,
        currency: row.parse(4)?,
        partner: row.opt_text(5)?,
        store: row.parse(6)?,
        by,
    };
    Ok(Hit { found, exact })
}

fn code(row: &Row<'_>, word: &str) -> Result<Hit> {
    let code = row.text(1)?;
    let exact = fold(&code) == word;
    let (id, kind, partner, partner_name) = (row.parse(0)?, row.text(2)?, row.parse(3)?, row.text(4)?);
    Ok(Hit { found: Found::Code { id, code, kind, partner, partner_name }, exact })
}

fn link(row: &Row<'_>, word: &str) -> Result<Hit> {
    let slug = row.text(1)?;
    let exact = fold(&slug) == word;
    let (id, destination, partner, partner_name) = (row.parse(0)?, row.text(2)?, row.parse(3)?, row.text(4)?);
    Ok(Hit { found: Found::Link { id, slug, destination, partner, partner_name }, exact })
}

fn click(row: &Row<'_>) -> Result<Hit> {
    let found =
        Found::Click { id: row.parse(0)?, value: row.text(1)?, at: row.time(2)?, partner: row.opt_text(3)? };
    Ok(Hit { found, exact: true })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pasted_address_names_its_last_part() {
        assert_eq!(slug_of("https://t.example/t/summer?x=1"), "summer");
        assert_eq!(slug_of("https://t.example/r/sara/"), "sara");
        assert_eq!(slug_of("sara/b"), "sara/b");
    }
}
