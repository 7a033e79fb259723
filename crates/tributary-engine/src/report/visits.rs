//! The clicks behind a figure, one by one.

use super::sql;
use crate::db::{Tx, Value};
use crate::error::Result;
use crate::order::{ANY, Filter, NONE};
use crate::page::{Cursor, Page};
use tributary_core::{ClickId, PartnerId, TenantId, Timestamp};

/// One click in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// Its id.
    pub id: ClickId,
    /// When.
    pub at: Timestamp,
    /// Whose it is; none for an unknown code.
    pub partner: Option<PartnerId>,
    /// The partner's name.
    pub partner_name: Option<String>,
    /// Whether a link was clicked, or a code stood in the URL.
    pub by_link: bool,
    /// The slug or code as it stood in the URL.
    pub value: String,
    /// `mobile`, `tablet` or `desktop`.
    pub device: String,
    /// The referring host, or `direct`.
    pub source: String,
    /// What became of it: `counted`, `unknown_code`, `paused`, `ended`, `no_consent`, `not_a_person`.
    pub outcome: String,
}

/// A page of clicks, newest first; of an order's filter only the wishes that [`super::tells_clicks`] knows.
///
/// # Errors
/// What the database says.
pub fn visits(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    (filter, outcome): (&Filter, Option<&str>),
    cursor: &Cursor,
) -> Result<Page<Visit>> {
    let known = cursor.after.as_deref().and_then(|after| after.split_once('.'));
    let (at, id) = known.and_then(|(at, id)| Some((at.parse::<i64>().ok()?, id))).unwrap_or((i64::MAX, "~"));
    let wanted: [Value<'_>; 12] = [
        tenant.into(),
        filter.from.unwrap_or(Timestamp::MIN).into(),
        filter.to.unwrap_or(Timestamp::from_ms(i64::MAX)).into(),
        filter.program.as_ref().into(),
        filter.partner.as_ref().into(),
        filter.link.as_deref().into(),
        filter.code.as_deref().into(),
        filter.source.as_deref().into(),
        outcome.into(),
        at.into(),
        id.into(),
        cursor.fetch().into(),
    ];
    let rows = tx.rows(narrowest(filter), &wanted, |row| {
        Ok(Visit {
            id: row.parse(0)?,
            at: row.time(1)?,
            partner: row.opt_parse(2)?,
            partner_name: row.opt_text(3)?,
            by_link: row.opt_text(4)?.is_some(),
            value: row.text(6)?,
            device: row.text(7)?,
            source: row.text(8)?,
            outcome: row.text(9)?,
        })
    })?;
    Ok(cursor.page(rows, |visit| format!("{}.{}", visit.at.ms(), visit.id)))
}

fn narrowest(filter: &Filter) -> &'static str {
    let one = |wish: &Option<String>| wish.as_deref().is_some_and(|wish| wish != NONE && wish != ANY);
    if one(&filter.link) {
        sql::VISITS_OF_LINK
    } else if one(&filter.code) {
        sql::VISITS_OF_CODE
    } else if filter.partner.is_some() {
        sql::VISITS_OF_PARTNER
    } else if one(&filter.source) {
        sql::VISITS_OF_SOURCE
    } else {
        sql::VISITS
    }
}
