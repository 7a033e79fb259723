//! A click's id says of itself when the click was, of which link or code, and whether it counts, and is sealed with the
//! server's key. So an order that names a click can be credited before the click itself has reached the database.
//!
//! 30 bytes: milliseconds (6), counts or not (4 bits), the end of the link's or code's id (60 bits), chance (8), seal (8).
//! Time stands first, so clicks of a time lie together in every index.

use super::Click;
use super::sql;
use crate::db::Tx;
use crate::error::Result;
use crate::{node, params};
use tributary_core::{ClickId, CodeId, LinkId, ProgramId, TenantId, Timestamp};

const MARK_CHARS: usize = 12; // of an id's end: 60 bits of chance
const COUNTED: u64 = 1;
const NOT_COUNTED: u64 = 2;

/// The key that click ids are sealed with.
#[derive(Clone, PartialEq, Eq)]
pub struct ClickKey([u8; 32]);

// Written out so that no log line can carry the key.
impl std::fmt::Debug for ClickKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ClickKey(…)")
    }
}

/// What a click is of.
#[derive(Debug, Clone, Copy)]
pub struct Of<'a> {
    /// Whose.
    pub tenant: &'a TenantId,
    /// The program it counts in.
    pub program: &'a ProgramId,
    /// The id of the link or code; none for an unknown code.
    pub target: Option<&'a str>,
}

impl ClickKey {
    /// The key of these bytes.
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    pub(crate) const fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// What the ids of all clicks of a link or code are made with.
    #[must_use]
    pub fn mint_of(&self, of: &Of<'_>) -> Mint {
        let mut hasher = blake3::Hasher::new_keyed(&self.0);
        for part in [of.tenant.as_str(), of.program.as_str(), of.target.unwrap_or_default()] {
            hasher.update(part.as_bytes()).update(&[0]);
        }
        Mint { key: *hasher.finalize().as_bytes(), mark: of.target.and_then(mark_of).unwrap_or_default() }
    }
}

/// Makes the ids of the clicks of one link or code.
#[derive(Clone, PartialEq, Eq)]
pub struct Mint {
    key: [u8; 32],
    mark: u64,
}

impl std::fmt::Debug for Mint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Mint(…)")
    }
}

impl Mint {
    /// The id of a click.
    #[must_use]
    pub fn id(&self, at: Timestamp, counted: bool, chance: [u8; 8]) -> ClickId {
        let mut bytes = [0_u8; 30];
        let kind = if counted { COUNTED } else { NOT_COUNTED };
        let time = at.ms().max(0).unsigned_abs().to_be_bytes();
        bytes[..6].copy_from_slice(&time[2..]);
        bytes[6..14].copy_from_slice(&((kind << 60) | self.mark).to_be_bytes());
        bytes[14..22].copy_from_slice(&chance);
        let seal = self.seal(&bytes);
        bytes[22..].copy_from_slice(&seal);
        ClickId::from_bytes(&bytes)
    }

    fn seal(&self, bytes: &[u8; 30]) -> [u8; 8] {
        let mut seal = [0; 8];
        seal.copy_from_slice(&blake3::keyed_hash(&self.key, &bytes[..22]).as_bytes()[..8]);
        seal
    }

    fn sealed(&self, bytes: &[u8; 30]) -> bool {
        subtle::ConstantTimeEq::ct_eq(&self.seal(bytes)[..], &bytes[22..]).into()
    }
}

/// The end of an id as a number; none of what is no id of ours.
fn mark_of(id: &str) -> Option<u64> {
    const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
    let end = id.as_bytes().get(id.len().checked_sub(MARK_CHARS)?..)?;
    end.iter().try_fold(0_u64, |mark, char| {
        let index = ALPHABET.iter().position(|known| known == char)?;
        Some((mark << 5) | u64::try_from(index).ok()?)
    })
}

/// The last characters of the id that a mark is of.
fn end_of(mark: u64) -> String {
    let whole = LinkId::from_bits(u128::from(mark)).to_string();
    whole.chars().skip(whole.len() - MARK_CHARS).collect()
}

/// What an id says that counts: when, and of which link or code.
fn said(id: &ClickId) -> Option<([u8; 30], Timestamp, u64)> {
    let (bytes, at) = (id.bytes()?, said_at(id)?);
    let mut word = [0_u8; 8];
    word.copy_from_slice(&bytes[6..14]);
    let word = u64::from_be_bytes(word);
    (word >> 60 == COUNTED).then_some((bytes, at, word & ((1 << 60) - 1)))
}

