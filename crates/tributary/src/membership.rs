//! What a tenant's answers to publishers are together: the membership, and the mail that tells of it, in one transaction.
//! The screens and the API have the same.

use crate::lang::{self, Lang};
use crate::t;
use tributary_core::{MembershipId, ProgramId, TenantId, Timestamp};
use tributary_engine::audit::Actor;
use tributary_engine::db::Tx;
use tributary_engine::mail::{self, Mail};
use tributary_engine::publisher::{self, Membership, NewPublisher, Publisher};
use tributary_engine::seal::Sealer;
use tributary_engine::{Result, program, store};

/// How long a link lasts that comes unasked.
const WELCOME_MS: i64 = 3 * 24 * 3_600_000;
/// How long a link lasts that somebody asked for just now.
const ASKED_MS: i64 = 15 * 60_000;

/// Who answers, and what a letter needs.
#[derive(Debug, Clone, Copy)]
pub struct Desk<'a> {
    /// Who answers, for which tenant.
    pub by: &'a Actor,
    /// Seals the mail.
    pub sealer: &'a Sealer,
    /// This server's address, without a trailing slash.
    pub base: &'a str,
    /// The language that letters are in.
    pub language: Lang,
}

/// Lets a publisher in who asked, and tells them.
///
/// # Errors
/// As [`publisher::accept`].
pub fn accept(tx: &mut Tx<'_>, desk: &Desk<'_>, id: &MembershipId, now: Timestamp) -> Result<Membership> {
    let made = publisher::accept(tx, desk.by, id, desk.sealer.people_key(), now)?;
    welcome(tx, desk, &made, now)?;
    Ok(made)
}

/// Lets a publisher in whom the tenant wants, and tells them.
///
/// # Errors
/// As [`publisher::invite`].
pub fn invite(
    tx: &mut Tx<'_>,
    desk: &Desk<'_>,
    (program, who): (&ProgramId, &NewPublisher),
    now: Timestamp,
) -> Result<Membership> {
    let made = publisher::invite(tx, desk.by, (program, who), desk.sealer.people_key(), now)?;
    if made.judged.as_ref().is_some_and(|(at, _)| *at == now) {
        welcome(tx, desk, &made, now)?;
    }
    Ok(made)
}

/// Turns a publisher down, and tells them why.
///
/// # Errors
/// As [`publisher::decline`].
pub fn decline(
    tx: &mut Tx<'_>,
    desk: &Desk<'_>,
    (id, reason): (&MembershipId, &str),
    now: Timestamp,
) -> Result<Membership> {
    let made = publisher::decline(tx, desk.by, id, reason, now)?;
    let store = store_name(tx, &made)?;
    let text = lang::within(desk.language, || {
        let subject = t!("Your request to join {store}", store = store);
        (subject, t!("This time {store} does not take you into its program.", store = store))
    });
    tell(tx, desk, &made, (text, reason), now)
}

/// Ends a membership, and tells the publisher.
///
/// # Errors
/// As [`publisher::end`].
pub fn end(
    tx: &mut Tx<'_>,
    desk: &Desk<'_>,
    (id, reason): (&MembershipId, &str),
    now: Timestamp,
) -> Result<Membership> {
    let made = publisher::end(tx, desk.by, id, reason, now)?;
    let store = store_name(tx, &made)?;
    let text = lang::within(desk.language, || {
        let subject = t!("Your membership with {store} has ended", store = store);
        let text = t!(
            "Your links for {store} lead on, but earn nothing from now on. What you earned stays yours.",
            store = store
        );
        (subject, text)
    });
    tell(tx, desk, &made, (text, reason), now)
}

/// Somebody asked for a link to sign in. An account is of no tenant, and mail is kept per tenant: it is kept with the
/// one given, whoever runs the server.
///
/// # Errors
/// What the database says.
pub fn sign_in(
    tx: &mut Tx<'_>,
    (tenant, sealer): (&TenantId, &Sealer),
    to: &Publisher,
    (base, language): (&str, Lang),
    now: Timestamp,
) -> Result<()> {
    let token = publisher::link(tx, &to.id, (now, ASKED_MS))?;
    let (subject, text) = lang::within(language, || {
        let before = t!("Your pages as a publisher:");
        let after = t!("The link works once, for 15 minutes. If you did not ask for it, leave it alone.");
        (t!("Your link to sign in").to_owned(), around(&to.name, before, &entry(base, &token), after))
    });
    let useful_until = Some(now.plus_ms(ASKED_MS));
    let language = language.tag().to_owned();
    let mail =
        Mail { to: to.email.clone(), subject, text, html: None, language, useful_until, unsubscribe: None };
    mail::queue(tx, (tenant, sealer), &mail, now).map(drop)
}

fn welcome(tx: &mut Tx<'_>, desk: &Desk<'_>, made: &Membership, now: Timestamp) -> Result<()> {
    let store = store_name(tx, made)?;
    let to = publisher::load(tx, &made.publisher)?;
    let token = publisher::link(tx, &to.id, (now, WELCOME_MS))?;
    let (subject, text) = lang::within(desk.language, || {
        let before = t!("You are in the program of {store} now. Your links and your figures:", store = store);
        let after =
            t!("The link works once, for three days. After that, ask for a new one on the same page.");
        let text = around(&to.name, &before, &entry(desk.base, &token), after);
        (t!("You are in the program of {store}", store = store), text)
    });
    let useful_until = Some(now.plus_ms(WELCOME_MS));
    let language = desk.language.tag().to_owned();
    let mail = Mail { to: to.email, subject, text, html: None, language, useful_until, unsubscribe: None };
    mail::queue(tx, (&made.tenant, desk.sealer), &mail, now).map(drop)
}

fn tell(
    tx: &mut Tx<'_>,
    desk: &Desk<'_>,
    made: &Membership,
    ((subject, text), reason): ((String, String), &str),
    now: Timestamp,
) -> Result<Membership> {
    let to = publisher::load(tx, &made.publisher)?;
    let hello = lang::within(desk.language, || t!("Hello {name},", name = to.name));
    let text = format!("{hello}\n\n{text}\n\n{}\n", reason.trim());
    let language = desk.language.tag().to_owned();
    let mail =
        Mail { to: to.email, subject, text, html: None, language, useful_until: None, unsubscribe: None };
    mail::queue(tx, (&made.tenant, desk.sealer), &mail, now)?;
    Ok(made.clone())
}

fn store_name(tx: &mut Tx<'_>, of: &Membership) -> Result<String> {
    let program = program::load(tx, &of.tenant, &of.program)?;
    Ok(store::load(tx, &of.tenant, &program.store)?.name)
}

fn entry(base: &str, token: &str) -> String {
    format!("{base}/publisher/link?token={token}")
}

/// The link stands alone on its line: inside a sentence it would be isolated from its direction by invisible
/// characters, which mail programs take for a part of it.
fn around(name: &str, before: &str, link: &str, after: &str) -> String {
    let hello = t!("Hello {name},", name = name);
    format!("{hello}\n\n{before}\n\n{link}\n\n{after}\n")
}
