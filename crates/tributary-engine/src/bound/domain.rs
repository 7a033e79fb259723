//! Sites that stand for a code: a visitor who comes from exactly that site counts as one who came by the code.

use super::sql;
use crate::db::{Row, Tx};
use crate::error::{Error, Result};
use crate::params;
use tributary_core::{StoreId, TenantId, Timestamp};

/// As long as a site's name may be.
const DOMAIN_BYTES_MAX: usize = 253;
/// As many sites as a store may have, so that its list is always read whole.
pub const DOMAINS_MAX: i64 = 1_000;

/// A site and its code. A site has one code; a code may have many sites.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Domain {
    /// The site, without `www.`
    pub domain: String,
    /// The code.
    pub code: String,
    /// Who said so.
    pub by: String,
    /// When it was first said.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub changed_at: Timestamp,
}

/// A site as it is compared: small letters, without `www.`, port, path and scheme.
#[must_use]
pub fn site(text: &str) -> String {
    let text = text.trim().to_lowercase();
    let rest = text.split_once("://").map_or(text.as_str(), |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    let host = host.split(':').next().unwrap_or_default();
    host.strip_prefix("www.").unwrap_or(host).to_owned()
}

/// Says for which code a site stands, instead of what was said before.
///
/// # Errors
/// [`Error::Invalid`] for what is no site's name, an empty code, or one site too many.
pub fn put_domain(
    tx: &mut Tx<'_>,
    (tenant, store): (&TenantId, &StoreId),
    (domain, code, by): (&str, &str, &str),
    now: Timestamp,
) -> Result<Domain> {
    let (domain, code) = (site(domain), code.trim());
    let plain = domain.chars().all(|char| char.is_alphanumeric() || matches!(char, '.' | '-'));
    if !plain || !domain.contains('.') || domain.starts_with('.') || domain.len() > DOMAIN_BYTES_MAX {
        return Err(Error::field("/domain", "format", "Give one site's name, such as blog.example."));
    }
    if code.is_empty() || code.chars().count() > 100 || code.chars().any(char::is_control) {
        return Err(Error::field("/code", "length", "Give a code of 1 to 100 characters."));
    }
    if tx.int(sql::OTHER_DOMAINS, params![tenant, store, &domain])? >= DOMAINS_MAX {
        return Err(Error::clash(
            "/domain",
            "too_many",
            "A store has at most 1,000 such sites: take another one off first.",
        ));
    }
    tx.exec(sql::PUT_DOMAIN, params![tenant, store, &domain, code, by, now])?;
    tx.row(sql::DOMAIN, params![tenant, store, &domain], decode)?.ok_or(Error::NotFound("domain"))
}

/// A site stands for no code any more.
///
/// # Errors
/// [`Error::NotFound`].
pub fn drop_domain(tx: &mut Tx<'_>, (tenant, store): (&TenantId, &StoreId), domain: &str) -> Result<()> {
    match tx.exec(sql::DROP_DOMAIN, params![tenant, store, site(domain)])? {
        0 => Err(Error::NotFound("domain")),
        _ => Ok(()),
    }
}

/// A store's sites and their codes, by name; never more than [`DOMAINS_MAX`].
///
/// # Errors
/// What the database says.
pub fn domains(tx: &mut Tx<'_>, (tenant, store): (&TenantId, &StoreId)) -> Result<Vec<Domain>> {
    tx.rows(sql::DOMAINS, params![tenant, store], decode)
}

fn decode(row: &Row<'_>) -> Result<Domain> {
    Ok(Domain {
        domain: row.text(0)?,
        code: row.text(1)?,
        by: row.text(2)?,
        created_at: row.time(3)?,
        changed_at: row.time(4)?,
    })
}

/// The code for which the site of an address stands, if exactly that site does.
///
/// # Errors
/// What the database says.
pub fn code_of_site(
    tx: &mut Tx<'_>,
    (tenant, store): (&TenantId, &StoreId),
    referrer: &str,
) -> Result<Option<String>> {
    tx.row(sql::DOMAIN, params![tenant, store, site(referrer)], |row| row.text(1))
}

#[cfg(test)]
mod tests {
    use super::site;

    // ZC-31
    #[test]
    fn a_site_is_compared_without_www_and_whatever_stands_around_it() {
        assert_eq!(site("https://WWW.Blog.example:8443/post?x=1#y"), "blog.example");
        assert_eq!(site("blog.example"), "blog.example");
        assert_eq!(site("https://user@blog.example/"), "blog.example");
        assert_ne!(site("https://shop.blog.example"), "blog.example");
        assert_eq!(site(""), "");
    }
}
