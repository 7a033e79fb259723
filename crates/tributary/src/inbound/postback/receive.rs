//! Takes a postback in: who calls, what it says, kept raw with what became of it, in one transaction with its effect. A refused
//! one is kept in a transaction of its own.

use super::dialect::{Dialect, Value, named};
use super::read::{Pairs, told, value};
use super::take::{Taken, Taking};
use super::{Outcome, Refusal, TOPIC};
use crate::app::App;
use crate::call;
use subtle::ConstantTimeEq;
use tributary_core::{PostbackSourceId, Timestamp};
use tributary_engine::db::Tx;
use tributary_engine::delivery::{self, NewDelivery};
use tributary_engine::postback::{self, Source, State};
use tributary_engine::{Error, Result};
use url::form_urlencoded;

const KEPT_BYTES_MAX: usize = 16 * 1024;
const REFUSED_BYTES_MAX: usize = 4 * 1024; // a stranger may not fill the disk

/// A postback as it stands on the wire.
#[derive(Debug, Clone)]
pub struct Arrived {
    /// The source in its path.
    pub source: PostbackSourceId,
    /// What stands behind the question mark.
    pub query: String,
    /// Its body; empty for most.
    pub body: Vec<u8>,
}

/// What became of it, and in which words to say so.
#[derive(Debug)]
pub struct Receipt {
    /// Whose words.
    pub dialect: &'static Dialect,
    /// What became of it.
    pub outcome: Outcome,
    /// The text that the sender wants to hear, where its dialect lets it choose.
    pub wished: Option<String>,
}

/// Takes a postback all the way.
///
/// # Errors
/// [`Error::NotFound`] for an unknown source, or what the database says.
pub async fn receive(app: &App, arrived: Arrived) -> Result<Receipt> {
    let (id, sealer) = (arrived.source.clone(), app.engine.sealer.clone());
    let (source, secret) = call::read(&app.engine, move |tx| {
        let source = postback::by_id(tx, &id)?;
        let secret = postback::secret(tx, (&source.tenant, &sealer), &source.id)?;
        Ok((source, secret))
    })
    .await?;
    let dialect =
        named(&source.dialect).ok_or_else(|| Error::Broken(format!("no dialect {}", source.dialect)))?;
    let pairs = Pairs::read(&arrived.query, &arrived.body);
    let raw = kept(&arrived, &names_of_token(dialect, &source));
    let wished = pairs.get("return").map(str::to_owned);
    let outcome = match admitted(&pairs, dialect, &source, &secret) {
        Err(refusal) => refuse(app, &source, (None, refusal), raw).await?,
        Ok(told) => taken(app, (&source, told), raw).await?,
    };
    Ok(Receipt { dialect, outcome, wished })
}

fn admitted(
    pairs: &Pairs,
    dialect: &Dialect,
    source: &Source,
    secret: &str,
) -> std::result::Result<super::read::Told, Refusal> {
    let shown = value(pairs, dialect, source, Value::Token).unwrap_or_default();
    if !bool::from(shown.as_bytes().ct_eq(secret.as_bytes())) {
        return Err(Refusal::BadToken);
    }
    if source.state != State::Active {
        return Err(Refusal::Inactive);
    }
    told(pairs, dialect, source)
}

async fn taken(app: &App, (source, told): (&Source, super::read::Told), raw: Vec<u8>) -> Result<Outcome> {
    let now = app.engine.now();
    let (of, kept) = (source.clone(), raw.clone());
    let done = call::write(&app.engine, move |tx| {
        let (subject, outcome) = Taking { source: &of, told: &told, now }.take(tx)?;
        keep(tx, (&of, kept.clone()), (subject, outcome.clone()), now)?;
        Ok(outcome)
    });
    match done.await {
        // Amounts that cannot be summed, for example.
        Err(Error::Invalid(fields)) => {
            let why = Refusal::Invalid(Error::Invalid(fields).to_string());
            refuse(app, source, (None, why), raw).await
        }
        done => done,
    }
}

