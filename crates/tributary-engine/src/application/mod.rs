//! Applications: people who ask to become partners. Kept as they came, before anybody judges them.

mod sql;

use crate::code::{self, Kind, NewCode, fits_url, fold};
use crate::db::{Row, Tx};
use crate::error::{Error, Field, Result};
use crate::page::{Cursor, Page};
use crate::partner::{self, NewPartner, Partner, plausible_email};
use crate::{chance, params, program};
use tributary_core::{ApplicationId, PartnerId, ProgramId, TenantId, Timestamp};

const NAME_CHARS_MAX: usize = 200;
const TEXT_CHARS_MAX: usize = 2_000; // an answer, not a book
const CODES_TRIED_MAX: u32 = 50; // so many people of one name, then chance decides

/// What somebody wrote.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Answers {
    /// Their name.
    pub name: String,
    /// Where to write to.
    pub email: String,
    /// Where they live, in their words.
    pub country: String,
    /// Their site or profiles.
    pub site: String,
    /// How they will promote.
    pub promotes: String,
    /// The language they read, a BCP 47 tag.
    pub language: String,
}

/// How an application stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Nobody has looked yet.
    Waiting,
    /// They are a partner now.
    Approved(PartnerId),
    /// They are not, and why.
    Declined(String),
}

/// Somebody who asks to become a partner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Application {
    /// Its id.
    pub id: ApplicationId,
    /// The program they want to join.
    pub program: ProgramId,
    /// When they asked.
    pub at: Timestamp,
    /// What they wrote.
    pub answers: Answers,
    /// How it stands.
    pub verdict: Verdict,
    /// When somebody judged it, and who.
    pub judged: Option<(Timestamp, String)>,
}

/// Keeps an application. Whoever asks again while the first waits changes nothing.
///
/// # Errors
/// [`Error::Invalid`] names every field that needs another look.
pub fn submit(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    program: &ProgramId,
    answers: &Answers,
    now: Timestamp,
) -> Result<Application> {
    check(answers)?;
    program::load(tx, tenant, program)?;
    let email = answers.email.trim();
    let waiting = params![tenant, program, fold(email)];
    if let Some(id) = tx.row(sql::WAITING_OF, waiting, |row| row.parse::<ApplicationId>(0))? {
        return load(tx, tenant, &id);
    }
    let id = ApplicationId::from_bits(chance::ordered_bits(now)?);
    tx.exec(
        sql::INSERT,
        params![
            tenant,
            &id,
            program,
            now,
            answers.name.trim(),
            email,
            fold(email),
            answers.country.trim(),
            answers.site.trim(),
            answers.promotes.trim(),
            &answers.language
        ],
    )?;
    load(tx, tenant, &id)
}

/// Whether every answer can be kept.
///
/// # Errors
/// [`Error::Invalid`] names every field that needs another look.
pub fn check(answers: &Answers) -> Result<()> {
    let long = |text: &str, most: usize| text.chars().count() > most;
    let mut faults = Vec::new();
    let mut field = |pointer: &str, code: &'static str, detail: &str| {
        faults.push(Field::new(pointer, code, detail));
    };
    if answers.name.trim().is_empty() || long(&answers.name, NAME_CHARS_MAX) {
        field("/name", "length", "Write your name, up to 200 characters.");
    }
    if !plausible_email(answers.email.trim()) {
        field(
            "/email",
            "format",
            "Write an e-mail address such as sara@example.com: your sign-in link goes there.",
        );
    }
    if answers.promotes.trim().is_empty() {
        field("/promotes", "length", "Tell us in a sentence how you will promote.");
    }
    if long(&answers.promotes, TEXT_CHARS_MAX) {
        field("/promotes", "length", "Shorten this to 2,000 characters.");
    }
    if long(&answers.country, TEXT_CHARS_MAX) {
        field("/country", "length", "Shorten this to 2,000 characters.");
    }
    if long(&answers.site, TEXT_CHARS_MAX) {
        field("/site", "length", "Shorten this to 2,000 characters.");
    }
    if faults.is_empty() { Ok(()) } else { Err(Error::Invalid(faults)) }
}

/// One application.
///
/// # Errors
/// [`Error::NotFound`].
pub fn load(tx: &mut Tx<'_>, tenant: &TenantId, id: &ApplicationId) -> Result<Application> {
    tx.row(sql::LOAD, params![tenant, id], decode)?.ok_or(Error::NotFound("application"))
}

/// A page of applications, newest first: all, or those that are `waiting`, `approved` or `declined`.
///
/// # Errors
/// What the database says.
pub fn list(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    (program, status): (Option<&ProgramId>, Option<&str>),
    cursor: &Cursor,
) -> Result<Page<Application>> {
    let wanted = params![tenant, status, cursor.below(), cursor.fetch(), program];
    let rows = tx.rows(sql::LIST, wanted, decode)?;
    Ok(cursor.page(rows, |application| application.id.to_string()))
}

/// How many wait, at all programs or one.
///
/// # Errors
/// What the database says.
pub fn waiting(tx: &mut Tx<'_>, tenant: &TenantId, program: Option<&ProgramId>) -> Result<i64> {
    tx.int(sql::COUNT, params![tenant, "waiting", program])
}

