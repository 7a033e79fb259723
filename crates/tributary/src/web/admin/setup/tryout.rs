//! A partner of one's own to try things out with, and the link `hello` that shows a click land.

use crate::web::admin::desk::first_store;
use tributary_core::{StoreId, Timestamp};
use tributary_engine::audit::{self, Actor};
use tributary_engine::db::Tx;
use tributary_engine::link::{self, NewLink};
use tributary_engine::partner::{self, NewPartner};
use tributary_engine::store::Store;
use tributary_engine::{Error, program};

/// What stands in the link's address.
pub(super) const SLUG: &str = "hello";
/// So much of a store's id tells its link from those of the others.
const MARK_CHARS: usize = 5;

/// The same of a store: no two links are called alike, so only the first store's is plain.
pub(super) fn slug(first: &StoreId, store: &StoreId) -> String {
    if first == store {
        return SLUG.to_owned();
    }
    let id = store.as_str().to_lowercase();
    let end = id.len().saturating_sub(MARK_CHARS);
    format!("{SLUG}-{}", id.get(end..).unwrap_or_default())
}

/// Makes the link, and the partner where no store has one yet; `name` is the partner's, in the owner's language.
pub(super) fn make(
    tx: &mut Tx<'_>,
    (by, store): (&Actor, &Store),
    (name, people_key): (&str, &[u8; 32]),
    now: Timestamp,
) -> Result<(), Error> {
    let program = program::of_store(tx, &by.tenant, &store.id)?;
    let first = first_store(tx, &by.tenant)?;
    let known = link::all(tx, &by.tenant, None)?.into_iter().find(|link| link.slug == SLUG);
    let partner = match known {
        Some(link) => link.partner,
        None => {
            let kind = partner::KINDS.first().copied().unwrap_or_default().to_owned();
            let new = NewPartner { name: name.to_owned(), email: None, kind, by: by.name.clone() };
            let partner = partner::create(tx, &by.tenant, &new, people_key, now)?;
            audit::partner_created(tx, by, &partner, now)?;
            partner.id
        }
    };
    let slug = Some(slug(&first.id, &store.id));
    let new = NewLink { program, partner, slug, destination: store.url.clone() };
    let link = link::create(tx, &by.tenant, &new, now)?;
    audit::link_created(tx, by, &link, now)
}
