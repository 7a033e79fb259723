//! Asks somebody outside what a friend's order earns, where a program says so, before anything is granted. The answer is a fact of the
//! order; where none comes in time the fact says that, and what the rules say stands.
//!
//! A question is written in the transaction that finds a reward to ask about ([`ask`]). A worker claims it ([`claim`]), sends it outside
//! of any transaction, and brings back what was answered ([`record`]).

use super::sql;
use crate::db::Tx;
use crate::error::Result;
use crate::event::{Event, envelope};
use crate::job::{self, Job};
use crate::order::{self, NewFact, OrderKey, WorldOf};
use crate::pipeline;
use crate::seal::Sealer;
use crate::webhook::{Answer, Method, Request, signature};
use crate::{access, chance, params};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value as Json, json};
use tributary_core::decide::{Decision, decide};
use tributary_core::fact::{OrderFact, RewardAnswer};
use tributary_core::money::share_down;
use tributary_core::order::fold;
use tributary_core::reason::Reason;
use tributary_core::referral::RewardWebhook;
use tributary_core::{FactId, ProgramId, TenantId, Timestamp};

const JOB: &str = "reward_question";
/// What a question is called as a message.
pub const ASKED: &str = "reward.asked";
/// Longer than any answer is waited for.
const LEASE_MS: i64 = 60_000;
const MINUTE_MS: i64 = 60_000;
const TROUBLE_CHARS_MAX: usize = 500;

/// A question that is to be sent now, by whoever claimed it.
#[derive(Debug, Clone)]
pub struct Asked {
    job: Job,
    order: OrderKey,
    answer: RewardAnswer,
    /// When it is not waited for any more.
    ends_at: Timestamp,
    currency: String,
    request: Request,
}

impl Asked {
    /// What is sent.
    #[must_use]
    pub const fn request(&self) -> &Request {
        &self.request
    }
}

/// How a question stands that was not answered yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    /// Since when it is asked.
    pub asked_at: Timestamp,
    /// How often it was sent.
    pub tries: i64,
    /// What went wrong last.
    pub trouble: Option<String>,
}

/// The question about an order that still waits for its answer.
///
/// # Errors
/// What the database says.
pub fn open_question(tx: &mut Tx<'_>, key: &OrderKey) -> Result<Option<Open>> {
    tx.row(sql::ASKED_OF, params![&key.tenant, &key.store, &key.external_id], |row| {
        Ok(Open { asked_at: row.time(1)?, tries: row.int(2)?, trouble: row.opt_text(3)? })
    })
}

/// Has somebody asked about an order, if its reward waits for that.
pub(crate) fn ask(tx: &mut Tx<'_>, key: &OrderKey, decision: &Decision, now: Timestamp) -> Result<()> {
    let waits = decision.rewards.as_ref().and_then(|rewards| rewards.nobody) == Some(Reason::AwaitingAnswer);
    if !waits {
        return Ok(());
    }
    let id = FactId::from_bits(chance::ordered_bits(now)?).as_str().replacen("fct_", "rwq_", 1);
    let row = params![&key.tenant, &key.store, &key.external_id, &id, now];
    if tx.exec(sql::ASK, row)? > 0 {
        job::ask(tx, &key.tenant, JOB, &id, now)?;
    }
    Ok(())
}

/// The secret with which a program's questions are signed. It follows from the server's key, so it is kept nowhere.
#[must_use]
pub fn secret(sealer: &Sealer, (tenant, program): (&TenantId, &ProgramId), number: u32) -> String {
    let key = blake3::derive_key("tributary 2026-11 reward questions", sealer.people_key());
    let secret = blake3::keyed_hash(&key, format!("{tenant} {program} {number}").as_bytes());
    format!("whsec_{}", STANDARD.encode(secret.as_bytes()))
}

/// Whether any question is to be sent.
///
/// # Errors
/// What the database says.
pub fn is_due(tx: &mut Tx<'_>, now: Timestamp) -> Result<bool> {
    job::is_due(tx, JOB, now)
}

