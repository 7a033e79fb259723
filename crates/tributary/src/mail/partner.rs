//! Mails to partners, and to who wants to be one: our words or the owner's, filled in. Start at [`written`].

use super::claim;
use super::customer::{self, Values};
use crate::lang::{self, Lang, date};
use crate::refer::words;
use crate::t;
use tributary_core::{PartnerId, TenantId, Timestamp};
use tributary_engine::db::Tx;
use tributary_engine::letter::{Kind, Text};
use tributary_engine::mail::Mail;
use tributary_engine::page::{Cursor, LIMIT_MAX};
use tributary_engine::store::{self, Store};
use tributary_engine::{Error, Result, letter, portal};

/// What stands alone on its line, and becomes what is pressed.
const LINK: &str = "{LINK}";

/// A mail to write.
#[derive(Debug)]
pub(crate) struct Post<'a> {
    /// Which.
    pub(crate) kind: Kind,
    /// In whose name.
    pub(crate) store: &'a Store,
    /// In which language.
    pub(crate) language: Lang,
    /// To whom.
    pub(crate) to: &'a str,
    /// When it is of no more use.
    pub(crate) useful_until: Option<Timestamp>,
}

/// The mail, in the words in force; none where the owner wants none of its kind.
///
/// # Errors
/// What the database says.
pub(crate) fn written(
    tx: &mut Tx<'_>,
    post: &Post<'_>,
    values: &[(&'static str, String)],
) -> Result<Option<Mail>> {
    let (tenant, kind) = (&post.store.tenant, post.kind);
    if kind.can_be_off() && letter::is_off(tx, tenant, kind)? {
        return Ok(None);
    }
    let text = customer::text_of(tx, tenant, (kind, post.language))?;
    let mut filled = Values::default();
    filled.set("SITE", &post.store.name);
    for &(name, ref value) in values {
        filled.set(name, value);
    }
    Ok(Some(lang::within(post.language, || {
        let mut letter = customer::letter(kind, &text, &filled, post.store);
        letter.useful_until = post.useful_until;
        letter.to(post.to)
    })))
}

/// The store in whose name a tenant writes.
///
/// # Errors
/// [`Error::NotFound`] before there is one.
pub(crate) fn store_of(tx: &mut Tx<'_>, tenant: &TenantId) -> Result<Store> {
    let all = Cursor { after: None, limit: LIMIT_MAX };
    store::list(tx, tenant, &all)?.rows.pop().ok_or(Error::NotFound("store"))
}

/// The store in whose name a partner is written: the first of those that they have to do with.
///
/// # Errors
/// [`Error::NotFound`] before there is one.
pub(crate) fn store_for(tx: &mut Tx<'_>, tenant: &TenantId, partner: &PartnerId) -> Result<Store> {
    let first = portal::stores(tx, tenant, partner)?.into_iter().next();
    first.map(|(store, _)| store).ok_or(Error::NotFound("store"))
}

/// Our words for a kind, with its places; nothing for what partners do not read.
pub(super) fn our_text(kind: Kind) -> Option<Text> {
    let (subject, parts) = match kind {
        Kind::PartnerInvite => (
            t!("{store}: your link and code", store = "{SITE}"),
            vec![
                t!("Hi {name},", name = "{NAME}"),
                t!(
                    "{store} invites you to recommend it, and to earn from the orders you bring.",
                    store = "{SITE}"
                ),
                "{OFFER}".to_owned(),
                t!("Share this link: whoever buys after clicking it counts as yours.").to_owned(),
                LINK.to_owned(),
                t!("Questions? Ask {store}.", store = "{SITE}"),
            ],
        ),
        Kind::PartnerSignIn => (
            t!("Your link to sign in at {store}", store = "{SITE}"),
            vec![
                t!("Hello {name},", name = "{NAME}"),
                t!("Your page as a partner of {store}:", store = "{SITE}"),
                LINK.to_owned(),
                t!("The link works once, for 15 minutes. If you did not ask for it, leave it alone.")
                    .to_owned(),
            ],
        ),
        other => {
            return of_applications(other).or_else(|| of_payouts(other)).or_else(|| claim::our_text(other));
        }
    };
    Some(Text { subject, body: parts.join("\n\n") })
}

/// The same of applications.
fn of_applications(kind: Kind) -> Option<Text> {
    let (subject, parts) = match kind {
        Kind::ApplicationReceived => (
            t!("{store} has your application", store = "{SITE}"),
            vec![t!(
                "Hello {name},\n\nthank you for applying at {store}. Somebody looks at it, usually within two days; you get \
                 a mail either way.\n",
                name = "{NAME}",
                store = "{SITE}"
            )],
        ),
        Kind::PartnerWelcome => (
            t!("You are a partner of {store}", store = "{SITE}"),
            vec![
                t!("Hello {name},", name = "{NAME}"),
                t!(
                    "You are a partner of {store} now. Your own page with your link, your figures and your orders:",
                    store = "{SITE}"
                ),
                LINK.to_owned(),
                t!("The link works once, for three days. After that, ask for a new one on the same page.")
                    .to_owned(),
            ],
        ),
        Kind::ApplicationDeclined => (
            t!("Your application at {store}", store = "{SITE}"),
            vec![t!(
                "Hello {name},\n\nthis time we cannot take you in as a partner of {store}.\n\n{reason}\n",
                name = "{NAME}",
                store = "{SITE}",
                reason = "{REASON}"
            )],
        ),
        _ => return None,
    };
    Some(Text { subject, body: parts.join("\n\n") })
}

/// The same of payouts.
fn of_payouts(kind: Kind) -> Option<Text> {
    let (subject, said) = match kind {
        Kind::PayoutPaid => (
            t!("{amount} from {store} is on its way", amount = "{AMOUNT}", store = "{SITE}"),
            vec![t!(
                "{store} has sent you {amount} on {day}, to {hint}. It may take some days to arrive.",
                store = "{SITE}",
                amount = "{AMOUNT}",
                day = "{DAY}",
                hint = "{DESTINATION}"
            )],
        ),
        Kind::PayoutReopened => (
            t!("{amount} from {store}: not sent yet", amount = "{AMOUNT}", store = "{SITE}"),
            vec![t!(
                "We told you that {amount} had been sent. It has not been sent yet: you get another mail when it is.",
                amount = "{AMOUNT}"
            )],
        ),
        Kind::PayoutVoided => (
            t!("Your payout of {amount} was called off", amount = "{AMOUNT}"),
            vec![t!(
                "The payout of {amount} was called off. Reason: {reason} The amount is ready again and comes with a later payout.",
                amount = "{AMOUNT}",
                reason = "{REASON}"
            )],
        ),
        Kind::PayoutDetailsMissing => (
            t!("{store} wants to pay you", store = "{SITE}"),
            vec![t!("{store} has money for you, and does not know yet where to send it.", store = "{SITE}")],
        ),
        Kind::PayoutDetailsChanged => (
            t!("Where {store} sends your money was changed", store = "{SITE}"),
            vec![
                t!("Where your money goes was changed just now. If that was you, all is well.").to_owned(),
                t!(
                    "If it was not, write to {store} at once: nothing is sent there for three days.",
                    store = "{SITE}"
                ),
            ],
        ),
        _ => return None,
    };
    let body = [vec![t!("Hi {name},", name = "{NAME}")], said, vec![LINK.to_owned()]].concat().join("\n\n");
    Some(Text { subject, body })
}

/// What is pressed.
pub(super) fn press(kind: Kind) -> &'static str {
    match kind {
        Kind::PartnerInvite => t!("Your link"),
        Kind::PayoutPaid | Kind::PayoutReopened | Kind::PayoutVoided => t!("Statement"),
        Kind::PayoutDetailsMissing => t!("Say where it is to go"),
        Kind::PayoutDetailsChanged => t!("Look at it"),
        Kind::ClaimAccepted | Kind::ClaimDeclined | Kind::ClaimAsked => t!("To your report"),
        _ => t!("Sign in"),
    }
}

/// Made-up values, to see what a text looks like.
pub(crate) fn sample(kind: Kind, store: &Store, base: &str) -> Values {
    if !kind.is_to_partners() {
        return Values::sample(store, base);
    }
    let link = match kind {
        Kind::PartnerInvite => format!("{base}/r/SARA"),
        Kind::PartnerWelcome | Kind::PartnerSignIn => format!("{base}/partner/enter?token=…"),
        Kind::ClaimAccepted | Kind::ClaimDeclined | Kind::ClaimAsked => {
            format!("{base}{}", crate::claims::PAGE)
        }
        _ => format!("{base}/partner/payouts"),
    };
    let reason = match kind {
        Kind::ApplicationDeclined => t!("Your site has no page yet that sells what we sell."),
        _ => t!("The bank sent the money back."),
    };
    let mut values = Values::default();
    values.set("SITE", &store.name);
    values.set("LINK", link);
    values.set("NAME", "Sara");
    values.set("OFFER", t!("Your code: {code}", code = "SARA10"));
    values.set("AMOUNT", words::money(12_550, store.currency));
    values.set("DAY", date::day_of_year(jiff::civil::date(2026, 6, 8)));
    values.set("DESTINATION", "SE45…7466");
    values.set("REASON", reason);
    values.set("ORDER", "1042");
    values.set("ANSWER", t!("Thank you for telling us."));
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_words_have_no_place_that_is_not_filled_and_no_other_value() {
        for language in Lang::ALL {
            for kind in Kind::ALL.into_iter().filter(|kind| kind.is_to_partners()) {
                let Text { subject, body } = lang::within(language, || our_text(kind)).expect("a text");
                // Every mail is signed with the store's name.
                for place in kind.places().iter().filter(|place| **place != "SITE") {
                    let place = format!("{{{place}}}");
                    assert!(
                        body.contains(&place) || subject.contains(&place),
                        "{kind:?} lacks {place} in {language:?}"
                    );
                }
                let all = [subject, body].join(" ");
                let known = |name: &str| kind.places().contains(&name);
                let mut places =
                    all.split('{').skip(1).map(|rest| rest.split('}').next().unwrap_or_default());
                assert!(places.all(known), "{kind:?} in {language:?}: {all}");
            }
        }
    }
}
