//! `/api/v1/partners/{id}/payout_details`: where a partner's money goes, read as a hint, and set.

use super::payouts::PayoutMethod;
use super::request::{Asked, Sent, answer};
use crate::app::App;
use crate::call;
use crate::http::api::shape::{AccountNumber, BankCode, EmailAddress, Text70};
use crate::http::problem::Handled;
use crate::payouts::letters::{self, Desk};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use tributary_core::{PartnerId, Payee};
use tributary_engine::clock::rfc3339;
use tributary_engine::payout::{self, Destination, Known, Method};
use tributary_engine::{Error, Result, partner};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show, put))
}

/// Where a partner's money goes. It is never told in full.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct PayoutDetails {
    /// How they are paid; null when nobody has said.
    #[schema(required)]
    method: Option<PayoutMethod>,
    /// Enough for its owner to know it.
    #[schema(required, example = "SE45…7466")]
    destination_hint: Option<String>,
    /// When it was given or changed.
    #[schema(required)]
    changed_at: Option<String>,
    /// From when on money goes there: a change waits for three days.
    #[schema(required)]
    good_from: Option<String>,
}

impl PayoutDetails {
    fn of(known: Option<Known>) -> Self {
        Self {
            method: known.as_ref().map(|known| known.method.into()),
            changed_at: known.as_ref().map(|known| rfc3339(known.changed_at)),
            good_from: known.as_ref().map(|known| rfc3339(known.good_from)),
            destination_hint: known.map(|known| known.hint),
        }
    }
}

/// Where a partner's money is to go: an address at PayPal, or an account at a bank.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewPayoutDetails {
    /// How they are paid.
    #[schema(value_type = PayoutMethod)]
    method: PayoutMethod,
    /// The address of their PayPal account.
    #[schema(value_type = Option<EmailAddress>, example = "sara@pay.example")]
    paypal_email: Option<String>,
    /// Who holds the account at the bank.
    #[schema(value_type = Option<Text70>, example = "Sara Lind")]
    account_name: Option<String>,
    /// Its IBAN, without spaces.
    #[schema(value_type = Option<AccountNumber>, example = "SE4550000000058398257466")]
    iban: Option<String>,
    /// The bank's BIC, where it is known.
    #[schema(value_type = Option<BankCode>, example = "ESSESESS")]
    bic: Option<String>,
}

impl NewPayoutDetails {
    /// What is said, if it can be.
    fn checked(&self) -> Result<Destination> {
        let method = Method::from(self.method);
        let of_the_other: &[(&str, bool)] = match method {
            Method::PayPal => &[
                ("/account_name", self.account_name.is_some()),
                ("/iban", self.iban.is_some()),
                ("/bic", self.bic.is_some()),
            ],
            Method::Bank => &[("/paypal_email", self.paypal_email.is_some())],
        };
        if let Some((pointer, _)) = of_the_other.iter().find(|(_, is_there)| *is_there) {
            return Err(Error::field(*pointer, "other_method", "Leave this out: it is of the other method."));
        }
        let text = |field: &Option<String>| field.clone().unwrap_or_default();
        if [&self.iban, &self.bic].into_iter().flatten().any(|text| !is_tight(text)) {
            let pointer = if self.iban.as_deref().is_some_and(is_tight) { "/bic" } else { "/iban" };
            return Err(Error::field(pointer, "format", "Use capital letters and digits, without spaces."));
        }
        match method {
            Method::PayPal => Destination::paypal(&text(&self.paypal_email)),
            Method::Bank => Destination::bank(&text(&self.account_name), &text(&self.iban), &text(&self.bic)),
        }
    }
}

/// People type spaces; programs do not.
fn is_tight(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}

/// Read where a partner's money goes, as a hint.
#[utoipa::path(get, path = "/api/v1/partners/{id}/payout_details", tag = "payouts",
    params(("id" = String, Path, description = "The partner's id.")),
    responses((status = 200, body = PayoutDetails)))]
async fn show(State(app): State<App>, asked: Asked) -> Handled<Json<PayoutDetails>> {
    let tenant = asked.tenant("payouts:read")?;
    let id: PartnerId = asked.id("partner")?;
    let known = call::read(&app.engine, move |tx| {
        partner::load(tx, &tenant, &id)?;
        payout::details(tx, &tenant, &id.into())
    });
    Ok(Json(PayoutDetails::of(known.await?)))
}

/// Say where a partner's money is to go.
///
/// Where it went elsewhere before, nothing goes there for three days, and the partner gets a mail about the change.
#[utoipa::path(put, path = "/api/v1/partners/{id}/payout_details", tag = "payouts", request_body = NewPayoutDetails,
    params(("id" = String, Path, description = "The partner's id.")),
    responses((status = 200, body = PayoutDetails)))]
async fn put(State(app): State<App>, sent: Sent) -> Handled<Response> {
    let (tenant, body) = sent.read::<NewPayoutDetails>("payouts:write")?;
    let id: PartnerId = sent.asked().id("partner")?;
    let (to, actor) = (body.checked()?, sent.actor());
    let (sealer, base) = (app.engine.sealer.clone(), app.settings.own_url());
    let set = sent.once(&app, move |tx, now| {
        let whose = partner::load(tx, &tenant, &id)?;
        let payee = Payee::from(id.clone());
        let before = payout::details(tx, &tenant, &payee)?;
        let language = before.as_ref().map(|known| known.language.clone()).unwrap_or_default();
        let changed = payout::change_details(tx, (&actor, &sealer), &payee, (&to, &language), now)?;
        if changed && before.is_some() {
            let desk = Desk { sealer: &sealer, base: &base };
            letters::changed(tx, desk, (&tenant, &whose, &language), now)?;
        }
        answer(StatusCode::OK, &PayoutDetails::of(payout::details(tx, &tenant, &payee)?))
    });
    set.await
}
