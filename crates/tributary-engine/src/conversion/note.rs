//! Writes down how an order's conversions stand after a decision, in its transaction, and tells whoever wants to know.

use super::{Content, Conversion, brief, content, of_order, place, sql};
use crate::db::{Tx, Value};
use crate::error::Result;
use crate::order::{OrderRow, WorldOf};
use crate::publisher::{is_member, programs_with_members};
use crate::{chance, event, params};
use tributary_core::decide::Decision;
use tributary_core::{OrderId, PartnerId, TenantId, Timestamp};

/// An order that has just been settled.
#[derive(Debug, Clone, Copy)]
pub struct Settled<'a> {
    /// Its id.
    pub order: &'a OrderId,
    /// Its world.
    pub known: &'a WorldOf,
    /// The decision.
    pub decision: &'a Decision,
    /// How it stood before.
    pub before: Option<&'a OrderRow>,
}

/// Notes what a decision changes for publishers: for whoever is credited, and whoever was. Partners without a membership cost
/// two answers per commit, which all of its orders share.
///
/// # Errors
/// What the database says.
pub fn note(tx: &mut Tx<'_>, tenant: &TenantId, settled: Settled<'_>, now: Timestamp) -> Result<()> {
    let program = &settled.known.world.program;
    let programs = programs_with_members(tx, tenant)?;
    if !programs.iter().any(|known| known == program.as_str()) {
        return Ok(());
    }
    let credit = settled.decision.attribution.credit.as_ref().map(|credit| &credit.partner);
    let credited = match credit {
        Some(partner) if is_member(tx, tenant, (program, partner))? => Some(partner),
        _ => None,
    };
    let Some(before) = settled.before else {
        return match credited {
            Some(partner) => update(tx, tenant, (&settled, partner), None, now),
            None => Ok(()),
        };
    };
    // Whoever lost it long ago hears of it only when the credit moves once more.
    let was = match before.partner.as_ref() {
        Some(partner) => is_member(tx, tenant, (program, partner))?,
        None => false,
    };
    if credited.is_none() && !was && before.partner.as_ref() == credit {
        return Ok(());
    }
    let stood = of_order(tx, tenant, settled.order)?;
    if let Some(partner) = credited {
        let own = stood.iter().find(|one| one.partner == *partner);
        update(tx, tenant, (&settled, partner), own, now)?;
    }
    for other in stood.iter().filter(|one| credited != Some(&one.partner)) {
        let lost = other.content.lost(settled.decision);
        write(tx, (tenant, settled.order), (&other.partner, lost), Some(other), now)?;
    }
    Ok(())
}

fn update(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    (settled, partner): (&Settled<'_>, &PartnerId),
    stood: Option<&Conversion>,
    now: Timestamp,
) -> Result<()> {
    let content = content(tx, tenant, (settled.known, settled.decision), partner)?;
    write(tx, (tenant, settled.order), (partner, content), stood, now)
}

/// Writes what changed at the next place, and tells of it; the same again is no change.
fn write(
    tx: &mut Tx<'_>,
    (tenant, order): (&TenantId, &OrderId),
    (partner, content): (&PartnerId, Content),
    stood: Option<&Conversion>,
    now: Timestamp,
) -> Result<()> {
    let Some(changed) = keep(tx, (tenant, order), (partner, content), stood, now)? else { return Ok(()) };
    let data = serde_json::json!({ "object": brief(&changed), "previous": stood.map(brief) });
    event::tell_partner(tx, tenant, (kind(stood, &changed), &data), &changed, now)
}

/// The same without a word to anybody.
pub(super) fn keep(
    tx: &mut Tx<'_>,
    (tenant, order): (&TenantId, &OrderId),
    (partner, content): (&PartnerId, Content),
    stood: Option<&Conversion>,
    now: Timestamp,
) -> Result<Option<Conversion>> {
    if stood.is_some_and(|stood| stood.content == content) {
        return Ok(None);
    }
    let seq = next_place(tx, tenant)?;
    let (tenant, order, partner) = (tenant.clone(), order.clone(), partner.clone());
    let changed = Conversion { tenant, partner, order, seq, content, updated_at: now };
    let content = &changed.content;
    tx.set(
        sql::UPSERT,
        params![&changed.tenant, &changed.partner, &changed.order],
        params![
            seq,
            &content.program,
            &content.kind,
            content.event.as_deref(),
            &content.number,
            content.currency.code(),
            content.sale_minor,
            content.commission_minor,
            content.status.as_str(),
            content.reason.as_deref(),
            content.click.as_ref(),
            content.clicked_at,
            content.refs.as_deref(),
            content.created_at,
            content.reported_at,
            now,
            content.confirm_by
        ],
    )?;
    Ok(Some(changed))
}

/// What a change is called.
fn kind(stood: Option<&Conversion>, changed: &Conversion) -> &'static str {
    use super::Status::{Approved, Declined};
    let Some(stood) = stood else { return "conversion.created" };
    match changed.content.status {
        status if status == stood.content.status => "conversion.updated",
        Approved => "conversion.approved",
        Declined => "conversion.declined",
        super::Status::Pending => "conversion.updated",
    }
}

/// The next place of a tenant. The first of a new database, and of one that came from a backup, begins an era.
fn next_place(tx: &mut Tx<'_>, tenant: &TenantId) -> Result<i64> {
    let key = params![tenant];
    let known = match tx.cell(place::sql::SET_HEAD, key) {
        Some([Value::Int(seq), Value::Text(era)]) => Some((*seq, era.to_string())),
        _ => None,
    };
    let head = match known {
        Some(head) => Some(head),
        None => tx.row(place::sql::HEAD, key, |row| Ok((row.int(0)?, row.text(1)?)))?,
    };
    let (last, era) = match head {
        Some(head) => head,
        None => (tx.int(sql::LAST, key)?, format!("{:016x}", chance::bits()? >> 64)),
    };
    tx.set(place::sql::SET_HEAD, key, params![last + 1, &era])?;
    Ok(last + 1)
}
