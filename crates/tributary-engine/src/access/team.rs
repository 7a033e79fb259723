//! The team: who was invited, who joined, what each may do, and who was removed. The last owner always stays: the
//! database itself refuses otherwise.

use super::token::{self, Purpose, Token};
use super::user::{checked_name, insert};
use super::{NewUser, Role, User, session, sql};
use crate::audit::{self, Actor, Note};
use crate::db::{Row, Tx};
use crate::error::{Error, Result};
use crate::params;
use serde_json::json;
use tributary_core::{TenantId, Timestamp, UserId};

/// Somebody of the team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Their id.
    pub id: UserId,
    /// Their address.
    pub email: String,
    /// Their name; empty when they did not say.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// Who invited them.
    pub invited_by: Option<String>,
    /// When they were invited or added.
    pub created_at: Timestamp,
    /// When they joined; nothing while the invitation waits.
    pub joined_at: Option<Timestamp>,
    /// When they were last here.
    pub seen_at: Option<Timestamp>,
    /// When the invitation ends, if it waits.
    pub invite_ends: Option<Timestamp>,
}

/// An invitation that works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// Whose server.
    pub tenant: TenantId,
    /// Who is invited.
    pub user: UserId,
    /// Their address.
    pub email: String,
    /// What they will be allowed.
    pub role: Role,
    /// Who invites them.
    pub invited_by: String,
}

/// Everybody but those removed; those who joined first come first.
///
/// # Errors
/// What the database says.
pub fn members(tx: &mut Tx<'_>, tenant: &TenantId, now: Timestamp) -> Result<Vec<Member>> {
    tx.rows(sql::MEMBERS, params![tenant, now], member)
}

/// One of the team, removed or not.
///
/// # Errors
/// [`Error::NotFound`].
pub fn load_member(tx: &mut Tx<'_>, tenant: &TenantId, id: &UserId) -> Result<Member> {
    tx.row(sql::MEMBER, params![tenant, id], member)?.ok_or(Error::NotFound("person"))
}

/// Invites somebody; what goes into the link is given back, and never again. Whoever was removed may be invited
/// anew, and starts afresh.
///
/// # Errors
/// [`Error::Invalid`] for a bad address, or one that somebody signs in with.
pub fn invite(
    tx: &mut Tx<'_>,
    by: &Actor,
    (email, role): (&str, Role),
    now: Timestamp,
) -> Result<(UserId, String)> {
    let removed = tx.row(sql::REMOVED_BY_EMAIL, params![&by.tenant, email.trim().to_lowercase()], |row| {
        row.parse::<UserId>(0)
    })?;
    let id = match removed {
        Some(id) => {
            tx.exec(sql::INVITE_AGAIN, params![&by.tenant, &id, role.as_str(), &by.name, now])?;
            id
        }
        None => {
            let new =
                NewUser { email: email.to_owned(), name: String::new(), role, password_hash: String::new() };
            insert(tx, by, &new, now)?
        }
    };
    let act = Note::on("user.invited", id.as_str()).named(email.trim()).now(json!({ "role": role.as_str() }));
    audit::note(tx, by, &act, now)?;
    let secret = token::open_link(tx, Purpose::Invite, &of(by, &id), now)?;
    Ok((id, secret))
}

/// Makes a new link for somebody who has not joined; the one before stops working.
///
/// # Errors
/// [`Error::NotFound`] when nobody waits there.
pub fn invite_again(tx: &mut Tx<'_>, by: &Actor, id: &UserId, now: Timestamp) -> Result<String> {
    let member = waiting(tx, by, id)?;
    token::close_links(tx, Purpose::Invite, &of(by, id), now)?;
    audit::note(tx, by, &Note::on("user.invited_again", id.as_str()).named(&member.email), now)?;
    token::open_link(tx, Purpose::Invite, &of(by, id), now)
}

/// Takes an invitation back.
///
/// # Errors
/// [`Error::NotFound`] when nobody waits there.
pub fn cancel_invite(tx: &mut Tx<'_>, by: &Actor, id: &UserId, now: Timestamp) -> Result<()> {
    let member = waiting(tx, by, id)?;
    token::close_links(tx, Purpose::Invite, &of(by, id), now)?;
    tx.exec(sql::UNINVITE, params![&by.tenant, id])?;
    audit::note(tx, by, &Note::on("user.uninvited", id.as_str()).named(&member.email), now)?;
    Ok(())
}

/// Whose invitation this is, if it still works.
///
/// # Errors
/// What the database says.
pub fn invitation(tx: &mut Tx<'_>, secret: &str, now: Timestamp) -> Result<Option<Invitation>> {
    let found = token::look_at_link(tx, Purpose::Invite, secret, now)?;
    let Some(Token { tenant, user }) = found else { return Ok(None) };
    let member = load_member(tx, &tenant, &user)?;
    if member.joined_at.is_some() {
        return Ok(None);
    }
    let Member { email, role, invited_by, .. } = member;
    Ok(Some(Invitation { tenant, user, email, role, invited_by: invited_by.unwrap_or_default() }))
}

