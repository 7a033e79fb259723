//! `/track/lead` and `/track/sale`: Dub's conversion API, so that its published SDKs work against this server unchanged.
//!
//! Dub knows no orders and no event types: a lead is `customerExternalId` and `eventName`, a sale is its `invoiceId`.
//! `eventName` means the event type of that name, else the program's first of that kind. A lead binds its customer to
//! its click; a sale that names only the customer is credited by that, as any order of theirs is.

mod lead;
mod link;
mod sale;

use super::conversion::Home;
use super::{check::Faults, reworded};
use crate::app::App;
use axum::middleware;
use serde_json::{Map, Value as Json};
use tributary_core::TenantId;
use tributary_core::fact::Customer;
use tributary_engine::db::Tx;
use tributary_engine::page::Cursor;
use tributary_engine::store::Store;
use tributary_engine::{Error, Result, order, person, program, store};
use utoipa_axum::router::OpenApiRouter;

const METADATA_BYTES_MAX: usize = 10_000;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(lead::routes())
        .merge(sale::routes())
        .layer(middleware::map_response(reworded::dub))
}

/// Who it is about, as Dub names it.
#[derive(Debug, Clone, Copy)]
struct Who<'a> {
    external_id: &'a str,
    email: Option<&'a str>,
}

impl Who<'_> {
    fn judge(self, faults: &mut Faults) {
        faults.text("/customerExternalId", self.external_id, 100);
        self.email.iter().for_each(|email| faults.maybe_empty("/customerEmail", email, 320));
    }

    fn stated(self, people_key: &[u8; 32]) -> Customer {
        let email = self.email.map(str::trim).filter(|email| email.contains('@'));
        Customer {
            external_id: Some(self.external_id.trim().to_owned()),
            email_key: email.map(|email| person::email_key(people_key, email)),
            email_hint: email.map(person::email_hint),
        }
    }
}

fn check_metadata(faults: &mut Faults, metadata: Option<&Map<String, Json>>) {
    let bytes = metadata.map_or(0, |metadata| serde_json::to_string(metadata).map_or(0, |json| json.len()));
    if bytes > METADATA_BYTES_MAX {
        faults.add("/metadata", "length", format!("Use at most {METADATA_BYTES_MAX} characters."));
    }
}

/// Whose it is: the click's store, else that of the customer's lead, else the only store there is.
fn home(tx: &mut Tx<'_>, tenant: &TenantId, click: Option<&str>, customer: &str) -> Result<Home> {
    if let Some(click) = click {
        return Home::of_click(tx, tenant, click)?.ok_or(Error::NotFound("click"));
    }
    let known = match order::store_of_lead(tx, tenant, customer)? {
        Some(id) => Some(store::load(tx, tenant, &id)?),
        None => only_store(tx, tenant)?,
    };
    let detail = "Name a click: this key has several stores, and the customer has no lead that says which.";
    let store = known.ok_or_else(|| Error::clash("/clickId", "required", detail))?;
    let no_program = "This store has no program yet.";
    let program = program::of_store(tx, tenant, &store.id).map_err(|error| match error {
        Error::NotFound(_) => Error::clash("/clickId", "unknown", no_program),
        other => other,
    })?;
    Ok(Home { store, program })
}

fn only_store(tx: &mut Tx<'_>, tenant: &TenantId) -> Result<Option<Store>> {
    let mut all = store::list(tx, tenant, &Cursor { limit: 2, after: None })?.rows;
    Ok(all.pop().filter(|_| all.is_empty()))
}
