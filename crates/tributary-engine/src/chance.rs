//! The only source of chance: ids and secrets.

use crate::error::{Error, Result};
use std::cell::RefCell;
use tributary_core::Timestamp;

/// Random bytes that a thread has in store: asking the operating system costs a click more than all else that is random
/// about it.
struct Store {
    bytes: [u8; 1024],
    used: usize,
}

thread_local! {
    static STORE: RefCell<Store> = const { RefCell::new(Store { bytes: [0; 1024], used: 1024 }) };
}

/// So many random bytes from the operating system.
///
/// # Errors
/// When the operating system has none to give; nothing may go on then.
pub fn bytes<const N: usize>() -> Result<[u8; N]> {
    STORE.with_borrow_mut(|store| {
        let mut bytes = [0_u8; N];
        if N > store.bytes.len() {
            fill(&mut bytes)?;
            return Ok(bytes);
        }
        if store.used + N > store.bytes.len() {
            fill(&mut store.bytes)?;
            store.used = 0;
        }
        let taken = &mut store.bytes[store.used..store.used + N];
        bytes.copy_from_slice(taken);
        taken.fill(0); // whoever reads our memory later finds none that was given out
        store.used += N;
        Ok(bytes)
    })
}

fn fill(bytes: &mut [u8]) -> Result<()> {
    getrandom::fill(bytes).map_err(|e| Error::Broken(format!("no randomness: {e}")))
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn no_bytes_are_given_out_twice_whatever_is_asked_for() {
        let mut seen = BTreeSet::new();
        for _ in 0..2_000 {
            assert!(seen.insert(bytes::<8>().unwrap().to_vec()));
            assert!(seen.insert(bytes::<39>().unwrap().to_vec()));
        }
        assert!(seen.insert(bytes::<2048>().unwrap().to_vec()));
        let other = std::thread::spawn(|| bytes::<16>().unwrap()).join().unwrap();
        assert!(seen.insert(other.to_vec()) && !seen.iter().any(|bytes| bytes.iter().all(|byte| *byte == 0)));
    }
}
