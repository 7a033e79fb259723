//! A program's public page, on which people apply: its address, whether it is open, and who is let in at once.

use super::sql;
use crate::code::fits_url;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::{access, link, params};
use tributary_core::{ProgramId, TenantId};

/// How a program shows itself to people who may apply.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PublicPage {
    /// What stands in its address: `/join/{slug}`.
    pub slug: String,
    /// Whether people can apply.
    pub open: bool,
    /// Whether whoever applies is a partner at once.
    pub automatic: bool,
}

/// A program's page; none was ever opened when there is none.
///
/// # Errors
/// What the database says.
pub fn page_of(tx: &mut Tx<'_>, tenant: &TenantId, program: &ProgramId) -> Result<Option<PublicPage>> {
    tx.row(sql::PAGE_OF, params![tenant, program], |row| {
        Ok(PublicPage { slug: row.text(0)?, open: row.int(1)? == 1, automatic: row.int(2)? == 1 })
    })
}

/// The program behind an address, whether it is open or not.
///
/// # Errors
/// [`Error::NotFound`] for an address that no program ever had.
pub fn open_page(tx: &mut Tx<'_>, slug: &str) -> Result<(TenantId, ProgramId, PublicPage)> {
    let slug = slug.trim().to_lowercase();
    let found = tx.row(sql::PAGE, params![&slug], |row| {
        let page = PublicPage { slug: row.text(2)?, open: row.int(3)? == 1, automatic: row.int(4)? == 1 };
        Ok((row.parse(0)?, row.parse(1)?, page))
    })?;
    found.ok_or(Error::NotFound("program"))
}

/// Every program of every tenant that is open, by its address: whoever opens one shows it to everybody.
///
/// # Errors
/// What the database says.
pub fn open_pages(tx: &mut Tx<'_>) -> Result<Vec<(TenantId, ProgramId)>> {
    tx.rows(sql::OPEN_PAGES, params![], |row| Ok((row.parse(0)?, row.parse(1)?)))
}

/// Opens, closes or changes a program's page.
///
/// # Errors
/// [`Error::Invalid`] for a bad or taken address.
pub fn set_page(tx: &mut Tx<'_>, tenant: &TenantId, program: &ProgramId, page: &PublicPage) -> Result<()> {
    let slug = page.slug.trim().to_lowercase();
    if slug.is_empty() || slug.chars().count() > 60 || !fits_url(&slug) {
        return Err(Error::field("/slug", "format", "Use 1 to 60 letters, digits, - _ and . only."));
    }
    // Addresses are everybody's, so a test takes none that somebody may want in earnest.
    let plain = !slug.starts_with(link::TEST_SLUG) && access::is_test(tx, tenant)?;
    let slug = if plain { format!("{}{slug}", link::TEST_SLUG) } else { slug };
    match tx.exec(sql::SET_PAGE, params![tenant, program, &slug, page.open, page.automatic]) {
        Err(error) if error.is_unique() => {
            Err(Error::clash("/slug", "taken", "Another program has this address: choose another."))
        }
        other => other.map(drop),
    }
}
