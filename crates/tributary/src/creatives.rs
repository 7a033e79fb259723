//! Creatives as the screens and the API both take them: a page is one that partners' links may lead to.

use crate::app::destination::{AllowedHosts, Refusal, check};
use tributary_core::{ProgramId, TenantId};
use tributary_engine::creative::Target;
use tributary_engine::db::Tx;
use tributary_engine::{Error, Result, program, store};

/// The page as a target, spelled as we spell it.
///
/// # Errors
/// [`Error::Invalid`] where links of the program may not lead.
pub(crate) fn page(tx: &mut Tx<'_>, (tenant, program): (&TenantId, &ProgramId), url: &str) -> Result<Target> {
    match check(url.trim(), &hosts(tx, tenant, program)?) {
        Ok(url) => Ok(Target::Page(url.to_string())),
        Err(Refusal::Host) => Err(Error::clash(
            "/url",
            "host",
            "Use a page of this store, or of a host that the program allows.",
        )),
        Err(_) => {
            Err(Error::field("/url", "format", "Use a whole address, such as https://shop.example/summer."))
        }
    }
}

/// Where links of a program may lead: to the hosts that its rules name, and to the store's own.
///
/// # Errors
/// What the database says.
pub(crate) fn hosts(tx: &mut Tx<'_>, tenant: &TenantId, program: &ProgramId) -> Result<AllowedHosts> {
    let program = program::load(tx, tenant, program)?;
    let store = store::load(tx, tenant, &program.store)?;
    let named = AllowedHosts::parse(&program.current.rules.allowed_hosts).unwrap_or_default();
    Ok(named.and_of(&store.url))
}
