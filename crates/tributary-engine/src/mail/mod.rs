//! Mail to send: written in the transaction of what it is about, sent afterwards by a worker.
//!
//! A text may hold a one-time link, so it is sealed with the server's key and forgotten once it was sent or outlived.
//! What was given up can be tried again for a week, and is forgotten then.

mod sql;

use crate::audit::{self, Actor, Note};
use crate::db::{Row, Tx};
use crate::error::{Error, Result};
use crate::invitation::stop;
use crate::job::{self, Job};
use crate::page::{Cursor, Page};
use crate::seal::Sealer;
use crate::{chance, params, person};
use serde::{Deserialize, Serialize};
use tributary_core::{MailId, TenantId, Timestamp};

const JOB: &str = "mail";
/// 1, 2, 4 … minutes apart: about eight hours in all, as long as a mail server may be down.
const ATTEMPTS_MAX: i64 = 9;
const LEASE_MS: i64 = 120_000;
const UNWANTED: &str = "Its receiver wants no more mails of this kind.";
const FORGOTTEN: &str = "Its receiver was forgotten.";
/// What stands in place of an address that was forgotten.
const NOBODY: &str = "…";
const TOO_LATE: &str = "It was of no more use before it could be sent.";
/// How long the text of a mail that was given up is kept.
const KEPT_MS: i64 = 7 * 24 * 3_600_000;
const TROUBLE_CHARS_MAX: usize = 500;

/// What is to be written to somebody.
#[derive(Clone, PartialEq, Eq)]
pub struct Mail {
    /// The address.
    pub to: String,
    /// The line above.
    pub subject: String,
    /// The text.
    pub text: String,
    /// The same as HTML.
    pub html: Option<String>,
    /// The language it is in, as a tag.
    pub language: String,
    /// When it is of no more use, such as when the link in it has ended.
    pub useful_until: Option<Timestamp>,
    /// Where mails of its kind are stopped, by a press or by a mail program itself.
    pub unsubscribe: Option<String>,
}

impl std::fmt::Debug for Mail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Mail({:?})", self.subject) // the text may hold a one-time link
    }
}

#[derive(Serialize, Deserialize)]
struct Body {
    text: String,
    html: Option<String>,
    #[serde(default)]
    unsubscribe: Option<String>,
}

/// Queues a mail; to be called in the transaction of what it is about.
///
/// # Errors
/// What the database says.
pub fn queue(
    tx: &mut Tx<'_>,
    (tenant, sealer): (&TenantId, &Sealer),
    mail: &Mail,
    now: Timestamp,
) -> Result<MailId> {
    let id = MailId::from_bits(chance::ordered_bits(now)?);
    let unsubscribe = mail.unsubscribe.clone();
    let body = Body { text: mail.text.clone(), html: mail.html.clone(), unsubscribe };
    let body = serde_json::to_string(&body).map_err(|e| Error::Broken(e.to_string()))?;
    let sealed = sealer.seal(&body)?;
    tx.exec(
        sql::INSERT,
        params![tenant, &id, &mail.to, &mail.subject, &mail.language, &sealed, now, mail.useful_until],
    )?;
    job::ask(tx, tenant, JOB, id.as_str(), now)?;
    Ok(id)
}

/// A mail that is to be sent now, by whoever claimed it.
#[derive(Debug, Clone)]
pub struct Due {
    job: Job,
    /// What to send.
    pub mail: Mail,
}

/// Whether any mail is due.
///
/// # Errors
/// What the database says.
pub fn is_due(tx: &mut Tx<'_>, now: Timestamp) -> Result<bool> {
    job::is_due(tx, JOB, now)
}

