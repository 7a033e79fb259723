//! Orders as lists and screens show them.

use super::filter::{By, Filter, Sort};
use super::sql;
use crate::db::{Row, Tx, Value};
use crate::error::{Error, Result};
use crate::page::{Cursor, Page};
use crate::params;
use tributary_core::fact::OrderKind;
use tributary_core::{CodeId, Currency, LinkId, OrderId, PartnerId, ProgramId, StoreId, TenantId, Timestamp};

/// An order as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderRow {
    /// Our id.
    pub id: OrderId,
    /// The store that reported it.
    pub store: StoreId,
    /// The program that judged it.
    pub program: ProgramId,
    /// The store's id of it.
    pub external_id: String,
    /// The number people see.
    pub number: String,
    /// Its status.
    pub status: String,
    /// Its currency; all amounts are minor units of it.
    pub currency: Currency,
    /// When it was placed.
    pub placed_at: Timestamp,
    /// What the buyer paid in all.
    pub total_minor: i64,
    /// The base of the commission after refunds.
    pub base_minor: i64,
    /// What refunds gave back.
    pub refunded_minor: i64,
    /// Whether a refund's detail is still unknown.
    pub provisional: bool,
    /// Its coupons.
    pub coupons: Vec<String>,
    /// Who is credited.
    pub partner: Option<PartnerId>,
    /// The credited partner's name.
    pub partner_name: Option<String>,
    /// By which way.
    pub via: Option<String>,
    /// Why nobody is.
    pub nobody: Option<String>,
    /// The rule version that judged it.
    pub rule_version: i64,
    /// How the commission stands.
    pub standing: Option<String>,
    /// What is due to the partner.
    pub commission_minor: i64,
    /// What is due to the platform.
    pub platform_minor: i64,
    /// When it becomes payable.
    pub payable_at: Timestamp,
    /// The customer, masked.
    pub customer_hint: Option<String>,
    /// City of the bill.
    pub city: String,
    /// State of the bill.
    pub state: String,
    /// Country of the bill.
    pub country: String,
    /// When it last changed here.
    pub updated_at: Timestamp,
    /// The link that won it.
    pub link: Option<LinkId>,
    /// The code that won it.
    pub code: Option<CodeId>,
    /// Where the click that won it came from: a host, or `direct`.
    pub source: Option<String>,
    /// Whether its customer is known to have ordered before.
    pub returning: bool,
    /// Why a person declined the commission.
    pub declined: Option<String>,
    /// Why a person should look at it.
    pub review: Option<String>,
    /// A known code that an unknown one on it was probably meant to be.
    pub near_code: Option<String>,
    /// How many things were bought.
    pub products: i64,
    /// Order or lead.
    pub kind: OrderKind,
    /// The event type that its store named.
    pub event: Option<String>,
    /// Whether only browsers have told of it so far.
    pub unverified: bool,
}

/// A page of orders, in the order that the filter asks for.
///
/// # Errors
/// What the database says.
pub fn list(tx: &mut Tx<'_>, tenant: &TenantId, filter: &Filter, cursor: &Cursor) -> Result<Page<OrderRow>> {
    let mut wanted = filter.matching(tenant);
    let Sort { by, ascending } = filter.sort;
    let (value, id) = filter.sort.place(cursor);
    let statement = match (by, ascending) {
        (By::Arrived, _) => {
            wanted.extend([Value::from(cursor.below()), Value::from(cursor.fetch())]);
            let rows = tx.rows(sql::LIST, &wanted, decode)?;
            return Ok(cursor.page(rows, |order| order.id.to_string()));
        }
        (By::Placed, true) => sql::LIST_BY_PLACED,
        (By::Placed, false) => sql::LIST_BY_PLACED_DOWN,
        (By::Total, true) => sql::LIST_BY_TOTAL,
        (By::Total, false) => sql::LIST_BY_TOTAL_DOWN,
        (By::Commission, true) => sql::LIST_BY_COMMISSION,
        (By::Commission, false) => sql::LIST_BY_COMMISSION_DOWN,
    };
    wanted.extend([Value::from(value), Value::from(id), Value::from(cursor.fetch())]);
    let rows = tx.rows(statement, &wanted, decode)?;
    Ok(cursor.page(rows, |order| format!("{}.{}", rank(order, by), order.id)))
}

