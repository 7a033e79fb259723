//! What a publisher asks of its conversions: what changed since a place, one of them, a page as a screen shows it.

use super::{Content, Conversion, Place, Places, Reach, Status, place, sql};
use crate::db::{Row, Tx};
use crate::error::{Error, Result};
use crate::page::{Cursor, Page};
use crate::params;
use tributary_core::{OrderId, ProgramId, TenantId, Timestamp};

/// No moment is after it.
const END: Timestamp = Timestamp::from_ms(i64::MAX);

/// Which conversions are wanted; nothing set means all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// That stand so.
    pub status: Option<Status>,
    /// Of this program.
    pub program: Option<ProgramId>,
    /// With this among the click's own ids, in whichever place, without regard to case.
    pub reference: Option<String>,
    /// Placed at or after.
    pub created_from: Option<Timestamp>,
    /// Placed before.
    pub created_to: Option<Timestamp>,
    /// Changed at or after.
    pub updated_from: Option<Timestamp>,
    /// Changed before.
    pub updated_to: Option<Timestamp>,
}

impl Wanted {
    /// What a list of ids looks like that has the wanted one in it.
    fn pattern(&self) -> Option<String> {
        let wanted = self.reference.as_ref()?;
        let mut pattern = "%".to_owned();
        for char in serde_json::Value::from(wanted.as_str()).to_string().chars() {
            if matches!(char, '!' | '%' | '_') {
                pattern.push('!');
            }
            pattern.push(char);
        }
        pattern.push('%');
        Some(pattern)
    }

    fn spans(&self) -> [Timestamp; 4] {
        [
            self.created_from.unwrap_or(Timestamp::MIN),
            self.created_to.unwrap_or(END),
            self.updated_from.unwrap_or(Timestamp::MIN),
            self.updated_to.unwrap_or(END),
        ]
    }
}

/// What changed since some places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changes {
    /// As they stand now, oldest change first within each tenant.
    pub rows: Vec<Conversion>,
    /// Where to read on; the same as before when nothing changed.
    pub next: Places,
    /// Whether there is more already.
    pub more: bool,
}

/// What changed since some places, `limit` at most. Each change takes a new place when it is committed and writers take turns, so
/// reading on from `next` misses nothing: a conversion that changes meanwhile comes again, at its new place.
///
/// # Errors
/// [`Error::Invalid`] where the places name somebody else's tenant.
pub fn changed(
    tx: &mut Tx<'_>,
    reach: &[Reach],
    (since, wanted): (&Places, &Wanted),
    limit: i64,
) -> Result<Changes> {
    if since.tenants().any(|tenant| !reach.iter().any(|of| of.tenant == *tenant)) {
        let detail = "This cursor is not one of yours: use the `next_cursor` of an answer to you, as it is.";
        return Err(Error::field("cursor", "foreign", detail));
    }
    let mut changes = Changes { rows: Vec::new(), next: since.clone(), more: false };
    for of in reach {
        let room = limit - i64::try_from(changes.rows.len()).unwrap_or(limit);
        let place = place_now(tx, of, &since.get(&of.tenant))?;
        let mut rows = changed_of(tx, of, (&place, wanted), room + 1)?;
        let more = rows.len() > usize::try_from(room).unwrap_or(0);
        rows.truncate(usize::try_from(room).unwrap_or(0));
        let seq = match rows.last() {
            Some(last) if more => last.seq,
            None if more => place.seq,
            // Past what was not wanted, but never past what is not the publisher's own: that would count others' sales.
            _ => tx.int(sql::NEWEST_OF, params![&of.tenant, &of.partner])?.max(place.seq),
        };
        changes.next.set(&of.tenant, Place { seq, era: place.era });
        changes.rows.append(&mut rows);
        changes.more |= more;
    }
    changes.rows.sort_by_key(|one| (one.updated_at, one.seq));
    Ok(changes)
}

