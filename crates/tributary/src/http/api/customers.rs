//! `/api/v1/customers`: who buys at a store, the code with which each refers friends, and who sent them.

use super::check::referred;
use super::list::{self, List};
use super::money::Moment;
use super::request::{Asked, Paging, Sent, answer};
use crate::app::App;
use crate::call;
use crate::http::api::shape::{
    AnyText, EmailOrNone, MomentText, Plain35, Plain100, Plain200, Plain300, Said500, StoreRef, Text100,
};
use crate::http::problem::Handled;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use tributary_core::fact::Origin;
use tributary_core::referral::CustomerFact;
use tributary_core::{CustomerId, StoreId, TenantId, Timestamp};
use tributary_engine::audit::{self, Note};
use tributary_engine::clock::rfc3339;
use tributary_engine::customer::{self, Binding, Kept, NewSignUp, Refusal, Told};
use tributary_engine::db::Tx;
use tributary_engine::{Result, partner, program, store};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(index, report))
        .routes(routes!(show, forget))
        .routes(routes!(regenerate))
        .routes(routes!(type_code, assign))
}

/// A customer of a store.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Customer {
    /// The id.
    #[schema(example = "cus_01k9zjv4c8e1r7t2b5m6n3q0xw")]
    id: String,
    /// The store.
    store: String,
    /// The store's own id of the account; null for a guest.
    #[schema(required)]
    external_id: Option<String>,
    /// The address; null where it is not known, or was forgotten.
    #[schema(required)]
    email: Option<String>,
    /// The name; empty where it is not known.
    name: String,
    /// The name of the account.
    login: String,
    /// The language to write in.
    language: String,
    /// What friends are shown; empty: nothing is known.
    shown_as: String,
    /// When they signed up.
    #[schema(required)]
    registered_at: Option<String>,
    /// When we first heard of them.
    created_at: String,
    /// When name and address were forgotten.
    #[schema(required)]
    forgotten_at: Option<String>,
    /// The code with which they refer friends; null until it is first needed.
    #[schema(required)]
    code: Option<String>,
    /// Where friends click.
    #[schema(required)]
    link: Option<String>,
    /// Whether they are paused, so that nobody whom they send becomes theirs.
    paused: bool,
    /// Whose they are.
    #[schema(required)]
    binding: Option<BindingBody>,
}

/// Whose a customer is, from one moment until another.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct BindingBody {
    /// The id.
    id: String,
    /// The code, as it was written.
    code: String,
    /// The customer who sent them.
    #[schema(required)]
    sponsor: Option<String>,
    /// The partner whose code it was.
    #[schema(required)]
    partner: Option<String>,
    /// The click that led to it.
    #[schema(required)]
    click: Option<String>,
    /// By what: `click`, `code`, `coupon`, `typed` or `hand`.
    via: String,
    /// From this moment on.
    since: String,
    /// The first moment without it; null: still.
    #[schema(required)]
    until: Option<String>,
    /// Who or what said so.
    by: String,
}

impl From<Binding> for BindingBody {
    fn from(binding: Binding) -> Self {
        let whose = binding.whose;
        Self {
            id: binding.id.to_string(),
            code: whose.code,
            sponsor: whose.sponsor.map(String::from),
            partner: whose.partner.map(String::from),
            click: whose.click.map(String::from),
            via: binding.via,
            since: rfc3339(binding.since),
            until: binding.until.map(rfc3339),
            by: binding.by,
        }
    }
}

/// A click or code that pointed at somebody and bound nobody.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct RefusalBody {
    /// The code.
    code: String,
    /// The click.
    #[schema(required)]
    click: Option<String>,
    /// What it was.
    via: String,
    /// Why it did not bind: `oneself`, `existing_customer`, `duplicate_address`, `unknown_code`, `click_too_old`,
    /// `sponsor_paused`, `off`, `circle`, `not_listed`, `unconfirmed`, `already_bound` or `other_counts`.
    reason: &'static str,
    /// The same as a sentence.
    sentence: &'static str,
    /// When it might have.
    at: String,
}

impl From<Refusal> for RefusalBody {
    fn from(refusal: Refusal) -> Self {
        Self {
            code: refusal.code,
            click: refusal.click.map(String::from),
            via: refusal.via,
            reason: refusal.reason.code(),
            sentence: refusal.reason.sentence(),
            at: rfc3339(refusal.at),
        }
    }
}

/// Something that was told of a customer.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Past {
    /// The fact's id.
    id: String,
    /// `registered`, `typed`, `placed`, `assigned` or `forgotten`.
    fact: &'static str,
    /// When it arrived.
    at: String,
    /// Where it came from.
    source: String,
    /// The code that it names; empty: none.
    code: String,
    /// What whoever decided it wrote.
    note: String,
}

