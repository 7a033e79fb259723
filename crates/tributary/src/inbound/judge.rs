//! Judges kept deliveries: each becomes facts, and ends as applied, duplicate, waiting or rejected.

use super::reading::Reading;
use super::woocommerce::delivery::{self as told, Meaning, read};
use super::woocommerce::order as resource;
use super::{masker, script};
use crate::app::App;
use crate::call;
use tributary_core::Timestamp;
use tributary_core::fact::{OrderFact, OrderStated, Origin};
use tributary_engine::customer::{self, NewSignUp};
use tributary_engine::db::Tx;
use tributary_engine::delivery::{self, Delivery, Outcome};
use tributary_engine::order::{self, NewFact, OrderKey};
use tributary_engine::{Error, Result, job, pipeline, program};

/// The job that reads one order from its shop.
pub const READ_ORDER: &str = "read_order";
const BATCH: i64 = 64;

/// Judges everything that waits to be judged; says how much that was. One delivery that cannot be
/// judged does not hold up the others.
///
/// # Errors
/// The first trouble; nothing is lost then, it is judged next time.
pub async fn judge_all(app: &App) -> Result<usize> {
    let mut judged = 0;
    let mut trouble = None;
    loop {
        let round = judge_round(app, &mut trouble).await?;
        judged += round;
        // What was judged may have woken what lies before it.
        if round == 0 {
            return trouble.map_or(Ok(judged), Err);
        }
    }
}

/// Goes once through all that waits, the oldest first.
async fn judge_round(app: &App, trouble: &mut Option<Error>) -> Result<usize> {
    let (mut judged, mut last) = (0, None);
    loop {
        let after = last.take();
        let batch = call::read(&app.engine, move |tx| delivery::unjudged(tx, after.as_ref(), BATCH)).await?;
        let Some(newest) = batch.last() else { return Ok(judged) };
        last = Some(newest.clone());
        for kept in batch {
            let id = kept.id.clone();
            match judge_one(app, kept).await {
                Ok(()) => judged += 1,
                Err(error) => {
                    tracing::warn!(delivery = %id, %error, "a delivery could not be judged yet");
                    trouble.get_or_insert(error);
                }
            }
        }
    }
}

async fn judge_one(app: &App, kept: Delivery) -> Result<()> {
    let now = app.engine.now();
    let told_by_script = kept.sent.topic.as_deref().is_some_and(|topic| topic.starts_with(script::TOPIC));
    let people_key = *app.engine.sealer.people_key();
    let verdict = if told_by_script {
        let kept = kept.clone();
        call::write(&app.engine, move |tx| take_script(tx, (&kept, &people_key), now)).await
    } else {
        from_shop(app, &kept, now).await
    };
    match verdict {
        Err(Error::Invalid(fields)) => {
            let outcome = Outcome::Rejected { reason: Error::Invalid(fields).to_string() };
            call::write(&app.engine, move |tx| {
                delivery::settle(tx, (&kept.sent.tenant, &kept.id), None, &outcome, now)
            })
            .await
        }
        other => other,
    }
}

async fn from_shop(app: &App, kept: &Delivery, now: Timestamp) -> Result<()> {
    let mask = masker(&app.engine);
    let sent = &kept.sent;
    let meaning = read(
        sent.topic.as_deref(),
        sent.content_type.as_deref(),
        &sent.body,
        &resource::Reading { mask: &mask },
    );
    let meaning = meaning.map_err(|invalid| Error::field(invalid.field, "format", invalid.problem))?;
    let (kept, people_key) = (kept.clone(), *app.engine.sealer.people_key());
    call::write(&app.engine, move |tx| take(tx, (&kept, &people_key), &meaning, now)).await
}