/// The moment that an id says its click was; none of an id of chance alone.
#[must_use]
pub fn said_at(id: &ClickId) -> Option<Timestamp> {
    let mut time = [0_u8; 8];
    time[2..].copy_from_slice(&id.bytes()?[..6]);
    i64::try_from(u64::from_be_bytes(time)).ok().map(Timestamp::from_ms)
}

/// A click as it was recorded, or, while it is on its way, what its id says of it.
///
/// # Errors
/// What the database says.
pub fn recorded_or_told(tx: &mut Tx<'_>, tenant: &TenantId, id: &ClickId) -> Result<Option<Click>> {
    match super::load(tx, tenant, id)? {
        Some(click) => Ok(Some(click)),
        None => told(tx, tenant, id),
    }
}

/// The click that an id tells of by itself, as far as an order hangs on it; none if the id is not ours, or was given to a
/// click that does not count. What only the click knows (visitor, referrer, landing) is empty.
///
/// # Errors
/// What the database says.
pub fn told(tx: &mut Tx<'_>, tenant: &TenantId, id: &ClickId) -> Result<Option<Click>> {
    let Some((bytes, at, mark)) = said(id) else { return Ok(None) };
    let Some(key) = node::click_key(tx)? else { return Ok(None) };
    let like = format!("%{}", end_of(mark));
    for statement in [sql::LINKS_ENDING, sql::CODES_ENDING] {
        let found = tx.rows(statement, params![tenant, &like], |row| {
            Ok((row.text(0)?, row.parse(1)?, row.parse(2)?, row.text(3)?))
        })?;
        for (target, program, partner, value) in found {
            if key.mint_of(&Of { tenant, program: &program, target: Some(&target) }).sealed(&bytes) {
                return Ok(Some(Click {
                    id: id.clone(),
                    program,
                    partner: Some(partner),
                    link: LinkId::parse(&target).ok(),
                    code: CodeId::parse(&target).ok(),
                    value,
                    at,
                    traffic: "human".to_owned(),
                    outcome: "counted".to_owned(),
                    visitor: String::new(),
                    device: String::new(),
                    ip_hash: None,
                    user_agent: None,
                    referrer: None,
                    landing: String::new(),
                    refused: None,
                    refs: None,
                }));
            }
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: ClickKey = ClickKey::new([7; 32]);

    fn ids() -> (TenantId, ProgramId, LinkId) {
        (TenantId::from_bits(1), ProgramId::from_bits(2), LinkId::from_bits(u128::MAX - 99))
    }

    #[test]
    fn an_id_says_when_it_was_and_of_what() {
        let (tenant, program, link) = ids();
        let of = Of { tenant: &tenant, program: &program, target: Some(link.as_str()) };
        let at = Timestamp::from_ms(1_795_173_698_123);
        let id = KEY.mint_of(&of).id(at, true, [9; 8]);
        let (bytes, said_at, mark) = said(&id).unwrap();
        assert_eq!((said_at, mark_of(link.as_str())), (at, Some(mark)));
        assert!(link.as_str().ends_with(&end_of(mark)) && KEY.mint_of(&of).sealed(&bytes));
        assert_eq!(said(&KEY.mint_of(&of).id(at, false, [9; 8])), None, "it counts for nobody");
    }

    #[test]
    fn no_other_byte_tenant_program_link_or_key_fits_its_seal() {
        let (tenant, program, link) = ids();
        let of = Of { tenant: &tenant, program: &program, target: Some(link.as_str()) };
        let bytes = KEY.mint_of(&of).id(Timestamp::from_ms(5), true, [9; 8]).bytes().unwrap();
        for at in 0..30 {
            let mut other = bytes;
            other[at] ^= 1;
            assert!(!KEY.mint_of(&of).sealed(&other), "byte {at}");
        }
        let others = (TenantId::from_bits(3), ProgramId::from_bits(3), LinkId::from_bits(3));
        assert!(!KEY.mint_of(&Of { tenant: &others.0, ..of }).sealed(&bytes));
        assert!(!KEY.mint_of(&Of { program: &others.1, ..of }).sealed(&bytes));
        assert!(!KEY.mint_of(&Of { target: Some(others.2.as_str()), ..of }).sealed(&bytes));
        assert!(!ClickKey::new([8; 32]).mint_of(&of).sealed(&bytes));
    }

    #[test]
    fn ids_of_later_clicks_sort_behind() {
        let (tenant, program, _) = ids();
        let of = Of { tenant: &tenant, program: &program, target: None };
        let early = KEY.mint_of(&of).id(Timestamp::from_ms(1_795_173_698_123), true, [255; 8]);
        let late = KEY.mint_of(&of).id(Timestamp::from_ms(1_795_173_698_124), false, [0; 8]);
        assert!(early < late);
    }
}
