//! A delivery in the air: claimed by a lease, signed, sent by somebody else, and what came back.

use super::endpoint::load_any;
use super::schedule::{Next, next};
use super::{Format, Method, Template, payload, seal_of, signature, sql};
use crate::audit::{self, Actor};
use crate::db::Tx;
use crate::error::Result;
use crate::event::{self, Event};
use crate::params;
use crate::seal::Sealer;
use serde_json::json;
use tributary_core::{TenantId, Timestamp, WebhookDeliveryId, WebhookEndpointId};

/// Longer than any answer is waited for.
const LEASE_MS: i64 = 60_000;
/// An endpoint that failed so often in a row …
const FAILURES_MAX: i64 = 20;
/// … and for so long is disabled.
const FAILING_MS_MAX: i64 = 3 * 24 * 3_600_000;
/// What is kept of an answer.
const ANSWER_BYTES_KEPT: usize = 1_024;
const TROUBLE_CHARS_MAX: usize = 500;

/// A delivery that is to be sent now, by whoever claimed it.
#[derive(Clone)]
pub struct Due {
    /// Whose.
    pub tenant: TenantId,
    /// Which.
    pub id: WebhookDeliveryId,
    /// To whom.
    pub endpoint: WebhookEndpointId,
    /// How often it was tried, this try included: the fence.
    attempts: i64,
    /// The same since the schedule began.
    step: i64,
    url: String,
    format: Format,
    method: Method,
    event: Event,
    secrets: Vec<String>,
    at: Timestamp,
}

impl std::fmt::Debug for Due {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Due({} to {}, try {})", self.event.id, self.url, self.attempts) // it knows secrets
    }
}

/// What is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// How.
    pub method: Method,
    /// Where to, letter by letter.
    pub url: String,
    /// `webhook-id`: the event's, the same at every try.
    pub id: String,
    /// `webhook-timestamp`, in seconds.
    pub at_s: i64,
    /// `webhook-signature`: one per secret, with a space between.
    pub signatures: String,
    /// The body.
    pub body: String,
}

/// What came back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status, if there was an answer.
    pub status: Option<i64>,
    /// How long it took.
    pub took_ms: i64,
    /// When the receiver wants to be asked again.
    pub retry_after_ms: Option<i64>,
    /// What went wrong, if no answer came.
    pub trouble: Option<String>,
    /// How the answer begins.
    pub body: String,
}

impl Due {
    fn alarm(&self, disabled: Option<&'static str>) -> Alarm {
        let (tenant, endpoint, url) = (self.tenant.clone(), self.endpoint.clone(), self.url.clone());
        Alarm { tenant, endpoint, url, failures: 0, disabled, last: String::new() }
    }

    /// The request, signed.
    ///
    /// # Errors
    /// When a stored secret is none.
    pub fn request(&self) -> Result<Request> {
        let url = self.address()?;
        let (at_s, mut body) = (self.at.ms().div_euclid(1_000), String::new());
        if self.method == Method::Post {
            body = payload(&self.event);
        }
        // Without a body the address is what is told.
        let told = if self.method == Method::Post { &body } else { &url };
        let message = (self.event.id.as_str(), at_s, told.as_str());
        let signatures = self.secrets.iter().map(|secret| signature(secret, message));
        let signatures = signatures.collect::<Result<Vec<_>>>()?.join(" ");
        Ok(Request { method: self.method, id: self.event.id.clone(), url, at_s, signatures, body })
    }

    /// The address as it is called: filled in, and sealed where nothing else is sent.
    fn address(&self) -> Result<String> {
        let address = called(&self.url, self.format, &self.event);
        if self.method == Method::Post {
            return Ok(address);
        }
        let mut sealed = address.clone();
        for (secret, name) in self.secrets.iter().zip(["sig", "sig_before"]) {
            let mark = if sealed.contains('?') { '&' } else { '?' };
            sealed.push_str(&format!("{mark}{name}={}", seal_of(secret, &address)?));
        }
        Ok(sealed)
    }
}

/// An endpoint's address as it is called for an event, but for its seal.
pub(super) fn called(url: &str, format: Format, event: &Event) -> String {
    match format {
        Format::Standard => url.to_owned(),
        // It was read when it was kept; whatever is wrong with it by now is told by whoever is called.
        Format::Postback => {
            Template::parse(url).map_or_else(|_| url.to_owned(), |template| template.fill(event))
        }
    }
}

