//! Clicks: recorded durably, whoever made them; only a person's click can win an order.

mod awaited;
mod calendar;
mod counted;
mod days;
mod identity;
pub mod refs;
mod salt;
mod snapshot;
mod snapshot_file;
mod source;
mod sql;
mod sums;
mod unknown;

pub(crate) use awaited::{await_all, come};
pub use calendar::{Calendar, HOURS, day_of_hour, first_hour};
pub use counted::counted;
pub(crate) use days::{AXES, Hours, hours_made};
pub use days::{begin, calendar, hours_are_missing, next_click, rebuild_days, rebuild_hours};
pub use identity::{ClickKey, Mint, Of, recorded_or_told, said_at, told};
pub use salt::salt_of_day;
pub use snapshot::{Ready, Route, Snapshot, Target};
pub use source::{DIRECT, source_of};
pub(crate) use sums::sums;
pub use unknown::unknown_codes;

use crate::chain::{self, Chain};
use crate::db::{Row, Tx, Value};
use crate::error::{Error, Result};
use crate::page::{Cursor, Page};
use crate::{params, retention};
use tributary_core::{ClickId, CodeId, LinkId, PartnerId, ProgramId, TenantId, Timestamp};

/// A click, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Click {
    /// Its id, which travels to the shop and comes back with the order.
    pub id: ClickId,
    /// The program it counts in.
    pub program: ProgramId,
    /// Whose it is; none for an unknown code.
    pub partner: Option<PartnerId>,
    /// The link that was clicked.
    pub link: Option<LinkId>,
    /// The code that stood in the URL.
    pub code: Option<CodeId>,
    /// The slug or code as it stood in the URL.
    pub value: String,
    /// When.
    pub at: Timestamp,
    /// Who made it: `human`, `suspect`, `bot`, `preview`, `prefetch`, `head`, `subresource`.
    pub traffic: String,
    /// What became of it: `counted`, `unknown_code`, `paused`, `ended`, `no_consent`, `not_a_person`.
    pub outcome: String,
    /// The browser it came from, as far as its cookie tells.
    pub visitor: String,
    /// `mobile`, `tablet` or `desktop`.
    pub device: String,
    /// Keyed daily hash of the address; the address itself is never kept.
    pub ip_hash: Option<String>,
    /// The browser's own name.
    pub user_agent: Option<String>,
    /// The page the click came from.
    pub referrer: Option<String>,
    /// Where it was sent.
    pub landing: String,
    /// Why the wanted destination was refused, if one was wanted and refused.
    pub refused: Option<String>,
    /// The publisher's own ids that stood in the address, as [`refs`] writes them: `ref`, `ref2`, ….
    pub refs: Option<String>,
}

impl Click {
    /// Whether a person made it, as far as anybody can tell.
    #[must_use]
    pub fn by_person(&self) -> bool {
        matches!(self.traffic.as_str(), "human" | "suspect")
    }

    /// What the chain seals: all that a decision can hang on. Not the address's hash, the browser and
    /// the referrer, which may have to be forgotten. A publisher's ids only where there are some: clicks of before there
    /// were any keep their hashes.
    fn parts(&self) -> Vec<String> {
        let always = [
            self.id.to_string(),
            self.program.to_string(),
            self.partner.as_ref().map_or("", PartnerId::as_str).to_owned(),
            self.link.as_ref().map_or("", LinkId::as_str).to_owned(),
            self.code.as_ref().map_or("", CodeId::as_str).to_owned(),
            self.value.clone(),
            self.at.ms().to_string(),
            self.traffic.clone(),
            self.outcome.clone(),
            self.visitor.clone(),
            self.landing.clone(),
        ];
        always.into_iter().chain(self.refs.clone()).collect()
    }
}

