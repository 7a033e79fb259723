//! `/api/v1/wallets/{id}/entries`: a wallet line by line, with what there was to spend after each; also as a file.

use super::list::{self, List};
use super::money::{Moment, Money};
use super::request::{Asked, Paging};
use crate::app::App;
use crate::call;
use crate::http::api::shape::{AnyText, CurrencyCode, MomentText};
use crate::http::problem::Handled;
use crate::spreadsheet::safe;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use tributary_core::{Currency, CustomerId};
use tributary_engine::clock::rfc3339;
use tributary_engine::customer;
use tributary_engine::page::{Cursor, LIMIT_MAX};
use tributary_engine::wallet::{self, Entry, EntryKind, Which};
use tributary_engine::{Error, Result};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Whoever has more lines asks for a part of them.
const LINES_MAX: usize = 20_000;
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(index)).routes(routes!(file))
}

super::body::words! {
    /// What a line of a wallet is about.
    WalletEntryType = EntryKind {
        "earned" => Earned, "matured" => Matured, "on_hold" => OnHold, "taken_back" => TakenBack,
        "reserved" => Reserved, "released" => Released, "spent" => Spent, "adjusted" => Adjusted,
        "expired" => Expired, "restored" => Restored, "lent" => Lent, "repaid" => Repaid,
    }
}

/// A line of a wallet.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct WalletEntry {
    /// The ledger transaction.
    #[schema(example = "txn_01k9zjv4c8e1r7t2b5m6n3q0xw")]
    id: String,
    /// When.
    at: String,
    /// What it is about: `earned` by a friend's order, `matured` after its hold or `on_hold` again, `taken_back` with that order;
    /// `reserved` for a purchase, `released`, `spent`; `adjusted` by a person; `expired`, or `restored` because what it came from was
    /// taken back; `lent` where it was spent before it was taken back, and `repaid`.
    #[serde(rename = "type")]
    kind: WalletEntryType,
    /// What it comes to.
    amount: Money,
    /// What there was to spend after it.
    balance: Money,
    /// The order that earned it.
    #[schema(required)]
    order: Option<String>,
    /// The number of that order, or of the one it was spent on.
    #[schema(required)]
    order_number: Option<String>,
    /// What you called the reservation or the adjustment.
    #[schema(required)]
    reference: Option<String>,
    /// Why, of an adjustment.
    reason: String,
}

impl From<Entry> for WalletEntry {
    fn from(entry: Entry) -> Self {
        let amount = Money::new(entry.amount_minor(), entry.currency);
        Self {
            id: entry.transaction.to_string(),
            at: rfc3339(entry.at),
            kind: entry.kind.into(),
            amount,
            balance: Money::new(entry.balance_minor, entry.currency),
            order: entry.order.map(String::from),
            order_number: entry.number,
            reference: entry.reference,
            reason: entry.reason,
        }
    }
}

/// Which lines are wanted.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct EntriesWanted {
    /// Only of this currency.
    #[param(value_type = Option<CurrencyCode>)]
    currency: Option<Currency>,
    /// Only about this.
    #[serde(rename = "type")]
    #[param(value_type = Option<WalletEntryType>)]
    kind: Option<WalletEntryType>,
    /// From this moment on.
    #[param(value_type = Option<MomentText>)]
    from: Option<Moment>,
    /// Before this moment.
    #[param(value_type = Option<MomentText>)]
    until: Option<Moment>,
    /// Only about the order with this number or id of the store's.
    #[param(value_type = Option<AnyText>)]
    order: Option<String>,
}

impl From<EntriesWanted> for Which {
    fn from(wanted: EntriesWanted) -> Self {
        Self {
            currency: wanted.currency,
            kind: wanted.kind.map(EntryKind::from),
            from: wanted.from.map(|moment| moment.at),
            until: wanted.until.map(|moment| moment.at),
            order: wanted.order,
        }
    }
}

/// List a wallet's lines, newest first.
#[utoipa::path(get, path = "/api/v1/wallets/{id}/entries", tag = "wallets", params(Paging, EntriesWanted,
    ("id" = String, Path, description = "The customer's id.")), responses((status = 200, body = List<WalletEntry>)))]
async fn index(State(app): State<App>, asked: Asked) -> Handled<Response> {
    let tenant = asked.tenant("wallets:read")?;
    let id: CustomerId = asked.id("customer")?;
    let which = Which::from(asked.query::<EntriesWanted>()?);
    let cursor = asked.cursor(list::place)?;
    let page = call::read(&app.engine, move |tx| {
        customer::load(tx, &tenant, &id)?;
        wallet::statement(tx, (&tenant, &id), &which, &cursor)
    });
    Ok(list::render(&asked, page.await?, WalletEntry::from))
}

/// Take a wallet's lines away as CSV, newest first.
#[utoipa::path(get, path = "/api/v1/wallets/{id}/entries.csv", tag = "wallets", params(EntriesWanted,
    ("id" = String, Path, description = "The customer's id.")),
    responses((status = 200, body = String, content_type = "text/csv")))]
async fn file(State(app): State<App>, asked: Asked) -> Handled<Response> {
    let tenant = asked.tenant("wallets:read")?;
    let id: CustomerId = asked.id("customer")?;
    let which = Which::from(asked.query::<EntriesWanted>()?);
    let entries = call::read(&app.engine, move |tx| {
        customer::load(tx, &tenant, &id)?;
        let (mut entries, mut cursor) = (Vec::new(), Cursor { after: None, limit: LIMIT_MAX });
        loop {
            let page = wallet::statement(tx, (&tenant, &id), &which, &cursor)?;
            entries.extend(page.rows);
            if page.next.is_none() || entries.len() >= LINES_MAX {
                return Ok(entries);
            }
            cursor.after = page.next;
        }
    });
    let file = written(&entries.await?)?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"wallet.csv\""),
    ];
    Ok((headers, file).into_response())
}

const HEADINGS: [&str; 9] =
    ["id", "at", "type", "amount", "currency", "balance", "order", "reference", "reason"];

fn written(entries: &[Entry]) -> Result<Vec<u8>> {
    let broken = |error: csv::Error| Error::Broken(format!("CSV: {error}"));
    let mut out = "\u{feff}".as_bytes().to_vec();
    let mut file = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(&mut out);
    file.write_record(HEADINGS).map_err(broken)?;
    for entry in entries {
        let decimal = |minor: i64| tributary_core::Money::new(minor, entry.currency).decimal();
        let row = [
            entry.transaction.to_string(),
            rfc3339(entry.at),
            entry.kind.as_str().to_owned(),
            decimal(entry.amount_minor()),
            entry.currency.to_string(),
            decimal(entry.balance_minor),
            safe(entry.number.as_deref().unwrap_or_default()),
            safe(entry.reference.as_deref().unwrap_or_default()),
            safe(&entry.reason),
        ];
        file.write_record(row).map_err(broken)?;
    }
    file.flush().map_err(|error| Error::Io("CSV".to_owned(), error))?;
    drop(file);
    Ok(out)
}
