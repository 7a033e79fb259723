//! What is done with a webhook endpoint: stopped and resumed, its secret shown and renewed, a test sent, failures sent again.

use super::form::read_id;
use super::webhooks::PATH;
use crate::app::App;
use crate::call;
use crate::web::admin::desk;
use crate::web::admin::guard::Posted;
use crate::web::admin::once::{Once, Secrets};
use crate::web::admin::refusal::Shown;
use crate::web::admin::session::SignedIn;
use axum::extract::{Extension, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use std::sync::Arc;
use tributary_core::{Timestamp, WebhookEndpointId};
use tributary_engine::audit::{self, Actor};
use tributary_engine::webhook::{self, Change};
use tributary_engine::{Error, Result};

/// `POST /admin/developers/webhooks/{id}/state`
pub(super) async fn state(
    State(app): State<App>,
    Path(id): Path<String>,
    Posted { me, fields }: Posted,
) -> Shown {
    let id = read_id(&id)?;
    let wanted = webhook::State::try_from(fields.text("state"));
    let wanted = wanted.map_err(|_| Error::field("/state", "unknown", "Choose one of these."))?;
    let (by, of, now) = (Actor::from(&me.session), id.clone(), app.now());
    let changed = call::write(&app.engine, move |tx| {
        let change = Change { state: Some(wanted), ..Change::default() };
        let before = webhook::load(tx, &by.tenant, &of)?;
        let after = webhook::change(tx, &by.tenant, &of, &change, now)?;
        audit::webhook_changed(tx, &by, (&before, &after), now)
    });
    changed.await?;
    Ok(back(&id, wanted.as_str()))
}

/// `POST /admin/developers/webhooks/{id}/secret`: shows it, to whoever may send this.
pub(super) async fn secret(
    State(app): State<App>,
    Extension(once): Extension<Arc<Once>>,
    Path(id): Path<String>,
    Posted { me, .. }: Posted,
) -> Shown {
    let id = read_id(&id)?;
    let (by, of, now) = (Actor::from(&me.session), id.clone(), app.now());
    let noted = call::write(&app.engine, move |tx| {
        let endpoint = webhook::load(tx, &by.tenant, &of)?;
        audit::webhook_shown(tx, &by, &endpoint, now)
    });
    noted.await?;
    keep_secret(&app, &once, &me, &id).await?;
    Ok(back(&id, ""))
}

/// `POST /admin/developers/webhooks/{id}/rotate`
pub(super) async fn rotate(
    State(app): State<App>,
    Extension(once): Extension<Arc<Once>>,
    Path(id): Path<String>,
    Posted { me, fields }: Posted,
) -> Shown {
    let id = read_id(&id)?;
    let hours = fields.get("hours").parse().unwrap_or(webhook::OVERLAP_HOURS);
    let (by, of, sealer, now) = (Actor::from(&me.session), id.clone(), app.engine.sealer.clone(), app.now());
    let renewed = call::write(&app.engine, move |tx| {
        let endpoint = webhook::rotate(tx, (&by.tenant, &sealer), (&of, hours), now)?;
        audit::webhook_renewed(tx, &by, &endpoint, now)
    });
    renewed.await?;
    keep_secret(&app, &once, &me, &id).await?;
    Ok(back(&id, "renewed"))
}

async fn keep_secret(app: &App, once: &Once, me: &SignedIn, id: &WebhookEndpointId) -> Result<()> {
    let (tenant, of, sealer) = (me.session.tenant.clone(), id.clone(), app.engine.sealer.clone());
    let secret = call::read(&app.engine, move |tx| webhook::secret(tx, (&tenant, &sealer), &of)).await?;
    let kept = once.peek(&me.session);
    once.keep(&me.session, Secrets { endpoint_secret: Some((id.clone(), secret)), ..kept });
    Ok(())
}

/// `POST /admin/developers/webhooks/{id}/test`
pub(super) async fn test(
    State(app): State<App>,
    Path(id): Path<String>,
    Posted { me, fields }: Posted,
) -> Shown {
    let id = read_id(&id)?;
    let (by, of, kind, now) = (Actor::from(&me.session), id.clone(), fields.some("kind"), app.now());
    let sent = call::write(&app.engine, move |tx| {
        let test = webhook::Test { kind: kind.as_deref(), note: None };
        webhook::send_test(tx, &by.tenant, (&of, &test), now)?;
        let endpoint = webhook::load(tx, &by.tenant, &of)?;
        audit::webhook_tested(tx, &by, &endpoint, now)
    });
    match sent.await {
        Ok(()) => Ok(back(&id, "tested")),
        Err(Error::Conflict(_)) => Ok(back(&id, "stopped")),
        Err(error) => Err(error.into()),
    }
}

/// `POST /admin/developers/webhooks/{id}/replay`: sends again what failed of what was queued since.
pub(super) async fn replay(
    State(app): State<App>,
    Path(id): Path<String>,
    Posted { me, fields }: Posted,
) -> Shown {
    let id = read_id(&id)?;
    let (desk, ()) = desk::read(&app, me, |_, _| Ok(())).await?;
    let since = moment(&desk, fields.get("since"))
        .ok_or_else(|| Error::field("/since", "format", "Give a day and a time."))?;
    let (by, of, now) = (Actor::from(&desk.me.session), id.clone(), app.now());
    let replayed = call::write(&app.engine, move |tx| {
        let endpoint = webhook::load(tx, &by.tenant, &of)?;
        let queued = webhook::replay_failed(tx, &by.tenant, (&of, since), now)?;
        if queued > 0 {
            audit::webhook_replayed(tx, &by, &endpoint, now)?;
        }
        Ok(queued)
    });
    match replayed.await {
        Ok(queued) => Ok(back(&id, &format!("replayed&n={queued}"))),
        Err(Error::Conflict(_)) => Ok(back(&id, "stopped")),
        Err(error) => Err(error.into()),
    }
}

/// A moment as a browser's field has it, on the store's clock.
fn moment(desk: &desk::Desk, text: &str) -> Option<Timestamp> {
    let local: jiff::civil::DateTime = text.parse().ok()?;
    let zoned = local.to_zoned(desk.clock.zone().clone()).ok()?;
    Some(Timestamp::from_ms(zoned.timestamp().as_millisecond()))
}

fn back(id: &WebhookEndpointId, did: &str) -> Response {
    let query = if did.is_empty() { String::new() } else { format!("?did={did}") };
    Redirect::to(&format!("{PATH}/{id}{query}")).into_response()
}
