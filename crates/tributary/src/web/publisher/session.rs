//! A publisher's browser.

use crate::web::outsider::{self, Outsider};
use tributary_core::Timestamp;
use tributary_engine::publisher::{Session, session_of};
use tributary_engine::{Result, db::Tx};

pub(super) use crate::web::outsider::{Shown, Unseen};

/// A publisher who is signed in.
pub(super) type SignedIn = outsider::SignedIn<Session>;
/// A form that a publisher sent from our own page.
pub(super) type Posted = outsider::Posted<Session>;

pub(super) const COOKIE: &str = Session::COOKIE;

impl Outsider for Session {
    const COOKIE: &'static str = "tributary_publisher";
    const PAGES: &'static str = "/publisher";
    const SIGN_IN: &'static str = "/publisher/enter";

    fn of(tx: &mut Tx<'_>, token: &str, now: Timestamp) -> Result<Option<Self>> {
        session_of(tx, token, now)
    }

    fn csrf(&self) -> &str {
        &self.csrf
    }

    fn id(&self) -> &str {
        self.publisher.as_str()
    }
}