/// A place as it counts now. One of another era, or beyond the last, is of a time that a restore took back.
fn place_now(tx: &mut Tx<'_>, of: &Reach, place: &Place) -> Result<Place> {
    let head = tx.row(place::sql::HEAD, params![&of.tenant], |row| Ok((row.int(0)?, row.text(1)?)))?;
    // Just after a restore there is no era yet.
    let (last, era) = head.unwrap_or((i64::MAX, String::new()));
    let seq = if place.era == era && place.seq <= last { place.seq } else { 0 };
    Ok(Place { seq, era })
}

fn changed_of(
    tx: &mut Tx<'_>,
    of: &Reach,
    (place, wanted): (&Place, &Wanted),
    limit: i64,
) -> Result<Vec<Conversion>> {
    let [created_from, created_to, updated_from, updated_to] = wanted.spans();
    let params = params![
        &of.tenant,
        &of.partner,
        place.seq,
        wanted.status.map(Status::as_str),
        wanted.program.as_ref(),
        wanted.pattern(),
        created_from,
        created_to,
        updated_from,
        updated_to,
        limit
    ];
    tx.rows(sql::CHANGED, params, decode)
}

/// A page of conversions, the last placed first.
///
/// # Errors
/// What the database says.
pub fn list(tx: &mut Tx<'_>, reach: &[Reach], wanted: &Wanted, cursor: &Cursor) -> Result<Page<Conversion>> {
    let place = cursor.after.as_deref().and_then(|text| text.split_once('.'));
    let place = place.and_then(|(at, id)| Some((at.parse::<i64>().ok()?, id.to_owned())));
    let (before, id) = place.unwrap_or((i64::MAX, "~".to_owned()));
    let [created_from, created_to, updated_from, updated_to] = wanted.spans();
    let mut rows = Vec::new();
    for of in reach {
        let params = params![
            &of.tenant,
            &of.partner,
            wanted.status.map(Status::as_str),
            wanted.program.as_ref(),
            wanted.pattern(),
            created_from,
            created_to,
            updated_from,
            updated_to,
            before,
            &id,
            cursor.fetch()
        ];
        rows.extend(tx.rows(sql::LIST, params, decode)?);
    }
    let rank = |one: &Conversion| (one.content.created_at, one.order.clone());
    rows.sort_by_key(|one| std::cmp::Reverse(rank(one)));
    Ok(cursor.page(rows, |one| format!("{}.{}", one.content.created_at.ms(), one.order)))
}

/// One conversion of a publisher.
///
/// # Errors
/// [`Error::NotFound`].
pub fn load(tx: &mut Tx<'_>, reach: &[Reach], order: &OrderId) -> Result<Conversion> {
    for of in reach {
        if let Some(found) = tx.row(sql::LOAD, params![&of.tenant, &of.partner, order], decode)? {
            return Ok(found);
        }
    }
    Err(Error::NotFound("conversion"))
}

/// All conversions of an order: the credited partner's, and those of whoever lost it.
///
/// # Errors
/// What the database says.
pub fn of_order(tx: &mut Tx<'_>, tenant: &TenantId, order: &OrderId) -> Result<Vec<Conversion>> {
    tx.rows(sql::OF_ORDER, params![tenant, order], decode)
}

fn decode(row: &Row<'_>) -> Result<Conversion> {
    Ok(Conversion {
        tenant: row.parse(0)?,
        partner: row.parse(1)?,
        order: row.parse(2)?,
        seq: row.int(3)?,
        content: Content {
            program: row.parse(4)?,
            kind: row.text(5)?,
            event: row.opt_text(6)?,
            number: row.text(7)?,
            currency: row.parse(8)?,
            sale_minor: row.int(9)?,
            commission_minor: row.int(10)?,
            status: row.parse(11)?,
            reason: row.opt_text(12)?,
            click: row.opt_parse(13)?,
            clicked_at: row.opt_int(14)?.map(Timestamp::from_ms),
            refs: row.opt_text(15)?,
            created_at: row.time(16)?,
            reported_at: row.time(17)?,
            confirm_by: row.time(19)?,
        },
        updated_at: row.time(18)?,
    })
}
