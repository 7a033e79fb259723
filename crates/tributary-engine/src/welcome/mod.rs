//! Welcome coupons: what a friend gets with the sign-up, made for them alone. The shop takes the discount off; whether an order keeps the
//! conditions is looked at here as well (`redeem.rs`).

mod check;
mod code;
mod redeem;
mod shop;
mod sql;

pub use check::{Question, is_usable};
pub use redeem::{note, on_order, others};
pub use shop::{MAKE, Made, ask, note_made};

use crate::code::{Discount, ShopState, fold};
use crate::db::{Row, Tx};
use crate::error::{Error, Result};
use crate::page::{Cursor, Page};
use crate::{chance, customer, event, params, program};
use serde_json::{Value as Json, json};
use tributary_core::money::{Money, Rate};
use tributary_core::referral::{Gift, Welcome};
use tributary_core::{CouponId, Currency, CustomerId, ProgramId, StoreId, TenantId, Timestamp};

const PPM_PER_BPS: i64 = 100;
/// As often a new code is thrown where one was thrown before, which nobody lives to see.
const THROWS_MAX: usize = 3;

/// How a coupon stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It was given; the shop has not said yet that it has it.
    Made,
    /// The shop has it.
    InShop,
    /// The shop could not make it.
    Failed,
    /// An order uses it.
    Used,
    /// It ended unused.
    Expired,
    /// It was taken back.
    Void,
}

impl State {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Made, Self::InShop, Self::Failed, Self::Used, Self::Expired, Self::Void];

    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Made => "made",
            Self::InShop => "in_shop",
            Self::Failed => "failed",
            Self::Used => "used",
            Self::Expired => "expired",
            Self::Void => "void",
        }
    }
}

/// A friend's welcome coupon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coupon {
    /// Its id.
    pub id: CouponId,
    /// The store.
    pub store: StoreId,
    /// The program that gives it.
    pub program: ProgramId,
    /// The friend whose it is.
    pub customer: CustomerId,
    /// The customer who sent the friend.
    pub sponsor: CustomerId,
    /// The code, as it is typed.
    pub code: String,
    /// What it takes off.
    pub discount: Discount,
    /// The store's currency.
    pub currency: Currency,
    /// The least that has to be in the cart.
    pub minimum_minor: Option<i64>,
    /// When it was given.
    pub created_at: Timestamp,
    /// The first moment without it.
    pub expires_at: Option<Timestamp>,
    /// When it was taken back.
    pub void_at: Option<Timestamp>,
    /// Whether the shop has it.
    pub in_shop: ShopState,
    /// The shop's id of it.
    pub shop_coupon: Option<String>,
    /// Why the shop could not make it, and the fix.
    pub trouble: Option<String>,
    /// When the shop last answered.
    pub checked_at: Option<Timestamp>,
    /// The store's id of the order that uses it.
    pub used_by: Option<String>,
}

impl Coupon {
    /// How it stands now.
    #[must_use]
    pub fn state(&self, now: Timestamp) -> State {
        if self.used_by.is_some() {
            State::Used
        } else if self.void_at.is_some() {
            State::Void
        } else if self.expires_at.is_some_and(|end| now >= end) {
            State::Expired
        } else {
            match self.in_shop {
                ShopState::Exists => State::InShop,
                ShopState::Failed | ShopState::Missing => State::Failed,
                ShopState::Unchecked | ShopState::Asked => State::Made,
            }
        }
    }

    fn brief(&self, (order, flags): (Option<&str>, &[&str])) -> Json {
        json!({
            "id": self.id.as_str(),
            "store": self.store.as_str(),
            "customer": self.customer.as_str(),
            "sponsor": self.sponsor.as_str(),
            "code": self.code,
            "order": order,
            "flags": flags,
        })
    }
}

