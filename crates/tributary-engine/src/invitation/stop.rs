//! No more mail, please: who does not want mails of a kind any more. Only a keyed hash of the address is kept. The link that
//! stops them carries all that it needs under the server's key, so that it works for as long as the mail lies in a mailbox.

use super::sql;
use crate::db::Tx;
use crate::error::Result;
use crate::seal::Sealer;
use crate::{mail, params, person};
use subtle::ConstantTimeEq;
use tributary_core::{TenantId, Timestamp};

/// What is not wanted any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Mails that customers have us send to their friends.
    Invitations,
    /// Mails to customers that are no matter of an order: that a promotion starts.
    News,
}

impl Scope {
    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Invitations => "invitations",
            Self::News => "news",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        [Self::Invitations, Self::News].into_iter().find(|scope| scope.as_str() == word)
    }
}

/// Who wants no more of what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stop {
    /// From whom.
    pub tenant: TenantId,
    /// Of what.
    pub scope: Scope,
    /// Whose address, as a keyed hash.
    pub address_key: String,
}

impl Stop {
    /// What a link to stop carries.
    #[must_use]
    pub fn token(&self, people_key: &[u8; 32]) -> String {
        let text = format!("{}.{}.{}", self.tenant, self.scope.as_str(), self.address_key);
        let seal = seal(people_key, &text);
        format!("{text}.{seal}")
    }

    /// Reads what [`Self::token`] made; nothing of anything else.
    #[must_use]
    pub fn read(token: &str, people_key: &[u8; 32]) -> Option<Self> {
        let (text, told) = token.rsplit_once('.')?;
        if !bool::from(seal(people_key, text).as_bytes().ct_eq(told.as_bytes())) {
            return None;
        }
        let mut parts = text.split('.');
        let (tenant, scope, address_key) = (parts.next()?, parts.next()?, parts.next()?);
        Some(Self {
            tenant: TenantId::parse(tenant).ok()?,
            scope: Scope::parse(scope)?,
            address_key: address_key.to_owned(),
        })
    }
}

fn seal(people_key: &[u8; 32], text: &str) -> String {
    let key = blake3::derive_key("tributary 2026-11 no more mail", people_key);
    blake3::keyed_hash(&key, text.as_bytes()).to_hex().as_str().get(..32).unwrap_or_default().to_owned()
}

/// Stops it; twice is once.
///
/// # Errors
/// What the database says.
pub fn stop(tx: &mut Tx<'_>, wish: &Stop, sealer: &Sealer, now: Timestamp) -> Result<()> {
    let Stop { tenant, scope, address_key } = wish;
    tx.exec(sql::STOP, params![tenant, address_key, scope.as_str(), now])?;
    if *scope == Scope::Invitations {
        // The log of mails knows the address as well, and no more than a hint of it is needed there.
        for sealed in tx.rows(sql::SEALED, params![tenant, address_key], |row| row.text(0))? {
            let address = sealer.unseal(&sealed)?;
            mail::forget_receiver(tx, tenant, &address, &person::email_hint(&address))?;
        }
        tx.exec(sql::FORGET_ADDRESS, params![tenant, address_key])?;
    }
    Ok(())
}

/// Whether the link with which a mail can be stopped was followed, so that a mail that still waits is not wanted any more.
///
/// # Errors
/// What the database says.
pub fn was_followed(tx: &mut Tx<'_>, link: &str, people_key: &[u8; 32]) -> Result<bool> {
    let token = link.rsplit('/').next().unwrap_or(link);
    match Stop::read(token, people_key) {
        Some(wish) => is_unwanted(tx, (&wish.tenant, &wish.address_key), wish.scope),
        None => Ok(false),
    }
}

/// Whether an address wants none.
///
/// # Errors
/// What the database says.
pub fn is_unwanted(tx: &mut Tx<'_>, (tenant, key): (&TenantId, &str), scope: Scope) -> Result<bool> {
    Ok(tx.int(sql::IS_STOPPED, params![tenant, key, scope.as_str()])? > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_that_stops_says_what_and_cannot_be_made_up() {
        let wish =
            Stop { tenant: TenantId::from_bits(1), scope: Scope::News, address_key: "ab12".to_owned() };
        let token = wish.token(&[7; 32]);
        assert_eq!(Stop::read(&token, &[7; 32]), Some(wish));
        assert_eq!(Stop::read(&token, &[8; 32]), None);
        assert_eq!(Stop::read(&token.replace("news", "invitations"), &[7; 32]), None);
        assert_eq!(Stop::read(&token.replace("ab12", "ab13"), &[7; 32]), None);
        for text in ["", ".", "a.b.c.d", &token[..token.len() - 1]] {
            assert_eq!(Stop::read(text, &[7; 32]), None, "{text}");
        }
    }
}
