//! One product of a reading: kept anew, changed, or only noted as seen.

use super::sync::{Kind, ProductSync};
use super::{Told, json, sql};
use crate::db::{Row, Tx};
use crate::error::Result;
use crate::{chance, params};
use tributary_core::{ProductId, TenantId, Timestamp};

/// What is known of a product before it is told again.
struct Known {
    id: ProductId,
    seen_by: String,
    told_at: Option<i64>,
    digest: String,
    removed_at: Option<i64>,
}

impl Known {
    fn decode(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            id: row.parse(0)?,
            seen_by: row.text(1)?,
            told_at: row.opt_int(2)?,
            digest: row.text(3)?,
            removed_at: row.opt_int(4)?,
        })
    }

    /// Whether what is told is older than what is known: pages of a whole reading may be.
    fn is_newer_than(&self, told: &Told, sync: &ProductSync) -> bool {
        let stamped = matches!((self.told_at, told.told_at), (Some(known), Some(told)) if told.ms() < known);
        let began = sync.started_at.ms();
        let deleted_since = sync.kind == Kind::Full && self.removed_at.is_some_and(|at| at >= began);
        stamped || deleted_since
    }
}

/// Takes one product; says whether this reading sees it for the first time.
pub(super) fn take(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    (sync, told): (&ProductSync, &Told),
    now: Timestamp,
) -> Result<bool> {
    let key = params![tenant, &told.external_id, &sync.store];
    let digest = digest(told)?;
    let Some(known) = tx.row(sql::KNOWN, key, Known::decode)? else {
        let id = ProductId::from_bits(chance::ordered_bits(now)?);
        put(tx, (tenant, &id), (sync, told, &digest), now)?;
        return Ok(true);
    };
    let same = known.digest == digest && known.removed_at.is_none();
    if same || known.is_newer_than(told, sync) {
        let told_at = told.told_at.filter(|at| same && known.told_at.is_none_or(|known| at.ms() >= known));
        tx.send(sql::SEEN, params![tenant, &known.id, &sync.id, now, told_at])?;
    } else {
        tx.send(sql::UNFILE, params![tenant, &known.id])?;
        put(tx, (tenant, &known.id), (sync, told, &digest), now)?;
    }
    Ok(known.seen_by != sync.id.as_str())
}

/// A product that could not be taken is there all the same: the end of the reading does not hide it.
pub(super) fn still_there(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    (sync, external_id): (&ProductSync, &str),
    now: Timestamp,
) -> Result<()> {
    tx.send(sql::STILL_THERE, params![tenant, external_id, &sync.store, &sync.id, now])
}

/// Writes a product down, new or known.
fn put(
    tx: &mut Tx<'_>,
    (tenant, id): (&TenantId, &ProductId),
    (sync, told, digest): (&ProductSync, &Told, &str),
    now: Timestamp,
) -> Result<()> {
    let row = params![
        tenant,
        id,
        &sync.store,
        &told.external_id,
        &told.name,
        &told.description,
        &told.url,
        &told.sku,
        words(told),
        told.currency.code(),
        told.price_minor,
        told.regular_minor,
        told.stock.as_str(),
        json(&told.images)?,
        json(&told.categories)?,
        json(&told.variants)?,
        digest,
        told.told_at,
        &sync.id,
        now
    ];
    tx.send(sql::PUT, row)?;
    file(tx, (tenant, id), told)
}

/// Notes a product's categories, each once.
fn file(tx: &mut Tx<'_>, (tenant, id): (&TenantId, &ProductId), told: &Told) -> Result<()> {
    for one in &told.categories {
        tx.send(sql::FILE, params![tenant, id, &one.external_id, &one.name])?;
    }
    Ok(())
}

/// What a product is found by.
fn words(told: &Told) -> String {
    let variants = told.variants.iter().map(|one| one.sku.as_str());
    let all: Vec<&str> = [told.name.as_str(), told.sku.as_str()].into_iter().chain(variants).collect();
    all.join(" ").trim().to_lowercase()
}

/// Of all that is told but its moment: a store stamps a product anew also where nothing changed that we keep.
fn digest(told: &Told) -> Result<String> {
    Ok(blake3::hash(json(told)?.as_bytes()).to_hex().to_string())
}
