//! Saved views: what a list is asked for, kept under a name as a tab above it, for oneself or for the team.
//!
//! A list shows them with two calls: [`of`] while it reads, and [`bar`] with its raw query when it draws. Everything else
//! (which one is open, saving, the toast with Undo) is here.

use crate::app::App;
use crate::call;
use crate::t;
use crate::web::admin::desk::Desk;
use crate::web::admin::fields::Fields;
use crate::web::admin::guard::Posted;
use crate::web::admin::refusal::Shown;
use crate::web::chosen;
use crate::web::kit::{Post, Toast, columns};
use crate::web::view::views::{self as page, ViewTab, ViewsBar};
use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect};
use axum::routing::post;
use maud::Markup;
use tributary_core::{TenantId, UserId, ViewId};
use tributary_engine::Error;
use tributary_engine::db::Tx;
use tributary_engine::view::{self, NewView, View};

/// The lists that have views, where they are, and the period that they show unasked.
const SCREENS: [(&str, &str, &str); 6] = [
    ("orders", "/admin/orders", "all"),
    ("partners", "/admin/partners", "28d"),
    ("customers", "/admin/customers", "all"),
    ("links", "/admin/links", "28d"),
    ("reports", "/admin/reports", "28d"),
    ("audit", "/admin/settings/audit", "all"),
];

/// What an address says that is no part of a view: places in a list, what was just done, and the store. A view is of whichever
/// store is looked at.
const PASSING: [&str; 5] = ["after", "did", "undo", "look", chosen::NAME];

/// Saving, changing and removing views.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/admin/views", post(save))
        .route("/admin/views/{id}", post(change))
        .route("/admin/views/{id}/delete", post(delete))
        .route("/admin/views/{id}/restore", post(restore))
}

/// The views of a screen that whoever looks may see.
pub(super) fn of(tx: &mut Tx<'_>, desk: &Desk, screen: &str) -> Result<Vec<View>, Error> {
    view::list(tx, (desk.tenant(), &desk.me.session.user), screen)
}

/// The views as tabs above a list. `query` is the address's, as it came.
pub(super) fn bar(desk: &Desk, screen: &str, query: Option<&str>, views: &[View]) -> Markup {
    let path = path(screen);
    let now = state(screen, query.unwrap_or_default());
    let open = views.iter().find(|view| state(screen, &view.query) == now);
    let tab = |view: &View| ViewTab {
        id: view.id.to_string(),
        label: view.name.clone(),
        href: href(path, &view.query),
        active: open.is_some_and(|open| open.id == view.id),
        shared: view.shared,
        own: view.by == desk.me.session.user,
        query: view.query.clone(),
    };
    page::render(&ViewsBar {
        screen: screen.to_owned(),
        all_href: chosen::named(path),
        all_active: now.is_empty(),
        tabs: views.iter().map(tab).collect(),
        unsaved: (open.is_none() && !now.is_empty()).then(|| written(&now)),
        toast: toast(desk, query.unwrap_or_default()),
        csrf: desk.csrf(),
    })
}

/// What was just done to a view, with a way back.
fn toast(desk: &Desk, query: &str) -> Option<Toast> {
    let asked = Fields::read(query.as_bytes());
    let text = match asked.get("did") {
        "view_saved" => t!("View saved"),
        "view_changed" => t!("View changed"),
        "view_deleted" => t!("View deleted"),
        "view_restored" => t!("View is back"),
        "view_unnamed" => t!("Give the view a name of 1 to 60 characters; you can keep 20 of a list."),
        _ => return None,
    };
    let deleted = ViewId::parse(asked.get("undo")).ok().filter(|_| asked.get("did") == "view_deleted");
    let undo = deleted.map(|id| Post::to(format!("/admin/views/{id}/restore"), desk.csrf()));
    Some(Toast { text: text.to_owned(), undo, ..Toast::default() })
}

/// `POST /admin/views`: under a name that one has already, the view becomes this one.
async fn save(State(app): State<App>, Posted { me, fields }: Posted) -> Shown {
    let (tenant, user, now) = (me.session.tenant.clone(), me.session.user.clone(), app.now());
    let screen = fields.text("screen");
    let new = new_view(&fields);
    let (kept, of_screen) = (new.clone(), screen.clone());
    let saved = call::write(&app.engine, move |tx| {
        let mine = view::list(tx, (&tenant, &user), &of_screen)?;
        let same = mine.iter().find(|view| view.by == user && view.name == kept.name.trim());
        match same {
            Some(view) => view::change(tx, (&tenant, &user), &view.id, &kept),
            None => view::create(tx, (&tenant, &user), &of_screen, &kept, now).map(drop),
        }
    });
    let did = match saved.await {
        Err(Error::Invalid(_)) => "view_unnamed",
        other => other.map(|()| "view_saved")?,
    };
    Ok(back(&screen, &new.query, &[("did", did)]))
}

