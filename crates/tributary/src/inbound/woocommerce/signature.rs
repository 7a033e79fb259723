//! Proves that a delivery was signed with a secret of ours. Nothing is parsed before that.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::{Choice, ConstantTimeEq};

/// Whether `X-WC-Webhook-Signature` is base64(HMAC-SHA256(raw body)) under any of `secrets`.
///
/// Several secrets stand for a rotation in progress. All of them are tried, so time does not tell
/// which one fits. An empty secret never fits: WooCommerce would sign with it, and so could anybody.
/// The body must be the raw bytes: WooCommerce escapes `/` and non-ASCII, so a reprinted body differs.
/// The secret is the text as the owner typed it (`a&b<c>"d'e é` measured on WooCommerce 10.0.2).
#[must_use]
pub fn matches(secrets: &[String], body: &[u8], signature_header: Option<&str>) -> bool {
    let Some(signature) = signature_header else { return false };
    let fits = secrets.iter().fold(Choice::from(0), |any, secret| any | fits(secret, body, signature));
    fits.into()
}

/// Compares the base64 texts, not the bytes behind them: one signature has one spelling.
fn fits(secret: &str, body: &[u8], signature: &str) -> Choice {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return Choice::from(0) };
    mac.update(body);
    let expected = STANDARD.encode(mac.finalize().into_bytes());
    let usable = Choice::from(u8::from(!secret.is_empty()));
    expected.as_bytes().ct_eq(signature.as_bytes()) & usable
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inbound::woocommerce::fixture;

    fn secrets(all: &[&str]) -> Vec<String> {
        all.iter().map(|secret| (*secret).to_owned()).collect()
    }

    #[test]
    fn every_signed_delivery_of_a_real_shop_is_proven_and_no_ping_is() {
        for delivery in fixture::deliveries() {
            let proven = matches(
                &secrets(&[&delivery.secret]),
                &delivery.body,
                delivery.header("X-WC-Webhook-Signature"),
            );
            assert_eq!(proven, delivery.kind != "ping", "{}", delivery.file);
        }
    }

    #[test]
    fn another_secret_or_body_proves_nothing() {
        let delivery = fixture::delivery("019");
        let signature = delivery.header("X-WC-Webhook-Signature");
        assert!(!matches(&secrets(&["another"]), &delivery.body, signature));
        assert!(!matches(&[], &delivery.body, signature));
        let mut forged = delivery.body.clone();
        forged.push(b' ');
        assert!(!matches(&secrets(&[&delivery.secret]), &forged, signature));
        assert!(!matches(&secrets(&[&delivery.secret]), &delivery.body, None));
    }

    #[test]
    fn any_secret_of_a_rotation_may_fit() {
        let delivery = fixture::delivery("019");
        let signature = delivery.header("X-WC-Webhook-Signature");
        assert!(matches(&secrets(&["new", &delivery.secret]), &delivery.body, signature));
        assert!(matches(&secrets(&[&delivery.secret, "", "new"]), &delivery.body, signature));
    }

    #[test]
    fn a_cut_or_lengthened_signature_is_refused() {
        let delivery = fixture::delivery("019");
        let known = secrets(&[&delivery.secret]);
        let signature = delivery.header("X-WC-Webhook-Signature").unwrap();
        for end in 0..signature.len() {
            assert!(!matches(&known, &delivery.body, Some(&signature[..end])), "cut at {end}");
        }
        for more in ["=", "A", " ", "\n", "\0"] {
            assert!(!matches(&known, &delivery.body, Some(&format!("{signature}{more}"))));
            assert!(!matches(&known, &delivery.body, Some(&format!("{more}{signature}"))));
        }
        // The last sextet holds two unused bits; a lax decoder would take four spellings.
        let twin = signature.replace("J4=", "J5=");
        assert_ne!(twin, signature);
        assert!(!matches(&known, &delivery.body, Some(&twin)));
    }

    #[test]
    fn an_empty_secret_never_fits() {
        let mut mac = Hmac::<Sha256>::new_from_slice(b"").unwrap();
        mac.update(b"{}");
        let signature = STANDARD.encode(mac.finalize().into_bytes());
        assert!(!matches(&secrets(&[""]), b"{}", Some(&signature)));
    }
}