/// Claims mail that is due; what has outlived its use is given up instead.
///
/// # Errors
/// What the database says, or a text that does not fit the key file.
pub fn claim(tx: &mut Tx<'_>, sealer: &Sealer, now: Timestamp, limit: i64) -> Result<Vec<Due>> {
    let mut due = Vec::new();
    for job in job::claim(tx, JOB, now, LEASE_MS, limit)? {
        let Some(mail) = load(tx, sealer, &job)? else {
            job::done(tx, JOB, &job)?;
            continue;
        };
        if mail.useful_until.is_some_and(|until| until <= now) {
            settle(tx, &job, &Outcome::given_up(TOO_LATE), now)?;
        } else if is_unwanted(tx, sealer, &mail)? {
            settle(tx, &job, &Outcome::given_up(UNWANTED), now)?;
            forget_receiver(tx, &job.tenant, &mail.to, &person::email_hint(&mail.to))?;
        } else {
            due.push(Due { job, mail });
        }
    }
    Ok(due)
}

/// Whether its receiver stopped mails of its kind after it was written.
fn is_unwanted(tx: &mut Tx<'_>, sealer: &Sealer, mail: &Mail) -> Result<bool> {
    match &mail.unsubscribe {
        Some(link) => stop::was_followed(tx, link, sealer.people_key()),
        None => Ok(false),
    }
}

fn load(tx: &mut Tx<'_>, sealer: &Sealer, job: &Job) -> Result<Option<Mail>> {
    let row = tx.row(sql::LOAD, params![&job.tenant, &job.subject], |row| {
        let until = row.opt_int(4)?.map(Timestamp::from_ms);
        Ok((row.text(0)?, row.text(1)?, row.text(2)?, row.text(3)?, until))
    })?;
    let Some((to, subject, language, sealed, useful_until)) = row else { return Ok(None) };
    let body: Body =
        serde_json::from_str(&sealer.unseal(&sealed)?).map_err(|e| Error::Broken(e.to_string()))?;
    let Body { text, html, unsubscribe } = body;
    Ok(Some(Mail { to, subject, text, html, language, useful_until, unsubscribe }))
}

/// The mail was taken by the mail server.
///
/// # Errors
/// What the database says.
pub fn sent(tx: &mut Tx<'_>, due: &Due, now: Timestamp) -> Result<()> {
    settle(tx, &due.job, &Outcome { state: "sent", trouble: None, tries: 1, kept: false }, now)
}

/// The mail was not taken: it comes back later, unless it was `refused` for good or tried often enough.
///
/// # Errors
/// What the database says.
pub fn failed(tx: &mut Tx<'_>, due: &Due, (trouble, refused): (&str, bool), now: Timestamp) -> Result<()> {
    let trouble: String = trouble.chars().take(TROUBLE_CHARS_MAX).collect();
    // `attempts` is what the job had before this try.
    if refused || due.job.attempts + 1 >= ATTEMPTS_MAX {
        let given_up = Outcome { state: "failed", trouble: Some(&trouble), tries: 1, kept: true };
        return settle(tx, &due.job, &given_up, now);
    }
    tx.exec(sql::TRIED, params![&due.job.tenant, &due.job.subject, &trouble])?;
    job::failed(tx, JOB, &due.job, &trouble, now)
}

/// What became of a mail in the end.
#[derive(Clone, Copy)]
struct Outcome<'a> {
    state: &'static str,
    trouble: Option<&'a str>,
    tries: i64,
    /// Whether it can be tried again.
    kept: bool,
}

impl Outcome<'_> {
    const fn given_up(why: &'static str) -> Self {
        Self { state: "failed", trouble: Some(why), tries: 0, kept: false }
    }
}

fn settle(tx: &mut Tx<'_>, job: &Job, outcome: &Outcome<'_>, now: Timestamp) -> Result<()> {
    let Outcome { state, trouble, tries, kept } = *outcome;
    tx.exec(sql::SETTLE, params![&job.tenant, &job.subject, state, trouble, tries, now, kept])?;
    tx.exec(sql::FORGET, params![now.plus_ms(-KEPT_MS)])?;
    job::done(tx, JOB, job)
}

