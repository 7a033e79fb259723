//! Signed customer tokens: a shop says who its customer is, in a JWT (RFC 7519, HS256) that it makes with the store's
//! customer secret. Only this one algorithm is read, so no header can choose another. Start at [`verify`].

use crate::error::{Error, Result};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use serde::Deserialize;
use serde_json::Value as Json;
use sha2::Sha256;
use tributary_core::{StoreId, Timestamp};

/// A token lasts so long at most: it stands in a page, where it can be copied.
pub const LASTS_S_MAX: i64 = 3_600;
/// So far may the shop's clock run ahead.
const AHEAD_S_MAX: i64 = 60;
const BYTES_MAX: usize = 8_192; // a header field of a request holds no more

/// Who a shop says that its customer is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claims {
    /// The store's own id of the customer.
    pub subject: String,
    /// Their address.
    pub email: Option<String>,
    /// Their name; empty: not told.
    pub name: String,
    /// The name of their account; empty: not told.
    pub login: String,
    /// Their language; empty: not told.
    pub language: String,
    /// When the token ends.
    pub ends_at: Timestamp,
}

/// Why a token is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// It is no token at all.
    Malformed,
    /// It is signed in another way than HS256.
    Algorithm,
    /// It is not signed with a secret of the store.
    Signature,
    /// It is of another store, or of none that is known.
    Store,
    /// It has ended.
    Expired,
    /// It lasts too long, or does not say how long.
    Lifetime,
    /// It does not say who the customer is.
    Subject,
}

impl Refusal {
    /// A word for machines.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Malformed => "token_malformed",
            Self::Algorithm => "token_algorithm",
            Self::Signature => "token_signature",
            Self::Store => "token_store",
            Self::Expired => "token_expired",
            Self::Lifetime => "token_lifetime",
            Self::Subject => "token_subject",
        }
    }

    /// What is wrong and what to do, for whoever builds the shop.
    #[must_use]
    pub const fn detail(self) -> &'static str {
        match self {
            Self::Malformed => "This is no token: send a JWT of three parts, signed with HS256.",
            Self::Algorithm => "Sign the token with HS256: its header is {\"alg\":\"HS256\"}, without crit.",
            Self::Signature => "The token is not signed with a customer secret of this store.",
            Self::Store => "The token is of no store here: let iss be the store's id.",
            Self::Expired => "The token has ended: make a new one with each page.",
            Self::Lifetime => {
                "Say iat and exp in seconds, with at most one hour between them, iat not ahead of now."
            }
            Self::Subject => "The token does not say who the customer is: let sub be your id of the account.",
        }
    }
}

#[derive(Deserialize)]
struct Head {
    alg: String,
    #[serde(default)]
    crit: Option<Json>,
}

#[derive(Deserialize)]
struct Body {
    #[serde(default)]
    iss: Option<String>,
    #[serde(default)]
    sub: Json,
    #[serde(default)]
    email: Option<String>,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    login: Option<String>,
    #[serde(default)]
    lang: Option<String>,
    #[serde(default)]
    iat: Option<i64>,
    #[serde(default)]
    exp: Option<i64>,
}

/// A token cut in its parts, not checked yet.
struct Parts<'a> {
    signed: &'a str,
    body: Body,
    mac: Vec<u8>,
}

fn parts(token: &str) -> std::result::Result<Parts<'_>, Refusal> {
    let token = token.trim();
    let (signed, mac) = token.rsplit_once('.').ok_or(Refusal::Malformed)?;
    let (head, body) = signed.split_once('.').ok_or(Refusal::Malformed)?;
    if token.len() > BYTES_MAX {
        return Err(Refusal::Malformed);
    }
    let decoded = |text: &str| URL_SAFE_NO_PAD.decode(text).map_err(|_| Refusal::Malformed);
    let head: Head = serde_json::from_slice(&decoded(head)?).map_err(|_| Refusal::Malformed)?;
    if head.alg != "HS256" || head.crit.is_some() {
        return Err(Refusal::Algorithm);
    }
    let body = serde_json::from_slice(&decoded(body)?).map_err(|_| Refusal::Malformed)?;
    Ok(Parts { signed, body, mac: decoded(mac)? })
}

