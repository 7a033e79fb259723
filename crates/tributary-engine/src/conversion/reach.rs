//! Whom a publisher is: a partner at each tenant that ever accepted it. Nothing of a publisher's is read but through this.

use crate::db::Tx;
use crate::error::{Error, Result};
use crate::publisher;
use tributary_core::{PartnerId, ProgramId, PublisherId, TenantId};

/// A partner of a tenant, which is the publisher there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach {
    /// Whose store.
    pub tenant: TenantId,
    /// Whom the publisher is there.
    pub partner: PartnerId,
}

/// Whom a publisher is, with all tenants that ever accepted it.
///
/// # Errors
/// What the database says.
pub fn reach_of(tx: &mut Tx<'_>, publisher: &PublisherId) -> Result<Vec<Reach>> {
    let mut reach: Vec<Reach> = Vec::new();
    for membership in publisher::memberships_of(tx, publisher)? {
        let Some(partner) = membership.partner else { continue };
        let of = Reach { tenant: membership.tenant, partner };
        if !reach.contains(&of) {
            reach.push(of);
        }
    }
    reach.sort_by(|a, b| a.tenant.cmp(&b.tenant));
    Ok(reach)
}

/// Whom a publisher is in a program that once accepted it; `pointer` is where the program was named.
///
/// # Errors
/// [`Error::Invalid`] for any other program.
pub fn reach_in(
    tx: &mut Tx<'_>,
    publisher: &PublisherId,
    (program, pointer): (&ProgramId, &str),
) -> Result<Reach> {
    let all = publisher::memberships_of(tx, publisher)?;
    let mut own = all.into_iter().filter(|one| one.program == *program);
    let found = own.find_map(|one| Some(Reach { tenant: one.tenant, partner: one.partner? }));
    let detail = "Use the id of a program that you are in: GET /api/v1/publisher/programs lists them.";
    found.ok_or_else(|| Error::field(pointer, "unknown", detail))
}