/// A click as whoever answers it has it at hand, before anybody needs it for longer.
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "the fields are those of a click")]
pub struct ClickRef<'a> {
    pub id: &'a ClickId,
    pub program: &'a ProgramId,
    pub partner: Option<&'a PartnerId>,
    pub link: Option<&'a LinkId>,
    pub code: Option<&'a CodeId>,
    pub value: &'a str,
    pub at: Timestamp,
    pub traffic: &'a str,
    pub outcome: &'a str,
    pub visitor: &'a str,
    pub device: &'a str,
    pub ip_hash: Option<&'a str>,
    pub user_agent: Option<&'a str>,
    pub referrer: Option<&'a str>,
    pub landing: &'a str,
    pub refused: Option<&'a str>,
    pub refs: Option<&'a str>,
}

impl ClickRef<'_> {
    /// The click, to be kept.
    #[must_use]
    pub fn to_click(&self) -> Click {
        Click {
            id: self.id.clone(),
            program: self.program.clone(),
            partner: self.partner.cloned(),
            link: self.link.cloned(),
            code: self.code.cloned(),
            value: self.value.to_owned(),
            at: self.at,
            traffic: self.traffic.to_owned(),
            outcome: self.outcome.to_owned(),
            visitor: self.visitor.to_owned(),
            device: self.device.to_owned(),
            ip_hash: self.ip_hash.map(str::to_owned),
            user_agent: self.user_agent.map(str::to_owned),
            referrer: self.referrer.map(str::to_owned),
            landing: self.landing.to_owned(),
            refused: self.refused.map(str::to_owned),
            refs: self.refs.map(str::to_owned),
        }
    }
}

/// Records a click, and counts it in its day and hour.
///
/// # Errors
/// What the database says.
pub fn record(tx: &mut Tx<'_>, tenant: &TenantId, click: &Click) -> Result<()> {
    record_all(tx, tenant, std::slice::from_ref(click))
}

/// Records many clicks at once, in this order.
///
/// # Errors
/// What the database says.
pub fn record_all(tx: &mut Tx<'_>, tenant: &TenantId, clicks: &[Click]) -> Result<()> {
    if clicks.is_empty() {
        return Ok(());
    }
    let mut place = chain::head(tx, tenant, Chain::Click)?;
    let mut days = days::Days::of(tx, tenant)?;
    let mut placed = Vec::with_capacity(clicks.len());
    for click in clicks {
        let parts = click.parts();
        place = place.next(&parts.iter().map(String::as_str).collect::<Vec<_>>());
        let source = source_of(click.referrer.as_deref());
        placed.push((click, place.clone(), source.clone()));
        days.add(click, source);
    }
    let rows: Vec<_> =
        placed.iter().map(|(click, place, source)| row_of(tenant, click, place, source)).collect();
    tx.append(sql::INSERT, &rows)?;
    chain::set_head(tx, tenant, Chain::Click, &place)?;
    days.write(tx, tenant)
}

/// Those of some clicks that are not recorded yet.
///
/// # Errors
/// What the database says; [`Error::Gone`] when clicks of its time were forgotten: it may have been one of them, and must
/// not count twice.
pub fn unknown_of<'a>(tx: &mut Tx<'_>, tenant: &TenantId, clicks: &'a [Click]) -> Result<Vec<&'a Click>> {
    let mut unknown = Vec::new();
    for click in clicks {
        if tx.row(sql::KNOWN, params![tenant, &click.id], |_| Ok(()))?.is_none() {
            unknown.push(click);
        }
    }
    let until = retention::last(tx, tenant)?.map(|last| last.until);
    if until.is_some_and(|until| unknown.iter().any(|click| click.at < until)) {
        return Err(Error::Gone("click"));
    }
    Ok(unknown)
}

