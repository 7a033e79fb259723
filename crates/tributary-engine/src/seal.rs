//! Secrets: the key file beside the database, and what is encrypted or hashed with it.

use crate::chance;
use crate::click::ClickKey;
use crate::error::{Error, Result};
use chacha20poly1305::aead::{Aead, KeyInit};
use chacha20poly1305::{ChaCha20Poly1305, Key, Nonce};
use std::fs;
use std::io::Write;
use std::path::Path;

/// The server's own secret: 32 bytes in a file that only its owner may read.
#[derive(Clone)]
pub struct Sealer {
    encryption: [u8; 32],
    people: [u8; 32],
    clicks: ClickKey,
}

impl std::fmt::Debug for Sealer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sealer(…)")
    }
}

impl Sealer {
    /// Reads the key file, or makes it on first use.
    ///
    /// # Errors
    /// When it cannot be read or written, or is no key.
    pub fn open(path: &Path) -> Result<Self> {
        let trouble = |e| Error::Io(format!("cannot use the key file {}", path.display()), e);
        if !path.exists() {
            let mut options = fs::OpenOptions::new();
            options.write(true).create_new(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            let mut file = options.open(path).map_err(trouble)?;
            file.write_all(&chance::bytes::<32>()?).and_then(|()| file.sync_all()).map_err(trouble)?;
        }
        let bytes = fs::read(path).map_err(trouble)?;
        let root = <[u8; 32]>::try_from(bytes.as_slice())
            .map_err(|_| Error::Broken(format!("{} is not a key of 32 bytes", path.display())))?;
        Ok(Self {
            encryption: blake3::derive_key("tributary 2026-11 stored secrets", &root),
            people: blake3::derive_key("tributary 2026-11 people", &root),
            clicks: ClickKey::new(blake3::derive_key("tributary 2026-11 click ids", &root)),
        })
    }

    /// Encrypts a secret for the database.
    ///
    /// # Errors
    /// When the operating system has no randomness.
    pub fn seal(&self, secret: &str) -> Result<String> {
        let nonce = chance::bytes::<12>()?;
        let sealed = self
            .cipher()
            .encrypt(&Nonce::from(nonce), secret.as_bytes())
            .map_err(|_| Error::Broken("a secret could not be sealed".to_owned()))?;
        Ok(format!("{}.{}", hex(&nonce), hex(&sealed)))
    }

    /// Decrypts what [`Self::seal`] made.
    ///
    /// # Errors
    /// When the text was sealed with another key, or changed.
    pub fn unseal(&self, sealed: &str) -> Result<String> {
        let foreign = || Error::Broken("a stored secret does not fit this key file".to_owned());
        let (nonce, body) = sealed.split_once('.').ok_or_else(foreign)?;
        let nonce = unhex(nonce).and_then(|n| <[u8; 12]>::try_from(n).ok()).ok_or_else(foreign)?;
        let body = unhex(body).ok_or_else(foreign)?;
        let open = self.cipher().decrypt(&Nonce::from(nonce), body.as_slice()).map_err(|_| foreign())?;
        String::from_utf8(open).map_err(|_| foreign())
    }

    /// The key that click ids are sealed with.
    #[must_use]
    pub const fn click_key(&self) -> &ClickKey {
        &self.clicks
    }

    /// The key under which e-mail addresses are hashed.
    #[must_use]
    pub const fn people_key(&self) -> &[u8; 32] {
        &self.people
    }

    /// A name for this key that gives nothing of it away.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        hex(&blake3::derive_key("tributary 2026-11 fingerprint of the key", &self.encryption)[..16])
    }

    fn cipher(&self) -> ChaCha20Poly1305 {
        ChaCha20Poly1305::new(&Key::from(self.encryption))
    }
}

/// Bytes as lower-case hex.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |value: u8| char::from(DIGITS[usize::from(value & 15)]);
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        text.push(digit(byte >> 4));
        text.push(digit(*byte));
        text
    })
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes();
    if !digits.len().is_multiple_of(2) || !text.is_ascii() {
        return None;
    }
    digits
        .chunks(2)
        .map(|pair| std::str::from_utf8(pair).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok()))
        .collect()
}

/// What is stored of a secret with enough chance in it: keys, tokens, sessions.
#[must_use]
pub fn token_hash(token: &str) -> String {
    blake3::hash(token.as_bytes()).to_hex().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_secret_opens_with_its_key_only() {
        let dir = tempfile::tempdir().unwrap();
        let open = |name: &str| Sealer::open(&dir.path().join(name)).unwrap();
        let (one, two) = (open("one"), open("two"));
        let sealed = one.seal("a&b<c>\"d'e é").unwrap();
        assert!(!sealed.contains("a&b"));
        assert_eq!(open("one").unseal(&sealed).unwrap(), "a&b<c>\"d'e é");
        assert!(two.unseal(&sealed).is_err());
        assert!(one.unseal(&sealed.replace('.', "")).is_err());
    }
}
