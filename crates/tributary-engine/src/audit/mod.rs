//! The audit log: who did what to what, as it was before and after. Written in the same transaction as the act, so
//! neither is ever there without the other. It only grows, and it is chained.

mod notes;
mod payouts;
mod sql;
mod webhooks;

pub use notes::{
    code_created, link_created, order_assigned, partner_changed, partner_created, program_created,
    rules_changed,
};
pub use payouts::payout_file_taken;
pub use webhooks::{
    webhook_changed, webhook_created, webhook_disabled, webhook_renewed, webhook_replayed, webhook_shown,
    webhook_tested,
};

use crate::access::{Key, Session};
use crate::chain::{self, Chain};
use crate::db::{Row, Tx};
use crate::error::{Error, Result};
use crate::page::{Cursor, Page};
use crate::{chance, params};
use serde::Serialize;
use serde_json::Value as Json;
use tributary_core::{AuditId, PartnerId, TenantId, Timestamp, UserId};

/// Who acts, on whose server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// Whose server.
    pub tenant: TenantId,
    /// What acts: `user`, `key`, `partner`, `guest` or `system`.
    pub kind: String,
    /// The id; empty for somebody whom we do not know.
    pub id: String,
    /// What people call them: an e-mail address, a key's name.
    pub name: String,
}

impl Actor {
    /// Somebody of the team.
    #[must_use]
    pub fn user(tenant: &TenantId, id: &UserId, email: &str) -> Self {
        Self::new(tenant, "user", id.as_str(), email)
    }

    /// A partner in their own portal.
    #[must_use]
    pub fn partner(tenant: &TenantId, id: &PartnerId, name: &str) -> Self {
        Self::new(tenant, "partner", id.as_str(), name)
    }

    /// Somebody who has not signed in, by the address they typed.
    #[must_use]
    pub fn guest(tenant: &TenantId, name: &str) -> Self {
        Self::new(tenant, "guest", "", name)
    }

    /// This server itself: `setup`, `command line`.
    #[must_use]
    pub fn system(tenant: &TenantId, name: &str) -> Self {
        Self::new(tenant, "system", name, name)
    }

    fn new(tenant: &TenantId, kind: &str, id: &str, name: &str) -> Self {
        Self { tenant: tenant.clone(), kind: kind.to_owned(), id: id.to_owned(), name: name.to_owned() }
    }
}

impl From<&Session> for Actor {
    fn from(session: &Session) -> Self {
        Self::user(&session.tenant, &session.user, &session.email)
    }
}

impl From<&Key> for Actor {
    fn from(key: &Key) -> Self {
        Self::new(&key.tenant, "key", key.id.as_str(), &key.name)
    }
}

/// Something done to something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    action: &'static str,
    object: String,
    name: String,
    before: Option<Json>,
    after: Option<Json>,
}

impl Note {
    /// An action on an object; the action's first word says what kind of object: `partner.paused`.
    #[must_use]
    pub fn on(action: &'static str, object: &str) -> Self {
        Self { action, object: object.to_owned(), name: String::new(), before: None, after: None }
    }

    /// What people call the object now.
    #[must_use]
    pub fn named(self, name: &str) -> Self {
        Self { name: name.to_owned(), ..self }
    }

    /// What is now otherwise than before. Never a secret.
    #[must_use]
    pub fn was(self, before: Json) -> Self {
        Self { before: Some(before), ..self }
    }

    /// What is so from now on. Never a secret.
    #[must_use]
    pub fn now(self, after: Json) -> Self {
        Self { after: Some(after), ..self }
    }
}

/// The members that differ, as they were and as they are.
#[must_use]
pub fn difference(before: &impl Serialize, after: &impl Serialize) -> (Json, Json) {
    let members = |value: Json| match value {
        Json::Object(members) => members,
        _ => serde_json::Map::new(),
    };
    let before = members(serde_json::to_value(before).unwrap_or_default());
    let after = members(serde_json::to_value(after).unwrap_or_default());
    let differing = |one: &serde_json::Map<String, Json>, other: &serde_json::Map<String, Json>| {
        let members = one.iter().filter(|(name, value)| other.get(*name) != Some(value));
        Json::Object(members.map(|(name, value)| (name.clone(), value.clone())).collect())
    };
    (differing(&before, &after), differing(&after, &before))
}

