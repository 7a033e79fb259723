//! Versions of the rules (`/admin/programs/{id}/versions`), and one of them as it was.

use super::words::sentences;
use super::{Found, changes, href, number, parsed};
use crate::app::App;
use crate::t;
use crate::web::admin::desk::{self, Desk, Place};
use crate::web::admin::refusal::Shown;
use crate::web::admin::session::SignedIn;
use crate::web::view::programs::versions::{self as view, OneView, VersionView};
use axum::extract::{Path, State};
use tributary_core::program::RuleVersion;
use tributary_engine::Error;
use tributary_engine::program::VersionMade;

/// `GET /admin/programs/{id}/versions`
pub(super) async fn page(State(app): State<App>, me: SignedIn, Path(id): Path<String>) -> Shown {
    let id = parsed(&id)?;
    let (desk, found) = desk::read(&app, me, move |tx, desk| Found::load(tx, desk, &id)).await?;
    let all: Vec<VersionView> = found
        .history
        .iter()
        .filter_map(|made| Some(shaped(&desk, &found, made, found.version(made.number)?)))
        .collect();
    Ok(desk.page(Place::Programs, t!("Versions"), &view::render(&found.frame(), &all)))
}

/// `GET /admin/programs/{id}/versions/{number}`
pub(super) async fn one(
    State(app): State<App>,
    me: SignedIn,
    Path((id, asked)): Path<(String, String)>,
) -> Shown {
    let id = parsed(&id)?;
    let (desk, found) = desk::read(&app, me, move |tx, desk| Found::load(tx, desk, &id)).await?;
    let asked = number(&asked).unwrap_or_default();
    let (Some(made), Some(version)) = (found.made(asked), found.version(asked)) else {
        return Err(Error::NotFound("version").into());
    };
    let shape = shaped(&desk, &found, made, version);
    let again = (!shape.in_force).then(|| format!("{}/edit?from={asked}", href(&found.program.id)));
    let view = OneView {
        frame: found.frame(),
        sentences: sentences(&version.rules),
        again_href: again,
        version: shape,
    };
    let title = t!("Version {number}", number = asked);
    Ok(desk.page(Place::Programs, &title, &view::render_one(&view)))
}

fn shaped(desk: &Desk, found: &Found, made: &VersionMade, version: &RuleVersion) -> VersionView {
    let before = found.version(version.number - 1);
    let changes = before.map(|before| changes::between(&before.rules, &version.rules, &found.names));
    VersionView {
        number: version.number,
        href: format!("{}/versions/{}", href(&found.program.id), version.number),
        in_force: version.number == found.program.current.number,
        since: desk.clock.exact(version.since),
        by: made.by.clone(),
        note: made.note.clone(),
        changes: changes.unwrap_or_default(),
    }
}
