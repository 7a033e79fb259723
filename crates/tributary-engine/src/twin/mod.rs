//! Test mode: a tenant beside the live one, made when it is first needed, with something in it to try things on. Whatever is
//! kept per tenant is apart by construction, so nothing of a test ever reaches what is live.

use crate::access;
use crate::audit::{self, Actor};
use crate::chance;
use crate::code::{self, Kind, NewCode};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::link::{self, NewLink};
use crate::page::{Cursor, LIMIT_MAX};
use crate::partner::{self, NewPartner};
use crate::program::{self, NewProgram};
use crate::seal::Sealer;
use crate::store::{self, NewStore};
use tributary_core::{TenantId, Timestamp};

/// The sample partner.
pub const PARTNER: &str = "Test partner";
/// The code of the sample partner.
pub const CODE: &str = "TEST10";

/// The twin of a live tenant, made if there is none. Links and codes in memory are to be read anew after that.
///
/// # Errors
/// [`Error::NotFound`] when the tenant has no store yet, or is a twin itself.
pub fn of(tx: &mut Tx<'_>, (live, sealer): (&TenantId, &Sealer), now: Timestamp) -> Result<TenantId> {
    if let Some(twin) = access::twin(tx, live)? {
        return Ok(twin);
    }
    let all = Cursor { after: None, limit: LIMIT_MAX };
    let shop = store::list(tx, live, &all)?.rows.pop().ok_or(Error::NotFound("store"))?;
    let of_shop = program::of_store(tx, live, &shop.id)?;
    let preset = program::load(tx, live, &of_shop)?.preset;
    let twin = access::create_twin(tx, live, now)?;
    let by = Actor::system(&twin, "test mode");
    let new = NewStore { name: shop.name, url: shop.url, currency: shop.currency, timezone: shop.timezone };
    let store = store::create(tx, &twin, &new, now)?;
    let kept = store::load(tx, &twin, &store)?;
    store::add_secret(tx, &kept, sealer, &chance::secret()?, now)?;
    let program = NewProgram { name: new.name, preset, by: by.name.clone() };
    let program = program::create(tx, &twin, &store, &program, now)?;
    let partner = NewPartner {
        name: PARTNER.to_owned(),
        email: None,
        kind: partner::KINDS.first().copied().unwrap_or_default().to_owned(),
        by: by.name.clone(),
    };
    let partner = partner::create(tx, &twin, &partner, sealer.people_key(), now)?;
    audit::partner_created(tx, &by, &partner, now)?;
    let code = NewCode {
        program: program.clone(),
        partner: partner.id.clone(),
        kind: Kind::Coupon,
        code: CODE.to_owned(),
    };
    code::create(tx, &twin, &code, now)?;
    let link = NewLink { program, partner: partner.id, slug: None, destination: new.url };
    link::create(tx, &twin, &link, now)?;
    Ok(twin)
}