async fn refuse(
    app: &App,
    source: &Source,
    (subject, refusal): (Option<String>, Refusal),
    mut raw: Vec<u8>,
) -> Result<Outcome> {
    raw.truncate(REFUSED_BYTES_MAX);
    let (of, now) = (source.clone(), app.engine.now());
    let outcome = Outcome::Rejected(refusal);
    let told = outcome.clone();
    let kept = call::write(&app.engine, move |tx| {
        keep(tx, (&of, raw.clone()), (subject.clone(), told.clone()), now)
    });
    kept.await?;
    Ok(outcome)
}

fn keep(
    tx: &mut Tx<'_>,
    (source, body): (&Source, Vec<u8>),
    (subject, outcome): Taken,
    now: Timestamp,
) -> Result<()> {
    let new = NewDelivery {
        tenant: source.tenant.clone(),
        store: source.store.clone(),
        topic: Some(format!("{TOPIC}{}", source.dialect)),
        content_type: None,
        delivery_id: Some(source.id.to_string()),
        body,
        refused: None,
    };
    let told = match &outcome {
        Outcome::Applied(_) => delivery::Outcome::Applied { note: None },
        Outcome::Ignored => {
            delivery::Outcome::Applied { note: Some("ignored: its sender wants nothing done".to_owned()) }
        }
        Outcome::Duplicate(_) => delivery::Outcome::Duplicate,
        Outcome::Rejected(refusal) => {
            delivery::Outcome::Rejected { reason: format!("{}: {}", refusal.code(), refusal.detail()) }
        }
    };
    delivery::record(tx, &new, subject.as_deref(), &told, now)
}

fn names_of_token(dialect: &Dialect, source: &Source) -> Vec<String> {
    let mapped = source.mapping.get(Value::Token.as_str()).cloned();
    dialect.names(Value::Token).iter().map(|name| (*name).to_owned()).chain(mapped).collect()
}

/// What is kept of it: its address's query and its body, less the token.
fn kept(arrived: &Arrived, tokens: &[String]) -> Vec<u8> {
    let mut raw = without(&arrived.query, tokens).into_bytes();
    if !arrived.body.is_empty() {
        raw.extend_from_slice(b"\n\n");
        let text = String::from_utf8_lossy(&arrived.body);
        raw.extend_from_slice(body_without(&text, tokens).as_bytes());
    }
    raw.truncate(KEPT_BYTES_MAX);
    raw
}

/// Pairs byte for byte, but for the values of these names.
fn without(pairs: &str, names: &[String]) -> String {
    let one = |pair: &str| {
        let name = form_urlencoded::parse(pair.as_bytes()).next().map(|(name, _)| name.into_owned());
        match name.filter(|name| names.contains(name)) {
            Some(name) => format!("{name}=***"),
            None => pair.to_owned(),
        }
    };
    pairs.split('&').map(one).collect::<Vec<_>>().join("&")
}

fn body_without(body: &str, names: &[String]) -> String {
    match serde_json::from_str::<serde_json::Value>(body) {
        Ok(serde_json::Value::Object(mut fields)) if names.iter().any(|name| fields.contains_key(name)) => {
            for name in names {
                if let Some(value) = fields.get_mut(name) {
                    *value = "***".into();
                }
            }
            serde_json::Value::Object(fields).to_string()
        }
        Ok(_) => body.to_owned(),
        Err(_) => without(body, names),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_has_no_token_in_it() {
        let tokens = ["token".to_owned()];
        let source = PostbackSourceId::from_bits(1);
        let of = |query: &str, body: &str| {
            let arrived =
                Arrived { source: source.clone(), query: query.to_owned(), body: body.as_bytes().to_vec() };
            String::from_utf8(kept(&arrived, &tokens)).unwrap()
        };
        assert_eq!(of("a=%201&token=secret&b=%74oken", ""), "a=%201&token=***&b=%74oken");
        assert_eq!(of("%74oken=secret", "token=secret&x=1"), "token=***\n\ntoken=***&x=1");
        assert_eq!(of("", r#"{"token":"secret","x":1}"#), "\n\n{\"token\":\"***\",\"x\":1}");
    }
}
