//! Letters to customers and their friends: what happened asks for one in its own transaction ([`ask`]), a worker makes of it
//! what is to be written ([`occasion`]), in words of the edge or of the owner ([`text`]). At most one per event.

mod occasion;
mod sql;
mod text;

pub use occasion::{Matter, Occasion, occasions, rest};
pub use text::{Kind, PLACES_MAX, Text, is_off, set_off, set_text, switched_off, text, texts};

use crate::db::Tx;
use crate::error::Result;
use crate::job::{self, Job};
use crate::page::{Cursor, LIMIT_MAX};
use crate::program::Program;
use crate::{access, panel, params, program};
use tributary_core::{CouponId, CustomerId, InvitationId, ProgramId, TenantId, Timestamp, TransactionId};

const JOB: &str = "letter";
const LEASE_MS: i64 = 60_000;

/// What somebody may have to be written about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// A customer came to belong to another one.
    Friend(CustomerId),
    /// Store credit moved.
    Transaction(TransactionId),
    /// A customer got a code, or another one.
    Code(CustomerId, String),
    /// A friend is invited.
    Invitation(InvitationId),
    /// A friend is invited once more, at that moment.
    Nudge(InvitationId, Timestamp),
    /// A friend got a coupon.
    Coupon(CouponId),
    /// A promotion of a program began, which starts at that moment.
    Promo(ProgramId, Timestamp),
    /// The same, for the customers after this one: many are told a page at a time.
    PromoAfter(ProgramId, Timestamp, CustomerId),
}

impl About {
    /// As it is kept.
    #[must_use]
    pub fn key(&self) -> String {
        match self {
            Self::Friend(id) => format!("friend {id}"),
            Self::Transaction(id) => format!("transaction {id}"),
            Self::Code(id, code) => format!("code {id} {code}"),
            Self::Invitation(id) => format!("invitation {id}"),
            Self::Nudge(id, at) => format!("nudge {id} {}", at.ms()),
            Self::Coupon(id) => format!("coupon {id}"),
            Self::Promo(id, at) => format!("promo {id} {}", at.ms()),
            Self::PromoAfter(id, at, customer) => format!("promo_after {id} {} {customer}", at.ms()),
        }
    }

    /// What somebody is told of it once, whoever else is told in the same go.
    #[must_use]
    pub fn event(&self) -> Self {
        match self {
            Self::PromoAfter(id, at, _) => Self::Promo(id.clone(), *at),
            other => other.clone(),
        }
    }

    /// Reads what [`Self::key`] wrote.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut words = text.splitn(3, ' ');
        let (kind, id, rest) = (words.next()?, words.next()?, words.next());
        let moment = || rest.and_then(|ms| ms.parse().ok()).map(Timestamp::from_ms);
        match kind {
            "friend" => CustomerId::parse(id).ok().map(Self::Friend),
            "transaction" => TransactionId::parse(id).ok().map(Self::Transaction),
            "code" => {
                CustomerId::parse(id).ok().map(|id| Self::Code(id, rest.unwrap_or_default().to_owned()))
            }
            "invitation" => InvitationId::parse(id).ok().map(Self::Invitation),
            "nudge" => Some(Self::Nudge(InvitationId::parse(id).ok()?, moment()?)),
            "coupon" => CouponId::parse(id).ok().map(Self::Coupon),
            "promo" => Some(Self::Promo(ProgramId::parse(id).ok()?, moment()?)),
            "promo_after" => {
                let (ms, customer) = rest?.split_once(' ')?;
                let at = Timestamp::from_ms(ms.parse().ok()?);
                Some(Self::PromoAfter(ProgramId::parse(id).ok()?, at, CustomerId::parse(customer).ok()?))
            }
            _ => None,
        }
    }
}

/// Says that something happened about which somebody may have to be written; to be called in its transaction.
///
/// # Errors
/// What the database says.
pub fn ask(tx: &mut Tx<'_>, tenant: &TenantId, about: &About, now: Timestamp) -> Result<()> {
    job::ask(tx, tenant, JOB, &about.key(), now)
}

/// Whether anything waits to be looked at.
///
/// # Errors
/// What the database says.
pub fn is_due(tx: &mut Tx<'_>, now: Timestamp) -> Result<bool> {
    job::is_due(tx, JOB, now)
}

