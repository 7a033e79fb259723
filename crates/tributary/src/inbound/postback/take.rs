//! Turns what a postback says into the state of an order or a lead, against what is known already.

use super::dialect::Meaning;
use super::read::Told;
use super::{Outcome, Refusal};
use crate::inbound::event_type;
use tributary_core::fact::{
    Evidence, EvidenceKind, Line, OrderFact, OrderKind, OrderStated, Origin, Recorded,
};
use tributary_core::order::{Status, fold};
use tributary_core::program::{EventKind, EventType};
use tributary_core::{ClickId, ProgramId, Timestamp};
use tributary_engine::click;
use tributary_engine::db::Tx;
use tributary_engine::order::{self, NewFact, OrderKey};
use tributary_engine::postback::Source;
use tributary_engine::{Error, Result, pipeline, program};

/// What became of a postback, and the order it is about.
pub(super) type Taken = (Option<String>, Outcome);

/// What a postback is judged with.
pub(super) struct Taking<'a> {
    pub(super) source: &'a Source,
    pub(super) told: &'a Told,
    pub(super) now: Timestamp,
}

impl Taking<'_> {
    /// Takes it all the way.
    ///
    /// # Errors
    /// What the database says.
    pub(super) fn take(&self, tx: &mut Tx<'_>) -> Result<Taken> {
        if self.told.meaning == Some(Meaning::Ignored) {
            return Ok((None, Outcome::Ignored));
        }
        let program = match program::of_store(tx, &self.source.tenant, &self.source.store) {
            Err(Error::NotFound(_)) => {
                return Ok(rejected(None, Refusal::Invalid("The store has no program yet.".to_owned())));
            }
            found => found?,
        };
        let events = program::load(tx, &self.source.tenant, &program)?.current.rules;
        let event = match self.told.event.as_deref().or(self.source.event.as_deref()) {
            None => None,
            Some(named) => match event_type(&events, named) {
                Some(event) => Some(event),
                None => return Ok(rejected(None, Refusal::UnknownEvent)),
            },
        };
        let Some(external_id) = self.external_id(event) else {
            return Ok(rejected(None, Refusal::MissingClick));
        };
        let (tenant, store) = (self.source.tenant.clone(), self.source.store.clone());
        let key = OrderKey { tenant, store, external_id: external_id.clone() };
        if let Err(refusal) = self.click(tx, &program)? {
            return Ok(rejected(Some(external_id), refusal));
        }
        let facts = order::facts_of(tx, &key)?;
        match self.state(&facts, event, &external_id) {
            Err(refusal) => Ok(rejected(Some(external_id), refusal)),
            Ok(state) => self.apply(tx, key, state).map(|outcome| (Some(external_id), outcome)),
        }
    }

    fn apply(&self, tx: &mut Tx<'_>, order: OrderKey, state: OrderStated) -> Result<Outcome> {
        let fact = OrderFact::Stated { order: Box::new(state), origin: Origin::Api, restored: false };
        let source = format!("postback {}", self.source.id);
        let new = NewFact { order, fact, source, occasion: String::new() };
        Ok(match pipeline::apply(tx, &new, self.now)? {
            pipeline::Outcome::Applied(id) => Outcome::Applied(id),
            pipeline::Outcome::Duplicate | pipeline::Outcome::Waiting => {
                Outcome::Duplicate(order::id_of(tx, &new.order)?)
            }
        })
    }

    /// The sender's id of it, else its click and event: a sender without ids tells each event of a click once.
    fn external_id(&self, event: Option<&EventType>) -> Option<String> {
        let click = || self.told.click.as_deref().map(bare);
        match event.filter(|event| event.kind == EventKind::Lead) {
            Some(lead) => {
                let reference = self.told.order.as_deref().or_else(click)?;
                Some(OrderStated::lead_id(Some(&lead.id), reference))
            }
            None => match &self.told.order {
                Some(order) => Some(order.clone()),
                None => {
                    let event = event.map_or("sale", |event| event.id.as_str());
                    Some(format!("click:{}:{event}", click()?))
                }
            },
        }
    }

    /// Whether the click is one of this program.
    fn click(&self, tx: &mut Tx<'_>, program: &ProgramId) -> Result<std::result::Result<(), Refusal>> {
        let Some(told) = self.told.click.as_deref() else { return Ok(Ok(())) };
        let Ok(id) = ClickId::parse(bare(told)) else { return Ok(Err(Refusal::UnknownClick)) };
        Ok(match click::recorded_or_told(tx, &self.source.tenant, &id)? {
            None => Err(Refusal::UnknownClick),
            Some(click) if click.program != *program => Err(Refusal::ForeignClick),
            Some(_) => Ok(()),
        })
    }

    /// The state as it is from now on: what was told before, with what is told now.
    fn state(
        &self,
        facts: &[Recorded<OrderFact>],
        event: Option<&EventType>,
        external_id: &str,
    ) -> std::result::Result<OrderStated, Refusal> {
        let by_store = |fact: &OrderFact| {
            matches!(fact, OrderFact::Stated { origin: Origin::Webhook | Origin::Read, .. })
        };
        if facts.iter().any(|entry| by_store(&entry.fact)) {
            return Err(Refusal::KnownByStore);
        }
        // What a browser told before does not become a server's word by this.
        let before = fold(facts).filter(|order| order.origin.is_server());
        let known = before.is_some();
        let mut order = before.map_or_else(|| self.fresh(event, external_id), |order| order.stated);
        if let Some(minor) = self.told.amount {
            order.currency = self.told.currency;
            if order.total_minor != minor || order.lines.is_empty() {
                order.total_minor = minor;
                order.lines = vec![Line::blank("0", minor)];
            }
        } else if order.kind == OrderKind::Order && !known {
            return Err(Refusal::MissingAmount);
        }
        if let Some(meaning) = self.told.meaning {
            order.status = status(meaning);
        }
        self.add_evidence(&mut order);
        if order.evidence.is_empty() && order.coupons.is_empty() && !known {
            return Err(Refusal::MissingClick);
        }
        Ok(order)
    }

    fn add_evidence(&self, order: &mut OrderStated) {
        if let Some(coupon) = self.told.coupon.as_ref().filter(|coupon| !order.coupons.contains(coupon)) {
            order.coupons.push(coupon.clone());
        }
        if let Some(customer) = &self.told.customer {
            order.customer.external_id = Some(customer.clone());
        }
        let click = self.told.click.as_ref();
        if let Some(click) =
            click.filter(|click| order.evidence.iter().all(|one| one.click.as_ref() != Some(click)))
        {
            order.evidence.push(Evidence {
                kind: EvidenceKind::Click,
                click: Some(click.clone()),
                code: None,
                found_in: "postback".to_owned(),
            });
        }
    }

    fn fresh(&self, event: Option<&EventType>, external_id: &str) -> OrderStated {
        let is_lead = event.is_some_and(|event| event.kind == EventKind::Lead);
        let number = self.told.order.clone().unwrap_or_else(|| external_id.to_owned());
        OrderStated {
            number,
            status: Status::Processing,
            kind: if is_lead { OrderKind::Lead } else { OrderKind::Order },
            event: event.map(|event| event.id.clone()),
            ..OrderStated::blank(external_id, self.told.currency, self.now)
        }
    }
}

fn rejected(subject: Option<String>, refusal: Refusal) -> Taken {
    (subject, Outcome::Rejected(refusal))
}

/// A click without the visitor that a cookie carries behind a dot.
fn bare(click: &str) -> &str {
    click.split('.').next().unwrap_or(click)
}

const fn status(meaning: Meaning) -> Status {
    match meaning {
        Meaning::Approved => Status::Completed,
        Meaning::Pending | Meaning::Ignored => Status::Pending,
        Meaning::Declined => Status::Cancelled,
        Meaning::Refunded => Status::Refunded,
    }
}
