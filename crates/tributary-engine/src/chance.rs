//! The only source of chance: ids and secrets.

use crate::error::{Error, Result};
use tributary_core::Timestamp;

/// So many random bytes from the operating system.
///
/// # Errors
/// When the operating system has none to give; nothing may go on then.
pub fn bytes<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0_u8; N];
    getrandom::fill(&mut bytes).map_err(|e| Error::Broken(format!("no randomness: {e}")))?;
    Ok(bytes)
}

/// 128 random bits: what must not be guessed.
///
/// # Errors
/// As [`bytes`].
pub fn bits() -> Result<u128> {
    bytes().map(u128::from_be_bytes)
}

/// 48 bits of time and 80 of chance: rows sort by when they were made.
///
/// # Errors
/// As [`bytes`].
pub fn ordered_bits(now: Timestamp) -> Result<u128> {
    let time = u128::from(now.ms().max(0).unsigned_abs()) & 0xffff_ffff_ffff;
    Ok((time << 80) | (bits()? >> 48))
}

/// A secret of 192 bits as text of letters and digits.
///
/// # Errors
/// As [`bytes`].
pub fn secret() -> Result<String> {
    const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let bytes = bytes::<39>()?;
    Ok(bytes.iter().map(|byte| char::from(ALPHABET[usize::from(byte & 31)])).collect())
}
