//! Invitations: mails to friends that a customer has us send. Nobody learns by them who is a customer already, nobody gets
//! more of them than they want, and each has a link of its own, so that what became of it is told by clicks.

mod sql;
pub mod stop;

use crate::customer::{self, Customer};
use crate::db::{Row, Tx};
use crate::error::{Error, Field, Result};
use crate::letter::{self, About};
use crate::seal::Sealer;
use crate::{chance, click, params, partner, person};
use std::collections::BTreeSet;
use stop::Scope;
use tributary_core::referral::Invitations;
use tributary_core::{CustomerId, InvitationId, TenantId, Timestamp};

/// So long nobody is reminded again.
pub const NUDGE_MS: i64 = 7 * 24 * 3_600_000;
/// After so long an invitation is not sent again: whoever wanted to come has come.
const STALE_MS: i64 = 90 * 24 * 3_600_000;
const MESSAGE_CHARS_MAX: usize = 500;

/// An invitation, without the address it went to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// Its id, which its link carries.
    pub id: InvitationId,
    /// Who had it sent.
    pub customer: CustomerId,
    /// Enough to recognise the address.
    pub hint: String,
    /// The language it is in; empty: the store's own.
    pub language: String,
    /// What the customer wrote.
    pub message: String,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When it was sent once more.
    pub nudged_at: Option<Timestamp>,
    sealed: Option<String>,
    withheld: bool,
}

impl Invitation {
    /// Whether it can be sent once more now. The same is said of one that was never sent.
    #[must_use]
    pub fn can_be_nudged(&self, now: Timestamp) -> bool {
        let last = self.nudged_at.unwrap_or(self.created_at);
        now.since_ms(last) >= NUDGE_MS && now.since_ms(self.created_at) < STALE_MS
    }
}

/// What a customer wants sent.
#[derive(Debug, Clone)]
pub struct Wish {
    /// To whom.
    pub addresses: Vec<String>,
    /// What the customer writes; may be empty.
    pub message: String,
    /// The language to write in; empty: the store's own.
    pub language: String,
}

/// What became of a wish, as far as the customer is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Outcome {
    /// So many are on their way.
    pub sent: i64,
    /// So many this customer had invited before.
    pub known: i64,
}

/// Has invitations sent.
///
/// # Errors
/// [`Error::Denied`] when the program sends none, [`Error::Invalid`] names each wrong address, or says that it is too much.
pub fn send(
    tx: &mut Tx<'_>,
    (tenant, customer): (&TenantId, &Customer),
    (wish, limits): (&Wish, &Invitations),
    sealer: &Sealer,
    now: Timestamp,
) -> Result<Outcome> {
    if !limits.enabled {
        return Err(Error::Denied("this store sends no invitations"));
    }
    let addresses = checked(wish, limits, customer.email.as_deref())?;
    let calendar = match click::calendar(tx, tenant)? {
        Some(calendar) => calendar,
        None => click::begin(tx, tenant)?,
    };
    let day = calendar.day_of(now);
    let mut left = i64::from(limits.per_day) - tx.int(sql::OF_DAY, params![tenant, &customer.id, day])?;
    let mut outcome = Outcome::default();
    for address in &addresses {
        if !insert(tx, (tenant, customer), (wish, address), sealer, (day, now))? {
            outcome.known += 1;
            continue;
        }
        left -= 1;
        outcome.sent += 1;
    }
    if left < 0 {
        return Err(Error::clash(
            "/addresses",
            "daily_limit",
            "That is more than you may invite in one day. Invite fewer, or go on tomorrow.",
        ));
    }
    Ok(outcome)
}

