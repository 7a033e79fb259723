//! `/api/v1/wallets`: customers' store credit: what there is, and what a person gives or takes. Its lines are in `wallet_entries.rs`, what
//! is set aside for purchases in `reservations.rs`.

use super::check::referred;
use super::money::Money;
use super::request::{Asked, Sent, answer};
use crate::app::App;
use crate::call;
use crate::http::api::shape::{AnyText, MoneyAboveZero, StoreRef, Text200, Text500};
use crate::http::problem::{Handled, Problem};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use tributary_core::{CustomerId, StoreId, TenantId, Timestamp, money};
use tributary_engine::clock::rfc3339;
use tributary_engine::customer::{self, Customer};
use tributary_engine::db::Tx;
use tributary_engine::{Error, Result, wallet};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

const REASON_CHARS_MAX: usize = 500;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(find)).routes(routes!(show)).routes(routes!(adjust))
}

/// A customer's store credit.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Wallet {
    /// The customer.
    #[schema(example = "cus_01k9zjv4c8e1r7t2b5m6n3q0xw")]
    customer: String,
    /// The store.
    store: String,
    /// The store's own id of the customer's account; null for a guest.
    #[schema(required)]
    external_id: Option<String>,
    /// What there is, per currency; empty for a customer who never had any.
    balances: Vec<WalletBalance>,
}

/// Store credit in one currency.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct WalletBalance {
    /// ISO 4217.
    #[schema(example = "USD")]
    currency: String,
    /// Ready to be spent; never below zero.
    available: Money,
    /// Earned, but still on hold.
    pending: Money,
    /// Set aside for purchases that are under way.
    held: Money,
    /// Taken back after it was spent, as an amount below zero: what comes next pays it first.
    debt: Money,
    /// What ends of what is available, the next first.
    ends: Vec<WalletEnd>,
}

/// Store credit that ends.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct WalletEnd {
    /// The first moment without it.
    at: String,
    /// How much of it is left.
    amount: Money,
}

impl From<wallet::Wallet> for WalletBalance {
    fn from(wallet: wallet::Wallet) -> Self {
        let money = |minor: i64| Money::new(minor, wallet.currency);
        let ends = wallet
            .lots
            .iter()
            .filter_map(|lot| Some(WalletEnd { at: rfc3339(lot.ends_at?), amount: money(lot.minor) }));
        Self {
            currency: wallet.currency.to_string(),
            available: money(wallet.purses.available_minor),
            pending: money(wallet.purses.pending_minor),
            held: money(wallet.purses.held_minor),
            debt: money(wallet.purses.debt_minor),
            ends: ends.collect(),
        }
    }
}

fn wallet_of(tx: &mut Tx<'_>, tenant: &TenantId, whose: Customer, now: Timestamp) -> Result<Wallet> {
    let balances = wallet::wallets(tx, tenant, &whose.id, now)?;
    Ok(Wallet {
        customer: whose.id.to_string(),
        store: whose.store.to_string(),
        external_id: whose.external_id,
        balances: balances.into_iter().map(WalletBalance::from).collect(),
    })
}

/// Whose wallet, by the store's own words.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Account {
    /// The store.
    #[param(value_type = StoreRef)]
    store: StoreId,
    /// The store's own id of the customer's account.
    #[param(value_type = AnyText)]
    external_id: String,
}

/// The customer of a store's account.
pub(super) fn of_account(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    (store, account): (&StoreId, &str),
) -> Result<Customer> {
    let found = customer::find(tx, (tenant, store), (Some(account), None))?;
    found.ok_or(Error::NotFound("customer"))
}

/// Find a customer's wallet by the store's account.
#[utoipa::path(get, path = "/api/v1/wallets", tag = "wallets", params(Account),
    responses((status = 200, body = Wallet)))]
async fn find(State(app): State<App>, asked: Asked) -> Handled<Json<Wallet>> {
    let tenant = asked.tenant("wallets:read")?;
    let Account { store, external_id } = asked.query()?;
    let now = app.engine.now();
    let found = call::read(&app.engine, move |tx| {
        let whose = of_account(tx, &tenant, (&store, &external_id))?;
        wallet_of(tx, &tenant, whose, now)
    });
    Ok(Json(found.await?))
}

/// Read a customer's wallet.
#[utoipa::path(get, path = "/api/v1/wallets/{id}", tag = "wallets",
    params(("id" = String, Path, description = "The customer's id.")),
    responses((status = 200, body = Wallet)))]
async fn show(State(app): State<App>, asked: Asked) -> Handled<Json<Wallet>> {
    let tenant = asked.tenant("wallets:read")?;
    let id: CustomerId = asked.id("customer")?;
    let now = app.engine.now();
    let found = call::read(&app.engine, move |tx| {
        let whose = customer::load(tx, &tenant, &id)?;
        wallet_of(tx, &tenant, whose, now)
    });
    Ok(Json(found.await?))
}

