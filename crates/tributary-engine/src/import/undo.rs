//! Takes back what a row did. What somebody has changed since stays as they left it; what something hangs on is hidden instead
//! of removed; facts are never removed: what takes them back is appended.

use super::apply::set_face;
use super::judge::face;
use super::resolve::Work;
use super::row::{Before, Change, Face};
use super::sql;
use crate::code;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::order::{NewFact, OrderKey, facts_of};
use crate::{params, partner, pipeline};
use tributary_core::fact::{OrderFact, OrderStated, Origin};
use tributary_core::order::{Status, fold};
use tributary_core::ruling::restoring;
use tributary_core::{CodeId, FactId, PartnerId};

/// Takes back what a row did.
pub(super) fn undo(tx: &mut Tx<'_>, work: &Work<'_>, before: &Before) -> Result<()> {
    match before {
        Before::Made { partner, codes } => {
            codes.iter().try_for_each(|code| end_code(tx, work, code))?;
            end_partner(tx, work, partner)
        }
        Before::Changed(change) => put_back(tx, work, change),
        Before::Linked { partner } => unlink(tx, work, partner),
        Before::Given { code } => end_code(tx, work, code),
        Before::Taken { order, was, words } => take_back(tx, work, (order, was.as_deref()), words),
    }
}

fn unlink(tx: &mut Tx<'_>, work: &Work<'_>, partner: &PartnerId) -> Result<()> {
    tx.exec(sql::DELETE_LINKS, params![work.tenant, partner, &work.import.id]).map(drop)
}

/// Ends a code: the orders that carry it are settled without it. One that was clicked stays, hidden, for its clicks name it.
fn end_code(tx: &mut Tx<'_>, work: &Work<'_>, id: &CodeId) -> Result<()> {
    let code = match code::load(tx, work.tenant, id) {
        Err(Error::NotFound(_)) => return Ok(()),
        other => other?,
    };
    if tx.int(sql::CODE_IS_CLICKED, params![work.tenant, id])? > 0 {
        return code::archive(tx, work.tenant, id, work.now);
    }
    tx.exec(sql::DELETE_CODE, params![work.tenant, id])?;
    pipeline::given(tx, (work.tenant, &code.program), (&code.code, id.as_str()), work.now)
}

/// Removes a partner on whom nothing hangs; else they are paused and hidden.
fn end_partner(tx: &mut Tx<'_>, work: &Work<'_>, id: &PartnerId) -> Result<()> {
    unlink(tx, work, id)?;
    let stands = match partner::load(tx, work.tenant, id) {
        Err(Error::NotFound(_)) => return Ok(()),
        other => other?,
    };
    let (from, to) = (format!("partner:{id}:"), format!("partner:{id};"));
    if tx.int(sql::HANGS_ON, params![work.tenant, id, &from, &to])? > 0 {
        if !stands.paused {
            partner::set_status(tx, work.tenant, id, "paused", &work.import.source(), work.now)?;
        }
        return partner::archive(tx, work.tenant, id, work.now);
    }
    tx.exec(sql::DELETE_ADDRESSES, params![work.tenant, id])?;
    tx.exec(sql::DELETE_STATUSES, params![work.tenant, id])?;
    tx.exec(sql::DELETE_PARTNER, params![work.tenant, id]).map(drop)
}

/// Puts back each field that is still as the file left it.
fn put_back(tx: &mut Tx<'_>, work: &Work<'_>, change: &Change) -> Result<()> {
    let id = &change.partner;
    change.codes.iter().try_for_each(|code| end_code(tx, work, code))?;
    unlink(tx, work, id)?;
    let stands = match partner::load(tx, work.tenant, id) {
        Err(Error::NotFound(_)) => return Ok(()),
        other => other?,
    };
    let now = face(&stands);
    let back = restored(&now, change);
    if back != now {
        set_face(tx, work, id, &back)?;
    }
    if let Some(address) = &change.address
        && back.email != change.is.email
    {
        tx.exec(sql::DELETE_ADDRESS, params![work.tenant, id, address])?;
    }
    match change.was_paused {
        Some(paused) if stands.paused != paused => {
            let status = if paused { "paused" } else { "active" };
            partner::set_status(tx, work.tenant, id, status, &work.import.source(), work.now)
        }
        _ => Ok(()),
    }
}

fn restored(now: &Face, change: &Change) -> Face {
    fn back<T: Clone + PartialEq>(now: &T, is: &T, was: &T) -> T {
        if now == is { was.clone() } else { now.clone() }
    }
    let (is, was) = (&change.is, &change.was);
    Face {
        name: back(&now.name, &is.name, &was.name),
        email: back(&now.email, &is.email, &was.email),
        group: back(&now.group, &is.group, &was.group),
        place: back(&now.place, &is.place, &was.place),
        note: back(&now.note, &is.note, &was.note),
    }
}

/// Appends what takes an order back: the file's last word is that it is not there, or how the file before had it. Where the
/// store itself has told of it since, only what the file said about whose it is goes.
fn take_back(
    tx: &mut Tx<'_>,
    work: &Work<'_>,
    (order, was): (&str, Option<&OrderStated>),
    words: &[FactId],
) -> Result<()> {
    let key = OrderKey {
        tenant: work.tenant.clone(),
        store: work.import.plan.store.clone(),
        external_id: order.to_owned(),
    };
    let by = work.import.source();
    let facts = facts_of(tx, &key)?;
    let mut back = Vec::new();
    if let Some(now) = fold(&facts).filter(|now| now.origin == Origin::File) {
        let gone = || OrderStated { status: Status::Deleted, ..now.stated.clone() };
        let order = Box::new(was.cloned().unwrap_or_else(gone));
        back.push(OrderFact::Stated { order, origin: Origin::File, restored: false });
    }
    let note = "The import was taken back.";
    back.extend(words.iter().filter_map(|word| restoring(&facts, word, (&by, note))));
    let occasion = format!("{by} taken back");
    let new = |fact| NewFact { order: key.clone(), fact, source: by.clone(), occasion: occasion.clone() };
    let news: Vec<NewFact> = back.into_iter().map(new).collect();
    if news.is_empty() { Ok(()) } else { pipeline::apply_all(tx, &key, &news, work.now).map(drop) }
}