/// Turns what a browser told into a fact and notes what became of it, in one transaction.
fn take_script(tx: &mut Tx<'_>, (kept, people_key): (&Delivery, &[u8; 32]), now: Timestamp) -> Result<()> {
    let is_registration = kept.sent.topic.as_deref().and_then(|topic| topic.strip_prefix(script::TOPIC));
    if is_registration == Some(script::registration::KIND) {
        let (subject, outcome) = script::registration::take(tx, (kept, people_key), now)?;
        return delivery::settle(tx, (&kept.sent.tenant, &kept.id), subject.as_deref(), &outcome, now);
    }
    let order = script::take::stated(tx, kept)?;
    let external_id = order.external_id.clone();
    let said = OrderFact::Stated { order: Box::new(order), origin: Origin::Script, restored: false };
    let source = format!("script {}", kept.id);
    let (subject, outcome) = fact(tx, kept, (&external_id, source), said, now)?;
    delivery::settle(tx, (&kept.sent.tenant, &kept.id), subject.as_deref(), &outcome, now)
}

/// Turns a delivery's meaning into facts and notes what became of it, in one transaction.
fn take(
    tx: &mut Tx<'_>,
    (kept, people_key): (&Delivery, &[u8; 32]),
    meaning: &Meaning,
    now: Timestamp,
) -> Result<()> {
    let (subject, outcome) = match meaning {
        Meaning::Ping => (None, note("ping")),
        Meaning::Unrelated { topic } => (None, note(&format!("not used: {topic}"))),
        Meaning::ErrorBody { code, status } => {
            let reason = format!("the shop sent an error instead of the order: {code} ({status})");
            (None, Outcome::Rejected { reason })
        }
        Meaning::Customer(new) => signed_up(tx, (kept, people_key), new, now)?,
        Meaning::Order { order, restored } => stated(tx, kept, order, *restored, now)?,
        Meaning::Read(read) => whole(tx, kept, read, now)?,
        Meaning::Trashed { external_id } => {
            let taken = webhook(tx, kept, external_id, OrderFact::Trashed, now)?;
            ask_to_read(tx, kept, external_id, now)?;
            taken
        }
        Meaning::Gone { external_id } => webhook(tx, kept, external_id, OrderFact::Gone, now)?,
        Meaning::RefundDeleted { refund_external_id } => refund_deleted(tx, kept, refund_external_id, now)?,
        Meaning::Look { external_id } => look(tx, kept, external_id, now)?,
    };
    delivery::settle(tx, (&kept.sent.tenant, &kept.id), subject.as_deref(), &outcome, now)
}

type Taken = (Option<String>, Outcome);

fn note(text: &str) -> Outcome {
    Outcome::Applied { note: Some(text.to_owned()) }
}

fn stated(
    tx: &mut Tx<'_>,
    kept: &Delivery,
    order: &OrderStated,
    restored: bool,
    now: Timestamp,
) -> Result<Taken> {
    let said = OrderFact::Stated { order: Box::new(order.clone()), origin: Origin::Webhook, restored };
    let taken = webhook(tx, kept, &order.external_id, said, now)?;
    for refund in order.refunds.iter().flatten() {
        let name = format!("refund:{}", refund.external_id);
        delivery::wake(tx, (&kept.sent.tenant, &kept.sent.store), &name)?;
    }
    if order::needs_read(tx, &key(kept, &order.external_id))? {
        ask_to_read(tx, kept, &order.external_id, now)?;
    }
    Ok(taken)
}

/// An order as the shop's plugin has just read it: taken like a reading of ours.
fn whole(tx: &mut Tx<'_>, kept: &Delivery, read: &told::Read, now: Timestamp) -> Result<Taken> {
    let external_id = read.order.external_id.clone();
    let reading = Reading {
        order: key(kept, &external_id),
        stated: read.order.clone(),
        refunds: read.refunds.clone(),
        source: format!("webhook {}", kept.id),
    };
    let outcome = became(&reading.apply(tx, now)?);
    Ok((Some(external_id), outcome))
}