/// Claims questions that are to be sent. What needs no answer any more is asked no further.
///
/// # Errors
/// What the database says.
pub fn claim(tx: &mut Tx<'_>, sealer: &Sealer, now: Timestamp, limit: i64) -> Result<Vec<Asked>> {
    let mut claimed = Vec::new();
    for job in job::claim(tx, JOB, now, LEASE_MS, limit)? {
        match prepared(tx, sealer, &job, now)? {
            Some(asked) => claimed.push(asked),
            None => {
                // The order may come to earn again, and then it is asked anew.
                tx.exec(sql::DROP_QUESTION, params![&job.tenant, &job.subject])?;
                job::done(tx, JOB, &job)?;
            }
        }
    }
    Ok(claimed)
}

fn prepared(tx: &mut Tx<'_>, sealer: &Sealer, job: &Job, now: Timestamp) -> Result<Option<Asked>> {
    let found = tx.row(sql::QUESTION, params![&job.tenant, &job.subject], |row| {
        let order = OrderKey { tenant: job.tenant.clone(), store: row.parse(0)?, external_id: row.text(1)? };
        Ok((order, row.time(2)?))
    })?;
    let Some((order, asked_at)) = found else { return Ok(None) };
    let known = order::load_world(tx, &order)?;
    let decided = fold(&known.world.facts).is_some().then(|| decide(&known.world, now));
    let Some(Ok(decision)) = decided else { return Ok(None) };
    let Some(webhook) = webhook_of(&known, &decision) else { return Ok(None) };
    let own_minor = decision.rewards.as_ref().map_or(0, |rewards| rewards.base_minor);
    let event = Event {
        id: job.subject.clone(),
        kind: ASKED.to_owned(),
        at: asked_at,
        data: question(tx, (&order, &known), (&decision, webhook))?,
        test: access::is_test(tx, &job.tenant)?,
    };
    let (body, at_s) = (envelope(&event).to_string(), now.ms().div_euclid(1_000));
    let signed_with = secret(sealer, (&job.tenant, &known.world.program), webhook.secret);
    let request = Request {
        method: Method::Post,
        url: webhook.url.clone(),
        id: job.subject.clone(),
        at_s,
        signatures: signature(&signed_with, (&job.subject, at_s, &body))?,
        body,
    };
    Ok(Some(Asked {
        job: job.clone(),
        order,
        answer: RewardAnswer {
            asked_minor: own_minor,
            said_minor: None,
            who: host(&webhook.url),
            request: job.subject.clone(),
        },
        ends_at: asked_at.plus_ms(i64::from(webhook.wait_minutes) * MINUTE_MS),
        currency: decision.order.stated.currency.code().to_owned(),
        request,
    }))
}

/// Whom the rules that judged an order ask, while its reward waits for that.
fn webhook_of<'a>(known: &'a WorldOf, decision: &Decision) -> Option<&'a RewardWebhook> {
    let waits = decision.rewards.as_ref()?.nobody == Some(Reason::AwaitingAnswer);
    let judged = known.world.versions.iter().find(|version| version.number == decision.rule_version)?;
    judged.rules.referral.as_ref()?.webhook.as_ref().filter(|_| waits)
}

fn question(
    tx: &mut Tx<'_>,
    (key, known): (&OrderKey, &WorldOf),
    (decision, webhook): (&Decision, &RewardWebhook),
) -> Result<Json> {
    let stated = &decision.order.stated;
    let money = |minor: i64| json!({ "amount": minor, "currency": stated.currency.code() });
    let own = decision.rewards.as_ref().map_or(0, |rewards| rewards.base_minor);
    let bound = |percent: u32| money(share_down(own, i64::from(percent), 100));
    let friend = known.world.friend.as_ref();
    let sponsor = friend.and_then(|friend| friend.sponsors.first()).map(|one| one.customer.to_string());
    let promo = decision.rewards.as_ref().and_then(|rewards| rewards.promo.as_ref());
    Ok(json!({
        "object": {
            "id": order::id_of(tx, key)?.map(String::from),
            "store": key.store.as_str(),
            "external_id": key.external_id,
            "number": stated.number,
            "placed_at": crate::clock::rfc3339(stated.placed_at),
            "total": money(stated.total_minor),
            "base": money(decision.base.before_refunds_minor),
            "coupons": stated.coupons,
        },
        "friend": friend.map(|friend| friend.customer.as_str()),
        "sponsor": sponsor,
        "promo": promo.map(|promo| promo.name.as_str()),
        "reward": money(own),
        "least": bound(webhook.least_percent),
        "most": bound(webhook.most_percent),
    }))
}

