//! Forgetting clicks: raw rows older than a span go, figures stay, and so does every click that an order hangs on: those
//! that facts about orders name, and all of a browser that ever ordered. So whatever is derived anew is derived the same.
//!
//! Clicks go in the order of their chain, a few thousand at a time: each time a [`Horizon`] is appended and what is not to
//! be kept before it is removed, in one transaction. Start at [`forget`].

mod days;
mod horizon;
mod parts;
mod sql;
mod standing;
mod tally;

pub(crate) use days::clear_days;
pub use horizon::{Horizon, digest_after, first_click, last};
pub use parts::{Part, drop_emptied, make_ahead, parts};
pub use standing::{Parts, Standing, standing};
pub use tally::Tally;

use crate::audit::{self, Actor, Note};
use crate::chain::hash_after;
use crate::clock::rfc3339;
use crate::db::{Row, Tx};
use crate::error::{Error, Result};
use crate::{click, params};
use serde_json::json;
use tributary_core::fact::OrderFact;
use tributary_core::program::Rules;
use tributary_core::{ClickId, TenantId, Timestamp};

const DAY_MS: i64 = 86_400_000;
/// What the audit log calls it.
const FORGOTTEN: &str = "click.forgotten";

/// How far a step came.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Step {
    /// Clicks that are gone now.
    pub forgotten: i64,
    /// Clicks among them that stay.
    pub kept: i64,
    /// Whether more is to be forgotten.
    pub goes_on: bool,
}

/// How many days the rules ask clicks to be kept: the longest window, and the longest hold behind it, of all versions of all
/// programs, for a replay may judge by any of them.
///
/// # Errors
/// What the database says.
pub fn needed_days(tx: &mut Tx<'_>) -> Result<i64> {
    let rules = tx.rows(sql::RULES, params![], |row| row.json::<Rules>(0))?;
    let longest = |days: fn(&Rules) -> u32| rules.iter().map(days).max().map_or(0, i64::from);
    Ok(longest(|rules| rules.window_days) + longest(|rules| rules.hold_days))
}

/// The moment before which clicks may go: so many days ago, but no later than the rules allow.
///
/// # Errors
/// What the database says.
pub fn cutoff(tx: &mut Tx<'_>, keep_days: u32, now: Timestamp) -> Result<Timestamp> {
    let days = i64::from(keep_days).max(needed_days(tx)?);
    Ok(now.plus_ms(days.saturating_mul(DAY_MS).saturating_neg()))
}

/// Forgets clicks of days that ended before a moment, so many at most, behind one new horizon. The last step of a run notes
/// in the audit log what all of its steps came to.
///
/// # Errors
/// [`Error::Broken`] when a click does not fit its chain: what is damaged is for `verify` to say, not to be forgotten.
pub fn forget(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    (before, most): (Timestamp, i64),
    now: Timestamp,
) -> Result<Step> {
    let Some(calendar) = click::calendar(tx, tenant)? else { return Ok(Step::default()) };
    let day = calendar.day_of(before);
    let until = calendar.start_of(day);
    let last = last(tx, tenant)?;
    let after = last.as_ref().map_or(0, |last| last.seq);
    let next = tx.rows(sql::NEXT, params![tenant, after, most], Next::decode)?;
    // A click from the time to come had a wrong clock; nothing waits for that.
    let behind = next.iter().take_while(|click| click.at < until || click.at > now).count();
    let filled = i64::try_from(next.len()).unwrap_or(i64::MAX) >= most;
    let goes_on = filled && behind == next.len();
    let Some(range) = next.get(..behind).filter(|range| !range.is_empty()) else {
        note_run(tx, tenant, until, now)?;
        return Ok(Step::default());
    };
    let mut horizon = sealed(range, (&calendar, until), last.as_ref())?;
    horizon.day = last.as_ref().map_or(day, |last| last.day.max(day));
    horizon.until = last.as_ref().map_or(until, |last| last.until.max(until));
    horizon.made_at = now;
    horizon.record(tx, tenant)?;
    let gone = tx.exec(sql::FORGET, params![tenant, after, horizon.seq, until])?;
    if i64::try_from(gone).ok() != Some(horizon.forgotten) {
        return Err(Error::Broken(format!("{gone} clicks went where {} were to go", horizon.forgotten)));
    }
    if !goes_on {
        note_run(tx, tenant, until, now)?;
    }
    Ok(Step { forgotten: horizon.forgotten, kept: horizon.kept, goes_on })
}

/// A click that may be forgotten, as it stands in the database.
struct Next {
    seq: i64,
    hash: String,
    at: Timestamp,
    parts: Vec<String>,
    source: String,
    is_tied: bool,
}