fn row_of<'a>(
    tenant: &'a TenantId,
    click: &'a Click,
    place: &'a chain::Link,
    source: &'a str,
) -> [Value<'a>; 21] {
    [
        tenant.into(),
        (&click.id).into(),
        place.seq.into(),
        (&click.program).into(),
        click.partner.as_ref().into(),
        click.link.as_ref().into(),
        click.code.as_ref().into(),
        (&click.value).into(),
        click.at.into(),
        (&click.traffic).into(),
        (&click.outcome).into(),
        (&click.visitor).into(),
        (&click.device).into(),
        click.ip_hash.as_deref().into(),
        click.user_agent.as_deref().into(),
        click.referrer.as_deref().into(),
        (&click.landing).into(),
        click.refused.as_deref().into(),
        (&place.hash).into(),
        source.into(),
        click.refs.as_deref().into(),
    ]
}

/// By what somebody clicked, and where from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origin {
    /// The link.
    pub link: Option<LinkId>,
    /// The code that stood in the URL.
    pub code: Option<CodeId>,
    /// The referring host, or `direct`.
    pub source: Option<String>,
}

/// The origin of a click; nothing of one that is not known.
///
/// # Errors
/// What the database says.
pub fn origin(tx: &mut Tx<'_>, tenant: &TenantId, id: &ClickId) -> Result<Origin> {
    let found = tx.row(sql::ORIGIN, params![tenant, id], |row| {
        Ok(Origin { link: row.opt_parse(0)?, code: row.opt_parse(1)?, source: row.opt_text(2)? })
    });
    Ok(found?.unwrap_or_default())
}

/// One click.
///
/// # Errors
/// What the database says.
pub fn load(tx: &mut Tx<'_>, tenant: &TenantId, id: &ClickId) -> Result<Option<Click>> {
    tx.row(sql::LOAD, params![tenant, id], decode)
}

/// One click, which must be there.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Gone`] where clicks of its time were forgotten.
pub fn get(tx: &mut Tx<'_>, tenant: &TenantId, id: &ClickId) -> Result<Click> {
    match load(tx, tenant, id)? {
        Some(click) => Ok(click),
        None if retention::forgotten(tx, tenant, id)?.is_some() => Err(Error::Gone("click")),
        None => Err(Error::NotFound("click")),
    }
}

/// The most clicks of one visitor that an order looks at: the newest ones.
const VISITS_MAX: i64 = 64;

/// A visitor's clicks in a program up to a moment, the newest ones.
///
/// # Errors
/// What the database says.
pub fn of_visitor(
    tx: &mut Tx<'_>,
    (tenant, program): (&TenantId, &ProgramId),
    visitor: &str,
    until: Timestamp,
) -> Result<Vec<Click>> {
    tx.rows(sql::OF_VISITOR, params![tenant, program, visitor, until, VISITS_MAX], decode)
}

/// A page of clicks, newest first.
///
/// # Errors
/// What the database says.
pub fn list(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    of: Option<&PartnerId>,
    cursor: &Cursor,
) -> Result<Page<Click>> {
    let before = cursor.after.as_deref().and_then(|seq| seq.parse::<i64>().ok()).unwrap_or(i64::MAX);
    let rows = tx.rows(sql::LIST, params![tenant, before, of, cursor.fetch()], |row| {
        Ok((decode(row)?, row.int(17)?))
    })?;
    let page = cursor.page(rows, |(_, seq)| seq.to_string());
    Ok(Page { rows: page.rows.into_iter().map(|(click, _)| click).collect(), next: page.next })
}

pub(crate) fn decode(row: &Row<'_>) -> Result<Click> {
    Ok(Click {
        id: row.parse(0)?,
        program: row.parse(1)?,
        partner: row.opt_parse(2)?,
        link: row.opt_parse(3)?,
        code: row.opt_parse(4)?,
        value: row.text(5)?,
        at: row.time(6)?,
        traffic: row.text(7)?,
        outcome: row.text(8)?,
        visitor: row.text(9)?,
        device: row.text(10)?,
        ip_hash: row.opt_text(11)?,
        user_agent: row.opt_text(12)?,
        referrer: row.opt_text(13)?,
        landing: row.text(14)?,
        refused: row.opt_text(15)?,
        refs: row.opt_text(16)?,
    })
}
