//! What partners are written about payouts, in the language in which they said where their money goes.

use crate::lang::{self, Lang, date};
use crate::mail::partner::{Post, store_for, store_of, written};
use jiff::civil::Date;
use tributary_core::{Money, Payee, TenantId, Timestamp};
use tributary_engine::db::Tx;
use tributary_engine::letter::Kind;
use tributary_engine::partner::Partner;
use tributary_engine::payout::{self, Due, Payout, Telling};
use tributary_engine::seal::Sealer;
use tributary_engine::store::Store;
use tributary_engine::{Result, mail};

/// Who writes, and how this server is reached.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Desk<'a> {
    /// Seals mails.
    pub(crate) sealer: &'a Sealer,
    /// This server's address, without a trailing slash.
    pub(crate) base: &'a str,
}

/// Writes what somebody is to be told of a payout; without an address nothing is sent.
///
/// # Errors
/// What the database says.
pub(crate) fn tell(
    tx: &mut Tx<'_>,
    desk: Desk<'_>,
    (tenant, one): (&TenantId, &payout::Letter),
    now: Timestamp,
) -> Result<()> {
    if let Some(email) = &one.email {
        let store = writer(tx, tenant, &one.payout.payee)?;
        let kind = match one.telling {
            Telling::Paid => Kind::PayoutPaid,
            Telling::Reopened => Kind::PayoutReopened,
            Telling::Voided => Kind::PayoutVoided,
        };
        let language = language(&one.language, &store);
        let values = lang::within(language, || values(&one.payout, desk.base));
        let post = Post { kind, store: &store, language, to: email, useful_until: None };
        send(tx, desk, (&post, &values), now)?;
    }
    payout::said(tx, tenant, one)
}

/// Asks somebody where their money is to go; without an address nothing is sent.
///
/// # Errors
/// What the database says.
pub(crate) fn ask(
    tx: &mut Tx<'_>,
    desk: Desk<'_>,
    (tenant, whom): (&TenantId, &Due),
    now: Timestamp,
) -> Result<()> {
    let store = writer(tx, tenant, &whom.payee)?;
    let language = language("", &store);
    about_details(tx, desk, (Kind::PayoutDetailsMissing, &store, language), (&whom.name, &whom.email), now)
}

/// Tells a partner, at the address that is known, that their money goes elsewhere from now on; in the language they chose, if any.
///
/// # Errors
/// What the database says.
pub(crate) fn changed(
    tx: &mut Tx<'_>,
    desk: Desk<'_>,
    (tenant, whom, chosen): (&TenantId, &Partner, &str),
    now: Timestamp,
) -> Result<()> {
    let store = store_for(tx, tenant, &whom.id)?;
    let language = language(chosen, &store);
    about_details(tx, desk, (Kind::PayoutDetailsChanged, &store, language), (&whom.name, &whom.email), now)
}

/// In whose name somebody is written.
fn writer(tx: &mut Tx<'_>, tenant: &TenantId, payee: &Payee) -> Result<Store> {
    match payee.partner() {
        Some(partner) => store_for(tx, tenant, partner),
        None => store_of(tx, tenant),
    }
}

fn about_details(
    tx: &mut Tx<'_>,
    desk: Desk<'_>,
    (kind, store, language): (Kind, &Store, Lang),
    (name, email): (&str, &Option<String>),
    now: Timestamp,
) -> Result<()> {
    let Some(email) = email else { return Ok(()) };
    let values = [("NAME", name.to_owned()), ("LINK", format!("{}/partner/payouts", desk.base))];
    send(tx, desk, (&Post { kind, store, language, to: email, useful_until: None }, &values), now)
}

fn send(
    tx: &mut Tx<'_>,
    desk: Desk<'_>,
    (post, values): (&Post<'_>, &[(&'static str, String)]),
    now: Timestamp,
) -> Result<()> {
    match written(tx, post, values)? {
        Some(letter) => mail::queue(tx, (&post.store.tenant, desk.sealer), &letter, now).map(drop),
        None => Ok(()),
    }
}

fn values(payout: &Payout, base: &str) -> [(&'static str, String); 6] {
    let money = Money::new(payout.amount_minor, payout.currency);
    [
        ("NAME", payout.payee_name.clone()),
        ("AMOUNT", format!("{} {}", money.decimal(), payout.currency)),
        ("DAY", day(payout.paid_on.as_deref().unwrap_or_default())),
        ("DESTINATION", payout.hint.clone()),
        ("REASON", payout.reason.clone().unwrap_or_default()),
        ("LINK", format!("{base}/partner/payouts/{}", payout.id)),
    ]
}

/// A day as people write it, from `2026-06-02`.
pub(crate) fn day(text: &str) -> String {
    text.parse::<Date>().map_or_else(|_| text.to_owned(), date::day_of_year)
}

/// The language they chose themselves, or the store's.
fn language(own: &str, store: &Store) -> Lang {
    Lang::parse(own).or_else(|| store.language.as_deref().and_then(Lang::parse)).unwrap_or_default()
}
