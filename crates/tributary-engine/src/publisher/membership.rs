//! Memberships: one publisher in one program. Asked for by the publisher, judged by the tenant. The first time one is
//! accepted the publisher becomes a partner of the tenant, with a link of their own; both stay when the membership ends.

use super::account::{self, Publisher};
use super::{NewPublisher, find_or_create, sql};
use crate::audit::{self, Actor, Note};
use crate::db::{Row, Tx};
use crate::error::{Error, Result};
use crate::link::{self, NewLink};
use crate::page::{Cursor, Page};
use crate::partner::{self, NewPartner};
use crate::{chance, conversion, params, program, store};
use serde_json::json;
use tributary_core::{LinkId, MembershipId, PartnerId, ProgramId, PublisherId, TenantId, Timestamp};

const REASON_CHARS_MAX: usize = 2_000; // an answer, not a book

/// How a membership stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// The publisher asks; nobody has looked yet.
    Asked,
    /// The publisher may send people.
    Active,
    /// The tenant said no; the publisher may ask again.
    Declined,
    /// It was active, and is no more.
    Ended,
}

impl State {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Asked, Self::Active, Self::Declined, Self::Ended];

    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Active => "active",
            Self::Declined => "declined",
            Self::Ended => "ended",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

impl TryFrom<String> for State {
    type Error = String;

    fn try_from(text: String) -> std::result::Result<Self, String> {
        Self::parse(&text).ok_or_else(|| format!("{text} is no state"))
    }
}

/// One publisher in one program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    /// Whose program.
    pub tenant: TenantId,
    /// Its id.
    pub id: MembershipId,
    /// The program.
    pub program: ProgramId,
    /// The publisher.
    pub publisher: PublisherId,
    /// The tenant's partner that stands for the publisher, once it was accepted.
    pub partner: Option<PartnerId>,
    /// The publisher's link in the program, once it was accepted.
    pub link: Option<LinkId>,
    /// How it stands.
    pub state: State,
    /// When it was asked for last.
    pub asked_at: Timestamp,
    /// When somebody judged it, and who.
    pub judged: Option<(Timestamp, String)>,
    /// Why it was declined or ended.
    pub reason: Option<String>,
}

/// A membership, and who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reviewed {
    /// The membership.
    pub membership: Membership,
    /// The publisher.
    pub publisher: Publisher,
}

/// Which memberships of a tenant are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Those of a program.
    pub program: Option<ProgramId>,
    /// Those that stand so.
    pub state: Option<State>,
}

/// A publisher asks to join a program that is open. Whoever waits or is in already changes nothing; who was declined, or
/// whose membership ended, asks again.
///
/// # Errors
/// [`Error::NotFound`] for a program that is not open to people who ask.
pub fn ask(
    tx: &mut Tx<'_>,
    publisher: &PublisherId,
    (tenant, program): (&TenantId, &ProgramId),
    now: Timestamp,
) -> Result<Membership> {
    let asks = account::load(tx, publisher)?;
    if !program::page_of(tx, tenant, program)?.is_some_and(|page| page.open) {
        return Err(Error::NotFound("program"));
    }
    let id = MembershipId::from_bits(chance::ordered_bits(now)?);
    let asked = tx.exec(sql::ASK, params![tenant, &id, program, publisher, now])?
        + tx.exec(sql::ASK_AGAIN, params![tenant, program, publisher, now])?;
    let membership = of_program(tx, (tenant, program), publisher)?;
    if asked > 0 {
        let note = Note::on("membership.asked", membership.id.as_str()).named(&asks.name);
        audit::note(tx, &Actor::guest(tenant, &asks.email), &note, now)?;
    }
    Ok(membership)
}

