//! Customers as they are answered: who they are, whose they are and were, what did not bind them, and what was told.

use serde::Serialize;
use tributary_core::referral::CustomerFact;
use tributary_core::{CustomerId, TenantId, Timestamp};
use tributary_engine::clock::rfc3339;
use tributary_engine::customer::{self, Binding, Kept, Refusal};
use tributary_engine::db::Tx;
use tributary_engine::{Result, partner};

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
    /// A customer as they are now.
    pub(super) fn of(
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
    /// A customer with all that was told of them, as they are now.
    pub(super) fn load(
        tx: &mut Tx<'_>,
        tenant: &TenantId,
        id: &CustomerId,
        at: (&str, Timestamp),
    ) -> Result<Self> {
        let one = customer::load(tx, tenant, id)?;
        let customer = Customer::of(tx, tenant, one, at)?;
        let bindings = customer::bindings(tx, tenant, id)?.into_iter().map(BindingBody::from).collect();
        let refused = customer::refusals(tx, tenant, id)?.into_iter().map(RefusalBody::from).collect();
        let history = customer::newest(tx, tenant, id)?.into_iter().map(Past::from).collect();
        Ok(Self { customer, bindings, refused, history })
    }
}
