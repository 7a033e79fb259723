//! Links: `/t/{slug}` leads to a destination in the shop and says whose click it was.

mod sql;

use crate::code::{fits_url, fold};
use crate::db::{Row, Tx};
use crate::error::{Error, Result};
use crate::page::{Cursor, Page};
use crate::{access, chance, params, partner, pipeline, program};
use tributary_core::{LinkId, PartnerId, ProgramId, TenantId, Timestamp};

const LABEL_CHARS_MAX: usize = 100; // it stands in a table cell

/// A tracking link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Its id.
    pub id: LinkId,
    /// The program it counts in.
    pub program: ProgramId,
    /// Whose it is.
    pub partner: PartnerId,
    /// What stands in the URL.
    pub slug: String,
    /// Where it leads, an absolute http or https URL.
    pub destination: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// What the team calls it.
    pub label: String,
    /// Since when it is hidden from lists; it keeps resolving and crediting.
    pub archived_at: Option<Timestamp>,
}

/// What a link is made from. The destination was checked by the edge.
#[derive(Debug, Clone)]
pub struct NewLink {
    /// The program it counts in.
    pub program: ProgramId,
    /// Whose it is.
    pub partner: PartnerId,
    /// What stands in the URL; chosen by chance when missing.
    pub slug: Option<String>,
    /// Where it leads.
    pub destination: String,
}

/// What slugs of test mode begin with.
pub const TEST_SLUG: &str = "test-";

/// Makes a link; orders whose evidence names its slug already are decided anew.
///
/// # Errors
/// [`Error::Invalid`] for a bad or taken slug, [`Error::NotFound`] for a foreign partner or program.
pub fn create(tx: &mut Tx<'_>, tenant: &TenantId, new: &NewLink, now: Timestamp) -> Result<Link> {
    partner::load(tx, tenant, &new.partner)?;
    program::load(tx, tenant, &new.program)?;
    let slug = match &new.slug {
        Some(slug) => checked_slug(slug)?,
        None => chance::secret()?.chars().take(8).collect(),
    };
    // Addresses are everybody's, so a test takes none that somebody may want in earnest.
    let plain = !slug.to_lowercase().starts_with(TEST_SLUG) && access::is_test(tx, tenant)?;
    let slug = if plain { format!("{TEST_SLUG}{slug}") } else { slug };
    let id = LinkId::from_bits(chance::ordered_bits(now)?);
    let row = params![tenant, &id, &new.program, &new.partner, &slug, fold(&slug), &new.destination, now];
    match tx.exec(sql::INSERT, row) {
        Err(error) if error.is_unique() => {
            Err(Error::clash("/slug", "taken", "This slug is already taken: choose another."))
        }
        Err(error) => Err(error),
        Ok(_) => {
            pipeline::given(tx, (tenant, &new.program), (&slug, id.as_str()), now)?;
            load(tx, tenant, &id)
        }
    }
}

fn checked_slug(slug: &str) -> Result<String> {
    let slug = slug.trim();
    if slug.is_empty() || slug.chars().count() > 100 || !fits_url(slug) {
        return Err(Error::field("/slug", "format", "Use 1 to 100 letters, digits, - _ and . only."));
    }
    Ok(slug.to_owned())
}

/// One link.
///
/// # Errors
/// [`Error::NotFound`].
pub fn load(tx: &mut Tx<'_>, tenant: &TenantId, id: &LinkId) -> Result<Link> {
    tx.row(sql::LOAD, params![tenant, id], decode_whole)?.ok_or(Error::NotFound("link"))
}

/// The link with this slug in a program, in any spelling.
///
/// # Errors
/// What the database says.
pub fn find(tx: &mut Tx<'_>, tenant: &TenantId, program: &ProgramId, slug: &str) -> Result<Option<Link>> {
    tx.row(sql::FIND, params![tenant, program, fold(slug)], decode_whole)
}

/// A page of links, newest first.
///
/// # Errors
/// What the database says.
pub fn list(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    of: Option<&PartnerId>,
    cursor: &Cursor,
) -> Result<Page<Link>> {
    let rows = tx.rows(sql::LIST, params![tenant, cursor.below(), of, cursor.fetch()], decode_whole)?;
    Ok(cursor.page(rows, |link| link.id.to_string()))
}

/// Every link, of all partners or of one, newest first; archived ones too.
///
/// # Errors
/// What the database says.
pub fn all(tx: &mut Tx<'_>, tenant: &TenantId, of: Option<&PartnerId>) -> Result<Vec<Link>> {
    tx.rows(sql::LIST, params![tenant, "~", of, i64::MAX], decode_whole)
}

/// Whether nobody has a slug yet, in any spelling.
///
/// # Errors
/// What the database says.
pub fn is_free(tx: &mut Tx<'_>, slug: &str) -> Result<bool> {
    Ok(tx.row(sql::TAKEN, params![fold(slug)], |_| Ok(()))?.is_none())
}

/// Calls a link otherwise.
///
/// # Errors
/// [`Error::NotFound`], or [`Error::Invalid`] for a label that is too long.
pub fn relabel(tx: &mut Tx<'_>, tenant: &TenantId, id: &LinkId, label: &str) -> Result<()> {
    let label = label.trim();
    if label.chars().count() > LABEL_CHARS_MAX {
        return Err(Error::field("/label", "length", "Shorten the label to 100 characters."));
    }
    found(tx.exec(sql::RELABEL, params![tenant, id, label])?)
}

/// Hides a link from lists; it keeps resolving and crediting.
///
/// # Errors
/// [`Error::NotFound`].
pub fn archive(tx: &mut Tx<'_>, tenant: &TenantId, id: &LinkId, now: Timestamp) -> Result<()> {
    found(tx.exec(sql::ARCHIVE, params![tenant, id, now])?)
}

/// Shows an archived link again.
///
/// # Errors
/// [`Error::NotFound`].
pub fn restore(tx: &mut Tx<'_>, tenant: &TenantId, id: &LinkId) -> Result<()> {
    found(tx.exec(sql::RESTORE, params![tenant, id])?)
}

fn found(rows: usize) -> Result<()> {
    if rows == 0 { Err(Error::NotFound("link")) } else { Ok(()) }
}

fn decode_whole(row: &Row<'_>) -> Result<Link> {
    let archived_at = row.opt_int(7)?.map(Timestamp::from_ms);
    Ok(Link { label: row.text(6)?, archived_at, ..decode(row)? })
}

/// As far as following it needs.
pub(crate) fn decode(row: &Row<'_>) -> Result<Link> {
    Ok(Link {
        id: row.parse(0)?,
        program: row.parse(1)?,
        partner: row.parse(2)?,
        slug: row.text(3)?,
        destination: row.text(4)?,
        created_at: row.time(5)?,
        label: String::new(),
        archived_at: None,
    })
}