/// Lets a publisher in who asked, or was declined before.
///
/// # Errors
/// [`Error::NotFound`], or [`Error::Conflict`] when it stands otherwise.
pub fn accept(
    tx: &mut Tx<'_>,
    by: &Actor,
    id: &MembershipId,
    people_key: &[u8; 32],
    now: Timestamp,
) -> Result<Membership> {
    let before = membership_of(tx, &by.tenant, id)?;
    if !matches!(before.state, State::Asked | State::Declined) {
        return Err(judged_before());
    }
    activate(tx, by, &before, people_key, now)
}

/// Lets a publisher in whom the tenant wants, whether they have an account or not, and however a membership of theirs
/// stood. The name is used for a new account only.
///
/// # Errors
/// [`Error::Invalid`] names the field, [`Error::NotFound`] for a foreign program.
pub fn invite(
    tx: &mut Tx<'_>,
    by: &Actor,
    (program, who): (&ProgramId, &NewPublisher),
    people_key: &[u8; 32],
    now: Timestamp,
) -> Result<Membership> {
    program::load(tx, &by.tenant, program)?;
    let publisher = find_or_create(tx, who, now)?;
    let id = MembershipId::from_bits(chance::ordered_bits(now)?);
    tx.exec(sql::ASK, params![&by.tenant, &id, program, &publisher.id, now])?;
    let before = of_program(tx, (&by.tenant, program), &publisher.id)?;
    match before.state {
        State::Active => Ok(before),
        _ => activate(tx, by, &before, people_key, now),
    }
}

fn activate(
    tx: &mut Tx<'_>,
    by: &Actor,
    before: &Membership,
    people_key: &[u8; 32],
    now: Timestamp,
) -> Result<Membership> {
    let publisher = account::load(tx, &before.publisher)?;
    let partner = partner_for(tx, by, &publisher, people_key, now)?;
    let link = match &before.link {
        Some(link) => link.clone(),
        None => link_for(tx, by, (&before.program, &partner), now)?,
    };
    tx.exec(sql::ACTIVATE, params![&by.tenant, &before.id, &partner, &link, now, &by.name])?;
    // A partner of another membership may have brought sales here before, by codes.
    conversion::derive_for(tx, &by.tenant, (&before.program, &partner), now)?;
    let note = Note::on("membership.accepted", before.id.as_str()).named(&publisher.name);
    audit::note(tx, by, &note, now)?;
    membership_of(tx, &by.tenant, &before.id)
}

/// The tenant's partner that stands for a publisher: the one of their other memberships, else a new one.
fn partner_for(
    tx: &mut Tx<'_>,
    by: &Actor,
    publisher: &Publisher,
    people_key: &[u8; 32],
    now: Timestamp,
) -> Result<PartnerId> {
    let known = tx.row(sql::PARTNER_FOR, params![&by.tenant, &publisher.id], |row| row.parse(0))?;
    if let Some(known) = known {
        return Ok(known);
    }
    let new = NewPartner {
        name: publisher.name.clone(),
        email: Some(publisher.email.clone()),
        kind: "publisher".to_owned(),
        by: by.name.clone(),
    };
    let partner = partner::create(tx, &by.tenant, &new, people_key, now)?;
    audit::partner_created(tx, by, &partner, now)?;
    Ok(partner.id)
}

/// A link to the shop, with a slug by chance.
fn link_for(
    tx: &mut Tx<'_>,
    by: &Actor,
    (program, partner): (&ProgramId, &PartnerId),
    now: Timestamp,
) -> Result<LinkId> {
    let store = program::load(tx, &by.tenant, program)?.store;
    let destination = store::load(tx, &by.tenant, &store)?.url;
    let new = NewLink { program: program.clone(), partner: partner.clone(), slug: None, destination };
    let link = link::create(tx, &by.tenant, &new, now)?;
    audit::link_created(tx, by, &link, now)?;
    Ok(link.id)
}