/// `POST /admin/views/{id}`: another name, shared or not.
async fn change(State(app): State<App>, Path(id): Path<String>, Posted { me, fields }: Posted) -> Shown {
    let to = new_view(&fields);
    let kept = to.clone();
    let changed = on(&app, (me.session.tenant, me.session.user), &id, move |tx, who, view| {
        view::change(tx, who, &view.id, &kept)
    });
    match changed.await {
        Err(Error::Invalid(_)) => Ok(back(fields.get("screen"), &to.query, &[("did", "view_unnamed")])),
        changed => Ok(back(&changed?.screen, &to.query, &[("did", "view_changed")])),
    }
}

/// `POST /admin/views/{id}/delete`
async fn delete(State(app): State<App>, Path(id): Path<String>, Posted { me, .. }: Posted) -> Shown {
    let now = app.now();
    let gone = on(&app, (me.session.tenant, me.session.user), &id, move |tx, who, view| {
        view::remove(tx, who, &view.id, now)
    });
    Ok(back(&gone.await?.screen, "", &[("did", "view_deleted"), ("undo", &id)]))
}

/// `POST /admin/views/{id}/restore`
async fn restore(State(app): State<App>, Path(id): Path<String>, Posted { me, .. }: Posted) -> Shown {
    let who = (me.session.tenant, me.session.user);
    let here = on(&app, who, &id, |tx, who, view| view::restore(tx, who, &view.id)).await?;
    Ok(back(&here.screen, &here.query, &[("did", "view_restored")]))
}

/// Does something to a view; answers the view as it was.
async fn on(
    app: &App,
    (tenant, user): (TenantId, UserId),
    id: &str,
    act: impl Fn(&mut Tx<'_>, (&TenantId, &UserId), &View) -> Result<(), Error> + Send + 'static,
) -> Result<View, Error> {
    let id = ViewId::parse(id).map_err(|_| Error::NotFound("view"))?;
    let done = call::write(&app.engine, move |tx| {
        let view = view::load(tx, (&tenant, &user), &id)?;
        act(tx, (&tenant, &user), &view)?;
        Ok(view)
    });
    done.await
}

fn new_view(fields: &Fields) -> NewView {
    NewView {
        name: fields.text("name"),
        shared: fields.get("shared") == "1",
        query: written(&state(fields.get("screen"), fields.get("query"))),
    }
}

fn path(screen: &str) -> &'static str {
    SCREENS.iter().find(|(known, ..)| *known == screen).map_or("/admin", |(_, path, _)| path)
}

fn href(path: &str, query: &str) -> String {
    let of_store = chosen::pair().map(|(name, store)| format!("{name}={store}"));
    let parts: Vec<&str> =
        [Some(query), of_store.as_deref()].into_iter().flatten().filter(|part| !part.is_empty()).collect();
    if parts.is_empty() { path.to_owned() } else { format!("{path}?{}", parts.join("&")) }
}

fn back(screen: &str, query: &str, said: &[(&str, &str)]) -> axum::response::Response {
    let mut all = state(screen, query);
    all.extend(said.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())));
    Redirect::to(&href(path(screen), &written(&all))).into_response()
}

/// What an address asks for, whatever the order: equal states are equal views.
fn state(screen: &str, query: &str) -> Vec<(String, String)> {
    let unasked = SCREENS.iter().find(|(known, ..)| *known == screen).map_or("", |(.., period)| period);
    // Columns are ticked one by one in a form, and one word of the address ever after.
    let columns = ("cols".to_owned(), columns::asked(query));
    let pairs = url::form_urlencoded::parse(query.as_bytes()).into_owned();
    let lasting = pairs.filter(|(name, text)| {
        let passes = PASSING.contains(&name.as_str()) || ["col", "cols"].contains(&name.as_str());
        !passes && (name != "period" || text != unasked)
    });
    let mut state: Vec<(String, String)> =
        lasting.chain([columns]).filter(|(_, text)| !text.trim().is_empty()).collect();
    state.sort();
    state
}

fn written(state: &[(String, String)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(state).finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_states_are_equal_views() {
        let same = |one, other| state("reports", one) == state("reports", other);
        assert!(same("tab=refunded&partner=&after=ord_1", "did=view_saved&tab=refunded"));
        assert!(same("col=total&col=why&tab=x", "tab=x&cols=total%2Cwhy"));
        assert!(same("period=28d&section=places", "section=places"), "nobody asked for another period");
        assert!(!same("period=7d", "") && !same("a=1", "a=2"));
        assert_ne!(state("orders", "period=28d"), state("orders", ""), "orders show all");
        assert_eq!(written(&state("orders", "b=2&a=x+y")), "a=x+y&b=2");
    }
}
