//! What a customer sees of telling friends: what is promised, the own code, who was invited and how far each has come, and
//! the store credit. Read at one moment, without words: those are the edge's. Start at [`load`].

mod friends;
pub mod secret;
mod session;
mod sql;
pub mod token;

pub use friends::{Friend, Stage};
pub(crate) use session::forget;
pub use session::{ReferSession, addressee, end_session, enter, link, link_works, open_session, session_of};

use crate::customer::{self, Customer};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::store::{self, Store};
use crate::welcome::{self, Coupon};
use crate::{params, partner, program, referral};
use std::collections::BTreeMap;
use token::{Claims, Refusal};
use tributary_core::ledger::{Account, Purse};
use tributary_core::program::Rules;
use tributary_core::referral::{Promo, Referral};
use tributary_core::{Currency, CustomerId, OrderId, ProgramId, StoreId, TenantId, Timestamp, TransactionId};

/// So many friends are listed, newest first; all of them are counted.
const FRIENDS_MAX: i64 = 50;
/// So many lines of the account are shown.
const HISTORY_MAX: i64 = 20;

/// How telling friends stands for a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// The store promises nothing.
    Off,
    /// It does not at the moment, or this customer is paused.
    Paused,
    /// All that the program has to give is given.
    CapReached,
    /// Nobody was invited or came yet.
    NoActivity,
    /// Friends were invited or came.
    Active,
}

impl State {
    /// The word for it in the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Paused => "paused",
            Self::CapReached => "cap_reached",
            Self::NoActivity => "no_activity",
            Self::Active => "active",
        }
    }
}

/// What a customer has in one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Credit {
    /// Of what.
    pub currency: Currency,
    /// On hold.
    pub pending_minor: i64,
    /// Ready to be spent.
    pub available_minor: i64,
    /// Set aside for a purchase under way.
    pub held_minor: i64,
    /// Owed back; never above zero.
    pub debt_minor: i64,
}

/// One line of a customer's account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The transaction.
    pub id: TransactionId,
    /// When it was booked.
    pub at: Timestamp,
    /// What kind of cause it has.
    pub cause: String,
    /// Whether it is about an order, of a friend.
    pub of_order: bool,
    /// Of what.
    pub currency: Currency,
    /// What it moved on hold.
    pub pending_minor: i64,
    /// What it moved to be spent.
    pub ready_minor: i64,
}

/// What it all came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stats {
    /// What friends' orders brought, after what was taken back.
    pub earned: BTreeMap<Currency, i64>,
    /// Friends invited by mail, and those who came without.
    pub invited: i64,
    /// Friends who signed up.
    pub joined: i64,
    /// What of it is on hold.
    pub pending: BTreeMap<Currency, i64>,
}

/// Everything that a customer sees.
#[derive(Debug, Clone)]
pub struct Panel {
    /// The store.
    pub store: Store,
    /// Its program.
    pub program: ProgramId,
    /// Who looks.
    pub customer: Customer,
    /// What is promised; `None`: nothing ever was.
    pub referral: Option<Referral>,
    /// How it stands.
    pub state: State,
    /// The customer's code, once there is one.
    pub code: Option<String>,
    /// The promotion that runs now.
    pub promo: Option<Promo>,
    /// Friends, newest first.
    pub friends: Vec<Friend>,
    /// What it came to.
    pub stats: Stats,
    /// Store credit, per currency.
    pub credit: Vec<Credit>,
    /// What moved it, newest first.
    pub history: Vec<Line>,
    /// The customer's own coupon, where somebody sent them.
    pub coupon: Option<Coupon>,
}