/// Turns a publisher down who asked, with a reason that they read.
///
/// # Errors
/// [`Error::Invalid`] without a reason, [`Error::NotFound`], or [`Error::Conflict`] when it was judged before.
pub fn decline(
    tx: &mut Tx<'_>,
    by: &Actor,
    id: &MembershipId,
    reason: &str,
    now: Timestamp,
) -> Result<Membership> {
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > REASON_CHARS_MAX {
        return Err(Error::field(
            "/reason",
            "length",
            "Say why, in up to 2,000 characters: the publisher reads it.",
        ));
    }
    close(tx, by, (id, State::Asked, State::Declined), reason, now)
}

/// Ends an active membership: what its link brings from now on counts for nobody, what it brought stays.
///
/// # Errors
/// [`Error::Invalid`] for a reason that is too long, [`Error::NotFound`], or [`Error::Conflict`] when it is not active.
pub fn end(
    tx: &mut Tx<'_>,
    by: &Actor,
    id: &MembershipId,
    reason: &str,
    now: Timestamp,
) -> Result<Membership> {
    let reason = reason.trim();
    if reason.chars().count() > REASON_CHARS_MAX {
        return Err(Error::field("/reason", "length", "Shorten this to 2,000 characters."));
    }
    close(tx, by, (id, State::Active, State::Ended), reason, now)
}

/// A publisher leaves a program, or asks no more.
///
/// # Errors
/// [`Error::NotFound`] for a membership that is not theirs, [`Error::Conflict`] when it is over already.
pub fn leave(
    tx: &mut Tx<'_>,
    publisher: &PublisherId,
    id: &MembershipId,
    now: Timestamp,
) -> Result<Membership> {
    let own = own_membership(tx, publisher, id)?;
    let by = Actor::guest(&own.tenant, &account::load(tx, publisher)?.email);
    let from = if own.state == State::Asked { State::Asked } else { State::Active };
    close(tx, &by, (id, from, State::Ended), "", now)
}

fn close(
    tx: &mut Tx<'_>,
    by: &Actor,
    (id, from, to): (&MembershipId, State, State),
    reason: &str,
    now: Timestamp,
) -> Result<Membership> {
    let before = membership_of(tx, &by.tenant, id)?;
    let row = params![&by.tenant, id, from.as_str(), to.as_str(), now, &by.name, reason];
    if tx.exec(sql::CLOSE, row)? == 0 {
        return Err(judged_before());
    }
    let name = account::load(tx, &before.publisher)?.name;
    let action = if to == State::Declined { "membership.declined" } else { "membership.ended" };
    let note = Note::on(action, id.as_str()).named(&name).now(json!({ "reason": reason }));
    audit::note(tx, by, &note, now)?;
    membership_of(tx, &by.tenant, id)
}

fn judged_before() -> Error {
    Error::Conflict("this membership stands otherwise by now".to_owned())
}

/// One membership of a tenant.
///
/// # Errors
/// [`Error::NotFound`], for one of another tenant too.
pub fn membership_of(tx: &mut Tx<'_>, tenant: &TenantId, id: &MembershipId) -> Result<Membership> {
    tx.row(sql::MEMBERSHIP, params![tenant, id], decode)?.ok_or(Error::NotFound("membership"))
}

/// One membership of a tenant, with its publisher.
///
/// # Errors
/// [`Error::NotFound`], for one of another tenant too.
pub fn reviewed(tx: &mut Tx<'_>, tenant: &TenantId, id: &MembershipId) -> Result<Reviewed> {
    let membership = membership_of(tx, tenant, id)?;
    let publisher = account::load(tx, &membership.publisher)?;
    Ok(Reviewed { membership, publisher })
}

/// One of a publisher's own memberships, whichever tenant it is with.
///
/// # Errors
/// [`Error::NotFound`], for one of another publisher too.
pub fn own_membership(tx: &mut Tx<'_>, publisher: &PublisherId, id: &MembershipId) -> Result<Membership> {
    tx.row(sql::OWN_MEMBERSHIP, params![publisher, id], decode)?.ok_or(Error::NotFound("membership"))
}

