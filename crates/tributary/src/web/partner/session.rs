//! A partner's browser.

use crate::web::outsider::{self, Outsider};
use tributary_core::Timestamp;
use tributary_engine::portal::{PartnerSession, session_of};
use tributary_engine::{Result, db::Tx};

pub(super) use crate::web::outsider::{Shown, Unseen};

/// A partner who is signed in.
pub(super) type SignedIn = outsider::SignedIn<PartnerSession>;
/// A form that a partner sent from our own page.
pub(super) type Posted = outsider::Posted<PartnerSession>;

pub(super) const COOKIE: &str = PartnerSession::COOKIE;

impl Outsider for PartnerSession {
    const COOKIE: &'static str = "tributary_partner";
    const PAGES: &'static str = "/partner";
    const SIGN_IN: &'static str = "/partner/login";

    fn of(tx: &mut Tx<'_>, token: &str, now: Timestamp) -> Result<Option<Self>> {
        session_of(tx, token, now)
    }

    fn csrf(&self) -> &str {
        &self.csrf
    }

    fn id(&self) -> &str {
        self.partner.as_str()
    }
}
