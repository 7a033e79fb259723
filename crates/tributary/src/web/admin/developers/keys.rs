//! API keys: made for live data or for test mode with a choice of rights, shown once, revoked with a question.

use super::start::{self, Ask, Fresh, PATH};
use crate::app::App;
use crate::call;
use crate::t;
use crate::web::admin::desk::Desk;
use crate::web::admin::fields::{Fields, form_errors};
use crate::web::admin::guard::Posted;
use crate::web::admin::once::{Once, Secrets};
use crate::web::admin::refusal::Shown;
use crate::web::admin::test_mode::twin_of;
use crate::web::kit::FieldError;
use crate::web::view::developers::keys::{KeyRow, KeysView};
use axum::extract::{Extension, Path, State};
use axum::response::{IntoResponse, Redirect};
use std::sync::Arc;
use tributary_core::KeyId;
use tributary_engine::access::{self, Key, SCOPES};
use tributary_engine::audit::Actor;
use tributary_engine::db::Tx;
use tributary_engine::page::{Cursor, LIMIT_MAX};
use tributary_engine::{Error, Result, connection};

/// The choice of rights that a shop's plugin needs.
const SHOP: &str = "shop";

/// `POST /admin/developers/keys`
pub(super) async fn make(
    State(app): State<App>,
    Extension(once): Extension<Arc<Once>>,
    Posted { me, fields }: Posted,
) -> Shown {
    let name = fields.text("name");
    let scopes = scopes(&fields);
    let wrong = match (name.is_empty() || name.chars().count() > 100, scopes.is_empty()) {
        (true, _) => {
            Some(("name", t!("Give the key a name of 1 to 100 characters, such as what will use it.")))
        }
        (_, true) => Some(("preset", t!("Choose at least one thing that the key may do."))),
        _ => None,
    };
    if let Some((field, message)) = wrong {
        let errors = vec![FieldError { field: field.into(), message: message.into() }];
        return start::show(&app, me, Ask::default(), Fresh { errors, ..Fresh::default() }).await;
    }
    let tenant = match me.test || fields.get("mode") != "test" {
        true => me.session.tenant.clone(),
        false => twin_of(&app, &me.session.home).await?,
    };
    let (by, now) = (Actor { tenant, ..Actor::from(&me.session) }, app.now());
    let (of_shop, asked) = (fields.get("preset") == SHOP, me.asked.clone());
    let made = call::write(&app.engine, move |tx| {
        let store = if of_shop { Some(asked.store(tx, &by.tenant)?.id) } else { None };
        access::create_key_of(tx, &by, (&name, store.as_ref()), &scopes, now)
    });
    match made.await {
        Ok(made) => {
            let kept = once.peek(&me.session);
            once.keep(&me.session, Secrets { api_key: Some(made.secret), ..kept });
            Ok(Redirect::to(PATH).into_response())
        }
        Err(error) => {
            let errors = form_errors(error)?;
            start::show(&app, me, Ask::default(), Fresh { errors, ..Fresh::default() }).await
        }
    }
}

/// What the form allows.
fn scopes(fields: &Fields) -> Vec<String> {
    let reads = || SCOPES.iter().filter(|scope| scope.ends_with(":read")).map(|&scope| scope.to_owned());
    match fields.get("preset") {
        "all" => vec!["all".to_owned()],
        SHOP => connection::SCOPES.map(str::to_owned).to_vec(),
        "track" => vec!["clicks:write".to_owned(), "orders:write".to_owned()],
        "custom" => {
            let chosen = |noun: String| {
                let scope = format!("{noun}:{}", fields.get(&format!("scope_{noun}")));
                SCOPES.contains(&scope.as_str()).then_some(scope)
            };
            nouns().into_iter().filter_map(|(noun, _)| chosen(noun)).collect()
        }
        _ => reads().collect(),
    }
}

/// The nouns of scopes, and whether each can be written.
fn nouns() -> Vec<(String, bool)> {
    let reads = SCOPES.iter().filter_map(|scope| scope.strip_suffix(":read"));
    reads.map(|noun| (noun.to_owned(), SCOPES.contains(&format!("{noun}:write").as_str()))).collect()
}

/// `POST /admin/developers/keys/{id}/revoke`
pub(super) async fn revoke(
    State(app): State<App>,
    Path(id): Path<String>,
    Posted { me, .. }: Posted,
) -> Shown {
    let id = KeyId::parse(&id).map_err(|_| Error::NotFound("key"))?;
    let (session, now) = (me.session, app.now());
    let revoked = call::write(&app.engine, move |tx| {
        let own = Actor::from(&session);
        match access::revoke_key(tx, &own, &id, now) {
            // The list of live keys has those of test mode as well.
            Err(Error::NotFound(noun)) => {
                let twin = access::twin(tx, &session.home)?.ok_or(Error::NotFound(noun))?;
                access::revoke_key(tx, &Actor { tenant: twin, ..own }, &id, now)
            }
            other => other,
        }
    });
    revoked.await?;
    Ok(Redirect::to(&format!("{PATH}?did=revoked")).into_response())
}

/// The keys of what is looked at, newest first; on the live side those of test mode as well.
pub(super) fn all(tx: &mut Tx<'_>, desk: &Desk) -> Result<Vec<Key>> {
    let page = Cursor { after: None, limit: LIMIT_MAX };
    let mut keys = access::list_keys(tx, desk.tenant(), &page)?.rows;
    if !desk.me.test
        && let Some(twin) = access::twin(tx, &desk.me.session.home)?
    {
        keys.extend(access::list_keys(tx, &twin, &page)?.rows);
        keys.sort_by(|one, other| other.id.cmp(&one.id));
    }
    Ok(keys)
}

/// The keys as they are shown.
pub(super) fn view(desk: &Desk, keys: &[Key], fresh: Option<String>, errors: Vec<FieldError>) -> KeysView {
    let row = |key: &Key| KeyRow {
        id: key.id.to_string(),
        name: key.name.clone(),
        test: key.test,
        scopes: key.scopes.clone(),
        made: desk.clock.stamp(key.created_at),
        used: key.used_at.map(|used| desk.clock.stamp(used)),
        revoked: key.revoked_at.map(|revoked| desk.clock.stamp(revoked)),
    };
    let rows = keys.iter().map(row).collect();
    KeysView { rows, fresh, test: desk.me.test, nouns: nouns(), csrf: desk.csrf(), errors }
}
