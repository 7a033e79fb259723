//! Signatures as Standard Webhooks 1.0.0 has them: HMAC-SHA256 over id, time and body.

use crate::chance;
use crate::error::{Error, Result};
use crate::seal::hex;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

const PREFIX: &str = "whsec_";
/// How old or new a message may be for whoever receives it.
const TOLERANCE_S: i64 = 300;

/// A secret of 32 random bytes.
///
/// # Errors
/// When the operating system has no randomness.
pub fn new_secret() -> Result<String> {
    Ok(format!("{PREFIX}{}", STANDARD.encode(chance::bytes::<32>()?)))
}

fn mac(secret: &str, (id, at_s, body): (&str, i64, &str)) -> Option<Hmac<Sha256>> {
    let key = STANDARD.decode(secret.strip_prefix(PREFIX)?).ok()?;
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).ok()?;
    mac.update(format!("{id}.{at_s}.{body}").as_bytes());
    Some(mac)
}

/// One signature of a message: its id, when it is sent in seconds, and its body.
///
/// # Errors
/// When the secret is none.
pub fn signature(secret: &str, message: (&str, i64, &str)) -> Result<String> {
    let mac = mac(secret, message).ok_or_else(|| Error::Broken("a stored secret is none".to_owned()))?;
    Ok(format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes())))
}

/// What seals an address that is called without a body: HMAC-SHA256 over all of it up to the seal, in hexadecimal digits.
///
/// # Errors
/// When the secret is none.
pub fn seal_of(secret: &str, address: &str) -> Result<String> {
    let broken = || Error::Broken("a stored secret is none".to_owned());
    let key = secret.strip_prefix(PREFIX).and_then(|key| STANDARD.decode(key).ok()).ok_or_else(broken)?;
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).map_err(|_| broken())?;
    mac.update(address.as_bytes());
    Ok(hex(&mac.finalize().into_bytes()))
}

/// Whether one of the signatures is of this secret and the message is of now, compared in constant time.
#[must_use]
pub fn verify(secret: &str, message: (&str, i64, &str), signatures: &str, now_s: i64) -> bool {
    if (now_s - message.1).abs() > TOLERANCE_S {
        return false;
    }
    let Some(mac) = mac(secret, message) else { return false };
    let mut told = signatures.split(' ').filter_map(|one| STANDARD.decode(one.strip_prefix("v1,")?).ok());
    // Which of several fits is no secret.
    told.any(|told| mac.clone().verify_slice(&told).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    // The vector that the reference libraries share.
    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const MESSAGE: (&str, i64, &str) =
        ("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, r#"{"test": 2432232314}"#);
    const SIGNATURE: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    #[test]
    fn the_standards_own_vector_is_signed_as_it_says() {
        assert_eq!(signature(SECRET, MESSAGE).unwrap(), SIGNATURE);
    }

    #[test]
    fn a_signature_fits_its_own_message_and_secret_among_others_and_for_five_minutes() {
        let (id, at, body) = MESSAGE;
        let fits = |message, header: &str, now| verify(SECRET, message, header, now);
        assert!(fits(MESSAGE, SIGNATURE, at) && fits(MESSAGE, SIGNATURE, at + 300));
        assert!(fits(MESSAGE, SIGNATURE, at - 300));
        let among = format!("v1,AAAA v1a,{} {SIGNATURE} nonsense", &SIGNATURE[3..]);
        assert!(fits(MESSAGE, &among, at));
        assert!(!fits(MESSAGE, SIGNATURE, at + 301) && !fits(MESSAGE, SIGNATURE, at - 301));
        assert!(!fits((id, at, "{}"), SIGNATURE, at) && !fits(("msg_x", at, body), SIGNATURE, at));
        assert!(!fits((id, at + 1, body), SIGNATURE, at));
        for header in ["", "v1,", "v1", &SIGNATURE[3..], &SIGNATURE.replace("v1,", "v2,")] {
            assert!(!fits(MESSAGE, header, at), "{header:?}");
        }
        let other = new_secret().unwrap();
        assert!(!verify(&other, MESSAGE, SIGNATURE, at) && !verify("MfKQ9r8G", MESSAGE, SIGNATURE, at));
        let own = signature(&other, MESSAGE).unwrap();
        assert!(verify(&other, MESSAGE, &format!("{SIGNATURE} {own}"), at));
    }

    #[test]
    fn a_new_secret_is_as_long_as_the_standard_asks_and_never_the_same() {
        let (one, two) = (new_secret().unwrap(), new_secret().unwrap());
        let key = STANDARD.decode(one.strip_prefix("whsec_").unwrap()).unwrap();
        assert!(one != two && (24..=64).contains(&key.len()));
    }
}
