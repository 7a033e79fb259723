//! What partners are written about payouts, in the language in which they said where their money goes.

use crate::lang::{self, Lang, date};
use crate::mail::Letter;
use crate::t;
use jiff::civil::Date;
use tributary_core::{Money, TenantId, Timestamp};
use tributary_engine::db::Tx;
use tributary_engine::page::{Cursor, LIMIT_MAX};
use tributary_engine::partner::Partner;
use tributary_engine::payout::{self, Due, Payout, Telling};
use tributary_engine::seal::Sealer;
use tributary_engine::store::{self, Store};
use tributary_engine::{Error, Result, mail};

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
        let store = store_of(tx, tenant)?;
        let written = lang::within(language(&one.language, &store), || {
            words(one.telling, &one.payout, (&store.name, desk.base)).to(email)
        });
        mail::queue(tx, (tenant, desk.sealer), &written, now)?;
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
    let Some(email) = &whom.email else { return Ok(()) };
    let store = store_of(tx, tenant)?;
    let written = lang::within(language("", &store), || {
        let letter = Letter {
            subject: t!("{store} wants to pay you", store = store.name),
            before: vec![
                t!("Hi {name},", name = whom.name),
                t!("{store} has money for you, and does not know yet where to send it.", store = store.name),
            ],
            button: Some((t!("Say where it is to go").to_owned(), format!("{}/partner/payouts", desk.base))),
            ..Letter::default()
        };
        letter.to(email)
    });
    mail::queue(tx, (tenant, desk.sealer), &written, now).map(drop)
}

/// Tells a partner, at the address that is known, that their money goes elsewhere from now on.
///
/// # Errors
/// What the database says.
pub(crate) fn changed(
    tx: &mut Tx<'_>,
    desk: Desk<'_>,
    (tenant, whom): (&TenantId, &Partner),
    now: Timestamp,
) -> Result<()> {
    let Some(email) = &whom.email else { return Ok(()) };
    let store = store_of(tx, tenant)?;
    let letter = Letter {
        subject: t!("Where {store} sends your money was changed", store = store.name),
        before: vec![
            t!("Hi {name},", name = whom.name),
            t!("Where your money goes was changed just now. If that was you, all is well.").to_owned(),
            t!(
                "If it was not, write to {store} at once: nothing is sent there for three days.",
                store = store.name
            ),
        ],
        button: Some((t!("Look at it").to_owned(), format!("{}/partner/payouts", desk.base))),
        ..Letter::default()
    };
    mail::queue(tx, (tenant, desk.sealer), &letter.to(email), now).map(drop)
}

fn words(telling: Telling, payout: &Payout, (store, base): (&str, &str)) -> Letter {
    let money = Money::new(payout.amount_minor, payout.currency);
    let amount = format!("{} {}", money.decimal(), payout.currency);
    let hello = t!("Hi {name},", name = payout.payee_name);
    let statement = (t!("Statement").to_owned(), format!("{base}/partner/payouts/{}", payout.id));
    let (subject, said) = match telling {
        Telling::Paid => {
            let said = t!(
                "{store} has sent you {amount} on {day}, to {hint}. It may take some days to arrive.",
                store = store,
                amount = amount,
                day = day(payout.paid_on.as_deref().unwrap_or_default()),
                hint = payout.hint
            );
            (t!("{amount} from {store} is on its way", amount = amount, store = store), said)
        }
        Telling::Reopened => {
            let said = t!(
                "We told you that {amount} had been sent. It has not been sent yet: you get another mail when it is.",
                amount = amount
            );
            (t!("{amount} from {store}: not sent yet", amount = amount, store = store), said)
        }
        Telling::Voided => {
            let said = t!(
                "The payout of {amount} was called off. Reason: {reason} The amount is ready again and comes with a later payout.",
                amount = amount,
                reason = payout.reason.as_deref().unwrap_or_default()
            );
            (t!("Your payout of {amount} was called off", amount = amount), said)
        }
    };
    Letter {
        subject,
        before: vec![hello, said],
        button: Some(statement),
        from: store.to_owned(),
        ..Letter::default()
    }
}

/// A day as people write it, from `2026-06-02`.
pub(crate) fn day(text: &str) -> String {
    text.parse::<Date>().map_or_else(|_| text.to_owned(), date::day_of_year)
}

/// The language they chose themselves, or the store's.
fn language(own: &str, store: &Store) -> Lang {
    Lang::parse(own).or_else(|| store.language.as_deref().and_then(Lang::parse)).unwrap_or_default()
}

fn store_of(tx: &mut Tx<'_>, tenant: &TenantId) -> Result<Store> {
    let all = Cursor { after: None, limit: LIMIT_MAX };
    store::list(tx, tenant, &all)?.rows.pop().ok_or(Error::NotFound("store"))
}