/// The endpoints that have something to be told now.
///
/// # Errors
/// What the database says.
pub fn waiting(tx: &mut Tx<'_>, now: Timestamp) -> Result<Vec<(TenantId, WebhookEndpointId)>> {
    tx.rows(sql::WAITING, params![now], |row| Ok((row.parse(0)?, row.parse(1)?)))
}

/// Claims what is due to one endpoint, oldest first; nobody else gets it until the lease ends.
///
/// # Errors
/// What the database says, or a secret that does not fit the key file.
pub fn claim(
    tx: &mut Tx<'_>,
    sealer: &Sealer,
    (tenant, endpoint): &(TenantId, WebhookEndpointId),
    limit: i64,
    now: Timestamp,
) -> Result<Vec<Due>> {
    let Some(goes) = secrets(tx, sealer, (tenant, endpoint), now)? else { return Ok(Vec::new()) };
    let due = tx.rows(sql::DUE, params![tenant, endpoint, now, limit], |row| {
        Ok(Due {
            tenant: tenant.clone(),
            id: row.parse(0)?,
            endpoint: endpoint.clone(),
            attempts: row.int(1)? + 1,
            step: row.int(2)? + 1,
            url: goes.url.clone(),
            format: goes.format,
            method: goes.method,
            event: event::decode(row, 3)?,
            secrets: goes.secrets.clone(),
            at: now,
        })
    })?;
    for one in &due {
        tx.exec(sql::LEASE, params![tenant, &one.id, now.plus_ms(LEASE_MS), now])?;
    }
    Ok(due)
}

/// Where to, how, and the secrets that are good now, newest first.
struct Goes {
    url: String,
    format: Format,
    method: Method,
    secrets: Vec<String>,
}

fn secrets(
    tx: &mut Tx<'_>,
    sealer: &Sealer,
    (tenant, endpoint): (&TenantId, &WebhookEndpointId),
    now: Timestamp,
) -> Result<Option<Goes>> {
    let row = tx.row(sql::SECRETS, params![tenant, endpoint], |row| {
        let until = row.opt_int(3)?.map(Timestamp::from_ms);
        let before = row.opt_text(2)?.filter(|_| until.is_some_and(|until| until > now));
        let sealed = std::iter::once(row.text(1)?).chain(before).collect::<Vec<_>>();
        Ok((
            Goes { url: row.text(0)?, format: row.parse(4)?, method: row.parse(5)?, secrets: Vec::new() },
            sealed,
        ))
    })?;
    let Some((goes, sealed)) = row else { return Ok(None) };
    let secrets = sealed.iter().map(|sealed| sealer.unseal(sealed)).collect::<Result<_>>()?;
    Ok(Some(Goes { secrets, ..goes }))
}

/// What owners are to be written about an endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alarm {
    /// Whose.
    pub tenant: TenantId,
    /// Which.
    pub endpoint: WebhookEndpointId,
    /// Its address.
    pub url: String,
    /// How many tries in a row failed.
    pub failures: i64,
    /// Why it is disabled, if it is.
    pub disabled: Option<&'static str>,
    /// What was answered last, or why nothing was.
    pub last: String,
}

/// Owners are written to after so many failures in a row, while there is still time.
pub const WARNED_AT: [i64; 3] = [5, 10, 15];

/// Keeps what became of a try, unless somebody else has it by now; says whether owners are to be written to. `jitter` is of 0
/// to 999.
///
/// # Errors
/// What the database says.
pub fn record(
    tx: &mut Tx<'_>,
    due: &Due,
    answer: &Answer,
    jitter: i64,
    now: Timestamp,
) -> Result<Option<Alarm>> {
    let next = next(due.step, answer, jitter, now);
    let (state, again, settled) = match next {
        Next::Delivered => ("delivered", now, Some(now)),
        Next::Again(at) => ("pending", at, None),
        Next::Failed | Next::Gone => ("failed", now, Some(now)),
    };
    let (trouble, body) = (answer.trouble.as_deref().map(short), beginning(&answer.body));
    let row = params![
        &due.tenant,
        &due.id,
        due.attempts,
        state,
        again,
        settled,
        answer.status,
        answer.took_ms,
        trouble,
        body,
        due.address()?
    ];
    if tx.exec(sql::OUTCOME, row)? == 0 {
        return Ok(None);
    }
    tried(tx, due, answer, next == Next::Delivered, now)?;
    let alarm = match next {
        Next::Delivered => tx.exec(sql::HEALED, params![&due.tenant, &due.endpoint]).map(|_| None),
        Next::Gone => disable(tx, due, "gone", now),
        Next::Again(_) | Next::Failed => ailing(tx, due, now),
    };
    Ok(alarm?.map(|alarm| Alarm { last: said(answer), ..alarm }))
}