impl From<Kept> for Past {
    fn from(kept: Kept) -> Self {
        let (fact, code, note) = match kept.recorded.fact {
            CustomerFact::Registered(told) => ("registered", told.code.unwrap_or_default(), String::new()),
            CustomerFact::Typed { code, .. } => ("typed", code, String::new()),
            CustomerFact::Placed(placed) => ("placed", placed.coupons.join(", "), String::new()),
            CustomerFact::Assigned { code, note, .. } => ("assigned", code, note),
            CustomerFact::Forgotten { .. } => ("forgotten", String::new(), String::new()),
        };
        let at = rfc3339(kept.recorded.received_at);
        Self { id: kept.recorded.id.to_string(), fact, at, source: kept.source, code, note }
    }
}

/// A customer with all that was told of them.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct CustomerWhole {
    #[serde(flatten)]
    customer: Customer,
    /// All they ever were bound to, oldest first.
    bindings: Vec<BindingBody>,
    /// What did not bind them, and why.
    refused: Vec<RefusalBody>,
    /// What was told, oldest first; of more than 200 the newest.
    history: Vec<Past>,
}

impl Customer {
    fn of(
        tx: &mut Tx<'_>,
        tenant: &TenantId,
        one: customer::Customer,
        (base_url, now): (&str, Timestamp),
    ) -> Result<Self> {
        let code = customer::current_code(tx, tenant, &one)?.map(|code| code.code);
        let binding = customer::binding_at(tx, tenant, &one.id, now)?;
        let paused = match &one.partner {
            Some(partner) => partner::standing_at(tx, tenant, partner, now)?.paused,
            None => false,
        };
        Ok(Self {
            id: one.id.to_string(),
            store: one.store.to_string(),
            shown_as: one.shown_name().to_owned(),
            external_id: one.external_id,
            email: one.email,
            name: one.name,
            login: one.login,
            language: one.language,
            registered_at: one.registered_at.map(rfc3339),
            created_at: rfc3339(one.created_at),
            forgotten_at: one.forgotten_at.map(rfc3339),
            link: code.as_ref().map(|code| format!("{base_url}/r/{code}")),
            code,
            paused,
            binding: binding.map(BindingBody::from),
        })
    }
}

impl CustomerWhole {
    fn load(tx: &mut Tx<'_>, tenant: &TenantId, id: &CustomerId, at: (&str, Timestamp)) -> Result<Self> {
        let one = customer::load(tx, tenant, id)?;
        let customer = Customer::of(tx, tenant, one, at)?;
        let bindings = customer::bindings(tx, tenant, id)?.into_iter().map(BindingBody::from).collect();
        let refused = customer::refusals(tx, tenant, id)?.into_iter().map(RefusalBody::from).collect();
        let history = customer::newest(tx, tenant, id)?.into_iter().map(Past::from).collect();
        Ok(Self { customer, bindings, refused, history })
    }
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

/// A code that a customer typed.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TypedCode {
    /// As it was typed.
    #[schema(value_type = Text100, example = "SARA7")]
    code: String,
}

/// Type a code for a customer who belongs to nobody.
///
/// For programs that bind by typed codes. A customer who belongs to somebody is never bound to another in this way: the answer is
/// 409, and only an administrator changes it.
#[utoipa::path(post, path = "/api/v1/customers/{id}/source", tag = "customers", request_body = TypedCode,
    params(("id" = String, Path, description = "The customer's id.")), responses((status = 200, body = CustomerWhole)))]
async fn type_code(State(app): State<App>, sent: Sent) -> Handled<Response> {
    let (tenant, body) = sent.read::<TypedCode>("customers:write")?;
    let id: CustomerId = sent.asked().id("customer")?;
    super::checked(|faults| faults.text("/code", &body.code, 100))?;
    let (base_url, by) = (sent.asked().base_url().to_owned(), sent.by());
    let done = sent.once(&app, move |tx, now| {
        customer::type_code(tx, &tenant, (&id, &body.code), &by, now)?;
        answer(StatusCode::OK, &CustomerWhole::load(tx, &tenant, &id, (&base_url, now))?)
    });
    done.await
}

/// What an administrator decides.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewSource {
    /// The code of whoever they belong to from now on; empty: nobody.
    #[schema(value_type = Plain100, example = "SARA7")]
    code: String,
    /// Why, for the history.
    #[schema(value_type = Said500, example = "She called: her friend's code was misspelt.")]
    note: String,
}

/// Decide by hand whose a customer is.
///
/// It holds from now on: orders from before are decided as they were. The history says who did it and why.
#[utoipa::path(put, path = "/api/v1/customers/{id}/source", tag = "customers", request_body = NewSource,
    params(("id" = String, Path, description = "The customer's id.")), responses((status = 200, body = CustomerWhole)))]
async fn assign(State(app): State<App>, sent: Sent) -> Handled<Response> {
    let (tenant, body) = sent.read::<NewSource>("customers:write")?;
    let id: CustomerId = sent.asked().id("customer")?;
    let (base_url, actor) = (sent.asked().base_url().to_owned(), sent.actor());
    let done = sent.once(&app, move |tx, now| {
        customer::assign(tx, (&tenant, &actor), (&id, &body.code, &body.note), now)?;
        answer(StatusCode::OK, &CustomerWhole::load(tx, &tenant, &id, (&base_url, now))?)
    });
    done.await
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