fn host(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or(rest).to_owned()
}

/// Notes what was answered; where nothing usable was, it is asked again until it was waited for long enough.
///
/// # Errors
/// What the database says.
pub fn record(tx: &mut Tx<'_>, asked: &Asked, answer: &Answer, now: Timestamp) -> Result<()> {
    let job = &asked.job;
    let said = match read(answer, &asked.currency) {
        Ok(said) => said,
        Err(trouble) => {
            let trouble: String = trouble.chars().take(TROUBLE_CHARS_MAX).collect();
            tx.exec(sql::NOTE_TRY, params![&job.tenant, &job.subject, &trouble])?;
            if now < asked.ends_at {
                job::failed(tx, JOB, job, &trouble, now)?;
                // The last try is when it ends, however long the wait before it would be.
                return job::ask(tx, &job.tenant, JOB, &job.subject, asked.ends_at);
            }
            None
        }
    };
    let fact = OrderFact::RewardAnswered(RewardAnswer { said_minor: said, ..asked.answer.clone() });
    let new = NewFact {
        order: asked.order.clone(),
        fact,
        source: format!("reward webhook {}", job.subject),
        occasion: job.subject.clone(),
    };
    pipeline::apply(tx, &new, now)?;
    tx.exec(sql::DROP_QUESTION, params![&job.tenant, &job.subject])?;
    job::done(tx, JOB, job)
}

/// The reward that was answered; nothing: the rules' own is to stand.
fn read(answer: &Answer, currency: &str) -> std::result::Result<Option<i64>, String> {
    if let Some(trouble) = &answer.trouble {
        return Err(trouble.clone());
    }
    match answer.status {
        Some(200..=299) => {}
        Some(status) => return Err(format!("It answered {status}.")),
        None => return Err("There was no answer.".to_owned()),
    }
    if answer.body.trim().is_empty() {
        return Ok(None);
    }
    let unread = || format!(r#"Its answer is not {{"amount": minor units, "currency": "{currency}"}}."#);
    let told: Json = serde_json::from_str(&answer.body).map_err(|_| unread())?;
    let of = told.get("currency").map(|of| of.as_str().unwrap_or_default());
    if of.is_some_and(|of| of != currency) {
        return Err(format!("Its answer is not in {currency}."));
    }
    match told.get("amount") {
        None | Some(Json::Null) if told.is_object() => Ok(None),
        Some(amount) => amount.as_i64().map(Some).ok_or_else(unread),
        None => Err(unread()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_an_amount_or_nothing_and_everything_else_is_trouble() {
        let of = |status: i64, body: &str| {
            let answer = Answer { status: Some(status), body: body.to_owned(), ..Answer::default() };
            read(&answer, "USD")
        };
        assert_eq!(of(200, r#"{"amount": 1250}"#), Ok(Some(1_250)));
        assert_eq!(of(201, r#"{"amount": 1250, "currency": "USD"}"#), Ok(Some(1_250)));
        for own in ["", " ", "{}", r#"{"amount": null}"#] {
            assert_eq!(of(200, own), Ok(None), "{own}");
        }
        for strange in [
            r#"{"amount": "12.50"}"#,
            r#"{"amount": 12.5}"#,
            "null",
            "[]",
            "<html>",
            r#"{"amount": 1, "currency": "EUR"}"#,
        ] {
            assert!(of(200, strange).is_err(), "{strange}");
        }
        assert!(of(500, "{}").is_err() && of(302, "{}").is_err());
        assert!(read(&Answer { trouble: Some("no".to_owned()), ..Answer::default() }, "USD").is_err());
    }

    #[test]
    fn who_was_asked_is_named_by_the_host() {
        assert_eq!(host("https://shop.example/rewards?x=1"), "shop.example");
        assert_eq!(host("https://shop.example:8443"), "shop.example:8443");
    }
}
