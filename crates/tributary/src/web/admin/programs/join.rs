//! A program's public page as its owner sets it (`/admin/programs/{id}/join`).

use super::{Found, href, parsed};
use crate::app::App;
use crate::call;
use crate::web::admin::desk::{self, Desk, Place};
use crate::web::admin::fields::{Fields, form_errors};
use crate::web::admin::guard::Posted;
use crate::web::admin::refusal::{Refusal, Shown};
use crate::web::admin::session::SignedIn;
use crate::web::view::programs::join::{self as view, JoinSettings};
use crate::{n, t};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use serde::Deserialize;
use tributary_core::ProgramId;
use tributary_engine::application;
use tributary_engine::audit::{self, Actor, Note};
use tributary_engine::program::{self, PublicPage};

/// What the address says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Ask {
    did: Option<String>,
}

/// `GET /admin/programs/{id}/join`
pub(super) async fn page(
    State(app): State<App>,
    me: SignedIn,
    Path(id): Path<String>,
    Query(ask): Query<Ask>,
) -> Shown {
    let (desk, view) = read(&app, me, parsed(&id)?).await?;
    let saved = ask.did.as_deref() == Some("saved");
    let news = saved.then(|| match view.open {
        true => t!("Saved. People can apply now.").to_owned(),
        false => t!("Saved. The page is closed.").to_owned(),
    });
    let view = JoinSettings { news, ..view };
    Ok(desk.page(Place::Programs, t!("Public page"), &view::render(&view)))
}

/// `POST /admin/programs/{id}/join`
pub(super) async fn save(State(app): State<App>, Path(id): Path<String>, posted: Posted) -> Shown {
    let Posted { me, fields } = posted;
    let id = parsed(&id)?;
    let (session, program, page, now) = (me.session.clone(), id.clone(), sent(&fields), app.now());
    let set = call::write(&app.engine, move |tx| {
        let name = program::load(tx, &session.tenant, &program)?.name;
        program::set_page(tx, &session.tenant, &program, &page)?;
        let note = Note::on("program.page_changed", program.as_str()).named(&name);
        let now_so = serde_json::json!({ "slug": page.slug, "open": page.open, "automatic": page.automatic });
        audit::note(tx, &Actor::from(&session), &note.now(now_so), now).map(drop)
    });
    match set.await {
        Ok(()) => Ok(Redirect::to(&format!("{}/join?did=saved", href(&id))).into_response()),
        Err(error) => {
            let errors = form_errors(error)?;
            let (desk, view) = read(&app, me, id).await?;
            let PublicPage { slug, open, automatic } = sent(&fields);
            let view = JoinSettings { slug, open, automatic, errors, ..view };
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(desk.page_with(status, (Place::Programs, t!("Public page")), &view::render(&view)))
        }
    }
}

fn sent(fields: &Fields) -> PublicPage {
    PublicPage {
        slug: fields.text("slug"),
        open: fields.get("open") == "1",
        automatic: fields.get("automatic") == "1",
    }
}

async fn read(app: &App, me: SignedIn, id: ProgramId) -> Result<(Desk, JoinSettings), Refusal> {
    let read = desk::read(app, me, move |tx, desk| {
        let page = program::page_of(tx, desk.tenant(), &id)?;
        let waiting = application::waiting(tx, desk.tenant(), desk.only.as_ref())?;
        Ok((Found::load(tx, desk, &id)?, page, waiting))
    });
    let (desk, (found, page, waiting)) = read.await?;
    let page =
        page.unwrap_or_else(|| PublicPage { slug: slug_of(&found.program.name), ..PublicPage::default() });
    let prefix = format!("{}/join/", desk.me.base_url);
    let text = n!("{n} application waits for you.", "{n} applications wait for you.", waiting);
    let view = JoinSettings {
        frame: found.frame(),
        action: format!("{}/join", href(&found.program.id)),
        csrf: desk.csrf(),
        url: page.open.then(|| format!("{prefix}{}", page.slug)),
        prefix,
        slug: page.slug,
        open: page.open,
        automatic: page.automatic,
        waiting: (waiting > 0).then(|| (text, "/admin/partners/applications".to_owned())),
        ..JoinSettings::default()
    };
    Ok((desk, view))
}

/// An address made of a name: `Northwind Outfitters` → `northwind-outfitters`.
fn slug_of(name: &str) -> String {
    let words: Vec<String> = name
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    words.join("-").chars().take(60).collect()
}

#[cfg(test)]
mod tests {
    use super::slug_of;

    #[test]
    fn an_address_is_made_of_the_name() {
        assert_eq!(slug_of("Northwind  Outfitters & Co."), "northwind-outfitters-co");
        assert_eq!(slug_of("***"), "");
    }
}
