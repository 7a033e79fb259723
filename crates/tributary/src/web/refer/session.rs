//! A customer's browser on the hosted page.

use crate::app::App;
use crate::lang::{self, Lang};
use crate::refer::{self, Reader};
use crate::web::admin::cookie;
use crate::web::outsider::{self, Outsider};
use axum::http::HeaderMap;
use tributary_core::Timestamp;
use tributary_engine::panel::{ReferSession, session_of};
use tributary_engine::{Result, customer, db::Tx, store};

pub(super) use crate::web::outsider::{Shown, Unseen};

/// A customer who is signed in.
pub(super) type SignedIn = outsider::SignedIn<ReferSession>;
/// A form that a customer sent from our own page.
pub(super) type Posted = outsider::Posted<ReferSession>;

impl Outsider for ReferSession {
    const COOKIE: &'static str = "tributary_refer";
    const PAGES: &'static str = "/refer";
    const SIGN_IN: &'static str = "/refer";

    fn of(tx: &mut Tx<'_>, token: &str, now: Timestamp) -> Result<Option<Self>> {
        session_of(tx, token, now)
    }

    fn csrf(&self) -> &str {
        &self.csrf
    }

    fn id(&self) -> &str {
        self.customer.as_str()
    }
}

/// Who looks, in the language that they chose, or else that the shop says they read.
pub(super) async fn reader(app: &App, me: &SignedIn, headers: &HeaderMap) -> Result<Reader> {
    let chosen = cookie::read(headers, lang::COOKIE).is_some().then(lang::current);
    let language = match chosen {
        Some(language) => language,
        None => known_language(app, me).await?,
    };
    let ReferSession { tenant, customer, .. } = me.session.clone();
    Ok(Reader { tenant, customer, language })
}

async fn known_language(app: &App, me: &SignedIn) -> Result<Lang> {
    let ReferSession { tenant, customer: id, .. } = me.session.clone();
    let read = crate::call::read(&app.engine, move |tx| {
        let known = customer::load(tx, &tenant, &id)?;
        Ok((store::load(tx, &tenant, &known.store)?.language, known.language))
    });
    let (of_store, own) = read.await?;
    Ok(if own.is_empty() { lang::current() } else { refer::language(None, &own, of_store.as_deref()) })
}