/// All memberships of a publisher, with all tenants, newest first.
///
/// # Errors
/// What the database says.
pub fn memberships_of(tx: &mut Tx<'_>, publisher: &PublisherId) -> Result<Vec<Membership>> {
    tx.rows(sql::MEMBERSHIPS_OF, params![publisher], decode)
}

/// The membership behind a partner of a tenant: an active one first, then the newest; none of a partner who is no
/// publisher.
///
/// # Errors
/// What the database says.
pub fn membership_of_partner(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    partner: &PartnerId,
) -> Result<Option<Membership>> {
    let found = tx.known(sql::MEMBERSHIPS_OF_PARTNER, params![tenant, partner], decode)?;
    Ok(found.into_iter().next())
}

/// The publisher that a partner of a tenant stands for, if it stands for one.
///
/// # Errors
/// What the database says.
pub fn publisher_of_partner(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    partner: &PartnerId,
) -> Result<Option<PublisherId>> {
    Ok(membership_of_partner(tx, tenant, partner)?.map(|membership| membership.publisher))
}

/// The programs of a tenant that publishers were ever accepted in. Asked once for all writes that share a commit.
///
/// # Errors
/// What the database says.
pub fn programs_with_members(tx: &mut Tx<'_>, tenant: &TenantId) -> Result<Vec<String>> {
    tx.known(sql::PROGRAMS_WITH_MEMBERS, params![tenant], |row| row.text(0))
}

/// Whether a partner of a program is a publisher's.
///
/// # Errors
/// What the database says.
pub fn is_member(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    (program, partner): (&ProgramId, &PartnerId),
) -> Result<bool> {
    Ok(tx.known_row(sql::IS_MEMBER, params![tenant, partner, program], |row| row.int(0))?.is_some())
}

fn of_program(
    tx: &mut Tx<'_>,
    (tenant, program): (&TenantId, &ProgramId),
    publisher: &PublisherId,
) -> Result<Membership> {
    let found = tx.row(sql::OF_PROGRAM, params![tenant, program, publisher], decode)?;
    found.ok_or(Error::NotFound("membership"))
}

/// A page of a tenant's memberships, newest first, with their publishers.
///
/// # Errors
/// What the database says.
pub fn list(tx: &mut Tx<'_>, tenant: &TenantId, filter: &Filter, cursor: &Cursor) -> Result<Page<Reviewed>> {
    let state = filter.state.map(State::as_str);
    let wanted = params![tenant, cursor.below(), filter.program.as_ref(), state, cursor.fetch()];
    let rows = tx.rows(sql::LIST, wanted, |row| {
        Ok(Reviewed { membership: decode(row)?, publisher: account::decode(row, 11)? })
    })?;
    Ok(cursor.page(rows, |reviewed| reviewed.membership.id.to_string()))
}

/// How many memberships of a tenant stand how, in all programs or one.
///
/// # Errors
/// What the database says.
pub fn counts(tx: &mut Tx<'_>, tenant: &TenantId, program: Option<&ProgramId>) -> Result<Vec<(State, i64)>> {
    tx.rows(sql::COUNTS, params![tenant, program], |row| Ok((state(&row.text(0)?)?, row.int(1)?)))
}

fn state(word: &str) -> Result<State> {
    State::parse(word).ok_or_else(|| Error::Broken(format!("{word} is no state of a membership")))
}

fn decode(row: &Row<'_>) -> Result<Membership> {
    let judged_at = row.opt_int(8)?.map(Timestamp::from_ms);
    Ok(Membership {
        tenant: row.parse(0)?,
        id: row.parse(1)?,
        program: row.parse(2)?,
        publisher: row.parse(3)?,
        partner: row.opt_parse(4)?,
        link: row.opt_parse(5)?,
        state: state(&row.text(6)?)?,
        asked_at: row.time(7)?,
        judged: judged_at.zip(row.opt_text(9)?),
        reason: row.opt_text(10)?.filter(|reason| !reason.is_empty()),
    })
}
