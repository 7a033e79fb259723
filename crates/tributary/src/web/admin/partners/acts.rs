//! What is done to a partner by one press: pausing, archiving, and their undoing. Each leads back to where it was
//! pressed, with a word of what was done.

use crate::app::App;
use crate::call;
use crate::web::admin::guard::Posted;
use crate::web::admin::refusal::Shown;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect};
use tributary_core::{PartnerId, TenantId, Timestamp};
use tributary_engine::audit::{self, Actor};
use tributary_engine::db::Tx;
use tributary_engine::{Error, partner};

/// `POST /admin/partners/{id}/status`
pub(super) async fn status(State(app): State<App>, Path(id): Path<String>, posted: Posted) -> Shown {
    let status = posted.fields.text("status");
    let did = if status == "paused" { "paused" } else { "resumed" };
    let by = posted.me.session.email.clone();
    let set = move |tx: &mut Tx<'_>, tenant: &TenantId, id: &PartnerId, now: Timestamp| {
        // Sent twice, it is said once: the history holds changes only.
        if partner::load(tx, tenant, id)?.paused == (status == "paused") {
            return Ok(());
        }
        partner::set_status(tx, tenant, id, &status, &by, now)
    };
    act(&app, &id, posted, (did, set)).await
}

/// `POST /admin/partners/{id}/archive`
pub(super) async fn archive(State(app): State<App>, Path(id): Path<String>, posted: Posted) -> Shown {
    act(&app, &id, posted, ("archived", partner::archive)).await
}

/// `POST /admin/partners/{id}/restore`
pub(super) async fn restore(State(app): State<App>, Path(id): Path<String>, posted: Posted) -> Shown {
    let restore =
        |tx: &mut Tx<'_>, tenant: &TenantId, id: &PartnerId, _: Timestamp| partner::restore(tx, tenant, id);
    act(&app, &id, posted, ("restored", restore)).await
}

async fn act(
    app: &App,
    id: &str,
    posted: Posted,
    (did, work): (
        &'static str,
        impl Fn(&mut Tx<'_>, &TenantId, &PartnerId, Timestamp) -> Result<(), Error> + Send + 'static,
    ),
) -> Shown {
    let (partner, now) = (read_id(id)?, app.now());
    let (by, id) = (Actor::from(&posted.me.session), partner.clone());
    let written = call::write(&app.engine, move |tx| {
        let before = partner::load(tx, &by.tenant, &id)?;
        work(tx, &by.tenant, &id, now)?;
        let after = partner::load(tx, &by.tenant, &id)?;
        audit::partner_changed(tx, &by, (&before, &after), now)
    });
    written.await?;
    call::refresh_snapshot(&app.engine).await?;
    let place = format!("{}/{partner}", super::HREF);
    let to = back(posted.fields.get("back"), &place);
    Ok(Redirect::to(&with_did(to, did, partner.as_str())).into_response())
}

/// A partner's id as an address has it.
pub(super) fn read_id(id: &str) -> Result<PartnerId, Error> {
    PartnerId::parse(id).map_err(|_| Error::NotFound("partner"))
}

/// Where a form wants to lead back to, if that is a screen of ours; else `otherwise`.
pub(in crate::web::admin) fn back<'a>(wanted: &'a str, otherwise: &'a str) -> &'a str {
    let ours = wanted.starts_with("/admin/") && !wanted.contains(['\\', '\r', '\n']);
    if ours && !wanted.contains("//") { wanted } else { otherwise }
}

/// The same address saying what was done, and to what.
pub(in crate::web::admin) fn with_did(href: &str, did: &str, undo: &str) -> String {
    let (path, query) = href.split_once('?').unwrap_or((href, ""));
    let mut pairs = url::form_urlencoded::Serializer::new(String::new());
    let kept = url::form_urlencoded::parse(query.as_bytes());
    pairs.extend_pairs(kept.filter(|(name, _)| name != "did" && name != "undo"));
    pairs.append_pair("did", did).append_pair("undo", undo);
    format!("{path}?{}", pairs.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_leads_back_to_our_own_screens_only() {
        assert_eq!(back("/admin/partners?tab=paused", "/x"), "/admin/partners?tab=paused");
        for wrong in ["", "https://evil.example", "//evil.example", "/admin\\evil", "/admin//evil", "/login"]
        {
            assert_eq!(back(wrong, "/admin/partners"), "/admin/partners", "{wrong}");
        }
    }

    #[test]
    fn what_was_done_is_said_once() {
        let once = with_did("/admin/partners?tab=paused&q=a%26b", "archived", "par_1");
        assert_eq!(once, "/admin/partners?tab=paused&q=a%26b&did=archived&undo=par_1");
        assert_eq!(
            with_did(&once, "restored", "par_1"),
            "/admin/partners?tab=paused&q=a%26b&did=restored&undo=par_1"
        );
    }
}