/// The store that a token says it is of; it is believed only once [`verify`] has said so.
///
/// # Errors
/// When it is no token of the kind that we read.
pub fn issuer(token: &str) -> std::result::Result<Option<String>, Refusal> {
    Ok(parts(token)?.body.iss.filter(|iss| !iss.is_empty()))
}

/// Who a token of this store stands for.
///
/// # Errors
/// Why it is not taken.
pub fn verify(
    token: &str,
    store: &StoreId,
    secrets: &[String],
    now: Timestamp,
) -> std::result::Result<Claims, Refusal> {
    let Parts { signed, body, mac } = parts(token)?;
    if body.iss.as_deref().is_some_and(|iss| !iss.is_empty() && iss != store.as_str()) {
        return Err(Refusal::Store);
    }
    // Which of several secrets fits is none.
    if !secrets.iter().any(|secret| fits(secret, signed, &mac)) {
        return Err(Refusal::Signature);
    }
    let subject = subject(&body.sub).ok_or(Refusal::Subject)?;
    let ends_at = lasting(body.iat, body.exp, now)?;
    Ok(Claims {
        subject,
        email: body.email.map(|email| email.trim().to_owned()).filter(|email| !email.is_empty()),
        name: clean(body.name),
        login: clean(body.login),
        language: clean(body.lang),
        ends_at,
    })
}

fn mac_of(secret: &str, signed: &str) -> Option<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).ok()?;
    mac.update(signed.as_bytes());
    Some(mac)
}

fn fits(secret: &str, signed: &str, told: &[u8]) -> bool {
    !secret.is_empty() && mac_of(secret, signed).is_some_and(|mac| mac.verify_slice(told).is_ok())
}

/// Shops number their customers, and some write the number as one.
fn subject(sub: &Json) -> Option<String> {
    let text = match sub {
        Json::String(text) => text.trim().to_owned(),
        Json::Number(number) if number.as_i64().is_some_and(|id| id > 0) => number.to_string(),
        _ => return None,
    };
    (!text.is_empty() && text.len() <= 200 && !text.contains('\0')).then_some(text)
}

fn lasting(iat: Option<i64>, exp: Option<i64>, now: Timestamp) -> std::result::Result<Timestamp, Refusal> {
    let (Some(iat), Some(exp)) = (iat, exp) else { return Err(Refusal::Lifetime) };
    let now_s = now.ms().div_euclid(1_000);
    if exp <= now_s {
        return Err(Refusal::Expired);
    }
    let is_too_long = exp.saturating_sub(iat) > LASTS_S_MAX || iat > now_s.saturating_add(AHEAD_S_MAX);
    if is_too_long { Err(Refusal::Lifetime) } else { Ok(Timestamp::from_ms(exp.saturating_mul(1_000))) }
}

fn clean(text: Option<String>) -> String {
    let text = text.unwrap_or_default();
    text.chars().filter(|c| !c.is_control()).take(200).collect::<String>().trim().to_owned()
}

/// Signs claims as a shop does: for what we make ourselves, and for tests.
///
/// # Errors
/// When the secret is none.
pub fn sign(secret: &str, claims: &Json) -> Result<String> {
    let signed = format!(
        "{}.{}",
        URL_SAFE_NO_PAD.encode(r#"{"alg":"HS256","typ":"JWT"}"#),
        URL_SAFE_NO_PAD.encode(claims.to_string())
    );
    let mac = mac_of(secret, &signed).ok_or_else(|| Error::Broken("a stored secret is none".to_owned()))?;
    Ok(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())))
}

#[cfg(test)]
#[path = "token_tests.rs"]
mod tests;
