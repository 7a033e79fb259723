//! `/api/v1/customers`: who buys at a store, and the code with which each refers friends.

use super::check::referred;
use super::customer_wire::{Customer, CustomerWhole};
use super::list::{self, List};
use super::money::Moment;
use super::request::{Asked, Paging, Sent, answer};
use crate::app::App;
use crate::call;
use crate::http::api::shape::{
    AnyText, EmailOrNone, MomentText, Plain35, Plain100, Plain200, Plain300, StoreRef,
};
use crate::http::problem::Handled;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use tributary_core::fact::Origin;
use tributary_core::{CustomerId, StoreId};
use tributary_engine::audit::{self, Note};
use tributary_engine::customer::{self, NewSignUp, Told};
use tributary_engine::{Result, partner, program, store};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(index, report))
        .routes(routes!(show, forget))
        .routes(routes!(regenerate))
}

/// A sign-up, or what is new about a customer. Give `external_id` or `email`.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewCustomer {
    /// The store they signed up in.
    #[schema(value_type = StoreRef, example = "sto_01k9zjv4c8e1r7t2b5m6n3q0xw")]
    store: StoreId,
    /// The store's own id of the account.
    #[schema(value_type = Option<Plain100>, example = "22")]
    external_id: Option<String>,
    /// The address.
    #[schema(value_type = Option<EmailOrNone>, example = "bob@example.com")]
    email: Option<String>,
    /// The name.
    #[schema(value_type = Option<Plain200>, example = "Bob Berg")]
    name: Option<String>,
    /// The name of the account: the code is made from it.
    #[schema(value_type = Option<Plain100>, example = "bob")]
    login: Option<String>,
    /// The language to write in, as a tag such as `sv`.
    #[schema(value_type = Option<Plain35>, example = "sv")]
    language: Option<String>,
    /// When they signed up; now, when missing.
    #[schema(value_type = Option<MomentText>, example = "2026-05-01T12:00:00Z")]
    registered_at: Option<Moment>,
    /// The id of the click that led to it, as the shop kept it.
    #[schema(value_type = Option<Plain300>, example = "clk_5m6n3q0xw01k9zjv4c8e1r7t2b")]
    click: Option<String>,
    /// The code that was typed or came along.
    #[schema(value_type = Option<Plain100>, example = "SARA7")]
    code: Option<String>,
    /// Whether a friend who signed up more than a day ago gets the welcome coupon, too. Those who are brought in from before do not.
    #[serde(default)]
    welcome: bool,
}

impl NewCustomer {
    fn check(&self) -> Handled<()> {
        super::checked(|faults| {
            let texts = [
                ("/external_id", &self.external_id, 100),
                ("/email", &self.email, 254),
                ("/name", &self.name, 200),
                ("/login", &self.login, 100),
                ("/language", &self.language, 35),
                ("/click", &self.click, 300),
                ("/code", &self.code, 100),
            ];
            for (pointer, text, most) in texts {
                text.iter().for_each(|text| faults.maybe_empty(pointer, text, most));
            }
            if filled(self.email.as_ref()).is_some_and(|email| !partner::plausible_email(&email)) {
                faults.add("/email", "format", "Use an address such as bob@example.com, or leave it out.");
            }
            if filled(self.external_id.as_ref()).is_none() && filled(self.email.as_ref()).is_none() {
                faults.add(
                    "/external_id",
                    "required",
                    "Give external_id or email: one of them says who it is.",
                );
            }
        })
    }

    fn told(&self) -> Told {
        let text = |text: &Option<String>| filled(text.as_ref()).unwrap_or_default();
        Told {
            external_id: filled(self.external_id.as_ref()),
            email: filled(self.email.as_ref()),
            name: text(&self.name),
            login: text(&self.login),
            language: text(&self.language),
            registered_at: self.registered_at.map(|moment| moment.at),
        }
    }
}

fn filled(text: Option<&String>) -> Option<String> {
    text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// Which customers are wanted; nothing given means all.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Wanted {
    /// Of this store.
    #[param(value_type = Option<StoreRef>)]
    store: Option<StoreId>,
    /// With this id of the store's own.
    #[param(value_type = Option<AnyText>)]
    external_id: Option<String>,
}

/// List customers, newest first.
#[utoipa::path(get, path = "/api/v1/customers", tag = "customers", params(Paging, Wanted),
    responses((status = 200, body = List<Customer>)))]