/// Tries a mail again now: one that waits for its next try, or one that was given up within a week.
///
/// # Errors
/// A conflict when there is nothing to try: it was sent, its text is forgotten, or it is of no more use.
pub fn retry(tx: &mut Tx<'_>, by: &Actor, id: &MailId, now: Timestamp) -> Result<()> {
    let entry = tx.row(sql::ONE, params![&by.tenant, id], decode)?.ok_or(Error::NotFound("mail"))?;
    if !entry.can_be_retried(now) {
        return Err(Error::Conflict("this mail cannot be sent again".to_owned()));
    }
    tx.exec(sql::REQUEUE, params![&by.tenant, id])?;
    job::ask(tx, &by.tenant, JOB, id.as_str(), now)?;
    audit::note(tx, by, &Note::on("mail.retried", id.as_str()).named(&entry.subject), now).map(drop)
}

/// A line of the log: everything but the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its id.
    pub id: MailId,
    /// The address.
    pub to: String,
    /// The line above.
    pub subject: String,
    /// The language it is in.
    pub language: String,
    /// `queued`, `sent` or `failed`.
    pub state: String,
    /// How often it was tried.
    pub attempts: i64,
    /// What went wrong last.
    pub trouble: Option<String>,
    /// When it was written.
    pub created_at: Timestamp,
    /// When it was sent or given up.
    pub settled_at: Option<Timestamp>,
    /// When it is of no more use.
    pub useful_until: Option<Timestamp>,
    /// Whether its text is still there.
    pub kept: bool,
}

impl Entry {
    /// Whether trying it again now makes sense.
    #[must_use]
    pub fn can_be_retried(&self, now: Timestamp) -> bool {
        let tried = self.state == "failed" || (self.state == "queued" && self.trouble.is_some());
        tried && self.kept && self.useful_until.is_none_or(|until| until > now)
    }
}

/// Forgets to whom mails went that are settled; a hint of the address stays.
///
/// # Errors
/// What the database says.
pub fn forget_receiver(tx: &mut Tx<'_>, tenant: &TenantId, address: &str, hint: &str) -> Result<()> {
    tx.exec(sql::FORGET_RECEIVER, params![tenant, address, hint]).map(drop)
}

/// Forgets a person's address: to whom mails went, and the mails that still wait.
///
/// # Errors
/// What the database says.
pub fn forget_person(tx: &mut Tx<'_>, tenant: &TenantId, address: &str, now: Timestamp) -> Result<()> {
    tx.exec(sql::FORGET_PERSON, params![tenant, address.trim(), NOBODY, FORGOTTEN, now]).map(drop)
}

/// How many mails there are in each state.
///
/// # Errors
/// What the database says.
pub fn counts(tx: &mut Tx<'_>, tenant: &TenantId) -> Result<Vec<(String, i64)>> {
    tx.rows(sql::COUNTS, params![tenant], |row| Ok((row.text(0)?, row.int(1)?)))
}

/// A page of the log, newest first.
///
/// # Errors
/// What the database says.
pub fn list(tx: &mut Tx<'_>, tenant: &TenantId, state: Option<&str>, cursor: &Cursor) -> Result<Page<Entry>> {
    let rows = tx.rows(sql::LIST, params![tenant, cursor.below(), state, cursor.fetch()], decode)?;
    Ok(cursor.page(rows, |entry| entry.id.to_string()))
}

fn decode(row: &Row<'_>) -> Result<Entry> {
    Ok(Entry {
        id: row.parse(0)?,
        to: row.text(1)?,
        subject: row.text(2)?,
        language: row.text(3)?,
        state: row.text(4)?,
        attempts: row.int(5)?,
        trouble: row.opt_text(6)?,
        created_at: row.time(7)?,
        settled_at: row.opt_int(8)?.map(Timestamp::from_ms),
        useful_until: row.opt_int(9)?.map(Timestamp::from_ms),
        kept: row.int(10)? != 0,
    })
}
