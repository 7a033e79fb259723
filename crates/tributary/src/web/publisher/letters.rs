//! What publishers are written, in the language they read. Each is queued in the transaction of what it is about.
//!
//! An account is of no tenant, and mail is kept per tenant: a link to sign in is kept with the server's first one,
//! whoever runs it.

use crate::lang::{self, Lang};
use crate::t;
use tributary_core::Timestamp;
use tributary_engine::db::Tx;
use tributary_engine::mail::{self, Mail};
use tributary_engine::publisher::{self, Publisher};
use tributary_engine::seal::Sealer;
use tributary_engine::{Result, access};

/// How long a link lasts that somebody asked for just now.
const ASKED_MS: i64 = 15 * 60_000;

/// Somebody asked for a link to sign in.
pub(super) fn sign_in(
    tx: &mut Tx<'_>,
    sealer: &Sealer,
    to: &Publisher,
    (base, language): (&str, Lang),
    now: Timestamp,
) -> Result<()> {
    let Some(tenant) = access::tenants(tx)?.into_iter().next() else { return Ok(()) };
    let token = publisher::link(tx, &to.id, (now, ASKED_MS))?;
    let link = format!("{base}/publisher/link?token={token}");
    let (subject, text) = lang::within(language, || {
        let hello = t!("Hello {name},", name = to.name);
        let before = t!("Your pages as a publisher:");
        let after = t!("The link works once, for 15 minutes. If you did not ask for it, leave it alone.");
        (t!("Your link to sign in").to_owned(), format!("{hello}\n\n{before}\n\n{link}\n\n{after}\n"))
    });
    let useful_until = Some(now.plus_ms(ASKED_MS));
    let language = language.tag().to_owned();
    let mail = Mail { to: to.email.clone(), subject, text, html: None, language, useful_until };
    mail::queue(tx, (&tenant, sealer), &mail, now).map(drop)
}
