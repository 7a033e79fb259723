//! Publishers: whoever sends the members of a site of their own, for programs of many tenants under one account. What
//! they earn belongs to a partner of each tenant; a membership says which.
//!
//! An account is nobody's but the publisher's. Nothing of a tenant is reached from it but through a membership that
//! names this tenant, and no tenant reaches more of it than its name, address and site.

mod account;
mod key;
mod membership;
mod session;
mod sql;

pub use account::{NewPublisher, Publisher, change, find, find_or_create, load};
pub use key::{Key, KeyUse, NewKey, SECRET_PREFIX, create_key, key_of, list_keys, note_key_use, revoke_key};
pub use membership::{
    Filter, Membership, Reviewed, State, accept, ask, counts, decline, end, invite, is_member, leave, list,
    membership_of, membership_of_partner, memberships_of, own_membership, programs_with_members,
    publisher_of_partner, reviewed,
};
pub use session::{Session, end_session, enter, link, link_works, open_session, session_of};