fn checked(wish: &Wish, limits: &Invitations, own: Option<&str>) -> Result<Vec<String>> {
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    let mut addresses = Vec::new();
    for (place, address) in wish.addresses.iter().enumerate() {
        let address = address.trim();
        let pointer = format!("/addresses/{place}");
        let is_address = partner::plausible_email(address) && is_dotted_inside(address);
        if !is_address || address.contains([',', ';', '<', '>', '"']) {
            refuse_at(
                &mut wrong,
                &pointer,
                Error::field("/addresses", "format", "This is no e-mail address."),
            );
        } else if own.is_some_and(|own| own.eq_ignore_ascii_case(address)) {
            refuse_at(&mut wrong, &pointer, Error::field("/addresses", "own", "This is your own address."));
        } else if seen.insert(address.to_lowercase()) {
            addresses.push(address.to_owned());
        }
    }
    if wish.addresses.is_empty() {
        refuse(&mut wrong, Error::field("/addresses", "required", "Give at least one address."));
    }
    if wish.addresses.len() > usize::try_from(limits.per_submit).unwrap_or(usize::MAX) {
        refuse(
            &mut wrong,
            Error::field("/addresses", "too_many", "That is more than you may invite at once."),
        );
    }
    let message = wish.message.trim();
    if message.chars().count() > MESSAGE_CHARS_MAX {
        refuse(&mut wrong, Error::field("/message", "length", "Write at most 500 characters."));
    }
    if has_link(message) {
        // Otherwise this would be a way to send strangers any link in the store's name.
        refuse(
            &mut wrong,
            Error::field("/message", "link", "Write it without addresses of web pages: your link is added."),
        );
    }
    if wrong.is_empty() { Ok(addresses) } else { Err(Error::Invalid(wrong)) }
}

/// Whether the host of an address has a dot with something on both sides of it.
fn is_dotted_inside(address: &str) -> bool {
    address.split_once('@').is_some_and(|(_, host)| {
        let mut inner = host.chars();
        let _ends = (inner.next(), inner.next_back());
        inner.as_str().contains('.')
    })
}

/// Gathers what is wrong, each said as every other refusal is.
fn refuse(wrong: &mut Vec<Field>, error: Error) {
    if let Error::Invalid(fields) = error {
        wrong.extend(fields);
    }
}

/// The same at another place.
fn refuse_at(wrong: &mut Vec<Field>, pointer: &str, error: Error) {
    if let Error::Invalid(fields) = error {
        wrong.extend(fields.into_iter().map(|field| Field { pointer: pointer.to_owned(), ..field }));
    }
}

/// Whether a text has something in it that mail programs may make a link of.
pub(crate) fn has_link(text: &str) -> bool {
    let text = text.to_lowercase();
    let dotted = |word: &str| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        word.split(['/', '?', '#', ':', '\\', '@']).any(is_host)
    };
    text.contains("://") || text.contains("www.") || text.split_whitespace().any(dotted)
}

fn is_host(text: &str) -> bool {
    let four_numbers = text.split('.').filter(|part| part.parse::<u8>().is_ok()).count() == 4;
    let named = text.trim_end_matches('.').rsplit_once('.').is_some_and(|(before, end)| {
        end.chars().count() >= 2
            && end.starts_with(char::is_alphabetic)
            && before.chars().any(char::is_alphanumeric)
            && !before.ends_with('.')
    });
    four_numbers || named
}

/// Keeps one and has it sent, unless its receiver wants none or is a customer; says whether it is new.
fn insert(
    tx: &mut Tx<'_>,
    (tenant, customer): (&TenantId, &Customer),
    (wish, address): (&Wish, &str),
    sealer: &Sealer,
    (day, now): (i64, Timestamp),
) -> Result<bool> {
    let key = person::email_key(sealer.people_key(), address);
    let known = customer::find(tx, (tenant, &customer.store), (None, Some(&key)))?;
    let withheld = match known {
        _ if stop::is_unwanted(tx, (tenant, &key), Scope::Invitations)? => Some("unwanted"),
        Some(_) => Some("customer"),
        None => None,
    };
    let id = InvitationId::from_bits(chance::ordered_bits(now)?);
    let sealed = if withheld.is_none() { Some(sealer.seal(address)?) } else { None };
    let row = params![
        tenant,
        &id,
        &customer.store,
        &customer.id,
        sealed,
        &key,
        person::email_hint(address),
        &wish.language,
        wish.message.trim(),
        withheld,
        day,
        now
    ];
    if tx.exec(sql::INSERT, row)? == 0 {
        return Ok(false);
    }
    if withheld.is_none() {
        letter::ask(tx, tenant, &About::Invitation(id), now)?;
    }
    Ok(true)
}

