//! Links that work once: an invitation, or signing in without a password. The mail holds the token, the database its
//! hash only. Looking at a link uses nothing up: mail programs open links before people do.

use super::sql;
use crate::db::Tx;
use crate::error::Result;
use crate::{chance, params, seal};
use tributary_core::{TenantId, Timestamp, UserId};

/// How long a link to sign in works.
pub const SIGN_IN_MINUTES: i64 = 15;
/// How long an invitation works.
pub const INVITE_DAYS: i64 = 7;

/// What a link is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To join.
    Invite,
    /// To sign in.
    SignIn,
}

/// A link that works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Whose server.
    pub tenant: TenantId,
    /// Whose link.
    pub user: UserId,
}

impl Purpose {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Invite => "invite",
            Self::SignIn => "sign_in",
        }
    }

    const fn lasts_ms(self) -> i64 {
        match self {
            Self::Invite => INVITE_DAYS * 24 * 3_600_000,
            Self::SignIn => SIGN_IN_MINUTES * 60_000,
        }
    }

    /// When a link made now ends.
    #[must_use]
    pub const fn ends(self, now: Timestamp) -> Timestamp {
        now.plus_ms(self.lasts_ms())
    }
}

/// Makes a link; what goes into its address is given back, and never again.
///
/// # Errors
/// What the database says.
pub fn open_link(tx: &mut Tx<'_>, purpose: Purpose, token: &Token, now: Timestamp) -> Result<String> {
    let secret = chance::secret()?;
    tx.exec(sql::FORGET_TOKENS, params![now])?;
    let row = params![
        seal::token_hash(&secret),
        &token.tenant,
        purpose.as_str(),
        &token.user,
        now,
        purpose.ends(now)
    ];
    tx.exec(sql::INSERT_TOKEN, row)?;
    Ok(secret)
}

/// Whose link this is, if it still works.
///
/// # Errors
/// What the database says.
pub fn look_at_link(
    tx: &mut Tx<'_>,
    purpose: Purpose,
    secret: &str,
    now: Timestamp,
) -> Result<Option<Token>> {
    tx.row(sql::TOKEN, params![seal::token_hash(secret), purpose.as_str(), now], |row| {
        Ok(Token { tenant: row.parse(0)?, user: row.parse(1)? })
    })
}

/// Uses a link up, and with it all others of the same person and purpose; nothing when it no longer works.
///
/// # Errors
/// What the database says.
pub fn use_link(tx: &mut Tx<'_>, purpose: Purpose, secret: &str, now: Timestamp) -> Result<Option<Token>> {
    let Some(token) = look_at_link(tx, purpose, secret, now)? else { return Ok(None) };
    close_links(tx, purpose, &token, now)?;
    Ok(Some(token))
}

/// Ends every link of somebody that is for this.
///
/// # Errors
/// What the database says.
pub fn close_links(tx: &mut Tx<'_>, purpose: Purpose, token: &Token, now: Timestamp) -> Result<()> {
    tx.exec(sql::USE_TOKENS, params![&token.tenant, &token.user, purpose.as_str(), now])?;
    Ok(())
}
