//! The form of a webhook endpoint: a new one (`/admin/developers/webhooks/new`), or a change of one (`…/{id}/edit`).

use super::webhooks::PATH;
use super::words;
use crate::app::App;
use crate::call;
use crate::outbound;
use crate::t;
use crate::web::admin::desk::{self, Desk, Place};
use crate::web::admin::fields::{Fields, form_errors};
use crate::web::admin::guard::Posted;
use crate::web::admin::once::{Once, Secrets};
use crate::web::admin::refusal::Shown;
use crate::web::admin::session::SignedIn;
use crate::web::kit::{FieldError, Post};
use crate::web::view::developers::form::{self as view, FormView};
use axum::extract::{Extension, Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use std::sync::Arc;
use tributary_core::WebhookEndpointId;
use tributary_engine::audit::{self, Actor};
use tributary_engine::event::KINDS;
use tributary_engine::webhook::{self, ALL_KINDS, Change, Endpoint, NewEndpoint};
use tributary_engine::{Error, Result};

/// What the form holds.
struct Wish {
    url: String,
    wants: Vec<String>,
}

impl Wish {
    fn sent(fields: &Fields) -> Self {
        let all = fields.some("all").is_some();
        let wants = if all {
            vec![ALL_KINDS.to_owned()]
        } else {
            fields.all("kind").filter(|kind| !kind.is_empty()).map(str::to_owned).collect()
        };
        Self { url: fields.text("url"), wants }
    }

    /// The address, if it may be called, and the kinds.
    fn checked(&self, app: &App) -> Result<Self> {
        let checked = outbound::check(&self.url, app.settings.allow_private_webhooks);
        let url = checked.map_err(|why| Error::field("/url", why.code(), why.to_string()))?;
        if self.wants.is_empty() {
            return Err(Error::field("/events", "length", t!("Choose at least one kind, or everything.")));
        }
        Ok(Self { url: url.to_string(), wants: self.wants.clone() })
    }
}

impl From<&Endpoint> for Wish {
    fn from(endpoint: &Endpoint) -> Self {
        Self { url: endpoint.url.clone(), wants: endpoint.wants.clone() }
    }
}

/// `GET /admin/developers/webhooks/new`
pub(super) async fn new(State(app): State<App>, me: SignedIn, RawQuery(query): RawQuery) -> Shown {
    let fields = Fields::read(query.unwrap_or_default().as_bytes());
    show(&app, me, (None, &Wish::sent(&fields)), Vec::new()).await
}

/// `POST /admin/developers/webhooks`
pub(super) async fn make(
    State(app): State<App>,
    Extension(once): Extension<Arc<Once>>,
    Posted { me, fields }: Posted,
) -> Shown {
    let wish = Wish::sent(&fields);
    let made = match wish.checked(&app) {
        Ok(Wish { url, wants }) => {
            let (by, sealer, now) = (Actor::from(&me.session), app.engine.sealer.clone(), app.now());
            let new = NewEndpoint { url, wants };
            let made = call::write(&app.engine, move |tx| {
                let endpoint = webhook::create(tx, (&by.tenant, &sealer), &new, now)?;
                audit::webhook_created(tx, &by, &endpoint, now)?;
                Ok((webhook::secret(tx, (&by.tenant, &sealer), &endpoint.id)?, endpoint))
            });
            made.await
        }
        Err(error) => Err(error),
    };
    match made {
        Ok((secret, endpoint)) => {
            let kept = once.peek(&me.session);
            let told = (endpoint.id.clone(), secret);
            once.keep(&me.session, Secrets { endpoint_secret: Some(told), ..kept });
            Ok(Redirect::to(&format!("{PATH}/{}?did=made", endpoint.id)).into_response())
        }
        Err(error) => show(&app, me, (None, &wish), form_errors(error)?).await,
    }
}

/// `GET /admin/developers/webhooks/{id}/edit`
pub(super) async fn edit(State(app): State<App>, Path(id): Path<String>, me: SignedIn) -> Shown {
    let id = read_id(&id)?;
    let (tenant, of) = (me.session.tenant.clone(), id.clone());
    let endpoint = call::read(&app.engine, move |tx| webhook::load(tx, &tenant, &of)).await?;
    show(&app, me, (Some(&id), &Wish::from(&endpoint)), Vec::new()).await
}

/// `POST /admin/developers/webhooks/{id}`
pub(super) async fn change(
    State(app): State<App>,
    Path(id): Path<String>,
    Posted { me, fields }: Posted,
) -> Shown {
    let (id, wish) = (read_id(&id)?, Wish::sent(&fields));
    let changed = match wish.checked(&app) {
        Ok(Wish { url, wants }) => {
            let (by, of, now) = (Actor::from(&me.session), id.clone(), app.now());
            let change = Change { url: Some(url), wants: Some(wants), state: None };
            let changed = call::write(&app.engine, move |tx| {
                let before = webhook::load(tx, &by.tenant, &of)?;
                let after = webhook::change(tx, &by.tenant, &of, &change, now)?;
                audit::webhook_changed(tx, &by, (&before, &after), now)
            });
            changed.await
        }
        Err(error) => Err(error),
    };
    match changed {
        Ok(()) => Ok(Redirect::to(&format!("{PATH}/{id}?did=changed")).into_response()),
        Err(error) => show(&app, me, (Some(&id), &wish), form_errors(error)?).await,
    }
}

/// The endpoint that an address names.
pub(super) fn read_id(id: &str) -> Result<WebhookEndpointId> {
    WebhookEndpointId::parse(id).map_err(|_| Error::NotFound("webhook endpoint"))
}

async fn show(
    app: &App,
    me: SignedIn,
    (id, wish): (Option<&WebhookEndpointId>, &Wish),
    errors: Vec<FieldError>,
) -> Shown {
    let (desk, ()) = desk::read(app, me, |_, _| Ok(())).await?;
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let view = filled(&desk, (id, wish), errors);
    Ok(desk.page_with(status, (Place::Developers, &view.title), &view::render(&view)))
}

fn filled(desk: &Desk, (id, wish): (Option<&WebhookEndpointId>, &Wish), errors: Vec<FieldError>) -> FormView {
    let wants = |kind: &str| wish.wants.iter().any(|want| want == kind);
    let kind = |kind: &str| (kind.to_owned(), words::told_when(kind).to_owned(), wants(kind));
    let here = id.map_or_else(|| PATH.to_owned(), |id| format!("{PATH}/{id}"));
    let (title, submit) = match id {
        None => (t!("New endpoint"), t!("Add the endpoint")),
        Some(_) => (t!("Change the endpoint"), t!("Save")),
    };
    FormView {
        title: title.to_owned(),
        post: Post::to(&here, desk.csrf()),
        back: here,
        url: wish.url.clone(),
        all: wants(ALL_KINDS),
        kinds: KINDS.into_iter().map(kind).collect(),
        submit: submit.to_owned(),
        errors,
    }
}