/// Claims what waits: what it is about, where that can be read.
///
/// # Errors
/// What the database says.
pub fn claim(tx: &mut Tx<'_>, now: Timestamp, limit: i64) -> Result<Vec<(Job, Option<About>)>> {
    let jobs = job::claim(tx, JOB, now, LEASE_MS, limit)?;
    Ok(jobs.into_iter().map(|job| (job.clone(), About::parse(&job.subject))).collect())
}

/// It was looked at; to be called in the transaction that wrote what was to be written.
///
/// # Errors
/// What the database says.
pub fn done(tx: &mut Tx<'_>, job: &Job) -> Result<()> {
    job::done(tx, JOB, job)
}

/// A customer is to be written about something once more, whatever they were written about it before.
///
/// # Errors
/// What the database says.
pub fn again(
    tx: &mut Tx<'_>,
    (tenant, customer): (&TenantId, &CustomerId),
    about: &About,
    now: Timestamp,
) -> Result<()> {
    tx.exec(sql::FORGET_SENT, params![tenant, customer, about.key()])?;
    ask(tx, tenant, about, now)
}

/// Whether a customer was not written about this yet; from now on they were.
///
/// # Errors
/// What the database says.
pub fn is_first(
    tx: &mut Tx<'_>,
    (tenant, customer): (&TenantId, &CustomerId),
    (about, kind): (&About, Kind),
    now: Timestamp,
) -> Result<bool> {
    let row = params![tenant, customer, about.event().key(), kind.as_str(), now];
    Ok(tx.exec(sql::NOTE_SENT, row)? > 0)
}

/// Promotions that have begun and of which nobody was told yet: whose, and which.
///
/// # Errors
/// What the database says.
pub fn begun(tx: &mut Tx<'_>, now: Timestamp) -> Result<Vec<(TenantId, About)>> {
    let mut all = Vec::new();
    for tenant in access::live_tenants(tx)? {
        let mut cursor = Cursor { after: None, limit: LIMIT_MAX };
        loop {
            let page = program::list(tx, &tenant, &cursor)?;
            for program in page.rows {
                if let Some(about) = untold(tx, (&tenant, program), now)? {
                    all.push((tenant.clone(), about));
                }
            }
            cursor.after = page.next;
            if cursor.after.is_none() {
                break;
            }
        }
    }
    Ok(all)
}

/// A program's promotion that has begun and of which nobody was told yet.
fn untold(tx: &mut Tx<'_>, (tenant, program): (&TenantId, Program), now: Timestamp) -> Result<Option<About>> {
    let referral = program.current.rules.referral.filter(|referral| referral.enabled);
    let Some(promo) = referral.as_ref().and_then(|referral| panel::promo_at(referral, now)) else {
        return Ok(None);
    };
    let about = About::Promo(program.id.clone(), promo.starts_at);
    let told = tx.int(sql::IS_SENT, params![tenant, &program.id, about.key()])? > 0;
    Ok(Some(about).filter(|_| !told))
}

/// Has customers told of a promotion; twice is once.
///
/// # Errors
/// What the database says.
pub fn ask_once(tx: &mut Tx<'_>, tenant: &TenantId, about: &About, now: Timestamp) -> Result<()> {
    let About::Promo(program, _) = about else { return ask(tx, tenant, about, now) };
    let row = params![tenant, program, about.key(), Kind::PromoStarts.as_str(), now];
    if tx.exec(sql::NOTE_SENT, row)? > 0 {
        ask(tx, tenant, about, now)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_letter_is_about_reads_back_as_it_was_kept() {
        let at = Timestamp::from_ms(5);
        for about in [
            About::Friend(CustomerId::from_bits(1)),
            About::Transaction(TransactionId::from_bits(2)),
            About::Code(CustomerId::from_bits(3), "BOB22".to_owned()),
            About::Invitation(InvitationId::from_bits(4)),
            About::Nudge(InvitationId::from_bits(4), at),
            About::Coupon(CouponId::from_bits(5)),
            About::Promo(ProgramId::from_bits(6), at),
            About::PromoAfter(ProgramId::from_bits(6), at, CustomerId::from_bits(7)),
        ] {
            assert_eq!(About::parse(&about.key()), Some(about));
        }
        for text in ["", "friend", "friend x", "nudge inv_1", "else cus_1"] {
            assert_eq!(About::parse(text), None, "{text}");
        }
    }
}