super::body::words! {
    /// Whether store credit is given or taken.
    AdjustmentType = Direction { "credit" => Credit, "debit" => Debit }
}

/// Which way an adjustment goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    Credit,
    Debit,
}

/// Store credit to give or take.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewAdjustment {
    /// Whether it is given or taken; more than there is cannot be taken.
    #[serde(rename = "type")]
    kind: AdjustmentType,
    /// How much, above zero.
    #[schema(value_type = MoneyAboveZero)]
    amount: Money,
    /// Why: the customer reads it.
    #[schema(value_type = Text500, example = "The parcel came late.")]
    reason: String,
    /// What you call it, 1 to 200 characters; sent again for the same wallet and amount it is the same adjustment.
    #[schema(value_type = Option<Text200>, example = "ticket-77")]
    reference: Option<String>,
}

/// Store credit that was given or taken.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct WalletAdjustment {
    /// Its id.
    #[schema(example = "adj_01k9zjv4c8e1r7t2b5m6n3q0xw")]
    id: String,
    /// The customer.
    customer: String,
    /// Whether it was given or taken.
    #[serde(rename = "type")]
    kind: AdjustmentType,
    /// How much.
    amount: Money,
    /// Why.
    reason: String,
    /// What you call it.
    #[schema(required)]
    reference: Option<String>,
    /// When.
    created_at: String,
}

impl From<wallet::Adjustment> for WalletAdjustment {
    fn from(made: wallet::Adjustment) -> Self {
        let given = made.amount.minor > 0;
        Self {
            id: made.id.to_string(),
            customer: made.customer.to_string(),
            kind: if given { AdjustmentType::Credit } else { AdjustmentType::Debit },
            amount: Money::new(made.amount.minor.saturating_abs(), made.amount.currency),
            reason: made.reason,
            reference: made.reference,
            created_at: rfc3339(made.at),
        }
    }
}

/// Give or take store credit.
#[utoipa::path(post, path = "/api/v1/wallets/{id}/adjustments", tag = "wallets", request_body = NewAdjustment,
    params(("id" = String, Path, description = "The customer's id.")),
    responses((status = 201, body = WalletAdjustment)))]
async fn adjust(State(app): State<App>, sent: Sent) -> Handled<Response> {
    let (_, body) = sent.read::<NewAdjustment>("wallets:write")?;
    let customer: CustomerId = sent.asked().id("customer")?;
    super::checked(|faults| {
        faults.amount("/amount", body.amount, body.amount.currency, 1);
        faults.text("/reason", &body.reason, REASON_CHARS_MAX);
        if let Some(reference) = &body.reference {
            faults.text("/reference", reference, wallet::REFERENCE_CHARS_MAX);
        }
    })?;
    let minor = match body.kind {
        AdjustmentType::Credit => body.amount.amount,
        AdjustmentType::Debit => -body.amount.amount,
    };
    let new = wallet::NewAdjustment {
        customer,
        amount: money::Money::new(minor, body.amount.currency),
        reason: body.reason,
        reference: body.reference,
    };
    let by = sent.actor();
    let made = sent.once(&app, move |tx, now| {
        let made = wallet::adjust(tx, &by, &new, now)?;
        answer(StatusCode::CREATED, &WalletAdjustment::from(made))
    });
    made.await
}

/// Whom a body is about: a customer by our id, or by the store's account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Whom {
    Id(CustomerId),
    Account(StoreId, String),
}

impl Whom {
    /// Either way, and not both.
    pub(super) fn of(
        customer: Option<CustomerId>,
        (store, external_id): (Option<StoreId>, Option<String>),
    ) -> Handled<Self> {
        match (customer, store, external_id) {
            (Some(id), None, None) => Ok(Self::Id(id)),
            (None, Some(store), Some(account)) => Ok(Self::Account(store, account)),
            (None, Some(_), None) => {
                Err(Problem::field("/external_id", "missing", "Give the store's own id of the account."))
            }
            (None, None, Some(_)) => {
                Err(Problem::field("/store", "missing", "Say of which store the account is."))
            }
            _ => {
                let detail = "Give `customer`, or `store` and `external_id`, but not both.";
                Err(Problem::field("/customer", "missing", detail))
            }
        }
    }

    /// Who that is; a wrong reference is a wrong field.
    pub(super) fn load(&self, tx: &mut Tx<'_>, tenant: &TenantId) -> Result<Customer> {
        match self {
            Self::Id(id) => referred(customer::load(tx, tenant, id), "/customer"),
            Self::Account(store, account) => {
                referred(of_account(tx, tenant, (store, account)), "/external_id")
            }
        }
    }
}
