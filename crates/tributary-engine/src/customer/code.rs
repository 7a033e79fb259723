//! The code with which a customer refers friends: made when it is first needed, and never given to anybody else.

use super::{Customer, load, sql};
use crate::code::{self, Code, Kind, NewCode, fold};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::letter::{self, About};
use crate::{chance, event, params, partner, program};
use tributary_core::{CodeId, CustomerId, TenantId, Timestamp};

const LOGIN_CHARS_MAX: usize = 12;
const ACCOUNT_CHARS_MAX: usize = 12;
/// What a customer of whom nothing speakable is known begins with.
const NAMELESS: &str = "FRIEND";

/// A customer's code, made with the partner that stands for them if there is none yet.
///
/// # Errors
/// [`Error::NotFound`] when the store has no program.
pub fn code_of(tx: &mut Tx<'_>, tenant: &TenantId, customer: &CustomerId, now: Timestamp) -> Result<Code> {
    let (code, is_new) = code_or_new(tx, tenant, customer, now)?;
    if is_new {
        letter::ask(tx, tenant, &About::Code(customer.clone(), code.code.clone()), now)?;
    }
    Ok(code)
}

/// The same without a word to the customer, and whether it is new: somebody else has asked.
pub(super) fn code_or_new(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    customer: &CustomerId,
    now: Timestamp,
) -> Result<(Code, bool)> {
    let customer = load(tx, tenant, customer)?;
    if let Some(code) = current_code(tx, tenant, &customer)? {
        return Ok((code, false));
    }
    let base = base(&customer);
    let tail = if customer.external_id.is_none() { chance_tail(4)? } else { String::new() };
    let spelling = free(tx, tenant, &base, tail)?;
    Ok((give(tx, (tenant, &customer), &spelling, now)?, true))
}

/// A customer's code, if there is one.
///
/// # Errors
/// What the database says.
pub fn current_code(tx: &mut Tx<'_>, tenant: &TenantId, customer: &Customer) -> Result<Option<Code>> {
    let Some(partner) = &customer.partner else { return Ok(None) };
    let id: Option<CodeId> = tx.row(sql::CURRENT_CODE, params![tenant, partner], |row| row.parse(0))?;
    id.map(|id| code::load(tx, tenant, &id)).transpose()
}

/// Gives a customer another code. The one before keeps leading to them, and is nobody else's for ever.
///
/// # Errors
/// As [`code_of`].
pub fn regenerate(tx: &mut Tx<'_>, tenant: &TenantId, customer: &CustomerId, now: Timestamp) -> Result<Code> {
    let known = load(tx, tenant, customer)?;
    let Some(before) = current_code(tx, tenant, &known)? else { return code_of(tx, tenant, customer, now) };
    let tail = chance_tail(3)?;
    let spelling = free(tx, tenant, &base(&known), tail)?;
    let code = give(tx, (tenant, &known), &spelling, now)?;
    tx.exec(sql::REPLACE_CODE, params![tenant, &before.id, code.id.as_str()])?;
    let object = serde_json::json!({ "id": known.id.as_str(), "code": code.code });
    let data = serde_json::json!({ "object": object, "previous": { "code": before.code } });
    event::emit(tx, tenant, "customer.code_changed", &data, now)?;
    letter::ask(tx, tenant, &About::Code(known.id, code.code.clone()), now)?;
    Ok(code)
}

fn give(
    tx: &mut Tx<'_>,
    (tenant, customer): (&TenantId, &Customer),
    spelling: &str,
    now: Timestamp,
) -> Result<Code> {
    let program = program::of_store(tx, tenant, &customer.store)?;
    let partner = match &customer.partner {
        Some(partner) => partner.clone(),
        None => {
            let partner = partner::stand_for(tx, tenant, (spelling, customer.email_key.as_deref()), now)?;
            tx.exec(sql::SET_PARTNER, params![tenant, &customer.id, &partner])?;
            partner
        }
    };
    code::create(
        tx,
        tenant,
        &NewCode { program, partner, kind: Kind::Referral, code: spelling.to_owned() },
        now,
    )
}

/// Letters and digits of the login and of the account's id: BOB22. Never digits alone, which are ids of older links.
fn base(customer: &Customer) -> String {
    let plain = |text: &str, most: usize| -> String {
        let kept = text.chars().filter(char::is_ascii_alphanumeric).take(most).collect::<String>();
        kept.to_ascii_uppercase()
    };
    // A login may be an address, and no address is ever shown to friends.
    let login = if customer.login.contains('@') { "" } else { customer.login.as_str() };
    let spoken = [login, customer.shown_name()].map(|text| plain(text, LOGIN_CHARS_MAX));
    let name = spoken.into_iter().find(|text| !text.is_empty()).unwrap_or_else(|| NAMELESS.to_owned());
    let account = customer.external_id.as_deref().unwrap_or_default();
    let account = if account.contains('@') { String::new() } else { plain(account, ACCOUNT_CHARS_MAX) };
    let joined = format!("{name}{account}");
    if joined.chars().all(|char| char.is_ascii_digit()) { format!("C{joined}") } else { joined }
}

/// The first spelling that nobody has, nor ever had.
fn free(tx: &mut Tx<'_>, tenant: &TenantId, base: &str, tail: String) -> Result<String> {
    let mut tail = tail;
    for _ in 0..16 {
        let spelling = format!("{base}{tail}");
        if tx.row(sql::IS_TAKEN, params![tenant, fold(&spelling)], |_| Ok(()))?.is_none() {
            return Ok(spelling);
        }
        tail = chance_tail(tail.len().clamp(1, 11) + 1)?;
    }
    Err(Error::Broken(format!("no free spelling of {base} was found")))
}

/// Letters and digits that are not mistaken for each other.
fn chance_tail(chars: usize) -> Result<String> {
    const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let bytes = chance::bytes::<12>()?;
    let chars = bytes.iter().take(chars).map(|byte| ALPHABET[usize::from(byte & 31)]);
    Ok(chars.map(char::from).collect())
}