async fn index(State(app): State<App>, asked: Asked) -> Handled<Response> {
    let tenant = asked.tenant("customers:read")?;
    let Wanted { store, external_id } = asked.query()?;
    let cursor = asked.cursor(list::id::<CustomerId>)?;
    let (base_url, now) = (asked.base_url().to_owned(), app.now());
    let page = call::read(&app.engine, move |tx| {
        let page = customer::list(tx, &tenant, (store.as_ref(), external_id.as_deref()), &cursor)?;
        let rows = page.rows.into_iter().map(|one| Customer::of(tx, &tenant, one, (&base_url, now)));
        Ok(tributary_engine::page::Page { rows: rows.collect::<Result<Vec<_>>>()?, next: page.next })
    });
    Ok(list::render(&asked, page.await?, |row| row))
}

/// Report a sign-up.
///
/// Whoever sent them is found by the click or the code, and becomes theirs where the program's rules say so; `refused` says why
/// not. Send it again with what is new: nothing counts twice, and what is left out stays.
#[utoipa::path(post, path = "/api/v1/customers", tag = "customers", request_body = NewCustomer, responses(
    (status = 201, body = CustomerWhole, description = "New here"),
    (status = 200, body = CustomerWhole, description = "Known before")))]
async fn report(State(app): State<App>, sent: Sent) -> Handled<Response> {
    let (tenant, body) = sent.read::<NewCustomer>("customers:write")?;
    body.check()?;
    let new = NewSignUp {
        told: body.told(),
        click: filled(body.click.as_ref()),
        code: filled(body.code.as_ref()),
        origin: Origin::Api,
        source: sent.by(),
        welcome: body.welcome,
    };
    let (base_url, people_key) = (sent.asked().base_url().to_owned(), *app.engine.sealer.people_key());
    let done = sent.once(&app, move |tx, now| {
        referred(store::load(tx, &tenant, &body.store), "/store")?;
        referred(program::of_store(tx, &tenant, &body.store), "/store")?;
        let done = customer::sign_up(tx, (&tenant, &body.store), &new, &people_key, now)?;
        let status = if done.is_new { StatusCode::CREATED } else { StatusCode::OK };
        answer(status, &CustomerWhole::load(tx, &tenant, &done.customer.id, (&base_url, now))?)
    });
    done.await
}

/// Read a customer.
#[utoipa::path(get, path = "/api/v1/customers/{id}", tag = "customers",
    params(("id" = String, Path, description = "The customer's id.")), responses((status = 200, body = CustomerWhole)))]
async fn show(State(app): State<App>, asked: Asked) -> Handled<Json<CustomerWhole>> {
    let tenant = asked.tenant("customers:read")?;
    let id: CustomerId = asked.id("customer")?;
    let (base_url, now) = (asked.base_url().to_owned(), app.now());
    let whole = call::read(&app.engine, move |tx| CustomerWhole::load(tx, &tenant, &id, (&base_url, now)));
    Ok(Json(whole.await?))
}

/// Give a customer a code, or another one.
///
/// The first is made when it is first needed. A new one takes its place; the one before keeps leading to the same customer.
#[utoipa::path(post, path = "/api/v1/customers/{id}/code", tag = "customers", request_body = NewCodeWish,
    params(("id" = String, Path, description = "The customer's id.")), responses((status = 200, body = CustomerWhole)))]
async fn regenerate(State(app): State<App>, sent: Sent) -> Handled<Response> {
    let (tenant, body) = sent.read::<NewCodeWish>("customers:write")?;
    let id: CustomerId = sent.asked().id("customer")?;
    let (base_url, actor) = (sent.asked().base_url().to_owned(), sent.actor());
    let done = sent.once(&app, move |tx, now| {
        if body.renew {
            let code = customer::regenerate(tx, &tenant, &id, now)?;
            let note = Note::on("customer.code_changed", id.as_str());
            audit::note(tx, &actor, &note.now(serde_json::json!({ "code": code.code })), now)?;
        } else {
            customer::code_of(tx, &tenant, &id, now)?;
        }
        answer(StatusCode::OK, &CustomerWhole::load(tx, &tenant, &id, (&base_url, now))?)
    });
    done.await
}

/// What is wanted of a customer's code.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewCodeWish {
    /// Whether another code is wanted where there is one.
    #[serde(default)]
    renew: bool,
}

/// Forget a customer's name and address.
///
/// Amounts, codes and facts stay: none of them has either. Told again, they are not kept.
#[utoipa::path(delete, path = "/api/v1/customers/{id}", tag = "customers",
    params(("id" = String, Path, description = "The customer's id.")), responses((status = 204, description = "Forgotten")))]
async fn forget(State(app): State<App>, sent: Sent) -> Handled<StatusCode> {
    let tenant = sent.bodiless("customers:write")?;
    let id: CustomerId = sent.asked().id("customer")?;
    let (actor, now) = (sent.actor(), app.now());
    call::write(&app.engine, move |tx| customer::forget(tx, (&tenant, &actor), &id, now)).await?;
    Ok(StatusCode::NO_CONTENT)
}
