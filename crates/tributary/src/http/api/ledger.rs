//! `GET /api/v1/ledger/transactions`: the money, as balanced transactions that name their cause.

use super::list::{self, List};
use super::money::Money;
use super::request::{Asked, Paging};
use crate::app::App;
use crate::call;
use crate::http::problem::Handled;
use axum::extract::State;
use axum::response::Response;
use serde::Serialize;
use tributary_core::TransactionId;
use tributary_engine::clock::rfc3339;
use tributary_engine::ledger;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(index))
}

/// A balanced transaction. It is never changed; corrections are new transactions.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Transaction {
    /// Its id.
    #[schema(example = "txn_01k9zjv4c8e1r7t2b5m6n3q0xw")]
    id: String,
    /// Its place in the chain.
    seq: i64,
    /// The program whose money it is; null where a payout moves what several of them owe.
    #[schema(required)]
    program: Option<String>,
    /// The order it is about; null where it is about a customer's store credit or a payout alone.
    order: Option<String>,
    /// Why it was posted.
    cause: Cause,
    /// The rule version that was in force.
    rule_version: i64,
    /// When its cause happened.
    effective_at: String,
    /// When it was posted.
    booked_at: String,
    /// Its hash in the chain.
    hash: String,
    /// Its lines; they sum to zero.
    postings: Vec<Posting>,
}

/// Why a transaction was posted.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Cause {
    /// `fact`, `hold`, `code` or `replay`; of store credit also `reservation`, `adjustment`, `expiry` and `debt`; of payouts `payout`,
    /// `payout_paid`, `payout_undone` and `payout_voided`.
    kind: String,
    /// The id of the fact, code or replay; the order's id when its hold ended; of store credit, of what moved it; of payouts, the
    /// payout's.
    id: String,
}

/// One line of a transaction.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Posting {
    /// `partner:{id}:{pending|payable|in_payout}`, `platform:{program}:{pending|payable|in_payout}`, `payout:{batch}`,
    /// `expense:{program}`, `wallet:{customer}:{pending|available|held|debt}`, `redeemed:{store}` or `coupon:{program}`.
    account: String,
    /// `debit` or `credit`; a credit is owed to the account's party.
    side: String,
    /// How much, positive.
    amount: Money,
}

impl From<ledger::Transaction> for Transaction {
    fn from(transaction: ledger::Transaction) -> Self {
        let postings = transaction.postings.into_iter().map(|posting| Posting {
            account: posting.account,
            side: posting.side,
            amount: Money::new(posting.amount_minor, posting.currency),
        });
        Self {
            id: transaction.id.to_string(),
            seq: transaction.seq,
            program: transaction.program.map(String::from),
            order: transaction.order.map(String::from),
            cause: Cause { kind: transaction.cause, id: transaction.cause_id },
            rule_version: transaction.rule_version,
            effective_at: rfc3339(transaction.effective_at),
            booked_at: rfc3339(transaction.booked_at),
            hash: transaction.hash,
            postings: postings.collect(),
        }
    }
}

/// List ledger transactions, newest first.
#[utoipa::path(get, path = "/api/v1/ledger/transactions", tag = "ledger", params(Paging),
    responses((status = 200, body = List<Transaction>)))]
async fn index(State(app): State<App>, asked: Asked) -> Handled<Response> {
    let tenant = asked.tenant("ledger:read")?;
    let _: super::Nothing = asked.query()?;
    let cursor = asked.cursor(list::id::<TransactionId>)?;
    let page = call::read(&app.engine, move |tx| ledger::list(tx, &tenant, &cursor)).await?;
    Ok(list::render(&asked, page, Transaction::from))
}