/// Notes an act; to be called in the transaction of the act itself.
///
/// # Errors
/// What the database says.
pub fn note(tx: &mut Tx<'_>, by: &Actor, act: &Note, now: Timestamp) -> Result<AuditId> {
    let id = AuditId::from_bits(chance::ordered_bits(now)?);
    let kind = act.action.split('.').next().unwrap_or_default();
    let json = |value: &Option<Json>| value.as_ref().map(Json::to_string);
    let (before, after, at) = (json(&act.before), json(&act.after), now.ms().to_string());
    let parts = [
        id.as_str(),
        &at,
        &by.kind,
        &by.id,
        &by.name,
        act.action,
        &act.object,
        &act.name,
        before.as_deref().unwrap_or_default(),
        after.as_deref().unwrap_or_default(),
    ];
    let link = chain::extend(tx, &by.tenant, Chain::Audit, &parts)?;
    tx.exec(
        sql::INSERT,
        params![
            &by.tenant,
            &id,
            link.seq,
            now,
            &by.kind,
            &by.id,
            &by.name,
            act.action,
            kind,
            &act.object,
            &act.name,
            before.as_deref(),
            after.as_deref(),
            &link.hash
        ],
    )?;
    Ok(id)
}

/// An act as it was noted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its id.
    pub id: AuditId,
    /// When.
    pub at: Timestamp,
    /// What acted: `user`, `key`, `partner`, `guest` or `system`.
    pub actor_kind: String,
    /// The actor's id.
    pub actor: String,
    /// What they were called.
    pub actor_name: String,
    /// What they did: `partner.paused`.
    pub action: String,
    /// The kind of thing they did it to.
    pub object_kind: String,
    /// Its id.
    pub object: String,
    /// What it was called.
    pub object_name: String,
    /// As it was.
    pub before: Option<Json>,
    /// As it was from then on.
    pub after: Option<Json>,
}

/// Which entries are wanted; nothing set means all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Of this actor's id.
    pub actor: Option<String>,
    /// Only this action.
    pub action: Option<String>,
    /// Only about things of this kind.
    pub object_kind: Option<String>,
    /// Only about this thing.
    pub object: Option<String>,
    /// From this moment on.
    pub from: Option<Timestamp>,
    /// Before this moment.
    pub to: Option<Timestamp>,
}

/// A page of entries, newest first.
///
/// # Errors
/// What the database says.
pub fn list(tx: &mut Tx<'_>, tenant: &TenantId, filter: &Filter, cursor: &Cursor) -> Result<Page<Entry>> {
    let below = match &cursor.after {
        Some(id) => tx.row(sql::SEQ_OF, params![tenant, id], |row| row.int(0))?.unwrap_or(0),
        None => i64::MAX,
    };
    let Filter { actor, action, object_kind, object, from, to } = filter;
    let rows = tx.rows(
        sql::LIST,
        params![
            tenant,
            below,
            actor.as_ref(),
            action.as_ref(),
            object_kind.as_ref(),
            object.as_ref(),
            *from,
            *to,
            cursor.fetch()
        ],
        decode,
    )?;
    Ok(cursor.page(rows, |entry| entry.id.to_string()))
}

/// How many entries there are.
///
/// # Errors
/// What the database says.
pub fn count(tx: &mut Tx<'_>, tenant: &TenantId, filter: &Filter) -> Result<i64> {
    let Filter { actor, action, object_kind, object, from, to } = filter;
    tx.int(
        sql::COUNT,
        params![tenant, actor.as_ref(), action.as_ref(), object_kind.as_ref(), object.as_ref(), *from, *to],
    )
}

/// What an action was last done to.
///
/// # Errors
/// What the database says.
pub fn last_object(tx: &mut Tx<'_>, tenant: &TenantId, action: &str) -> Result<Option<String>> {
    tx.row(sql::LAST_OBJECT, params![tenant, action], |row| row.text(0))
}

/// Kind, id and name of everybody who ever did something.
///
/// # Errors
/// What the database says.
pub fn actors(tx: &mut Tx<'_>, tenant: &TenantId) -> Result<Vec<(String, String, String)>> {
    tx.rows(sql::ACTORS, params![tenant], |row| Ok((row.text(0)?, row.text(1)?, row.text(2)?)))
}

/// Every action that was ever done.
///
/// # Errors
/// What the database says.
pub fn actions(tx: &mut Tx<'_>, tenant: &TenantId) -> Result<Vec<String>> {
    tx.rows(sql::ACTIONS, params![tenant], |row| row.text(0))
}

fn decode(row: &Row<'_>) -> Result<Entry> {
    let json = |at| -> Result<Option<Json>> {
        let text = row.opt_text(at)?;
        let read = |text: String| serde_json::from_str(&text).map_err(|e| Error::Broken(e.to_string()));
        text.map(read).transpose()
    };
    Ok(Entry {
        id: row.parse(0)?,
        at: row.time(1)?,
        actor_kind: row.text(2)?,
        actor: row.text(3)?,
        actor_name: row.text(4)?,
        action: row.text(5)?,
        object_kind: row.text(6)?,
        object: row.text(7)?,
        object_name: row.text(8)?,
        before: json(9)?,
        after: json(10)?,
    })
}
