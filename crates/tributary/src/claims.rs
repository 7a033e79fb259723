//! What a claim's evidence comes to, in a sentence that its partner may read: nothing of anybody else but how they won. The
//! API and the screens say the same. And the answers to claims together with the mails that tell of them, in one transaction.

use crate::lang::{self, Lang};
use crate::mail::claim::filled;
use crate::mail::customer::text_of;
use crate::t;
use tributary_core::reason::Reason;
use tributary_core::{ClaimId, OrderId, Timestamp};
use tributary_engine::audit::Actor;
use tributary_engine::claim::{self, Claim, Evidence, Verdict};
use tributary_engine::db::Tx;
use tributary_engine::letter::{self, Kind};
use tributary_engine::seal::Sealer;
use tributary_engine::{Result, mail, partner, program, publisher, store};

/// What there is to say about a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// In a sentence.
    pub sentence: String,
    /// Why the publisher's own evidence did not win.
    pub reason: Option<Reason>,
}

/// What the evidence of a claim comes to.
#[must_use]
pub fn told(evidence: &Evidence) -> Told {
    let own = evidence.found.as_ref().and_then(|found| found.own_reason);
    let sentence = match &evidence.verdict {
        Verdict::NotReported => t!("The store has not reported such an order yet."),
        Verdict::Several => t!("Several orders fit: the order's number would tell which is meant."),
        Verdict::Yours => {
            match evidence.found.as_ref().and_then(|found| found.conversion_reason.as_deref()) {
                Some(_) => {
                    t!("This order is credited to you; the transaction says why it earns nothing or waits.")
                }
                None => t!("This order is credited to you."),
            }
        }
        Verdict::Another(via) => match via.as_str() {
            "coupon" => t!("This order is credited to another partner, by a coupon."),
            "cookie" => t!("This order is credited to another partner, by a cookie of a click."),
            "manual" => t!("This order is credited to another partner, by the store's decision."),
            _ => t!("This order is credited to another partner, by a click."),
        },
        Verdict::Nobody(_) => t!("This order is credited to nobody."),
    };
    // Why nobody has it is said of the publisher's own evidence only: the rest may be another's.
    Told { sentence: sentence.to_owned(), reason: own }
}

/// The same for a partner's own page. Of an order that only its day and amount describe, nothing is said unless it is theirs: else
/// somebody could ask what others bought, and when.
#[must_use]
pub fn told_on_own_page(claim: &Claim, evidence: &Evidence) -> Told {
    if claim.number.is_some() || evidence.verdict == Verdict::Yours {
        return told(evidence);
    }
    let sentence = t!("None of your orders fits this day and amount. The store looks for it.").to_owned();
    Told { sentence, reason: None }
}

/// Who answers, and what a mail needs.
#[derive(Debug, Clone, Copy)]
pub struct Desk<'a> {
    /// Who answers, for which tenant.
    pub by: &'a Actor,
    /// Seals the mail.
    pub sealer: &'a Sealer,
    /// This server's address, without a trailing slash.
    pub base: &'a str,
}

/// Gives the order to whoever misses it, and tells them.
///
/// # Errors
/// As [`claim::accept`].
pub fn accept(
    tx: &mut Tx<'_>,
    desk: Desk<'_>,
    (id, order): (&ClaimId, &OrderId),
    answer: &str,
    now: Timestamp,
) -> Result<()> {
    let made = claim::accept(tx, desk.by, (id, order), answer, now)?;
    tell(tx, desk, (Kind::ClaimAccepted, &made), answer, now)
}

/// Turns the claim down, and tells them why.
///
/// # Errors
/// As [`claim::decline`].
pub fn decline(tx: &mut Tx<'_>, desk: Desk<'_>, id: &ClaimId, answer: &str, now: Timestamp) -> Result<()> {
    let made = claim::decline(tx, desk.by, id, answer, now)?;
    tell(tx, desk, (Kind::ClaimDeclined, &made), answer, now)
}

/// Asks back.
///
/// # Errors
/// As [`claim::ask`].
pub fn ask(tx: &mut Tx<'_>, desk: Desk<'_>, id: &ClaimId, question: &str, now: Timestamp) -> Result<()> {
    let made = claim::ask(tx, desk.by, id, question, now)?;
    tell(tx, desk, (Kind::ClaimAsked, &made), question, now)
}

/// Writes to whoever made it, in the language in which they did; without an address nothing is sent.
fn tell(
    tx: &mut Tx<'_>,
    desk: Desk<'_>,
    (kind, made): (Kind, &Claim),
    said: &str,
    now: Timestamp,
) -> Result<()> {
    let to = partner::load(tx, &made.tenant, &made.partner)?;
    let Some(email) = to.email.filter(|email| !email.is_empty()) else { return Ok(()) };
    if letter::is_off(tx, &made.tenant, kind)? {
        return Ok(());
    }
    let store = program::load(tx, &made.tenant, &made.program)?.store;
    let store = store::load(tx, &made.tenant, &store)?;
    let page = if publisher::is_member(tx, &made.tenant, (&made.program, &made.partner))? {
        "/publisher/transactions/claims"
    } else {
        PAGE
    };
    let link = format!("{}{page}#{}", desk.base, made.id);
    let language = Lang::parse(&made.language)
        .or_else(|| store.language.as_deref().and_then(Lang::parse))
        .unwrap_or_default();
    let text = text_of(tx, &made.tenant, (kind, language))?;
    let mail = lang::within(language, || {
        filled((kind, &text), (made, &to.name), (said.trim(), link), &store).to(&email)
    });
    mail::queue(tx, (&made.tenant, desk.sealer), &mail, now).map(drop)
}

/// Where partners read what became of theirs.
pub const PAGE: &str = "/partner/earnings/missing";