/// What a list is sorted by, of one order.
const fn rank(order: &OrderRow, by: By) -> i64 {
    match by {
        By::Arrived => 0,
        By::Placed => order.placed_at.ms(),
        By::Total => order.total_minor,
        By::Commission => order.commission_minor,
    }
}

/// One order.
///
/// # Errors
/// [`Error::NotFound`].
pub fn load(tx: &mut Tx<'_>, tenant: &TenantId, id: &OrderId) -> Result<OrderRow> {
    tx.known_row(sql::LOAD, params![tenant, id], decode)?.ok_or(Error::NotFound("order"))
}

/// An order by any name people give it: our id, the store's id, or its number, with or without `#`.
///
/// # Errors
/// [`Error::NotFound`].
pub fn find(tx: &mut Tx<'_>, tenant: &TenantId, name: &str) -> Result<OrderRow> {
    called(tx, tenant, None, name)
}

/// The same, where stores have orders of one number first that of a store.
fn called(tx: &mut Tx<'_>, tenant: &TenantId, first: Option<&StoreId>, name: &str) -> Result<OrderRow> {
    let name = name.trim().trim_start_matches('#');
    if let Ok(id) = OrderId::parse(name) {
        return load(tx, tenant, &id);
    }
    tx.row(sql::FIND, params![tenant, name, first], decode)?.ok_or(Error::NotFound("order"))
}

/// The newest order that a text names, for a search field; one of the store that is looked at comes first.
///
/// # Errors
/// What the database says.
pub fn newest_with(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    first: &StoreId,
    text: &str,
) -> Result<Option<OrderRow>> {
    match called(tx, tenant, Some(first), text) {
        Ok(order) => Ok(Some(order)),
        Err(Error::NotFound(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// A line with its part of the base.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineRow {
    /// The store's id of the product.
    pub product: Option<String>,
    /// Its name.
    pub name: String,
    /// How many.
    pub quantity: i64,
    /// Total after discounts, before tax.
    pub total_minor: i64,
    /// Its part of the base.
    pub base_minor: i64,
}

/// The lines of an order.
///
/// # Errors
/// What the database says.
pub fn lines(tx: &mut Tx<'_>, tenant: &TenantId, id: &OrderId) -> Result<Vec<LineRow>> {
    tx.rows(sql::LINES, params![tenant, id], |row| {
        Ok(LineRow {
            product: row.opt_text(0)?,
            name: row.text(1)?,
            quantity: row.int(2)?,
            total_minor: row.int(3)?,
            base_minor: row.int(4)?,
        })
    })
}

pub(super) fn decode(row: &Row<'_>) -> Result<OrderRow> {
    Ok(OrderRow {
        id: row.parse(0)?,
        store: row.parse(1)?,
        program: row.parse(2)?,
        external_id: row.text(3)?,
        number: row.text(4)?,
        status: row.text(5)?,
        currency: row.parse(6)?,
        placed_at: row.time(7)?,
        total_minor: row.int(8)?,
        base_minor: row.int(9)?,
        refunded_minor: row.int(10)?,
        provisional: row.int(11)? == 1,
        coupons: row.json(12)?,
        partner: row.opt_parse(13)?,
        partner_name: row.opt_text(14)?,
        via: row.opt_text(15)?,
        nobody: row.opt_text(16)?,
        rule_version: row.int(17)?,
        standing: row.opt_text(18)?,
        commission_minor: row.int(19)?,
        platform_minor: row.int(20)?,
        payable_at: row.time(21)?,
        customer_hint: row.opt_text(22)?,
        city: row.text(23)?,
        state: row.text(24)?,
        country: row.text(25)?,
        updated_at: row.time(26)?,
        link: row.opt_parse(27)?,
        code: row.opt_parse(28)?,
        source: row.opt_text(29)?,
        returning: row.int(30)? == 1,
        declined: row.opt_text(31)?,
        review: row.opt_text(32)?,
        near_code: row.opt_text(33)?,
        products: row.opt_int(34)?.unwrap_or_default(),
        kind: if row.text(35)? == OrderKind::Lead.as_str() { OrderKind::Lead } else { OrderKind::Order },
        event: row.opt_text(36)?,
        unverified: row.int(37)? == 1,
    })
}