/// Gives a friend the coupon that a program promises, and asks the shop for it. A friend who has one keeps it.
///
/// # Errors
/// [`Error::NotFound`] for a friend or sponsor whom the store does not know.
pub fn give(
    tx: &mut Tx<'_>,
    (tenant, store): (&TenantId, &StoreId),
    (friend, sponsor): (&CustomerId, &CustomerId),
    welcome: &Welcome,
    now: Timestamp,
) -> Result<CouponId> {
    customer::load(tx, tenant, friend)?;
    let program = program::of_store(tx, tenant, store)?;
    let currency = crate::store::load(tx, tenant, store)?.currency;
    let (discount, amount) = match welcome.gift {
        Gift::Fixed { amount } => ("fixed", amount.minor),
        Gift::Percent { rate } => ("percent", rate.ppm() / PPM_PER_BPS),
    };
    let minimum = welcome.minimum.map(|minimum| minimum.minor);
    let expires_at = welcome.valid_days.map(|days| now.plus_days(days));
    for _ in 0..THROWS_MAX {
        let (id, code) = (CouponId::from_bits(chance::ordered_bits(now)?), code::thrown()?);
        let row = params![
            tenant,
            &id,
            store,
            &program,
            friend,
            sponsor,
            &code,
            fold(&code),
            discount,
            amount,
            currency.code(),
            minimum,
            now,
            expires_at
        ];
        if tx.exec(sql::INSERT, row)? > 0 {
            ask(tx, (tenant, &id), now)?;
            let coupon = load(tx, tenant, &id)?;
            let data = json!({ "object": coupon.brief((None, &[])), "previous": null });
            event::emit(tx, tenant, "coupon.created", &data, now)?;
            return Ok(id);
        }
        if let Some(known) = of_customer(tx, tenant, friend)? {
            return Ok(known.id);
        }
    }
    Err(Error::Broken("no new coupon code was found".to_owned()))
}

/// A coupon by id.
///
/// # Errors
/// [`Error::NotFound`].
pub fn load(tx: &mut Tx<'_>, tenant: &TenantId, id: &CouponId) -> Result<Coupon> {
    tx.row(sql::LOAD, params![tenant, id], decode)?.ok_or(Error::NotFound("welcome coupon"))
}

/// A friend's coupon.
///
/// # Errors
/// What the database says.
pub fn of_customer(tx: &mut Tx<'_>, tenant: &TenantId, friend: &CustomerId) -> Result<Option<Coupon>> {
    tx.row(sql::OF_CUSTOMER, params![tenant, friend], decode)
}

/// A page of coupons, newest first: of a friend, or of those whom a customer sent.
///
/// # Errors
/// What the database says.
pub fn list(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    (friend, sponsor): (Option<&CustomerId>, Option<&CustomerId>),
    cursor: &Cursor,
) -> Result<Page<Coupon>> {
    let asked = params![tenant, cursor.below(), friend, sponsor, cursor.fetch()];
    let rows = tx.rows(sql::LIST, asked, decode)?;
    Ok(cursor.page(rows, |coupon| coupon.id.to_string()))
}

/// What a coupon takes off, in the words of the rules.
fn gift(discount: Discount, currency: Currency) -> Result<Gift> {
    Ok(match discount {
        Discount::Fixed(minor) => Gift::Fixed { amount: Money::new(minor, currency) },
        Discount::Percent(bps) => {
            let text = format!("{}.{:02}", bps / 100, bps % 100);
            let rate = Rate::parse_percent(&text).map_err(|e| Error::Broken(e.to_string()))?;
            Gift::Percent { rate }
        }
    })
}

fn discount(kind: &str, amount: i64) -> Result<Discount> {
    match kind {
        "fixed" => Ok(Discount::Fixed(amount)),
        "percent" => Ok(Discount::Percent(amount)),
        other => Err(Error::Broken(format!("discount {other} is unknown"))),
    }
}

fn decode(row: &Row<'_>) -> Result<Coupon> {
    Ok(Coupon {
        id: row.parse(0)?,
        store: row.parse(1)?,
        program: row.parse(2)?,
        customer: row.parse(3)?,
        sponsor: row.parse(4)?,
        code: row.text(5)?,
        discount: discount(&row.text(6)?, row.int(7)?)?,
        currency: row.parse(8)?,
        minimum_minor: row.opt_int(9)?,
        created_at: row.time(10)?,
        expires_at: row.opt_int(11)?.map(Timestamp::from_ms),
        void_at: row.opt_int(12)?.map(Timestamp::from_ms),
        in_shop: ShopState::parse(&row.text(13)?)?,
        shop_coupon: row.opt_text(14)?,
        trouble: row.opt_text(15)?,
        checked_at: row.opt_int(16)?.map(Timestamp::from_ms),
        used_by: row.opt_text(17)?,
    })
}