/// The store that a token says it is of, or the only one that has a customer secret.
///
/// # Errors
/// What the database says; the token is refused inside.
pub fn store_of(tx: &mut Tx<'_>, token: &str) -> Result<std::result::Result<Store, Refusal>> {
    let named = match token::issuer(token) {
        Ok(named) => named,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let id = match named {
        Some(named) => StoreId::parse(&named).ok(),
        None => secret::only_store(tx)?,
    };
    let Some(id) = id else { return Ok(Err(Refusal::Store)) };
    match store::by_id(tx, &id) {
        Ok(store) => Ok(Ok(store)),
        Err(Error::NotFound(_)) => Ok(Err(Refusal::Store)),
        Err(error) => Err(error),
    }
}

/// The addresses of all shops: whose pages may ask.
///
/// # Errors
/// What the database says.
pub fn shops(tx: &mut Tx<'_>) -> Result<Vec<String>> {
    tx.rows(sql::SHOPS, params![], |row| row.text(0))
}

/// What is known of the customer whom claims name.
#[must_use]
pub fn told(claims: &Claims) -> customer::Told {
    customer::Told {
        external_id: Some(claims.subject.clone()),
        email: claims.email.clone().filter(|email| partner::plausible_email(email)),
        name: claims.name.clone(),
        login: claims.login.clone(),
        language: claims.language.clone(),
        registered_at: None,
    }
}

/// The rules in force for a store's customers.
///
/// # Errors
/// [`Error::NotFound`] when the store has no program.
pub fn rules_of(tx: &mut Tx<'_>, (tenant, store): (&TenantId, &StoreId)) -> Result<(ProgramId, Rules)> {
    let program = program::of_store(tx, tenant, store)?;
    let rules = program::load(tx, tenant, &program)?.current.rules;
    Ok((program, rules))
}

/// What a customer sees now.
///
/// # Errors
/// [`Error::NotFound`].
pub fn load(tx: &mut Tx<'_>, (tenant, customer): (&TenantId, &CustomerId), now: Timestamp) -> Result<Panel> {
    let customer = customer::load(tx, tenant, customer)?;
    let store = store::load(tx, tenant, &customer.store)?;
    let (program, rules) = rules_of(tx, (tenant, &store.id))?;
    let earned = earned(tx, tenant, &customer.id)?;
    let friends = friends::list(tx, (tenant, &customer), (&earned, FRIENDS_MAX), now)?;
    let credit = credit(tx, tenant, &customer.id)?;
    let mut stats = friends::counted(tx, (tenant, &customer), &friends)?;
    stats.pending = credit.iter().map(|one| (one.currency, one.pending_minor)).collect();
    for ((_, currency), minor) in &earned {
        *stats.earned.entry(*currency).or_default() += minor;
    }
    let state = state(tx, (tenant, &customer, &program), rules.referral.as_ref(), &stats)?;
    Ok(Panel {
        code: customer::current_code(tx, tenant, &customer)?.map(|code| code.code),
        promo: rules.referral.as_ref().and_then(|referral| promo_at(referral, now)).cloned(),
        history: history(tx, tenant, &customer.id)?,
        coupon: welcome::of_customer(tx, tenant, &customer.id)?,
        store,
        program,
        referral: rules.referral,
        state,
        friends,
        stats,
        credit,
        customer,
    })
}

fn state(
    tx: &mut Tx<'_>,
    (tenant, customer, program): (&TenantId, &Customer, &ProgramId),
    referral: Option<&Referral>,
    stats: &Stats,
) -> Result<State> {
    let Some(referral) = referral else { return Ok(State::Off) };
    if !referral.enabled {
        // Whoever has told friends is owed a word; nobody else ever heard of it.
        return Ok(if customer.partner.is_some() { State::Paused } else { State::Off });
    }
    if let Some(own) = &customer.partner
        && partner::load(tx, tenant, own)?.paused
    {
        return Ok(State::Paused);
    }
    if is_spent(tx, (tenant, program), referral)? {
        return Ok(State::CapReached);
    }
    Ok(if stats.invited + stats.joined > 0 { State::Active } else { State::NoActivity })
}

/// Whether all of the program's budget is given.
fn is_spent(tx: &mut Tx<'_>, (tenant, program): (&TenantId, &ProgramId), rules: &Referral) -> Result<bool> {
    let Some(budget) = rules.budget else { return Ok(false) };
    Ok(referral::granted_in_all(tx, tenant, (program, budget.currency))? >= budget.minor)
}

/// The promotion that runs at a moment.
#[must_use]
pub fn promo_at(referral: &Referral, at: Timestamp) -> Option<&Promo> {
    referral.promos.iter().find(|promo| promo.starts_at <= at && at < promo.ends_at)
}

/// What each order brought a customer.
pub(super) type Earned = BTreeMap<(OrderId, Currency), i64>;

fn earned(tx: &mut Tx<'_>, tenant: &TenantId, customer: &CustomerId) -> Result<Earned> {
    let [pending, available] = [Purse::Pending, Purse::Available].map(|purse| account(customer, purse));
    let rows = tx.rows(sql::EARNED, params![tenant, pending, available], |row| {
        Ok(((row.parse(0)?, row.parse(1)?), row.int(2)?))
    })?;
    Ok(rows.into_iter().collect())
}

fn account(customer: &CustomerId, purse: Purse) -> String {
    Account::Wallet(customer.clone(), purse).to_string()
}

fn credit(tx: &mut Tx<'_>, tenant: &TenantId, customer: &CustomerId) -> Result<Vec<Credit>> {
    tx.rows(sql::WALLETS, params![tenant, customer], |row| {
        Ok(Credit {
            currency: row.parse(0)?,
            pending_minor: row.int(1)?,
            available_minor: row.int(2)?,
            held_minor: row.int(3)?,
            debt_minor: row.int(4)?,
        })
    })
}

fn history(tx: &mut Tx<'_>, tenant: &TenantId, customer: &CustomerId) -> Result<Vec<Line>> {
    let [pending, available, debt] =
        [Purse::Pending, Purse::Available, Purse::Debt].map(|purse| account(customer, purse));
    tx.rows(sql::HISTORY, params![tenant, pending, available, debt, HISTORY_MAX], |row| {
        Ok(Line {
            id: row.parse(0)?,
            at: row.time(1)?,
            cause: row.text(2)?,
            of_order: !row.text(3)?.is_empty(),
            currency: row.parse(4)?,
            pending_minor: row.int(5)?,
            ready_minor: row.int(6)?,
        })
    })
}