/// Where nobody promises customers anything, nothing of them is kept but the delivery.
fn signed_up(
    tx: &mut Tx<'_>,
    (kept, people_key): (&Delivery, &[u8; 32]),
    new: &NewSignUp,
    now: Timestamp,
) -> Result<Taken> {
    let (tenant, store) = (&kept.sent.tenant, &kept.sent.store);
    let account = new.told.external_id.as_deref().unwrap_or_default();
    let versions = match program::of_store(tx, tenant, store) {
        Ok(program) => program::versions(tx, tenant, &program)?,
        Err(Error::NotFound(_)) => Vec::new(),
        Err(other) => return Err(other),
    };
    let promised = versions.iter().any(|one| one.rules.referral.is_some() || !one.rules.lifelong.is_unset());
    if !promised {
        return Ok((None, note("not used: no program promises customers anything")));
    }
    let new = NewSignUp { source: format!("webhook {}", kept.id), ..new.clone() };
    let done = customer::sign_up(tx, (tenant, store), &new, people_key, now)?;
    let outcome = if done.is_duplicate { Outcome::Duplicate } else { Outcome::Applied { note: None } };
    Ok((Some(customer::subject(account)), outcome))
}

fn refund_deleted(tx: &mut Tx<'_>, kept: &Delivery, refund: &str, now: Timestamp) -> Result<Taken> {
    match order::order_of_refund(tx, &kept.sent.tenant, &kept.sent.store, refund)? {
        Some(external_id) => {
            let gone = OrderFact::RefundDeleted { external_id: refund.to_owned() };
            webhook(tx, kept, &external_id, gone, now)
        }
        None => {
            let reason = format!("no known order has refund {refund}");
            Ok((Some(format!("refund:{refund}")), Outcome::Waiting { reason }))
        }
    }
}

/// A note that something happened to an order, without saying what.
fn look(tx: &mut Tx<'_>, kept: &Delivery, external_id: &str, now: Timestamp) -> Result<Taken> {
    let known = order::is_known(tx, &key(kept, external_id))?;
    ask_to_read(tx, kept, external_id, now)?;
    let outcome = if known {
        note("the order's own delivery says what changed")
    } else {
        Outcome::Waiting { reason: "the order is not known yet".to_owned() }
    };
    Ok((Some(external_id.to_owned()), outcome))
}

fn webhook(
    tx: &mut Tx<'_>,
    kept: &Delivery,
    external_id: &str,
    told: OrderFact,
    now: Timestamp,
) -> Result<Taken> {
    fact(tx, kept, (external_id, format!("webhook {}", kept.id)), told, now)
}

fn fact(
    tx: &mut Tx<'_>,
    kept: &Delivery,
    (external_id, source): (&str, String),
    fact: OrderFact,
    now: Timestamp,
) -> Result<Taken> {
    let occasion = kept.sent.delivery_id.clone().unwrap_or_else(|| kept.id.to_string());
    let new = NewFact { order: key(kept, external_id), fact, source, occasion };
    let outcome = became(&pipeline::apply(tx, &new, now)?);
    Ok((Some(external_id.to_owned()), outcome))
}

fn became(outcome: &pipeline::Outcome) -> Outcome {
    match outcome {
        pipeline::Outcome::Applied(_) => Outcome::Applied { note: None },
        pipeline::Outcome::Duplicate => Outcome::Duplicate,
        pipeline::Outcome::Waiting => {
            Outcome::Waiting { reason: "it is a draft, or the order's state is not known yet".to_owned() }
        }
    }
}

fn key(kept: &Delivery, external_id: &str) -> OrderKey {
    OrderKey {
        tenant: kept.sent.tenant.clone(),
        store: kept.sent.store.clone(),
        external_id: external_id.to_owned(),
    }
}

/// Asks for a reading of the order; the worker drops it when the store cannot be read.
fn ask_to_read(tx: &mut Tx<'_>, kept: &Delivery, external_id: &str, now: Timestamp) -> Result<()> {
    let subject = format!("{}/{external_id}", kept.sent.store);
    job::ask(tx, &kept.sent.tenant, READ_ORDER, &subject, now)
}
