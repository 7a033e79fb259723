//! Whom a shop's token names: looked at with the store's secrets, and kept where we hear of them for the first time.

use crate::app::App;
use crate::call;
use tributary_core::Timestamp;
use tributary_engine::customer::{self, Customer};
use tributary_engine::db::Tx;
use tributary_engine::panel::token::{self, Claims, Refusal};
use tributary_engine::panel::{self, secret};
use tributary_engine::seal::Sealer;
use tributary_engine::store::Store;

/// What a token says, once it is believed.
#[derive(Debug, Clone)]
pub struct Believed {
    /// The store.
    pub store: Store,
    /// Who the customer is.
    pub claims: Claims,
    /// The same as we know them, where the token says nothing new.
    pub known: Option<Customer>,
}

/// Whom a token names; why it is not taken inside.
///
/// # Errors
/// What the database says.
pub fn believed(
    tx: &mut Tx<'_>,
    sealer: &Sealer,
    token: &str,
    now: Timestamp,
) -> tributary_engine::Result<Result<Believed, Refusal>> {
    let store = match panel::store_of(tx, token)? {
        Ok(store) => store,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let secrets = secret::secrets(tx, (&store, sealer), now)?;
    let claims = match token::verify(token, &store.id, &secrets, now) {
        Ok(claims) => claims,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let account = Some(claims.subject.as_str());
    let known = customer::find(tx, (&store.tenant, &store.id), (account, None))?;
    let known = known.filter(|known| !is_news(known, &claims));
    Ok(Ok(Believed { store, claims, known }))
}

/// Whether a token says more of a customer than we know. What they had us forget is no news.
fn is_news(known: &Customer, claims: &Claims) -> bool {
    let other = |told: &str, known: &str| !told.is_empty() && told != known;
    known.forgotten_at.is_none()
        && (other(claims.email.as_deref().unwrap_or_default(), known.email.as_deref().unwrap_or_default())
            || other(&claims.name, &known.name)
            || other(&claims.login, &known.login)
            || other(&claims.language, &known.language))
}

/// Keeps a customer of whom we hear for the first time.
///
/// # Errors
/// What the database says.
pub async fn kept(
    app: &App,
    store: &Store,
    claims: &Claims,
    now: Timestamp,
) -> tributary_engine::Result<Customer> {
    let (engine, store, told) = (app.engine.clone(), store.clone(), panel::told(claims));
    let write = move |tx: &mut Tx<'_>| {
        let of = (&store.tenant, &store.id);
        customer::find_or_create(tx, of, &told, engine.sealer.people_key(), now)
    };
    call::write(&app.engine, write).await
}