/// Has an invitation sent once more; once in seven days.
///
/// # Errors
/// [`Error::NotFound`]; a conflict when it is too early.
pub fn nudge(
    tx: &mut Tx<'_>,
    (tenant, customer): (&TenantId, &CustomerId),
    id: &InvitationId,
    now: Timestamp,
) -> Result<()> {
    let known = load(tx, tenant, id)?;
    if known.customer != *customer {
        return Err(Error::NotFound("invitation"));
    }
    let before = now.plus_ms(-NUDGE_MS);
    let oldest = now.plus_ms(-STALE_MS);
    if tx.exec(sql::NUDGE, params![tenant, id, now, before, oldest])? == 0 {
        return Err(Error::Conflict("a friend is reminded at most once in seven days".to_owned()));
    }
    if known.withheld || known.sealed.is_none() {
        return Ok(());
    }
    letter::ask(tx, tenant, &About::Nudge(id.clone(), now), now)
}

/// One invitation.
///
/// # Errors
/// [`Error::NotFound`].
pub fn load(tx: &mut Tx<'_>, tenant: &TenantId, id: &InvitationId) -> Result<Invitation> {
    tx.row(sql::LOAD, params![tenant, id], decode)?.ok_or(Error::NotFound("invitation"))
}

/// Where an invitation goes; nothing when its receiver wants none.
///
/// # Errors
/// What the database says, or an address that does not fit the key file.
pub fn address(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    (one, sealer): (&Invitation, &Sealer),
) -> Result<Option<String>> {
    let Some(sealed) = &one.sealed else { return Ok(None) };
    let address = sealer.unseal(sealed)?;
    let key = person::email_key(sealer.people_key(), &address);
    let is_unwanted = stop::is_unwanted(tx, (tenant, &key), Scope::Invitations)?;
    Ok((!is_unwanted).then_some(address))
}

/// Forgets a customer: what they wrote, and the address to which others had invitations sent.
///
/// # Errors
/// What the database says.
pub(crate) fn forget(tx: &mut Tx<'_>, tenant: &TenantId, customer: &CustomerId) -> Result<()> {
    tx.exec(sql::FORGET_WORDS, params![tenant, customer])?;
    tx.exec(sql::FORGET_PERSON, params![tenant, customer]).map(drop)
}

/// The newest of a customer.
///
/// # Errors
/// What the database says.
pub fn of_customer(
    tx: &mut Tx<'_>,
    (tenant, customer): (&TenantId, &CustomerId),
    most: i64,
) -> Result<Vec<Invitation>> {
    tx.rows(sql::OF_CUSTOMER, params![tenant, customer, most], decode)
}

/// How many a customer had sent.
///
/// # Errors
/// What the database says.
pub fn count(tx: &mut Tx<'_>, (tenant, customer): (&TenantId, &CustomerId)) -> Result<i64> {
    tx.int(sql::COUNT, params![tenant, customer])
}

fn decode(row: &Row<'_>) -> Result<Invitation> {
    Ok(Invitation {
        id: row.parse(0)?,
        customer: row.parse(1)?,
        hint: row.text(2)?,
        language: row.text(3)?,
        message: row.text(4)?,
        created_at: row.time(5)?,
        nudged_at: row.opt_int(6)?.map(Timestamp::from_ms),
        sealed: row.opt_text(7)?,
        withheld: row.opt_text(8)?.is_some(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_no_way_to_send_strangers_a_link() {
        for text in [
            "see https://x.example",
            "www.x",
            "go to Evil.COM now",
            "evil.com/path?x",
            "(evil.com)",
            "hi\nevil.io",
            "evil.com/p.1",
            "evil.com/?v=1.0",
            "evil.xn--p1ai",
            "пример.рф",
            "1.2.3.4/x",
            "evil.com.",
        ] {
            assert!(has_link(text), "{text}");
        }
        for text in ["", "Try them. You will love it!", "It costs 3.50", "Well... yes", "e.g. this"] {
            assert!(!has_link(text), "{text}");
        }
    }
}
