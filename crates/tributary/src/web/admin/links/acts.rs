//! What is done to a link or code by one press: another label, archiving and its undoing.

use crate::app::App;
use crate::call;
use crate::web::admin::guard::Posted;
use crate::web::admin::partners::{back, with_did};
use crate::web::admin::refusal::Shown;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect};
use serde_json::json;
use tributary_core::{CodeId, LinkId, TenantId, Timestamp};
use tributary_engine::audit::{self, Actor, Note};
use tributary_engine::db::Tx;
use tributary_engine::{Error, code, link};

/// A link or a code, as an address names it.
enum Named {
    Link(LinkId),
    Code(CodeId),
}

impl Named {
    fn read(id: &str) -> Result<Self, Error> {
        let code = || CodeId::parse(id).map(Self::Code).map_err(|_| Error::NotFound("link"));
        LinkId::parse(id).map(Self::Link).or_else(|_| code())
    }

    /// What the log calls it.
    fn name(&self, tx: &mut Tx<'_>, tenant: &TenantId) -> Result<String, Error> {
        Ok(match self {
            Self::Link(id) => link::load(tx, tenant, id)?.slug,
            Self::Code(id) => code::load(tx, tenant, id)?.code,
        })
    }
}

/// `POST /admin/links/{id}`
pub(super) async fn relabel(State(app): State<App>, Path(id): Path<String>, posted: Posted) -> Shown {
    let (link, now) = (LinkId::parse(&id).map_err(|_| Error::NotFound("link"))?, app.now());
    let (by, label) = (Actor::from(&posted.me.session), posted.fields.text("label"));
    let written = call::write(&app.engine, move |tx| {
        let before = link::load(tx, &by.tenant, &link)?;
        link::relabel(tx, &by.tenant, &link, &label)?;
        let after = link::load(tx, &by.tenant, &link)?;
        if before.label == after.label {
            return Ok(());
        }
        let note = Note::on("link.changed", link.as_str()).named(&after.slug);
        let note = note.was(json!({ "label": before.label })).now(json!({ "label": after.label }));
        audit::note(tx, &by, &note, now).map(drop)
    });
    written.await?;
    Ok(Redirect::to(&with_did(&format!("{}/{id}", super::HREF), "saved", &id)).into_response())
}

/// `POST /admin/links/{id}/archive`
pub(super) async fn archive(State(app): State<App>, Path(id): Path<String>, posted: Posted) -> Shown {
    let work = |tx: &mut Tx<'_>, tenant: &TenantId, named: &Named, now: Timestamp| match named {
        Named::Link(id) => link::archive(tx, tenant, id, now).map(|()| "link.archived"),
        Named::Code(id) => code::archive(tx, tenant, id, now).map(|()| "code.archived"),
    };
    act(&app, &id, posted, ("archived", work)).await
}

/// `POST /admin/links/{id}/restore`
pub(super) async fn restore(State(app): State<App>, Path(id): Path<String>, posted: Posted) -> Shown {
    let work = |tx: &mut Tx<'_>, tenant: &TenantId, named: &Named, _: Timestamp| match named {
        Named::Link(id) => link::restore(tx, tenant, id).map(|()| "link.restored"),
        Named::Code(id) => code::restore(tx, tenant, id).map(|()| "code.restored"),
    };
    act(&app, &id, posted, ("restored", work)).await
}

async fn act(
    app: &App,
    id: &str,
    posted: Posted,
    (did, work): (
        &'static str,
        impl Fn(&mut Tx<'_>, &TenantId, &Named, Timestamp) -> Result<&'static str, Error> + Send + 'static,
    ),
) -> Shown {
    let (named, now, text) = (Named::read(id)?, app.now(), id.to_owned());
    let by = Actor::from(&posted.me.session);
    let written = call::write(&app.engine, move |tx| {
        let name = named.name(tx, &by.tenant)?;
        let action = work(tx, &by.tenant, &named, now)?;
        audit::note(tx, &by, &Note::on(action, &text).named(&name), now).map(drop)
    });
    written.await?;
    let to = back(posted.fields.get("back"), super::HREF);
    Ok(Redirect::to(&with_did(to, did, id)).into_response())
}
