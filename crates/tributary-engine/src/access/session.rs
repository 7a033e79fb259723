//! Signed-in browsers. The cookie holds the token, the database its hash only.

use super::{Role, User, sql};
use crate::audit::{self, Actor, Note};
use crate::db::Tx;
use crate::error::Result;
use crate::{chance, params, seal};
use serde_json::json;
use tributary_core::{TenantId, Timestamp, UserId};

const IDLE_MS: i64 = 12 * 3_600_000;
const ABSOLUTE_MS: i64 = 14 * 24 * 3_600_000;
/// How exactly we know when somebody was last here: every page would write otherwise.
const SEEN_MS: i64 = 60_000;
const AGENT_CHARS_MAX: usize = 300;
const TYPED_CHARS_MAX: usize = 254;

/// A signed-in browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Whose data it looks at: the server's own, or its twin in test mode.
    pub tenant: TenantId,
    /// Whose server: where the person belongs.
    pub home: TenantId,
    /// Who.
    pub user: UserId,
    /// Their address.
    pub email: String,
    /// What each of their forms must carry.
    pub csrf: String,
    /// What they may do.
    pub role: Role,
    /// What they are called; empty when they did not say.
    pub name: String,
    /// How they like the screens.
    pub look: Look,
}

/// How somebody likes the screens.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Look {
    /// The language they chose, as a tag.
    pub language: Option<String>,
    /// `auto`, `light` or `dark`.
    pub theme: String,
    /// `comfortable` or `compact`.
    pub density: String,
    /// Whether single keys do something.
    pub shortcuts: bool,
}

/// Signs somebody in and notes `how` they proved who they are; the token goes into their cookie.
///
/// # Errors
/// What the database says.
pub fn sign_in(tx: &mut Tx<'_>, user: &User, (how, agent): (&str, &str), now: Timestamp) -> Result<String> {
    let by = Actor::from(user);
    let act = Note::on("user.signed_in", user.id.as_str()).named(&user.email).now(json!({ "with": how }));
    audit::note(tx, &by, &act, now)?;
    tx.exec(sql::USER_SEEN, params![&user.tenant, &user.id, now])?;
    open_session(tx, (&user.tenant, &user.id), agent, now)
}

/// Notes that somebody was not let in.
///
/// # Errors
/// What the database says.
pub fn sign_in_refused(tx: &mut Tx<'_>, email: &str, now: Timestamp) -> Result<()> {
    let email = email.trim();
    let user = User::by_email(tx, email)?;
    let tenant = match &user {
        Some(user) => user.tenant.clone(),
        None => match super::tenants(tx)?.into_iter().next() {
            Some(tenant) => tenant,
            None => return Ok(()),
        },
    };
    // What is no address may be a password in the wrong field.
    let plausible = crate::partner::plausible_email(email);
    let typed: String =
        if plausible { email.chars().take(TYPED_CHARS_MAX).collect() } else { "…".to_owned() };
    let id = user.map_or_else(String::new, |user| user.id.to_string());
    let act = Note::on("user.sign_in_refused", &id).named(&typed);
    audit::note(tx, &Actor::guest(&tenant, &typed), &act, now)?;
    Ok(())
}

fn open_session(
    tx: &mut Tx<'_>,
    (tenant, user): (&TenantId, &UserId),
    agent: &str,
    now: Timestamp,
) -> Result<String> {
    let (token, csrf) = (chance::secret()?, chance::secret()?);
    let agent: String = agent.chars().filter(|c| !c.is_control()).take(AGENT_CHARS_MAX).collect();
    let row = params![seal::token_hash(&token), tenant, user, &csrf, now, now.plus_ms(ABSOLUTE_MS), &agent];
    tx.exec(sql::INSERT_SESSION, row)?;
    tx.exec(sql::FORGET_SESSIONS, params![now])?;
    Ok(token)
}

/// Who a cookie's token stands for, if it still does.
///
/// # Errors
/// What the database says.
pub fn session_of(tx: &mut Tx<'_>, token: &str, now: Timestamp) -> Result<Option<Session>> {
    let idle_since = now.plus_ms(-IDLE_MS);
    tx.row(sql::SESSION, params![seal::token_hash(token), now, idle_since], |row| {
        Ok(Session {
            tenant: row.parse(10)?,
            home: row.parse(0)?,
            user: row.parse(1)?,
            email: row.text(2)?,
            csrf: row.text(3)?,
            role: row.parse(4)?,
            name: row.text(5)?,
            look: Look {
                language: row.opt_text(6)?,
                theme: row.text(7)?,
                density: row.text(8)?,
                shortcuts: row.int(9)? == 1,
            },
        })
    })
}

/// Signs a browser out.
///
/// # Errors
/// What the database says.
pub fn end_session(tx: &mut Tx<'_>, token: &str) -> Result<()> {
    tx.exec(sql::END_SESSION, params![seal::token_hash(token)])?;
    Ok(())
}

/// Signs somebody out everywhere, but for the browser with this token.
///
/// # Errors
/// What the database says.
pub fn end_sessions(
    tx: &mut Tx<'_>,
    (tenant, user): (&TenantId, &UserId),
    but: Option<&str>,
) -> Result<usize> {
    let kept = but.map(seal::token_hash).unwrap_or_default();
    tx.exec(sql::END_SESSIONS, params![tenant, user, &kept])
}

/// One of somebody's browsers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// What the browser said it is.
    pub agent: String,
    /// When they signed in there.
    pub since: Timestamp,
    /// When they were last there.
    pub seen_at: Timestamp,
    /// It is the one that asks.
    pub here: bool,
}

/// Where somebody is signed in, the last seen first.
///
/// # Errors
/// What the database says.
pub fn places(
    tx: &mut Tx<'_>,
    (tenant, user): (&TenantId, &UserId),
    token: &str,
    now: Timestamp,
) -> Result<Vec<Place>> {
    let here = seal::token_hash(token);
    let idle_since = now.plus_ms(-IDLE_MS);
    tx.rows(sql::PLACES, params![tenant, user, now, idle_since], |row| {
        let place = Place {
            agent: row.text(1)?,
            since: row.time(2)?,
            seen_at: row.time(3)?,
            here: row.text(0)? == here,
        };
        Ok(place)
    })
}

impl From<&User> for Actor {
    fn from(user: &User) -> Self {
        Self::user(&user.tenant, &user.id, &user.email)
    }
}

impl Session {
    /// Whether it looks at test data.
    #[must_use]
    pub fn is_test(&self) -> bool {
        self.tenant != self.home
    }

    /// Looks at test data from now on, or at live data again.
    ///
    /// # Errors
    /// What the database says.
    pub fn look_at_test(tx: &mut Tx<'_>, token: &str, test: bool) -> Result<()> {
        tx.exec(sql::LOOK_AT_TEST, params![seal::token_hash(token), test]).map(drop)
    }

    /// Notes that the browser is still there, once a minute.
    ///
    /// # Errors
    /// What the database says.
    pub fn seen(tx: &mut Tx<'_>, token: &str, now: Timestamp) -> Result<()> {
        let hash = seal::token_hash(token);
        let stale = now.plus_ms(-SEEN_MS);
        if tx.exec(sql::SESSION_SEEN, params![&hash, now, stale])? > 0 {
            tx.exec(sql::SEEN_BY_SESSION, params![&hash, now])?;
        }
        Ok(())
    }
}
