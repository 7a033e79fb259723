//! A partner of one's own to try things out with, and the link `hello` that shows a click land.

use tributary_core::Timestamp;
use tributary_engine::audit::{self, Actor};
use tributary_engine::db::Tx;
use tributary_engine::link::{self, NewLink};
use tributary_engine::page::{Cursor, LIMIT_MAX};
use tributary_engine::partner::{self, NewPartner};
use tributary_engine::{Error, program, store};

/// What stands in the link's address.
pub(super) const SLUG: &str = "hello";

/// Makes the partner and the link; `name` is the partner's, in the owner's language.
pub(super) fn make(
    tx: &mut Tx<'_>,
    by: &Actor,
    (name, people_key): (&str, &[u8; 32]),
    now: Timestamp,
) -> Result<(), Error> {
    let all = Cursor { after: None, limit: LIMIT_MAX };
    let store = store::list(tx, &by.tenant, &all)?.rows.pop().ok_or(Error::NotFound("store"))?;
    let program = program::of_store(tx, &by.tenant, &store.id)?;
    let kind = partner::KINDS.first().copied().unwrap_or_default().to_owned();
    let new = NewPartner { name: name.to_owned(), email: None, kind, by: by.name.clone() };
    let partner = partner::create(tx, &by.tenant, &new, people_key, now)?;
    audit::partner_created(tx, by, &partner, now)?;
    let slug = Some(SLUG.to_owned());
    let new = NewLink { program, partner: partner.id, slug, destination: store.url };
    let link = link::create(tx, &by.tenant, &new, now)?;
    audit::link_created(tx, by, &link, now)
}