fn tried(tx: &mut Tx<'_>, due: &Due, answer: &Answer, well: bool, now: Timestamp) -> Result<()> {
    let trouble = answer.trouble.as_deref().map(short);
    let (tenant, took) = (&due.tenant, answer.took_ms);
    let row = params![tenant, &due.id, due.attempts, &due.endpoint, now, well, answer.status, took, trouble];
    tx.exec(sql::TRIED, row).map(drop)
}

/// An answer in a few words.
fn said(answer: &Answer) -> String {
    match (answer.status, answer.trouble.as_deref()) {
        (Some(status), _) => format!("HTTP {status}"),
        (None, trouble) => short(trouble.unwrap_or_default()),
    }
}

fn short(text: &str) -> String {
    text.chars().filter(|letter| *letter != '\0').take(TROUBLE_CHARS_MAX).collect()
}

/// How an answer begins, cut between letters.
fn beginning(body: &str) -> String {
    let end = body.char_indices().map(|(at, letter)| at + letter.len_utf8());
    let end = end.take_while(|end| *end <= ANSWER_BYTES_KEPT).last().unwrap_or(0);
    body.get(..end).unwrap_or_default().replace('\0', "\u{fffd}")
}

/// One more failure; who fails for days is not asked any more.
fn ailing(tx: &mut Tx<'_>, due: &Due, now: Timestamp) -> Result<Option<Alarm>> {
    tx.exec(sql::AILING, params![&due.tenant, &due.endpoint, now])?;
    let stands = load_any(tx, &due.tenant, &due.endpoint)?;
    let long = stands.failing_since.is_some_and(|since| now.since_ms(since) >= FAILING_MS_MAX);
    if stands.failures >= FAILURES_MAX && long {
        return disable(tx, due, "failing", now);
    }
    let warns = stands.owner.is_none() && WARNED_AT.contains(&stands.failures);
    Ok(warns.then(|| Alarm { failures: stands.failures, ..due.alarm(None) }))
}

/// From now on nothing is sent there until somebody makes it active again.
fn disable(tx: &mut Tx<'_>, due: &Due, reason: &'static str, now: Timestamp) -> Result<Option<Alarm>> {
    if tx.exec(sql::DISABLE, params![&due.tenant, &due.endpoint, reason, now])? == 0 {
        return Ok(None);
    }
    let by = Actor::system(&due.tenant, "webhooks");
    if load_any(tx, &due.tenant, &due.endpoint)?.owner.is_some() {
        // Where publishers are told is none of the store's business.
        return audit::webhook_disabled(tx, &by, (&due.endpoint, due.endpoint.as_str()), now).map(|()| None);
    }
    audit::webhook_disabled(tx, &by, (&due.endpoint, &due.url), now)?;
    let data = json!({ "object": { "id": due.endpoint.as_str(), "url": due.url, "reason": reason } });
    event::emit(tx, &due.tenant, "webhook_endpoint.disabled", &data, now)?;
    let failures = super::load(tx, &due.tenant, &due.endpoint)?.failures;
    Ok(Some(Alarm { failures, ..due.alarm(Some(reason)) }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_beginning_of_an_answer_is_cut_between_letters() {
        assert_eq!(beginning("short"), "short");
        assert_eq!(beginning("a\0b"), "a\u{fffd}b");
        let long = beginning(&"å".repeat(2_000));
        assert_eq!(long.len(), ANSWER_BYTES_KEPT);
        assert_eq!(beginning(&format!("x{}", "å".repeat(2_000))).len(), ANSWER_BYTES_KEPT - 1);
    }
}
