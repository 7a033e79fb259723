//! Creatives (`/admin/resources/creatives`): what partners post, in the order in which they see it.

use crate::app::App;
use crate::call;
use crate::lang::{Lang, number};
use crate::t;
use crate::web::admin::desk::{self, Desk, Place};
use crate::web::admin::guard::Posted;
use crate::web::admin::refusal::Shown;
use crate::web::admin::session::SignedIn;
use crate::web::kit::{Post, Toast};
use crate::web::view::resources::creatives::{self as view, CreativeCard, CreativesView, Face};
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect};
use serde::Deserialize;
use tributary_core::CreativeId;
use tributary_engine::audit::Actor;
use tributary_engine::creative::{self, Change, Creative, Target};
use tributary_engine::db::Tx;
use tributary_engine::{Error, Result as Known, product};

/// The list.
pub(super) const HREF: &str = "/admin/resources/creatives";

/// What the address says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Ask {
    did: String,
}

/// A creative and what it leads to, as people call it.
type Led = (Creative, Option<String>);

/// `GET /admin/resources/creatives`
pub(super) async fn page(State(app): State<App>, me: SignedIn, Query(ask): Query<Ask>) -> Shown {
    let read = desk::read(&app, me, |tx, desk| {
        let program = desk.program(tx)?;
        let all = creative::of_program(tx, desk.tenant(), &program)?;
        let led = all.into_iter().map(|one| {
            let to = leads_to(tx, &one)?;
            Ok((one, to))
        });
        Ok((
            led.collect::<Known<Vec<Led>>>()?,
            product::counts(tx, desk.tenant(), desk.named().as_ref())?.listed,
        ))
    });
    let (desk, (rows, products)) = read.await?;
    let count = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let view = CreativesView {
        toast: toast(&ask.did),
        tabs: super::tabs(HREF, (products, count)),
        rows: rows.iter().map(|one| card(&desk, one)).collect(),
        new_href: format!("{HREF}/new"),
    };
    Ok(desk.page(Place::Resources, t!("Resources"), &view::render(&view)))
}

/// How many there are.
pub(super) fn count(tx: &mut Tx<'_>, desk: &Desk) -> Known<i64> {
    let program = desk.program(tx)?;
    creative::count(tx, desk.tenant(), &program)
}

/// What a creative leads to, as people call it.
fn leads_to(tx: &mut Tx<'_>, one: &Creative) -> Known<Option<String>> {
    match &one.target {
        Target::Front => Ok(None),
        Target::Page(url) => Ok(Some(url.clone())),
        Target::Product(id) => match product::load(tx, &one.tenant, id) {
            Ok(product) => Ok(Some(product.told.name)),
            Err(Error::NotFound(_)) => Ok(None),
            Err(error) => Err(error),
        },
    }
}

/// `POST /admin/resources/creatives/{id}/show`: shows or hides it.
pub(super) async fn show(
    State(app): State<App>,
    Path(id): Path<String>,
    Posted { me, fields }: Posted,
) -> Shown {
    let id = parsed(&id)?;
    let (by, now) = (Actor::from(&me.session), app.now());
    let shown = !fields.get("shown").is_empty();
    let change = Change { shown: Some(shown), ..Change::default() };
    call::write(&app.engine, move |tx| creative::change(tx, &by, (&id, &change), now).map(drop)).await?;
    let did = if shown { "shown" } else { "hidden" };
    Ok(Redirect::to(&format!("{HREF}?did={did}")).into_response())
}

/// `POST /admin/resources/creatives/{id}/archive`
pub(super) async fn archive(
    State(app): State<App>,
    Path(id): Path<String>,
    Posted { me, .. }: Posted,
) -> Shown {
    let id = parsed(&id)?;
    let (by, now) = (Actor::from(&me.session), app.now());
    call::write(&app.engine, move |tx| creative::archive(tx, &by, &id, now).map(drop)).await?;
    Ok(Redirect::to(&format!("{HREF}?did=archived")).into_response())
}

/// An id of an address.
pub(super) fn parsed(id: &str) -> Result<CreativeId, Error> {
    CreativeId::parse(id).map_err(|_| Error::NotFound("creative"))
}

fn card(desk: &Desk, (one, to): &Led) -> CreativeCard {
    let post = |act: &str| Post::to(format!("{HREF}/{}/{act}", one.id), desk.csrf());
    CreativeCard {
        title: one.title.clone(),
        face: face(one),
        about: about(one),
        leads_to: to.clone(),
        shown: one.shown,
        edit_href: format!("{HREF}/{}", one.id),
        toggle: post("show").with("shown", if one.shown { "" } else { "1" }),
        archive: post("archive"),
    }
}

/// What it looks like.
pub(in crate::web) fn face(one: &Creative) -> Face {
    match &one.picture {
        Some(picture) => {
            Face::Picture { src: picture.path(), width: picture.seen.width, height: picture.seen.height }
        }
        None => Face::Text(one.body.clone()),
    }
}

/// `300 × 250 · PNG · 34 KB · Svenska`
pub(in crate::web) fn about(one: &Creative) -> String {
    let mut parts = Vec::new();
    if let Some(picture) = &one.picture {
        parts.push(format!("{} × {}", picture.seen.width, picture.seen.height));
        parts.push(picture.seen.media.as_str().to_uppercase());
        parts.push(format!("{} KB", number::count(picture.bytes.saturating_add(1023) / 1024)));
    }
    if !one.language.is_empty() {
        parts.push(language(&one.language));
    }
    parts.join(" · ")
}

/// What a language is called by whoever speaks it; an unknown one by its tag.
pub(super) fn language(tag: &str) -> String {
    let known = Lang::ALL.into_iter().find(|lang| lang.tag() == tag);
    known.map_or_else(|| tag.to_owned(), |lang| lang.own_name().to_owned())
}

fn toast(did: &str) -> Option<Toast> {
    let text = match did {
        "made" => t!("Partners have it on their page now."),
        "changed" => t!("Saved."),
        "shown" => t!("Partners see it now."),
        "hidden" => t!("Partners see it no longer. Where it is posted it stays."),
        "archived" => t!("Taken away."),
        _ => return None,
    };
    Some(Toast { text: text.into(), undo: None, link: None })
}