/// Makes the applicant a partner with a link of their own; one who is a partner already stays that partner.
///
/// # Errors
/// [`Error::NotFound`], or [`Error::Conflict`] when it was judged before.
pub fn approve(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    id: &ApplicationId,
    (by, people_key): (&str, &[u8; 32]),
    now: Timestamp,
) -> Result<Partner> {
    let application = load(tx, tenant, id)?;
    let known = partner_of(tx, tenant, &application.answers.email)?;
    let partner = match known {
        Some(known) => partner::load(tx, tenant, &known)?,
        None => added(tx, tenant, &application, (by, people_key), now)?,
    };
    judge(tx, tenant, id, ("approved", by, None, Some(&partner.id)), now)?;
    Ok(partner)
}

/// The partner with this address, if there is one.
///
/// # Errors
/// What the database says.
pub fn partner_of(tx: &mut Tx<'_>, tenant: &TenantId, email: &str) -> Result<Option<PartnerId>> {
    tx.row(sql::PARTNER_OF, params![tenant, fold(email)], |row| row.parse(0))
}

fn added(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    application: &Application,
    (by, people_key): (&str, &[u8; 32]),
    now: Timestamp,
) -> Result<Partner> {
    let answers = &application.answers;
    let new = NewPartner {
        name: answers.name.clone(),
        email: Some(answers.email.clone()),
        kind: "influencer".to_owned(),
        by: by.to_owned(),
    };
    let partner = partner::create(tx, tenant, &new, people_key, now)?;
    give_code(tx, tenant, (&application.program, &partner), now)?;
    Ok(partner)
}

/// Gives a link made of the first name; of two people with one name the second gets a number.
fn give_code(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    (program, partner): (&ProgramId, &Partner),
    now: Timestamp,
) -> Result<()> {
    let stem = stem(&partner.name);
    for number in 1..=CODES_TRIED_MAX {
        let code = match (stem.as_str(), number) {
            ("", _) | (_, CODES_TRIED_MAX) => chance::secret()?.chars().take(8).collect(),
            (stem, 1) => stem.to_owned(),
            (stem, number) => format!("{stem}{number}"),
        };
        if code::find(tx, tenant, program, &code, Kind::Referral)?.is_some() {
            continue;
        }
        let new =
            NewCode { program: program.clone(), partner: partner.id.clone(), kind: Kind::Referral, code };
        return code::create(tx, tenant, &new, now).map(drop);
    }
    Err(Error::Conflict("no free code was found for this name".to_owned()))
}

fn stem(name: &str) -> String {
    let first = name.split_whitespace().next().unwrap_or_default();
    let stem: String = first.to_lowercase().chars().filter(|c| fits_url(&c.to_string())).collect();
    stem.chars().take(30).collect()
}

/// Turns an application down with a reason that the applicant reads.
///
/// # Errors
/// [`Error::Invalid`] without a reason, [`Error::NotFound`], or [`Error::Conflict`] when it was judged before.
pub fn decline(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    id: &ApplicationId,
    (by, reason): (&str, &str),
    now: Timestamp,
) -> Result<()> {
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > TEXT_CHARS_MAX {
        return Err(Error::field("/reason", "length", "Say why: the applicant reads it."));
    }
    judge(tx, tenant, id, ("declined", by, Some(reason), None), now)
}

fn judge(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    id: &ApplicationId,
    (status, by, reason, partner): (&str, &str, Option<&str>, Option<&PartnerId>),
    now: Timestamp,
) -> Result<()> {
    match tx.exec(sql::JUDGE, params![tenant, id, status, now, by, reason, partner])? {
        0 => Err(Error::Conflict("this application was judged before".to_owned())),
        _ => Ok(()),
    }
}

fn decode(row: &Row<'_>) -> Result<Application> {
    let (status, reason) = (row.text(9)?, row.opt_text(12)?);
    let verdict = match (status.as_str(), row.opt_parse(13)?) {
        ("approved", Some(partner)) => Verdict::Approved(partner),
        ("declined", _) => Verdict::Declined(reason.unwrap_or_default()),
        _ => Verdict::Waiting,
    };
    let judged_at = row.opt_int(10)?.map(Timestamp::from_ms);
    Ok(Application {
        id: row.parse(0)?,
        program: row.parse(1)?,
        at: row.time(2)?,
        answers: Answers {
            name: row.text(3)?,
            email: row.text(4)?,
            country: row.text(5)?,
            site: row.text(6)?,
            promotes: row.text(7)?,
            language: row.text(8)?,
        },
        verdict,
        judged: judged_at.zip(row.opt_text(11)?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_made_of_the_first_name() {
        assert_eq!(stem("Sara Lind"), "sara");
        assert_eq!(stem("  Élodie/Marie  B."), "élodiemarie");
        assert_eq!(stem("ئايگۈل"), "ئايگۈل");
        assert_eq!(stem("<b> x"), "b");
        assert_eq!(stem("!!!"), "");
    }

    #[test]
    fn every_slip_is_named_at_once() {
        let error = check(&Answers { email: "nobody".to_owned(), ..Answers::default() }).unwrap_err();
        let Error::Invalid(faults) = error else { panic!("{error}") };
        let pointers: Vec<&str> = faults.iter().map(|fault| fault.pointer.as_str()).collect();
        assert_eq!(pointers, ["/name", "/email", "/promotes"]);
    }
}