impl Next {
    fn decode(row: &Row<'_>) -> Result<Self> {
        let mut parts: Vec<String> = (2..14).map(|at| row.raw(at)).collect::<Result<_>>()?;
        parts.pop_if(|refs| refs.is_empty());
        Ok(Self {
            seq: row.int(0)?,
            hash: row.raw(1)?,
            at: tally::moment(parts.get(6).map_or("", String::as_str)),
            parts,
            source: row.raw(14)?,
            is_tied: row.int(15)? > 0,
        })
    }

    fn parts(&self) -> Vec<&str> {
        self.parts.iter().map(String::as_str).collect()
    }

    /// What its day tells apart: program, partner, link, code, source, outcome.
    fn kind(&self) -> [&str; 6] {
        let part = |at: usize| self.parts.get(at).map_or("", String::as_str);
        [part(1), part(2), part(3), part(4), &self.source, part(8)]
    }
}

/// The horizon behind some clicks that follow the last one without a gap.
fn sealed(
    range: &[Next],
    (calendar, until): (&click::Calendar, Timestamp),
    last: Option<&Horizon>,
) -> Result<Horizon> {
    let mut sealed = Horizon {
        number: last.map_or(1, |last| last.number + 1),
        after: last.map_or(0, |last| last.seq),
        seq: last.map_or(0, |last| last.seq),
        click_hash: last.map_or_else(String::new, |last| last.click_hash.clone()),
        forgotten: 0,
        kept: 0,
        kept_digest: String::new(),
        days: last.map(|last| last.days).unwrap_or_default(),
        day: 0,
        until,
        first_at: range.iter().map(|click| click.at).min().unwrap_or(until),
        made_at: until,
    };
    for click in range {
        let parts = click.parts();
        let follows = sealed.seq.checked_add(1) == Some(click.seq);
        if !follows || click.hash != hash_after(&sealed.click_hash, click.seq, &parts) {
            return Err(Error::Broken(format!(
                "click {} does not fit its chain, so nothing is forgotten: run tributary verify",
                click.seq
            )));
        }
        (sealed.seq, sealed.click_hash) = (click.seq, click.hash.clone());
        if click.is_tied || click.at >= until {
            sealed.kept += 1;
            sealed.kept_digest = digest_after(&sealed.kept_digest, click.seq, &click.hash, &parts);
        } else {
            sealed.forgotten += 1;
            sealed.days.add(calendar.day_of(click.at), &click.kind(), 1);
        }
    }
    Ok(sealed)
}

/// Notes what was forgotten since the last note, if anything was.
fn note_run(tx: &mut Tx<'_>, tenant: &TenantId, until: Timestamp, now: Timestamp) -> Result<()> {
    let noted = audit::last_object(tx, tenant, FORGOTTEN)?;
    let noted = noted.and_then(|number| number.parse::<i64>().ok()).unwrap_or(0);
    let since =
        tx.row(sql::SINCE, params![tenant, noted], |row| Ok((row.int(0)?, row.int(1)?, row.int(2)?)))?;
    let Some((forgotten, kept, number)) = since.filter(|(.., number)| *number > noted) else { return Ok(()) };
    let told = json!({ "clicks": forgotten, "kept": kept, "before": rfc3339(until) });
    let note = Note::on("click.forgotten", &number.to_string()).now(told);
    audit::note(tx, &Actor::system(tenant, "retention"), &note, now).map(drop)
}

/// Notes the clicks that a fact names, which are never forgotten from then on.
///
/// # Errors
/// What the database says.
pub(crate) fn name_clicks(tx: &mut Tx<'_>, tenant: &TenantId, fact: &OrderFact) -> Result<()> {
    let OrderFact::Stated { order, .. } = fact else { return Ok(()) };
    for told in order.evidence.iter().filter_map(|evidence| evidence.click.as_deref()) {
        // A cookie carries the visitor behind a dot.
        if let Ok(id) = ClickId::parse(told.split('.').next().unwrap_or(told)) {
            tx.send(sql::NAME, params![tenant, &id])?;
        }
    }
    Ok(())
}

/// Notes a click that a fact about a customer names, which is never forgotten from then on.
///
/// # Errors
/// What the database says.
pub(crate) fn name_click(tx: &mut Tx<'_>, tenant: &TenantId, id: &ClickId) -> Result<()> {
    tx.send(sql::NAME, params![tenant, id])
}

/// When a click was that is not there any more because clicks of its time were forgotten; nothing of any other.
///
/// # Errors
/// What the database says.
pub fn forgotten(tx: &mut Tx<'_>, tenant: &TenantId, id: &ClickId) -> Result<Option<Timestamp>> {
    let Some(at) = click::said_at(id) else { return Ok(None) };
    let until = last(tx, tenant)?.map(|last| last.until);
    Ok(until.filter(|until| at < *until).map(|_| at))
}