/// Joins by an invitation, which is used up.
///
/// # Errors
/// [`Error::NotFound`] when the invitation no longer works, [`Error::Invalid`] for a bad name.
pub fn join(tx: &mut Tx<'_>, secret: &str, (name, hash): (&str, &str), now: Timestamp) -> Result<User> {
    let name = checked_name(name)?;
    let gone = || Error::NotFound("invitation");
    let Invitation { tenant, user, role, .. } = invitation(tx, secret, now)?.ok_or_else(gone)?;
    token::use_link(tx, Purpose::Invite, secret, now)?;
    tx.exec(sql::JOIN, params![&tenant, &user, now, name, hash])?;
    let joined = User::by_id(tx, &tenant, &user)?.ok_or_else(gone)?;
    let act = Note::on("user.joined", user.as_str()).named(&joined.email);
    audit::note(tx, &Actor::from(&joined), &act.now(json!({ "role": role.as_str() })), now)?;
    Ok(joined)
}

/// Gives somebody another role; says which they had.
///
/// # Errors
/// [`Error::NotFound`], or [`Error::Conflict`] for the last owner.
pub fn set_role(tx: &mut Tx<'_>, by: &Actor, id: &UserId, role: Role, now: Timestamp) -> Result<Role> {
    let member = present(tx, by, id)?;
    if member.role == role {
        return Ok(role);
    }
    last_owner(tx.exec(sql::SET_ROLE, params![&by.tenant, id, role.as_str()]))?;
    let act = Note::on("user.role_changed", id.as_str()).named(&member.email);
    let act = act.was(json!({ "role": member.role.as_str() })).now(json!({ "role": role.as_str() }));
    audit::note(tx, by, &act, now)?;
    Ok(member.role)
}

/// Removes somebody and signs them out everywhere.
///
/// # Errors
/// [`Error::NotFound`], or [`Error::Conflict`] for the last owner.
pub fn remove(tx: &mut Tx<'_>, by: &Actor, id: &UserId, now: Timestamp) -> Result<()> {
    let member = present(tx, by, id)?;
    last_owner(tx.exec(sql::DISABLE, params![&by.tenant, id, now]))?;
    session::end_sessions(tx, (&by.tenant, id), None)?;
    tx.exec(sql::REMOVE_OPERATOR, params![&by.tenant, id])?;
    for purpose in [Purpose::SignIn, Purpose::Invite] {
        token::close_links(tx, purpose, &of(by, id), now)?;
    }
    let act = Note::on("user.removed", id.as_str()).named(&member.email);
    audit::note(tx, by, &act.was(json!({ "role": member.role.as_str() })), now)?;
    Ok(())
}

/// Takes a removal back.
///
/// # Errors
/// [`Error::NotFound`] when nobody was removed there.
pub fn restore(tx: &mut Tx<'_>, by: &Actor, id: &UserId, now: Timestamp) -> Result<()> {
    if tx.exec(sql::ENABLE, params![&by.tenant, id])? == 0 {
        return Err(Error::NotFound("person"));
    }
    let member = load_member(tx, &by.tenant, id)?;
    let act = Note::on("user.restored", id.as_str()).named(&member.email);
    audit::note(tx, by, &act.now(json!({ "role": member.role.as_str() })), now)?;
    Ok(())
}

fn of(by: &Actor, id: &UserId) -> Token {
    Token { tenant: by.tenant.clone(), user: id.clone() }
}

fn present(tx: &mut Tx<'_>, by: &Actor, id: &UserId) -> Result<Member> {
    match tx.int(sql::IS_PRESENT, params![&by.tenant, id])? {
        0 => Err(Error::NotFound("person")),
        _ => load_member(tx, &by.tenant, id),
    }
}

fn waiting(tx: &mut Tx<'_>, by: &Actor, id: &UserId) -> Result<Member> {
    let member = present(tx, by, id)?;
    if member.joined_at.is_some() { Err(Error::NotFound("invitation")) } else { Ok(member) }
}

/// The database's own refusal, in words.
fn last_owner(done: Result<usize>) -> Result<usize> {
    done.map_err(|error| match error {
        refused if refused.to_string().contains("the last owner stays") => Error::Conflict(
            "somebody must stay who may do everything: make somebody else an owner first".to_owned(),
        ),
        other => other,
    })
}

fn member(row: &Row<'_>) -> Result<Member> {
    let time = |at| Ok::<_, Error>(row.opt_int(at)?.map(Timestamp::from_ms));
    Ok(Member {
        id: row.parse(0)?,
        email: row.text(1)?,
        name: row.text(2)?,
        role: row.parse(3)?,
        invited_by: row.opt_text(4)?,
        created_at: row.time(5)?,
        joined_at: time(6)?,
        seen_at: time(7)?,
        invite_ends: time(8)?,
    })
}
