//! Carries out what there is to do for a row, through the same doors as everybody else, and notes how things stood before.

use super::judge::{Deed, face, merged};
use super::order::Taking;
use super::record::{CodeRecord, PartnerRecord};
use super::resolve::{Whose, Work};
use super::row::{Before, Change, Face, Outcome};
use super::sql;
use crate::code::{self, NewCode};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::order::{self, NewFact, facts_of};
use crate::partner::{self, NewPartner, Profile};
use crate::{params, person, pipeline};
use tributary_core::fact::{OrderFact, Origin};
use tributary_core::ruling::Decline;
use tributary_core::{CodeId, FactId, PartnerId};

/// Does it; the outcome says of what it became.
pub(super) fn apply(tx: &mut Tx<'_>, work: &Work<'_>, outcome: Outcome, deed: Deed) -> Result<Outcome> {
    match deed {
        Deed::Nothing => Ok(outcome),
        Deed::Make(one) => make(tx, work, &one, outcome),
        Deed::Change(id, one) => change(tx, work, (&id, &one), outcome),
        Deed::Link(id, external_id) => {
            let linked = work.link(tx, &external_id, &id)?;
            Ok(Outcome { before: linked.then_some(Before::Linked { partner: id }), ..outcome })
        }
        Deed::Give(one, whose) => give(tx, work, (&one, &whose), outcome),
        Deed::Take(taking) => take(tx, work, &taking, outcome),
    }
}

fn make(tx: &mut Tx<'_>, work: &Work<'_>, one: &PartnerRecord, outcome: Outcome) -> Result<Outcome> {
    let by = work.import.source();
    let kind = one.kind.clone().unwrap_or_else(|| work.import.plan.options.partner_kind.clone());
    let new = NewPartner { name: one.name.clone(), email: one.email.clone(), kind, by: by.clone() };
    let made = partner::create(tx, work.tenant, &new, work.people_key, work.now)?;
    let new_face = merged(&made, one);
    if new_face != face(&made) {
        set_face(tx, work, &made.id, &new_face)?;
    }
    if one.paused == Some(true) {
        partner::set_status(tx, work.tenant, &made.id, "paused", &by, work.now)?;
    }
    let codes = give_all(tx, work, &made.id, one)?;
    if let Some(external_id) = &one.external_id {
        work.link(tx, external_id, &made.id)?;
    }
    let object = Some(made.id.to_string());
    Ok(Outcome { object, before: Some(Before::Made { partner: made.id, codes }), ..outcome })
}

fn change(
    tx: &mut Tx<'_>,
    work: &Work<'_>,
    (id, one): (&PartnerId, &PartnerRecord),
    outcome: Outcome,
) -> Result<Outcome> {
    let stood = partner::load(tx, work.tenant, id)?;
    let (was, is) = (face(&stood), merged(&stood, one));
    let address = match is.email.as_deref().filter(|email| Some(*email) != was.email.as_deref()) {
        Some(email) => {
            let key = person::email_key(work.people_key, email);
            let known = tx.int(sql::HAS_ADDRESS, params![work.tenant, id, &key])? > 0;
            (!known).then_some(key)
        }
        None => None,
    };
    if was != is {
        set_face(tx, work, id, &is)?;
    }
    let was_paused = one.paused.filter(|paused| *paused != stood.paused).map(|_| stood.paused);
    if let Some(was_paused) = was_paused {
        let status = if was_paused { "active" } else { "paused" };
        partner::set_status(tx, work.tenant, id, status, &work.import.source(), work.now)?;
    }
    let codes = give_all(tx, work, id, one)?;
    if let Some(external_id) = &one.external_id {
        work.link(tx, external_id, id)?;
    }
    let change = Change { partner: id.clone(), was, is, was_paused, address, codes };
    Ok(Outcome { before: Some(Before::Changed(Box::new(change))), ..outcome })
}

/// Changes what a file can say of a partner.
pub(super) fn set_face(tx: &mut Tx<'_>, work: &Work<'_>, id: &PartnerId, face: &Face) -> Result<()> {
    let Face { name, email, group, place, note } = face.clone();
    let profile = Profile { name, email, group, place, note };
    partner::change(tx, work.tenant, id, &profile, (work.people_key, work.now))
}

/// The codes of a row that are not theirs yet.
fn give_all(
    tx: &mut Tx<'_>,
    work: &Work<'_>,
    partner: &PartnerId,
    one: &PartnerRecord,
) -> Result<Vec<CodeId>> {
    let mut given = Vec::new();
    for (kind, text) in &one.codes {
        if work.owner(tx, *kind, text)?.is_none() {
            given.push(give_one(tx, work, partner, (*kind, text))?);
        }
    }
    Ok(given)
}

fn give_one(
    tx: &mut Tx<'_>,
    work: &Work<'_>,
    partner: &PartnerId,
    (kind, text): (code::Kind, &str),
) -> Result<CodeId> {
    let new =
        NewCode { program: work.program.clone(), partner: partner.clone(), kind, code: text.to_owned() };
    Ok(code::create(tx, work.tenant, &new, work.now)?.id)
}

fn give(
    tx: &mut Tx<'_>,
    work: &Work<'_>,
    (one, whose): (&CodeRecord, &Whose),
    outcome: Outcome,
) -> Result<Outcome> {
    let Whose::Known(partner) = whose else {
        return Err(Error::Broken("a code is given to nobody".to_owned()));
    };
    let code = give_one(tx, work, partner, (one.kind, &one.code))?;
    Ok(Outcome { object: Some(code.to_string()), before: Some(Before::Given { code }), ..outcome })
}

fn take(tx: &mut Tx<'_>, work: &Work<'_>, taking: &Taking, outcome: Outcome) -> Result<Outcome> {
    let by = work.import.source();
    let order = Box::new(taking.stated.clone());
    let mut facts = vec![OrderFact::Stated { order, origin: Origin::File, restored: false }];
    let note = taking.note.clone().unwrap_or_default();
    if let Some(partner) = &taking.partner {
        facts.push(OrderFact::Assigned { partner: Some(partner.clone()), by: by.clone(), note });
    } else if !note.is_empty() {
        facts.push(OrderFact::Noted { by: by.clone(), note });
    }
    if let Some(why) = taking.settled {
        facts.push(OrderFact::Ruled {
            declined: Some(Decline::Manual),
            by: by.clone(),
            note: why.to_owned(),
        });
    }
    let new = |fact| NewFact { order: taking.key.clone(), fact, source: by.clone(), occasion: by.clone() };
    let news: Vec<NewFact> = facts.into_iter().map(new).collect();
    pipeline::apply_all(tx, &taking.key, &news, work.now)?;
    let object = order::id_of(tx, &taking.key)?.map(|id| id.to_string());
    let words = said(tx, taking, &by)?;
    let before = Before::Taken { order: taking.key.external_id.clone(), was: taking.was.clone(), words };
    Ok(Outcome { object, before: Some(before), ..outcome })
}

/// The facts by which this import said whose an order is, and whether anything is owed for it.
fn said(tx: &mut Tx<'_>, taking: &Taking, by: &str) -> Result<Vec<FactId>> {
    let facts = facts_of(tx, &taking.key)?;
    let said = facts.into_iter().filter(|entry| match &entry.fact {
        OrderFact::Assigned { by: who, .. } | OrderFact::Ruled { by: who, .. } => who == by,
        _ => false,
    });
    Ok(said.map(|entry| entry.id).collect())
}
