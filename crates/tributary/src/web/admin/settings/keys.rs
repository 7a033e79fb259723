//! API keys (`/admin/settings/keys`): made with a preset of rights, shown once, revoked with a question.

use super::words::preset_scopes;
use crate::app::App;
use crate::call;
use crate::t;
use crate::web::admin::desk::{self, Desk, Place};
use crate::web::admin::fields::form_errors;
use crate::web::admin::guard::Posted;
use crate::web::admin::once::{Once, Secrets};
use crate::web::admin::refusal::Shown;
use crate::web::admin::session::SignedIn;
use crate::web::kit::{FieldError, Toast};
use crate::web::view::settings::keys::{self as view, KeyRow, KeysView};
use axum::extract::{Extension, Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use serde::Deserialize;
use std::sync::Arc;
use tributary_core::KeyId;
use tributary_engine::Error;
use tributary_engine::access::{self, Key};
use tributary_engine::audit::Actor;
use tributary_engine::page::{Cursor, LIMIT_MAX};

const PATH: &str = "/admin/settings/keys";

/// What the address says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Ask {
    did: String,
}

/// `GET /admin/settings/keys`
pub(super) async fn page(
    State(app): State<App>,
    Extension(once): Extension<Arc<Once>>,
    me: SignedIn,
    Query(ask): Query<Ask>,
) -> Shown {
    let fresh = once.take(&me.session).api_key;
    show(&app, me, (fresh, &ask.did), Vec::new()).await
}

/// `POST /admin/settings/keys`
pub(super) async fn make(
    State(app): State<App>,
    Extension(once): Extension<Arc<Once>>,
    Posted { me, fields }: Posted,
) -> Shown {
    let name = fields.text("name");
    if name.is_empty() || name.chars().count() > 100 {
        let message = t!("Give the key a name of 1 to 100 characters, such as what will use it.").to_owned();
        return show(&app, me, (None, ""), vec![FieldError { field: "name".into(), message }]).await;
    }
    let (by, now, scopes) = (Actor::from(&me.session), app.now(), preset_scopes(fields.get("preset")));
    let made = call::write(&app.engine, move |tx| access::create_key(tx, &by, &name, &scopes, now));
    match made.await {
        Ok(made) => {
            once.keep(&me.session, Secrets { api_key: Some(made.secret), ..Secrets::default() });
            Ok(Redirect::to(PATH).into_response())
        }
        Err(error) => show(&app, me, (None, ""), form_errors(error)?).await,
    }
}

/// `POST /admin/settings/keys/{id}/revoke`
pub(super) async fn revoke(
    State(app): State<App>,
    Path(id): Path<String>,
    Posted { me, .. }: Posted,
) -> Shown {
    let id = KeyId::parse(&id).map_err(|_| Error::NotFound("key"))?;
    let (by, now) = (Actor::from(&me.session), app.now());
    call::write(&app.engine, move |tx| access::revoke_key(tx, &by, &id, now)).await?;
    Ok(Redirect::to(&format!("{PATH}?did=revoked")).into_response())
}

async fn show(
    app: &App,
    me: SignedIn,
    (fresh, did): (Option<String>, &str),
    errors: Vec<FieldError>,
) -> Shown {
    let all = Cursor { after: None, limit: LIMIT_MAX };
    let (desk, keys) =
        desk::read(app, me, move |tx, desk| access::list_keys(tx, desk.tenant(), &all)).await?;
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let done = (did == "revoked").then(|| Toast { text: t!("Key revoked").into(), ..Toast::default() });
    let rows = keys.rows.iter().map(|key| row(&desk, key)).collect();
    let view = KeysView { rows, fresh, done, csrf: desk.csrf(), errors };
    Ok(desk.page_with(status, (Place::Settings, t!("API keys")), &view::render(&view)))
}

fn row(desk: &Desk, key: &Key) -> KeyRow {
    KeyRow {
        id: key.id.to_string(),
        name: key.name.clone(),
        scopes: key.scopes.clone(),
        made: desk.clock.stamp(key.created_at),
        used: key.used_at.map(|used| desk.clock.stamp(used)),
        revoked: key.revoked_at.map(|revoked| desk.clock.stamp(revoked)),
    }
}
